//! Where things stand: the referral, one partner's work on it, a meeting, and the delivery of
//! the news. They are four separate lifecycles; the codes here are their names only.

use super::codes;

codes! {
    /// Where a referral stands. The need is its referrer's and the mediators'.
    pub enum ReferralStatus: "referral_status" {
        Received = "received", "reçu", "received";
        AwaitingConsent = "awaiting_consent", "en attente d'accord", "awaiting consent";
        /// A person has to choose the partner.
        Triage = "triage", "à orienter", "to be routed by a person";
        Routed = "routed", "orienté", "routed";
        InProgress = "in_progress", "pris en charge", "in progress";
        Closed = "closed", "clos", "closed";
        Withdrawn = "withdrawn", "retiré", "withdrawn";
        /// The caller was told to call the emergency number, and nothing personal was kept.
        EmergencyDiverted = "emergency_diverted", "basculé urgence", "diverted to emergency services";
        EnteredInError = "entered_in_error", "saisi par erreur", "entered in error";
    }
}

codes! {
    /// Where one partner's work on a referral stands.
    pub enum AssignmentStatus: "assignment_status" {
        Proposed = "proposed", "proposé", "proposed";
        Accepted = "accepted", "accepté", "accepted";
        InProgress = "in_progress", "en cours", "in progress";
        OnHold = "on_hold", "suspendu", "on hold";
        Completed = "completed", "terminé", "completed";
        Declined = "declined", "refusé", "declined";
        Expired = "expired", "sans réponse", "no answer in time";
        Redirected = "redirected", "réorienté", "redirected";
        /// The partner is asked to stop; it confirms, or says what was already done.
        CancelRequested = "cancel_requested", "annulation demandée", "cancellation requested";
        Cancelled = "cancelled", "annulé", "cancelled";
        Failed = "failed", "non abouti", "failed";
        EnteredInError = "entered_in_error", "saisi par erreur", "entered in error";
    }
}

codes! {
    /// What a partner is asked for.
    pub enum AssignmentRole: "assignment_role" {
        Lead = "lead", "pilote", "lead";
        /// Told of the case; nothing is asked of it.
        Informed = "informed", "pour information", "for information";
    }
}

codes! {
    /// Where a meeting of an assignment stands.
    pub enum MeetingState: "meeting_state" {
        Scheduled = "scheduled", "prévu", "scheduled";
        Held = "held", "tenu", "held";
        PartyAbsent = "party_absent", "une partie absente", "a party was absent";
        Postponed = "postponed", "reporté", "postponed";
        Cancelled = "cancelled", "annulé", "cancelled";
    }
}

codes! {
    /// For whom a comment is meant.
    pub enum CommentAudience: "comment_audience" {
        Operator = "operator", "l'équipe de médiation seulement", "the mediation service only";
        OperatorAndLead = "operator_and_lead", "l'équipe de médiation et le pilote", "the mediation service and the lead partner";
        Everybody = "everybody", "toutes les organisations de l'orientation", "every organisation of the case";
    }
}

codes! {
    /// How far the news of an assignment got. A mail handed to a server is not a partner that
    /// knows.
    pub enum DeliveryState: "delivery_state" {
        Queued = "queued", "en file d'attente", "queued";
        HandedOver = "handed_over", "remis au serveur du destinataire", "handed over";
        Bounced = "bounced", "non distribué", "bounced";
        Seen = "seen", "vu", "seen";
        Answered = "answered", "répondu", "answered";
        /// The partner has no electronic address: a person tells it.
        ByHand = "by_hand", "à transmettre en main propre ou par téléphone", "to be passed on by hand or by phone";
    }
}
