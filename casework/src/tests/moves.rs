//! Every action, in every state, by everybody: exactly what the tables say, and nothing else.

use jiff::SignedDuration;
use passerelle_domain::{
    AssignmentId, AssignmentStatus, CompletionResult, Consent, ConsentState, FailReason,
    HoldReason, Lang, MeetingState, Outcome, PersonChannel, Reason, ReferralId, ReferralStatus,
    RefusalReason, ReopenReason, TimerKind, WithdrawReason, lifecycle::atlas,
};
use passerelle_store::{
    StoreError,
    timers::{self, NewTimer},
};

use crate::{
    Actor, CaseworkError, ConsentChange, ConsentGiver, LinkAnswer, LinkOutcome, LinkSigner,
    Missing, PartnerAction, PersonCode, PersonLinkRequest, PersonOutcome, ReferralView,
    moves::{Machine, may_ask},
    rights::{Deed, Standing, allows},
    testing::{Stage, World, cases, stage::everybody},
};

fn partner_actions() -> Vec<(&'static str, PartnerAction)> {
    let refusal = || Reason::new(RefusalReason::Capacity, None).unwrap();
    let hold = Reason::new(HoldReason::Absence, None).unwrap();
    let fail = Reason::new(FailReason::NoShow, None).unwrap();
    let better = cases::id("p-conc");
    vec![
        ("accept", PartnerAction::Accept),
        ("decline", PartnerAction::Decline(refusal())),
        ("start", PartnerAction::Start),
        ("hold", PartnerAction::Hold(hold)),
        ("resume", PartnerAction::Resume),
        (
            "redirect",
            PartnerAction::Redirect {
                to: better,
                reason: refusal(),
            },
        ),
        ("complete", PartnerAction::Complete(CompletionResult::Done)),
        ("fail", PartnerAction::Fail(fail)),
        ("confirm-cancellation", PartnerAction::ConfirmCancellation),
    ]
}

/// What came of a try, in a word.
fn said<S>(
    result: Result<ReferralView, CaseworkError>,
    status: impl Fn(&ReferralView) -> S,
) -> Result<S, &'static str> {
    match result {
        Ok(view) => Ok(status(&view)),
        Err(CaseworkError::NotFound) => Err("not there"),
        Err(CaseworkError::Forbidden(Missing::Standing)) => Err("forbidden"),
        Err(CaseworkError::Conflict(_)) => Err("conflict"),
        Err(other) => panic!("{other:?}"),
    }
}

fn assignment_step(from: AssignmentStatus, action: &str) -> Result<AssignmentStatus, &'static str> {
    let steps = atlas::of_assignments();
    let step = steps
        .iter()
        .find(|step| step.from == from && step.action == action);
    step.map(|step| step.to).ok_or("conflict")
}

fn referral_step(from: ReferralStatus, action: &str) -> Result<ReferralStatus, &'static str> {
    let steps = atlas::of_referrals();
    let step = steps
        .iter()
        .find(|step| step.from == from && step.action == action);
    step.map(|step| step.to).ok_or("conflict")
}

fn try_on(
    world: &World,
    actor: &Actor,
    (referral, assignment): (ReferralId, AssignmentId),
    action: &str,
) -> Result<ReferralView, CaseworkError> {
    let casework = &world.casework;
    match action {
        "cancel" => casework.stop_assignment(actor, referral, assignment, None),
        "mark-error" => casework.void_assignment(actor, referral, assignment, None),
        other => {
            let all = partner_actions();
            let (_, action) = all.iter().find(|(name, _)| *name == other).unwrap();
            casework.act(actor, referral, assignment, action, None)
        }
    }
}

/// The actions that somebody can ask for; the clock's own is tried by itself.
fn asked_for() -> Vec<&'static str> {
    let mut names: Vec<_> = partner_actions().iter().map(|(name, _)| *name).collect();
    names.extend(["cancel", "mark-error"]);
    names
}

/// The status of an assignment after a try, by the operator's eyes: a partner that lost it does not
/// see how it went on.
fn status_of(world: &World, id: ReferralId, assignment: AssignmentId) -> AssignmentStatus {
    let whole = world.whole(id);
    let found = whole.assignments.iter().find(|held| held.id == assignment);
    found.unwrap().status
}

#[test]
fn an_assignment_moves_by_the_table_alone() {
    let world = World::new();
    let mut tried = 0;
    for from in AssignmentStatus::ALL {
        let mut stage = Stage::of_lead(&world, *from);
        for action in asked_for() {
            for (standing, actor) in everybody() {
                let result = try_on(&world, &actor, (stage.id, stage.lead), action);
                let told = said(result, |_| ());
                let told = told.map(|()| status_of(&world, stage.id, stage.lead));
                let expected = match standing {
                    // Whoever does not see the lead partner's assignment has none before them.
                    Standing::Informed | Standing::Former | Standing::Member => Err("not there"),
                    other if !may_ask(other, Machine::Assignment, action) => Err("forbidden"),
                    _ => assignment_step(*from, action),
                };
                assert_eq!(told, expected, "{standing:?} {action} {}", from.code());
                tried += 1;
                if told.is_ok() {
                    stage = Stage::of_lead(&world, *from);
                } else {
                    let stands = status_of(&world, stage.id, stage.lead);
                    assert_eq!(stands, *from, "a refusal changes nothing");
                }
            }
        }
    }
    assert_eq!(tried, 12 * 11 * 8);
}

