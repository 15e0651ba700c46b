//! A second judge that shares nothing with the search: the same rule sets as clauses for a SAT
//! solver.
//!
//! Each value of each fact is a variable, of which one of a fact holds. What a test makes of a value
//! is asked of the real condition, on a real case that has it.

mod agree;

use passerelle_domain::Priority;
use rustsat::{
    solvers::{Solve, SolveIncremental, SolverResult},
    types::{Clause, Lit},
};
use rustsat_batsat::BasicSolver;

use crate::{
    RuleSet,
    rules::{Aim, CaseFacts, Condition, HitPolicy, Invariant, Rule, SafetyQuestion, Test},
    space::{Fact, Region, Space},
};

struct Judge<'r> {
    rules: &'r RuleSet,
    space: Space,
    /// Moments that no day has: a case that has one would be looked for in vain.
    no_moments: Vec<Region>,
    solver: BasicSolver,
    next: u32,
    values: Vec<Vec<Lit>>,
    /// Whether each rule matches, in the order in which they are tried.
    written: Vec<(&'r Rule, Lit)>,
}

impl<'r> Judge<'r> {
    fn of(rules: &'r RuleSet) -> Self {
        let space = Space::exact(rules);
        let mut judge = Self {
            rules,
            no_moments: no_moments(&space),
            space,
            solver: BasicSolver::default(),
            next: 0,
            values: Vec::new(),
            written: Vec::new(),
        };
        for dimension in judge.space.dimensions().to_vec() {
            let values: Vec<Lit> = (0..dimension.values).map(|_| judge.fresh()).collect();
            judge.clause(values.clone());
            for (place, one) in values.iter().enumerate() {
                for other in &values[..place] {
                    judge.clause(vec![!*one, !*other]);
                }
            }
            judge.values.push(values);
        }
        for region in judge.space.impossible() {
            let dimensions = judge.space.dimensions().to_vec();
            let mut clause = Vec::new();
            for (dimension, values) in dimensions.iter().zip(&judge.values) {
                if !dimension.is_full(region.mask(dimension)) {
                    let outside = values.iter().enumerate();
                    let outside = outside.filter(|(value, _)| !region.has(dimension, *value));
                    clause.extend(outside.map(|(_, lit)| *lit));
                }
            }
            judge.clause(clause);
        }
        for rule in rules.deciding_rules() {
            let holds = judge.condition(&rule.when);
            judge.written.push((rule, holds));
        }
        judge
    }

    fn fresh(&mut self) -> Lit {
        self.next += 1;
        Lit::positive(self.next - 1)
    }

    fn clause(&mut self, lits: Vec<Lit>) {
        self.solver.add_clause(Clause::from_iter(lits)).unwrap();
    }

    fn and(&mut self, all: &[Lit]) -> Lit {
        let both = self.fresh();
        for one in all {
            self.clause(vec![!both, *one]);
        }
        let mut clause: Vec<Lit> = all.iter().map(|one| !*one).collect();
        clause.push(both);
        self.clause(clause);
        both
    }

    fn or(&mut self, any: &[Lit]) -> Lit {
        let none: Vec<Lit> = any.iter().map(|one| !*one).collect();
        !self.and(&none)
    }

    fn condition(&mut self, condition: &Condition) -> Lit {
        let all: Vec<Lit> = condition
            .tests()
            .iter()
            .map(|test| self.test(test))
            .collect();
        self.and(&all)
    }

    fn test(&mut self, test: &Test) -> Lit {
        match test {
            Test::Not(test) => !self.test(test),
            Test::Any(any) => {
                let any: Vec<Lit> = any.iter().map(|one| self.condition(one)).collect();
                self.or(&any)
            }
            test => self.leaf(test),
        }
    }

