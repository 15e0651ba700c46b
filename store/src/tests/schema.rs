//! `schema.rs` against the columns that the migrations make, and the indexes that they must make.

use std::collections::BTreeSet;

use super::sandbox::Sandbox;

/// A table as `schema.rs` declares it.
pub(super) struct Table {
    pub(super) name: String,
    /// Name, type, and whether it may be null.
    pub(super) columns: Vec<(String, String, bool)>,
}

/// The tables of `schema.rs`, read from its text: diesel keeps no list of them.
pub(super) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in include_str!("../schema.rs").lines().map(str::trim) {
        if let Some((column, sql_type)) = line.split_once(" -> ") {
            let Some(sql_type) = sql_type.strip_suffix(',') else {
                continue;
            };
            let inner = sql_type
                .strip_prefix("Nullable<")
                .and_then(|rest| rest.strip_suffix('>'));
            let nullable = inner.is_some();
            let column = (
                column.to_owned(),
                inner.unwrap_or(sql_type).to_owned(),
                nullable,
            );
            tables.last_mut().unwrap().columns.push(column);
        } else if let Some((name, _)) = line.strip_suffix(") {").and_then(|l| l.split_once(" (")) {
            tables.push(Table {
                name: name.to_owned(),
                columns: Vec::new(),
            });
        }
    }
    assert!(tables.len() > 10, "schema.rs was not understood");
    tables
}

fn declared(database_type: impl Fn(&str) -> &'static str) -> BTreeSet<String> {
    tables()
        .iter()
        .flat_map(|table| {
            table.columns.iter().map(|(column, sql_type, nullable)| {
                let null = if *nullable { "null" } else { "not null" };
                format!("{}.{column} {} {null}", table.name, database_type(sql_type))
            })
        })
        .collect()
}

#[test]
fn sqlite_has_the_columns_of_schema_rs() {
    let sandbox = Sandbox::sqlite();
    let found: BTreeSet<String> = sandbox
        .texts(
            "SELECT t.name || '.' || c.name || ' ' || c.type || \
               CASE c.\"notnull\" WHEN 1 THEN ' not null' ELSE ' null' END AS value \
             FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
               AND t.name <> '__diesel_schema_migrations'",
        )
        .into_iter()
        .collect();
    let expected = declared(|sql_type| match sql_type {
        "DbUuid" | "Binary" => "BLOB",
        "Text" | "DbJson" => "TEXT",
        "Bool" | "Integer" | "BigInt" | "DbTs" => "INTEGER",
        other => panic!("{other}"),
    });
    assert_eq!(found, expected);
}

#[test]
fn postgres_has_the_columns_of_schema_rs() {
    let sandbox = Sandbox::postgres();
    let found: BTreeSet<String> = sandbox
        .texts(
            "SELECT table_name || '.' || column_name || ' ' || data_type || \
               CASE is_nullable WHEN 'NO' THEN ' not null' ELSE ' null' END AS value \
             FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
        )
        .into_iter()
        .collect();
    let expected = declared(|sql_type| match sql_type {
        "DbUuid" => "uuid",
        "Text" => "text",
        "Binary" => "bytea",
        "DbJson" => "jsonb",
        "Bool" => "boolean",
        "Integer" => "integer",
        "BigInt" => "bigint",
        "DbTs" => "timestamp with time zone",
        other => panic!("{other}"),
    });
    assert_eq!(found, expected);
}

/// Fails unless each foreign key (`table: columns`) is the beginning of an index (same form).
fn every_key_is_indexed(keys: &[String], indexes: &[String]) {
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys {
        let covered = indexes.iter().any(|index| {
            index == key
                || index
                    .strip_prefix(key.as_str())
                    .is_some_and(|rest| rest.starts_with(','))
        });
        assert!(covered, "no index begins with the foreign key {key}");
    }
}

#[test]
fn every_foreign_key_is_indexed_on_sqlite() {
    let sandbox = Sandbox::sqlite();
    let keys = sandbox.texts(
        "SELECT t.name || ': ' || group_concat(k.\"from\", ',') AS value \
         FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k \
         WHERE t.type = 'table' GROUP BY t.name, k.id",
    );
    let indexes = sandbox.texts(
        "SELECT t.name || ': ' || group_concat(c.name, ',') AS value \
         FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c \
         WHERE t.type = 'table' GROUP BY t.name, i.name",
    );
    every_key_is_indexed(&keys, &indexes);
}

#[test]
fn every_foreign_key_is_indexed_on_postgres() {
    let sandbox = Sandbox::postgres();
    let columns = |keys: &str, relation: &str| {
        format!(
            "(SELECT string_agg(a.attname, ',' ORDER BY k.place) \
              FROM unnest({keys}) WITH ORDINALITY k (number, place) \
              JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.number)"
        )
    };
    let keys = sandbox.texts(&format!(
        "SELECT c.conrelid::regclass || ': ' || {} AS value FROM pg_constraint c \
         WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace",
        columns("c.conkey", "c.conrelid")
    ));
    let indexes = sandbox.texts(&format!(
        "SELECT i.indrelid::regclass || ': ' || {} AS value FROM pg_index i \
         JOIN pg_class r ON r.oid = i.indrelid AND r.relnamespace = 'public'::regnamespace \
         WHERE i.indpred IS NULL AND r.relkind = 'r'",
        columns("i.indkey::int2[]", "i.indrelid")
    ));
    every_key_is_indexed(&keys, &indexes);
}

/// A broken rule has the same name on both databases because PostgreSQL's are all called
/// `<table>_<columns>_key`.
#[test]
fn unique_rules_are_named_after_their_columns() {
    let sandbox = Sandbox::postgres();
    let wrong = sandbox.texts(
        "SELECT c.relname || ' should be ' || r.relname || '_' || \
           (SELECT string_agg(a.attname, '_' ORDER BY k.place) \
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place) \
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) \
           || '_key' AS value \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         JOIN pg_class r ON r.oid = i.indrelid AND r.relnamespace = 'public'::regnamespace \
         WHERE i.indisunique AND r.relkind = 'r' AND r.relname <> '__diesel_schema_migrations'",
    );
    let wrong: Vec<_> = wrong
        .iter()
        .filter(|line| {
            line.split_once(" should be ")
                .is_some_and(|(is, should)| is != should)
        })
        .collect();
    assert_eq!(wrong, Vec::<&String>::new());
}
