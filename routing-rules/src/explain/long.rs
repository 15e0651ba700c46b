//! The long form: every rule that came near and every candidate, for whoever wants to know why not.

use std::fmt::{self, Write};

use jiff::Timestamp;
use passerelle_domain::{Disclosure, Lang, Partner, PartnerId, PartnerKind};

use super::{kind_name, near::fare, say, words::lacking};
use crate::{
    Decision, Facts, Network,
    decide::{Ground, route},
    rules::{Aim, Rule},
};

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
    // A decision exists, so its clock could be read.
    let moment = network.rules().moment(facts, at).ok().flatten();
    let report = Report {
        network,
        decision,
        lang,
        ground: Ground::new(network, *facts, moment),
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
    ground: Ground<'a>,
}

impl Report<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{}", self.decision.explanation.get(self.lang))?;
        self.title(out, "Règles", "Rules")?;
        for rule in self.network.rules().rules() {
            self.rule(out, rule)?;
        }
        let kinds = route(&self.ground);
        if !kinds.is_empty() {
            self.title(
                out,
                "Candidats, dans l'ordre du parcours",
                "Candidates, in the order of the route",
            )?;
        }
        for kind in kinds {
            self.kind(out, kind)?;
        }
        if !self.decision.informed.is_empty() {
            self.title(out, "Pour information", "For information")?;
        }
        for one in &self.decision.informed {
            let name = self
                .network
                .partner(one.partner)
                .map_or("", |partner| &partner.name);
            writeln!(
                out,
                "- {name}{} {}",
                self.colon(),
                self.level(one.disclosure)
            )?;
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

    fn rule(&self, out: &mut String, rule: &Rule) -> fmt::Result {
        let case = &self.ground.case;
        let decides = self.decision.matched_rule.as_deref() == Some(rule.id.as_str());
        let informs = matches!(rule.then.aim, Aim::Inform { .. });
        let holds = rule.when.holds(case);
        let fare = fare(&rule.when, case);
        let verdict = if decides {
            say(self.lang, "elle décide", "it decides")
        } else if self.decision.conflict.contains(&rule.id) {
            say(
                self.lang,
                "elle s'applique, et en contredit une autre",
                "it applies, and contradicts another one",
            )
        } else if holds && informs && self.decision.informed.is_empty() {
            return Ok(());
        } else if holds && informs {
            say(
                self.lang,
                "elle informe d'autres partenaires",
                "it informs other partners",
            )
        } else if holds {
            say(
                self.lang,
                "elle s'appliquerait aussi, mais vient après",
                "it would apply too, but comes later",
            )
        } else if fare.is_near() {
            let lacks = fare
                .failing
                .iter()
                .map(|test| lacking(test, case, self.lang));
            let lacks: Vec<String> = lacks.collect();
            say(
                self.lang,
                format!("proche ; {}", lacks.join(" ; ")),
                format!("near; {}", lacks.join("; ")),
            )
        } else {
            return Ok(());
        };
        writeln!(
            out,
            "- {} ({}){} {verdict}",
            rule.id,
            rule.label.get(self.lang),
            self.colon()
        )
    }

    fn kind(&self, out: &mut String, kind: PartnerKind) -> fmt::Result {
        writeln!(out, "- {}{}", kind_name(kind, self.lang), self.colon())?;
        if self.decision.vacant.contains(&kind) {
            let nobody = say(
                self.lang,
                "personne dans l'annuaire",
                "nobody in the directory",
            );
            return writeln!(out, "  - {nobody}");
        }
        let mut unlisted = 0;
        for partner in self.network.of_kind(kind) {
            match self.part(partner) {
                Some(part) => writeln!(out, "  - {}{} {part}", partner.name, self.colon())?,
                None => unlisted += 1,
            }
        }
        if unlisted > 0 {
            let more = say(self.lang, "autres, non retenus", "others, not kept");
            writeln!(out, "  - {unlisted} {more}")?;
        }
        Ok(())
    }

    /// What became of a candidate.
    fn part(&self, partner: &Partner) -> Option<String> {
        let lead = self
            .decision
            .lead
            .as_ref()
            .filter(|lead| lead.partner == partner.id);
        if let Some(lead) = lead {
            let level = self.level(lead.disclosure);
            let first = if lead.needs_consent {
                say(
                    self.lang,
                    "premier choix, après l'accord de la personne",
                    "first choice, once the person agrees",
                )
            } else {
                say(self.lang, "premier choix", "first choice")
            };
            return Some(format!("{first} ; {level}").replace(" ;", self.semicolon()));
        }
        if let Some(rank) = self.rank(partner.id) {
            return Some(say(
                self.lang,
                format!("recours n° {rank}"),
                format!("fallback {rank}"),
            ));
        }
        let turned_down = self
            .decision
            .turned_down
            .iter()
            .find(|one| one.partner == partner.id)?;
        let reason = turned_down.reason.label().get(self.lang);
        Some(say(
            self.lang,
            format!("non retenu ({reason})"),
            format!("not kept ({reason})"),
        ))
    }

    fn rank(&self, id: PartnerId) -> Option<usize> {
        self.decision
            .fallbacks
            .iter()
            .position(|one| one.partner == id)
            .map(|index| index + 1)
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
