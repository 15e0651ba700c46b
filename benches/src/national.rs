//! A country of rules: a national set, and an overlay for each of its départements.

use std::fmt::Write;

use passerelle_domain::{DepartementCode, PartnerKind, Territory};
use passerelle_routing_rules::{OverlaySource, RuleSet};

use crate::Dice;

/// Départements of the overlays: those of the hexagon, Corsica and the five overseas ones.
const DEPARTEMENTS: usize = 101;

/// Rules of one overlay that stand in the place of a national one.
const REPLACED: usize = 10;

impl Dice {
    /// `count` rules by chance: a national set of some two thousand, and the rest in overlays, of
    /// which one in three is valid for some months only, and one rule in ten reads the clock.
    ///
    /// # Panics
    /// When the documents cannot be read.
    pub fn national(&mut self, count: usize) -> RuleSet {
        let in_overlays = count * 8 / 10 / DEPARTEMENTS;
        let national = count - in_overlays * DEPARTEMENTS;
        let base = self.rule_set(national);
        let texts: Vec<String> = departements()
            .iter()
            .map(|code| self.overlay(code, in_overlays, national))
            .collect();
        let sources: Vec<OverlaySource<'_>> = texts
            .iter()
            .map(|text| OverlaySource {
                file: "overlay.toml",
                text,
            })
            .collect();
        base.with_overlays(&sources)
            .unwrap_or_else(|faults| panic!("{}", faults[0]))
    }

    fn overlay(&mut self, departement: &DepartementCode, rules: usize, national: usize) -> String {
        let name = departement.as_str().to_lowercase();
        let mut text = format!(
            r#"name = "o{name}"
overlay_of = "default"
title = {{ fr = "Accord {name}", en = "Agreement {name}" }}
territory = ["departement:{departement}"]
"#
        );
        if self.below(3) == 0 {
            let month = 1 + self.below(6);
            let _ = writeln!(
                text,
                "valid_from = 2027-{month:02}-01\nvalid_until = 2027-{:02}-28",
                month + 6
            );
        }
        let replaced: Vec<usize> = (0..REPLACED)
            .map(|part| {
                let each = national / REPLACED;
                part * each + self.below(each)
            })
            .collect();
        for number in 0..rules {
            let place = match replaced.get(number) {
                Some(other) => format!("replaces = \"X{other}\""),
                None => format!("stage = \"random\"\norder = {number}"),
            };
            let condition = self.condition();
            let clock = match self.below(20) {
                0 => "when.day = [\"weekend\", \"holiday\"]",
                1 => "when.hour = [{ from = 20 }, { before = 7 }]",
                _ => "",
            };
            let kind = [PartnerKind::Ccas, PartnerKind::MediationTeam][self.below(2)];
            let _ = write!(
                text,
                r#"
[[rules]]
id = "O{name}_{number}"
{place}
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "essai", en = "test" }}
{condition}
{clock}
then.lead = ["{kind}"]
then.max = "L1"
"#
            );
        }
        text
    }
}

fn departements() -> Vec<DepartementCode> {
    let tree = Territory::shipped().unwrap_or_else(|error| panic!("{error}"));
    let codes = tree.departements().map(|one| one.code.clone());
    // Overseas collectivities are no départements, and have codes beyond theirs.
    let codes = codes.filter(|code| !matches!(code.as_str(), "975" | "977" | "978"));
    codes
        .filter(|code| !code.as_str().starts_with("98"))
        .take(DEPARTEMENTS)
        .collect()
}
