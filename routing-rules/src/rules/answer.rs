//! Facts that are a yes or a no.

use passerelle_domain::SafetyAnswers;

/// A yes, a no, or nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not told.
    Unknown,
}

/// A question of the safety gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SafetyQuestion {
    /// Danger at this moment.
    DangerNow,
    /// A minor at risk.
    MinorAtRisk,
    /// Violence or a threat of it.
    Violence,
    /// A person who cannot protect themself.
    UnableToProtectSelf,
    /// A risk of suicide.
    SuicideRisk,
}

impl SafetyQuestion {
    /// Every question, with the name that rules and requests give it.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("danger_now", Self::DangerNow),
        ("minor_at_risk", Self::MinorAtRisk),
        ("violence", Self::Violence),
        ("unable_to_protect_self", Self::UnableToProtectSelf),
        ("suicide_risk", Self::SuicideRisk),
    ];

    /// What was answered.
    #[must_use]
    pub fn answer(self, safety: SafetyAnswers) -> bool {
        match self {
            Self::DangerNow => safety.danger_now,
            Self::MinorAtRisk => safety.minor_at_risk,
            Self::Violence => safety.violence,
            Self::UnableToProtectSelf => safety.unable_to_protect_self,
            Self::SuicideRisk => safety.suicide_risk,
        }
    }

    /// The answer, to be changed.
    pub(crate) fn answer_mut(self, safety: &mut SafetyAnswers) -> &mut bool {
        match self {
            Self::DangerNow => &mut safety.danger_now,
            Self::MinorAtRisk => &mut safety.minor_at_risk,
            Self::Violence => &mut safety.violence,
            Self::UnableToProtectSelf => &mut safety.unable_to_protect_self,
            Self::SuicideRisk => &mut safety.suicide_risk,
        }
    }
}

impl Answer {
    /// Every answer, with its name in a rule set.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("yes", Self::Yes),
        ("no", Self::No),
        ("unknown", Self::Unknown),
    ];
}

impl From<Option<bool>> for Answer {
    fn from(told: Option<bool>) -> Self {
        match told {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
}
