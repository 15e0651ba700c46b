//! Two rule sets over the same cases: everything that differs is found, and nothing else.

mod figures;
mod properties;
mod reports;

use jiff::Timestamp;
use passerelle_domain::{Need, Partner, PartnerId};

use super::{CaseId, Comparison, Rehearsal, Replay};
use crate::{Facts, Network, OverlaySource, RuleSet, tests::fixture::*};

/// One case of a story, in hand.
struct Told {
    id: CaseId,
    need: Need,
    referrer: Option<PartnerId>,
    at: Timestamp,
}

/// Cases as the lines of a file, all on the same Monday.
fn told(needs: impl IntoIterator<Item = Need>) -> Vec<Told> {
    let told = |(index, need)| Told {
        id: CaseId::Line(index + 1),
        need,
        referrer: None,
        at: monday(),
    };
    needs.into_iter().enumerate().map(told).collect()
}

fn replays(cases: &[Told]) -> impl Iterator<Item = Replay<'_>> {
    cases.iter().map(|one| Replay {
        case: &one.id,
        facts: Facts::first_time(&one.need, one.referrer),
        at: one.at,
    })
}

fn compared(old: &Network, new: &Network, cases: &[Told]) -> Comparison {
    super::compare(old, new, replays(cases))
}

/// The shipped rules with a local overlay laid over them, in version 2.
fn with_overlay(text: &str) -> Network {
    let text = format!(
        "name = \"odre\"\noverlay_of = \"default\"\ntitle = {{ fr = \"essai\", en = \"trial\" }}\n\
         territory = [\"commune:00001\"]\n{text}"
    );
    let file = "odre.toml";
    let rules = default_rules().with_overlays(&[OverlaySource { file, text: &text }]);
    Network::new(rules.unwrap(), 2, directory())
}

/// The shipped rules, but with two more working days to answer cases of priority `P2`.
fn slower_rules() -> RuleSet {
    let (three, five) = (
        "P2 = { answer = { working_days = 3 }",
        "P2 = { answer = { working_days = 5 }",
    );
    assert!(crate::DEFAULT_RULE_SET.contains(three));
    let text = crate::DEFAULT_RULE_SET.replace(three, five);
    RuleSet::from_toml("slower.toml", &text).unwrap()
}

/// The shipped rules with other partners.
fn among(partners: Vec<Partner>) -> Network {
    Network::new(default_rules(), 2, partners)
}

/// Counts the cases in parts of `size`, as several threads would.
fn in_parts(old: &Network, new: &Network, cases: &[Told], size: usize) -> Comparison {
    let mut whole = Rehearsal::new(old, new);
    for part in cases.chunks(size) {
        let mut counted = Rehearsal::new(old, new);
        for replay in replays(part) {
            counted.play(&replay);
        }
        whole.join(counted);
    }
    whole.finish()
}
