//! Everything that a person's page can tell, French and English side by side, in plain words.

use actix_web::http::StatusCode;
use passerelle_casework::{PersonCase, PersonPart, PersonPartner};
use passerelle_domain::{Lang, Speaker, written_time::in_words};

use crate::answer::view::Message;

fn pick<T>(lang: Lang, fr: T, en: T) -> T {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

fn tell(
    status: StatusCode,
    lang: Lang,
    fr: (&'static str, Vec<&'static str>),
    en: (&'static str, Vec<&'static str>),
) -> Message {
    let (title, paragraphs) = pick(lang, fr, en);
    Message::new(status, title, paragraphs)
}

pub(super) fn title(concerned: bool, speaker: Speaker, lang: Lang) -> &'static str {
    match (concerned, speaker) {
        (true, Speaker::Person) => pick(lang, "Votre demande", "Your request"),
        (true, Speaker::Guardian) => pick(
            lang,
            "La demande pour votre enfant",
            "The request for your child",
        ),
        (false, Speaker::Person) => pick(
            lang,
            "Une situation qui vous concerne",
            "A situation that concerns you",
        ),
        (false, Speaker::Guardian) => pick(
            lang,
            "Une situation qui concerne votre enfant",
            "A situation that concerns your child",
        ),
    }
}

pub(super) fn sheet(concerned: bool, speaker: Speaker, lang: Lang) -> &'static str {
    match (concerned, speaker) {
        (true, Speaker::Person) => pick(lang, "Suivre votre demande", "Follow your request"),
        (true, Speaker::Guardian) => pick(
            lang,
            "Suivre la demande pour votre enfant",
            "Follow the request for your child",
        ),
        (false, Speaker::Person) => pick(
            lang,
            "Suivre une situation qui vous concerne",
            "Follow a situation that concerns you",
        ),
        (false, Speaker::Guardian) => pick(
            lang,
            "Suivre une situation qui concerne votre enfant",
            "Follow a situation that concerns your child",
        ),
    }
}

pub(super) fn standing(case: PersonCase, lang: Lang) -> &'static str {
    match case {
        PersonCase::Searching => pick(
            lang,
            "L’équipe de médiation cherche qui peut aider.",
            "The mediation team is looking for somebody who can help.",
        ),
        PersonCase::AwaitingConsent => pick(
            lang,
            "Un partenaire peut aider. Il manque votre accord pour lui donner votre nom\u{a0}: dites ce que vous en pensez à la personne qui vous a remis cette page.",
            "A partner can help. Your agreement to give them your name is missing: say what you think to the person who gave you this page.",
        ),
        PersonCase::Asked => pick(
            lang,
            "Un partenaire est sollicité. Sa réponse est attendue.",
            "A partner has been asked. The answer is awaited.",
        ),
        PersonCase::InProgress => pick(
            lang,
            "Un partenaire s’en occupe.",
            "A partner is taking care of it.",
        ),
        PersonCase::Closed => pick(lang, "C’est terminé.", "It is over."),
        PersonCase::Stopped => pick(
            lang,
            "La demande est arrêtée. Elle n’est plus proposée à personne.",
            "The request is stopped. It is not proposed to anybody any more.",
        ),
    }
}

/// What a partner does, since when, by when, and whether it knows who the reader is.
pub(super) fn lines(partner: &PersonPartner, lang: Lang) -> Vec<String> {
    let since = partner.since.and_then(|at| in_words(at, lang).ok());
    let by = partner.by.and_then(|at| in_words(at, lang).ok());
    let part = match partner.part {
        PersonPart::Asked => pick(lang, "Sollicité", "Asked"),
        PersonPart::TakenUp => pick(
            lang,
            "A accepté de s’en occuper",
            "Has agreed to take it on",
        ),
        PersonPart::AtWork => pick(lang, "S’en occupe", "Is working on it"),
        PersonPart::Paused => pick(lang, "Travail en pause", "Work is paused"),
        PersonPart::Stopping => pick(lang, "Doit arrêter, c’est demandé", "Was asked to stop"),
        PersonPart::Done => pick(lang, "A terminé", "Has finished"),
        PersonPart::Told => pick(lang, "Tenu informé", "Kept informed"),
        PersonPart::Past => pick(
            lang,
            "N’y participe plus et n’a plus accès à rien",
            "Has no part in it any more and sees nothing",
        ),
        PersonPart::Next => pick(
            lang,
            "Peut être sollicité si les autres ne peuvent pas aider",
            "May be asked if the others cannot help",
        ),
    };
    let mut lines = vec![match since {
        Some(since) => pick(
            lang,
            format!("{part}, depuis le {since}."),
            format!("{part}, since {since}."),
        ),
        None => format!("{part}."),
    }];
    if let Some(by) = by {
        lines.push(match partner.part {
            PersonPart::Asked => pick(
                lang,
                format!("Doit répondre avant le {by}."),
                format!("Has to answer by {by}."),
            ),
            _ => pick(
                lang,
                format!("Doit prendre contact avant le {by}."),
                format!("Has to get in touch by {by}."),
            ),
        });
    }
    if !matches!(partner.part, PersonPart::Past | PersonPart::Done) {
        let known = if partner.knows {
            pick(
                lang,
                "Votre accord lui permet de connaître votre nom et vos coordonnées.",
                "Your agreement lets it know your name and contact details.",
            )
        } else {
            pick(
                lang,
                "Ne connaît ni votre nom ni vos coordonnées.",
                "Knows neither your name nor your contact details.",
            )
        };
        lines.push(known.to_owned());
    }
    lines
}

