//! Prints cases by the thousand, one a line, as `passerelle rules compare --cases` reads them:
//! `cargo run -p passerelle-tests --example cases -- 100000 > cases.ndjson`.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a program that prints"
)]

use serde_json::{Value, json};

/// Settings and situations of the vocabulary, as they go together.
const SITUATIONS: &[(&str, &str)] = &[
    ("housing", "neighbour_noise"),
    ("housing", "neighbour_dispute"),
    ("housing", "domestic_violence"),
    ("school", "school_bullying"),
    ("school", "school_dropout_16_18"),
    ("youth", "trafficking_entry_risk"),
    ("priority_districts", "public_space_use_conflict"),
    ("priority_districts", "public_gathering"),
];
const TENURES: &[&str] = &["social", "private_rental", "co_ownership", "owner"];
const CONSENTS: &[&str] = &["given", "refused", "not_asked", "hesitant", "not_met"];
const AGES: &[&str] = &["11-15", "16-17", "18-25", "26-59", "unknown"];

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok());
    for number in 0..count.unwrap_or(1_000) {
        println!("{}", case(number));
    }
}

/// A case in which every fact takes all its values in turn, each at its own pace.
fn case(number: usize) -> Value {
    fn turn(all: &[&'static str], number: usize, pace: usize) -> &'static str {
        all[number / pace % all.len()]
    }
    let (setting, situation) = SITUATIONS[number % SITUATIONS.len()];
    let commune = ["00001", "00002"][number / 5 % 2];
    let tenure = turn(TENURES, number, 13);
    let (day, hour) = (1 + number / 24 % 28, number % 24);
    json!({
        "at": format!("2026-{:02}-{day:02}T{hour:02}:30:00Z", 1 + number / 700 % 9),
        "received_at": "2025-12-31T12:00:00Z",
        "setting": setting, "situation": situation,
        "case_kind": if number.is_multiple_of(9) { "collective" } else { "individual" },
        "referrer": null,
        "safety": {"danger_now": number.is_multiple_of(97), "minor_at_risk": number.is_multiple_of(31), "violence": number.is_multiple_of(29)},
        "place": {"commune_code": commune, "tenure": tenure},
        "parties": [{
            "role": "concerned", "age_band": turn(AGES, number, 3), "language": "fr",
            "consent": {"state": turn(CONSENTS, number, 2)},
        }],
    })
}
