//! What follows in time, in sentences.

use passerelle_domain::{Lang, written_time::in_words};

use super::say;
use crate::{Course, rules::PausesWhile};

/// One sentence for reminders, one for the clock that stands still, one for what is asked later.
pub(super) fn course(course: &Course, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let moments = course.reminders.iter();
    let moments: Vec<String> = moments
        .filter_map(|moment| in_words(*moment, lang).ok())
        .collect();
    if !moments.is_empty() {
        lines.push(say(
            lang,
            format!("sans réponse, rappel le {}", moments.join(", puis le ")),
            format!(
                "without an answer, a reminder on {}",
                moments.join(", then on ")
            ),
        ));
    }
    for pause in &course.pauses_while {
        let (fr, en) = match pause {
            PausesWhile::OnHold => (
                "le délai est suspendu tant que le partenaire a mis son action en attente",
                "the clock stands still while the partner has put its work on hold",
            ),
            PausesWhile::AwaitingConsent => (
                "le délai ne court pas tant que la personne n'a pas donné son accord",
                "the clock does not run before the person agrees",
            ),
        };
        lines.push(say(lang, fr, en));
    }
    let days: Vec<String> = course.follow_ups.iter().map(u32::to_string).collect();
    if let Some((last, others)) = days.split_last() {
        let all = |and: &str| match others {
            [] => last.clone(),
            _ => format!("{} {and} {last}", others.join(", ")),
        };
        lines.push(say(
            lang,
            format!("des nouvelles sont demandées après {} jours", all("et")),
            format!("somebody asks what became of it after {} days", all("and")),
        ));
    }
    lines
}
