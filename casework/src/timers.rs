//! The clock of the cases: what falls due is noted once, by whichever process comes first.
//!
//! Timers are rows, set and stopped in the transaction of the change that they follow from. A
//! transaction takes several of them and does for all of them what is to be done; where that fails,
//! each is taken by itself, and one that cannot be noted is put off and holds up no other.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{
    AssignmentId, AssignmentState, EventKind, MeetingState, MessageKind, TimerKind,
};
use passerelle_store::{
    Conn,
    assignments::{self, AssignmentRecord},
    meetings, partners,
    timers::{self, DueTimer},
};
use serde_json::json;

use crate::{
    Casework, CaseworkError,
    away::{leave_who_is_away, may_be_passed_over},
    change::{By, Change},
    decide::weighed_for,
    error::later,
    ladder::pass_over,
    rights::Deed,
    service::Interrupted,
};

/// How long a timer is left alone that could not be noted.
const PUT_OFF: SignedDuration = SignedDuration::from_mins(5);

/// What came of the timers that were taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Noted {
    /// How many were taken; as many as were asked for means that more may wait.
    pub taken: usize,
    /// Silent partners that were passed over.
    pub expired: usize,
    /// Partners that were away, and were passed over as well.
    pub left: usize,
    /// Partners that were reminded of their answer.
    pub reminded: usize,
    /// Partners whom the persons have not heard from in time.
    pub overdue: usize,
    /// Cases of which it is time to ask what became of them.
    pub followed_up: usize,
}

impl Noted {
    /// Whether anything came of any of them.
    #[must_use]
    pub fn had_a_point(&self) -> bool {
        self.expired + self.left + self.reminded + self.overdue + self.followed_up > 0
    }

    fn and(self, other: Self) -> Self {
        Self {
            taken: self.taken + other.taken,
            expired: self.expired + other.expired,
            left: self.left + other.left,
            reminded: self.reminded + other.reminded,
            overdue: self.overdue + other.overdue,
            followed_up: self.followed_up + other.followed_up,
        }
    }
}

