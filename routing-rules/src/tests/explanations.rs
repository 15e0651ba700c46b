//! What people read, in both languages.

use insta::assert_snapshot;
use passerelle_domain::{ConsentState, Lang, Need, PartyRole, Setting, Situation};

use super::fixture::*;
use crate::{Facts, Network, explain_text};

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
