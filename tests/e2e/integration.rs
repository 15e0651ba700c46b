//! `docs/partner-api.md` as a developer follows it: its lines in the shell, and those in Python and TypeScript with the
//! clients that public generators make from the served contract, as they make them.

use std::process::Command;

use passerelle_tests::{Service, World, both_databases, tools};

use crate::cases::A01_AT;
use crate::network::committed;

const PRINTED_ADDRESS: &str = "http://127.0.0.1:8080";

both_databases! {
    fn the_shell_takes_a_developer_to_a_working_integration(world in World) {
        let (world, service) = begun(world);
        let script = written("sh", &service);
        let mut shell = Command::new("bash");
        assert_done(&tools::succeed(shell.args(["-euo", "pipefail", "-c", &script]).current_dir(world.dir())));
    }

    fn a_client_generated_in_python_does_the_same(world in World) {
        let (world, service) = begun(world);
        let contract = said(&format!("openapi-python-client generate --url {PRINTED_ADDRESS}/openapi.json"), &service);
        let mut generate = tools::python("openapi-python-client");
        // The generator looks for its formatter beside itself.
        let path = format!("{}:/usr/bin:/bin", tools::folder().join("venv/bin").display());
        tools::succeed(generate.args(contract.split(' ').skip(1)).env("PATH", path).current_dir(world.dir()));
        std::fs::write(world.dir().join("walk.py"), written("python", &service)).unwrap();
        let mut python = tools::python("python");
        python.arg("walk.py").env("PYTHONPATH", "passerelle-client").current_dir(world.dir());
        assert_done(&tools::succeed(&mut python));
    }

    fn a_client_generated_in_typescript_does_the_same(world in World) {
        let (world, service) = begun(world);
        let contract = said(&format!("npx openapi-typescript {PRINTED_ADDRESS}/openapi.json --output passerelle.ts"), &service);
        let room = world.dir();
        std::os::unix::fs::symlink(tools::folder().join("node_modules"), room.join("node_modules")).unwrap();
        std::fs::write(room.join("package.json"), r#"{"type": "module"}"#).unwrap();
        std::fs::write(room.join("walk.ts"), written("ts", &service)).unwrap();
        let arguments = contract.split(' ').skip(2);
        tools::succeed(tools::node("openapi-typescript").args(arguments).current_dir(room));
        let strict = ["--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--skipLibCheck"];
        tools::succeed(tools::node("tsc").args(strict).arg("walk.ts").current_dir(room));
        assert_done(&tools::succeed(tools::node("node").arg("walk.js").current_dir(room)));
    }
}

fn begun(world: World) -> (World, Service) {
    let world = world.at(A01_AT);
    world.keeps_private("Camille Exemple");
    let service = world.serve();
    (world, service)
}

/// All blocks of one language, one after the other, with the address of this service in place of the printed one.
fn written(language: &str, service: &Service) -> String {
    let page = committed("docs/partner-api.md");
    let begin = format!("```{language}\n");
    let blocks: Vec<&str> = page
        .split(&begin)
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect();
    assert_eq!(blocks.len(), 6, "the steps stand in each language");
    blocks.join("\n").replace(PRINTED_ADDRESS, service.base())
}

/// A command that the page tells the developer to run, for this service.
fn said(command: &str, service: &Service) -> String {
    assert!(
        committed("docs/partner-api.md").contains(&format!("$ {command}\n")),
        "{command}"
    );
    command.replace(PRINTED_ADDRESS, service.base())
}

/// What each of them prints on the way.
#[track_caller]
fn assert_done(printed: &str) {
    for told in [
        "is routed by rule R50, with Passerelles Odre Médiation",
        "/place/uai: bad_check",
        "in_progress",
        "closed",
        "BAIL-2026-00017: closed",
        "referral.closed",
    ] {
        assert!(printed.contains(told), "{told} is not printed:\n{printed}");
    }
}
