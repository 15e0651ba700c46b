//! `passerelle serve`: everything put together, and a word of welcome.

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::rt;
use passerelle_casework::{Casework, Clock, DEMO_SECRET, Entropy, LinkSigner};
use passerelle_notifications::{MailSettings, Notifier};
use passerelle_store::{Backend, Store};

use super::{Outcome, say};
use crate::clock::{SystemClock, SystemEntropy};
use crate::keys::Keys;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::oauth::access_token::AccessTokens;
use crate::server::{self, Parts};
use crate::settings::Settings;
use crate::state::State;

/// The service would listen to the world with secrets that the world knows.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database holds the demo clients, whose secret everybody knows, so {listen} is refused: \
     listen on this machine only (PASSERELLE_LISTEN=127.0.0.1:8080), or use a database without them"
)]
struct DemoExposed {
    listen: SocketAddr,
}

pub(super) fn run(settings: &Settings) -> Outcome {
    crate::logging::start(settings)?;
    super::territory::choose(settings.territory_file.as_deref())?;
    super::school_calendar::choose(settings.school_calendar_file.as_deref())?;
    let store = Store::open(&settings.database.options(settings.database_url.expose()))?;
    for migration in store.migrate()? {
        tracing::info!(migration, "the database was brought up to date");
    }
    if store.kind() == Backend::Postgres {
        let (walls, tls) = (store.has_walls(), store.encryption()?);
        tracing::info!(walls, "row-level security behind the service's own checks");
        let tls = tls.unwrap_or_else(|| "none".to_owned());
        tracing::info!(tls, "connected to PostgreSQL");
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let casework = Casework::new(store, Arc::clone(&clock), Arc::clone(&entropy))
        .demanding_four_eyes(settings.four_eyes);
    casework.ensure_rule_set(passerelle_routing_rules::DEFAULT_RULE_SET)?;
    // Loading again changes nothing, and tells who the demo clients are.
    let demo = if settings.demo || casework.has_demo_clients()? {
        casework.load_demo()?.clients
    } else {
        Vec::new()
    };
    if !demo.is_empty() && !settings.listen.ip().is_loopback() {
        return Err(DemoExposed {
            listen: settings.listen,
        }
        .into());
    }
    let keys = Keys::load_or_create(&settings.signing_key_file, entropy.as_ref())?
        .after(&settings.former_signing_key_files)?;
    let listener = server::listen(settings.listen)?;
    let local = listener.local_addr()?;
    let public_url = settings.public_url(local);
    let metrics = Metrics::new()?;
    let metrics_listener = settings.metrics_listen.map(server::listen).transpose()?;
    if let Some(listener) = &metrics_listener {
        let address = listener.local_addr()?;
        tracing::info!(%address, "the metrics can be read");
    }
    let links = keys.former().iter().try_fold(
        LinkSigner::new(keys.pem(), Arc::clone(&clock))?,
        |links, former| links.after(former.pem()),
    )?;
    let mail = mail_settings(settings, &public_url);
    let system = rt::System::new();
    // Inside the system: the connections to a mail server belong to its tasks.
    let notifier = system
        .block_on(async {
            Notifier::new(
                casework.clone(),
                links.clone(),
                Arc::clone(&clock),
                Arc::clone(&entropy),
                &mail,
            )
        })?
        .looking_every(settings.database.look)
        .counted_by({
            let metrics = metrics.clone();
            move |kind, result| metrics.delivered(kind, result)
        });
    let welcome = welcome(&public_url, local, &demo, &notifier.destination());
    let tokens = AccessTokens::new(keys.clone(), &public_url, Arc::clone(&clock), entropy);
    let state = State {
        public_url,
        keys,
        tokens,
        links: links.clone(),
        clock,
    };
    let parts = Parts {
        casework,
        state,
        links,
        notifier,
        limits: Limits::new(&settings.limits),
        metrics,
        metrics_listener,
    };
    Ok(server::run(&system, parts, listener, || say(welcome))?)
}

/// What the mail worker is told.
pub(super) fn mail_settings(settings: &Settings, public_url: &str) -> MailSettings {
    MailSettings {
        mail_dir: settings.mail_dir.clone(),
        smtp_url: settings
            .smtp_url
            .as_ref()
            .map(|url| url.expose().to_owned()),
        smtp_ca_file: settings.smtp_ca_file.clone(),
        bounce_address: settings.bounce_address.clone(),
        bounce_maildir: settings.bounce_maildir.clone(),
        mail_from: settings.mail_from.clone(),
        answer_link_days: settings.answer_link_days,
        public_url: public_url.to_owned(),
    }
}

/// What a person at the terminal wants to know. The last line is read by programs too.
fn welcome(public_url: &str, local: SocketAddr, demo: &[(String, String)], mails: &str) -> String {
    let mut text = format!(
        "Passerelle {version}\n\n  \
         pages          {public_url}/\n  \
         documentation  {public_url}/docs\n  \
         e-mails        {mails}\n",
        version = env!("CARGO_PKG_VERSION"),
    );
    if !demo.is_empty() {
        text.push_str(&format!(
            "\n  Réseau fictif, clients de démonstration (secret : {DEMO_SECRET})\n  \
             Fictional network, demo clients (secret: {DEMO_SECRET})\n\n"
        ));
    }
    for (client, organisation) in demo {
        text.push_str(&format!("    {client:<15} {organisation}\n"));
    }
    text.push_str(&format!("\nlistening on http://{local}\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_ends_with_the_line_that_programs_read() {
        let local = "127.0.0.1:4242".parse().unwrap();
        let demo = [("demo-school".to_owned(), "Lycée".to_owned())];
        let text = welcome("https://passerelle.example.org", local, &demo, "data/mail");
        assert!(text.ends_with("\nlistening on http://127.0.0.1:4242\n"));
        for word in ["/docs", "demo-school", "demo-secret", "data/mail"] {
            assert!(text.contains(word), "{word}");
        }
        assert_eq!(text.matches("listening on").count(), 1);
        assert!(!welcome("http://x", local, &[], "m").contains("demo-"));
    }
}
