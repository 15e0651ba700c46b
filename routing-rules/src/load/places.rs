//! Where the parts of a document stand, for what is found out about them later.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::rules::{Place, Section};

/// The line and column of every rule, invariant and example, by its id.
pub(super) fn places(text: &str, document: &DeTable<'_>) -> BTreeMap<(Section, String), Place> {
    let mut offsets = Vec::new();
    for section in [Section::Rules, Section::Invariants, Section::Examples] {
        let list = document.get(section.name()).map(|value| value.get_ref());
        let Some(DeValue::Array(items)) = list else {
            continue;
        };
        for item in items.iter() {
            let DeValue::Table(table) = item.get_ref() else {
                continue;
            };
            let id = table.get("id").map(|id| (id.span().start, id.get_ref()));
            if let Some((offset, DeValue::String(id))) = id {
                offsets.push((offset, section, id.to_string()));
            }
        }
    }
    offsets.sort_unstable_by_key(|(offset, ..)| *offset);
    // One walk over the text for all of them: a document may have ten thousand.
    let mut place = Place { line: 1, column: 1 };
    let mut letters = text.char_indices().peekable();
    let mut places = BTreeMap::new();
    for (offset, section, id) in offsets {
        while let Some((_, letter)) = letters.next_if(|(at, _)| *at < offset) {
            place = place.after(letter);
        }
        places.insert((section, id), place);
    }
    places
}
