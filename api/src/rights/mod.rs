//! Who may call which operation: each operation of the API beside the deed of [`casework`] that it
//! does. From here come `x-allowed-to` in the contract, which the tests of unauthorised access read,
//! and the table of rights in `docs/security.md`, which `passerelle docs security` writes.
//!
//! [`casework`]: passerelle_casework::rights

use std::fmt::Write as _;

use passerelle_casework::Scope;
use passerelle_casework::rights::{Deed, Standing, right};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Operation;

const PAGE: &str = include_str!("page.md");

/// What an operation asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Nothing at all.
    Open,
    /// The credentials of a client, in place of a token.
    Credentials,
    /// A token, whatever it grants.
    Token,
    /// What the table of rights asks for this deed.
    Deed(Deed),
}

impl Gate {
    /// The scope that the token needs.
    #[must_use]
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Deed(deed) => right(deed)?.scope,
            Self::Open | Self::Credentials | Self::Token => None,
        }
    }

    /// The parts of which the caller needs one; none are asked for where this is empty.
    #[must_use]
    pub fn standings(self) -> &'static [Standing] {
        match self {
            Self::Deed(deed) => right(deed).map_or(&[], |right| right.by),
            Self::Open | Self::Credentials | Self::Token => &[],
        }
    }
}

/// What an operation asks for, and `None` of one that does not stand in the table.
#[must_use]
pub fn gate(operation_id: &str) -> Option<Gate> {
    let found = OPERATIONS.iter().find(|(id, _)| *id == operation_id);
    found.map(|(_, gate)| *gate)
}

/// Every operation of the contract, in the order of the router.
const OPERATIONS: &[(&str, Gate)] = {
    use Gate::{Credentials, Open, Token};
    const fn deed(deed: Deed) -> Gate {
        Gate::Deed(deed)
    }
    &[
        ("issueToken", Credentials),
        ("readKeys", Open),
        ("readServerMetadata", Open),
        ("readLiveness", Open),
        ("readReadiness", Open),
        ("createReferral", deed(Deed::Submit)),
        ("createReferrals", deed(Deed::Submit)),
        ("listReferrals", deed(Deed::Read)),
        ("readReferral", deed(Deed::Read)),
        ("explainReferral", deed(Deed::ReadExplanation)),
        ("listReferralEvents", deed(Deed::ReadEvents)),
        ("listEvents", deed(Deed::ReadEvents)),
        ("listCandidates", deed(Deed::ReadCandidates)),
        ("listComments", deed(Deed::ReadComments)),
        ("writeComment", deed(Deed::Comment)),
        ("listFollowUps", deed(Deed::ReadFollowUps)),
        ("finishFollowUp", deed(Deed::FinishFollowUp)),
        ("withdrawReferral", deed(Deed::Withdraw)),
        ("closeReferral", deed(Deed::Close)),
        ("reopenReferral", deed(Deed::Reopen)),
        ("recordConsent", deed(Deed::RecordConsent)),
        ("routeReferral", deed(Deed::RouteByHand)),
        ("mergeReferral", deed(Deed::Merge)),
        ("markReferralAsError", deed(Deed::VoidReferral)),
        ("makePersonLink", deed(Deed::MakePersonLink)),
        ("listAssignments", deed(Deed::ListAssignments)),
        ("acceptAssignment", deed(Deed::Answer)),
        ("declineAssignment", deed(Deed::Answer)),
        ("startAssignment", deed(Deed::Answer)),
        ("holdAssignment", deed(Deed::Answer)),
        ("resumeAssignment", deed(Deed::Answer)),
        ("recordMeeting", deed(Deed::RecordMeeting)),
        ("redirectAssignment", deed(Deed::Answer)),
        ("completeAssignment", deed(Deed::Answer)),
        ("failAssignment", deed(Deed::Answer)),
        ("confirmCancellation", deed(Deed::Answer)),
        ("cancelAssignment", deed(Deed::StopAssignment)),
        ("markAssignmentAsError", deed(Deed::VoidAssignment)),
        ("previewRouting", deed(Deed::Preview)),
        ("listPartners", deed(Deed::ReadPartners)),
        ("createPartner", deed(Deed::ManagePartners)),
        ("readPartner", deed(Deed::ReadPartners)),
        ("changePartner", deed(Deed::ManagePartners)),
        ("setPartnerAvailability", deed(Deed::ManagePartners)),
        ("listPeople", deed(Deed::ManagePeople)),
        ("createColleague", deed(Deed::ManagePeople)),
        ("readColleague", deed(Deed::ManagePeople)),
        ("changeColleague", deed(Deed::ManagePeople)),
        ("removeColleague", deed(Deed::ManagePeople)),
        ("listClients", deed(Deed::ManageClients)),
        ("createClient", deed(Deed::ManageClients)),
        ("readClient", deed(Deed::ManageClients)),
        ("changeClient", deed(Deed::ManageClients)),
        ("rotateClientSecret", deed(Deed::ManageClients)),
        ("revokeClient", deed(Deed::ManageClients)),
        ("listRuleSets", deed(Deed::ReadRules)),
        ("createRuleSet", deed(Deed::WriteRules)),
        ("readRuleSet", deed(Deed::ReadRules)),
        ("editRuleSet", deed(Deed::WriteRules)),
        ("withdrawRuleSet", deed(Deed::WriteRules)),
        ("checkRuleSet", deed(Deed::CheckRules)),
        ("approveRuleSet", deed(Deed::ApproveRules)),
        ("publishRuleSet", deed(Deed::PublishRules)),
        ("rollBackRuleSet", deed(Deed::PublishRules)),
        ("readRuleSetHistory", deed(Deed::ReadRules)),
        ("compareRuleSet", deed(Deed::CompareRules)),
        ("readRuleSetGaps", deed(Deed::CompareRules)),
        ("readRuleSetQuality", deed(Deed::ReadRuleQuality)),
        ("countReferrals", deed(Deed::ReadStatistics)),
        ("countFeedback", deed(Deed::ReadStatistics)),
        ("readVocabulary", Token),
        ("listQuestions", Token),
    ]
};

