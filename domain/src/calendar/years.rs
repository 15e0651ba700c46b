//! The public holidays of the years in which cases come, worked out once: every decision asks for
//! some days, and Easter takes longer to find than all the rest of a decision.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::{DepartementCode, holidays, is_holiday_of_its_year};

const FIRST: i16 = 2000;
const YEARS: usize = 150;

/// Départements with holidays of their own, one for each list; those of Alsace-Moselle share one.
const OWN: [&str; 6] = ["57", "971", "972", "973", "974", "976"];

/// A bit for each day of a year.
type Days = [u64; 6];

/// The holidays of France at large, then of each of [`OWN`].
struct Years([Box<[Days]>; 7]);

/// Whether `date` is a public holiday in this département or in France at large.
pub(super) fn is_holiday(date: Date, departement: Option<&DepartementCode>) -> bool {
    static ALL: OnceLock<Years> = OnceLock::new();
    let list = list(departement);
    let found = ALL.get_or_init(Years::new).days(list, date.year());
    let Some(days) = found else {
        return is_holiday_of_its_year(date, departement);
    };
    let (word, bit) = place(date);
    days.get(word).is_some_and(|word| word >> bit & 1 == 1)
}

fn list(departement: Option<&DepartementCode>) -> usize {
    let code = match departement.map(DepartementCode::as_str) {
        Some("67" | "68") => "57",
        Some(code) => code,
        None => return 0,
    };
    OWN.iter()
        .position(|own| *own == code)
        .map_or(0, |place| place + 1)
}

fn place(date: Date) -> (usize, u32) {
    let day = date.day_of_year().unsigned_abs() - 1;
    (usize::from(day / 64), u32::from(day % 64))
}

impl Years {
    fn new() -> Self {
        let of = |list: usize| {
            let code = list.checked_sub(1).and_then(|own| OWN.get(own));
            let departement = code.and_then(|code| DepartementCode::parse(code).ok());
            let years = (FIRST..).take(YEARS);
            let days = |year| {
                let mut days: Days = [0; 6];
                for date in holidays(year, departement.as_ref()) {
                    let (word, bit) = place(date);
                    if let Some(word) = days.get_mut(word) {
                        *word |= 1 << bit;
                    }
                }
                days
            };
            years.map(days).collect()
        };
        Self(std::array::from_fn(of))
    }

    fn days(&self, list: usize, year: i16) -> Option<&Days> {
        let place = usize::try_from(year.checked_sub(FIRST)?).ok()?;
        self.0.get(list)?.get(place)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_day_is_as_its_year_says() {
        let departements = [
            "35", "57", "67", "68", "971", "972", "973", "974", "976", "2A",
        ];
        for code in departements {
            let departement = DepartementCode::parse(code).unwrap();
            for year in [1999, 2000, 2026, 2028, 2149, 2150] {
                let mut day = date(year, 1, 1);
                while day.year() == year {
                    assert_eq!(
                        is_holiday(day, Some(&departement)),
                        is_holiday_of_its_year(day, Some(&departement)),
                        "{day} in {code}"
                    );
                    day = day.tomorrow().unwrap();
                }
            }
        }
        assert!(is_holiday(date(2026, 7, 14), None));
    }
}
