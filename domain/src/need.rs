//! The need: what somebody asks help for, as it was entered and checked.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    CaseKind, DeadlineEventKind, Finding, Party, Place, PriorAttempt, SafetyAnswers, Setting,
    Situation, guard,
};

/// How far ahead of the service's clock a sender's clock may run, in minutes.
const CLOCK_TOLERANCE_MINUTES: i64 = 5;

/// A case as it was submitted. The referrer and the sender stand beside it, not in it: a need is
/// the same need whoever types it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The setting of social mediation in which it arose.
    pub setting: Setting,
    /// What is going on.
    pub situation: Situation,
    /// Whom it is about: one person, several, a group, a place.
    pub case_kind: CaseKind,
    /// When the referrer learnt of it.
    pub received_at: Timestamp,
    /// The referrer's function, never their name.
    pub referrer_role: Option<String>,
    /// Answers at the safety gate.
    pub safety: SafetyAnswers,
    /// Where it takes place.
    pub place: Place,
    /// The persons, symmetrical.
    pub parties: Vec<Party>,
    /// What was tried before.
    pub prior_attempts: Vec<PriorAttempt>,
    /// A date that the answer has to come before.
    pub deadline_event: Option<DeadlineEvent>,
    /// What happened, in the words of the person who enters it: facts, not judgements.
    pub narrative: Option<String>,
}

/// A date outside the service's control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineEvent {
    /// What happens on that date.
    pub kind: DeadlineEventKind,
    /// The date, in local time.
    pub date: Date,
}

/// The longest texts, in characters.
pub mod limits {
    /// The narrative.
    pub const NARRATIVE: usize = 10_000;
    /// A short free text: function, label, facility, name.
    pub const SHORT: usize = 200;
    /// A postal address.
    pub const ADDRESS: usize = 300;
    /// The parties of one case.
    pub const PARTIES: usize = 20;
}

/// One thing wrong with a need; a need is refused with all of them at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, as a JSON Pointer (RFC 6901) into the submitted document.
    pub pointer: String,
    /// Stable code for machines.
    pub code: &'static str,
    /// One sentence in English that never repeats what was sent.
    pub detail: String,
}

/// Leads a JSON Pointer on to the member `name`, whatever characters that has (RFC 6901 §3).
pub fn point_to(pointer: &mut String, name: &str) {
    pointer.push('/');
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

impl Fault {
    /// A fault of the field at `pointer`.
    #[must_use]
    pub fn at(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
        }
    }
}

impl Need {
    /// Everything that contradicts itself, in the order of the document; empty when the need can
    /// be taken. `now` is the clock of the decision.
    #[must_use]
    pub fn faults(&self, now: Timestamp) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self
            .situation
            .setting()
            .is_some_and(|setting| setting != self.setting)
        {
            faults.push(Fault::at(
                "/situation",
                "outside_setting",
                "this situation belongs to another setting",
            ));
        }
        let tolerance = SignedDuration::from_mins(CLOCK_TOLERANCE_MINUTES);
        if self.received_at.duration_since(now) > tolerance {
            faults.push(Fault::at(
                "/received_at",
                "in_the_future",
                "this time is still to come",
            ));
        }
        self.free_text_faults(&mut faults);
        self.party_faults(&mut faults);
        faults
    }

    fn free_text_faults(&self, faults: &mut Vec<Fault>) {
        let texts = [
            (
                "/referrer_role",
                self.referrer_role.as_deref(),
                limits::SHORT,
            ),
            (
                "/place/facility",
                self.place.facility.as_deref(),
                limits::SHORT,
            ),
            ("/place/label", self.place.label.as_deref(), limits::SHORT),
            (
                "/place/address",
                self.place.address.as_deref(),
                limits::ADDRESS,
            ),
            ("/narrative", self.narrative.as_deref(), limits::NARRATIVE),
        ];
        for (pointer, text, limit) in texts {
            if let Some(text) = text {
                faults.extend(text_faults(pointer, text, limit));
            }
        }
    }

    fn party_faults(&self, faults: &mut Vec<Fault>) {
        if self.parties.len() > limits::PARTIES {
            faults.push(Fault::at(
                "/parties",
                "too_many",
                format!("at most {} parties", limits::PARTIES),
            ));
        }
        let unnamed = matches!(self.case_kind, CaseKind::Collective | CaseKind::Place);
        for (index, party) in self.parties.iter().enumerate() {
            if party.contradicts_age() {
                faults.push(Fault::at(
                    format!("/parties/{index}/minor"),
                    "contradicts_age_band",
                    "`minor` and `age_band` contradict each other",
                ));
            }
            if unnamed && !party.identity.is_empty() {
                faults.push(Fault::at(
                    format!("/parties/{index}/name"),
                    "identity_not_expected",
                    "a collective case or a place names nobody",
                ));
            }
            if let Some(name) = &party.identity.name {
                let pointer = format!("/parties/{index}/name");
                faults.extend(text_faults(&pointer, name, limits::SHORT));
            }
        }
    }

    /// What the narrative holds that a narrative must not hold without a second look.
    #[must_use]
    pub fn narrative_findings(&self) -> Vec<Finding> {
        self.narrative
            .as_deref()
            .map(guard::review)
            .unwrap_or_default()
    }
}

