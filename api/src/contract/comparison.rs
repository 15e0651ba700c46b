//! What a version of a rule set would change, as it is asked and told.

use deserr::Deserr;
use jiff::Timestamp;
use passerelle_casework::Rehearsed;
use passerelle_domain::RuleSetId;
use passerelle_routing_rules::Comparison;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::faults::Faults;
use super::schemas::{PartnerKindCode, SituationCode};

/// The most entries of one list.
const LISTED: usize = 200;

/// What to compare a version with, and over which cases.
#[derive(Debug, Default, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"since": "2026-01-01T00:00:00+01:00"}))]
pub struct CompareRequest {
    /// The version to compare with; left out, what decides now.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    pub with: Option<RuleSetId>,
    /// Only referrals submitted at this instant or later; left out, all.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub since: Option<Timestamp>,
}

/// What would change, as `passerelle rules compare --json` prints it. Lists hold the largest entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = comparison_example)]
pub struct RehearsalResponse {
    /// Whether every case was compared. Where there were too many for one request, the latest ones were.
    complete: bool,
    /// What was found.
    #[schema(value_type = ComparisonResponse)]
    comparison: Comparison,
}

impl From<Rehearsed> for RehearsalResponse {
    fn from(rehearsed: Rehearsed) -> Self {
        let Rehearsed {
            mut comparison,
            complete,
        } = rehearsed;
        comparison.moves.truncate(LISTED);
        comparison.kinds.truncate(LISTED);
        comparison.rules.truncate(LISTED);
        comparison.loads.truncate(LISTED);
        Self {
            complete,
            comparison,
        }
    }
}

/// One case that the conciliator would get instead of the mediation team.
fn comparison_example() -> Value {
    let partner = |number: u8, code: &str, name: &str, kind: &str| {
        let id = format!("00000000-0000-7000-8000-0000000000{number:02}");
        json!({"id": id, "code": code, "name": name, "kind": kind})
    };
    let team = partner(1, "p-med", "Passerelles Odre Médiation", "mediation_team");
    let conciliator = partner(
        20,
        "p-conc",
        "Conciliateur, permanence de Saint-Avenin",
        "justice_conciliator",
    );
    let outcome = |rule: &str, lead: &Value| {
        json!({"rule": rule, "destiny": "routed", "lead": lead,
            "answer_due_at": "2026-10-08T07:10:00Z", "first_contact_due_at": "2026-10-12T07:10:00Z"})
    };
    let case = json!({"referral": {"id": "0199b2c4-7d1a-7c3e-9a51-2f64c0a1e001", "reference": "PSL-2026-7K3F9B"}});
    let example = json!({"case": case, "situation": "neighbour_noise",
        "old": outcome("R50", &team), "new": outcome("SA50", &conciliator)});
    let none = json!({"earlier": null, "later": null, "added": 0, "removed": 0, "examples": []});
    let load = |partner: &Value, before: u8, after: u8| json!({"partner": partner, "asked_before": before, "asked_after": after, "informed_before": 0, "informed_after": 0});
    json!({"complete": true, "comparison": {
        "old": {"name": "default", "version": 1, "edition": 1}, "new": {"name": "default", "version": 1, "edition": 0},
        "cases": 2, "from": "2026-10-05T07:10:00Z", "until": "2026-10-05T07:10:00Z",
        "unchanged": 1, "changed": 1, "rule_only": 0, "undecided": 0,
        "aspects": [{"aspect": "lead", "cases": 1}, {"aspect": "rule", "cases": 1}],
        "moves": [{"from": team, "to": conciliator, "cases": 1, "examples": [example]}],
        "kinds": [{"from": "mediation_team", "to": "justice_conciliator", "cases": 1}],
        "destinies": [], "rules": [{"from": "R50", "to": "SA50", "cases": 1, "examples": []}],
        "answer_due": none, "first_contact_due": none,
        "more_disclosed": {"cases": 0, "examples": []}, "less_disclosed": {"cases": 0, "examples": []},
        "loads": [load(&team, 2, 1), load(&conciliator, 0, 1)],
    }})
}

