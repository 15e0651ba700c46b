//! Overlays: local changes, and who wins where several speak.

use insta::assert_snapshot;
use passerelle_domain::{CommuneCode, Lang, Setting, Situation, Tenure};

use super::fixture::*;
use crate::{Facts, Network, OverlaySource, RuleSet, explain_text};

fn head(name: &str, over: &str, territory: &str) -> String {
    format!(
        r#"name = "{name}"
overlay_of = "{over}"
title = {{ fr = "Accord {name}", en = "Agreement of {name}" }}
territory = ["{territory}"]
"#
    )
}

fn rule(id: &str, place: &str, then: &str) -> String {
    format!(
        r#"
[[rules]]
id = "{id}"
{place}
label = {{ fr = "accord local", en = "local agreement" }}
because = {{ fr = "un accord local le prévoit", en = "a local agreement says so" }}
when.situation = ["neighbour_noise"]
{then}
then.max = "L1"
"#
    )
}

const FIRST: &str = "stage = \"orientation\"\norder = 1";
const TO_CONCILIATOR: &str = "then.lead = [\"justice_conciliator\"]";
const TO_CCAS: &str = "then.lead = [\"ccas\"]";

fn laid(texts: &[&str]) -> Result<RuleSet, String> {
    let files: Vec<String> = (1..=texts.len())
        .map(|number| format!("{number}.toml"))
        .collect();
    let sources: Vec<OverlaySource<'_>> = files
        .iter()
        .zip(texts)
        .map(|(file, text)| OverlaySource { file, text })
        .collect();
    default_rules().with_overlays(&sources).map_err(|faults| {
        let lines: Vec<String> = faults
            .iter()
            .map(|fault| format!("{fault} [{}]", fault.code))
            .collect();
        lines.join("\n")
    })
}

fn network(texts: &[&str]) -> Network {
    Network::new(laid(texts).unwrap(), 1, directory())
}

/// The rule that decides about noise between neighbours in a commune.
fn decides(network: &Network, commune: &str) -> Option<String> {
    let mut need = a01();
    need.place.commune_code = CommuneCode::parse(commune).unwrap();
    decide(network, &need, None, monday()).matched_rule
}

#[test]
fn a_rule_that_is_added_speaks_first_and_only_there() {
    let text = head("odre", "default", "commune:00001") + &rule("O1", FIRST, TO_CONCILIATOR);
    let network = network(&[&text]);
    assert_eq!(decides(&network, "00001").as_deref(), Some("O1"));
    assert_eq!(decides(&network, "00002").as_deref(), Some("R50"));
    let mut danger = a01();
    danger.safety.danger_now = true;
    assert_eq!(decide(&network, &danger, None, monday()).rule, "R00");
}

#[test]
fn a_rule_that_replaces_stands_in_the_place_of_the_other() {
    let text = head("odre", "default", "commune:00001")
        + &rule("O50", "replaces = \"R50\"", TO_CONCILIATOR);
    let network = network(&[&text]);
    assert_eq!(decides(&network, "00001").as_deref(), Some("O50"));
    assert_eq!(decides(&network, "00002").as_deref(), Some("R50"));
    // What the other rule was for is not decided by it any more, here.
    let mut need = case(Setting::Housing, Situation::NeighbourDispute);
    need.place.tenure = Some(Tenure::Social);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.matched_rule.as_deref(), Some("R88"));
    // The copy to the landlord follows the rule that decides in its place.
    let mut need = a01();
    need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.overlay.as_deref(), Some("odre"));
    assert_eq!(informed(&network, &decision), ["p-bail"]);
}

#[test]
fn a_rule_that_is_switched_off_is_silent_there() {
    let text = head("odre", "default", "commune:00001") + "switch_off = [\"R50\", \"R52\"]\n";
    let network = network(&[&text]);
    assert_eq!(decides(&network, "00001").as_deref(), Some("R88"));
    assert_eq!(decides(&network, "00002").as_deref(), Some("R50"));
}

