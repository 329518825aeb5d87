//! `kaikaku trace`: the cells behind a printed figure or sentence.

use super::{Call, Failure, Outcome};
use crate::cli::TraceArguments;
use crate::engine::Span;
use crate::trace::{self, NotTraced, Question};

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &TraceArguments) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let not_traced = |error: NotTraced| Failure::Other(error.to_string());
    let plan_file = engine.plan()?;
    let plan = &plan_file.plan;
    let question = Question::parse(plan, &chosen.what).map_err(not_traced)?;
    let span = if question.needs_earlier_years(plan) { Span::ThroughYear } else { Span::OneYear };
    let year = engine.year(chosen.year, span, call.console)?;
    let trace = trace::answer(&year.assessment, &question).map_err(not_traced)?;
    Ok(Outcome::raw(format!("{trace}\n").into_bytes()))
}
