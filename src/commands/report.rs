//! `kaikaku report`: the main job.

use std::path::Path;

use super::{Call, Failure, Outcome, check, outcome};
use crate::assess::assessment::Assessment;
use crate::assess::costs::CostLine;
use crate::assess::internal_copy::INTERNAL_IN_PUBLIC;
use crate::cli::ReportArguments;
use crate::engine::{Format, LISTENING_FOLDER, OFFICE_FOLDER, Proof, ReportOrder, Written, WrittenFile, has_errors};
use crate::finding::{Finding, Severity};
use crate::intake::is_beside_the_years;
use crate::open_data;
use crate::report::Edition;
use crate::report::before_publication::{DATE_OF_LAST_FORM, DATE_OUT_OF_TIME};
use crate::typeset::{GLYPH_MISSING, OVERFULL, TOO_HIGH};
use crate::vocabulary::CostPart;
use crate::workspace::{ORIGINAL_PLAN_FILE, shown};

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &ReportArguments) -> Result<Outcome, Failure> {
    let order = ReportOrder {
        year: chosen.year,
        editions: chosen.edition.clone(),
        formats: formats(chosen),
        attach_data: chosen.attach_data,
        from: chosen.from.clone(),
    };
    let report = call.engine()?.report(&order, call.console)?;
    // Published data do not say who has handed in.
    let mut summary = if chosen.from.is_none() { check::summary(&report.year) } else { Vec::new() };
    summary.extend(results(&report.year.assessment));
    let counts = outcome::count_line(&report.findings);
    summary.push(format!("指摘　　　{counts}"));
    let copied = report.findings.iter().filter(|finding| finding.code == INTERNAL_IN_PUBLIC).count();
    summary.push(proof(&report.proof, copied));
    summary.extend(written(&report.written));
    summary.extend(without_original(call, &report.written));
    let owing = call.everywhere.strict && (report.year.is_owing() || has_errors(&report.findings));
    // What is amiss on a page and in its date shows when it is made, and what is amiss in published data when they are read: no other
    // command says it.
    let of_papers = [GLYPH_MISSING, OVERFULL, TOO_HIGH, DATE_OF_LAST_FORM, DATE_OUT_OF_TIME];
    let is_of_papers = |finding: &Finding| of_papers.contains(&finding.code);
    let is_shown = |finding: &Finding| {
        let is_grave = finding.severity >= Severity::Error;
        is_grave || chosen.from.is_some() || is_beside_the_years(finding) || is_of_papers(finding)
    };
    let shown = report.findings.into_iter().filter(is_shown).collect();
    Ok(Outcome::new(summary, shown).counting(counts).owing_if(owing))
}

/// The formats chosen, or PDF and Excel; from published data PDF and HTML.
fn formats(chosen: &ReportArguments) -> Vec<Format> {
    match (chosen.format.as_slice(), &chosen.from) {
        ([], None) => vec![Format::Pdf, Format::Xlsx],
        ([], Some(_)) => vec![Format::Pdf, Format::Html],
        (formats, _) => formats.to_vec(),
    }
}

/// The line on what was checked before publication: what the origins of texts prove, and what was searched for. In `copied` places
/// somebody typed an internal text into a public field.
fn proof(proof: &Proof, copied: usize) -> String {
    let by_origin = match proof.documents {
        0 => "出典による確認の対象なし".to_owned(),
        documents => format!("出典　公表する{documents}文書の記入{}か所に庁内限りの欄のものなし", proof.typed),
    };
    let by_search = match proof.files {
        0 => "検索の対象なし".to_owned(),
        files => format!("検索　庁内限りの文章{}件は公表する{files}ファイルになし", proof.texts),
    };
    let copied = match copied {
        0 => String::new(),
        copied => format!("（公表する欄にも記入されている{copied}か所を除く。確認の指摘を見てください）"),
    };
    format!("公表前確認　{by_origin}、{by_search}{copied}")
}

/// The lines on the files of a report: those for readers by name, the others counted.
fn written(written: &Written) -> Vec<String> {
    let mut lines = vec![format!("書出し　　{}", shown(&written.path))];
    lines.extend(written.files.iter().filter(|file| !file.path.contains('/')).map(|file| {
        let pages = file.pages.map(|count| format!("{count}ページ、")).unwrap_or_default();
        format!("　　　　　{}（{pages}{}）", file.path, size(file))
    }));
    let below = |folder: &str| written.files.iter().filter(|file| file.path.starts_with(folder)).count();
    let (others, spoken) = (below("確認/"), below(LISTENING_FOLDER));
    let of_office = below(OFFICE_FOLDER);
    if of_office > 0 {
        lines.push(format!(
            "　　　　　{OFFICE_FOLDER}（公表前の確認、想定問答、検算書 {of_office}ファイル。公表しないもの）"
        ));
    }
    if spoken > 0 {
        lines.push(format!("　　　　　{}（音声コード用の文章{spoken}ファイル）", shown(Path::new(LISTENING_FOLDER))));
    }
    let of_data = below(&format!("{}/", open_data::FOLDER));
    if of_data > 0 {
        lines.push(format!("　　　　　{}/（オープンデータ {of_data}ファイル）", open_data::FOLDER));
    }
    if others > 0 {
        lines.push(format!(
            "　　　　　{} ほか（提出状況、督促文、差戻しの様式など {others}ファイル）",
            shown(Path::new("確認/"))
        ));
    }
    lines.extend(dropped(written));
    lines.extend(outcome::too_long(written));
    lines.extend(outcome::set_aside(&written.set_aside));
    lines
}

