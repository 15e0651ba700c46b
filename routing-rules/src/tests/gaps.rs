//! Which situations have nobody to ask, and where.

use insta::assert_snapshot;
use passerelle_domain::{
    Area, Coverage, DepartementCode, EpciCode, Lang, Partner, PartnerKind, QpvCode, Situation,
};

use super::fixture::*;
use crate::{
    Circumstances, Gaps, Network,
    gaps::{NoMail, Part, Shortage, gaps},
    rules::Zone,
};

fn area(text: &str) -> Area {
    match Zone::parse(text).unwrap() {
        Zone::Area(area) => area,
        Zone::Qpv(_) => unreachable!(),
    }
}

fn partner(number: usize, kind: PartnerKind, coverage: Vec<Coverage>) -> Partner {
    Partner {
        coverage,
        ..extra(number, "x", kind, "00001")
    }
}

fn ille_et_vilaine() -> Coverage {
    Coverage::Departement(DepartementCode::parse("35").unwrap())
}

fn rennes_metropole() -> Coverage {
    Coverage::Epci(EpciCode::parse("243500139").unwrap())
}

fn look(partners: Vec<Partner>, place: &str) -> Gaps {
    look_at(partners, &area(place).into())
}

fn look_at(partners: Vec<Partner>, part: &Part) -> Gaps {
    let network = Network::new(default_rules(), 1, partners);
    let around = Circumstances {
        at: monday(),
        open: &[],
        bounced: &[],
    };
    gaps(&network, part, around)
}

/// What is missing in one situation, and where.
fn lack(gaps: &Gaps, situation: Situation) -> Vec<(Shortage, Vec<String>, usize)> {
    let about = gaps
        .lacking
        .iter()
        .filter(|one| one.situations.contains(&situation));
    about
        .map(|one| {
            let areas = one
                .areas
                .iter()
                .map(|area| Zone::Area(area.clone()).to_string());
            (one.code, areas.collect(), one.communes)
        })
        .collect()
}

#[test]
fn without_partners_everything_lacks_everywhere() {
    let gaps = look(Vec::new(), "departement:35");
    assert_eq!(gaps.lacking.len(), 1);
    let lacking = &gaps.lacking[0];
    assert_eq!(lacking.code, Shortage::NoPartner);
    assert_eq!(lacking.areas, [area("departement:35")]);
    assert_eq!(lacking.communes, gaps.communes);
    assert!(lacking.situations.contains(&Situation::NeighbourNoise));
    // An emergency is diverted, and asks nobody.
    assert!(!lacking.situations.contains(&Situation::SuicidalCrisis));
}

#[test]
fn one_partner_of_a_body_leaves_the_rest_of_the_departement() {
    let gaps = look(
        vec![partner(
            1,
            PartnerKind::MediationTeam,
            vec![rennes_metropole()],
        )],
        "departement:35",
    );
    let lack = lack(&gaps, Situation::NeighbourNoise);
    let (one, none) = (
        lack.iter()
            .find(|(code, ..)| *code == Shortage::OnePartner)
            .unwrap(),
        lack.iter()
            .find(|(code, ..)| *code == Shortage::NoPartner)
            .unwrap(),
    );
    assert_eq!(one.1, ["epci:243500139"]);
    assert_eq!(one.2 + none.2, gaps.communes);
    assert!(
        none.1
            .iter()
            .all(|area| area.starts_with("epci:") || area.starts_with("commune:"))
    );
    assert!(none.1.len() < 60, "{}", none.1.len());
}

#[test]
fn whoever_works_in_several_areas_is_one() {
    let both = vec![rennes_metropole(), ille_et_vilaine()];
    let gaps = look(
        vec![partner(1, PartnerKind::MediationTeam, both)],
        "departement:35",
    );
    let lack = lack(&gaps, Situation::NeighbourNoise);
    assert_eq!(lack.len(), 1);
    assert_eq!(
        (lack[0].0, lack[0].1.as_slice()),
        (Shortage::OnePartner, &["departement:35".to_owned()][..])
    );
}

