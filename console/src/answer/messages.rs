//! Everything that the answer pages can tell, French and English side by side. Each says what
//! happened, what it means, and what to do.

use actix_web::http::StatusCode;
use passerelle_casework::AnswerState;
use passerelle_domain::Lang;

use super::view::Message;

/// The words of one message in one language: a title and its paragraphs.
type Words = (&'static str, Vec<&'static str>);

fn pick(lang: Lang, fr: Words, en: Words) -> Words {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

fn tell(status: StatusCode, (title, paragraphs): Words) -> Message {
    Message::new(status, title, paragraphs)
}

pub(super) fn accepted(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Merci\u{a0}: vous prenez en charge cette situation",
            vec![
                "Votre réponse est enregistrée. L’organisation à l’origine de l’orientation voit qu’elle est prise en charge.",
                "Vous retrouvez l’orientation sous sa référence dans votre logiciel relié à Passerelle, ou auprès de l’équipe de médiation.",
            ],
        ),
        (
            "Thank you: you take this situation on",
            vec![
                "Your answer is recorded. The organisation that referred the case sees that it is taken on.",
                "You will find the referral under its reference in your software connected to Passerelle, or through the mediation team.",
            ],
        ),
    );
    tell(StatusCode::OK, words).good()
}

pub(super) fn declined(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Merci de votre réponse",
            vec![
                "Il est noté que votre organisation ne prend pas en charge cette situation. L’orientation suit son cours sans vous\u{a0}: vous n’avez plus rien à faire.",
            ],
        ),
        (
            "Thank you for your answer",
            vec![
                "It is noted that your organisation does not take this situation on. The referral goes on without you: there is nothing more to do.",
            ],
        ),
    );
    tell(StatusCode::OK, words).good()
}

pub(super) fn used(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Ce lien a déjà servi",
            vec![
                "Une réponse a été donnée avec ce lien. Elle est bien enregistrée\u{a0}: vous n’avez rien à refaire.",
                "Un nouveau lien montre où en est l’orientation et, si vous l’avez prise en charge, permet de la rendre.",
            ],
        ),
        (
            "This link has already been used",
            vec![
                "An answer was given with this link. It is recorded: there is nothing to do again.",
                "A new link shows where the referral stands and, if you have taken it on, lets you give it back.",
            ],
        ),
    );
    tell(StatusCode::GONE, words)
}

pub(super) fn expired(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Ce lien a expiré",
            vec!["Par sécurité, un lien de réponse n’est valable que quelques jours."],
        ),
        (
            "This link has expired",
            vec!["For safety, an answer link is valid for a few days only."],
        ),
    );
    tell(StatusCode::GONE, words)
}

pub(super) fn no_longer_asked(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Votre réponse n’est plus attendue",
            vec![
                "Le délai est passé, ou l’orientation a été retirée ou confiée à un autre partenaire. Vous n’avez rien à faire.",
                "Pour en parler, contactez l’équipe de médiation en citant la référence.",
            ],
        ),
        (
            "Your answer is no longer awaited",
            vec![
                "The time to answer is over, or the referral was withdrawn or handed to another partner. There is nothing to do.",
                "To talk about it, contact the mediation team and quote the reference.",
            ],
        ),
    );
    tell(StatusCode::GONE, words)
}

pub(super) fn unknown(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Ce lien n’est pas reconnu",
            vec![
                "L’adresse est peut-être incomplète. Ouvrez le lien directement depuis le courriel, ou copiez-le en entier.",
            ],
        ),
        (
            "This link is not recognised",
            vec![
                "The address may be incomplete. Open the link straight from the e-mail, or copy all of it.",
            ],
        ),
    );
    tell(StatusCode::NOT_FOUND, words)
}

pub(super) fn renewed(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Un nouveau lien est en route",
            vec![
                "Il est envoyé par courriel à l’adresse de votre organisation connue de Passerelle. Pensez à regarder dans les indésirables.",
            ],
        ),
        (
            "A new link is on its way",
            vec![
                "It is sent by e-mail to the address that Passerelle knows for your organisation. Remember to look in the spam folder.",
            ],
        ),
    );
    tell(StatusCode::OK, words).good()
}

