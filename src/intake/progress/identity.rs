//! Whose form it is: what the file says of itself, checked against its cover.

use super::{Source, is_of_several, year_of};
use crate::contract::CoverField;
use crate::finding::{Origin, Severity};
use crate::intake::file_findings::FileFindings;
use crate::intake::recognise::{Form, Identity, cover_text};
use crate::intake::{codes, department};
use crate::plan::Plan;
use crate::vocabulary::text_key;

/// What the cover of a form says of whose it is, as typed and where.
struct Cover {
    department: Option<(Origin, String)>,
    year: Option<(Origin, String)>,
    period: Option<(Origin, String)>,
}

impl Cover {
    fn read(source: &Source<'_>, form: &Form, findings: &FileFindings) -> Cover {
        let typed = |field: CoverField| {
            let (index, at) = form.cover.get(&field)?;
            let grid = source.grids.get(*index)?;
            let text = cover_text(grid, at);
            (!text.trim().is_empty()).then(|| (findings.cell(&grid.sheet.name, at.value), text))
        };
        Cover {
            department: typed(CoverField::Department),
            year: typed(CoverField::Year),
            period: typed(CoverField::Period),
        }
    }

    fn identity(&self, plan: &Plan) -> Identity {
        Identity {
            department: self.department.as_ref().and_then(|(_, text)| department::find(plan, text)),
            year: self.year.as_ref().and_then(|(_, text)| year_of(text)),
            period: self.period.as_ref().and_then(|(_, text)| plan.settings.periods.meant_by(text)),
        }
    }
}

/// Whose form it is. What the file records wins over its cover; a contradiction and whatever neither of them says are findings.
pub(super) fn identify(source: &Source<'_>, form: &Form, findings: &mut FileFindings) -> Identity {
    let recorded = form.identity.clone();
    let cover = Cover::read(source, form, findings);
    let on_cover = cover.identity(source.plan);
    if let Some(department) = recorded.department.as_ref().or(on_cover.department.as_ref()) {
        findings.attribute(department);
    }
    report_contradictions(&recorded, &cover, &on_cover, findings);
    // A form whose cover names another department than it was made for is neither's: it must not take the place of a sound one.
    let is_disputed =
        matches!((&recorded.department, &on_cover.department), (Some(a), Some(b)) if a.full_name() != b.full_name());
    let mut identity = Identity {
        department: recorded.department.or(on_cover.department),
        year: recorded.year.or(on_cover.year),
        period: recorded.period.or(on_cover.period),
    };
    report_missing(source, form, &cover, &identity, findings);
    if is_disputed {
        identity.department = None;
        return identity;
    }
    if let Some(department) = &identity.department
        && source.plan.department(department).is_none()
    {
        findings.add(
            Severity::Error,
            codes::UNKNOWN_DEPARTMENT,
            findings.file_origin(),
            format!("計画にない部署です（{}）。このファイルは集計に入りません。", department.full_name()),
            |finding| {
                finding
                    .remedy("表紙の部署の名を、計画にある部署の名にしてください。")
                    .for_office("新しい部署であれば、plan.tomlの部署（機構改正を含む）に加えてください。")
            },
        );
        identity.department = None;
    }
    identity
}

/// Says where the cover contradicts what the file records.
fn report_contradictions(recorded: &Identity, cover: &Cover, on_cover: &Identity, findings: &mut FileFindings) {
    let mut check = |label: &str, typed: &Option<(Origin, String)>, recorded: Option<String>, read: Option<String>| {
        let (Some((origin, text)), Some(recorded)) = (typed, recorded) else { return };
        let Some(read) = read else {
            if text_key(text) == text_key(&recorded) {
                return;
            }
            findings.add(
                Severity::Warning,
                codes::DISAGREE,
                origin.clone(),
                format!("{label}の欄が書き換えられていて、読み取れません。様式に記録された{label}の報告として取り込みました。"),
                |finding| finding.found(text).expected(recorded).remedy("正しければ、対応は不要です。"),
            );
            return;
        };
        if recorded != read {
            findings.add(
                Severity::Error,
                codes::DISAGREE,
                origin.clone(),
                match label {
                    "部署" => format!(
                        "部署が、様式に記録されたもの（{recorded}）と違います。どちらの部署の報告か分からないため、このファイルは取り込みません。"
                    ),
                    _ => format!("{label}が、様式に記録されたもの（{recorded}）と違います。様式の記録によって取り込みました。"),
                },
                |finding| {
                    finding
                        .found(text)
                        .expected(recorded)
                        .remedy("ほかの部署や年度の様式を書き換えて使わず、配布した様式に記入してください。")
                },
            );
        }
    };
    let names = |id: &Identity| id.department.as_ref().map(|department| department.full_name());
    check("部署", &cover.department, names(recorded), names(on_cover));
    check("年度", &cover.year, recorded.year.map(|at| at.to_string()), on_cover.year.map(|at| at.to_string()));
    check("時期", &cover.period, recorded.period.map(|at| at.to_string()), on_cover.period.map(|at| at.to_string()));
}

/// Says what of the identity is written nowhere or cannot be read.
fn report_missing(source: &Source<'_>, form: &Form, cover: &Cover, identity: &Identity, findings: &mut FileFindings) {
    let period = format!("時期（{}）", source.plan.settings.periods.listed());
    let missing = [
        ("部署", identity.department.is_none() && !is_of_several(form), &cover.department),
        ("年度", identity.year.is_none(), &cover.year),
        (period.as_str(), identity.period.is_none(), &cover.period),
    ];
    for (label, _, typed) in missing.into_iter().filter(|(_, is_missing, _)| *is_missing) {
        let first_sheet = form.blocks.first().and_then(|block| source.workbook.sheets.get(block.sheet));
        let origin = typed
            .as_ref()
            .map(|(origin, _)| origin.clone())
            .or_else(|| first_sheet.map(|sheet| findings.sheet(&sheet.name)))
            .unwrap_or_else(|| findings.file_origin());
        let message = match typed {
            Some(_) => format!("{label}を読み取れません。このファイルは集計に入りません。"),
            None => format!("{label}がどこにも書かれていません。このファイルは集計に入りません。"),
        };
        findings.add(Severity::Error, codes::NO_IDENTITY, origin, message, |finding| {
            let finding = finding.remedy("配布した様式に記入し直してもらってください。");
            match typed {
                Some((_, text)) => finding.found(text.clone()),
                None => finding,
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::year_of;
    use crate::vocabulary::FiscalYear;

    #[test]
    fn a_title_says_the_year_wherever_it_stands() {
        for (text, year) in [
            ("令和3年度", Some(2021)),
            ("Ｒ３", Some(2021)),
            ("令和3年度　事務事業評価一覧", Some(2021)),
            ("しらかば町　事務事業評価一覧（令和7年度決算）", Some(2025)),
            ("評価一覧（2025年度分・令和7年度決算）", Some(2025)),
            ("評価一覧（令和7年度～令和11年度）", None),
            ("評価一覧（今年度）", None),
            ("評価一覧（今年度は令和7年度）", Some(2025)),
            ("行政改革プラン（令和3年度～7年度）", None),
            ("評価一覧（令和6・令和7年度）", None),
            ("集計表12024年度", None),
            ("ver2年度", None),
        ] {
            assert_eq!(year_of(text), year.map(FiscalYear), "{text}");
        }
        // A long text takes no long time.
        assert_eq!(year_of(&"年度".repeat(16_000)), None);
    }
}
