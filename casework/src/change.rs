//! One change of one referral: gathered in memory, then written in one go.
//!
//! A use case opens a change, moves states, and lets what happened be remembered and told.
//! [`Change::commit`] writes it all: the referral first, under the condition that its sequence is
//! still the one that was read, so that of two changes at the same instant one wins and the other
//! starts anew.
//!
//! A change is made under one deed, and moves nothing that [`MOVES`](crate::moves::MOVES) does not
//! let that deed move: what is not in the table is a fault of the service, never a silent exception.

use std::sync::Arc;

use jiff::Timestamp;
use passerelle_domain::{
    ActorKind, AssignmentAction, AssignmentId, AssignmentState, AssignmentStatus, Colleague,
    ColleagueId, Desk, EventId, EventKind, MeetingState, MessageId, MessageKind, PartnerId,
    ReferralAction, ReferralId, TimerKind, deadlines::half_time, desks_for, is_urgent, may_wait,
    next_digest,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::{self, AssignmentRecord},
    events::{self, NewEvent},
    kept_answers,
    meetings::{self, MeetingRecord},
    outbox::{self, Bundle, NewMessage},
    referrals::{self, ReferralRecord},
    timers::{self, NewTimer},
};
use serde_json::Value;

use crate::{
    Actor, Casework, CaseworkError,
    away::away_from,
    decision_record::StoredDecision,
    moves::{self, Machine},
    rights::{Deed, in_case, need_standing},
    service::Interrupted,
    snapshot::operators,
};

/// Who makes a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    pub(crate) kind: ActorKind,
    pub(crate) organisation: Option<PartnerId>,
}

impl By {
    /// The service's own clock.
    pub(crate) const CLOCK: Self = Self {
        kind: ActorKind::Clock,
        organisation: None,
    };

    /// A party, or who holds parental authority, by the link to their page.
    pub(crate) const PERSON: Self = Self {
        kind: ActorKind::Person,
        organisation: None,
    };

    /// A signed-in client.
    pub(crate) fn client(actor: &Actor) -> Self {
        Self {
            kind: ActorKind::Client,
            organisation: Some(actor.organisation),
        }
    }

    /// Whoever holds a link of `partner`.
    pub(crate) fn link(partner: PartnerId) -> Self {
        Self {
            kind: ActorKind::Link,
            organisation: Some(partner),
        }
    }
}

/// A change that is being made.
pub(crate) struct Change<'a> {
    pub(crate) casework: &'a Casework,
    pub(crate) network: Arc<Network>,
    pub(crate) by: By,
    pub(crate) at: Timestamp,
    pub(crate) referral: ReferralRecord,
    /// The latest decision, as stored or as just made.
    pub(crate) decision: Option<StoredDecision>,
    pub(crate) meetings: Vec<MeetingRecord>,
    /// Meetings that were entered before, each with the state that it had.
    pub(crate) moved_meetings: Vec<(MeetingRecord, MeetingState)>,
    /// What is being done; nothing moves before that is known.
    deed: Option<Deed>,
    held: Vec<Held>,
    new_decision: bool,
    /// The sequence that was read; `None` for a referral that is new.
    before: Option<i64>,
    events: Vec<NewEvent>,
    /// For all desks of their recipients.
    messages: Vec<NewMessage>,
    /// For one desk each.
    desked: Vec<NewMessage>,
}

/// An assignment, and the status under which the database knows it.
struct Held {
    record: AssignmentRecord,
    stored: Option<AssignmentStatus>,
    touched: bool,
}

impl<'a> Change<'a> {
    /// A change that stores `referral`, which is new.
    pub(crate) fn new(
        casework: &'a Casework,
        network: Arc<Network>,
        by: By,
        referral: ReferralRecord,
    ) -> Self {
        Self {
            casework,
            network,
            by,
            at: referral.created_at,
            referral,
            decision: None,
            meetings: Vec::new(),
            moved_meetings: Vec::new(),
            deed: None,
            held: Vec::new(),
            new_decision: false,
            before: None,
            events: Vec::new(),
            messages: Vec::new(),
            desked: Vec::new(),
        }
    }

