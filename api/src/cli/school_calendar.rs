//! `passerelle school-calendar`: the school holidays by zone, shown and renewed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::civil::Date;
use passerelle_domain::school_calendar::{Edition, OfficialCalendarError};
use passerelle_domain::{SchoolCalendar, SchoolCalendarError};

use super::files::{DataFileError, read, write};
use super::{Outcome, say};
use crate::settings::{DatabaseFlags, Settings};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show of which day the calendar is, where it comes from, and until when each zone is told
    Show(DatabaseFlags),
    /// Build a newer calendar from the ministry's file, and say until when each zone is told
    ///
    /// The file is the CSV export of the data set fr-en-calendrier-scolaire on
    /// data.education.gouv.fr. The service uses the new calendar where
    /// PASSERELLE_SCHOOL_CALENDAR_FILE names it.
    Refresh {
        /// The ministry's file
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// The day on which the file was fetched
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Date,
        /// Producer and licence, to be shown wherever the data are
        #[arg(long, value_name = "TEXT")]
        source: String,
        /// Write the calendar here; without it, only say what would be in it
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

/// Why a calendar cannot be used or made.
#[derive(Debug, thiserror::Error)]
pub(super) enum CalendarFileError {
    #[error(transparent)]
    File(#[from] DataFileError),
    #[error("{} is no school calendar", path.display())]
    Unusable {
        path: PathBuf,
        source: SchoolCalendarError,
    },
    #[error("{} makes no school calendar", path.display())]
    Official {
        path: PathBuf,
        source: OfficialCalendarError,
    },
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Show(flags) => show(&Settings::load(&flags.clone().into())?),
        Command::Refresh {
            from,
            date,
            source,
            to,
        } => {
            let edition = Edition {
                date: *date,
                source: source.clone(),
            };
            refresh(from, &edition, to.as_deref())
        }
    }
}

/// Has the whole process use this calendar; without one, the shipped edition. Called once, at the
/// start, which fails where a calendar cannot be read.
pub(super) fn choose(file: Option<&Path>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    if let Some(path) = file {
        let text = read(path)?;
        let calendar =
            SchoolCalendar::parse(&text).map_err(|source| CalendarFileError::Unusable {
                path: path.to_owned(),
                source,
            })?;
        calendar.use_instead();
    }
    SchoolCalendar::in_use()?;
    Ok(())
}

/// The same for a command that has no settings of a service.
pub(super) fn choose_by_environment() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let named = std::env::var_os("PASSERELLE_SCHOOL_CALENDAR_FILE");
    let named = named.filter(|name| !name.is_empty()).map(PathBuf::from);
    choose(named.as_deref())
}

fn show(settings: &Settings) -> Outcome {
    let file = settings.school_calendar_file.as_deref();
    choose(file)?;
    let file = file.map_or("as shipped".to_owned(), |path| path.display().to_string());
    say(format!("file          {file}\n"))?;
    say(told(SchoolCalendar::in_use()?))?;
    Ok(ExitCode::SUCCESS)
}

fn refresh(from: &Path, edition: &Edition, to: Option<&Path>) -> Outcome {
    let official = |source| CalendarFileError::Official {
        path: from.to_owned(),
        source,
    };
    let made = SchoolCalendar::shipped()?
        .from_official(&read(from)?, edition)
        .map_err(official)?;
    say(told(&SchoolCalendar::parse(&made.text)?))?;
    say(format!(
        "left out      {} rows about teachers or some pupils only\n",
        made.left_out
    ))?;
    for academie in &made.unknown {
        say(format!(
            "not known     {academie}: no département of it is known\n"
        ))?;
    }
    if let Some(path) = to {
        write(path, &made.text)?;
        say(format!("\nWritten to {}.\n", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The edition, and a line for each zone.
fn told(calendar: &SchoolCalendar) -> String {
    let mut text = format!(
        "date          {}\nsource        {}\n",
        calendar.edition().date,
        calendar.edition().source
    );
    for zone in calendar.zones() {
        let spans = zone.told().iter();
        let mut spans: Vec<String> = spans
            .map(|span| format!("{} to {}", span.from, span.to))
            .collect();
        if spans.is_empty() {
            spans.push("nothing is told".to_owned());
        }
        let spans = spans.join(", ");
        text.push_str(&format!("{:<25} {spans}\n", zone.name()));
    }
    text
}
