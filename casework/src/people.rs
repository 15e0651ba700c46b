//! The people of a partner: who is told of its cases, and how each of them prefers it.

use passerelle_domain::{
    Colleague, ColleagueId, EmailAddress, Fault, Lang, MailPreference, PartnerId,
};
use passerelle_store::{
    Conn, StoreError,
    colleagues::{self, ADDRESS_TAKEN, ColleagueRecord},
    outbox::{self, OutboxMessage},
};

use crate::{
    Actor, Casework, CaseworkError,
    change::{By, Change},
    check::refuse,
    rights::{Deed, Standing, in_network, need_scope, need_standing},
    service::Interrupted,
};

/// The longest name.
const LONGEST_NAME: usize = 100;

/// How many people of one partner may be told.
const MOST: usize = 50;

/// Somebody who is entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewColleague {
    /// By which the organisation knows them.
    pub name: String,
    /// Where they are written to.
    pub email: EmailAddress,
    /// In which language.
    pub language: Lang,
    /// How often.
    pub preference: MailPreference,
}

/// What is changed of somebody; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColleagueChange {
    /// Another name.
    pub name: Option<String>,
    /// Another address: whether mails arrive there is seen anew.
    pub email: Option<EmailAddress>,
    /// Another language.
    pub language: Option<Lang>,
    /// Another preference.
    pub preference: Option<MailPreference>,
}

/// Somebody who works at a partner, and how often the entry has changed: its entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleagueView {
    /// Who it is.
    pub colleague: Colleague,
    /// Counted from 1.
    pub revision: i64,
}

impl Casework {
    /// The people of a partner, in the order in which they were entered.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] for the partner of somebody else.
    pub fn people(
        &self,
        actor: &Actor,
        partner: PartnerId,
    ) -> Result<Vec<ColleagueView>, CaseworkError> {
        need_scope(actor, Deed::ManagePeople)?;
        self.read(|conn| {
            self.need_people_of(conn, actor, partner)?;
            let people = colleagues::of(conn, partner)?;
            Ok(people.into_iter().map(Into::into).collect())
        })
    }

    /// Somebody of a partner.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] for somebody of another partner.
    pub fn colleague(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: ColleagueId,
    ) -> Result<ColleagueView, CaseworkError> {
        need_scope(actor, Deed::ManagePeople)?;
        self.read(|conn| Ok(self.colleague_of(conn, actor, partner, id, None)?.into()))
    }

    /// Enters somebody, who is told from the next message on.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with every fault.
    pub fn add_colleague(
        &self,
        actor: &Actor,
        partner: PartnerId,
        new: &NewColleague,
    ) -> Result<ColleagueView, CaseworkError> {
        need_scope(actor, Deed::ManagePeople)?;
        self.write(|conn| {
            self.need_people_of(conn, actor, partner)?;
            let now = self.now();
            let mut faults = name_faults(&new.name);
            if colleagues::of(conn, partner)?.len() >= MOST {
                let detail = format!("at most {MOST} people of a partner are told");
                faults.push(Fault::at("", "too_many", detail));
            }
            refuse(faults)?;
            let record = ColleagueRecord {
                colleague: Colleague {
                    id: self.id(now, ColleagueId::new),
                    organisation: partner,
                    name: new.name.trim().to_owned(),
                    email: new.email.clone(),
                    language: new.language,
                    preference: new.preference,
                    reachable: true,
                },
                created_at: now,
                revision: 1,
            };
            colleagues::insert(conn, &record).map_err(taken)?;
            Ok(record.into())
        })
    }

    /// Changes the entry of somebody, if it still has the revision `expected`; in whatever revision,
    /// where none is expected.
    ///
    /// # Errors
    /// [`CaseworkError::Stale`], and [`CaseworkError::Invalid`] with every fault.
    pub fn change_colleague(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: ColleagueId,
        change: &ColleagueChange,
        expected: Option<i64>,
    ) -> Result<ColleagueView, CaseworkError> {
        need_scope(actor, Deed::ManagePeople)?;
        self.write(|conn| {
            let mut record = self.colleague_of(conn, actor, partner, id, expected)?;
            if let Some(name) = &change.name {
                refuse(name_faults(name))?;
                name.trim().clone_into(&mut record.colleague.name);
            }
            if let Some(email) = &change.email {
                record.colleague.email = email.clone();
                record.colleague.reachable = true;
            }
            let colleague = &mut record.colleague;
            colleague.language = change.language.unwrap_or(colleague.language);
            let before = colleague.preference;
            colleague.preference = change.preference.unwrap_or(before);
            let view = save(conn, record)?;
            self.prefers(conn, &view.colleague, before)?;
            Ok(view)
        })
    }

