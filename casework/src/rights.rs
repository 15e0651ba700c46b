//! Who may do what: one table for all use cases.
//!
//! Nothing is allowed that does not stand in [`TABLE`]. Scope and standing are both needed: the
//! scope is what the token grants, the standing is the actor's part in this case or in the network.
//! The scope is checked first and without looking anything up; then a case in which the actor has
//! no part at all does not exist for it; only then is it refused as forbidden.
//!
//! To add a deed: a variant of [`Deed`], a row in [`TABLE`], and its line in `rights/tests.rs`. A deed
//! that moves a referral or an assignment also needs its place in [`MOVES`](crate::moves::MOVES), for
//! a move that does not stand there is refused as a fault of the service; then write
//! `docs/referral-lifecycle.md` anew with `passerelle docs lifecycle`.

use passerelle_domain::{AssignmentRole, AssignmentStatus};
use passerelle_routing_rules::Network;
use passerelle_store::{assignments::AssignmentRecord, referrals::ReferralRecord};

use crate::{Actor, CaseworkError, Missing, Role, Scope};

/// Everything that can be asked of [`Casework`](crate::Casework).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Send a referral in.
    Submit,
    /// Send one in on behalf of somebody else.
    SubmitForAnother,
    /// Ask what a submission would lead to.
    Preview,
    /// Read one referral, or a list of them.
    Read,
    /// Read why it went where it went.
    ReadExplanation,
    /// Read its events.
    ReadEvents,
    /// Tell others of the case something.
    Comment,
    /// Read what is meant for oneself.
    ReadComments,
    /// Read whom one could choose by hand.
    ReadCandidates,
    /// List one's own assignments.
    ListAssignments,
    /// Accept, decline and work on an assignment.
    Answer,
    /// Enter a meeting.
    RecordMeeting,
    /// Close with an outcome.
    Close,
    /// Open again.
    Reopen,
    /// Read what is to be asked after cases were closed.
    ReadFollowUps,
    /// Say what became of a case.
    FinishFollowUp,
    /// Stop it.
    Withdraw,
    /// Say that it should never have been.
    VoidReferral,
    /// Stop one partner.
    StopAssignment,
    /// Say that a partner should never have been asked.
    VoidAssignment,
    /// Enter a person's consent.
    RecordConsent,
    /// Hand a party the link to their page.
    MakePersonLink,
    /// See the page, correct one's contact, take one's agreement back, say how it went.
    UsePersonLink,
    /// Merge it into another one.
    Merge,
    /// Choose the partner by hand.
    RouteByHand,
    /// Read the partner directory.
    ReadPartners,
    /// Change it.
    ManagePartners,
    /// Look after the clients of one's organisation; for coordinators, of any.
    ManageClients,
    /// Look after the people of one's organisation; for coordinators, of any.
    ManagePeople,
    /// Read rule sets and their history.
    ReadRules,
    /// Begin, change and give up drafts of rule sets.
    WriteRules,
    /// Have a rule set analysed.
    CheckRules,
    /// Agree to a rule set that somebody else wrote.
    ApproveRules,
    /// Put a rule set in force, or take it back.
    PublishRules,
    /// Read the figures of the network.
    ReadStatistics,
    /// Answer by the link of a mail.
    AnswerByLink,
    /// Ask for a new link.
    RenewLink,
    /// Take note that no answer came in time.
    Expire,
    /// Take note that a partner that was asked is away.
    PassOver,
    /// Ask what a rule set would change.
    CompareRules,
    /// Read how the rules fared.
    ReadRuleQuality,
    /// Put a rule set in force when its time has come.
    ActivateRules,
}

/// An actor's part, in one case or in the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// A coordinator of the operator.
    Coordinator,
    /// A mediator of the operator.
    Mediator,
    /// The organisation that entered the case.
    Sender,
    /// The organisation on whose behalf it was entered.
    Referrer,
    /// The partner that is asked or at work.
    Lead,
    /// A partner that is told.
    Informed,
    /// A partner that was asked and has no part any more.
    Former,
    /// Any organisation of the network, whatever the case.
    Member,
    /// Whoever holds an answer link.
    LinkHolder,
    /// A party, or who holds parental authority, by the link to their page.
    PersonByLink,
    /// The service's own clock.
    Clock,
}

impl Standing {
    /// Every part, the strongest first.
    pub const ALL: &'static [Self] = &[
        Self::Coordinator,
        Self::Mediator,
        Self::Sender,
        Self::Referrer,
        Self::Lead,
        Self::Informed,
        Self::Former,
        Self::Member,
        Self::LinkHolder,
        Self::PersonByLink,
        Self::Clock,
    ];

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Mediator => "mediator",
            Self::Sender => "sender",
            Self::Referrer => "referrer",
            Self::Lead => "lead partner",
            Self::Informed => "informed partner",
            Self::Former => "former partner",
            Self::Member => "any organisation",
            Self::LinkHolder => "holder of an answer link",
            Self::PersonByLink => "person concerned, by link",
            Self::Clock => "clock",
        }
    }
}

