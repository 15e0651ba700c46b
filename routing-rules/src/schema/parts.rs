//! The parts of a rule set that are used more than once: conditions, steps, what a rule says.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, DeadlineEventKind, Disclosure, MediationMode, PartnerKind,
    Period, PriorAttempt, Setting, Situation, Tenure, TimeContext,
};
use serde_json::{Value, json};

use super::{
    object::Object,
    values::{self, code, codes, described, list_of, reference, text},
};
use crate::{
    load::{CLAIMS, FIELDS, effect, timing},
    rules::{Answer, PausesWhile, Relation, SafetyQuestion},
};

/// The tests on facts, which stand in a condition, beside a step and beside a notice.
fn tests() -> Object {
    let mut tests = Object::new("Facts of the case; all fields must hold.");
    for field in FIELDS {
        tests = tests.field(field.key, field.about, (field.shape)());
    }
    for (key, _) in SafetyQuestion::ALL {
        let about = "An answer at the safety gate.";
        tests = tests.field(key, about, values::yes_or_no());
    }
    let detail = json!({
        "anyOf": [
            { "type": "boolean" },
            list_of(&text()),
            reference("interval"),
            list_of(&reference("interval")),
        ],
    });
    let details = json!({ "type": "object", "additionalProperties": detail });
    tests
        .field(
            "details",
            "Answers to the questions that the rule set declares.",
            details,
        )
        .field(
            "decided_by",
            "One of these rules decided; in stages that collect only.",
            values::ids(),
        )
}

/// Tests with what joins them.
fn joined() -> Object {
    tests()
        .field(
            "none_of",
            "What must not hold, field by field.",
            reference("none_of"),
        )
        .field(
            "any",
            "One of these conditions holds.",
            list_of(&reference("condition")),
        )
}

pub(super) fn condition() -> Value {
    joined().schema()
}

pub(super) fn none_of() -> Value {
    tests().keyword("minProperties", json!(1)).schema()
}

/// A kind of partner, or a kind with its relation to the case and the cases that it is for.
pub(super) fn step() -> Value {
    let kind = code::<PartnerKind>();
    let table = Object::new("A kind of partner, for some cases.")
        .required("kind", "The kind.", kind.clone())
        .field(
            "relation",
            "What the partner has to do with the case, besides working where it takes place.",
            values::word(Relation::ALL),
        )
        .with(&joined());
    json!({ "anyOf": [kind, table.schema()] })
}

/// A notice, or a notice with the cases that it is shown for.
pub(super) fn notice_use() -> Value {
    let table = Object::new("A notice, for some cases.")
        .required("notice", "Its code in `notices`.", text())
        .with(&joined());
    json!({ "anyOf": [text(), table.schema()] })
}

pub(super) fn time_limit() -> Value {
    Object::new("How long somebody has, in one unit.")
        .field(
            "hours",
            "Elapsed hours, by night and on holidays too.",
            values::number(1, 8_784),
        )
        .field(
            "calendar_days",
            "Days of the calendar.",
            values::number(1, 366),
        )
        .field(
            "working_days",
            "Working days, at the same time of the day in Paris.",
            values::number(1, 366),
        )
        .keyword("minProperties", json!(1))
        .keyword("maxProperties", json!(1))
        .schema()
}

/// What a rule says.
pub(super) fn then() -> Value {
    let yes = json!({ "const": true });
    let steps = json!({ "type": "array", "items": reference("step") });
    let first = list_of(&reference("step"));
    let notices = json!({ "type": "array", "items": reference("notice_use") });
    let signed = Object::new("A signed decision to let a police force come first.")
        .required("signed_by", "Who answers for it.", text())
        .required("reason", "Why.", text());
    let only = Object::new("Partners outside this are not asked.")
        .field(
            "works_in_prison",
            "Those that work inside the prison.",
            values::yes_or_no(),
        )
        .field("kinds", "Those of these kinds.", codes::<PartnerKind>());
    let aims =
        ["divert", "triage", "lead", "route", "inform"].map(|aim| json!({ "required": [aim] }));
    Object::new("What the rule says. It has one of `divert`, `triage`, `lead`, `route`, `inform`.")
        .field("divert", "To the emergency services.", yes.clone())
        .field("triage", "To a person who chooses.", yes)
        .field("lead", "Whom to ask, in order.", first)
        .field(
            "route",
            "The route of the situation.",
            json!({ "const": "situation" }),
        )
        .field("fallbacks", "Whom to ask after these.", steps.clone())
        .field("inform", "Partners that are told and not asked.", steps)
        .field(
            "max",
            "The most that a partner may see, whatever the person agreed to.",
            code::<Disclosure>(),
        )
        .field(
            "consent",
            "Whether a partner waits for the person's agreement.",
            values::word(effect::CONSENT),
        )
        .field(
            "exception",
            "The provision of law that stands in for consent.",
            values::word(effect::EXCEPTIONS),
        )
        .field(
            "mediation",
            "Replaces the situation's own mode.",
            code::<MediationMode>(),
        )
        .field(
            "notices",
            "What to show, before the situation's own notices.",
            notices,
        )
        .with(&timing())
        .field(
            "only",
            "Partners outside this are not asked.",
            only.schema(),
        )
        .field(
            "law_enforcement_first",
            "Lets a police force come first.",
            signed.schema(),
        )
        .keyword("oneOf", json!(aims))
        .keyword("if", json!({ "required": ["divert"] }))
        .keyword("then", json!({ "properties": { "max": false } }))
        .keyword("else", json!({ "required": ["max"] }))
        .schema()
}

