//! Several messages in one mail: the reminders of one moment, or the digest of a day.

use jiff::Timestamp;
use passerelle_domain::{Lang, MessageKind, Situation};

use super::{
    AnswerLink, ComposeError, Mail,
    letter::{self, Action, Entry, Fact, Letter},
    wording::{self, paris_time},
};

/// Everything that such a mail may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleNotice {
    /// The language of its reader.
    pub lang: Lang,
    /// Each message, in the order in which they were written.
    pub entries: Vec<BundleEntry>,
    /// Where the reader says how they want to be written to: a digest has it, other mails do not.
    pub preferences: Option<String>,
    /// The public address of this service.
    pub public_url: String,
}

/// One of several messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleEntry {
    /// Why it leaves.
    pub kind: MessageKind,
    /// The referral's reference.
    pub reference: String,
    /// The kind of situation.
    pub situation: Situation,
    /// The name of the commune, or its code where the name is not known.
    pub commune: String,
    /// By when an answer is due.
    pub answer_due_at: Option<Timestamp>,
    /// The link to answer by, where it asks for an answer.
    pub link: Option<AnswerLink>,
    /// The partner whose mailbox is dead, where it says so.
    pub unreachable: Option<String>,
}

/// Writes the mail.
///
/// # Errors
/// When a template fails, or an entry that asks for an answer has no link.
pub fn compose_bundle(notice: &BundleNotice) -> Result<Mail, ComposeError> {
    letter::render(&letter(notice)?, notice.lang)
}

fn letter(notice: &BundleNotice) -> Result<Letter, ComposeError> {
    let lang = notice.lang;
    let count = notice.entries.len();
    let digest = notice.preferences.is_some();
    let (title, subject, opening) = match (digest, lang) {
        (true, Lang::Fr) => (
            "Votre récapitulatif du jour".to_owned(),
            format!(
                "Passerelle : votre récapitulatif du jour ({})",
                points(count)
            ),
            "Voici ce qui est nouveau pour votre organisation depuis le dernier récapitulatif, puis ce qui attend toujours votre réponse.",
        ),
        (true, Lang::En) => (
            "Your digest of the day".to_owned(),
            format!("Passerelle: your digest of the day ({})", items(count)),
            "This is what is new for your organisation since the last digest, then what still awaits your answer.",
        ),
        (false, Lang::Fr) => (
            format!("{count} orientations attendent toujours votre réponse"),
            format!("Passerelle : rappel, {count} orientations attendent votre réponse"),
            "Ces orientations ont été proposées à votre organisation et n’ont pas encore reçu de réponse. Si vous ne pouvez pas les prendre en charge, dites-le\u{a0}: elles seront proposées à un autre partenaire sans attendre.",
        ),
        (false, Lang::En) => (
            format!("{count} referrals still await your answer"),
            format!("Passerelle: reminder, {count} referrals await your answer"),
            "These referrals were proposed to your organisation and have not been answered yet. If you cannot take them, please say so: they are then proposed to another partner without waiting.",
        ),
    };
    let entries: Result<Vec<Entry>, ComposeError> = notice
        .entries
        .iter()
        .map(|entry| written(entry, lang))
        .collect();
    let mut closing = Vec::new();
    if notice.entries.iter().any(|entry| entry.link.is_some()) {
        closing.push(about_the_links(lang).to_owned());
    }
    if notice.entries.iter().any(|entry| entry.link.is_none()) {
        closing.push(where_to_look(lang, &notice.public_url));
    }
    let mut footer = wording::footer_in(lang);
    if let Some(url) = &notice.preferences {
        footer.insert(0, how_often(lang, url));
    }
    Ok(Letter {
        subject,
        preview: title.clone(),
        title,
        opening: vec![wording::greeting_in(lang).to_owned(), opening.to_owned()],
        facts: Vec::new(),
        entries: entries?,
        action: None,
        closing,
        footer,
    })
}

fn points(count: usize) -> String {
    match count {
        1 => "un point".to_owned(),
        count => format!("{count} points"),
    }
}

fn items(count: usize) -> String {
    match count {
        1 => "one item".to_owned(),
        count => format!("{count} items"),
    }
}

fn written(entry: &BundleEntry, lang: Lang) -> Result<Entry, ComposeError> {
    if entry.link.is_none() && super::asks(entry.kind) {
        return Err(ComposeError::LinkMissing);
    }
    if entry.unreachable.is_none() && entry.kind == MessageKind::MailboxDead {
        return Err(ComposeError::PartnerMissing);
    }
    let (fr, en) = wording::headline(entry.kind);
    let pick = |fr, en| match lang {
        Lang::Fr => fr,
        Lang::En => en,
    };
    let mut facts = vec![
        Fact {
            label: pick("Type de situation", "Kind of situation"),
            value: entry.situation.label().get(lang).to_owned(),
        },
        Fact {
            label: pick("Commune", "Commune"),
            value: entry.commune.clone(),
        },
    ];
    if let Some(partner) = &entry.unreachable {
        facts.insert(
            0,
            Fact {
                label: pick("Partenaire", "Partner"),
                value: partner.clone(),
            },
        );
    }
    if let (Some(due), Some(_)) = (entry.answer_due_at, &entry.link) {
        facts.push(Fact {
            label: pick("Réponse attendue avant", "Answer due by"),
            value: paris_time(due, lang)?,
        });
    }
    facts.push(Fact {
        label: pick("Référence", "Reference"),
        value: entry.reference.clone(),
    });
    Ok(Entry {
        title: pick(fr, en),
        facts,
        action: entry.link.as_ref().map(|link| Action {
            label: pick("Répondre à l’orientation", "Answer the referral"),
            url: link.url.clone(),
            otherwise: pick(
                "Si le bouton ne s’ouvre pas, copiez cette adresse dans votre navigateur\u{a0}:",
                "If the button does not open, copy this address into your browser:",
            ),
        }),
    })
}

fn about_the_links(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => {
            "Ouvrir un lien n’engage à rien\u{a0}: seule votre réponse, sur la page, est enregistrée. Aucun compte n’est nécessaire. Chaque lien est réservé à votre organisation et sert à une seule réponse."
        }
        Lang::En => {
            "Opening a link commits you to nothing: only your answer, on the page, is recorded. No account is needed. Each link is for your organisation alone and serves for one answer."
        }
    }
}

fn where_to_look(lang: Lang, url: &str) -> String {
    match lang {
        Lang::Fr => format!(
            "Celles qui n’ont pas de lien se trouvent, sous leur référence, dans votre logiciel relié à Passerelle ({url})."
        ),
        Lang::En => format!(
            "Those without a link are found, under their reference, in your software connected to Passerelle ({url})."
        ),
    }
}

fn how_often(lang: Lang, url: &str) -> String {
    match lang {
        Lang::Fr => format!(
            "Vous recevez un récapitulatif par jour ouvré, et les urgences sans attendre. Pour changer de rythme ou ne recevoir que les urgences\u{a0}: {url}"
        ),
        Lang::En => format!(
            "You get one digest each working day, and urgent messages at once. To change how often, or to get urgent ones only: {url}"
        ),
    }
}
