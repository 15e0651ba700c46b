//! The eight settings in which social mediation works.

use super::codes;

codes! {
    /// Where a situation takes place.
    pub enum Setting: "setting" {
        School = "school", "École et collège", "School and collège";
        Youth = "youth", "Jeunesse", "Youth";
        PriorityDistricts = "priority_districts", "Quartiers prioritaires et centres-villes", "Priority districts and town centres";
        Housing = "housing", "Logement", "Housing";
        Nightlife = "nightlife", "Lieux festifs et nocturnes", "Festive and night-time places";
        Transport = "transport", "Transports et mobilités", "Transport and mobility";
        PublicServices = "public_services", "Services publics et sociaux", "Public and social services";
        Detention = "detention", "Lieux d'enfermement", "Places of detention";
    }
}
