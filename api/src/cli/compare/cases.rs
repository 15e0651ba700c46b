//! Cases from a file, one JSON document a line, read in parts so that memory does not grow with it.
//!
//! The whole file is read before anything is said. From the first faulty line on, the others are only
//! checked: a comparison of a part of the cases would be taken for one of all.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use passerelle_casework::{Rehearsed, ToldCase};
use passerelle_domain::Fault;
use passerelle_routing_rules::{Rehearsal, Replay, compare::CaseId};
use rayon::prelude::*;
use serde_json::json;

use super::sides::Sides;
use crate::contract::faults::Faults;
use crate::contract::referral_request::PreviewRequest;

/// The longest line, in bytes: what a request may hold.
const LONGEST: u64 = 1 << 20;

/// How many lines are held in memory at a time.
const LINES: usize = 4_000;

/// How many lines one thread takes on before it looks for more.
const PART: usize = 250;

/// How many faults are listed.
const LISTED: usize = 200;

/// Why a file of cases could not be compared.
#[derive(Debug, thiserror::Error)]
pub(super) enum CasesError {
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the cases have faults")]
    Faulty(LineFaults),
}

/// What is wrong with the lines of a file, the first of them listed.
#[derive(Debug, Default)]
pub(super) struct LineFaults {
    file: String,
    listed: Vec<(usize, Fault)>,
    all: usize,
}

/// A line and its number, from 1; `None` where it is too long to be looked at.
type Line = (usize, Option<Vec<u8>>);

/// What became of some lines.
struct Part<'n> {
    counted: Rehearsal<'n>,
    faults: Vec<(usize, Fault)>,
}

pub(super) fn rehearse(
    sides: &Sides,
    path: &Path,
    bar: &ProgressBar,
) -> Result<Rehearsed, CasesError> {
    let unreadable = |source| CasesError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    bar.set_length(file.metadata().map_or(0, |about| about.len()));
    let mut reader = BufReader::new(bar.wrap_read(file));
    let mut whole = Rehearsal::new(&sides.old, &sides.new);
    let mut faults = LineFaults {
        file: path.display().to_string(),
        ..LineFaults::default()
    };
    let mut number = 0;
    loop {
        let lines = lines(&mut reader, &mut number).map_err(unreadable)?;
        if lines.is_empty() {
            break;
        }
        let sound = faults.all == 0;
        let parts = lines.par_chunks(PART);
        let parts: Vec<Part<'_>> = parts.map(|lines| played(sides, lines, sound)).collect();
        for part in parts {
            whole.join(part.counted);
            faults.add(part.faults);
        }
    }
    bar.finish_and_clear();
    if faults.all > 0 {
        return Err(CasesError::Faulty(faults));
    }
    Ok(Rehearsed {
        comparison: whole.finish(),
        complete: true,
    })
}

/// The next lines that are not blank; none at the end of the file.
fn lines(reader: &mut impl BufRead, number: &mut usize) -> std::io::Result<Vec<Line>> {
    let mut lines = Vec::new();
    while lines.len() < LINES {
        let mut line = Vec::new();
        let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        *number += 1;
        let ended = line.ends_with(b"\n");
        if !ended && line.len() as u64 == LONGEST {
            reader.skip_until(b'\n')?;
            lines.push((*number, None));
        } else if !line.trim_ascii().is_empty() {
            lines.push((*number, Some(line)));
        }
    }
    Ok(lines)
}

fn played<'n>(sides: &'n Sides, lines: &[Line], sound: bool) -> Part<'n> {
    let mut part = Part {
        counted: Rehearsal::new(&sides.old, &sides.new),
        faults: Vec::new(),
    };
    for (number, line) in lines {
        match read(sides, line.as_deref()) {
            Ok((case, at)) if sound && part.faults.is_empty() => {
                part.counted.play(&Replay {
                    case: &CaseId::Line(*number),
                    facts: case.facts(),
                    at,
                });
            }
            Ok(_) => {}
            Err(faults) => part
                .faults
                .extend(faults.into_iter().map(|fault| (*number, fault))),
        }
    }
    part
}

fn read(sides: &Sides, line: Option<&[u8]>) -> Result<(ToldCase, jiff::Timestamp), Vec<Fault>> {
    let fault = |pointer: &str, code, detail: &str| vec![Fault::at(pointer, code, detail)];
    let line = line.ok_or_else(|| fault("", "too_long", "a line of more than a mebibyte"))?;
    // serde_json's own sentences may quote the line.
    let value: serde_json::Value = serde_json::from_slice(line).map_err(|error| {
        fault(
            "",
            "not_json",
            &format!("not JSON, from column {}", error.column()),
        )
    })?;
    let sent = deserr::deserialize::<PreviewRequest, _, Faults>(value).map_err(Faults::into_vec)?;
    let at = sent.at.or(sent.case.received_at);
    let at = at.ok_or_else(|| {
        fault(
            "/at",
            "required",
            "the clock to decide by, here or as `received_at`",
        )
    })?;
    let case = ToldCase::check(&sides.old, &sides.new, sent.case.into_submission(at), at)?;
    Ok((case, at))
}

impl LineFaults {
    fn add(&mut self, faults: Vec<(usize, Fault)>) {
        self.all += faults.len();
        let room = LISTED.saturating_sub(self.listed.len());
        self.listed.extend(faults.into_iter().take(room));
    }

    /// One fault a line, as `rules check` prints those of rules; or as data.
    pub(super) fn text(&self, as_json: bool) -> String {
        let Self { file, listed, all } = self;
        if as_json {
            let faults = listed.iter().map(|(line, fault)| {
                let Fault {
                    pointer,
                    code,
                    detail,
                } = fault;
                json!({ "line": line, "pointer": pointer, "code": code, "detail": detail })
            });
            let faults: Vec<_> = faults.collect();
            return format!(
                "{:#}\n",
                json!({ "file": file, "count": all, "faults": faults })
            );
        }
        let mut text = String::new();
        for (line, fault) in listed {
            let Fault {
                pointer,
                code,
                detail,
            } = fault;
            text.push_str(&format!("{file}:{line}: {pointer}: {code}: {detail}\n"));
        }
        let rest = all - listed.len();
        if rest > 0 {
            text.push_str(&format!("{file}: and {rest} more\n"));
        }
        text
    }
}