/// A line on papers and folders of the year that an earlier run has made and this one has not: a year's folder is made anew as a whole.
/// Files within a folder that is still there come and go with what was handed in, and are not named.
fn dropped(written: &Written) -> Option<String> {
    let top = |path: &'_ str| path.split_once('/').map_or(path, |(folder, _)| folder).to_owned();
    let is_made = |name: &String| written.files.iter().any(|file| top(&file.path) == *name);
    let mut names: Vec<String> = Vec::new();
    for path in &written.dropped {
        let name = top(path);
        let said = if path.contains('/') { format!("{name}/") } else { name.clone() };
        if !is_made(&name) && !names.contains(&said) {
            names.push(said);
        }
    }
    let said = |name: &String| shown(Path::new(name));
    (!names.is_empty()).then(|| {
        format!(
            "注意　　　前に作った{}は、今回は作らなかったので、なくなりました（年度のフォルダーは、まるごと作り直します）。要るときは、--edition と --format に加えてもう一度実行してください。",
            names.iter().map(said).collect::<Vec<_>>().join("、")
        )
    })
}

/// A line on plans that were in force before, where the papers on the whole period do not set the first of them beside the one of today.
fn without_original(call: &Call<'_>, written: &Written) -> Option<String> {
    let is_on_period =
        |file: &WrittenFile| [Edition::Review, Edition::Final].iter().any(|of| file.path.starts_with(of.label()));
    written.files.iter().any(is_on_period).then(|| call.workspace().earlier_plans())?.first().map(|oldest| {
        format!(
            "注意　　　見直し前の計画（{}）は、この資料に並べて載せていません。当初の計画なら、{ORIGINAL_PLAN_FILE} の名で写して、もう一度実行してください。",
            shown(oldest)
        )
    })
}

/// The figures of the summary.
fn results(assessment: &Assessment) -> Vec<String> {
    let counts = &assessment.action_counts;
    let scale = &assessment.plan.grades;
    let mut by_grade: Vec<String> = counts
        .by_grade
        .iter()
        .filter_map(|(id, count)| scale.get(*id).map(|grade| format!("{} {count}", grade.sign())))
        .collect();
    by_grade.push(format!("{} {}", assessment.plan.wording().say("区分なし"), counts.ungraded));
    let items = format!("{}件（実質{}件）：{}", counts.listed, counts.distinct, by_grade.join("　"));
    let mut lines = vec![labelled(&assessment.plan.words.action, &items)];
    if assessment.plan.has_effects() {
        // No report is not an effect of 0.
        let effect = match assessment.effects.is_empty() {
            true => "報告なし".to_owned(),
            false => assessment.plan.settings.money.with_unit(assessment.effects.total()),
        };
        lines.push(format!("効果額　　{effect}"));
    }
    if let (Some(plan), Some(costs)) = (assessment.plan.costs(), &assessment.costs) {
        let line = if plan.asks_staff() { CostLine::Whole } else { CostLine::Part(CostPart::Total) };
        let money = assessment.plan.settings.money;
        let shown = costs.of(assessment.year).actual.money(line).map_or("―".to_owned(), |yen| money.with_unit(yen));
        lines.push(labelled(line.name(plan), &shown));
    }
    lines
}

/// A line of the summary: its text stands where those of the other lines do, unless the label is longer than theirs.
fn labelled(label: &str, text: &str) -> String {
    let white = 5_usize.saturating_sub(label.chars().count()).max(1);
    format!("{label}{}{text}", "　".repeat(white))
}

/// A file's size.
pub(super) fn size(file: &WrittenFile) -> String {
    format!("{} KB", file.bytes.div_ceil(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_report_of_effects_is_not_an_effect_of_nothing() {
        let mut assessment = crate::report::fixture::assessment();
        assert!(results(&assessment).iter().any(|line| line.starts_with("効果額") && line.ends_with("千円")));
        assessment.effects = Default::default();
        assert!(results(&assessment).iter().any(|line| line == "効果額　　報告なし"));
    }
}
