//! The page of the person concerned: what it shows to whom, and what they can do by it.

use passerelle_domain::{
    AgeBand, ConsentState, Disclosure, FeedbackAnswer, FeedbackQuestion, Lang, MessageKind,
    Outcome, PartyRole, PersonChannel, Phone, ReferralId, ReferralStatus, Speaker,
    statistics::Cell,
};

use crate::{
    CaseworkError, ContactChange, Feedback, LinkSigner, PartnerAction, PersonCase, PersonCode,
    PersonLink, PersonLinkRequest, PersonOutcome, PersonPage, PersonPart, PersonView,
    testing::{
        World, cases,
        world::{actor_of, letters, standing},
    },
};

const SHEET: PersonChannel = PersonChannel::Sheet;
const EMAIL: PersonChannel = PersonChannel::Email;

fn signer(world: &World) -> LinkSigner {
    LinkSigner::new(crate::testing::SIGNING_KEY, world.clock.clone()).unwrap()
}

fn ask(
    world: &World,
    id: ReferralId,
    party: usize,
    channel: PersonChannel,
) -> Result<PersonLink, CaseworkError> {
    let asked = PersonLinkRequest {
        party,
        channel,
        language: Lang::Fr,
    };
    let links = signer(world);
    world
        .casework
        .make_person_link(&world.landlord(), id, &asked, None, &links)
}

fn sheet(world: &World, id: ReferralId, party: usize) -> PersonCode {
    ask(world, id, party, SHEET).unwrap().code.unwrap()
}

fn page(world: &World, code: &PersonCode) -> PersonView {
    match world.casework.person_page(code).unwrap() {
        PersonPage::Open(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn parts(view: &PersonView) -> Vec<(PersonPart, bool, bool)> {
    view.partners
        .iter()
        .map(|told| (told.part, told.knows, told.can_be_stopped))
        .collect()
}

fn withdraw(world: &World, code: &PersonCode, partner: Option<&str>) -> PersonOutcome {
    let partner = partner.map(cases::id);
    world.casework.withdraw_by_person(code, partner).unwrap()
}

fn refused(error: &CaseworkError) -> (&str, &str) {
    match error {
        CaseworkError::Invalid(faults) => (faults[0].pointer.as_str(), faults[0].code),
        other => panic!("{other}"),
    }
}

#[test]
fn the_person_sees_who_is_asked_and_nothing_of_anybody() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let code = sheet(&world, id, 0);
    let view = page(&world, &code);
    assert_eq!(view.case, PersonCase::Asked);
    assert_eq!(view.speaker, Speaker::Person);
    assert_eq!(parts(&view)[0], (PersonPart::Asked, true, true));
    assert!(view.partners[0].by.is_some());
    assert!(parts(&view).contains(&(PersonPart::Next, true, true)));
    let printed = format!("{view:?}");
    for word in [
        "complainant",
        "neighbour-",
        "rue des Sources",
        "33639980001",
    ] {
        assert!(!printed.contains(word), "{word}");
    }
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    let view = page(&world, &code);
    assert_eq!(
        (view.case, view.partners[0].part),
        (PersonCase::InProgress, PersonPart::TakenUp)
    );
}

#[test]
fn another_party_sees_who_knows_them_and_not_what_it_is_about() {
    let world = World::new();
    let mut case = cases::a01();
    case.need.parties[1].consent = passerelle_domain::Consent::of(ConsentState::NotAsked);
    let id = world.submit(&case).id;
    let code = sheet(&world, id, 1);
    let view = page(&world, &code);
    assert_eq!((view.concerned, view.situation), (false, None));
    assert!(view.partners.is_empty(), "nobody may know them");

    case.need.parties[1].consent = passerelle_domain::Consent::of(ConsentState::Given);
    let id = world.submit(&case).id;
    let code = sheet(&world, id, 1);
    let view = page(&world, &code);
    assert_eq!(parts(&view), [(PersonPart::Asked, true, true)]);

    // What they take back closes their name, and stops nothing.
    assert_eq!(
        withdraw(&world, &code, Some("p-med")),
        PersonOutcome::Recorded
    );
    assert_eq!(world.whole(id).status, ReferralStatus::Routed);
    let seen = world.casework.referral(&actor_of("p-med"), id).unwrap();
    let need = seen.need.unwrap();
    assert!(need.parties[1].identity.is_empty());
    assert!(need.parties[0].identity.name.is_some());
    assert!(page(&world, &code).partners.is_empty());
    // When the person concerned stops it all, the other learns no more than that it is over.
    let own = sheet(&world, id, 0);
    withdraw(&world, &own, None);
    assert_eq!(page(&world, &own).case, PersonCase::Stopped);
    let other = page(&world, &code);
    assert_eq!(
        (other.case, other.asks_feedback),
        (PersonCase::Closed, false)
    );
}

#[test]
fn consent_is_taken_back_partner_by_partner_and_the_ladder_goes_on() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.send_all();
    let code = sheet(&world, id, 0);
    assert_eq!(
        withdraw(&world, &code, Some("p-med")),
        PersonOutcome::Recorded
    );
    let whole = world.whole(id);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:cancelled", "p-conc:lead:proposed"]
    );
    assert_eq!(whole.status, ReferralStatus::Routed);
    assert_eq!(
        letters(&world.send_all()),
        ["answer_requested:p-conc", "released:p-med"]
    );
    let former = world.casework.referral(&actor_of("p-med"), id).unwrap();
    assert_eq!((former.need, former.decision), (None, None));
    let next = world.casework.referral(&actor_of("p-conc"), id).unwrap();
    let named = &next.need.unwrap().parties[0];
    assert_eq!(named.disclosure, Some(Disclosure::L2));
    // Twice is once.
    assert_eq!(
        withdraw(&world, &code, Some("p-med")),
        PersonOutcome::Refused
    );
    // The last one: nobody is left, and the case stops.
    let view = page(&world, &code);
    let left: Vec<_> = view
        .partners
        .iter()
        .filter(|told| told.can_be_stopped)
        .collect();
    for told in left {
        world
            .casework
            .withdraw_by_person(&code, Some(told.id))
            .unwrap();
    }
    assert_eq!(world.whole(id).status, ReferralStatus::Withdrawn);
}

