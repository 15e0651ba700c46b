//! How far the school calendar reaches, where rules ask for school holidays: beyond it the answer is
//! unknown, and whoever reads a report should know from when on.

use passerelle_domain::SchoolCalendar;

use super::{
    report::{Report, Severity, text},
    survey::Survey,
};
use crate::space::Fact;

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    if survey.space.dimension(Fact::SchoolHoliday).is_none() {
        return;
    }
    let Ok(calendar) = SchoolCalendar::in_use() else {
        return;
    };
    let mut until: Vec<String> = Vec::new();
    let mut unknown: Vec<&str> = Vec::new();
    for zone in calendar.zones() {
        match zone.told().last() {
            Some(last) => until.push(format!("{} {}", zone.name(), last.to)),
            None => unknown.push(zone.name()),
        }
    }
    let (until, unknown) = (until.join(", "), unknown.join(", "));
    let mut message = text(
        format!(
            "le calendrier scolaire s'arrête ({until}) ; ensuite, et là où il ne dit rien, \
             `school_holiday` vaut `unknown`"
        ),
        format!(
            "the school calendar ends ({until}); later, and where it tells nothing, \
             `school_holiday` is `unknown`"
        ),
    );
    if !unknown.is_empty() {
        message
            .fr
            .push_str(&format!(" ; il ne dit rien de : {unknown}"));
        message
            .en
            .push_str(&format!("; it tells nothing of: {unknown}"));
    }
    report.found(
        ("school_calendar", Severity::Note),
        ("", None),
        message,
        None,
    );
}
