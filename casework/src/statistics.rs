//! Figures for the operator, cut so that they tell of nobody.

use jiff::Timestamp;
use passerelle_domain::statistics::{Breakdown, Cell};
use passerelle_store::referrals::{self, CountedBy};

use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, in_network, need_scope, need_standing},
};

/// How many referrals there are, by one of their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// From this instant on.
    pub since: Timestamp,
    /// Before this one.
    pub until: Timestamp,
    /// All of them.
    pub total: Cell,
    /// The codes that occur, in alphabetical order.
    pub parts: Vec<(String, Cell)>,
}

impl Casework {
    /// Counts the referrals entered in a period; left out, from the first one until now.
    ///
    /// # Errors
    /// When the token does not grant it, and to everybody but the operator.
    pub fn statistics(
        &self,
        actor: &Actor,
        by: CountedBy,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Statistics, CaseworkError> {
        need_scope(actor, Deed::ReadStatistics)?;
        let since = since.unwrap_or(Timestamp::UNIX_EPOCH);
        let until = until.unwrap_or_else(|| self.now());
        let network = self.read_for(actor, |conn| self.network(conn))?;
        need_standing(&in_network(actor, &network), Deed::ReadStatistics)?;
        let counted =
            self.read_behind_for(actor, |conn| Ok(referrals::counts(conn, by, since, until)?))?;
        let counts: Vec<u64> = counted
            .iter()
            .map(|(_, count)| u64::try_from(*count).unwrap_or(0))
            .collect();
        let Breakdown { total, parts } = Breakdown::of(&counts);
        let codes = counted.into_iter().map(|(code, _)| code);
        Ok(Statistics {
            since,
            until,
            total,
            parts: codes.zip(parts).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, cases, world::actor_of};

    #[test]
    fn a_cell_of_three_tells_no_more_than_fewer_than_five() {
        let world = World::new();
        for _ in 0..3 {
            world.submit(&cases::a01());
        }
        let count = |actor: &Actor, by| world.casework.statistics(actor, by, None, None);
        world.clock.pass(jiff::SignedDuration::from_secs(1));
        let figures = count(&world.mediator(), CountedBy::Situation).unwrap();
        assert_eq!(figures.total, Cell::Few);
        assert_eq!(figures.parts, [("neighbour_noise".to_owned(), Cell::Few)]);
        for _ in 0..2 {
            world.submit(&cases::a01());
        }
        world.clock.pass(jiff::SignedDuration::from_secs(1));
        let figures = count(&world.mediator(), CountedBy::Status).unwrap();
        assert_eq!(figures.parts, [("routed".to_owned(), Cell::Count(5))]);
        let stranger = count(&world.landlord(), CountedBy::Situation);
        assert!(matches!(stranger, Err(CaseworkError::Forbidden(_))));
        let outsider = count(&actor_of("p-ccas"), CountedBy::Situation);
        assert!(matches!(outsider, Err(CaseworkError::Forbidden(_))));
    }
}
