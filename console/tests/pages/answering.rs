//! The answer: accepted, declined, incomplete, given twice, or sent from elsewhere.

use actix_web::test::TestRequest;

use crate::{site::Site, world::World};

#[actix_web::test]
async fn accepting() {
    let site = Site::new();
    let seen = site.post(&site.path(), "answer=accept").await;
    assert_eq!(seen.status, 303);
    let next = format!("{}/done?lang=fr", site.path());
    assert_eq!(seen.header("location"), next);
    assert_eq!(site.standing(), "accepted");
    let thanks = site.get(&next).await;
    assert_eq!(thanks.status, 200);
    insta::assert_snapshot!("accepted_fr", site.redact(&thanks));
    let english = site.get(&format!("{}/done?lang=en", site.path())).await;
    insta::assert_snapshot!("accepted_en", site.redact(&english));
}

#[actix_web::test]
async fn declining_asks_the_next_partner() {
    let site = Site::new();
    let form = "answer=decline&reason=other&comment=L%27%C3%A9quipe+d%C3%A9m%C3%A9nage";
    let seen = site.post(&format!("{}?lang=en", site.path()), form).await;
    assert_eq!(seen.status, 303);
    assert_eq!(site.standing(), "declined");
    assert_eq!(site.world.part(site.referral.id, "p-conc").1, "proposed");
    let thanks = site.get(seen.header("location")).await;
    insta::assert_snapshot!("declined_en", site.redact(&thanks));
}

#[actix_web::test]
async fn an_incomplete_answer_is_asked_again_beside_the_field() {
    let site = Site::new();
    for (form, name) in [
        ("answer=decline", "no_reason_fr"),
        ("answer=decline&reason=other", "no_text_fr"),
        (
            "answer=decline&reason=capacity&comment=%3Cb%3Epourquoi%3C%2Fb%3E",
            "text_too_many_fr",
        ),
    ] {
        let seen = site.post(&site.path(), form).await;
        assert_eq!(seen.status, 422, "{form}");
        insta::assert_snapshot!(name, site.redact(&seen));
    }
    let too_long = format!("answer=decline&reason=other&comment={}", "a".repeat(1001));
    for form in ["", "answer=perhaps", "reason=capacity", &too_long] {
        assert_eq!(site.post(&site.path(), form).await.status, 422);
    }
    assert_eq!(site.standing(), "proposed");
}

#[actix_web::test]
async fn what_is_no_form_is_refused_in_the_same_design() {
    let site = Site::new();
    let json = TestRequest::post()
        .uri(&site.path())
        .insert_header(("Content-Type", "application/json"))
        .set_payload(r#"{"answer":"accept"}"#);
    assert_eq!(site.send(json).await.status, 415);
    let long = format!("answer=accept&comment={}", "a".repeat(20_000));
    let seen = site.post(&site.path(), &long).await;
    assert_eq!(seen.status, 413);
    assert!(seen.text.contains("Rien n’a été enregistré"));
    let doubled = site
        .post(&site.path(), "answer=accept&answer=decline")
        .await;
    assert_eq!(doubled.status, 400);
    assert_eq!(site.standing(), "proposed");
}

#[actix_web::test]
async fn another_site_cannot_answer() {
    let site = Site::new();
    for header in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Origin", "https://elsewhere.example"),
    ] {
        let form = site
            .form(&site.path(), "answer=accept")
            .insert_header(header);
        assert_eq!(site.send(form).await.status, 403);
        let renew = site
            .form(&format!("{}/renew", site.path()), "")
            .insert_header(header);
        assert_eq!(site.send(renew).await.status, 403);
    }
    assert_eq!(site.standing(), "proposed");
    // A client that says nothing of where it comes from has the token, and that is enough.
    assert_eq!(
        site.send(site.form(&site.path(), "answer=accept"))
            .await
            .status,
        303
    );
}

#[actix_web::test]
async fn a_link_serves_once() {
    let site = Site::new();
    site.post(&site.path(), "answer=accept").await;
    for form in ["answer=accept", "answer=decline&reason=capacity"] {
        assert_eq!(site.post(&site.path(), form).await.status, 410);
    }
    assert_eq!(site.standing(), "accepted");
    let used = site.get(&site.path()).await;
    assert_eq!(used.status, 410);
    insta::assert_snapshot!("used_fr", site.redact(&used));
}

#[actix_web::test]
async fn of_two_answers_at_once_one_counts() {
    let site = Site::new();
    let other = format!("/answer/{}", site.another_link(2));
    let first = site.path();
    let one = site.post(&first, "answer=accept");
    let two = site.post(&other, "answer=accept");
    let (one, two) = tokio::join!(one, two);
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(site.standing(), "accepted");
}

#[actix_web::test]
async fn an_informed_partner_has_nothing_to_answer() {
    let world = World::new();
    let mut submission = world.sensitive();
    let landlord = passerelle_casework::trial::signed_in(&world.casework, "demo-landlord").unwrap();
    submission.need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(
        landlord.organisation,
    ));
    let referral = world.submit("demo-school", &submission);
    let (informed, _, _) = world.part(referral.id, "p-bail");
    let site = Site::over(world, referral, informed);
    assert_eq!(site.get(&site.path()).await.status, 410);
    assert_eq!(site.post(&site.path(), "answer=accept").await.status, 410);
}
