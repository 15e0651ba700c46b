//! The `passerelle` binary; everything it does is in [`passerelle_api::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    passerelle_api::cli::main()
}
