//! One cell of a form → one value: the rules of every kind of field, each with what to say when the cell breaks them.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::codes;
use super::labels::Unit;
use super::normalize::number::{self, Number};
use super::normalize::text::{is_not_applicable, is_undecided};
use super::normalize::{date, grade, stage};
use super::workbook::{Cell, Value};
use crate::finding::{Code, Severity};
use crate::plan::Indicator;
use crate::vocabulary::{Amount, GradeId, GradeScale, Stage, Yen, text_key};

/// What a cell came to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome<T> {
    /// A value, with remarks if there are any.
    Value(T, Vec<Remark>),
    /// Nothing: the cell says that there is no value (未定), or is white space.
    Nothing(Vec<Remark>),
    /// It cannot be used.
    Rejected(Remark),
}

/// A finding about a cell, before it has its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) expected: Option<String>,
    pub(crate) remedy: Option<String>,
}

impl Remark {
    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Remark {
        Remark { severity, code, message: message.into(), expected: None, remedy: None }
    }

    fn expected(mut self, expected: impl Into<String>) -> Remark {
        self.expected = Some(expected.into());
        self
    }

    fn remedy(mut self, remedy: impl Into<String>) -> Remark {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Cells that no field can use: errors and formulas without a result.
pub(crate) fn unusable(cell: &Cell) -> Option<Remark> {
    match &cell.value {
        Value::Error(error) => Some(
            Remark::new(Severity::Error, codes::ERROR_CELL, format!("計算式の結果がエラー（{error}）になっています。"))
                .remedy("計算式を直すか、値を直接入力してください。"),
        ),
        Value::Uncached => Some(
            Remark::new(Severity::Error, codes::UNCACHED, "計算式の結果がファイルに保存されていません。")
                .remedy("Excelで開いて上書き保存するか、値を直接入力してください。"),
        ),
        _ => None,
    }
}

/// A text field: as it was typed, to the letter; only characters that cannot be printed are taken out.
pub(crate) fn text(cell: &Cell, longest: usize) -> Outcome<String> {
    if let Some(remark) = unusable(cell) {
        return Outcome::Rejected(remark);
    }
    if cell.is_blank() {
        return Outcome::Nothing(Vec::new());
    }
    let mut remarks = Vec::new();
    let mut text = cell.shown();
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        text.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        remarks.push(
            Remark::new(Severity::Warning, codes::TEXT, "印刷できない制御文字が含まれていたため、取り除きました。")
                .remedy("文章が変わっていないか確かめてください。"),
        );
    }
    if text.contains('\u{FFFD}') {
        remarks.push(
            Remark::new(Severity::Warning, codes::TEXT, "文字化けした文字（�）が含まれています。")
                .remedy("元の文字を入力し直してください。"),
        );
    }
    if text.encode_utf16().count() > longest {
        remarks.push(
            Remark::new(
                Severity::Warning,
                codes::TEXT,
                format!("文章がExcelの上限（{longest}字）より長くなっています。"),
            )
            .remedy("短くまとめてください。"),
        );
    }
    let bare = text_key(&text);
    if ["別紙", "別添", "別表"].iter().any(|word| bare.contains(word)) {
        remarks.push(
            Remark::new(Severity::Warning, codes::TEXT, "別紙などを指しています。別の資料は取り込みません。")
                .remedy("内容をこの欄に記入してください。"),
        );
    }
    if bare.is_empty() {
        return Outcome::Nothing(remarks);
    }
    Outcome::Value(text, remarks)
}

/// 進捗区分.
pub(crate) fn grade(cell: &Cell, scale: &GradeScale) -> Outcome<GradeId> {
    if let Some(remark) = unusable(cell) {
        return Outcome::Rejected(remark);
    }
    if cell.is_blank() {
        return Outcome::Nothing(Vec::new());
    }
    let shown = cell.shown();
    match grade::read(&shown, scale) {
        Some(grade::Reading { grade, ticked: false }) => Outcome::Value(grade, Vec::new()),
        Some(grade::Reading { grade, ticked: true }) => {
            let name = scale.get(grade).map_or(String::new(), |grade| grade.label());
            let remark = Remark::new(
                Severity::Warning,
                codes::GRADE_TICKED,
                format!("チェックの印を「{name}」と読み取りました。"),
            )
            .expected(grade::choices(scale))
            .remedy("区分を選び直してください。");
            Outcome::Value(grade, vec![remark])
        }
        None if is_undecided(&shown) => Outcome::Nothing(vec![undecided()]),
        None => Outcome::Rejected(
            Remark::new(Severity::Error, codes::GRADE_UNKNOWN, "進捗区分が選択肢にありません。")
                .expected(grade::choices(scale))
                .remedy("選択肢から選んでください。"),
        ),
    }
}

fn undecided() -> Remark {
    Remark::new(Severity::Warning, codes::UNDECIDED, "未定などと記入されています。空欄として扱いました。")
        .remedy("決まったら記入して出し直してください。")
}

/// 実績（工程）.
pub(crate) fn stages(cell: &Cell) -> Outcome<Vec<Stage>> {
    if let Some(remark) = unusable(cell) {
        return Outcome::Rejected(remark);
    }
    let shown = cell.shown();
    if is_undecided(&shown) {
        return Outcome::Nothing(vec![undecided()]);
    }
    if is_not_applicable(&shown) {
        return Outcome::Value(Vec::new(), Vec::new());
    }
    match stage::read(&shown) {
        Ok(stages) if stages.is_empty() => Outcome::Nothing(Vec::new()),
        Ok(stages) => Outcome::Value(stages, Vec::new()),
        Err(part) => Outcome::Rejected(
            Remark::new(Severity::Error, codes::STAGE_UNKNOWN, format!("「{part}」という工程はありません。"))
                .expected(Stage::ALL.map(Stage::label).join("・"))
                .remedy("選択肢から選んでください。"),
        ),
    }
}

/// What a cell for a number holds, before units are looked at.
enum Quantity {
    /// What a person sees, the unit behind it (a key), and whether 千 or 万 was multiplied out.
    Shown {
        value: Decimal,
        unit: String,
        multiplied: bool,
    },
    /// A stored number and its format.
    Stored {
        value: Decimal,
        display: number::Display,
    },
    NotApplicable,
    Nothing(Vec<Remark>),
    Rejected(Remark),
}

fn quantity(cell: &Cell, field: &str) -> Quantity {
    if let Some(remark) = unusable(cell) {
        return Quantity::Rejected(remark);
    }
    let not_a_number = |message: String| {
        Remark::new(Severity::Error, codes::NOT_A_NUMBER, message)
            .expected("数字（例：1,200）")
            .remedy("数字だけを入力してください。ないときは0、当てはまらないときは―、分からないときは空欄にします。")
    };
    match &cell.value {
        Value::Number(_) if date::is_date_format(&cell.format) => {
            Quantity::Rejected(not_a_number(format!("「{field}」が日付になっています。")))
        }
        Value::Number(stored) => match number::decimal(*stored) {
            Some(value) => Quantity::Stored { value, display: number::display(&cell.format) },
            None => Quantity::Rejected(not_a_number(format!("「{field}」の数字が大きすぎます。"))),
        },
        Value::Text(text) => match number::read(text) {
            Number::Blank => Quantity::Nothing(Vec::new()),
            Number::NotApplicable => Quantity::NotApplicable,
            Number::Undecided => Quantity::Nothing(vec![undecided()]),
            Number::Value(figure) => {
                Quantity::Shown { value: figure.value, unit: text_key(&figure.unit), multiplied: figure.multiplied }
            }
            Number::Inexact(word) => Quantity::Rejected(
                // Something was typed and is not used: it has to go back.
                Remark::new(
                    Severity::Error,
                    codes::INEXACT,
                    format!("「{field}」に「{word}」の付いた数が記入されています。集計に使えません。"),
                )
                .expected("数字（例：1,200）")
                .remedy("数字だけを入力し、説明は「内部メモ」か「実績」に書いてください。"),
            ),
            Number::Unreadable => Quantity::Rejected(not_a_number(format!("「{field}」を数字として読めません。"))),
        },
        _ => Quantity::Rejected(not_a_number(format!("「{field}」を数字として読めません。"))),
    }
}

/// 効果額 in a column whose head names `head` (千円 in our form).
pub(crate) fn effect(cell: &Cell, field: &str, head: Unit) -> Outcome<Amount<Yen>> {
    let conflict = |message: String| {
        Outcome::Rejected(
            Remark::new(Severity::Error, codes::UNIT, message)
                .expected(format!("{}単位の数字", head.label()))
                .remedy(format!("{}単位に直し、セルの表示形式を「#,##0」にして入力し直してください。", head.label())),
        )
    };
    let mut remarks = Vec::new();
    let yen = match quantity(cell, field) {
        Quantity::NotApplicable => return Outcome::Value(Amount::NotApplicable, remarks),
        Quantity::Nothing(remarks) => return Outcome::Nothing(remarks),
        Quantity::Rejected(remark) => return Outcome::Rejected(remark),
        Quantity::Shown { value, unit, multiplied } => match (unit.as_str(), multiplied) {
            ("", false) => value.checked_mul(Decimal::from(head.yen())),
            ("円", multiplied) => {
                // 1,200千円 under 千円 says the same twice; 120万円 or 円 under 千円 is converted, with a word about it.
                let written = if multiplied { written_unit(cell) } else { Some(Unit::Yen) };
                if written != Some(head) {
                    remarks.push(
                        Remark::new(
                            Severity::Warning,
                            codes::UNIT,
                            format!(
                                "見出しの単位（{}）と違う単位で記入されています。円に直して読み取りました。",
                                head.label()
                            ),
                        )
                        .remedy(format!("{}単位の数字だけを入力してください。", head.label())),
                    );
                }
                Some(value)
            }
            _ => return conflict(format!("「{field}」の単位を読めません。")),
        },
        Quantity::Stored { value, display } => {
            if display.percent {
                return conflict(format!("「{field}」の表示形式が％になっています。"));
            }
            let suffix = Unit::find(&display.suffix);
            if !display.suffix.is_empty() && suffix != Some(head) {
                return conflict(format!(
                    "「{field}」の表示形式の単位（{}）が見出しの単位（{}）と違います。",
                    display.suffix,
                    head.label()
                ));
            }
            let scaled = 1000_i64.checked_pow(display.thousands);
            match (display.thousands, scaled) {
                (0, _) => value.checked_mul(Decimal::from(head.yen())),
                // 千円 shown over yen: what is stored is yen.
                (_, Some(scale)) if scale == head.yen() => Some(value),
                _ => {
                    return conflict(format!(
                        "「{field}」の表示形式が桁を省いていて、見出しの単位（{}）と合いません。",
                        head.label()
                    ));
                }
            }
        }
    };
    let Some(yen) = yen else { return conflict(format!("「{field}」の数字が大きすぎます。")) };
    let whole = yen.round();
    if whole != yen {
        remarks.push(Remark::new(Severity::Note, codes::FRACTION, "1円未満の端数を四捨五入しました。"));
    }
    match whole.to_i64() {
        Some(yen) => Outcome::Value(Amount::Value(Yen(yen)), remarks),
        None => conflict(format!("「{field}」の数字が大きすぎます。")),
    }
}

/// The unit that stands behind the digits of a text: 千円 of 1,200千円; `None` for 万円, 億円.
fn written_unit(cell: &Cell) -> Option<Unit> {
    let text = text_key(&cell.shown());
    let unit: String = text.chars().skip_while(|c| !matches!(c, '千' | '百' | '万' | '億' | '十' | '円')).collect();
    [Unit::Thousand, Unit::Million, Unit::Yen].into_iter().find(|at| at.label() == unit)
}

/// 指標の実績値.
pub(crate) fn indicator(cell: &Cell, field: &str, indicator: Option<&Indicator>) -> Outcome<Amount<Decimal>> {
    let unit = indicator.map(|indicator| text_key(&indicator.unit)).unwrap_or_default();
    let is_percent = matches!(unit.as_str(), "%" | "パーセント" | "率");
    let wrong_unit = |written: &str| {
        Outcome::Rejected(
            Remark::new(
                Severity::Error,
                codes::UNIT,
                format!("「{field}」の単位（{written}）が指標の単位（{unit}）と違います。"),
            )
            .expected(format!("{unit}の数字"))
            .remedy("指標の単位に合わせて、数字だけを入力してください。"),
        )
    };
    match quantity(cell, field) {
        Quantity::NotApplicable => Outcome::Value(Amount::NotApplicable, Vec::new()),
        Quantity::Nothing(remarks) => Outcome::Nothing(remarks),
        Quantity::Rejected(remark) => Outcome::Rejected(remark),
        Quantity::Shown { value, unit: written, multiplied } => {
            // 千円 as an indicator's own unit: the multiplication is undone.
            let written_in_full = if multiplied { written_unit(cell).map(|unit| (unit, unit.label())) } else { None };
            match written_in_full {
                Some((at, label)) if text_key(label) == unit => {
                    Outcome::Value(Amount::Value(value / Decimal::from(at.yen())), Vec::new())
                }
                _ if written.is_empty() || written == unit => Outcome::Value(Amount::Value(value), Vec::new()),
                _ if is_percent && matches!(written.as_str(), "%" | "パーセント") => {
                    Outcome::Value(Amount::Value(value), Vec::new())
                }
                _ => wrong_unit(&written),
            }
        }
        Quantity::Stored { value, display } => {
            if display.thousands > 0 {
                return wrong_unit("桁を省いた表示形式");
            }
            if !display.suffix.is_empty() && display.suffix != unit {
                return wrong_unit(&display.suffix);
            }
            match (display.percent, is_percent) {
                // 0.85 shown as 85%.
                (true, true) => match value.checked_mul(Decimal::ONE_HUNDRED) {
                    Some(value) => Outcome::Value(Amount::Value(value.normalize()), Vec::new()),
                    None => wrong_unit("%"),
                },
                (true, false) => wrong_unit("%"),
                (false, _) => Outcome::Value(Amount::Value(value), Vec::new()),
            }
        }
    }
}

/// 提出日.
pub(crate) fn day(cell: &Cell, text: Option<&str>) -> Outcome<Date> {
    if let Some(remark) = unusable(cell) {
        return Outcome::Rejected(remark);
    }
    let not_a_date = || {
        Outcome::Rejected(
            Remark::new(Severity::Error, codes::NOT_A_DATE, "提出日を日付として読めません。")
                .expected("令和3年5月10日 または 2021/5/10")
                .remedy("年月日を入力し直してください。"),
        )
    };
    let typed = match (&cell.value, text) {
        (_, Some(text)) => text.to_owned(),
        (Value::Text(text) | Value::Date(text), None) => text.clone(),
        // A day typed as eight digits is a number to Excel; a serial number without a date's format still is a day of these years.
        (Value::Number(number), None) => {
            let serial = date::from_serial(*number).filter(|day| (2000..2100).contains(&day.year()));
            let eight = (*number >= 19_000_101.0).then(|| number::shortest(*number));
            return match serial.or_else(|| date::read(&eight?).map(|day| day.date)) {
                Some(day) => Outcome::Value(day, Vec::new()),
                None => not_a_date(),
            };
        }
        _ => return not_a_date(),
    };
    if text_key(&typed).is_empty() {
        return Outcome::Nothing(Vec::new());
    }
    if is_undecided(&typed) {
        return Outcome::Nothing(vec![undecided()]);
    }
    match date::read(&typed) {
        Some(day) => {
            let remark = day.remark.map(|remark| Remark::new(Severity::Note, codes::ERA, remark));
            Outcome::Value(day.date, remark.into_iter().collect())
        }
        None => not_a_date(),
    }
}

/// What to say of points beyond 1 to 5.
pub(crate) fn not_a_rating() -> Remark {
    Remark::new(Severity::Error, codes::RATING, "評価は1から5までの数字で記入してください。")
        .expected("1、2、3、4、5")
        .remedy("数字を入力し直してください。")
}

/// 版: 2, 第2版.
pub(crate) fn version(cell: &Cell, text: Option<&str>) -> Outcome<u32> {
    if let Some(remark) = unusable(cell) {
        return Outcome::Rejected(remark);
    }
    let typed = text_key(text.unwrap_or(&cell.shown()));
    if typed.is_empty() || is_not_applicable(&typed) {
        return Outcome::Nothing(Vec::new());
    }
    let digits =
        typed.trim_start_matches('第').trim_start_matches("ver.").trim_start_matches('v').trim_end_matches('版');
    match digits.parse::<u32>() {
        Ok(version @ 1..=999) => Outcome::Value(version, Vec::new()),
        _ => Outcome::Rejected(
            Remark::new(Severity::Error, codes::NOT_A_NUMBER, "版を読めません。")
                .expected("1、2、3…")
                .remedy("何回目の提出かを数字で入力してください。"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Cell {
        Cell::text(text)
    }

    fn stored(number: f64, format: &str) -> Cell {
        Cell { value: Value::Number(number), format: format.into(), formula: false }
    }

    fn yen(outcome: Outcome<Amount<Yen>>) -> Option<i64> {
        match outcome {
            Outcome::Value(Amount::Value(yen), _) => Some(yen.0),
            _ => None,
        }
    }

    #[test]
    fn effects_come_to_yen_whatever_the_unit() {
        let effect = |cell: &Cell, unit| yen(effect(cell, "歳入増（単年度）", unit));
        assert_eq!(effect(&stored(1200.0, "#,##0"), Unit::Thousand), Some(1_200_000));
        assert_eq!(effect(&stored(1_200_000.0, "#,##0,"), Unit::Thousand), Some(1_200_000));
        assert_eq!(effect(&stored(1200.0, "#,##0\"千円\""), Unit::Thousand), Some(1_200_000));
        assert_eq!(effect(&typed("▲１，２００"), Unit::Thousand), Some(-1_200_000));
        assert_eq!(effect(&typed("1,200千円"), Unit::Thousand), Some(1_200_000));
        assert_eq!(effect(&typed("120万円"), Unit::Thousand), Some(1_200_000));
        assert_eq!(effect(&typed("1,200,000円"), Unit::Thousand), Some(1_200_000));
        assert_eq!(effect(&stored(1.5, "0.0"), Unit::Million), Some(1_500_000));
        assert_eq!(effect(&stored(1200.0, "General"), Unit::Yen), Some(1200));
        assert_eq!(effect(&stored(1_234.567_89, "General"), Unit::Thousand), Some(1_234_568));
    }

    #[test]
    fn contradicting_units_are_rejected_and_named() {
        for (cell, head) in [
            (stored(1_200_000.0, "#,##0,"), Unit::Yen),
            (stored(1_200_000.0, "#,##0,,"), Unit::Thousand),
            (stored(1200.0, "#,##0\"円\""), Unit::Thousand),
            (stored(0.5, "0%"), Unit::Thousand),
            (typed("120件"), Unit::Thousand),
        ] {
            let outcome = effect(&cell, "歳入増（単年度）", head);
            assert!(matches!(&outcome, Outcome::Rejected(remark) if remark.code == codes::UNIT), "{outcome:?}");
        }
        assert!(
            matches!(effect(&typed("120万円"), "", Unit::Thousand), Outcome::Value(_, remarks) if remarks.len() == 1)
        );
        assert!(
            matches!(effect(&typed("1,200千円"), "", Unit::Thousand), Outcome::Value(_, remarks) if remarks.is_empty())
        );
    }

    #[test]
    fn blank_zero_and_dash_are_three_things() {
        let effect = |text: &str| effect(&typed(text), "", Unit::Thousand);
        assert_eq!(effect("　"), Outcome::Nothing(Vec::new()));
        assert_eq!(effect("0"), Outcome::Value(Amount::Value(Yen(0)), Vec::new()));
        assert_eq!(effect("―"), Outcome::Value(Amount::NotApplicable, Vec::new()));
        assert!(matches!(effect("約1,200"), Outcome::Rejected(remark) if remark.severity == Severity::Error));
        assert!(matches!(effect("未定"), Outcome::Nothing(remarks) if remarks.len() == 1));
    }

    #[test]
    fn texts_are_kept_to_the_letter() {
        let kept = " ｱｲｳ①㈱\n　全角の行頭\t終わり ";
        assert_eq!(text(&typed(kept), 32_767), Outcome::Value(kept.to_owned(), Vec::new()));
        assert!(
            matches!(text(&typed("a\u{1}b"), 32_767), Outcome::Value(text, remarks) if text == "ab" && remarks.len() == 1)
        );
        assert!(matches!(text(&typed("長い"), 1), Outcome::Value(_, remarks) if remarks.len() == 1));
    }
}
