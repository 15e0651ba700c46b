//! What the forms of a person's page send, and what can be wrong with it.

use passerelle_casework::{ContactChange, Feedback};
use passerelle_domain::{EmailAddress, FeedbackAnswer, Lang, PartnerId, Phone};
use serde::Deserialize;

/// The contact, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ContactForm {
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
}

/// From whom the agreement is taken back: a partner, or `all`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ConsentForm {
    #[serde(default)]
    pub partner: String,
}

/// The answers to the three questions.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct FeedbackForm {
    #[serde(default)]
    pub listened: String,
    #[serde(default)]
    pub met: String,
    #[serde(default)]
    pub better: String,
}

/// What is wrong, field by field, in the language of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Faults {
    pub phone: Option<&'static str>,
    pub email: Option<&'static str>,
    pub feedback: Option<&'static str>,
}

impl Faults {
    pub(super) fn any(&self) -> bool {
        self.phone.is_some() || self.email.is_some() || self.feedback.is_some()
    }
}

impl ContactForm {
    /// Reads the contact; a field that is left empty stays as it is.
    pub(super) fn read(&self, lang: Lang) -> Result<ContactChange, Faults> {
        let say = |fr, en| match lang {
            Lang::Fr => Some(fr),
            Lang::En => Some(en),
        };
        let (phone, email) = (international(&self.phone), self.email.trim());
        let mut faults = Faults::default();
        if phone.is_empty() && email.is_empty() {
            faults.phone = say(
                "Écrivez un numéro de téléphone ou une adresse électronique.",
                "Write a phone number or an e-mail address.",
            );
        }
        let mut contact = ContactChange::default();
        if !phone.is_empty() {
            contact.phone = Phone::parse(&phone).ok();
            if contact.phone.is_none() {
                faults.phone = say(
                    "Ce numéro n’est pas complet. Exemple\u{a0}: 06\u{a0}39\u{a0}98\u{a0}00\u{a0}00.",
                    "This number is not complete. Example: 06 39 98 00 00.",
                );
            }
        }
        if !email.is_empty() {
            contact.email = EmailAddress::parse(email).ok();
            if contact.email.is_none() {
                faults.email = say(
                    "Cette adresse n’est pas complète. Exemple\u{a0}: prenom@example.org.",
                    "This address is not complete. Example: firstname@example.org.",
                );
            }
        }
        if faults.any() {
            Err(faults)
        } else {
            Ok(contact)
        }
    }
}

/// A French number as people write it, in international form.
fn international(typed: &str) -> String {
    let bare: String = typed
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    if let Some(abroad) = bare.strip_prefix("00") {
        return format!("+{abroad}");
    }
    match bare.strip_prefix('0') {
        Some(national) => format!("+33{national}"),
        // Something else than a number was typed: it has to be seen as wrong, not as left out.
        None if bare.is_empty() => typed.trim().to_owned(),
        None => bare,
    }
}

impl ConsentForm {
    /// Reads from whom: `None` for what the page does not offer, `Some(None)` for everybody.
    pub(super) fn read(&self) -> Option<Option<PartnerId>> {
        if self.partner == "all" {
            return Some(None);
        }
        self.partner.parse().ok().map(Some)
    }
}

impl FeedbackForm {
    /// Reads the answers.
    pub(super) fn read(&self, lang: Lang) -> Result<Feedback, Faults> {
        let answers = (
            FeedbackAnswer::parse(&self.listened),
            FeedbackAnswer::parse(&self.met),
            FeedbackAnswer::parse(&self.better),
        );
        match answers {
            (Ok(listened), Ok(met), Ok(better)) => Ok(Feedback {
                listened,
                met,
                better,
            }),
            _ => Err(Faults {
                feedback: Some(match lang {
                    Lang::Fr => {
                        "Répondez aux trois questions. «\u{a0}Je préfère ne pas répondre\u{a0}» est une réponse aussi."
                    }
                    Lang::En => {
                        "Answer the three questions. “I would rather not say” is an answer too."
                    }
                }),
                ..Faults::default()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(phone: &str, email: &str) -> Result<ContactChange, Faults> {
        let form = ContactForm {
            phone: phone.to_owned(),
            email: email.to_owned(),
        };
        form.read(Lang::Fr)
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let expected = Phone::parse("+33639980001").unwrap();
        for typed in [
            "06 39 98 00 01",
            "06.39.98.00.01",
            "+33 6 39 98 00 01",
            "0033639980001",
        ] {
            let read = contact(typed, " ").unwrap();
            assert_eq!(read.phone.as_ref(), Some(&expected), "{typed}");
            assert_eq!(read.email, None);
        }
    }

    #[test]
    fn faults_stand_at_their_field() {
        assert!(contact("", "").unwrap_err().phone.is_some());
        assert!(contact("06 39", "").unwrap_err().phone.is_some());
        assert!(contact("bonjour", "").unwrap_err().phone.is_some());
        let both = contact("12", "nobody").unwrap_err();
        assert!(both.phone.is_some() && both.email.is_some());
        assert!(contact("", "moi@example.org").is_ok());
    }

    #[test]
    fn all_three_questions_need_an_answer() {
        let form = |better: &str| FeedbackForm {
            listened: "yes".to_owned(),
            met: "rather_not_say".to_owned(),
            better: better.to_owned(),
        };
        assert!(form("no").read(Lang::Fr).is_ok());
        for wrong in ["", "maybe"] {
            assert!(form(wrong).read(Lang::En).unwrap_err().feedback.is_some());
        }
    }
}
