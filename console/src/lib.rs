//! The web pages: the answer page that a link opens, and the landing page.
//!
//! Server-rendered, in French and English, without scripts and without cookies, so that they work
//! on an old phone and for every reader. What each page may show is decided in `casework`; here
//! is only how it looks.
//!
//! - [`answer`]: the page behind the link of an e-mail. Reading it changes nothing, since mail
//!   scanners open links; the answer is a form.
//! - [`person`]: the page of the person concerned, and the sheet that leads to it.
//! - [`preferences`]: how somebody of a partner wants to be written to.
//! - [`landing`]: what Passerelle is.
//! - [`assets`]: the stylesheet and the icon.
//! - [`page`]: what all pages share; [`language`]: which language they speak.
//!
//! The composition root calls [`routes`] and hands in a [`Console`].

mod answer;
mod assets;
mod landing;
mod language;
mod page;
mod person;
mod preferences;

use actix_web::web;
use passerelle_casework::{Casework, LinkSigner};

/// What the pages need.
#[derive(Clone)]
pub struct Console {
    casework: Casework,
    links: LinkSigner,
    public_url: String,
}

impl Console {
    /// The pages over `casework`, for links that `links` signs, reached under `public_url`.
    #[must_use]
    pub fn new(casework: Casework, links: LinkSigner, public_url: &str) -> Self {
        Self {
            casework,
            links,
            public_url: public_url.trim_end_matches('/').to_owned(),
        }
    }

    pub(crate) fn casework(&self) -> &Casework {
        &self.casework
    }

    pub(crate) fn links(&self) -> &LinkSigner {
        &self.links
    }

    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }
}

/// Adds the pages to a server: `/`, `/answer/{token}`, `/person/{code}`, `/preferences/…` and `/assets/…`.
pub fn routes(console: Console) -> impl FnOnce(&mut web::ServiceConfig) {
    let data = web::Data::new(console);
    move |config| {
        config.app_data(data);
        landing::routes(config);
        answer::routes(config);
        person::routes(config);
        preferences::routes(config);
        assets::routes(config);
    }
}
