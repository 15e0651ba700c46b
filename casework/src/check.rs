//! What a submission must be before it is decided, for a real referral and for a preview alike.

use jiff::Timestamp;
use passerelle_domain::{Availability, Consent, Fault, LandlordRef, Need, PartnerId, need::limits};
use passerelle_routing_rules::Network;

use crate::{
    Actor, CaseworkError, ReferrerClaim, Submission,
    rights::{Deed, in_network, need_standing},
};

/// A submission that can be decided.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The need, with what follows from who sends it.
    pub(crate) need: Need,
    /// The organisation that asks, where it is one of the network.
    pub(crate) referrer: Option<PartnerId>,
}

/// Checks rights, then every field at once, then the words of the narrative.
pub(crate) fn check(
    network: &Network,
    actor: &Actor,
    submission: &Submission,
    at: Timestamp,
) -> Result<Checked, CaseworkError> {
    let held = in_network(actor, network);
    need_standing(&held, Deed::Submit)?;
    let referrer = match submission.referrer {
        ReferrerClaim::Own => Some(actor.organisation),
        ReferrerClaim::Partner(partner) if partner == actor.organisation => Some(partner),
        ReferrerClaim::Partner(partner) => {
            need_standing(&held, Deed::SubmitForAnother)?;
            Some(partner)
        }
        ReferrerClaim::Outside => {
            need_standing(&held, Deed::SubmitForAnother)?;
            None
        }
    };
    let stamped;
    let submission = if submission.received_now && submission.need.received_at > at {
        stamped = stamp(submission, at);
        &stamped
    } else {
        submission
    };
    let mut faults = field_faults(network, submission, referrer, at);
    let situation = submission.need.situation;
    faults.extend(
        network
            .rules()
            .check_details(situation, &submission.details),
    );
    if !faults.is_empty() {
        return Err(CaseworkError::Invalid(faults));
    }
    let mut need = submission.need.clone();
    review_narrative(&need, submission.narrative_confirmed)?;
    name_the_school(network, &mut need, referrer);
    Ok(Checked { need, referrer })
}

/// A submission that is received at `at`.
fn stamp(submission: &Submission, at: Timestamp) -> Submission {
    let mut stamped = submission.clone();
    stamped.need.received_at = at;
    stamped
}

/// What is wrong with the fields of a submission, whatever the rules ask beyond them.
pub(crate) fn field_faults(
    network: &Network,
    submission: &Submission,
    referrer: Option<PartnerId>,
    at: Timestamp,
) -> Vec<Fault> {
    let mut faults = submission.need.faults(at);
    external_reference(submission.external_reference.as_deref(), &mut faults);
    named_partners(network, &submission.need, referrer, &mut faults);
    faults
}

/// A school that refers speaks of its own pupils unless it says otherwise.
pub(crate) fn name_the_school(network: &Network, need: &mut Need, referrer: Option<PartnerId>) {
    if need.place.uai.is_none() {
        let school = referrer.and_then(|id| network.partner(id));
        need.place.uai = school.and_then(|school| school.uai().cloned());
    }
}

fn external_reference(reference: Option<&str>, faults: &mut Vec<Fault>) {
    let Some(text) = reference else { return };
    if text.trim().is_empty() {
        faults.push(Fault::at(
            "/external_reference",
            "empty",
            "leave it out instead",
        ));
    }
    if text.chars().count() > limits::SHORT {
        let detail = format!("at most {} characters", limits::SHORT);
        faults.push(Fault::at("/external_reference", "too_long", detail));
    }
    if text.chars().any(char::is_control) {
        let detail = "control characters are not text";
        faults.push(Fault::at(
            "/external_reference",
            "control_character",
            detail,
        ));
    }
}

/// Every partner that the submission names is one of the network.
fn named_partners(
    network: &Network,
    need: &Need,
    referrer: Option<PartnerId>,
    faults: &mut Vec<Fault>,
) {
    let mut named: Vec<(String, PartnerId)> = Vec::new();
    named.extend(referrer.map(|id| ("/referrer".to_owned(), id)));
    if let Some(LandlordRef::Partner(id)) = &need.place.landlord {
        named.push(("/place/landlord".to_owned(), *id));
    }
    for (index, party) in need.parties.iter().enumerate() {
        let consents = [
            ("consent", Some(&party.consent)),
            ("guardian_consent", party.guardian_consent.as_ref()),
        ];
        for (field, consent) in consents {
            let scope = consent
                .and_then(|consent| consent.scope.as_deref())
                .unwrap_or_default();
            for (place, id) in scope.iter().enumerate() {
                named.push((format!("/parties/{index}/{field}/scope/{place}"), *id));
            }
        }
    }
    for (pointer, id) in named {
        if !is_active(network, id) {
            faults.push(unknown_partner(&pointer));
        }
    }
}

/// Whether the partner is of the network and has not left it.
pub(crate) fn is_active(network: &Network, id: PartnerId) -> bool {
    network
        .partner(id)
        .is_some_and(|partner| partner.availability != Availability::Archived)
}

/// The field at `pointer` names a partner that is not there.
pub(crate) fn unknown_partner(pointer: &str) -> Fault {
    Fault::at(
        pointer,
        "unknown_partner",
        "no partner of this network has this identifier",
    )
}

/// The faults of a consent that names partners.
pub(crate) fn consent_faults(network: &Network, consent: &Consent) -> Vec<Fault> {
    let scope = consent.scope.as_deref().unwrap_or_default();
    let mut faults: Vec<Fault> = scope
        .iter()
        .enumerate()
        .filter(|(_, id)| !is_active(network, **id))
        .map(|(place, _)| unknown_partner(&format!("/scope/{place}")))
        .collect();
    if consent.scope.is_some() && consent.state != passerelle_domain::ConsentState::Given {
        faults.push(Fault::at(
            "/scope",
            "scope_needs_given",
            "only a consent that is given can be limited to some partners",
        ));
    }
    faults
}

fn review_narrative(need: &Need, confirmed: bool) -> Result<(), CaseworkError> {
    if confirmed {
        return Ok(());
    }
    let mut categories: Vec<_> = need
        .narrative_findings()
        .iter()
        .map(|finding| finding.category)
        .collect();
    categories.sort();
    categories.dedup();
    if categories.is_empty() {
        return Ok(());
    }
    Err(CaseworkError::NarrativeNeedsConfirmation(categories))
}

/// Refuses when there is any fault.
pub(crate) fn refuse(faults: Vec<Fault>) -> Result<(), CaseworkError> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(CaseworkError::Invalid(faults))
    }
}
