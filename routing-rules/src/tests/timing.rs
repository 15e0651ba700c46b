//! What a rule says of time: due dates of its own, the clock that stands still, reminders, follow-ups.

use insta::assert_snapshot;
use passerelle_domain::{ConsentState, Lang, PartyRole, Setting, Situation};

use super::fixture::*;
use crate::{DEFAULT_RULE_SET, Destiny, Facts, Network, RuleSet, explain_text, rules::PausesWhile};

/// The shipped rules, before which a rule about noise says this.
fn text(then: &str) -> String {
    format!(
        r#"{DEFAULT_RULE_SET}
[[rules]]
id = "X"
stage = "orientation"
order = 1
label = {{ fr = "accord", en = "agreement" }}
because = {{ fr = "un accord le prévoit", en = "an agreement says so" }}
when.situation = ["neighbour_noise"]
then.lead = ["mediation_team"]
then.max = "L2"
{then}"#
    )
}

fn network(then: &str) -> Network {
    let rules = RuleSet::from_toml("mine.toml", &text(then));
    let rules = rules.unwrap_or_else(|faults| panic!("{}", faults[0]));
    Network::new(rules, 1, directory())
}

fn faults(then: &str) -> Vec<String> {
    let faults = RuleSet::from_toml("mine.toml", &text(then)).unwrap_err();
    let told =
        |fault: &crate::RuleFault| format!("{} [{}] {}", fault.field, fault.code, fault.message);
    faults.iter().map(told).collect()
}

#[test]
fn a_rule_gives_its_own_time_in_the_place_of_the_priority() {
    let network = network(
        "then.answer_within = { hours = 6 }\nthen.first_contact_within = { working_days = 1 }",
    );
    let decision = decide(&network, &a01(), None, at("2026-10-02T08:00:00Z"));
    assert_eq!(decision.answer_due_at, Some(at("2026-10-02T14:00:00Z")));
    assert_eq!(
        decision.first_contact_due_at,
        Some(at("2026-10-05T08:00:00Z"))
    );
    let lead = decision.lead.unwrap();
    assert_eq!(lead.answer_due_at, Some(at("2026-10-02T14:00:00Z")));
    assert_eq!(lead.first_contact_due_at, Some(at("2026-10-05T08:00:00Z")));
}

#[test]
fn nobody_is_met_before_somebody_answered() {
    let network = network("then.answer_within = { calendar_days = 90 }");
    let decision = decide(&network, &a01(), None, at("2026-10-02T08:00:00Z"));
    assert_eq!(decision.first_contact_due_at, decision.answer_due_at);
}

#[test]
fn reminders_and_follow_ups_come_with_the_decision_and_are_explained() {
    let network = network(
        r#"then.answer_within = { working_days = 4 }
then.reminders = [{ before = { hours = 4 } }, { at = "half_time" }, { before = { calendar_days = 60 } }]
then.pauses_while = ["on_hold"]
then.follow_up_days = 30
then.follow_up = [
    { days = 90, when = { tenure = ["social"] } },
    { days = 60, when = { tenure = ["owner"] } },
    { days = 180 },
]"#,
    );
    let need = a01();
    let clock = at("2026-10-02T08:00:00Z");
    let decision = decide(&network, &need, None, clock);
    let course = &decision.course;
    let reminders = ["2026-10-05T08:00:00Z", "2026-10-08T04:00:00Z"].map(at);
    assert_eq!(course.reminders, reminders);
    assert_eq!(course.pauses_while, [PausesWhile::OnHold]);
    assert_eq!(course.follow_ups, [30, 90, 180]);
    assert_eq!(decision.follow_up_days, Some(30));
    let facts = Facts::first_time(&need, None);
    let what_follows = [Lang::Fr, Lang::En].map(|lang| {
        let told = explain_text(&network, &facts, clock, &decision, lang);
        let lines = told
            .lines()
            .skip_while(|line| !line.contains("Ensuite") && !line.contains("What follows"));
        lines.take(4).collect::<Vec<_>>().join("\n")
    });
    assert_snapshot!(what_follows.join("\n").replace('\u{a0}', " "));
}

#[test]
fn the_clock_starts_with_the_agreement_where_the_rule_says_so() {
    let mut need = case(Setting::Housing, Situation::NeighbourNoise);
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::Hesitant)];
    for (pauses, is_due) in [
        ("then.pauses_while = [\"awaiting_consent\"]", false),
        ("", true),
    ] {
        let network = network(&format!("then.consent = \"required\"\n{pauses}"));
        let decision = decide(&network, &need, None, at("2026-10-02T08:00:00Z"));
        assert_eq!(decision.destiny, Destiny::AwaitingConsent);
        assert_eq!(decision.answer_due_at.is_some(), is_due);
        assert_eq!(decision.first_contact_due_at.is_some(), is_due);
        assert_eq!(decision.course.reminders, []);
    }
}

#[test]
fn what_is_said_wrongly_of_time_is_told_at_once() {
    let told = faults(
        r#"then.answer_within = { working_days = 5, hours = 2 }
then.first_contact_within = { hours = 0 }
then.pauses_while = ["on_holiday", "on_hold", "on_hold"]
then.reminders = [{ at = "noon" }, {}, { at = "half_time", before = { hours = 1 } }]
then.follow_up_days = 0
then.follow_up = [{ when = {} }, { days = 30, when = { tenur = [] } }]"#,
    );
    assert_snapshot!(told.join("\n"));
    let exchanged = "then.answer_within = { calendar_days = 5 }\n\
                     then.first_contact_within = { hours = 48 }";
    assert!(faults(exchanged)[0].contains("answer_after_contact"));
    let possible = "then.answer_within = { calendar_days = 3 }\n\
                    then.first_contact_within = { working_days = 2 }";
    assert!(RuleSet::from_toml("mine.toml", &text(possible)).is_ok());
    let diverted = text("then.answer_within = { hours = 1 }").replace(
        "then.lead = [\"mediation_team\"]\nthen.max = \"L2\"\nthen.answer",
        "then.divert = true\nthen.answer",
    );
    let found = RuleSet::from_toml("mine.toml", &diverted).unwrap_err();
    assert_eq!(found[0].code, "nothing_due");
}

#[test]
fn a_decision_that_was_stored_before_is_still_read() {
    let decision = decide(&network(""), &a01(), None, monday());
    let mut stored = serde_json::to_value(&decision).unwrap();
    stored.as_object_mut().unwrap().remove("course");
    let read: crate::Decision = serde_json::from_value(stored).unwrap();
    assert_eq!(read, decision);
}
