//! No person of any story may appear in what the service writes to its logs.
//!
//! A story names its people here (or hands over the body of its case, whose people are then found in it); when a
//! service stops, its logs are searched for all of them.

use std::path::Path;

use serde_json::Value;

/// Names, phone numbers, addresses and narratives that must not appear in any log.
#[derive(Debug, Default)]
pub struct Markers(Vec<String>);

impl Markers {
    /// This text belongs to a person.
    pub fn add(&mut self, text: &str) {
        // A text of two letters would be found everywhere.
        if text.chars().count() >= 4 && !self.0.iter().any(|known| known == text) {
            self.0.push(text.to_owned());
        }
    }

    /// Takes everything that belongs to a person out of the body of a referral.
    pub fn add_case(&mut self, case: &Value) {
        for party in case["parties"].as_array().into_iter().flatten() {
            for field in [
                &party["name"],
                &party["contact"]["phone"],
                &party["contact"]["email"],
            ] {
                self.add(field.as_str().unwrap_or_default());
            }
        }
        self.add(case["place"]["address"].as_str().unwrap_or_default());
        // A logged narrative may be cut, so each of its sentences counts by itself.
        for sentence in case["narrative"]
            .as_str()
            .unwrap_or_default()
            .split(['.', ',', ':', ';'])
        {
            let sentence = sentence.trim();
            if sentence.chars().count() >= 12 {
                self.add(sentence);
            }
        }
    }

    /// The lines of this log that hold one of the markers, each with the marker.
    pub fn found_in(&self, log: &Path) -> Vec<String> {
        let text = std::fs::read(log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        text.lines()
            .flat_map(|line| {
                self.0
                    .iter()
                    .filter(|marker| appears(line, marker))
                    .map(move |marker| format!("{marker:?} in: {line}"))
            })
            .collect()
    }
}

/// As itself, or as a JSON string would write it.
fn appears(line: &str, marker: &str) -> bool {
    let escaped = Value::from(marker).to_string();
    line.contains(marker) || line.contains(escaped.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_people_of_a_case() {
        let mut markers = Markers::default();
        markers.add_case(&serde_json::json!({
            "parties": [{"name": "Odette Fictive", "contact": {"phone": "+33639980001", "email": null}}],
            "narrative": "Elle n'ose plus frapper à la porte. Fin.",
        }));
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        std::fs::write(
            &log,
            "INFO nothing\nINFO for Odette Fictive\nINFO \"Elle n'ose plus frapper à la porte\"\n",
        )
        .unwrap();
        assert_eq!(markers.found_in(&log).len(), 2);
    }
}
