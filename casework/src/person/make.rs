//! Somebody who has a part in the case hands a party the link to their page: on a sheet, or by mail
//! to the address that the case has.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{
    EventKind, Lang, MessageKind, PersonChannel, PersonLinkId, ReferralId, Speaker,
};
use passerelle_store::person_links::{self, PersonLinkRecord};
use serde_json::json;

use super::{PersonCode, speaker, speaker_code};
use crate::{
    Actor, Casework, CaseworkError, LinkSigner,
    change::{By, Change},
    error::later,
    rights::{Deed, need_scope},
};

/// How long a link opens the page: a sheet has to last as long as a case, and a while after it.
const LIFE: SignedDuration = SignedDuration::from_hours(180 * 24);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonLinkRequest {
    /// The party's place in the referral, from 0.
    pub party: usize,
    /// How the link gets to the person.
    pub channel: PersonChannel,
    /// The language that the page speaks at first.
    pub language: Lang,
}

/// A link that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLink {
    /// Identifier.
    pub id: PersonLinkId,
    /// The party's place in the referral.
    pub party: usize,
    /// Who speaks on the page.
    pub speaker: Speaker,
    /// How it gets there.
    pub channel: PersonChannel,
    /// The language of the page.
    pub language: Lang,
    /// The secret, where it is to be handed over; a mail carries it to its reader alone.
    pub code: Option<PersonCode>,
    /// Until when it opens the page.
    pub expires_at: Timestamp,
    /// The referral's sequence after it.
    pub sequence: i64,
}

impl Casework {
    /// Makes a link to the page of one party.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] where there is no page for that party, or not by that channel, and
    /// [`CaseworkError::Stale`].
    pub fn make_person_link(
        &self,
        actor: &Actor,
        id: ReferralId,
        asked: &PersonLinkRequest,
        expected: Option<i64>,
        links: &LinkSigner,
    ) -> Result<PersonLink, CaseworkError> {
        need_scope(actor, Deed::MakePersonLink)?;
        self.write(|conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::MakePersonLink)?;
            change.expect(expected)?;
            let speaker = speaker(
                &change.referral,
                change.decision.as_ref(),
                asked.party,
                asked.channel,
            )
            .map_err(|refusal| {
                let pointer = if refusal.is_about_the_channel() {
                    "/channel"
                } else {
                    "/party"
                };
                CaseworkError::invalid(pointer, refusal.code(), &refusal.to_string())
            })?;
            let link = self.id(change.at, PersonLinkId::new);
            let code = links.person_code(link);
            let by_mail = asked.channel == PersonChannel::Email;
            // The row in the outbox names the organisation that asked, never the person: the address
            // is looked up in the case when the mail leaves.
            let message_id =
                by_mail.then(|| change.post(MessageKind::PersonLink, actor.organisation, None));
            change.remember(
                EventKind::PersonLinkMade,
                None,
                json!({
                    "party": asked.party,
                    "channel": asked.channel.code(),
                    "speaker": speaker_code(speaker),
                }),
            );
            let record = PersonLinkRecord {
                id: link,
                code_digest: code.digest(),
                referral_id: id,
                party: i32::try_from(asked.party)
                    .map_err(|error| CaseworkError::because("numbering a party", error))?,
                guardian: speaker == Speaker::Guardian,
                channel: asked.channel,
                language: asked.language,
                message_id,
                made_by: actor.organisation,
                created_at: change.at,
                expires_at: later(change.at, LIFE)?,
                answered_at: None,
            };
            change.commit(conn)?;
            person_links::insert(conn, &record)?;
            Ok(PersonLink {
                id: link,
                party: asked.party,
                speaker,
                channel: asked.channel,
                language: asked.language,
                code: (!by_mail).then_some(code),
                expires_at: record.expires_at,
                sequence: change.referral.sequence,
            })
        })
    }
}
