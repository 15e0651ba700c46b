//! The edge checks of the domain, E1 to E9. (E10 is about statistics, which this product does not show yet.)

use jiff::SignedDuration;
use passerelle_tests::{World, both_databases};
use serde_json::{Value, json};

use crate::bad_input::assert_nothing_stored;
use crate::cases::{self, A01_AT, A02_AT, A03_AT, with};
use crate::lifecycle::{kinds, mail_address};
use crate::network::{
    action, address, assignment, code, codes, id, instant, property_manager, shipped_rules,
};

both_databases! {
    fn e1_the_tenure_decides_which_rule_speaks(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let case = with(cases::a01(), "/place/tenure", json!("co_ownership"));
        world.knows(&case);
        let mediation = service.signed_in("demo-mediation");
        let made = mediation.post("/v1/partners", &property_manager("00000015800014")).expect(201).json();
        let decision = service.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201).json()["decision"].clone();
        assert_eq!(decision["rule"], "R52");
        assert_eq!(code(&decision["lead"]["partner"]), "p-med");
        assert_eq!(decision["fallbacks"][0]["partner"]["id"], made["id"]);
        assert_eq!(decision["fallbacks"][0]["partner"]["kind"], "property_manager");
        assert_eq!(code(&decision["fallbacks"][1]["partner"]), "p-conc");
    }

    fn e2_under_sixteen_the_school_is_asked_and_never_the_dropout_platform(world in World) {
        let world = world.at(A02_AT);
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let young = with(with(cases::a02(), "/parties/0/age_band", json!("11-15")), "/place/uai", json!("0000002C"));
        world.knows(&young);
        let outside = with(young.clone(), "/referrer", Value::Null);
        let decision = mediation.post("/v1/referrals", &outside).expect(201).json()["decision"].clone();
        assert_eq!(decision["rule"], "R32");
        assert_eq!(code(&decision["lead"]["partner"]), "p-lycee");
        assert_eq!(codes(&decision["fallbacks"]), ["p-dsden"]);
        // When the school itself reports it, the case does not bounce back to it.
        let decision = service.signed_in("demo-school").post("/v1/referrals", &young).expect(201).json()["decision"].clone();
        assert_eq!(decision["rule"], "R32");
        assert_eq!(code(&decision["lead"]["partner"]), "p-dsden");
        assert!(!decision.to_string().contains("PSAD"), "{decision:#}");
    }

    fn e3_a_threat_of_suicide_comes_before_everything(world in World) {
        let world = world.at(A03_AT);
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let case = with(cases::a03(&id(&mediation, "p-peri")), "/safety/suicide_risk", json!(true));
        world.knows(&case);
        let answer = mediation.post("/v1/referrals", &case).expect(201);
        let diverted = answer.json();
        assert_eq!(diverted["status"], "emergency_diverted");
        assert_eq!(diverted["priority"], "P0");
        assert_eq!(diverted["decision"]["rule"], "R05");
        assert_eq!(diverted["decision"]["lead"], Value::Null);
        assert_eq!(diverted["assignments"], json!([]));
        let numbers: Vec<&str> = diverted["decision"]["notices"].as_array().unwrap().iter().filter_map(|one| one["number"].as_str()).collect();
        assert!(numbers.contains(&"15") && numbers.contains(&"3114"), "{numbers:?}");
        assert_no_person(&mediation.get(&address(&diverted)).expect(200).text(), &case);
        assert!(world.mails().is_empty(), "an emergency is told to the caller, not sent by mail");
    }

    fn danger_now_diverts_and_keeps_nothing_personal(world in World) {
        let world = world.at(A01_AT);
        let case = with(with(cases::a01(), "/safety/danger_now", json!(true)), "/place/address", json!("3 impasse Fictive"));
        world.knows(&case);
        let service = world.serve();
        let diverted = service.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201);
        assert_eq!(diverted.json()["status"], "emergency_diverted");
        assert_eq!(diverted.json()["decision"]["rule"], "R00");
        assert_no_person(&diverted.text(), &case);
        let read = service.signed_in("demo-mediation").get(&address(&diverted.json())).expect(200);
        assert_no_person(&read.text(), &case);
    }

    fn e4_domestic_violence_is_no_matter_for_mediation(world in World) {
        let world = world.at(A01_AT);
        let case = with(with(cases::a01(), "/situation", json!("domestic_violence")), "/safety/violence", json!(true));
        let case = with(case, "/narrative", json!("Une voisine entend chaque nuit des cris et des coups dans le logement du couple."));
        let case = with(case, "/narrative_confirmed", json!(true));
        let case = with(case, "/parties/0/consent", json!({"state": "not_met"}));
        world.knows(&case);
        let service = world.serve();
        // Told by a neighbour to the mediation team; the landlord is not in copy.
        let told = with(case, "/referrer", Value::Null);
        let referral = service.signed_in("demo-mediation").post("/v1/referrals", &told).expect(201).json();
        let decision = &referral["decision"];
        assert_eq!(decision["rule"], "R15");
        assert_eq!(decision["mediation_mode"], "none");
        assert_eq!(decision["informed"], json!([]));
        assert_eq!(referral["status"], "awaiting_consent");
        assert_eq!(referral["priority"], "P1");
        let notices: Vec<&str> = decision["notices"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert!(notices.contains(&"no_letter_home"), "{notices:?}");
        assert!(decision["notices"].as_array().unwrap().iter().any(|one| one["number"] == "3919"), "{decision:#}");
        assert!(world.mails().is_empty(), "nobody is asked before the person agrees");

        // With her agreement the support for victims is asked; the landlord still learns nothing.
        let consent = json!({"party": 0, "state": "given", "scope": null});
        let agreed = service.signed_in("demo-mediation").post(&format!("{}/consent", address(&referral)), &consent).expect(200).json();
        assert_eq!(agreed["status"], "routed");
        assert_eq!(assignment(&agreed, "p-vict")["status"], "proposed");
        service.signed_in("demo-landlord").get(&address(&referral)).problem(404, "not-found");
    }

    fn e6_withdrawn_consent_empties_what_the_partner_sees(world in World) {
        world.knows(&cases::food());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let ccas = service.signed_in("demo-ccas");
        let sent = landlord.post("/v1/referrals", &cases::food()).expect(201).json();
        assert!(ccas.get(&address(&sent)).expect(200).text().contains("Paniersfictifs"));
        let withdrawn = json!({"party": 0, "state": "withdrawn", "scope": null});
        let after = landlord.post(&format!("{}/consent", address(&sent)), &withdrawn).expect(200).json();
        assert_eq!(after["status"], "withdrawn");
        assert_eq!(assignment(&after, "p-ccas")["status"], "cancelled");
        let seen = ccas.get(&address(&sent)).expect(200);
        assert_no_person(&seen.text(), &cases::food());
        assert_eq!(seen.json()["status"], "withdrawn");
        ccas.post(&action(&sent, "p-ccas", "accept"), &json!({})).problem(409, "conflict");
        assert_eq!(ccas.get("/v1/assignments?status=proposed").expect(200).json()["items"], json!([]));
    }

    fn e7_silence_asks_the_next_one_once_even_with_two_workers(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let (one, other) = (world.serve(), world.serve());
        let sent = one.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        let due = instant(&assignment(&sent, "p-med")["answer_due_at"]);
        world.clock.set(&(due - SignedDuration::from_secs(1)).to_string());
        let mediation = one.signed_in("demo-mediation");
        // Both workers look at their clocks every second; they get three times that.
        std::thread::sleep(std::time::Duration::from_secs(3));
        assert_eq!(mediation.get(&address(&sent)).expect(200).json()["sequence"], sent["sequence"], "a second early");

        world.clock.set(&due.to_string());
        let moved_on = passerelle_tests::wait_for("the fallback", || {
            let now = mediation.get(&address(&sent)).expect(200).json();
            now["assignments"].as_array().unwrap().iter().any(|one| code(&one["partner"]) == "p-conc").then_some(now)
        });
        assert_eq!(assignment(&moved_on, "p-med")["status"], "expired");
        assert_eq!(assignment(&moved_on, "p-conc")["status"], "proposed");
        let conciliator = mail_address(&mediation, "p-conc");
        world.mail_to(&conciliator, |_| true);
        std::thread::sleep(std::time::Duration::from_secs(3));
        let events = kinds(&other.signed_in("demo-mediation"), &sent);
        let count = |kind: &str| events.iter().filter(|event| *event == kind).count();
        assert_eq!((count("assignment.expired"), count("assignment.proposed")), (1, 2), "{events:?}");
        assert_eq!(world.mails().iter().filter(|mail| mail.to.contains(&conciliator)).count(), 1);
    }

    fn e8_nobody_to_ask_means_a_person_chooses(world in World) {
        let service = world.serve();
        // The village has neither CCAS nor France services, and nobody here advises on debts.
        let case = with(with(cases::food(), "/situation", json!("over_indebtedness")), "/place/commune_code", json!("00002"));
        world.knows(&case);
        let referral = service.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201).json();
        assert_eq!(referral["status"], "triage");
        assert_eq!(referral["decision"]["rule"], "R90");
        assert_eq!(referral["decision"]["lead"], Value::Null);
        assert!(referral["assignments"].as_array().unwrap().is_empty());
        let triage = service.signed_in("demo-mediation").get("/v1/referrals?status=triage").expect(200).json();
        assert_eq!(triage["items"][0]["id"], referral["id"]);
    }

    fn e9_a_diagnosis_in_the_text_is_stored_only_after_a_second_look(world in World) {
        let text = "La voisine du dessus est schizophrène et crie la nuit depuis le mois de mai.";
        let case = with(cases::a01(), "/narrative", json!(text));
        let world = world.at(A01_AT);
        world.knows(&case);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let warned = landlord.post("/v1/referrals", &case);
        warned.problem(422, "narrative-needs-confirmation");
        assert!(!warned.text().contains("schizophr"), "the problem repeats the word: {}", warned.text());
        assert_nothing_stored(&world, &service);
        landlord.post("/v1/referrals", &with(case, "/narrative_confirmed", json!(true))).expect(201);
    }
}

