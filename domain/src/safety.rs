//! The safety gate: four yes/no questions asked before anything else, plus one on suicide.
//!
//! The answers can only make a case more urgent; see [`SafetyAnswers::raise`].

use serde::{Deserialize, Serialize};

use crate::Priority;

/// What the person who enters the case answered at the safety gate.
///
/// Source: the gate of the routing doctrine. `suicide_risk` is a fifth answer, since a threat of
/// suicide met in any situation must be seen before the situation's own rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SafetyAnswers {
    /// Somebody is in danger at this moment: the case is diverted to the emergency services.
    pub danger_now: bool,
    /// A minor is in danger or at risk of it.
    pub minor_at_risk: bool,
    /// Violence happened or is threatened.
    pub violence: bool,
    /// A person concerned cannot protect themself.
    pub unable_to_protect_self: bool,
    /// Somebody threatens or risks to end their life.
    pub suicide_risk: bool,
}

impl SafetyAnswers {
    /// The priority that the answers demand of a case whose situation has the level `own`:
    /// never less urgent than `own`.
    #[must_use]
    pub fn raise(self, own: Priority) -> Priority {
        let demanded = if self.danger_now || self.suicide_risk {
            Priority::P0
        } else if self.minor_at_risk || self.violence {
            Priority::P1
        } else if self.unable_to_protect_self {
            Priority::P2
        } else {
            Priority::P4
        };
        own.most_urgent(demanded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_raise_and_never_lower() {
        for own in Priority::ALL.iter().copied() {
            assert_eq!(SafetyAnswers::default().raise(own), own);
            let danger = SafetyAnswers {
                danger_now: true,
                ..SafetyAnswers::default()
            };
            assert_eq!(danger.raise(own), Priority::P0);
            let violence = SafetyAnswers {
                violence: true,
                ..SafetyAnswers::default()
            };
            assert!(violence.raise(own) <= Priority::P1);
        }
    }
}
