//! A version, looked at as part of what it would decide together with.

use std::sync::Arc;

use passerelle_domain::RuleSetId;
use passerelle_routing_rules::{Budget, Changes, Network, Report, RuleFault, RuleSet, analyse};
use passerelle_store::{
    Conn,
    editions::Member,
    rulesets::{self, RuleSetRecord},
};

use super::Composition;
use crate::{
    Actor, Casework, CaseworkError,
    rights::{Deed, in_network, need_standing},
};

/// A version as it was read, with everything that the analyser needs: no database any more.
pub(crate) struct Candidate {
    /// The version.
    pub(crate) record: RuleSetRecord,
    /// What it would decide together with.
    pub(crate) composition: Composition,
    /// What decides now.
    pub(crate) network: Arc<Network>,
}

impl Candidate {
    /// The version with its own document, in the place that it would take.
    pub(crate) fn read(
        casework: &Casework,
        conn: &mut Conn,
        record: RuleSetRecord,
    ) -> Result<Self, CaseworkError> {
        let network = casework.network(conn)?;
        let text = rulesets::document(conn, &record.name, record.version)?
            .ok_or(CaseworkError::NotFound)?;
        let composition = Composition::in_force(conn)?.with(record.kind, member(&record), text);
        Ok(Self {
            record,
            composition,
            network,
        })
    }

    /// The rules that would decide.
    pub(crate) fn rules(&self) -> Result<RuleSet, CaseworkError> {
        self.loaded()?.map_err(CaseworkError::FaultyRules)
    }

    /// The same, with the faults as a value.
    pub(crate) fn loaded(&self) -> Result<Result<RuleSet, Vec<RuleFault>>, CaseworkError> {
        self.composition.rules()
    }

    /// What the analyser says of the rules that would decide, and what differs in them from those
    /// that do. It can take seconds.
    pub(crate) fn weigh(&self) -> Result<(Report, Changes), CaseworkError> {
        let rules = self.rules()?;
        let report = analyse(&rules, Budget::default());
        Ok((report, Changes::between(self.network.rules(), &rules)))
    }
}

/// How editions and decisions name a version.
pub(crate) fn member(record: &RuleSetRecord) -> Member {
    Member {
        name: record.name.clone(),
        version: record.version,
    }
}

impl Casework {
    /// The version that an actor means: who may not know of it is told that it does not exist, and
    /// who has an older revision in mind, which one stands.
    pub(crate) fn rule_set_for(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        deed: Deed,
        id: RuleSetId,
        expected: Option<i64>,
    ) -> Result<RuleSetRecord, CaseworkError> {
        let network = self.network(conn)?;
        need_standing(&in_network(actor, &network), deed)?;
        let record = rulesets::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
        match expected {
            Some(expected) if expected != record.revision => Err(CaseworkError::Stale {
                current: record.revision,
            }),
            _ => Ok(record),
        }
    }
}
