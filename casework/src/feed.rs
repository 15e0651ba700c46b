//! Everything that happens, for whoever follows it: each event once, in an order that never changes.

use std::collections::{HashMap, HashSet};

use passerelle_domain::{AssignmentId, EventKind, ReferralId};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::{self, AssignmentRecord},
    events::EventRecord,
    feed, referrals,
};

use crate::{
    Actor, Casework, CaseworkError, EventView,
    rights::{Deed, in_case, need_scope},
    service::Interrupted,
    views::{
        cut,
        events::{event, own},
        shapes::Audience,
    },
};

/// How many numbers one look goes through: most of them may be those of other organisations.
const WINDOW: i64 = 2_000;
/// How many events a page holds at most.
const LARGEST_PAGE: usize = 200;

/// What a follower is told.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedPage {
    /// The events that the actor may know of, in the order of the feed.
    pub items: Vec<EventView>,
    /// The number up to which the feed was looked through.
    pub until: i64,
    /// Whether that is its end for now.
    pub at_the_end: bool,
}

impl Casework {
    /// The next events after a number of the feed, 0 standing before all, cut to the view of the actor
    /// as it is now: what a partner may not see any more is not told, and does not come again when it
    /// may. Of `kinds` alone, unless that is empty. A page may be empty although the feed goes on.
    ///
    /// # Errors
    /// When the token does not grant it.
    pub fn feed(
        &self,
        actor: &Actor,
        after: i64,
        kinds: &[EventKind],
        limit: usize,
    ) -> Result<FeedPage, CaseworkError> {
        need_scope(actor, Deed::ReadEvents)?;
        self.number_events()?;
        let size = limit.clamp(1, LARGEST_PAGE);
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let last = feed::last(conn)?;
            let window = after.saturating_add(WINDOW).min(last).max(after);
            let records = feed::between(conn, after, window, WINDOW)?;
            let mut readers = HashMap::new();
            let mut items = Vec::new();
            let mut until = window;
            'looking: for part in records.chunks(LARGEST_PAGE) {
                read_as(conn, &network, actor, part, &mut readers)?;
                for (number, record) in part {
                    let asked = kinds.is_empty() || kinds.contains(&record.kind);
                    let Some(Some((audience, own))) = readers.get(&record.referral_id) else {
                        continue;
                    };
                    if asked {
                        items.extend(event(&network, record, *audience, actor.organisation, own));
                    }
                    if items.len() == size {
                        until = *number;
                        break 'looking;
                    }
                }
            }
            Ok(FeedPage {
                items,
                until,
                at_the_end: until >= last,
            })
        })
    }

    /// The number of the last event of the feed, once all that are known have theirs: whoever waits
    /// for news looks at it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn feed_end(&self) -> Result<i64, CaseworkError> {
        self.number_events()?;
        self.read(|conn| Ok(feed::last(conn)?))
    }

    fn number_events(&self) -> Result<(), CaseworkError> {
        while self.read(|conn| Ok::<_, CaseworkError>(feed::is_behind(conn)?))? {
            // None: another process gives them.
            if self.write(|conn| Ok::<_, Interrupted>(feed::number(conn)?))? == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// As what somebody reads a case, and their own assignments in it; `None` where they may not.
type Reader = Option<(Audience, Vec<AssignmentId>)>;

/// Looks up as what the actor reads the cases of these events.
fn read_as(
    conn: &mut Conn,
    network: &Network,
    actor: &Actor,
    records: &[(i64, EventRecord)],
    readers: &mut HashMap<ReferralId, Reader>,
) -> Result<(), CaseworkError> {
    let named: HashSet<ReferralId> = records
        .iter()
        .map(|(_, record)| record.referral_id)
        .filter(|id| !readers.contains_key(id))
        .collect();
    let named: Vec<ReferralId> = named.into_iter().collect();
    if named.is_empty() {
        return Ok(());
    }
    let mut held: HashMap<ReferralId, Vec<AssignmentRecord>> = HashMap::new();
    for assignment in assignments::of_referrals(conn, &named)? {
        held.entry(assignment.referral_id)
            .or_default()
            .push(assignment);
    }
    readers.extend(named.iter().map(|id| (*id, None)));
    for referral in referrals::find_all(conn, &named)? {
        let held = held.remove(&referral.id).unwrap_or_default();
        let audience = cut::audience(&in_case(actor, network, &referral, &held));
        let own = own(&held, actor.organisation);
        readers.insert(referral.id, audience.map(|audience| (audience, own)));
    }
    Ok(())
}
