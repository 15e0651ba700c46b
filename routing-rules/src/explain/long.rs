//! The long form in sentences: every rule that came near and every candidate, for whoever wants to
//! know why not.

use std::fmt::{self, Write};

use jiff::Timestamp;
use passerelle_domain::{Disclosure, Lang, PartnerId};

use super::{
    account::{Account, Found, KindAccount, Part, RuleFate, account},
    course::course,
    facts, kind_name,
    near::Miss,
    say, words,
};
use crate::{Decision, Facts, Network};

/// Everything about a decision made by the clock `at`, as plain text in one language: the short explanation, the rules
/// that applied, the nearest of those that did not and how many others came near, the candidates with
/// their reasons, who is informed, what is shown.
#[must_use]
pub fn explain_text(
    network: &Network,
    facts: &Facts<'_>,
    at: Timestamp,
    decision: &Decision,
    lang: Lang,
) -> String {
    told(network, facts, at, decision, lang, NEAREST)
}

/// The same with every rule that came near, however many there are.
#[must_use]
pub fn explain_every_rule(
    network: &Network,
    facts: &Facts<'_>,
    at: Timestamp,
    decision: &Decision,
    lang: Lang,
) -> String {
    told(network, facts, at, decision, lang, usize::MAX)
}

/// Of rules that came near, so many are told in words; the others are counted.
const NEAREST: usize = 20;

fn told(
    network: &Network,
    facts: &Facts<'_>,
    at: Timestamp,
    decision: &Decision,
    lang: Lang,
    nearest: usize,
) -> String {
    let report = Report {
        network,
        decision,
        lang,
        account: account(network, facts, at, decision),
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = report.write(&mut text, nearest);
    text
}

struct Report<'a> {
    network: &'a Network,
    decision: &'a Decision,
    lang: Lang,
    account: Account<'a>,
}

