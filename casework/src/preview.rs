//! What a submission would lead to; nothing is stored.

use jiff::Timestamp;
use passerelle_domain::ReferralStatus;
use passerelle_routing_rules::Destiny;

use crate::{
    Actor, Casework, CaseworkError, Preview, Submission,
    check::{Checked, check},
    circumstances::{Asked, Circumstances, Purpose},
    rights::{Deed, need_scope},
    views::{cut, shapes::Audience},
};

impl Casework {
    /// Decides `submission` by the clock `at`, or by the present one.
    ///
    /// # Errors
    /// The refusals of a submission.
    pub fn preview(
        &self,
        actor: &Actor,
        submission: &Submission,
        at: Option<Timestamp>,
    ) -> Result<Preview, CaseworkError> {
        need_scope(actor, Deed::Preview)?;
        let at = at.unwrap_or_else(|| self.now());
        let (network, decision) = self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let Checked { need, referrer } = check(&network, actor, submission, at)?;
            let asked = Asked {
                need: &need,
                details: &submission.details,
                referrer,
                already_asked: &[],
                came_at: at,
                id: None,
            };
            let circumstances = Circumstances::read(conn, &network, &asked, at, Purpose::Show)?;
            let decision = network.decide(&circumstances.facts(&asked), at)?;
            Ok((network, decision))
        })?;
        let status = match decision.destiny {
            Destiny::Routed => ReferralStatus::Routed,
            Destiny::AwaitingConsent => ReferralStatus::AwaitingConsent,
            Destiny::Triage => ReferralStatus::Triage,
            Destiny::EmergencyDiverted => ReferralStatus::EmergencyDiverted,
        };
        let priority = decision.priority;
        let decision = cut::decision(&network, None, &decision, at, Audience::Sender, &[]);
        Ok(Preview {
            decision,
            status,
            priority,
        })
    }
}
