//! Kept answers: found as long as they are kept, one process at a time, and silenced with their case.

use super::{
    on_both,
    sample::{Network, at},
    sandbox::Sandbox,
};
use crate::{
    kept_answers::{self, KeptAnswer},
    referrals,
};

fn kept(sandbox: &Sandbox) -> KeptAnswer {
    sandbox.writing(|conn| {
        let network = Network::insert(conn)?;
        let referral = network.referral(0);
        referrals::insert(conn, &referral)?;
        let kept = network.kept_answer(referral.id);
        kept_answers::insert(conn, &kept)?;
        Ok(kept)
    })
}

on_both! {
    fn an_answer_is_found_until_its_time_is_over(sandbox) {
        let kept = kept(sandbox);
        let found = |client: &str, key: &str, minutes| {
            sandbox.reading(|conn| kept_answers::find(conn, client, key, at(minutes)))
        };
        assert_eq!(found(&kept.client, &kept.key, 59), Some(kept.clone()));
        assert_eq!(found(&kept.client, &kept.key, 60), None);
        assert_eq!(found("demo-ccas", &kept.key, 0), None);
        assert_eq!(found(&kept.client, "00fe", 0), None);
        assert!(!sandbox.reading(|conn| kept_answers::any_expired(conn, at(59))));
        assert_eq!(sandbox.writing(|conn| kept_answers::forget(conn, at(59))), 0);
        assert!(sandbox.reading(|conn| kept_answers::any_expired(conn, at(60))));
        assert_eq!(sandbox.writing(|conn| kept_answers::forget(conn, at(60))), 1);
        assert_eq!(found(&kept.client, &kept.key, 0), None);
    }

    fn one_that_has_had_its_time_makes_room_for_another(sandbox) {
        let first = kept(sandbox);
        let second = KeptAnswer {
            answer: Some(b"other".to_vec()),
            until: at(120),
            ..first.clone()
        };
        sandbox.writing(|conn| kept_answers::insert(conn, &second));
        let found = sandbox.reading(|conn| kept_answers::find(conn, &first.client, &first.key, at(61)));
        assert_eq!(found, Some(second));
    }

    fn a_silenced_answer_is_known_and_tells_nothing(sandbox) {
        let kept = kept(sandbox);
        sandbox.writing(|conn| kept_answers::silence(conn, kept.case.unwrap()));
        let found = sandbox.reading(|conn| kept_answers::find(conn, &kept.client, &kept.key, at(0)));
        assert_eq!(found, Some(KeptAnswer { answer: None, ..kept }));
    }
}

#[test]
fn on_postgres_one_process_at_a_time_has_a_request() {
    let sandbox = Sandbox::postgres();
    let take = |key: &str| sandbox.writing(|conn| kept_answers::take(conn, "demo-landlord", key));
    sandbox.writing(|conn| {
        assert!(kept_answers::take(conn, "demo-landlord", "k")?);
        assert!(!take("k"), "another transaction has it as well");
        assert!(take("other"));
        Ok(())
    });
    assert!(take("k"), "it was not given back");
}
