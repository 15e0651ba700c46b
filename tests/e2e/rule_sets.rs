//! The life of rule sets over the API: from an empty draft to a published overlay, and back.

use jiff::SignedDuration;
use passerelle_tests::{Answer, Client, Service, both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{address, code, committed, shipped_rules};

/// An overlay of Saint-Avenin that gives noise to another partner first.
pub fn overlay(name: &str, rule: &str, lead: &str) -> String {
    format!(
        r#"# La convention signée en septembre.
name = "{name}"
overlay_of = "default"
title = {{ fr = "Convention de Saint-Avenin", en = "Agreement of Saint-Avenin" }}
territory = ["commune:00001"]

[[rules]]
id = "{rule}"
replaces = "R50"
label = {{ fr = "convention", en = "agreement" }}
because.fr = "la convention locale le dit"
because.en = "the local agreement says so"
when.situation = ["neighbour_noise"]
when.tenure = ["social"]
then.lead = ["{lead}"]
then.fallbacks = ["mediation_team"]
then.max = "L1"
"#
    )
}

/// The resource of a version.
fn place(version: &Value) -> String {
    format!("/v1/rulesets/{}", version["id"].as_str().unwrap())
}

/// Acts on a version as it stands now.
pub fn act(client: &Client, place: &str, action: &str, body: &Value) -> Answer {
    let tag = client.get(place).expect(200).header("etag").to_owned();
    let path = format!("{place}/{action}");
    client.with("if-match", &tag).post(&path, body)
}

/// Begins, checks and publishes a version; tells where it is.
pub fn publish(client: &Client, toml: &str) -> String {
    let body = json!({ "toml": toml });
    let begun = client.post("/v1/rulesets", &body).expect(201).json();
    let place = place(&begun);
    act(client, &place, "check", &json!({})).expect(200);
    act(client, &place, "publish", &json!({})).expect(200);
    place
}

/// What A01 would lead to.
fn decision(client: &Client) -> Value {
    let mut case = cases::a01();
    case["at"] = json!(A01_AT);
    case["external_reference"] = Value::Null;
    let answer = client.post("/v1/routing/preview", &case).expect(200);
    answer.json()["decision"].clone()
}

/// Who is asked about the landlord's A01.
fn lead(service: &Service) -> &'static str {
    code(&decision(&service.signed_in("demo-landlord"))["lead"]["partner"])
}

