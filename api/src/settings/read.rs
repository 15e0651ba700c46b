//! Turns the gathered table into typed values and collects every fault on the way.

use std::path::PathBuf;

use config::{Map, Value, ValueKind};

use super::SettingsError;
use super::sources::PREFIX;

/// What `config` calls the environment.
const ENVIRONMENT: &str = "the environment";

/// Takes one key after the other out of the table; what is left at the end is unknown.
pub struct Reader {
    table: Map<String, Value>,
    origins: Map<String, String>,
    faults: Vec<String>,
}

impl Reader {
    /// Over a gathered table.
    #[must_use]
    pub fn new(mut table: Map<String, Value>) -> Self {
        // The file's own name is a setting of the environment only.
        table.remove("config");
        Self {
            table,
            origins: Map::new(),
            faults: Vec::new(),
        }
    }

    /// A text, as it stands.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let value = self.table.remove(key)?;
        let origin = value.origin().unwrap_or_default().to_owned();
        self.origins.insert(key.to_owned(), origin);
        match value.kind {
            ValueKind::Table(_) | ValueKind::Array(_) => {
                self.fault(key, "one value");
                None
            }
            _ => value.into_string().ok(),
        }
    }

    /// A path.
    pub fn path(&mut self, key: &str) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }

    /// A value with a password in it, perhaps: given outright, or as the file `{key}_file`.
    pub fn secret(&mut self, key: &str) -> Option<String> {
        let outright = self.text(key);
        let file_key = format!("{key}_file");
        let Some(file) = self.path(&file_key) else {
            return outright;
        };
        if outright.is_some() {
            self.fault(&file_key, &format!("left out when `{key}` is set"));
            return outright;
        }
        match std::fs::read_to_string(&file) {
            Ok(text) => Some(text.trim().to_owned()),
            Err(error) => {
                self.fault(&file_key, &format!("the name of a readable file ({error})"));
                None
            }
        }
    }

    /// A parsed value, or none.
    pub fn optional<T>(
        &mut self,
        key: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key)?;
        let parsed = parse(&text);
        self.check(key, parsed.is_some(), expected);
        parsed
    }

    /// A parsed value, or that of `default`; `None` only beside a fault.
    pub fn required<T>(
        &mut self,
        key: &str,
        default: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key).unwrap_or_else(|| default.to_owned());
        let parsed = parse(&text);
        self.check(key, parsed.is_some(), expected);
        parsed
    }

    /// Notes a fault of `key` unless `holds`.
    pub fn check(&mut self, key: &str, holds: bool, expected: &str) {
        if !holds {
            self.fault(key, expected);
        }
    }

    /// The settings, unless something was wrong.
    ///
    /// # Errors
    /// Every fault met, and every key that nobody asked for in a file. An unknown variable in the
    /// environment is let pass: other tools may share our prefix.
    pub fn finish<T>(mut self, settings: T) -> Result<T, SettingsError> {
        let unknown = std::mem::take(&mut self.table);
        for (key, value) in unknown {
            let origin = value.origin().unwrap_or_default();
            if origin != ENVIRONMENT {
                self.faults
                    .push(format!("`{key}` in {origin}: there is no such setting"));
            }
        }
        if self.faults.is_empty() {
            Ok(settings)
        } else {
            Err(SettingsError(self.faults))
        }
    }

    /// Values are not repeated: they may hold a password.
    fn fault(&mut self, key: &str, expected: &str) {
        let origin = self.origins.get(key).map_or("", String::as_str);
        let place = if origin == ENVIRONMENT {
            format!("the environment variable {PREFIX}_{}", key.to_uppercase())
        } else if origin.starts_with("the flag") {
            origin.to_owned()
        } else {
            format!("`{key}` in {origin}")
        };
        self.faults.push(format!("{place}: expected {expected}"));
    }
}
