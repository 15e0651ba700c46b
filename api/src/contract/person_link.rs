//! The link to a person's page: as it is asked for, and as it is told.

use deserr::Deserr;
use jiff::Timestamp;
use passerelle_casework::{PersonLink, PersonLinkRequest};
use passerelle_domain::{Lang, PersonChannel, PersonLinkId, Speaker};
use serde::Serialize;
use utoipa::ToSchema;

use super::faults::Faults;
use super::schemas::{LangCode, PersonChannelCode};

/// Handing a party the link to their page.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"party": 0, "channel": "sheet", "language": "fr"}))]
pub struct PersonLinkActionRequest {
    /// The party, by its place in the list, from 0.
    #[schema(minimum = 0, maximum = 19)]
    pub party: u32,
    /// On a sheet that you print and hand over, or by e-mail to the party's own address.
    #[schema(value_type = PersonChannelCode)]
    pub channel: PersonChannel,
    /// The language of sheet, mail and page; left out, French. The page offers the other one.
    #[deserr(default)]
    #[schema(value_type = Option<LangCode>)]
    pub language: Option<Lang>,
}

impl From<PersonLinkActionRequest> for PersonLinkRequest {
    fn from(sent: PersonLinkActionRequest) -> Self {
        Self {
            party: usize::try_from(sent.party).unwrap_or(usize::MAX),
            channel: sent.channel,
            language: sent.language.unwrap_or_default(),
        }
    }
}

/// A link to a person's page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019a1b2c-3d4e-7000-8000-0000000000aa", "party": 0, "speaker": "person", "channel": "sheet", "language": "fr", "url": "https://passerelle.example.org/person/7K3F-9Q2M-X4TZ-0B6H-J1CV", "sheet_url": "https://passerelle.example.org/person/7K3F-9Q2M-X4TZ-0B6H-J1CV/sheet?lang=fr", "expires_at": "2027-04-03T07:10:00Z"}))]
pub struct PersonLinkResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: PersonLinkId,
    /// The party, by its place in the list.
    #[schema(minimum = 0, maximum = 19)]
    party: usize,
    /// For whom the page is: the party, or whoever holds parental authority.
    speaker: SpeakerCode,
    /// How it gets there.
    #[schema(value_type = PersonChannelCode)]
    channel: PersonChannel,
    /// The language that it speaks at first.
    #[schema(value_type = LangCode)]
    language: Lang,
    /// The page. It is a secret of the person's: hand it over and keep no copy. Null for a mail, whose
    /// reader alone has it.
    #[schema(max_length = 300)]
    url: Option<String>,
    /// A sheet to print, with the address, a QR code and a few words; null for a mail.
    #[schema(max_length = 300)]
    sheet_url: Option<String>,
    /// Until when it opens.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    expires_at: Timestamp,
}

/// Who speaks on the page of a party.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerCode {
    /// The party.
    Person,
    /// Whoever holds parental authority.
    Guardian,
}

impl PersonLinkResponse {
    /// The link, reached under `public_url`.
    #[must_use]
    pub fn new(link: &PersonLink, public_url: &str) -> Self {
        let code = link.code.as_ref().map(|code| code.reveal());
        let base = public_url.trim_end_matches('/');
        let url = code.map(|code| format!("{base}/person/{code}"));
        let lang = link.language.code();
        Self {
            id: link.id,
            party: link.party,
            speaker: match link.speaker {
                Speaker::Person => SpeakerCode::Person,
                Speaker::Guardian => SpeakerCode::Guardian,
            },
            channel: link.channel,
            language: link.language,
            sheet_url: url.as_ref().map(|url| format!("{url}/sheet?lang={lang}")),
            url,
            expires_at: link.expires_at,
        }
    }
}
