//! A case for measurements, and many at once: copies of one that came over the API.

use serde_json::{Value, json};

use crate::World;

/// A neighbour dispute that a social landlord sends.
pub fn case(reference: &str) -> Value {
    json!({
        "external_reference": reference, "setting": "housing", "situation": "neighbour_noise",
        "case_kind": "interpersonal", "referrer_role": "gardien d'immeuble",
        "safety": {"danger_now": false, "minor_at_risk": false, "violence": false, "unable_to_protect_self": false},
        "place": {"commune_code": "00001", "tenure": "social", "period": "night"},
        "parties": [
            {"role": "concerned", "age_band": "26-59", "language": "fr", "consent": {"state": "given"}},
            {"role": "other_party", "consent": {"state": "not_asked"}},
        ],
    })
}

/// Copies a case of a PostgreSQL world that has one assignment, each copy under a reference of its own. The table
/// `copied` tells their `id`, that of the `assignment`, a number `n`, and when its answer is `due`: within a minute.
pub fn of_case(world: &World, id: &str, count: usize) {
    world.query(&format!(
        "CREATE TABLE copied AS SELECT gen_random_uuid() AS id, gen_random_uuid() AS assignment, n, \
         now() + random() * interval '60 seconds' AS due \
         FROM generate_series(1, {}) AS n WHERE n % 37 < 32 LIMIT {count}",
        count * 2
    ));
    let symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let symbol = |shift: u32| format!("substr('{symbols}', (n >> {shift} & 31) + 1, 1)");
    let code = [20, 15, 10, 5, 0].map(symbol).join(" || ");
    let reference = format!("'PSL-2031-' || {code} || substr('{symbols}', n % 37 + 1, 1)");
    let copies: [(&str, &[(&str, &str)]); 5] = [
        (
            "referrals",
            &[
                ("id", "c.id"),
                ("reference", &reference),
                ("external_reference", "'COPY-' || n"),
            ],
        ),
        ("places", &[("referral_id", "c.id")]),
        ("parties", &[("referral_id", "c.id")]),
        (
            "decisions",
            &[("id", "gen_random_uuid()"), ("referral_id", "c.id")],
        ),
        (
            "assignments",
            &[
                ("id", "c.assignment"),
                ("referral_id", "c.id"),
                ("answer_due_at", "c.due"),
            ],
        ),
    ];
    for (table, own) in copies {
        let names: Vec<&str> = own.iter().map(|(name, _)| *name).collect();
        let values: Vec<&str> = own.iter().map(|(_, value)| *value).collect();
        // The others are read from the database, so that a column that is new is copied too.
        let others = world.query(&format!(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns \
             WHERE table_name = '{table}' AND column_name NOT IN ('{}')",
            names.join("', '")
        ));
        let key = if table == "referrals" {
            "id"
        } else {
            "referral_id"
        };
        world.query(&format!(
            "INSERT INTO {table} ({}, {others}) SELECT {}, {others} FROM {table} AS t \
             CROSS JOIN (SELECT id AS copy, assignment, n, due FROM copied) AS c WHERE t.{key} = '{id}'",
            names.join(", "),
            values.join(", ").replace("c.id", "c.copy"),
            others = prefixed(&others[0]),
        ).replacen(&prefixed(&others[0]), &others[0], 1));
    }
}

fn prefixed(columns: &str) -> String {
    let named: Vec<String> = columns
        .split(", ")
        .map(|name| format!("t.{name}"))
        .collect();
    named.join(", ")
}