/// What is wrong with a free text of at most `limit` characters, at `pointer`.
#[must_use]
pub fn text_faults(pointer: &str, text: &str, limit: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    if text.chars().count() > limit {
        let detail = format!("at most {limit} characters");
        faults.push(Fault::at(pointer, "too_long", detail));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        let detail = "control characters are not text";
        faults.push(Fault::at(pointer, "control_character", detail));
    }
    if text.chars().any(turns_the_direction) {
        let detail = "characters that turn the direction of writing can make a text read otherwise than it is";
        faults.push(Fault::at(pointer, "direction_override", detail));
    }
    faults
}

/// Whether the character embeds, overrides or isolates a direction of writing (UAX #9). Marks between
/// two words of a right-to-left language are none of these.
fn turns_the_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgeBand, CommuneCode, Consent, Identity, PartyRole};

    fn need() -> Need {
        Need {
            setting: Setting::Housing,
            situation: Situation::NeighbourNoise,
            case_kind: CaseKind::Interpersonal,
            received_at: Timestamp::UNIX_EPOCH,
            referrer_role: None,
            safety: SafetyAnswers::default(),
            place: Place::in_commune(CommuneCode::parse("00001").unwrap()),
            parties: vec![Party {
                role: PartyRole::Concerned,
                age_band: AgeBand::From26To59,
                minor: None,
                enrolled: None,
                language: None,
                identity: Identity {
                    name: Some("M. Untel".into()),
                    ..Identity::default()
                },
                consent: Consent::default(),
                guardian_consent: None,
            }],
            prior_attempts: Vec::new(),
            deadline_event: None,
            narrative: None,
        }
    }

    fn codes(need: &Need) -> Vec<(String, &'static str)> {
        let faults = need.faults(Timestamp::UNIX_EPOCH);
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    }

    #[test]
    fn a_sound_need_has_no_fault() {
        assert_eq!(codes(&need()), []);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let mut need = need();
        need.situation = Situation::SchoolBullying;
        need.received_at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(6);
        need.case_kind = CaseKind::Collective;
        need.narrative = Some("a".repeat(limits::NARRATIVE + 1));
        need.place.label = Some("bell\u{7}".into());
        need.parties[0].minor = Some(true);
        let expected = [
            ("/situation", "outside_setting"),
            ("/received_at", "in_the_future"),
            ("/place/label", "control_character"),
            ("/narrative", "too_long"),
            ("/parties/0/minor", "contradicts_age_band"),
            ("/parties/0/name", "identity_not_expected"),
        ];
        assert_eq!(
            codes(&need),
            expected.map(|(pointer, code)| (pointer.to_owned(), code))
        );
    }

    #[test]
    fn a_clock_a_little_ahead_is_let_pass() {
        let mut need = need();
        need.received_at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(5);
        assert_eq!(codes(&need), []);
    }

    #[test]
    fn a_cross_cutting_situation_goes_with_any_setting() {
        for setting in Setting::ALL {
            let need = Need {
                setting: *setting,
                situation: Situation::ChildAtRisk,
                ..need()
            };
            assert_eq!(codes(&need), []);
        }
    }
}
