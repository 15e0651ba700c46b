//! The real binary, running: started, watched, stopped, and its logs read afterwards.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::http::Client;
use crate::privacy::Markers;
use crate::{wait_for, workshop};

/// A running `passerelle serve`. Dropping it kills it, and searches its logs for the people of the story.
#[derive(Debug)]
pub struct Service {
    child: Child,
    base: String,
    logs: Logs,
    markers: Arc<Mutex<Markers>>,
}

/// What a run of the binary wrote.
#[derive(Debug, Clone)]
pub struct Logs {
    /// Its standard output.
    pub out: PathBuf,
    /// Its standard error.
    pub err: PathBuf,
}

/// How a sub-command ended and what it said.
#[derive(Debug)]
pub struct Finished {
    /// Its exit status.
    pub status: ExitStatus,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Finished {
    /// Everything that it said.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// The standard output of a command that must have succeeded.
    pub fn ok(self) -> String {
        assert!(
            self.status.success(),
            "{}:\n{}{}",
            self.status,
            self.out,
            self.err
        );
        self.out
    }
}

/// The binary under test: `PASSERELLE_BIN`, else the one that cargo built beside this test.
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("PASSERELLE_BIN") {
        return PathBuf::from(named);
    }
    let test = std::env::current_exe().expect("the path of this test");
    let built = test
        .ancestors()
        .nth(2)
        .expect("the build directory")
        .join("passerelle");
    assert!(
        built.is_file(),
        "there is no binary to test. Build it with `cargo build -p passerelle-api`, name another one in PASSERELLE_BIN, \
         or run `make test`, which does it."
    );
    built
}

/// Runs a command of the binary to its end.
pub fn run(command: &mut Command) -> Finished {
    let logs = Logs::new();
    let status = logs.attach(command).status().expect("the binary runs");
    Finished {
        status,
        out: logs.text(&logs.out),
        err: logs.text(&logs.err),
    }
}

impl Service {
    /// Starts `command` (a `serve`) and waits until it says that it is ready.
    pub(crate) fn start(command: &Command, markers: Arc<Mutex<Markers>>) -> Self {
        let logs = Logs::new();
        // The binary dies with the thread that runs the test, even when the test is killed.
        let mut bound = Command::new("setpriv");
        bound
            .args(["--pdeathsig", "KILL", "--"])
            .arg(command.get_program())
            .args(command.get_args());
        if let Some(dir) = command.get_current_dir() {
            bound.current_dir(dir);
        }
        bound.env_clear();
        for (key, value) in command.get_envs() {
            if let Some(value) = value {
                bound.env(key, value);
            }
        }
        let child = logs
            .attach(&mut bound)
            .spawn()
            .expect("the service starts (setpriv is part of util-linux)");
        let mut service = Self {
            child,
            base: String::new(),
            logs,
            markers,
        };
        service.base = wait_for(
            "the line `listening on http://…` on standard output",
            || {
                service.stop_if_gone();
                let out = service.logs.text(&service.logs.out);
                let address = out
                    .lines()
                    .find_map(|line| line.split("listening on ").nth(1))?;
                address
                    .split_whitespace()
                    .next()
                    .map(|word| word.trim_end_matches('/').to_owned())
            },
        );
        wait_for("/health/ready", || {
            service.stop_if_gone();
            (service.client().get("/health/ready").status == 200).then_some(())
        });
        service
    }

    /// The address, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Somebody who has not signed in.
    pub fn client(&self) -> Client {
        Client::new(&self.base).telling(Arc::clone(&self.markers))
    }

    /// One of the demonstration clients, signed in with all its scopes.
    pub fn signed_in(&self, client_id: &str) -> Client {
        self.client().signed_in(client_id)
    }

    /// What it has written so far to its standard output and to its standard error.
    pub fn logs(&self) -> (String, String) {
        (
            self.logs.text(&self.logs.out),
            self.logs.text(&self.logs.err),
        )
    }

    /// Both in one, standard output first.
    pub fn log(&self) -> String {
        let (out, err) = self.logs();
        format!("{out}{err}")
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status()
            .expect("kill is part of every Debian");
        assert!(
            status.success(),
            "the service had gone before it could be sent SIG{name}"
        );
    }

    /// Waits until it has ended by itself.
    pub fn wait(&mut self) -> ExitStatus {
        wait_for("the end of the service", || {
            self.child.try_wait().expect("the state of the service")
        })
    }

    /// Asks it to end, as a service manager does, and says how long that took.
    pub fn terminate(mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        self.signal("TERM");
        let status = self.wait();
        (status, start.elapsed())
    }

    /// Ends it without a chance to tidy up, as a power cut does.
    pub fn kill(self) {}

    fn stop_if_gone(&mut self) {
        if let Some(status) = self.child.try_wait().expect("the state of the service") {
            panic!("the service ended before it was ready: {status}");
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{}", tail(&self.log(), 80));
            return;
        }
        let markers = self.markers.lock().expect("the people of the story");
        let leaks: Vec<String> = [&self.logs.out, &self.logs.err]
            .into_iter()
            .flat_map(|log| markers.found_in(log))
            .collect();
        assert!(
            leaks.is_empty(),
            "the logs of the service hold personal data:\n{}",
            leaks.join("\n")
        );
    }
}

impl Logs {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = workshop::folder("logs");
        Self {
            out: dir.join(format!("{number}.out")),
            err: dir.join(format!("{number}.err")),
        }
    }

    fn attach<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let file = |path: &Path| File::create(path).expect("a file for the logs");
        command
            .stdin(Stdio::null())
            .stdout(file(&self.out))
            .stderr(file(&self.err))
    }

    fn text(&self, path: &Path) -> String {
        String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
    }
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}
