//! Row-level security: what the database shows and lets be changed when the code's checks are skipped.

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
use passerelle_domain::{PartnerId, PartnerKind};

use super::{
    sample::{self, Network},
    sandbox::Sandbox,
    schema::tables,
};
use crate::{
    StoreError, Viewer, assignments, decisions, events, follow_ups, links, meetings, outbox,
    partners, referrals, timers,
    walls::{OPEN, ROLE},
};

/// Tables that hold something of a case.
const OF_CASES: [&str; 12] = [
    "referrals",
    "places",
    "parties",
    "decisions",
    "assignments",
    "meetings",
    "events",
    "outbox",
    "delivery_attempts",
    "spent_links",
    "timers",
    "follow_ups",
];

/// A database in which the landlord has sent one case to the team, and another landlord, named by
/// nobody else, has one of its own.
struct Filled {
    sandbox: Sandbox,
    network: Network,
    other: PartnerId,
    stranger: PartnerId,
}

fn filled() -> Filled {
    let sandbox = Sandbox::postgres();
    let network = sandbox.writing(Network::insert);
    let other = sample::partner("p-autre", PartnerKind::SocialLandlord);
    let stranger = sample::partner("p-ecole", PartnerKind::School);
    let (one, two) = (network.referral(0), network.referral(1));
    let two = referrals::ReferralRecord {
        sender: other.id,
        referrer: None,
        ..two
    };
    sandbox.writing(|conn| {
        partners::insert(conn, &other)?;
        partners::insert(conn, &stranger)?;
        for (number, referral) in [(1, &one), (2, &two)] {
            referrals::insert(conn, referral)?;
            decisions::insert(conn, &network.decision(referral.id, 0))?;
            let assignment = assignments::AssignmentRecord {
                partner: if number == 1 { network.team } else { other.id },
                ..network.assignment(referral.id, 0)
            };
            assignments::insert(conn, &assignment)?;
            meetings::insert(conn, &network.meeting(&assignment, 1))?;
            events::append(conn, &[network.event(referral.id, 1)])?;
            let message = network.message(&assignment, 0);
            outbox::enqueue(conn, std::slice::from_ref(&message))?;
            let attempt = outbox::AttemptRecord {
                message_id: message.id,
                at: sample::at(1),
                result: "sent".to_owned(),
                detail: None,
            };
            outbox::record_attempts(conn, &[attempt])?;
            timers::set(conn, &[sample::timer(&assignment, 60)])?;
            follow_ups::insert(conn, &sample::follow_up(referral.id, 60))?;
            links::spend(
                conn,
                uuid::Uuid::from_u128(number),
                assignment.id,
                sample::at(1),
            )?;
        }
        Ok(())
    });
    Filled {
        sandbox,
        network,
        other: other.id,
        stranger: stranger.id,
    }
}

/// A question that asks for every case.
fn everything() -> referrals::ReferralFilter {
    referrals::ReferralFilter {
        visible_to: referrals::Visibility::All,
        status: None,
        setting: None,
        situation: None,
        commune_code: None,
        external_reference: None,
        updated_since: None,
    }
}

/// A connection in the role of the application that says for whom it works, and uses none of our code.
fn connection(filled: &Filled, settings: &str) -> PgConnection {
    let mut conn = PgConnection::establish(&filled.sandbox.options.url).unwrap();
    sql_query(format!("SET ROLE {ROLE}"))
        .execute(&mut conn)
        .unwrap();
    for setting in settings.split("; ").filter(|text| !text.is_empty()) {
        let setting = setting.replace("SET LOCAL", "SET");
        sql_query(setting).execute(&mut conn).unwrap();
    }
    conn
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    rows: i64,
}

fn rows(conn: &mut PgConnection, table: &str) -> i64 {
    let question = format!("SELECT count(*) AS rows FROM {table}");
    sql_query(question).get_result::<Count>(conn).unwrap().rows
}

