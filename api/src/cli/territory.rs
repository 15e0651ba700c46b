//! `passerelle territory`: the communes of France, shown and renewed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use jiff::civil::Date;
use passerelle_domain::territory::{Changes, Decoupage, DecoupageError, Edition};
use passerelle_domain::{Territory, TerritoryError};

use super::files::{DataFileError, read, write};
use super::{Outcome, say};
use crate::settings::{DatabaseFlags, Settings};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show of which day the territory is, where it comes from, and how much is in it
    Show(DatabaseFlags),
    /// Build a newer territory file from the official files, and say what has changed
    ///
    /// The files are those of the npm package @etalab/decoupage-administratif: regions.json,
    /// departements.json, epci.json and communes.json. The service uses the new file where
    /// PASSERELLE_TERRITORY_FILE names it.
    Refresh {
        /// The directory that holds the four official files
        #[arg(long, value_name = "DIRECTORY")]
        from: PathBuf,
        /// The day of which the files are true
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Date,
        /// Producer, edition and licence, to be shown wherever the data are
        #[arg(long, value_name = "TEXT")]
        source: String,
        /// Write the territory file here; without it, only say what would change
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
        /// Compare with this territory file instead of the shipped one
        #[arg(long, value_name = "FILE")]
        than: Option<PathBuf>,
    },
}

/// Why a territory cannot be used or made.
#[derive(Debug, thiserror::Error)]
pub(super) enum TerritoryFileError {
    #[error(transparent)]
    File(#[from] DataFileError),
    #[error("{} is no territory file", path.display())]
    Unusable {
        path: PathBuf,
        source: TerritoryError,
    },
    #[error("the official files make no territory file")]
    Official(#[from] DecoupageError),
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Show(flags) => show(&Settings::load(&flags.clone().into())?),
        Command::Refresh {
            from,
            date,
            source,
            to,
            than,
        } => {
            let edition = Edition {
                date: *date,
                source: source.clone(),
            };
            refresh(from, &edition, to.as_deref(), than.as_deref())
        }
    }
}

/// Has the whole process use this territory file; without one, the shipped edition. Called once, at
/// the start.
pub(super) fn choose(file: Option<&Path>) -> Result<(), TerritoryFileError> {
    if let Some(path) = file {
        load(path)?.use_instead();
    }
    Ok(())
}

/// The same for a command that has no settings of a service.
pub(super) fn choose_by_environment() -> Result<(), TerritoryFileError> {
    let named = std::env::var_os("PASSERELLE_TERRITORY_FILE").filter(|name| !name.is_empty());
    choose(named.map(PathBuf::from).as_deref())
}

fn show(settings: &Settings) -> Outcome {
    choose(settings.territory_file.as_deref())?;
    let tree = Territory::in_use()?;
    let counts = [
        ("regions", tree.regions().len()),
        ("departements", tree.departements().len()),
        ("epci", tree.epcis().len()),
        ("communes", tree.communes().len()),
        ("other codes", tree.other_codes().len()),
    ];
    let file = settings.territory_file.as_deref();
    let file = file.map_or("as shipped".to_owned(), |path| path.display().to_string());
    let mut text = format!(
        "file          {file}\ndate          {}\nsource        {}\n",
        tree.edition().date,
        tree.edition().source
    );
    for (what, count) in counts {
        text.push_str(&format!("{what:<13} {count}\n"));
    }
    say(text)?;
    Ok(ExitCode::SUCCESS)
}

fn refresh(from: &Path, edition: &Edition, to: Option<&Path>, than: Option<&Path>) -> Outcome {
    let official = |name: &str| read(&from.join(name));
    let files = Decoupage {
        regions: &official("regions.json")?,
        departements: &official("departements.json")?,
        epci: &official("epci.json")?,
        communes: &official("communes.json")?,
    };
    let text = Territory::from_decoupage(&files, edition).map_err(TerritoryFileError::from)?;
    let new = Territory::parse(&text)?;
    let changes = match than {
        Some(path) => Changes::between(&load(path)?, &new),
        None => Changes::between(Territory::shipped()?, &new),
    };
    say(changes.to_string())?;
    if let Some(path) = to {
        write(path, &text)?;
        say(format!("\nWritten to {}.\n", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn load(path: &Path) -> Result<Territory, TerritoryFileError> {
    Territory::parse(&read(path)?).map_err(|source| TerritoryFileError::Unusable {
        path: path.to_owned(),
        source,
    })
}
