//! Rows of rule sets: what never changes of a version, and what does.

use diesel::prelude::*;

use super::{CheckCounts, RuleSetRecord};
use crate::{
    StoreError,
    conn::{Id, Js, Ts},
    parse::column,
    schema::rulesets,
};

#[derive(Insertable)]
#[diesel(table_name = rulesets, treat_none_as_default_value = false)]
pub(super) struct New {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) version: i32,
    pub(super) author: Option<String>,
    pub(super) created_at: Ts,
    pub(super) document: String,
    #[diesel(embed)]
    pub(super) changing: Changing,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rulesets)]
pub(super) struct Row {
    id: Id,
    name: String,
    version: i32,
    author: Option<String>,
    created_at: Ts,
    #[diesel(embed)]
    changing: Changing,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = rulesets, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Changing {
    kind: String,
    status: String,
    revision: i64,
    head: Option<Js>,
    approved_by: Option<String>,
    updated_at: Ts,
    checked_at: Option<Ts>,
    errors: Option<i32>,
    warnings: Option<i32>,
    undecided: Option<i32>,
    active_from: Option<Ts>,
    active_until: Option<Ts>,
    supersedes_id: Option<Id>,
    fault: Option<String>,
    tried_edition: Option<i32>,
}

impl Changing {
    pub(super) fn of(record: &RuleSetRecord) -> Self {
        let check = record.check;
        Self {
            kind: record.kind.code().to_owned(),
            status: record.status.code().to_owned(),
            revision: record.revision,
            head: record.head.clone().map(Js),
            approved_by: record.approved_by.clone(),
            updated_at: record.updated_at.into(),
            checked_at: check.map(|check| check.at.into()),
            errors: check.map(|check| check.errors),
            warnings: check.map(|check| check.warnings),
            undecided: check.map(|check| check.undecided),
            active_from: record.active_from.map(Into::into),
            active_until: record.active_until.map(Into::into),
            supersedes_id: record.supersedes.map(Into::into),
            fault: record.fault.clone(),
            tried_edition: record.tried_edition,
        }
    }
}

impl TryFrom<Row> for RuleSetRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let now = row.changing;
        let number = |name, value: Option<i32>| column("rulesets", name).present(value);
        let check = match now.checked_at {
            None => None,
            Some(at) => Some(CheckCounts {
                at: at.0,
                errors: number("errors", now.errors)?,
                warnings: number("warnings", now.warnings)?,
                undecided: number("undecided", now.undecided)?,
            }),
        };
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            version: row.version,
            kind: column("rulesets", "kind").code(&now.kind)?,
            status: column("rulesets", "status").code(&now.status)?,
            revision: now.revision,
            head: now.head.map(|head| head.0),
            author: row.author,
            approved_by: now.approved_by,
            created_at: row.created_at.0,
            updated_at: now.updated_at.0,
            check,
            active_from: now.active_from.map(|at| at.0),
            active_until: now.active_until.map(|at| at.0),
            supersedes: now.supersedes_id.map(Into::into),
            fault: now.fault,
            tried_edition: now.tried_edition,
        })
    }
}
