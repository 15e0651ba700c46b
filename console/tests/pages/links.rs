//! Links that are too old, altered, or for a case that moved on; and asking for a new one.

use jiff::SignedDuration;
use passerelle_casework::trial;
use passerelle_domain::{AssignmentId, Reason, WithdrawReason};

use crate::site::Site;

#[actix_web::test]
async fn altered_links_open_nothing() {
    let site = Site::new();
    let mut parts: Vec<&str> = site.token.split('.').collect();
    let signature: String = parts.pop().unwrap().chars().rev().collect();
    let altered = format!("{}.{}.{signature}", parts[0], parts[1]);
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    let nobody = AssignmentId::from_uuid(site.referral.id.as_uuid());
    let stranger = Site::link(&site.world, nobody, 9);
    for token in [
        "x",
        &altered,
        &unsigned,
        &stranger,
        &"a".repeat(5000),
        "%00%ff",
    ] {
        for path in [format!("/answer/{token}"), format!("/answer/{token}/done")] {
            assert_eq!(site.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(
            site.post(&format!("/answer/{token}"), "answer=accept")
                .await
                .status,
            404
        );
        assert_eq!(
            site.post(&format!("/answer/{token}/renew"), "")
                .await
                .status,
            404
        );
    }
    assert_eq!(site.standing(), "proposed");
    let seen = site.get("/answer/x").await;
    insta::assert_snapshot!("unknown_fr", seen.text);
}

#[actix_web::test]
async fn an_expired_link_offers_a_new_one_and_says_no_address() {
    let site = Site::new();
    // A link of another, shorter life: the partner's own time to answer is not over.
    let short = site.short_link(3);
    site.world.clock.pass(SignedDuration::from_hours(2));
    let path = format!("/answer/{short}");
    let seen = site.get(&path).await;
    assert_eq!(seen.status, 410);
    assert!(
        seen.text
            .contains(&format!("action=\"{path}/renew?lang=fr\""))
    );
    insta::assert_snapshot!("expired_fr", seen.text.replace(&short, "TOKEN"));
    assert_eq!(site.post(&path, "answer=accept").await.status, 410);
    assert_eq!(site.standing(), "proposed");

    let renew = format!("{path}/renew?lang=en");
    let seen = site.post(&renew, "").await;
    assert_eq!(seen.status, 200);
    insta::assert_snapshot!("renewed_en", seen.text.replace(&short, "TOKEN"));
    let again = site.post(&renew, "").await;
    assert_eq!(
        (again.status.as_u16(), again.header("retry-after")),
        (429, "600")
    );
    insta::assert_snapshot!("renewed_lately_en", again.text.replace(&short, "TOKEN"));
    site.world.clock.pass(SignedDuration::from_mins(10));
    assert_eq!(site.post(&renew, "").await.status, 200);
}

#[actix_web::test]
async fn after_the_time_to_answer_the_page_says_so() {
    let site = Site::new();
    site.world.clock.pass(SignedDuration::from_hours(24 * 4));
    site.world.casework.note_due(10).unwrap();
    assert_eq!(site.standing(), "expired");
    let seen = site.get(&site.path()).await;
    assert_eq!(seen.status, 410);
    insta::assert_snapshot!("no_longer_asked_fr", site.redact(&seen));
    assert_eq!(site.post(&site.path(), "answer=accept").await.status, 410);
    assert_eq!(
        site.post(&format!("{}/renew", site.path()), "")
            .await
            .status,
        200
    );
}

#[actix_web::test]
async fn a_withdrawn_referral_awaits_no_answer() {
    let site = Site::new();
    let landlord = trial::signed_in(&site.world.casework, "demo-landlord").unwrap();
    let reason = Reason::new(WithdrawReason::NoLongerNeeded, None).unwrap();
    site.world
        .casework
        .withdraw(&landlord, site.referral.id, &reason, None)
        .unwrap();
    for seen in [
        site.get(&site.path()).await,
        site.get(&format!("{}/done", site.path())).await,
        site.post(&site.path(), "answer=accept").await,
    ] {
        assert_eq!(seen.status, 410);
        assert!(seen.text.contains("Votre réponse n’est plus attendue"));
    }
}

#[actix_web::test]
async fn a_link_used_to_decline_offers_a_new_one_too() {
    let site = Site::new();
    site.post(&site.path(), "answer=decline&reason=capacity")
        .await;
    let seen = site.post(&format!("{}/renew", site.path()), "").await;
    assert_eq!(seen.status, 200);
    let fresh = format!("/answer/{}", site.another_link(2));
    let seen = site.get(&fresh).await;
    assert_eq!(seen.status, 410);
    assert!(seen.text.contains("Votre réponse est déjà enregistrée"));
}

#[actix_web::test]
async fn a_case_that_was_taken_up_can_be_given_back() {
    let site = Site::new();
    site.post(&site.path(), "answer=accept").await;
    assert_eq!(site.get(&site.path()).await.status, 410);
    let renewed = site.post(&format!("{}/renew", site.path()), "").await;
    assert_eq!(renewed.status, 200);
    let other = format!("/answer/{}", site.another_link(2));
    let seen = site.get(&other).await;
    assert_eq!(seen.status, 200);
    insta::assert_snapshot!(
        "held_fr",
        site.redact(&seen).replace(&other, "/answer/[other]")
    );
    assert!(!seen.text.contains("value=\"accept\""));
    assert_eq!(site.post(&other, "answer=accept").await.status, 410);
    let given_back = site.post(&other, "answer=decline&reason=capacity").await;
    assert_eq!(given_back.status, 303);
    assert_eq!(site.standing(), "declined");
}

#[actix_web::test]
async fn the_thanks_come_after_the_answer() {
    let site = Site::new();
    let seen = site.get(&format!("{}/done", site.path())).await;
    assert_eq!(seen.status, 303);
    assert_eq!(seen.header("location"), format!("{}?lang=fr", site.path()));
}
