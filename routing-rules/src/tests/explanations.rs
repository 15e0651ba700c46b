//! What people read, in both languages.

use insta::assert_snapshot;
use passerelle_domain::{ConsentState, Lang, Need, PartyRole, Setting, Situation};

use super::fixture::*;
use crate::{Facts, Network, OverlaySource, account, explain_every_rule, explain_text};

/// The stored explanation in both languages, with visible spaces only.
fn short(network: &Network, need: &Need, referrer: Option<&str>) -> String {
    let decision = decide(network, need, referrer, monday());
    let text = format!("{}\n\n{}", decision.explanation.fr, decision.explanation.en);
    text.replace('\u{a0}', " ")
}

fn long(network: &Network, need: &Need, referrer: Option<&str>, lang: Lang) -> String {
    let facts = Facts::first_time(need, referrer.map(id));
    let decision = network.decide(&facts, monday()).unwrap();
    explain_text(network, &facts, monday(), &decision, lang).replace('\u{a0}', " ")
}

#[test]
fn routed() {
    assert_snapshot!("a01", short(&network(), &a01(), Some("p-bail")));
    assert_snapshot!("a03", short(&network(), &a03(), Some("p-peri")));
    assert_snapshot!("a04", short(&network(), &a04(), None));
}

#[test]
fn with_a_copy_to_the_landlord() {
    let mut need = a01();
    need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    assert_snapshot!(short(&network(), &need, None));
}

#[test]
fn waiting_for_consent() {
    let mut need = case(Setting::Housing, Situation::DomesticViolence);
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::NotAsked)];
    assert_snapshot!(short(&network(), &need, None));
}

#[test]
fn left_to_a_person() {
    assert_snapshot!(short(&network_of(Vec::new()), &a01(), None));
}

#[test]
fn diverted() {
    let mut need = a03();
    need.safety.danger_now = true;
    assert_snapshot!(short(&network(), &need, None));
}

#[test]
fn at_length() {
    let mut need = a01();
    need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    assert_snapshot!("a01_at_length_fr", long(&network(), &need, None, Lang::Fr));
    assert_snapshot!("a01_at_length_en", long(&network(), &need, None, Lang::En));
    assert_snapshot!("a04_at_length_fr", long(&network(), &a04(), None, Lang::Fr));
}

#[test]
fn an_explanation_has_two_to_four_sentences() {
    let network = network();
    for situation in Situation::ALL.iter().copied() {
        let need = case(situation.setting().unwrap_or(Setting::Youth), situation);
        let decision = decide(&network, &need, None, monday());
        for text in [&decision.explanation.fr, &decision.explanation.en] {
            let sentences = text.matches(". ").count() + 1;
            assert!((2..=4).contains(&sentences), "{situation}: {text}");
            assert!(text.ends_with('.'), "{situation}: {text}");
        }
    }
}

/// Rules for noise between neighbours that one other fact keeps away, the last with a second fact that holds.
fn crowded(rules: usize) -> Network {
    let rule = |number: usize| {
        let more = if number == rules {
            "when.period = [\"night\"]"
        } else {
            ""
        };
        format!(
            r#"
[[rules]]
id = "C{number}"
stage = "orientation"
order = {number}
label = {{ fr = "essai", en = "trial" }}
because = {{ fr = "c'est un essai", en = "this is a trial" }}
when.situation = ["neighbour_noise"]
when.case_kind = ["place"]
{more}
then.lead = ["ccas"]
then.max = "L0"
"#
        )
    };
    let head = r#"
name = "crowded"
overlay_of = "default"
title = { fr = "essai", en = "trial" }
territory = ["commune:00001"]
"#;
    let text = (1..=rules)
        .map(rule)
        .fold(head.to_owned(), |all, one| all + &one);
    let source = OverlaySource {
        file: "crowded.toml",
        text: &text,
    };
    Network::new(
        default_rules().with_overlays(&[source]).unwrap(),
        1,
        directory(),
    )
}

#[test]
fn the_nearest_rules_are_told_and_the_others_counted_and_told_on_request() {
    let (network, need) = (crowded(40), a01());
    let facts = Facts::first_time(&need, None);
    let decision = network.decide(&facts, monday()).unwrap();
    let near = |text: &str| text.lines().filter(|line| line.contains("near;")).count();

    let text = explain_text(&network, &facts, monday(), &decision, Lang::En);
    assert_eq!(near(&text), 20, "{text}");
    assert!(text.contains("- C40 (trial): near;"), "{text}");
    assert!(text.contains("- C1 (trial): near;"), "{text}");
    assert!(!text.contains("- C39 "), "{text}");
    let untold = near(&explain_every_rule(
        &network,
        &facts,
        monday(),
        &decision,
        Lang::En,
    )) - 20;
    assert!(untold >= 20);
    let counted = format!("- {untold} other rules came near, and meet no more conditions\n");
    assert!(text.contains(&counted), "{text}");

    let account = account(&network, &facts, monday(), &decision);
    let ids: Vec<String> = account.rules().map(|rule| rule.id).collect();
    assert!(
        (1..=40).all(|number| ids.contains(&format!("C{number}"))),
        "{ids:?}"
    );
}