/// Who may do one deed.
#[derive(Debug, Clone, Copy)]
pub struct Right {
    /// The deed.
    pub deed: Deed,
    /// What the token must grant; links and the clock have no token.
    pub scope: Option<Scope>,
    /// One of these parts is needed.
    pub by: &'static [Standing],
}

/// Who may do what.
pub const TABLE: &[Right] = {
    use Standing::{
        Clock, Coordinator, Former, Informed, Lead, LinkHolder, Mediator, Member, PersonByLink,
        Referrer, Sender,
    };
    const EVERYBODY_IN_IT: &[Standing] = &[
        Coordinator,
        Mediator,
        Sender,
        Referrer,
        Lead,
        Informed,
        Former,
    ];
    const fn right(deed: Deed, scope: Scope, by: &'static [Standing]) -> Right {
        Right {
            deed,
            scope: Some(scope),
            by,
        }
    }
    &[
        right(Deed::Submit, Scope::ReferralsWrite, &[Member]),
        right(
            Deed::SubmitForAnother,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator],
        ),
        right(Deed::Preview, Scope::ReferralsWrite, &[Member]),
        right(Deed::Read, Scope::ReferralsRead, EVERYBODY_IN_IT),
        right(
            Deed::ReadExplanation,
            Scope::ReferralsRead,
            &[Coordinator, Mediator, Sender],
        ),
        right(Deed::ReadEvents, Scope::ReferralsRead, EVERYBODY_IN_IT),
        right(
            Deed::Comment,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender, Referrer, Lead, Informed],
        ),
        right(
            Deed::ReadComments,
            Scope::ReferralsRead,
            &[Coordinator, Mediator, Sender, Referrer, Lead, Informed],
        ),
        right(
            Deed::ReadCandidates,
            Scope::ReferralsRead,
            &[Coordinator, Mediator],
        ),
        right(Deed::ListAssignments, Scope::AssignmentsAnswer, &[Member]),
        // The operator answers for partners that are reached by phone only.
        right(
            Deed::Answer,
            Scope::AssignmentsAnswer,
            &[Coordinator, Mediator, Lead],
        ),
        right(
            Deed::RecordMeeting,
            Scope::AssignmentsAnswer,
            &[Coordinator, Mediator, Lead],
        ),
        right(
            Deed::Close,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender],
        ),
        right(
            Deed::Reopen,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender],
        ),
        right(
            Deed::ReadFollowUps,
            Scope::ReferralsRead,
            &[Coordinator, Mediator],
        ),
        right(
            Deed::FinishFollowUp,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator],
        ),
        right(
            Deed::Withdraw,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender, Referrer],
        ),
        right(
            Deed::VoidReferral,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender],
        ),
        right(
            Deed::StopAssignment,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator],
        ),
        right(
            Deed::VoidAssignment,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator],
        ),
        right(
            Deed::RecordConsent,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender, Referrer],
        ),
        right(
            Deed::MakePersonLink,
            Scope::ReferralsWrite,
            &[Coordinator, Mediator, Sender, Referrer],
        ),
        Right {
            deed: Deed::UsePersonLink,
            scope: None,
            by: &[PersonByLink],
        },
        right(Deed::Merge, Scope::ReferralsWrite, &[Coordinator, Mediator]),
        right(Deed::RouteByHand, Scope::ReferralsWrite, &[Coordinator]),
        right(Deed::ReadPartners, Scope::ReferralsRead, &[Member]),
        right(Deed::ManagePartners, Scope::PartnersManage, &[Coordinator]),
        right(
            Deed::ManageClients,
            Scope::ClientsManage,
            &[Coordinator, Member],
        ),
        right(
            Deed::ManagePeople,
            Scope::ClientsManage,
            &[Coordinator, Member],
        ),
        right(Deed::ReadRules, Scope::RulesManage, &[Coordinator]),
        right(Deed::WriteRules, Scope::RulesManage, &[Coordinator]),
        right(Deed::CheckRules, Scope::RulesManage, &[Coordinator]),
        right(Deed::ApproveRules, Scope::RulesManage, &[Coordinator]),
        right(Deed::PublishRules, Scope::RulesManage, &[Coordinator]),
        right(Deed::CompareRules, Scope::RulesManage, &[Coordinator]),
        right(Deed::ReadRuleQuality, Scope::RulesManage, &[Coordinator]),
        right(
            Deed::ReadStatistics,
            Scope::StatisticsRead,
            &[Coordinator, Mediator],
        ),
        Right {
            deed: Deed::AnswerByLink,
            scope: None,
            by: &[LinkHolder],
        },
        Right {
            deed: Deed::RenewLink,
            scope: None,
            by: &[LinkHolder],
        },
        Right {
            deed: Deed::Expire,
            scope: None,
            by: &[Clock],
        },
        Right {
            deed: Deed::PassOver,
            scope: None,
            by: &[Clock],
        },
        Right {
            deed: Deed::ActivateRules,
            scope: None,
            by: &[Clock],
        },
    ]
};

