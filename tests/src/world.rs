//! What surrounds one story: a database, a data directory, a clock, and the settings of the service.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::clock::Clock;
use crate::mail::{self, Mail};
use crate::privacy::Markers;
use crate::service::{self, Finished, Service};
use crate::smtp::{Inbox, Security, Sink};
use crate::{postgres, sqlite, workshop};

/// The two databases that the product runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// The embedded one: a file in the data directory.
    Sqlite,
    /// A database of its own in the cluster of this process.
    PostgreSql,
}

/// The world of one story. Nothing in it is shared with another.
#[derive(Debug)]
pub struct World {
    /// Which database the story runs on.
    pub backend: Backend,
    /// The time of day that the service lives by.
    pub clock: Clock,
    real_time: bool,
    dir: tempfile::TempDir,
    database_url: String,
    settings: Vec<(String, String)>,
    wrapper: Vec<String>,
    markers: Arc<Mutex<Markers>>,
    inboxes: Mutex<Vec<Inbox>>,
}

impl World {
    /// An empty world at noon of an ordinary working day.
    pub fn new(backend: Backend) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("story-")
            .tempdir_in(workshop::root())
            .expect("a directory for the story");
        let database_url = match backend {
            Backend::Sqlite => format!("sqlite://{}/passerelle.db", workshop::path(dir.path())),
            Backend::PostgreSql => postgres::database(|url| {
                let mut migrate = Command::new(service::binary());
                migrate
                    .arg("migrate")
                    .env("PASSERELLE_DATABASE_URL", url)
                    .current_dir(workshop::folder("migrate"));
                service::run(&mut migrate).ok();
            }),
        };
        let clock = Clock::standing_at("2026-10-05T12:00:00+02:00", dir.path());
        Self {
            backend,
            clock,
            real_time: false,
            dir,
            database_url,
            settings: Vec::new(),
            wrapper: Vec::new(),
            markers: Arc::default(),
            inboxes: Mutex::default(),
        }
    }

    /// The same, with a database that holds no table yet.
    pub fn without_schema(backend: Backend) -> Self {
        let mut world = Self::new(Backend::Sqlite);
        world.backend = backend;
        if backend == Backend::PostgreSql {
            world.database_url = postgres::empty_database();
        }
        world
    }

    /// A world with a database, without a table yet, on a PostgreSQL server of its own.
    pub fn on(server: &postgres::Cluster) -> Self {
        let mut world = Self::new(Backend::Sqlite);
        world.backend = Backend::PostgreSql;
        world.database_url = server.new_database();
        world
    }

    /// A world with an empty SQLite file in this directory.
    pub fn in_directory(directory: &Path) -> Self {
        let mut world = Self::new(Backend::Sqlite);
        world.database_url = format!("sqlite://{}/passerelle.db", workshop::path(directory));
        world
    }

    /// A world whose service lives by the real clock: what moves time also slows it down, which measurements would
    /// see.
    pub fn in_real_time(backend: Backend) -> Self {
        let mut world = Self::new(backend);
        world.real_time = true;
        world
    }

    /// The same on a server of its own.
    pub fn in_real_time_on(server: &postgres::Cluster) -> Self {
        let mut world = Self::on(server);
        world.real_time = true;
        world
    }

    /// Moves the clock there before the story begins.
    pub fn at(self, instant: &str) -> Self {
        self.clock.set(instant);
        self
    }

    /// Sets one more variable of the service's environment.
    pub fn set(&mut self, key: &str, value: &str) {
        self.settings.retain(|(known, _)| known != key);
        self.settings.push((key.to_owned(), value.to_owned()));
    }

    /// Lets each client ask for more than any load of ours does: that of one client of a load is many clients' elsewhere.
    pub fn without_limits(&mut self) {
        for limit in ["RATE_LIMIT", "SIGN_IN_LIMIT", "SIGN_IN_ADDRESS_LIMIT"] {
            self.set(&format!("PASSERELLE_{limit}"), "1000000000");
        }
    }

    /// Has the binary started through another program, which is given its path and its arguments.
    pub fn through(&mut self, program: &[&str]) {
        self.wrapper = program.iter().map(|&word| word.to_owned()).collect();
    }

    /// A mail server to which the service sends from now on, in place of the directory of mails.
    pub fn mails_to(&mut self, sink: &Sink) {
        self.set("PASSERELLE_SMTP_URL", &sink.url());
        self.inboxes.lock().expect("the inboxes").push(sink.inbox());
    }

    /// The same to a server that is started for it.
    pub fn mails_to_server(&mut self, security: Security) -> Sink {
        let sink = Sink::start(security, self.dir());
        self.mails_to(&sink);
        sink
    }

    /// Starts the service with the fictional network loaded. Call it again for a second process on the same data.
    pub fn serve(&self) -> Service {
        let mut command = self.command(&["serve"]);
        command.env("PASSERELLE_DEMO", "true");
        Service::start(&command, Arc::clone(&self.markers))
    }

    /// Runs a sub-command to its end, with the settings of this world.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        service::run(&mut self.command(arguments))
    }

    /// The binary with these arguments, the settings of this world and nothing of this process's environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match self.wrapper.split_first() {
            None => Command::new(service::binary()),
            Some((program, before)) => {
                let mut command = Command::new(program);
                command.args(before).arg(service::binary());
                command
            }
        };
        command
            .args(arguments)
            .current_dir(self.dir())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("PASSERELLE_LISTEN", "127.0.0.1:0")
            .env("PASSERELLE_DATABASE_URL", &self.database_url)
            .env("PASSERELLE_MAIL_DIR", self.mail_dir())
            .env(
                "PASSERELLE_SIGNING_KEY_FILE",
                self.dir().join("keys/signing.pem"),
            )
            // Whoever looks for a fault turns this on; even then nobody's data may be seen.
            .env("PASSERELLE_LOG_LEVEL", "debug")
            .envs(if self.real_time {
                Vec::new()
            } else {
                self.clock.environment()
            })
            .envs(self.settings.iter().cloned());
        command
    }

    /// Puts this world's database in the place of what `passerelle backup` has made, as `docs/operations.md` says.
    pub fn restore(&self, copy: &Path) {
        match self.database_url.strip_prefix("sqlite://") {
            Some(file) => {
                std::fs::copy(copy, file).expect("the copy in its place");
            }
            None => postgres::restore(&self.database_url, copy),
        }
    }

    /// The directory of this story, in which the service runs.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Where the service writes its mails while no SMTP server is set.
    pub fn mail_dir(&self) -> PathBuf {
        self.dir().join("mail")
    }

    /// The URL of the story's database.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// What a statement finds in the database, before any wall: one text, called `line`, a row. It has to be one that
    /// both databases understand.
    pub fn query(&self, statement: &str) -> Vec<String> {
        match self.database_url.strip_prefix("sqlite://") {
            Some(file) => sqlite::query(Path::new(file), statement),
            None => postgres::query(&self.database_url, statement)
                .lines()
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Changes the database beside the service, for a measurement that needs another network than the fictional one.
    pub fn change(&self, statement: &str) {
        match self.database_url.strip_prefix("sqlite://") {
            Some(file) => sqlite::change(Path::new(file), statement),
            None => drop(postgres::query(&self.database_url, statement)),
        }
    }

    /// How an identifier is written as text in a statement for this database, as 32 hexadecimal digits.
    pub fn id_text(&self, column: &str) -> String {
        match self.backend {
            Backend::Sqlite => format!("lower(hex({column}))"),
            Backend::PostgreSql => format!("replace({column}::text, '-', '')"),
        }
    }

    /// The mails written so far, in the order in which they were written.
    pub fn mails(&self) -> Vec<Mail> {
        mail::in_folder(&self.mail_dir())
    }

    /// Every mail of the story, whichever way it left.
    fn all_mails(&self) -> Vec<Mail> {
        let inboxes = self.inboxes.lock().expect("the inboxes");
        let received = inboxes.iter().flat_map(Inbox::received);
        let mut mails = self.mails();
        mails.extend(received.map(|received| received.mail));
        mails
    }

    /// Waits for the first mail to this address that `fits`.
    pub fn mail_to(&self, address: &str, fits: impl Fn(&Mail) -> bool) -> Mail {
        crate::wait_for(&format!("a mail to {address}"), || {
            self.mails()
                .into_iter()
                .find(|mail| mail.to.iter().any(|to| to == address) && fits(mail))
        })
    }

    /// Nobody named in this body of a referral may appear in the logs or in a mail.
    pub fn knows(&self, case: &Value) {
        self.markers
            .lock()
            .expect("the people of the story")
            .add_case(case);
    }

    /// This text belongs to a person and may not appear in the logs or in a mail.
    pub fn keeps_private(&self, text: &str) {
        self.markers
            .lock()
            .expect("the people of the story")
            .add(text);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let markers = self.markers.lock().expect("the people of the story");
        let leaks: Vec<String> = self
            .all_mails()
            .iter()
            .flat_map(|mail| markers.found_in_mail(mail))
            .collect();
        assert!(
            leaks.is_empty(),
            "mails of the story hold personal data:\n{}",
            leaks.join("\n")
        );
    }
}

/// Writes a test once and runs it twice, as `NAME::on_sqlite` and `NAME::on_postgresql`, each in a world of its own.
#[macro_export]
macro_rules! both_databases {
    ($($(#[$about:meta])* fn $name:ident($world:pat_param in World) $story:block)+) => {
        $(
            $(#[$about])*
            mod $name {
                use super::*;

                fn story($world: $crate::World) $story

                #[test]
                fn on_sqlite() {
                    story($crate::World::new($crate::Backend::Sqlite));
                }

                #[test]
                fn on_postgresql() {
                    story($crate::World::new($crate::Backend::PostgreSql));
                }
            }
        )+
    };
}
