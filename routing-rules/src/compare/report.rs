//! What a comparison found, in sentences.

use std::fmt;

use passerelle_domain::Lang;

use super::{
    Comparison,
    comparison::{DeadlineChange, Example, Group, Load, Outcome, Shift},
    words::{
        cases, destiny, difference, duration, example, instant, kind, number, partner, percent,
    },
};
use crate::explain::say;

/// So many lines of a list are shown; the data has them all.
const LINES: usize = 10;

/// So many examples are shown beside one line.
const EXAMPLES: usize = 2;

impl Comparison {
    /// The report in words, for a terminal. The data says more: every move, and more examples.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut report = Report {
            lang,
            lines: Vec::new(),
        };
        report.opening(self);
        if self.changed > 0 {
            report.aspects(self);
            report.moves(self);
            report.destinies(self);
            report.deadlines(self);
            report.disclosure(self);
            report.rules(self);
            report.loads(self);
        }
        report.lines.join("\n")
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::Fr))
    }
}

struct Report {
    lang: Lang,
    lines: Vec<String>,
}

impl Report {
    fn opening(&mut self, comparison: &Comparison) {
        let lang = self.lang;
        let count = cases(comparison.cases, lang);
        let (Some(from), Some(until)) = (comparison.from, comparison.until) else {
            let nothing = say(
                lang,
                "Aucun cas à comparer.",
                "There is no case to compare.",
            );
            return self.lines.push(nothing);
        };
        let (from, until) = (instant(from, lang), instant(until, lang));
        self.lines.push(say(
            lang,
            format!("Comparaison de {count}, chacun décidé deux fois, du {from} au {until}."),
            format!("Comparison of {count}, each decided twice, from {from} to {until}."),
        ));
        let unchanged = number(comparison.unchanged, lang);
        let changed = number(comparison.changed, lang);
        let share = percent(comparison.changed, comparison.cases, lang);
        self.lines.push(say(
            lang,
            format!("Sans changement : {unchanged}. Avec changement : {changed} ({share})."),
            format!("Without any change: {unchanged}. With a change: {changed} ({share})."),
        ));
        if comparison.undecided > 0 {
            let undecided = number(comparison.undecided, lang);
            self.lines.push(say(
                lang,
                format!("Non décidés, car une échéance sort du calendrier : {undecided}."),
                format!("Not decided, since a due date lies beyond the calendar: {undecided}."),
            ));
        }
    }

    fn aspects(&mut self, comparison: &Comparison) {
        self.title("Ce qui change", "What changes");
        for count in &comparison.aspects {
            let label = count.aspect.label().get(self.lang);
            let count = cases(count.cases, self.lang);
            self.item(format!("{label}{} {count}", self.colon()));
        }
        if comparison.rule_only > 0 {
            let count = cases(comparison.rule_only, self.lang);
            self.item(say(
                self.lang,
                format!("dont la règle seule, sans autre effet : {count}"),
                format!("of these the rule alone, with no other effect: {count}"),
            ));
        }
    }

    fn moves(&mut self, comparison: &Comparison) {
        if comparison.moves.is_empty() {
            return;
        }
        let lang = self.lang;
        self.title("Qui est sollicité en premier", "Who is asked first");
        for one in comparison.moves.iter().take(LINES) {
            let (from, to) = (&one.from, &one.to);
            let (from, to) = (partner(from.as_ref(), lang), partner(to.as_ref(), lang));
            self.counted(&one.group, &format!("{from} → {to}"));
            self.examples(&one.group.examples, by_rule(lang));
        }
        self.rest(comparison.moves.iter().map(|one| one.group.cases));
        self.title("Par type de partenaire", "By kind of partner");
        for one in comparison.kinds.iter().take(LINES) {
            let (from, to) = (kind(one.from, lang), kind(one.to, lang));
            let count = cases(one.cases, lang);
            self.item(format!("{count}{} {from} → {to}", self.colon()));
        }
        self.rest(comparison.kinds.iter().map(|one| one.cases));
    }

    fn destinies(&mut self, comparison: &Comparison) {
        if comparison.destinies.is_empty() {
            return;
        }
        let lang = self.lang;
        self.title("Ce que devient le cas", "What becomes of the case");
        for one in &comparison.destinies {
            let (from, to) = (destiny(one.from, lang), destiny(one.to, lang));
            self.counted(&one.group, &format!("{from} → {to}"));
            self.examples(&one.group.examples, by_rule(lang));
        }
    }

    fn deadlines(&mut self, comparison: &Comparison) {
        let answer = &comparison.answer_due;
        self.deadline(("Délai de réponse", "Answer due"), answer, |outcome| {
            outcome.answer_due_at
        });
        let contact = &comparison.first_contact_due;
        self.deadline(
            ("Délai de premier contact", "First contact due"),
            contact,
            |outcome| outcome.first_contact_due_at,
        );
    }

