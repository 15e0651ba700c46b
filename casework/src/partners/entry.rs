//! What an entry of the directory must be.

use passerelle_domain::{
    Availability, Coverage, Disclosure, EmailAddress, Fault, Lang, LanguageTag, OpeningHours,
    OrganisationKey, Partner, PartnerId, PartnerKind, Pause, Situation,
    need::{limits, text_faults},
};

/// The longest code of a partner.
const LONGEST_CODE: usize = 40;
/// The most areas of one partner.
const MOST_AREAS: usize = 2000;
/// The most languages, and the most pauses.
const MOST_LISTED: usize = 100;
/// The highest capacity, in cases.
const MOST_CASES: u32 = 1_000_000;

/// A partner that joins the network.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPartner {
    /// Short stable name, unique in the directory: small letters, digits and hyphens.
    pub code: String,
    /// What it does.
    pub kind: PartnerKind,
    /// Its public name.
    pub name: String,
    /// Official identifier, where it has one.
    pub key: Option<OrganisationKey>,
    /// Where it works.
    pub coverage: Vec<Coverage>,
    /// What it takes on; empty where it takes on everything that its kind does.
    pub situations: Vec<Situation>,
    /// Languages spoken there besides French.
    pub languages: Vec<LanguageTag>,
    /// When it is open.
    pub opening_hours: Option<OpeningHours>,
    /// The most cases that it carries at once.
    pub capacity: Option<u32>,
    /// Times in which it takes no case.
    pub pauses: Vec<Pause>,
    /// The most it may be told about a person.
    pub entitlement: Disclosure,
    /// Whether it holds sessions inside the prison.
    pub in_prison_session: bool,
    /// Where it is told of a case.
    pub email: Option<EmailAddress>,
    /// The language of its mails.
    pub language: Lang,
}

impl NewPartner {
    /// The entry of the directory under `id`.
    pub(super) fn entry(self, id: PartnerId) -> Partner {
        Partner {
            id,
            code: self.code,
            kind: self.kind,
            name: self.name,
            key: self.key,
            coverage: self.coverage,
            situations: self.situations,
            languages: self.languages,
            opening_hours: self.opening_hours,
            capacity: self.capacity,
            pauses: self.pauses,
            entitlement: self.entitlement,
            // Who operates the service is settled when it is set up.
            operator: false,
            in_prison_session: self.in_prison_session,
            availability: Availability::Open,
            email: self.email,
            language: self.language,
        }
    }
}

/// Everything that an entry must not be, in the order of the document.
pub(super) fn faults(partner: &Partner) -> Vec<Fault> {
    let mut faults = text_faults("/name", &partner.name, limits::SHORT);
    let mut fault = |pointer: &str, code, detail: &str| {
        faults.push(Fault::at(pointer, code, detail));
    };
    if partner.name.trim().is_empty() {
        fault("/name", "required", "a partner has a name");
    }
    let written = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let code = &partner.code;
    if code.is_empty() || code.len() > LONGEST_CODE || !code.chars().all(written) {
        let detail = "1 to 40 small letters, digits and hyphens";
        fault("/code", "bad_format", detail);
    }
    if partner.coverage.len() > MOST_AREAS {
        fault("/coverage", "too_many", "at most 2000 areas");
    }
    for (place, situation) in partner.situations.iter().enumerate() {
        if partner
            .situations
            .iter()
            .take(place)
            .any(|one| one == situation)
        {
            fault(
                &format!("/situations/{place}"),
                "repeated",
                "this stands in the list already",
            );
        }
    }
    if partner.languages.len() > MOST_LISTED {
        fault("/languages", "too_many", "at most 100 languages");
    }
    if partner.pauses.len() > MOST_LISTED {
        fault("/pauses", "too_many", "at most 100 pauses");
    }
    if partner
        .capacity
        .is_some_and(|most| !(1..=MOST_CASES).contains(&most))
    {
        let detail = "1 to 1000000 cases; a partner that takes none is paused";
        fault("/capacity", "out_of_range", detail);
    }
    if partner.entitlement == Disclosure::None {
        fault("/entitlement", "out_of_range", "L0 at least");
    }
    faults
}
