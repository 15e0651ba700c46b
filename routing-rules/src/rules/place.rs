//! Where a part of a rule set stands in its document.

/// A list of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The rules.
    Rules,
    /// The invariants.
    Invariants,
    /// The example cases.
    Examples,
}

/// A position in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Section {
    /// Its key in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Invariants => "invariants",
            Self::Examples => "examples",
        }
    }
}

impl Place {
    /// The position after this letter.
    pub(crate) fn after(self, letter: char) -> Self {
        if letter == '\n' {
            Self {
                line: self.line + 1,
                column: 1,
            }
        } else {
            Self {
                column: self.column + 1,
                ..self
            }
        }
    }
}
