//! Tries a case on the real deciding function, with several directories.

use jiff::Timestamp;
use passerelle_domain::{
    Availability, CommuneCode, Coverage, Disclosure, Lang, Partner, PartnerId, PartnerKind,
};

use super::{claims, witness::need_of};
use crate::{
    Decision, Facts, Network, RuleSet,
    rules::{Case, CaseFacts, Claim},
};

/// A network whose directory changes: everybody, nobody, or one kind of partner alone, inside the
/// prison or outside.
pub(super) struct Replay {
    network: Network,
    /// Where a case takes place that does not say it.
    anywhere: Option<CommuneCode>,
}

/// A directory to decide with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directory {
    /// The only kind in it; `None` for one partner of each.
    only: Option<Option<PartnerKind>>,
    in_prison: bool,
}

impl Replay {
    pub(super) fn of(rules: &RuleSet, anywhere: Option<CommuneCode>) -> Self {
        Self {
            network: Network::new(rules.clone(), 0, Vec::new()),
            anywhere,
        }
    }

    /// A directory with which `claims` fail of the case.
    pub(super) fn refuting(&mut self, case: &CaseFacts, claims: &[Claim]) -> Option<Directory> {
        let alone = PartnerKind::ALL.iter().map(|kind| Some(Some(*kind)));
        let contents: Vec<_> = [None, Some(None)].into_iter().chain(alone).collect();
        let directories = [false, true].into_iter().flat_map(|in_prison| {
            let with = move |only: &Option<Option<PartnerKind>>| Directory {
                only: *only,
                in_prison,
            };
            contents.iter().map(with)
        });
        for directory in directories {
            self.set(directory);
            if self.refutes(case, claims) {
                return Some(directory);
            }
        }
        None
    }

    /// Decides with this directory from now on.
    fn set(&mut self, directory: Directory) {
        let kinds: Vec<PartnerKind> = match directory.only {
            None => PartnerKind::ALL.to_vec(),
            Some(only) => only.into_iter().collect(),
        };
        let partners = kinds
            .into_iter()
            .map(|kind| partner(kind, directory.in_prison));
        let referrers = PartnerKind::ALL.iter().map(|kind| referrer(*kind));
        let partners = partners.chain(referrers);
        self.network.set_partners(partners.collect());
    }

    /// Whether `claims` fail of the case, with the directory that was set last.
    pub(super) fn refutes(&self, case: &CaseFacts, claims: &[Claim]) -> bool {
        let decision = self.decide(case);
        decision.is_some_and(|decision| !claims::hold(claims, &decision, &self.network))
    }

    /// The decision about a case that has these facts.
    pub(super) fn decide(&self, case: &CaseFacts) -> Option<Decision> {
        self.with(case, |facts, at| {
            self.network.decide_unexplained(facts, at).ok()
        })
    }

    /// A request that has these facts, and the clock to decide it by; nothing where none has them.
    pub(super) fn with<T>(
        &self,
        case: &CaseFacts,
        look: impl FnOnce(&Facts<'_>, Timestamp) -> Option<T>,
    ) -> Option<T> {
        let commune = case.commune.clone().or_else(|| self.anywhere.clone())?;
        let need = need_of(case, commune);
        let facts = Facts {
            referrer: case.referrer_kind.map(|kind| referrer(kind).id),
            earlier_here: &case.earlier,
            details: &case.details,
            ..Facts::first_time(&need, None)
        };
        // Another case than was asked about would prove nothing.
        let told = CaseFacts::of(&Case::of(&facts));
        let same = CaseFacts {
            commune: case.commune.clone(),
            at: case.at,
            referrer_kind: case.referrer_kind,
            ..told
        };
        if same != *case {
            return None;
        }
        look(&facts, case.at.unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// Decides with one partner of each kind from now on.
    pub(super) fn with_everybody(&mut self) {
        self.set(Directory {
            only: None,
            in_prison: true,
        });
    }

    /// Decides with this kind of partner alone, or with one of each.
    #[cfg(test)]
    pub(super) fn with_only(&mut self, kind: Option<PartnerKind>) {
        self.set(Directory {
            only: kind.map(Some),
            in_prison: false,
        });
    }

    pub(super) fn network(&self) -> &Network {
        &self.network
    }
}

/// Somebody of this kind who refers cases, and works nowhere.
fn referrer(kind: PartnerKind) -> Partner {
    let partner = partner(kind, false);
    Partner {
        id: id(kind, 1),
        code: format!("referrer-{}", kind.code()),
        coverage: Vec::new(),
        ..partner
    }
}

fn id(kind: PartnerKind, role: u8) -> PartnerId {
    let random = [0, 0, 0, 0, 0, 0, 0, 0, role, kind as u8 + 1];
    PartnerId::new(Timestamp::UNIX_EPOCH, random)
}

/// Somebody of this kind who works everywhere and may be told everything.
fn partner(kind: PartnerKind, in_prison: bool) -> Partner {
    Partner {
        id: id(kind, 0),
        code: kind.code().to_owned(),
        kind,
        name: kind.code().to_owned(),
        key: None,
        coverage: vec![Coverage::France],
        situations: Vec::new(),
        languages: Vec::new(),
        opening_hours: None,
        capacity: None,
        pauses: Vec::new(),
        entitlement: Disclosure::L3,
        operator: false,
        in_prison_session: in_prison,
        availability: Availability::Open,
        email: None,
        language: Lang::Fr,
    }
}
