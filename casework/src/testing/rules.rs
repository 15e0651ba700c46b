//! Local rules to put in force.

/// An overlay of one commune that gives noise to the conciliator first, by a rule of this id.
pub(crate) fn overlay(name: &str, rule: &str) -> String {
    format!(
        r#"name = "{name}"
overlay_of = "default"
title = {{ fr = "Convention de Saint-Avenin", en = "Agreement of Saint-Avenin" }}
territory = ["commune:00001"]

[[rules]]
id = "{rule}"
replaces = "R50"
label = {{ fr = "convention", en = "agreement" }}
because.fr = "la convention locale le dit"
because.en = "the local agreement says so"
when.situation = ["neighbour_noise"]
when.tenure = ["social"]
then.lead = ["justice_conciliator"]
then.fallbacks = ["mediation_team"]
then.max = "L1"
"#
    )
}

/// One that the analyser has nothing against.
pub(crate) fn sound_overlay() -> String {
    overlay("saint-avenin", "SA50")
}

/// One that speaks before the safety gate, which invariants of the shipped rules forbid.
pub(crate) fn unsound_overlay() -> String {
    sound_overlay()
        + r#"
[[rules]]
id = "SA07"
stage = "safety"
order = 1
label = { fr = "au bailleur", en = "to the landlord" }
because.fr = "la convention locale le dit"
because.en = "the local agreement says so"
when.situation = ["domestic_violence"]
then.lead = ["social_landlord"]
then.max = "L1"
"#
}
