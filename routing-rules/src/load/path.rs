//! Where a value stands in its document: `rules[R50].when.tenure[0]` for people, and
//! `/rules/12/when/tenure/0` (RFC 6901) for machines.

use std::{fmt, rc::Rc};

use passerelle_domain::point_to;

/// The way from the root to a value. Cheap to copy: every value has one, and few are ever printed.
#[derive(Debug, Clone, Default)]
pub(super) struct Path<'d>(Option<Rc<Link<'d>>>);

#[derive(Debug)]
struct Link<'d> {
    above: Path<'d>,
    step: Step<'d>,
}

#[derive(Debug)]
enum Step<'d> {
    Key(&'d str),
    Index(usize),
    /// An element that people know by its id.
    Named(usize, &'d str),
}

/// A path in both of its forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) field: String,
    pub(super) pointer: String,
}

impl<'d> Path<'d> {
    pub(super) fn root() -> Self {
        Self(None)
    }

    pub(super) fn key(&self, key: &'d str) -> Self {
        self.then(Step::Key(key))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// The same element of a list, under its id.
    pub(super) fn named(&self, id: &'d str) -> Self {
        match &self.0 {
            Some(link) => match link.step {
                Step::Index(index) => link.above.then(Step::Named(index, id)),
                Step::Key(_) | Step::Named(..) => self.clone(),
            },
            None => Self(None),
        }
    }

    fn then(&self, step: Step<'d>) -> Self {
        let above = Self(self.0.clone());
        Self(Some(Rc::new(Link { above, step })))
    }

    fn pointer(&self, out: &mut String) {
        let Some(link) = &self.0 else { return };
        link.above.pointer(out);
        match link.step {
            Step::Key(key) => point_to(out, key),
            Step::Index(index) | Step::Named(index, _) => point_to(out, &index.to_string()),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(link) = &self.0 else { return Ok(()) };
        link.above.fmt(f)?;
        match link.step {
            Step::Key(key) if link.above.0.is_none() => f.write_str(key),
            Step::Key(key) => write!(f, ".{key}"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Named(_, id) => write!(f, "[{id}]"),
        }
    }
}

impl From<&Path<'_>> for Spot {
    fn from(path: &Path<'_>) -> Self {
        let mut pointer = String::new();
        path.pointer(&mut pointer);
        Self {
            field: path.to_string(),
            pointer,
        }
    }
}

impl From<Path<'_>> for Spot {
    fn from(path: Path<'_>) -> Self {
        Self::from(&path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_ids_and_machines_read_numbers() {
        let rule = Path::root().key("rules").index(12).named("R50");
        let spot = Spot::from(rule.key("when").key("tenure").index(0));
        assert_eq!(spot.field, "rules[R50].when.tenure[0]");
        assert_eq!(spot.pointer, "/rules/12/when/tenure/0");
        assert_eq!(Spot::from(Path::root()), Spot::default());
    }

    #[test]
    fn keys_are_escaped_in_pointers() {
        let spot = Spot::from(Path::root().key("notices").key("a/b~c"));
        assert_eq!(spot.pointer, "/notices/a~1b~0c");
    }
}
