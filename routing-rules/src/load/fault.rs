//! What is wrong with a rule set, and where.

use std::{fmt, ops::Range};

/// One fault of a document. It prints as `file:line:column: field: message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The name of the file, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The bytes of the text that are wrong; empty where something is missing.
    pub span: Range<usize>,
    /// The field, such as `rules[R50].when.tenure[0]`; empty for the document as a whole.
    pub field: String,
    /// The same for machines, as a JSON pointer (RFC 6901): `/rules/12/when/tenure/0`.
    pub pointer: String,
    /// Stable code for machines.
    pub code: &'static str,
    /// One sentence in English.
    pub message: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            field,
            message,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: ")?;
        if !field.is_empty() {
            write!(f, "{field}: ")?;
        }
        f.write_str(message)
    }
}

impl std::error::Error for RuleFault {}
