mod changes;
mod containment;
mod decoupage;
mod faults;
mod shipped;

use super::Territory;
use crate::CommuneCode;

fn shipped() -> &'static Territory {
    Territory::shipped().unwrap()
}

fn commune(code: &str) -> CommuneCode {
    code.parse().unwrap()
}
