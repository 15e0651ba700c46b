//! Several partners could take the case: who is chosen, who cannot, and how it is told.

use jiff::SignedDuration;
use passerelle_domain::{
    Availability, CommuneCode, ConsentState, LanguageTag, Need, OpeningHours, Partner, PartnerKind,
    PartyRole, Pause, PauseReason, QpvCode, Setting, Situation,
};

use super::fixture::*;
use crate::{
    DEFAULT_RULE_SET, Decision, Facts, Network, RuleSet, Standing, Standings, explain_text,
};

/// The CCAS of three areas around Rennes, the nearest last in the order of codes.
fn three() -> Vec<Partner> {
    let of = |number, code, area| extra(number, code, PartnerKind::Ccas, area);
    vec![
        of(201, "a-region", "region:53"),
        of(202, "b-epci", "epci:243500139"),
        of(203, "c-commune", "35238"),
    ]
}

/// Three CCAS of the same commune.
fn equals() -> Vec<Partner> {
    let of = |number, code| extra(number, code, PartnerKind::Ccas, "35238");
    vec![of(201, "a"), of(202, "b"), of(203, "c")]
}

fn need() -> Need {
    let mut need = case(Setting::PublicServices, Situation::AdministrativeBlock);
    need.place.commune_code = CommuneCode::parse("35238").unwrap();
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::Given)];
    need
}

/// Everything goes to the CCAS, by a step that says more about it.
fn by_step(partners: Vec<Partner>, step: &str) -> Network {
    let rule = format!(
        r#"
[[rules]]
id = "X1"
stage = "local"
order = 1
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "c'est un essai", en = "it is a test" }}
then.lead = [{step}]
then.max = "L1"

[[stages]]
id = "local"
order = 0
hit = "first"
"#
    );
    let (before, _) = DEFAULT_RULE_SET.split_once("[[examples]]").unwrap();
    let rules = RuleSet::from_toml("equals", &format!("{before}{rule}"));
    Network::new(
        rules.unwrap_or_else(|faults| panic!("{faults:?}")),
        1,
        partners,
    )
}

fn order(network: &Network, decision: &Decision) -> Vec<String> {
    let lead = lead(network, decision);
    lead.into_iter()
        .chain(fallbacks(network, decision))
        .collect()
}

fn asked(partners: Vec<Partner>, need: &Need) -> Vec<String> {
    let network = by_step(partners, "\"ccas\"");
    order(&network, &decide(&network, need, None, monday()))
}

#[test]
fn the_nearest_comes_first() {
    assert_eq!(asked(three(), &need()), ["c-commune", "b-epci", "a-region"]);
    let mut district = three();
    let qpv = extra(204, "d-qpv", PartnerKind::Ccas, "qpv:QN03502M");
    district.push(qpv);
    let mut need = need();
    assert_eq!(asked(district.clone(), &need).len(), 3);
    need.place.qpv_code = Some(QpvCode::parse("QN03502M").unwrap());
    assert_eq!(asked(district, &need)[0], "d-qpv");
}

#[test]
fn among_equals_whoever_speaks_the_language_comes_first() {
    let mut partners = equals();
    partners[1].languages = vec![LanguageTag::parse("pt").unwrap()];
    let mut need = need();
    assert_eq!(asked(partners.clone(), &need), ["a", "b", "c"]);
    need.parties[0].language = Some(LanguageTag::parse("pt-BR").unwrap());
    assert_eq!(asked(partners, &need), ["b", "a", "c"]);
}

#[test]
fn then_whoever_has_most_room_then_whose_turn_it_is() {
    let mut partners = equals();
    let network = |partners: &[Partner]| by_step(partners.to_vec(), "\"ccas\"");
    let ago = |hours| Some(monday() - SignedDuration::from_hours(hours));
    let told = |partner: usize, open, last_asked| Standing {
        partner: equals()[partner].id,
        open,
        last_asked,
    };
    let need = need();
    let order_of = |partners: &[Partner], told: Vec<Standing>| {
        let network = network(partners);
        let standing = &Standings::new(told);
        let facts = Facts {
            standing,
            ..Facts::first_time(&need, None)
        };
        order(&network, &network.decide(&facts, monday()).unwrap())
    };
    let turns = vec![told(0, 0, ago(1)), told(1, 0, ago(5))];
    assert_eq!(order_of(&partners, turns.clone()), ["c", "b", "a"]);
    partners[0].capacity = Some(10);
    partners[1].capacity = Some(10);
    assert_eq!(order_of(&partners, turns), ["b", "a", "c"]);
    let busy = vec![told(0, 2, ago(9)), told(1, 1, ago(1))];
    assert_eq!(order_of(&partners, busy), ["b", "a", "c"]);
    let full = vec![told(0, 10, None), told(1, 9, ago(1))];
    assert_eq!(order_of(&partners, full), ["b", "c"]);
}

