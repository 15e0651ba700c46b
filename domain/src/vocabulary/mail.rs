//! How somebody wants to be written to.

use super::codes;

codes! {
    /// How often somebody of a partner is written to.
    pub enum MailPreference: "mail_preference" {
        Each = "each", "chaque message", "each message";
        DailyDigest = "daily_digest", "un récapitulatif par jour", "a daily digest";
        UrgentOnly = "urgent_only", "les urgences seulement", "urgent ones only";
    }
}
