//! Which methods an address has: the `Allow` of a 405.
//!
//! Built from the OpenAPI document, in which every route is registered, plus the few pages that
//! are not part of the API.

use actix_web::dev::ResourceDef;
use utoipa::openapi::{OpenApi, PathItem};

/// The addresses of the service with the methods of each.
pub struct Methods(Vec<(ResourceDef, Vec<&'static str>)>);

impl Methods {
    /// The table of `document`, with `pages` beside it.
    #[must_use]
    pub fn new(document: &OpenApi, pages: &[(&'static str, &[&'static str])]) -> Self {
        let described = document
            .paths
            .paths
            .iter()
            .map(|(path, item)| (ResourceDef::new(path.as_str()), methods_of(item)));
        let pages = pages
            .iter()
            .map(|(path, methods)| (ResourceDef::new(*path), methods.to_vec()));
        Self(described.chain(pages).collect())
    }

    /// The value of `Allow` for `path`; `None` where there is nothing under that address.
    #[must_use]
    pub fn allowed(&self, path: &str) -> Option<String> {
        let mut allowed: Vec<&str> = self
            .0
            .iter()
            .filter(|(pattern, _)| pattern.is_match(path))
            .flat_map(|(_, methods)| methods.iter().copied())
            .collect();
        allowed.dedup();
        (!allowed.is_empty()).then(|| allowed.join(", "))
    }
}

fn methods_of(item: &PathItem) -> Vec<&'static str> {
    [
        ("GET", item.get.is_some()),
        ("HEAD", item.head.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ]
    .into_iter()
    .filter_map(|(method, there)| there.then_some(method))
    .collect()
}
