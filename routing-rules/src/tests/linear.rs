//! The compiled forms against the plain ones: a scan over all rules, and one over all partners.

use passerelle_domain::{Partner, PartnerId, PartnerKind, TurnedDownReason};

use super::{
    fixture::{default_rules, id, monday},
    random::Dice,
};
use crate::{
    Facts, Network, TurnedDown,
    decide::{Ground, breadth, inform, objection, route, sift},
    rules::{Aim, Case},
};

/// The partners of a route, by looking at every partner of each kind.
fn sifted(ground: &Ground<'_>) -> (Vec<PartnerId>, Vec<TurnedDown>, Vec<PartnerKind>) {
    let (mut eligible, mut turned_down, mut vacant) = (Vec::new(), Vec::new(), Vec::new());
    for kind in route(ground) {
        let mut found: Vec<&Partner> = Vec::new();
        let mut listed: Vec<TurnedDownReason> = Vec::new();
        for partner in ground.network.of_kind(kind) {
            let Some(reason) = objection(ground, partner) else {
                found.push(partner);
                continue;
            };
            if listed.iter().filter(|other| **other == reason).count() < 20 {
                listed.push(reason);
                turned_down.push(TurnedDown {
                    partner: partner.id,
                    reason,
                });
            }
        }
        if ground.network.of_kind(kind).next().is_none() {
            vacant.push(kind);
        }
        let need = ground.facts.need;
        found.sort_by_key(|partner| {
            breadth(
                partner,
                need.setting,
                &need.place,
                ground.network.territory(),
            )
        });
        eligible.extend(found);
    }
    if ground.rule.then.law_enforcement.is_none() {
        eligible.sort_by_key(|partner| partner.kind.is_law_enforcement());
    }
    let eligible = eligible.into_iter().map(|partner| partner.id).collect();
    (eligible, turned_down, vacant)
}

/// Who is informed, by looking at every rule and every partner.
fn informed(ground: &Ground<'_>) -> Vec<PartnerId> {
    let need = ground.facts.need;
    let mut informed: Vec<PartnerId> = Vec::new();
    for rule in ground.network.rules().rules() {
        let Aim::Inform { steps } = &rule.then.aim else {
            continue;
        };
        if !rule.when.holds(&ground.case) {
            continue;
        }
        for step in steps.iter().filter(|step| step.when.holds(&ground.case)) {
            let nearest = ground
                .network
                .of_kind(step.kind)
                .filter(|one| !informed.contains(&one.id) && objection(ground, one).is_none())
                .min_by_key(|one| {
                    breadth(one, need.setting, &need.place, ground.network.territory())
                });
            informed.extend(nearest.map(|partner| partner.id));
        }
    }
    informed
}

fn agree(network: &Network, facts: &Facts<'_>, seed: u64) {
    let moment = network.rules().moment(facts, monday()).unwrap();
    let case = Case::of(facts).at(moment);
    assert_eq!(
        network.verdict(&case),
        network.rules().verdict(&case),
        "seed {seed}"
    );
    let ground = Ground::new(network, *facts, moment);
    let by_area = sift(&ground);
    let eligible: Vec<PartnerId> = by_area.eligible.iter().map(|partner| partner.id).collect();
    assert_eq!(
        (eligible, by_area.turned_down, by_area.vacant),
        sifted(&ground),
        "seed {seed}"
    );
    let by_index = inform(&ground, None, &[]);
    let by_index: Vec<PartnerId> = by_index.iter().map(|one| one.partner).collect();
    assert_eq!(by_index, informed(&ground), "seed {seed}");
}

/// 200 rule sets and directories with 50 cases each.
#[test]
fn ten_thousand_cases_find_the_same_rule_and_the_same_partners() {
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let count = dice.below(if seed % 20 == 0 { 400 } else { 40 });
        let extras = dice.below(60);
        let network = Network::new(dice.rule_set(count), 1, dice.directory(extras));
        for _ in 0..50 {
            let need = dice.need();
            let asked = [id("p-med")];
            let referrer = dice.chance(30).then(|| id("p-bail"));
            let facts = Facts {
                already_asked: if dice.chance(30) { &asked } else { &[] },
                ..Facts::first_time(&need, referrer)
            };
            agree(&network, &facts, seed);
        }
    }
}

#[test]
fn the_shipped_rules_are_found_too() {
    let mut dice = Dice::new(7);
    let network = Network::new(default_rules(), 1, dice.directory(40));
    for _ in 0..1_000 {
        let need = dice.need();
        agree(&network, &Facts::first_time(&need, None), 7);
    }
}