#[test]
fn the_most_specific_that_speaks_wins() {
    let commune = head("commune", "default", "commune:00001")
        + &rule("C50", "replaces = \"R50\"", TO_CONCILIATOR);
    let country = head("departement", "default", "departement:00")
        + &rule("D50", "replaces = \"R50\"", TO_CCAS)
        + &rule("D1", FIRST, TO_CCAS).replace("neighbour_noise", "neighbour_dispute");
    // In whichever order they are given.
    for texts in [[&commune, &country], [&country, &commune]] {
        let network = network(&texts.map(String::as_str));
        assert_eq!(decides(&network, "00001").as_deref(), Some("C50"));
        assert_eq!(decides(&network, "00002").as_deref(), Some("D50"));
        assert_eq!(decides(&network, "35238").as_deref(), Some("R50"));
        let names: Vec<&str> = network
            .rules()
            .overlays()
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["departement", "commune"]);
    }
}

#[test]
fn an_overlay_of_an_overlay_changes_its_rules() {
    let below = head("pays", "default", "departement:00") + &rule("P1", FIRST, TO_CCAS);
    let above =
        head("odre", "pays", "commune:00001") + &rule("O1", "replaces = \"P1\"", TO_CONCILIATOR);
    let network = network(&[&above, &below]);
    assert_eq!(decides(&network, "00001").as_deref(), Some("O1"));
    assert_eq!(decides(&network, "00002").as_deref(), Some("P1"));
}

#[test]
fn dates_bound_an_overlay() {
    let text = head("odre", "default", "commune:00001")
        + "valid_from = 2026-10-01\nvalid_until = 2026-10-31\nswitch_off = [\"R40\"]\n"
        + &rule("O50", "replaces = \"R50\"", TO_CONCILIATOR);
    let network = network(&[&text]);
    for (clock, rule) in [
        ("2026-09-30T21:59:00Z", "R50"),
        ("2026-09-30T22:00:00Z", "O50"),
        ("2026-10-31T22:59:00Z", "O50"),
        ("2026-10-31T23:00:00Z", "R50"),
    ] {
        let decision = decide(&network, &a01(), None, at(clock));
        assert_eq!(decision.matched_rule.as_deref(), Some(rule), "{clock}");
    }
}

#[test]
fn the_explanation_says_which_overlay_spoke() {
    let text = head("odre", "default", "commune:00001")
        + &rule("O50", "replaces = \"R50\"", TO_CONCILIATOR);
    let network = network(&[&text]);
    let need = a01();
    let facts = Facts::first_time(&need, None);
    let decision = network.decide(&facts, monday()).unwrap();
    let said =
        [Lang::Fr, Lang::En].map(|lang| explain_text(&network, &facts, monday(), &decision, lang));
    assert_snapshot!(said.join("\n").replace('\u{a0}', " "));
}

#[test]
fn every_fault_is_told_with_its_file_and_line() {
    let missing = head("a", "default", "commune:00001")
        + "switch_off = [\"R41\", \"R90\"]\nvalid_from = 2026-10-31\nvalid_until = 2026-10-01\n"
        + &rule("R50", "replaces = \"R51\"", TO_CCAS)
        + &rule("A1", "replaces = \"R52\"\norder = 3", "then.triage = true");
    let circle = [
        head("b", "c", "commune:00001"),
        head("c", "b", "commune:00001"),
    ];
    let stray = head("d", "nowhere", "commune:35999") + "levels = {}\n";
    let twice = head("e", "default", "commune:00002") + "switch_off = [\"R50\"]\n";
    let again = head("f", "default", "commune:00002") + &rule("F50", "replaces = \"R50\"", TO_CCAS);
    let broken = "name = ";
    let texts = [
        missing.as_str(),
        &circle[0],
        &circle[1],
        &stray,
        &twice,
        &again,
        broken,
    ];
    assert_snapshot!(laid(&texts).unwrap_err());
}

#[test]
fn an_overlay_alone_is_no_rule_set() {
    let text = head("odre", "default", "commune:00001");
    let faults = RuleSet::from_toml("odre.toml", &text).unwrap_err();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["overlay"]);
}