#[test]
fn an_organisation_sees_the_rows_of_its_cases_and_no_other() {
    let filled = filled();
    let all = filled.sandbox.reading(|conn| {
        let page = everything();
        Ok(referrals::list(conn, &page, None, 10)?.len())
    });
    assert_eq!(all, 2);
    let viewers = [
        (
            "the sender",
            Viewer::Organisation(filled.network.landlord),
            1,
        ),
        (
            "the partner that was asked",
            Viewer::Organisation(filled.network.team),
            1,
        ),
        ("another sender", Viewer::Organisation(filled.other), 1),
        ("a stranger", Viewer::Organisation(filled.stranger), 0),
        (
            "somebody who says that it operates",
            Viewer::Operator(filled.stranger),
            0,
        ),
        ("the service", Viewer::Service, 2),
    ];
    for (who, viewer, expected) in viewers {
        let mut conn = connection(&filled, &viewer.settings());
        for table in OF_CASES {
            let per_case = if table == "parties" { 2 } else { 1 };
            assert_eq!(
                rows(&mut conn, table),
                expected * per_case,
                "{who}, {table}"
            );
        }
    }
    let operator = "UPDATE partners SET operator = true WHERE code = 'p-ecole'";
    filled.sandbox.execute(operator).unwrap();
    let mut conn = connection(&filled, &Viewer::Operator(filled.stranger).settings());
    assert_eq!(rows(&mut conn, "referrals"), 2);
}

#[test]
fn whoever_says_nothing_sees_nothing() {
    let filled = filled();
    for settings in ["", "SET LOCAL passerelle.reach = 'everything'"] {
        let mut conn = connection(&filled, settings);
        for table in OF_CASES.into_iter().chain(["clients"]) {
            assert_eq!(rows(&mut conn, table), 0, "{table} under `{settings}`");
        }
        assert!(rows(&mut conn, "partners") > 0);
    }
}

#[test]
fn nothing_of_others_can_be_changed() {
    let filled = filled();
    let mut conn = connection(&filled, &Viewer::Organisation(filled.stranger).settings());
    for table in OF_CASES {
        let change = match table {
            "events" => continue,
            "spent_links" => "DELETE FROM spent_links".to_owned(),
            "delivery_attempts" => "DELETE FROM delivery_attempts".to_owned(),
            "parties" | "places" | "timers" => format!("DELETE FROM {table}"),
            _ => format!("UPDATE {table} SET id = id"),
        };
        assert_eq!(sql_query(change).execute(&mut conn).unwrap(), 0, "{table}");
    }
}

#[test]
fn our_own_queries_are_behind_the_wall() {
    let filled = filled();
    assert!(filled.sandbox.has_walls());
    let seen = |viewer| {
        filled
            .sandbox
            .read_for(viewer, |conn| {
                let page = everything();
                let own = referrals::list(conn, &page, None, 10)?.len();
                let all = conn.as_service(|conn| {
                    Ok::<_, StoreError>(referrals::list(conn, &page, None, 10)?.len())
                })?;
                let after = referrals::list(conn, &page, None, 10)?.len();
                Ok::<_, StoreError>((own, all, after))
            })
            .unwrap()
    };
    assert_eq!(seen(Viewer::Organisation(filled.network.team)), (1, 2, 1));
    assert_eq!(seen(Viewer::Organisation(filled.stranger)), (0, 2, 0));
    assert_eq!(seen(Viewer::Service), (2, 2, 2));
    // A foreign case cannot be written into either.
    let theirs = filled.network.referral(5);
    let refused = filled
        .sandbox
        .write_for(Viewer::Organisation(filled.stranger), |conn| {
            referrals::insert(conn, &theirs)
        });
    assert!(refused.is_err());
}

#[test]
fn every_table_stands_behind_a_wall_or_is_open_on_purpose() {
    let sandbox = Sandbox::postgres();
    let walled = sandbox.texts(
        "SELECT c.relname AS value FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity",
    );
    for table in tables() {
        let open = OPEN.contains(&table.name.as_str());
        assert_ne!(walled.contains(&table.name), open, "{}", table.name);
    }
    for table in OF_CASES {
        assert!(walled.contains(&table.to_owned()), "{table}");
    }
}
