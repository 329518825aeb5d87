//! `kaikaku survey`: the published data of many cities side by side.

use super::report::size;
use super::{Call, Failure, Outcome, outcome};
use crate::cli::SurveyArguments;
use crate::engine::{has_errors, write_survey};
use crate::finding::Severity;
use crate::workspace::shown;

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &SurveyArguments) -> Result<Outcome, Failure> {
    let everywhere = call.everywhere;
    let about = (chosen.word.as_slice(), everywhere.date);
    let made = write_survey(&chosen.folder, &everywhere.output, about, &everywhere.font, call.console)?;
    let survey = &made.survey;
    let initiatives: usize = survey.publications.iter().map(|of| of.initiatives.len()).sum();
    let mut summary = vec![
        format!("読込み　　公表データ{}件", made.found),
        format!("集計　　　計画{}件、取組項目{initiatives}件", survey.publications.len()),
        format!("指摘　　　{}", outcome::count_line(&made.findings)),
    ];
    summary.extend(
        survey
            .asked
            .iter()
            .map(|of| format!("語　　　　「{}」 {}件の計画の取組項目{}件", of.word, of.plans, of.initiatives.len())),
    );
    summary.push(format!("書出し　　{}", shown(&made.written.path)));
    summary.extend(made.written.files.iter().map(|file| {
        let pages = file.pages.map(|count| format!("{count}ページ、")).unwrap_or_default();
        format!("　　　　　{}（{pages}{}）", file.path, size(file))
    }));
    summary.extend(outcome::too_long(&made.written));
    summary.extend(outcome::set_aside(&made.written.set_aside));
    let owing = everywhere.strict && has_errors(&made.findings);
    let findings = made.findings.into_iter().filter(|finding| finding.severity >= Severity::Warning).collect();
    Ok(Outcome::new(summary, findings).owing_if(owing))
}
