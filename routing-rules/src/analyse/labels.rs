//! What people call a fact, and each of its values.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, DeadlineEventKind, Label, Lang, PartnerKind, Period, Setting,
    Situation, Tenure, Text, TimeContext, vocabulary::Code,
};

use super::report::text;
use crate::{
    explain::spans,
    rules::{DateRange, DayKind, FactKind, Range, SafetyQuestion, Zone},
    space::{Axes, Fact, Places, Space, Steps, untold},
};

pub(super) const YES: Label = Label {
    fr: "oui",
    en: "yes",
};
pub(super) const NO: Label = Label {
    fr: "non",
    en: "no",
};
const NOT_TOLD: Label = Label {
    fr: "non renseigné",
    en: "not told",
};

/// What people call a fact.
pub(super) fn fact(space: &Space, fact: Fact) -> Text {
    let axes = space.axes();
    match fact {
        Fact::PriorReferrals(number) => {
            let window = axes.and_then(|axes| axes.prior.get(number));
            let days = window.map_or(0, |(days, _)| *days);
            text(
                format!("demandes au même endroit en {days} jours"),
                format!("requests from the same place within {days} days"),
            )
        }
        Fact::Detail(number) => {
            let fact = axes.and_then(|axes| axes.details.get(number));
            fact.map_or_else(|| NOT_TOLD.into(), |(fact, _)| fact.label.clone())
        }
        fact => own(fact).into(),
    }
}

/// The facts that are called the same in every rule set.
pub(super) fn own(fact: Fact) -> Label {
    let (fr, en) = match fact {
        Fact::Situation => ("situation", "situation"),
        Fact::Setting => ("cadre d'intervention", "setting"),
        Fact::CaseKind => ("personnes en cause", "kind of case"),
        Fact::Tenure => ("statut d'occupation", "tenure"),
        Fact::AgeBand => ("âge de la personne", "age of the person"),
        Fact::Minor => ("personne mineure", "minor"),
        Fact::Enrolled => ("inscription dans un établissement", "enrolled in a school"),
        Fact::Period => ("moment de la journée", "part of the day"),
        Fact::TimeContext => (
            "temps scolaire ou périscolaire",
            "school or after-school time",
        ),
        Fact::Consent => ("accord de la personne", "the person's agreement"),
        Fact::Safety(SafetyQuestion::DangerNow) => ("danger immédiat", "danger now"),
        Fact::Safety(SafetyQuestion::MinorAtRisk) => ("mineur en risque", "minor at risk"),
        Fact::Safety(SafetyQuestion::Violence) => ("violence ou menace", "violence or threat"),
        Fact::Safety(SafetyQuestion::UnableToProtectSelf) => (
            "personne hors d'état de se protéger",
            "person unable to protect themself",
        ),
        Fact::Safety(SafetyQuestion::SuicideRisk) => ("risque suicidaire", "risk of suicide"),
        Fact::PriorAttempt(_) => ("démarche déjà tentée", "tried before"),
        Fact::DecidedBy => ("règle qui décide", "deciding rule"),
        Fact::Place => ("territoire", "territory"),
        Fact::Qpv => ("quartier prioritaire", "priority district"),
        Fact::Language => ("langue de la personne", "the person's language"),
        Fact::ReferrerKind => ("origine de la demande", "where the case comes from"),
        Fact::Event => ("échéance", "date that the case must meet"),
        Fact::DaysToEvent => ("jours avant l'échéance", "days until that date"),
        Fact::Date => ("jour de la décision", "day of the decision"),
        Fact::Day => ("nature du jour", "kind of day"),
        Fact::SchoolHoliday => ("vacances scolaires", "school holidays"),
        Fact::Hour => ("heure de la décision", "hour of the decision"),
        Fact::PriorReferrals(_) => ("demandes au même endroit", "requests from the same place"),
        Fact::Detail(_) => ("précision", "detail"),
    };
    Label { fr, en }
}