pub(super) fn known_contact(phone: bool, email: bool, lang: Lang) -> &'static str {
    match (phone, email) {
        (true, true) => pick(
            lang,
            "Un numéro de téléphone et une adresse électronique sont connus. Pour votre sécurité, cette page ne les montre pas.",
            "A phone number and an e-mail address are known. For your safety, this page does not show them.",
        ),
        (true, false) => pick(
            lang,
            "Un numéro de téléphone est connu. Pour votre sécurité, cette page ne le montre pas.",
            "A phone number is known. For your safety, this page does not show it.",
        ),
        (false, true) => pick(
            lang,
            "Une adresse électronique est connue. Pour votre sécurité, cette page ne la montre pas.",
            "An e-mail address is known. For your safety, this page does not show it.",
        ),
        (false, false) => pick(
            lang,
            "Aucun numéro ni adresse n’est connu\u{a0}: sans cela, il est difficile de vous joindre.",
            "No number and no address is known: without one it is hard to reach you.",
        ),
    }
}

/// What was just done, by the word in the address; `None` for any other.
pub(super) fn done(what: &str, lang: Lang) -> Option<&'static str> {
    Some(match what {
        "contact" => pick(
            lang,
            "Merci. Vos coordonnées sont enregistrées.",
            "Thank you. Your contact details are recorded.",
        ),
        "consent" => pick(
            lang,
            "C’est fait. Votre accord est retiré.",
            "Done. Your agreement is taken back.",
        ),
        "feedback" => pick(
            lang,
            "Merci de vos réponses. Elles comptent, et personne ne sait qu’elles viennent de vous.",
            "Thank you for your answers. They count, and nobody knows that they are yours.",
        ),
        _ => return None,
    })
}

pub(super) fn unknown(lang: Lang) -> Message {
    tell(
        StatusCode::NOT_FOUND,
        lang,
        (
            "Ce code n’est pas reconnu",
            vec![
                "Une lettre ou un chiffre est peut-être de trop, ou manque. Comparez avec votre feuille ou votre courriel, puis réessayez.",
                "Si cela ne marche toujours pas, demandez une nouvelle feuille à la personne qui vous l’a remise.",
            ],
        ),
        (
            "This code is not recognised",
            vec![
                "A letter or a digit may be missing, or there is one too many. Compare with your sheet or e-mail, and try again.",
                "If it still does not work, ask the person who gave you the sheet for a new one.",
            ],
        ),
    )
}

pub(super) fn expired(lang: Lang) -> Message {
    tell(
        StatusCode::GONE,
        lang,
        (
            "Ce lien n’est plus valable",
            vec![
                "Par sécurité, il ne s’ouvre que pendant six mois.",
                "Pour en avoir un nouveau, parlez à la personne qui vous l’a remis, ou à l’équipe de médiation. Vous pouvez aussi leur dire que vous retirez votre accord.",
            ],
        ),
        (
            "This link is no longer valid",
            vec![
                "For safety, it opens for six months only.",
                "To get a new one, talk to the person who gave it to you, or to the mediation team. You can also tell them that you take your agreement back.",
            ],
        ),
    )
}

pub(super) fn silent(lang: Lang) -> Message {
    tell(
        StatusCode::GONE,
        lang,
        (
            "Cette page n’est plus disponible",
            vec![
                "Pour toute question, parlez à la personne qui vous a remis le lien, ou à l’équipe de médiation.",
            ],
        ),
        (
            "This page is no longer available",
            vec![
                "For any question, talk to the person who gave you the link, or to the mediation team.",
            ],
        ),
    )
}

pub(super) fn refused(lang: Lang) -> Message {
    tell(
        StatusCode::CONFLICT,
        lang,
        (
            "Ce n’est plus possible",
            vec![
                "Rien n’a été changé. La situation a peut-être évolué entre-temps, ou cela avait déjà été fait.",
                "Rouvrez votre page pour voir où en sont les choses.",
            ],
        ),
        (
            "This is no longer possible",
            vec![
                "Nothing was changed. Things may have moved on in the meantime, or it had been done already.",
                "Open your page again to see how things stand.",
            ],
        ),
    )
}

pub(super) fn from_elsewhere(lang: Lang) -> Message {
    tell(
        StatusCode::FORBIDDEN,
        lang,
        (
            "Cette demande ne vient pas de votre page",
            vec!["Rien n’a été changé. Ouvrez votre page, puis recommencez depuis elle."],
        ),
        (
            "This request does not come from your page",
            vec!["Nothing was changed. Open your page, and start again from there."],
        ),
    )
}

pub(super) fn unreadable(status: StatusCode, lang: Lang) -> Message {
    tell(
        status,
        lang,
        (
            "Ce formulaire n’a pas pu être lu",
            vec!["Rien n’a été changé. Revenez à votre page et recommencez."],
        ),
        (
            "This form could not be read",
            vec!["Nothing was changed. Go back to your page and start again."],
        ),
    )
}

pub(super) fn wrong_method(lang: Lang) -> Message {
    tell(
        StatusCode::METHOD_NOT_ALLOWED,
        lang,
        (
            "Cette adresse ne s’ouvre pas ainsi",
            vec!["Ouvrez votre page par le lien de votre feuille ou de votre courriel."],
        ),
        (
            "This address does not open this way",
            vec!["Open your page by the link of your sheet or e-mail."],
        ),
    )
}

pub(super) fn trouble(status: StatusCode, lang: Lang) -> Message {
    tell(
        status,
        lang,
        (
            "La page n’est pas disponible pour le moment",
            vec!["Rien n’a été changé. Réessayez dans quelques minutes."],
        ),
        (
            "The page is not available at present",
            vec!["Nothing was changed. Try again in a few minutes."],
        ),
    )
}
