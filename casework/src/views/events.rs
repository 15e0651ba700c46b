//! Who sees which events, and how much of each.
//!
//! | | events | their data | who did it |
//! |---|---|---|---|
//! | operator | all | yes | yes |
//! | sender, referrer | all but meetings | but for results, outcome and other cases | yes |
//! | lead partner | the referral's and its own | of its own, and the outcome | itself only |
//! | informed partner | the referral's and its own | of its own | itself only |
//! | former partner | its own | yes | itself only |

use passerelle_domain::{AssignmentId, EventKind, PartnerId};
use passerelle_routing_rules::Network;
use passerelle_store::{assignments::AssignmentRecord, events::EventRecord};
use serde_json::{Value, json};

use super::{
    cut,
    shapes::{Audience, EventView},
};

/// The reader's own assignments among those of a case.
pub(crate) fn own(assignments: &[AssignmentRecord], reader: PartnerId) -> Vec<AssignmentId> {
    let own = assignments.iter().filter(|held| held.partner == reader);
    own.map(|held| held.id).collect()
}

/// The event for the audience, where it may see it. `own` are the reader's assignments.
pub(crate) fn event(
    network: &Network,
    record: &EventRecord,
    audience: Audience,
    reader: PartnerId,
    own: &[AssignmentId],
) -> Option<EventView> {
    let is_own = record.assignment_id.is_some_and(|id| own.contains(&id));
    let of_referral = record.assignment_id.is_none();
    let (seen, with_data, with_organisation) = match audience {
        Audience::Operator => (true, true, true),
        Audience::Sender | Audience::Referrer => (
            record.kind != EventKind::MeetingRecorded
                && (audience == Audience::Sender || !tells_of_another_case(record.kind)),
            !tells_what_was_done(record.kind)
                && !tells_of_another_case(record.kind)
                && !tells_of_a_person(record.kind, audience),
            true,
        ),
        Audience::LeadPartner => {
            let outcome = record.kind == EventKind::ReferralClosed;
            let seen = (of_referral || is_own) && !tells_of_another_case(record.kind);
            (seen, is_own || outcome, false)
        }
        Audience::Informed => (
            (of_referral || is_own) && !tells_of_another_case(record.kind),
            is_own,
            false,
        ),
        Audience::Former => (is_own, is_own, false),
    };
    let known = |id: &PartnerId| with_organisation || *id == reader;
    seen.then(|| EventView {
        id: record.id,
        position: record.position,
        referral_id: record.referral_id,
        sequence: record.sequence,
        kind: record.kind,
        at: record.at,
        actor_kind: record.actor_kind,
        organisation: record
            .actor_organisation
            .filter(known)
            .and_then(|id| cut::partner(network, id)),
        assignment: record.assignment_id,
        data: if with_data {
            record.data.clone()
        } else {
            nothing()
        },
    })
}

fn nothing() -> Value {
    json!({})
}

/// What a partner did with the case is not for whoever sent it.
fn tells_what_was_done(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ReferralClosed
            | EventKind::AssignmentCompleted
            | EventKind::AssignmentFailed
            | EventKind::AssignmentHeld
            | EventKind::AssignmentRedirected
            | EventKind::FollowUpFinished
    )
}

/// Which case another organisation sent is not told by the identifiers in an event; that there is one,
/// to whoever entered this one.
fn tells_of_another_case(kind: EventKind) -> bool {
    matches!(kind, EventKind::ReferralLinked | EventKind::ReferralMerged)
}

/// A referrer that did not write the case does not learn what a person agreed to.
fn tells_of_a_person(kind: EventKind, audience: Audience) -> bool {
    audience == Audience::Referrer && kind == EventKind::ConsentRecorded
}