/// What people call a value of a fact.
pub(super) fn value(space: &Space, fact: Fact, number: usize) -> Text {
    let label = match fact {
        Fact::Situation => at::<Situation>(number),
        Fact::Setting => at::<Setting>(number),
        Fact::CaseKind => at::<CaseKind>(number),
        Fact::Tenure => told::<Tenure>(number),
        Fact::AgeBand => told::<AgeBand>(number),
        Fact::Period => told::<Period>(number),
        Fact::TimeContext => told::<TimeContext>(number),
        Fact::Consent => told::<ConsentState>(number),
        Fact::ReferrerKind => told::<PartnerKind>(number),
        Fact::Event => told::<DeadlineEventKind>(number),
        Fact::Minor | Fact::Enrolled => yes_no(number),
        Fact::SchoolHoliday => school_holiday(number),
        Fact::Safety(_) | Fact::PriorAttempt(_) if number == 1 => YES,
        Fact::Safety(_) | Fact::PriorAttempt(_) => NO,
        Fact::DecidedBy => NOT_TOLD,
        Fact::Day => DayKind::ALL
            .get(number)
            .map_or(NOT_TOLD, |(_, kind)| kind.label()),
        _ => {
            let axes = space.axes();
            let words = axes.and_then(|axes| of_axes(axes, fact, number));
            return words.unwrap_or_else(|| NOT_TOLD.into());
        }
    };
    label.into()
}

fn yes_no(number: usize) -> Label {
    match number {
        1 => YES,
        2 => NO,
        _ => NOT_TOLD,
    }
}

fn school_holiday(number: usize) -> Label {
    let (fr, en) = match number {
        1 => ("vacances", "holidays"),
        2 => ("période de classe", "term time"),
        _ => ("calendrier non connu", "calendar not known"),
    };
    Label { fr, en }
}

fn of_axes(axes: &Axes, fact: Fact, number: usize) -> Option<Text> {
    match fact {
        Fact::Place => Some(place(axes.places.as_ref()?, number)),
        Fact::Qpv => match number.checked_sub(1) {
            None => Some(text("aucun de ceux-là", "none of those")),
            Some(named) => {
                let name = Zone::Qpv(axes.qpvs.get(named)?.clone()).name();
                Some(text(name.clone(), name))
            }
        },
        Fact::Language => match number {
            0 => None,
            1 => Some(text("une autre langue", "another language")),
            named => {
                let tag = axes.tags.get(named - 2)?;
                Some(text(tag.to_string(), tag.to_string()))
            }
        },
        Fact::DaysToEvent => match number.checked_sub(1) {
            None => Some(text("sans échéance à venir", "no date to come")),
            Some(class) => numbers(axes.days_to_event.as_ref()?, class),
        },
        Fact::Date => {
            let range: DateRange = axes.clock.range(number);
            Some(text(
                spans::dates(range, Lang::Fr),
                spans::dates(range, Lang::En),
            ))
        }
        Fact::Hour => {
            let range = axes.clock.hours.range(number)?;
            let range = Range {
                to: range.to.min(23),
                ..range
            };
            Some(text(
                spans::hours(range, Lang::Fr),
                spans::hours(range, Lang::En),
            ))
        }
        Fact::PriorReferrals(window) => numbers(&axes.prior.get(window)?.1, number),
        Fact::Detail(detail) => {
            let (fact, steps) = axes.details.get(detail)?;
            let class = number.checked_sub(1)?;
            match &fact.kind {
                FactKind::YesNo => Some(yes_no(number).into()),
                FactKind::Number => numbers(steps, class),
                FactKind::Enumeration(values) => Some(values.get(class)?.label.clone()),
            }
        }
        _ => None,
    }
}

fn numbers(steps: &Steps, class: usize) -> Option<Text> {
    let range = steps.range(class)?;
    Some(text(
        spans::numbers(range, Lang::Fr),
        spans::numbers(range, Lang::En),
    ))
}

/// The narrowest area around a class, and what makes it smaller: "Ille-et-Vilaine, elsewhere".
fn place(places: &Places, class: usize) -> Text {
    let classes = places.classes();
    let around = classes.get(class).map(|class| class.areas.as_slice());
    let around = around.unwrap_or_default().iter();
    let areas = around.filter_map(|number| places.areas().get(*number));
    let narrowest = areas
        .map(|area| Zone::Area(area.clone()))
        .max_by_key(Zone::rank);
    let zone = match narrowest {
        Some(zone) if zone != Zone::FRANCE => zone,
        _ => return text("partout ailleurs", "everywhere else"),
    };
    let name = zone.name();
    let whole = match &zone {
        Zone::Area(area) => places.within(area) == [class],
        Zone::Qpv(_) => true,
    };
    if whole {
        text(name.clone(), name)
    } else {
        text(format!("{name}, ailleurs"), format!("{name}, elsewhere"))
    }
}

fn at<T: Code>(number: usize) -> Label {
    T::ALL.get(number).map_or(NOT_TOLD, |value| value.label())
}

fn told<T: Code>(number: usize) -> Label {
    untold::<T>(number).map_or(NOT_TOLD, Code::label)
}
