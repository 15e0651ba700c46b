//! Prints how many bytes a compiled network keeps, with the number of rules given as the argument.
//! A program of its own: counting slows every allocation down.

use passerelle_benches::{Dice, ours};
use passerelle_domain::Territory;
use passerelle_routing_rules::Network;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

fn main() {
    let rules = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let rules = rules.expect("the number of rules");
    // What is read once for the whole process is not of this network.
    Territory::shipped().expect("the shipped territory can be read");
    let before = ALLOCATED.current_usage();
    let network = {
        let mut dice = Dice::new(rules as u64);
        let stated = ours::before_the_shipped(&dice.sketches(rules));
        Network::new(stated, 1, dice.partners(passerelle_benches::PARTNERS))
    };
    println!("{}", ALLOCATED.current_usage() - before);
    drop(network);
}
