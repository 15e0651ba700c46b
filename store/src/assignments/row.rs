//! An assignment as columns, and back. A state keeps its data in columns of their own, so that
//! reasons and results can be counted.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{
    AssignmentState as State, AssignmentStatus as Status, Code, LegalException, Reason, ReasonCode,
};

use super::AssignmentRecord;
use crate::{
    StoreError,
    conn::{Id, Ts},
    parse::{Column, column},
    schema::assignments,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
pub(super) struct Row {
    id: Id,
    referral_id: Id,
    partner_id: Id,
    role: String,
    rank: i32,
    bounds: String,
    exception: Option<String>,
    status: String,
    status_at: Option<Ts>,
    reason: Option<String>,
    reason_text: Option<String>,
    result: Option<String>,
    redirected_to_id: Option<Id>,
    answer_due_at: Option<Ts>,
    first_contact_due_at: Option<Ts>,
    delivery: String,
    created_at: Ts,
    updated_at: Ts,
}

/// The columns that change after an assignment was made.
#[derive(AsChangeset)]
#[diesel(table_name = assignments, treat_none_as_null = true)]
pub(super) struct ChangeRow {
    status: &'static str,
    status_at: Option<Ts>,
    reason: Option<&'static str>,
    reason_text: Option<String>,
    result: Option<&'static str>,
    redirected_to_id: Option<Id>,
    answer_due_at: Option<Ts>,
    first_contact_due_at: Option<Ts>,
    delivery: &'static str,
    updated_at: Ts,
}

impl From<&AssignmentRecord> for ChangeRow {
    fn from(record: &AssignmentRecord) -> Self {
        let mut row = Self {
            status: record.state.status().code(),
            status_at: None,
            reason: None,
            reason_text: None,
            result: None,
            redirected_to_id: None,
            answer_due_at: record.answer_due_at.map(Into::into),
            first_contact_due_at: record.first_contact_due_at.map(Into::into),
            delivery: record.delivery.code(),
            updated_at: record.updated_at.into(),
        };
        match &record.state {
            State::Proposed { answer_due_at } => {
                row.answer_due_at = answer_due_at.map(Into::into);
            }
            State::Accepted { at }
            | State::InProgress { since: at }
            | State::Expired { at }
            | State::CancelRequested { since: at }
            | State::Cancelled { at }
            | State::EnteredInError { at } => row.status_at = Some((*at).into()),
            State::OnHold { since, reason } => row.because(*since, reason.code().code(), reason),
            State::Declined { at, reason } => row.because(*at, reason.code().code(), reason),
            State::Failed { at, reason } => row.because(*at, reason.code().code(), reason),
            State::Redirected { at, to, reason } => {
                row.because(*at, reason.code().code(), reason);
                row.redirected_to_id = Some((*to).into());
            }
            State::Completed { at, result } => {
                row.status_at = Some((*at).into());
                row.result = Some(result.code());
            }
        }
        row
    }
}

impl ChangeRow {
    fn because<C: ReasonCode>(&mut self, at: Timestamp, code: &'static str, reason: &Reason<C>) {
        self.status_at = Some(at.into());
        self.reason = Some(code);
        self.reason_text = reason.text().map(str::to_owned);
    }
}

impl From<&AssignmentRecord> for Row {
    fn from(record: &AssignmentRecord) -> Self {
        let state = ChangeRow::from(record);
        Self {
            id: record.id.into(),
            referral_id: record.referral_id.into(),
            partner_id: record.partner.into(),
            role: record.role.code().to_owned(),
            rank: record.rank,
            bounds: record.bounds.code().to_owned(),
            exception: record
                .exception
                .map(|exception| exception.code().to_owned()),
            status: state.status.to_owned(),
            status_at: state.status_at,
            reason: state.reason.map(str::to_owned),
            reason_text: state.reason_text,
            result: state.result.map(str::to_owned),
            redirected_to_id: state.redirected_to_id,
            answer_due_at: state.answer_due_at,
            first_contact_due_at: state.first_contact_due_at,
            delivery: state.delivery.to_owned(),
            created_at: record.created_at.into(),
            updated_at: state.updated_at,
        }
    }
}

const fn at(name: &'static str) -> Column {
    column("assignments", name)
}

impl TryFrom<Row> for AssignmentRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            referral_id: row.referral_id.into(),
            partner: row.partner_id.into(),
            role: at("role").code(&row.role)?,
            rank: row.rank,
            bounds: at("bounds").code(&row.bounds)?,
            exception: exception(row.exception.as_deref())?,
            state: state(&row)?,
            answer_due_at: row.answer_due_at.map(|ts| ts.0),
            first_contact_due_at: row.first_contact_due_at.map(|ts| ts.0),
            delivery: at("delivery").code(&row.delivery)?,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

fn exception(code: Option<&str>) -> Result<Option<LegalException>, StoreError> {
    let Some(code) = code else { return Ok(None) };
    let known = LegalException::Art226_14_1;
    at("exception")
        .present((known.code() == code).then_some(known))
        .map(Some)
}

fn state(row: &Row) -> Result<State, StoreError> {
    let since = || at("status_at").present(row.status_at).map(|ts| ts.0);
    Ok(match at("status").code::<Status>(&row.status)? {
        Status::Proposed => State::Proposed {
            answer_due_at: row.answer_due_at.map(|ts| ts.0),
        },
        Status::Accepted => State::Accepted { at: since()? },
        Status::InProgress => State::InProgress { since: since()? },
        Status::OnHold => State::OnHold {
            since: since()?,
            reason: reason(row)?,
        },
        Status::Completed => {
            let result = at("result").present(row.result.as_deref())?;
            State::Completed {
                at: since()?,
                result: at("result").code(result)?,
            }
        }
        Status::Declined => State::Declined {
            at: since()?,
            reason: reason(row)?,
        },
        Status::Expired => State::Expired { at: since()? },
        Status::Redirected => {
            let to = at("redirected_to_id").present(row.redirected_to_id)?;
            State::Redirected {
                at: since()?,
                to: to.into(),
                reason: reason(row)?,
            }
        }
        Status::CancelRequested => State::CancelRequested { since: since()? },
        Status::Cancelled => State::Cancelled { at: since()? },
        Status::Failed => State::Failed {
            at: since()?,
            reason: reason(row)?,
        },
        Status::EnteredInError => State::EnteredInError { at: since()? },
    })
}

fn reason<C: Code + ReasonCode>(row: &Row) -> Result<Reason<C>, StoreError> {
    let code = at("reason").present(row.reason.as_deref())?;
    Reason::new(at("reason").code(code)?, row.reason_text.clone())
        .map_err(|_| at("reason_text").corrupt())
}
