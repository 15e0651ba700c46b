//! The fictional network that every story lives in, and how to speak of it.

use jiff::Timestamp;
use passerelle_tests::Client;
use serde_json::{Value, json};

/// The partners by the short names of the acceptance cases.
const PARTNERS: &[(&str, &str)] = &[
    ("p-med", "Passerelles Odre Médiation"),
    ("p-bail", "Résidences du Val d'Odre"),
    ("p-ccas", "CCAS de Saint-Avenin"),
    ("p-clg", "Équipe pHARe, collège Les Peupliers d'Odre"),
    ("p-dsden", "Autorité scolaire du 00"),
    ("p-psad", "PSAD du Val d'Odre"),
    ("p-ml", "Mission locale Odre-et-Lune"),
    ("p-prev", "Éducateurs de rue de l'Odre"),
    ("p-crip", "CRIP du 00"),
    ("p-parq", "Parquet du 00 (contact sheet only)"),
    ("p-tranq", "Tranquillité publique, Saint-Avenin"),
    ("p-peri", "Périscolaire de Saint-Avenin"),
    ("p-mds", "Maison des solidarités de l'Odre"),
    ("p-voirie", "Voirie, agglomération Odre-et-Lune"),
    ("p-aom", "Mobilités Odre-et-Lune"),
    ("p-fs", "France services de Saint-Avenin"),
    ("p-pimms", "Point médiation accès aux droits"),
    ("p-spip", "SPIP du 00"),
    ("p-dir", "Direction, maison d'arrêt de Saint-Avenin"),
    ("p-conc", "Conciliateur, permanence de Saint-Avenin"),
    ("p-vict", "Aide aux victimes 00"),
    ("p-lycee", "Lycée professionnel des Berges d'Odre"),
];

/// The short name of a partner that stands in an answer of the API.
#[track_caller]
pub fn code(partner: &Value) -> &'static str {
    let name = partner["name"]
        .as_str()
        .unwrap_or_else(|| panic!("no partner: {partner}"));
    let same = |known: &&(&str, &str)| name == known.1 || known.1.starts_with(&format!("{name} ("));
    PARTNERS
        .iter()
        .find(same)
        .unwrap_or_else(|| panic!("{name} is not of this network"))
        .0
}

/// The short names of a list of proposals, in its order.
#[track_caller]
pub fn codes(proposals: &Value) -> Vec<&'static str> {
    proposals
        .as_array()
        .unwrap_or_else(|| panic!("no list: {proposals}"))
        .iter()
        .map(|one| code(&one["partner"]))
        .collect()
}

/// Who was turned down, and why.
#[track_caller]
pub fn turned_down(decision: &Value) -> Vec<(&'static str, &str)> {
    let list = decision["turned_down"].as_array().unwrap();
    list.iter()
        .map(|one| (code(&one["partner"]), one["reason"].as_str().unwrap()))
        .collect()
}

/// The id of a partner.
pub fn id(client: &Client, wanted: &str) -> String {
    let partners = client.get("/v1/partners?limit=200").expect(200).json();
    let found = partners["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|partner| code(partner) == wanted);
    found.unwrap_or_else(|| panic!("{wanted} is not listed"))["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The instant that an answer holds.
#[track_caller]
pub fn instant(value: &Value) -> Timestamp {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("no instant: {value}"));
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An instant as the acceptance cases write it.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The assignment of a partner in the view of whoever asked.
#[track_caller]
pub fn assignment<'a>(referral: &'a Value, partner: &str) -> &'a Value {
    let all = referral["assignments"].as_array().unwrap();
    all.iter()
        .find(|one| code(&one["partner"]) == partner)
        .unwrap_or_else(|| panic!("no assignment of {partner}: {referral:#}"))
}

/// The address of an action on the assignment of a partner.
#[track_caller]
pub fn action(referral: &Value, partner: &str, action: &str) -> String {
    let assignment = assignment(referral, partner)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    format!("{}/assignments/{assignment}/{action}", address(referral))
}

/// The address of a referral.
#[track_caller]
pub fn address(referral: &Value) -> String {
    format!(
        "/v1/referrals/{}",
        referral["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no referral: {referral}"))
    )
}

/// A file of the repository, as it is committed.
pub fn committed(path: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap();
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The rule set that the product ships.
pub fn shipped_rules() -> String {
    committed("routing-rules/rulesets/default.toml")
}

/// A property manager, of which the fictional network has none, as the operator would add it.
pub fn property_manager(siret: &str) -> Value {
    json!({
        "code": "p-syndic",
        "kind": "property_manager",
        "name": "Syndic des Berges fictives",
        "key": {"type": "siret", "code": siret},
        "coverage": [{"type": "commune", "code": "00001"}],
        "entitlement": "L2",
        "email": "syndic@example.org"
    })
}
