use super::*;

/// The table as people read it. A right that changes has to be changed here too.
const EXPECTED: &str = "\
Submit             referrals:write     Member
SubmitForAnother   referrals:write     Coordinator Mediator
Preview            referrals:write     Member
Read               referrals:read      Coordinator Mediator Sender Referrer Lead Informed Former
ReadExplanation    referrals:read      Coordinator Mediator Sender
ReadEvents         referrals:read      Coordinator Mediator Sender Referrer Lead Informed Former
Comment            referrals:write     Coordinator Mediator Sender Referrer Lead Informed
ReadComments       referrals:read      Coordinator Mediator Sender Referrer Lead Informed
ReadCandidates     referrals:read      Coordinator Mediator
ListAssignments    assignments:answer  Member
Answer             assignments:answer  Coordinator Mediator Lead
RecordMeeting      assignments:answer  Coordinator Mediator Lead
Close              referrals:write     Coordinator Mediator Sender
Reopen             referrals:write     Coordinator Mediator Sender
ReadFollowUps      referrals:read      Coordinator Mediator
FinishFollowUp     referrals:write     Coordinator Mediator
Withdraw           referrals:write     Coordinator Mediator Sender Referrer
VoidReferral       referrals:write     Coordinator Mediator Sender
StopAssignment     referrals:write     Coordinator Mediator
VoidAssignment     referrals:write     Coordinator Mediator
RecordConsent      referrals:write     Coordinator Mediator Sender Referrer
MakePersonLink     referrals:write     Coordinator Mediator Sender Referrer
UsePersonLink      -                   PersonByLink
Merge              referrals:write     Coordinator Mediator
RouteByHand        referrals:write     Coordinator
ReadPartners       referrals:read      Member
ManagePartners     partners:manage     Coordinator
ManageClients      clients:manage      Coordinator Member
ManagePeople       clients:manage      Coordinator Member
ReadRules          rules:manage        Coordinator
WriteRules         rules:manage        Coordinator
CheckRules         rules:manage        Coordinator
ApproveRules       rules:manage        Coordinator
PublishRules       rules:manage        Coordinator
CompareRules       rules:manage        Coordinator
ReadRuleQuality    rules:manage        Coordinator
ReadStatistics     statistics:read     Coordinator Mediator
AnswerByLink       -                   LinkHolder
RenewLink          -                   LinkHolder
Expire             -                   Clock
PassOver           -                   Clock
ActivateRules      -                   Clock
";

fn somebody(scopes: &[Scope]) -> Actor {
    Actor {
        client: "test-client".to_owned(),
        organisation: crate::testing::cases::id("p-bail"),
        scopes: scopes.iter().copied().collect(),
        roles: std::collections::BTreeSet::new(),
    }
}

#[test]
fn every_deed_for_every_standing_is_as_written() {
    let mut written = String::new();
    for right in TABLE {
        let scope = right.scope.map_or("-", Scope::code);
        let by: Vec<String> = Standing::ALL
            .iter()
            .filter(|standing| allows(right.deed, **standing))
            .map(|standing| format!("{standing:?}"))
            .collect();
        written += &format!(
            "{:<19}{scope:<20}{}\n",
            format!("{:?}", right.deed),
            by.join(" ")
        );
    }
    assert_eq!(written, EXPECTED);
}

#[test]
fn every_deed_needs_its_scope_and_no_other() {
    for right in TABLE {
        for scope in Scope::ALL {
            let alone = need_scope(&somebody(&[*scope]), right.deed);
            assert_eq!(
                alone.is_ok(),
                right.scope == Some(*scope),
                "{:?} {scope}",
                right.deed
            );
        }
        // What links and the clock do is for no token.
        let all = need_scope(&somebody(Scope::ALL), right.deed);
        assert_eq!(all.is_ok(), right.scope.is_some(), "{:?}", right.deed);
    }
}

#[test]
fn who_has_no_part_is_told_of_nothing() {
    for right in TABLE {
        assert!(matches!(
            need_standing(&[], right.deed),
            Err(CaseworkError::NotFound)
        ));
        for standing in Standing::ALL.iter().copied() {
            match need_standing(&[standing], right.deed) {
                Ok(()) => assert!(right.by.contains(&standing)),
                Err(CaseworkError::Forbidden(Missing::Standing)) => {
                    assert!(!right.by.contains(&standing));
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}
