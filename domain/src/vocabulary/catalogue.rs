//! Every vocabulary in one list, for `GET /v1/vocabulary` and for forms.

use serde::Serialize;

use super::{
    AgeBand, AssignmentRole, AssignmentStatus, CaseKind, Code, CommentAudience, CompletionResult,
    ConflictOfInterest, ConsentState, DeadlineEventKind, DeliveryState, Disclosure, FailReason,
    FeedbackAnswer, FeedbackQuestion, FollowUpReason, FollowUpResult, FollowUpStatus, HoldReason,
    MailPreference, MediationMode, MeetingState, MergeReason, Outcome, PartnerKind, PartyRole,
    PauseReason, Period, PersonChannel, PriorAttempt, Priority, RedirectReason, ReferralStatus,
    RefusalReason, RelationKind, ReopenReason, RuleSetKind, RuleSetStatus, Setting, Situation,
    Success, Tenure, TimeContext, TurnedDownReason, WithdrawReason,
};
use crate::language::Label;

/// One vocabulary and its codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vocabulary {
    /// The name, in `snake_case`.
    pub name: &'static str,
    /// The codes, in the order in which a form shows them.
    pub entries: Vec<Entry>,
}

/// One code of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The stable code.
    pub code: &'static str,
    /// What people read.
    pub label: Label,
    /// Of a situation, its setting; absent from those that can come in any setting, and from
    /// every other vocabulary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<Setting>,
    /// Of an outcome, how it counts; absent from every other vocabulary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Success>,
}

/// Every vocabulary of the product.
#[must_use]
pub fn catalogue() -> Vec<Vocabulary> {
    vec![
        plain::<Setting>(),
        vocabulary(|entry, situation: Situation| entry.setting = situation.setting()),
        plain::<PartnerKind>(),
        plain::<CaseKind>(),
        plain::<PartyRole>(),
        plain::<AgeBand>(),
        plain::<Tenure>(),
        plain::<Period>(),
        plain::<TimeContext>(),
        plain::<ConsentState>(),
        plain::<PriorAttempt>(),
        plain::<DeadlineEventKind>(),
        plain::<MediationMode>(),
        plain::<Disclosure>(),
        plain::<Priority>(),
        plain::<ReferralStatus>(),
        plain::<AssignmentStatus>(),
        plain::<AssignmentRole>(),
        plain::<MeetingState>(),
        plain::<CommentAudience>(),
        plain::<DeliveryState>(),
        plain::<RefusalReason>(),
        Vocabulary {
            name: "redirect_reason",
            ..plain::<RedirectReason>()
        },
        plain::<TurnedDownReason>(),
        plain::<ConflictOfInterest>(),
        plain::<PauseReason>(),
        plain::<HoldReason>(),
        plain::<FailReason>(),
        plain::<WithdrawReason>(),
        plain::<ReopenReason>(),
        plain::<CompletionResult>(),
        vocabulary(|entry, outcome: Outcome| entry.counts = Some(outcome.counts())),
        plain::<Success>(),
        plain::<RelationKind>(),
        plain::<MergeReason>(),
        plain::<PersonChannel>(),
        plain::<FeedbackQuestion>(),
        plain::<FeedbackAnswer>(),
        plain::<FollowUpStatus>(),
        plain::<FollowUpReason>(),
        plain::<FollowUpResult>(),
        plain::<MailPreference>(),
        plain::<RuleSetKind>(),
        plain::<RuleSetStatus>(),
    ]
}

fn plain<T: Code>() -> Vocabulary {
    vocabulary(|_, _: T| {})
}

