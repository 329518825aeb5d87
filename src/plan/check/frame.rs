//! `[plan]`, `[[theme]]` and `[goals]`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::choice::{Choice, word};
use super::{DATE, DUPLICATE, YEAR_OUTSIDE};
use crate::finding::Finding;
use crate::plan::{Goal, Theme};
use crate::settings_file::fields::{Fields, WRONG_KIND, fatal};
use crate::settings_file::tree::{Node, Value};
use crate::vocabulary::{FiscalYear, ThemeId, YearParts};

/// `[plan]`.
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) stage: String,
    pub(super) short_title: String,
    pub(super) city: String,
    pub(super) issued: String,
    pub(super) first_year: FiscalYear,
    pub(super) last_year: FiscalYear,
    pub(super) review_year: Option<FiscalYear>,
    pub(super) schedule_by: YearParts,
    pub(super) departments_as_of: Date,
    pub(super) notice: Option<String>,
}

/// What a table that is missing altogether is read as, so that its absence is one finding and the rest is checked.
pub(super) fn section<'a>(
    top: &mut Fields<'a>,
    key: &'static str,
    what: &str,
    out: &mut Vec<Finding>,
) -> Option<Fields<'a>> {
    match top.node(key) {
        Some(node) => Fields::open(node, what, out),
        None => {
            out.push(
                fatal(
                    crate::settings_file::fields::MISSING_KEY,
                    top.origin(),
                    format!("[{key}]（{what}）がありません。"),
                )
                .remedy(format!("[{key}] の見出しと、その項目を書き足してください。")),
            );
            None
        }
    }
}

/// Reads `[plan]`.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Frame {
    let mut frame = Frame {
        title: String::new(),
        stage: String::new(),
        short_title: String::new(),
        city: String::new(),
        issued: String::new(),
        first_year: FiscalYear(1868),
        last_year: FiscalYear(2200),
        review_year: None,
        schedule_by: YearParts::default(),
        departments_as_of: FiscalYear(1868).first_day(),
        notice: None,
    };
    let Some(mut plan) = section(top, "plan", "計画の名と期間", out) else { return frame };
    frame.title = plan.text("title", out).to_owned();
    frame.stage = plan.optional_text("stage", out).unwrap_or_default().to_owned();
    frame.short_title = plan.text("short_title", out).to_owned();
    frame.city = plan.text("city", out).to_owned();
    frame.issued = plan.text("issued", out).to_owned();
    let (first, last) = (plan.year("first_year", out), plan.year("last_year", out));
    let review = plan.optional_year("review_year", out);
    if let (Some(first), Some(last)) = (first, last) {
        if first > last {
            out.push(
                fatal(DATE, plan.place("last_year"), "最後の年度が最初の年度より前です。")
                    .found(last.short())
                    .expected(format!("{}以後", first.short())),
            );
        } else if last.0 - first.0 >= 30 {
            out.push(fatal(DATE, plan.place("last_year"), "計画の期間が30年を超えています。").found(last.short()));
        } else {
            (frame.first_year, frame.last_year) = (first, last);
            if let Some(review) = review.filter(|review| !(first..=last).contains(review)) {
                out.push(
                    fatal(YEAR_OUTSIDE, plan.place("review_year"), "見直しの年度が計画の期間の外です。")
                        .found(review.short())
                        .expected(first.up_to(last, FiscalYear::short)),
                );
            }
        }
    }
    frame.review_year = review;
    let parts =
        Choice { complaint: "工程の区切りが違います。", all: &YearParts::ALL, label: YearParts::label };
    frame.schedule_by = word(&mut plan, "schedule_by", parts, out).unwrap_or_default();
    if let Some(date) = plan.date("departments_as_of", out) {
        frame.departments_as_of = date;
    }
    frame.notice = plan.optional_text("notice", out).map(str::to_owned);
    plan.finish(out);
    frame
}

/// Reads `[[theme]]`.
pub(super) fn themes(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for (node, id) in top.list("theme", out).iter().zip(1..=u8::MAX) {
        let Some(mut fields) = Fields::open(node, format!("テーマ{id}"), out) else { continue };
        let theme = Theme {
            id: ThemeId(id),
            short: fields.text("short", out).to_owned(),
            title: fields.text("title", out).to_owned(),
            text: fields.text("text", out).to_owned(),
        };
        if themes.iter().any(|earlier| earlier.short == theme.short) {
            out.push(
                fatal(DUPLICATE, fields.place("short"), "同じ名のテーマが2つあります。").found(theme.short.clone()),
            );
        }
        fields.finish(out);
        themes.push(theme);
    }
    themes
}

/// Reads `[goals]`: numbers with their names.
pub(super) fn goals(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Goal> {
    let mut goals = Vec::new();
    let mut seen = BTreeSet::new();
    for (key, origin, node) in top.entries("goals", out) {
        let number = key.parse::<u8>().ok().filter(|number| (1..=99).contains(number));
        let Some(number) = number else {
            out.push(fatal(WRONG_KIND, origin, "目標の番号でありません。").found(key).expected("1 から 99 までの数"));
            continue;
        };
        match node {
            Node { value: Value::Text(name), .. } if !name.is_empty() => {
                if seen.insert(number) {
                    goals.push(Goal { number, name: name.clone() });
                } else {
                    out.push(fatal(DUPLICATE, origin, "同じ番号の目標が2つあります。").found(key));
                }
            }
            node => out.push(
                fatal(WRONG_KIND, &node.origin, format!("目標{number}の名がありません。"))
                    .found(node.shown())
                    .expected("\" \" で囲んだ文字"),
            ),
        }
    }
    goals.sort_by_key(|goal| goal.number);
    goals
}
