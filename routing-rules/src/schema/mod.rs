//! The JSON Schema (2020-12) of rule sets and overlays, for editors and for programs that write
//! them. It is made from the vocabularies and from the tables that the loader reads by. What the
//! loader accepts is valid; what needs a look at the whole document (names that exist, an order that
//! is free) only the loader knows.

mod object;
mod parts;
pub(crate) mod values;

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, DeadlineEventKind, Disclosure, Lang, MediationMode,
    PartnerKind, Period, PriorAttempt, Priority, Setting, Situation, Tenure, TimeContext,
};
use serde_json::{Map, Value, json};

use crate::load::{declared, rule};
use object::Object;
use values::{codes, list_of, merge, reference, text};

/// The schema of a document as JSON; editors check TOML by it too. It has no `$id`: it is read from a file and from any
/// service's address, and taplo refuses a relative one.
#[must_use]
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Routing rules of Passerelle",
        "description": "A rule set, or an overlay that is laid over one.",
        "type": "object",
        "if": { "required": ["overlay_of"] },
        "then": reference("overlay"),
        "else": reference("rule_set"),
        "$defs": definitions(),
    })
}

fn definitions() -> Value {
    let mut all = Map::from_iter([
        ("rule_set".to_owned(), rule_set()),
        ("overlay".to_owned(), overlay()),
        ("situation_row".to_owned(), situation_row()),
        ("rule".to_owned(), rule(false)),
        ("overlay_rule".to_owned(), rule(true)),
        ("condition".to_owned(), parts::condition()),
        ("none_of".to_owned(), parts::none_of()),
        ("then".to_owned(), parts::then()),
        ("step".to_owned(), parts::step()),
        ("notice_use".to_owned(), parts::notice_use()),
        ("time_limit".to_owned(), parts::time_limit()),
        ("claims".to_owned(), parts::claims()),
        ("case".to_owned(), parts::case()),
        ("interval".to_owned(), parts::interval()),
        ("both_languages".to_owned(), parts::both_languages()),
        ("territory".to_owned(), parts::territory()),
    ]);
    all.extend([
        values::vocabulary::<Setting>(),
        values::vocabulary::<Situation>(),
        values::vocabulary::<PartnerKind>(),
        values::vocabulary::<CaseKind>(),
        values::vocabulary::<AgeBand>(),
        values::vocabulary::<Tenure>(),
        values::vocabulary::<Period>(),
        values::vocabulary::<TimeContext>(),
        values::vocabulary::<ConsentState>(),
        values::vocabulary::<PriorAttempt>(),
        values::vocabulary::<DeadlineEventKind>(),
        values::vocabulary::<MediationMode>(),
        values::vocabulary::<Disclosure>(),
        values::vocabulary::<Priority>(),
        values::vocabulary::<Lang>(),
    ]);
    Value::Object(all)
}

/// What every document begins with.
fn head(about: &'static str) -> Object {
    Object::new(about)
        .required("name", "Its name, the same over all its versions.", text())
        .required("title", "What people call it.", reference("both_languages"))
        .field("languages", "The languages of its texts.", codes::<Lang>())
        .field(
            "valid_from",
            "The first day on which it speaks.",
            values::date(),
        )
        .field(
            "valid_until",
            "The last day on which it speaks.",
            values::date(),
        )
        .field(
            "facts",
            "Questions about some situations, beyond those of every case.",
            list_of(&fact()),
        )
}

fn rule_set() -> Value {
    let levels = ["P1", "P2", "P3", "P4"];
    let levels = levels.iter().fold(
        Object::new("What each priority promises."),
        |levels, level| levels.required(level, "What it promises.", service_level()),
    );
    let each = |make: fn() -> Value| json!({ "type": "array", "items": make() });
    head("A rule set: where every case goes.")
        .field("territory", "Where it is meant for.", values::territories())
        .required("levels", "What each priority promises.", levels.schema())
        .required("notices", "What can be shown, by code.", notices())
        .required(
            "situations",
            "What is said of each situation.",
            situations(),
        )
        .required("stages", "The stages, in any order.", list_of(&stage()))
        .required(
            "rules",
            "The rules, in any order.",
            list_of(&reference("rule")),
        )
        .field(
            "invariants",
            "What must hold of every decision.",
            each(invariant),
        )
        .field(
            "examples",
            "Cases with the answer that is expected.",
            each(example),
        )
        .schema()
}

fn overlay() -> Value {
    head("An overlay: what is different in a territory.")
        .required(
            "overlay_of",
            "The rule set or overlay that it is laid over.",
            text(),
        )
        .required("territory", "Where it speaks.", values::territories())
        .field("notices", "Notices of its own, by code.", notices())
        .field("switch_off", "Rules that are silent there.", values::ids())
        .field(
            "rules",
            "Rules that it adds or replaces.",
            list_of(&reference("overlay_rule")),
        )
        .schema()
}

fn service_level() -> Value {
    Object::new("What a priority promises.")
        .required(
            "answer",
            "The partner answers within this.",
            reference("time_limit"),
        )
        .required(
            "first_contact",
            "The person has met or spoken with somebody within this.",
            reference("time_limit"),
        )
        .schema()
}

