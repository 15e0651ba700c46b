//! Two contracts, the older one first: what of the first no longer holds in the second.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Who sends what a schema describes: the client, who may be told to send more; or the service, which may answer less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sent {
    ByClient,
    ByService,
}

/// One line for each thing that would break a client of the older contract.
pub fn breaking_changes(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison {
        old,
        new,
        found: BTreeSet::new(),
        seen: BTreeSet::new(),
    };
    for (path, item) in members(&old["paths"]) {
        for (method, operation) in members(item) {
            let place = format!("{} {path}", method.to_uppercase());
            comparison.operation(&place, operation, &new["paths"][path][method]);
        }
    }
    comparison.found.into_iter().collect()
}

struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    found: BTreeSet<String>,
    /// Named schemas that were compared already; they may hold themselves.
    seen: BTreeSet<(String, Sent)>,
}

impl<'a> Comparison<'a> {
    fn say(&mut self, place: &str, what: impl AsRef<str>) {
        self.found.insert(format!("{place}: {}", what.as_ref()));
    }

    fn operation(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        if new.is_null() {
            return self.say(place, "the operation is gone");
        }
        if old["operationId"] != new["operationId"] {
            self.say(place, format!("is now called {}", new["operationId"]));
        }
        let scopes = |operation: &Value| texts(&operation["security"][0]["oauth"]);
        for scope in scopes(new).difference(&scopes(old)) {
            self.say(place, format!("needs `{scope}`"));
        }
        self.parameters(place, old, new);
        self.body(place, &old["requestBody"], &new["requestBody"]);
        for (status, response) in members(&old["responses"]) {
            let place = format!("{place} {status}");
            let there = &new["responses"][status];
            if there.is_null() && status.starts_with('2') {
                self.say(&place, format!("the answer {status} is gone"));
            }
            if !there.is_null() {
                let (response, there) = (resolve(self.old, response), resolve(self.new, there));
                for (header, _) in members(&response["headers"]) {
                    if there["headers"][header].is_null() {
                        self.say(&place, format!("the header `{header}` is gone"));
                    }
                }
                self.content(
                    &place,
                    &response["content"],
                    &there["content"],
                    Sent::ByService,
                );
            }
        }
    }

