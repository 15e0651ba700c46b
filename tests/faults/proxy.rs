//! What `docker-compose.yml` starts, without containers: two processes on one PostgreSQL behind nginx with the very
//! configuration of `deploy/`. One after the other is killed, and ended in good order, under load that comes through the
//! proxy.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use passerelle_tests::smtp::Security;
use passerelle_tests::{Backend, Client, Service, World, machine, postgres, wait_for, workshop};

use crate::books;
use crate::load::{Callers, Load};

const CLIENTS: usize = 6;

/// The proxy, stopped when this is dropped.
struct Proxy {
    child: Child,
    base: String,
}

impl Proxy {
    /// Starts it on `port`, before two processes on these ports.
    fn start(program: &Path, dir: &Path, port: u16, copies: [u16; 2]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let shipped = std::fs::read_to_string(root.join("deploy/nginx.conf")).unwrap();
        let temporary = dir.join("nginx");
        std::fs::create_dir(&temporary).unwrap();
        let mut text = shipped.clone();
        for (there, here) in [
            ("listen 8080", format!("listen 127.0.0.1:{port}")),
            ("127.0.0.1:8081", format!("127.0.0.1:{}", copies[0])),
            ("127.0.0.1:8082", format!("127.0.0.1:{}", copies[1])),
            ("/tmp/", format!("{}/", workshop::path(&temporary))),
        ] {
            assert!(
                shipped.contains(there),
                "{there} is not in the configuration"
            );
            text = text.replace(there, &here);
        }
        let file = dir.join("nginx.conf");
        std::fs::write(&file, text).unwrap();
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "TERM", "--"])
            .arg(program)
            .args(["-g", "daemon off;", "-e", "stderr", "-c"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("nginx starts");
        let base = format!("http://127.0.0.1:{port}");
        wait_for("the proxy", || {
            let answer = Client::new(&base).try_get("/health/ready")?;
            (answer.status == 200).then_some(())
        });
        Self { child, base }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // In good order, so that its workers end as well.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}

fn serve(world: &mut World, port: u16) -> Service {
    world.set("PASSERELLE_LISTEN", &format!("127.0.0.1:{port}"));
    world.serve()
}

#[test]
fn two_copies_behind_it() {
    let program = machine::find_program("nginx", &[PathBuf::from("/usr/sbin/nginx")])
        .unwrap_or_else(|| machine::missing("nginx", "nginx"));
    let mut world = World::new(Backend::PostgreSql);
    let sink = world.mails_to_server(Security::None);
    world.set("PASSERELLE_LOG_LEVEL", "info");
    world.without_limits();
    let ports = [postgres::free_port(), postgres::free_port()];
    let port = postgres::free_port();
    // The copies take each other's tokens, which are for this address.
    world.set("PASSERELLE_PUBLIC_URL", &format!("http://127.0.0.1:{port}"));
    let mut copies = ports.map(|port| Some(serve(&mut world, port)));
    let proxy = Proxy::start(&program, world.dir(), port, ports);
    let load = Load::start(CLIENTS, &[Callers::of(&Client::new(&proxy.base))]);
    load.go_on(CLIENTS);
    for round in 0..4 {
        let at = round % 2;
        let copy = copies[at].take().unwrap();
        if round < 2 {
            copy.kill();
        } else {
            let (status, _) = copy.terminate();
            assert_eq!(status.code(), Some(0));
        }
        // The other copy alone.
        load.go_on(2 * CLIENTS);
        Client::new(&proxy.base).get("/health/ready").expect(200);
        copies[at] = Some(serve(&mut world, ports[at]));
        load.go_on(CLIENTS);
    }
    let ledger = load.stop();
    let mails = books::all_mails_left(&world, &sink);
    books::balance(&world, &ledger);
    // Of what had not begun, the other copy took care.
    assert!(
        ledger.cut <= 4 * CLIENTS,
        "{} requests got no answer",
        ledger.cut
    );
    println!(
        "{} referrals acknowledged, {} requests cut, slowest answer {:?}; {} messages, {} of them left twice",
        ledger.sent.len(),
        ledger.cut,
        ledger.slowest,
        mails.messages,
        mails.repeated
    );
}
