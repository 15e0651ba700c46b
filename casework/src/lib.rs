//! The use cases: who may do what, in which transaction, and which events come out.
