//! The parties to a case: symmetrical, never a victim and a culprit.

use serde::{Deserialize, Serialize};

use crate::{AgeBand, Consent, EmailAddress, LanguageTag, PartnerId, PartyRole, Phone, Speaker};

/// One person of the case. Identity is optional everywhere: most cases start without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The part the person has in the case.
    pub role: PartyRole,
    /// Age as a band; never a date of birth.
    pub age_band: AgeBand,
    /// Whether the person is a minor, where the band does not tell.
    pub minor: Option<bool>,
    /// Whether the person is enrolled in a school.
    pub enrolled: Option<bool>,
    /// The language in which to speak with the person.
    pub language: Option<LanguageTag>,
    /// Name and contact, where known.
    pub identity: Identity,
    /// The person's own consent; for a minor, what they said when heard.
    pub consent: Consent,
    /// The consent of whoever holds parental authority, for a minor.
    pub guardian_consent: Option<Consent>,
}

/// What names or reaches a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name, as the person gives it.
    pub name: Option<String>,
    /// A phone number in E.164 form.
    pub phone: Option<Phone>,
    /// An e-mail address.
    pub email: Option<EmailAddress>,
}

impl Identity {
    /// Whether nothing in it names or reaches anybody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.email.is_none()
    }
}

impl Party {
    /// Whether the person is a minor: told outright, else by the age band; `None` when unknown.
    #[must_use]
    pub fn is_minor(&self) -> Option<bool> {
        self.minor.or_else(|| self.age_band.minor())
    }

    /// Whether `minor` and `age_band` contradict each other.
    #[must_use]
    pub fn contradicts_age(&self) -> bool {
        matches!((self.minor, self.age_band.minor()), (Some(told), Some(by_band)) if told != by_band)
    }

    /// Whether consent lets `partner` know who this person is.
    ///
    /// An adult decides alone. For a minor the holder of parental authority decides, and the minor
    /// is heard: a refusal or a hesitation of theirs stops it (consent matrix of the doctrine).
    #[must_use]
    pub fn lets_identity_reach(&self, partner: PartnerId) -> bool {
        use crate::ConsentState::{Hesitant, Refused, Withdrawn};
        if self.is_minor() == Some(true) {
            let minor_objects = matches!(self.consent.state, Hesitant | Refused | Withdrawn);
            return !minor_objects
                && self
                    .guardian_consent
                    .as_ref()
                    .is_some_and(|given| given.covers(partner));
        }
        self.consent.covers(partner)
    }

    /// Whether some partner may be told more than another: a consent names the partners that it is
    /// for.
    #[must_use]
    pub fn tells_partners_apart(&self) -> bool {
        let names = |consent: &Consent| consent.scope.is_some();
        names(&self.consent) || self.guardian_consent.as_ref().is_some_and(names)
    }

    /// Takes the agreement back for one partner, by whoever's word it rests on; `decided` as in
    /// [`Consent::without`].
    pub fn withdraw_from(&mut self, partner: PartnerId, decided: &[PartnerId]) {
        match self.speaker() {
            Speaker::Person => self.consent = self.consent.without(partner, decided),
            Speaker::Guardian => {
                let guardian = self.guardian_consent.as_ref();
                self.guardian_consent = guardian.map(|given| given.without(partner, decided));
            }
        }
    }

    /// Whether a refusal or a withdrawal stands, from the person or from the guardian.
    #[must_use]
    pub fn objects(&self) -> bool {
        self.consent.is_refusal()
            || self
                .guardian_consent
                .as_ref()
                .is_some_and(Consent::is_refusal)
    }
}
