//! How long the rules take, measured against other rule engines and against yardsticks.
//!
//! Everything is made by chance from a seed ([`dice`]): [`sketch`]es of rules and cases that each
//! engine states in its own language, so that all of them are asked the same and must answer the
//! same. [`ours`] is Passerelle, [`yardsticks`] are the least that any engine has to do; the engines
//! that others use are in the package beside this one, `figures`, which prints the table of
//! `make bench`. [`clock`] measures.

pub mod clock;
pub mod dice;
mod national;
pub mod network;
pub mod ours;
mod random;
pub mod sketch;
pub mod yardsticks;

pub use dice::Dice;

/// How many rules are measured with.
pub const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// How many cases are asked about in one pass.
pub const CASES: usize = 512;

/// How many partners there are.
pub const PARTNERS: usize = 50_000;

/// What chooses one rule for one case, both made beforehand.
pub trait Chooser {
    /// What it answers.
    type Answer;

    /// What it is called in the table.
    fn name(&self) -> &'static str;

    /// Its answer to the case of this number: what is measured.
    fn choose(&mut self, case: usize) -> Self::Answer;

    /// The number of the rule that an answer names; nothing when no rule matches.
    fn rule(&self, answer: Self::Answer) -> Option<usize>;
}
