//! The least that an engine has to do: a scan over typed rules, and bitmaps with nothing around
//! them. Both are handed cases as numbers.

use std::collections::BTreeMap;

use crate::{
    Chooser,
    sketch::{FIELDS, Field, Sample, Sketch},
};

/// A case as the number of the value of each field.
type Numbers = [usize; FIELDS.len()];

fn numbers(samples: &[Sample]) -> Vec<Numbers> {
    let of = |sample: &Sample| FIELDS.map(|field| field.number(sample.code(field)));
    samples.iter().map(of).collect()
}

/// Looks at each rule in turn, and in each at one condition after the other.
pub struct Scan {
    rules: Vec<Vec<(Field, Wanted)>>,
    cases: Vec<Numbers>,
}

/// The values that satisfy a condition.
enum Wanted {
    Mask(u128),
    Few(Vec<u16>),
}

impl Scan {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let wanted = |field: Field, codes: &[&str]| {
            let values = codes.iter().map(|code| field.number(code));
            if field == Field::Commune {
                Wanted::Few(values.map(|value| value as u16).collect())
            } else {
                Wanted::Mask(values.fold(0, |mask, value| mask | 1 << value))
            }
        };
        let typed = |rule: &Sketch| {
            let conditions = rule.conditions.iter();
            conditions
                .map(|(field, codes)| (*field, wanted(*field, codes)))
                .collect()
        };
        Self {
            rules: rules.iter().map(typed).collect(),
            cases: numbers(samples),
        }
    }
}

impl Chooser for Scan {
    type Answer = Option<usize>;

    fn name(&self) -> &'static str {
        "linear scan over typed rules"
    }

    fn choose(&mut self, case: usize) -> Option<usize> {
        let case = &self.cases[case];
        self.rules.iter().position(|conditions| {
            conditions.iter().all(|(field, wanted)| {
                let value = case[*field as usize];
                match wanted {
                    Wanted::Mask(mask) => mask >> value & 1 == 1,
                    Wanted::Few(values) => values.contains(&(value as u16)),
                }
            })
        })
    }

    fn rule(&self, answer: Option<usize>) -> Option<usize> {
        answer
    }
}

/// Words that are combined in one go, as wide registers do.
const WIDE: usize = 4;
type Words = [u64; WIDE];

/// One row of words per value of a field, with the rules that do not read the field in it; the rules
/// of a commune are a short list. Rows are ANDed up to the first words that have a bit set.
pub struct BareBitmaps {
    /// Words in a row, in groups.
    groups: usize,
    rows: Vec<Words>,
    /// For each case where its rows begin: the situation, the département, the others.
    cases: Vec<[usize; FIELDS.len() - 1]>,
    /// For each case the rules that name its commune.
    nearby: Vec<Vec<usize>>,
}

/// The place of the département among the rows of a case.
const DEPARTEMENT: usize = 1;

impl BareBitmaps {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let dense = FIELDS.into_iter().filter(|one| *one != Field::Commune);
        let groups = rules.len().div_ceil(64 * WIDE);
        let mut rows = Vec::new();
        let mut cases = vec![[0; FIELDS.len() - 1]; samples.len()];
        for (place, field) in dense.enumerate() {
            let first = rows.len();
            for (case, sample) in cases.iter_mut().zip(samples) {
                case[place] = first + field.number(sample.code(field)) * groups;
            }
            for code in field.codes() {
                rows.extend(row(rules, |rule| suits(rule, field, code)));
            }
        }
        let mut lists: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, rule) in rules.iter().enumerate() {
            for code in communes(rule) {
                lists.entry(code).or_default().push(number);
            }
        }
        let nearby = |sample: &Sample| {
            let list = lists.get(sample.code(Field::Commune));
            list.cloned().unwrap_or_default()
        };
        Self {
            groups,
            rows,
            cases,
            nearby: samples.iter().map(nearby).collect(),
        }
    }
}

fn row(rules: &[Sketch], suits: impl Fn(&Sketch) -> bool) -> impl Iterator<Item = Words> {
    rules.chunks(64 * WIDE).map(move |some| {
        let mut words = [0; WIDE];
        for (number, _) in some.iter().enumerate().filter(|(_, rule)| suits(rule)) {
            words[number / 64] |= 1 << (number % 64);
        }
        words
    })
}

/// Whether a value of a field satisfies a rule. No département satisfies a rule on communes: those
/// stand in their lists.
fn suits(rule: &Sketch, field: Field, code: &str) -> bool {
    let read = rule.conditions.iter().find(|(read, _)| *read == field);
    match read {
        Some((_, codes)) => codes.contains(&code),
        None => field != Field::Departement || communes(rule).is_empty(),
    }
}

fn communes(rule: &Sketch) -> &[&'static str] {
    let mut all = rule.conditions.iter();
    all.find(|(field, _)| *field == Field::Commune)
        .map_or(&[], |(_, codes)| codes)
}

impl Chooser for BareBitmaps {
    type Answer = Option<usize>;

    fn name(&self) -> &'static str {
        "bare bitmap AND"
    }

    fn choose(&mut self, case: usize) -> Option<usize> {
        let rows = self.cases[case].map(|first| &self.rows[first..first + self.groups]);
        let everywhere = (0..self.groups).find_map(|group| {
            let mut common = [u64::MAX; WIDE];
            for row in rows {
                for (word, other) in common.iter_mut().zip(&row[group]) {
                    *word &= other;
                }
            }
            let word = common.iter().position(|word| *word != 0)?;
            Some((group * WIDE + word) * 64 + common[word].trailing_zeros() as usize)
        });
        let has = |(place, row): (usize, &&[Words]), rule: usize| {
            place == DEPARTEMENT || row[rule / 64 / WIDE][rule / 64 % WIDE] >> (rule % 64) & 1 == 1
        };
        let mut here = self.nearby[case].iter().copied();
        let here = here.find(|rule| rows.iter().enumerate().all(|row| has(row, *rule)));
        match (everywhere, here) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    fn rule(&self, answer: Option<usize>) -> Option<usize> {
        answer
    }
}
