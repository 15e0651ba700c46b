//! Numbers in classes: intervals that no rule cuts further.

use crate::rules::Range;

/// Whole numbers, cut where a rule makes a difference. Each class is known by its least number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Steps {
    /// The first one is 0.
    starts: Vec<u32>,
}

impl Steps {
    /// Every number in one class.
    pub(super) fn whole() -> Self {
        Self { starts: vec![0] }
    }

    /// Cuts where the interval begins, and after it ends.
    pub(super) fn cut(&mut self, range: Range) {
        let after = range.to.checked_add(1);
        for start in [Some(range.from), after].into_iter().flatten() {
            if let Err(place) = self.starts.binary_search(&start) {
                self.starts.insert(place, start);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The class of a number.
    pub(crate) fn class(&self, number: u32) -> usize {
        self.starts
            .partition_point(|start| *start <= number)
            .saturating_sub(1)
    }

    /// The numbers of a class, both ends included.
    pub(crate) fn range(&self, class: usize) -> Option<Range> {
        let from = *self.starts.get(class)?;
        let next = self.starts.get(class + 1);
        Some(Range {
            from,
            to: next.map_or(Range::OPEN, |next| next - 1),
        })
    }

    /// The classes within some intervals that cut it.
    pub(super) fn within(&self, ranges: &[Range]) -> Vec<usize> {
        let inside = |start: &u32| ranges.iter().any(|range| range.contains(*start));
        let classes = self.starts.iter().enumerate();
        classes
            .filter(|(_, start)| inside(start))
            .map(|(class, _)| class)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_a_number_of_whole_classes() {
        let ranges = [
            Range { from: 3, to: 7 },
            Range {
                from: 5,
                to: Range::OPEN,
            },
            Range { from: 0, to: 0 },
        ];
        let mut steps = Steps::whole();
        ranges.iter().for_each(|range| steps.cut(*range));
        for range in ranges {
            let classes = steps.within(&[range]);
            for number in 0..12 {
                let inside = classes.contains(&steps.class(number));
                assert_eq!(inside, range.contains(number), "{number} in {range:?}");
            }
        }
        for class in 0..steps.len() {
            let own = steps.range(class).unwrap();
            assert_eq!((steps.class(own.from), steps.class(own.to)), (class, class));
        }
    }
}
