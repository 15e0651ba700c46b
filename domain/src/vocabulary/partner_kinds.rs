//! The kinds of partner to whom a referral may go.

use super::codes;

codes! {
    /// What a partner is, and so what a rule may ask of it. An organisation with two trades is
    /// two entries of the directory.
    pub enum PartnerKind: "partner_kind" {
        MediationTeam = "mediation_team", "équipe de médiation sociale", "social mediation team";
        SocialLandlord = "social_landlord", "bailleur social / organisme HLM", "social landlord";
        PropertyManager = "property_manager", "syndic de copropriété", "co-ownership manager";
        Ccas = "ccas", "CCAS / CIAS", "municipal social-action centre";
        DepartmentSocialService = "department_social_service", "maison des solidarités (MDS), service social départemental", "county social services";
        ChildProtectionUnit = "child_protection_unit", "CRIP", "child-protection intake unit";
        School = "school", "école, collège, lycée (direction, vie scolaire)", "school";
        SchoolAuthority = "school_authority", "DSDEN / IEN / DASEN", "education authority";
        AntiBullyingTeam = "anti_bullying_team", "équipe ressource pHARe", "anti-bullying team";
        DropoutPlatform = "dropout_platform", "PSAD", "dropout follow-up platform";
        DropoutMission = "dropout_mission", "MLDS", "school re-engagement mission";
        AfterSchoolService = "after_school_service", "service périscolaire / ALSH", "after-school service";
        YouthEmploymentCentre = "youth_employment_centre", "mission locale", "youth employment centre";
        SpecialisedPrevention = "specialised_prevention", "prévention spécialisée (éducateurs de rue)", "outreach youth work";
        YouthListeningPoint = "youth_listening_point", "PAEJ / maison des adolescents", "youth listening point";
        FamilySupport = "family_support", "REAAP, médiation familiale, CAF parentalité", "family support";
        AddictionCare = "addiction_care", "CSAPA / CJC", "addiction care";
        HarmReduction = "harm_reduction", "CAARUD / RDR festive", "harm reduction";
        MentalHealthCentre = "mental_health_centre", "CMP / CMPP", "community mental-health centre";
        LocalMentalHealthCouncil = "local_mental_health_council", "CLSM", "local mental-health council";
        MunicipalTranquillity = "municipal_tranquillity", "service tranquillité publique / GUSP", "municipal quiet-life service";
        MunicipalPolice = "municipal_police", "police municipale", "municipal police";
        StatePolice = "state_police", "police nationale / gendarmerie", "national police / gendarmerie";
        PublicProsecutor = "public_prosecutor", "procureur de la République", "public prosecutor";
        LocalSecurityCouncil = "local_security_council", "CLSPD / CISPD", "local security council";
        HousingHygieneService = "housing_hygiene_service", "SCHS / mairie", "municipal hygiene service";
        UnfitHousingUnit = "unfit_housing_unit", "PDLHI (Signal Logement) / ARS", "unfit-housing unit";
        EvictionPrevention = "eviction_prevention", "CCAPEX", "eviction-prevention board";
        HousingFund = "housing_fund", "FSL", "housing solidarity fund";
        HousingAdvice = "housing_advice", "ADIL", "housing advice";
        EmergencyHousing = "emergency_housing", "115 / SIAO", "emergency housing";
        StreetOutreach = "street_outreach", "maraude", "street outreach";
        JusticeConciliator = "justice_conciliator", "conciliateur de justice", "justice conciliator";
        LegalAccessPoint = "legal_access_point", "point-justice, MJD", "legal access point";
        RightsDefender = "rights_defender", "délégué du Défenseur des droits", "rights-defender delegate";
        VictimSupport = "victim_support", "association France Victimes", "victim support";
        DomesticViolenceSupport = "domestic_violence_support", "association VIF, CIDFF, ISCG", "domestic-violence support";
        FranceServices = "france_services", "France services", "one-stop public service";
        RightsMediation = "rights_mediation", "PIMMS Médiation / médiation accès aux droits", "rights mediation point";
        DigitalSupport = "digital_support", "conseiller numérique / Aidants Connect", "digital support";
        BenefitBody = "benefit_body", "CAF, MSA, CPAM, Carsat, France Travail", "benefit body";
        DebtAdvice = "debt_advice", "Point conseil budget / Banque de France", "debt advice";
        FoodAid = "food_aid", "aide alimentaire", "food aid";
        ElderlyDisabilitySupport = "elderly_disability_support", "CLIC, service autonomie, MDPH", "elderly & disability support";
        WasteService = "waste_service", "propreté / collecte", "waste service";
        RoadAuthority = "road_authority", "gestionnaire de voirie", "road authority";
        MobilityAuthority = "mobility_authority", "autorité organisatrice (AOM)", "mobility authority";
        TransportOperator = "transport_operator", "exploitant de transport (médiation, sûreté)", "transport operator";
        VenueOperator = "venue_operator", "exploitant de lieu festif, organisateur", "venue operator";
        Prefecture = "prefecture", "préfecture", "State representative";
        PublicFacility = "public_facility", "équipement public (piscine, médiathèque, centre culturel…)", "public facility";
        BusinessAssociation = "business_association", "association de commerçants", "shopkeepers' association";
        PrisonManagement = "prison_management", "chef d'établissement pénitentiaire", "prison management";
        PrisonProbation = "prison_probation", "SPIP (CPIP)", "prison & probation service";
        PrisonHealth = "prison_health", "USMP", "prison health unit";
        PrisonFamilyAssociation = "prison_family_association", "association maison d'accueil / lien familial", "prison-family association";
        DetentionInspector = "detention_inspector", "CGLPL", "detention inspector";
    }
}

impl PartnerKind {
    /// Whether the partner is a police force, which comes last in every rule that is not about
    /// immediate danger.
    ///
    /// The public prosecutor is not one: a judicial authority, to whom the law lets abuse of a
    /// minor or of a person unable to protect themself be reported, and so a legitimate fallback
    /// of the protection rules.
    #[must_use]
    pub const fn is_law_enforcement(self) -> bool {
        matches!(self, Self::MunicipalPolice | Self::StatePolice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_directory_is_here() {
        assert_eq!(PartnerKind::ALL.len(), 57);
        for code in [
            "mediation_team",
            "ccas",
            "justice_conciliator",
            "detention_inspector",
        ] {
            assert_eq!(PartnerKind::parse(code).unwrap().code(), code);
        }
    }

    #[test]
    fn the_forces_are_law_enforcement_and_justice_is_not() {
        let forces: Vec<&PartnerKind> = PartnerKind::ALL
            .iter()
            .filter(|kind| kind.is_law_enforcement())
            .collect();
        assert_eq!(
            forces,
            [&PartnerKind::MunicipalPolice, &PartnerKind::StatePolice]
        );
    }
}
