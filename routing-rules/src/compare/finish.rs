//! From counts to a result: partners get their names, and every list its order.

use std::{cmp::Reverse, collections::HashMap};

use passerelle_domain::{PartnerId, PartnerKind};

use super::{
    Aspect, Comparison, Rehearsal,
    comparison::{AspectCount, DestinyChange, KindMove, Load, Move, PartnerBrief, RuleChange},
    group::brief,
};

impl Rehearsal<'_> {
    /// The result.
    #[must_use]
    pub fn finish(self) -> Comparison {
        let networks = [self.new, self.old];
        let named = |id: PartnerId| brief(networks, id);
        let aspects = Aspect::ALL.iter().filter_map(|aspect| {
            let cases = *self.aspects.get(aspect)?;
            let aspect = *aspect;
            Some(AspectCount { aspect, cases })
        });
        let aspects: Vec<AspectCount> = aspects.collect();
        let moves = self.moves.into_iter().map(|((from, to), group)| Move {
            from: from.map(named),
            to: to.map(named),
            group,
        });
        let mut moves: Vec<Move> = moves.collect();
        moves.sort_by_cached_key(|one| (Reverse(one.group.cases), code(&one.from), code(&one.to)));
        let destinies = self.destinies.into_iter();
        let mut destinies: Vec<DestinyChange> = destinies
            .map(|((from, to), group)| DestinyChange { from, to, group })
            .collect();
        destinies.sort_by_key(|one| (Reverse(one.group.cases), one.from.code(), one.to.code()));
        let rules = self.rules.into_iter();
        let mut rules: Vec<RuleChange> = rules
            .map(|((from, to), group)| RuleChange { from, to, group })
            .collect();
        rules
            .sort_by_cached_key(|one| (Reverse(one.group.cases), one.from.clone(), one.to.clone()));
        let (from, until) = self.span.unzip();
        Comparison {
            old: self.old.ruleset(),
            new: self.new.ruleset(),
            cases: self.cases,
            from,
            until,
            unchanged: self.unchanged,
            changed: self.cases - self.unchanged - self.undecided,
            rule_only: self.rule_only,
            undecided: self.undecided,
            aspects,
            kinds: by_kind(&moves),
            moves,
            destinies,
            rules,
            answer_due: self.answer.finish(),
            first_contact_due: self.contact.finish(),
            more_disclosed: self.more,
            less_disclosed: self.less,
            loads: loads(self.loads, named),
        }
    }
}

fn code(partner: &Option<PartnerBrief>) -> String {
    partner
        .as_ref()
        .map_or_else(String::new, |partner| partner.code.clone())
}

fn by_kind(moves: &[Move]) -> Vec<KindMove> {
    let mut kinds: HashMap<(Option<PartnerKind>, Option<PartnerKind>), u64> = HashMap::new();
    let kind = |partner: &Option<PartnerBrief>| partner.as_ref().and_then(|one| one.kind);
    for one in moves {
        *kinds.entry((kind(&one.from), kind(&one.to))).or_default() += one.group.cases;
    }
    let mut kinds: Vec<KindMove> = kinds
        .into_iter()
        .map(|((from, to), cases)| KindMove { from, to, cases })
        .collect();
    let code = |kind: Option<PartnerKind>| kind.map_or("", PartnerKind::code);
    kinds.sort_by_key(|one| (Reverse(one.cases), code(one.from), code(one.to)));
    kinds
}

fn loads(
    counted: HashMap<PartnerId, [u64; 4]>,
    named: impl Fn(PartnerId) -> PartnerBrief,
) -> Vec<Load> {
    let mut loads: Vec<Load> = counted
        .into_iter()
        .map(|(id, counts)| {
            let [asked_before, asked_after, informed_before, informed_after] = counts;
            Load {
                partner: named(id),
                asked_before,
                asked_after,
                informed_before,
                informed_after,
            }
        })
        .collect();
    loads.sort_by_cached_key(|load| {
        let asked = load.asked_after.abs_diff(load.asked_before);
        let told = load.informed_after.abs_diff(load.informed_before);
        (
            Reverse(asked),
            Reverse(told),
            Reverse(load.asked_before),
            load.partner.code.clone(),
        )
    });
    loads
}
