//! What a version of a rule set is, and where it stands in its life.

use super::codes;

codes! {
    /// What a rule set is to the others.
    pub enum RuleSetKind: "rule_set_kind" {
        /// Complete: it says something of every situation.
        Base = "base", "règles complètes", "complete rules";
        /// Local changes, laid over another one.
        Overlay = "overlay", "règles locales", "local rules";
    }
}

codes! {
    /// Where a version of a rule set stands in its life.
    pub enum RuleSetStatus: "rule_set_status" {
        /// Being written; it decides nothing.
        Draft = "draft", "brouillon", "draft";
        /// The analyser found no error in it, and nobody has changed it since.
        Checked = "checked", "vérifié", "checked";
        /// Somebody who did not write it agrees to it.
        Approved = "approved", "approuvé", "approved";
        /// It decides from a date on.
        Scheduled = "scheduled", "programmé", "scheduled";
        /// It decides.
        Active = "active", "en vigueur", "active";
        /// It decided, and no longer does.
        Superseded = "superseded", "remplacé", "superseded";
        /// Given up before it ever decided.
        Withdrawn = "withdrawn", "abandonné", "withdrawn";
    }
}
