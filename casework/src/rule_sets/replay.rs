//! What an old decision was made by, loaded again.

use passerelle_routing_rules::{RuleSet, RuleSetRef};
use passerelle_store::editions::{self, Member};

use super::{Composition, composition::unusable};
use crate::{Casework, CaseworkError};

impl Casework {
    /// The very rules that `named` decided by: the base and the overlays of its edition, or the
    /// base alone for a decision of before editions were counted.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there never was such an edition, and
    /// [`CaseworkError::UnusableRules`] when this release reads the rule language otherwise.
    pub fn rules_of(&self, named: &RuleSetRef) -> Result<RuleSet, CaseworkError> {
        let number = |number: u32| i32::try_from(number).map_err(|_| CaseworkError::NotFound);
        let (edition, version) = (number(named.edition)?, number(named.version)?);
        let composition = self.read(|conn| {
            if edition == 0 {
                let member = Member {
                    name: named.name.clone(),
                    version,
                };
                return Composition::alone(conn, member);
            }
            let edition = editions::find(conn, edition)?.ok_or(CaseworkError::NotFound)?;
            Composition::of(conn, &edition)
        })?;
        composition.rules()?.map_err(|faults| unusable(&faults))
    }
}
