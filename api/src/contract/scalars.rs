//! How the domain's own types are read from JSON: each is a string that its type checks.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use jiff::civil::Date;
use passerelle_casework as casework;
use passerelle_domain as domain;

use super::faults::Faults;

/// A type of the domain that parses itself, with the code that a fault of it has.
macro_rules! parsed {
    ($($name:ty: |$error:ident| $code:expr;)+) => {$(
        impl Deserr<Faults> for $name {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                location: ValuePointerRef<'_>,
            ) -> Result<Self, Faults> {
                let text = String::deserialize_from_value(value, location)?;
                text.parse().map_err(|$error: <$name as std::str::FromStr>::Err| {
                    Faults::at(location, $code, $error.to_string())
                })
            }
        }
    )+};
}

parsed! {
    domain::Setting: |error| "unknown_code";
    domain::Situation: |error| "unknown_code";
    domain::CaseKind: |error| "unknown_code";
    domain::PartyRole: |error| "unknown_code";
    domain::AgeBand: |error| "unknown_code";
    domain::Tenure: |error| "unknown_code";
    domain::Period: |error| "unknown_code";
    domain::TimeContext: |error| "unknown_code";
    domain::ConsentState: |error| "unknown_code";
    domain::PriorAttempt: |error| "unknown_code";
    domain::DeadlineEventKind: |error| "unknown_code";
    domain::PartnerKind: |error| "unknown_code";
    domain::Disclosure: |error| "unknown_code";
    domain::Outcome: |error| "unknown_code";
    domain::RefusalReason: |error| "unknown_code";
    domain::HoldReason: |error| "unknown_code";
    domain::FailReason: |error| "unknown_code";
    domain::WithdrawReason: |error| "unknown_code";
    domain::ReopenReason: |error| "unknown_code";
    domain::PersonChannel: |error| "unknown_code";
    domain::CommentAudience: |error| "unknown_code";
    domain::MailPreference: |error| "unknown_code";
    domain::FollowUpResult: |error| "unknown_code";
    domain::MergeReason: |error| "unknown_code";
    domain::CompletionResult: |error| "unknown_code";
    domain::MeetingState: |error| "unknown_code";
    domain::PauseReason: |error| "unknown_code";
    domain::Lang: |error| "unknown_code";
    casework::Scope: |error| "unknown_code";
    casework::Role: |error| "unknown_code";
    domain::CommuneCode: |error| error.code();
    domain::DepartementCode: |error| error.code();
    domain::QpvCode: |error| error.code();
    domain::Uai: |error| error.code();
    domain::Siren: |error| error.code();
    domain::Siret: |error| error.code();
    domain::Phone: |error| error.code();
    domain::EmailAddress: |error| error.code();
    domain::LanguageTag: |error| error.code();
    domain::MeetingId: |error| "bad_format";
    domain::PartnerId: |error| "bad_format";
    domain::ReferralId: |error| "bad_format";
    domain::RuleSetId: |error| "bad_format";
}

impl Deserr<Faults> for Timestamp {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = String::deserialize_from_value(value, location)?;
        instant(&text).ok_or_else(|| {
            let detail = "expected a time with its offset, as 2026-10-05T09:10:00+02:00";
            Faults::at(location, "bad_format", detail)
        })
    }
}

impl Deserr<Faults> for Date {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = String::deserialize_from_value(value, location)?;
        let plain = text.len() == 10;
        text.parse()
            .ok()
            .filter(|_| plain)
            .ok_or_else(|| Faults::at(location, "bad_format", "expected a date, as 2026-10-05"))
    }
}

/// An instant in the form of RFC 3339. jiff reads more than that; what it reads beyond would be a
/// promise that no document makes.
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let at =
        |index: usize, wanted: &[u8]| bytes.get(index).is_some_and(|byte| wanted.contains(byte));
    let shape = at(4, b"-") && at(7, b"-") && at(10, b"Tt") && at(13, b":") && at(16, b":");
    let zulu = bytes.last().is_some_and(|last| b"Zz".contains(last));
    let offset = bytes
        .len()
        .checked_sub(6)
        .and_then(|start| bytes.get(start..));
    let offset = matches!(offset, Some([b'+' | b'-', _, _, b':', _, _]));
    if !shape || !(zulu || offset) {
        return None;
    }
    let instant: Timestamp = text.parse().ok()?;
    // Whole microseconds, which is what both databases keep.
    Timestamp::from_microsecond(instant.as_microsecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_one_form() {
        for good in [
            "2026-10-05T09:10:00+02:00",
            "2026-10-05T07:10:00Z",
            "2026-10-05t07:10:00.125z",
        ] {
            assert!(instant(good).is_some(), "{good}");
        }
        let bad = [
            "2026-10-05",
            "2026-10-05T09:10:00",
            "2026-10-05T09:10Z",
            "2026-10-05 09:10:00Z",
            "2026-13-05T09:10:00Z",
            "20261005T091000Z",
            "2026-10-05T09:10:00+02",
            "now",
            "",
            "2026-10-05T09:10:00+02:00[Europe/Paris]",
            "2026-02-30T09:10:00Z",
        ];
        for bad in bad {
            assert!(instant(bad).is_none(), "{bad}");
        }
    }
}
