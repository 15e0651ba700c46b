//! The names of communes, for people to read; routing works on the codes.

use diesel::prelude::*;
use passerelle_domain::CommuneCode;

use crate::{Conn, StoreError, conn::Both, schema::communes};

/// Adds a commune; one that is there already keeps its name.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn insert(conn: &mut Conn, code: &CommuneCode, name: &str) -> Result<(), StoreError> {
    let statement = diesel::insert_into(communes::table)
        .values((communes::code.eq(code.as_str()), communes::name.eq(name)))
        .on_conflict_do_nothing();
    Both(statement).execute(conn.db())?;
    Ok(())
}

/// The name of a commune.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn name(conn: &mut Conn, code: &CommuneCode) -> Result<Option<String>, StoreError> {
    let name = communes::table
        .find(code.as_str())
        .select(communes::name)
        .first(conn.db());
    Ok(name.optional()?)
}
