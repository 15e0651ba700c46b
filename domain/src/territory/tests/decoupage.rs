//! From the official files into ours.

use serde_json::{Value, json};

use super::super::{Decoupage, DecoupageError, Edition};
use super::*;

/// Official files in small: the same keys, and the cases that matter.
struct Files {
    communes: Value,
    epci: Value,
}

impl Files {
    fn good() -> Self {
        Self {
            communes: json!([
                today("01015", "Arboys en Bugey", "84", &["01340"]),
                merged("01015", "Arbignieu", "01015"),
                merged("01340", "Saint-Bois", "01015"),
                today("01033", "Valserhône", "84", &["01018", "01126"]),
                // Left Valserhône for Arboys since, say.
                merged("01126", "Châtillon", "01015"),
                today("2A004", "Ajaccio", "94", &["20004"]),
                today("69123", "Lyon", "84", &[]),
                { "type": "arrondissement-municipal", "code": "69383",
                  "nom": "Lyon 3e Arrondissement", "commune": "69123", "population": 100_000 },
            ]),
            epci: json!([
                { "code": "200046977", "nom": "Métropole de Lyon, \"Grand Lyon\"", "type": "MET69",
                  "membres": [{ "code": "69123", "nom": "Lyon" }] },
            ]),
        }
    }

    fn convert(&self) -> Result<String, DecoupageError> {
        let edition = Edition {
            date: "2027-01-01".parse().unwrap(),
            source: "A test, Licence Ouverte".to_owned(),
        };
        let files = Decoupage {
            regions: r#"[{"code":"84","nom":"Auvergne-Rhône-Alpes","zone":"metro"},
                         {"code":"94","nom":"Corse","zone":"metro"}]"#,
            departements: r#"[{"code":"01","nom":"Ain","region":"84"},
                              {"code":"2A","nom":"Corse-du-Sud","region":"94"},
                              {"code":"69","nom":"Rhône","region":"84"}]"#,
            epci: &self.epci.to_string(),
            communes: &self.communes.to_string(),
        };
        Territory::from_decoupage(&files, &edition)
    }

    fn with_commune(mut self, row: Value) -> Self {
        self.communes.as_array_mut().unwrap().push(row);
        self
    }

    fn with_epci(mut self, row: Value) -> Self {
        self.epci.as_array_mut().unwrap().push(row);
        self
    }
}

fn today(code: &str, name: &str, region: &str, former: &[&str]) -> Value {
    let mut row = json!({ "type": "commune-actuelle", "code": code, "nom": name,
        "departement": &code[..2], "region": region, "codesPostaux": ["00000"] });
    if !former.is_empty() {
        row["anciensCodes"] = json!(former);
    }
    row
}

fn merged(code: &str, name: &str, successor: &str) -> Value {
    json!({ "type": "commune-deleguee", "code": code, "nom": name, "chefLieu": successor })
}

#[test]
fn the_file_that_comes_out() {
    let expected = "\
EDITION,2027-01-01,\"A test, Licence Ouverte\"
REG,84,Auvergne-Rhône-Alpes
REG,94,Corse
DEP,01,Ain,84
DEP,2A,Corse-du-Sud,94
DEP,69,Rhône,84
EPCI,200046977,\"Métropole de Lyon, \"\"Grand Lyon\"\"\"
COM,01015,Arboys en Bugey,
COM,01033,Valserhône,
COM,2A004,Ajaccio,
COM,69123,Lyon,200046977
ARM,69383,Lyon 3e Arrondissement,69123
ANC,01018,,01033
ANC,01126,Châtillon,01015
ANC,01340,Saint-Bois,01015
ANC,20004,,2A004
";
    assert_eq!(Files::good().convert().unwrap(), expected);
}

#[test]
fn files_that_contradict_each_other_are_refused() {
    let elsewhere = Files::good().with_commune(today("69001", "Affoux", "94", &[]));
    let refused = elsewhere.convert().unwrap_err();
    assert!(matches!(refused, DecoupageError::Departement { code } if code == "69001"));

    let two = Files::good().with_commune(today("69001", "Affoux", "84", &["20004"]));
    let refused = two.convert().unwrap_err();
    assert!(matches!(refused, DecoupageError::TwoSuccessors { code } if code == "20004"));

    let body = |member| {
        json!({ "code": "243500139", "nom": "Rennes Métropole",
                "membres": [{ "code": member }] })
    };
    let refused = Files::good()
        .with_epci(body("69123"))
        .convert()
        .unwrap_err();
    assert!(matches!(refused, DecoupageError::TwoBodies { code } if code == "69123"));
    let refused = Files::good()
        .with_epci(body("69001"))
        .convert()
        .unwrap_err();
    assert!(matches!(refused, DecoupageError::Member { code } if code == "69001"));

    let lost = Files::good().with_commune(merged("01002", "Lost", "01999"));
    assert!(matches!(
        lost.convert().unwrap_err(),
        DecoupageError::Tree(_)
    ));
}

#[test]
fn files_of_another_shape_are_refused_by_name() {
    let mut files = Files::good().with_commune(json!({ "type": "commune-nouvelle" }));
    let refused = files.convert().unwrap_err();
    assert!(matches!(
        refused,
        DecoupageError::Json {
            file: "communes.json",
            ..
        }
    ));
    files.epci = json!({});
    let refused = files.convert().unwrap_err();
    assert!(matches!(refused, DecoupageError::Json { .. }));
}
