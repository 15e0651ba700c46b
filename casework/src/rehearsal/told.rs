//! A case that somebody hands in to be decided twice, as a file of cases holds it.

use jiff::Timestamp;
use passerelle_domain::{Details, Fault, Need, PartnerId};
use passerelle_routing_rules::{Facts, Network};

use crate::{
    ReferrerClaim, Submission,
    check::{field_faults, name_the_school},
};

/// A case that can be decided by both networks.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldCase {
    need: Need,
    details: Details,
    referrer: Option<PartnerId>,
}

impl ToldCase {
    /// Checks the fields of `submission` as they are checked when it is sent. A sender that is not
    /// named stands outside the network, and the words of the narrative are not looked at: nothing is
    /// stored.
    ///
    /// # Errors
    /// Every faulty field. An answer to a question is one only where neither side asks it like that.
    pub fn check(
        old: &Network,
        new: &Network,
        submission: Submission,
        at: Timestamp,
    ) -> Result<Self, Vec<Fault>> {
        let referrer = match submission.referrer {
            ReferrerClaim::Partner(partner) => Some(partner),
            ReferrerClaim::Own | ReferrerClaim::Outside => None,
        };
        let mut faults = field_faults(new, &submission, referrer, at);
        let Submission {
            mut need, details, ..
        } = submission;
        let [by_old, by_new] =
            [old, new].map(|side| side.rules().check_details(need.situation, &details));
        let neither = |fault: &Fault| by_old.iter().any(|other| other.pointer == fault.pointer);
        faults.extend(by_new.into_iter().filter(neither));
        if !faults.is_empty() {
            return Err(faults);
        }
        name_the_school(new, &mut need, referrer);
        Ok(Self {
            need,
            details,
            referrer,
        })
    }

    /// The facts of the case: nobody was asked yet, and nothing is known of earlier ones.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            details: &self.details,
            ..Facts::first_time(&self.need, self.referrer)
        }
    }
}

#[cfg(test)]
mod tests {
    use passerelle_routing_rules::{DEFAULT_RULE_SET, RuleSet};

    use super::*;
    use crate::{
        Clock,
        testing::{World, cases},
    };

    /// The shipped rules with one more question.
    fn asking(world: &World, question: &str) -> Network {
        let facts = format!(
            "{DEFAULT_RULE_SET}\n[[facts]]\nid = \"{question}\"\nsituations = [\"neighbour_noise\"]\n\
             kind = \"yes_no\"\nlabel = {{ fr = \"?\", en = \"?\" }}\n"
        );
        let rules = RuleSet::from_toml("asking.toml", &facts).unwrap();
        let known = world.casework.read(|conn| world.casework.network(conn));
        Network::new(rules, 1, known.unwrap().partners().to_vec())
    }

    #[test]
    fn an_answer_is_taken_where_one_of_the_sides_asks() {
        let world = World::new();
        let (old, new) = (asking(&world, "lift"), asking(&world, "stairs"));
        let check = |question: &str| {
            let mut case = cases::a01();
            let answer = passerelle_domain::Detail::YesNo(true);
            case.details.insert(question, answer);
            ToldCase::check(&old, &new, case, world.clock.now())
        };
        for asked in ["lift", "stairs"] {
            let told = check(asked).unwrap();
            assert!(told.facts().details.get(asked).is_some());
        }
        let faults = check("roof").unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].pointer, "/details/roof");
    }

    #[test]
    fn every_faulty_field_is_told() {
        let world = World::new();
        let network = asking(&world, "lift");
        let mut case = cases::a01();
        let nobody: PartnerId = "00000000-0000-7000-8000-00000000dead".parse().unwrap();
        case.referrer = ReferrerClaim::Partner(nobody);
        case.need.parties[0].consent.scope = Some(vec![nobody]);
        let faults = ToldCase::check(&network, &network, case, world.clock.now()).unwrap_err();
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/referrer", "/parties/0/consent/scope/0"]);
    }
}
