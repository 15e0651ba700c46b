//! The worker over real use cases, a real directory of mails and a real SMTP server.

mod failures;
mod privacy;
mod stopping;

use std::{fs, sync::Arc};

use crate::{
    MailSettings, Notifier,
    testing::world::{Dice, World},
};

fn settings(world: &World, smtp_url: Option<String>) -> MailSettings {
    MailSettings {
        mail_dir: world.mail_dir(),
        smtp_url,
        smtp_ca_file: None,
        mail_from: "Passerelle <passerelle@example.org>".to_owned(),
        bounce_address: None,
        bounce_maildir: None,
        answer_link_days: 14,
        public_url: "https://passerelle.example.org".to_owned(),
    }
}

fn notifier(world: &World, smtp_url: Option<String>) -> Notifier {
    let settings = settings(world, smtp_url);
    Notifier::new(
        world.casework.clone(),
        world.links.clone(),
        world.clock.clone(),
        Arc::new(Dice::default()),
        &settings,
    )
    .unwrap()
}

/// A mail as its reader has it.
struct Read {
    to: String,
    subject: String,
    /// Both parts, decoded.
    text: String,
    html: String,
}

/// The mails in the directory, oldest first.
fn mails(world: &World) -> Vec<Read> {
    let mut paths: Vec<_> = fs::read_dir(world.mail_dir())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let bytes = fs::read(path).unwrap();
            let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
            Read {
                to: mail
                    .to()
                    .unwrap()
                    .first()
                    .unwrap()
                    .address()
                    .unwrap()
                    .to_owned(),
                subject: mail.subject().unwrap().to_owned(),
                text: mail.body_text(0).unwrap().into_owned(),
                html: mail.body_html(0).unwrap().into_owned(),
            }
        })
        .collect()
}
