//! Colleagues: each once at a partner, changed by whoever saw the present entry, and known to every process.

use super::{on_both, sample::Network};
use crate::{
    colleagues::{self, ADDRESS_TAKEN, ColleagueRecord},
    partners,
};

on_both! {
    fn an_entry_is_read_as_it_was_written_and_moves_the_directory(sandbox) {
        let network = sandbox.writing(Network::insert);
        let before = sandbox.reading(partners::directory_version);
        let (first, second) = (network.colleague(0), network.colleague(1));
        for record in [&second, &first] {
            sandbox.writing(|conn| colleagues::insert(conn, record));
        }
        assert!(sandbox.reading(partners::directory_version) > before);
        let of_the_team = sandbox.reading(|conn| colleagues::of(conn, network.team));
        assert_eq!(of_the_team, [first.clone(), second.clone()]);
        let all = sandbox.reading(colleagues::all);
        assert_eq!(all, [first.colleague.clone(), second.colleague]);
        let found = sandbox.reading(|conn| colleagues::find(conn, first.colleague.id));
        assert_eq!(found, Some(first));
    }

    fn of_two_changes_of_one_entry_one_wins(sandbox) {
        let network = sandbox.writing(Network::insert);
        let first = network.colleague(0);
        sandbox.writing(|conn| colleagues::insert(conn, &first));
        let mut changed = ColleagueRecord { revision: 2, ..first.clone() };
        changed.colleague.name = "Bela Bureaufictif".to_owned();
        assert!(sandbox.writing(|conn| colleagues::update(conn, &changed, 1)));
        assert!(!sandbox.writing(|conn| colleagues::update(conn, &first, 1)));
        assert!(!sandbox.writing(|conn| colleagues::remove(conn, first.colleague.id, 1)));
        let found = sandbox.reading(|conn| colleagues::find(conn, first.colleague.id));
        assert_eq!(found, Some(changed));
        assert!(sandbox.writing(|conn| colleagues::lose(conn, first.colleague.id)));
        assert!(!sandbox.writing(|conn| colleagues::lose(conn, first.colleague.id)));
        assert!(sandbox.writing(|conn| colleagues::remove(conn, first.colleague.id, 3)));
        assert_eq!(sandbox.reading(colleagues::all), []);
    }

    fn nobody_is_entered_twice_at_one_partner(sandbox) {
        let network = sandbox.writing(Network::insert);
        let first = network.colleague(0);
        sandbox.writing(|conn| colleagues::insert(conn, &first));
        let mut second = network.colleague(1);
        second.colleague.email = first.colleague.email;
        let refused = sandbox.write(|conn| colleagues::insert(conn, &second)).unwrap_err();
        assert!(refused.is_duplicate_of(ADDRESS_TAKEN), "{refused}");
    }
}
