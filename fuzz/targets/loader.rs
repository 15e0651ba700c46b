//! Any bytes as a rule set or an overlay, in both forms: the loader answers with faults that can be
//! found in the text, or with rules that keep their meaning in the other form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use passerelle_routing_rules::{
    Budget, DEFAULT_RULE_SET, OverlaySource, RuleFault, RuleSet, analyse, json_from_toml, text_of,
    toml_from_json,
};

fuzz_target!(|bytes: &[u8]| {
    let text = match text_of("fuzz", bytes) {
        Ok(text) => text,
        Err(faults) => return can_be_found(&faults, &String::from_utf8_lossy(bytes)),
    };
    for read in [RuleSet::from_toml, RuleSet::from_json, RuleSet::from_text] {
        match read("fuzz", text) {
            Ok(rules) => {
                let _ = analyse(&rules, Budget { steps: 2_000 });
            }
            Err(faults) => can_be_found(&faults, text),
        }
    }
    match json_from_toml("fuzz", text) {
        Ok(json) => keeps_its_meaning(text, &json.to_string()),
        Err(faults) => can_be_found(&faults, text),
    }
    lies_over_the_shipped_rules(text);
});

/// Every fault has words, and a place in the text that it is about.
fn can_be_found(faults: &[RuleFault], text: &str) {
    assert!(
        !faults.is_empty() && faults.len() <= 200,
        "{}",
        faults.len()
    );
    let lines = text.split('\n').count();
    for fault in faults.iter().filter(|fault| fault.file == "fuzz") {
        assert!(
            !fault.code.is_empty() && !fault.message.is_empty(),
            "{fault:?}"
        );
        assert!(
            fault.line >= 1 && fault.line <= lines,
            "{lines} lines: {fault:?}"
        );
    }
}

/// The same document as JSON has as many faults, or is the same rules; and back.
fn keeps_its_meaning(toml: &str, json: &str) {
    let own = RuleSet::from_toml("fuzz", toml);
    let other = RuleSet::from_json("fuzz", json);
    assert_eq!(own.is_ok(), other.is_ok(), "{own:?}\n{other:?}");
    if let Ok(back) = toml_from_json("fuzz", json) {
        let back = RuleSet::from_toml("fuzz", &back);
        assert_eq!(own.is_ok(), back.is_ok(), "{own:?}\n{back:?}");
    }
}

fn lies_over_the_shipped_rules(text: &str) {
    thread_local! {
        static SHIPPED: RuleSet = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET)
            .expect("the shipped rules are sound");
    }
    let overlay = OverlaySource { file: "fuzz", text };
    let laid = SHIPPED.with(|shipped| shipped.clone().with_overlays(&[overlay]));
    if let Err(faults) = laid {
        can_be_found(&faults, text);
    }
}