/// Everything below is written by the comparison itself; these are its documentation.
macro_rules! documented {
    ($($(#[$about:meta])* struct $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$about])*
        #[derive(Serialize, ToSchema)]
        #[allow(dead_code, reason = "written elsewhere; this is its documentation")]
        pub struct $name { $($(#[$meta])* $field: $type,)+ }
    )+};
}

documented! {
    /// What changes when the cases that came go through other rules. In each list a case counts once.
    struct ComparisonResponse {
        /// The rules that are compared with.
        old: RulesResponse,
        /// The rules that are tried.
        new: RulesResponse,
        /// How many cases were compared: those without a change, with one, and undecided.
        #[schema(minimum = 0)]
        cases: u64,
        /// When the first of them was submitted.
        #[schema(max_length = 40)]
        from: Option<String>,
        /// When the last of them was submitted.
        #[schema(max_length = 40)]
        until: Option<String>,
        /// Both decide the same.
        #[schema(minimum = 0)]
        unchanged: u64,
        /// They do not.
        #[schema(minimum = 0)]
        changed: u64,
        /// Of those that change: the rule alone is another one.
        #[schema(minimum = 0)]
        rule_only: u64,
        /// Not decided, since a due date lies beyond the calendar.
        #[schema(minimum = 0)]
        undecided: u64,
        /// How many cases change in which aspect.
        #[schema(max_items = 50)]
        aspects: Vec<AspectResponse>,
        /// Cases that another partner is asked first about.
        #[schema(max_items = 200)]
        moves: Vec<MoveResponse>,
        /// The same by kinds of partner.
        #[schema(max_items = 200)]
        kinds: Vec<KindMoveResponse>,
        /// Cases of which something else becomes.
        #[schema(max_items = 20)]
        destinies: Vec<DestinyChangeResponse>,
        /// Cases that another rule decides.
        #[schema(max_items = 200)]
        rules: Vec<RuleChangeResponse>,
        /// By when somebody must have answered.
        answer_due: DeadlineChangeResponse,
        /// By when the person must have met somebody.
        first_contact_due: DeadlineChangeResponse,
        /// Cases in which a partner learns more.
        more_disclosed: CaseGroupResponse,
        /// Cases in which a partner learns less.
        less_disclosed: CaseGroupResponse,
        /// What partners are asked and told, before and after.
        #[schema(max_items = 200)]
        loads: Vec<LoadResponse>,
    }

    /// The rules of one side.
    struct RulesResponse {
        /// The name of the rule set below all others.
        #[schema(max_length = 100)]
        name: String,
        /// Its version.
        #[schema(minimum = 0)]
        version: u32,
        /// The edition that decides by them; 0 where none does.
        #[schema(minimum = 0)]
        edition: u32,
    }

    /// Cases that change in one aspect.
    struct AspectResponse {
        /// `lead`, `destiny`, `answer_due`, `first_contact_due`, `disclosure`, `informed`, `fallbacks`,
        /// `priority`, `mediation_mode`, `notices`, `follow_up`, `legal_exception` or `rule`.
        #[schema(max_length = 30)]
        aspect: String,
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
    }

    /// Cases that go from one partner to another.
    struct MoveResponse {
        /// Who is asked first under the old rules; null for nobody.
        from: Option<PartnerBriefResponse>,
        /// Who is asked first under the new ones.
        to: Option<PartnerBriefResponse>,
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
        /// Some of them.
        #[schema(max_items = 5)]
        examples: Vec<ExampleResponse>,
    }

    /// Cases that go from one kind of partner to another.
    struct KindMoveResponse {
        /// Under the old rules.
        #[schema(value_type = Option<PartnerKindCode>)]
        from: Option<String>,
        /// Under the new ones.
        #[schema(value_type = Option<PartnerKindCode>)]
        to: Option<String>,
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
    }

    /// Cases of which something else becomes.
    struct DestinyChangeResponse {
        /// `routed`, `awaiting_consent`, `triage` or `emergency_diverted`.
        #[schema(max_length = 30)]
        from: String,
        /// One of the same.
        #[schema(max_length = 30)]
        to: String,
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
        /// Some of them.
        #[schema(max_items = 5)]
        examples: Vec<ExampleResponse>,
    }

    /// Cases that another rule decides.
    struct RuleChangeResponse {
        /// The old one.
        #[schema(max_length = 100)]
        from: String,
        /// The new one.
        #[schema(max_length = 100)]
        to: String,
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
        /// Some of them.
        #[schema(max_items = 5)]
        examples: Vec<ExampleResponse>,
    }

    /// How a due date changes.
    struct DeadlineChangeResponse {
        /// Cases in which it is earlier.
        earlier: Option<ShiftResponse>,
        /// Cases in which it is later.
        later: Option<ShiftResponse>,
        /// Cases that have one only under the new rules.
        #[schema(minimum = 0)]
        added: u64,
        /// Cases that have one only under the old rules.
        #[schema(minimum = 0)]
        removed: u64,
        /// Some of them.
        #[schema(max_items = 5)]
        examples: Vec<ExampleResponse>,
    }

    /// By how much due dates move, as ISO 8601 durations: time as it passes, nights and weekends too.
    struct ShiftResponse {
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
        /// The smallest.
        #[schema(max_length = 40)]
        least: String,
        /// The mean.
        #[schema(max_length = 40)]
        mean: String,
        /// The largest.
        #[schema(max_length = 40)]
        most: String,
    }

    /// Cases of one kind.
    struct CaseGroupResponse {
        /// How many.
        #[schema(minimum = 0)]
        cases: u64,
        /// Some of them.
        #[schema(max_items = 5)]
        examples: Vec<ExampleResponse>,
    }

    /// One case, decided twice.
    struct ExampleResponse {
        /// Which one.
        case: ReplayedCaseResponse,
        /// What is going on.
        #[schema(value_type = SituationCode)]
        situation: String,
        /// Under the old rules.
        old: OutcomeResponse,
        /// Under the new ones.
        new: OutcomeResponse,
    }

    /// A case that was decided again.
    struct ReplayedCaseResponse {
        /// The referral.
        referral: ReplayedReferralResponse,
    }

    /// A referral that was decided again.
    struct ReplayedReferralResponse {
        /// Its identifier.
        #[schema(format = Uuid, max_length = 36)]
        id: String,
        /// What people say on the phone.
        #[schema(max_length = 20)]
        reference: String,
    }

    /// The outline of a decision.
    struct OutcomeResponse {
        /// The rule that stands.
        #[schema(max_length = 100)]
        rule: String,
        /// What happens to the case.
        #[schema(max_length = 30)]
        destiny: String,
        /// Who is asked first.
        lead: Option<PartnerBriefResponse>,
        /// By when somebody must have answered.
        #[schema(max_length = 40)]
        answer_due_at: Option<String>,
        /// By when the person must have met somebody.
        #[schema(max_length = 40)]
        first_contact_due_at: Option<String>,
    }

    /// A partner.
    struct PartnerBriefResponse {
        /// Its identifier.
        #[schema(format = Uuid, max_length = 36)]
        id: String,
        /// Short stable name.
        #[schema(max_length = 50)]
        code: String,
        /// Its public name.
        #[schema(max_length = 200)]
        name: String,
        /// What it is.
        #[schema(value_type = Option<PartnerKindCode>)]
        kind: Option<String>,
    }

    /// What one partner is asked and told.
    struct LoadResponse {
        /// The partner.
        partner: PartnerBriefResponse,
        /// Cases that it is asked first about under the old rules.
        #[schema(minimum = 0)]
        asked_before: u64,
        /// Under the new ones.
        #[schema(minimum = 0)]
        asked_after: u64,
        /// Cases that it is told of under the old rules.
        #[schema(minimum = 0)]
        informed_before: u64,
        /// Under the new ones.
        #[schema(minimum = 0)]
        informed_after: u64,
    }
}
