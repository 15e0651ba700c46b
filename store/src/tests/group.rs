//! Many writers of one SQLite file share a durable commit, and only that.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use diesel::{RunQueryDsl as _, sql_query};
use passerelle_domain::{CommuneCode, PartnerKind};

use super::{sample, sandbox::Sandbox};
use crate::{Conn, StoreError, communes, partners};

type Body<'a> = Box<dyn FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'a>;

/// Runs `bodies` in one round: all of them wait behind a writer that goes on when all have come.
fn in_one_round(
    sandbox: &Sandbox,
    bodies: Vec<Body<'_>>,
) -> Vec<thread::Result<Result<(), StoreError>>> {
    let (began, begun) = mpsc::channel();
    let (go, gone) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            // It shares the end of the round, whatever that is.
            let _ = sandbox.store.write(|_| {
                began.send(()).unwrap();
                let _ = gone.recv();
                Ok::<_, StoreError>(())
            });
        });
        begun.recv().unwrap();
        let threads: Vec<_> = bodies
            .into_iter()
            .enumerate()
            .map(|(before, body)| {
                let thread = scope
                    .spawn(move || catch_unwind(AssertUnwindSafe(|| sandbox.store.write(body))));
                while sandbox.store.waiting_writers() <= before {
                    thread::yield_now();
                }
                thread
            })
            .collect();
        drop(go);
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// Adds the commune of this number.
fn adds<'a>(number: u32) -> Body<'a> {
    Box::new(move |conn| communes::insert(conn, &code(number), "Saint-Avenin"))
}

fn code(number: u32) -> CommuneCode {
    CommuneCode::parse(&format!("00{number:03}")).unwrap()
}

fn is_there(sandbox: &Sandbox, number: u32) -> bool {
    sandbox
        .reading(|conn| communes::name(conn, &code(number)))
        .is_some()
}

/// What SQLite counts up with every commit of another connection.
fn commits(conn: &mut Conn) -> String {
    #[derive(diesel::QueryableByName)]
    struct Version {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    let question = "SELECT CAST(data_version AS TEXT) AS version FROM pragma_data_version";
    let version: Version = sql_query(question).get_result(conn.db()).unwrap();
    version.version
}

#[test]
fn a_caller_finds_what_the_ones_before_it_in_the_round_did() {
    let sandbox = Sandbox::sqlite_in_long_rounds();
    let other = sandbox.again();
    let seen = std::sync::Mutex::new(Vec::new());
    let bodies: Vec<Body<'_>> = (0..10)
        .map(|number| -> Body<'_> {
            let (seen, other) = (&seen, &other);
            Box::new(move |conn| {
                communes::insert(conn, &code(number), "Saint-Avenin")?;
                let before = number.checked_sub(1);
                let known = before.map(|one| communes::name(conn, &code(one)).unwrap().is_some());
                // Nobody outside the round sees anything of it before it is committed.
                let outside = other.read(|conn| communes::name(conn, &code(0)))?;
                seen.lock().unwrap().push((known, outside));
                Ok(())
            })
        })
        .collect();
    for result in in_one_round(&sandbox, bodies) {
        result.unwrap().unwrap();
    }
    let mut expected = vec![(Some(true), None); 10];
    expected[0].0 = None;
    assert_eq!(seen.into_inner().unwrap(), expected);
    assert!((0..10).all(|number| is_there(&sandbox, number)));
}

#[test]
fn one_that_fails_and_one_that_panics_harm_no_other() {
    let sandbox = Sandbox::sqlite_in_long_rounds();
    let partner = sample::partner("p-1", PartnerKind::School);
    let bodies: Vec<Body<'_>> = vec![
        adds(0),
        Box::new(|conn| {
            communes::insert(conn, &code(1), "Saint-Avenin")?;
            Err(StoreError::MissingReference)
        }),
        adds(2),
        Box::new(|conn| {
            communes::insert(conn, &code(3), "Saint-Avenin")?;
            panic!("on purpose")
        }),
        Box::new(|conn| {
            communes::insert(conn, &code(4), "Saint-Avenin")?;
            partners::insert(conn, &partner)?;
            // The first statement stands until the second one breaks a rule.
            partners::insert(conn, &partner)
        }),
        // As a panic inside a transaction of diesel's own leaves it: one savepoint too many.
        Box::new(|conn| {
            use diesel::Connection as _;
            communes::insert(conn, &code(5), "Saint-Avenin")?;
            conn.db().transaction(|_| panic!("deeper, on purpose"))
        }),
        adds(6),
    ];
    let results = in_one_round(&sandbox, bodies);
    let kept: Vec<bool> = results
        .iter()
        .map(|result| matches!(result, Ok(Ok(()))))
        .collect();
    assert_eq!(kept, [true, false, true, false, false, false, true]);
    let there: Vec<bool> = (0..7).map(|number| is_there(&sandbox, number)).collect();
    assert_eq!(there, kept);
    assert!(results[3].is_err() && results[5].is_err());
    assert!(matches!(results[4], Ok(Err(StoreError::Duplicate { .. }))));
    assert_eq!(sandbox.store.lost_commits(), 0);
}