    fn deadline(
        &mut self,
        (fr, en): (&str, &str),
        change: &DeadlineChange,
        due: impl Fn(&Outcome) -> Option<jiff::Timestamp>,
    ) {
        if *change == DeadlineChange::default() {
            return;
        }
        let lang = self.lang;
        self.title(fr, en);
        if let Some(shift) = change.earlier {
            self.item(self.shift(shift, "plus tôt", "earlier"));
        }
        if let Some(shift) = change.later {
            self.item(self.shift(shift, "plus tard", "later"));
        }
        for (count, fr, en) in [
            (
                change.added,
                "une échéance est fixée, il n'y en avait pas",
                "due now, not before",
            ),
            (change.removed, "plus d'échéance", "not due any more"),
        ] {
            if count > 0 {
                let count = cases(count, lang);
                self.item(format!("{count}{} {}", self.colon(), say(lang, fr, en)));
            }
        }
        self.examples(&change.examples, |outcome| {
            let none = || say(lang, "aucune échéance", "not due");
            due(outcome).map_or_else(none, |at| instant(at, lang))
        });
    }

    /// `12 cas plus tard : de 2 h à 3 jours, 1 jour en moyenne`.
    fn shift(&self, shift: Shift, fr: &str, en: &str) -> String {
        let lang = self.lang;
        let count = cases(shift.cases, lang);
        let [least, mean, most] =
            [shift.least, shift.mean, shift.most].map(|span| duration(span, lang));
        if least == most {
            return say(
                lang,
                format!("{count} {fr} : de {least}"),
                format!("{count} {en}: by {least}"),
            );
        }
        say(
            lang,
            format!("{count} {fr} : de {least} à {most}, {mean} en moyenne"),
            format!("{count} {en}: by {least} to {most}, {mean} on average"),
        )
    }

    fn disclosure(&mut self, comparison: &Comparison) {
        let (more, less) = (&comparison.more_disclosed, &comparison.less_disclosed);
        if more.cases + less.cases == 0 {
            return;
        }
        let lang = self.lang;
        self.title("Informations transmises", "What is passed on");
        for (group, fr, en) in [
            (
                more,
                "un partenaire en voit davantage",
                "a partner sees more",
            ),
            (less, "un partenaire en voit moins", "a partner sees less"),
        ] {
            if group.cases > 0 {
                let what = say(lang, fr, en);
                self.counted(group, &what);
                self.examples(&group.examples, by_rule(lang));
            }
        }
    }

    fn rules(&mut self, comparison: &Comparison) {
        if comparison.rules.is_empty() {
            return;
        }
        self.title("Quelle règle décide", "Which rule decides");
        for one in comparison.rules.iter().take(LINES) {
            self.counted(&one.group, &format!("{} → {}", one.from, one.to));
        }
        self.rest(comparison.rules.iter().map(|one| one.group.cases));
    }

    fn loads(&mut self, comparison: &Comparison) {
        let moved = |load: &&Load| {
            load.asked_before != load.asked_after || load.informed_before != load.informed_after
        };
        let all: Vec<&Load> = comparison.loads.iter().filter(moved).collect();
        if all.is_empty() {
            return;
        }
        let lang = self.lang;
        self.title(
            "Charge des partenaires (sollicités en premier, en copie)",
            "Load of the partners (asked first, informed)",
        );
        for load in all.iter().take(LINES) {
            let mut parts = Vec::new();
            for (before, after, fr, en) in [
                (
                    load.asked_before,
                    load.asked_after,
                    "en premier",
                    "asked first",
                ),
                (
                    load.informed_before,
                    load.informed_after,
                    "en copie",
                    "informed",
                ),
            ] {
                if before + after > 0 {
                    let by = difference(before, after, lang);
                    let (before, after) = (number(before, lang), number(after, lang));
                    parts.push(format!("{} {before} → {after}{by}", say(lang, fr, en)));
                }
            }
            let name = partner(Some(&load.partner), lang);
            self.item(format!("{name}{} {}", self.colon(), parts.join(", ")));
        }
        let rest = all.len().saturating_sub(LINES);
        if rest > 0 {
            self.item(say(
                lang,
                format!("et {rest} autres partenaires"),
                format!("and {rest} other partners"),
            ));
        }
    }

    fn title(&mut self, fr: &str, en: &str) {
        self.lines.push(String::new());
        self.lines.push(say(self.lang, fr, en));
    }

    fn item(&mut self, text: impl fmt::Display) {
        self.lines.push(format!("- {text}"));
    }

    fn counted(&mut self, group: &Group, what: &str) {
        let count = cases(group.cases, self.lang);
        self.item(format!("{count}{} {what}", self.colon()));
    }

    fn examples(&mut self, examples: &[Example], tell: impl Fn(&Outcome) -> String) {
        for one in examples.iter().take(EXAMPLES) {
            let text = example(one, &tell, self.lang);
            self.lines.push(format!("    {text}"));
        }
    }

    fn rest(&mut self, counts: impl Iterator<Item = u64>) {
        let rest: Vec<u64> = counts.skip(LINES).collect();
        if rest.is_empty() {
            return;
        }
        let (others, sum) = (rest.len(), cases(rest.iter().sum(), self.lang));
        self.item(say(
            self.lang,
            format!("et {others} autres, {sum} en tout"),
            format!("and {others} others, {sum} in all"),
        ));
    }

    fn colon(&self) -> &'static str {
        match self.lang {
            Lang::Fr => " :",
            Lang::En => ":",
        }
    }
}

/// The rule of a decision, for an example.
fn by_rule(lang: Lang) -> impl Fn(&Outcome) -> String {
    move |outcome| {
        let rule = &outcome.rule;
        say(lang, format!("règle {rule}"), format!("rule {rule}"))
    }
}