/// Lists a vocabulary, each entry completed with what is particular to it.
fn vocabulary<T: Code>(complete: impl Fn(&mut Entry, T)) -> Vocabulary {
    let entry = |&value: &T| {
        let mut entry = Entry {
            code: value.code(),
            label: value.label(),
            setting: None,
            counts: None,
        };
        complete(&mut entry, value);
        entry
    };
    Vocabulary {
        name: T::VOCABULARY,
        entries: T::ALL.iter().map(entry).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fmt::{Debug, Display};
    use std::str::FromStr;

    use serde::de::DeserializeOwned;

    use super::*;
    use crate::language::Lang;

    fn round_trip<T>()
    where
        T: Code + Debug + Display + FromStr<Err: Debug> + Serialize + DeserializeOwned,
    {
        for &value in T::ALL {
            let code = value.code();
            assert_eq!(T::parse(code).unwrap(), value);
            assert_eq!(code.parse::<T>().unwrap(), value);
            assert_eq!(value.to_string(), code);
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
        }
    }

    #[test]
    fn every_code_leads_back_to_its_value() {
        macro_rules! round_trips {
            ($($vocabulary:ty),+ $(,)?) => {{
                $(round_trip::<$vocabulary>();)+
                [$(<$vocabulary>::VOCABULARY),+]
            }};
        }
        let tried = round_trips!(
            Setting,
            Situation,
            PartnerKind,
            CaseKind,
            PartyRole,
            AgeBand,
            Tenure,
            Period,
            TimeContext,
            ConsentState,
            PriorAttempt,
            DeadlineEventKind,
            MediationMode,
            Disclosure,
            Priority,
            ReferralStatus,
            AssignmentStatus,
            AssignmentRole,
            MeetingState,
            CommentAudience,
            DeliveryState,
            RefusalReason,
            TurnedDownReason,
            ConflictOfInterest,
            PauseReason,
            HoldReason,
            FailReason,
            WithdrawReason,
            ReopenReason,
            CompletionResult,
            Outcome,
            Success,
            RelationKind,
            MergeReason,
            PersonChannel,
            FeedbackQuestion,
            FeedbackAnswer,
            FollowUpStatus,
            FollowUpReason,
            FollowUpResult,
            MailPreference,
            RuleSetKind,
            RuleSetStatus,
        );
        round_trip::<Lang>();
        let listed = catalogue().into_iter().map(|vocabulary| vocabulary.name);
        let own: Vec<&str> = listed.filter(|&name| name != "redirect_reason").collect();
        assert_eq!(tried.as_slice(), own);
    }

    #[test]
    fn names_and_codes_are_unique_and_plain() {
        let mut names = HashSet::new();
        for vocabulary in catalogue() {
            assert!(names.insert(vocabulary.name), "{}", vocabulary.name);
            let mut codes = HashSet::new();
            for entry in vocabulary.entries {
                assert!(codes.insert(entry.code), "{}", entry.code);
                let plain = |c: char| c.is_ascii_alphanumeric() || "_-+".contains(c);
                assert!(!entry.code.is_empty() && entry.code.chars().all(plain));
            }
        }
    }

    #[test]
    fn every_code_has_a_label_in_both_languages() {
        for entry in catalogue().into_iter().flat_map(|list| list.entries) {
            for lang in Lang::ALL {
                let label = entry.label.get(*lang);
                assert!(!label.is_empty() && label.trim() == label, "{}", entry.code);
            }
        }
    }

    #[test]
    fn a_vocabulary_reads_as_json() {
        let all = catalogue();
        let list = all.iter().find(|list| list.name == "situation").unwrap();
        let json = |code: &str| {
            let entry = list.entries.iter().find(|entry| entry.code == code);
            serde_json::to_string(entry.unwrap()).unwrap()
        };
        assert_eq!(
            json("neighbour_noise"),
            r#"{"code":"neighbour_noise","label":{"fr":"Bruits de voisinage","en":"Neighbour noise"},"setting":"housing"}"#
        );
        assert_eq!(
            json("addiction"),
            r#"{"code":"addiction","label":{"fr":"Addiction, consommation à risque","en":"Addiction"}}"#
        );
    }
}
