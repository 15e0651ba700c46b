//! Documents that are absurd, broken or hostile: refused precisely, soon, and without harm.

use std::time::{Duration, Instant};

use insta::assert_snapshot;

use super::fixture::default_rules;
use crate::{DEFAULT_RULE_SET, MAX_BYTES, OverlaySource, RuleFault, RuleSet};

/// Far more than any of these takes on a busy machine without optimisation.
const SOON: Duration = Duration::from_secs(60);

/// The faults of a text, which are told within limits.
#[track_caller]
fn faults(text: &str) -> Vec<RuleFault> {
    let begun = Instant::now();
    let faults = RuleSet::from_text("mine", text).unwrap_err();
    assert!(begun.elapsed() < SOON);
    assert!((1..=200).contains(&faults.len()));
    let overlay = OverlaySource { file: "mine", text };
    assert!(default_rules().with_overlays(&[overlay]).is_err());
    faults
}

#[track_caller]
fn codes(text: &str) -> Vec<&'static str> {
    faults(text).iter().map(|fault| fault.code).collect()
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("a = {}1{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let (lists, tables) = (nested("[", "]", 10_000), nested("{a=", "}", 10_000));
    for text in [lists.as_str(), &tables, &lists[..10_004], &tables[..30_000]] {
        assert_eq!(codes(text), ["too_deep"]);
    }
    let keys = format!("{} = 1", vec!["a"; 10_000].join("."));
    let header = format!("[{}]\nb = 1", vec!["a"; 10_000].join("."));
    for text in [&keys, &header] {
        assert_eq!(codes(text), ["too_deep"]);
    }
    // Each step within what the parser allows, and all together too deep.
    let keys = vec!["a"; 70].join(".");
    assert_eq!(codes(&format!("{keys} = 1")), ["too_deep"]);
    assert_eq!(
        codes(&nested(&format!("{{ {keys} = "), " }", 70)),
        ["too_deep"]
    );
    let short = vec!["a"; 20].join(".");
    assert_eq!(
        codes(&format!("[{short}.{short}]\n{short}.{short} = 1")),
        ["too_deep"]
    );
    let lists = format!("{{\"a\": {}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for text in [lists.as_str(), &objects, &objects[..50_000]] {
        assert_eq!(codes(text), ["too_deep"]);
    }
}

#[test]
fn a_large_file_is_refused_unread() {
    for text in [
        "#".repeat(50_000_000),
        format!("{{{}}}", " ".repeat(MAX_BYTES)),
    ] {
        let begun = Instant::now();
        assert_eq!(codes(&text), ["too_large"]);
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn faults_by_the_hundred_thousand_are_told_by_the_first_ones() {
    let unknown: String = (0..100_000)
        .map(|number| format!("x{number} = 1\n"))
        .collect();
    let found = faults(&unknown);
    let lines: Vec<usize> = found
        .iter()
        .skip(6)
        .take(3)
        .map(|fault| fault.line)
        .collect();
    assert!(lines.is_sorted());
    assert_eq!(faults(&"=\n".repeat(100_000))[0].line, 1);
    let wrong = format!("rules = [{}]", "1,".repeat(90_000));
    faults(&wrong);
    let long = format!("rules = [{}]", "1,".repeat(110_000));
    assert!(codes(&long).contains(&"too_long"));
}

#[test]
fn bytes_that_are_no_text_are_told_where_they_stand() {
    let with_nul = DEFAULT_RULE_SET.replacen("name = \"default\"", "name = \"def\0ault\"", 1);
    assert_eq!(codes(&with_nul)[0], "not_toml");
    let escaped = DEFAULT_RULE_SET.replacen("name = \"default\"", "name = \"def\\u0000ault\"", 1);
    let found = faults(&escaped);
    assert_eq!(
        (found[0].code, found[0].field.as_str()),
        ("control_character", "name")
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read_over() {
    let windows = format!("\u{feff}{}", DEFAULT_RULE_SET.replace('\n', "\r\n"));
    let read = RuleSet::from_text("windows.toml", &windows).unwrap();
    assert_eq!(read.rules(), default_rules().rules());
    let json = crate::json_from_toml("default.toml", DEFAULT_RULE_SET).unwrap();
    let read = RuleSet::from_text("windows.json", &format!("\u{feff}{json:#}"));
    assert_eq!(read.unwrap().rules(), default_rules().rules());
}

/// What a coordinator is likely to get wrong, told together, with the place and what to write.
#[test]
fn what_people_get_wrong_is_told_together() {
    let mine = r#"
[[facts]]
id = "floor"
situations = ["neighbour_noice"]
kind = "numbre"
label = { fr = "Étage", en = "Floor" }

[[rules]]
id = "R50"
stage = "orientaton"
order = 100
label = { fr = "bruit", en = "noise" }
because = { fr = "c'est du bruit", en = "it is noise" }
when.age = { from = 25, to = 18 }
when.hour = { from = 22, before = 7 }
when.date = { from = 2026-08-31, to = 2026-07-01 }
when.details = { flor = { from = 1 } }
when.none_of.tenur = ["social"]
then.lead = ["mediation_taem"]
then.fallbacks = ["ccas", "ccas"]
then.max = "L1"

[[invariants]]
id = "MINE"
label = { fr = "étage", en = "floor" }
when.details = { floors = { from = 1 } }
must.asked_not_in = ["ccas"]
"#;
    let text = format!("{DEFAULT_RULE_SET}{mine}");
    let first = DEFAULT_RULE_SET.lines().count();
    let told = faults(&text).into_iter().map(|fault| {
        let (line, column) = (fault.line - first, fault.column);
        format!(
            "+{line}:{column} {} [{}] {}",
            fault.field, fault.code, fault.message
        )
    });
    assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}
