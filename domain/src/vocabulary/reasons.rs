//! Why something did not go the expected way. Reasons are coded, so that they can be counted
//! and translated. [`Reason`](crate::Reason) joins a code and the text that `other` needs.

use super::codes;

codes! {
    /// Why a partner declines a case.
    pub enum RefusalReason: "refusal_reason" {
        OutOfScope = "out_of_scope", "hors compétence", "outside our competence";
        OutOfArea = "out_of_area", "hors zone", "outside our area";
        Duplicate = "duplicate", "doublon", "duplicate";
        Capacity = "capacity", "saturation", "no capacity";
        NotEligible = "not_eligible", "non éligible", "not eligible";
        InsufficientInfo = "insufficient_info", "informations insuffisantes", "not enough information";
        ConflictOfInterest = "conflict_of_interest", "conflit d'intérêts", "conflict of interest";
        PersonDeclined = "person_declined", "refus de la personne", "declined by the person";
        Other = "other", "autre", "other";
    }
}

/// Why a partner passes a case on to another: a refusal that names somebody better placed, hence
/// the same reasons.
pub type RedirectReason = RefusalReason;

codes! {
    /// Why the engine did not keep a partner that a rule had named.
    pub enum TurnedDownReason: "turned_down_reason" {
        OutOfCoverage = "out_of_coverage", "hors du territoire ou du patrimoine couvert", "outside the area or stock covered";
        SituationNotServed = "situation_not_served", "ne prend pas en charge cette situation", "does not take on this situation";
        LanguageNotSpoken = "language_not_spoken", "ne parle pas la langue de la personne", "does not speak the person's language";
        ReferrerOrganisation = "referrer_organisation", "organisation à l'origine de l'orientation", "the referrer's own organisation";
        PartyToTheCase = "party_to_the_case", "partie à la situation", "a party to the case";
        ConsentMissing = "consent_missing", "accord de la personne manquant", "the person's consent is missing";
        ClosedOrPaused = "closed_or_paused", "fermé ou en pause", "closed or paused";
        NoCapacity = "no_capacity", "saturation", "no capacity";
        NotOpenInTime = "not_open_in_time", "pas ouvert dans le délai", "not open in time";
        ExcludedByRule = "excluded_by_rule", "écarté par la règle", "excluded by the rule";
        AlreadyDeclined = "already_declined", "a déjà décliné", "already declined";
    }
}

codes! {
    /// Why a partner would decide in its own matter.
    pub enum ConflictOfInterest: "conflict_of_interest" {
        Referrer = "referrer_organisation", "organisation à l'origine de l'orientation", "the referrer's own organisation";
        Sender = "sender_organisation", "organisation qui a saisi l'orientation", "the organisation that entered the case";
        Party = "party_to_the_case", "partie à la situation", "a party to the case";
        Landlord = "landlord_of_the_dwelling", "bailleur du logement", "the landlord of the dwelling";
    }
}

impl ConflictOfInterest {
    /// Whether the partner cannot be chosen at all, or only by somebody who knows.
    #[must_use]
    pub fn bars(self) -> bool {
        matches!(self, Self::Referrer | Self::Party)
    }
}

impl ReopenReason {
    /// Whether the referral begins anew, or goes on where it was.
    #[must_use]
    pub fn begins_an_episode(self) -> bool {
        matches!(self, Self::TroubleBack)
    }
}

codes! {
    /// Why a partner takes no case for a time.
    pub enum PauseReason: "pause_reason" {
        Holidays = "holidays", "congés", "holidays";
        Saturation = "saturation", "saturation", "saturation";
        Works = "works", "travaux ou déménagement", "works or moving";
        Other = "other", "autre", "other";
    }
}

codes! {
    /// Why a referral is withdrawn.
    pub enum WithdrawReason: "withdraw_reason" {
        ConsentWithdrawn = "consent_withdrawn", "retrait du consentement", "consent withdrawn";
        NoLongerNeeded = "no_longer_needed", "plus nécessaire", "no longer needed";
        Other = "other", "autre", "other";
    }
}

codes! {
    /// Why a partner could not carry out what it had accepted.
    pub enum FailReason: "fail_reason" {
        Unreachable = "unreachable", "personne injoignable", "person could not be reached";
        NoShow = "no_show", "rendez-vous non honoré", "appointment not kept";
        OutOfMeans = "out_of_means", "moyens insuffisants", "not enough means";
        Other = "other", "autre", "other";
    }
}

codes! {
    /// What an assignment on hold waits for.
    pub enum HoldReason: "hold_reason" {
        AwaitingPerson = "awaiting_person", "en attente de la personne", "waiting for the person";
        AwaitingDocument = "awaiting_document", "en attente d'un document", "waiting for a document";
        Absence = "absence", "absence", "absence";
        Other = "other", "autre", "other";
    }
}

codes! {
    /// Why a closed referral is opened again.
    pub enum ReopenReason: "reopen_reason" {
        TroubleBack = "trouble_back", "retour des difficultés", "the trouble is back";
        ClosedTooEarly = "closed_too_early", "clos trop tôt", "closed too early";
        Other = "other", "autre", "other";
    }
}
