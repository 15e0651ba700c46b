//! A throw-away PostgreSQL cluster: Debian's binaries, a temporary directory, a Unix socket in it.
//!
//! PostgreSQL refuses to run as root, so as root it runs as the user `postgres` of Debian's package.

use std::{
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};

/// A running cluster.
pub(super) struct Cluster {
    programs: PathBuf,
    home: PathBuf,
    /// More settings of the server.
    settings: String,
    #[cfg(feature = "tls")]
    port: u16,
    databases: AtomicUsize,
    /// Stops the cluster when this process has ended, however it ended.
    _guardian: Child,
}

/// The cluster that the tests of this process share.
pub(super) fn shared() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start_new)
}

impl Cluster {
    /// A cluster of its own, for a test that stops it.
    pub(super) fn start_new() -> Self {
        let cluster = Self::make();
        cluster.start();
        cluster
    }

    fn make() -> Self {
        let programs = find_programs();
        let home = run(as_server("mktemp").args(["-d", "/tmp/passerelle-store-XXXXXX"]));
        let home = PathBuf::from(home.trim());
        run(as_server(programs.join("initdb")).args([
            "--pgdata",
            text(&home.join("data")),
            "--username=passerelle",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]));
        // Its input is a pipe that nobody writes to: the end of this process closes it.
        let script = format!(
            "read _; {}/pg_ctl --pgdata {home}/data --mode immediate --wait stop; rm -rf {home}",
            text(&programs),
            home = text(&home),
        );
        let guardian = as_server("sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("the guardian of the cluster starts");
        Self {
            programs,
            home,
            settings: "-c listen_addresses=".to_owned(),
            #[cfg(feature = "tls")]
            port: 0,
            databases: AtomicUsize::new(0),
            _guardian: guardian,
        }
    }

    pub(super) fn start(&self) {
        let options = format!(
            "-k {} {} -c max_connections=300 -c fsync=off -c shared_buffers=32MB",
            text(&self.home),
            self.settings
        );
        let log = self.home.join("log");
        self.control(&[
            "--log",
            text(&log),
            "--options",
            &options,
            "--wait",
            "start",
        ]);
    }

    /// Stops it at once, as a crash would.
    pub(super) fn stop(&self) {
        self.control(&["--mode", "immediate", "--wait", "stop"]);
    }

    fn control(&self, arguments: &[&str]) {
        // Its output would stay open in the server, which outlives the call.
        let status = as_server(self.programs.join("pg_ctl"))
            .args(["--pgdata", text(&self.home.join("data"))])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("pg_ctl runs");
        assert!(
            status.success(),
            "pg_ctl failed; see the log in {}",
            self.home.display()
        );
    }

    /// A database without tables, and its URL.
    pub(super) fn new_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::establish(&self.url("postgres")).unwrap();
        admin
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url(&name)
    }

    /// A database of what an archive holds, and its URL.
    pub(super) fn restore(&self, archive: &Path) -> String {
        let url = self.new_database();
        run(Command::new(self.programs.join("pg_restore"))
            .args(["--exit-on-error", "--no-owner", "--dbname", &url])
            .arg(archive));
        url
    }

    fn url(&self, database: &str) -> String {
        format!(
            "postgres:///{database}?user=passerelle&host={}",
            self.home.display()
        )
    }
}

#[cfg(feature = "tls")]
impl Cluster {
    /// A cluster of its own that also listens on the loopback interface, with TLS.
    pub(super) fn start_with_tls(certificate: &str, key: &str) -> Self {
        let mut cluster = Self::make();
        for (name, content) in [("server.pem", certificate), ("server.key", key)] {
            let script = format!("umask 077; cat > {}/{name}", text(&cluster.home));
            let mut writer = as_server("sh")
                .args(["-c", &script])
                .stdin(Stdio::piped())
                .spawn()
                .expect("sh starts");
            let mut input = writer.stdin.take().expect("it is piped");
            std::io::Write::write_all(&mut input, content.as_bytes()).unwrap();
            drop(input);
            assert!(writer.wait().unwrap().success());
        }
        // Taken and given back, as free as a port can be.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        cluster.settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on \
             -c ssl_cert_file={home}/server.pem -c ssl_key_file={home}/server.key",
            home = text(&cluster.home)
        );
        cluster.port = port;
        cluster.start();
        cluster
    }

    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The programs of the newest server that Debian's packages have put here.
fn find_programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|programs| programs.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().unwrap_or_else(|| {
        panic!("these tests need a PostgreSQL server: apt-get install postgresql")
    })
}

/// A command under the account that may run the server.
fn as_server(program: impl AsRef<Path>) -> Command {
    let me = Command::new("id").arg("-u").output().expect("id runs");
    let mut command = if me.stdout == b"0\n" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program.as_ref());
        command
    } else {
        Command::new(program.as_ref())
    };
    // That account may not enter the directory in which the tests run.
    command.current_dir("/tmp");
    command
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("the command runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