pub(super) fn renewed_lately(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Un lien vient déjà d’être envoyé",
            vec![
                "Un lien est parti il y a moins de dix minutes, par courriel, à l’adresse de votre organisation connue de Passerelle. Pensez à regarder dans les indésirables.",
                "S’il n’arrive pas, revenez sur cette page dans dix minutes.",
            ],
        ),
        (
            "A link has just been sent",
            vec![
                "A link left less than ten minutes ago, by e-mail, for the address that Passerelle knows for your organisation. Remember to look in the spam folder.",
                "If it does not arrive, come back to this page in ten minutes.",
            ],
        ),
    );
    tell(StatusCode::TOO_MANY_REQUESTS, words)
}

pub(super) fn no_mailbox(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Aucun lien ne peut être envoyé",
            vec![
                "Passerelle ne connaît pas d’adresse électronique pour votre organisation. Contactez l’équipe de médiation en citant la référence de l’orientation.",
            ],
        ),
        (
            "No link can be sent",
            vec![
                "Passerelle knows no e-mail address for your organisation. Contact the mediation team and quote the referral’s reference.",
            ],
        ),
    );
    tell(StatusCode::CONFLICT, words)
}

/// A new link was asked for where none is of use.
pub(super) fn nothing_to_renew(state: AnswerState, lang: Lang) -> Message {
    let AnswerState::Answered(_) = state else {
        return no_longer_asked(lang);
    };
    Message {
        status: StatusCode::CONFLICT,
        ..answered(lang)
    }
}

/// The partner has answered for good.
pub(super) fn answered(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Votre réponse est déjà enregistrée",
            vec![
                "Vous n’avez rien à refaire. Pour revenir sur votre réponse, contactez l’équipe de médiation en citant la référence.",
            ],
        ),
        (
            "Your answer is already recorded",
            vec![
                "There is nothing to do again. To change your answer, contact the mediation team and quote the reference.",
            ],
        ),
    );
    tell(StatusCode::GONE, words)
}

pub(super) fn from_elsewhere(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Cette réponse ne vient pas de notre page",
            vec![
                "Rien n’a été enregistré. Ouvrez le lien reçu par courriel et répondez depuis la page qui s’affiche.",
            ],
        ),
        (
            "This answer does not come from our page",
            vec![
                "Nothing was recorded. Open the link from your e-mail and answer on the page that it shows.",
            ],
        ),
    );
    tell(StatusCode::FORBIDDEN, words)
}

pub(super) fn unreadable(status: StatusCode, lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Cette réponse n’a pas pu être lue",
            vec![
                "Rien n’a été enregistré\u{a0}: l’envoi est trop long ou n’est pas celui d’un formulaire. Revenez à la page et recommencez.",
            ],
        ),
        (
            "This answer could not be read",
            vec![
                "Nothing was recorded: what was sent is too long or is not a form. Go back to the page and try again.",
            ],
        ),
    );
    tell(status, words)
}

pub(super) fn wrong_method(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Cette page s’ouvre autrement",
            vec!["Ouvrez le lien directement depuis le courriel."],
        ),
        (
            "This page opens another way",
            vec!["Open the link straight from the e-mail."],
        ),
    );
    tell(StatusCode::METHOD_NOT_ALLOWED, words)
}

pub(super) fn no_page(lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Cette page n’existe pas",
            vec!["Pour répondre à une orientation, ouvrez le lien reçu par courriel."],
        ),
        (
            "This page does not exist",
            vec!["To answer a referral, open the link that you received by e-mail."],
        ),
    );
    tell(StatusCode::NOT_FOUND, words)
}

/// Something failed on our side; `status` says whether trying again soon makes sense.
pub(super) fn trouble(status: StatusCode, lang: Lang) -> Message {
    let words = pick(
        lang,
        (
            "Le service rencontre une difficulté",
            vec![
                "Votre réponse n’a pas été enregistrée. Réessayez dans quelques minutes\u{a0}: votre lien reste valable.",
            ],
        ),
        (
            "The service has a problem",
            vec![
                "Your answer was not recorded. Try again in a few minutes: your link stays valid.",
            ],
        ),
    );
    tell(status, words)
}