    /// The values of a fact for which a test holds, by trying each on a case. Only a territory is
    /// about two facts.
    fn leaf(&mut self, test: &Test) -> Lit {
        let read: Vec<usize> = self
            .space
            .dimensions()
            .iter()
            .enumerate()
            .filter(|(_, dimension)| reads(test, dimension.fact, &self.space))
            .map(|(place, _)| place)
            .collect();
        let mut ways: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
        for place in &read {
            let count = self.space.dimensions()[*place].values;
            let with = |way: Vec<(usize, usize)>| {
                let one = move |value| [way.clone(), vec![(*place, value)]].concat();
                (0..count).map(one)
            };
            ways = ways.into_iter().flat_map(with).collect();
        }
        let holding = ways.into_iter().filter(|way| {
            let case = some_case(&self.space, &self.no_moments, way);
            case.is_some_and(|case| test.holds(&case.case()))
        });
        let holding: Vec<Vec<(usize, usize)>> = holding.collect();
        let ways: Vec<Lit> = holding
            .iter()
            .map(|way| {
                let lits: Vec<Lit> = way
                    .iter()
                    .map(|(place, value)| self.values[*place][*value])
                    .collect();
                self.and(&lits)
            })
            .collect();
        self.or(&ways)
    }

    fn possible(&mut self, lits: &[Lit]) -> bool {
        match self.solver.solve_assumps(lits).unwrap() {
            SolverResult::Sat => true,
            SolverResult::Unsat => false,
            SolverResult::Interrupted => panic!("interrupted"),
        }
    }

    fn is_unique(&self, rule: &Rule) -> bool {
        let mut stages = self.rules.stages().iter();
        stages.any(|stage| stage.id == rule.stage && stage.hit == HitPolicy::Unique)
    }

    /// What must hold for the rule at `place` to decide alone.
    fn decides(&self, place: usize) -> Vec<Lit> {
        let (own, holds) = self.written[place];
        let unique = self.is_unique(own);
        let others = self
            .written
            .iter()
            .enumerate()
            .filter(|(other, (rule, _))| {
                if unique && rule.stage == own.stage {
                    *other != place && rule.rank() >= own.rank()
                } else {
                    *other < place
                }
            });
        let mut lits: Vec<Lit> = others.map(|(_, (_, lit))| !*lit).collect();
        lits.push(holds);
        lits
    }

    fn clash(&mut self, place: usize, other: usize) -> bool {
        let ((one, holds), (rival, too)) = (self.written[place], self.written[other]);
        let unique = self.is_unique(one);
        let tied = if unique {
            one.rank() == rival.rank()
        } else {
            one.order == rival.order && one.origin == rival.origin && one.then != rival.then
        };
        if one.stage != rival.stage || !tied {
            return false;
        }
        let first = self.written.iter().position(|(rule, _)| {
            let same = if unique {
                rule.rank() == one.rank()
            } else {
                rule.order == one.order && rule.origin == one.origin
            };
            rule.stage == one.stage && same
        });
        let earlier = self
            .written
            .iter()
            .enumerate()
            .filter(|(place, (rule, _))| {
                if unique && rule.stage == one.stage {
                    rule.rank() > one.rank()
                } else {
                    Some(*place) < first
                }
            });
        let mut lits: Vec<Lit> = earlier.map(|(_, (_, lit))| !*lit).collect();
        lits.extend([holds, too]);
        self.possible(&lits)
    }

    fn value(&self, fact: Fact, value: usize) -> Lit {
        let dimensions = self.space.dimensions().iter();
        let place = dimensions.map(|one| one.fact).position(|one| one == fact);
        self.values[place.unwrap()][value]
    }

    /// Whether some case that an invariant is about is diverted, or is not.
    fn refuted(&mut self, invariant: &Invariant, wanted: bool) -> bool {
        let mut urgent: Vec<Lit> = [SafetyQuestion::DangerNow, SafetyQuestion::SuicideRisk]
            .map(|question| self.value(Fact::Safety(question), 1))
            .to_vec();
        for row in self.rules.situations() {
            if row.priority == Priority::P0 {
                urgent.push(self.value(Fact::Situation, row.situation as usize));
            }
        }
        let urgent = self.or(&urgent);
        let when = self.condition(&invariant.when);
        let fails = if wanted { !urgent } else { urgent };
        for place in 0..self.written.len() {
            let mut lits = self.decides(place);
            lits.push(when);
            let diverts = matches!(self.written[place].0.then.aim, Aim::Divert);
            if !diverts {
                lits.push(fails);
            } else if wanted {
                continue;
            }
            if self.possible(&lits) {
                return true;
            }
        }
        // What is left to a person, because no rule or two of them match.
        let mut lone: Vec<Lit> = Vec::new();
        for place in 0..self.written.len() {
            let decides = self.decides(place);
            lone.push(self.and(&decides));
        }
        let mut lits: Vec<Lit> = lone.iter().map(|lit| !*lit).collect();
        lits.extend([when, fails]);
        self.possible(&lits)
    }
}

