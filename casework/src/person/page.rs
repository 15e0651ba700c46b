//! What a party may know by the link to their page: what is being done, by whom, since when and by
//! when. No field here can hold a name, a contact or a word that somebody wrote, and nothing tells of
//! another party.
//!
//! The person concerned sees every partner of the case. Another party sees the partners that may know
//! who they are by their own agreement, and not what the case is about: that is the other's to tell.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentRole, AssignmentState, Disclosure, Lang, PartnerId, PartnerKind, Party, PartyRole,
    Reference, ReferralState, Situation, Speaker,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::AssignmentRecord,
    person_links::{self, PersonLinkRecord},
};

use super::{PersonCode, speaker};
use crate::{Casework, CaseworkError, views::build::Case};

/// The page behind a link that was ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonPage {
    /// It shows the case.
    Open(Box<PersonView>),
    /// The link is too old.
    Expired(Lang),
    /// There is no such page any more: the case has come to rest on the law, or it was diverted,
    /// erased, or entered in error.
    Silent(Lang),
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// The language that it speaks until its reader chooses another.
    pub language: Lang,
    /// The referral's reference.
    pub reference: Reference,
    /// Who reads it.
    pub speaker: Speaker,
    /// Whether it is the person concerned, or another party.
    pub concerned: bool,
    /// The kind of situation, for the person concerned.
    pub situation: Option<Situation>,
    /// Where the case stands.
    pub case: PersonCase,
    /// The partners, as they were asked, those who may be asked next behind them.
    pub partners: Vec<PersonPartner>,
    /// Whether a phone number is known.
    pub has_phone: bool,
    /// Whether an e-mail address is known.
    pub has_email: bool,
    /// Whether anything can be taken back or corrected.
    pub can_change: bool,
    /// Whether the three questions can be answered now.
    pub asks_feedback: bool,
    /// Whether they were.
    pub gave_feedback: bool,
    /// Until when the link opens the page.
    pub expires_at: Timestamp,
}

/// Where a case stands, seen by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonCase {
    /// A person of the mediation service looks for a partner.
    Searching,
    /// A partner is known and the person's agreement is missing.
    AwaitingConsent,
    /// A partner is asked.
    Asked,
    /// A partner is at work.
    InProgress,
    /// It is over.
    Closed,
    /// It was stopped.
    Stopped,
}

/// One partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPartner {
    /// Identifier.
    pub id: PartnerId,
    /// What kind of organisation it is.
    pub kind: PartnerKind,
    /// Its public name.
    pub name: String,
    /// What it does.
    pub part: PersonPart,
    /// Since when.
    pub since: Option<Timestamp>,
    /// By when it has to answer, or to get in touch.
    pub by: Option<Timestamp>,
    /// Whether it may know who the reader is.
    pub knows: bool,
    /// Whether the reader can keep the case from it.
    pub can_be_stopped: bool,
}

/// What a partner does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonPart {
    /// It is asked.
    Asked,
    /// It has taken the case up.
    TakenUp,
    /// It works on it.
    AtWork,
    /// Its work pauses.
    Paused,
    /// It was asked to stop.
    Stopping,
    /// Its work is done.
    Done,
    /// It is kept informed.
    Told,
    /// It has no part in the case any more, and sees nothing of it.
    Past,
    /// It may be asked if nobody before it can help.
    Next,
}

impl Casework {
    /// The page behind a link.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] for a code that is not one of ours.
    pub fn person_page(&self, code: &PersonCode) -> Result<PersonPage, CaseworkError> {
        self.read(|conn| {
            let link = find(conn, code)?;
            let network = self.network(conn)?;
            let case = Case::load(conn, link.referral_id)?;
            if link.expires_at <= self.now() {
                return Ok(PersonPage::Expired(link.language));
            }
            page(conn, &network, &case, &link)
        })
    }
}

/// The link of a code.
pub(super) fn find(conn: &mut Conn, code: &PersonCode) -> Result<PersonLinkRecord, CaseworkError> {
    person_links::by_digest(conn, &code.digest())?.ok_or(CaseworkError::NotFound)
}

/// The place of the link's party in the list.
pub(super) fn position(link: &PersonLinkRecord) -> usize {
    usize::try_from(link.party).unwrap_or(usize::MAX)
}

