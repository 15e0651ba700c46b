//! The stories: one module each, all in one test binary so that they share one PostgreSQL cluster.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

mod acceptance;
mod access;
mod answer_link;
mod bad_input;
mod batch;
mod bounces;
mod cases;
mod clients;
mod comments;
mod compatible;
mod contract;
mod corrections;
mod directory;
mod doctor;
mod duplicates;
mod edges;
mod explanations;
mod feed;
mod follow_ups;
mod four_eyes;
mod fuzz;
mod guide;
mod harness;
mod hostile;
mod integration;
mod ladder;
mod lifecycle;
mod limits;
mod lint;
mod logs;
mod mails;
mod meetings;
mod metrics;
mod network;
mod operations;
mod opposed;
mod people;
mod person;
mod questions;
mod readme;
mod rehearsal;
mod repeats;
mod rule_sets;
mod rule_trials;
mod rules;
mod school_calendar;
mod sign_in;
mod smtp_faults;
mod statistics;
mod territory;
mod time;
mod turns;
mod two_processes;
mod work;
