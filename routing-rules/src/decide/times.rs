//! When things are due, and what follows in time.

use jiff::Timestamp;
use passerelle_domain::{Priority, calendar::WorkingDays};

use super::Ground;
use crate::{Course, DecideError, Decision, Destiny, rules::PausesWhile};

impl Ground<'_> {
    /// When somebody must have answered: as the rule says, else as the priority promises.
    pub(super) fn answer_due(
        &self,
        priority: Priority,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, DecideError> {
        let Some(level) = self.network.service_level(priority) else {
            return Ok(None);
        };
        let limit = self.rule.then.timing.answer_within.unwrap_or(level.answer);
        Ok(Some(limit.due(at, Some(&self.departement))?))
    }

    /// Sets when somebody must have answered, when the person must have met somebody, and when who is
    /// asked now is reminded.
    pub(super) fn set_times(
        &self,
        decision: &mut Decision,
        at: Timestamp,
        answer: Option<Timestamp>,
    ) -> Result<(), DecideError> {
        let level = self.network.service_level(decision.priority);
        let (Some(level), Some(answer)) = (level, answer) else {
            return Ok(());
        };
        let timing = &self.rule.then.timing;
        let waits = decision.destiny == Destiny::AwaitingConsent;
        if waits && timing.pauses_while.contains(&PausesWhile::AwaitingConsent) {
            return Ok(());
        }
        let lead = decision.lead.as_ref();
        let lead = lead.and_then(|lead| self.network.partner(lead.partner));
        let counted = WorkingDays::of(Some(&self.departement)).when_there(lead);
        // Whether somebody is open in time was looked at by the days of the département; whoever is
        // asked has its own days to answer.
        let limit = timing.answer_within.unwrap_or(level.answer);
        let answer = limit.due_counting(at, counted)?.max(answer);
        let limit = timing.first_contact_within.unwrap_or(level.first_contact);
        // A rule that gives longer for the answer alone cannot ask for the meeting before.
        let contact = limit.due_counting(at, counted)?.max(answer);
        decision.answer_due_at = Some(answer);
        decision.first_contact_due_at = Some(contact);
        if let (Destiny::Routed, Some(lead)) = (decision.destiny, &mut decision.lead) {
            lead.answer_due_at = Some(answer);
            lead.first_contact_due_at = Some(contact);
            let mut reminders = Vec::new();
            for reminder in &timing.reminders {
                reminders.extend(reminder.moment(at, answer, &self.departement)?);
            }
            reminders.sort_unstable();
            reminders.dedup();
            decision.course.reminders = reminders;
        }
        Ok(())
    }

    /// What follows in time, as far as it does not hang on the clock.
    pub(super) fn course(&self) -> Course {
        let timing = &self.rule.then.timing;
        let asked = timing
            .follow_up
            .iter()
            .filter(|one| one.when.holds(&self.case));
        let mut follow_ups: Vec<u32> = asked.map(|one| one.days).collect();
        follow_ups.sort_unstable();
        follow_ups.dedup();
        Course {
            pauses_while: timing.pauses_while.clone(),
            reminders: Vec::new(),
            follow_ups,
        }
    }
}
