//! A service over a SQLite file of its own, with the shipped rules and the fictional network.

use std::sync::Arc;

use passerelle_domain::{AssignmentId, PartnerId, Reason, ReferralId, RefusalReason};
use passerelle_routing_rules::DEFAULT_RULE_SET;
use passerelle_store::{
    Store, StoreOptions,
    clients::{self, ClientRecord, Credential},
};
use tempfile::TempDir;

use super::{Counter, TestClock, cases};
use crate::{
    Actor, AssignmentView, Casework, CaseworkError, Clock, Dispatch, LinkClaims, PartnerAction,
    ReferralView, Role, Scope, Submission,
};

/// When most stories begin: a Monday in October, ten past nine in Paris.
pub(crate) const MONDAY: &str = "2026-10-05T07:10:00Z";

pub(crate) struct World {
    pub(crate) casework: Casework,
    pub(crate) clock: Arc<TestClock>,
    url: String,
    _directory: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite:{}",
            directory.path().join("world.sqlite3").display()
        );
        let clock = Arc::new(TestClock::at(MONDAY));
        let casework = open(&url, &clock, 0);
        casework.store.migrate().unwrap();
        casework.ensure_rule_set(DEFAULT_RULE_SET).unwrap();
        casework.load_demo().unwrap();
        Self {
            casework,
            clock,
            url,
            _directory: directory,
        }
    }

    /// Another process over the same file and the same clock.
    pub(crate) fn second_process(&self) -> Casework {
        open(&self.url, &self.clock, 1)
    }

    /// A demo client with all that it may ask for.
    pub(crate) fn client(&self, id: &str) -> Actor {
        let client = self.casework.client(id).unwrap().unwrap();
        client.acting(&client.scopes)
    }

    /// What the clock shows.
    pub(crate) fn clock_now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    pub(crate) fn landlord(&self) -> Actor {
        self.client("demo-landlord")
    }

    pub(crate) fn mediator(&self) -> Actor {
        self.client("demo-mediation")
    }

    /// A client of a partner that the fictional network gives none.
    pub(crate) fn new_client(&self, partner: &str) -> Actor {
        let acting = actor_of(partner);
        let record = ClientRecord {
            id: acting.client.clone(),
            organisation: acting.organisation,
            name: None,
            credential: Credential::Secret {
                hash: String::new(),
                former: None,
            },
            scopes: Vec::new(),
            roles: Vec::new(),
            demo: false,
            created_at: self.clock.now(),
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
            revision: 1,
        };
        self.casework
            .store
            .write(|conn| clients::insert(conn, &record))
            .unwrap();
        acting
    }

    /// Submits as the landlord does.
    pub(crate) fn submit(&self, submission: &Submission) -> ReferralView {
        self.casework.submit(&self.landlord(), submission).unwrap()
    }

    /// The referral as the operator sees it.
    pub(crate) fn whole(&self, id: ReferralId) -> ReferralView {
        self.casework.referral(&self.mediator(), id).unwrap()
    }

    /// `partner` does `action` to its own assignment of the referral.
    pub(crate) fn act(
        &self,
        partner: &str,
        id: ReferralId,
        action: &PartnerAction,
    ) -> Result<ReferralView, CaseworkError> {
        let assignment = self.assignment_of(partner, id);
        self.casework
            .act(&actor_of(partner), id, assignment, action, None)
    }

    /// The latest assignment of `partner` in the referral.
    pub(crate) fn assignment_of(&self, partner: &str, id: ReferralId) -> AssignmentId {
        let whole = self.whole(id);
        let of_partner = whole
            .assignments
            .iter()
            .rev()
            .find(|held| held.partner.code == partner);
        of_partner.unwrap_or_else(|| panic!("{partner}")).id
    }

    /// A link for the assignment, good for two weeks.
    pub(crate) fn link(&self, assignment: AssignmentId, number: u128) -> LinkClaims {
        LinkClaims {
            assignment,
            jti: uuid::Uuid::from_u128(number),
            expires_at: self.clock.now() + jiff::SignedDuration::from_hours(14 * 24),
        }
    }

    /// Takes note of what has fallen due, and tells how many silent partners were passed over.
    pub(crate) fn expire(&self) -> usize {
        self.casework.note_due(10).unwrap().expired
    }

    /// Sends every message that is due, and tells which.
    pub(crate) fn send_all(&self) -> Vec<Dispatch> {
        let lease = jiff::SignedDuration::from_mins(1);
        let claimed = self.casework.claim_messages("tests", lease, 100).unwrap();
        for dispatch in &claimed {
            self.casework
                .messages_sent(&[dispatch.message], "tests")
                .unwrap();
        }
        claimed
    }
}

fn open(url: &str, clock: &Arc<TestClock>, number: u64) -> Casework {
    let store = Store::open(&StoreOptions::new(url)).unwrap();
    Casework::new(store, clock.clone(), Arc::new(Counter::starting_at(number)))
}

/// A client of a partner, with all scopes and no role.
pub(crate) fn actor_of(code: &str) -> Actor {
    actor(cases::id(code), &[])
}

/// A client of an organisation, with all scopes.
pub(crate) fn actor(organisation: PartnerId, roles: &[Role]) -> Actor {
    Actor {
        client: "test-client".to_owned(),
        organisation,
        scopes: Scope::ALL.iter().copied().collect(),
        roles: roles.iter().copied().collect(),
    }
}

/// Declines, for lack of capacity.
pub(crate) fn decline() -> PartnerAction {
    PartnerAction::Decline(Reason::new(RefusalReason::Capacity, None).unwrap())
}

/// Who has which part in the case, as `partner:role:status`.
pub(crate) fn standing(assignments: &[AssignmentView]) -> Vec<String> {
    let line = |held: &AssignmentView| {
        format!(
            "{}:{}:{}",
            held.partner.code,
            held.role.code(),
            held.status.code()
        )
    };
    assignments.iter().map(line).collect()
}

/// What leaves for whom, as `kind:partner`.
pub(crate) fn letters(dispatches: &[Dispatch]) -> Vec<String> {
    let line = |sent: &Dispatch| format!("{}:{}", sent.kind.code(), sent.recipient.code);
    let mut lines: Vec<String> = dispatches.iter().map(line).collect();
    lines.sort();
    lines
}
