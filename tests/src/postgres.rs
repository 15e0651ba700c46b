//! Throw-away PostgreSQL clusters: Debian's binaries and a temporary directory. One is shared by all tests of a
//! process; a test that stops a server starts its own.
//!
//! The shared one is built for speed and for nothing else: nothing is flushed to the disk, and anyone on this machine
//! may connect to it. PostgreSQL refuses to run as root, so as root it runs as the user `postgres` of Debian's package.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{machine, workshop};

const USER: &str = "passerelle";
const TEMPLATE: &str = "passerelle_template";

/// A running PostgreSQL server. It is stopped, and its files are removed, when this process ends.
#[derive(Debug)]
pub struct Cluster {
    bin: PathBuf,
    home: PathBuf,
    port: u16,
    options: String,
    _guardian: Child,
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In good order: it tells everybody who is connected.
    Fast,
    /// As by a crash.
    Immediate,
}

/// A server that stands still until this is dropped.
#[derive(Debug)]
pub struct Frozen<'a>(&'a Cluster);

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        self.0.signal("CONT");
    }
}

/// A new database with the product's schema, and its URL.
///
/// `migrate` is called once per process with the URL of the database from which all others are cloned.
pub fn database(migrate: impl FnOnce(&str)) -> String {
    static MIGRATED: OnceLock<()> = OnceLock::new();
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let cluster = cluster();
    MIGRATED.get_or_init(|| {
        cluster.sql(&format!("CREATE DATABASE {TEMPLATE}"));
        migrate(&cluster.url(TEMPLATE));
    });
    let name = format!("story_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    cluster.sql(&format!(
        "CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy"
    ));
    cluster.url(&name)
}

/// A new database without any table, and its URL.
pub fn empty_database() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let name = format!("empty_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    cluster().sql(&format!("CREATE DATABASE {name}"));
    cluster().url(&name)
}

/// Runs one statement on the database of this URL and returns its rows, unaligned, columns parted by `|`.
pub fn query(url: &str, statement: &str) -> String {
    run(Command::new(find_server().join("psql")).args([
        url,
        "-XqAt",
        "-v",
        "ON_ERROR_STOP=1",
        "-c",
        statement,
    ]))
}

/// Fills the empty database of this URL with what `pg_dump` has written.
pub fn restore(url: &str, archive: &Path) {
    run(Command::new(find_server().join("pg_restore"))
        .args(["--exit-on-error", "--no-owner", "--dbname", url])
        .arg(archive));
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::make("-c synchronous_commit=off"))
}

impl Cluster {
    /// A server of its own, which keeps what it has acknowledged when it is stopped as by a crash.
    pub fn start_new() -> Self {
        Self::make("-c synchronous_commit=on")
    }

    /// A server of its own with the settings that PostgreSQL comes with where they cost time: what is committed is on
    /// the disk, and rows that are gone are cleared away.
    pub fn start_durable() -> Self {
        Self::make(
            "-c synchronous_commit=on -c fsync=on -c full_page_writes=on -c autovacuum=on -c shared_buffers=128MB",
        )
    }

