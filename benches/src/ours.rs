//! Passerelle: the rules as a rule set, the cases as what somebody asks help for.

use jiff::Timestamp;
use passerelle_domain::{
    CaseKind, CommuneCode, Consent, Identity, Need, PartnerKind, Party, PartyRole, Place,
    SafetyAnswers, Setting, Situation,
};
use passerelle_routing_rules::{
    DEFAULT_RULE_SET, Facts, Network, RuleSet,
    rules::{Case, Verdict},
};
use toml::{Table, Value};

use crate::{
    Chooser,
    sketch::{Field, Sample, Sketch},
};

/// What the ids of rules by chance begin with; their numbers follow.
const PREFIX: &str = "X";

/// These rules and no other, above the triage rule.
pub fn only(rules: &[Sketch]) -> RuleSet {
    rule_set(rules, false)
}

/// These rules before those that the product ships.
pub fn before_the_shipped(rules: &[Sketch]) -> RuleSet {
    rule_set(rules, true)
}

fn rule_set(rules: &[Sketch], shipped: bool) -> RuleSet {
    let text = text(rules, shipped);
    RuleSet::from_toml("random.toml", &text).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

/// The document. What the shipped rules answer to their own examples is not what these would.
pub fn text(rules: &[Sketch], shipped: bool) -> String {
    let mut document: Table = DEFAULT_RULE_SET.parse().expect("the shipped rule set");
    document.remove("examples");
    if !shipped {
        document.remove("invariants");
    }
    let own = document["rules"].as_array_mut().expect("rules");
    let is_triage = |rule: &Value| rule["then"].get("triage").is_some();
    own.retain(|rule| shipped || is_triage(rule));
    own.extend(rules.iter().enumerate().map(rule));
    let stage = r#"id = "random"
order = 0
hit = "first""#;
    let stage: Table = stage.parse().expect("a stage");
    let stages = document["stages"].as_array_mut().expect("stages");
    stages.push(Value::Table(stage));
    document.to_string()
}

fn rule((number, sketch): (usize, &Sketch)) -> Value {
    let lead = lead(number);
    let fallbacks = fallbacks(lead);
    let head = format!(
        r#"id = "{PREFIX}{number}"
stage = "random"
order = {number}
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "essai", en = "test" }}
then = {{ lead = ["{lead}"], fallbacks = [{fallbacks}], max = "L1" }}"#
    );
    let mut rule: Table = head.parse().expect("a rule");
    let tests = sketch.conditions.iter().map(|(field, codes)| {
        let zone = |code: &&str| match field {
            Field::Departement | Field::Commune => format!("{}:{code}", field.name()),
            _ => (*code).to_owned(),
        };
        let name = match field {
            Field::Departement | Field::Commune => "territory",
            _ => field.name(),
        };
        let codes = codes.iter().map(|code| Value::String(zone(code)));
        (name.to_owned(), Value::Array(codes.collect()))
    });
    rule.insert("when".to_owned(), Value::Table(tests.collect()));
    Value::Table(rule)
}

/// Whom the rule of this number sends cases to: no police force, which is asked second at most.
fn lead(number: usize) -> PartnerKind {
    let kinds = PartnerKind::ALL.iter().cycle().skip(number);
    let mut kinds = kinds.filter(|kind| !kind.is_law_enforcement());
    *kinds.next().expect("a kind of partner")
}

/// Whom a rule turns to after its lead.
pub(crate) fn fallbacks(lead: PartnerKind) -> String {
    let kinds = [PartnerKind::Ccas, PartnerKind::MediationTeam];
    let others = kinds.iter().filter(|kind| **kind != lead);
    let quoted: Vec<String> = others.map(|kind| format!("\"{kind}\"")).collect();
    quoted.join(", ")
}

/// What somebody asks help for in a case.
pub fn need(sample: &Sample) -> Need {
    let code = |field| sample.code(field);
    let situation: Situation = code(Field::Situation).parse().expect("a situation");
    let commune: CommuneCode = code(Field::Commune).parse().expect("a commune");
    let case_kind: CaseKind = code(Field::CaseKind).parse().expect("a kind of case");
    Need {
        setting: situation.setting().unwrap_or(Setting::ALL[0]),
        situation,
        case_kind,
        received_at: Timestamp::UNIX_EPOCH,
        referrer_role: None,
        safety: SafetyAnswers::default(),
        place: Place {
            tenure: code(Field::Tenure).parse().ok(),
            period: code(Field::Period).parse().ok(),
            time_context: code(Field::TimeContext).parse().ok(),
            ..Place::in_commune(commune)
        },
        parties: vec![Party {
            role: PartyRole::Concerned,
            age_band: code(Field::AgeBand).parse().expect("an age band"),
            minor: None,
            enrolled: match code(Field::Enrolled) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            language: None,
            identity: Identity::default(),
            consent: Consent::of(code(Field::Consent).parse().expect("a consent")),
            guardian_consent: None,
        }],
        prior_attempts: Vec::new(),
        deadline_event: None,
        narrative: None,
    }
}

/// Passerelle's compiled rules.
pub struct Ours<'n> {
    network: &'n Network,
    cases: Vec<Case<'n>>,
}

impl<'n> Ours<'n> {
    pub fn new(network: &'n Network, facts: &[Facts<'n>]) -> Self {
        Self {
            network,
            cases: facts.iter().map(Case::of).collect(),
        }
    }
}

impl<'n> Chooser for Ours<'n> {
    type Answer = Verdict<'n>;

    fn name(&self) -> &'static str {
        "Passerelle"
    }

    fn choose(&mut self, case: usize) -> Verdict<'n> {
        self.network.verdict(&self.cases[case])
    }

    fn rule(&self, answer: Verdict<'n>) -> Option<usize> {
        number(&answer)
    }
}

/// Passerelle's reference, which its tests hold the compiled rules to: a scan over all of them.
pub struct Reference<'n>(pub Ours<'n>);

impl<'n> Chooser for Reference<'n> {
    type Answer = Verdict<'n>;

    fn name(&self) -> &'static str {
        "linear scan, the tests' reference"
    }

    fn choose(&mut self, case: usize) -> Verdict<'n> {
        self.0.network.rules().verdict(&self.0.cases[case])
    }

    fn rule(&self, answer: Verdict<'n>) -> Option<usize> {
        number(&answer)
    }
}

fn number(verdict: &Verdict<'_>) -> Option<usize> {
    match verdict {
        Verdict::Rule(rule) => rule.id.strip_prefix(PREFIX)?.parse().ok(),
        Verdict::Conflict(_) | Verdict::Nothing => None,
    }
}
