//! Reads JSON into a tree. A parser for data structures would drop where things stand and keep the
//! last of two equal keys; here each value is a piece of the text, so its place is known.

use std::{borrow::Cow, collections::BTreeSet, fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    MAX_DEPTH,
    path::Path,
    reader::Reader,
    tree::{BOM, Entries, Entry, Kind, TOO_DEEP, Value},
};

pub(super) fn parse<'d>(text: &'d str, reader: &mut Reader<'_>) -> Option<Entries<'d>> {
    if let Some(at) = too_deep(text) {
        reader.add(at..at + 1, Path::root(), "too_deep", TOO_DEEP);
        return None;
    }
    let begun = text.trim_start_matches(BOM);
    let raw: &RawValue = match serde_json::from_str(begun) {
        Ok(raw) => raw,
        Err(error) => {
            let before = text.len() - begun.len();
            let at = before + offset(begun, error.line(), error.column());
            reader.add(at..at, Path::root(), "not_json", syntax(&error));
            return None;
        }
    };
    let root = Source { text }.value(raw, &Path::root(), reader)?;
    match root.kind {
        Kind::Table(entries) => Some(entries),
        _ => {
            let message = "a rule set is an object with `name`, `title`, `rules` and more";
            reader.add(root.at, Path::root(), "wrong_type", message);
            None
        }
    }
}

/// Where the first bracket too many opens. Looked for before anything is parsed, so that brackets
/// by the million cost one look each.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The byte of a line and a column, both from 1, as the parser counts them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What the parser says, without the place, which stands before it.
fn syntax(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let end = said.rfind(" at line ").unwrap_or(said.len());
    said.get(..end).unwrap_or(&said).to_owned()
}

/// The text that every piece is a piece of.
#[derive(Clone, Copy)]
struct Source<'d> {
    text: &'d str,
}

impl<'d> Source<'d> {
    fn span(self, raw: &RawValue) -> Range<usize> {
        let start = raw.get().as_ptr().addr() - self.text.as_ptr().addr();
        start..start + raw.get().len()
    }

    /// The tree of a piece, `None` where it is none; the reader knows why.
    fn value(
        self,
        raw: &'d RawValue,
        path: &Path<'_>,
        reader: &mut Reader<'_>,
    ) -> Option<Value<'d>> {
        let piece = raw.get();
        let read = match piece.as_bytes().first() {
            Some(b'{') => serde_json::from_str(piece)
                .map(|Members(members)| self.table(members, path, reader)),
            Some(b'[') => serde_json::from_str(piece)
                .map(|items: Vec<&'d RawValue>| self.list(items, path, reader)),
            Some(b'"') => text(piece).map(Kind::Text),
            Some(b't' | b'f') => serde_json::from_str(piece).map(Kind::Bool),
            Some(b'n') => Ok(Kind::Null),
            _ if piece
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-') =>
            {
                Ok(Kind::Whole(piece.parse().ok()))
            }
            // The parser for data structures rounds some numbers differently.
            _ => Ok(Kind::Float(piece.parse().unwrap_or(f64::NAN))),
        };
        let at = self.span(raw);
        match read {
            Ok(kind) => Some(Value { at, kind }),
            Err(error) => {
                reader.add(at, path, "not_json", syntax(&error));
                None
            }
        }
    }

    fn table(
        self,
        members: Vec<(&'d RawValue, &'d RawValue)>,
        path: &Path<'_>,
        reader: &mut Reader<'_>,
    ) -> Kind<'d> {
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        for (key, value) in members {
            let key_at = self.span(key);
            let Ok(key) = text(key.get()) else {
                reader.add(key_at, path, "not_json", "this key cannot be read");
                continue;
            };
            if !seen.insert(key.clone()) {
                let message = format!("the key `{key}` stands here twice");
                reader.add(key_at, path.key(&key), "duplicate_key", message);
                continue;
            }
            let value = self.value(value, &path.key(&key), reader);
            entries.extend(value.map(|value| Entry { key, key_at, value }));
        }
        Kind::Table(Entries(entries))
    }

    fn list(self, items: Vec<&'d RawValue>, path: &Path<'_>, reader: &mut Reader<'_>) -> Kind<'d> {
        let items = items.into_iter().enumerate();
        Kind::List(
            items
                .filter_map(|(index, item)| self.value(item, &path.index(index), reader))
                .collect(),
        )
    }
}

/// A string, borrowed from the text where nothing in it is escaped.
fn text(piece: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    match piece.get(1..piece.len().saturating_sub(1)) {
        Some(inner) if !inner.contains('\\') => Ok(Cow::Borrowed(inner)),
        _ => serde_json::from_str(piece).map(Cow::Owned),
    }
}

/// The members of an object, all of them: two with the same key are both there.
struct Members<'d>(Vec<(&'d RawValue, &'d RawValue)>);

impl<'d> Deserialize<'d> for Members<'d> {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'d> Visitor<'d> for Each {
            type Value = Members<'d>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'d>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}
