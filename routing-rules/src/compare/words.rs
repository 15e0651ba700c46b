//! Numbers, durations and cases as people write them.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{Lang, PartnerKind, written_time};

use super::{
    CaseId,
    comparison::{Example, Outcome, PartnerBrief},
};
use crate::{
    Destiny,
    explain::{kind_name, say},
};

/// `100 000` or `100,000`.
pub(super) fn number(number: u64, lang: Lang) -> String {
    // A narrow no-break space, so that a number stays on its line.
    let between = match lang {
        Lang::Fr => '\u{202f}',
        Lang::En => ',',
    };
    let digits = number.to_string();
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(between);
        }
        written.push(digit);
    }
    written
}

/// `1 cas`, `2 cas`; `1 case`, `2 cases`.
pub(super) fn cases(count: u64, lang: Lang) -> String {
    let written = number(count, lang);
    let one = count == 1;
    say(
        lang,
        format!("{written} cas"),
        format!("{written} {}", if one { "case" } else { "cases" }),
    )
}

/// `(+3)`, `(−3)`, or nothing.
pub(super) fn difference(before: u64, after: u64, lang: Lang) -> String {
    let by = number(after.abs_diff(before), lang);
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => format!(" (+{by})"),
        std::cmp::Ordering::Less => format!(" (−{by})"),
        std::cmp::Ordering::Equal => String::new(),
    }
}

/// The share of `part` in `whole`, with one digit behind the point.
pub(super) fn percent(part: u64, whole: u64, lang: Lang) -> String {
    let per_mille = part.saturating_mul(1_000).checked_div(whole).unwrap_or(0);
    let (full, tenth) = (per_mille / 10, per_mille % 10);
    say(
        lang,
        format!("{full},{tenth}\u{a0}%"),
        format!("{full}.{tenth}%"),
    )
}

/// `40 min`, `2 h 30`, `3 jours 4 h`: nothing smaller than a minute, and hours only beside days.
pub(super) fn duration(span: SignedDuration, lang: Lang) -> String {
    let minutes = span.as_mins().unsigned_abs();
    let (hours, rest) = (minutes / 60, minutes % 60);
    let (days, hour) = (hours / 24, hours % 24);
    let nb = '\u{a0}';
    match (days, hours, rest) {
        (_, 0, _) => format!("{minutes}{nb}min"),
        (0 | 1, _, 0) => format!("{hours}{nb}h"),
        (0 | 1, _, _) => say(
            lang,
            format!("{hours}{nb}h{nb}{rest:02}"),
            format!("{hours}{nb}h{nb}{rest}{nb}min"),
        ),
        _ => {
            let days = say(lang, format!("{days}{nb}jours"), format!("{days}{nb}days"));
            match hour {
                0 => days,
                _ => format!("{days} {hour}{nb}h"),
            }
        }
    }
}

/// An instant in words.
pub(super) fn instant(at: Timestamp, lang: Lang) -> String {
    // The time zone is compiled in; without it the plain form would still be true.
    written_time::in_words(at, lang).unwrap_or_else(|_| at.to_string())
}

/// What becomes of a case.
pub(super) fn destiny(destiny: Destiny, lang: Lang) -> String {
    let (fr, en) = match destiny {
        Destiny::Routed => ("un partenaire est sollicité", "a partner is asked"),
        Destiny::AwaitingConsent => (
            "l'accord de la personne est attendu",
            "the person's agreement is awaited",
        ),
        Destiny::Triage => ("une personne doit choisir", "a person must choose"),
        Destiny::EmergencyDiverted => ("renvoi vers les secours", "sent to the emergency services"),
    };
    say(lang, fr, en)
}

/// The name of a partner, or that there is none.
pub(super) fn partner(partner: Option<&PartnerBrief>, lang: Lang) -> String {
    match partner {
        Some(partner) if partner.name.is_empty() => partner.id.to_string(),
        Some(partner) => partner.name.clone(),
        None => say(lang, "personne", "nobody"),
    }
}

/// A kind of partner, or that there is none.
pub(super) fn kind(kind: Option<PartnerKind>, lang: Lang) -> String {
    kind.map_or_else(
        || say(lang, "personne", "nobody"),
        |kind| kind_name(kind, lang).to_owned(),
    )
}

/// `PSL-2026-7K3F9Q (Bruits de voisinage) : ` and what `tell` picks of both decisions, once where it is the same.
pub(super) fn example(example: &Example, tell: impl Fn(&Outcome) -> String, lang: Lang) -> String {
    let case = match &example.case {
        CaseId::Referral { reference, .. } => reference.to_string(),
        CaseId::Line(line) => say(lang, format!("ligne {line}"), format!("line {line}")),
    };
    let situation = example.situation.label().get(lang);
    let (old, new) = (tell(&example.old), tell(&example.new));
    let told = if old == new {
        old
    } else {
        format!("{old} → {new}")
    };
    say(
        lang,
        format!("{case} ({situation}) : {told}"),
        format!("{case} ({situation}): {told}"),
    )
}
