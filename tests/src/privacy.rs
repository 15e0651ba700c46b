//! No person of any story may appear in what the service writes to its logs, nor in any mail that leaves.
//!
//! The people of every case that a story sends are known by themselves; a story names others here. When a service
//! stops, its logs are searched for all of them; when a story ends, every mail of it is.

use std::path::Path;

use mail_parser::decoders::html::html_to_text;
use serde_json::Value;

use crate::mail::Mail;

/// Names, phone numbers, addresses and narratives that must not appear in any log or mail.
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
            self.add(party["name"].as_str().unwrap_or_default());
            self.add(party["contact"]["email"].as_str().unwrap_or_default());
            let phone = party["contact"]["phone"].as_str().unwrap_or_default();
            self.add(phone);
            // However its beginning is written.
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            if digits.len() > LOCAL_DIGITS {
                self.add(&digits[digits.len() - LOCAL_DIGITS..]);
            }
        }
        self.add(case["place"]["address"].as_str().unwrap_or_default());
        self.add_words(&case["narrative"]);
    }

    /// Takes the people of a case, or of a partner, out of any body that is sent, and what people wrote to each other.
    pub fn add_body(&mut self, body: &[u8]) {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return;
        };
        if body["parties"].is_array() {
            self.add_case(&body);
        }
        // Somebody who works at a partner.
        if body["preference"].is_string() {
            self.add(body["name"].as_str().unwrap_or_default());
            self.add(body["email"].as_str().unwrap_or_default());
        }
        for free in ["body", "comment", "text"] {
            self.add_words(&body[free]);
        }
    }

    /// A text may be cut where it is quoted, so each of its sentences counts by itself.
    fn add_words(&mut self, text: &Value) {
        let text = text.as_str().unwrap_or_default();
        for sentence in text.split(['.', ',', ':', ';']) {
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

    /// The markers in what can be read of this mail, each with the mail's subject.
    pub fn found_in_mail(&self, mail: &Mail) -> Vec<String> {
        let texts = readable(mail);
        self.0
            .iter()
            .filter(|marker| texts.iter().any(|text| appears(text, marker)))
            .map(|marker| format!("{marker:?} in: {}", mail.subject))
            .collect()
    }
}

/// The last digits of a French number, which are the same at home and abroad.
const LOCAL_DIGITS: usize = 9;

/// Everything that whoever gets the mail, or carries it, can read: but for the line that says to whom it goes.
fn readable(mail: &Mail) -> Vec<String> {
    let mut in_recipient = false;
    let headers = mail.raw.lines().take_while(|line| !line.is_empty());
    let headers = headers.filter(|line| {
        let goes_on = line.starts_with([' ', '\t']);
        in_recipient = line.to_ascii_lowercase().starts_with("to:") || (goes_on && in_recipient);
        !in_recipient
    });
    vec![
        headers.collect::<Vec<_>>().join("\n"),
        mail.subject.clone(),
        mail.text.clone(),
        mail.html.clone(),
        html_to_text(&mail.html),
    ]
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
    #[test]
    fn finds_them_in_every_part_of_a_mail() {
        let mut markers = Markers::default();
        markers.add_body(
            serde_json::json!({
                "parties": [{
                    "name": "Jeanne d'Étoilefictive",
                    "contact": {"phone": "+33639980001", "email": "jeanne@example.org"},
                }],
                "narrative": "Elle n'ose plus frapper à la porte.",
            })
            .to_string()
            .as_bytes(),
        );
        let clean = "To: jeanne@example.org\nSubject: Passerelle\n\nBonjour\n";
        assert_eq!(
            markers.found_in_mail(&Mail::parse(clean.as_bytes())),
            [""; 0]
        );
        for faulty in [
            // Jeanne d'Étoilefictive, as an encoded word.
            "To: a@example.org\nSubject: =?utf-8?b?SmVhbm5lIGQnw4l0b2lsZWZpY3RpdmU=?=\n\nBonjour\n",
            "To: a@example.org\nReply-To: jeanne@example.org\nSubject: Passerelle\n\nBonjour\n",
            "To: a@example.org\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
             Appelez Jeanne d'=C3=89toilefic=\ntive\n",
            "To: a@example.org\nContent-Type: text/html; charset=utf-8\n\n<p>Jeanne d&#39;Étoilefictive</p>\n",
            "To: a@example.org\nSubject: Passerelle\n\nTél. 0639980001\n",
            "To: a@example.org\nSubject: Passerelle\n\nElle n'ose plus frapper à la porte\n",
        ] {
            let found = markers.found_in_mail(&Mail::parse(faulty.as_bytes()));
            assert_eq!(found.len(), 1, "{found:?} in {faulty}");
        }
    }
}
