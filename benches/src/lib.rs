//! Rule sets, directories and cases by chance, from a seed: large ones, to measure with.

mod national;

use std::fmt::Write;

use jiff::Timestamp;
use passerelle_domain::{
    AgeBand, Availability, CaseKind, CommuneCode, Consent, ConsentState, Coverage, DepartementCode,
    Disclosure, Identity, Lang, Need, Partner, PartnerId, PartnerKind, Party, PartyRole, Period,
    Place, SafetyAnswers, Setting, Situation, Tenure, TimeContext,
};
use passerelle_routing_rules::{DEFAULT_RULE_SET, RuleSet};

/// A generator of numbers (xorshift64*).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % limit as u64) as usize
    }

    fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn codes(&mut self, all: &[&'static str], most: usize) -> String {
        let some: std::collections::BTreeSet<&str> =
            (0..1 + self.below(most)).map(|_| self.one(all)).collect();
        let quoted: Vec<String> = some.iter().map(|code| format!("\"{code}\"")).collect();
        format!("[{}]", quoted.join(", "))
    }

    /// A condition of two to five tests, as TOML.
    fn condition(&mut self) -> String {
        let mut tests = vec![format!(
            "when.situation = {}",
            self.codes(Situation::CODES, 4)
        )];
        let answers = &["yes", "no", "unknown"];
        let others = [
            ("tenure", Tenure::CODES),
            ("age_band", AgeBand::CODES),
            ("period", Period::CODES),
            ("time_context", TimeContext::CODES),
            ("case_kind", CaseKind::CODES),
            ("consent", ConsentState::CODES),
            ("enrolled", answers),
        ];
        let mut read = Vec::new();
        for _ in 0..1 + self.below(4) {
            let (key, codes) = self.one(&others);
            if !read.contains(&key) {
                read.push(key);
                tests.push(format!("when.{key} = {}", self.codes(codes, 3)));
            }
        }
        tests.join("\n")
    }

    /// The shipped rule set with `count` rules by chance before its own, without its examples.
    pub fn rule_set(&mut self, count: usize) -> RuleSet {
        let mut text = DEFAULT_RULE_SET.to_owned();
        for order in 0..count {
            let condition = self.condition();
            let kind = self.one(PartnerKind::ALL);
            let asked_later = matches!(kind, PartnerKind::Ccas | PartnerKind::MediationTeam);
            // Nobody is asked twice, and no police force first.
            let kind = if asked_later || kind.is_law_enforcement() {
                PartnerKind::School
            } else {
                kind
            };
            let _ = write!(
                text,
                r#"
[[rules]]
id = "X{order}"
stage = "random"
order = {order}
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "essai", en = "test" }}
{condition}
then.lead = ["{kind}"]
then.fallbacks = ["ccas", "mediation_team"]
then.max = "L1"
"#
            );
        }
        text.push_str("\n[[stages]]\nid = \"random\"\norder = 0\nhit = \"first\"\n");
        let examples = text.find("[[examples]]").zip(text.rfind("[[examples]]"));
        if let Some((first, last)) = examples {
            // What the shipped rules answer to their examples is not what these would.
            let end = text[last..]
                .find("\n[[rules]]")
                .map_or(text.len(), |end| last + end);
            text.replace_range(first..end, "");
        }
        RuleSet::from_toml("random.toml", &text).unwrap_or_else(|faults| panic!("{}", faults[0]))
    }

    /// `count` partners over the communes of 95 départements.
    pub fn partners(&mut self, count: usize) -> Vec<Partner> {
        (0..count).map(|number| self.partner(number)).collect()
    }

    fn partner(&mut self, number: usize) -> Partner {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let area = match self.below(100) {
            0 => Coverage::France,
            1..=20 => {
                let code = format!("{:02}", 21 + self.below(74));
                Coverage::Departement(DepartementCode::parse(&code).unwrap())
            }
            _ => Coverage::Commune(self.commune()),
        };
        Partner {
            id: PartnerId::new(Timestamp::UNIX_EPOCH, random),
            code: format!("p-{number:06}"),
            kind: self.one(PartnerKind::ALL),
            name: format!("Partenaire {number}"),
            key: None,
            coverage: vec![area],
            situations: Vec::new(),
            languages: Vec::new(),
            opening_hours: None,
            capacity: None,
            pauses: Vec::new(),
            entitlement: Disclosure::L2,
            operator: false,
            in_prison_session: false,
            availability: Availability::Open,
            email: None,
            language: Lang::Fr,
        }
    }

    fn commune(&mut self) -> CommuneCode {
        let code = format!("{:02}{:03}", 21 + self.below(74), 1 + self.below(350));
        CommuneCode::parse(&code).unwrap()
    }

    /// A case that is no emergency.
    pub fn need(&mut self) -> Need {
        let situation = self.one(Situation::ALL);
        let commune = self.commune();
        Need {
            setting: situation.setting().unwrap_or(self.one(Setting::ALL)),
            situation,
            case_kind: self.one(CaseKind::ALL),
            received_at: Timestamp::UNIX_EPOCH,
            referrer_role: None,
            safety: SafetyAnswers::default(),
            place: Place {
                tenure: Some(self.one(Tenure::ALL)),
                period: Some(self.one(Period::ALL)),
                time_context: Some(self.one(TimeContext::ALL)),
                ..Place::in_commune(commune)
            },
            parties: vec![Party {
                role: PartyRole::Concerned,
                age_band: self.one(AgeBand::ALL),
                minor: None,
                enrolled: self.one(&[None, Some(true), Some(false)]),
                language: None,
                identity: Identity::default(),
                consent: Consent::of(self.one(ConsentState::ALL)),
                guardian_consent: None,
            }],
            prior_attempts: Vec::new(),
            deadline_event: None,
            narrative: None,
        }
    }
}
