//! What a cell of the master holds, as a value of its column's kind.

use std::sync::Arc;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::CHANGED;
use super::layout::Kind;
use crate::finding::{Finding, Origin};
use crate::intake::normalize::date;
use crate::intake::table::{Change, SheetTable};
use crate::master::prose::put;
use crate::settings_file::fields::fatal;
use crate::settings_file::tree::{Node, Table, Value, trimmed};
use crate::vocabulary::{CellAddress, MoneyUnit, is_space};

/// The units in which amounts may be typed, with their yen.
pub(super) const MONEY: [(&str, i64); 5] =
    [("円", 1), ("千円", 1_000), ("万円", 10_000), ("百万円", 1_000_000), ("億円", 100_000_000)];

/// A cell by its sheet, place and the head of its column.
pub(super) struct Cell<'a> {
    pub(super) file: &'a Arc<str>,
    pub(super) sheet: &'a SheetTable,
    pub(super) at: CellAddress,
    pub(super) head: &'a str,
}

impl Cell<'_> {
    pub(super) fn origin(&self) -> Origin {
        Origin::cell(self.file.clone(), self.sheet.name.clone(), self.at)
    }

    fn change(&self) -> Option<&Change> {
        self.sheet.changes.get(&self.at)
    }

    /// The cell's value. What does not read as its kind stays text, and the check says so; what Excel made of the typing is
    /// said here, where it is still known.
    pub(super) fn node(&self, kind: Kind, out: &mut Vec<Finding>) -> Node {
        let origin = self.origin();
        if let Some(finding) = self.changed(kind) {
            out.push(finding);
            return Node { origin, value: Value::Blank };
        }
        let text = trimmed(self.sheet.text(self.at.row, self.at.col));
        if text.is_empty() {
            return Node { origin, value: Value::Blank };
        }
        let lines = |value: fn(&str) -> Value| {
            let lines = text.lines().map(trimmed).filter(|line| !line.is_empty());
            Value::List(lines.map(|line| Node { origin: origin.clone(), value: value(line) }).collect())
        };
        let value = match kind {
            Kind::Text | Kind::Id => Value::Text(text.to_owned()),
            Kind::Lines => lines(|line| Value::Text(line.to_owned())),
            Kind::Numbers => lines(number_or_text),
            Kind::Pairs => {
                let mut table = Table::default();
                for line in text.lines().map(trimmed).filter(|line| !line.is_empty()) {
                    // A line without = is a name without a text, and the check says so.
                    let (name, text) = line.split_once(['=', '＝']).unwrap_or((line, ""));
                    let text = Node { origin: origin.clone(), value: Value::Text(trimmed(text).to_owned()) };
                    put(&mut table, trimmed(name), text);
                }
                Value::Table(table)
            }
            Kind::Number => number_or_text(text),
            Kind::Date => date::read(text).map_or_else(|| Value::Text(text.to_owned()), |day| Value::Date(day.date)),
            Kind::Flag => match text {
                "○" | "〇" | "◯" | "TRUE" | "true" => Value::Flag(true),
                "FALSE" | "false" | "×" | "－" | "-" => Value::Flag(false),
                other => Value::Text(other.to_owned()),
            },
        };
        Node { origin, value }
    }

    /// What Excel made of the typing, where that is not what was meant.
    fn changed(&self, kind: Kind) -> Option<Finding> {
        let shown = self.sheet.text(self.at.row, self.at.col);
        let head = self.head;
        let said = |message: String| fatal(CHANGED, &self.origin(), message);
        match (self.change()?, kind) {
            (Change::Uncached, _) => Some(
                said(format!("「{head}」の計算式の結果が、ファイルに保存されていません。"))
                    .remedy("Excelで開いて上書き保存するか、値を直接入力してください。"),
            ),
            (Change::Date, Kind::Id) => Some(
                said(format!("「{head}」の番号が日付に変わっています。「1-1」のような入力を、Excelが日付に直したためです。"))
                    .found(shown)
                    .expected("8-2 のような番号")
                    .remedy("セルの表示形式を「文字列」にしてから、番号を入力し直してください。"),
            ),
            (Change::Date, Kind::Number | Kind::Numbers) => Some(
                said(format!("「{head}」は数の欄ですが、日付が入っています。「1-1」や「1/2」のような入力を、Excelが日付に直したためと思われます。"))
                    .found(shown)
                    .expected("数")
                    .remedy("セルの表示形式を「標準」にしてから、数を入力し直してください。"),
            ),
            (Change::Shown(display), Kind::Number | Kind::Numbers) if display.percents > 0 => Some(
                said(format!("「{head}」が % の表示形式です。見えている数と、セルに入っている数が違います。"))
                    .found(shown)
                    .expected("% を付けない数（80% は 80）")
                    .remedy("セルの表示形式を「標準」にしてから、数を入力し直してください。"),
            ),
            (Change::Shown(display), Kind::Number | Kind::Numbers) if display.thousands > 0 => Some(
                said(format!("「{head}」の表示形式が桁を省いています。見えている数と、セルに入っている数が違います。"))
                    .found(shown)
                    .remedy("セルの表示形式を「標準」にし、見出しの単位で入力し直してください。"),
            ),
            _ => None,
        }
    }

    /// An amount under a head that names `unit`: in 千円 where that says it exactly, else in yen as plan.toml has it.
    pub(super) fn amount(&self, unit: (&'static str, i64), out: &mut Vec<Finding>) -> Node {
        if let Some(Change::Shown(display)) = self.change()
            && let Some((shown, _)) = MONEY.iter().rev().find(|(name, _)| display.suffix.ends_with(name))
            && *shown != unit.0
        {
            let message =
                format!("「{}」の表示形式の単位（{shown}）が、見出しの単位（{}）と違います。", self.head, unit.0);
            let remedy = "セルの表示形式を「標準」にし、見出しの単位で入力し直してください。";
            out.push(fatal(CHANGED, &self.origin(), message).remedy(remedy));
            return Node { origin: self.origin(), value: Value::Blank };
        }
        let node = self.node(Kind::Number, out);
        let Value::Number(number) = node.value else { return node };
        let value = match number.checked_mul(Decimal::from(unit.1)) {
            Some(yen) if (yen % Decimal::ONE_THOUSAND).is_zero() => {
                Value::Number((yen / Decimal::ONE_THOUSAND).normalize())
            }
            Some(yen) => Value::Text(format!("{}円", yen.normalize())),
            None => Value::Number(number),
        };
        Node { origin: node.origin, value }
    }
}

/// Whether a text is a number, with or without separators and a unit of money: 1,200, １２００, 1,200千円.
pub(super) fn is_quantity(text: &str) -> bool {
    let plain: String = text.nfkc().filter(|c| *c != ',' && !is_space(*c)).collect();
    let number = MoneyUnit::ALL.into_iter().find_map(|unit| plain.strip_suffix(unit.label())).unwrap_or(&plain);
    number.parse::<f64>().is_ok()
}

/// A number as it was typed, with or without separators; anything else stays text.
pub(super) fn number_or_text(text: &str) -> Value {
    let plain: String = text.nfkc().filter(|c| *c != ',').collect();
    plain.parse::<Decimal>().map_or_else(|_| Value::Text(text.to_owned()), Value::Number)
}
