//! What the rules look at besides the case itself and what only the database knows.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{LandlordRef, Need, PartnerId, PartnerKind, ReferralId, Spot};
use passerelle_routing_rules::{Details, Facts, Network, Standing, Standings};
use passerelle_store::{
    Conn,
    assignments::{self, Weighed},
    partners,
    referrals::{self, ReferralRecord},
};

use crate::CaseworkError;

/// A case as it is decided: the first time, in a preview, and at each later rung of the ladder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// What help is asked for.
    pub(crate) need: &'a Need,
    /// The answers to the questions of the rule set.
    pub(crate) details: &'a Details,
    /// The organisation that asks.
    pub(crate) referrer: Option<PartnerId>,
    /// Partners that were asked to lead.
    pub(crate) already_asked: &'a [PartnerId],
    /// When it came in, and as what, where it is stored.
    pub(crate) came_at: Timestamp,
    pub(crate) id: Option<ReferralId>,
}

impl<'a> Asked<'a> {
    /// A case that is stored, where these partners were asked to lead.
    pub(crate) fn of(referral: &'a ReferralRecord, already_asked: &'a [PartnerId]) -> Self {
        Self {
            need: &referral.need,
            details: &referral.details,
            referrer: referral.referrer,
            already_asked,
            came_at: referral.created_at,
            id: Some(referral.id),
        }
    }
}

/// What is done with the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It is followed: until it is written, nobody else gives a case to the partners that it
    /// compares. So no partner is given more than it carries, and turns are kept.
    Follow,
    /// It is only shown.
    Show,
}

/// What the database adds.
#[derive(Debug)]
pub(crate) struct Circumstances {
    earlier_here: Vec<Timestamp>,
    standing: Standings,
}

impl Circumstances {
    /// Reads what the rules of `network` ask for, and nothing else.
    pub(crate) fn read(
        conn: &mut Conn,
        network: &Network,
        asked: &Asked<'_>,
        at: Timestamp,
        purpose: Purpose,
    ) -> Result<Self, CaseworkError> {
        let (alone, weighed) = Self::alone(conn, network, asked, at)?;
        if purpose == Purpose::Follow {
            partners::hold(conn, &weighed)?;
        }
        // How much a partner carries counts the cases of others as well, and tells nothing of them.
        let told = if weighed.is_empty() {
            Vec::new()
        } else {
            let asked: Vec<Weighed> = weighed
                .iter()
                .map(|id| Weighed {
                    partner: *id,
                    capacity: network.partner(*id).and_then(|partner| partner.capacity),
                })
                .collect();
            conn.as_service(|conn| assignments::standing(conn, &asked))?
        };
        let told = told.into_iter().map(|load| Standing {
            partner: load.partner,
            open: u32::try_from(load.open).unwrap_or(u32::MAX),
            last_asked: load.last_asked,
        });
        Ok(Self {
            standing: Standings::new(told.collect()),
            ..alone
        })
    }

    /// The partners whose standing can change what is decided.
    pub(crate) fn weighed(
        conn: &mut Conn,
        network: &Network,
        asked: &Asked<'_>,
        at: Timestamp,
    ) -> Result<Vec<PartnerId>, CaseworkError> {
        Ok(Self::alone(conn, network, asked, at)?.1)
    }

    /// What can be told before partners are compared, and which ones are.
    fn alone(
        conn: &mut Conn,
        network: &Network,
        asked: &Asked<'_>,
        at: Timestamp,
    ) -> Result<(Self, Vec<PartnerId>), CaseworkError> {
        let alone = Self {
            earlier_here: earlier_here(conn, network, asked, at)?,
            standing: Standings::default(),
        };
        let compared = network.candidates(&alone.facts(asked), at)?;
        let weighed = weighed(network, &compared);
        Ok((alone, weighed))
    }

    /// The facts of the case in these circumstances.
    pub(crate) fn facts<'a>(&'a self, asked: &Asked<'a>) -> Facts<'a> {
        Facts {
            already_asked: asked.already_asked,
            earlier_here: &self.earlier_here,
            details: asked.details,
            standing: &self.standing,
            ..Facts::first_time(asked.need, asked.referrer)
        }
    }
}

/// The partners whose standing can change the decision: those that carry no more than so many cases,
/// and those that have an equal. For the others nothing is read, and nobody waits.
fn weighed(network: &Network, compared: &[PartnerId]) -> Vec<PartnerId> {
    let compared = || compared.iter().filter_map(|id| network.partner(*id));
    let mut equals: HashMap<PartnerKind, u32> = HashMap::new();
    for partner in compared() {
        *equals.entry(partner.kind).or_default() += 1;
    }
    compared()
        .filter(|partner| {
            partner.capacity.is_some() || equals.get(&partner.kind).is_some_and(|many| *many > 1)
        })
        .map(|partner| partner.id)
        .collect()
}

/// When cases came from the same place before this one, as far back as the rules look.
fn earlier_here(
    conn: &mut Conn,
    network: &Network,
    asked: &Asked<'_>,
    at: Timestamp,
) -> Result<Vec<Timestamp>, CaseworkError> {
    let place = &asked.need.place;
    let (Some(days), Some(spot)) = (network.rules().looks_back_days(), Spot::of(place)) else {
        return Ok(Vec::new());
    };
    let since = at
        .checked_sub(SignedDuration::from_hours(i64::from(days) * 24))
        .unwrap_or(Timestamp::MIN);
    // How often a place was spoken of before counts whoever spoke of it, and tells nobody who.
    Ok(conn.as_service(|conn| {
        referrals::earlier_here(
            conn,
            &place.commune_code,
            &names(network, spot),
            since,
            asked.came_at,
            asked.id,
        )
    })?)
}

/// A spot under every name that cases may give it: a landlord of the network is named by its
/// identifier or by its SIREN.
fn names(network: &Network, spot: Spot) -> Vec<Spot> {
    let others: Vec<LandlordRef> = match &spot {
        Spot::Landlord(LandlordRef::Partner(id)) => {
            let siren = network.partner(*id).and_then(|partner| partner.siren());
            siren.into_iter().map(LandlordRef::Siren).collect()
        }
        Spot::Landlord(named @ LandlordRef::Siren(_)) => network
            .partners()
            .iter()
            .filter(|partner| partner.is_landlord(named))
            .map(|partner| LandlordRef::Partner(partner.id))
            .collect(),
        _ => Vec::new(),
    };
    let mut names = vec![spot];
    names.extend(others.into_iter().map(Spot::Landlord));
    names
}
