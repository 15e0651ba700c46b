//! The contract as a promise that a machine puts to the test: Schemathesis makes up thousands of requests from it, right
//! ones and wrong ones, follows what comes back from one operation into the next, and finds nothing that the service
//! did not say it would do.

use passerelle_tests::{World, both_databases, tools};

/// The same requests on every run: what the tool finds is found by everybody, and not now and then.
const SEED: &str = "2026";

both_databases! {
    fn the_service_keeps_what_its_contract_says(world in World) {
        tried(&world, &["--phases", "examples,coverage"]);
    }

    fn the_service_keeps_it_along_the_way_from_one_operation_to_the_next(world in World) {
        tried(&world, &["--phases", "stateful", "--max-examples", "100"]);
    }

    fn the_service_keeps_it_whatever_comes(world in World) {
        tried(&world, &["--phases", "fuzzing", "--max-examples", "8"]);
    }
}

fn tried(world: &World, how: &[&str]) {
    let service = world.serve();
    let token = service.client().token("demo-mediation");
    let tools_folder = tools::folder();
    let mut schemathesis = tools::python("schemathesis");
    schemathesis
        .arg("--config-file")
        .arg(tools_folder.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/openapi.json", service.base()))
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args([
            "--checks",
            "all",
            "--seed",
            SEED,
            "--no-color",
            "--continue-on-failure",
        ])
        .args(["--warnings", "off", "--generation-database", "none"])
        .args(how)
        .env("PYTHONPATH", &tools_folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
        .current_dir(world.dir());
    tools::succeed(&mut schemathesis);
}
