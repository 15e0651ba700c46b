//! The database: one suite of queries for SQLite and PostgreSQL.
