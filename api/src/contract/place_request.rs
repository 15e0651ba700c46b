//! The place of a case, as it is sent.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use passerelle_domain::{
    CommuneCode, LandlordRef, PartnerId, Period, Place, QpvCode, Siren, Tenure, TimeContext, Uai,
};
use utoipa::ToSchema;

use super::faults::Faults;
use super::schemas::{PeriodCode, TenureCode, TimeContextCode};

/// Where a case takes place, as precise as it needs to be.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct PlaceRequest {
    /// Commune, by INSEE code: text, not a number.
    #[schema(value_type = String, example = "00001", min_length = 5, max_length = 5, pattern = "^([0-9]{2}|2[AB])[0-9]{3}$")]
    pub commune_code: CommuneCode,
    /// Priority district (QPV), by its code.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "QN00001M", max_length = 8)]
    pub qpv_code: Option<QpvCode>,
    /// How the dwelling is held.
    #[deserr(default)]
    #[schema(value_type = Option<TenureCode>)]
    pub tenure: Option<Tenure>,
    /// The landlord of the dwelling: the id of a partner, or a SIREN.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "000000026", max_length = 36)]
    pub landlord: Option<Landlord>,
    /// The school concerned, by its UAI.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = json!(null), max_length = 8)]
    pub uai: Option<Uai>,
    /// A public facility or a prison, by name.
    #[deserr(default)]
    #[schema(max_length = 200)]
    pub facility: Option<String>,
    /// A postal address: personal data where somebody lives there.
    #[deserr(default)]
    #[schema(max_length = 300)]
    pub address: Option<String>,
    /// A public name for the spot, such as a square.
    #[deserr(default)]
    #[schema(max_length = 200)]
    pub label: Option<String>,
    /// Part of the day.
    #[deserr(default)]
    #[schema(value_type = Option<PeriodCode>)]
    pub period: Option<Period>,
    /// Whose time it is, around a school.
    #[deserr(default)]
    #[schema(value_type = Option<TimeContextCode>)]
    pub time_context: Option<TimeContext>,
}

/// A landlord, named one way or the other.
#[derive(Debug)]
pub struct Landlord(LandlordRef);

impl Deserr<Faults> for Landlord {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = String::deserialize_from_value(value, location)?;
        if text.contains('-') {
            let partner: Result<PartnerId, _> = text.parse();
            return partner
                .map(|id| Self(LandlordRef::Partner(id)))
                .map_err(|_| {
                    Faults::at(location, "bad_format", "the id of a partner, or a SIREN")
                });
        }
        Siren::parse(&text)
            .map(|siren| Self(LandlordRef::Siren(siren)))
            .map_err(|error| Faults::at(location, error.code(), error.to_string()))
    }
}

impl From<PlaceRequest> for Place {
    fn from(sent: PlaceRequest) -> Self {
        Self {
            commune_code: sent.commune_code,
            qpv_code: sent.qpv_code,
            tenure: sent.tenure,
            landlord: sent.landlord.map(|Landlord(landlord)| landlord),
            uai: sent.uai,
            facility: sent.facility,
            address: sent.address,
            label: sent.label,
            period: sent.period,
            time_context: sent.time_context,
        }
    }
}
