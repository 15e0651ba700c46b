//! Meetings: what was planned and what took place, never what was said.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentState, EventKind, Meeting, MeetingError, MeetingId,
    MeetingState, PartnerId, TransitionError,
};
use passerelle_store::meetings::MeetingRecord;
use serde_json::json;

use crate::{CaseworkError, answer::nothing_is_asked_of_the_informed, change::Change};

/// Enters a meeting. The first one that is held on an accepted assignment begins the work.
pub(crate) fn record_meeting(
    change: &mut Change<'_>,
    id: AssignmentId,
    state: MeetingState,
    at: Timestamp,
    recorded_by: PartnerId,
) -> Result<(), CaseworkError> {
    let assignment = change.assignment(id)?;
    nothing_is_asked_of_the_informed(assignment, "meeting")?;
    if !assignment.state.is_taken_up() {
        let state = assignment.state.status().code();
        return Err(TransitionError::WrongState {
            state,
            action: "meeting",
        }
        .into());
    }
    let begins =
        state == MeetingState::Held && matches!(assignment.state, AssignmentState::Accepted { .. });
    let meeting = Meeting::new(state, at, change.at).map_err(|MeetingError::InTheFuture| {
        CaseworkError::invalid("/at", "in_the_future", "what took place lies in the past")
    })?;
    change.meetings.push(MeetingRecord {
        id: change.casework.id(change.at, MeetingId::new),
        referral_id: change.referral.id,
        assignment_id: id,
        meeting,
        recorded_at: change.at,
        recorded_by,
    });
    change.remember(
        EventKind::MeetingRecorded,
        Some(id),
        json!({ "state": state.code() }),
    );
    if begins {
        change.apply_to(id, AssignmentAction::Start)?;
        change.remember(EventKind::AssignmentStarted, Some(id), json!({}));
    }
    Ok(())
}
