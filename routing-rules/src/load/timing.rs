//! Reads what a rule says of time.

use passerelle_domain::TimeLimit;

use super::{
    condition,
    node::{Node, Table},
    reader::Reader,
};
use crate::rules::{Aim, FollowUp, PausesWhile, Reminder, Timing};

/// The longest time after which somebody asks: five years.
pub(crate) const MOST_DAYS: u32 = 1_827;

/// The words of a reminder's `at`.
pub(crate) const MOMENTS: &[(&str, Reminder)] = &[("half_time", Reminder::HalfTime)];

/// The fields of `then` about time. What they ask of a partner is no matter of a rule that asks
/// nobody.
pub(super) fn timing(table: &mut Table<'_>, aim: Option<&Aim>, reader: &mut Reader<'_>) -> Timing {
    let mut asks = Vec::new();
    let mut limit = |key| {
        let node = table.optional(key)?;
        let limit = time_limit(&node, reader);
        asks.push(node);
        limit
    };
    let (answer_within, first_contact_within) =
        (limit("answer_within"), limit("first_contact_within"));
    if let (Some(answer), Some(contact), Some(node)) =
        (answer_within, first_contact_within, asks.first())
        && least_hours(answer) > most_hours(contact)
    {
        let message =
            "this is later than `first_contact_within`: who meets the person has answered";
        node.fault(reader, "answer_after_contact", message);
    }
    let pauses_while = table.optional("pauses_while").map(|node| {
        let read = each(&node, reader, |item, reader| {
            condition::one_of(item, PausesWhile::ALL, reader)
        });
        asks.push(node);
        read
    });
    let reminders = table.optional("reminders").map(|node| {
        let read = each(&node, reader, reminder);
        asks.push(node);
        read
    });
    if matches!(aim, Some(Aim::Divert | Aim::Inform { .. })) {
        for node in &asks {
            let message = "this rule asks nobody, so nothing is due";
            node.fault(reader, "nothing_due", message);
        }
    }
    let mut follow_up: Vec<FollowUp> = Vec::new();
    if let Some(days) = table
        .optional("follow_up_days")
        .and_then(|node| days(&node, reader))
    {
        let when = Default::default();
        follow_up.push(FollowUp { days, when });
    }
    if let Some(node) = table.optional("follow_up") {
        follow_up.extend(each(&node, reader, self::follow_up));
    }
    Timing {
        answer_within,
        first_contact_within,
        pauses_while: pauses_while.unwrap_or_default(),
        reminders: reminders.unwrap_or_default(),
        follow_up,
    }
}

/// The elements of a list, each once.
fn each<T: PartialEq>(
    node: &Node<'_>,
    reader: &mut Reader<'_>,
    read: impl Fn(&Node<'_>, &mut Reader<'_>) -> Option<T>,
) -> Vec<T> {
    let mut all = Vec::new();
    for item in node.some(reader).unwrap_or_default() {
        match read(&item, reader) {
            Some(one) if all.contains(&one) => {
                item.fault(reader, "duplicate", "this stands here twice");
            }
            one => all.extend(one),
        }
    }
    all
}

fn reminder(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Reminder> {
    let mut table = node.table(reader)?;
    let at = table
        .optional("at")
        .map(|node| condition::one_of(&node, MOMENTS, reader));
    let before = table
        .optional("before")
        .map(|node| time_limit(&node, reader).map(Reminder::Before));
    table.finish(reader);
    if at.is_some() == before.is_some() {
        let message = "say when: `at = \"half_time\"`, or how long `before` the answer is due";
        node.fault(reader, "one_moment", message);
    }
    at.or(before)?
}

fn follow_up(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<FollowUp> {
    let mut table = node.table(reader)?;
    let days = table
        .required("days", reader)
        .and_then(|node| days(&node, reader));
    let when = condition::when(&mut table, reader);
    table.finish(reader);
    Some(FollowUp {
        days: days?,
        when: when?,
    })
}

fn days(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<u32> {
    let days = node.number(reader)?;
    if days == 0 || days > MOST_DAYS {
        let message = format!("this is at least 1 and at most {MOST_DAYS} days");
        node.fault(reader, "out_of_range", message);
    }
    Some(days)
}

type Unit = (&'static str, fn(u32) -> TimeLimit, u32);

/// The units of a time limit, each with its longest: a year.
const UNITS: &[Unit] = &[
    ("hours", TimeLimit::Hours, 24 * 366),
    ("calendar_days", TimeLimit::CalendarDays, 366),
    ("working_days", TimeLimit::WorkingDays, 366),
];

pub(super) fn time_limit(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<TimeLimit> {
    let mut table = node.table(reader)?;
    let (mut limits, mut given) = (Vec::new(), 0);
    for (key, unit, most) in UNITS {
        let Some(node) = table.optional(key) else {
            continue;
        };
        given += 1;
        let Some(number) = node.number(reader) else {
            continue;
        };
        if number == 0 || number > *most {
            let message = "a time limit is more than nothing and at most a year";
            node.fault(reader, "out_of_range", message);
            continue;
        }
        limits.push(unit(number));
    }
    table.finish(reader);
    if given > 1 {
        node.fault(reader, "one_unit", "a time limit has one unit");
        return None;
    } else if given == 0 {
        let message = "say how long in `hours`, `calendar_days` or `working_days`";
        node.fault(reader, "missing", message);
    }
    limits.pop()
}

/// The shortest that a limit can last: the clocks may go forward by an hour.
fn least_hours(limit: TimeLimit) -> u32 {
    match limit {
        TimeLimit::Hours(hours) => hours,
        TimeLimit::CalendarDays(days) | TimeLimit::WorkingDays(days) => days * 24 - 1,
    }
}

/// The longest that a limit can last: five working days take a week, and holidays two weeks a year
/// at most.
fn most_hours(limit: TimeLimit) -> u32 {
    match limit {
        TimeLimit::Hours(hours) => hours,
        TimeLimit::CalendarDays(days) => days * 24 + 1,
        TimeLimit::WorkingDays(days) => (days * 2 + 14) * 24,
    }
}
