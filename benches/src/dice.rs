//! A generator of numbers: the same seed gives the same ones.

/// xorshift64*.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % limit as u64) as usize
    }

    /// One of these.
    pub fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// One to `most` of these, each once.
    pub fn some<T: Copy + Ord>(&mut self, all: &[T], most: usize) -> Vec<T> {
        let count = 1 + self.below(most);
        let some: std::collections::BTreeSet<T> = (0..count).map(|_| self.one(all)).collect();
        some.into_iter().collect()
    }
}
