//! Who works at a partner, and how they are told of its cases.

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};

use crate::calendar::{self, CalendarError, WorkingDays};
use crate::{
    ColleagueId, EmailAddress, Lang, MailPreference, MessageKind, Partner, PartnerId, Priority,
};

/// At which hour a digest leaves, in Paris: before the desks open.
const DIGEST_HOUR: i8 = 8;

/// How much of the time to answer a digest leaves at least.
const TIME_LEFT: SignedDuration = SignedDuration::from_hours(24);

/// Somebody who works at a partner and is written to about its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Identifier.
    pub id: ColleagueId,
    /// The partner.
    pub organisation: PartnerId,
    /// By which the organisation knows them; never in a mail.
    pub name: String,
    /// Where they are written to.
    pub email: EmailAddress,
    /// In which language.
    pub language: Lang,
    /// How often.
    pub preference: MailPreference,
    /// Whether mails arrive there, as far as is known.
    pub reachable: bool,
}

/// Who of a partner gets a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// The partner's own mailbox.
    Mailbox,
    /// A colleague, at once.
    Now(ColleagueId),
    /// A colleague, with everything else of the day.
    Digest(ColleagueId),
}

impl Desk {
    /// Who sits there; `None` for the partner's own mailbox.
    #[must_use]
    pub fn colleague(self) -> Option<ColleagueId> {
        match self {
            Self::Mailbox => None,
            Self::Now(id) | Self::Digest(id) => Some(id),
        }
    }
}

/// Whether nobody should wait for a digest to learn of a case of this priority: what an emergency or
/// a danger made urgent (P0 and P1 of the service levels).
#[must_use]
pub fn is_urgent(priority: Priority) -> bool {
    priority <= Priority::P1
}

/// Who of a partner is told of a case: those of its people who want to know, each as they prefer. What
/// nobody of them would hear of goes to the partner's mailbox; where it has none, to everybody who
/// can be reached, whatever they prefer. Empty where there is nobody to tell.
#[must_use]
pub fn desks_for(colleagues: &[Colleague], has_mailbox: bool, urgent: bool) -> Vec<Desk> {
    let reachable = || colleagues.iter().filter(|colleague| colleague.reachable);
    let wanted = reachable().filter_map(|colleague| match colleague.preference {
        _ if urgent => Some(Desk::Now(colleague.id)),
        MailPreference::Each => Some(Desk::Now(colleague.id)),
        MailPreference::DailyDigest => Some(Desk::Digest(colleague.id)),
        MailPreference::UrgentOnly => None,
    });
    let wanted: Vec<Desk> = wanted.collect();
    if !wanted.is_empty() {
        return wanted;
    }
    if has_mailbox {
        return vec![Desk::Mailbox];
    }
    reachable()
        .map(|colleague| Desk::Now(colleague.id))
        .collect()
}

/// When the next digest of a partner leaves: in the morning of its next working day.
///
/// # Errors
/// When that lies outside the calendar.
pub fn next_digest(now: Timestamp, partner: Option<&Partner>) -> Result<Timestamp, CalendarError> {
    let days = WorkingDays::of(None).when_there(partner);
    let zone = calendar::paris()?;
    let local = zone.to_datetime(now);
    let hour = time(DIGEST_HOUR, 0, 0, 0);
    let day = if local.time() < hour && days.counts(local.date()) {
        local.date()
    } else {
        days.days_after(local.date(), 1)?
    };
    zone.to_ambiguous_timestamp(day.to_datetime(hour))
        .compatible()
        .map_err(CalendarError::OutOfRange)
}

/// Whether a message may wait for the digest that leaves at `digest`. A question does not whose answer
/// would be due less than a day after it: the time to answer passes while the digest is awaited. Nor
/// does a new link, for which somebody has just asked.
#[must_use]
pub fn may_wait(kind: MessageKind, answer_due: Option<Timestamp>, digest: Timestamp) -> bool {
    kind != MessageKind::LinkRenewed
        && answer_due.is_none_or(|due| due.duration_since(digest) >= TIME_LEFT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colleague(number: u8, preference: MailPreference, reachable: bool) -> Colleague {
        Colleague {
            id: ColleagueId::new(Timestamp::UNIX_EPOCH, [number; 10]),
            organisation: PartnerId::new(Timestamp::UNIX_EPOCH, [0; 10]),
            name: "Ada Fictive".to_owned(),
            email: EmailAddress::parse("ada@example.org").unwrap(),
            language: Lang::Fr,
            preference,
            reachable,
        }
    }

    #[test]
    fn each_is_told_as_they_prefer_and_all_of_what_is_urgent() {
        let people = [
            colleague(1, MailPreference::Each, true),
            colleague(2, MailPreference::DailyDigest, true),
            colleague(3, MailPreference::UrgentOnly, true),
            colleague(4, MailPreference::Each, false),
        ];
        let [each, daily, urgent, _] = people.each_ref().map(|one| one.id);
        let told = |urgent| desks_for(&people, true, urgent);
        assert_eq!(told(false), [Desk::Now(each), Desk::Digest(daily)]);
        let all = [each, daily, urgent].map(Desk::Now);
        assert_eq!(told(true), all);
    }

    #[test]
    fn what_nobody_would_hear_of_goes_to_the_mailbox_or_to_whoever_is_there() {
        let quiet = [colleague(1, MailPreference::UrgentOnly, true)];
        assert_eq!(desks_for(&quiet, true, false), [Desk::Mailbox]);
        assert_eq!(desks_for(&quiet, false, false), [Desk::Now(quiet[0].id)]);
        let gone = [colleague(1, MailPreference::Each, false)];
        assert_eq!(desks_for(&gone, true, true), [Desk::Mailbox]);
        assert_eq!(desks_for(&gone, false, true), []);
        assert_eq!(desks_for(&[], true, false), [Desk::Mailbox]);
        assert_eq!(desks_for(&[], false, false), []);
    }

    #[test]
    fn a_digest_leaves_in_the_morning_of_the_next_working_day() {
        let next = |now: &str| {
            let at = next_digest(now.parse().unwrap(), None).unwrap();
            at.to_zoned(calendar::paris().unwrap())
                .datetime()
                .to_string()
        };
        // A Thursday, before and after the hour; then a Friday, and the eve of All Saints' (a Sunday).
        assert_eq!(next("2026-10-08T05:59:00Z"), "2026-10-08T08:00:00");
        assert_eq!(next("2026-10-08T06:00:00Z"), "2026-10-09T08:00:00");
        assert_eq!(next("2026-10-09T12:00:00Z"), "2026-10-12T08:00:00");
        assert_eq!(next("2026-12-24T12:00:00Z"), "2026-12-28T08:00:00");
    }

    #[test]
    fn what_would_be_told_too_late_waits_for_no_digest() {
        let at = |hour: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour);
        let question = |due| may_wait(MessageKind::AnswerRequested, due, at(8));
        assert!(question(None) && question(Some(at(32))));
        assert!(!question(Some(at(31))) && !question(Some(at(7))));
        assert!(!may_wait(MessageKind::LinkRenewed, None, at(8)));
    }
}
