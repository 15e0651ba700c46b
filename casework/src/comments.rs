//! What people of a case tell each other, beside its data. A comment is read by those for whom it is
//! meant and stands in no mail and no event; it changes nothing, so it has no place in the sequence.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, AssignmentRole, CommentAudience, CommentId, Fault, PartnerId, ReferralId,
    ReferralState, TransitionError, comment::comment_faults, guard,
};
use passerelle_routing_rules::Network;
use passerelle_store::comments::{self, CommentRecord};

use crate::{
    Actor, Casework, CaseworkError, PartnerRef,
    check::refuse,
    rights::{Deed, Standing, in_case, need_scope, need_standing},
    views::{build::Case, cut},
};

/// The most comments that one case holds.
pub const MOST: i64 = 1_000;

/// A comment for whoever may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// Identifier.
    pub id: CommentId,
    /// For whom it is meant.
    pub audience: CommentAudience,
    /// What it says: plain text.
    pub text: String,
    /// Who wrote it; `None` for a partner, which is not told who else works on the case.
    pub written_by: Option<PartnerRef>,
    /// Whether the reader's organisation wrote it.
    pub own: bool,
    /// When.
    pub created_at: Timestamp,
}

/// A comment as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// For whom it is meant.
    pub audience: CommentAudience,
    /// What it says.
    pub text: String,
    /// Whether its writer has looked again at words that should not stand there.
    pub confirmed: bool,
}

impl Casework {
    /// Adds a comment for its audience.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when the text cannot be kept, names a party to others than the
    /// operator, or holds watched words that nobody looked at again; [`CaseworkError::Conflict`] when
    /// the case was stopped, diverted or entered in error.
    pub fn comment(
        &self,
        actor: &Actor,
        id: ReferralId,
        comment: &NewComment,
    ) -> Result<CommentView, CaseworkError> {
        need_scope(actor, Deed::Comment)?;
        self.write_for(actor, |conn| {
            let network = self.network(conn)?;
            let case = Case::load(conn, id)?;
            let held = in_case(actor, &network, &case.referral, &case.assignments);
            need_standing(&held, Deed::Comment)?;
            still_spoken_of(&case).map_err(CaseworkError::from)?;
            let parties = &case.referral.need.parties;
            let mut faults = comment_faults(&comment.text, comment.audience, parties);
            faults.extend(watched_words(comment));
            if comments::count(conn, id)? >= MOST {
                let detail = "the case has as many comments as it can hold";
                faults.push(Fault::at("/text", "too_many", detail));
            }
            refuse(faults)?;
            let at = self.now();
            let record = CommentRecord {
                id: self.id(at, CommentId::new),
                referral_id: id,
                assignment_id: addressee(&case, comment.audience)?,
                audience: comment.audience,
                body: comment.text.trim().to_owned(),
                written_by: actor.organisation,
                created_at: at,
            };
            comments::insert(conn, &record)?;
            Ok(view(&network, &record, &held, actor.organisation))
        })
    }

    /// The comments that the actor may read, the oldest first.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such case for this actor.
    pub fn comments(
        &self,
        actor: &Actor,
        id: ReferralId,
    ) -> Result<Vec<CommentView>, CaseworkError> {
        need_scope(actor, Deed::ReadComments)?;
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let case = Case::load(conn, id)?;
            let held = in_case(actor, &network, &case.referral, &case.assignments);
            need_standing(&held, Deed::ReadComments)?;
            let reader = actor.organisation;
            Ok(comments::of_referral(conn, id, MOST)?
                .iter()
                .filter(|record| is_for(&case, record, &held, reader))
                .map(|record| view(&network, record, &held, reader))
                .collect())
        })
    }
}

/// Whether the reader is of the comment's audience, or wrote it. A comment for the lead partner is for
/// the one that led when it was written: the next one does not read what was said to the former.
fn is_for(case: &Case, record: &CommentRecord, held: &[Standing], reader: PartnerId) -> bool {
    let has = |standing| held.contains(&standing);
    if has(Standing::Coordinator) || has(Standing::Mediator) || record.written_by == reader {
        return true;
    }
    match record.audience {
        CommentAudience::Operator => false,
        CommentAudience::OperatorAndLead => {
            has(Standing::Lead)
                && case.assignments.iter().any(|assignment| {
                    assignment.partner == reader && Some(assignment.id) == record.assignment_id
                })
        }
        CommentAudience::Everybody => {
            has(Standing::Sender)
                || has(Standing::Referrer)
                || has(Standing::Lead)
                || has(Standing::Informed)
        }
    }
}

/// The assignment of whoever leads now, where the comment is for them.
fn addressee(
    case: &Case,
    audience: CommentAudience,
) -> Result<Option<AssignmentId>, CaseworkError> {
    if audience != CommentAudience::OperatorAndLead {
        return Ok(None);
    }
    let leads = case
        .assignments
        .iter()
        .rev()
        .find(|held| held.role == AssignmentRole::Lead && held.state.is_live());
    let nobody =
        || CaseworkError::invalid("/audience", "no_lead_partner", "nobody leads at present");
    leads.map(|held| Some(held.id)).ok_or_else(nobody)
}

/// A case that was stopped, diverted or entered in error is not talked about any more.
fn still_spoken_of(case: &Case) -> Result<(), TransitionError> {
    let state = &case.referral.state;
    if state.is_open() || matches!(state, ReferralState::Closed { .. }) {
        return Ok(());
    }
    Err(TransitionError::WrongState {
        state: state.status().code(),
        action: "comment",
    })
}

/// As of a narrative: words that should not stand there are looked at again, or written anew.
fn watched_words(comment: &NewComment) -> Option<Fault> {
    let found = !comment.confirmed && !guard::review(&comment.text).is_empty();
    found.then(|| {
        let detail = "the text needs a second look; send `text_confirmed: true` to keep it";
        Fault::at("/text", "watched_words", detail)
    })
}

fn view(
    network: &Network,
    record: &CommentRecord,
    held: &[Standing],
    reader: PartnerId,
) -> CommentView {
    let own = record.written_by == reader;
    let knows_partners = held.iter().any(|standing| {
        matches!(
            standing,
            Standing::Coordinator | Standing::Mediator | Standing::Sender | Standing::Referrer
        )
    });
    let writer = cut::partner(network, record.written_by).filter(|_| own || knows_partners);
    CommentView {
        id: record.id,
        audience: record.audience,
        text: record.body.clone(),
        written_by: writer,
        own,
        created_at: record.created_at,
    }
}
