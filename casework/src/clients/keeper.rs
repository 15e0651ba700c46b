//! Who looks after which clients, and what they may give them.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use passerelle_domain::{Fault, PartnerId, TransitionError};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    clients::{self, ClientRecord, Credential},
};
use serde_json::Value;

use super::{
    in_use,
    keys::{self, PublicKeys},
    roles_of, scopes_of,
    shapes::{Authentication, ClientChange, ClientView},
};
use crate::{
    Actor, Casework, CaseworkError, Missing, Scope,
    rights::{Deed, Standing, in_network, need_standing},
    views::cut,
};

/// The longest name.
const LONGEST_NAME: usize = 100;

/// Somebody who looks after clients.
pub(super) struct Keeper<'a> {
    actor: &'a Actor,
    network: Arc<Network>,
    /// Whether the actor is a coordinator of the operator.
    coordinates: bool,
    /// What the actor may give on: what its own client may ask for.
    scopes: BTreeSet<Scope>,
}

impl<'a> Keeper<'a> {
    pub(super) fn of(
        casework: &Casework,
        conn: &mut Conn,
        actor: &'a Actor,
    ) -> Result<Self, CaseworkError> {
        let network = casework.network(conn)?;
        let held = in_network(actor, &network);
        need_standing(&held, Deed::ManageClients)?;
        // A token outlives its client by some minutes, and must not make it another one.
        let own = clients::find(conn, &actor.client)?
            .filter(|own| in_use(own, casework.now()))
            .ok_or(CaseworkError::Forbidden(Missing::Standing))?;
        Ok(Self {
            actor,
            network,
            coordinates: held.contains(&Standing::Coordinator),
            scopes: scopes_of(&own),
        })
    }

    /// The organisation, if the actor looks after its clients.
    pub(super) fn need(&self, organisation: PartnerId) -> Result<PartnerId, CaseworkError> {
        let own = organisation == self.actor.organisation;
        let known = self.network.partner(organisation).is_some();
        if known && (own || self.coordinates) {
            Ok(organisation)
        } else {
            Err(CaseworkError::NotFound)
        }
    }

    pub(super) fn find(&self, conn: &mut Conn, id: &str) -> Result<ClientRecord, CaseworkError> {
        let record = clients::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
        self.need(record.organisation)?;
        Ok(record)
    }

    /// A client that can still be changed, in the revision that the actor saw.
    pub(super) fn standing(
        &self,
        conn: &mut Conn,
        id: &str,
        expected: Option<i64>,
        action: &'static str,
    ) -> Result<ClientRecord, CaseworkError> {
        let record = self.find(conn, id)?;
        if expected.is_some_and(|expected| expected != record.revision) {
            return Err(CaseworkError::Stale {
                current: record.revision,
            });
        }
        if record.revoked_at.is_some() {
            return Err(wrong_state("revoked", action));
        }
        Ok(record)
    }

    /// Refuses to hand the credentials of a client to somebody who has less than it: whoever has
    /// them is that client.
    pub(super) fn need_no_less(&self, record: &ClientRecord) -> Result<(), CaseworkError> {
        let no_more = roles_of(record).is_empty() && scopes_of(record).is_subset(&self.scopes);
        if self.coordinates || no_more {
            Ok(())
        } else {
            Err(CaseworkError::Forbidden(Missing::Standing))
        }
    }

    pub(super) fn faults(&self, record: &ClientRecord, now: Timestamp) -> Vec<Fault> {
        let everything = ClientChange {
            scopes: Some(scopes_of(record)),
            roles: Some(roles_of(record)),
            expires_at: Some(record.expires_at),
            name: record.name.clone(),
            keys: None,
        };
        self.change_faults(record, &everything, now)
    }

    /// What is wrong with the client as it would stand, of what is to be changed.
    pub(super) fn change_faults(
        &self,
        record: &ClientRecord,
        change: &ClientChange,
        now: Timestamp,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        let name = record.name.as_deref().unwrap_or_default();
        let readable = !name.is_empty()
            && name.chars().count() <= LONGEST_NAME
            && !name.chars().any(char::is_control);
        if change.name.is_some() && !readable {
            let detail = format!("a name has 1 to {LONGEST_NAME} characters, and no control ones");
            faults.push(Fault::at("/name", "bad_length", detail));
        }
        if let Some(scopes) = &change.scopes {
            if scopes.is_empty() {
                faults.push(Fault::at("/scopes", "required", "a client needs a scope"));
            }
            if !self.coordinates && !scopes.is_subset(&self.scopes) {
                faults.push(Fault::at(
                    "/scopes",
                    "not_yours",
                    "nobody gives more than they have: ask the operator",
                ));
            }
        }
        if change.roles.as_ref().is_some_and(|roles| !roles.is_empty()) {
            let operates = self
                .network
                .partner(record.organisation)
                .is_some_and(|partner| partner.operator);
            if !self.coordinates || !operates {
                faults.push(Fault::at(
                    "/roles",
                    "not_yours",
                    "roles are for the operator's own clients, and given by its coordinators",
                ));
            }
        }
        if change.expires_at.flatten().is_some_and(|end| end <= now) {
            faults.push(Fault::at(
                "/expires_at",
                "out_of_range",
                "that is in the past",
            ));
        }
        faults
    }

    pub(super) fn view(&self, record: &ClientRecord) -> Result<ClientView, CaseworkError> {
        let (authentication, keys, former) = match &record.credential {
            Credential::Secret { former, .. } => (Authentication::Secret, None, former.as_ref()),
            Credential::Keys(keys) => (Authentication::Keys, Some(keys.clone()), None),
        };
        Ok(ClientView {
            id: record.id.clone(),
            organisation: cut::partner(&self.network, record.organisation)
                .ok_or(CaseworkError::NotFound)?,
            name: record.name.clone(),
            authentication,
            keys,
            scopes: scopes_of(record),
            roles: roles_of(record),
            created_at: record.created_at,
            expires_at: record.expires_at,
            revoked_at: record.revoked_at,
            last_used_at: record.last_used_at,
            former_secret_until: former.map(|former| former.until),
            revision: record.revision,
        })
    }
}

pub(super) fn key_faults(keys: Option<&Value>) -> Vec<Fault> {
    let faults = keys.and_then(|keys| PublicKeys::read(keys).err());
    faults
        .unwrap_or_default()
        .into_iter()
        .map(|fault| Fault::at(format!("/jwks{}", fault.pointer), fault.code, fault.detail))
        .collect()
}

pub(super) fn trim_keys(record: &mut ClientRecord) {
    if let Credential::Keys(set) = &mut record.credential {
        *set = keys::stored(set);
    }
}

pub(super) fn wrong_state(state: &'static str, action: &'static str) -> CaseworkError {
    TransitionError::WrongState { state, action }.into()
}
