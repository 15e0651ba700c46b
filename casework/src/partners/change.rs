//! Changing the partner directory: for the operator's coordinators.

use passerelle_domain::{
    Availability, Coverage, Disclosure, EmailAddress, Fault, Lang, LanguageTag, OpeningHours,
    Partner, PartnerId, Pause, Situation,
};
use passerelle_store::{Conn, partners};

use super::{DirectoryEntry, NewPartner, entry::faults};
use crate::{
    Actor, Casework, CaseworkError,
    away::look_again,
    check::refuse,
    rights::{Deed, in_network, need_scope, need_standing},
    service::Interrupted,
};

/// What is to be changed of a partner; `None` leaves it as it is. Its kind and its code stay: another
/// kind is another partner.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartnerChange {
    /// Its public name.
    pub name: Option<String>,
    /// Where it works.
    pub coverage: Option<Vec<Coverage>>,
    /// What it takes on.
    pub situations: Option<Vec<Situation>>,
    /// Languages spoken there besides French.
    pub languages: Option<Vec<LanguageTag>>,
    /// When it is open; `Some(None)` where that is not told any more.
    pub opening_hours: Option<Option<OpeningHours>>,
    /// The most cases that it carries at once; `Some(None)` where there is no such limit any more.
    pub capacity: Option<Option<u32>>,
    /// Times in which it takes no case.
    pub pauses: Option<Vec<Pause>>,
    /// The most it may be told about a person.
    pub entitlement: Option<Disclosure>,
    /// Whether it holds sessions inside the prison.
    pub in_prison_session: Option<bool>,
    /// Whether it takes cases at present.
    pub availability: Option<Availability>,
    /// Where it is told of a case; `Some(None)` where a person hands over from now on.
    pub email: Option<Option<EmailAddress>>,
    /// The language of its mails.
    pub language: Option<Lang>,
}

impl PartnerChange {
    fn applied_to(&self, partner: Partner) -> Partner {
        let new = self.clone();
        Partner {
            name: new.name.unwrap_or(partner.name),
            coverage: new.coverage.unwrap_or(partner.coverage),
            situations: new.situations.unwrap_or(partner.situations),
            languages: new.languages.unwrap_or(partner.languages),
            opening_hours: new.opening_hours.unwrap_or(partner.opening_hours),
            capacity: new.capacity.unwrap_or(partner.capacity),
            pauses: new.pauses.unwrap_or(partner.pauses),
            entitlement: new.entitlement.unwrap_or(partner.entitlement),
            in_prison_session: new.in_prison_session.unwrap_or(partner.in_prison_session),
            availability: new.availability.unwrap_or(partner.availability),
            email: new.email.unwrap_or(partner.email),
            language: new.language.unwrap_or(partner.language),
            ..partner
        }
    }
}

impl Casework {
    /// Adds a partner.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with every fault, and when the actor is no coordinator.
    pub fn add_partner(
        &self,
        actor: &Actor,
        new: &NewPartner,
    ) -> Result<DirectoryEntry, CaseworkError> {
        need_scope(actor, Deed::ManagePartners)?;
        self.write(|conn| {
            self.need_coordinator(conn, actor)?;
            let partner = new.clone().entry(self.id(self.now(), PartnerId::new));
            let mut faults = faults(&partner);
            if partners::by_code(conn, &new.code)?.is_some() {
                faults.push(Fault::at("/code", "taken", "another partner has this code"));
            }
            refuse(faults)?;
            partners::insert(conn, &partner)?;
            stored(conn, partner.id)
        })
    }

    /// Changes a partner, if it still has the revision `expected`; in whatever revision, where none
    /// is expected. What it has accepted stays with it; what it has not answered goes on where the partner
    /// is paused or carries more than it can from now on.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such partner, [`CaseworkError::Stale`] when it
    /// has changed, [`CaseworkError::Invalid`] with every fault, and when the actor is no
    /// coordinator.
    pub fn change_partner(
        &self,
        actor: &Actor,
        id: PartnerId,
        change: &PartnerChange,
        expected: Option<i64>,
    ) -> Result<DirectoryEntry, CaseworkError> {
        need_scope(actor, Deed::ManagePartners)?;
        self.write(|conn| {
            self.need_coordinator(conn, actor)?;
            let DirectoryEntry { partner, revision } = stored(conn, id)?;
            if expected.is_some_and(|expected| expected != revision) {
                return Err(CaseworkError::Stale { current: revision }.into());
            }
            let changed = change.applied_to(partner.clone());
            refuse(faults(&changed))?;
            if !partners::update(conn, &changed, revision)? {
                return Err(Interrupted::Raced);
            }
            let can_take = |one: &Partner| (one.availability, one.capacity, one.pauses.clone());
            if can_take(&changed) != can_take(&partner) {
                look_again(conn, &changed, self.now())?;
            }
            stored(conn, id)
        })
    }

    /// Opens, pauses or archives a partner. What it has accepted stays with it; what it has not
    /// answered goes on where it is not open.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such partner, and when the actor is no
    /// coordinator.
    pub fn set_availability(
        &self,
        actor: &Actor,
        id: PartnerId,
        availability: Availability,
    ) -> Result<DirectoryEntry, CaseworkError> {
        need_scope(actor, Deed::ManagePartners)?;
        self.write(|conn| {
            self.need_coordinator(conn, actor)?;
            if !partners::set_availability(conn, id, availability)? {
                return Err(CaseworkError::NotFound.into());
            }
            let entry = stored(conn, id)?;
            look_again(conn, &entry.partner, self.now())?;
            Ok(entry)
        })
    }

    fn need_coordinator(&self, conn: &mut Conn, actor: &Actor) -> Result<(), CaseworkError> {
        let network = self.network(conn)?;
        need_standing(&in_network(actor, &network), Deed::ManagePartners)
    }
}

fn stored(conn: &mut Conn, id: PartnerId) -> Result<DirectoryEntry, Interrupted> {
    let partner = partners::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
    let revision = partners::revision(conn, id)?.ok_or(CaseworkError::NotFound)?;
    Ok(DirectoryEntry { partner, revision })
}
