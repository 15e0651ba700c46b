//! What a partner offers and when, as it is sent and as it is told.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::civil::Date;
use passerelle_domain::{OpeningHours, Pause, PauseReason};
use serde::Serialize;
use utoipa::ToSchema;

use super::faults::Faults;
use super::schemas::PauseReasonCode;

impl Deserr<Faults> for OpeningHours {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = String::deserialize_from_value(value, location)?;
        Self::parse(&text).map_err(|error| Faults::at(location, error.code(), error.to_string()))
    }
}

/// A time in which a partner takes no case. Days are those of Paris, both ends belong to it.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"from": "2026-08-03", "until": "2026-08-21", "reason": "holidays"}))]
pub struct PauseRequest {
    /// The first day.
    #[schema(value_type = String, format = Date, max_length = 10)]
    pub from: Date,
    /// The last day; left out or null, until somebody ends it.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Date, max_length = 10)]
    pub until: Option<Date>,
    /// Why.
    #[schema(value_type = PauseReasonCode)]
    pub reason: PauseReason,
}

/// A pause that was read.
#[derive(Debug)]
pub struct SentPause(pub Pause);

impl Deserr<Faults> for SentPause {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let sent = PauseRequest::deserialize_from_value(value, location)?;
        Pause::new(sent.from, sent.until, sent.reason)
            .map(Self)
            .map_err(|error| {
                Faults::at(
                    location.push_key("until"),
                    "out_of_range",
                    error.to_string(),
                )
            })
    }
}

/// A time in which a partner takes no case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PauseResponse {
    /// The first day.
    #[schema(value_type = String, format = Date, max_length = 10)]
    from: Date,
    /// The last day; null until it is known.
    #[schema(value_type = Option<String>, format = Date, max_length = 10)]
    until: Option<Date>,
    /// Why.
    #[schema(value_type = PauseReasonCode)]
    reason: PauseReason,
}

impl From<Pause> for PauseResponse {
    fn from(pause: Pause) -> Self {
        Self {
            from: pause.from(),
            until: pause.until(),
            reason: pause.reason(),
        }
    }
}