    /// A new database without any table, and its URL.
    pub fn new_database(&self) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let name = format!("own_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// Stops the server.
    pub fn stop(&self, how: Stop) {
        let mode = match how {
            Stop::Fast => "fast",
            Stop::Immediate => "immediate",
        };
        self.control(&["-m", mode, "-w", "-t", "60", "stop"]);
    }

    /// Starts it again after it was stopped.
    pub fn start(&self) {
        let log = self.log();
        self.control(&[
            "-l",
            workshop::path(&log),
            "-o",
            &self.options,
            "-w",
            "-t",
            "60",
            "start",
        ]);
    }

    /// The file in which it writes what it does.
    pub fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    /// Another program of its version, to be given arguments.
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.bin.join(name))
    }

    /// Has all its processes stand still, connections open, as a machine does whose disk answers no more. They go on
    /// when the answer is dropped.
    pub fn freeze(&self) -> Frozen<'_> {
        self.signal("STOP");
        Frozen(self)
    }

    fn signal(&self, name: &str) {
        let file = self.home.join("data/postmaster.pid");
        let content = std::fs::read_to_string(file).expect("the file of the running server");
        let postmaster = content.lines().next().expect("the number of its process");
        let children = format!("/proc/{postmaster}/task/{postmaster}/children");
        let children = std::fs::read_to_string(children).expect("its other processes");
        let status = Command::new("kill")
            .args(["-s", name, postmaster])
            .args(children.split_whitespace())
            .status();
        status.expect("kill is part of every Debian");
    }

    fn control(&self, arguments: &[&str]) {
        run(as_server_user(&self.bin.join("pg_ctl"))
            .arg("-D")
            .arg(self.home.join("data"))
            .args(arguments));
    }

    fn make(settings: &str) -> Self {
        let bin = find_server();
        // Beside the workshop, not in it: the server must be stopped before its files are removed.
        let home = tempfile::Builder::new()
            .prefix("passerelle-postgresql-")
            .tempdir()
            .expect("a temporary directory")
            .keep();
        if machine::is_root() {
            run(Command::new("chown").arg("postgres:").arg(&home));
        }
        let data = home.join("data");
        // Before the server, so that a test killed in this very moment leaves none behind: what had just been
        // started is given the time to be stoppable.
        let stop = if machine::is_root() {
            r#"runuser -u postgres -- "$@""#
        } else {
            r#""$@""#
        };
        let guardian = workshop::guard(
            &format!(r#"{stop} || {{ sleep 5; {stop}; }}; rm -rf "${{3%/data}}""#),
            &[
                workshop::path(&bin.join("pg_ctl")),
                "-D",
                workshop::path(&data),
                "-m",
                "immediate",
                "-w",
                "stop",
            ],
        );
        run(as_server_user(&bin.join("initdb"))
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--username",
                USER,
                "--pgdata",
            ])
            .arg(&data));
        let port = free_port();
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} -c max_connections=500 \
             -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=64MB \
             -c autovacuum=off {settings}",
            workshop::path(&home)
        );
        let cluster = Self {
            bin,
            home,
            port,
            options,
            _guardian: guardian,
        };
        cluster.start();
        cluster
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    fn sql(&self, statement: &str) {
        query(&self.url("postgres"), statement);
    }
}

/// The newest server that Debian's packages have put on this machine, else the one on `PATH`.
fn find_server() -> PathBuf {
    let debian: Vec<PathBuf> = machine::newest_first(Path::new("/usr/lib/postgresql"))
        .into_iter()
        .map(|version| version.join("bin/initdb"))
        .collect();
    let initdb = machine::find_program("initdb", &debian)
        .unwrap_or_else(|| machine::missing("The PostgreSQL server", "postgresql"));
    initdb
        .parent()
        .expect("a program lies in a directory")
        .to_path_buf()
}

fn as_server_user(program: &Path) -> Command {
    let mut command = if machine::is_root() {
        let mut switch = Command::new("runuser");
        switch.args(["-u", "postgres", "--"]).arg(program);
        switch
    } else {
        Command::new(program)
    };
    // A directory that the server's user may enter.
    command.current_dir("/");
    command
}

/// A port of the loopback interface that nobody uses at this moment.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}

/// Runs to the end; the test stops with the program's own words when it fails.
///
/// The output goes to files: a server that stays behind would hold a pipe open for ever.
fn run(command: &mut Command) -> String {
    let mut out = tempfile::tempfile().expect("a file for the output");
    let mut err = tempfile::tempfile().expect("a file for the errors");
    let status = command
        .stdin(Stdio::null())
        .stdout(out.try_clone().expect("a second handle"))
        .stderr(err.try_clone().expect("a second handle"))
        .status()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let output = rewound(&mut out);
    assert!(
        status.success(),
        "{command:?} failed:\n{output}{}",
        rewound(&mut err)
    );
    output
}

fn rewound(file: &mut std::fs::File) -> String {
    use std::io::{Read, Seek};
    let mut text = String::new();
    file.rewind().expect("the start of the output");
    file.read_to_string(&mut text).expect("readable output");
    text
}
