//! The fictitious acceptance cases, with a name and a contact for every person.

use passerelle_domain::{
    AgeBand, CaseKind, CommuneCode, Consent, ConsentState, Details, EmailAddress, Identity,
    LandlordRef, Need, Partner, PartnerId, Party, PartyRole, Period, Phone, Place, QpvCode,
    SafetyAnswers, Setting, Situation, Tenure, TimeContext, Uai,
};

use super::world::MONDAY;
use crate::{ReferrerClaim, Submission, demo_partners};

/// The identifier of a partner of the fictional network.
pub(crate) fn id(code: &str) -> PartnerId {
    partner(code).id
}

/// A partner of the fictional network.
pub(crate) fn partner(code: &str) -> Partner {
    let found = demo_partners()
        .unwrap()
        .into_iter()
        .find(|partner| partner.code == code);
    found.unwrap_or_else(|| panic!("{code}"))
}

/// An adult with a name and a contact of their own, made from `marker`.
pub(crate) fn person(role: PartyRole, marker: &str, consent: ConsentState) -> Party {
    Party {
        role,
        age_band: AgeBand::From26To59,
        minor: Some(false),
        enrolled: None,
        language: None,
        identity: Identity {
            name: Some(format!("{marker}-name")),
            phone: Some(Phone::parse("+33639980001").unwrap()),
            email: Some(EmailAddress::parse(&format!("{marker}@example.org")).unwrap()),
        },
        consent: Consent::of(consent),
        guardian_consent: None,
    }
}

/// A minor, likewise.
pub(crate) fn minor(
    marker: &str,
    age_band: AgeBand,
    own: ConsentState,
    guardian: ConsentState,
) -> Party {
    Party {
        age_band,
        minor: Some(true),
        guardian_consent: Some(Consent::of(guardian)),
        ..person(PartyRole::Concerned, marker, own)
    }
}

/// A need that arose on the Monday on which most stories begin.
fn need(setting: Setting, situation: Situation) -> Need {
    Need {
        setting,
        situation,
        case_kind: CaseKind::Individual,
        received_at: MONDAY.parse().unwrap(),
        referrer_role: None,
        safety: SafetyAnswers::default(),
        place: Place::in_commune(CommuneCode::parse("00001").unwrap()),
        parties: Vec::new(),
        prior_attempts: Vec::new(),
        deadline_event: None,
        narrative: None,
    }
}

/// A submission of `need` by whoever sends it.
pub(crate) fn submission(need: Need) -> Submission {
    Submission {
        need,
        received_now: false,
        details: Details::default(),
        external_reference: None,
        referrer: ReferrerClaim::Own,
        narrative_confirmed: false,
    }
}

/// Neighbours in social housing; the one who complains agrees to be named.
pub(crate) fn a01() -> Submission {
    let mut need = need(Setting::Housing, Situation::NeighbourNoise);
    need.case_kind = CaseKind::Interpersonal;
    need.referrer_role = Some("gardien d'immeuble".to_owned());
    need.place.qpv_code = Some(QpvCode::parse("QN00001M").unwrap());
    need.place.tenure = Some(Tenure::Social);
    need.place.landlord = Some(LandlordRef::Partner(id("p-bail")));
    need.place.address = Some("3 rue des Sources".to_owned());
    need.place.period = Some(Period::Night);
    need.parties = vec![
        person(PartyRole::Concerned, "complainant", ConsentState::Given),
        person(PartyRole::OtherParty, "neighbour", ConsentState::NotAsked),
    ];
    need.narrative = Some(
        "Depuis trois semaines, une locataire se plaint de musique après 23 h, quatre soirs par \
         semaine. Aucun échange violent."
            .to_owned(),
    );
    submission(need)
}

/// Somebody who skips meals; the CCAS takes it.
pub(crate) fn food() -> Submission {
    let mut need = need(Setting::PublicServices, Situation::FoodInsecurity);
    need.parties = vec![person(PartyRole::Concerned, "hungry", ConsentState::Given)];
    submission(need)
}

/// A girl of 17 who left her vocational lycée.
pub(crate) fn a02() -> Submission {
    let mut need = need(Setting::School, Situation::SchoolDropout1618);
    need.referrer_role = Some("CPE de lycée professionnel".to_owned());
    let mut pupil = minor(
        "pupil",
        AgeBand::From16To17,
        ConsentState::Given,
        ConsentState::Given,
    );
    pupil.enrolled = Some(false);
    need.parties = vec![pupil];
    submission(need)
}

/// Bullying, told during after-school time.
pub(crate) fn a03() -> Submission {
    let mut need = need(Setting::School, Situation::SchoolBullying);
    need.place.uai = Some(Uai::parse("0000001B").unwrap());
    need.place.time_context = Some(TimeContext::AfterSchool);
    need.parties = vec![minor(
        "child",
        AgeBand::From11To15,
        ConsentState::NotAsked,
        ConsentState::Given,
    )];
    submission(need)
}

/// A boy of 15 drawn into trafficking, seen by a sports club: nobody of the network.
pub(crate) fn a04() -> Submission {
    let mut need = need(Setting::Youth, Situation::TraffickingEntryRisk);
    need.safety.minor_at_risk = true;
    need.parties = vec![minor(
        "boy",
        AgeBand::From11To15,
        ConsentState::Hesitant,
        ConsentState::NotAsked,
    )];
    Submission {
        referrer: ReferrerClaim::Outside,
        ..submission(need)
    }
}

/// Too many uses of one square, told by the shopkeepers.
pub(crate) fn a05() -> Submission {
    let mut need = need(
        Setting::PriorityDistricts,
        Situation::PublicSpaceUseConflict,
    );
    need.case_kind = CaseKind::Collective;
    need.place.label = Some("place du Lavoir".to_owned());
    need.place.period = Some(Period::Evening);
    Submission {
        referrer: ReferrerClaim::Outside,
        ..submission(need)
    }
}
