//! The page of the person concerned: for whom there may be one, who speaks on it, and how it may get
//! to them.
//!
//! A page tells that a case exists, what kind of trouble it is about and who works on it. In the
//! wrong hands that is a danger, so three rules bound it:
//!
//! - **A case that rests on the law, or in which a child may be at risk, has no page**: whoever reads
//!   it could be the one from whom somebody is being protected.
//! - **Where mediation between the parties is ruled out, or violence was told, only the person
//!   concerned has a page, and only on a sheet that is handed over**: others may read a mailbox.
//! - **A minor's page is for whoever holds parental authority**, on whose consent the case rests; on
//!   a sheet as well, since an address in the case may be the minor's own.

use crate::{LegalException, MediationMode, Need, Party, PartyRole, PersonChannel};

/// Who speaks for a party on their page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The party.
    Person,
    /// Whoever holds parental authority.
    Guardian,
}

/// Why there is no page, or not by this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPage {
    /// The referral has no such party.
    #[error("the referral has no such party")]
    UnknownParty,
    /// The case rests on the law, or a child may be at risk.
    #[error("a case that rests on the law, or in which a child may be at risk, has no such page")]
    Protected,
    /// Mediation between the parties is ruled out.
    #[error("in such a case there is a page for the person concerned alone")]
    ConcernedOnly,
    /// A mail could be read by somebody else.
    #[error("in this case the page is told on a sheet that is handed over, never by e-mail")]
    SheetOnly,
    /// The party has no e-mail address.
    #[error("the party has no e-mail address")]
    NoAddress,
}

impl NoPage {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownParty => "unknown_party",
            Self::Protected => "protected_case",
            Self::ConcernedOnly => "concerned_only",
            Self::SheetOnly => "sheet_only",
            Self::NoAddress => "no_address",
        }
    }

    /// Whether another way to the same page is open.
    #[must_use]
    pub const fn is_about_the_channel(self) -> bool {
        matches!(self, Self::SheetOnly | Self::NoAddress)
    }
}

/// Who speaks on the page of the party at `position`, reached by `channel`. `mode` and `exception`
/// are those of the decision that stands.
///
/// # Errors
/// [`NoPage`] with the first rule that speaks against it.
pub fn speaker(
    need: &Need,
    position: usize,
    mode: Option<MediationMode>,
    exception: Option<LegalException>,
    channel: PersonChannel,
) -> Result<Speaker, NoPage> {
    let party = need.parties.get(position).ok_or(NoPage::UnknownParty)?;
    if exception.is_some() || need.safety.minor_at_risk {
        return Err(NoPage::Protected);
    }
    let delicate = need.safety.violence || mode == Some(MediationMode::None);
    if delicate && party.role != PartyRole::Concerned {
        return Err(NoPage::ConcernedOnly);
    }
    let speaker = party.speaker();
    if channel == PersonChannel::Email {
        if delicate || speaker == Speaker::Guardian {
            return Err(NoPage::SheetOnly);
        }
        if party.identity.email.is_none() {
            return Err(NoPage::NoAddress);
        }
    }
    Ok(speaker)
}

impl Party {
    /// On whose word the party's consent rests.
    #[must_use]
    pub fn speaker(&self) -> Speaker {
        if self.is_minor() == Some(true) {
            Speaker::Guardian
        } else {
            Speaker::Person
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        AgeBand, CaseKind, CommuneCode, Consent, EmailAddress, Identity, Place, SafetyAnswers,
        Setting, Situation,
    };

    fn party(role: PartyRole, minor: Option<bool>, email: bool) -> Party {
        Party {
            role,
            age_band: AgeBand::Unknown,
            minor,
            enrolled: None,
            language: None,
            identity: Identity {
                email: email.then(|| EmailAddress::parse("a@example.org").unwrap()),
                ..Identity::default()
            },
            consent: Consent::default(),
            guardian_consent: None,
        }
    }

    fn need(parties: Vec<Party>) -> Need {
        Need {
            setting: Setting::Housing,
            situation: Situation::NeighbourNoise,
            case_kind: CaseKind::Interpersonal,
            received_at: Timestamp::UNIX_EPOCH,
            referrer_role: None,
            safety: SafetyAnswers::default(),
            place: Place::in_commune(CommuneCode::parse("00001").unwrap()),
            parties,
            prior_attempts: Vec::new(),
            deadline_event: None,
            narrative: None,
        }
    }

    fn neighbours() -> Need {
        need(vec![
            party(PartyRole::Concerned, Some(false), true),
            party(PartyRole::OtherParty, None, false),
        ])
    }

    const SHEET: PersonChannel = PersonChannel::Sheet;
    const EMAIL: PersonChannel = PersonChannel::Email;

    fn ask(need: &Need, party: usize, channel: PersonChannel) -> Result<Speaker, NoPage> {
        speaker(need, party, Some(MediationMode::Yes), None, channel)
    }

    #[test]
    fn every_party_of_an_ordinary_case_has_a_page() {
        let need = neighbours();
        assert_eq!(ask(&need, 0, SHEET), Ok(Speaker::Person));
        assert_eq!(ask(&need, 0, EMAIL), Ok(Speaker::Person));
        assert_eq!(ask(&need, 1, SHEET), Ok(Speaker::Person));
        assert_eq!(ask(&need, 1, EMAIL), Err(NoPage::NoAddress));
        assert_eq!(ask(&need, 2, SHEET), Err(NoPage::UnknownParty));
    }

    #[test]
    fn a_minors_page_is_the_guardians_and_is_handed_over() {
        let need = need(vec![party(PartyRole::Concerned, Some(true), true)]);
        assert_eq!(ask(&need, 0, SHEET), Ok(Speaker::Guardian));
        assert_eq!(ask(&need, 0, EMAIL), Err(NoPage::SheetOnly));
    }

    #[test]
    fn nobody_has_a_page_where_somebody_is_protected() {
        let mut need = neighbours();
        let law = Some(LegalException::Art226_14_1);
        for channel in [SHEET, EMAIL] {
            let told = speaker(&need, 0, Some(MediationMode::None), law, channel);
            assert_eq!(told, Err(NoPage::Protected));
        }
        need.safety.minor_at_risk = true;
        assert_eq!(ask(&need, 0, SHEET), Err(NoPage::Protected));
    }

    #[test]
    fn in_a_violent_case_the_person_concerned_alone_and_by_hand() {
        let mut violent = neighbours();
        violent.safety.violence = true;
        let care = neighbours();
        for (need, mode) in [(violent, MediationMode::Yes), (care, MediationMode::None)] {
            let ask = |party, channel| speaker(&need, party, Some(mode), None, channel);
            assert_eq!(ask(0, SHEET), Ok(Speaker::Person));
            assert_eq!(ask(0, EMAIL), Err(NoPage::SheetOnly));
            assert_eq!(ask(1, SHEET), Err(NoPage::ConcernedOnly));
        }
    }
}
