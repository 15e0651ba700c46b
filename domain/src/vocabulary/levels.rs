//! Two scales: how much of a case a partner may see, and how soon it must be looked at.

use super::codes;

codes! {
    /// How much of a case leaves for a partner, from nothing to the most. What is sent is the
    /// least of what the rule, the consent and the partner allow: `min` does it.
    pub enum Disclosure: "disclosure" {
        None = "none", "rien", "nothing";
        L0 = "L0", "aucune personne, données d'ensemble", "no person, aggregate only";
        L1 = "L1", "sans identité : tranche d'âge, situation, lieu", "no identity: age band, situation, place";
        L2 = "L2", "identité et coordonnées", "identity and contact";
        L3 = "L3", "identité et un élément sensible strictement nécessaire", "identity and one sensitive item strictly needed";
    }
}

codes! {
    /// How soon a case must be looked at. `P0` is the most urgent and comes first in the order.
    pub enum Priority: "priority" {
        P0 = "P0", "urgence", "emergency";
        P1 = "P1", "grave, sans danger vital", "serious, not vital";
        P2 = "P2", "tension active ou personne fragile", "active tension or fragile person";
        P3 = "P3", "ordinaire", "ordinary";
        P4 = "P4", "collectif ou lieu", "collective or place";
    }
}

impl Priority {
    /// The more urgent of the two. Named, because `min` and `max` read the wrong way round on a
    /// scale whose first step is the most urgent.
    #[must_use]
    pub fn most_urgent(self, other: Self) -> Self {
        self.min(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disclosure_grows() {
        use Disclosure::{L0, L1, L2, L3};
        assert_eq!(Disclosure::ALL, &[Disclosure::None, L0, L1, L2, L3]);
        assert!(Disclosure::ALL.is_sorted());
        assert_eq!(L2.min(Disclosure::None), Disclosure::None);
    }

    #[test]
    fn the_most_urgent_has_the_lowest_number() {
        assert_eq!(Priority::P1.most_urgent(Priority::P3), Priority::P1);
        assert_eq!(Priority::P3.most_urgent(Priority::P0), Priority::P0);
        assert_eq!(Priority::P4.most_urgent(Priority::P4), Priority::P4);
    }
}