#[test]
fn an_informed_partner_is_asked_for_nothing() {
    let world = World::new();
    let mut stage = Stage::of_lead(&world, AssignmentStatus::Proposed);
    for action in asked_for() {
        for (standing, actor) in everybody() {
            let result = try_on(&world, &actor, (stage.id, stage.informed), action);
            let told = said(result, |_| ());
            let told = told.map(|()| status_of(&world, stage.id, stage.informed));
            let of_operator = matches!(action, "cancel" | "mark-error");
            let expected = match standing {
                Standing::Lead | Standing::Former | Standing::Member => Err("not there"),
                other if !may_ask(other, Machine::Assignment, action) => Err("forbidden"),
                _ if of_operator => assignment_step(AssignmentStatus::Proposed, action),
                _ => Err("conflict"),
            };
            assert_eq!(told, expected, "{standing:?} {action}");
            if told.is_ok() {
                stage = Stage::of_lead(&world, AssignmentStatus::Proposed);
            }
        }
    }
}

#[test]
fn links_and_the_clock_move_what_the_table_gives_them() {
    let world = World::new();
    for from in AssignmentStatus::ALL {
        for action in ["accept", "decline"] {
            assert!(may_ask(Standing::LinkHolder, Machine::Assignment, action));
            let stage = Stage::of_lead(&world, *from);
            let answer = match action {
                "accept" => LinkAnswer::Accept,
                _ => LinkAnswer::Decline(Reason::new(RefusalReason::Capacity, None).unwrap()),
            };
            let number = stage.lead.as_uuid().as_u128();
            let link = world.link(stage.lead, number);
            let outcome = world.casework.answer_by_link(&link, &answer).unwrap();
            let recorded = matches!(outcome, LinkOutcome::Recorded(_));
            let expected = assignment_step(*from, action);
            assert_eq!(recorded, expected.is_ok(), "{action} {}", from.code());
            let stands = status_of(&world, stage.id, stage.lead);
            assert_eq!(stands, expected.unwrap_or(*from));
        }
        let stage = Stage::of_lead(&world, *from);
        let moved = fell_due(&world, stage.id, stage.lead);
        let expected = assignment_step(*from, "expire");
        assert_eq!(moved, expected.is_ok(), "expire {}", from.code());
        let stands = status_of(&world, stage.id, stage.lead);
        assert_eq!(stands, expected.unwrap_or(*from));
    }
    for (action, _) in partner_actions() {
        let answers = matches!(action, "accept" | "decline");
        assert_eq!(
            may_ask(Standing::LinkHolder, Machine::Assignment, action),
            answers
        );
    }
}

/// Has the answer fall due, whatever the state, and tells whether that moved the case on.
fn fell_due(world: &World, referral_id: ReferralId, assignment: AssignmentId) -> bool {
    let timer = NewTimer {
        kind: TimerKind::AnswerDue,
        referral_id,
        assignment_id: Some(assignment),
        due_at: world.clock_now(),
    };
    let store = &world.casework.store;
    let set = store.write::<_, StoreError>(|conn| timers::set(conn, &[timer]));
    set.unwrap();
    world.expire() == 1
}

fn steer(
    world: &World,
    actor: &Actor,
    id: ReferralId,
    action: &str,
) -> Result<ReferralView, CaseworkError> {
    let casework = &world.casework;
    match action {
        "route" => casework.route(actor, id, cases::id("p-conc"), "déjà sur place", None),
        "close" => casework.close(actor, id, Outcome::Eased, None, None),
        "reopen" => {
            let reason = Reason::new(ReopenReason::TroubleBack, None).unwrap();
            casework.reopen(actor, id, &reason, None)
        }
        "withdraw" => {
            let reason = Reason::new(WithdrawReason::NoLongerNeeded, None).unwrap();
            casework.withdraw(actor, id, &reason, None)
        }
        "mark-error" => casework.void_referral(actor, id, None),
        other => panic!("{other}"),
    }
}

#[test]
fn a_referral_moves_by_the_table_alone() {
    let world = World::new();
    let mut tried = 0;
    for from in ReferralStatus::ALL {
        let mut stage = Stage::of_referral(&world, *from);
        for action in ["route", "close", "reopen", "withdraw", "mark-error"] {
            for (standing, actor) in everybody() {
                let told = said(steer(&world, &actor, stage.id, action), |view| view.status);
                let expected = match standing {
                    Standing::Member => Err("not there"),
                    other if !may_ask(other, Machine::Referral, action) => Err("forbidden"),
                    _ => referral_step(*from, action),
                };
                assert_eq!(told, expected, "{standing:?} {action} {}", from.code());
                tried += 1;
                if told.is_ok() {
                    stage = Stage::of_referral(&world, *from);
                } else {
                    assert_eq!(
                        world.whole(stage.id).status,
                        *from,
                        "a refusal changes nothing"
                    );
                }
            }
        }
    }
    assert_eq!(tried, 9 * 5 * 8);
}

