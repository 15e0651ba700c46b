//! Rules by chance for the analyser: they overlap as those that people write do, so that there is
//! something to prove.

use std::{collections::BTreeSet, fmt::Write};

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, PartnerKind, Period, Situation, Tenure, TimeContext,
};
use passerelle_routing_rules::{DEFAULT_RULE_SET, RuleSet};

use crate::{Dice, ours::fallbacks};

impl Dice {
    fn codes(&mut self, all: &[&'static str], most: usize) -> String {
        let some: BTreeSet<&str> = (0..1 + self.below(most)).map(|_| self.one(all)).collect();
        let quoted: Vec<String> = some.iter().map(|code| format!("\"{code}\"")).collect();
        format!("[{}]", quoted.join(", "))
    }

    /// A condition of two to five tests, as TOML.
    pub(crate) fn condition(&mut self) -> String {
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
            let kind = if kind.is_law_enforcement() {
                PartnerKind::Ccas
            } else {
                kind
            };
            let fallbacks = fallbacks(kind);
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
then.fallbacks = [{fallbacks}]
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
}
