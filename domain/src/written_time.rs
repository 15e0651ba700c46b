//! An instant as people read it: the full date in words and the time of day in Paris.
//!
//! Mails and pages write their deadlines with the same function, so that a partner finds in one
//! the words of the other.

use jiff::{
    Timestamp,
    civil::{Date, Weekday},
};

use crate::{
    Lang,
    calendar::{CalendarError, paris},
};

/// `jeudi 8 octobre 2026 à 9 h 10`, or `Thursday 8 October 2026 at 09:10`.
///
/// The time is that of Paris; the sentence around it says so. No-break spaces keep the time on
/// one line.
///
/// # Errors
/// When the time zone of Paris is missing from the compiled-in database.
pub fn in_words(at: Timestamp, lang: Lang) -> Result<String, CalendarError> {
    let local = at.to_zoned(paris()?).datetime();
    let (hour, minute) = (local.hour(), local.minute());
    let date = date_in_words(local.date(), lang);
    Ok(match (lang, minute) {
        (Lang::Fr, 0) => format!("{date} à {hour}\u{a0}h"),
        (Lang::Fr, _) => format!("{date} à {hour}\u{a0}h\u{a0}{minute:02}"),
        (Lang::En, _) => format!("{date} at {hour:02}:{minute:02}"),
    })
}

fn date_in_words(date: Date, lang: Lang) -> String {
    let weekday = weekday(date.weekday(), lang);
    let month = month(date.month(), lang);
    let year = date.year();
    match (lang, date.day()) {
        (Lang::Fr, 1) => format!("{weekday} 1er {month} {year}"),
        (_, day) => format!("{weekday} {day} {month} {year}"),
    }
}

fn weekday(day: Weekday, lang: Lang) -> &'static str {
    let (fr, en) = match day {
        Weekday::Monday => ("lundi", "Monday"),
        Weekday::Tuesday => ("mardi", "Tuesday"),
        Weekday::Wednesday => ("mercredi", "Wednesday"),
        Weekday::Thursday => ("jeudi", "Thursday"),
        Weekday::Friday => ("vendredi", "Friday"),
        Weekday::Saturday => ("samedi", "Saturday"),
        Weekday::Sunday => ("dimanche", "Sunday"),
    };
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

fn month(number: i8, lang: Lang) -> &'static str {
    let (fr, en) = match number {
        1 => ("janvier", "January"),
        2 => ("février", "February"),
        3 => ("mars", "March"),
        4 => ("avril", "April"),
        5 => ("mai", "May"),
        6 => ("juin", "June"),
        7 => ("juillet", "July"),
        8 => ("août", "August"),
        9 => ("septembre", "September"),
        10 => ("octobre", "October"),
        11 => ("novembre", "November"),
        _ => ("décembre", "December"),
    };
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(at: &str, lang: Lang) -> String {
        in_words(at.parse().unwrap(), lang)
            .unwrap()
            .replace('\u{a0}', " ")
    }

    #[test]
    fn reads_as_people_write() {
        let at = "2026-10-08T07:10:00Z";
        assert_eq!(written(at, Lang::Fr), "jeudi 8 octobre 2026 à 9 h 10");
        assert_eq!(written(at, Lang::En), "Thursday 8 October 2026 at 09:10");
    }

    #[test]
    fn full_hours_and_first_days_have_their_own_form() {
        assert_eq!(
            written("2026-06-01T12:00:00Z", Lang::Fr),
            "lundi 1er juin 2026 à 14 h"
        );
        assert_eq!(
            written("2026-06-01T12:05:00Z", Lang::Fr),
            "lundi 1er juin 2026 à 14 h 05"
        );
        assert_eq!(
            written("2026-06-01T12:00:00Z", Lang::En),
            "Monday 1 June 2026 at 14:00"
        );
    }

    #[test]
    fn the_day_is_that_of_paris() {
        assert_eq!(
            written("2026-12-31T23:30:00Z", Lang::Fr),
            "vendredi 1er janvier 2027 à 0 h 30"
        );
        assert_eq!(
            written("2026-07-13T22:30:00Z", Lang::Fr),
            "mardi 14 juillet 2026 à 0 h 30"
        );
    }

    #[test]
    fn every_month_and_day_has_its_name() {
        let names: std::collections::BTreeSet<_> = (1..=12).map(|n| month(n, Lang::Fr)).collect();
        assert_eq!(names.len(), 12);
        let names: std::collections::BTreeSet<_> = (1..=12).map(|n| month(n, Lang::En)).collect();
        assert_eq!(names.len(), 12);
        for (day, fr, en) in [
            (5, "lundi", "Monday"),
            (6, "mardi", "Tuesday"),
            (7, "mercredi", "Wednesday"),
            (8, "jeudi", "Thursday"),
            (9, "vendredi", "Friday"),
            (10, "samedi", "Saturday"),
            (11, "dimanche", "Sunday"),
        ] {
            let at = format!("2026-10-{day:02}T10:00:00Z");
            assert!(written(&at, Lang::Fr).starts_with(fr));
            assert!(written(&at, Lang::En).starts_with(en));
        }
    }
}
