//! How two referrals have to do with each other.

use super::codes;

codes! {
    /// What the later one is to the other.
    pub enum RelationKind: "relation_kind" {
        Similar = "similar", "ressemble à", "looks like";
        Merged = "merged", "fusionnée avec", "merged into";
    }
}

codes! {
    /// Why one referral was merged into another.
    pub enum MergeReason: "merge_reason" {
        SentTwice = "sent_twice", "envoyée deux fois", "sent twice";
        SameSituation = "same_situation", "même situation, vue par deux personnes", "the same situation, seen by two people";
        OneConflict = "one_conflict", "deux demandes dans un même conflit", "two requests within one conflict";
    }
}