#[test]
fn a_partner_at_work_is_asked_to_stop_and_sees_nobody_from_then_on() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    let code = sheet(&world, id, 0);
    withdraw(&world, &code, Some("p-med"));
    let whole = world.whole(id);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:cancel_requested", "p-conc:lead:proposed"]
    );
    let seen = world.casework.referral(&actor_of("p-med"), id).unwrap();
    assert_eq!((seen.need, seen.decision), (None, None));
    let view = page(&world, &code);
    assert_eq!(parts(&view)[0], (PersonPart::Stopping, false, false));
}

#[test]
fn a_partner_that_has_no_part_cannot_be_stopped() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let code = sheet(&world, id, 0);
    let before = world.whole(id).sequence;
    assert_eq!(
        withdraw(&world, &code, Some("p-fs")),
        PersonOutcome::Refused
    );
    assert_eq!(world.whole(id).sequence, before);
}

#[test]
fn the_contact_is_corrected_and_the_partner_sees_it() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let code = sheet(&world, id, 0);
    let contact = ContactChange {
        phone: Some(Phone::parse("+33639980042").unwrap()),
        email: None,
    };
    let correct = |contact| world.casework.correct_contact(&code, contact).unwrap();
    assert_eq!(correct(&contact), PersonOutcome::Recorded);
    let seen = world.casework.referral(&actor_of("p-med"), id).unwrap();
    let identity = &seen.need.unwrap().parties[0].identity;
    assert_eq!(identity.phone, contact.phone);
    assert!(identity.email.is_some(), "what was left empty stays");
    assert_eq!(correct(&ContactChange::default()), PersonOutcome::Refused);
    let events = world.casework.events(&world.mediator(), id).unwrap();
    assert!(!format!("{events:?}").contains("0042"));
}

#[test]
fn three_questions_are_counted_once_and_kept_with_nobody() {
    let world = World::new();
    let given = Feedback {
        listened: FeedbackAnswer::Yes,
        met: FeedbackAnswer::Partly,
        better: FeedbackAnswer::RatherNotSay,
    };
    for _ in 0..5 {
        let id = world.submit(&cases::a01()).id;
        let (code, second) = (sheet(&world, id, 0), sheet(&world, id, 0));
        let answer = |code: &PersonCode| world.casework.give_feedback(code, &given).unwrap();
        assert_eq!(answer(&code), PersonOutcome::Refused, "it is not over yet");
        world
            .casework
            .close(&world.mediator(), id, Outcome::Agreement, None, None)
            .unwrap();
        assert!(page(&world, &code).asks_feedback);
        let before = world.casework.events(&world.mediator(), id).unwrap().len();
        assert_eq!(answer(&code), PersonOutcome::Recorded);
        assert_eq!(answer(&code), PersonOutcome::Refused);
        assert_eq!(
            answer(&second),
            PersonOutcome::Refused,
            "another link is no other voice"
        );
        let view = page(&world, &second);
        assert!(view.gave_feedback && !view.asks_feedback);
        let after = world.casework.events(&world.mediator(), id).unwrap().len();
        assert_eq!(before, after, "no event tells who answered");
    }
    let figures = world
        .casework
        .feedback(&world.mediator(), None, None)
        .unwrap();
    let better = &figures.questions[2];
    assert_eq!(better.question, FeedbackQuestion::Better);
    assert_eq!(better.total, Cell::Count(5));
    assert_eq!(
        better.answers,
        [(FeedbackAnswer::RatherNotSay, Cell::Count(5))]
    );
    let stranger = world.casework.feedback(&world.landlord(), None, None);
    assert!(matches!(stranger, Err(CaseworkError::Forbidden(_))));
    let later = world
        .casework
        .feedback(&world.mediator(), Some("2030-01"), Some("2030-12"));
    assert_eq!(later.unwrap().questions[0].total, Cell::Few);
}