#[test]
fn a_round_is_one_commit() {
    let sandbox = Sandbox::sqlite_in_long_rounds();
    let other = sandbox.again();
    // The same connection each time, since nobody else reads.
    let before = other
        .read(|conn| Ok::<_, StoreError>(commits(conn)))
        .unwrap();
    for result in in_one_round(&sandbox, (0..20).map(adds).collect()) {
        result.unwrap().unwrap();
    }
    let after = other
        .read(|conn| Ok::<_, StoreError>(commits(conn)))
        .unwrap();
    let number = |text: String| -> u64 { text.parse().unwrap() };
    assert_eq!(number(after), number(before) + 1);
}

#[test]
fn a_commit_that_fails_fails_for_everybody() {
    let sandbox = Sandbox::sqlite_in_long_rounds();
    let bodies: Vec<Body<'_>> = vec![
        adds(0),
        // A broken reference that SQLite looks at when it commits, and not before.
        Box::new(|conn| {
            sql_query("PRAGMA defer_foreign_keys = ON").execute(conn.db())?;
            sql_query(
                "INSERT INTO partner_coverage (partner_id, position, area_type) \
                 VALUES (x'00112233445566778899aabbccddeeff', 0, 'commune')",
            )
            .execute(conn.db())?;
            Ok(())
        }),
        adds(2),
    ];
    for result in in_one_round(&sandbox, bodies) {
        let told = result.unwrap();
        assert!(
            matches!(told, Err(StoreError::Unavailable { .. })),
            "{told:?}"
        );
    }
    assert!(!is_there(&sandbox, 0) && !is_there(&sandbox, 2));
    assert_eq!(sandbox.store.lost_commits(), 1);
    // The next round finds everything as it was.
    sandbox.writing(adds(0));
    assert!(is_there(&sandbox, 0));
}

#[test]
fn a_full_disk_is_told_to_everybody_and_survived() {
    let sandbox = Sandbox::sqlite_in_long_rounds();
    let bodies: Vec<Body<'_>> = vec![
        adds(0),
        Box::new(|conn| {
            // The file may not grow by a single page: as good as a full disk.
            sql_query("PRAGMA max_page_count = 1").execute(conn.db())?;
            sql_query(
                "INSERT INTO communes (code, name) SELECT 'x' || value, hex(zeroblob(4000)) \
                 FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n \
                 LIMIT 500) SELECT value FROM n)",
            )
            .execute(conn.db())?;
            Ok(())
        }),
        adds(2),
    ];
    let results = in_one_round(&sandbox, bodies);
    let told: Vec<bool> = results
        .into_iter()
        .map(|result| match result.unwrap() {
            Ok(()) => true,
            Err(StoreError::Unavailable { .. }) => false,
            Err(other) => panic!("{other:?}"),
        })
        .collect();
    assert!(!told[1]);
    for (number, told) in [(0, told[0]), (2, told[2])] {
        assert_eq!(is_there(&sandbox, number), told, "commune {number}");
    }
    sandbox
        .execute("PRAGMA max_page_count = 1073741823")
        .unwrap();
    sandbox.writing(adds(9));
}

/// A rule that is looked at only at the commit would let one member fail all others.
#[test]
fn no_rule_of_the_schema_waits_for_the_commit() {
    let sandbox = Sandbox::sqlite_in_long_rounds();
    let deferred = sandbox.texts(
        "SELECT name AS value FROM sqlite_master WHERE upper(sql) LIKE '%INITIALLY DEFERRED%'",
    );
    assert_eq!(deferred, Vec::<String>::new());
}
