//! What came of it: of one partner's work, and of the whole case. An outcome describes the
//! situation, never a person.

use super::codes;

codes! {
    /// What changed, as stated by whoever closes the referral.
    pub enum Outcome: "outcome" {
        Resolved = "resolved", "résolu / réglé", "resolved";
        Agreement = "agreement", "accord entre les parties", "agreement reached";
        Eased = "eased", "apaisé / désamorcé", "eased";
        PartiallyResolved = "partially_resolved", "partiellement résolu / en amélioration", "partly resolved";
        ReferredTakenUp = "referred_taken_up", "orienté, relais pris (rendez-vous honoré)", "referred, taken up";
        ReferredUnknown = "referred_unknown", "orienté, suite inconnue", "referred, unknown";
        SelfReferred = "self_referred", "démarche faite par la personne", "self-referral";
        InformationGiven = "information_given", "information / rappel des règles", "information given";
        RefusedByParty = "refused_by_party", "refus d'une des parties", "refused by a party";
        ConsentWithdrawn = "consent_withdrawn", "retrait du consentement", "consent withdrawn";
        Unreachable = "unreachable", "injoignable / absent", "unreachable";
        NoFollowUp = "no_follow_up", "sans suite", "no follow-up";
        Persistent = "persistent", "enkysté / persistant", "persistent";
        EscalatedAuthority = "escalated_authority", "relais à l'autorité (police, justice, protection)", "escalated";
        MovedOrChanged = "moved_or_changed", "départ, relogement, fin de cause", "cause disappeared";
        Duplicate = "duplicate", "doublon", "duplicate";
        OutOfScope = "out_of_scope", "hors champ", "out of scope";
        Error = "error", "erreur", "error";
    }
}

codes! {
    /// How an outcome counts in a rate of success.
    pub enum Success: "success" {
        Yes = "yes", "compte comme réussite", "counts as a success";
        /// A success of linking a person to a partner, and none of settling a conflict.
        LinkingOnly = "linking_only", "réussite d'une mise en relation, pas d'un conflit", "a success for linking, not for a conflict";
        Half = "half", "compte pour moitié", "counts for half";
        No = "no", "ne compte pas comme réussite", "does not count as a success";
        /// Counted among the cases, and neither for nor against.
        Neutral = "neutral", "neutre", "neutral";
        /// Not counted among the cases at all.
        Excluded = "excluded", "hors du calcul", "left out of the count";
    }
}

impl Outcome {
    /// What it says of the work of the partner that closes the case with it.
    #[must_use]
    pub const fn completion(self) -> CompletionResult {
        match self {
            Self::Agreement => CompletionResult::Agreement,
            Self::ReferredTakenUp => CompletionResult::SupportStarted,
            Self::InformationGiven => CompletionResult::InformationGiven,
            Self::Unreachable => CompletionResult::NotReached,
            _ => CompletionResult::Done,
        }
    }

    /// How the outcome counts in a rate of success.
    #[must_use]
    pub const fn counts(self) -> Success {
        match self {
            Self::Resolved | Self::Agreement | Self::Eased | Self::SelfReferred => Success::Yes,
            Self::ReferredTakenUp => Success::LinkingOnly,
            Self::PartiallyResolved => Success::Half,
            Self::ReferredUnknown
            | Self::RefusedByParty
            | Self::Unreachable
            | Self::NoFollowUp
            | Self::Persistent => Success::No,
            Self::InformationGiven
            | Self::ConsentWithdrawn
            | Self::EscalatedAuthority
            | Self::MovedOrChanged => Success::Neutral,
            Self::Duplicate | Self::OutOfScope | Self::Error => Success::Excluded,
        }
    }

    /// Whether statistics show the outcome on a line of its own, beside counting it: a calmer
    /// place is not a settled conflict, and a case handed to an authority is neither.
    #[must_use]
    pub const fn shown_apart(self) -> bool {
        matches!(
            self,
            Self::Eased | Self::PartiallyResolved | Self::EscalatedAuthority
        )
    }
}

codes! {
    /// What a partner did, when it ends its own assignment. The outcome of the case is told by
    /// whoever closes the referral.
    pub enum CompletionResult: "completion_result" {
        Done = "done", "fait", "done";
        Agreement = "agreement", "accord entre les parties", "agreement reached";
        SupportStarted = "support_started", "accompagnement commencé", "support started";
        InformationGiven = "information_given", "information donnée", "information given";
        NotReached = "not_reached", "personne non rencontrée", "person not reached";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_count_as_agreed() {
        let with = |success| -> Vec<&str> {
            let outcomes = Outcome::ALL.iter();
            let counted = outcomes.filter(|outcome| outcome.counts() == success);
            counted.map(|outcome| outcome.code()).collect()
        };
        assert_eq!(
            with(Success::Yes),
            ["resolved", "agreement", "eased", "self_referred"]
        );
        assert_eq!(with(Success::LinkingOnly), ["referred_taken_up"]);
        assert_eq!(with(Success::Half), ["partially_resolved"]);
        assert_eq!(
            with(Success::No),
            [
                "referred_unknown",
                "refused_by_party",
                "unreachable",
                "no_follow_up",
                "persistent"
            ]
        );
        assert_eq!(
            with(Success::Neutral),
            [
                "information_given",
                "consent_withdrawn",
                "escalated_authority",
                "moved_or_changed"
            ]
        );
        assert_eq!(
            with(Success::Excluded),
            ["duplicate", "out_of_scope", "error"]
        );
    }
}
