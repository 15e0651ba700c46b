//! The command line.

mod backup;
mod compare;
mod demo;
mod docs;
mod doctor;
mod files;
mod gaps;
mod layers;
mod migrate;
mod openapi;
mod ready;
mod rules;
mod school_calendar;
mod serve;
mod territory;
mod told;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::settings::{DatabaseFlags, SettingFlags, Settings};

/// Referral routing for social mediation: who takes a case, by when and why.
#[derive(Debug, Parser)]
#[command(
    name = "passerelle",
    version,
    max_term_width = 100,
    after_help = "To look around: `passerelle serve --demo`, then http://127.0.0.1:8080/docs"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service: API, web pages and e-mails
    ///
    /// Brings the database up to date, loads the shipped rules, and listens until it is told to stop
    /// (SIGTERM or Ctrl-C): it then takes no new requests, finishes those that run, and leaves.
    Serve(Box<SettingFlags>),
    /// Ask the service on this machine whether it can work; exits with 0 when it can
    Ready(Box<SettingFlags>),
    /// Look over settings, database, mail, keys and clock, and say what to do
    ///
    /// Changes nothing and sends nothing. Exits with 1 when something has to be mended before the
    /// service can do its work.
    Doctor(Box<doctor::Flags>),
    /// Bring the database up to date and leave
    Migrate(DatabaseFlags),
    /// Copy the whole database into a new file, while the service goes on
    ///
    /// SQLite: a database file that can take the place of the other. PostgreSQL: an archive for
    /// `pg_restore`, made by `pg_dump`, which has to be installed and as new as the server.
    Backup(backup::Flags),
    /// Load the fictional network into the database; does nothing where it is already
    ///
    /// 22 partners around Saint-Avenin-sur-Odre, and clients whose secret everybody knows. While they
    /// exist, the service listens on this machine only.
    Demo(DatabaseFlags),
    /// Check, try and compare rule sets, and find the gaps of a network
    #[command(subcommand)]
    Rules(rules::Command),
    /// Show the communes of France that the service works with, and make a newer file of them
    #[command(subcommand)]
    Territory(territory::Command),
    /// Show the school holidays that the service works with, and make a newer file of them
    #[command(subcommand)]
    SchoolCalendar(school_calendar::Command),
    /// Print the OpenAPI document of the API
    Openapi,
    /// Print a page of the documentation that is written from the code
    #[command(subcommand)]
    Docs(docs::Command),
}

/// What a command ends in.
type Outcome = Result<ExitCode, Box<dyn Error + Send + Sync>>;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Outcome {
    match &cli.command {
        Command::Serve(flags) => serve::run(&Settings::load(flags)?),
        Command::Ready(flags) => ready::run(&Settings::load(flags)?),
        Command::Doctor(flags) => doctor::run(flags),
        Command::Migrate(flags) => migrate::run(&Settings::load(&flags.clone().into())?),
        Command::Backup(flags) => backup::run(flags),
        Command::Demo(flags) => demo::run(&Settings::load(&flags.clone().into())?),
        Command::Rules(command) => {
            territory::choose_by_environment()?;
            school_calendar::choose_by_environment()?;
            rules::run(command)
        }
        Command::Territory(command) => territory::run(command),
        Command::SchoolCalendar(command) => school_calendar::run(command),
        Command::Openapi => openapi::run(),
        Command::Docs(command) => docs::run(command),
    }
}

/// Prints for the person at the terminal.
fn say(text: impl AsRef<str>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_ref().as_bytes())?;
    out.flush()
}

/// What an error comes from, the nearest cause first.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

/// The error and its causes, one a line; there is nowhere left to report a failure of this.
fn complain(error: &(dyn Error + 'static)) {
    let mut text = format!("passerelle: {error}\n");
    for cause in causes(error) {
        text.push_str(&format!("  because: {cause}\n"));
    }
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_follow_their_command() {
        let line = ["passerelle", "serve", "--listen", "127.0.0.1:0", "--demo"];
        let Command::Serve(flags) = Cli::parse_from(line).command else {
            panic!("not serve")
        };
        assert_eq!(flags.listen.as_deref(), Some("127.0.0.1:0"));
        assert_eq!(flags.demo.as_deref(), Some("true"));
    }
}
