//! The acceptance cases A01 to A05, stored for real.

use passerelle_domain::{Disclosure, LegalException, Priority, ReferralStatus};

use crate::{
    Actor, ProposalView, ReferralView, Submission,
    testing::{
        World, cases,
        world::{actor_of, letters, standing},
    },
};

fn submitted(world: &World, at: &str, actor: &Actor, submission: &Submission) -> ReferralView {
    world.clock.set(at.parse().unwrap());
    world.casework.submit(actor, submission).unwrap()
}

fn codes(proposals: &[ProposalView]) -> Vec<&str> {
    proposals
        .iter()
        .map(|next| next.partner.code.as_str())
        .collect()
}

#[track_caller]
fn is_due(view: &ReferralView, at: &str) {
    let due = view.assignments.first().unwrap().answer_due_at.unwrap();
    assert_eq!(due, at.parse().unwrap());
}

#[test]
fn a01_noise_between_neighbours() {
    let world = World::new();
    let view = submitted(
        &world,
        "2026-10-05T07:10:00Z",
        &world.landlord(),
        &cases::a01(),
    );
    let decision = view.decision.as_ref().unwrap();
    assert_eq!(
        (view.status, view.priority),
        (ReferralStatus::Routed, Some(Priority::P2))
    );
    assert_eq!(view.sequence, 2);
    assert_eq!(decision.rule, "R50");
    assert_eq!(decision.lead.as_ref().unwrap().partner.code, "p-med");
    assert_eq!(codes(&decision.fallbacks), ["p-conc"]);
    let turned_down: Vec<_> = decision
        .turned_down
        .iter()
        .map(|other| (other.partner.code.as_str(), other.reason.code()))
        .collect();
    assert!(
        turned_down.contains(&("p-bail", "referrer_organisation")),
        "{turned_down:?}"
    );
    assert_eq!(
        decision.disclosure_by_party,
        [Disclosure::L2, Disclosure::L1]
    );
    assert_eq!(standing(&view.assignments), ["p-med:lead:proposed"]);
    is_due(&view, "2026-10-08T09:10:00+02:00");
    assert_eq!(letters(&world.send_all()), ["answer_requested:p-med"]);
    // What was answered and what is read later are the same.
    assert_eq!(
        world
            .casework
            .referral(&world.landlord(), view.id)
            .unwrap()
            .created_at,
        view.created_at
    );
}

#[test]
fn a02_a_girl_who_left_school() {
    let world = World::new();
    let school = world.client("demo-school");
    let view = submitted(&world, "2026-10-06T12:00:00Z", &school, &cases::a02());
    let decision = view.decision.as_ref().unwrap();
    assert_eq!(
        (decision.rule.as_str(), view.priority),
        ("R36", Some(Priority::P2))
    );
    assert_eq!(decision.lead.as_ref().unwrap().partner.code, "p-psad");
    assert_eq!(codes(&decision.fallbacks), ["p-ml"]);
    assert_eq!(decision.disclosure_by_party, [Disclosure::L2]);
    assert_eq!(decision.follow_up_days, Some(90));
    is_due(&view, "2026-10-09T14:00:00+02:00");
    let uai = view.need.unwrap().place.uai.unwrap();
    assert_eq!(
        uai.as_str(),
        "0000002C",
        "a school speaks of its own pupils"
    );
}

#[test]
fn a03_bullying_goes_before_after_school_time() {
    let world = World::new();
    let view = submitted(
        &world,
        "2026-10-08T16:05:00Z",
        &world.new_client("p-peri"),
        &cases::a03(),
    );
    let decision = view.decision.as_ref().unwrap();
    assert_eq!(
        (decision.rule.as_str(), view.priority),
        ("R30", Some(Priority::P1))
    );
    assert_eq!(decision.lead.as_ref().unwrap().partner.code, "p-clg");
    assert_eq!(codes(&decision.fallbacks), ["p-dsden"]);
    let numbers: Vec<_> = decision
        .notices
        .iter()
        .filter_map(|notice| notice.number.as_deref())
        .collect();
    assert!(
        numbers.contains(&"3018") && numbers.contains(&"119"),
        "{numbers:?}"
    );
    is_due(&view, "2026-10-09T18:05:00+02:00");
}

#[test]
fn a04_a_minor_at_risk_needs_no_consent() {
    let world = World::new();
    let view = submitted(
        &world,
        "2026-10-12T15:30:00Z",
        &world.mediator(),
        &cases::a04(),
    );
    let decision = view.decision.as_ref().unwrap();
    assert_eq!(
        (decision.rule.as_str(), view.priority),
        ("R10", Some(Priority::P1))
    );
    assert_eq!(decision.disclosure_by_party, [Disclosure::L3]);
    assert_eq!(decision.legal_exception, Some(LegalException::Art226_14_1));
    assert_eq!(codes(&decision.fallbacks), ["p-parq"]);
    assert_eq!(
        standing(&view.assignments),
        ["p-crip:lead:proposed", "p-prev:informed:proposed"]
    );
    assert_eq!(
        letters(&world.send_all()),
        ["answer_requested:p-crip", "informed:p-prev"]
    );
    is_due(&view, "2026-10-13T17:30:00+02:00");

    let crip = world
        .casework
        .referral(&actor_of("p-crip"), view.id)
        .unwrap();
    assert_eq!(
        crip.need.unwrap().parties[0].identity.name.as_deref(),
        Some("boy-name")
    );
    let told = world
        .casework
        .referral(&actor_of("p-prev"), view.id)
        .unwrap();
    assert!(told.need.unwrap().parties[0].identity.is_empty());
    assert_eq!(told.decision.unwrap().legal_exception, None);
}

#[test]
fn a05_a_square_names_nobody() {
    let world = World::new();
    let view = submitted(
        &world,
        "2026-10-13T08:00:00Z",
        &world.mediator(),
        &cases::a05(),
    );
    let decision = view.decision.as_ref().unwrap();
    assert_eq!(
        (decision.rule.as_str(), view.priority),
        ("R60", Some(Priority::P3))
    );
    assert_eq!(decision.lead.as_ref().unwrap().partner.code, "p-med");
    assert_eq!(decision.lead.as_ref().unwrap().disclosure, Disclosure::L0);
    assert_eq!(codes(&decision.fallbacks), ["p-tranq"]);
    is_due(&view, "2026-10-20T10:00:00+02:00");
}

#[test]
fn a_preview_says_the_same_and_stores_nothing() {
    let world = World::new();
    world.clock.set("2026-10-09T07:00:00Z".parse().unwrap());
    let at = Some("2026-10-05T07:10:00Z".parse().unwrap());
    let preview = world
        .casework
        .preview(&world.landlord(), &cases::a01(), at)
        .unwrap();
    assert_eq!(
        (preview.status, preview.priority),
        (ReferralStatus::Routed, Priority::P2)
    );
    let lead = preview.decision.lead.unwrap();
    assert_eq!(
        lead.answer_due_at,
        Some("2026-10-08T09:10:00+02:00".parse().unwrap())
    );
    assert_eq!(preview.decision.id, None);
    let page = world
        .casework
        .referrals(&world.mediator(), &Default::default(), None, 10)
        .unwrap();
    assert!(page.items.is_empty());
    assert!(world.send_all().is_empty());
}
