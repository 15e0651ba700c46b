//! The clock of one decision, as partners are looked at with it.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use passerelle_domain::{CalendarError, DepartementCode, OpeningHours, Partner, calendar};

/// Now, and by when somebody must answer. What clocks in Paris say is only worked out for partners
/// that have pauses or opening hours.
pub(crate) struct Clock {
    zone: TimeZone,
    at: Timestamp,
    due: Option<Timestamp>,
}

impl Clock {
    pub(crate) fn new(at: Timestamp, due: Option<Timestamp>) -> Result<Self, CalendarError> {
        let zone = calendar::paris()?;
        Ok(Self { zone, at, due })
    }

    /// Whether the partner takes no case today.
    pub(super) fn finds_paused(&self, partner: &Partner) -> bool {
        !partner.pauses.is_empty() && { partner.is_paused_on(self.local(self.at).date()) }
    }

    /// Whether somebody is there before an answer is due. Holidays are those of the département of
    /// the case, where the partner works.
    pub(super) fn finds_open(&self, hours: &OpeningHours, departement: &DepartementCode) -> bool {
        self.due.is_none_or(|due| {
            hours.open_between(self.local(self.at), self.local(due), Some(departement))
        })
    }

    fn local(&self, moment: Timestamp) -> DateTime {
        self.zone.to_datetime(moment)
    }
}
