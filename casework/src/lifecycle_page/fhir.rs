//! How the states map to FHIR, for whoever exchanges cases with health services: documented, not
//! implemented.

use std::fmt::Write as _;

use passerelle_domain::{AssignmentStatus as Work, ReferralStatus as Need};

/// A referral as a `ServiceRequest`.
pub(super) fn referrals() -> String {
    let mut table = head("ServiceRequest.status");
    for status in Need::ALL {
        let (code, note) = match status {
            Need::Received | Need::Triage | Need::Routed | Need::InProgress => ("active", ""),
            Need::AwaitingConsent => ("on-hold", ""),
            Need::Closed => ("completed", "the outcome is an `Observation` about it"),
            Need::Withdrawn => (
                "revoked",
                "the reason in `statusReason` (R6), an extension before",
            ),
            Need::EmergencyDiverted => ("revoked", "nothing personal is exchanged"),
            Need::EnteredInError => ("entered-in-error", ""),
        };
        line(&mut table, status.code(), code, note);
    }
    table
}

/// An assignment as a `Task` whose `focus` is the request.
pub(super) fn assignments() -> String {
    let mut table = head("Task.status");
    for status in Work::ALL {
        let (code, note) = match status {
            Work::Proposed => (
                "requested",
                "`restriction.period.end` is the time for the answer",
            ),
            Work::Accepted => ("accepted", ""),
            Work::InProgress => ("in-progress", ""),
            Work::OnHold => ("on-hold", "the reason in `statusReason`"),
            Work::Completed => ("completed", "the result in `output`"),
            Work::Declined => ("rejected", "the reason in `statusReason`"),
            Work::Expired => ("cancelled", "`statusReason`: no answer in time"),
            Work::Redirected => (
                "rejected",
                "the reason in `statusReason`; the next `Task` is about the same request",
            ),
            Work::CancelRequested => (
                "in-progress",
                "`businessStatus`: `cancel_requested`; FHIR has no state for it",
            ),
            Work::Cancelled => ("cancelled", ""),
            Work::Failed => ("failed", "the reason in `statusReason`"),
            Work::EnteredInError => ("entered-in-error", ""),
        };
        line(&mut table, status.code(), code, note);
    }
    table
}

fn head(element: &str) -> String {
    format!("| here | `{element}` | besides |\n|---|---|---|\n")
}

fn line(table: &mut String, here: &str, there: &str, note: &str) {
    let note = if note.is_empty() { "—" } else { note };
    let _ = writeln!(table, "| `{here}` | `{there}` | {note} |");
}
