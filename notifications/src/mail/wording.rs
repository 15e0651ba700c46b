//! What each mail says, French and English side by side.

use jiff::Timestamp;
use passerelle_domain::{Lang, MessageKind, written_time::in_words};

use super::{
    AnswerLink, ComposeError, Notice,
    letter::{Action, Fact, Letter},
};

pub(super) fn letter(notice: &Notice) -> Result<Letter, ComposeError> {
    match notice.kind {
        MessageKind::AnswerRequested => answer_requested(notice),
        MessageKind::AnswerReminder => answer_reminder(notice),
        MessageKind::LinkRenewed => link_renewed(notice),
        MessageKind::FirstContactDue => first_contact_due(notice),
        MessageKind::Informed => informed(notice),
        MessageKind::Released => released(notice),
        MessageKind::TriageNeeded => triage_needed(notice),
        MessageKind::FollowUpDue => follow_up_due(notice),
        MessageKind::MailboxDead => mailbox_dead(notice),
        MessageKind::PersonLink => person_link(notice),
    }
}

fn answer_requested(notice: &Notice) -> Result<Letter, ComposeError> {
    let link = notice.link.as_ref().ok_or(ComposeError::LinkMissing)?;
    let title = pick(
        notice,
        "Une orientation attend votre réponse",
        "A referral awaits your answer",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "une orientation attend votre réponse",
            "a referral awaits your answer",
        ),
        preview: deadline_preview(notice)?.unwrap_or_else(|| title.to_owned()),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Une orientation est proposée à votre organisation. Merci de dire si vous la prenez en charge.",
                "A referral is proposed to your organisation. Please say whether you take it.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: Some(answer_action(notice, link)),
        closing: vec![silence(notice).to_owned(), about_the_link(notice, link)?],
        footer: footer(notice),
    })
}

fn answer_reminder(notice: &Notice) -> Result<Letter, ComposeError> {
    let link = notice.link.as_ref().ok_or(ComposeError::LinkMissing)?;
    let title = pick(
        notice,
        "Une orientation attend toujours votre réponse",
        "A referral still awaits your answer",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "rappel, une orientation attend votre réponse",
            "reminder, a referral awaits your answer",
        ),
        preview: deadline_preview(notice)?.unwrap_or_else(|| title.to_owned()),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Une orientation a été proposée à votre organisation et n’a pas encore reçu de réponse. Si vous ne pouvez pas la prendre en charge, dites-le\u{a0}: elle sera proposée à un autre partenaire sans attendre.",
                "A referral was proposed to your organisation and has not been answered yet. If you cannot take it, please say so: it is then proposed to another partner without waiting.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: Some(answer_action(notice, link)),
        closing: vec![silence(notice).to_owned(), about_the_link(notice, link)?],
        footer: footer(notice),
    })
}

fn first_contact_due(notice: &Notice) -> Result<Letter, ComposeError> {
    let title = pick(
        notice,
        "Une prise de contact est attendue",
        "A first contact is due",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "une prise de contact est attendue",
            "a first contact is due",
        ),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Votre organisation a pris en charge cette orientation. Le délai prévu pour un premier contact est passé, et aucune rencontre n’est encore enregistrée.",
                "Your organisation has taken this referral. The time for a first contact is over, and no meeting has been recorded yet.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: None,
        closing: vec![
            pick(
                notice,
                "Si le contact a déjà eu lieu, il suffit de l’enregistrer. Si vous ne pouvez plus suivre cette orientation, rendez-la\u{a0}: elle sera proposée à un autre partenaire.",
                "If the contact has taken place, please record it. If you can no longer follow this referral, give it back: it is then proposed to another partner.",
            )
            .to_owned(),
            where_to_look(notice),
        ],
        footer: footer(notice),
    })
}

fn link_renewed(notice: &Notice) -> Result<Letter, ComposeError> {
    let link = notice.link.as_ref().ok_or(ComposeError::LinkMissing)?;
    let title = pick(
        notice,
        "Votre nouveau lien de réponse",
        "Your new answer link",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "votre nouveau lien de réponse",
            "your new answer link",
        ),
        preview: deadline_preview(notice)?.unwrap_or_else(|| title.to_owned()),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Un nouveau lien a été demandé pour cette orientation. Le voici. Si vous ne l’avez pas demandé, vous n’avez rien à faire.",
                "A new link was asked for this referral. Here it is. If you did not ask for it, there is nothing to do.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: Some(answer_action(notice, link)),
        closing: notice
            .answer_due_at
            .map(|_| silence(notice).to_owned())
            .into_iter()
            .chain([about_the_link(notice, link)?])
            .collect(),
        footer: footer(notice),
    })
}

