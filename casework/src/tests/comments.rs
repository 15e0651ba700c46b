//! Comments reach those for whom they are meant, and nobody else.

use passerelle_domain::{CommentAudience, ReferralStatus};

use crate::{
    CaseworkError, CommentView, Missing, NewComment, PartnerAction,
    rights::Standing,
    testing::{Stage, World, cases, stage::everybody, world::actor_of},
};

fn said(audience: CommentAudience, text: &str) -> NewComment {
    NewComment {
        audience,
        text: text.to_owned(),
        confirmed: false,
    }
}

fn texts(comments: &[CommentView]) -> Vec<&str> {
    comments.iter().map(|one| one.text.as_str()).collect()
}

fn faults(result: Result<CommentView, CaseworkError>) -> Vec<&'static str> {
    match result.unwrap_err() {
        CaseworkError::Invalid(faults) => faults.iter().map(|fault| fault.code).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn each_audience_reads_its_own() {
    let world = World::new();
    let stage = Stage::of_referral(&world, ReferralStatus::InProgress);
    let mediator = world.mediator();
    for audience in CommentAudience::ALL {
        let comment = said(*audience, audience.code());
        world
            .casework
            .comment(&mediator, stage.id, &comment)
            .unwrap();
        world.clock.pass(jiff::SignedDuration::from_secs(1));
    }
    for (standing, actor) in everybody() {
        let read = world.casework.comments(&actor, stage.id);
        match standing {
            Standing::Member => assert!(matches!(read, Err(CaseworkError::NotFound))),
            Standing::Former => {
                assert!(matches!(
                    read,
                    Err(CaseworkError::Forbidden(Missing::Standing))
                ));
            }
            Standing::Coordinator | Standing::Mediator => {
                assert_eq!(
                    texts(&read.unwrap()),
                    ["operator", "operator_and_lead", "everybody"]
                );
            }
            Standing::Lead => {
                assert_eq!(texts(&read.unwrap()), ["operator_and_lead", "everybody"]);
            }
            _ => assert_eq!(texts(&read.unwrap()), ["everybody"], "{standing:?}"),
        }
    }
    // They are no events, and no change of the case.
    let whole = world.whole(stage.id);
    let events = world.casework.events(&mediator, stage.id).unwrap();
    assert!(events.iter().all(|event| event.sequence <= whole.sequence));
    assert!(!format!("{events:?}").contains("comment"));
    assert!(
        world
            .send_all()
            .iter()
            .all(|sent| !format!("{sent:?}").contains("operator_and_lead"))
    );
}

#[test]
fn whoever_writes_reads_it_again_and_partners_do_not_learn_of_each_other() {
    let world = World::new();
    let stage = Stage::of_referral(&world, ReferralStatus::InProgress);
    for (standing, actor) in everybody() {
        let comment = said(CommentAudience::Operator, standing.name());
        let written = world.casework.comment(&actor, stage.id, &comment);
        match standing {
            Standing::Member => assert!(matches!(written, Err(CaseworkError::NotFound))),
            Standing::Former => assert!(matches!(written, Err(CaseworkError::Forbidden(_)))),
            _ => {
                assert!(written.unwrap().own);
                let read = world.casework.comments(&actor, stage.id).unwrap();
                assert!(texts(&read).contains(&standing.name()));
            }
        }
    }
    let all = said(CommentAudience::Everybody, "bonjour");
    world
        .casework
        .comment(&actor_of("p-prev"), stage.id, &all)
        .unwrap();
    let lead = world
        .casework
        .comments(&actor_of("p-ccas"), stage.id)
        .unwrap();
    let from_another = lead.iter().find(|one| one.text == "bonjour").unwrap();
    assert_eq!((from_another.own, &from_another.written_by), (false, &None));
    let sender = world
        .casework
        .comments(&actor_of("p-lycee"), stage.id)
        .unwrap();
    let from_another = sender.iter().find(|one| one.text == "bonjour").unwrap();
    assert_eq!(from_another.written_by.as_ref().unwrap().code, "p-prev");
}

#[test]
fn the_next_lead_does_not_read_what_was_said_to_the_former() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let comment = said(CommentAudience::OperatorAndLead, "au premier");
    world
        .casework
        .comment(&world.mediator(), id, &comment)
        .unwrap();
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    world
        .casework
        .route(
            &world.mediator(),
            id,
            cases::id("p-ccas"),
            "proximité",
            None,
        )
        .unwrap();
    world.act("p-ccas", id, &PartnerAction::Accept).unwrap();
    let read = world.casework.comments(&actor_of("p-ccas"), id).unwrap();
    assert!(read.is_empty(), "{read:?}");
}

#[test]
fn what_a_comment_may_not_hold_is_told_at_once_and_nothing_is_kept() {
    let world = World::new();
    let stage = Stage::of_referral(&world, ReferralStatus::InProgress);
    let mediator = world.mediator();
    let write = |comment: &NewComment| world.casework.comment(&mediator, stage.id, comment);
    let long = "<b>\u{202e}".repeat(2_000);
    let told = faults(write(&said(CommentAudience::Everybody, &long)));
    assert_eq!(told, ["too_long", "direction_override"]);
    let named = said(CommentAudience::Everybody, "Voir avec hungry-name demain.");
    assert_eq!(faults(write(&named)), ["names_a_party"]);
    let watched = said(CommentAudience::Operator, "Il est schizophrène.");
    assert_eq!(faults(write(&watched)), ["watched_words"]);
    assert!(
        world
            .casework
            .comments(&mediator, stage.id)
            .unwrap()
            .is_empty()
    );
    let confirmed = NewComment {
        confirmed: true,
        ..watched
    };
    write(&confirmed).unwrap();
    let markup = "<script>alert('x')</script>";
    let kept = write(&said(CommentAudience::Everybody, markup)).unwrap();
    assert_eq!(kept.text, markup);
}

#[test]
fn a_case_that_is_over_for_good_is_not_talked_about() {
    let world = World::new();
    for status in ReferralStatus::ALL {
        let stage = Stage::of_referral(&world, *status);
        let comment = said(CommentAudience::Everybody, "encore une chose");
        let written = world
            .casework
            .comment(&world.mediator(), stage.id, &comment);
        let over = matches!(
            status,
            ReferralStatus::Withdrawn
                | ReferralStatus::EmergencyDiverted
                | ReferralStatus::EnteredInError
        );
        match written {
            Ok(_) => assert!(!over, "{}", status.code()),
            Err(CaseworkError::Conflict(_)) => assert!(over, "{}", status.code()),
            Err(other) => panic!("{other}"),
        }
    }
    let stage = Stage::of_referral(&world, ReferralStatus::Triage);
    let to_nobody = said(CommentAudience::OperatorAndLead, "à qui ?");
    let told = faults(
        world
            .casework
            .comment(&world.mediator(), stage.id, &to_nobody),
    );
    assert_eq!(told, ["no_lead_partner"]);
}
