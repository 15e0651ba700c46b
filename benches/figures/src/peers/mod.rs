//! Other rule engines, each used as its own documentation says for rules that are asked again and
//! again: everything that can be prepared is, the cases among it, and one thread asks.

mod cedar;
mod cel;
mod json_logic;
mod rego;
mod zen;

pub use self::{cedar::Cedar, cel::Cel, json_logic::JsonLogic, rego::Rego, zen::Zen};

/// Codes as a list of strings between brackets, in the notation that all these languages share.
fn list(codes: &[&str], open: char, close: char) -> String {
    let quoted: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
    format!("{open}{}{close}", quoted.join(", "))
}
