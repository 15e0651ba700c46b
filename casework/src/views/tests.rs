//! Every party has a marker of its own in every personal field, and every audience is looked at in
//! every state of an assignment: what must not be seen is searched for in the whole view.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, AssignmentRole, AssignmentState, CompletionResult, Consent, ConsentState,
    DecisionId, DeliveryState, Detail, Details, Disclosure, FailReason, HoldReason, LegalException,
    Meeting, MeetingId, MeetingState, Outcome, PartyRole, Priority, Reason, Reference, ReferralId,
    ReferralState, RefusalReason,
};
use passerelle_routing_rules::{DEFAULT_RULE_SET, Facts, Network, RuleSet};
use passerelle_store::{
    assignments::AssignmentRecord, meetings::MeetingRecord, referrals::ReferralRecord,
};
use uuid::Uuid;

use super::{build::Case, shapes::Audience};
use crate::{
    Actor, CaseworkError, ReferralView, Role,
    decision_record::StoredDecision,
    demo_partners,
    testing::{
        cases,
        world::{actor, actor_of},
    },
};

/// What marks the person who complains: name, phone and e-mail are made from it.
const ONE: &str = "complainant";
/// What marks the other party.
const TWO: &str = "neighbour-";
/// What marks the story and the address, which speak of the person who complains.
const STORY: &str = "story-marker";
const ADDRESS: &str = "address-marker";
/// What marks texts that partners write.
const REASON: &str = "reason-marker";
/// What marks the comment at closing, and a coordinator's reason.
const COMMENT: &str = "comment-marker";
const BY_HAND: &str = "by-hand-marker";
/// The answer to a declared question.
const FLOOR: u32 = 13;
/// The sender's own reference.
const EXTERNAL: &str = "external-marker";

fn now() -> Timestamp {
    "2026-10-05T07:10:00Z".parse().unwrap()
}

fn network() -> Network {
    let rules = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET).unwrap();
    Network::new(rules, 1, demo_partners().unwrap())
}

/// A01 with markers everywhere, sent by the landlord, `lead` being asked or at work on it.
fn case(lead: &str, state: AssignmentState) -> Case {
    let mut need = cases::a01().need;
    need.narrative = Some(STORY.to_owned());
    need.place.address = Some(ADDRESS.to_owned());
    let decision = network()
        .decide(&Facts::first_time(&need, Some(cases::id("p-bail"))), now())
        .unwrap();
    let referral = ReferralRecord {
        id: ReferralId::from_uuid(Uuid::from_u128(1)),
        reference: Reference::draw(2026, 0).unwrap(),
        external_reference: Some(EXTERNAL.to_owned()),
        sender: cases::id("p-bail"),
        entered_by: "client-marker".to_owned(),
        referrer: Some(cases::id("p-bail")),
        need,
        details: Details::from_iter([("floor", Detail::Number(FLOOR))]),
        priority: Priority::P2,
        state: ReferralState::Closed {
            at: now(),
            outcome: Outcome::Agreement,
        },
        sequence: 5,
        outcome_comment: Some(COMMENT.to_owned()),
        created_at: now(),
        updated_at: now(),
    };
    let lead = held(2, lead, AssignmentRole::Lead, Disclosure::L2, state);
    let informed = AssignmentState::Proposed {
        answer_due_at: None,
    };
    let meeting = MeetingRecord {
        id: MeetingId::from_uuid(Uuid::from_u128(4)),
        referral_id: referral.id,
        assignment_id: lead.id,
        meeting: Meeting::new(MeetingState::Held, now(), now()).unwrap(),
        recorded_at: now(),
        recorded_by: lead.partner,
    };
    Case {
        decision: Some(StoredDecision {
            id: DecisionId::from_uuid(Uuid::from_u128(3)),
            at: now(),
            decision,
            by_hand: Some(BY_HAND.to_owned()),
        }),
        assignments: vec![
            lead,
            held(
                5,
                "p-ccas",
                AssignmentRole::Informed,
                Disclosure::L2,
                informed,
            ),
        ],
        meetings: vec![meeting],
        related: Vec::new(),
        episodes: Vec::new(),
        referral,
    }
}

