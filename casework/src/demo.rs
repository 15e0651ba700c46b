//! The fictional network that the service can be tried out with: `demo/network.toml`.

use passerelle_domain::{
    Availability, CommuneCode, Coverage, Disclosure, EmailAddress, Lang, LanguageTag, OpeningHours,
    OrganisationKey, Partner, PartnerId, PartnerKind, Pause, Situation,
};
use passerelle_store::{
    clients::{self, ClientRecord, Credential},
    communes, partners,
};
use serde::Deserialize;

use crate::{Casework, CaseworkError, clients::hash_secret, service::Interrupted};

const NETWORK: &str = include_str!("../demo/network.toml");

/// The secret of every demo client. Everybody knows it, which is why the service refuses to be
/// reached from outside while such clients exist.
pub const DEMO_SECRET: &str = "demo-secret";

/// What loading the fictional network did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoReport {
    /// Whether it was loaded now; `false` where it was there already.
    pub loaded: bool,
    /// The ids of its clients, with the names of their organisations.
    pub clients: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    commune: Vec<Commune>,
    partner: Vec<PartnerEntry>,
    client: Vec<ClientEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Commune {
    code: CommuneCode,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerEntry {
    id: PartnerId,
    code: String,
    kind: PartnerKind,
    name: String,
    key: Option<OrganisationKey>,
    coverage: Vec<Coverage>,
    #[serde(default)]
    situations: Vec<Situation>,
    #[serde(default)]
    languages: Vec<LanguageTag>,
    opening_hours: Option<OpeningHours>,
    capacity: Option<u32>,
    #[serde(default)]
    pauses: Vec<Pause>,
    entitlement: Disclosure,
    #[serde(default)]
    operator: bool,
    email: Option<EmailAddress>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientEntry {
    id: String,
    organisation: String,
    scopes: Vec<String>,
    #[serde(default)]
    roles: Vec<String>,
}

impl Casework {
    /// Loads the fictional network, whole or not at all, and does nothing where it is there
    /// already.
    ///
    /// # Errors
    /// When the database does not answer, or has other partners under the same codes.
    pub fn load_demo(&self) -> Result<DemoReport, CaseworkError> {
        let document = read()?;
        let clients = report(&document);
        let loaded = self.write(|conn| {
            if clients::any_demo(conn)? {
                return Ok::<_, Interrupted>(false);
            }
            for commune in &document.commune {
                communes::insert(conn, &commune.code, &commune.name)?;
            }
            for entry in &document.partner {
                partners::insert(conn, &entry.partner())?;
            }
            let now = self.now();
            for entry in &document.client {
                let organisation = partners::by_code(conn, &entry.organisation)?
                    .ok_or_else(|| CaseworkError::internal("a demo client of nobody"))?;
                clients::insert(
                    conn,
                    &ClientRecord {
                        id: entry.id.clone(),
                        organisation: organisation.id,
                        name: None,
                        credential: Credential::Secret {
                            hash: hash_secret(DEMO_SECRET),
                            former: None,
                        },
                        scopes: entry.scopes.clone(),
                        roles: entry.roles.clone(),
                        demo: true,
                        created_at: now,
                        expires_at: None,
                        revoked_at: None,
                        last_used_at: None,
                        revision: 1,
                    },
                )?;
            }
            Ok(true)
        })?;
        Ok(DemoReport { loaded, clients })
    }
}

/// The partners of the fictional network, as they are loaded.
///
/// # Errors
/// When the document that this crate carries cannot be read: a fault of this service.
pub fn demo_partners() -> Result<Vec<Partner>, CaseworkError> {
    Ok(read()?.partner.iter().map(PartnerEntry::partner).collect())
}

fn read() -> Result<Document, CaseworkError> {
    toml::from_str(NETWORK)
        .map_err(|error| CaseworkError::because("reading the fictional network", error))
}

fn report(document: &Document) -> Vec<(String, String)> {
    let name = |code: &str| {
        let found = document.partner.iter().find(|entry| entry.code == code);
        found.map(|entry| entry.name.clone()).unwrap_or_default()
    };
    let clients = document.client.iter();
    clients
        .map(|client| (client.id.clone(), name(&client.organisation)))
        .collect()
}

impl PartnerEntry {
    fn partner(&self) -> Partner {
        Partner {
            id: self.id,
            code: self.code.clone(),
            kind: self.kind,
            name: self.name.clone(),
            key: self.key.clone(),
            coverage: self.coverage.clone(),
            situations: self.situations.clone(),
            languages: self.languages.clone(),
            opening_hours: self.opening_hours.clone(),
            capacity: self.capacity,
            pauses: self.pauses.clone(),
            entitlement: self.entitlement,
            operator: self.operator,
            in_prison_session: false,
            availability: Availability::Open,
            email: self.email.clone(),
            language: Lang::Fr,
        }
    }
}
