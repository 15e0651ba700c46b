//! Clauses outside the common subset of the two databases.

use diesel::{
    QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sqlite::Sqlite,
};

use super::any::{AnyConn, MultiBackend};

/// A query that both databases understand in the same words, though diesel's common backend does
/// not offer it: `ON CONFLICT` above all.
#[derive(Debug, Clone, QueryId)]
pub(crate) struct Both<Q>(pub(crate) Q);

impl<Q> QueryFragment<MultiBackend> for Both<Q>
where
    Q: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}

impl<Q: Query> Query for Both<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<AnyConn> for Both<Q> {}

/// A query that takes the rows it finds for this transaction and passes over those that another one
/// has taken. SQLite needs no words for it: there, a transaction that writes is the only one.
#[derive(Debug, Clone, QueryId)]
pub(crate) struct SkipLocked<Q>(pub(crate) Q);

/// The clause itself, so that each database can have its own.
struct ForUpdateSkipLocked;

impl QueryFragment<Pg> for ForUpdateSkipLocked {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(" FOR UPDATE SKIP LOCKED");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for ForUpdateSkipLocked {
    fn walk_ast<'b>(&'b self, _: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        Ok(())
    }
}

impl<Q> QueryFragment<MultiBackend> for SkipLocked<Q>
where
    Q: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        MultiBackend::walk_variant_ast(&ForUpdateSkipLocked, pass)
    }
}

impl<Q: Query> Query for SkipLocked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<AnyConn> for SkipLocked<Q> {}

/// A query that takes the rows it finds for this transaction and waits for another one that has taken
/// them. Who only refers to them (a foreign key) is not kept waiting.
#[derive(Debug, Clone, QueryId)]
pub(crate) struct Held<Q>(pub(crate) Q);

/// The clause itself, so that each database can have its own.
struct ForNoKeyUpdate;

impl QueryFragment<Pg> for ForNoKeyUpdate {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(" FOR NO KEY UPDATE");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for ForNoKeyUpdate {
    fn walk_ast<'b>(&'b self, _: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        Ok(())
    }
}

impl<Q> QueryFragment<MultiBackend> for Held<Q>
where
    Q: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        MultiBackend::walk_variant_ast(&ForNoKeyUpdate, pass)
    }
}

impl<Q: Query> Query for Held<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<AnyConn> for Held<Q> {}
