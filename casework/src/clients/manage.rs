//! An organisation keeps its own clients; the operator's coordinators keep those of everybody.
//! Nobody can give a client more than they have themselves.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use passerelle_domain::{Fault, PartnerId};
use passerelle_store::{
    Conn,
    clients::{self, ClientRecord, Credential, FormerSecret},
};

use super::{
    hash_secret,
    keeper::{Keeper, key_faults, trim_keys, wrong_state},
    shapes::{Authentication, ClientChange, ClientView, IssuedClient, NewClient},
};
use crate::{
    Actor, Casework, CaseworkError, Role, Scope,
    check::{refuse, unknown_partner},
    error::later,
    ports::random,
    rights::{Deed, need_scope},
    service::Interrupted,
};

/// The most clients in use that one organisation has.
const MOST: i64 = 50;
/// The most clients that a list tells.
const LISTED: i64 = 200;

impl Casework {
    /// The clients of an organisation, the newest two hundred; left out, of the actor's own.
    ///
    /// # Errors
    /// When the token does not grant it; [`CaseworkError::NotFound`] for a foreign organisation.
    pub fn clients(
        &self,
        actor: &Actor,
        organisation: Option<PartnerId>,
    ) -> Result<Vec<ClientView>, CaseworkError> {
        need_scope(actor, Deed::ManageClients)?;
        self.read(|conn| {
            let keeper = Keeper::of(self, conn, actor)?;
            let of = keeper.need(organisation.unwrap_or(actor.organisation))?;
            let found = clients::of_organisation(conn, of, LISTED)?;
            found.iter().map(|record| keeper.view(record)).collect()
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when it is not the actor's.
    pub fn client_of(&self, actor: &Actor, id: &str) -> Result<ClientView, CaseworkError> {
        need_scope(actor, Deed::ManageClients)?;
        self.read(|conn| {
            let keeper = Keeper::of(self, conn, actor)?;
            keeper.view(&keeper.find(conn, id)?)
        })
    }

    /// Makes a client; a secret is told now and never again.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with every fault.
    pub fn add_client(
        &self,
        actor: &Actor,
        new: &NewClient,
    ) -> Result<IssuedClient, CaseworkError> {
        need_scope(actor, Deed::ManageClients)?;
        self.write(|conn| {
            let keeper = Keeper::of(self, conn, actor)?;
            let now = self.now();
            let organisation = new.organisation.unwrap_or(actor.organisation);
            if keeper.need(organisation).is_err() {
                refuse(vec![unknown_partner("/organisation")])?;
            }
            let (credential, secret) = match &new.keys {
                Some(keys) => (Credential::Keys(keys.clone()), None),
                None => {
                    let (hash, secret) = self.draw_secret();
                    (Credential::Secret { hash, former: None }, Some(secret))
                }
            };
            let mut record = ClientRecord {
                id: self.draw_id(),
                organisation,
                name: Some(new.name.trim().to_owned()),
                credential,
                scopes: codes(&new.scopes, Scope::code),
                roles: codes(&new.roles, Role::code),
                demo: false,
                created_at: now,
                expires_at: new.expires_at,
                revoked_at: None,
                last_used_at: None,
                revision: 1,
            };
            let mut faults = keeper.faults(&record, now);
            faults.extend(key_faults(new.keys.as_ref()));
            if clients::count_in_use(conn, organisation, now)? >= MOST {
                let detail = format!("an organisation has at most {MOST} clients in use");
                faults.push(Fault::at("/organisation", "too_many", detail));
            }
            refuse(faults)?;
            trim_keys(&mut record);
            clients::insert(conn, &record)?;
            let client = keeper.view(&record)?;
            Ok(IssuedClient { client, secret })
        })
    }

    /// Changes a client that still has the revision `expected`; in whatever revision, where none is
    /// expected.
    ///
    /// # Errors
    /// [`CaseworkError::Stale`], [`CaseworkError::Invalid`] with every fault,
    /// [`CaseworkError::Conflict`] for one that was taken out of use, and
    /// [`CaseworkError::Forbidden`] to change the keys of one that may do more than the actor's own.
    pub fn change_client(
        &self,
        actor: &Actor,
        id: &str,
        change: &ClientChange,
        expected: Option<i64>,
    ) -> Result<ClientView, CaseworkError> {
        need_scope(actor, Deed::ManageClients)?;
        self.write(|conn| {
            let keeper = Keeper::of(self, conn, actor)?;
            let mut record = keeper.standing(conn, id, expected, "change")?;
            let mut faults = Vec::new();
            if let Some(keys) = &change.keys {
                keeper.need_no_less(&record)?;
                match &mut record.credential {
                    Credential::Keys(stored) => stored.clone_from(keys),
                    Credential::Secret { .. } => faults.push(Fault::at(
                        "/jwks",
                        "not_applicable",
                        "this client signs in by a secret; make another one with keys",
                    )),
                }
                faults.extend(key_faults(Some(keys)));
            }
            let new = change.clone();
            record.name = new.name.map(|name| name.trim().to_owned()).or(record.name);
            if let Some(scopes) = &new.scopes {
                record.scopes = codes(scopes, Scope::code);
            }
            if let Some(roles) = &new.roles {
                record.roles = codes(roles, Role::code);
            }
            record.expires_at = new.expires_at.unwrap_or(record.expires_at);
            faults.extend(keeper.change_faults(&record, change, self.now()));
            refuse(faults)?;
            trim_keys(&mut record);
            save(conn, &mut record)?;
            Ok(keeper.view(&record)?)
        })
    }

    /// Draws a new secret. The one before holds for another `overlap`, so that nothing stops while
    /// it is exchanged.
    ///
    /// # Errors
    /// [`CaseworkError::Stale`], [`CaseworkError::Conflict`] for a client that has keys or was taken
    /// out of use, and [`CaseworkError::Forbidden`] for one that may do more than the actor's own.
    pub fn rotate_secret(
        &self,
        actor: &Actor,
        id: &str,
        overlap: SignedDuration,
        expected: Option<i64>,
    ) -> Result<IssuedClient, CaseworkError> {
        need_scope(actor, Deed::ManageClients)?;
        self.write(|conn| {
            let keeper = Keeper::of(self, conn, actor)?;
            let mut record = keeper.standing(conn, id, expected, "rotate")?;
            keeper.need_no_less(&record)?;
            let Credential::Secret { hash: before, .. } = record.credential else {
                return Err(wrong_state(Authentication::Keys.code(), "rotate").into());
            };
            let (hash, secret) = self.draw_secret();
            let until = later(self.now(), overlap)?;
            let former = overlap.is_positive().then_some(FormerSecret {
                hash: before,
                until,
            });
            record.credential = Credential::Secret { hash, former };
            save(conn, &mut record)?;
            let client = keeper.view(&record)?;
            Ok(IssuedClient {
                client,
                secret: Some(secret),
            })
        })
    }

    /// Takes a client out of use, for good. Tokens that it holds end within their fifteen minutes.
    ///
    /// # Errors
    /// [`CaseworkError::Stale`], and [`CaseworkError::Conflict`] when it is out of use already.
    pub fn revoke_client(
        &self,
        actor: &Actor,
        id: &str,
        expected: Option<i64>,
    ) -> Result<ClientView, CaseworkError> {
        need_scope(actor, Deed::ManageClients)?;
        self.write(|conn| {
            let keeper = Keeper::of(self, conn, actor)?;
            let mut record = keeper.standing(conn, id, expected, "revoke")?;
            record.revoked_at = Some(self.now());
            save(conn, &mut record)?;
            Ok(keeper.view(&record)?)
        })
    }

    /// A secret of 256 random bits, and its hash. The prefix lets scanners of code find a secret
    /// that was checked in by mistake.
    fn draw_secret(&self) -> (String, String) {
        let bytes: [u8; 32] = random(self.entropy.as_ref());
        let secret = format!("psl_{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
        (hash_secret(&secret), secret)
    }

    fn draw_id(&self) -> String {
        let bytes: [u8; 8] = random(self.entropy.as_ref());
        format!("client-{:016x}", u64::from_be_bytes(bytes))
    }
}

fn save(conn: &mut Conn, record: &mut ClientRecord) -> Result<(), Interrupted> {
    let before = record.revision;
    record.revision = before + 1;
    if clients::update(conn, record, before)? {
        Ok(())
    } else {
        Err(Interrupted::Raced)
    }
}

fn codes<T: Copy>(values: &BTreeSet<T>, code: impl Fn(T) -> &'static str) -> Vec<String> {
    values.iter().map(|value| code(*value).to_owned()).collect()
}
