//! The partner directory: reading it.

mod change;
mod entry;

use passerelle_domain::{Availability, Coverage, Partner, PartnerId, Territory};
use passerelle_store::partners;

use crate::{
    Actor, Casework, CaseworkError, PartnerFilter,
    rights::{Deed, in_network, need_scope, need_standing, operates},
};

pub use change::PartnerChange;
pub use entry::NewPartner;

/// A partner, and how often it has changed: its entity tag.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryEntry {
    /// The partner.
    pub partner: Partner,
    /// Counted from 1.
    pub revision: i64,
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
            .map(|partner| shown(partner.clone(), with_address))
            .collect())
    }

    /// One partner, with the same rights; one that has left the network is for the operator alone.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none for this actor, and when the token does not
    /// grant it.
    pub fn partner(&self, actor: &Actor, id: PartnerId) -> Result<DirectoryEntry, CaseworkError> {
        need_scope(actor, Deed::ReadPartners)?;
        self.read(|conn| {
            let network = self.network(conn)?;
            need_standing(&in_network(actor, &network), Deed::ReadPartners)?;
            let with_address = operates(actor, &network);
            let partner = partners::find(conn, id)?
                .filter(|partner| with_address || partner.availability != Availability::Archived)
                .ok_or(CaseworkError::NotFound)?;
            Ok(DirectoryEntry {
                partner: shown(partner, with_address),
                revision: partners::revision(conn, id)?.ok_or(CaseworkError::NotFound)?,
            })
        })
    }
}

fn shown(partner: Partner, with_address: bool) -> Partner {
    Partner {
        email: partner.email.clone().filter(|_| with_address),
        ..partner
    }
}

fn matches(partner: &Partner, filter: &PartnerFilter) -> bool {
    let of_kind = filter.kind.is_none_or(|kind| partner.kind == kind);
    let in_commune = filter.commune_code.as_ref().is_none_or(|commune| {
        // Neither a dwelling, a school nor a district is told by its commune.
        let around = |area: &Coverage| area.is_around(commune, Territory::in_use().ok());
        partner.coverage.iter().any(around)
    });
    of_kind && in_commune
}
