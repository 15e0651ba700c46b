//! Reads invariants.

use std::collections::BTreeSet;

use passerelle_domain::{Disclosure, PartnerKind};

use super::{
    condition,
    node::{Node, Table},
    reader::Reader,
    rule::unique,
    test,
};
use crate::rules::{Claim, Invariant};

/// The invariants, in the order of the document.
pub(super) fn invariants(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Invariant>> {
    let mut ids = BTreeSet::new();
    let mut invariants = Vec::new();
    for item in node.list(reader)? {
        if let Some(table) = item.table(reader) {
            invariants.extend(invariant(table, &mut ids, reader));
        }
    }
    Some(invariants)
}

fn invariant<'d>(
    mut table: Table<'d>,
    ids: &mut BTreeSet<&'d str>,
    reader: &mut Reader<'_>,
) -> Option<Invariant> {
    table.name_by_id();
    let id = unique(&mut table, "id", Node::text, ids, reader);
    let label = table
        .required("label", reader)
        .and_then(|node| node.both_languages(reader));
    let when = condition::when(&mut table, reader);
    let unless = table
        .optional("unless")
        .and_then(|node| condition::condition(&node, reader));
    let must = table
        .required("must", reader)
        .and_then(|node| claims(&node, reader));
    table.finish(reader);
    Some(Invariant {
        id: id?.to_owned(),
        label: label?,
        when: when?,
        unless,
        must: must?,
    })
}

/// A claim with its name in the document.
type Named<T> = (&'static str, fn(T) -> Claim);

/// A table of claims, all of which must hold.
fn claims(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Claim>> {
    let mut table = node.table(reader)?;
    let mut claims = Vec::new();
    let of_kinds: [Named<Vec<PartnerKind>>; 6] = [
        ("lead_in", Claim::LeadIn),
        ("lead_not_in", Claim::LeadNotIn),
        ("asked_in", Claim::AskedIn),
        ("asked_not_in", Claim::AskedNotIn),
        ("told_not_in", Claim::ToldNotIn),
        ("in_prison_or", Claim::InPrisonOr),
    ];
    for (key, claim) in of_kinds {
        let kinds = table.optional(key).and_then(|node| node.codes(reader));
        claims.extend(kinds.map(claim));
    }
    let yes_or_no: [Named<bool>; 3] = [
        ("diverted", Claim::Diverted),
        ("legal_exception", Claim::LegalException),
        ("consent_required", Claim::ConsentRequired),
    ];
    for (key, claim) in yes_or_no {
        let wanted = table.optional(key).and_then(|node| node.bool(reader));
        claims.extend(wanted.map(claim));
    }
    let modes = table
        .optional("mediation")
        .and_then(|node| node.codes(reader));
    claims.extend(modes.map(Claim::Mediation));
    let levels: [Named<Disclosure>; 2] = [
        ("disclosure_at_most", Claim::DisclosureAtMost),
        ("triage_disclosure_at_most", Claim::TriageDisclosureAtMost),
    ];
    for (key, claim) in levels {
        let level = table.optional(key).and_then(|node| node.code(reader));
        claims.extend(level.map(claim));
    }
    let priority = table
        .optional("priority_at_least")
        .and_then(|node| node.code(reader));
    claims.extend(priority.map(Claim::PriorityAtLeast));
    if let Some(items) = table.optional("rule").and_then(|node| node.some(reader)) {
        let ids = items.iter().filter_map(|item| test::rule_id(item, reader));
        claims.push(Claim::Rule(ids.collect()));
    }
    let notice = table
        .optional("notice")
        .and_then(|node| condition::notice_code(&node, reader));
    claims.extend(notice.map(Claim::Notice));
    if let Some(items) = table.optional("any").and_then(|node| node.some(reader)) {
        let alternatives = items.iter().filter_map(|item| self::claims(item, reader));
        claims.push(Claim::Any(alternatives.collect()));
    }
    table.finish(reader);
    if claims.is_empty() {
        node.fault(
            reader,
            "empty",
            "an invariant claims something of the decision",
        );
    }
    Some(claims)
}