    /// A change of the referral `id`.
    pub(crate) fn open(
        casework: &'a Casework,
        conn: &mut Conn,
        by: By,
        id: ReferralId,
    ) -> Result<Self, CaseworkError> {
        let referral = referrals::find(conn, id)?.ok_or(CaseworkError::NotFound)?;
        let held = assignments::of_referral(conn, id)?
            .into_iter()
            .map(|record| Held {
                stored: Some(record.state.status()),
                record,
                touched: false,
            })
            .collect();
        let before = referral.sequence;
        let mut change = Self::new(casework, casework.network(conn)?, by, referral);
        change.at = casework.now();
        change.decision = StoredDecision::latest(conn, id)?;
        change.held = held;
        change.before = Some(before);
        change.referral.sequence = before + 1;
        Ok(change)
    }

    /// Refuses when the actor looked at another sequence than the one that stands.
    pub(crate) fn expect(&self, expected: Option<i64>) -> Result<(), CaseworkError> {
        match (expected, self.before) {
            (Some(expected), Some(current)) if expected != current => {
                Err(CaseworkError::Stale { current })
            }
            _ => Ok(()),
        }
    }

    /// Refuses `deed` to an actor whose part in the case does not allow it; the change is made
    /// under it otherwise.
    pub(crate) fn need(&mut self, actor: &Actor, deed: Deed) -> Result<(), CaseworkError> {
        let held = in_case(actor, &self.network, &self.referral, self.assignments());
        need_standing(&held, deed)?;
        self.under(deed);
        Ok(())
    }

    /// The change is made under `deed`, whose rights were looked at.
    pub(crate) fn under(&mut self, deed: Deed) {
        self.deed = Some(deed);
    }

    fn in_the_table(&self, machine: Machine, action: &'static str) -> Result<(), CaseworkError> {
        let known = self.deed.map(|deed| moves::leads_to(deed, machine, action));
        match known {
            Some(true) => Ok(()),
            Some(false) => Err(CaseworkError::internal(
                "a move that the table does not know",
            )),
            None => Err(CaseworkError::internal("a change without a deed")),
        }
    }

    /// The assignments, in the order in which partners were asked.
    pub(crate) fn assignments(&self) -> impl Iterator<Item = &AssignmentRecord> {
        self.held.iter().map(|held| &held.record)
    }

    /// One of them.
    pub(crate) fn assignment(&self, id: AssignmentId) -> Result<&AssignmentRecord, CaseworkError> {
        self.assignments()
            .find(|record| record.id == id)
            .ok_or(CaseworkError::NotFound)
    }

    /// Moves the referral.
    pub(crate) fn apply(&mut self, action: ReferralAction) -> Result<(), CaseworkError> {
        self.in_the_table(Machine::Referral, action.name())?;
        self.referral.state = self.referral.state.clone().apply(action, self.at)?;
        Ok(())
    }

    /// Moves one of its assignments.
    pub(crate) fn apply_to(
        &mut self,
        id: AssignmentId,
        action: AssignmentAction,
    ) -> Result<(), CaseworkError> {
        self.in_the_table(Machine::Assignment, action.name())?;
        let at = self.at;
        self.edit(id, |record| {
            record.state = record.state.clone().apply(action, at)?;
            Ok(())
        })
    }

    /// Changes one of its assignments.
    pub(crate) fn edit(
        &mut self,
        id: AssignmentId,
        work: impl FnOnce(&mut AssignmentRecord) -> Result<(), CaseworkError>,
    ) -> Result<(), CaseworkError> {
        let found = self.held.iter_mut().find(|held| held.record.id == id);
        let held = found.ok_or(CaseworkError::NotFound)?;
        work(&mut held.record)?;
        held.record.updated_at = self.at;
        held.touched = true;
        Ok(())
    }

    /// Adds an assignment.
    pub(crate) fn add(&mut self, record: AssignmentRecord) {
        self.held.push(Held {
            record,
            stored: None,
            touched: true,
        });
    }

    /// Replaces the decision that stands.
    pub(crate) fn decided(&mut self, decision: StoredDecision) {
        self.decision = Some(decision);
        self.new_decision = true;
    }

    /// Remembers what happened, with codes and identifiers only.
    pub(crate) fn remember(
        &mut self,
        kind: EventKind,
        assignment: Option<AssignmentId>,
        data: Value,
    ) {
        self.events.push(NewEvent {
            id: self.casework.id(self.at, EventId::new),
            referral_id: self.referral.id,
            assignment_id: assignment,
            sequence: self.referral.sequence,
            kind,
            at: self.at,
            actor_kind: self.by.kind,
            actor_organisation: self.by.organisation,
            data,
        });
    }

