//! The partner directory.

use passerelle_domain::{
    Availability, Coverage, Disclosure, EmailAddress, Fault, Lang, OrganisationKey, Partner,
    PartnerId, PartnerKind, Territory,
    need::{limits, text_faults},
};
use passerelle_store::partners;

use crate::{
    Actor, Casework, CaseworkError, PartnerFilter,
    check::refuse,
    rights::{Deed, in_network, need_scope, need_standing, operates},
    service::Interrupted,
};

/// The longest code of a partner.
const LONGEST_CODE: usize = 40;

/// A partner that joins the network.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPartner {
    /// Short stable name, unique in the directory: small letters, digits and hyphens.
    pub code: String,
    /// What it does.
    pub kind: PartnerKind,
    /// Its public name.
    pub name: String,
    /// Official identifier, where it has one.
    pub key: Option<OrganisationKey>,
    /// Where it works.
    pub coverage: Vec<Coverage>,
    /// The most it may be told about a person.
    pub entitlement: Disclosure,
    /// Whether it holds sessions inside the prison.
    pub in_prison_session: bool,
    /// Where it is told of a case.
    pub email: Option<EmailAddress>,
    /// The language of its mails.
    pub language: Lang,
}

impl Casework {
    /// The partners of the network that have not left it, by code. Their addresses are for the
    /// operator: nobody else writes to them about a case.
    ///
    /// # Errors
    /// When the token does not grant it.
    pub fn partners(
        &self,
        actor: &Actor,
        filter: &PartnerFilter,
    ) -> Result<Vec<Partner>, CaseworkError> {
        need_scope(actor, Deed::ReadPartners)?;
        let network = self.read(|conn| self.network(conn))?;
        need_standing(&in_network(actor, &network), Deed::ReadPartners)?;
        let with_address = operates(actor, &network);
        Ok(network
            .partners()
            .iter()
            .filter(|partner| partner.availability != Availability::Archived)
            .filter(|partner| matches(partner, filter))
            .map(|partner| Partner {
                email: partner.email.clone().filter(|_| with_address),
                ..partner.clone()
            })
            .collect())
    }

    /// Adds a partner.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with every fault, and when the actor is no coordinator.
    pub fn add_partner(&self, actor: &Actor, new: &NewPartner) -> Result<Partner, CaseworkError> {
        need_scope(actor, Deed::ManagePartners)?;
        self.write(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ManagePartners)?;
            let mut faults = faults(new);
            if partners::by_code(conn, &new.code)?.is_some() {
                faults.push(Fault::at("/code", "taken", "another partner has this code"));
            }
            refuse(faults)?;
            let new = new.clone();
            let partner = Partner {
                id: self.id(self.now(), PartnerId::new),
                code: new.code,
                kind: new.kind,
                name: new.name,
                key: new.key,
                coverage: new.coverage,
                situations: Vec::new(),
                languages: Vec::new(),
                opening_hours: None,
                capacity: None,
                pauses: Vec::new(),
                entitlement: new.entitlement,
                // Who operates the service is settled when it is set up.
                operator: false,
                in_prison_session: new.in_prison_session,
                availability: Availability::Open,
                email: new.email,
                language: new.language,
            };
            partners::insert(conn, &partner)?;
            Ok::<_, Interrupted>(partner)
        })
    }

    /// Opens, pauses or archives a partner. Cases that it has already stay with it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such partner, and when the actor is no
    /// coordinator.
    pub fn set_availability(
        &self,
        actor: &Actor,
        id: PartnerId,
        availability: Availability,
    ) -> Result<Partner, CaseworkError> {
        need_scope(actor, Deed::ManagePartners)?;
        self.write(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ManagePartners)?;
            if !partners::set_availability(conn, id, availability)? {
                return Err(CaseworkError::NotFound.into());
            }
            let changed = partners::find(conn, id)?;
            Ok::<_, Interrupted>(changed.ok_or(CaseworkError::NotFound)?)
        })
    }
}

fn matches(partner: &Partner, filter: &PartnerFilter) -> bool {
    let of_kind = filter.kind.is_none_or(|kind| partner.kind == kind);
    let in_commune = filter.commune_code.as_ref().is_none_or(|commune| {
        // Neither a dwelling, a school nor a district is told by its commune.
        let around = |area: &Coverage| area.is_around(commune, Territory::shipped().ok());
        partner.coverage.iter().any(around)
    });
    of_kind && in_commune
}

fn faults(new: &NewPartner) -> Vec<Fault> {
    let mut faults = text_faults("/name", &new.name, limits::SHORT);
    if new.name.trim().is_empty() {
        faults.push(Fault::at("/name", "required", "a partner has a name"));
    }
    let written = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if new.code.is_empty() || new.code.len() > LONGEST_CODE || !new.code.chars().all(written) {
        let detail = "1 to 40 small letters, digits and hyphens";
        faults.push(Fault::at("/code", "bad_format", detail));
    }
    if new.entitlement == Disclosure::None {
        faults.push(Fault::at("/entitlement", "out_of_range", "L0 at least"));
    }
    faults
}
