//! Where the parts of a document stand, for what is found out about them later.

use std::collections::BTreeMap;

use super::tree::Entries;
use crate::rules::{Place, Section};

/// The line and column of every rule, invariant and example, by its id.
pub(super) fn places(text: &str, document: &Entries<'_>) -> BTreeMap<(Section, String), Place> {
    let mut offsets = Vec::new();
    for section in [Section::Rules, Section::Invariants, Section::Examples] {
        for table in document.tables(section.name()) {
            if let (Some(value), Some(id)) = (table.get("id"), table.text("id")) {
                offsets.push((value.at.start, section, id.to_owned()));
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
