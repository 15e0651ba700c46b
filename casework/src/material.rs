//! What messages need to be written, read for many of them at once.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use passerelle_domain::{
    AssignmentId, AssignmentState, AssignmentStatus, Colleague, ColleagueId, CommuneCode,
    MessageId, MessageKind, PartnerId, ReferralId,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::{self, AssignmentRecord},
    colleagues,
    outbox::{self, OutboxMessage},
    person_links,
    referrals::{self, ReferralRecord},
};

use crate::{
    CaseworkError, Dispatch, PersonRecipient, commune::commune_name,
    decision_record::StoredDecision, person,
};

/// What some messages speak of.
pub(crate) struct Material {
    referrals: HashMap<ReferralId, ReferralRecord>,
    assignments: HashMap<AssignmentId, AssignmentRecord>,
    colleagues: HashMap<ColleagueId, Colleague>,
    threads: HashMap<(AssignmentId, PartnerId, Option<ColleagueId>), MessageId>,
    communes: HashMap<CommuneCode, Option<String>>,
}

impl Material {
    /// Reads it.
    pub(crate) fn read(conn: &mut Conn, messages: &[OutboxMessage]) -> Result<Self, CaseworkError> {
        let about = distinct(messages.iter().map(|message| message.referral_id));
        let asked = distinct(messages.iter().filter_map(|message| message.assignment_id));
        let people = distinct(messages.iter().filter_map(|message| message.colleague));
        let mut material = Self {
            referrals: HashMap::new(),
            assignments: HashMap::new(),
            colleagues: HashMap::new(),
            threads: HashMap::new(),
            communes: HashMap::new(),
        };
        if !about.is_empty() {
            let found = referrals::find_all(conn, &about)?.into_iter();
            material.referrals = found.map(|record| (record.id, record)).collect();
        }
        for referral in material.referrals.values() {
            let code = &referral.need.place.commune_code;
            if !material.communes.contains_key(code) {
                let name = commune_name(conn, code)?;
                material.communes.insert(code.clone(), name);
            }
        }
        if !asked.is_empty() {
            let found = assignments::find_all(conn, &asked)?.into_iter();
            material.assignments = found.map(|record| (record.id, record)).collect();
            let firsts = outbox::firsts_about(conn, &asked)?.into_iter();
            material.threads = firsts
                .filter_map(|first| {
                    let whose = (first.assignment_id?, first.recipient, first.colleague);
                    Some((whose, first.id))
                })
                .collect();
        }
        if !people.is_empty() {
            let found = colleagues::find_all(conn, &people)?.into_iter();
            material.colleagues = found
                .map(|record| (record.colleague.id, record.colleague))
                .collect();
        }
        Ok(material)
    }

    /// What the message needs to be written; `None` when there is nothing to be said any more.
    pub(crate) fn dispatch(
        &self,
        conn: &mut Conn,
        network: &Network,
        message: &OutboxMessage,
    ) -> Result<Option<Dispatch>, CaseworkError> {
        let Some(mut recipient) = network.partner(message.recipient).cloned() else {
            return Ok(None);
        };
        if let Some(id) = message.colleague {
            let Some(found) = self.colleagues.get(&id) else {
                return Ok(None);
            };
            recipient.email = Some(found.email.clone());
            recipient.language = found.language;
        }
        let Some(referral) = self.referrals.get(&message.referral_id) else {
            return Ok(None);
        };
        let assignment = message
            .assignment_id
            .and_then(|id| self.assignments.get(&id));
        let person = match message.kind {
            MessageKind::PersonLink => person_recipient(conn, message.id, referral)?,
            _ => None,
        };
        let state = assignment.map(|assignment| &assignment.state);
        let still_asked = state.is_some_and(|state| state.status() == AssignmentStatus::Proposed);
        let has_a_point = match message.kind {
            MessageKind::AnswerRequested | MessageKind::AnswerReminder | MessageKind::Informed => {
                still_asked
            }
            MessageKind::FirstContactDue => state.is_some_and(AssignmentState::is_taken_up),
            // A new link shows how things stand, and a case that was taken up can be given back with it.
            MessageKind::LinkRenewed
            | MessageKind::Released
            | MessageKind::TriageNeeded
            | MessageKind::FollowUpDue
            | MessageKind::MailboxDead => true,
            MessageKind::PersonLink => person.is_some(),
        };
        let has_address = person.is_some() || recipient.email.is_some();
        if !has_address || !has_a_point {
            return Ok(None);
        }
        let thread = message
            .assignment_id
            .and_then(|id| {
                self.threads
                    .get(&(id, message.recipient, message.colleague))
            })
            .copied()
            .filter(|first| *first != message.id);
        let unreachable = assignment
            .filter(|_| message.kind == MessageKind::MailboxDead)
            .and_then(|assignment| network.partner(assignment.partner))
            .map(|partner| partner.name.clone());
        let commune_code = referral.need.place.commune_code.clone();
        Ok(Some(Dispatch {
            message: message.id,
            kind: message.kind,
            attempts: message.attempts,
            recipient,
            reference: referral.reference.clone(),
            situation: referral.need.situation,
            commune_name: self.communes.get(&commune_code).cloned().flatten(),
            commune_code,
            answer_due_at: assignment
                .filter(|_| still_asked || message.kind != MessageKind::LinkRenewed)
                .and_then(|assignment| assignment.answer_due_at),
            assignment: message.assignment_id,
            thread,
            unreachable,
            person,
            bundle: None,
        }))
    }
}

fn distinct<T: Copy + Eq + Hash>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let ids: HashSet<T> = ids.collect();
    ids.into_iter().collect()
}

/// The party that this message carries a link to, while there may be one for them by mail.
fn person_recipient(
    conn: &mut Conn,
    message: MessageId,
    referral: &ReferralRecord,
) -> Result<Option<PersonRecipient>, CaseworkError> {
    let Some(link) = person_links::of_message(conn, message)? else {
        return Ok(None);
    };
    let decision = StoredDecision::latest(conn, referral.id)?;
    let position = usize::try_from(link.party).unwrap_or(usize::MAX);
    if person::speaker(referral, decision.as_ref(), position, link.channel).is_err() {
        return Ok(None);
    }
    let party = referral.need.parties.get(position);
    let address = party.and_then(|party| party.identity.email.clone());
    Ok(address.map(|address| PersonRecipient {
        address,
        language: link.language,
        link: link.id,
        expires_at: link.expires_at,
    }))
}
