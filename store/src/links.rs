//! Answer links that were used: each is good for one answer.
