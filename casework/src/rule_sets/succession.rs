//! One version takes the place of another: what is written of both, and the edition that begins.

use jiff::Timestamp;
use passerelle_domain::{RuleSetAction, RuleSetEventKind, RuleSetId, RuleSetKind};
use passerelle_store::{
    Conn,
    editions::{self, Edition},
    ruleset_events::{self, RuleSetEvent},
    rulesets::{self, RuleSetRecord},
};
use serde_json::{Value, json};

use super::{Composition, candidate::member, composition::file};
use crate::{CaseworkError, service::Interrupted};

/// Who does something, and when; nobody where the service itself does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand<'a> {
    pub(crate) client: Option<&'a str>,
    pub(crate) at: Timestamp,
}

impl Hand<'_> {
    /// Remembers what happened to a version.
    pub(crate) fn remember(
        self,
        conn: &mut Conn,
        record: &RuleSetRecord,
        kind: RuleSetEventKind,
        data: Value,
    ) -> Result<(), CaseworkError> {
        ruleset_events::append(
            conn,
            &RuleSetEvent {
                ruleset: record.id,
                revision: record.revision,
                kind,
                at: self.at,
                client: self.client.map(str::to_owned),
                data,
            },
        )?;
        Ok(())
    }

    /// Writes a version that was changed in memory, as its next revision.
    pub(crate) fn save(
        self,
        conn: &mut Conn,
        record: &mut RuleSetRecord,
        document: Option<&str>,
    ) -> Result<(), Interrupted> {
        let expected = record.revision;
        record.revision = expected + 1;
        record.updated_at = self.at;
        if rulesets::update(conn, record, document, expected)? {
            Ok(())
        } else {
            Err(Interrupted::Raced)
        }
    }

    /// Ends the time of a version that decides.
    pub(crate) fn end(
        self,
        conn: &mut Conn,
        record: &mut RuleSetRecord,
        kind: RuleSetEventKind,
        data: Value,
    ) -> Result<(), Interrupted> {
        let status = record.status.after(RuleSetAction::Supersede);
        record.status = status.map_err(CaseworkError::from)?;
        record.active_until = Some(self.at);
        self.save(conn, record, None)?;
        Ok(self.remember(conn, record, kind, data)?)
    }

    /// Begins the edition that `composition` makes up, after the one that it began from.
    pub(crate) fn begin_edition(
        self,
        conn: &mut Conn,
        composition: &Composition,
    ) -> Result<i32, CaseworkError> {
        let number = composition.edition + 1;
        editions::insert(
            conn,
            &Edition {
                number,
                started_at: self.at,
                members: composition.members(),
            },
        )?;
        Ok(number)
    }
}

/// Keeps others from changing what decides, and makes sure that nobody has since `composition` was
/// read.
pub(crate) fn hold(conn: &mut Conn, composition: &Composition) -> Result<(), Interrupted> {
    let stands = editions::lock(conn)?.map_or(0, |edition| edition.number);
    if stands == composition.edition {
        Ok(())
    } else {
        Err(Interrupted::Raced)
    }
}

/// The version whose place `record` takes.
pub(crate) fn predecessor(
    conn: &mut Conn,
    record: &RuleSetRecord,
) -> Result<Option<RuleSetRecord>, CaseworkError> {
    let active = rulesets::active(conn)?;
    Ok(active.into_iter().find(|other| match record.kind {
        RuleSetKind::Base => other.kind == RuleSetKind::Base,
        RuleSetKind::Overlay => other.name == record.name,
    }))
}

/// Ends the version whose place `record` takes, and tells its id.
pub(crate) fn take_over(
    conn: &mut Conn,
    hand: Hand<'_>,
    record: &RuleSetRecord,
) -> Result<Option<RuleSetId>, Interrupted> {
    let Some(mut before) = predecessor(conn, record)? else {
        return Ok(None);
    };
    let by = json!({ "by": file(&member(record)) });
    hand.end(conn, &mut before, RuleSetEventKind::Superseded, by)?;
    Ok(Some(before.id))
}