#[test]
fn e5_police_first_without_an_emergency_is_refused_unless_somebody_signs() {
    let world = World::new(passerelle_tests::Backend::Sqlite);
    let whole = shipped_rules();
    // The shipped example of this very situation expects what the new rule changes: whoever changes
    // a rule changes its example with it.
    let shipped = &whole
        .split("\n\n")
        .filter(|block| !block.contains("id = \"E5\""))
        .collect::<Vec<_>>()
        .join("\n\n");
    let rule = |signature: &str| {
        format!(
            "{shipped}\n[[rules]]\nid = \"X60\"\nstage = \"orientation\"\norder = 1\n\
             label = {{ fr = \"attroupements\", en = \"gatherings\" }}\n\
             because = {{ fr = \"un essai\", en = \"a trial\" }}\n\
             when.situation = [\"public_gathering\"]\n\
             then.lead = [\"state_police\"]\nthen.max = \"L1\"\n{signature}"
        )
    };
    let check = |text: String| {
        let file = world.dir().join("rules.toml");
        std::fs::write(&file, text).unwrap();
        world.run(&["rules", "check", file.to_str().unwrap()])
    };
    check(shipped.to_owned()).ok();
    let refused = check(rule(""));
    assert!(!refused.status.success(), "{}{}", refused.out, refused.err);
    let line = shipped.lines().count();
    let said = refused.said();
    assert!(
        said.contains("rules.toml:") && said.contains("X60"),
        "{said}"
    );
    let named: usize = said
        .split("rules.toml:")
        .nth(1)
        .unwrap()
        .split(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        named > line,
        "{named} is not a line of the new rule, which begins after {line}: {said}"
    );
    let signed = check(rule(
        "then.law_enforcement_first = { signed_by = \"Coordination\", reason = \"Arrêté du 1er octobre\" }\n",
    ));
    let said = signed.said();
    assert!(signed.status.success(), "{said}");
    assert!(said.contains("signée Coordination"), "{said}");
}

/// Nothing of the people of a case stands in a text.
#[track_caller]
fn assert_no_person(text: &str, case: &Value) {
    for party in case["parties"].as_array().unwrap() {
        for part in [
            &party["name"],
            &party["contact"]["phone"],
            &party["contact"]["email"],
        ] {
            let part = part.as_str().unwrap_or("nothing of that kind");
            assert!(!text.contains(part), "{part} stands in {text}");
        }
    }
    let narrative = case["narrative"].as_str().unwrap();
    let beginning: String = narrative.chars().take(30).collect();
    assert!(!text.contains(&beginning), "the narrative stands in {text}");
}
