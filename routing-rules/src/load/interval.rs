//! Reads intervals: `{ from = 3, to = 5 }`, or a list of them. An end that is left out is open, and
//! an interval with its ends exchanged is a fault rather than one that never holds.

use passerelle_domain::AgeBand;

use super::{
    node::{Node, Table},
    reader::Reader,
};
use crate::rules::{DateRange, Range, Test};

/// The longest time over which earlier cases are counted: ten years.
const MOST_DAYS: u32 = 3_660;

/// Intervals of whole numbers.
pub(super) fn numbers(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Range>> {
    one_or_more(node, reader, number)
}

/// Intervals of hours, `{ from = 8, before = 18 }`: the last hour is not in it.
pub(super) fn hours(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Range>> {
    one_or_more(node, reader, |node, reader| {
        let mut table = node.table(reader)?;
        let from = limit(&mut table, "from", 23, reader);
        let before = limit(&mut table, "before", 24, reader);
        table.finish(reader);
        let (from, before) = (from.unwrap_or(0), before.unwrap_or(24));
        if from >= before {
            let message = "this ends before it begins; for a night write two: \
                           `[{ from = 22 }, { before = 7 }]`";
            node.fault(reader, "ends_exchanged", message);
        }
        Some(Range {
            from,
            to: before.saturating_sub(1),
        })
    })
}

/// The age bands of an interval of ages. Ages are known by band only, so an interval that cuts a
/// band in two is a fault.
pub(super) fn age_bands(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<AgeBand>> {
    let bounds = || {
        AgeBand::ALL
            .iter()
            .filter_map(|band| Some((*band, band.bounds()?)))
    };
    let read = one_or_more(node, reader, |node, reader| {
        let range = number(node, reader)?;
        let begins = bounds().any(|(_, (youngest, _))| u32::from(youngest) == range.from);
        let ends = range.to == Range::OPEN
            || bounds().any(|(_, (_, oldest))| oldest.map(u32::from) == Some(range.to));
        if !begins || !ends {
            let bands: Vec<&str> = bounds().map(|(band, _)| band.code()).collect();
            let message = format!(
                "ages are known by band ({}); begin and end where a band does",
                bands.join(", ")
            );
            node.fault(reader, "cuts_a_band", message);
        }
        Some(range)
    })?;
    let lies_in = |(band, (youngest, _)): (AgeBand, (u8, Option<u8>))| {
        let inside = read.iter().any(|range| range.contains(u32::from(youngest)));
        inside.then_some(band)
    };
    Some(bounds().filter_map(lies_in).collect())
}

/// How many earlier cases, within how many days: `{ days = 90, from = 3 }`.
pub(super) fn prior_referrals(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Test> {
    let mut table = node.table(reader)?;
    let days = table
        .required("days", reader)
        .and_then(|node| within(&node, MOST_DAYS, reader));
    let count = range(node, &mut table, reader);
    table.finish(reader);
    let days = days?;
    reader.senses.clock = true;
    reader.senses.looks_back_days = reader.senses.looks_back_days.max(Some(days));
    Some(Test::PriorReferrals {
        days,
        count: count?,
    })
}

/// An interval of days, `{ from = 2026-07-01, to = 2026-08-31 }`.
pub(super) fn dates(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<DateRange> {
    let mut table = node.table(reader)?;
    let range = date_range(&mut table, ["from", "to"], reader);
    table.finish(reader);
    range
}

/// The days between two fields of a table, each of which may be missing.
pub(super) fn date_range(
    table: &mut Table<'_>,
    [first, last]: [&'static str; 2],
    reader: &mut Reader<'_>,
) -> Option<DateRange> {
    let first_node = table.optional(first);
    let last_node = table.optional(last);
    let from = first_node.as_ref().map(|node| node.date(reader));
    let to = last_node.as_ref().map(|node| node.date(reader));
    if let (Some(Some(from)), Some(Some(to)), Some(node)) = (from, to, &last_node)
        && to < from
    {
        let message = format!("`{first}` and `{last}` are exchanged: {to} is before {from}");
        node.fault(reader, "ends_exchanged", message);
    }
    if matches!((from, to), (Some(None), _) | (_, Some(None))) {
        return None;
    }
    Some(DateRange {
        from: from.flatten(),
        to: to.flatten(),
    })
}

fn number(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Range> {
    let mut table = node.table(reader)?;
    let range = range(node, &mut table, reader);
    table.finish(reader);
    range
}

fn range(node: &Node<'_>, table: &mut Table<'_>, reader: &mut Reader<'_>) -> Option<Range> {
    let from = limit(table, "from", u32::MAX, reader);
    let to = limit(table, "to", u32::MAX - 1, reader);
    if from.is_none() && to.is_none() {
        node.fault(reader, "missing", "an interval has `from`, `to` or both");
    }
    let (from, to) = (from.unwrap_or(0), to.unwrap_or(Range::OPEN));
    if from > to {
        let message = format!("`from` and `to` are exchanged: {to} is less than {from}");
        node.fault(reader, "ends_exchanged", message);
    }
    Some(Range { from, to })
}

fn limit(
    table: &mut Table<'_>,
    key: &'static str,
    most: u32,
    reader: &mut Reader<'_>,
) -> Option<u32> {
    let node = table.optional(key)?;
    let number = node.number(reader)?;
    if number > most {
        node.fault(reader, "out_of_range", format!("this is at most {most}"));
    }
    Some(number.min(most))
}

fn within(node: &Node<'_>, most: u32, reader: &mut Reader<'_>) -> Option<u32> {
    let number = node.number(reader)?;
    if number == 0 || number > most {
        let message = format!("this is at least 1 and at most {most}");
        node.fault(reader, "out_of_range", message);
        return None;
    }
    Some(number)
}

/// One table, or a list of them.
fn one_or_more<T>(
    node: &Node<'_>,
    reader: &mut Reader<'_>,
    read: impl Fn(&Node<'_>, &mut Reader<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    if !node.is_list() {
        return read(node, reader).map(|one| vec![one]);
    }
    let items = node.some(reader)?;
    Some(items.iter().filter_map(|item| read(item, reader)).collect())
}
