//! Why a case went where it went: asked for by those who may know, answered in both languages.

use passerelle_tests::both_databases;
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};

both_databases! {
    fn the_sender_and_the_operator_learn_why_and_why_not_elsewhere(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let address = format!("/v1/referrals/{}/explanation", sent["id"].as_str().unwrap());

        let told = landlord.get(&address).expect(200).json();
        assert_eq!(told["rule"], "R50");
        assert_eq!(told["ruleset"], sent["decision"]["ruleset"]);
        assert_eq!(told["text"], sent["decision"]["explanation"]);
        let rules = told["rules"].as_array().unwrap();
        let rule = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap();
        assert_eq!(rule("R50")["fate"], "decides");
        assert_eq!(rule("R88")["fate"], "comes_later");
        let near = rule("R52");
        assert_eq!(near["fate"], "near");
        assert_eq!(near["lacks"][0]["fact"], json!({"fr": "statut d'occupation", "en": "tenure"}));
        assert_eq!(near["lacks"][0]["actual"]["fr"], "logement social");

        let route = told["route"].as_array().unwrap();
        let candidate = |code: &str| -> Value {
            let all = route.iter().flat_map(|kind| kind["candidates"].as_array().unwrap());
            all.clone().find(|one| one["partner"]["code"] == code).unwrap().clone()
        };
        assert_eq!(candidate("p-med")["part"], "lead");
        assert_eq!(candidate("p-conc")["part"], "fallback");
        assert_eq!(candidate("p-conc")["rank"], 1);
        assert_eq!(candidate("p-bail")["part"], "turned_down");
        assert_eq!(candidate("p-bail")["reason"], "referrer_organisation");

        // The operator's mediators and coordinators as well; nobody else, and a case that is not
        // one's own is not there.
        assert_eq!(service.signed_in("demo-mediation").get(&address).expect(200).json(), told);
        for stranger in ["demo-ccas", "demo-school"] {
            service.signed_in(stranger).get(&address).problem(404, "not-found");
        }
        service.client().get(&address).problem(401, "unauthorized");
    }
}
