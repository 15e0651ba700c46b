//! Fills a database with stored referrals, to measure what many of them cost:
//! `cargo run --release -p passerelle-store --example fill -- sqlite://DATABASE 100000`.
//!
//! The database holds the fictional network already (`passerelle demo`). Nobody is named in the cases.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program that measures, not a part of the product"
)]

mod cases;

use cases::{decision, referral};
use passerelle_domain::Reference;
use passerelle_store::{Conn, Store, StoreError, StoreOptions, decisions, partners, referrals};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(count)) = (arguments.next(), arguments.next()) else {
        println!("fill DATABASE_URL COUNT");
        return;
    };
    let count: u32 = count.parse().expect("a number of cases");
    let store = Store::open(&StoreOptions::new(url)).expect("a database");
    let filled = store.write(|conn| fill(conn, count));
    filled.expect("cases are stored");
    println!("{count} referrals are stored.");
}

fn fill(conn: &mut Conn, count: u32) -> Result<(), StoreError> {
    let landlord = partners::by_code(conn, "p-bail")?.expect("the fictional network");
    let references = (1..).filter_map(|number| Reference::draw(2025, number * 97));
    for (number, reference) in (0..count).zip(references) {
        let referral = referral(number, reference, landlord.id);
        referrals::insert(conn, &referral)?;
        decisions::insert(conn, &decision(number, &referral))?;
    }
    Ok(())
}