#[test]
fn a_decision_names_the_standing_that_it_was_made_by_and_can_be_made_again() {
    let mut partners = equals();
    partners[0].capacity = Some(1);
    let elsewhere = extra(204, "z", PartnerKind::Ccas, "00001");
    let network = by_step([partners, vec![elsewhere.clone()]].concat(), "\"ccas\"");
    let need = need();
    let first = Facts::first_time(&need, None);
    let candidates = network.candidates(&first, monday()).unwrap();
    assert_eq!(candidates.len(), 3);
    let told = equals().into_iter().chain([elsewhere]).map(|one| Standing {
        partner: one.id,
        open: 1,
        last_asked: None,
    });
    let standing = Standings::new(told.collect());
    let facts = Facts {
        standing: &standing,
        ..first
    };
    let decision = network.decide(&facts, monday()).unwrap();
    let named: Vec<_> = decision.standing.iter().map(|one| one.partner).collect();
    assert_eq!(named, candidates);
    let again = Standings::new(decision.standing.clone());
    let facts = Facts {
        standing: &again,
        ..first
    };
    assert_eq!(network.decide(&facts, monday()).unwrap(), decision);
}

#[test]
fn each_reason_is_told_in_both_languages() {
    let mut partners = equals();
    partners[0].capacity = Some(0);
    // Monday is in October.
    partners[1].opening_hours = Some(OpeningHours::parse("Mar 09:00-12:00").unwrap());
    let today = "2026-10-05".parse().unwrap();
    let pause = Pause::new(today, Some(today), PauseReason::Holidays).unwrap();
    partners[2].pauses = vec![pause];
    let mut more = vec![
        extra(204, "d", PartnerKind::Ccas, "35238"),
        extra(205, "e", PartnerKind::Ccas, "35238"),
        extra(206, "f", PartnerKind::Ccas, "35238"),
    ];
    more[0].situations = vec![Situation::Addiction];
    more[1].availability = Availability::Paused;
    partners.append(&mut more);
    let step = r#"{ kind = "ccas", relation = "serves" }"#;
    let network = by_step(partners, step);
    let mut need = need();
    need.parties[0].language = Some(LanguageTag::parse("ar").unwrap());
    let foreign = decide(&network, &need, None, monday());
    assert!(
        turned_down(&network, &foreign)
            .iter()
            .all(|one| one.ends_with("language_not_spoken"))
    );
    need.parties[0].language = None;
    let facts = Facts::first_time(&need, None);
    let decision = network.decide(&facts, monday()).unwrap();
    assert_eq!(order(&network, &decision), ["f"]);
    assert_eq!(
        turned_down(&network, &decision),
        [
            "a: no_capacity",
            "b: not_open_in_time",
            "c: closed_or_paused",
            "d: situation_not_served",
            "e: closed_or_paused"
        ]
    );
    let french = explain_text(
        &network,
        &facts,
        monday(),
        &decision,
        passerelle_domain::Lang::Fr,
    );
    for words in [
        "saturation",
        "pas ouvert dans le délai",
        "ne prend pas en charge cette situation",
    ] {
        assert!(french.contains(words), "{words}: {french}");
    }
}

#[test]
fn a_step_may_ask_for_the_ccas_of_the_commune_itself() {
    let step = r#"{ kind = "ccas", relation = "of_the_commune" }"#;
    let network = by_step(three(), step);
    let decision = decide(&network, &need(), None, monday());
    assert_eq!(order(&network, &decision), ["c-commune"]);
    assert_eq!(
        turned_down(&network, &decision),
        ["a-region: excluded_by_rule", "b-epci: excluded_by_rule"]
    );
    let network = by_step(three(), &format!("{step}, \"ccas\""));
    let decision = decide(&network, &need(), None, monday());
    assert_eq!(
        order(&network, &decision),
        ["c-commune", "b-epci", "a-region"]
    );
    assert!(turned_down(&network, &decision).is_empty());
}

#[test]
fn a_step_may_ask_for_the_school_of_the_pupil_and_the_landlord_of_the_dwelling() {
    let school = |step: &str| by_step(directory(), step);
    let mut need = a03();
    let network = school(r#"{ kind = "school", relation = "of_the_pupil" }"#);
    need.place.uai = Some("0000002C".parse().unwrap());
    let decision = decide(&network, &need, None, monday());
    assert_eq!(order(&network, &decision), ["p-lycee"]);

    let mut need = a01();
    let network = school(r#"{ kind = "social_landlord", relation = "of_the_dwelling" }"#);
    assert!(order(&network, &decide(&network, &need, None, monday())).is_empty());
    need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    let decision = decide(&network, &need, None, monday());
    assert_eq!(order(&network, &decision), ["p-bail"]);
}

#[test]
fn without_words_only_those_nearby_are_listed_and_all_else_is_the_same() {
    let mut partners = three();
    partners[1].availability = Availability::Paused;
    partners.push(extra(204, "d-far", PartnerKind::Ccas, "29019"));
    let network = by_step(partners, "\"ccas\"");
    let need = need();
    let facts = Facts::first_time(&need, None);
    let whole = network.decide(&facts, monday()).unwrap();
    let bare = network.decide_unexplained(&facts, monday()).unwrap();
    assert_eq!(
        turned_down(&network, &whole),
        ["b-epci: closed_or_paused", "d-far: out_of_coverage"]
    );
    assert_eq!(turned_down(&network, &bare), ["b-epci: closed_or_paused"]);
    let bare = Decision {
        turned_down: whole.turned_down.clone(),
        explanation: whole.explanation.clone(),
        ..bare
    };
    assert_eq!(bare, whole);
}
