//! Links to a party's page, and the answers that are counted and kept with nobody.

use passerelle_domain::{FeedbackAnswer, FeedbackQuestion, Situation};

use super::{
    on_both,
    sample::{Network, at},
};
use crate::{feedback, person_links, referrals};

on_both! {
    fn a_link_is_found_by_its_digest_and_answers_once(sandbox) {
        let (link, other) = sandbox.writing(|conn| {
            let network = Network::insert(conn)?;
            let referral = network.referral(0);
            referrals::insert(conn, &referral)?;
            let (link, other) = (
                network.person_link(referral.id, 0),
                network.person_link(referral.id, 1),
            );
            person_links::insert(conn, &link)?;
            person_links::insert(conn, &other)?;
            Ok((link, other))
        });
        let found = sandbox.reading(|conn| person_links::by_digest(conn, &link.code_digest));
        assert_eq!(found, Some(link.clone()));
        let nothing = sandbox.reading(|conn| person_links::by_digest(conn, "another"));
        assert_eq!(nothing, None);
        let answered = || {
            sandbox.reading(|conn| person_links::has_answered(conn, link.referral_id, link.party))
        };
        assert!(!answered());
        let mark = |id| sandbox.writing(|conn| person_links::mark_answered(conn, id, at(2)));
        assert!(mark(link.id));
        assert!(!mark(link.id), "once");
        assert!(answered(), "with whichever link");
        let found = sandbox.reading(|conn| person_links::by_digest(conn, &other.code_digest));
        assert_eq!(found.unwrap().answered_at, None);
    }

    fn answers_are_added_up_by_month(sandbox) {
        use FeedbackAnswer::{No, Yes};
        let question = FeedbackQuestion::Better;
        sandbox.writing(|conn| {
            for (month, answer) in [("2026-09", Yes), ("2026-10", Yes), ("2026-10", Yes), ("2026-11", No)] {
                feedback::count(conn, month, Situation::NeighbourNoise, question, answer)?;
            }
            Ok(())
        });
        let totals = sandbox.reading(|conn| feedback::totals(conn, "2026-10", "2026-10"));
        assert_eq!(totals, [(question, Yes, 2)]);
        let totals = sandbox.reading(|conn| feedback::totals(conn, "2026-01", "2026-12"));
        let sum: i64 = totals.iter().map(|(_, _, count)| count).sum();
        assert_eq!(sum, 4);
    }
}
