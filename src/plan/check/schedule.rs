//! The schedule of an action item: stages by year, or by half-year or quarter where the plan divides its years.

use std::collections::BTreeMap;

use super::initiatives::by_year;
use super::{DUPLICATE, Declared, UNKNOWN_WORD};
use crate::finding::Finding;
use crate::plan::YearStages;
use crate::settings_file::fields::{Fields, WRONG_KIND, fatal};
use crate::settings_file::tree::{Node, Value};
use crate::vocabulary::{FiscalYear, Stage, Stages, YearParts};

/// Reads `schedule`: a text for a year as a whole, a list of texts for its parts.
pub(super) fn read(
    fields: &mut Fields<'_>,
    declared: &Declared<'_>,
    out: &mut Vec<Finding>,
) -> BTreeMap<FiscalYear, YearStages> {
    let in_workbook = fields.in_workbook();
    let mut years = by_year(fields, "schedule", declared, out, |node, what, out| match &node.value {
        Value::List(parts) => of_parts(node, parts, declared, (what, in_workbook), out),
        _ => of_text(node, what, declared.stages, out).map(YearStages::Whole),
    });
    years.retain(|_, stages| !stages.is_empty());
    years
}

/// The parts of a year, as many as the plan divides it into.
fn of_parts(
    node: &Node,
    parts: &[Node],
    declared: &Declared<'_>,
    (what, in_workbook): (&str, bool),
    out: &mut Vec<Finding>,
) -> Option<YearStages> {
    let names = declared.schedule_by.names();
    if parts.len() != names.len() {
        let finding = fatal(WRONG_KIND, &node.origin, format!("「{what}」の工程の数が、工程の区切りと合いません。"))
            .found(node.shown());
        out.push(match YearParts::of_count(parts.len()).filter(|parts| !parts.is_whole()) {
            Some(by) if names.is_empty() => finding.remedy(match in_workbook {
                true => format!("「基本情報」の「工程の区切り」を「{}」にしてください。", by.label()),
                false => format!("[plan] に schedule_by = \"{}\" を書き足してください。", by.label()),
            }),
            _ if names.is_empty() => finding.expected("年度に1つの工程"),
            _ => finding.expected(format!("{}の{}つ（計画のない時期は \"\"）", names.join("、"), names.len())),
        });
        return None;
    }
    let of_part = |part: &Node, out: &mut Vec<Finding>| match &part.value {
        Value::Blank => Some(Vec::new()),
        Value::Text(text) if text.is_empty() => Some(Vec::new()),
        _ => of_text(part, what, declared.stages, out),
    };
    let read: Vec<Option<Vec<Stage>>> = parts.iter().map(|part| of_part(part, out)).collect();
    read.into_iter().collect::<Option<Vec<_>>>().map(YearStages::of_parts)
}

/// The stages of one text; `None` where none is known.
fn of_text(node: &Node, what: &str, known: &Stages, out: &mut Vec<Finding>) -> Option<Vec<Stage>> {
    let Value::Text(text) = &node.value else {
        out.push(
            fatal(WRONG_KIND, &node.origin, format!("「{what}」の工程の種類が違います。"))
                .found(node.shown())
                .expected("\" \" で囲んだ工程"),
        );
        return None;
    };
    let mut stages = Vec::new();
    // A name may hold a mark that divides names elsewhere.
    let labels = match known.from_label(text) {
        Some(_) => vec![text.as_str()],
        None => text.split(['・', '、', '･']).map(str::trim).collect(),
    };
    for label in labels {
        match known.from_label(label) {
            Some(stage) if stages.contains(&stage) => {
                out.push(fatal(DUPLICATE, &node.origin, format!("「{what}」に同じ工程が2回あります。")).found(text));
            }
            Some(stage) => stages.push(stage),
            None => {
                out.push(
                    fatal(UNKNOWN_WORD, &node.origin, format!("「{what}」に、決められていない工程があります。"))
                        .found(label)
                        .expected(known.labels().collect::<Vec<_>>().join("・")),
                );
            }
        }
    }
    (!stages.is_empty()).then_some(stages)
}
