//! The fictional network and its cases. No real place uses the département `00`.

use std::sync::LazyLock;

use jiff::Timestamp;
use passerelle_domain::{
    AgeBand, Availability, CaseKind, CommuneCode, Consent, ConsentState, Coverage, DepartementCode,
    Disclosure, Identity, Lang, Need, OrganisationKey, Partner, PartnerId, PartnerKind, Party,
    PartyRole, Place, SafetyAnswers, Setting, Siret, Situation, Uai,
};

use crate::{DEFAULT_RULE_SET, Decision, Facts, Network, RuleSet};

/// Read once: the properties build thousands of networks.
static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    RuleSet::from_toml("default.toml", DEFAULT_RULE_SET).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
});

pub(crate) fn default_rules() -> RuleSet {
    RULES.clone()
}

pub(crate) fn network() -> Network {
    Network::new(default_rules(), 1, directory())
}

pub(crate) fn network_of(partners: Vec<Partner>) -> Network {
    Network::new(default_rules(), 1, partners)
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday morning, for the cases in which the clock does not matter.
pub(crate) fn monday() -> Timestamp {
    at("2026-10-05T09:10:00+02:00")
}

pub(crate) fn id(code: &str) -> PartnerId {
    let position = DIRECTORY.iter().position(|row| row.0 == code).unwrap();
    numbered(position + 1)
}

fn numbered(number: usize) -> PartnerId {
    format!("00000000-0000-7000-8000-{number:012}")
        .parse()
        .unwrap()
}

pub(crate) fn code(network: &Network, id: PartnerId) -> String {
    network.partner(id).unwrap().code.clone()
}

type Row = (
    &'static str,
    PartnerKind,
    &'static str,
    &'static str,
    &'static str,
);

/// Code, kind, name, key, coverage.
#[rustfmt::skip]
const DIRECTORY: &[Row] = &[
    ("p-med", PartnerKind::MediationTeam, "Passerelles Odre Médiation", "00000001800010", "00001 00002"),
    ("p-bail", PartnerKind::SocialLandlord, "Résidences du Val d'Odre", "00000002600013", "stock"),
    ("p-ccas", PartnerKind::Ccas, "CCAS de Saint-Avenin", "00000003400017", "00001"),
    ("p-clg", PartnerKind::AntiBullyingTeam, "Équipe pHARe, collège Les Peupliers d'Odre", "0000001B", "0000001B"),
    ("p-dsden", PartnerKind::SchoolAuthority, "Autorité scolaire du 00", "", "00"),
    ("p-psad", PartnerKind::DropoutPlatform, "PSAD du Val d'Odre", "", "00001 00002"),
    ("p-ml", PartnerKind::YouthEmploymentCentre, "Mission locale Odre-et-Lune", "00000008300014", "00001 00002"),
    ("p-prev", PartnerKind::SpecialisedPrevention, "Éducateurs de rue de l'Odre", "00000009100017", "00001"),
    ("p-crip", PartnerKind::ChildProtectionUnit, "CRIP du 00", "00000012500013", "00"),
    ("p-parq", PartnerKind::PublicProsecutor, "Parquet du 00", "", "00"),
    ("p-tranq", PartnerKind::MunicipalTranquillity, "Tranquillité publique, Saint-Avenin", "", "00001"),
    ("p-peri", PartnerKind::AfterSchoolService, "Périscolaire de Saint-Avenin", "", "00001"),
    ("p-mds", PartnerKind::DepartmentSocialService, "Maison des solidarités de l'Odre", "", "00001 00002"),
    ("p-voirie", PartnerKind::RoadAuthority, "Voirie, agglomération Odre-et-Lune", "00000006700017", "00001"),
    ("p-aom", PartnerKind::MobilityAuthority, "Mobilités Odre-et-Lune", "", "00001 00002"),
    ("p-fs", PartnerKind::FranceServices, "France services de Saint-Avenin", "00000007500010", "00001"),
    ("p-pimms", PartnerKind::RightsMediation, "Point médiation accès aux droits", "", "00001"),
    ("p-spip", PartnerKind::PrisonProbation, "SPIP du 00", "00000011700010", "prison"),
    ("p-dir", PartnerKind::PrisonManagement, "Direction, maison d'arrêt de Saint-Avenin", "", "prison"),
    ("p-conc", PartnerKind::JusticeConciliator, "Conciliateur, permanence de Saint-Avenin", "", "00001 00002"),
    ("p-vict", PartnerKind::VictimSupport, "Aide aux victimes 00", "", "00"),
    ("p-lycee", PartnerKind::School, "Lycée professionnel des Berges d'Odre", "0000002C", "0000002C"),
];

pub(crate) fn directory() -> Vec<Partner> {
    DIRECTORY
        .iter()
        .enumerate()
        .map(|(index, row)| partner(index + 1, row))
        .collect()
}

fn partner(number: usize, (code, kind, name, key, coverage): &Row) -> Partner {
    Partner {
        id: numbered(number),
        code: (*code).to_owned(),
        kind: *kind,
        name: (*name).to_owned(),
        key: Siret::parse(key)
            .map(OrganisationKey::Siret)
            .or_else(|_| Uai::parse(key).map(OrganisationKey::Uai))
            .ok(),
        coverage: coverage.split(' ').map(area).collect(),
        situations: Vec::new(),
        languages: Vec::new(),
        opening_hours: None,
        capacity: None,
        pauses: Vec::new(),
        entitlement: match kind {
            PartnerKind::ChildProtectionUnit
            | PartnerKind::PublicProsecutor
            | PartnerKind::DepartmentSocialService => Disclosure::L3,
            _ => Disclosure::L2,
        },
        operator: *code == "p-med",
        in_prison_session: false,
        availability: Availability::Open,
        email: None,
        language: Lang::Fr,
    }
}

fn area(text: &str) -> Coverage {
    match text {
        "stock" => Coverage::OwnStock,
        "prison" => Coverage::Prison(CommuneCode::parse("00001").unwrap()),
        "france" => Coverage::France,
        text if text.starts_with("region:") => Coverage::Region(text[7..].parse().unwrap()),
        text if text.starts_with("epci:") => Coverage::Epci(text[5..].parse().unwrap()),
        text if text.starts_with("qpv:") => Coverage::Qpv(text[4..].parse().unwrap()),
        text if text.len() == 2 => Coverage::Departement(DepartementCode::parse(text).unwrap()),
        text if text.len() == 5 => Coverage::Commune(CommuneCode::parse(text).unwrap()),
        text => Coverage::School(Uai::parse(text).unwrap()),
    }
}

/// One more partner, beside the fictional ones.
pub(crate) fn extra(
    number: usize,
    code: &'static str,
    kind: PartnerKind,
    coverage: &'static str,
) -> Partner {
    partner(number, &(code, kind, code, "", coverage))
}

/// A case in Saint-Avenin of which nothing but the situation is known.
pub(crate) fn case(setting: Setting, situation: Situation) -> Need {
    Need {
        setting,
        situation,
        case_kind: CaseKind::Individual,
        received_at: monday(),
        referrer_role: None,
        safety: SafetyAnswers::default(),
        place: Place::in_commune(CommuneCode::parse("00001").unwrap()),
        parties: Vec::new(),
        prior_attempts: Vec::new(),
        deadline_event: None,
        narrative: None,
    }
}

/// An adult in a part, with what they said to being named.
pub(crate) fn adult(role: PartyRole, state: ConsentState) -> Party {
    Party {
        role,
        age_band: AgeBand::Unknown,
        minor: Some(false),
        enrolled: None,
        language: None,
        identity: Identity::default(),
        consent: Consent::of(state),
        guardian_consent: None,
    }
}

/// A minor in the part of the person concerned.
pub(crate) fn minor(age_band: AgeBand, guardian: ConsentState, heard: ConsentState) -> Party {
    Party {
        age_band,
        minor: Some(true),
        guardian_consent: Some(Consent::of(guardian)),
        ..adult(PartyRole::Concerned, heard)
    }
}

pub(crate) fn decide(
    network: &Network,
    need: &Need,
    referrer: Option<&str>,
    clock: Timestamp,
) -> Decision {
    let facts = Facts::first_time(need, referrer.map(id));
    network.decide(&facts, clock).unwrap()
}

pub(crate) fn lead(network: &Network, decision: &Decision) -> Option<String> {
    decision
        .lead
        .as_ref()
        .map(|lead| code(network, lead.partner))
}

pub(crate) fn fallbacks(network: &Network, decision: &Decision) -> Vec<String> {
    decision
        .fallbacks
        .iter()
        .map(|one| code(network, one.partner))
        .collect()
}

pub(crate) fn informed(network: &Network, decision: &Decision) -> Vec<String> {
    decision
        .informed
        .iter()
        .map(|one| code(network, one.partner))
        .collect()
}

/// Who was turned down, as `code: reason`.
pub(crate) fn turned_down(network: &Network, decision: &Decision) -> Vec<String> {
    let one = |one: &crate::TurnedDown| format!("{}: {}", code(network, one.partner), one.reason);
    decision.turned_down.iter().map(one).collect()
}

pub(crate) fn numbers(decision: &Decision) -> Vec<&str> {
    decision
        .notices
        .iter()
        .filter_map(|notice| notice.number.as_deref())
        .collect()
}

/// A01: noise between neighbours in social housing, brought by the landlord.
pub(crate) fn a01() -> Need {
    let mut need = case(Setting::Housing, Situation::NeighbourNoise);
    need.case_kind = CaseKind::Interpersonal;
    need.place.tenure = Some(passerelle_domain::Tenure::Social);
    need.place.period = Some(passerelle_domain::Period::Night);
    need.parties = vec![
        adult(PartyRole::Concerned, ConsentState::Given),
        adult(PartyRole::OtherParty, ConsentState::NotAsked),
    ];
    need
}

/// A02: a pupil of 17 who left her vocational lycée.
pub(crate) fn a02() -> Need {
    let mut need = case(Setting::School, Situation::SchoolDropout1618);
    let young_person = minor(
        AgeBand::From16To17,
        ConsentState::Given,
        ConsentState::Given,
    );
    need.parties = vec![Party {
        enrolled: Some(false),
        ..young_person
    }];
    need
}

/// A03: bullying at school, told in after-school time.
pub(crate) fn a03() -> Need {
    let mut need = case(Setting::School, Situation::SchoolBullying);
    need.place.uai = Some(Uai::parse("0000001B").unwrap());
    need.place.time_context = Some(passerelle_domain::TimeContext::AfterSchool);
    need.parties = vec![minor(
        AgeBand::From11To15,
        ConsentState::Given,
        ConsentState::NotAsked,
    )];
    need
}

/// A04: a boy of 15 whom a network uses.
pub(crate) fn a04() -> Need {
    let mut need = case(Setting::Youth, Situation::TraffickingEntryRisk);
    need.safety.minor_at_risk = true;
    need.parties = vec![minor(
        AgeBand::From11To15,
        ConsentState::NotAsked,
        ConsentState::Hesitant,
    )];
    need
}

/// A05: a square that everybody uses differently.
pub(crate) fn a05() -> Need {
    let mut need = case(
        Setting::PriorityDistricts,
        Situation::PublicSpaceUseConflict,
    );
    need.case_kind = CaseKind::Collective;
    need.place.label = Some("place du Lavoir".to_owned());
    need.place.period = Some(passerelle_domain::Period::Evening);
    need
}
