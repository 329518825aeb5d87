//! `kaikaku trace`: the cells behind a printed figure or sentence.

use std::path::PathBuf;

use super::session::Session;
use super::{Failure, Outcome, Progress, year};
use crate::cli::{Everywhere, TraceArguments};
use crate::trace;

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &TraceArguments,
    program: Option<PathBuf>,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let records = year::records(&session, chosen.year, &year::options(&session, program), progress)?;
    let assessment = year::assess(&session, records)?;
    let trace = trace::trace(&assessment, &chosen.what).map_err(|error| Failure::Other(error.to_string()))?;
    Ok(Outcome::raw(format!("{trace}\n").into_bytes()))
}
