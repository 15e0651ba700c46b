//! The short form: which rule and why, who is asked by when, what follows, who was passed over.

use passerelle_domain::{CalendarError, Lang, PartnerId, Text, written_time::in_words};

use super::{kind_name, opening::opening, say};
use crate::{
    Decision, Destiny, Facts, Network,
    rules::{Aim, Rule},
};

/// How many names a sentence holds before it counts the rest.
const NAMES: usize = 3;

/// The explanation of a decision in both languages.
pub(crate) fn short(
    network: &Network,
    facts: &Facts<'_>,
    decision: &Decision,
) -> Result<Text, CalendarError> {
    let in_lang = |lang| {
        let speaker = Speaker {
            network,
            decision,
            lang,
        };
        let sentences = [
            Some(opening(network, facts, decision, lang)),
            speaker.destiny()?,
            speaker.next(),
            speaker.passed_over(),
        ];
        Ok(sentences
            .into_iter()
            .flatten()
            .collect::<Vec<String>>()
            .join(" "))
    };
    Ok(Text {
        fr: in_lang(Lang::Fr)?,
        en: in_lang(Lang::En)?,
    })
}

struct Speaker<'a> {
    network: &'a Network,
    decision: &'a Decision,
    lang: Lang,
}

impl Speaker<'_> {
    fn destiny(&self) -> Result<Option<String>, CalendarError> {
        let lang = self.lang;
        let lead = self
            .decision
            .lead
            .as_ref()
            .map(|lead| self.with_kind(lead.partner));
        let due = self
            .decision
            .answer_due_at
            .map(|due| in_words(due, lang))
            .transpose()?;
        let due = due.unwrap_or_default();
        Ok(Some(match (self.decision.destiny, lead) {
            (Destiny::Routed, Some(lead)) => {
                let copy = self.copy();
                say(
                    lang,
                    format!(
                        "La demande est adressée à {lead}, avec réponse attendue au plus tard le {due}{copy}."
                    ),
                    format!("The request goes to {lead}, who must answer by {due}{copy}."),
                )
            }
            (Destiny::AwaitingConsent, Some(lead)) => say(
                lang,
                format!(
                    "La demande attend l'accord de la personne avant d'être adressée à {lead} ; rien n'est envoyé d'ici là."
                ),
                format!(
                    "The request waits for the person's agreement before it goes to {lead}; nothing is sent until then."
                ),
            ),
            (Destiny::EmergencyDiverted, _) => {
                let numbers = self.numbers();
                say(
                    lang,
                    format!(
                        "C'est une urgence : {numbers}, car ce service ne prévient pas les secours, n'adresse la demande à aucun partenaire et ne garde aucune donnée personnelle."
                    ),
                    format!(
                        "This is an emergency: {numbers}, since this service does not alert the emergency services, asks no partner and keeps no personal data."
                    ),
                )
            }
            _ if !self.decision.conflict.is_empty() => say(
                lang,
                format!(
                    "Aucun partenaire n'est sollicité : une personne de la coordination tranche au plus tard le {due} (règle {}).",
                    self.decision.rule
                ),
                format!(
                    "No partner is asked: a coordinator settles it by {due} (rule {}).",
                    self.decision.rule
                ),
            ),
            _ => say(
                lang,
                format!(
                    "Aucun partenaire ne peut être sollicité : une personne de la coordination choisit la suite au plus tard le {due} (règle {}).",
                    self.decision.rule
                ),
                format!(
                    "No partner can be asked: a coordinator chooses what follows by {due} (rule {}).",
                    self.decision.rule
                ),
            ),
        }))
    }

    /// Whom to call. A rule that diverts names its numbers; else they are the situation's.
    fn numbers(&self) -> String {
        let diverting = self
            .matched()
            .filter(|rule| matches!(rule.then.aim, Aim::Divert));
        let named = |code: &str| {
            diverting.is_none_or(|rule| rule.then.notices.iter().any(|used| used.code == code))
        };
        let shown = self
            .decision
            .notices
            .iter()
            .filter(|notice| named(&notice.code));
        let article = say(self.lang, "le ", "");
        let numbers: Vec<String> = shown
            .filter_map(|notice| notice.number.as_ref())
            .map(|number| format!("{article}{number}"))
            .collect();
        match numbers.as_slice() {
            [] => say(
                self.lang,
                "appelez les secours",
                "call the emergency services",
            ),
            [one] => say(
                self.lang,
                format!("appelez vous-même {one}"),
                format!("call {one} yourself"),
            ),
            [first @ .., last] => {
                let first = first.join(", ");
                say(
                    self.lang,
                    format!("appelez vous-même {first} ou {last}"),
                    format!("call {first} or {last} yourself"),
                )
            }
        }
    }

    fn matched(&self) -> Option<&Rule> {
        let id = self.decision.matched_rule.as_ref()?;
        self.network.rule(id)
    }

    /// Who reads along.
    fn copy(&self) -> String {
        if self.decision.informed.is_empty() {
            return String::new();
        }
        let names = self.names(
            self.decision
                .informed
                .iter()
                .map(|one| self.name(one.partner)),
        );
        say(
            self.lang,
            format!(" ; pour information et sans identité, une copie va à {names}"),
            format!("; for information and without identity, a copy goes to {names}"),
        )
    }

    fn next(&self) -> Option<String> {
        let (fr, en) = match self.decision.destiny {
            Destiny::Routed => (
                "Sans réponse à cette date, ou en cas de refus",
                "Without an answer by then, or if it is declined",
            ),
            Destiny::AwaitingConsent => (
                "Une fois l'accord donné, en cas de refus du partenaire ou sans réponse",
                "Once the person agrees, if the partner declines or does not answer",
            ),
            Destiny::Triage | Destiny::EmergencyDiverted => return None,
        };
        if self.decision.fallbacks.is_empty() {
            return Some(say(
                self.lang,
                format!("{fr}, une personne de la coordination choisit la suite."),
                format!("{en}, a coordinator chooses what follows."),
            ));
        }
        let routed = self.decision.destiny == Destiny::Routed;
        let steps = self.decision.fallbacks.iter().map(|fallback| {
            let name = self.with_kind(fallback.partner);
            if fallback.needs_consent && routed {
                let (fr, en) = ("si la personne est d'accord", "if the person agrees");
                say(self.lang, format!("{name} {fr}"), format!("{name} {en}"))
            } else {
                name
            }
        });
        let (then_fr, then_en) = (", puis à ", ", then to ");
        let rest = self.decision.fallbacks.len().saturating_sub(NAMES);
        let steps: Vec<String> = steps.take(NAMES).collect();
        let others = if rest == 0 {
            String::new()
        } else {
            say(
                self.lang,
                format!(", puis à {rest} autres"),
                format!(", then to {rest} more"),
            )
        };
        Some(say(
            self.lang,
            format!("{fr}, elle passe à {}{others}.", steps.join(then_fr)),
            format!("{en}, it goes to {}{others}.", steps.join(then_en)),
        ))
    }

    fn passed_over(&self) -> Option<String> {
        let lang = self.lang;
        let turned_down = &self.decision.turned_down;
        let reasons = turned_down.iter().map(|one| {
            let reason = one.reason.label().get(lang);
            format!("{} ({reason})", self.name(one.partner))
        });
        let passed = (!turned_down.is_empty()).then(|| {
            let names = self.names(reasons);
            say(
                lang,
                format!("Ne sont pas retenus : {names}"),
                format!("Not kept: {names}"),
            )
        });
        let vacant = (!self.decision.vacant.is_empty()).then(|| {
            let kinds = self
                .decision
                .vacant
                .iter()
                .map(|kind| kind_name(*kind, lang).to_owned());
            let kinds = self.names(kinds);
            match (lang, passed.is_some()) {
                (Lang::Fr, true) => {
                    format!("l'annuaire ne compte aucun partenaire de type {kinds}")
                }
                (Lang::Fr, false) => {
                    format!("L'annuaire ne compte aucun partenaire de type {kinds}")
                }
                (Lang::En, true) => format!("the directory has no partner of the kind {kinds}"),
                (Lang::En, false) => format!("The directory has no partner of the kind {kinds}"),
            }
        });
        let parts: Vec<String> = passed.into_iter().chain(vacant).collect();
        let glue = say(lang, " ; ", "; ");
        (!parts.is_empty()).then(|| format!("{}.", parts.join(&glue)))
    }

    /// A list of names that stays readable.
    fn names(&self, mut names: impl ExactSizeIterator<Item = String>) -> String {
        let mut shown: Vec<String> = names.by_ref().take(NAMES).collect();
        // The others are counted, and never put into words.
        let rest = names.len();
        if rest > 0 {
            shown.push(say(
                self.lang,
                format!("et {rest} autres"),
                format!("and {rest} more"),
            ));
        }
        shown.join(", ")
    }

    fn name(&self, id: PartnerId) -> String {
        self.network
            .partner(id)
            .map_or_else(|| id.to_string(), |partner| partner.name.clone())
    }

    /// A partner with its kind, where the name does not say it already.
    fn with_kind(&self, id: PartnerId) -> String {
        let Some(partner) = self.network.partner(id) else {
            return id.to_string();
        };
        let kind = kind_name(partner.kind, self.lang);
        if partner.name.to_lowercase().contains(&kind.to_lowercase()) {
            partner.name.clone()
        } else {
            format!("{} ({kind})", partner.name)
        }
    }
}
