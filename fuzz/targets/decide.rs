//! Rule sets, directories and cases that follow from bytes: what is compiled decides as a plain scan
//! over all rules and all partners does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use passerelle_routing_rules::reference::try_bytes;

fuzz_target!(|bytes: &[u8]| try_bytes(bytes));
