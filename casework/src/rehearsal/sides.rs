//! What would decide: every rule set that can be named, in the place that it would take.

use passerelle_domain::RuleSetId;
use passerelle_routing_rules::{Network, RuleFault};
use passerelle_store::{Conn, editions::Member, partners, rulesets};

use crate::{
    Casework, CaseworkError,
    rule_sets::{Composition, Head},
};

/// One side of a comparison. A base takes the place of the base in force, and an overlay that of the
/// one of its name or a place beside the others: as it would be if it were published now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleSource {
    /// What decides now.
    Active,
    /// A stored version, whatever its status.
    Stored(RuleSetId),
    /// The same by its name.
    Version {
        /// The name of the rule set.
        name: String,
        /// The version.
        version: i32,
    },
    /// A document that is not stored.
    Document {
        /// How faults name it.
        file: String,
        /// The document (TOML).
        text: String,
    },
}

/// The version that stands for a document that has none.
const NOT_STORED: i32 = 0;

impl Casework {
    /// The network that `source` would make with the partners of today.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such version, and
    /// [`CaseworkError::FaultyRules`] when it cannot be read or not be laid together with the others.
    pub fn would_decide(&self, source: &RuleSource) -> Result<Network, CaseworkError> {
        let (composition, partners) = self
            .read(|conn| Ok::<_, CaseworkError>((composed(conn, source)?, partners::all(conn)?)))?;
        let rules = composition.rules()?.map_err(|faults| match source {
            RuleSource::Document { file, .. } => {
                CaseworkError::FaultyRules(named(faults, &composition, file))
            }
            _ => CaseworkError::FaultyRules(faults),
        })?;
        let edition = match source {
            RuleSource::Active => u32::try_from(composition.edition).unwrap_or(0),
            // It is in no edition yet, or in an older one.
            _ => 0,
        };
        Ok(Network::new(rules, composition.version()?, partners).in_edition(edition))
    }
}

/// The documents that would be laid together.
pub(crate) fn composed(conn: &mut Conn, source: &RuleSource) -> Result<Composition, CaseworkError> {
    let in_force = Composition::in_force(conn)?;
    let record = match source {
        RuleSource::Active => return Ok(in_force),
        RuleSource::Document { file, text } => {
            let head = Head::of(file, text).map_err(CaseworkError::FaultyRules)?;
            let member = Member {
                name: head.name.unwrap_or_default(),
                version: NOT_STORED,
            };
            return Ok(in_force.with(head.kind, member, text.clone()));
        }
        RuleSource::Stored(id) => rulesets::find(conn, *id)?,
        RuleSource::Version { name, version } => rulesets::by_version(conn, name, *version)?,
    };
    let record = record.ok_or(CaseworkError::NotFound)?;
    let text =
        rulesets::document(conn, &record.name, record.version)?.ok_or(CaseworkError::NotFound)?;
    let member = Member {
        name: record.name,
        version: record.version,
    };
    Ok(in_force.with(record.kind, member, text))
}

/// Faults of the document that is not stored, under the name of its file.
fn named(mut faults: Vec<RuleFault>, composition: &Composition, file: &str) -> Vec<RuleFault> {
    let members = composition.members();
    let own = members.iter().find(|member| member.version == NOT_STORED);
    let own = own.map(crate::rule_sets::file);
    for fault in &mut faults {
        if Some(&fault.file) == own.as_ref() {
            file.clone_into(&mut fault.file);
        }
    }
    faults
}