fn informed(notice: &Notice) -> Result<Letter, ComposeError> {
    let title = pick(
        notice,
        "Une orientation est portée à votre connaissance",
        "A referral, for your information",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "une orientation, pour information",
            "a referral, for your information",
        ),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Votre organisation est tenue informée de cette orientation. Aucune réponse n’est attendue\u{a0}: un autre partenaire est sollicité.",
                "Your organisation is kept informed of this referral. No answer is expected: another partner has been asked.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: None,
        closing: vec![where_to_look(notice)],
        footer: footer(notice),
    })
}

fn released(notice: &Notice) -> Result<Letter, ComposeError> {
    let title = pick(
        notice,
        "Votre organisation n’est plus sollicitée",
        "Your organisation is no longer asked",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "votre organisation n’est plus sollicitée",
            "your organisation is no longer asked",
        ),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Cette orientation n’attend plus de réponse de votre part\u{a0}: le délai est passé, ou elle a été retirée ou confiée à un autre partenaire. Les liens déjà reçus ne permettent plus d’y répondre.",
                "This referral no longer awaits your answer: the time is over, or it was withdrawn or handed to another partner. The links you received can no longer be used to answer it.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: None,
        closing: vec![
            pick(
                notice,
                "Si un travail était déjà engagé, merci de le faire savoir à l’équipe de médiation en citant la référence.",
                "If work had already begun, please tell the mediation team, quoting the reference.",
            )
            .to_owned(),
        ],
        footer: footer(notice),
    })
}

fn triage_needed(notice: &Notice) -> Result<Letter, ComposeError> {
    let title = pick(
        notice,
        "Une orientation demande votre choix",
        "A referral needs your choice",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "une orientation demande votre choix",
            "a referral needs your choice",
        ),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Aucun partenaire ne peut plus être proposé automatiquement pour cette situation. Une personne de la coordination doit choisir la suite.",
                "No partner can be proposed automatically any more for this situation. Somebody of the coordination team has to choose what comes next.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: None,
        closing: vec![where_to_look(notice)],
        footer: footer(notice),
    })
}

fn follow_up_due(notice: &Notice) -> Result<Letter, ComposeError> {
    let title = pick(
        notice,
        "Un suivi après clôture est à faire",
        "A follow-up is due",
    );
    Ok(Letter {
        subject: subject(
            notice,
            "un suivi après clôture est à faire",
            "a follow-up is due",
        ),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Cette orientation est close depuis quelque temps. Le moment est venu de demander ce qu’il en est advenu, et de l’enregistrer.",
                "This referral was closed some time ago. It is time to ask what became of it, and to record it.",
            )
            .to_owned(),
        ],
        facts: facts(notice)?,
        entries: Vec::new(),
        action: None,
        closing: vec![where_to_look(notice)],
        footer: footer(notice),
    })
}

fn mailbox_dead(notice: &Notice) -> Result<Letter, ComposeError> {
    let partner = notice
        .unreachable
        .as_ref()
        .ok_or(ComposeError::PartnerMissing)?;
    let title = pick(
        notice,
        "Les messages à un partenaire reviennent",
        "Mails to a partner come back",
    );
    let mut facts = facts(notice)?;
    facts.insert(
        0,
        Fact {
            label: pick(notice, "Partenaire", "Partner"),
            value: partner.clone(),
        },
    );
    Ok(Letter {
        subject: subject(
            notice,
            "les messages à un partenaire reviennent",
            "mails to a partner come back",
        ),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Une adresse de courriel de ce partenaire ne reçoit plus rien. Si personne d’autre n’y est joignable, ce qui attendait sa réponse est proposé au partenaire suivant, ou confié à la coordination.",
                "An e-mail address of this partner does not receive anything any more. If nobody else there can be reached, what awaited its answer is proposed to the next partner, or handed to the coordination team.",
            )
            .to_owned(),
        ],
        facts,
        entries: Vec::new(),
        action: None,
        closing: vec![
            pick(
                notice,
                "Merci de corriger l’adresse dans l’annuaire ou parmi les personnes du partenaire, ou de mettre le partenaire en pause jusque-là. D’autres orientations peuvent être concernées\u{a0}: ce message n’est envoyé qu’une fois par jour pour un même partenaire.",
                "Please correct the address in the directory or among the partner’s people, or pause the partner until then. Other referrals may be concerned: this message is sent only once a day for one partner.",
            )
            .to_owned(),
        ],
        footer: footer(notice),
    })
}

