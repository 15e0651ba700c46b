//! `privacy.toml`: every column has its class, and what the classes promise holds.

use std::collections::BTreeMap;

use super::{
    sample::{Network, at},
    sandbox::Sandbox,
    schema::tables,
};
use crate::{
    assignments, comments, kept_answers,
    referrals::{self, ERASED},
};
use passerelle_domain::*;

const CLASSES: [&str; 7] = [
    "technical",
    "organisation",
    "case",
    "identity",
    "colleague",
    "free_text",
    "secret",
];

/// `table.column` and its class. The file holds tables of strings and nothing else, so that these
/// few lines can read it.
fn classes() -> BTreeMap<String, String> {
    let (mut classes, mut table) = (BTreeMap::new(), "");
    for line in include_str!("../../privacy.toml").lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            table = name;
        } else {
            let (column, class) = line.split_once(" = ").unwrap();
            let class = class.trim_matches('"').to_owned();
            let twice = classes.insert(format!("{table}.{column}"), class);
            assert_eq!(twice, None, "{table}.{column} stands twice");
        }
    }
    classes
}

#[test]
fn every_column_has_a_class_and_every_class_a_column() {
    let classes = classes();
    let columns: Vec<String> = tables()
        .iter()
        .flat_map(|table| {
            table
                .columns
                .iter()
                .map(|(column, ..)| format!("{}.{column}", table.name))
        })
        .collect();
    for column in &columns {
        let class = classes
            .get(column)
            .unwrap_or_else(|| panic!("{column} has no class"));
        assert!(
            CLASSES.contains(&class.as_str()),
            "{column}: {class} is no class"
        );
    }
    for column in classes.keys() {
        assert!(
            columns.contains(column),
            "{column} is classified and does not exist"
        );
    }
}

#[test]
fn forgetting_clears_every_column_of_a_case_that_may_name_somebody() {
    for sandbox in [Sandbox::sqlite(), Sandbox::postgres()] {
        let network = sandbox.writing(Network::insert);
        let mut record = network.referral(0);
        record.outcome_comment = Some("commentaire".to_owned());
        record.state = ReferralState::Withdrawn {
            at: at(1),
            reason: Reason::new(WithdrawReason::Other, Some("texte".to_owned())).unwrap(),
        };
        let mut assignment = network.assignment(record.id, 0);
        assignment.state = AssignmentState::Failed {
            at: at(1),
            reason: Reason::new(FailReason::Other, Some("texte".to_owned())).unwrap(),
        };
        sandbox.writing(|conn| {
            referrals::insert(conn, &record)?;
            assignments::insert(conn, &assignment)?;
            kept_answers::insert(conn, &network.kept_answer(record.id))?;
            comments::insert(conn, &network.comment(&assignment, 1))
        });
        let personal: Vec<String> = classes()
            .into_iter()
            .filter(|(_, class)| class == "identity" || class == "free_text")
            .map(|(column, _)| column)
            .collect();
        assert!(personal.len() >= 10, "{personal:?}");
        let left = |column: &str| {
            let (table, column) = column.split_once('.').unwrap();
            sandbox.texts(&format!(
                "SELECT CAST({column} AS TEXT) AS value FROM {table} \
                 WHERE {column} IS NOT NULL AND CAST({column} AS TEXT) <> '{ERASED}'"
            ))
        };
        for column in &personal {
            assert_ne!(
                left(column),
                Vec::<String>::new(),
                "{column} is empty before"
            );
        }
        sandbox.writing(|conn| referrals::erase_personal(conn, record.id));
        for column in &personal {
            assert_eq!(left(column), Vec::<String>::new(), "{column} is kept");
        }
    }
}
