//! What a party does by the link to their page: correct their contact, take their agreement back
//! from one partner or from all, and say how it went.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentRole, Consent, ConsentState, EmailAddress, EventKind, FeedbackAnswer,
    FeedbackQuestion, PartnerId, PartyRole, PersonChannel, Phone, ReferralState, Speaker, calendar,
};
use passerelle_store::{Conn, feedback, person_links};
use serde_json::json;

use super::{PersonCode, page, speaker, speaker_code};
use crate::{
    Casework, CaseworkError,
    change::{By, Change},
    consent::follow,
    decide::{Released, release},
    ladder::move_on,
    rights::Deed,
    service::Interrupted,
    views::build::Case,
};

/// A contact as a party corrects it; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactChange {
    /// The phone number.
    pub phone: Option<Phone>,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
}

/// The answers to the three questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feedback {
    /// Whether the person was listened to.
    pub listened: FeedbackAnswer,
    /// Whether they met somebody.
    pub met: FeedbackAnswer,
    /// Whether the situation is better.
    pub better: FeedbackAnswer,
}

/// What became of what a party did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonOutcome {
    /// It was recorded.
    Recorded,
    /// It is not possible any more, or never was; nothing has changed.
    Refused,
}

/// A change that a party makes.
struct Opened<'a> {
    change: Change<'a>,
    position: usize,
    speaker: Speaker,
}

impl Casework {
    /// Corrects the party's own contact.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] for a code that is not one of ours.
    pub fn correct_contact(
        &self,
        code: &PersonCode,
        contact: &ContactChange,
    ) -> Result<PersonOutcome, CaseworkError> {
        self.write(|conn| {
            let Some(mut opened) = self.open_by_person(conn, code)? else {
                return Ok(PersonOutcome::Refused);
            };
            let change = &mut opened.change;
            let Some(party) = change.referral.need.parties.get_mut(opened.position) else {
                return Ok(PersonOutcome::Refused);
            };
            let mut fields = Vec::new();
            if let Some(phone) = &contact.phone {
                party.identity.phone = Some(phone.clone());
                fields.push("phone");
            }
            if let Some(email) = &contact.email {
                party.identity.email = Some(email.clone());
                fields.push("email");
            }
            if fields.is_empty() {
                return Ok(PersonOutcome::Refused);
            }
            let data = json!({ "party": opened.position, "fields": fields });
            change.remember(EventKind::ContactCorrected, None, data);
            change.commit(conn)?;
            Ok::<_, Interrupted>(PersonOutcome::Recorded)
        })
    }

    /// Takes the party's agreement back: from `partner`, or from everybody.
    ///
    /// A partner that the person concerned keeps the case from is released at once, and the ladder
    /// goes on without it. An agreement that is left for nobody stops the case, as consent that is
    /// withdrawn does by any other way. What another party takes back closes their own identity to
    /// the partner; the case is not theirs to stop.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] for a code that is not one of ours.
    pub fn withdraw_by_person(
        &self,
        code: &PersonCode,
        partner: Option<PartnerId>,
    ) -> Result<PersonOutcome, CaseworkError> {
        self.write(|conn| {
            let Some(mut opened) = self.open_by_person(conn, code)? else {
                return Ok(PersonOutcome::Refused);
            };
            let done = match partner {
                None => withdraw_all(conn, &mut opened)?,
                Some(partner) => withdraw_from(conn, &mut opened, partner)?,
            };
            if !done {
                return Ok(PersonOutcome::Refused);
            }
            opened.change.commit(conn)?;
            Ok::<_, Interrupted>(PersonOutcome::Recorded)
        })
    }

    /// Counts the answers to the three questions: once for each party, when the case is closed. The
    /// counters know the month and the kind of situation; which case it was is not kept.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] for a code that is not one of ours.
    pub fn give_feedback(
        &self,
        code: &PersonCode,
        given: &Feedback,
    ) -> Result<PersonOutcome, CaseworkError> {
        self.write(|conn| {
            let link = page::find(conn, code)?;
            let case = Case::load(conn, link.referral_id)?;
            let now = self.now();
            let speaks = speaker(
                &case.referral,
                case.decision.as_ref(),
                page::position(&link),
                PersonChannel::Sheet,
            );
            let closed = matches!(case.referral.state, ReferralState::Closed { .. });
            let may = link.expires_at > now
                && closed
                && speaks.is_ok()
                && !person_links::has_answered(conn, link.referral_id, link.party)?
                && person_links::mark_answered(conn, link.id, now)?;
            if !may {
                return Ok::<_, Interrupted>(PersonOutcome::Refused);
            }
            let month = month(now)?;
            for (question, answer) in [
                (FeedbackQuestion::Listened, given.listened),
                (FeedbackQuestion::Met, given.met),
                (FeedbackQuestion::Better, given.better),
            ] {
                let situation = case.referral.need.situation;
                feedback::count(conn, &month, situation, question, answer)?;
            }
            Ok(PersonOutcome::Recorded)
        })
    }

