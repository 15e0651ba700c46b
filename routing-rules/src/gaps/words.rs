//! Gaps in words.

use passerelle_domain::{Area, Lang};

use super::{Gaps, Lacking, NoMail, Shortage};
use crate::rules::Zone;

/// So many areas are named before the rest is counted.
const AREAS: usize = 8;

impl Gaps {
    /// The gaps in words, for a terminal.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let pick = |fr: String, en: String| match lang {
            Lang::Fr => fr,
            Lang::En => en,
        };
        let mut place = Zone::Area(self.area.clone()).name();
        if let Some(qpv) = &self.qpv {
            place = format!("{}, {place}", Zone::Qpv(qpv.clone()).name());
        }
        let communes = counted(self.communes);
        let mut lines = vec![pick(
            format!("{place} : {communes}"),
            format!("{place}: {communes}"),
        )];
        if self.lacking.is_empty() {
            lines.push(pick(
                "Chaque situation a au moins deux partenaires partout.".to_owned(),
                "Every situation has at least two partners everywhere.".to_owned(),
            ));
        }
        for lacking in &self.lacking {
            lines.push(self.lack(lacking, lang));
            let situations = lacking.situations.iter();
            lines.extend(situations.map(|one| format!("    {}", one.label().get(lang))));
        }
        for full in &self.full {
            let (partner, open, capacity) = (&full.partner, full.open, full.capacity);
            lines.push(pick(
                format!("{partner} : {open} demandes en cours, pour {capacity} au plus"),
                format!("{partner}: {open} open cases, of {capacity} at most"),
            ));
        }
        for unreachable in &self.unreachable {
            let partner = &unreachable.partner;
            lines.push(match unreachable.code {
                NoMail::NoAddress => pick(
                    format!("{partner} : aucune adresse électronique"),
                    format!("{partner}: no mail address"),
                ),
                NoMail::Bounced => pick(
                    format!("{partner} : le dernier courriel est revenu"),
                    format!("{partner}: the last mail came back"),
                ),
            });
        }
        lines.join("\n")
    }

    fn lack(&self, lacking: &Lacking, lang: Lang) -> String {
        let communes = counted(lacking.communes);
        let everywhere = lacking.communes == self.communes;
        let place = areas(&lacking.areas, lang);
        match (lang, lacking.code, everywhere) {
            (Lang::Fr, Shortage::NoPartner, true) => "Aucun partenaire, nulle part :".to_owned(),
            (Lang::Fr, Shortage::OnePartner, true) => {
                "Un seul partenaire, personne après lui, partout :".to_owned()
            }
            (Lang::Fr, Shortage::NoPartner, false) => {
                format!("Aucun partenaire dans {communes} — {place} :")
            }
            (Lang::Fr, Shortage::OnePartner, false) => {
                format!("Un seul partenaire dans {communes} — {place} :")
            }
            (Lang::En, Shortage::NoPartner, true) => "No partner anywhere:".to_owned(),
            (Lang::En, Shortage::OnePartner, true) => {
                "One partner only, and nobody after it, everywhere:".to_owned()
            }
            (Lang::En, Shortage::NoPartner, false) => {
                format!("No partner in {communes} — {place}:")
            }
            (Lang::En, Shortage::OnePartner, false) => {
                format!("One partner only in {communes} — {place}:")
            }
        }
    }
}

/// So many communes.
fn counted(communes: usize) -> String {
    match communes {
        0 | 1 => format!("{communes} commune"),
        _ => format!("{communes} communes"),
    }
}

fn areas(areas: &[Area], lang: Lang) -> String {
    let named = areas.iter().take(AREAS);
    let mut names: Vec<String> = named.map(|area| Zone::Area(area.clone()).name()).collect();
    let rest = areas.len().saturating_sub(AREAS);
    if rest > 0 {
        names.push(match lang {
            Lang::Fr => format!("{rest} autres"),
            Lang::En => format!("{rest} others"),
        });
    }
    names.join(", ")
}