#[test]
fn a_mail_leaves_for_the_address_of_the_case_and_the_outbox_does_not_keep_it() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.send_all();
    let link = ask(&world, id, 0, EMAIL).unwrap();
    assert_eq!(link.code, None, "whoever asked does not get the secret");
    let sent = world.send_all();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].kind, MessageKind::PersonLink);
    let person = sent[0].person.as_ref().unwrap();
    assert_eq!(person.address.as_str(), "complainant@example.org");
    assert!(!format!("{:?}", sent[0]).contains("complainant"));
    let code = signer(&world).person_code(person.link);
    assert_eq!(page(&world, &code).case, PersonCase::Asked);
    assert_eq!(
        ask(&world, id, 7, EMAIL).map_err(|e| refused(&e).1 == "unknown_party"),
        Err(true)
    );
}

#[test]
fn a_minors_page_is_for_the_guardian_and_speaks_with_their_consent() {
    let world = World::new();
    let id = world.submit(&cases::a02()).id;
    let link = |channel| {
        let asked = PersonLinkRequest {
            party: 0,
            channel,
            language: Lang::En,
        };
        let links = signer(&world);
        let made = world
            .casework
            .make_person_link(&world.mediator(), id, &asked, None, &links);
        made.map(|made| (made.speaker, made.code.unwrap()))
    };
    assert_eq!(
        refused(&link(EMAIL).unwrap_err()),
        ("/channel", "sheet_only")
    );
    let (speaker, code) = link(SHEET).unwrap();
    assert_eq!(speaker, Speaker::Guardian);
    let view = page(&world, &code);
    assert_eq!((view.speaker, view.language), (Speaker::Guardian, Lang::En));
    assert_eq!(withdraw(&world, &code, None), PersonOutcome::Recorded);
    let whole = world.whole(id);
    assert_eq!(whole.status, ReferralStatus::Withdrawn);
    let party = &whole.need.unwrap().parties[0];
    assert_eq!(party.age_band, AgeBand::From16To17);
    let guardian = party.guardian_consent.as_ref().unwrap();
    assert_eq!(guardian.state, ConsentState::Withdrawn);
    assert_eq!(party.consent.as_ref().unwrap().state, ConsentState::Given);
}

#[test]
fn a_protected_case_has_no_page() {
    let world = World::new();
    let operator = world.mediator();
    let id = world.casework.submit(&operator, &cases::a04()).unwrap().id;
    for channel in [SHEET, EMAIL] {
        let asked = PersonLinkRequest {
            party: 0,
            channel,
            language: Lang::Fr,
        };
        let links = signer(&world);
        let made = world
            .casework
            .make_person_link(&operator, id, &asked, None, &links);
        assert_eq!(refused(&made.unwrap_err()), ("/party", "protected_case"));
    }
}

#[test]
fn in_a_violent_case_the_other_party_has_no_page() {
    let world = World::new();
    let mut case = cases::a01();
    case.need.safety.violence = true;
    let id = world.submit(&case).id;
    let error = ask(&world, id, 1, SHEET).unwrap_err();
    assert_eq!(refused(&error), ("/party", "concerned_only"));
    assert!(case.need.parties[1].role == PartyRole::OtherParty);
    let error = ask(&world, id, 0, EMAIL).unwrap_err();
    assert_eq!(refused(&error), ("/channel", "sheet_only"));
    assert!(ask(&world, id, 0, SHEET).is_ok());
}

#[test]
fn an_old_link_opens_nothing_and_changes_nothing() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let code = sheet(&world, id, 0);
    world.clock.pass(jiff::SignedDuration::from_hours(181 * 24));
    assert_eq!(
        world.casework.person_page(&code).unwrap(),
        PersonPage::Expired(Lang::Fr)
    );
    let before = world.whole(id).sequence;
    assert_eq!(withdraw(&world, &code, None), PersonOutcome::Refused);
    assert_eq!(world.whole(id).sequence, before);
    let forged = PersonCode::parse("0000-0000-0000-0000-0000").unwrap();
    assert!(matches!(
        world.casework.person_page(&forged),
        Err(CaseworkError::NotFound)
    ));
}

#[test]
fn partners_make_no_link() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let asked = PersonLinkRequest {
        party: 0,
        channel: SHEET,
        language: Lang::Fr,
    };
    for (partner, there) in [("p-med", true), ("p-fs", false)] {
        let links = signer(&world);
        let made = world
            .casework
            .make_person_link(&actor_of(partner), id, &asked, None, &links);
        match made {
            Err(CaseworkError::Forbidden(_)) => assert!(there),
            Err(CaseworkError::NotFound) => assert!(!there),
            other => panic!("{other:?}"),
        }
    }
}