fn held(
    number: u128,
    partner: &str,
    role: AssignmentRole,
    bounds: Disclosure,
    state: AssignmentState,
) -> AssignmentRecord {
    AssignmentRecord {
        id: AssignmentId::from_uuid(Uuid::from_u128(number)),
        referral_id: ReferralId::from_uuid(Uuid::from_u128(1)),
        partner: cases::id(partner),
        role,
        rank: 1,
        bounds,
        exception: None,
        state,
        answer_due_at: Some(now()),
        first_contact_due_at: None,
        delivery: DeliveryState::Queued,
        created_at: now(),
        updated_at: now(),
    }
}

fn proposed() -> AssignmentState {
    AssignmentState::Proposed {
        answer_due_at: Some(now()),
    }
}

fn view(case: &Case, reader: &Actor) -> ReferralView {
    case.view(&network(), reader).unwrap()
}

/// Which of the markers the whole view holds.
fn seen(view: &ReferralView) -> Vec<&'static str> {
    let printed = format!("{view:?}");
    [ONE, TWO, STORY, ADDRESS, REASON, COMMENT, BY_HAND, EXTERNAL]
        .into_iter()
        .filter(|marker| printed.contains(marker))
        .collect()
}

fn mediator() -> Actor {
    actor(cases::id("p-med"), &[Role::Mediator])
}

/// Every state, whether the partner has a part in the case then, and whether it sees persons.
fn states() -> Vec<(AssignmentState, Audience, bool)> {
    let at = now();
    let other = |text: &str| Some(format!("{REASON} {text}"));
    let refusal = Reason::new(RefusalReason::Other, other("refusal")).unwrap();
    let hold = Reason::new(HoldReason::Other, other("hold")).unwrap();
    let fail = Reason::new(FailReason::Other, other("fail")).unwrap();
    let (lead, former) = (Audience::LeadPartner, Audience::Former);
    vec![
        (proposed(), lead, true),
        (AssignmentState::Accepted { at }, lead, true),
        (AssignmentState::InProgress { since: at }, lead, true),
        (
            AssignmentState::OnHold {
                since: at,
                reason: hold,
            },
            lead,
            true,
        ),
        (AssignmentState::CancelRequested { since: at }, lead, true),
        (
            AssignmentState::Completed {
                at,
                result: CompletionResult::ALL[0],
            },
            lead,
            false,
        ),
        (
            AssignmentState::Declined {
                at,
                reason: refusal.clone(),
            },
            former,
            false,
        ),
        (AssignmentState::Expired { at }, former, false),
        (
            AssignmentState::Redirected {
                at,
                to: cases::id("p-conc"),
                reason: refusal,
            },
            former,
            false,
        ),
        (AssignmentState::Cancelled { at }, former, false),
        (AssignmentState::Failed { at, reason: fail }, former, false),
        (AssignmentState::EnteredInError { at }, former, false),
    ]
}

#[test]
fn the_lead_sees_the_person_who_agreed_while_it_has_a_part() {
    for (state, audience, named) in states() {
        let view = view(&case("p-conc", state.clone()), &actor_of("p-conc"));
        assert_eq!(view.audience, audience, "{state:?}");
        let seen: Vec<_> = seen(&view)
            .into_iter()
            .filter(|marker| *marker != REASON)
            .collect();
        if named {
            assert_eq!(seen, [ONE, STORY, ADDRESS], "{state:?}");
        } else {
            assert!(seen.is_empty(), "{state:?}: {seen:?}");
        }
        // Its own assignment alone, and nobody's name on the route but the lead's.
        assert_eq!(view.assignments.len(), 1);
        let printed = format!("{view:?}");
        assert!(!printed.contains("CCAS de Saint-Avenin"), "{state:?}");
        assert_eq!(
            view.meetings.len(),
            usize::from(audience == Audience::LeadPartner)
        );
        assert_eq!(
            view.need.is_some(),
            audience == Audience::LeadPartner,
            "{state:?}"
        );
        assert_eq!(view.decision.is_some(), audience == Audience::LeadPartner);
        assert_eq!(view.outcome.is_some(), audience == Audience::LeadPartner);
    }
}

