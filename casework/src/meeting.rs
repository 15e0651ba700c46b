//! Meetings: what was planned and what took place, never what was said.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentState, EventKind, Meeting, MeetingError, MeetingId,
    MeetingState, PartnerId, TransitionError,
};
use passerelle_store::{
    Conn,
    meetings::{self, MeetingRecord},
};
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
    is_at_work(change, id)?;
    let meeting = Meeting::entered(state, at, change.at).map_err(refused)?;
    let record = MeetingRecord {
        id: change.casework.id(change.at, MeetingId::new),
        referral_id: change.referral.id,
        assignment_id: id,
        meeting,
        recorded_at: change.at,
        recorded_by,
    };
    follow(change, &record)?;
    change.meetings.push(record);
    Ok(())
}

/// Says what became of a meeting that was entered before.
pub(crate) fn move_meeting(
    conn: &mut Conn,
    change: &mut Change<'_>,
    id: AssignmentId,
    meeting: MeetingId,
    (state, at): (MeetingState, Timestamp),
    recorded_by: PartnerId,
) -> Result<(), CaseworkError> {
    is_at_work(change, id)?;
    let mut known = meetings::of_assignment(conn, id)?.into_iter();
    let Some(before) = known.find(|record| record.id == meeting) else {
        let detail = "the assignment has no such meeting";
        return Err(CaseworkError::invalid(
            "/meeting",
            "unknown_meeting",
            detail,
        ));
    };
    before.meeting.may_become(state)?;
    let record = MeetingRecord {
        meeting: Meeting::new(state, at, change.at).map_err(refused)?,
        recorded_at: change.at,
        recorded_by,
        ..before
    };
    follow(change, &record)?;
    change.moved_meetings.push((record, before.meeting.state()));
    Ok(())
}

fn is_at_work(change: &Change<'_>, id: AssignmentId) -> Result<(), CaseworkError> {
    let assignment = change.assignment(id)?;
    nothing_is_asked_of_the_informed(assignment, "meeting")?;
    if assignment.state.is_taken_up() {
        return Ok(());
    }
    Err(TransitionError::WrongState {
        state: assignment.state.status().code(),
        action: "meeting",
    }
    .into())
}

/// What is remembered of a meeting, and what it begins.
fn follow(change: &mut Change<'_>, record: &MeetingRecord) -> Result<(), CaseworkError> {
    let (id, state) = (record.assignment_id, record.meeting.state());
    let data = json!({ "meeting": record.id, "state": state.code() });
    change.remember(EventKind::MeetingRecorded, Some(id), data);
    let waits = matches!(
        change.assignment(id)?.state,
        AssignmentState::Accepted { .. }
    );
    if state == MeetingState::Held && waits {
        change.apply_to(id, AssignmentAction::Start)?;
        change.remember(EventKind::AssignmentStarted, Some(id), json!({}));
    }
    Ok(())
}

fn refused(error: MeetingError) -> CaseworkError {
    match error {
        MeetingError::InTheFuture => {
            CaseworkError::invalid("/at", "in_the_future", "what took place lies in the past")
        }
        MeetingError::NeverPlanned => CaseworkError::invalid(
            "/meeting",
            "never_planned",
            "name the meeting that does not take place",
        ),
    }
}