/// `docs/security.md`.
#[must_use]
pub fn page(document: &OpenApi) -> String {
    PAGE.replace("{{rights}}\n", &table(document))
}

fn table(document: &OpenApi) -> String {
    let mut table = "| operation | | scope | who |\n|---|---|---|---|\n".to_owned();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ] {
            if let Some(operation) = operation {
                let _ = writeln!(table, "| `{method} {path}` | {}", row(operation));
            }
        }
    }
    table
}

fn row(operation: &Operation) -> String {
    let summary = operation.summary.as_deref().unwrap_or_default();
    let asked = operation.operation_id.as_deref().and_then(gate);
    let scope = asked
        .and_then(Gate::scope)
        .map_or("—".to_owned(), |scope| format!("`{}`", scope.code()));
    let who = match asked {
        None => "nobody".to_owned(),
        Some(Gate::Open) => "everybody, without a token".to_owned(),
        Some(Gate::Credentials) => "every client, with its credentials".to_owned(),
        Some(Gate::Token) => "every client".to_owned(),
        Some(gate) => {
            let names: Vec<&str> = gate.standings().iter().map(|one| one.name()).collect();
            names.join(", ")
        }
    };
    format!("{summary} | {scope} | {who} |")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const COMMITTED: &str = include_str!("../../../docs/security.md");

    fn operations(document: &OpenApi) -> Vec<&Operation> {
        document
            .paths
            .paths
            .values()
            .flat_map(|item| {
                [&item.get, &item.post, &item.put, &item.patch, &item.delete]
                    .into_iter()
                    .flatten()
            })
            .collect()
    }

    #[test]
    fn every_operation_stands_in_the_table_and_asks_for_the_scope_of_its_deed() {
        let document = crate::app::document();
        let mut seen = BTreeSet::new();
        for operation in operations(&document) {
            let id = operation.operation_id.as_deref().unwrap();
            let gate = gate(id).unwrap_or_else(|| {
                panic!("{id} has no row in api/src/rights: say which deed it does")
            });
            seen.insert(id);
            let told = serde_json::to_value(&operation.security).unwrap();
            let expected = match gate {
                Gate::Open => serde_json::json!([{}]),
                Gate::Credentials => serde_json::json!([{"client_basic": []}]),
                Gate::Token | Gate::Deed(_) => {
                    let scopes: Vec<&str> = gate.scope().into_iter().map(Scope::code).collect();
                    serde_json::json!([{"oauth": scopes}])
                }
            };
            assert_eq!(told, expected, "the contract and the table differ on {id}");
        }
        let listed: BTreeSet<&str> = OPERATIONS.iter().map(|(id, _)| *id).collect();
        assert_eq!(listed, seen, "a row without an operation");
        assert_eq!(listed.len(), OPERATIONS.len(), "an operation stands twice");
    }

    #[test]
    fn the_committed_page_is_the_one_that_the_code_writes() {
        let made = page(&crate::app::document());
        assert!(
            made == COMMITTED,
            "docs/security.md is stale: run `passerelle docs security > docs/security.md`"
        );
    }
}