    fn parameters(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        let named = |operation: &'a Value| -> BTreeMap<&'a str, &'a Value> {
            let all = operation["parameters"].as_array().into_iter().flatten();
            all.filter_map(|one| Some((one["name"].as_str()?, one)))
                .collect()
        };
        let (before, after) = (named(old), named(new));
        for (name, parameter) in &before {
            match after.get(name) {
                None => self.say(place, format!("the parameter `{name}` is gone")),
                Some(there) => {
                    let place = format!("{place} {name}");
                    self.schema(
                        &place,
                        &parameter["schema"],
                        &there["schema"],
                        Sent::ByClient,
                    );
                }
            }
        }
        let required =
            |parameter: Option<&&Value>| parameter.is_some_and(|one| one["required"] == true);
        for (name, parameter) in &after {
            if required(Some(parameter)) && !required(before.get(name)) {
                self.say(place, format!("the parameter `{name}` has to be sent"));
            }
        }
    }

    fn body(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        if new["required"] == true && old["required"] != true {
            self.say(place, "a body has to be sent");
        }
        self.content(place, &old["content"], &new["content"], Sent::ByClient);
    }

    fn content(&mut self, place: &str, old: &'a Value, new: &'a Value, sent: Sent) {
        for (kind, content) in members(old) {
            match (new[kind].is_null(), sent) {
                (true, Sent::ByClient) => self.say(place, format!("{kind} is not taken any more")),
                (true, Sent::ByService) => {
                    self.say(place, format!("{kind} is not answered any more"));
                }
                (false, _) => self.schema(place, &content["schema"], &new[kind]["schema"], sent),
            }
        }
    }

    fn schema(&mut self, place: &str, old: &'a Value, new: &'a Value, sent: Sent) {
        if let Some(name) = old["$ref"].as_str()
            && old["$ref"] == new["$ref"]
            && !self.seen.insert((name.to_owned(), sent))
        {
            return;
        }
        let (old, new) = (resolve(self.old, old), resolve(self.new, new));
        self.types(place, old, new, sent);
        self.properties(place, old, new, sent);
        if sent == Sent::ByClient {
            self.bounds(place, old, new);
        }
        if !old["items"].is_null() {
            self.schema(&format!("{place}[]"), &old["items"], &new["items"], sent);
        }
        for several in ["oneOf", "allOf", "anyOf"] {
            let (before, after) = (list(&old[several]), list(&new[several]));
            if before.len() > after.len() {
                self.say(place, format!("`{several}` has fewer parts"));
            }
            for (before, after) in before.iter().zip(after) {
                self.schema(place, before, after, sent);
            }
        }
    }

    fn types(&mut self, place: &str, old: &Value, new: &Value, sent: Sent) {
        let (before, after) = (types(old), types(new));
        let (narrower, wider, word) = match sent {
            Sent::ByClient => (&before, &after, "is no longer"),
            Sent::ByService => (&after, &before, "may now be"),
        };
        if !wider.is_empty() {
            for kind in narrower.difference(wider) {
                self.say(place, format!("{word} {kind}"));
            }
        }
        // The service may learn new codes; it may not forget those that clients send.
        if sent == Sent::ByClient && new["enum"].is_array() {
            let taken = texts(&new["enum"]);
            for code in texts(&old["enum"]).difference(&taken) {
                self.say(place, format!("does not take `{code}`"));
            }
        }
    }

    fn properties(&mut self, place: &str, old: &'a Value, new: &'a Value, sent: Sent) {
        for (name, property) in members(&old["properties"]) {
            match new["properties"].get(name) {
                None => self.say(place, format!("`{name}` is gone")),
                Some(there) => self.schema(&format!("{place} {name}"), property, there, sent),
            }
        }
        let (before, after) = (texts(&old["required"]), texts(&new["required"]));
        let (missing, word) = match sent {
            Sent::ByClient => (after.difference(&before), "has to be sent"),
            Sent::ByService => (before.difference(&after), "may be missing"),
        };
        for name in missing {
            self.say(place, format!("`{name}` {word}"));
        }
    }

    /// What was taken is still taken.
    fn bounds(&mut self, place: &str, old: &Value, new: &Value) {
        let most = ["maximum", "maxLength", "maxItems"].map(|bound| (bound, f64::INFINITY, 1.0));
        let least =
            ["minimum", "minLength", "minItems"].map(|bound| (bound, f64::NEG_INFINITY, -1.0));
        for (bound, none, sign) in most.into_iter().chain(least) {
            let of = |schema: &Value| schema[bound].as_f64().unwrap_or(none);
            if of(new) * sign < of(old) * sign {
                self.say(place, format!("`{bound}` is now {}", new[bound]));
            }
        }
        for form in ["pattern", "format"] {
            if !new[form].is_null() && new[form] != old[form] {
                self.say(place, format!("`{form}` is now {}", new[form]));
            }
        }
    }
}

/// What a reference names, in its own contract.
fn resolve<'a>(contract: &'a Value, value: &'a Value) -> &'a Value {
    let Some(name) = value["$ref"].as_str() else {
        return value;
    };
    let pointer = name.strip_prefix('#').unwrap_or_default();
    contract
        .pointer(pointer)
        .unwrap_or_else(|| panic!("{name} is nowhere"))
}

fn types(schema: &Value) -> BTreeSet<String> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        several => texts(several),
    }
}

fn texts(list: &Value) -> BTreeSet<String> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = value.as_object().into_iter().flatten();
    all.map(|(name, value)| (name.as_str(), value))
}
