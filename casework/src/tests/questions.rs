//! Questions of a rule set of one's own, and cases that come again from the same place.

use jiff::SignedDuration;
use passerelle_domain::{Detail, Details, LandlordRef, PartnerKind, ReferralStatus, Siren};
use passerelle_routing_rules::DEFAULT_RULE_SET;

use crate::{
    CaseworkError, Submission,
    testing::{
        cases::a01,
        world::{World, decline},
    },
};

/// Neighbour noise from the tenth floor goes to the conciliator, and so does what comes from one
/// place for the third time in a month.
const OURS: &str = r#"
[[facts]]
id = "floor"
situations = ["neighbour_noise"]
kind = "number"
label = { fr = "Étage", en = "Floor" }

[[facts]]
id = "lift"
situations = ["technical_fault"]
kind = "yes_no"
label = { fr = "Ascenseur en panne", en = "Lift out of order" }

[[rules]]
id = "HIGH"
stage = "orientation"
order = 1
label = { fr = "étages élevés", en = "high floors" }
because.fr = "le bruit vient de haut"
because.en = "the noise comes from high up"
when.situation = ["neighbour_noise"]
when.details = { floor = { from = 10 } }
then.lead = ["justice_conciliator"]
then.fallbacks = ["mediation_team"]
then.max = "L1"

[[rules]]
id = "AGAIN"
stage = "orientation"
order = 2
label = { fr = "troisième fois", en = "third time" }
because.fr = "c'est la troisième fois en un mois"
because.en = "it is the third time in a month"
when.situation = ["neighbour_noise"]
when.prior_referrals = { days = 30, from = 2 }
then.lead = ["municipal_tranquillity", "justice_conciliator"]
then.fallbacks = ["mediation_team"]
then.max = "L1"
"#;

fn world() -> World {
    let world = World::new();
    let rules = format!("{DEFAULT_RULE_SET}{OURS}");
    world.casework.ensure_rule_set(&rules).unwrap();
    world
}

fn with(details: impl IntoIterator<Item = (&'static str, Detail)>) -> Submission {
    Submission {
        details: details.into_iter().collect(),
        ..a01()
    }
}

/// The rule that decides and the kind of partner that is asked.
fn decided(world: &World, submission: &Submission) -> (String, PartnerKind) {
    let decision = world.submit(submission).decision.unwrap();
    (decision.rule, decision.lead.unwrap().partner.kind)
}

#[test]
fn the_active_rules_tell_their_questions() {
    let told = world().casework.questions().unwrap();
    assert_eq!(told.ruleset.version, 2);
    let ids: Vec<&str> = told.items.iter().map(|fact| fact.id.as_str()).collect();
    assert_eq!(ids, ["floor", "lift"]);
}

#[test]
fn rules_read_the_details_and_so_does_every_later_rung() {
    let world = world();
    let high = with([("floor", Detail::Number(12))]);
    let sent = world.submit(&high);
    assert_eq!(sent.decision.unwrap().rule, "HIGH");
    assert_eq!(sent.need.unwrap().details, high.details);
    world.act("p-conc", sent.id, &decline()).unwrap();
    assert_eq!(world.whole(sent.id).decision.unwrap().rule, "HIGH");

    let low = with([("floor", Detail::Number(9))]);
    assert_eq!(decided(&world, &low).0, "R50");
    let previewed = world.casework.preview(&world.landlord(), &high, None);
    assert_eq!(previewed.unwrap().decision.rule, "HIGH");
}

#[test]
fn wrong_details_are_told_with_every_other_fault() {
    let world = world();
    let mut wrong = with([
        ("floor", Detail::YesNo(true)),
        ("lift", Detail::YesNo(true)),
        ("colour", Detail::Code("red".to_owned())),
    ]);
    wrong.need.received_at += SignedDuration::from_hours(1);
    let refused = world.casework.submit(&world.landlord(), &wrong);
    let Err(CaseworkError::Invalid(faults)) = refused else {
        panic!("{refused:?}");
    };
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    let expected = [
        ("/received_at", "in_the_future"),
        ("/details/colour", "unknown_detail"),
        ("/details/floor", "wrong_type"),
        ("/details/lift", "outside_situation"),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn nothing_is_kept_of_the_details_of_an_emergency() {
    let world = world();
    let mut danger = with([("floor", Detail::Number(12))]);
    danger.need.safety.danger_now = true;
    let sent = world.submit(&danger);
    assert_eq!(sent.status, ReferralStatus::EmergencyDiverted);
    let kept = world.whole(sent.id).need.unwrap();
    assert_eq!(kept.details, Details::default());
    assert_eq!(kept.place.address, None);
}

#[test]
fn the_third_case_from_one_place_is_noticed() {
    let world = world();
    let again = |address: &str| {
        let mut submission = a01();
        submission.need.place.address = Some(address.to_owned());
        submission
    };
    let first = decided(&world, &again("3 rue des Sources"));
    assert_eq!(first.0, "R50");
    world.clock.pass(SignedDuration::from_hours(24));
    // Elsewhere, and a preview, count for nothing.
    assert_eq!(decided(&world, &again("5 rue des Sources")).0, "R50");
    let preview = |submission: &Submission| {
        let previewed = world.casework.preview(&world.landlord(), submission, None);
        previewed.unwrap().decision.rule
    };
    assert_eq!(preview(&again("3 rue des Sources")), "R50");
    assert_eq!(decided(&world, &again("3, RUE DES SOURCES")).0, "R50");
    world.clock.pass(SignedDuration::from_hours(24));
    assert_eq!(preview(&again("3 rue des Sources")), "AGAIN");
    let third = world.submit(&again("3 rue des Sources"));
    assert_eq!(third.decision.unwrap().rule, "AGAIN");

    // The next partner is chosen by the same rule: what came later does not count, nor does the
    // case itself.
    world.act("p-tranq", third.id, &decline()).unwrap();
    assert_eq!(world.whole(third.id).decision.unwrap().rule, "AGAIN");

    world.clock.pass(SignedDuration::from_hours(24 * 40));
    assert_eq!(preview(&again("3 rue des Sources")), "R50");
}

#[test]
fn a_case_that_was_the_first_stays_the_first() {
    let world = world();
    let first = world.submit(&a01());
    for _ in 0..2 {
        world.clock.pass(SignedDuration::from_secs(1));
        world.submit(&a01());
    }
    world.act("p-med", first.id, &decline()).unwrap();
    assert_eq!(world.whole(first.id).decision.unwrap().rule, "R50");
}

#[test]
fn one_landlord_is_one_place_by_either_name() {
    let world = world();
    let by = |landlord: Option<LandlordRef>| {
        let mut submission = a01();
        submission.need.place.address = None;
        submission.need.place.landlord = landlord.or(submission.need.place.landlord);
        submission
    };
    let siren = LandlordRef::Siren(Siren::parse("000000026").unwrap());
    decided(&world, &by(None));
    decided(&world, &by(Some(siren.clone())));
    assert_eq!(decided(&world, &by(Some(siren))).0, "AGAIN");
    assert_eq!(decided(&world, &by(None)).0, "AGAIN");
}
