//! Links to the page of one party. A link is known by the digest of its code.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{Lang, MessageId, PartnerId, PersonChannel, PersonLinkId, ReferralId};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    parse::column,
    schema::person_links,
};

/// A link as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLinkRecord {
    /// Identifier.
    pub id: PersonLinkId,
    /// SHA-256 of its code, in hexadecimal digits.
    pub code_digest: String,
    /// The referral.
    pub referral_id: ReferralId,
    /// The party's place in it, from 0.
    pub party: i32,
    /// Whether it is for whoever holds parental authority.
    pub guardian: bool,
    /// How it gets to the person.
    pub channel: PersonChannel,
    /// The language that the page speaks until its reader chooses another.
    pub language: Lang,
    /// The mail that carries it.
    pub message_id: Option<MessageId>,
    /// The organisation that had it made.
    pub made_by: PartnerId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it opens the page.
    pub expires_at: Timestamp,
    /// When the questions were answered with it.
    pub answered_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = person_links, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    code_digest: String,
    referral_id: Id,
    party: i32,
    guardian: bool,
    channel: String,
    language: String,
    message_id: Option<Id>,
    made_by_id: Id,
    created_at: Ts,
    expires_at: Ts,
    answered_at: Option<Ts>,
}

/// Stores a new link.
///
/// # Errors
/// [`StoreError::MissingReference`] when something that it names does not exist.
pub fn insert(conn: &mut Conn, record: &PersonLinkRecord) -> Result<(), StoreError> {
    let row = Row {
        id: record.id.into(),
        code_digest: record.code_digest.clone(),
        referral_id: record.referral_id.into(),
        party: record.party,
        guardian: record.guardian,
        channel: record.channel.code().to_owned(),
        language: record.language.code().to_owned(),
        message_id: record.message_id.map(Into::into),
        made_by_id: record.made_by.into(),
        created_at: record.created_at.into(),
        expires_at: record.expires_at.into(),
        answered_at: record.answered_at.map(Into::into),
    };
    diesel::insert_into(person_links::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// The link whose code has this digest.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn by_digest(conn: &mut Conn, digest: &str) -> Result<Option<PersonLinkRecord>, StoreError> {
    let row = person_links::table
        .filter(person_links::code_digest.eq(digest))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The link that this mail carries.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_message(
    conn: &mut Conn,
    message: MessageId,
) -> Result<Option<PersonLinkRecord>, StoreError> {
    let row = person_links::table
        .filter(person_links::message_id.eq(Id::from(message)))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Whether the party has answered the questions, with whichever link.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn has_answered(conn: &mut Conn, referral: ReferralId, party: i32) -> Result<bool, StoreError> {
    let answered: i64 = person_links::table
        .filter(person_links::referral_id.eq(Id::from(referral)))
        .filter(person_links::party.eq(party))
        .filter(person_links::answered_at.is_not_null())
        .count()
        .get_result(conn.db())?;
    Ok(answered > 0)
}

/// Takes note that the questions were answered with the link; `false` when they had been before.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn mark_answered(conn: &mut Conn, id: PersonLinkId, at: Timestamp) -> Result<bool, StoreError> {
    let open = person_links::table
        .filter(person_links::id.eq(Id::from(id)))
        .filter(person_links::answered_at.is_null());
    let marked = diesel::update(open)
        .set(person_links::answered_at.eq(Some(Ts::from(at))))
        .execute(conn.db())?;
    Ok(marked == 1)
}

impl TryFrom<Row> for PersonLinkRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let at = |name| column("person_links", name);
        Ok(Self {
            id: row.id.into(),
            code_digest: row.code_digest,
            referral_id: row.referral_id.into(),
            party: row.party,
            guardian: row.guardian,
            channel: at("channel").code(&row.channel)?,
            language: at("language").code(&row.language)?,
            message_id: row.message_id.map(Into::into),
            made_by: row.made_by_id.into(),
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            answered_at: row.answered_at.map(|at| at.0),
        })
    }
}