fn page(
    conn: &mut Conn,
    network: &Network,
    case: &Case,
    link: &PersonLinkRecord,
) -> Result<PersonPage, CaseworkError> {
    let silent = PersonPage::Silent(link.language);
    let position = position(link);
    let referral = &case.referral;
    // By the channel it came: an address that was taken out of the case since is no reason to be
    // silent, so the sheet's rules are asked.
    let sheet = passerelle_domain::PersonChannel::Sheet;
    let Ok(speaker) = speaker(referral, case.decision.as_ref(), position, sheet) else {
        return Ok(silent);
    };
    // A link for the one is not a link for the other: an age that was corrected since.
    if (speaker == Speaker::Guardian) != link.guardian {
        return Ok(silent);
    }
    let Some(party) = referral.need.parties.get(position) else {
        return Ok(silent);
    };
    let concerned = party.role == PartyRole::Concerned;
    let Some(standing) = standing(&referral.state, concerned) else {
        return Ok(silent);
    };
    let closed = matches!(referral.state, ReferralState::Closed { .. });
    let gave_feedback = person_links::has_answered(conn, referral.id, link.party)?;
    let open = referral.state.is_open();
    Ok(PersonPage::Open(Box::new(PersonView {
        language: link.language,
        reference: referral.reference.clone(),
        speaker,
        concerned,
        situation: concerned.then_some(referral.need.situation),
        case: standing,
        partners: partners(network, case, party),
        has_phone: party.identity.phone.is_some(),
        has_email: party.identity.email.is_some(),
        can_change: open,
        asks_feedback: closed && !gave_feedback,
        gave_feedback,
        expires_at: link.expires_at,
    })))
}

/// Another party does not learn that the person concerned has not agreed yet, or does not any more.
fn standing(state: &ReferralState, concerned: bool) -> Option<PersonCase> {
    Some(match state {
        ReferralState::Received | ReferralState::Triage => PersonCase::Searching,
        ReferralState::AwaitingConsent if !concerned => PersonCase::Searching,
        ReferralState::Withdrawn { .. } if !concerned => PersonCase::Closed,
        ReferralState::AwaitingConsent => PersonCase::AwaitingConsent,
        ReferralState::Routed => PersonCase::Asked,
        ReferralState::InProgress => PersonCase::InProgress,
        ReferralState::Closed { .. } => PersonCase::Closed,
        ReferralState::Withdrawn { .. } => PersonCase::Stopped,
        ReferralState::EmergencyDiverted | ReferralState::EnteredInError { .. } => return None,
    })
}

/// The partners that the party may read of.
pub(super) fn partners(network: &Network, case: &Case, party: &Party) -> Vec<PersonPartner> {
    let concerned = party.role == PartyRole::Concerned;
    let open = case.referral.state.is_open();
    let held = case.assignments.iter().filter_map(|held| {
        let (part, since, by) = part(held);
        let live = held.state.is_live();
        let knows =
            live && held.bounds >= Disclosure::L2 && party.lets_identity_reach(held.partner);
        let stoppable = open && live && part != PersonPart::Stopping && (concerned || knows);
        told(network, held.partner, part, knows, stoppable).map(|told| PersonPartner {
            since: Some(since),
            by,
            ..told
        })
    });
    let asked = |id: PartnerId| case.assignments.iter().any(|held| held.partner == id);
    let decision = case.decision.as_ref().map(|stored| &stored.decision);
    let next = decision
        .into_iter()
        .flat_map(|decision| decision.lead.iter().chain(&decision.fallbacks))
        .filter(|next| open && !asked(next.partner))
        .filter_map(|next| {
            let knows =
                next.disclosure >= Disclosure::L2 && party.lets_identity_reach(next.partner);
            told(network, next.partner, PersonPart::Next, knows, knows)
        });
    held.chain(next)
        .filter(|partner| concerned || (partner.knows && partner.part != PersonPart::Next))
        .collect()
}

fn told(
    network: &Network,
    id: PartnerId,
    part: PersonPart,
    knows: bool,
    can_be_stopped: bool,
) -> Option<PersonPartner> {
    let partner = network.partner(id)?;
    Some(PersonPartner {
        id,
        kind: partner.kind,
        name: partner.name.clone(),
        part,
        since: None,
        by: None,
        knows,
        can_be_stopped,
    })
}

/// What the partner does, since when, and by when something is due from it.
fn part(held: &AssignmentRecord) -> (PersonPart, Timestamp, Option<Timestamp>) {
    use AssignmentState as State;
    let informed = held.role == AssignmentRole::Informed;
    match &held.state {
        State::Proposed { .. } if informed => (PersonPart::Told, held.created_at, None),
        State::Proposed { answer_due_at } => (PersonPart::Asked, held.created_at, *answer_due_at),
        State::Accepted { at } => (PersonPart::TakenUp, *at, held.first_contact_due_at),
        State::InProgress { since } => (PersonPart::AtWork, *since, None),
        State::OnHold { since, .. } => (PersonPart::Paused, *since, None),
        State::CancelRequested { since } => (PersonPart::Stopping, *since, None),
        State::Completed { at, .. } => (PersonPart::Done, *at, None),
        State::Declined { at, .. }
        | State::Expired { at }
        | State::Redirected { at, .. }
        | State::Cancelled { at }
        | State::Failed { at, .. }
        | State::EnteredInError { at } => (PersonPart::Past, *at, None),
    }
}