/// Values of the clock that no moment has, whatever the case is about otherwise.
fn no_moments(space: &Space) -> Vec<Region> {
    let clock = |fact| {
        matches!(
            fact,
            Fact::Date | Fact::Day | Fact::SchoolHoliday | Fact::Hour
        )
    };
    let dimensions = space.dimensions().iter();
    let of_clock: Vec<_> = dimensions.filter(|one| clock(one.fact)).collect();
    let mut regions = space.impossible();
    regions.retain(|region| {
        let mut restricted = of_clock.iter();
        restricted.any(|one| !one.is_full(region.mask(one)))
    });
    regions
}

/// A case with these values, whatever else it may be like.
fn some_case(space: &Space, no_moments: &[Region], way: &[(usize, usize)]) -> Option<CaseFacts> {
    let dimensions = space.dimensions();
    let stated = |fact: Fact| {
        let mut values = way.iter();
        values.find(|(place, _)| dimensions[*place].fact == fact)
    };
    let choices = |fact| match stated(fact) {
        Some((_, value)) => *value..value + 1,
        None => {
            0..space
                .dimension(fact)
                .map_or(1, |dimension| dimension.values)
        }
    };
    let days = choices(Fact::Day);
    let days = days.flat_map(|day| choices(Fact::SchoolHoliday).map(move |school| (day, school)));
    for (day, school) in days {
        for date in choices(Fact::Date) {
            for place in choices(Fact::Place) {
                let value = |fact: Fact| match (stated(fact), fact) {
                    (Some((_, value)), _) => *value,
                    (None, Fact::Date) => date,
                    (None, Fact::Day) => day,
                    (None, Fact::SchoolHoliday) => school,
                    (None, Fact::Place) => place,
                    (None, Fact::Event) => 1,
                    // Many cases in a short time are as many in a longer one.
                    (None, Fact::PriorReferrals(window)) => {
                        let shorter =
                            (0..window).any(|one| stated(Fact::PriorReferrals(one)).is_some());
                        let last = space.dimension(fact).map_or(0, |one| one.values - 1);
                        if shorter { last } else { 0 }
                    }
                    _ => 0,
                };
                let point: Vec<usize> = dimensions.iter().map(|one| value(one.fact)).collect();
                if no_moments
                    .iter()
                    .any(|one| one.contains(&point, dimensions))
                {
                    continue;
                }
                if let Some(case) = space.facts(&point) {
                    return Some(case);
                }
            }
        }
    }
    None
}

fn reads(test: &Test, fact: Fact, space: &Space) -> bool {
    match (test, fact) {
        (Test::Setting(_), Fact::Setting)
        | (Test::Situation(_), Fact::Situation)
        | (Test::CaseKind(_), Fact::CaseKind)
        | (Test::Tenure(_), Fact::Tenure)
        | (Test::AgeBand(_), Fact::AgeBand)
        | (Test::Enrolled(_), Fact::Enrolled)
        | (Test::Minor(_), Fact::Minor)
        | (Test::Period(_), Fact::Period)
        | (Test::TimeContext(_), Fact::TimeContext)
        | (Test::Consent(_), Fact::Consent)
        | (Test::ReferrerKind(_), Fact::ReferrerKind)
        | (Test::Language(_), Fact::Language)
        | (Test::Territory(_), Fact::Place | Fact::Qpv)
        | (Test::Hour(_), Fact::Hour)
        | (Test::Day(_), Fact::Day)
        | (Test::SchoolHoliday(_), Fact::SchoolHoliday)
        | (Test::Date(_), Fact::Date)
        | (Test::DeadlineEvent(_), Fact::Event)
        | (Test::DaysToEvent(_), Fact::DaysToEvent) => true,
        (Test::PriorAttempt(any), Fact::PriorAttempt(step)) => any.contains(&step),
        (Test::Safety(question, _), Fact::Safety(other)) => *question == other,
        (Test::PriorReferrals { days, .. }, Fact::PriorReferrals(number)) => {
            space.axes().unwrap().prior[number].0 == *days
        }
        (Test::Detail(test), Fact::Detail(number)) => {
            space.axes().unwrap().details[number].0.id == test.fact.id
        }
        _ => false,
    }
}
