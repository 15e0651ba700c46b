//! Reads what a rule says.

use passerelle_domain::{Disclosure, LegalException, MediationMode};

use super::{
    condition,
    node::{Node, Table},
    reader::Reader,
    timing,
};
use crate::rules::{Aim, ConsentDemand, Effect, LawEnforcementOverride, Only, Step};

/// The words of `consent`.
pub(crate) const CONSENT: &[(&str, ConsentDemand)] = &[
    ("for_identity", ConsentDemand::ForIdentity),
    ("required", ConsentDemand::Required),
];

/// The words of `exception`.
pub(crate) const EXCEPTIONS: &[(&str, LegalException)] =
    &[("226-14-1", LegalException::Art226_14_1)];

/// The table `then` of a rule.
pub(super) fn effect(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Effect> {
    let mut table = node.table(reader)?;
    let law_enforcement = table.optional("law_enforcement_first");
    let law_enforcement = law_enforcement.and_then(|node| signed(&node, reader));
    let aim = aim(&mut table, law_enforcement.is_some(), reader);
    let max = match &aim {
        Some(Aim::Divert) => Some(Disclosure::None),
        _ => table
            .required("max", reader)
            .and_then(|node| node.code(reader)),
    };
    let consent = table
        .optional("consent")
        .map_or(Some(ConsentDemand::ForIdentity), |node| {
            condition::one_of(&node, CONSENT, reader)
        });
    let exception = table
        .optional("exception")
        .and_then(|node| condition::one_of(&node, EXCEPTIONS, reader));
    let mediation: Option<MediationMode> = table
        .optional("mediation")
        .and_then(|node| node.code(reader));
    let notices = table.optional("notices").map_or_else(
        || Some(Vec::new()),
        |node| condition::notice_uses(&node, reader),
    );
    let timing = timing::timing(&mut table, aim.as_ref(), reader);
    let only = table.optional("only").and_then(|node| only(&node, reader));
    table.finish(reader);
    Some(Effect {
        aim: aim?,
        max: max?,
        consent: consent?,
        exception,
        mediation,
        notices: notices?,
        timing,
        only,
        law_enforcement,
    })
}

/// Exactly one of the fields that say where a case goes.
fn aim(table: &mut Table<'_>, signed: bool, reader: &mut Reader<'_>) -> Option<Aim> {
    let mut aims = Vec::new();
    let mut given = 0;
    for (key, aim) in [("divert", Aim::Divert), ("triage", Aim::Triage)] {
        if let Some(node) = table.optional(key) {
            given += 1;
            aims.extend(yes(&node, reader).map(|()| aim));
        }
    }
    let fallbacks = table.optional("fallbacks");
    if let Some(lead) = table.optional("lead") {
        given += 1;
        let mut all = condition::steps(&lead, reader).unwrap_or_default();
        if all.is_empty() {
            lead.fault(
                reader,
                "empty",
                "a rule of its own list names somebody to ask first",
            );
        }
        if let Some(node) = &fallbacks {
            let later = condition::steps(node, reader).unwrap_or_default();
            if later.iter().any(|step| all.contains(step)) {
                let message = "these come back to a step of `lead`, and nobody is asked twice";
                node.fault(reader, "cycle", message);
            }
            all.extend(later);
        }
        check_law_enforcement(&lead, &all, signed, reader);
        aims.push(Aim::Partners { steps: all });
    }
    if let Some(route) = table.optional("route") {
        given += 1;
        let steps = fallbacks
            .as_ref()
            .map(|node| condition::steps(node, reader));
        condition::one_of(&route, &[("situation", ())], reader);
        aims.push(Aim::SituationRoute {
            fallbacks: steps.flatten().unwrap_or_default(),
        });
    }
    if let Some(inform) = table.optional("inform") {
        given += 1;
        aims.extend(condition::steps(&inform, reader).map(|steps| Aim::Inform { steps }));
    }
    if given != 1 {
        let message = "say one thing: `divert`, `triage`, `lead`, `route` or `inform`";
        reader.add(table.at.clone(), table.path.clone(), "one_aim", message);
        return None;
    }
    let aim = aims.pop()?;
    if let (Some(node), Aim::Divert | Aim::Triage | Aim::Inform { .. }) = (&fallbacks, &aim) {
        node.fault(
            reader,
            "no_route",
            "fallbacks stand beside `lead` or `route` only",
        );
    }
    Some(aim)
}

/// A police force never comes first in a list, unless somebody signed for it: for every case there
/// must be a step before it that every case takes.
pub(super) fn check_law_enforcement(
    node: &Node<'_>,
    steps: &[Step],
    signed: bool,
    reader: &mut Reader<'_>,
) {
    let first = steps
        .iter()
        .find(|step| step.kind.is_law_enforcement() || step.when.is_always());
    if let Some(step) = first.filter(|step| step.kind.is_law_enforcement() && !signed) {
        let message = format!(
            "`{}` would come first here; a police force comes after others, unless a rule has \
             `law_enforcement_first` with `signed_by` and `reason`",
            step.kind
        );
        node.fault(reader, "law_enforcement_first", message);
    }
}

fn yes(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<()> {
    if node.bool(reader)? {
        return Some(());
    }
    node.fault(
        reader,
        "only_true",
        "leave this field out instead of saying false",
    );
    None
}

fn signed(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<LawEnforcementOverride> {
    let mut table = node.table(reader)?;
    let signed_by = table
        .required("signed_by", reader)
        .and_then(|node| node.text(reader));
    let reason = table
        .required("reason", reader)
        .and_then(|node| node.text(reader));
    table.finish(reader);
    Some(LawEnforcementOverride {
        signed_by: signed_by?.to_owned(),
        reason: reason?.to_owned(),
    })
}

fn only(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Only> {
    let mut table = node.table(reader)?;
    let works_in_prison = table
        .optional("works_in_prison")
        .map_or(Some(false), |node| node.bool(reader));
    let kinds = table
        .optional("kinds")
        .map_or(Some(Vec::new()), |node| node.codes(reader));
    table.finish(reader);
    Some(Only {
        works_in_prison: works_in_prison?,
        kinds: kinds?,
    })
}
