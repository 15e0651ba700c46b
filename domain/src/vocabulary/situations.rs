//! The situations that a referral may be about.
//!
//! Ten can come in any setting; each of the others belongs to one. A situation names what
//! happens, never what a person is.

use super::{Setting, codes};

/// Writes the situations under their setting, so that the list reads as the catalogue does and
/// no situation can be left without its place in it.
macro_rules! situations {
    ($( $setting:expr => { $( $variant:ident = $code:literal, $fr:literal, $en:literal; )+ } )+) => {
        codes! {
            /// What a referral is about. The code is unique across all settings.
            pub enum Situation: "situation" {
                $($( $variant = $code, $fr, $en; )+)+
            }
        }

        impl Situation {
            /// The setting of the situation, or `None` when it can come in any setting.
            #[must_use]
            pub const fn setting(self) -> Option<Setting> {
                match self {
                    $( $(Self::$variant)|+ => $setting, )+
                }
            }
        }
    };
}

situations! {
    None => {
        ChildAtRisk = "child_at_risk", "Mineur en danger ou en risque", "Child at risk";
        DomesticViolence = "domestic_violence", "Violences conjugales/intrafamiliales", "Domestic violence";
        SuicidalCrisis = "suicidal_crisis", "Crise suicidaire", "Suicidal crisis";
        MentalDistress = "mental_distress", "Souffrance psychique", "Mental distress";
        Addiction = "addiction", "Addiction, consommation à risque", "Addiction";
        Homelessness = "homelessness", "Personne sans abri", "Homelessness";
        VulnerableAdultAbuse = "vulnerable_adult_abuse", "Maltraitance d'un adulte vulnérable", "Vulnerable-adult abuse";
        RightsNonTakeUp = "rights_non_take_up", "Non-recours aux droits", "Non-take-up of rights";
        Discrimination = "discrimination", "Discrimination", "Discrimination";
        OffenceVictim = "offence_victim", "Victime d'infraction", "Victim of an offence";
    }
    Some(Setting::School) => {
        SchoolBullying = "school_bullying", "Harcèlement scolaire", "Bullying";
        SchoolCyberbullying = "school_cyberbullying", "Cyberharcèlement", "Cyberbullying";
        SchoolAbsenteeism = "school_absenteeism", "Absentéisme", "Absenteeism";
        SchoolDropoutRisk = "school_dropout_risk", "Risque de décrochage (élève inscrit)", "Dropout risk, enrolled";
        SchoolDropout1618 = "school_dropout_16_18", "Décrochage 16–18 (non scolarisé)", "Dropout 16–18";
        SchoolPupilConflict = "school_pupil_conflict", "Conflit entre élèves", "Pupil conflict";
        SchoolFamilyTension = "school_family_tension", "Tension famille–établissement", "Family–school tension";
        AfterSchoolTension = "after_school_tension", "Tensions sur le temps périscolaire", "After-school tension";
        SchoolGateDisorder = "school_gate_disorder", "Troubles aux abords", "Disorder at the school gate";
        SchoolViolence = "school_violence", "Violence grave, arme", "Serious violence";
    }
    Some(Setting::Youth) => {
        YouthDistress = "youth_distress", "Mal-être, besoin d'écoute", "Distress, need to talk";
        YouthTransition = "youth_transition", "Transition (orientation, emploi, logement, majorité)", "Transition support";
        TraffickingEntryRisk = "trafficking_entry_risk", "Risque d'entrée dans les trafics", "Drawn into drug dealing";
        YouthRiskyUse = "youth_risky_use", "Conduites à risque, consommations", "Risky behaviour";
        YouthBrawlRisk = "youth_brawl_risk", "Rixes, rivalités", "Group rivalry";
        YouthFamilyBreakdown = "youth_family_breakdown", "Rupture familiale", "Family breakdown";
        YouthRunaway = "youth_runaway", "Fugue", "Runaway";
        YouthSexualExploitation = "youth_sexual_exploitation", "Prostitution des mineurs", "Sexual exploitation";
        YouthIdleGroup = "youth_idle_group", "Jeunes sans activité, appropriation de lieu", "Idle group";
    }
    Some(Setting::PriorityDistricts) => {
        PublicSpaceUseConflict = "public_space_use_conflict", "Conflit d'usage de l'espace public", "Use conflict";
        PublicGathering = "public_gathering", "Regroupement perçu comme gênant", "Disturbing gathering";
        StreetDrinking = "street_drinking", "Alcoolisation de rue", "Street drinking";
        OpenDealing = "open_dealing", "Point de deal", "Open drug dealing";
        DumpingLitter = "dumping_litter", "Dépôts sauvages, saleté", "Dumping, litter";
        MotorRodeo = "motor_rodeo", "Rodéo motorisé", "Motor rodeo";
        Vandalism = "vandalism", "Dégradations", "Vandalism";
        ShopTension = "shop_tension", "Tension commerçants–usagers", "Shop tension";
        InsecurityFeeling = "insecurity_feeling", "Sentiment d'insécurité", "Feeling of insecurity";
        StreetMentalDistress = "street_mental_distress", "Détresse psychique sur la voie publique", "Distress in the street";
    }
    Some(Setting::Housing) => {
        NeighbourNoise = "neighbour_noise", "Bruits de voisinage", "Neighbour noise";
        NeighbourDispute = "neighbour_dispute", "Conflit de voisinage", "Neighbour dispute";
        CommonAreaOccupation = "common_area_occupation", "Occupation de hall, parties communes", "Hall occupation";
        CommonAreaDisorder = "common_area_disorder", "Encombrants, saleté, dégradations en parties communes", "Disorder in common areas";
        TechnicalFault = "technical_fault", "Veille technique (éclairage, ascenseur, porte)", "Technical fault";
        UnfitHousing = "unfit_housing", "Logement indigne, non décent", "Unfit housing";
        RentArrears = "rent_arrears", "Impayé de loyer", "Rent arrears";
        HoardingSelfNeglect = "hoarding_self_neglect", "Incurie, syndrome de Diogène", "Hoarding, self-neglect";
        ElderlyIsolation = "elderly_isolation", "Personne âgée isolée", "Elderly isolation";
        TenantLandlordTension = "tenant_landlord_tension", "Tension locataire–bailleur", "Tenant–landlord tension";
    }
    Some(Setting::Nightlife) => {
        VenueNoise = "venue_noise", "Bruit d'établissement", "Venue noise";
        StreetNightNoise = "street_night_noise", "Bruit de rue nocturne", "Street noise at night";
        AlcoholIntoxication = "alcohol_intoxication", "Alcoolisation massive", "Severe intoxication";
        PartyDrugUse = "party_drug_use", "Consommation de produits en fête", "Party drug use";
        DrinkSpiking = "drink_spiking", "Soumission chimique", "Drink spiking";
        SexistSexualViolence = "sexist_sexual_violence", "Violences sexistes et sexuelles", "Sexual violence";
        NightBrawl = "night_brawl", "Rixe, violence", "Brawl";
        UnaccompaniedMinorNight = "unaccompanied_minor_night", "Mineur isolé ou alcoolisé la nuit", "Minor alone at night";
        UnauthorisedParty = "unauthorised_party", "Rassemblement non déclaré", "Undeclared party";
        EndOfNightVulnerability = "end_of_night_vulnerability", "Personne vulnérable en fin de nuit", "Vulnerable person at closing time";
    }
    Some(Setting::Transport) => {
        RoadSharingConflict = "road_sharing_conflict", "Conflit d'usage piétons/vélos/autos", "Road-sharing conflict";
        MicromobilityClutter = "micromobility_clutter", "Stationnement gênant trottinettes/vélos", "Micromobility clutter";
        ParkingConflict = "parking_conflict", "Conflit de stationnement", "Parking conflict";
        TransportIncivility = "transport_incivility", "Incivilités à bord/en gare", "Incivility on board";
        FareDispute = "fare_dispute", "Conflit de titre de transport", "Fare dispute";
        StationGathering = "station_gathering", "Regroupement, errance en gare", "Gathering, wandering in stations";
        SchoolTransportTension = "school_transport_tension", "Tensions en transport scolaire", "School-bus tension";
        TransportHarassment = "transport_harassment", "Harcèlement, outrage sexiste", "Harassment";
        VulnerableTraveller = "vulnerable_traveller", "Voyageur fragile (PMR, âgé, non francophone)", "Vulnerable traveller";
        TrackTrespass = "track_trespass", "Intrusion sur les voies", "Track trespass";
    }
    Some(Setting::PublicServices) => {
        CounterTension = "counter_tension", "Tension à l'accueil", "Tension at the counter";
        AdministrativeBlock = "administrative_block", "Dossier bloqué", "Blocked file";
        DigitalExclusion = "digital_exclusion", "Exclusion numérique", "Digital exclusion";
        LanguageBarrier = "language_barrier", "Barrière de langue", "Language barrier";
        ProofOfAddress = "proof_of_address", "Domiciliation", "Address for mail";
        FoodInsecurity = "food_insecurity", "Précarité alimentaire", "Food insecurity";
        OverIndebtedness = "over_indebtedness", "Surendettement", "Over-indebtedness";
        FacilityUseConflict = "facility_use_conflict", "Conflit d'usage (piscine, médiathèque…)", "Facility conflict";
        FragileVisitor = "fragile_visitor", "Accueil d'un public fragile", "Fragile visitor";
        StaffAssault = "staff_assault", "Agression d'un agent", "Staff assault";
    }
    Some(Setting::Detention) => {
        CellmateConflict = "cellmate_conflict", "Conflit entre codétenus", "Cell-mate conflict";
        PrisonBullying = "prison_bullying", "Racket, pressions, violences", "Extortion, violence";
        NewcomerDistress = "newcomer_distress", "Choc carcéral, arrivant", "Newcomer distress";
        DetentionSuicideRisk = "detention_suicide_risk", "Risque suicidaire en détention", "Suicide risk";
        PrisonIsolation = "prison_isolation", "Isolement, indigence", "Isolation, poverty";
        FamilyTieBreak = "family_tie_break", "Rupture de lien familial", "Broken family ties";
        PrisonRightsAccess = "prison_rights_access", "Accès aux droits", "Access to rights";
        ReleaseWithoutHousing = "release_without_housing", "Sortie sans hébergement", "Release without housing";
        PrisonerStaffTension = "prisoner_staff_tension", "Tension détenu–personnel", "Prisoner–staff tension";
        CollectiveLifeTension = "collective_life_tension", "Tension de vie collective", "Collective tension";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_situations_are_as_many_as_the_catalogue_has() {
        assert_eq!(Situation::ALL.len(), 89);
        let count = |setting| {
            let of = |situation: &&Situation| situation.setting() == setting;
            Situation::ALL.iter().filter(of).count()
        };
        assert_eq!(count(None), 10);
        let by_setting: Vec<usize> = Setting::ALL.iter().map(|&s| count(Some(s))).collect();
        assert_eq!(by_setting, [10, 9, 10, 10, 10, 10, 10, 10]);
    }

    #[test]
    fn the_cross_cutting_ones_come_first_then_the_settings_in_order() {
        let settings: Vec<Option<Setting>> = Situation::ALL.iter().map(|s| s.setting()).collect();
        assert!(settings.is_sorted());
    }

    #[test]
    fn a_situation_knows_its_setting_and_its_names() {
        let noise = Situation::parse("neighbour_noise").unwrap();
        assert_eq!(noise, Situation::NeighbourNoise);
        assert_eq!(noise.setting(), Some(Setting::Housing));
        assert_eq!(noise.label().fr, "Bruits de voisinage");
        assert_eq!(noise.label().en, "Neighbour noise");
        assert_eq!(Situation::DomesticViolence.setting(), None);
    }
}
