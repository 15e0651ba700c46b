//! Intervals in words.

use passerelle_domain::Lang;

use super::say;
use crate::rules::{DateRange, Range};

/// "3 to 5", "3 or more".
pub(crate) fn numbers(range: Range, lang: Lang) -> String {
    let Range { from, to } = range;
    if to == Range::OPEN {
        say(lang, format!("{from} ou plus"), format!("{from} or more"))
    } else if from == to {
        from.to_string()
    } else {
        say(lang, format!("{from} à {to}"), format!("{from} to {to}"))
    }
}

/// "between 8:00 and 18:00".
pub(crate) fn hours(range: Range, lang: Lang) -> String {
    let (from, before) = (range.from, range.to.saturating_add(1));
    say(
        lang,
        format!("entre {from} h et {before} h"),
        format!("between {from}:00 and {before}:00"),
    )
}

/// "from 2026-07-01 to 2026-08-31", with the ends that there are.
pub(crate) fn dates(range: DateRange, lang: Lang) -> String {
    let from = range
        .from
        .map(|from| say(lang, format!("à partir du {from}"), format!("from {from}")));
    let to = range
        .to
        .map(|to| say(lang, format!("jusqu'au {to}"), format!("until {to}")));
    let ends: Vec<String> = from.into_iter().chain(to).collect();
    if ends.is_empty() {
        return say(lang, "n'importe quel jour", "any day");
    }
    ends.join(" ")
}
