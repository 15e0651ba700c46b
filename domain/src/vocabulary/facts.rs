//! The facts of a case that rules may read: what kind of case, who, where in the day, and what
//! was tried before.

use super::codes;

codes! {
    /// How many people the case is about. A case without any named person is as valid as another.
    pub enum CaseKind: "case_kind" {
        Individual = "individual", "une personne", "one person";
        Interpersonal = "interpersonal", "entre des personnes", "between persons";
        Collective = "collective", "un groupe, sans nom", "a group, unnamed";
        Place = "place", "un lieu", "a place";
    }
}

codes! {
    /// The part of a person in the case. There is no culprit, and the referrer is not a party.
    pub enum PartyRole: "party_role" {
        Concerned = "concerned", "personne concernée", "person concerned";
        OtherParty = "other_party", "autre partie", "other party";
        Witness = "witness", "témoin", "witness";
    }
}

codes! {
    /// An age, never more precise than a band.
    pub enum AgeBand: "age_band" {
        From0To5 = "0-5", "0 à 5 ans", "aged 0 to 5";
        From6To10 = "6-10", "6 à 10 ans", "aged 6 to 10";
        From11To15 = "11-15", "11 à 15 ans", "aged 11 to 15";
        From16To17 = "16-17", "16 ou 17 ans", "aged 16 or 17";
        From18To25 = "18-25", "18 à 25 ans", "aged 18 to 25";
        From26To59 = "26-59", "26 à 59 ans", "aged 26 to 59";
        From60To74 = "60-74", "60 à 74 ans", "aged 60 to 74";
        From75 = "75+", "75 ans et plus", "aged 75 or more";
        Unknown = "unknown", "âge inconnu", "age unknown";
    }
}

impl AgeBand {
    /// The youngest and the oldest age of the band, both included; no oldest where the band is
    /// open, and nothing at all where the age is unknown.
    #[must_use]
    pub const fn bounds(self) -> Option<(u8, Option<u8>)> {
        match self {
            Self::From0To5 => Some((0, Some(5))),
            Self::From6To10 => Some((6, Some(10))),
            Self::From11To15 => Some((11, Some(15))),
            Self::From16To17 => Some((16, Some(17))),
            Self::From18To25 => Some((18, Some(25))),
            Self::From26To59 => Some((26, Some(59))),
            Self::From60To74 => Some((60, Some(74))),
            Self::From75 => Some((75, None)),
            Self::Unknown => None,
        }
    }

    /// Whether the person is under 18, or `None` when the age is unknown. No band crosses that
    /// age, so its youngest age settles it.
    #[must_use]
    pub const fn minor(self) -> Option<bool> {
        match self.bounds() {
            Some((youngest, _)) => Some(youngest < 18),
            None => None,
        }
    }
}

codes! {
    /// How a dwelling is held: who can act on it follows from that.
    pub enum Tenure: "tenure" {
        Social = "social", "logement social", "social housing";
        PrivateRental = "private_rental", "location privée", "private rental";
        CoOwnership = "co_ownership", "copropriété", "co-ownership";
        Owner = "owner", "propriétaire occupant", "owner-occupied";
        Unknown = "unknown", "statut inconnu", "tenure unknown";
    }
}

codes! {
    /// The part of the day in which it happens.
    pub enum Period: "period" {
        Day = "day", "journée (7 h – 18 h)", "day (7:00–18:00)";
        Evening = "evening", "soirée (18 h – 22 h)", "evening (18:00–22:00)";
        Night = "night", "nuit (22 h – 7 h)", "night (22:00–7:00)";
    }
}

codes! {
    /// Whose time it is, around a school: the commune answers for after-school time, the school
    /// for its own.
    pub enum TimeContext: "time_context" {
        SchoolTime = "school_time", "temps scolaire", "school time";
        AfterSchool = "after_school", "temps périscolaire", "after-school time";
        Other = "other", "autre temps", "other time";
    }
}

codes! {
    /// What a person said to their identity being passed on.
    pub enum ConsentState: "consent_state" {
        Given = "given", "donné", "given";
        Refused = "refused", "refusé", "refused";
        NotAsked = "not_asked", "pas encore demandé", "not asked yet";
        Hesitant = "hesitant", "en réflexion", "undecided";
        NotMet = "not_met", "personne pas encore rencontrée", "person not met yet";
        Withdrawn = "withdrawn", "retiré", "withdrawn";
    }
}

codes! {
    /// What was tried before the referral.
    pub enum PriorAttempt: "prior_attempt" {
        DirectTalk = "direct_talk", "échange direct", "direct talk";
        RulesRecalled = "rules_recalled", "rappel des règles", "rules recalled";
        LandlordLetter = "landlord_letter", "courrier du bailleur", "letter from the landlord";
        SchoolMeeting = "school_meeting", "rencontre avec l'établissement", "meeting with the school";
        Mediation = "mediation", "médiation", "mediation";
        Conciliator = "conciliator", "conciliateur de justice", "justice conciliator";
        ComplaintFiled = "complaint_filed", "plainte déposée", "complaint filed";
        Other = "other", "autre démarche", "other step";
    }
}

codes! {
    /// A dated event before which the partner has to act.
    pub enum DeadlineEventKind: "deadline_event_kind" {
        Release = "release", "sortie de détention", "release from detention";
        Hearing = "hearing", "audience", "hearing";
        Eviction = "eviction", "expulsion", "eviction";
        SchoolCouncil = "school_council", "conseil de l'établissement", "school council";
        Other = "other", "autre échéance", "other date";
    }
}

codes! {
    /// Whether the parties may be brought together.
    pub enum MediationMode: "mediation_mode" {
        Yes = "yes", "médiation possible", "mediation possible";
        Care = "care", "médiation après vérifications", "mediation after checks only";
        None = "none", "pas de médiation", "no mediation";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minor_is_known_by_the_band() {
        let minors: Vec<Option<bool>> = AgeBand::ALL.iter().map(|band| band.minor()).collect();
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(minors, [yes, yes, yes, yes, no, no, no, no, None]);
    }

    #[test]
    fn the_bands_follow_each_other_without_gap_or_overlap() {
        let mut next = Some(0);
        for (youngest, oldest) in AgeBand::ALL.iter().filter_map(|band| band.bounds()) {
            assert_eq!(next, Some(youngest));
            next = oldest.map(|age| age + 1);
        }
        assert_eq!(next, None);
    }

    #[test]
    fn the_code_of_a_band_says_its_bounds() {
        for band in AgeBand::ALL {
            let code = match band.bounds() {
                Some((youngest, Some(oldest))) => format!("{youngest}-{oldest}"),
                Some((youngest, None)) => format!("{youngest}+"),
                None => "unknown".to_owned(),
            };
            assert_eq!(band.code(), code);
        }
    }
}
