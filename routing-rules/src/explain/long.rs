//! The long form in sentences: every rule that came near and every candidate, for whoever wants to
//! know why not.

use std::fmt::{self, Write};

use jiff::Timestamp;
use passerelle_domain::{Disclosure, Lang, PartnerId};

use super::{
    account::{Account, KindAccount, Lack, Part, RuleAccount, RuleFate, account},
    course::course,
    kind_name, say,
};
use crate::{Decision, Facts, Network};

/// Everything about a decision made by the clock `at`, as plain text in one language: the short explanation, the rules
/// that applied or came near, the candidates with their reasons, who is informed, what is shown.
#[must_use]
pub fn explain_text(
    network: &Network,
    facts: &Facts<'_>,
    at: Timestamp,
    decision: &Decision,
    lang: Lang,
) -> String {
    let report = Report {
        network,
        decision,
        lang,
        account: account(network, facts, at, decision),
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = report.write(&mut text);
    text
}

struct Report<'a> {
    network: &'a Network,
    decision: &'a Decision,
    lang: Lang,
    account: Account,
}

impl Report<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}", self.decision.explanation.get(self.lang))?;
        self.title(out, "Règles", "Rules")?;
        for rule in &self.account.rules {
            self.rule(out, rule)?;
        }
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

    fn rule(&self, out: &mut String, rule: &RuleAccount) -> fmt::Result {
        let (id, label) = (&rule.id, rule.label.get(self.lang));
        let fate = self.fate(rule);
        writeln!(out, "- {id} ({label}){} {fate}", self.colon())
    }

    fn fate(&self, rule: &RuleAccount) -> String {
        let (fr, en) = match rule.fate {
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
            RuleFate::Near => {
                let lacks: Vec<String> = rule.lacks.iter().map(|lack| self.lack(lack)).collect();
                return say(
                    self.lang,
                    format!("proche ; {}", lacks.join(" ; ")),
                    format!("near; {}", lacks.join("; ")),
                );
            }
        };
        say(self.lang, fr, en)
    }

    /// "tenure: it would have to be co-ownership, and it is social housing".
    fn lack(&self, lack: &Lack) -> String {
        let [fact, wanted, actual] =
            [&lack.fact, &lack.wanted, &lack.actual].map(|text| text.get(self.lang));
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