#[test]
fn consent_withdrawn_stops_an_open_case() {
    let world = World::new();
    let withdrawn = ConsentChange {
        party: 0,
        giver: ConsentGiver::Person,
        consent: Consent::of(ConsentState::Withdrawn),
    };
    for from in ReferralStatus::ALL {
        let mut stage = Stage::of_referral(&world, *from);
        for (standing, actor) in everybody() {
            let result = world.casework.consent(&actor, stage.id, &withdrawn, None);
            let told = said(result, |view| view.status);
            let expected = match standing {
                Standing::Member => Err("not there"),
                other if !allows(Deed::RecordConsent, other) => Err("forbidden"),
                _ => referral_step(*from, "withdraw"),
            };
            assert_eq!(told, expected, "{standing:?} {}", from.code());
            if told.is_ok() {
                stage = Stage::of_referral(&world, *from);
            }
        }
    }
}

#[test]
fn the_person_stops_an_open_case_by_their_link_and_moves_nothing_else() {
    let world = World::new();
    for from in ReferralStatus::ALL {
        let stage = Stage::of_referral(&world, *from);
        let code = person_code(&world, stage.id);
        let told = world.casework.withdraw_by_person(&code, None).unwrap();
        let expected = referral_step(*from, "withdraw");
        let recorded = told == PersonOutcome::Recorded;
        assert_eq!(recorded, expected.is_ok(), "{}", from.code());
        assert_eq!(world.whole(stage.id).status, expected.unwrap_or(*from));
    }
    for from in AssignmentStatus::ALL {
        let stage = Stage::of_lead(&world, *from);
        let open = world.whole(stage.id).status != ReferralStatus::Closed;
        let code = person_code(&world, stage.id);
        let lead = Some(cases::id("p-ccas"));
        let told = world.casework.withdraw_by_person(&code, lead).unwrap();
        let expected = assignment_step(*from, "cancel").ok().filter(|_| open);
        let recorded = told == PersonOutcome::Recorded;
        assert_eq!(recorded, expected.is_some(), "{}", from.code());
        let stands = status_of(&world, stage.id, stage.lead);
        assert_eq!(stands, expected.unwrap_or(*from), "{}", from.code());
    }
}

fn person_code(world: &World, id: ReferralId) -> PersonCode {
    let links = LinkSigner::new(crate::testing::SIGNING_KEY, world.clock.clone()).unwrap();
    let asked = PersonLinkRequest {
        party: 0,
        channel: PersonChannel::Sheet,
        language: Lang::Fr,
    };
    let made = world
        .casework
        .make_person_link(&world.mediator(), id, &asked, None, &links);
    made.unwrap().code.unwrap()
}

#[test]
fn a_meeting_is_entered_by_whoever_works_and_begins_the_work() {
    let world = World::new();
    for from in AssignmentStatus::ALL {
        for (standing, actor) in everybody() {
            let stage = Stage::of_lead(&world, *from);
            let meeting = PartnerAction::Meeting {
                state: MeetingState::Held,
                at: world.clock_now() - SignedDuration::from_hours(1),
            };
            let result = world
                .casework
                .act(&actor, stage.id, stage.lead, &meeting, None);
            let told = said(result, |_| ());
            let told = told.map(|()| status_of(&world, stage.id, stage.lead));
            let at_work = match from {
                AssignmentStatus::Accepted => Ok(AssignmentStatus::InProgress),
                AssignmentStatus::InProgress | AssignmentStatus::OnHold => Ok(*from),
                _ => Err("conflict"),
            };
            let expected = match standing {
                Standing::Informed | Standing::Former | Standing::Member => Err("not there"),
                other if !allows(Deed::RecordMeeting, other) => Err("forbidden"),
                _ => at_work,
            };
            assert_eq!(told, expected, "{standing:?} {}", from.code());
        }
    }
}

#[test]
fn an_assignment_of_another_referral_is_not_there() {
    let world = World::new();
    let (one, other) = (
        Stage::of_lead(&world, AssignmentStatus::Proposed),
        Stage::of_lead(&world, AssignmentStatus::Proposed),
    );
    for action in asked_for() {
        for (standing, actor) in everybody() {
            let told = said(try_on(&world, &actor, (one.id, other.lead), action), |_| ());
            assert_eq!(told, Err("not there"), "{standing:?} {action}");
        }
    }
    assert_eq!(
        status_of(&world, other.id, other.lead),
        AssignmentStatus::Proposed
    );
}
