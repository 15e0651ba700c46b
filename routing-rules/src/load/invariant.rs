//! Reads invariants.

use std::collections::BTreeSet;

use passerelle_domain::{Disclosure, MediationMode, PartnerKind, Priority};
use serde_json::Value;

use super::{
    condition,
    node::{Node, Table},
    reader::Reader,
    rule::unique,
    test,
};
use crate::{
    rules::{Claim, Invariant},
    schema::values,
};

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

/// A field of `must`.
pub(crate) struct ClaimField {
    pub(crate) key: &'static str,
    /// When it holds, in English.
    pub(crate) about: &'static str,
    /// What a schema says of its value.
    pub(crate) shape: fn() -> Value,
    read: fn(&Node<'_>, &mut Reader<'_>) -> Option<Claim>,
}

/// Every claim. The loader reads by this table, and the schema is written from it.
pub(crate) const CLAIMS: &[ClaimField] = &[
    of_kinds(
        "lead_in",
        "Whoever is asked first is of one of these kinds.",
        |node, reader| node.codes(reader).map(Claim::LeadIn),
    ),
    of_kinds(
        "lead_not_in",
        "Whoever is asked first is of none of these kinds.",
        |node, reader| node.codes(reader).map(Claim::LeadNotIn),
    ),
    of_kinds(
        "asked_in",
        "Everybody who is asked is of one of these kinds.",
        |node, reader| node.codes(reader).map(Claim::AskedIn),
    ),
    of_kinds(
        "asked_not_in",
        "Nobody who is asked is of one of these kinds.",
        |node, reader| node.codes(reader).map(Claim::AskedNotIn),
    ),
    of_kinds(
        "told_not_in",
        "Nobody of these kinds is asked or informed.",
        |node, reader| node.codes(reader).map(Claim::ToldNotIn),
    ),
    of_kinds(
        "in_prison_or",
        "Whoever is asked or informed works in the prison or is of one of these kinds.",
        |node, reader| node.codes(reader).map(Claim::InPrisonOr),
    ),
    claim(
        "diverted",
        "Whether the case is diverted to the emergency services.",
        values::yes_or_no,
        |node, reader| node.bool(reader).map(Claim::Diverted),
    ),
    claim(
        "legal_exception",
        "Whether a provision of law stands in for consent.",
        values::yes_or_no,
        |node, reader| node.bool(reader).map(Claim::LegalException),
    ),
    claim(
        "consent_required",
        "Whether nobody is asked without the person's agreement, where there is a person.",
        values::yes_or_no,
        |node, reader| node.bool(reader).map(Claim::ConsentRequired),
    ),
    claim(
        "mediation",
        "The mode is one of these.",
        values::codes::<MediationMode>,
        |node, reader| node.codes(reader).map(Claim::Mediation),
    ),
    claim(
        "disclosure_at_most",
        "No partner could ever see more, even if everybody agreed.",
        values::code::<Disclosure>,
        |node, reader| node.code(reader).map(Claim::DisclosureAtMost),
    ),
    claim(
        "triage_disclosure_at_most",
        "No more is passed on when a person chooses.",
        values::code::<Disclosure>,
        |node, reader| node.code(reader).map(Claim::TriageDisclosureAtMost),
    ),
    claim(
        "priority_at_least",
        "The priority is this one or a more urgent one.",
        values::code::<Priority>,
        |node, reader| node.code(reader).map(Claim::PriorityAtLeast),
    ),
    claim(
        "rule",
        "One of these rules decides.",
        values::ids,
        |node, reader| {
            let items = node.some(reader)?;
            let ids = items.iter().filter_map(|item| test::rule_id(item, reader));
            Some(Claim::Rule(ids.collect()))
        },
    ),
    claim(
        "notice",
        "This notice is shown.",
        values::text,
        |node, reader| condition::notice_code(node, reader).map(Claim::Notice),
    ),
    claim(
        "any",
        "One of several tables of claims holds.",
        || values::list_of(&values::reference("claims")),
        |node, reader| {
            let items = node.some(reader)?;
            let alternatives = items.iter().filter_map(|item| claims(item, reader));
            Some(Claim::Any(alternatives.collect()))
        },
    ),
];

const fn claim(
    key: &'static str,
    about: &'static str,
    shape: fn() -> Value,
    read: fn(&Node<'_>, &mut Reader<'_>) -> Option<Claim>,
) -> ClaimField {
    ClaimField {
        key,
        about,
        shape,
        read,
    }
}

const fn of_kinds(
    key: &'static str,
    about: &'static str,
    read: fn(&Node<'_>, &mut Reader<'_>) -> Option<Claim>,
) -> ClaimField {
    claim(key, about, values::codes::<PartnerKind>, read)
}

/// A table of claims, all of which must hold.
fn claims(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Claim>> {
    let mut table = node.table(reader)?;
    let mut claims = Vec::new();
    let is_empty = table.is_empty();
    for field in CLAIMS {
        if let Some(node) = table.optional(field.key) {
            claims.extend((field.read)(&node, reader));
        }
    }
    table.finish(reader);
    if is_empty {
        node.fault(
            reader,
            "empty",
            "an invariant claims something of the decision",
        );
    }
    Some(claims)
}
