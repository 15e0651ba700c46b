//! Every query on both databases: one body, two tests.

mod assignments;
mod backup;
mod bundles;
mod cases;
mod colleagues;
mod concurrency;
mod directory;
mod earlier;
mod events;
mod feed;
mod follow_ups;
mod group;
mod kept_answers;
mod lists;
mod lost_connection;
mod migrations;
mod news;
mod outbox;
mod person_links;
mod postgres;
mod privacy;
mod quality;
mod referrals;
mod related;
mod replays;
mod rulesets;
mod sample;
mod sandbox;
mod schema;
mod standing;
mod timeouts;
mod timers;
#[cfg(feature = "tls")]
mod tls;
mod transactions;
mod walls;

/// Makes two tests of one body, on a fresh database each: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($(fn $name:ident($sandbox:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            use crate::tests::sandbox::Sandbox;

            fn body($sandbox: &Sandbox) $body

            #[test]
            fn sqlite() {
                body(&Sandbox::sqlite());
            }

            #[test]
            fn postgres() {
                body(&Sandbox::postgres());
            }
        }
    )+};
}
use on_both;
