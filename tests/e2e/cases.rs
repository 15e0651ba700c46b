//! The acceptance cases as the bodies that a partner's software would post. Nobody in them exists.

use serde_json::{Value, json};

/// When A01 was reported, and so when its clock starts.
pub const A01_AT: &str = "2026-10-05T09:10:00+02:00";
/// The same for A02.
pub const A02_AT: &str = "2026-10-06T14:00:00+02:00";
/// The same for A03.
pub const A03_AT: &str = "2026-10-08T18:05:00+02:00";
/// The same for A04.
pub const A04_AT: &str = "2026-10-12T17:30:00+02:00";
/// The same for A05.
pub const A05_AT: &str = "2026-10-13T10:00:00+02:00";

/// A tenant and the noise from above, reported by the landlord.
pub fn a01() -> Value {
    json!({
        "external_reference": "BAIL-2026-00017",
        "setting": "housing",
        "situation": "neighbour_noise",
        "case_kind": "interpersonal",
        "received_at": A01_AT,
        "referrer_role": "gardien d'immeuble",
        "safety": calm(),
        "place": {"commune_code": "00001", "qpv_code": "QN00001M", "tenure": "social", "period": "night"},
        "parties": [
            {
                "role": "concerned", "age_band": "26-59", "minor": false, "language": "fr",
                "name": "Odette Rivefictive",
                "contact": {"phone": "+33639980001", "email": "odette.rivefictive@example.org"},
                "consent": {"state": "given", "scope": null}
            },
            {
                "role": "other_party", "age_band": "26-59", "name": "Basile Dessusfictif",
                "contact": {"phone": "+33639980002"}, "consent": {"state": "not_asked"}
            }
        ],
        "narrative": "Depuis trois semaines, une locataire du 2e étage se plaint de musique et de pas après 23 h \
                      venant de l'appartement du dessus, quatre soirs par semaine. Elle n'ose plus frapper à la porte. \
                      Le voisin, joint par le gardien, dit travailler en horaires décalés. Aucun échange violent."
    })
}

/// A girl of seventeen who left school, reported by the school.
pub fn a02() -> Value {
    json!({
        "setting": "school",
        "situation": "school_dropout_16_18",
        "case_kind": "individual",
        "received_at": A02_AT,
        "referrer_role": "CPE de lycée professionnel",
        "safety": calm(),
        "place": {"commune_code": "00001"},
        "parties": [{
            "role": "concerned", "age_band": "16-17", "minor": true, "enrolled": false,
            "name": "Lila Bergefictive", "contact": {"phone": "+33639980003"},
            "consent": {"state": "given"}, "guardian_consent": {"state": "given"}
        }],
        "narrative": "Une jeune fille de 17 ans a démissionné de première professionnelle fin septembre et n'a aucune \
                      solution. Elle aide sa famille et dit ne plus vouloir « entendre parler de cours », mais accepte \
                      de rencontrer quelqu'un si la médiatrice l'accompagne. Sa mère est d'accord."
    })
}

/// A bullied pupil, met in after-school time; `referrer` is the id of the after-school service.
pub fn a03(referrer: &str) -> Value {
    json!({
        "setting": "school",
        "situation": "school_bullying",
        "case_kind": "interpersonal",
        "received_at": A03_AT,
        "referrer": referrer,
        "referrer_role": "animatrice périscolaire",
        "safety": calm(),
        "place": {"commune_code": "00001", "uai": "0000001B", "time_context": "after_school"},
        "parties": [{
            "role": "concerned", "age_band": "11-15", "minor": true, "enrolled": true,
            "name": "Milo Peuplierfictif", "contact": {"phone": "+33639980004"},
            "consent": {"state": "given"}, "guardian_consent": {"state": "given"}
        }],
        "narrative": "Pendant l'aide aux devoirs, un élève de 6e s'est effondré : surnoms quotidiens, affaires jetées, \
                      groupe de messagerie où l'on se moque de lui depuis la rentrée. Il n'a rien dit au collège. Ses \
                      parents, prévenus, demandent que l'établissement agisse."
    })
}

/// A boy of fifteen who keeps watch for others, reported by somebody outside the network.
pub fn a04() -> Value {
    json!({
        "setting": "youth",
        "situation": "trafficking_entry_risk",
        "case_kind": "individual",
        "received_at": A04_AT,
        "referrer": null,
        "referrer_role": "éducateur d'un club sportif",
        "safety": {"danger_now": false, "minor_at_risk": true, "violence": false, "unable_to_protect_self": false},
        "place": {"commune_code": "00001", "qpv_code": "QN00001M"},
        "parties": [{
            "role": "concerned", "age_band": "11-15", "minor": true,
            "name": "Sacha Lunefictif", "contact": {"phone": "+33639980005"},
            "consent": {"state": "hesitant"}, "guardian_consent": {"state": "not_asked"}
        }],
        "narrative": "Un garçon de 15 ans vient à l'entraînement avec un téléphone neuf et de l'argent, s'endort, manque \
                      l'école le matin. Il a confié à son éducateur « surveiller pour des grands » et devoir rembourser \
                      une dette. Il a peur d'en parler chez lui."
    })
}

/// A square that is used for too much at once, reported by shopkeepers outside the network.
pub fn a05() -> Value {
    json!({
        "setting": "priority_districts",
        "situation": "public_space_use_conflict",
        "case_kind": "collective",
        "received_at": A05_AT,
        "referrer": null,
        "referrer_role": "association de commerçants",
        "safety": calm(),
        "place": {"commune_code": "00001", "label": "place du Lavoir", "period": "evening"},
        "parties": [],
        "narrative": "Entre 18 h et 21 h, la place sert à la fois de terrain de foot, de terrasse et de passage de \
                      poussettes. Ballons contre les vitrines, remarques, ton qui monte avec deux riverains. Les jeunes \
                      disent n'avoir aucun autre terrain éclairé."
    })
}

/// Somebody who needs food, known to the landlord: the lead is the CCAS, which is not the operator.
pub fn food() -> Value {
    json!({
        "setting": "public_services",
        "situation": "food_insecurity",
        "case_kind": "individual",
        "safety": calm(),
        "place": {"commune_code": "00001"},
        "parties": [{
            "role": "concerned", "age_band": "60-74", "minor": false, "language": "fr",
            "name": "Armand Paniersfictifs",
            "contact": {"phone": "+33639980006", "email": "armand.paniersfictifs@example.org"},
            "consent": {"state": "given"}
        }],
        "narrative": "Un locataire retraité saute des repas depuis l'été et ne sait pas à qui demander de l'aide."
    })
}

/// The answers of a case without danger.
pub fn calm() -> Value {
    json!({"danger_now": false, "minor_at_risk": false, "violence": false, "unable_to_protect_self": false})
}

/// The same body with one part replaced; `pointer` is an RFC 6901 pointer, `null` removes what is there.
#[must_use]
pub fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = body
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("nothing at {pointer}"));
    match (parent, key.parse::<usize>()) {
        (Value::Array(list), Ok(position)) => list[position] = value,
        (Value::Object(fields), _) => {
            fields.insert(key.to_owned(), value);
        }
        (other, _) => panic!("nothing can be put into {other}"),
    }
    body
}