#[test]
fn a_former_partner_keeps_the_reference_and_the_status() {
    let state = AssignmentState::Expired { at: now() };
    let view = view(&case("p-conc", state), &actor_of("p-conc"));
    assert_eq!(view.reference.as_str(), "PSL-2026-000000");
    assert_eq!(
        (view.priority, view.need, view.decision),
        (None, None, None)
    );
    assert_eq!((view.sender, view.referrer), (None, None));
}

#[test]
fn the_informed_see_no_name() {
    for (state, _, _) in states() {
        let view = view(&case("p-conc", state), &actor_of("p-ccas"));
        assert_eq!(view.audience, Audience::Informed);
        assert!(seen(&view).is_empty());
        let floor = Detail::Number(FLOOR);
        let details = &view.need.as_ref().unwrap().details;
        assert_eq!(details.get("floor"), Some(&floor), "at L1");
        let need = view.need.unwrap();
        assert_eq!(need.parties.len(), 2);
        assert!(
            need.parties
                .iter()
                .all(|party| party.disclosure == Some(Disclosure::L1))
        );
        assert!(view.meetings.is_empty());
        assert_eq!(view.outcome, None);
        assert_eq!(view.assignments.len(), 1);
    }
}

#[test]
fn the_sender_sees_what_it_wrote_and_nothing_of_the_work() {
    for (state, _, _) in states() {
        let view = view(&case("p-conc", state), &actor_of("p-bail"));
        assert_eq!(view.audience, Audience::Sender);
        assert_eq!(seen(&view), [ONE, TWO, STORY, ADDRESS, EXTERNAL]);
        assert_eq!(view.assignments.len(), 2);
        assert!(view.meetings.is_empty());
        assert_eq!(view.outcome, None);
        let lead = &view.assignments[0];
        assert_eq!((lead.result, &lead.redirected_to), (None, &None));
        assert!(view.decision.unwrap().explanation.is_some());
    }
}

#[test]
fn a_referrer_that_did_not_write_it_sees_no_name() {
    let mut case = case("p-conc", proposed());
    case.referral.sender = cases::id("p-med");
    let view = view(&case, &actor_of("p-bail"));
    assert_eq!(view.audience, Audience::Referrer);
    assert!(seen(&view).is_empty(), "{:?}", seen(&view));
    assert_eq!(
        view.assignments.len(),
        2,
        "it learns who has taken the case up"
    );
    assert_eq!(view.need.unwrap().parties.len(), 2);
}

#[test]
fn the_operator_sees_everything() {
    for (state, _, _) in states() {
        let view = view(&case("p-conc", state.clone()), &mediator());
        assert_eq!(view.audience, Audience::Operator);
        let expected = seen(&view);
        for marker in [ONE, TWO, STORY, ADDRESS, COMMENT, BY_HAND, EXTERNAL] {
            assert!(expected.contains(&marker), "{state:?}: {marker}");
        }
        assert_eq!(view.meetings.len(), 1);
        assert_eq!(view.outcome, Some(Outcome::Agreement));
    }
}

#[test]
fn the_operators_organisation_without_a_role_sees_its_own_part() {
    let case = case("p-med", proposed());
    assert_eq!(
        view(&case, &actor_of("p-med")).audience,
        Audience::LeadPartner
    );
    let posing = actor(cases::id("p-conc"), &[Role::Mediator, Role::Coordinator]);
    assert!(matches!(
        case.view(&network(), &posing),
        Err(CaseworkError::NotFound)
    ));
}

#[test]
fn strangers_find_nothing() {
    let case = case("p-conc", proposed());
    let error = case.view(&network(), &actor_of("p-fs")).unwrap_err();
    assert!(matches!(error, CaseworkError::NotFound));
}