#[test]
fn whoever_is_paused_or_takes_on_something_else_is_nobody() {
    let team = |number| partner(number, PartnerKind::MediationTeam, vec![ille_et_vilaine()]);
    let mut paused = team(1);
    paused.availability = passerelle_domain::Availability::Paused;
    let mut other = team(2);
    other.situations = vec![Situation::TechnicalFault];
    let gaps = look(vec![paused, other], "departement:35");
    let lack = lack(&gaps, Situation::NeighbourNoise);
    assert_eq!(lack[0].0, Shortage::NoPartner);
}

#[test]
fn who_serves_a_district_counts_where_that_district_is_looked_at() {
    let own = QpvCode::parse("QN03502M").unwrap();
    let other = QpvCode::parse("QN03503M").unwrap();
    let team = |number, coverage| {
        let mut team = partner(number, PartnerKind::MediationTeam, coverage);
        team.email = None;
        team
    };
    let partners = || {
        let district = vec![Coverage::Qpv(own.clone())];
        vec![team(1, district), team(2, vec![rennes_metropole()])]
    };
    let within = |qpv: Option<&QpvCode>| {
        let area = area("commune:35238");
        let gaps = look_at(
            partners(),
            &Part {
                area,
                qpv: qpv.cloned(),
            },
        );
        let lack: Vec<Shortage> = lack(&gaps, Situation::NeighbourNoise)
            .into_iter()
            .map(|(code, ..)| code)
            .collect();
        (lack, gaps.unreachable.len())
    };
    assert_eq!(within(Some(&own)), (vec![], 2));
    assert_eq!(within(Some(&other)), (vec![Shortage::OnePartner], 1));
    // In the commune as a whole nobody is counted who works in one of its districts.
    assert_eq!(within(None), (vec![Shortage::OnePartner], 2));
    let area = area("commune:35238");
    let gaps = look_at(
        partners(),
        &Part {
            area,
            qpv: Some(other),
        },
    );
    assert_snapshot!(gaps.text(Lang::En).lines().next().unwrap(), @"qpv:QN03503M, Rennes (commune:35238): 1 commune");
}

#[test]
fn partners_that_are_full_or_cannot_be_told_are_named() {
    let mut full = partner(1, PartnerKind::Ccas, vec![ille_et_vilaine()]);
    full.capacity = Some(3);
    full.email = Some("ccas@example.org".parse().unwrap());
    let mut elsewhere = partner(
        2,
        PartnerKind::Ccas,
        vec![Coverage::Departement(DepartementCode::parse("22").unwrap())],
    );
    elsewhere.email = None;
    let mut silent = partner(3, PartnerKind::Ccas, vec![Coverage::France]);
    silent.email = None;
    let network = Network::new(
        default_rules(),
        1,
        vec![full.clone(), elsewhere, silent.clone()],
    );
    let around = Circumstances {
        at: monday(),
        open: &[(full.id, 4)],
        bounced: &[full.id],
    };
    let gaps = gaps(&network, &area("epci:243500139").into(), around);
    assert_eq!((gaps.full[0].open, gaps.full[0].capacity), (4, 3));
    let unreachable: Vec<_> = gaps
        .unreachable
        .iter()
        .map(|one| (one.partner.clone(), one.code))
        .collect();
    let mut expected = vec![
        (full.code, NoMail::Bounced),
        (silent.code, NoMail::NoAddress),
    ];
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(unreachable, expected);
}

#[test]
fn gaps_read_as_sentences() {
    let mut network = vec![
        partner(1, PartnerKind::MediationTeam, vec![rennes_metropole()]),
        partner(2, PartnerKind::Ccas, vec![ille_et_vilaine()]),
    ];
    for partner in &mut network {
        partner.email = Some("accueil@example.org".parse().unwrap());
        partner.situations = vec![Situation::NeighbourNoise, Situation::ElderlyIsolation];
    }
    let gaps = look(network, "epci:243500139");
    assert_snapshot!(format!(
        "{}\n\n{}",
        gaps.text(Lang::Fr),
        gaps.text(Lang::En)
    ));
}
