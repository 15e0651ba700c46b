//! From a claimed message to the mail that leaves.

use jiff::Timestamp;
use lettre::Message;
use passerelle_casework::{Bundle, BundleDispatch, Dispatch};
use passerelle_domain::{AssignmentId, EmailAddress, Lang, MessageId};

use crate::{
    mail::{self, AnswerLink, BundleEntry, BundleNotice, Notice, envelope::Cover},
    notifier::Parts,
    transport::Undelivered,
};

/// Writes the mail for `dispatch`.
pub(crate) fn write(
    parts: &Parts,
    dispatch: &Dispatch,
    now: Timestamp,
) -> Result<Message, Undelivered> {
    let Some(to) = address(dispatch) else {
        return Err(Undelivered::permanent("no_address"));
    };
    let lang = language(dispatch);
    let preferences = preferences(parts, dispatch);
    let composed = match &dispatch.bundle {
        Some(bundle) => mail::compose_bundle(&bundle_notice(
            parts,
            bundle,
            lang,
            preferences.clone(),
            now,
        )?),
        None => mail::compose(&notice(parts, dispatch, now)?),
    };
    let mail = composed.map_err(|error| {
        tracing::error!(message_id = %dispatch.message, error = %error, "a mail could not be written");
        Undelivered::permanent("not_written")
    })?;
    let cover = Cover {
        id: dispatch.message,
        thread: dispatch.thread,
        to,
        lang,
        at: now,
        unsubscribe: preferences.as_deref(),
    };
    parts.stationery.seal(&cover, mail).map_err(|error| {
        tracing::error!(message_id = %dispatch.message, error = %error, "a mail could not be sealed");
        Undelivered::permanent("not_written")
    })
}

/// Where it goes.
pub(crate) fn address(dispatch: &Dispatch) -> Option<&EmailAddress> {
    let person = dispatch.person.as_ref();
    let address = person.map(|person| &person.address);
    address.or(dispatch.recipient.email.as_ref())
}

fn language(dispatch: &Dispatch) -> Lang {
    let person = dispatch.person.as_ref();
    person.map_or(dispatch.recipient.language, |person| person.language)
}

/// Where the reader of a digest says how often they want to be written to.
fn preferences(parts: &Parts, dispatch: &Dispatch) -> Option<String> {
    let bundle = dispatch.bundle.as_ref()?;
    let colleague = bundle.colleague.filter(|_| bundle.kind == Bundle::Digest)?;
    let code = parts.links.preference_code(colleague);
    Some(format!(
        "{}/preferences/{colleague}/{code}",
        parts.public_url
    ))
}

/// What a mail of several messages may know.
fn bundle_notice(
    parts: &Parts,
    bundle: &BundleDispatch,
    lang: Lang,
    preferences: Option<String>,
    now: Timestamp,
) -> Result<BundleNotice, Undelivered> {
    let entries = bundle.items.iter().map(|item| {
        let assignment = item.assignment.filter(|_| mail::asks(item.kind));
        let link = assignment.map(|id| answer_link(parts, id, item.message, now));
        Ok(BundleEntry {
            kind: item.kind,
            reference: item.reference.to_string(),
            situation: item.situation,
            commune: item.commune.clone(),
            answer_due_at: item.answer_due_at,
            link: link.transpose()?,
            unreachable: item.unreachable.clone(),
        })
    });
    Ok(BundleNotice {
        lang,
        entries: entries.collect::<Result<_, Undelivered>>()?,
        preferences,
        public_url: parts.public_url.clone(),
    })
}

/// What the mail may know.
fn notice(parts: &Parts, dispatch: &Dispatch, now: Timestamp) -> Result<Notice, Undelivered> {
    Ok(Notice {
        kind: dispatch.kind,
        lang: language(dispatch),
        reference: dispatch.reference.to_string(),
        situation: dispatch.situation,
        commune: dispatch
            .commune_name
            .clone()
            .unwrap_or_else(|| dispatch.commune_code.to_string()),
        answer_due_at: dispatch.answer_due_at,
        link: link(parts, dispatch, now)?,
        unreachable: dispatch.unreachable.clone(),
        public_url: parts.public_url.clone(),
    })
}

/// The link of a mail that asks for an answer, or of one to a party. The message's id is the link's: a mail that goes
/// out twice carries one link, which is good for one answer.
fn link(
    parts: &Parts,
    dispatch: &Dispatch,
    now: Timestamp,
) -> Result<Option<AnswerLink>, Undelivered> {
    if let Some(person) = &dispatch.person {
        let code = parts.links.person_code(person.link).reveal();
        return Ok(Some(AnswerLink {
            url: format!("{}/person/{code}", parts.public_url),
            expires_at: person.expires_at,
        }));
    }
    let Some(assignment) = dispatch.assignment.filter(|_| mail::asks(dispatch.kind)) else {
        return Ok(None);
    };
    answer_link(parts, assignment, dispatch.message, now).map(Some)
}

fn answer_link(
    parts: &Parts,
    assignment: AssignmentId,
    message: MessageId,
    now: Timestamp,
) -> Result<AnswerLink, Undelivered> {
    let expires_at = now
        .checked_add(parts.link_life)
        .map_err(|_| Undelivered::permanent("not_written"))?;
    let token = parts
        .links
        .sign(assignment, message.as_uuid(), expires_at)
        .map_err(|error| {
            tracing::error!(message_id = %message, error = %error, "a link could not be signed");
            Undelivered::temporary("link_not_signed")
        })?;
    Ok(AnswerLink {
        url: format!("{}/answer/{token}", parts.public_url),
        expires_at,
    })
}
