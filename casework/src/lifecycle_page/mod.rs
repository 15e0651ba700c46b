//! The page `docs/referral-lifecycle.md`, written from the code: the machines of the domain, the table
//! of moves and the table of rights. `passerelle docs lifecycle` prints it, and a test compares.
//!
//! The sentences stand in `page.md`; each `{{name}}` in it is one of the parts below.

mod fhir;

use std::fmt::Write as _;

use passerelle_domain::{
    AssignmentStatus, Label, ReferralStatus,
    lifecycle::atlas::{self, Step},
};

use crate::{
    moves::{MOVES, Machine, Move},
    rights::{Deed, Standing, TABLE, right},
};

const PAGE: &str = include_str!("page.md");

/// What everybody may do by mistake, and would draw over everything else.
const MARK_ERROR: &str = "mark-error";

/// The page.
#[must_use]
pub fn page() -> String {
    let referrals: Vec<_> = named(atlas::of_referrals(), ReferralStatus::code);
    let assignments: Vec<_> = named(atlas::of_assignments(), AssignmentStatus::code);
    let parts = [
        ("referral_diagram", diagram("received", &referrals)),
        ("referral_steps", steps(&referrals)),
        ("referral_moves", moves(Machine::Referral)),
        (
            "referral_statuses",
            statuses(
                ReferralStatus::ALL,
                ReferralStatus::code,
                ReferralStatus::label,
            ),
        ),
        ("assignment_diagram", diagram("proposed", &assignments)),
        ("assignment_steps", steps(&assignments)),
        ("assignment_moves", moves(Machine::Assignment)),
        (
            "assignment_statuses",
            statuses(
                AssignmentStatus::ALL,
                AssignmentStatus::code,
                AssignmentStatus::label,
            ),
        ),
        ("rights", rights()),
        ("fhir_referrals", fhir::referrals()),
        ("fhir_assignments", fhir::assignments()),
    ];
    let mut page = PAGE.to_owned();
    for (name, text) in parts {
        page = page.replace(&format!("{{{{{name}}}}}\n"), &text);
    }
    page
}

type Named = Step<&'static str>;

fn named<S: Copy>(steps: Vec<Step<S>>, code: fn(S) -> &'static str) -> Vec<Named> {
    let name = |step: Step<S>| Named {
        from: code(step.from),
        action: step.action,
        to: code(step.to),
    };
    steps.into_iter().map(name).collect()
}

/// The machine as a Mermaid state diagram; one arrow between two states, with all its actions.
fn diagram(first: &str, steps: &[Named]) -> String {
    let mut drawing = format!("```mermaid\nstateDiagram-v2\n    [*] --> {first}\n");
    let mut arrows: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for step in steps.iter().filter(|step| step.action != MARK_ERROR) {
        let known = arrows
            .iter_mut()
            .find(|(from, to, _)| (*from, *to) == (step.from, step.to));
        match known {
            Some((_, _, actions)) => actions.push(step.action),
            None => arrows.push((step.from, step.to, vec![step.action])),
        }
    }
    for (from, to, actions) in &arrows {
        let _ = writeln!(drawing, "    {from} --> {to}: {}", actions.join(", "));
    }
    let mut ends: Vec<&str> = Vec::new();
    for (_, to, _) in &arrows {
        let goes_on = arrows.iter().any(|(from, _, _)| from == to);
        if !goes_on && !ends.contains(to) {
            ends.push(to);
        }
    }
    for end in ends {
        let _ = writeln!(drawing, "    {end} --> [*]");
    }
    drawing + "```\n"
}

fn steps(steps: &[Named]) -> String {
    let mut table = "| from | action | to |\n|---|---|---|\n".to_owned();
    for step in steps {
        let _ = writeln!(
            table,
            "| `{}` | `{}` | `{}` |",
            step.from, step.action, step.to
        );
    }
    table
}

fn moves(machine: Machine) -> String {
    let mut table =
        "| action | who may ask for it | it also follows from |\n|---|---|---|\n".to_owned();
    for row in MOVES.iter().filter(|row| row.machine == machine) {
        let follows: Vec<String> = row.follows.iter().map(|deed| words(*deed)).collect();
        let _ = writeln!(
            table,
            "| `{}` | {} | {} |",
            row.action,
            or_dash(&who(row)),
            or_dash(&follows.join(", "))
        );
    }
    table
}

/// Everybody who may ask for a move.
fn who(row: &Move) -> String {
    let may = |standing: &&Standing| {
        row.asked
            .iter()
            .filter_map(|deed| right(*deed))
            .any(|right| right.by.contains(standing))
    };
    let names: Vec<&str> = Standing::ALL
        .iter()
        .filter(may)
        .map(|one| one.name())
        .collect();
    names.join(", ")
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn statuses<S: Copy + 'static>(
    all: &[S],
    code: fn(S) -> &'static str,
    label: fn(S) -> Label,
) -> String {
    let mut table = "| status | in French | in English |\n|---|---|---|\n".to_owned();
    for status in all {
        let label = label(*status);
        let _ = writeln!(
            table,
            "| `{}` | {} | {} |",
            code(*status),
            label.fr,
            label.en
        );
    }
    table
}

/// Every deed with what it needs, of those that are about one case.
fn rights() -> String {
    let mut table = "| to | the token grants | and you are |\n|---|---|---|\n".to_owned();
    for row in TABLE {
        let scope = row.scope.map(|scope| format!("`{}`", scope.code()));
        let names: Vec<&str> = row.by.iter().map(|standing| standing.name()).collect();
        let _ = writeln!(
            table,
            "| {} | {} | {} |",
            words(row.deed),
            scope.as_deref().unwrap_or("—"),
            names.join(", ")
        );
    }
    table
}

/// A deed in words: its name, taken apart.
fn words(deed: Deed) -> String {
    let name = format!("{deed:?}");
    let mut words = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = include_str!("../../../docs/referral-lifecycle.md");

    #[test]
    fn the_committed_page_is_the_one_that_the_code_draws() {
        assert!(
            page() == COMMITTED,
            "docs/referral-lifecycle.md is stale: run `passerelle docs lifecycle > docs/referral-lifecycle.md`"
        );
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        assert!(
            !page().contains("{{"),
            "a part has no place, or a place no part"
        );
        assert_eq!(PAGE.matches("{{").count(), 11);
    }
}
