//! One identifier type per kind of thing, so that an assignment's id can never be handed to a
//! function that expects a referral's.
//!
//! They are UUIDs of version 7: sorted by the moment of their making, which keeps indexes compact
//! and lists stable. Clock and randomness come from the caller, as everywhere in this crate.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// The text is not an identifier in the form that we publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identifier is a UUID in its hyphenated form")]
pub struct IdError;

fn version_7(at: Timestamp, random: [u8; 10]) -> Uuid {
    // UUIDv7 has no room for moments before 1970; they sort first.
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Only the hyphenated form: the other spellings that UUID parsers accept would give one
/// resource several URLs.
fn parse(text: &str) -> Result<Uuid, IdError> {
    if text.len() != uuid::fmt::Hyphenated::LENGTH {
        return Err(IdError);
    }
    Uuid::try_parse(text).map_err(|_| IdError)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier for something made at `at`.
            #[must_use]
            pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
                Self(version_7(at, random))
            }

            /// The identifier that was stored as this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID, for storage.
            #[must_use]
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )+};
}

ids! {
    /// A referral: one situation, from its arrival to its outcome.
    ReferralId;
    /// One partner's part in a referral.
    AssignmentId;
    /// An organisation of the network, whether it refers, receives or operates.
    PartnerId;
    /// One run of the rules over a referral, and what it decided.
    DecisionId;
    /// One entry of a referral's append-only history.
    EventId;
    /// A meeting of a partner with the persons concerned.
    MeetingId;
    /// What somebody of a case tells others of it.
    CommentId;
    /// A message that leaves the service.
    MessageId;
    /// One version of a rule set.
    RuleSetId;
    /// A link to the page of one party.
    PersonLinkId;
    /// A question, after a case was closed, what became of it.
    FollowUpId;
    /// Somebody who works at a partner.
    ColleagueId;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn sorts_by_the_moment_of_making() {
        let first = ReferralId::new(at("2026-10-05T07:10:00Z"), [0xff; 10]);
        let second = ReferralId::new(at("2026-10-05T07:10:00.001Z"), [0; 10]);
        assert!(first < second);
        assert!(first.to_string() < second.to_string());
        assert_eq!(first.as_uuid().get_version_num(), 7);
    }

    #[test]
    fn travels_as_a_string() {
        let id = PartnerId::new(at("2026-10-05T07:10:00Z"), [7; 10]);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<PartnerId>(&json).unwrap(), id);
        assert_eq!(PartnerId::from_uuid(id.as_uuid()), id);
    }

    #[test]
    fn has_one_spelling() {
        let id = EventId::new(at("2026-10-05T07:10:00Z"), [7; 10]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        assert!(
            id.as_uuid()
                .simple()
                .to_string()
                .parse::<EventId>()
                .is_err()
        );
        assert!(id.as_uuid().urn().to_string().parse::<EventId>().is_err());
        assert!("".parse::<EventId>().is_err());
    }

    #[test]
    fn a_clock_before_1970_still_gives_an_id() {
        assert_eq!(
            MeetingId::new(at("1969-12-31T23:59:59Z"), [1; 10]),
            MeetingId::new(at("1970-01-01T00:00:00Z"), [1; 10]),
        );
    }
}
