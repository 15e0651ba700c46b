//! The exact search for a case: in a box, and in none of some others.
//!
//! Boxes that do not overlap the one that is searched are dropped. One that covers it ends that
//! part of the search. One that covers it but for one fact leaves only the other values of that fact.
//! When nothing more follows, the box is cut in two along one fact, and both parts are searched.

use crate::space::{Dimension, Region};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A box of cases, all of them in the target and in no blocker.
    Found(Region),
    /// There is no such case. These blockers are enough to see it.
    Nowhere(Vec<usize>),
    /// The work that was allowed is spent.
    Undecided,
}

/// Searches `target` outside of all `blockers`; each comparison of two boxes costs one of `work`.
pub(super) fn search(
    dimensions: &[Dimension],
    target: &Region,
    blockers: &[&Region],
    work: &mut u64,
) -> Verdict {
    let mut used = vec![false; blockers.len()];
    let all: Vec<usize> = (0..blockers.len()).collect();
    let mut open = vec![(target.clone(), all)];
    while let Some((part, near)) = open.pop() {
        match narrow(dimensions, part, near, blockers, &mut used, work) {
            None => return Verdict::Undecided,
            Some(Outcome::Free(part)) => return Verdict::Found(part),
            Some(Outcome::Covered) => {}
            Some(Outcome::Split(first, then, near)) => {
                open.push((then, near.clone()));
                open.push((first, near));
            }
        }
    }
    let used = used.iter().enumerate().filter(|(_, used)| **used);
    Verdict::Nowhere(used.map(|(number, _)| number).collect())
}

enum Outcome {
    Free(Region),
    Covered,
    Split(Region, Region, Vec<usize>),
}

/// Shrinks one part of the search until it is decided or has to be cut; `None` when no work is left.
fn narrow(
    dimensions: &[Dimension],
    mut part: Region,
    mut near: Vec<usize>,
    blockers: &[&Region],
    used: &mut [bool],
    work: &mut u64,
) -> Option<Outcome> {
    if part.is_empty(dimensions) {
        return Some(Outcome::Covered);
    }
    let mut mark = |number: usize| {
        if let Some(used) = used.get_mut(number) {
            *used = true;
        }
    };
    loop {
        *work = work.checked_sub(near.len() as u64 + 1)?;
        near.retain(|number| {
            blockers
                .get(*number)
                .is_some_and(|blocker| blocker.overlaps(&part, dimensions))
        });
        if near.is_empty() {
            return Some(Outcome::Free(part));
        }
        let mut popularity = vec![0_usize; dimensions.len()];
        let mut tightest: Option<(usize, usize, Vec<usize>)> = None;
        let mut shrunk = false;
        for number in &near {
            let Some(blocker) = blockers.get(*number) else {
                continue;
            };
            let outside =
                |(_, dimension): &(usize, &Dimension)| !part.within_by(blocker, dimension);
            let facts = dimensions.iter().enumerate().filter(outside);
            let facts: Vec<usize> = facts.map(|(place, _)| place).collect();
            match facts.as_slice() {
                [] => {
                    mark(*number);
                    return Some(Outcome::Covered);
                }
                [only] => {
                    mark(*number);
                    shrunk = true;
                    if let Some(dimension) = dimensions.get(*only) {
                        part.restrict(dimension, &inverse(blocker.mask(dimension)));
                    }
                }
                _ => {
                    for place in &facts {
                        if let Some(count) = popularity.get_mut(*place) {
                            *count += 1;
                        }
                    }
                    let tighter = tightest
                        .as_ref()
                        .is_none_or(|(fewest, ..)| facts.len() < *fewest);
                    if tighter {
                        tightest = Some((facts.len(), *number, facts));
                    }
                }
            }
        }
        if shrunk {
            continue;
        }
        let (_, number, facts) = tightest?;
        let place = facts
            .into_iter()
            .max_by_key(|place| popularity.get(*place).copied())?;
        let (dimension, blocker) = (dimensions.get(place)?, blockers.get(number)?);
        mark(number);
        let (mut first, mut then) = (part.clone(), part);
        first.restrict(dimension, &inverse(blocker.mask(dimension)));
        then.restrict(dimension, blocker.mask(dimension));
        return Some(Outcome::Split(first, then, near));
    }
}

fn inverse(mask: &[u64]) -> Vec<u64> {
    mask.iter().map(|word| !word).collect()
}
