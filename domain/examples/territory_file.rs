//! Writes the territory file from the official files: how `territory/france.csv` was made.
//!
//! `cargo run -p passerelle-domain --example territory_file -- DATA-DIRECTORY DATE SOURCE > FILE`

use std::error::Error;
use std::io::{Write, stdout};
use std::path::Path;
use std::{env, fs};

use passerelle_domain::Territory;
use passerelle_domain::territory::{Decoupage, Edition};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [directory, date, source] = arguments.as_slice() else {
        return Err("expected: the directory of the JSON files, the date, the source".into());
    };
    let read = |name| fs::read_to_string(Path::new(directory).join(name));
    let files = Decoupage {
        regions: &read("regions.json")?,
        departements: &read("departements.json")?,
        epci: &read("epci.json")?,
        communes: &read("communes.json")?,
    };
    let edition = Edition {
        date: date.parse()?,
        source: source.clone(),
    };
    let text = Territory::from_decoupage(&files, &edition)?;
    stdout().write_all(text.as_bytes())?;
    Ok(())
}
