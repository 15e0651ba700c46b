//! The rule language: which partner a case goes to, why, and by when.
