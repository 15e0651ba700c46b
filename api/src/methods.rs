//! Which methods an address has: the `Allow` of a 405.
//!
//! Read from the OpenAPI document, in which every route of the API is, plus the few pages that are
//! not part of the API.

use std::collections::BTreeMap;

use actix_web::dev::ResourceDef;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The methods that an address may have.
const KNOWN: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The addresses of the service with the methods of each.
pub struct Methods(Vec<(ResourceDef, Vec<&'static str>)>);

/// All that counts here of an OpenAPI document.
#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, IgnoredAny>>,
}

impl Methods {
    /// The table of the OpenAPI document `json`, with `pages` beside it.
    ///
    /// # Errors
    /// When the document is none.
    pub fn new(json: &str, pages: &[(&str, &[&'static str])]) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_str(json)?;
        let described = document.paths.iter().map(|(path, item)| {
            let there = |method: &&str| item.contains_key(&method.to_ascii_lowercase());
            (
                ResourceDef::new(path.as_str()),
                KNOWN.into_iter().filter(there).collect(),
            )
        });
        let pages = pages
            .iter()
            .map(|(path, methods)| (ResourceDef::new(*path), methods.to_vec()));
        Ok(Self(described.chain(pages).collect()))
    }

    /// The value of `Allow` for `path`; `None` where there is nothing under that address.
    #[must_use]
    pub fn allowed(&self, path: &str) -> Option<String> {
        let (_, methods) = self.0.iter().find(|(pattern, _)| pattern.is_match(path))?;
        Some(methods.join(", "))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_knows_its_methods() {
        let methods = crate::app::methods().unwrap();
        let allowed = |path: &str| methods.allowed(path);
        assert_eq!(allowed("/v1/referrals").as_deref(), Some("GET, POST"));
        assert_eq!(allowed("/v1/referrals/x/close").as_deref(), Some("POST"));
        assert_eq!(allowed("/oauth/token").as_deref(), Some("POST"));
        assert_eq!(allowed("/docs/").as_deref(), Some("GET"));
        assert_eq!(allowed("/v1/nothing"), None);
        assert_eq!(allowed("/v1/referrals/"), None);
    }
}
