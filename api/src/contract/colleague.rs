//! Somebody who works at a partner, as they are entered, changed and told.

use deserr::Deserr;
use passerelle_casework::{ColleagueChange, ColleagueView, NewColleague};
use passerelle_domain::{ColleagueId, EmailAddress, Lang, MailPreference};
use serde::Serialize;
use utoipa::ToSchema;

use super::faults::Faults;
use super::schemas::{LangCode, MailPreferenceCode};

/// Somebody of the partner who is to be told of its cases.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"name": "Accueil du CCAS, bureau 2", "email": "bureau2@ccas.example.org", "language": "fr", "preference": "daily_digest"}))]
pub struct ColleagueRequest {
    /// By which your organisation knows them; no mail says it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Where they are written to.
    #[schema(value_type = String, format = Email, max_length = 254)]
    pub email: EmailAddress,
    /// The language of their mails; left out, French.
    #[deserr(default)]
    #[schema(value_type = Option<LangCode>)]
    pub language: Option<Lang>,
    /// How often they are written to; left out, each time.
    #[deserr(default)]
    #[schema(value_type = Option<MailPreferenceCode>)]
    pub preference: Option<MailPreference>,
}

/// What is to be changed of somebody (JSON Merge Patch, RFC 7396): what is left out stays.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"preference": "urgent_only"}))]
pub struct ColleagueChangeRequest {
    /// By which your organisation knows them.
    #[deserr(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// Where they are written to.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Email, max_length = 254)]
    pub email: Option<EmailAddress>,
    /// The language of their mails.
    #[deserr(default)]
    #[schema(value_type = Option<LangCode>)]
    pub language: Option<Lang>,
    /// How often they are written to.
    #[deserr(default)]
    #[schema(value_type = Option<MailPreferenceCode>)]
    pub preference: Option<MailPreference>,
}

/// Somebody of a partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01998c0e-5b7a-7c3e-9a51-0d5d6f1a2b3c", "name": "Accueil du CCAS, bureau 2", "email": "bureau2@ccas.example.org", "language": "fr", "preference": "daily_digest", "reachable": true}))]
pub struct ColleagueResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: ColleagueId,
    /// By which the organisation knows them.
    #[schema(max_length = 100)]
    name: String,
    /// Where they are written to.
    #[schema(max_length = 254)]
    email: String,
    /// The language of their mails.
    #[schema(value_type = LangCode)]
    language: &'static str,
    /// How often they are written to.
    #[schema(value_type = MailPreferenceCode)]
    preference: &'static str,
    /// False once a mail server says that there is no such mailbox; another address is tried anew.
    reachable: bool,
}

impl From<ColleagueRequest> for NewColleague {
    fn from(sent: ColleagueRequest) -> Self {
        Self {
            name: sent.name,
            email: sent.email,
            language: sent.language.unwrap_or_default(),
            preference: sent.preference.unwrap_or(MailPreference::Each),
        }
    }
}

impl From<ColleagueChangeRequest> for ColleagueChange {
    fn from(sent: ColleagueChangeRequest) -> Self {
        Self {
            name: sent.name,
            email: sent.email,
            language: sent.language,
            preference: sent.preference,
        }
    }
}

impl From<ColleagueView> for ColleagueResponse {
    fn from(view: ColleagueView) -> Self {
        let colleague = view.colleague;
        Self {
            id: colleague.id,
            name: colleague.name,
            email: colleague.email.as_str().to_owned(),
            language: colleague.language.code(),
            preference: colleague.preference.code(),
            reachable: colleague.reachable,
        }
    }
}
