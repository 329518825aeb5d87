//! `kaikaku trace`: the cells behind a printed figure or sentence.

use super::{Call, Failure, Outcome};
use crate::cli::TraceArguments;
use crate::engine::Span;
use crate::trace::{self, NotTraced, Question};

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &TraceArguments) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let plan_file = engine.plan()?;
    let plan = &plan_file.plan;
    let mut wording = plan.wording().clone();
    wording.keep([&chosen.what]);
    let not_traced = |error: NotTraced| Failure::Other(wording.say(&error.to_string()).into_owned());
    let (question, named) = Question::with_year(plan, &chosen.what).map_err(not_traced)?;
    let wanted = trace::one_year(named, chosen.year).map_err(not_traced)?;
    let span = if question.needs_earlier_years(plan) { Span::ThroughYear } else { Span::OneYear };
    let year = engine.year(wanted, span, call.console)?;
    question.check_year(plan, year.assessment.year).map_err(not_traced)?;
    let trace = trace::answer(&year.assessment, &question).map_err(not_traced)?;
    let years = year.assessment.earlier.iter().chain([&year.assessment.record]);
    years.for_each(|record| wording.keep(record.typed_texts()));
    Ok(Outcome::raw(format!("{}\n", trace.said(&wording)).into_bytes()))
}
