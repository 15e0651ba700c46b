//! The answer as the form sends it, and what can be wrong with it.

use passerelle_domain::{Lang, Reason, ReasonError, RefusalReason};
use serde::Deserialize;

/// The fields of the two forms on the answer page.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct AnswerForm {
    #[serde(default)]
    pub answer: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub comment: String,
}

/// The partner's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Accept,
    Decline(Reason<RefusalReason>),
}

/// What is wrong, field by field, in the language of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FormFaults {
    pub answer: Option<&'static str>,
    pub reason: Option<&'static str>,
    pub comment: Option<&'static str>,
}

impl FormFaults {
    pub(super) fn any(&self) -> bool {
        self.answer.is_some() || self.reason.is_some() || self.comment.is_some()
    }
}

impl FormFaults {
    /// The text holds something that must not be written down.
    pub(super) fn comment_refused(lang: Lang) -> Self {
        let comment = match lang {
            Lang::Fr => {
                "Cette précision ne peut pas être enregistrée\u{a0}: reformulez-la sans nom ni information sur une personne."
            }
            Lang::En => {
                "These details cannot be recorded: put them differently, without a name or anything about a person."
            }
        };
        Self {
            comment: Some(comment),
            ..Self::default()
        }
    }
}

impl AnswerForm {
    /// Reads the answer.
    pub(super) fn read(&self, lang: Lang) -> Result<Answer, FormFaults> {
        let say = |fr, en| match lang {
            Lang::Fr => Some(fr),
            Lang::En => Some(en),
        };
        match self.answer.as_str() {
            "accept" => Ok(Answer::Accept),
            "decline" => self.decline().map(Answer::Decline).map_err(|fault| match fault {
                DeclineFault::NoReason => FormFaults {
                    reason: say("Choisissez un motif.", "Choose a reason."),
                    ..FormFaults::default()
                },
                DeclineFault::Text(ReasonError::TextRequired) => FormFaults {
                    comment: say(
                        "Précisez en quelques mots votre autre motif.",
                        "Say in a few words what your other reason is.",
                    ),
                    ..FormFaults::default()
                },
                DeclineFault::Text(ReasonError::TextNotAllowed) => FormFaults {
                    comment: say(
                        "Une précision n’accompagne que «\u{a0}Autre\u{a0}»\u{a0}: effacez-la, ou choisissez «\u{a0}Autre\u{a0}».",
                        "Details go with “Other” only: remove them, or choose “Other”.",
                    ),
                    ..FormFaults::default()
                },
                DeclineFault::Text(ReasonError::TextTooLong) => FormFaults {
                    comment: say(
                        "Raccourcissez la précision\u{a0}: 1\u{a0}000 caractères au plus.",
                        "Shorten the details: 1,000 characters at most.",
                    ),
                    ..FormFaults::default()
                },
            }),
            _ => Err(FormFaults {
                answer: say(
                    "Choisissez de prendre en charge, ou de ne pas prendre en charge.",
                    "Choose to take it on, or not to.",
                ),
                ..FormFaults::default()
            }),
        }
    }

    fn decline(&self) -> Result<Reason<RefusalReason>, DeclineFault> {
        let code = RefusalReason::parse(&self.reason).map_err(|_| DeclineFault::NoReason)?;
        // Browsers send line ends as CR LF, which would count twice.
        let comment = self.comment.replace("\r\n", "\n");
        Reason::new(code, Some(comment)).map_err(DeclineFault::Text)
    }
}

enum DeclineFault {
    NoReason,
    Text(ReasonError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(answer: &str, reason: &str, comment: &str) -> AnswerForm {
        AnswerForm {
            answer: answer.to_owned(),
            reason: reason.to_owned(),
            comment: comment.to_owned(),
        }
    }

    #[test]
    fn complete_answers_are_read() {
        assert_eq!(form("accept", "", "").read(Lang::Fr), Ok(Answer::Accept));
        let capacity = Reason::new(RefusalReason::Capacity, None).unwrap();
        assert_eq!(
            form("decline", "capacity", "  ").read(Lang::Fr),
            Ok(Answer::Decline(capacity))
        );
        let other = Reason::new(RefusalReason::Other, Some("a\nb".to_owned())).unwrap();
        assert_eq!(
            form("decline", "other", "a\r\nb").read(Lang::Fr),
            Ok(Answer::Decline(other))
        );
        let longest = "a\r\n".repeat(500);
        assert!(form("decline", "other", &longest).read(Lang::Fr).is_ok());
    }

    #[test]
    fn each_fault_stands_at_its_field_in_both_languages() {
        let too_long = "é".repeat(1001);
        for lang in Lang::ALL {
            for (form, field) in [
                (form("", "", ""), "answer"),
                (form("maybe", "capacity", ""), "answer"),
                (form("decline", "", ""), "reason"),
                (form("decline", "because", ""), "reason"),
                (form("decline", "other", " \r\n"), "comment"),
                (form("decline", "capacity", "why"), "comment"),
                (form("decline", "other", &too_long), "comment"),
            ] {
                let faults = form.read(*lang).unwrap_err();
                assert!(faults.any());
                assert_eq!(faults.answer.is_some(), field == "answer");
                assert_eq!(faults.reason.is_some(), field == "reason");
                assert_eq!(faults.comment.is_some(), field == "comment");
            }
        }
    }
}
