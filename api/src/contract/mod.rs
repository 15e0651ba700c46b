//! The contract with other programs: what they send and what they get, as JSON.
//!
//! Requests are read by `deserr`, so that one answer names every faulty field ([`faults`],
//! [`scalars`]); responses are plain structs over the views of casework. Both carry their own
//! schemas, from which the OpenAPI document is made ([`schemas`]).

pub mod actions;
pub mod assignment;
pub mod batch;
pub mod candidates;
pub mod client;
pub mod client_request;
pub mod colleague;
pub mod comment;
pub mod comparison;
pub mod decision;
pub mod details;
pub mod event;
pub mod explanation;
pub mod faults;
pub mod follow_up;
pub mod gaps;
pub mod need;
pub mod page;
pub mod partner;
pub mod partner_change;
pub mod partner_request;
pub mod partner_service;
pub mod party;
pub mod party_request;
pub mod person_link;
pub mod place_request;
pub mod question;
pub mod referral;
pub mod referral_request;
pub mod rule_quality;
pub mod rule_set;
pub mod rule_set_check;
pub mod rule_set_request;
pub mod scalars;
pub mod schemas;
pub mod statistics;
pub mod vocabulary;