    /// Has `recipient` told by mail, and says whether it has an address at all.
    pub(crate) fn tell(
        &mut self,
        kind: MessageKind,
        recipient: PartnerId,
        assignment: Option<AssignmentId>,
    ) -> bool {
        if self.desks(recipient).is_empty() {
            return false;
        }
        self.post(kind, recipient, assignment);
        true
    }

    /// Who of a partner is told of this case.
    fn desks(&self, partner: PartnerId) -> Vec<Desk> {
        let people = self.casework.colleagues();
        let people = people.get(&partner).map(Vec::as_slice).unwrap_or_default();
        self.desks_among(partner, people)
    }

    /// The same, of the people who are named.
    pub(crate) fn desks_among(&self, partner: PartnerId, people: &[Colleague]) -> Vec<Desk> {
        let entry = self.network.partner(partner);
        let mailbox = entry.is_some_and(|partner| partner.email.is_some());
        desks_for(people, mailbox, is_urgent(self.referral.priority))
    }

    /// The same once a desk is lost: that of a colleague, or else the partner's own mailbox.
    pub(crate) fn desks_but(&self, partner: PartnerId, lost: Option<ColleagueId>) -> Vec<Desk> {
        let people = self.casework.colleagues();
        let people = people.get(&partner).into_iter().flatten();
        let others: Vec<Colleague> = people
            .filter(|colleague| Some(colleague.id) != lost)
            .cloned()
            .collect();
        let entry = self.network.partner(partner);
        let mailbox = lost.is_some() && entry.is_some_and(|partner| partner.email.is_some());
        desks_for(&others, mailbox, is_urgent(self.referral.priority))
    }

    /// Has one desk told what the others were told before.
    pub(crate) fn tell_desk(
        &mut self,
        kind: MessageKind,
        recipient: PartnerId,
        assignment: Option<AssignmentId>,
        desk: Desk,
    ) -> Result<(), CaseworkError> {
        let id = self.post(kind, recipient, assignment);
        let posted = self.messages.iter().position(|message| message.id == id);
        if let Some(posted) = posted {
            let message = self.messages.remove(posted);
            let addressed = self.addressed(&message, desk)?;
            self.desked.push(addressed);
        }
        Ok(())
    }

    /// A message for one desk, at the time and in the bundle that suit it.
    fn addressed(&self, message: &NewMessage, desk: Desk) -> Result<NewMessage, CaseworkError> {
        let reminds = message.kind == MessageKind::AnswerReminder;
        let reminders = reminds.then_some(Bundle::Reminders);
        let mut message = NewMessage {
            colleague: desk.colleague(),
            bundle: reminders,
            ..message.clone()
        };
        if let Desk::Digest(_) = desk {
            let digest = next_digest(self.at, self.network.partner(message.recipient))?;
            let due = message.assignment_id.and_then(|id| self.answer_due(id));
            if may_wait(message.kind, due, digest) {
                message.bundle = Some(Bundle::Digest);
                message.available_at = digest;
            }
        }
        Ok(message)
    }

    /// By when one of its partners has to answer, while one does.
    fn answer_due(&self, id: AssignmentId) -> Option<Timestamp> {
        match self.assignment(id).ok()?.state {
            AssignmentState::Proposed { answer_due_at } => answer_due_at,
            _ => None,
        }
    }

    /// Puts a message into the outbox, and tells which.
    pub(crate) fn post(
        &mut self,
        kind: MessageKind,
        recipient: PartnerId,
        assignment: Option<AssignmentId>,
    ) -> MessageId {
        let id = self.casework.id(self.at, MessageId::new);
        self.messages.push(NewMessage {
            id,
            kind,
            referral_id: self.referral.id,
            assignment_id: assignment,
            recipient,
            colleague: None,
            bundle: None,
            available_at: self.at,
            created_at: self.at,
        });
        id
    }

    /// Leaves the choice to a person, and tells the operators.
    pub(crate) fn leave_to_a_person(&mut self) -> Result<(), CaseworkError> {
        self.apply(ReferralAction::Triage)?;
        self.remember(
            EventKind::ReferralTriaged,
            None,
            Value::Object(Default::default()),
        );
        let operators: Vec<_> = operators(&self.network).map(|partner| partner.id).collect();
        for operator in operators {
            self.tell(MessageKind::TriageNeeded, operator, None);
        }
        Ok(())
    }

    /// Writes what was remembered and told of a case that has not changed: its sequence stays.
    pub(crate) fn only_tell(&mut self, conn: &mut Conn) -> Result<(), Interrupted> {
        let sequence = self.before.unwrap_or(self.referral.sequence);
        for event in &mut self.events {
            event.sequence = sequence;
        }
        self.write_news(conn)
    }

