//! From counts of the database to figures by rule.

use std::{cmp::Reverse, collections::HashMap};

use passerelle_domain::{AssignmentStatus as Status, RefusalReason, Text};
use passerelle_store::quality::{AnswerCount, DecisionCount, DecisionKind};

use super::{Answers, RuleQuality};

/// The figures of each rule, in the making.
pub(super) struct Tally {
    /// The editions that count; all where none are named.
    editions: Option<Vec<i32>>,
    rules: HashMap<String, Figures>,
}

#[derive(Default)]
struct Figures {
    rule: RuleQuality,
    refusals: HashMap<RefusalReason, u64>,
}

impl Tally {
    pub(super) fn of(editions: Option<Vec<i32>>) -> Self {
        Self {
            editions,
            rules: HashMap::new(),
        }
    }

    pub(super) fn decided(&mut self, counts: Vec<DecisionCount>) {
        for DecisionCount {
            edition,
            rule,
            kind,
            count,
        } in counts
        {
            let Some(Figures { rule, .. }) = self.figures(edition, rule) else {
                continue;
            };
            match kind {
                DecisionKind::ByRule => rule.cases += count,
                DecisionKind::Triage => rule.triage += count,
                DecisionKind::Settled => rule.settled_by_hand += count,
                DecisionKind::Overridden => rule.overridden += count,
            }
        }
    }

    pub(super) fn answered(&mut self, counts: Vec<AnswerCount>) {
        for row in counts {
            let (status, accepted, count) = (row.status, row.accepted, row.count);
            let Some(Figures { rule, refusals }) = self.figures(row.edition, row.rule) else {
                continue;
            };
            let answers = if row.first {
                &mut rule.first
            } else {
                &mut rule.later
            };
            answers.count(status, accepted, count);
            if let (Status::Declined, Some(reason)) = (status, row.reason) {
                *refusals.entry(reason).or_default() += count;
            }
        }
    }

    fn figures(&mut self, edition: i32, rule: String) -> Option<&mut Figures> {
        let counts = self
            .editions
            .as_ref()
            .is_none_or(|all| all.contains(&edition));
        counts.then(|| self.rules.entry(rule).or_default())
    }

    /// The rules, the busiest first, each with its label.
    pub(super) fn finish(self, label: impl Fn(&str) -> Option<Text>) -> Vec<RuleQuality> {
        let figures = self.rules.into_iter().map(|(id, figures)| RuleQuality {
            label: label(&id),
            rule: id,
            refusals: ordered(&figures.refusals),
            ..figures.rule
        });
        let mut rules: Vec<RuleQuality> = figures.collect();
        rules.sort_by_cached_key(|one| (Reverse(one.cases), one.rule.clone()));
        rules
    }
}

impl Answers {
    fn count(&mut self, status: Status, accepted: bool, count: u64) {
        self.asked += count;
        let answer = match status {
            _ if accepted => &mut self.accepted,
            Status::Proposed => &mut self.waiting,
            Status::Declined => &mut self.declined,
            Status::Expired => &mut self.silent,
            Status::Redirected => &mut self.redirected,
            Status::CancelRequested | Status::Cancelled | Status::EnteredInError => {
                &mut self.released
            }
            Status::Accepted
            | Status::InProgress
            | Status::OnHold
            | Status::Completed
            | Status::Failed => &mut self.accepted,
        };
        *answer += count;
        if accepted && matches!(status, Status::Declined | Status::Redirected) {
            self.given_back += count;
        }
    }
}

/// The reasons that were given, in the order of the vocabulary.
fn ordered(refusals: &HashMap<RefusalReason, u64>) -> Vec<(RefusalReason, u64)> {
    let given = |reason: &RefusalReason| Some((*reason, *refusals.get(reason)?));
    RefusalReason::ALL.iter().filter_map(given).collect()
}
