//! How the rules of a version fared: what partners answered, and where people chose otherwise.
//!
//! Coordinators of the operator may look at every case, so the figures are not cut as statistics for
//! others are; nobody else is told them.

mod tally;

use jiff::Timestamp;
use passerelle_domain::{RefusalReason, RuleSetId, RuleSetKind, Text};
use passerelle_store::{
    editions::{self, Member},
    quality::{self, DecidedBy},
};

use crate::{
    Actor, Casework, CaseworkError, RuleSetView,
    rehearsal::{RuleSource, composed},
    rights::{Deed, need_scope},
};
use tally::Tally;

/// How the rules of one version fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetQuality {
    /// The version.
    pub version: RuleSetView,
    /// Decisions from this instant on.
    pub since: Timestamp,
    /// Decisions before this one.
    pub until: Timestamp,
    /// Its rules that decided anything, the busiest first.
    pub rules: Vec<RuleQuality>,
}

/// How one rule fared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleQuality {
    /// Its id.
    pub rule: String,
    /// What people call it, where the version can still be read.
    pub label: Option<Text>,
    /// Cases that it decided.
    pub cases: u64,
    /// What those said that it asked first.
    pub first: Answers,
    /// What those said that were asked after somebody else.
    pub later: Answers,
    /// Why partners declined, also after they had accepted; only reasons that were given.
    pub refusals: Vec<(RefusalReason, u64)>,
    /// Cases in which it had nobody to ask, at once or in the end.
    pub triage: u64,
    /// Cases in which a person chose where a person had to.
    pub settled_by_hand: u64,
    /// Cases in which a person chose another partner although one was asked, or was to be asked.
    pub overridden: u64,
}

/// What partners answered. All but `given_back` add up to `asked`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many were asked.
    pub asked: u64,
    /// They accepted.
    pub accepted: u64,
    /// They declined without having accepted.
    pub declined: u64,
    /// They did not answer in time.
    pub silent: u64,
    /// They named a better partner without having accepted.
    pub redirected: u64,
    /// They have not answered yet.
    pub waiting: u64,
    /// The case was taken back before they answered.
    pub released: u64,
    /// Of those who accepted: they gave the case back, or passed it on.
    pub given_back: u64,
}

impl Casework {
    /// The figures of the version, over the decisions made since an instant; all where none is given.
    ///
    /// # Errors
    /// When the actor is no coordinator, or there is no such version.
    pub fn rule_set_quality(
        &self,
        actor: &Actor,
        id: RuleSetId,
        since: Option<Timestamp>,
    ) -> Result<RuleSetQuality, CaseworkError> {
        need_scope(actor, Deed::ReadRuleQuality)?;
        let since = since.unwrap_or(Timestamp::UNIX_EPOCH);
        let until = self.now();
        self.read(|conn| {
            let record = self.rule_set_for(conn, actor, Deed::ReadRuleQuality, id, None)?;
            let (name, version) = (record.name.as_str(), record.version);
            // Decisions name the base; the versions of overlays are told by the edition.
            let (of, editions) = match record.kind {
                RuleSetKind::Base => (DecidedBy::Base { name, version }, None),
                RuleSetKind::Overlay => {
                    let member = Member {
                        name: name.to_owned(),
                        version,
                    };
                    let editions = editions::with_member(conn, &member)?;
                    (DecidedBy::Overlay { name }, Some(editions))
                }
            };
            let mut tally = Tally::of(editions);
            tally.decided(quality::decisions(conn, of, since, until)?);
            tally.answered(quality::answers(conn, of, since, until)?);
            let rules = composed(conn, &RuleSource::Stored(id))?.rules()?;
            let label = |rule: &str| {
                // Of a version that cannot be read any more, the ids are all there is.
                let rules = rules.as_ref().ok()?;
                Some(rules.rule(rule)?.label.clone())
            };
            Ok(RuleSetQuality {
                rules: tally.finish(label),
                version: record.into(),
                since,
                until,
            })
        })
    }
}
