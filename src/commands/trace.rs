//! `kaikaku trace`: the cells behind a printed figure or sentence.

use std::path::PathBuf;

use super::session::Session;
use super::year::Span;
use super::{Failure, Outcome, Progress, year};
use crate::cli::{Everywhere, TraceArguments};
use crate::trace::{self, NotTraced, Question};

/// Runs the command.
pub(super) fn run(
    everywhere: &Everywhere,
    chosen: &TraceArguments,
    program: Option<PathBuf>,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let session = Session::open(everywhere)?;
    let not_traced = |error: NotTraced| Failure::Other(error.to_string());
    let question = Question::parse(&session.plan, &chosen.what).map_err(not_traced)?;
    let span = if question.needs_earlier_years() { Span::ThroughYear } else { Span::OneYear };
    let options = year::options(&session, program);
    let records = year::records_of(&session, (chosen.year, span), &options, progress)?;
    let assessment = year::assess(&session, records)?;
    let trace = trace::answer(&assessment, &question).map_err(not_traced)?;
    Ok(Outcome::raw(format!("{trace}\n").into_bytes()))
}