/// Whether the table lets somebody of `standing` do `deed`.
#[must_use]
pub fn allows(deed: Deed, standing: Standing) -> bool {
    right(deed).is_some_and(|right| right.by.contains(&standing))
}

/// What the table says of one deed.
#[must_use]
pub fn right(deed: Deed) -> Option<&'static Right> {
    TABLE.iter().find(|right| right.deed == deed)
}

/// Refuses a token that does not grant `deed`.
pub(crate) fn need_scope(actor: &Actor, deed: Deed) -> Result<(), CaseworkError> {
    match right(deed).and_then(|right| right.scope) {
        Some(scope) if actor.may(scope) => Ok(()),
        Some(scope) => Err(CaseworkError::Forbidden(Missing::Scope(scope))),
        None => Err(CaseworkError::Forbidden(Missing::Standing)),
    }
}

/// Refuses `deed` to somebody who has none of the parts that it needs; who has no part at all is
/// told that there is no such thing.
pub(crate) fn need_standing(held: &[Standing], deed: Deed) -> Result<(), CaseworkError> {
    if held.is_empty() {
        return Err(CaseworkError::NotFound);
    }
    if held.iter().any(|standing| allows(deed, *standing)) {
        return Ok(());
    }
    Err(CaseworkError::Forbidden(Missing::Standing))
}

/// The actor's part in the network as a whole.
pub(crate) fn in_network(actor: &Actor, network: &Network) -> Vec<Standing> {
    let mut held = Vec::new();
    if let Some(organisation) = network.partner(actor.organisation) {
        held.push(Standing::Member);
        if organisation.operator {
            held.extend(actor.is(Role::Coordinator).then_some(Standing::Coordinator));
            held.extend(actor.is(Role::Mediator).then_some(Standing::Mediator));
        }
    }
    held
}

/// Whether the actor sees every case of the network.
pub(crate) fn operates(actor: &Actor, network: &Network) -> bool {
    in_network(actor, network)
        .iter()
        .any(|standing| matches!(standing, Standing::Coordinator | Standing::Mediator))
}

/// The actor's parts in one case, the strongest first.
pub(crate) fn in_case<'a>(
    actor: &Actor,
    network: &Network,
    referral: &ReferralRecord,
    assignments: impl IntoIterator<Item = &'a AssignmentRecord>,
) -> Vec<Standing> {
    let mut held = in_network(actor, network);
    held.retain(|standing| *standing != Standing::Member);
    held.extend((referral.sender == actor.organisation).then_some(Standing::Sender));
    held.extend((referral.referrer == Some(actor.organisation)).then_some(Standing::Referrer));
    held.extend(
        assignments
            .into_iter()
            .filter(|assignment| assignment.partner == actor.organisation)
            .map(as_partner),
    );
    held.sort();
    held.dedup();
    held
}

/// The part that an assignment gives its partner at present.
fn as_partner(assignment: &AssignmentRecord) -> Standing {
    let completed = assignment.state.status() == AssignmentStatus::Completed;
    match assignment.role {
        AssignmentRole::Lead if assignment.state.is_live() || completed => Standing::Lead,
        AssignmentRole::Informed if assignment.state.is_live() => Standing::Informed,
        AssignmentRole::Lead | AssignmentRole::Informed => Standing::Former,
    }
}

/// The actor's parts towards one assignment: its own partner may try whatever the state, and is
/// told by the lifecycle what is possible. An assignment that the actor does not see is not there.
pub(crate) fn towards_assignment(
    actor: &Actor,
    network: &Network,
    referral: &ReferralRecord,
    assignment: &AssignmentRecord,
) -> Vec<Standing> {
    let mut held = in_case(actor, network, referral, &[]);
    if assignment.partner == actor.organisation {
        held.push(match assignment.role {
            AssignmentRole::Lead => Standing::Lead,
            AssignmentRole::Informed => Standing::Informed,
        });
    }
    held
}

#[cfg(test)]
mod tests;