/// Told to a party: nothing of the case but its reference, since others may read the mailbox.
fn person_link(notice: &Notice) -> Result<Letter, ComposeError> {
    let link = notice.link.as_ref().ok_or(ComposeError::LinkMissing)?;
    let title = pick(notice, "Votre page de suivi", "Your page");
    let until = paris_time(link.expires_at, notice.lang)?;
    Ok(Letter {
        subject: subject(notice, "votre page de suivi", "your page"),
        preview: title.to_owned(),
        title: title.to_owned(),
        opening: vec![
            greeting(notice),
            pick(
                notice,
                "Une personne avec qui vous avez parlé vous envoie le lien vers votre page. Vous y voyez ce qui est fait et par qui. Vous pouvez y corriger vos coordonnées, retirer votre accord, et dire à la fin comment cela s’est passé.",
                "Somebody you talked to sends you the link to your page. It shows what is being done and by whom. There you can correct your contact details, take your agreement back, and say at the end how it went.",
            )
            .to_owned(),
        ],
        facts: vec![Fact {
            label: pick(notice, "Référence", "Reference"),
            value: notice.reference.clone(),
        }],
        entries: Vec::new(),
        action: Some(Action {
            label: pick(notice, "Ouvrir ma page", "Open my page"),
            url: link.url.clone(),
            otherwise: pick(
                notice,
                "Si le bouton ne s’ouvre pas, copiez cette adresse dans votre navigateur\u{a0}:",
                "If the button does not open, copy this address into your browser:",
            ),
        }),
        closing: vec![match notice.lang {
            Lang::Fr => format!(
                "Ce lien est pour vous seul\u{a0}: ne le transmettez à personne. Ouvrir la page ne change rien, et il ne faut pas de compte. Le lien reste valable jusqu’au {until}. Si vous n’attendiez pas ce message, vous pouvez l’effacer."
            ),
            Lang::En => format!(
                "This link is for you alone: pass it on to nobody. Opening the page changes nothing, and no account is needed. The link stays valid until {until}. If you did not expect this message, you can delete it."
            ),
        }],
        footer: footer(notice),
    })
}

fn pick(notice: &Notice, fr: &'static str, en: &'static str) -> &'static str {
    match notice.lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

/// The situation stays out of it: subjects show on locked screens and in mail servers' logs.
fn subject(notice: &Notice, fr: &str, en: &str) -> String {
    let reference = &notice.reference;
    match notice.lang {
        Lang::Fr => format!("Passerelle : {fr} ({reference})"),
        Lang::En => format!("Passerelle: {en} ({reference})"),
    }
}

fn greeting(notice: &Notice) -> String {
    greeting_in(notice.lang).to_owned()
}

pub(super) fn greeting_in(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "Bonjour,",
        Lang::En => "Hello,",
    }
}

/// What a message is about, above its facts in a mail of several.
pub(super) fn headline(kind: MessageKind) -> (&'static str, &'static str) {
    match kind {
        MessageKind::AnswerRequested => (
            "Une orientation attend votre réponse",
            "A referral awaits your answer",
        ),
        MessageKind::AnswerReminder => (
            "Une orientation attend toujours votre réponse",
            "A referral still awaits your answer",
        ),
        MessageKind::LinkRenewed => ("Votre nouveau lien de réponse", "Your new answer link"),
        MessageKind::FirstContactDue => (
            "Une prise de contact est attendue",
            "A first contact is due",
        ),
        MessageKind::Informed => (
            "Une orientation vous est signalée",
            "You are told of a referral",
        ),
        MessageKind::Released => (
            "Une orientation ne vous concerne plus",
            "A referral is no longer yours",
        ),
        MessageKind::TriageNeeded => (
            "Une orientation attend un choix",
            "A referral awaits a choice",
        ),
        MessageKind::FollowUpDue => ("Un point de suivi est à faire", "A follow-up is due"),
        MessageKind::MailboxDead => (
            "Les messages à un partenaire reviennent",
            "Mails to a partner come back",
        ),
        MessageKind::PersonLink => ("Votre page de suivi", "Your page"),
    }
}

