//! Every kind of mail, written from a case full of marked personal data.

use jiff::SignedDuration;
use passerelle_casework::{Renewal, trial};
use passerelle_domain::{Reason, WithdrawReason};

use super::{mails, notifier};
use crate::testing::world::{MARKER, World};

#[tokio::test]
async fn no_mail_of_any_kind_tells_anything_personal() {
    let world = World::new();
    let worker = notifier(&world, None);
    let landlord = trial::signed_in(&world.casework, "demo-landlord").unwrap();
    let school = trial::signed_in(&world.casework, "demo-school").unwrap();

    // Seen from the landlord: the lead is asked, and asked again with a new link.
    let first = world.submit("demo-landlord", &world.sensitive());
    worker.step().await.unwrap();
    let (lead, _, _) = world.part(first.id, "p-med");
    assert_eq!(world.casework.renew_link(lead).unwrap(), Renewal::Sent);
    worker.step().await.unwrap();
    // It is withdrawn: the lead is released.
    let reason = Reason::new(WithdrawReason::NoLongerNeeded, None).unwrap();
    world
        .casework
        .withdraw(&landlord, first.id, &reason, None)
        .unwrap();
    // Seen from the school: the landlord has a copy; nobody answers until nobody is left.
    let mut second = world.sensitive();
    second.need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(
        landlord.organisation,
    ));
    let second = world.casework.submit(&school, &second).unwrap();
    worker.step().await.unwrap();
    for _ in 0..5 {
        world.clock.pass(SignedDuration::from_hours(24 * 15));
        worker.note_due().await.unwrap();
        worker.step().await.unwrap();
    }
    assert_eq!(world.whole(second.id).status.code(), "triage");

    let mails = mails(&world);
    for subject in [
        "une orientation attend votre réponse",
        "votre nouveau lien de réponse",
        "une orientation, pour information",
        "votre organisation n’est plus sollicitée",
        "une orientation demande votre choix",
    ] {
        assert!(
            mails.iter().any(|mail| mail.subject.contains(subject)),
            "no mail: {subject}"
        );
    }
    for mail in &mails {
        for part in [&mail.subject, &mail.text, &mail.html] {
            let part = part.to_lowercase();
            for personal in [MARKER, "9981234", "rue ", "soir", &mail.to] {
                assert!(
                    !part.contains(personal),
                    "{personal} stands in {}",
                    mail.subject
                );
            }
        }
    }
}

#[tokio::test]
async fn the_lead_is_asked_with_a_link_that_is_bound_to_its_assignment() {
    let world = World::new();
    let worker = notifier(&world, None);
    let referral = world.submit("demo-landlord", &world.sensitive());
    worker.step().await.unwrap();
    let (lead, status, delivery) = world.part(referral.id, "p-med");
    assert_eq!((status, delivery.code()), ("proposed", "handed_over"));

    let mails = mails(&world);
    let mail = mails
        .iter()
        .find(|mail| mail.to == "med@example.org")
        .unwrap();
    let expected = format!(
        "Passerelle : une orientation attend votre réponse ({})",
        referral.reference
    );
    assert_eq!(mail.subject, expected);
    let token = mail
        .text
        .split_whitespace()
        .find_map(|word| word.strip_prefix("https://passerelle.example.org/answer/"))
        .unwrap();
    assert!(mail.html.contains(token));
    let claims = world.links.verify(token).unwrap();
    assert_eq!(claims.assignment, lead);
    for fact in [
        "Bruits de voisinage",
        "Saint-Avenin-sur-Odre",
        "jeudi 8 octobre 2026",
    ] {
        assert!(mail.text.contains(fact), "{fact}");
    }

    assert_eq!(worker.step().await.unwrap(), 0, "nothing goes out twice");
}
