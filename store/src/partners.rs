//! The partner directory, and the counter that tells every process when it moved.

/// The rule that two partners never share a code.
pub const CODE_TAKEN: &str = "partners_code_key";
