//! A meeting from its planning to what became of it.

use jiff::SignedDuration;
use passerelle_domain::{AssignmentStatus, MeetingId, MeetingState, ReferralId};

use crate::{
    CaseworkError, PartnerAction, ReferralView,
    testing::{Stage, World, cases},
};

struct Story {
    world: World,
    id: ReferralId,
}

impl Story {
    fn begin() -> Self {
        let world = World::new();
        let id = world.submit(&cases::a01()).id;
        world.act("p-med", id, &PartnerAction::Accept).unwrap();
        Self { world, id }
    }

    fn enter(&self, state: MeetingState) -> Result<ReferralView, CaseworkError> {
        let at = self.world.clock_now();
        self.world
            .act("p-med", self.id, &PartnerAction::Meeting { state, at })
    }

    fn moved(
        &self,
        meeting: MeetingId,
        state: MeetingState,
    ) -> Result<ReferralView, CaseworkError> {
        let at = self.world.clock_now();
        let action = PartnerAction::MoveMeeting { meeting, state, at };
        self.world.act("p-med", self.id, &action)
    }
}

#[test]
fn one_meeting_is_planned_put_off_planned_again_and_held() {
    let story = Story::begin();
    let meeting = story.enter(MeetingState::Scheduled).unwrap().meetings[0].id;
    for state in [
        MeetingState::Postponed,
        MeetingState::Scheduled,
        MeetingState::Held,
    ] {
        story.world.clock.pass(SignedDuration::from_hours(1));
        let view = story.moved(meeting, state).unwrap();
        assert_eq!(view.meetings.len(), 1, "it is the same meeting");
        assert_eq!(
            (view.meetings[0].id, view.meetings[0].state),
            (meeting, state)
        );
        assert_eq!(view.meetings[0].at, story.world.clock_now());
    }
    let whole = story.world.whole(story.id);
    assert_eq!(whole.assignments[0].status, AssignmentStatus::InProgress);
    let events = story
        .world
        .casework
        .events(&story.world.mediator(), story.id)
        .unwrap();
    let states: Vec<_> = events
        .iter()
        .filter(|event| event.kind.code() == "meeting.recorded")
        .map(|event| event.data["state"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(states, ["scheduled", "postponed", "scheduled", "held"]);
}

#[test]
fn what_took_place_or_was_cancelled_is_not_changed() {
    let story = Story::begin();
    for end in [
        MeetingState::Held,
        MeetingState::PartyAbsent,
        MeetingState::Cancelled,
    ] {
        let all = story.enter(MeetingState::Scheduled).unwrap().meetings;
        let meeting = all
            .iter()
            .find(|one| one.state == MeetingState::Scheduled)
            .unwrap()
            .id;
        story.moved(meeting, end).unwrap();
        for state in MeetingState::ALL {
            let again = story.moved(meeting, *state);
            assert!(
                matches!(again, Err(CaseworkError::Conflict(_))),
                "{} {}",
                end.code(),
                state.code()
            );
        }
    }
}

#[test]
fn a_meeting_of_nobody_or_of_another_assignment_is_unknown() {
    let story = Story::begin();
    let nothing = MeetingId::from_uuid(uuid::Uuid::from_u128(9));
    let other = Stage::of_lead(&story.world, AssignmentStatus::InProgress);
    let at = story.world.clock_now();
    let planned = PartnerAction::Meeting {
        state: MeetingState::Scheduled,
        at,
    };
    let ccas = crate::testing::world::actor_of("p-ccas");
    let view = story
        .world
        .casework
        .act(&ccas, other.id, other.lead, &planned, None)
        .unwrap();
    for meeting in [nothing, view.meetings[0].id] {
        let CaseworkError::Invalid(faults) = story.moved(meeting, MeetingState::Held).unwrap_err()
        else {
            panic!("not refused")
        };
        assert_eq!(faults[0].code, "unknown_meeting");
    }
    let CaseworkError::Invalid(faults) = story.enter(MeetingState::Cancelled).unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(faults[0].code, "never_planned");
}