both_databases! {
    fn an_empty_draft_becomes_a_published_overlay(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let landlord = service.signed_in("demo-landlord");
        let first = decision(&landlord);
        assert_eq!((code(&first["lead"]["partner"]), &first["rule"]), ("p-med", &json!("R50")));
        assert_eq!(first["ruleset"], json!({"name": "default", "version": 1, "edition": 1}));

        let begun = me.post("/v1/rulesets", &json!({"name": "saint-avenin"})).expect(201);
        let version = begun.json();
        let place = place(&version);
        assert_eq!((begun.header("location"), begun.header("etag")), (place.as_str(), "\"1\""));
        assert_eq!((&version["status"], &version["version"]), (&json!("draft"), &json!(1)));
        assert_eq!(version["model"], json!({"name": "saint-avenin"}));
        assert_eq!(version["author"], "demo-mediation");

        // Unfinished, it is refused with all that it lacks.
        let problem = act(&me, &place, "check", &json!({})).problem(422, "invalid-rule-set");
        assert!(problem["errors"].as_array().unwrap().len() > 2, "{problem:#}");

        // Without a tag, with an old one, and with the right one.
        let body = json!({"toml": overlay("saint-avenin", "SA50", "justice_conciliator")});
        let put = |client: &Client| {
            client.send("PUT", &place, "application/json", body.to_string().as_bytes())
        };
        put(&me).problem(428, "precondition-required");
        let edited = put(&me.with("if-match", "\"1\"")).expect(200);
        assert_eq!(edited.header("etag"), "\"2\"");
        let stale = put(&me.with("if-match", "\"1\""));
        stale.problem(412, "precondition-failed");
        assert_eq!(stale.header("etag"), "\"2\"");
        let edited = edited.json();
        assert_eq!(edited["kind"], "overlay");
        assert_eq!(edited["title"]["en"], "Agreement of Saint-Avenin");
        assert_eq!(edited["territory"], json!(["commune:00001"]));
        assert_eq!(edited["model"]["rules"][0]["id"], "SA50");
        assert!(edited["toml"].as_str().unwrap().starts_with("# La convention"));

        // Nothing is published that nobody looked at.
        act(&me, &place, "publish", &json!({})).problem(409, "conflict");
        let checked = act(&me, &place, "check", &json!({})).expect(200);
        assert_eq!(checked.header("etag"), "\"3\"");
        let checked = checked.json();
        assert_eq!(checked["file"], "saint-avenin@1");
        assert_eq!(checked["changes"]["rules"]["added"], json!(["SA50"]));
        let proofs = checked["report"]["proofs"].as_array().unwrap();
        assert!(proofs.iter().any(|proof| proof["subject"] == "V01"));
        assert_eq!(lead(&service), "p-med");

        let published = act(&me, &place, "publish", &json!({})).expect(200).json();
        assert_eq!(published["status"], "active");
        let now = decision(&landlord);
        assert_eq!((code(&now["lead"]["partner"]), &now["rule"]), ("p-conc", &json!("SA50")));
        assert_eq!(now["overlay"], "saint-avenin");
        assert_eq!(now["ruleset"]["edition"], 2);
        let explained = now["explanation"]["fr"].as_str().unwrap();
        assert!(explained.contains("Convention de Saint-Avenin"), "{explained}");

        // A case that is sent names the edition, and keeps it.
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let read = landlord.get(&address(&sent)).expect(200).json();
        assert_eq!(read["decision"]["ruleset"], json!({"name": "default", "version": 1, "edition": 2}));

        let history = me.get(&format!("{place}/history")).expect(200).json();
        let kinds: Vec<&str> = history["items"].as_array().unwrap().iter()
            .map(|entry| entry["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["created", "edited", "checked", "activated"]);
        let started = &history["items"][3];
        assert_eq!(started["client"], "demo-mediation");
        assert_eq!(started["changes"]["rules"]["added"], json!(["SA50"]));
        assert_eq!(started["data"]["edition"], 2);

        let listed = me.get("/v1/rulesets?status=active&kind=overlay").expect(200).json();
        let item = &listed["items"][0];
        assert_eq!((&item["name"], &item["check"]["errors"]), (&json!("saint-avenin"), &json!(0)));
        assert_eq!(item["active_from"].as_str().unwrap(), "2026-10-05T07:10:00Z");
        let all = me.get("/v1/rulesets?limit=1").expect(200);
        assert!(all.header("link").contains("rel=\"next\""));
        let next = all.json()["next"].as_str().unwrap().to_owned();
        let rest = me.get(&format!("/v1/rulesets?cursor={next}")).expect(200).json();
        let mut names = vec![all.json()["items"][0]["name"].clone(), rest["items"][0]["name"].clone()];
        names.sort_by_key(Value::to_string);
        assert_eq!((names, &rest["next"]), (vec![json!("default"), json!("saint-avenin")], &Value::Null));
    }

    fn the_json_form_is_the_same_document(world in World) {
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let toml = overlay("saint-avenin", "SA50", "justice_conciliator");
        let first = me.post("/v1/rulesets", &json!({"toml": toml})).expect(201).json();
        let body = json!({"model": first["model"]});
        let second = me.post("/v1/rulesets", &body).expect(201).json();
        assert_eq!((&second["model"], &second["version"]), (&first["model"], &json!(2)));
        act(&me, &place(&second), "check", &json!({})).expect(200);
        // A fault of the model is told by its pointer.
        let mut broken = first["model"].clone();
        broken["rules"][0]["then"]["lead"] = json!(["nobody"]);
        let third = me.post("/v1/rulesets", &json!({"model": broken})).expect(201).json();
        let problem = act(&me, &place(&third), "check", &json!({})).problem(422, "invalid-rule-set");
        let errors = problem["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["pointer"] == "/model/rules/0/then/lead/0");
        let error = error.unwrap_or_else(|| panic!("{problem:#}"));
        assert_eq!(error["document"], "saint-avenin@3");
        assert!(error["line"].as_u64().unwrap() > 1);
        let both = json!({"toml": "name = \"x\"", "model": {"name": "x"}});
        me.post("/v1/rulesets", &both).problem(422, "invalid-request");
    }

    fn a_broken_document_is_refused_whole_and_the_rules_go_on(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let syntax = json!({"toml": "name = \"x\"\ntitle = \nrules = [\n"});
        let problem = me.post("/v1/rulesets", &syntax).problem(422, "invalid-rule-set");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["line"]), (&json!("/toml"), &json!(2)));
        let many = shipped_rules()
            .replace("when.tenure = [\"social\"]", "when.tenure = [\"palace\"]")
            .replace("id = \"R88\"", "id = \"R50\"");
        let begun = me.post("/v1/rulesets", &json!({"toml": many})).expect(201).json();
        let problem = act(&me, &place(&begun), "check", &json!({})).problem(422, "invalid-rule-set");
        let codes: Vec<&str> = problem["errors"].as_array().unwrap().iter()
            .map(|error| error["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"unknown_code") && codes.contains(&"duplicate"), "{codes:?}");
        // What the analyser refutes is told with a case, and not published either.
        let violence = overlay("saint-avenin", "SA50", "justice_conciliator") + r#"
[[rules]]
id = "SA07"
stage = "safety"
order = 1
label = { fr = "au bailleur", en = "to the landlord" }
because.fr = "la convention locale le dit"
because.en = "the local agreement says so"
when.situation = ["domestic_violence"]
then.lead = ["social_landlord"]
then.max = "L1"
"#;
        let begun = me.post("/v1/rulesets", &json!({"toml": violence})).expect(201).json();
        let checked = act(&me, &place(&begun), "check", &json!({})).expect(200).json();
        assert_eq!(checked["ruleset"]["status"], "draft");
        assert!(checked["ruleset"]["check"]["errors"].as_u64().unwrap() > 0);
        let finding = checked["report"]["findings"].as_array().unwrap().iter()
            .find(|finding| finding["severity"] == "error").unwrap().clone();
        assert_eq!(finding["code"], "invariant_refuted");
        assert!(finding["case"]["toml"].as_str().unwrap().contains("situation"));
        act(&me, &place(&begun), "publish", &json!({})).problem(409, "conflict");
        // Too large, by the loader's own limit and by that of the body.
        let large = json!({"toml": format!("name = \"x\"\n#{}", " ".repeat(32 << 20))});
        let problem = me.post("/v1/rulesets", &large).problem(422, "invalid-rule-set");
        assert_eq!(problem["errors"][0]["code"], "too_large");
        let larger = json!({"toml": " ".repeat(34 << 20)});
        me.post("/v1/rulesets", &larger).problem(413, "payload-too-large");
        assert_eq!(lead(&service), "p-med");
    }

    fn a_scheduled_version_decides_from_its_date_on(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let body = json!({"toml": overlay("saint-avenin", "SA50", "justice_conciliator")});
        let place = place(&me.post("/v1/rulesets", &body).expect(201).json());
        act(&me, &place, "check", &json!({})).expect(200);
        let from = json!({"from": "2026-10-05T10:00:00+02:00"});
        let scheduled = act(&me, &place, "publish", &from).expect(200).json();
        assert_eq!((&scheduled["status"], &scheduled["active_from"]), (&json!("scheduled"), &json!("2026-10-05T08:00:00Z")));
        world.clock.set("2026-10-05T09:59:59+02:00");
        assert_eq!(lead(&service), "p-med");
        world.clock.step(SignedDuration::from_secs(1));
        wait_for("the scheduled overlay", || (lead(&service) == "p-conc").then_some(()));
        // The token of before has run out meanwhile.
        let me = service.signed_in("demo-mediation");
        let active = me.get(&place).expect(200).json();
        assert_eq!(active["status"], "active");
        let history = me.get(&format!("{place}/history")).expect(200).json();
        let last = history["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["client"]), (&json!("activated"), &Value::Null));
        // What decides cannot be edited or given up, only rolled back.
        let tagged = me.with("if-match", "*");
        tagged.bare("DELETE", &place).problem(409, "conflict");
    }

    fn a_mistake_is_rolled_back_in_one_step(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let first = publish(&me, &overlay("saint-avenin", "SA50", "justice_conciliator"));
        let second = publish(&me, &overlay("saint-avenin", "SA50", "ccas"));
        assert_eq!(lead(&service), "p-ccas");
        let wrong = act(&me, &second, "roll-back", &json!({})).expect(200).json();
        assert_eq!(wrong["status"], "superseded");
        assert_eq!(lead(&service), "p-conc");
        assert_eq!(me.get(&first).expect(200).json()["status"], "active");
        act(&me, &first, "roll-back", &json!({})).expect(200);
        assert_eq!((lead(&service), &decision(&service.signed_in("demo-landlord"))["ruleset"]["edition"]), ("p-med", &json!(5)));
        let history = me.get(&format!("{second}/history")).expect(200).json();
        let last = history["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["data"]["to"]), (&json!("rolled_back"), &json!("saint-avenin@1")));
        act(&me, &second, "roll-back", &json!({})).problem(409, "conflict");
    }

    fn four_eyes_refuse_the_author(world in World) {
        let mut world = world.at(A01_AT);
        world.set("PASSERELLE_FOUR_EYES", "true");
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let body = json!({"toml": overlay("saint-avenin", "SA50", "justice_conciliator")});
        let place = place(&me.post("/v1/rulesets", &body).expect(201).json());
        act(&me, &place, "check", &json!({})).expect(200);
        let refused = act(&me, &place, "publish", &json!({})).problem(409, "conflict");
        assert_eq!(refused["current_status"], "checked");
        act(&me, &place, "approve", &json!({})).problem(403, "forbidden");
        assert_eq!(lead(&service), "p-med");
    }

    fn nobody_else_has_a_hand_in_the_rules(world in World) {
        let service = world.serve();
        let me = service.signed_in("demo-mediation");
        let body = json!({"toml": overlay("saint-avenin", "SA50", "justice_conciliator")});
        let place = place(&me.post("/v1/rulesets", &body).expect(201).json());
        let contract: Value = serde_json::from_str(&committed("openapi/openapi.json")).unwrap();
        let only_referrals = me.ask_token(
            "demo-mediation", "demo-secret", "grant_type=client_credentials&scope=referrals%3Aread",
        ).expect(200).json();
        let only_referrals = service.client().bearing(only_referrals["access_token"].as_str().unwrap());
        let mut tried = 0;
        for (path, item) in contract["paths"].as_object().unwrap() {
            if !path.starts_with("/v1/rulesets") {
                continue;
            }
            let path = path.replace("/v1/rulesets/{id}", &place);
            for method in item.as_object().unwrap().keys().filter(|key| key.len() <= 6) {
                let method = method.to_uppercase();
                let ask = |client: &Client| {
                    let client = client.with("if-match", "*");
                    if method == "POST" || method == "PUT" {
                        client.send(&method, &path, "application/json", b"{}")
                    } else {
                        client.bare(&method, &path)
                    }
                };
                ask(&service.client()).problem(401, "unauthorized");
                for stranger in ["demo-landlord", "demo-school", "demo-ccas"] {
                    let answer = ask(&service.signed_in(stranger));
                    assert!([403, 422].contains(&answer.status), "{method} {path}: {}", answer.text());
                }
                let answer = ask(&only_referrals);
                assert!([403, 422].contains(&answer.status), "{method} {path}: {}", answer.text());
                tried += 1;
            }
        }
        assert!(tried >= 10, "{tried}");
        let read = me.get(&place).expect(200).json();
        assert_eq!((&read["revision"], &read["status"]), (&json!(1), &json!("draft")));
    }
}
