//! The guide for coordinators: every example in it can be read.

use super::fixture::*;
use crate::{DEFAULT_RULE_SET, OverlaySource, RuleSet};

const GUIDE: &str = include_str!("../../../docs/routing-rules.md");

/// The TOML examples of the guide.
pub(crate) fn examples() -> Vec<&'static str> {
    let blocks = GUIDE.split("```toml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

/// The shipped rules with the facts of the guide, and a rule with this condition.
fn with_condition(when: &str) -> String {
    let facts = examples()
        .into_iter()
        .filter(|text| text.contains("[[facts]]"));
    let facts: String = facts.collect();
    format!(
        r#"{DEFAULT_RULE_SET}
{facts}
[[rules]]
id = "X"
stage = "orientation"
order = 1
label = {{ fr = "essai", en = "trial" }}
because = {{ fr = "c'est un essai", en = "this is a trial" }}
then.route = "situation"
then.max = "L1"
{when}"#
    )
}

#[test]
fn every_condition_of_the_guide_is_read() {
    let conditions: Vec<&str> = examples()
        .into_iter()
        .filter(|text| text.starts_with("when."))
        .collect();
    assert!(conditions.len() >= 6);
    for when in conditions {
        let read = RuleSet::from_toml("guide.toml", &with_condition(when));
        assert!(read.is_ok(), "{when}\n{:?}", read.err());
    }
}

#[test]
fn what_the_guide_says_of_time_is_read() {
    let examples = examples();
    let of_time = |text: &&&str| text.starts_with("then.answer_within");
    let text = with_condition(examples.iter().find(of_time).unwrap());
    let read = RuleSet::from_toml("guide.toml", &text);
    assert!(read.is_ok(), "{:?}", read.err());
}

#[test]
fn the_overlay_of_the_guide_does_what_it_says() {
    let examples = examples();
    let text = examples
        .iter()
        .find(|text| text.contains("overlay_of"))
        .unwrap();
    let file = "guide.toml";
    let rules = default_rules()
        .with_overlays(&[OverlaySource { file, text }])
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let network = crate::Network::new(rules, 1, directory());
    let decision = decide(&network, &a01(), Some("p-bail"), monday());
    assert_eq!(decision.rule, "SA50");
    assert_eq!(lead(&network, &decision).unwrap(), "p-conc");
    let later = decide(&network, &a01(), Some("p-bail"), at("2027-09-01T12:00:00Z"));
    assert_eq!(later.rule, "R50");
}

#[test]
fn nothing_about_the_overlay_of_the_guide_is_undecided() {
    let examples = examples();
    let mut texts = examples.iter().filter(|text| text.contains("overlay_of"));
    let overlay = OverlaySource {
        file: "guide.toml",
        text: texts.next().unwrap(),
    };
    let rules = default_rules().with_overlays(&[overlay]).unwrap();
    let report = crate::analyse(&rules, crate::Budget::default());
    assert_eq!(report.count(crate::analyse::Severity::Undecided), 0);
    assert!(report.is_sound(), "{report}");
}

#[test]
fn a_torn_overlay_is_refused_and_nothing_breaks() {
    let examples = examples();
    let whole = examples
        .iter()
        .find(|text| text.contains("overlay_of"))
        .unwrap();
    let ends = whole.char_indices().map(|(end, _)| end).step_by(7);
    for text in ends.filter_map(|end| whole.get(..end)) {
        let file = "torn.toml";
        let read = default_rules().with_overlays(&[OverlaySource { file, text }]);
        for fault in read.err().into_iter().flatten() {
            assert!(fault.line <= whole.lines().count() + 1, "{fault}");
        }
    }
}
