//! The format of the territory file: comma-separated UTF-8, one thing a row, named by the row's first
//! column in the terms of INSEE. What a row refers to stands above it.
//!
//! ```text
//! EDITION,date,source and licence
//! REG,code,name
//! DEP,code,name,region
//! EPCI,siren,name
//! COM,code,name,epci or nothing      the département is the one that the code begins with
//! ARM,code,name,commune              municipal arrondissement
//! ANC,code,name or nothing,commune   code no longer in use, and its successor
//! ```

use std::array;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Display;
use std::sync::Arc;

use csv::StringRecord;

use super::address::Addresses;
use super::tree::{OtherCode, OtherKind};
use super::{
    Commune, Departement, Edition, Epci, Region, Territory, TerritoryError, TerritoryFault,
};
use crate::CommuneCode;

type Checked<T> = Result<T, TerritoryFault>;

impl Territory {
    /// Reads a territory file.
    ///
    /// # Errors
    /// At the first line that cannot be used; also when the file holds no commune, which no real
    /// edition does.
    pub fn parse(text: &str) -> Result<Self, TerritoryError> {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut row = StringRecord::new();
        let mut tree: Option<Self> = None;
        loop {
            let more = rows.read_record(&mut row);
            let start = row.position().map_or(0, csv::Position::byte);
            let here = |fault| TerritoryError {
                line: line_at(text, start),
                fault,
            };
            // The reader itself fails only on bytes that are no UTF-8, which a text never holds.
            if !more.map_err(|_| here(TerritoryFault::Kind))? {
                break;
            }
            match &mut tree {
                None => tree = Some(Self::empty(edition(&row).map_err(here)?)),
                Some(tree) => tree.add(&row).map_err(here)?,
            }
        }
        let missing = |fault| TerritoryError {
            line: line_at(text, u64::MAX),
            fault,
        };
        let mut tree = tree.ok_or_else(|| missing(TerritoryFault::Edition))?;
        if tree.communes.is_empty() {
            return Err(missing(TerritoryFault::NoCommune));
        }
        tree.communes.shrink_to_fit();
        Ok(tree)
    }

    fn empty(edition: Edition) -> Self {
        Self {
            edition,
            regions: BTreeMap::new(),
            departements: BTreeMap::new(),
            epcis: BTreeMap::new(),
            communes: Vec::new(),
            addresses: Addresses::new(),
            others: BTreeMap::new(),
        }
    }

    fn add(&mut self, row: &StringRecord) -> Checked<()> {
        match row.get(0) {
            Some("REG") => self.add_region(columns(row)?),
            Some("DEP") => self.add_departement(columns(row)?),
            Some("EPCI") => self.add_epci(columns(row)?),
            Some("COM") => self.add_commune(columns(row)?),
            Some("ARM") => self.add_other(OtherKind::Arrondissement, columns(row)?),
            Some("ANC") => self.add_other(OtherKind::Former, columns(row)?),
            _ => Err(TerritoryFault::Kind),
        }
    }

    fn add_region(&mut self, [_, code, name]: [&str; 3]) -> Checked<()> {
        let region = Region {
            code: code.parse()?,
            name: required(name)?,
        };
        introduce(&mut self.regions, region.code.clone(), region)
    }

    fn add_departement(&mut self, [_, code, name, region]: [&str; 4]) -> Checked<()> {
        let departement = Departement {
            code: code.parse()?,
            name: required(name)?,
            region: known(&self.regions, region)?,
        };
        introduce(
            &mut self.departements,
            departement.code.clone(),
            departement,
        )
    }

    fn add_epci(&mut self, [_, code, name]: [&str; 3]) -> Checked<()> {
        let epci = Epci {
            code: code.parse()?,
            name: required(name)?,
        };
        introduce(&mut self.epcis, epci.code.clone(), epci)
    }

    fn add_commune(&mut self, [_, code, name, epci]: [&str; 4]) -> Checked<()> {
        let commune: CommuneCode = self.new_code(code)?;
        let departement = commune.departement();
        let commune = Commune {
            name: required(name)?,
            departement: known(&self.departements, departement.as_str())?,
            epci: match epci {
                "" => None,
                epci => Some(known(&self.epcis, epci)?),
            },
            code: commune,
        };
        self.addresses.set(&commune.code, self.communes.len());
        self.communes.push(commune);
        Ok(())
    }

    fn add_other(&mut self, kind: OtherKind, [_, code, name, commune]: [&str; 4]) -> Checked<()> {
        let other = OtherCode {
            kind,
            name: match (kind, name) {
                (OtherKind::Former, "") => None,
                (_, name) => Some(required(name)?),
            },
            commune: commune.parse()?,
        };
        if self.commune_itself(&other.commune).is_none() {
            return Err(unknown(commune));
        }
        let code = self.new_code(code)?;
        self.others.insert(code, other);
        Ok(())
    }

    /// A commune's code, of which there may be only one in the file, whatever it stands for.
    fn new_code(&self, text: &str) -> Checked<CommuneCode> {
        let code = text.parse()?;
        if self.commune_itself(&code).is_some() || self.others.contains_key(&code) {
            return Err(duplicate(text));
        }
        Ok(code)
    }
}

/// The line, from 1, of the row that begins at this byte or after the line ends there. The reader
/// counts lines as well, but is one short in a file with the line ends of Windows.
fn line_at(text: &str, start: u64) -> u64 {
    (0..)
        .zip(text.bytes())
        .take_while(|(place, byte)| *place < start || matches!(byte, b'\r' | b'\n'))
        .fold(1, |line, (_, byte)| line + u64::from(byte == b'\n'))
}

fn edition(row: &StringRecord) -> Checked<Edition> {
    if row.get(0) != Some("EDITION") {
        return Err(TerritoryFault::Edition);
    }
    let [_, date, source] = columns(row)?;
    Ok(Edition {
        date: date.parse().map_err(|_| TerritoryFault::Date)?,
        source: required(source)?.into(),
    })
}

fn columns<const N: usize>(row: &StringRecord) -> Checked<[&str; N]> {
    if row.len() == N {
        Ok(array::from_fn(|column| row.get(column).unwrap_or_default()))
    } else {
        Err(TerritoryFault::Columns {
            expected: N,
            found: row.len(),
        })
    }
}

/// A name of several lines is what a quote that is not closed makes of the rows below it.
fn required(name: &str) -> Checked<Box<str>> {
    if name.trim().is_empty() || name.contains(char::is_control) {
        Err(TerritoryFault::Name)
    } else {
        Ok(name.into())
    }
}

fn known<K, V>(level: &BTreeMap<K, Arc<V>>, code: &str) -> Checked<Arc<V>>
where
    K: std::str::FromStr<Err = crate::IdentifierError> + Ord,
{
    level
        .get(&code.parse()?)
        .cloned()
        .ok_or_else(|| unknown(code))
}

/// Adds to a level what no line above has added.
fn introduce<K: Ord + Display, V>(
    level: &mut BTreeMap<K, Arc<V>>,
    code: K,
    value: V,
) -> Checked<()> {
    match level.entry(code) {
        Entry::Occupied(earlier) => Err(duplicate(&earlier.key().to_string())),
        Entry::Vacant(place) => {
            place.insert(Arc::new(value));
            Ok(())
        }
    }
}

fn unknown(code: &str) -> TerritoryFault {
    TerritoryFault::Unknown {
        code: code.to_owned(),
    }
}

fn duplicate(code: &str) -> TerritoryFault {
    TerritoryFault::Duplicate {
        code: code.to_owned(),
    }
}
