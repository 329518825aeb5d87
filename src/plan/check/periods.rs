//! `[[period]]`: when in the year departments report, by the plan's names.

use super::{DUPLICATE, SIZE, UNKNOWN_WORD};
use crate::finding::{Finding, Origin, Severity};
use crate::settings_file::fields::{Fields, fatal};
use crate::vocabulary::{LONGEST_NAME, Period, Periods, ShortName, end_of, text_key};

/// The most periods of a year: a month each.
const MOST: usize = 12;
/// Characters that no name of a file may have on Windows, and brackets, in which people explain a period.
const NOT_IN_NAMES: [char; 15] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|', '（', '）', '(', ')', '[', ']'];

/// Reads `[[period]]`; 中間 and 年度末 where there is none.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Periods {
    let mut stated: Vec<(ShortName, String)> = Vec::new();
    let mut places: Vec<Origin> = Vec::new();
    for node in top.list("period", out) {
        let Some(mut fields) = Fields::open(node, "報告の時期", out) else { continue };
        let name = fields.text("name", out);
        let as_of = fields.optional_text("as_of", out).map_or_else(|| end_of(name), str::to_owned);
        let place = fields.place("name");
        if stated.iter().any(|(other, _)| text_key(other.as_str()) == text_key(name)) {
            out.push(fatal(DUPLICATE, place, "報告の時期に同じ名が2つあります。").found(name));
        }
        if name.contains(NOT_IN_NAMES) || name.ends_with('.') {
            let message = "報告の時期の名に、ファイルの名に使えない文字か括弧があります。";
            out.push(fatal(UNKNOWN_WORD, place, message).found(name).remedy("「第1四半期」のような名にしてください。"));
        }
        match ShortName::new(name) {
            Some(name) => {
                stated.push((name, as_of));
                places.push(place.clone());
            }
            None => out.push(
                fatal(SIZE, place, "報告の時期の名が長すぎます。")
                    .found(name)
                    .expected(format!("{LONGEST_NAME}字まで")),
            ),
        }
        if stated.len() == MOST + 1 {
            let message = "報告の時期が多すぎます。";
            out.push(fatal(SIZE, fields.origin(), message).expected(format!("1年に{MOST}回まで")));
        }
        fields.finish(out);
    }
    let periods = Periods::of_plan(stated);
    if let Some(early) = periods.out_of_order() {
        let at = periods.all().position(|period| period == early).and_then(|at| places.get(at));
        let message = "報告の時期が、年度の早いものから順に並んでいません。";
        let finding = at.map_or_else(
            || Finding::new(Severity::Fatal, UNKNOWN_WORD, message),
            |place| fatal(UNKNOWN_WORD, place, message),
        );
        out.push(finding.found(early.label()).remedy("4月から3月までの順に並べてください。"));
    }
    periods
}

/// The period of that name.
pub(super) fn named(text: &str, place: &Origin, periods: &Periods, out: &mut Vec<Finding>) -> Option<Period> {
    let period = periods.from_label(text);
    if period.is_none() && !text.is_empty() {
        out.push(fatal(UNKNOWN_WORD, place, "提出の時期が違います。").found(text).expected(periods.listed()));
    }
    period
}
