//! From the official list into our own file.
//!
//! The list is the npm package `@etalab/decoupage-administratif`, which joins the code officiel
//! géographique of INSEE with the intercommunal bodies of the DGCL, once a year.

use std::collections::{BTreeMap, HashMap};
use std::io;

use serde::Deserialize;

use super::{Edition, Territory, TerritoryError};
use crate::CommuneCode;

/// The files of one release, as texts.
#[derive(Debug, Clone, Copy)]
pub struct Decoupage<'a> {
    /// `data/regions.json`
    pub regions: &'a str,
    /// `data/departements.json`
    pub departements: &'a str,
    /// `data/epci.json`
    pub epci: &'a str,
    /// `data/communes.json`
    pub communes: &'a str,
}

/// Why the official files cannot be turned into ours.
#[derive(Debug, thiserror::Error)]
pub enum DecoupageError {
    /// Not JSON, or not of the shape that we know.
    #[error("{file} cannot be read")]
    Json {
        /// The name of the file.
        file: &'static str,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// The commune is not in the département and region that its code tells: our file could not
    /// say so.
    #[error("commune {code} is not in the département or region that its code begins with")]
    Departement {
        /// The commune.
        code: String,
    },
    /// Two intercommunal bodies name the commune as a member.
    #[error("commune {code} is a member of two intercommunal bodies")]
    TwoBodies {
        /// The commune.
        code: String,
    },
    /// An intercommunal body names a member that is no commune: the files are of different years.
    #[error("member {code} of an intercommunal body is no commune of today")]
    Member {
        /// The member.
        code: String,
    },
    /// Two communes claim to be the successor of one code.
    #[error("code {code} has two successors")]
    TwoSuccessors {
        /// The former code.
        code: String,
    },
    /// What came out is no territory tree.
    #[error("the files do not make a territory tree")]
    Tree(#[from] TerritoryError),
    /// The rows could not be put together.
    #[error("the territory file could not be put together")]
    Write(#[from] csv::Error),
}

impl Territory {
    /// The text of a territory file for [`Territory::parse`], made from the official files. It has
    /// been read back: what comes out can be used.
    ///
    /// # Errors
    /// When a file is not of the known shape, or the files contradict each other.
    pub fn from_decoupage(
        files: &Decoupage<'_>,
        edition: &Edition,
    ) -> Result<String, DecoupageError> {
        let communes = json("communes.json", files.communes)?;
        let epcis = json("epci.json", files.epci)?;
        let departements: Vec<DepartementRow> = json("departements.json", files.departements)?;
        let mut regions: HashMap<&str, &str> = HashMap::new();

        let mut sheet = Sheet::new();
        sheet.row(["EDITION", &edition.date.to_string(), &edition.source])?;
        for region in json::<RegionRow>("regions.json", files.regions)? {
            sheet.row(["REG", &region.code, &region.nom])?;
        }
        for departement in &departements {
            regions.insert(&departement.code, &departement.region);
            let DepartementRow { code, nom, region } = departement;
            sheet.row(["DEP", code, nom, region])?;
        }
        write_epcis(&mut sheet, &epcis)?;
        write_communes(&mut sheet, &communes, &regions, members(&epcis)?)?;
        write_others(&mut sheet, &communes)?;
        let text = sheet.finish()?;
        Self::parse(&text)?;
        Ok(text)
    }
}

#[derive(Deserialize)]
struct RegionRow {
    code: String,
    nom: String,
}

#[derive(Deserialize)]
struct DepartementRow {
    code: String,
    nom: String,
    region: String,
}

#[derive(Deserialize)]
struct EpciRow {
    code: String,
    nom: String,
    membres: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    code: String,
}

/// One row of `communes.json`, which lists every kind of commune together.
#[derive(Deserialize)]
#[serde(tag = "type")]
enum CommuneRow {
    #[serde(rename = "commune-actuelle")]
    Today {
        code: String,
        nom: String,
        departement: String,
        region: String,
        #[serde(default, rename = "anciensCodes")]
        former_codes: Vec<String>,
    },
    #[serde(rename = "arrondissement-municipal")]
    Arrondissement {
        code: String,
        nom: String,
        commune: String,
    },
    #[serde(rename = "commune-deleguee", alias = "commune-associee")]
    Merged {
        code: String,
        nom: String,
        #[serde(rename = "chefLieu")]
        successor: String,
    },
}

fn json<'a, T: Deserialize<'a>>(
    file: &'static str,
    text: &'a str,
) -> Result<Vec<T>, DecoupageError> {
    serde_json::from_str(text).map_err(|source| DecoupageError::Json { file, source })
}

fn members(epcis: &[EpciRow]) -> Result<BTreeMap<&str, &str>, DecoupageError> {
    let mut members = BTreeMap::new();
    for epci in epcis {
        for member in &epci.membres {
            if members.insert(&*member.code, &*epci.code).is_some() {
                return Err(DecoupageError::TwoBodies {
                    code: member.code.clone(),
                });
            }
        }
    }
    Ok(members)
}

fn write_epcis(sheet: &mut Sheet, epcis: &[EpciRow]) -> Result<(), DecoupageError> {
    for epci in epcis {
        sheet.row(["EPCI", &epci.code, &epci.nom])?;
    }
    Ok(())
}

fn write_communes(
    sheet: &mut Sheet,
    communes: &[CommuneRow],
    regions: &HashMap<&str, &str>,
    mut members: BTreeMap<&str, &str>,
) -> Result<(), DecoupageError> {
    for row in communes {
        let CommuneRow::Today {
            code,
            nom,
            departement,
            region,
            ..
        } = row
        else {
            continue;
        };
        let told_by_code = CommuneCode::parse(code)
            .is_ok_and(|code| code.departement().as_str() == departement)
            && regions.get(departement.as_str()) == Some(&region.as_str());
        if !told_by_code {
            return Err(DecoupageError::Departement { code: code.clone() });
        }
        let epci = members.remove(code.as_str()).unwrap_or_default();
        sheet.row(["COM", code, nom, epci])?;
    }
    match members.first_key_value() {
        None => Ok(()),
        Some((code, _)) => Err(DecoupageError::Member {
            code: (*code).to_owned(),
        }),
    }
}

/// Municipal arrondissements, then the codes no longer in use.
///
/// A merged commune that gave its code to its successor is left out: that code means the successor.
/// Where a former code once led elsewhere than the merged commune that still bears it, the latter is
/// right: the list of former codes does not follow a commune that left its first successor.
fn write_others(sheet: &mut Sheet, communes: &[CommuneRow]) -> Result<(), DecoupageError> {
    let mut today: BTreeMap<&str, &[String]> = BTreeMap::new();
    let mut former: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for row in communes {
        match row {
            CommuneRow::Today {
                code, former_codes, ..
            } => {
                today.insert(code, former_codes);
            }
            CommuneRow::Arrondissement { code, nom, commune } => {
                sheet.row(["ARM", code, nom, commune])?;
            }
            CommuneRow::Merged { .. } => {}
        }
    }
    for (successor, codes) in &today {
        for code in *codes {
            if former.insert(code, ("", successor)).is_some() {
                return Err(DecoupageError::TwoSuccessors { code: code.clone() });
            }
        }
    }
    for row in communes {
        if let CommuneRow::Merged {
            code,
            nom,
            successor,
        } = row
        {
            former.insert(code, (nom, successor));
        }
    }
    for (code, (name, successor)) in former {
        if !today.contains_key(code) {
            sheet.row(["ANC", code, name, successor])?;
        }
    }
    Ok(())
}

/// Rows of different lengths, with the quotes that they need.
struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn new() -> Self {
        let mut format = csv::WriterBuilder::new();
        Self(format.flexible(true).from_writer(Vec::new()))
    }

    fn row<const N: usize>(&mut self, columns: [&str; N]) -> Result<(), csv::Error> {
        self.0.write_record(columns)
    }

    fn finish(self) -> Result<String, csv::Error> {
        let bytes = self
            .0
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        Ok(String::from_utf8(bytes).map_err(io::Error::other)?)
    }
}