    /// Removes somebody: nothing of them is kept. What was still to be told to them is told to whoever
    /// is there, unless somebody was.
    ///
    /// # Errors
    /// [`CaseworkError::Stale`].
    pub fn remove_colleague(
        &self,
        actor: &Actor,
        partner: PartnerId,
        id: ColleagueId,
        expected: Option<i64>,
    ) -> Result<(), CaseworkError> {
        need_scope(actor, Deed::ManagePeople)?;
        self.write(|conn| {
            let record = self.colleague_of(conn, actor, partner, id, expected)?;
            if !colleagues::remove(conn, id, record.revision)? {
                return Err(Interrupted::Raced);
            }
            self.tell_others(conn, partner, id)
        })
    }

    /// How somebody prefers to be told, for whoever has the link of their digest; `None` where the
    /// entry is gone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn preference_by_link(
        &self,
        id: ColleagueId,
    ) -> Result<Option<MailPreference>, CaseworkError> {
        let record = self.read(|conn| Ok(colleagues::find(conn, id)?))?;
        Ok(record.map(|record| record.colleague.preference))
    }

    /// Sets it, by the same link; `false` where the entry is gone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn prefer_by_link(
        &self,
        id: ColleagueId,
        preference: MailPreference,
    ) -> Result<bool, CaseworkError> {
        self.write(|conn| {
            let Some(mut record) = colleagues::find(conn, id)? else {
                return Ok(false);
            };
            let before = record.colleague.preference;
            if before != preference {
                record.colleague.preference = preference;
                let view = save(conn, record)?;
                self.prefers(conn, &view.colleague, before)?;
            }
            Ok::<_, Interrupted>(true)
        })
    }

    /// Somebody who gave up the digest gets none any more.
    fn prefers(
        &self,
        conn: &mut Conn,
        colleague: &Colleague,
        before: MailPreference,
    ) -> Result<(), Interrupted> {
        let gave_up = before == MailPreference::DailyDigest
            && colleague.preference == MailPreference::UrgentOnly;
        if gave_up {
            self.tell_others(conn, colleague.organisation, colleague.id)?;
        }
        Ok(())
    }

    /// Has what still waits for somebody told to whoever of the partner is there now, unless somebody
    /// else was told.
    fn tell_others(
        &self,
        conn: &mut Conn,
        partner: PartnerId,
        whom: ColleagueId,
    ) -> Result<(), Interrupted> {
        for message in outbox::take_back(conn, partner, whom)? {
            if !outbox::told_besides(conn, &message)? {
                self.tell_instead(conn, &message)?;
            }
        }
        Ok(())
    }

    fn tell_instead(&self, conn: &mut Conn, message: &OutboxMessage) -> Result<(), Interrupted> {
        let partner = message.recipient;
        let mut change = Change::open(self, conn, By::CLOCK, message.referral_id)?;
        let people = colleagues::of(conn, partner)?.into_iter();
        let people: Vec<Colleague> = people.map(|record| record.colleague).collect();
        for desk in change.desks_among(partner, &people) {
            change.tell_desk(message.kind, partner, message.assignment_id, desk)?;
        }
        change.only_tell(conn)
    }

    fn need_people_of(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        partner: PartnerId,
    ) -> Result<(), CaseworkError> {
        let network = self.network(conn)?;
        let held = in_network(actor, &network);
        need_standing(&held, Deed::ManagePeople)?;
        let known = network.partner(partner).is_some();
        let own = partner == actor.organisation || held.contains(&Standing::Coordinator);
        if known && own {
            Ok(())
        } else {
            Err(CaseworkError::NotFound)
        }
    }

    fn colleague_of(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        partner: PartnerId,
        id: ColleagueId,
        expected: Option<i64>,
    ) -> Result<ColleagueRecord, CaseworkError> {
        self.need_people_of(conn, actor, partner)?;
        let found = colleagues::find(conn, id)?;
        let record = found
            .filter(|record| record.colleague.organisation == partner)
            .ok_or(CaseworkError::NotFound)?;
        match expected {
            Some(expected) if expected != record.revision => Err(CaseworkError::Stale {
                current: record.revision,
            }),
            _ => Ok(record),
        }
    }
}

fn save(conn: &mut Conn, mut record: ColleagueRecord) -> Result<ColleagueView, Interrupted> {
    let before = record.revision;
    record.revision = before + 1;
    if colleagues::update(conn, &record, before).map_err(taken)? {
        Ok(record.into())
    } else {
        Err(Interrupted::Raced)
    }
}

fn taken(error: StoreError) -> CaseworkError {
    if error.is_duplicate_of(ADDRESS_TAKEN) {
        CaseworkError::invalid(
            "/email",
            "taken",
            "somebody of this partner has this address",
        )
    } else {
        error.into()
    }
}

fn name_faults(name: &str) -> Vec<Fault> {
    let name = name.trim();
    let readable = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if readable {
        return Vec::new();
    }
    let detail = format!("a name has 1 to {LONGEST_NAME} characters, and no control ones");
    vec![Fault::at("/name", "bad_length", detail)]
}

impl From<ColleagueRecord> for ColleagueView {
    fn from(record: ColleagueRecord) -> Self {
        Self {
            colleague: record.colleague,
            revision: record.revision,
        }
    }
}