    /// The change of an open case by a link that still opens it.
    fn open_by_person(
        &self,
        conn: &mut Conn,
        code: &PersonCode,
    ) -> Result<Option<Opened<'_>>, CaseworkError> {
        let link = page::find(conn, code)?;
        let mut change = Change::open(self, conn, By::PERSON, link.referral_id)?;
        change.under(Deed::UsePersonLink);
        let position = page::position(&link);
        let decision = change.decision.as_ref();
        let speaks = speaker(&change.referral, decision, position, PersonChannel::Sheet);
        let good = link.expires_at > change.at && change.referral.state.is_open();
        Ok(match speaks {
            Ok(speaker) if good && (speaker == Speaker::Guardian) == link.guardian => {
                Some(Opened {
                    change,
                    position,
                    speaker,
                })
            }
            _ => None,
        })
    }
}

/// Takes the agreement back from everybody.
fn withdraw_all(conn: &mut Conn, opened: &mut Opened<'_>) -> Result<bool, CaseworkError> {
    let Opened {
        change,
        position,
        speaker,
    } = opened;
    let Some(party) = change.referral.need.parties.get_mut(*position) else {
        return Ok(false);
    };
    let withdrawn = Consent::of(ConsentState::Withdrawn);
    match speaker {
        Speaker::Person => party.consent = withdrawn,
        Speaker::Guardian => party.guardian_consent = Some(withdrawn),
    }
    let concerned = party.role == PartyRole::Concerned;
    remember(change, *position, *speaker, ConsentState::Withdrawn, None);
    if concerned {
        follow(conn, change, ConsentState::Withdrawn)?;
    }
    Ok(true)
}

/// Takes it back from one partner, and the case with it where it is the person concerned's.
fn withdraw_from(
    conn: &mut Conn,
    opened: &mut Opened<'_>,
    partner: PartnerId,
) -> Result<bool, CaseworkError> {
    let Opened {
        change,
        position,
        speaker,
    } = opened;
    let case = Case::of_change(change);
    let Some(party) = change.referral.need.parties.get_mut(*position) else {
        return Ok(false);
    };
    let shown = page::partners(&change.network, &case, party);
    let on_the_page = |told: &&page::PersonPartner| told.id == partner && told.can_be_stopped;
    if !shown.iter().any(|told| on_the_page(&told)) {
        return Ok(false);
    }
    let decided = case.partners_of_the_decision();
    party.withdraw_from(partner, &decided);
    let concerned = party.role == PartyRole::Concerned;
    let left = match speaker {
        Speaker::Person => Some(party.consent.state),
        Speaker::Guardian => party.guardian_consent.as_ref().map(|given| given.state),
    };
    let state = left.unwrap_or(ConsentState::NotAsked);
    remember(change, *position, *speaker, state, Some(partner));
    if !concerned {
        return Ok(true);
    }
    if state == ConsentState::Withdrawn {
        follow(conn, change, state)?;
        return Ok(true);
    }
    let led = change
        .assignments()
        .any(|held| held.partner == partner && leads(held));
    release(change, Released::Partner(partner))?;
    if led {
        move_on(conn, change)?;
    }
    Ok(true)
}

fn leads(held: &passerelle_store::assignments::AssignmentRecord) -> bool {
    held.role == AssignmentRole::Lead && held.state.is_live()
}

fn remember(
    change: &mut Change<'_>,
    party: usize,
    speaker: Speaker,
    state: ConsentState,
    partner: Option<PartnerId>,
) {
    change.remember(
        EventKind::ConsentRecorded,
        None,
        json!({
            "party": party,
            "giver": speaker_code(speaker),
            "state": state.code(),
            "withdrawn_from": partner,
        }),
    );
}

/// The month, in Paris, of an instant: `2026-11`.
pub(crate) fn month(at: Timestamp) -> Result<String, CaseworkError> {
    let day = at.to_zoned(calendar::paris()?).date();
    Ok(format!("{:04}-{:02}", day.year(), day.month()))
}