#[test]
fn each_party_is_shown_by_its_own_consent_alone() {
    for one in ConsentState::ALL {
        for two in ConsentState::ALL {
            let mut case = case("p-conc", proposed());
            case.referral.need.parties[0].consent = Consent::of(*one);
            case.referral.need.parties[1].consent = Consent::of(*two);
            let seen = seen(&view(&case, &actor_of("p-conc")));
            let agreed = |state| state == ConsentState::Given;
            assert_eq!(seen.contains(&ONE), agreed(*one), "{one} {two}");
            assert_eq!(seen.contains(&TWO), agreed(*two), "{one} {two}");
            assert_eq!(seen.contains(&STORY), agreed(*one), "{one} {two}");
            assert_eq!(seen.contains(&ADDRESS), agreed(*one), "{one} {two}");
        }
    }
}

#[test]
fn the_bounds_of_the_assignment_cap_every_consent() {
    for (bounds, persons, markers) in [
        (Disclosure::None, 0, vec![]),
        (Disclosure::L0, 0, vec![]),
        (Disclosure::L1, 2, vec![]),
        (Disclosure::L2, 2, vec![ONE, TWO, STORY, ADDRESS]),
        (Disclosure::L3, 2, vec![ONE, TWO, STORY, ADDRESS]),
    ] {
        let mut case = case("p-conc", proposed());
        case.referral.need.parties[1].consent = Consent::of(ConsentState::Given);
        case.assignments[0].bounds = bounds;
        let view = view(&case, &actor_of("p-conc"));
        assert_eq!(seen(&view), markers, "{bounds}");
        let need = view.need.unwrap();
        assert_eq!(need.parties.len(), persons, "{bounds}");
        assert_eq!(need.safety.is_some(), persons > 0);
        assert_eq!(need.referrer_role.is_some(), persons > 0);
        assert_eq!(!need.details.is_empty(), persons > 0);
    }
}

#[test]
fn the_law_names_the_person_concerned_alone() {
    let mut case = case("p-crip", proposed());
    case.referral.need.parties[0].consent = Consent::of(ConsentState::Refused);
    case.assignments[0].bounds = Disclosure::L3;
    case.assignments[0].exception = Some(LegalException::Art226_14_1);
    assert_eq!(
        seen(&view(&case, &actor_of("p-crip"))),
        [ONE, STORY, ADDRESS]
    );
}

#[test]
fn a_story_about_several_needs_all_of_them() {
    let mut case = case("p-conc", proposed());
    let second = cases::person(
        PartyRole::Concerned,
        "second-person",
        ConsentState::NotAsked,
    );
    case.referral.need.parties.push(second);
    assert_eq!(seen(&view(&case, &actor_of("p-conc"))), [ONE]);
    case.referral.need.parties.clear();
    assert!(
        seen(&view(&case, &actor_of("p-conc"))).is_empty(),
        "and nobody is not all"
    );
}

#[test]
fn partners_never_read_consents() {
    let case = case("p-conc", proposed());
    for reader in ["p-conc", "p-ccas"] {
        let need = view(&case, &actor_of(reader)).need.unwrap();
        assert!(need.parties.iter().all(|party| party.consent.is_none()));
    }
    let need = view(&case, &actor_of("p-bail")).need.unwrap();
    assert!(need.parties.iter().all(|party| party.consent.is_some()));
}

#[test]
fn a_reasons_text_is_for_the_operator_and_who_wrote_it() {
    let reason = Reason::new(RefusalReason::Other, Some(REASON.to_owned())).unwrap();
    let case = case("p-conc", AssignmentState::Declined { at: now(), reason });
    let text = |reader: &Actor| {
        let view = view(&case, reader);
        let lead = view
            .assignments
            .into_iter()
            .find(|held| held.partner.code == "p-conc");
        lead.and_then(|lead| lead.reason)
            .map(|reason| (reason.code, reason.text.is_some()))
    };
    assert_eq!(text(&mediator()), Some(("other", true)));
    assert_eq!(text(&actor_of("p-conc")), Some(("other", true)));
    assert_eq!(text(&actor_of("p-bail")), Some(("other", false)));
    assert_eq!(text(&actor_of("p-ccas")), None);
}
