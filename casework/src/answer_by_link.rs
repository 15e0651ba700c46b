//! Answering by the link of a mail, without an account: the page behind the link, the answer, and
//! a new link where the old one is used up.
//!
//! Opening the page changes nothing, because mail scanners open links too.

use jiff::SignedDuration;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentRole, AssignmentStatus, EventKind, MessageKind,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::{self, AssignmentRecord},
    links, outbox,
    referrals::{self, ReferralRecord},
};
use serde_json::json;

use crate::{
    AnswerPage, AnswerState, Casework, CaseworkError, LinkAnswer, LinkClaims, LinkOutcome, Renewal,
    answer::carry_out,
    change::{By, Change},
    commune::commune_name,
    error::later,
    rights::Deed,
    service::Interrupted,
};

/// How long the next new link has to wait. Whoever holds an old link may ask, and must not be able
/// to flood the mailbox.
const BETWEEN_LINKS: SignedDuration = SignedDuration::from_mins(10);

impl Casework {
    /// The page behind a link, good or expired.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when its assignment is not there any more.
    pub fn answer_page(&self, claims: &LinkClaims) -> Result<AnswerPage, CaseworkError> {
        self.read(|conn| {
            let network = self.network(conn)?;
            let assignment =
                assignments::find(conn, claims.assignment)?.ok_or(CaseworkError::NotFound)?;
            let referral =
                referrals::find(conn, assignment.referral_id)?.ok_or(CaseworkError::NotFound)?;
            page(conn, &network, &referral, &assignment, claims)
        })
    }

    /// Answers by a link: once, while there is something to answer, until the link expires. A
    /// partner that has taken the case up may still give it back.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when its assignment is not there any more.
    pub fn answer_by_link(
        &self,
        claims: &LinkClaims,
        answer: &LinkAnswer,
    ) -> Result<LinkOutcome, CaseworkError> {
        let action = match answer {
            LinkAnswer::Accept => AssignmentAction::Accept,
            LinkAnswer::Decline(reason) => AssignmentAction::Decline(reason.clone()),
        };
        self.write(|conn| {
            let mut change = self.open_by_link(conn, claims.assignment)?;
            change.under(Deed::AnswerByLink);
            let assignment = change.assignment(claims.assignment)?;
            let good = claims.expires_at > change.at
                && can_be_given(answer, state(assignment))
                && links::spend(conn, claims.jti, claims.assignment, change.at)?;
            if good {
                carry_out(conn, &mut change, claims.assignment, &action)?;
                change.commit(conn)?;
            }
            let assignment = change.assignment(claims.assignment)?;
            let page = page(conn, &change.network, &change.referral, assignment, claims)?;
            Ok(if good {
                LinkOutcome::Recorded(page)
            } else {
                LinkOutcome::Refused(page)
            })
        })
    }

    /// Has a new link sent to the address that the first one went to, at most every ten minutes.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when the assignment is not there any more.
    pub fn renew_link(&self, assignment: AssignmentId) -> Result<Renewal, CaseworkError> {
        self.write(|conn| {
            let mut change = self.open_by_link(conn, assignment)?;
            let found = change.assignment(assignment)?;
            let partner = found.partner;
            // Whatever the state: a new link always shows how things stand. Nobody sent a first
            // one to a partner that is only told.
            if found.role == AssignmentRole::Informed {
                return Ok::<_, Interrupted>(Renewal::NothingToAnswer(state(found)));
            }
            let last = outbox::last_enqueued(conn, assignment, MessageKind::LinkRenewed)?;
            if let Some(last) = last {
                let next = later(last, BETWEEN_LINKS)?;
                if change.at < next {
                    return Ok(Renewal::TooSoon(next));
                }
            }
            if !change.tell(MessageKind::LinkRenewed, partner, Some(assignment)) {
                return Ok(Renewal::NoAddress);
            }
            change.remember(EventKind::LinkRenewed, Some(assignment), json!({}));
            change.commit(conn)?;
            Ok(Renewal::Sent)
        })
    }

    fn open_by_link(&self, conn: &mut Conn, id: AssignmentId) -> Result<Change<'_>, CaseworkError> {
        let assignment = assignments::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
        Change::open(
            self,
            conn,
            By::link(assignment.partner),
            assignment.referral_id,
        )
    }
}

fn page(
    conn: &mut Conn,
    network: &Network,
    referral: &ReferralRecord,
    assignment: &AssignmentRecord,
    claims: &LinkClaims,
) -> Result<AnswerPage, CaseworkError> {
    let partner = network.partner(assignment.partner);
    let partner = partner.ok_or_else(|| CaseworkError::internal("an assignment to nobody"))?;
    let commune_code = referral.need.place.commune_code.clone();
    Ok(AnswerPage {
        assignment: assignment.id,
        reference: referral.reference.clone(),
        situation: referral.need.situation,
        commune_name: commune_name(conn, &commune_code)?,
        commune_code,
        partner_name: partner.name.clone(),
        language: partner.language,
        answer_due_at: assignment.answer_due_at,
        state: state(assignment),
        spent: links::is_spent(conn, claims.jti)?,
    })
}

fn can_be_given(answer: &LinkAnswer, state: AnswerState) -> bool {
    match state {
        AnswerState::Open => true,
        AnswerState::Held(_) => matches!(answer, LinkAnswer::Decline(_)),
        AnswerState::Answered(_) | AnswerState::TooLate | AnswerState::NoLongerAsked => false,
    }
}

/// Whether there is still something to answer.
fn state(assignment: &AssignmentRecord) -> AnswerState {
    use AssignmentStatus as Status;
    if assignment.role == AssignmentRole::Informed {
        return AnswerState::NoLongerAsked;
    }
    match assignment.state.status() {
        Status::Proposed => AnswerState::Open,
        Status::Expired => AnswerState::TooLate,
        Status::CancelRequested | Status::Cancelled | Status::EnteredInError => {
            AnswerState::NoLongerAsked
        }
        held @ (Status::Accepted | Status::InProgress | Status::OnHold) => AnswerState::Held(held),
        answered @ (Status::Completed | Status::Declined | Status::Redirected | Status::Failed) => {
            AnswerState::Answered(answered)
        }
    }
}
