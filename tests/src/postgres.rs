//! A throw-away PostgreSQL cluster: Debian's binaries, a temporary directory, one per test process.
//!
//! It is built for speed and for nothing else: nothing is flushed to the disk, and anyone on this machine may
//! connect to it. PostgreSQL refuses to run as root, so as root it runs as the user `postgres` of Debian's package.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{machine, workshop};

const USER: &str = "passerelle";
const TEMPLATE: &str = "passerelle_template";

struct Cluster {
    bin: PathBuf,
    port: u16,
    _guardian: Child,
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
    cluster().psql(url, statement)
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

impl Cluster {
    fn start() -> Self {
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
        let log = home.join("log");
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
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
             -c shared_buffers=64MB -c autovacuum=off",
            workshop::path(&home)
        );
        run(as_server_user(&bin.join("pg_ctl"))
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .args(["-o", &options, "-w", "-t", "60", "start"]));
        Self {
            bin,
            port,
            _guardian: guardian,
        }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    fn sql(&self, statement: &str) {
        self.psql(&self.url("postgres"), statement);
    }

    fn psql(&self, url: &str, statement: &str) -> String {
        run(Command::new(self.bin.join("psql")).args([
            url,
            "-XqAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
        ]))
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