pub(super) fn paris_time(at: Timestamp, lang: Lang) -> Result<String, ComposeError> {
    let words = in_words(at, lang)?;
    Ok(match lang {
        Lang::Fr => format!("{words} (heure de Paris)"),
        Lang::En => format!("{words} (Paris time)"),
    })
}

fn deadline_preview(notice: &Notice) -> Result<Option<String>, ComposeError> {
    let Some(due) = notice.answer_due_at else {
        return Ok(None);
    };
    let due = paris_time(due, notice.lang)?;
    Ok(Some(match notice.lang {
        Lang::Fr => format!("Réponse attendue avant le {due}."),
        Lang::En => format!("Answer due by {due}."),
    }))
}

fn facts(notice: &Notice) -> Result<Vec<Fact>, ComposeError> {
    let mut facts = vec![
        Fact {
            label: pick(notice, "Type de situation", "Kind of situation"),
            value: notice.situation.label().get(notice.lang).to_owned(),
        },
        Fact {
            label: pick(notice, "Commune", "Commune"),
            value: notice.commune.clone(),
        },
    ];
    if let (Some(due), Some(_)) = (notice.answer_due_at, &notice.link) {
        facts.push(Fact {
            label: pick(notice, "Réponse attendue avant", "Answer due by"),
            value: paris_time(due, notice.lang)?,
        });
    }
    facts.push(Fact {
        label: pick(notice, "Référence", "Reference"),
        value: notice.reference.clone(),
    });
    Ok(facts)
}

fn answer_action(notice: &Notice, link: &AnswerLink) -> Action {
    Action {
        label: pick(notice, "Répondre à l’orientation", "Answer the referral"),
        url: link.url.clone(),
        otherwise: pick(
            notice,
            "Si le bouton ne s’ouvre pas, copiez cette adresse dans votre navigateur\u{a0}:",
            "If the button does not open, copy this address into your browser:",
        ),
    }
}

fn silence(notice: &Notice) -> &'static str {
    pick(
        notice,
        "Sans réponse de votre part à cette date, l’orientation est proposée à un autre partenaire ou confiée à l’équipe de médiation.",
        "If no answer comes by then, the referral is proposed to another partner or handed to the mediation team.",
    )
}

fn about_the_link(notice: &Notice, link: &AnswerLink) -> Result<String, ComposeError> {
    let until = paris_time(link.expires_at, notice.lang)?;
    Ok(match notice.lang {
        Lang::Fr => format!(
            "Ouvrir le lien n’engage à rien\u{a0}: seule votre réponse, sur la page, est enregistrée. Aucun compte n’est nécessaire. Le lien est réservé à votre organisation, sert à une seule réponse et reste valable jusqu’au {until}."
        ),
        Lang::En => format!(
            "Opening the link commits you to nothing: only your answer, on the page, is recorded. No account is needed. The link is for your organisation alone, serves for one answer and stays valid until {until}."
        ),
    })
}

fn where_to_look(notice: &Notice) -> String {
    let url = &notice.public_url;
    match notice.lang {
        Lang::Fr => format!(
            "Vous la trouverez sous sa référence dans votre logiciel relié à Passerelle ({url})."
        ),
        Lang::En => format!(
            "You will find it under its reference in your software connected to Passerelle ({url})."
        ),
    }
}

fn footer(notice: &Notice) -> Vec<String> {
    footer_in(notice.lang)
}

pub(super) fn footer_in(lang: Lang) -> Vec<String> {
    let (privacy, danger) = match lang {
        Lang::Fr => (
            "Ce message ne contient aucune donnée personnelle. Il est envoyé automatiquement\u{a0}: merci de ne pas y répondre.",
            "Passerelle n’alerte pas les secours. En cas de danger immédiat, appelez le 15, le 17, le 18 ou le 112 (114 par SMS).",
        ),
        Lang::En => (
            "This message holds no personal data. It is sent automatically: please do not reply to it.",
            "Passerelle does not alert the emergency services. In immediate danger, call 15, 17, 18 or 112 (114 by text message).",
        ),
    };
    vec![privacy.to_owned(), danger.to_owned()]
}
