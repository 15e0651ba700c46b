//! A case in any state, in which each part is played by an organisation of its own, so that a test can
//! try every action of everybody.

use passerelle_domain::{
    AssignmentId, AssignmentRole, AssignmentState, AssignmentStatus, ReferralId, ReferralStatus,
    lifecycle::atlas,
};
use passerelle_store::{assignments, referrals};

use super::{World, cases, world::actor};
use crate::{Actor, Role, rights::Standing};

/// One case: the school entered it for the landlord, the CCAS leads, the prevention team is told, and
/// the county was asked before.
pub(crate) struct Stage {
    pub(crate) id: ReferralId,
    pub(crate) lead: AssignmentId,
    pub(crate) informed: AssignmentId,
}

impl Stage {
    /// A new case of that status, with the lead partner where that status suggests it.
    pub(crate) fn of_referral(world: &World, status: ReferralStatus) -> Self {
        let lead = match status {
            ReferralStatus::Received | ReferralStatus::Routed => AssignmentStatus::Proposed,
            ReferralStatus::AwaitingConsent | ReferralStatus::Triage => AssignmentStatus::Declined,
            ReferralStatus::InProgress => AssignmentStatus::InProgress,
            ReferralStatus::Closed => AssignmentStatus::Completed,
            ReferralStatus::Withdrawn | ReferralStatus::EmergencyDiverted => {
                AssignmentStatus::Cancelled
            }
            ReferralStatus::EnteredInError => AssignmentStatus::EnteredInError,
        };
        Self::in_states(world, status, lead)
    }

    /// A new case whose lead partner's assignment has that status.
    pub(crate) fn of_lead(world: &World, status: AssignmentStatus) -> Self {
        let referral = match status {
            AssignmentStatus::Proposed => ReferralStatus::Routed,
            AssignmentStatus::Accepted
            | AssignmentStatus::InProgress
            | AssignmentStatus::OnHold
            | AssignmentStatus::Completed => ReferralStatus::InProgress,
            AssignmentStatus::CancelRequested => ReferralStatus::Closed,
            AssignmentStatus::Declined
            | AssignmentStatus::Expired
            | AssignmentStatus::Redirected
            | AssignmentStatus::Cancelled
            | AssignmentStatus::Failed
            | AssignmentStatus::EnteredInError => ReferralStatus::Triage,
        };
        Self::in_states(world, referral, status)
    }

    fn in_states(world: &World, referral: ReferralStatus, lead: AssignmentStatus) -> Self {
        let sent = world.submit(&cases::food());
        assert_eq!(sent.assignments[0].partner.code, "p-ccas");
        let at = sent.created_at;
        let store = &world.casework.store;
        let made = store.write(|conn| {
            let mut record = referrals::find(conn, sent.id)?.unwrap();
            record.sender = cases::id("p-lycee");
            record.referrer = Some(cases::id("p-bail"));
            record.state = atlas::referral_in(referral).unwrap();
            assert!(referrals::update(conn, &record, record.sequence)?);
            let mut leads = assignments::of_referral(conn, sent.id)?.remove(0);
            leads.state = match atlas::assignment_in(lead).unwrap() {
                AssignmentState::Redirected { at, reason, .. } => AssignmentState::Redirected {
                    at,
                    to: cases::id("p-mds"),
                    reason,
                },
                other => other,
            };
            assert!(assignments::update(
                conn,
                &leads,
                AssignmentStatus::Proposed
            )?);
            let mut informed = leads.clone();
            informed.id = world.casework.id(at, AssignmentId::new);
            informed.partner = cases::id("p-prev");
            informed.role = AssignmentRole::Informed;
            informed.rank = 0;
            informed.answer_due_at = None;
            informed.state = AssignmentState::Proposed {
                answer_due_at: None,
            };
            assignments::insert(conn, &informed)?;
            let mut former = leads.clone();
            former.id = world.casework.id(at, AssignmentId::new);
            former.partner = cases::id("p-mds");
            former.state = atlas::assignment_in(AssignmentStatus::Declined).unwrap();
            assignments::insert(conn, &former)?;
            Ok::<_, passerelle_store::StoreError>((leads.id, informed.id))
        });
        let (lead, informed) = made.unwrap();
        Self {
            id: sent.id,
            lead,
            informed,
        }
    }
}

/// Everybody who signs in, with the part that they have on a stage.
pub(crate) fn everybody() -> Vec<(Standing, Actor)> {
    let of = |code: &str, roles: &[Role]| actor(cases::id(code), roles);
    vec![
        (Standing::Coordinator, of("p-med", &[Role::Coordinator])),
        (Standing::Mediator, of("p-med", &[Role::Mediator])),
        (Standing::Sender, of("p-lycee", &[])),
        (Standing::Referrer, of("p-bail", &[])),
        (Standing::Lead, of("p-ccas", &[])),
        (Standing::Informed, of("p-prev", &[])),
        (Standing::Former, of("p-mds", &[])),
        (Standing::Member, of("p-conc", &[])),
    ]
}