    /// Writes everything.
    pub(crate) fn commit(&mut self, conn: &mut Conn) -> Result<(), Interrupted> {
        self.referral.updated_at = self.at;
        let moved: Vec<AssignmentId> = self
            .held
            .iter()
            .filter(|held| held.touched && held.stored.is_some())
            .map(|held| held.record.id)
            .collect();
        timers::stop(conn, &moved)?;
        // Somebody may see less from now on: no answer of before shows it again.
        let consent = |event: &NewEvent| event.kind == EventKind::ConsentRecorded;
        if self.events.iter().any(consent) {
            conn.as_service(|conn| kept_answers::silence(conn, self.referral.id))?;
        }
        match self.before {
            None => referrals::insert(conn, &self.referral)?,
            Some(before) => raced_unless(referrals::update(conn, &self.referral, before)?)?,
        }
        let mut set = Vec::new();
        for held in self.held.iter().filter(|held| held.touched) {
            match held.stored {
                None => assignments::insert(conn, &held.record)?,
                Some(stored) => raced_unless(assignments::update(conn, &held.record, stored)?)?,
            }
            set.extend(self.timers_of(&held.record));
        }
        timers::set(conn, &set)?;
        if let Some(decision) = self.decision.as_ref().filter(|_| self.new_decision) {
            decision.insert(conn, self.referral.id)?;
        }
        for meeting in &self.meetings {
            meetings::insert(conn, meeting)?;
        }
        for (meeting, before) in &self.moved_meetings {
            raced_unless(meetings::update(conn, meeting, *before)?)?;
        }
        self.write_news(conn)
    }

    /// What falls due of an assignment from now on.
    fn timers_of(&self, record: &AssignmentRecord) -> Vec<NewTimer> {
        let timer = |kind: TimerKind, due_at: Timestamp| NewTimer {
            kind,
            referral_id: record.referral_id,
            assignment_id: Some(record.id),
            due_at,
        };
        match record.state {
            AssignmentState::Proposed {
                answer_due_at: Some(due),
            } => {
                let reminders = self.reminders(record.created_at, due).into_iter();
                let away = away_from(&self.network, record.partner, self.at);
                reminders
                    .filter(|at| *at > self.at)
                    .map(|at| timer(TimerKind::Reminder, at))
                    .chain([timer(TimerKind::AnswerDue, due)])
                    .chain(
                        away.filter(|at| *at < due)
                            .map(|at| timer(TimerKind::PartnerAway, at)),
                    )
                    .collect()
            }
            AssignmentState::Accepted { .. } | AssignmentState::InProgress { .. } => record
                .first_contact_due_at
                .filter(|due| *due > self.at)
                .map(|due| timer(TimerKind::FirstContactDue, due))
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// When a partner that is asked is reminded: as its rule says, else when half of its time is over.
    fn reminders(&self, asked: Timestamp, due: Timestamp) -> Vec<Timestamp> {
        let by_rule = self
            .decision
            .as_ref()
            .map(|stored| stored.decision.course.reminders.as_slice())
            .unwrap_or_default();
        if by_rule.is_empty() {
            half_time(asked, due).into_iter().collect()
        } else {
            by_rule.to_vec()
        }
    }

    fn write_news(&self, conn: &mut Conn) -> Result<(), Interrupted> {
        events::append(conn, &self.events)?;
        let mut messages = Vec::new();
        for message in &self.messages {
            messages.extend(self.copies(message)?);
        }
        messages.extend_from_slice(&self.desked);
        outbox::enqueue(conn, &messages)?;
        Ok(())
    }

    /// A message once for each desk of its recipient; what goes to a party is for nobody else.
    fn copies(&self, message: &NewMessage) -> Result<Vec<NewMessage>, CaseworkError> {
        if message.kind == MessageKind::PersonLink {
            return Ok(vec![message.clone()]);
        }
        let desks = self.desks(message.recipient);
        desks
            .into_iter()
            .enumerate()
            .map(|(number, desk)| {
                let copy = self.addressed(message, desk)?;
                Ok(match number {
                    0 => copy,
                    _ => NewMessage {
                        id: self.casework.id(self.at, MessageId::new),
                        ..copy
                    },
                })
            })
            .collect()
    }
}

fn raced_unless(written: bool) -> Result<(), Interrupted> {
    if written {
        Ok(())
    } else {
        Err(Interrupted::Raced)
    }
}