fn notices() -> Value {
    let notice = Object::new("A notice: a number to call, a thing to know.")
        .required("text", "What people read.", reference("both_languages"))
        .field("number", "The number to call.", text())
        .field(
            "verified_on",
            "The day when the number was checked.",
            values::date(),
        )
        .field(
            "verified",
            "Whether the number was checked.",
            values::yes_or_no(),
        );
    json!({ "type": "object", "additionalProperties": notice.schema() })
}

fn situations() -> Value {
    let all = Situation::ALL.iter().fold(
        Object::new("What is said of each situation, by its code."),
        |all, situation| {
            let label = situation.label();
            let mut row = reference("situation_row");
            merge(&mut row, json!({ "title": label.en }));
            all.required(situation.code(), label.fr, row)
        },
    );
    all.schema()
}

fn situation_row() -> Value {
    let notices = json!({ "type": "array", "items": reference("notice_use") });
    Object::new("What is said of a situation.")
        .required("priority", "Its own level.", values::code::<Priority>())
        .required(
            "mediation",
            "Whether the parties may be brought together.",
            values::code::<MediationMode>(),
        )
        .required(
            "route",
            "Whom to ask, in order.",
            list_of(&reference("step")),
        )
        .field("notices", "What to show.", notices)
        .field(
            "max",
            "The most that any partner may see.",
            values::code::<Disclosure>(),
        )
        .field(
            "parties",
            "Kinds of partner that are a party.",
            codes::<PartnerKind>(),
        )
        .schema()
}

fn stage() -> Value {
    Object::new("A stage: rules that are looked at together.")
        .required("id", "Its name.", text())
        .required("order", "When it speaks.", values::number(0, u32::MAX))
        .required(
            "hit",
            "What happens when several match.",
            values::word(rule::HITS),
        )
        .schema()
}

fn rule(of_overlay: bool) -> Value {
    let rule = Object::new("A rule: for which cases, and what it says of them.")
        .required("id", "Its name, unique.", text())
        .required("label", "What people call it.", reference("both_languages"))
        .required(
            "because",
            "Why it applies, as the end of a sentence.",
            reference("both_languages"),
        )
        .field("when", "The cases that it is for.", reference("condition"))
        .required("then", "What it says of them.", reference("then"));
    let (stage, order) = ("The stage in which it speaks.", "Its place in the stage.");
    let number = values::number(0, u32::MAX);
    if of_overlay {
        let own = json!({ "required": ["stage", "order"], "not": { "required": ["replaces"] } });
        let place = json!({ "anyOf": [{ "required": ["stage"] }, { "required": ["order"] }] });
        let other = json!({ "required": ["replaces"], "not": place });
        rule.field("stage", stage, text())
            .field("order", order, number)
            .field("replaces", "The rule in whose place it stands.", text())
            .keyword("oneOf", json!([own, other]))
            .schema()
    } else {
        rule.required("stage", stage, text())
            .required("order", order, number)
            .schema()
    }
}

fn fact() -> Value {
    let name = json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$" });
    let value = Object::new("A value that may be chosen.")
        .required("code", "Its code.", name.clone())
        .required("label", "What people read.", reference("both_languages"));
    let is_list = json!({ "properties": { "kind": { "const": "enumeration" } } });
    let (values, no_values) = (
        json!({ "required": ["values"] }),
        json!({ "values": false }),
    );
    Object::new("A question about some situations.")
        .required("id", "Its name in `details`.", name)
        .required(
            "situations",
            "The situations that it is about.",
            codes::<Situation>(),
        )
        .required(
            "kind",
            "What an answer looks like.",
            values::word(declared::KINDS),
        )
        .required("label", "What people read.", reference("both_languages"))
        .field(
            "values",
            "The values of an enumeration.",
            list_of(&value.schema()),
        )
        .keyword("if", is_list)
        .keyword("then", values)
        .keyword("else", json!({ "properties": no_values }))
        .schema()
}

fn invariant() -> Value {
    Object::new("What must hold of every decision about some cases.")
        .required("id", "Its name, unique.", text())
        .required("label", "What people call it.", reference("both_languages"))
        .field(
            "when",
            "The cases that it is about.",
            reference("condition"),
        )
        .field(
            "unless",
            "The cases among them that it is not about.",
            reference("condition"),
        )
        .required("must", "What must hold.", reference("claims"))
        .schema()
}

fn example() -> Value {
    let expect = Object::new("What is expected of the decision.")
        .required("rule", "The rule that decides.", text())
        .field("diverted", "Whether it is diverted.", values::yes_or_no())
        .field(
            "first",
            "The first kind on the route.",
            values::code::<PartnerKind>(),
        )
        .field(
            "never",
            "Kinds that are not on the route.",
            codes::<PartnerKind>(),
        );
    Object::new("A case with the answer that is expected.")
        .required("id", "Its name, unique.", text())
        .required("label", "What people call it.", reference("both_languages"))
        .required("case", "The facts of the case.", reference("case"))
        .required("expect", "What is expected.", expect.schema())
        .schema()
}
