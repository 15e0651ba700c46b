//! Prints the figures of the routing rules in one table, and which goals they meet.
//!
//! Every figure is the best of several passes on one thread, over the same cases for all; goals are
//! ratios within one run. An engine that chooses another rule than the others stops the run.

mod choosing;
mod deciding;
mod goal;
#[cfg(feature = "peers")]
mod peers;
mod proving;
mod table;

use std::process::ExitCode;

use goal::Goal;
use passerelle_benches::SIZES;

fn main() -> ExitCode {
    let mut goals: Vec<Goal> = Vec::new();
    goals.extend(choosing::print(SIZES.map(choosing::measure)));
    goals.extend(deciding::print(SIZES.map(deciding::measure)));
    goals.extend(proving::print());
    table::heading("Goals");
    for goal in &goals {
        println!("{goal}");
    }
    // Whoever reads the table judges it: a busy machine is no fault of the code.
    ExitCode::SUCCESS
}
