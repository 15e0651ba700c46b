//! Meetings: what was planned and what took place, never what was said.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{AssignmentId, Meeting, MeetingId, MeetingState, PartnerId, ReferralId};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    parse::column,
    schema::meetings,
};

/// A meeting as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingRecord {
    /// Identifier.
    pub id: MeetingId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment that it belongs to.
    pub assignment_id: AssignmentId,
    /// What is planned or took place.
    pub meeting: Meeting,
    /// When it was entered.
    pub recorded_at: Timestamp,
    /// The organisation that entered it.
    pub recorded_by: PartnerId,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = meetings, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    referral_id: Id,
    assignment_id: Id,
    state: String,
    at: Ts,
    recorded_at: Ts,
    recorded_by_id: Id,
}

/// Adds a meeting to the log.
///
/// # Errors
/// [`StoreError::MissingReference`] when the referral, the assignment or the organisation does not
/// exist.
pub fn insert(conn: &mut Conn, record: &MeetingRecord) -> Result<(), StoreError> {
    let row = Row {
        id: record.id.into(),
        referral_id: record.referral_id.into(),
        assignment_id: record.assignment_id.into(),
        state: record.meeting.state().code().to_owned(),
        at: record.meeting.at().into(),
        recorded_at: record.recorded_at.into(),
        recorded_by_id: record.recorded_by.into(),
    };
    diesel::insert_into(meetings::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// Stores what became of a meeting that still is in the state that the caller saw; `false`, and
/// nothing changed, otherwise.
///
/// # Errors
/// [`StoreError::MissingReference`] when the organisation that enters it does not exist.
pub fn update(
    conn: &mut Conn,
    record: &MeetingRecord,
    expected: MeetingState,
) -> Result<bool, StoreError> {
    let changed = diesel::update(
        meetings::table
            .filter(meetings::id.eq(Id::from(record.id)))
            .filter(meetings::state.eq(expected.code())),
    )
    .set((
        meetings::state.eq(record.meeting.state().code()),
        meetings::at.eq(Ts::from(record.meeting.at())),
        meetings::recorded_at.eq(Ts::from(record.recorded_at)),
        meetings::recorded_by_id.eq(Id::from(record.recorded_by)),
    ))
    .execute(conn.db())?;
    Ok(changed == 1)
}

/// The meetings of an assignment, in the order in which they take place.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_assignment(
    conn: &mut Conn,
    assignment: AssignmentId,
) -> Result<Vec<MeetingRecord>, StoreError> {
    let rows = meetings::table
        .filter(meetings::assignment_id.eq(Id::from(assignment)))
        .order((meetings::at, meetings::id))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The meetings of a referral, in the order in which they take place.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(
    conn: &mut Conn,
    referral: ReferralId,
) -> Result<Vec<MeetingRecord>, StoreError> {
    let rows = meetings::table
        .filter(meetings::referral_id.eq(Id::from(referral)))
        .order((meetings::at, meetings::id))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

impl TryFrom<Row> for MeetingRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let at = row.at.0;
        let state = column("meetings", "state").code(&row.state)?;
        // It was compared with the clock when it was entered; the clock has gone on since.
        let meeting =
            Meeting::new(state, at, at).map_err(|_| column("meetings", "at").corrupt())?;
        Ok(Self {
            id: row.id.into(),
            referral_id: row.referral_id.into(),
            assignment_id: row.assignment_id.into(),
            meeting,
            recorded_at: row.recorded_at.0,
            recorded_by: row.recorded_by_id.into(),
        })
    }
}