impl Casework {
    /// Takes note of what has fallen due, at most `limit` timers. Several processes may do this at
    /// once, and each timer is noted once.
    ///
    /// # Errors
    /// When the database does not answer. A case that cannot be moved on is logged and put off.
    pub fn note_due(&self, limit: i64) -> Result<Noted, CaseworkError> {
        let together = self.write(|conn| {
            let now = self.now();
            let due = timers::take_due(conn, now, limit)?;
            self.note(conn, &due, now)
        });
        match together {
            Err(error @ CaseworkError::Unavailable(_)) => Err(error),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "timers could not be noted together; each is tried by itself",
                );
                self.note_each(limit)
            }
            noted => noted,
        }
    }

    fn note_each(&self, limit: i64) -> Result<Noted, CaseworkError> {
        let due = self.read(|conn| Ok(timers::due(conn, self.now(), limit)?))?;
        let mut noted = Noted::default();
        for timer in due {
            let alone = self.write(|conn| {
                let now = self.now();
                let taken = timers::take(conn, &timer)?;
                self.note(conn, taken.as_slice(), now)
            });
            match alone {
                Ok(more) => noted = noted.and(more),
                Err(error @ CaseworkError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(
                        referral = %timer.referral_id,
                        kind = timer.kind.code(),
                        error = &error as &dyn std::error::Error,
                        "what fell due could not be noted, and is put off",
                    );
                    let until = later(self.now(), PUT_OFF)?;
                    self.write(|conn| Ok::<_, Interrupted>(timers::put_off(conn, &timer, until)?))?;
                    noted.taken += 1;
                }
            }
        }
        Ok(noted)
    }

    fn note(
        &self,
        conn: &mut Conn,
        due: &[DueTimer],
        now: Timestamp,
    ) -> Result<Noted, Interrupted> {
        let mut noted = Noted {
            taken: due.len(),
            ..Noted::default()
        };
        let mut silent = Vec::new();
        for timer in due {
            match timer.kind {
                TimerKind::AnswerDue => silent.extend(self.silent(conn, timer, now)?),
                TimerKind::Reminder => {
                    noted.reminded += usize::from(self.remind(conn, timer, now)?);
                }
                TimerKind::FirstContactDue => {
                    noted.overdue += usize::from(self.ask_for_contact(conn, timer, now)?);
                }
                TimerKind::FollowUp => {
                    noted.followed_up += usize::from(self.ask_what_became(conn, timer, now)?);
                }
                TimerKind::PartnerAway => {}
            }
        }
        let away = self.perhaps_away(conn, due, &silent)?;
        hold_for(conn, &silent, &away)?;
        for mut change in silent {
            pass_over(conn, &mut change)?;
            noted.expired += 1;
        }
        for (id, mut change) in away {
            noted.left += usize::from(leave_who_is_away(conn, &mut change, id)?);
        }
        Ok(noted)
    }

    /// The cases whose partner may be away, each once; those that move on anyway are left out.
    fn perhaps_away(
        &self,
        conn: &mut Conn,
        due: &[DueTimer],
        silent: &[Change<'_>],
    ) -> Result<Vec<(AssignmentId, Change<'_>)>, CaseworkError> {
        let mut away: Vec<(AssignmentId, Change<'_>)> = Vec::new();
        for timer in due.iter().filter(|one| one.kind == TimerKind::PartnerAway) {
            let Some(id) = timer.assignment_id else {
                continue;
            };
            let mut known = silent.iter().chain(away.iter().map(|(_, change)| change));
            if known.any(|change| change.referral.id == timer.referral_id) {
                continue;
            }
            let mut change = Change::open(self, conn, By::CLOCK, timer.referral_id)?;
            change.under(Deed::PassOver);
            if may_be_passed_over(&change, id) {
                away.push((id, change));
            }
        }
        Ok(away)
    }

    /// The case, where its partner has not answered though it had to.
    fn silent(
        &self,
        conn: &mut Conn,
        timer: &DueTimer,
        now: Timestamp,
    ) -> Result<Option<Change<'_>>, CaseworkError> {
        let mut change = Change::open(self, conn, By::CLOCK, timer.referral_id)?;
        change.under(Deed::Expire);
        let silent = change.assignments().any(|held| {
            Some(held.id) == timer.assignment_id
                && matches!(
                    held.state,
                    AssignmentState::Proposed { answer_due_at: Some(due) } if due <= now
                )
        });
        Ok(silent.then_some(change))
    }

    /// Reminds a partner that has not answered, once for each moment at which it is to be reminded.
    fn remind(
        &self,
        conn: &mut Conn,
        timer: &DueTimer,
        now: Timestamp,
    ) -> Result<bool, Interrupted> {
        let waits = |held: &AssignmentRecord| matches!(held.state, AssignmentState::Proposed { answer_due_at: Some(due) } if now < due);
        let Some(held) = still(conn, timer, waits)? else {
            return Ok(false);
        };
        let id = held.id;
        let mut change = Change::open(self, conn, By::CLOCK, timer.referral_id)?;
        if !change.tell(MessageKind::AnswerReminder, held.partner, Some(id)) {
            // It has no address: a person hands the question over, and knows when it is due.
            return Ok(false);
        }
        change.remember(EventKind::AssignmentReminded, Some(id), json!({}));
        change.only_tell(conn)?;
        Ok(true)
    }

    /// Tells a partner that took a case and has met nobody in time.
    fn ask_for_contact(
        &self,
        conn: &mut Conn,
        timer: &DueTimer,
        now: Timestamp,
    ) -> Result<bool, Interrupted> {
        let waits = |held: &AssignmentRecord| {
            let at_work = matches!(
                held.state,
                AssignmentState::Accepted { .. } | AssignmentState::InProgress { .. }
            );
            at_work && held.first_contact_due_at.is_some_and(|due| due <= now)
        };
        let Some(held) = still(conn, timer, waits)? else {
            return Ok(false);
        };
        let id = held.id;
        let met = meetings::of_assignment(conn, id)?
            .iter()
            .any(|record| record.meeting.state() == MeetingState::Held);
        if met {
            return Ok(false);
        }
        let mut change = Change::open(self, conn, By::CLOCK, timer.referral_id)?;
        change.tell(MessageKind::FirstContactDue, held.partner, Some(id));
        change.remember(EventKind::FirstContactOverdue, Some(id), json!({}));
        change.only_tell(conn)?;
        Ok(true)
    }
}

/// The assignment that a timer is about, where what it waits for still holds.
fn still(
    conn: &mut Conn,
    timer: &DueTimer,
    waits: impl Fn(&AssignmentRecord) -> bool,
) -> Result<Option<AssignmentRecord>, CaseworkError> {
    let Some(id) = timer.assignment_id else {
        return Ok(None);
    };
    Ok(assignments::find(conn, id)?.filter(waits))
}

/// Holds the partners that may be asked next in these cases, and those that may be away, all at once:
/// so two processes that move several cases on never wait for each other in a circle, and what a
/// partner carries is counted once for each case that it gives back.
fn hold_for(
    conn: &mut Conn,
    silent: &[Change<'_>],
    away: &[(AssignmentId, Change<'_>)],
) -> Result<(), CaseworkError> {
    if silent.len() < 2 && away.is_empty() {
        return Ok(());
    }
    let mut held = Vec::new();
    for change in silent {
        held.extend(weighed_for(conn, change)?);
    }
    for (id, change) in away {
        held.push(change.assignment(*id)?.partner);
        held.extend(weighed_for(conn, change)?);
    }
    held.sort_unstable();
    held.dedup();
    Ok(partners::hold(conn, &held)?)
}