/// What a rule says of time.
fn timing() -> Object {
    let days = || values::number(1, timing::MOST_DAYS);
    let reminder = Object::new("When who has not answered is reminded.")
        .field("at", "At this moment.", values::word(timing::MOMENTS))
        .field(
            "before",
            "So long before the answer is due.",
            reference("time_limit"),
        )
        .keyword("minProperties", json!(1))
        .keyword("maxProperties", json!(1));
    let follow_up = Object::new("Asking what became of it.")
        .required("days", "After how many days.", days())
        .field(
            "when",
            "The cases in which it is asked.",
            reference("condition"),
        );
    Object::new("What it says of time.")
        .field(
            "answer_within",
            "How long a partner has to answer, instead of what the priority promises.",
            reference("time_limit"),
        )
        .field(
            "first_contact_within",
            "How long until the person has met somebody, instead of what the priority promises.",
            reference("time_limit"),
        )
        .field(
            "pauses_while",
            "When the clock of the due dates stands still.",
            values::one_of(PausesWhile::ALL),
        )
        .field(
            "reminders",
            "When who has not answered is reminded.",
            list_of(&reminder.schema()),
        )
        .field(
            "follow_up_days",
            "After how many days to ask what became of it.",
            days(),
        )
        .field(
            "follow_up",
            "When to ask what became of it.",
            list_of(&follow_up.schema()),
        )
}

pub(super) fn claims() -> Value {
    let mut claims = Object::new("What must hold of the decision: all of it.");
    for field in CLAIMS {
        claims = claims.field(field.key, field.about, (field.shape)());
    }
    claims.keyword("minProperties", json!(1)).schema()
}

/// The facts of an example, each with one value.
pub(super) fn case() -> Value {
    let answer = || values::word(Answer::ALL);
    let mut case = Object::new("The facts of the case; what is left out was not told.")
        .required("setting", "The setting.", code::<Setting>())
        .required("situation", "The situation.", code::<Situation>())
        .required("case_kind", "Whom it is about.", code::<CaseKind>())
        .field("tenure", "How the dwelling is held.", code::<Tenure>())
        .field(
            "age_band",
            "The age of the person concerned.",
            code::<AgeBand>(),
        )
        .field(
            "enrolled",
            "Whether that person is enrolled in a school.",
            answer(),
        )
        .field("minor", "Whether that person is a minor.", answer())
        .field("period", "The part of the day.", code::<Period>())
        .field(
            "time_context",
            "Whose time it is, around a school.",
            code::<TimeContext>(),
        )
        .field(
            "consent",
            "What that person said to being named.",
            code::<ConsentState>(),
        )
        .field(
            "prior_attempts",
            "What was tried before.",
            codes::<PriorAttempt>(),
        );
    let event = Object::new("A date that the case must meet.")
        .required("kind", "What happens then.", code::<DeadlineEventKind>())
        .required("date", "When.", values::date());
    let detail = json!({ "type": ["boolean", "integer", "string"] });
    let details = json!({ "type": "object", "additionalProperties": detail });
    let moments = json!({ "type": "array", "items": text() });
    case = case
        .field("language", "The language of that person.", text())
        .field("commune", "The commune, by its code.", text())
        .field("qpv", "The priority district, by its code.", text())
        .field(
            "deadline_event",
            "A date that the case must meet.",
            event.schema(),
        )
        .field(
            "earlier",
            "When earlier cases came from the same place.",
            moments,
        )
        .field("details", "Answers to declared questions.", details)
        .field("at", "The moment of the decision, with its offset.", text())
        .field(
            "referrer_kind",
            "Whom it comes from.",
            code::<PartnerKind>(),
        );
    for (key, _) in SafetyQuestion::ALL {
        case = case.field(key, "An answer at the safety gate.", values::yes_or_no());
    }
    case.schema()
}

pub(super) fn interval() -> Value {
    Object::new("Numbers; both ends belong to it, and an end that is left out is open.")
        .field("from", "The first one.", values::number(0, u32::MAX))
        .field("to", "The last one.", values::number(0, u32::MAX - 1))
        .keyword("minProperties", json!(1))
        .schema()
}

pub(super) fn both_languages() -> Value {
    Object::new("What people read, in both languages.")
        .required("fr", "In French.", text())
        .required("en", "In English.", text())
        .schema()
}

pub(super) fn territory() -> Value {
    let form = "^(france|(region|departement|epci|commune|qpv):[0-9A-Z]+)$";
    let about = "`france`, or a level and an official code: `region:53`, `departement:35`, \
                 `epci:243500139`, `commune:35238`, `qpv:QN03502M`.";
    described(json!({ "type": "string", "pattern": form }), about)
}