impl Report<'_> {
    fn write(&self, out: &mut String, nearest: usize) -> fmt::Result {
        writeln!(out, "{}", self.decision.explanation.get(self.lang))?;
        self.title(out, "Règles", "Rules")?;
        self.rules(out, nearest)?;
        if !self.account.route.is_empty() {
            self.title(
                out,
                "Candidats, dans l'ordre du parcours",
                "Candidates, in the order of the route",
            )?;
        }
        for kind in &self.account.route {
            self.kind(out, kind)?;
        }
        if !self.decision.informed.is_empty() {
            self.title(out, "Pour information", "For information")?;
        }
        for one in &self.decision.informed {
            let name = self.name(one.partner);
            let level = self.level(one.disclosure);
            writeln!(out, "- {name}{} {level}", self.colon())?;
        }
        let course = course(&self.decision.course, self.lang);
        if !course.is_empty() {
            self.title(out, "Ensuite", "What follows")?;
        }
        for line in course {
            writeln!(out, "- {line}")?;
        }
        if !self.decision.notices.is_empty() {
            self.title(out, "À savoir", "To know")?;
        }
        for notice in &self.decision.notices {
            let text = notice.text.get(self.lang);
            match &notice.number {
                Some(number) => writeln!(out, "- {number}{} {text}", self.colon())?,
                None => writeln!(out, "- {text}")?,
            }
        }
        Ok(())
    }

    fn rules(&self, out: &mut String, nearest: usize) -> fmt::Result {
        let told = self.account.nearest(nearest);
        for found in &told {
            let (id, label) = (&found.rule.id, found.rule.label.get(self.lang));
            let fate = self.fate(found);
            writeln!(out, "- {id} ({label}){} {fate}", self.colon())?;
        }
        match self.account.rules.len() - told.len() {
            0 => Ok(()),
            1 => {
                let more = say(
                    self.lang,
                    "1 autre règle était proche, sans remplir plus de conditions",
                    "1 other rule came near, and meets no more conditions",
                );
                writeln!(out, "- {more}")
            }
            others => {
                let more = say(
                    self.lang,
                    "autres règles étaient proches, sans remplir plus de conditions",
                    "other rules came near, and meet no more conditions",
                );
                writeln!(out, "- {others} {more}")
            }
        }
    }

    fn fate(&self, found: &Found<'_>) -> String {
        let (fr, en) = match found.fate {
            RuleFate::Decides => ("elle décide", "it decides"),
            RuleFate::Contradicts => (
                "elle s'applique, et en contredit une autre",
                "it applies, and contradicts another one",
            ),
            RuleFate::Informs => (
                "elle informe d'autres partenaires",
                "it informs other partners",
            ),
            RuleFate::ComesLater => (
                "elle s'appliquerait aussi, mais vient après",
                "it would apply too, but comes later",
            ),
            RuleFate::Near => ("proche", "near"),
        };
        let fate = say(self.lang, fr, en);
        match &found.miss {
            Some(miss) => format!("{fate}{} {}", self.semicolon(), self.miss(miss)),
            None => fate,
        }
    }

    /// "tenure: it would have to be co-ownership, and it is social housing".
    fn miss(&self, miss: &Miss<'_>) -> String {
        let fact = facts::fact(miss.test, self.lang);
        let wanted = words::wanted(miss.test, self.lang);
        let actual = self.account.actual(miss, self.lang);
        say(
            self.lang,
            format!("{fact} : il faudrait {wanted}, or c'est {actual}"),
            format!("{fact}: it would have to be {wanted}, and it is {actual}"),
        )
    }

    fn kind(&self, out: &mut String, of_kind: &KindAccount) -> fmt::Result {
        let kind = kind_name(of_kind.kind, self.lang);
        writeln!(out, "- {kind}{}", self.colon())?;
        if of_kind.vacant {
            let nobody = say(
                self.lang,
                "personne dans l'annuaire",
                "nobody in the directory",
            );
            return writeln!(out, "  - {nobody}");
        }
        for candidate in &of_kind.candidates {
            let (name, part) = (self.name(candidate.partner), self.part(candidate.part));
            writeln!(out, "  - {name}{} {part}", self.colon())?;
        }
        if of_kind.others > 0 {
            let more = say(self.lang, "autres, non retenus", "others, not kept");
            writeln!(out, "  - {} {more}", of_kind.others)?;
        }
        Ok(())
    }

    fn part(&self, part: Part) -> String {
        match part {
            Part::Lead {
                disclosure,
                needs_consent,
            } => {
                let level = self.level(disclosure);
                let first = if needs_consent {
                    say(
                        self.lang,
                        "premier choix, après l'accord de la personne",
                        "first choice, once the person agrees",
                    )
                } else {
                    say(self.lang, "premier choix", "first choice")
                };
                format!("{first}{} {level}", self.semicolon())
            }
            Part::Fallback { rank } => say(
                self.lang,
                format!("recours n° {rank}"),
                format!("fallback {rank}"),
            ),
            Part::TurnedDown { reason } => {
                let reason = reason.label().get(self.lang);
                say(
                    self.lang,
                    format!("non retenu ({reason})"),
                    format!("not kept ({reason})"),
                )
            }
        }
    }

    fn name(&self, id: PartnerId) -> &str {
        self.network.partner(id).map_or("", |partner| &partner.name)
    }

    fn level(&self, level: Disclosure) -> String {
        let (code, label) = (level.code(), level.label().get(self.lang));
        say(
            self.lang,
            format!("voit {code} ({label})"),
            format!("sees {code} ({label})"),
        )
    }

    fn title(&self, out: &mut String, fr: &str, en: &str) -> fmt::Result {
        writeln!(out, "\n{}", say(self.lang, fr, en))
    }

    fn colon(&self) -> &'static str {
        match self.lang {
            Lang::Fr => " :",
            Lang::En => ":",
        }
    }

    fn semicolon(&self) -> &'static str {
        match self.lang {
            Lang::Fr => " ;",
            Lang::En => ";",
        }
    }
}
