//! `[grades]`, `[office]`, `[settings]` and `[look]`.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use unicode_normalization::UnicodeNormalization;

use super::{BAD_ADDRESS, COLOUR, DANGLING, DATE, DUPLICATE, GRADES, Known, SIZE, UNKNOWN_WORD, YEAR_OUTSIDE};
use crate::contract::{CoverField, Field};
use crate::finding::{Finding, Origin, Severity};
use crate::plan::{Deadline, ForeignForm, Initiative, KanjiForms, Look, ReadingLimit, Settings};
use crate::settings_file::fields::{CONTROL_CHARACTER, Fields, MISSING_KEY, WRONG_KIND, as_whole, fatal, warning};
use crate::settings_file::tree::{Value, trimmed};
use crate::vocabulary::{
    ActionId, Grade, GradeId, GradeRule, GradeScale, Period, Rounding, cell_address, column_number,
};

/// The least contrast of a colour on white in which text may be set (WCAG 2.1, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// Reads `[grades]`.
pub(super) fn grades(top: &mut Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) -> GradeScale {
    let mut scale = GradeScale { grades: Vec::new(), rule: GradeRule::Lowest, weights: BTreeMap::new() };
    let Some(mut fields) = super::frame::section(top, "grades", "進捗区分", out) else { return scale };
    scale.rule = match fields.text("rule", out) {
        "最低" => GradeRule::Lowest,
        "最多" => GradeRule::Majority,
        "加重平均" => GradeRule::Weighted,
        other => {
            if !other.is_empty() {
                out.push(
                    fatal(UNKNOWN_WORD, fields.place("rule"), "取組項目の区分の決め方が違います。")
                        .found(other)
                        .expected("最低・最多・加重平均"),
                );
            }
            GradeRule::Lowest
        }
    };
    let mut spellings: BTreeMap<String, u8> = BTreeMap::new();
    for (node, id) in fields.list("list", out).iter().zip(0..=u8::MAX) {
        let Some(mut fields) = Fields::open(node, "進捗区分", out) else { continue };
        let points = fields.optional_whole("points", 0, 100, out).and_then(|points| u8::try_from(points).ok());
        let grade = Grade {
            id: GradeId(id),
            mark: fields.optional_text("mark", out).unwrap_or_default().to_owned(),
            name: fields.text("name", out).to_owned(),
            meaning: fields.text("meaning", out).to_owned(),
            aliases: fields.strings("aliases", out),
            points,
            on_track: fields.flag("on_track", out),
        };
        let label = grade.label();
        for spelling in [&grade.mark, &grade.name, &label].into_iter().chain(&grade.aliases) {
            let spelling: String = spelling.nfkc().collect();
            if spelling.is_empty() {
                continue;
            }
            if spellings.insert(spelling.clone(), id).is_some_and(|other| other != id) {
                out.push(
                    fatal(DUPLICATE, fields.origin(), "2つの進捗区分が同じ書き方を使っています。").found(spelling),
                );
            }
        }
        if grade.on_track && grade.points.is_none() {
            out.push(
                fatal(
                    GRADES,
                    fields.place("on_track"),
                    "割合に数えない区分（points なし）が on_track になっています。",
                )
                .found(grade.name.clone()),
            );
        }
        fields.finish(out);
        scale.grades.push(grade);
    }
    if !scale.grades.iter().any(|grade| grade.points.is_some()) {
        out.push(fatal(GRADES, fields.origin(), "割合に数える進捗区分（points のあるもの）がありません。"));
    }
    let points: Vec<u8> = scale.grades.iter().filter_map(|grade| grade.points).collect();
    if points.windows(2).any(|pair| pair[0] <= pair[1]) {
        out.push(
            fatal(GRADES, fields.place("list"), "進捗区分が、points の大きいものから順に並んでいません。")
                .remedy("良い区分から順に書き、points を1つずつ小さくしてください。"),
        );
    }
    for (key, origin, node) in fields.entries("weights", out) {
        let id = key.parse::<ActionId>().ok();
        let id = id.filter(|id| initiatives.iter().flat_map(|i| &i.actions).any(|action| action.id == *id));
        let weight = as_whole(node).and_then(|weight| u32::try_from(weight).ok()).filter(|w| (1..=1000).contains(w));
        match (id, weight) {
            (Some(id), Some(weight)) => {
                scale.weights.insert(id, weight);
            }
            (None, _) => {
                out.push(fatal(DANGLING, origin, "重みを付ける実践項目がありません。").found(key).expected("8-2 など"));
            }
            (_, None) => out.push(
                fatal(WRONG_KIND, &node.origin, "重みの値が違います。")
                    .found(node.shown())
                    .expected("1 から 1000 までの整数"),
            ),
        }
    }
    fields.finish(out);
    scale
}

/// Reads `[office]`, `[settings]` and `[look]`.
pub(super) fn read(top: &mut Fields<'_>, known: &Known<'_>, out: &mut Vec<Finding>) -> Settings {
    let mut settings = Settings {
        office: String::new(),
        office_contact: String::new(),
        public_contact: String::new(),
        web_page: String::new(),
        rounding: Rounding::default(),
        deadlines: Vec::new(),
        foreign_forms: Vec::new(),
        limits: BTreeMap::new(),
        look: Look::default(),
    };
    if let Some(mut office) = super::frame::section(top, "office", "とりまとめる部署", out) {
        settings.office = office.text("name", out).to_owned();
        settings.office_contact = office.optional_text("contact", out).unwrap_or_default().to_owned();
        settings.public_contact = office.optional_text("public_contact", out).unwrap_or_default().to_owned();
        settings.web_page = web_page(&mut office, out);
        office.finish(out);
    }
    if let Some(node) = top.node("settings")
        && let Some(mut fields) = Fields::open(node, "設定", out)
    {
        settings.rounding = match fields.optional_text("rounding", out) {
            None | Some("切捨て") => Rounding::Down,
            Some("四捨五入") => Rounding::HalfUp,
            Some("切上げ") => Rounding::Up,
            Some(other) => {
                out.push(
                    fatal(UNKNOWN_WORD, fields.place("rounding"), "千円未満の扱いが違います。")
                        .found(other)
                        .expected("切捨て・四捨五入・切上げ"),
                );
                Rounding::Down
            }
        };
        settings.deadlines = deadlines(&mut fields, known, out);
        fields.finish(out);
    }
    settings.foreign_forms = foreign_forms(top, out);
    if let Some(node) = top.node("limits")
        && let Some(mut fields) = Fields::open(node, "読込みの上限", out)
    {
        for limit in ReadingLimit::ALL {
            let (least, most) = limit.range();
            let value = fields.optional_whole(limit.key(), least.into(), most.into(), out);
            if let Some(value) = value.and_then(|value| u32::try_from(value).ok()) {
                settings.limits.insert(limit, value);
            }
        }
        fields.finish(out);
    }
    if let Some(node) = top.node("look")
        && let Some(mut fields) = Fields::open(node, "体裁", out)
    {
        settings.look = look(&mut fields, out);
        fields.finish(out);
    }
    settings
}

/// Reads `[[form]]`: its keys are fields of the form, its cells and columns can be such; whether they fit a file only the file tells.
fn foreign_forms(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<ForeignForm> {
    let mut forms = Vec::new();
    for node in top.list("form", out) {
        let Some(mut fields) = Fields::open(node, "他の様式", out) else { continue };
        let period = fields.optional_text("period", out).and_then(|text| {
            let period = [Period::Midyear, Period::YearEnd].into_iter().find(|period| period.label() == text);
            if period.is_none() {
                out.push(
                    fatal(UNKNOWN_WORD, fields.place("period"), "提出の時期が違います。")
                        .found(text)
                        .expected("中間・年度末"),
                );
            }
            period
        });
        let year = match fields.node("year") {
            Some(_) => fields.year("year", out),
            None => None,
        };
        let row = |row: Option<i64>| row.and_then(|row| u32::try_from(row).ok());
        let form = ForeignForm {
            name: fields.text("name", out).to_owned(),
            sheet: fields.optional_text("sheet", out).map(str::to_owned),
            signs: places("signs", &mut fields, out),
            period,
            year,
            unit: fields.optional_text("unit", out).map(str::to_owned),
            cover: places("cover", &mut fields, out),
            columns: places("columns", &mut fields, out),
            first_row: row(fields.whole("first_row", 1, 1_048_576, out)).unwrap_or(1),
            last_row: row(fields.optional_whole("last_row", 1, 1_048_576, out)),
        };
        for (key, empty) in [("signs", form.signs.is_empty()), ("columns", form.columns.is_empty())] {
            if empty {
                out.push(fatal(MISSING_KEY, fields.place(key), format!("「他の様式」に {key} がありません。")));
            }
        }
        if !form.columns.is_empty() && !form.columns.contains_key(Field::Action.key()) {
            out.push(
                fatal(MISSING_KEY, fields.place("columns"), "「他の様式」の columns に action がありません。")
                    .expected("action = \"A\" のような、実践項目の番号の列"),
            );
        }
        if let Some(unit) = form.unit.as_deref().filter(|unit| !["円", "千円", "百万円"].contains(unit)) {
            out.push(
                fatal(UNKNOWN_WORD, fields.place("unit"), "金額の単位が違います。")
                    .found(unit)
                    .expected("円・千円・百万円"),
            );
        }
        fields.finish(out);
        forms.push(form);
    }
    forms
}

/// The entries of `signs`, `cover` or `columns`, each checked for what its key and its value have to be.
fn places(key: &'static str, fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> BTreeMap<String, String> {
    let mut texts = texts_by_key(key, fields, out);
    // What is wrong with the entries themselves has been said.
    let origins: BTreeMap<&str, &Origin> =
        fields.entries(key, &mut Vec::new()).map(|(name, origin, _)| (name, origin)).collect();
    let mut of_column: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = |name: &str, message: String, found: &str, expected: String| {
        if let Some(origin) = origins.get(name) {
            out.push(fatal(UNKNOWN_WORD, origin, message).found(found).expected(expected));
        }
    };
    let cover = CoverField::of_department();
    let cover: Vec<&str> = cover.map(CoverField::key).collect();
    let columns: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
    texts.retain(|name, value| match key {
        "signs" => {
            let is_cell = cell_address(name).is_some();
            if !is_cell {
                let message = "「他の様式」の signs の項目名がセルの番地ではありません。".to_owned();
                wrong(name, message, name, "B2 のようなセル".to_owned());
            }
            is_cell
        }
        _ => {
            let (known, is_place, place) = match key {
                "cover" => (&cover, cell_address(value).is_some(), "C3 のようなセル"),
                _ => (&columns, column_number(value).is_some(), "F のような列"),
            };
            if !known.contains(&name.as_str()) {
                let message = format!("「他の様式」の {key} に、様式にない項目があります。");
                wrong(name, message, name, known.join("・"));
                return false;
            }
            if !is_place {
                let message = format!("「他の様式」の {key} の {name} の場所が違います。");
                wrong(name, message, value, place.to_owned());
                return false;
            }
            if key == "columns"
                && let Some(other) = of_column.insert(value.clone(), name.clone())
            {
                let message = format!("「他の様式」の columns の {other} と {name} が同じ列です。");
                wrong(name, message, value, "項目ごとに別の列".to_owned());
            }
            true
        }
    });
    texts
}

/// Texts under a key by their own keys.
fn texts_by_key(key: &'static str, fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (name, _, node) in fields.entries(key, out) {
        match &node.value {
            // One line each in the Excel master.
            Value::Text(text) if trimmed(text) != text || text.chars().any(char::is_control) => out.push(
                fatal(
                    CONTROL_CHARACTER,
                    &node.origin,
                    format!("「他の様式」の {key} に、改行や前後の空白があります。"),
                )
                .found(text.clone())
                .remedy("セルの文字を、改行と前後の空白を除いて書いてください（照合では空白を無視します）。"),
            ),
            _ if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => out.push(
                fatal(UNKNOWN_WORD, &node.origin, format!("「他の様式」の {key} の項目名が違います。"))
                    .found(name)
                    .expected(if key == "signs" {
                        "B2 のようなセル"
                    } else {
                        "action、result などの項目名"
                    }),
            ),
            Value::Text(text) if !text.is_empty() => {
                texts.insert(name.to_owned(), text.clone());
            }
            _ => out.push(
                fatal(WRONG_KIND, &node.origin, format!("「他の様式」の {key} の値の種類が違います。"))
                    .found(node.shown())
                    .expected("\" \" で囲んだ文字"),
            ),
        }
    }
    texts
}

fn deadlines(fields: &mut Fields<'_>, known: &Known<'_>, out: &mut Vec<Finding>) -> Vec<Deadline> {
    let mut deadlines: Vec<Deadline> = Vec::new();
    for node in fields.list("deadlines", out) {
        let Some(mut fields) = Fields::open(node, "提出の締切", out) else { continue };
        let year = fields.year("year", out);
        let period = match fields.text("period", out) {
            "中間" => Some(Period::Midyear),
            "年度末" => Some(Period::YearEnd),
            other => {
                if !other.is_empty() {
                    out.push(
                        fatal(UNKNOWN_WORD, fields.place("period"), "提出の時期が違います。")
                            .found(other)
                            .expected("中間・年度末"),
                    );
                }
                None
            }
        };
        let due = fields.date("due", out);
        if let (Some(year), Some(period), Some(due)) = (year, period, due) {
            if !known.has_year(year) {
                out.push(
                    fatal(YEAR_OUTSIDE, fields.place("year"), "締切の年度が計画の期間の外です。")
                        .found(year.short())
                        .expected(known.years_shown()),
                );
            }
            if deadlines.iter().any(|earlier| (earlier.year, earlier.period) == (year, period)) {
                out.push(
                    fatal(DUPLICATE, fields.origin(), "同じ年度と時期の締切が2つあります。")
                        .found(format!("{year}{period}")),
                );
            }
            if due < year.first_day() || due > year.next().last_day() {
                out.push(
                    warning(DATE, fields.place("due"), format!("{year}{period}の締切が、その年度から離れています。"))
                        .found(due.to_string()),
                );
            }
            deadlines.push(Deadline { year, period, due });
        }
        fields.finish(out);
    }
    deadlines.sort_by_key(|deadline| (deadline.year, deadline.period));
    deadlines
}

fn look(fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> Look {
    let mut look = Look::default();
    if let Some(accent) = fields.optional_text("accent", out) {
        check_colour(accent, fields, out);
        look.accent = accent.to_owned();
    }
    look.mincho_body = fields.flag("mincho_body", out);
    look.hanging_punctuation = fields.flag("hanging_punctuation", out);
    look.kanji_forms = match fields.optional_text("kanji_forms", out) {
        None | Some("JIS2004") => KanjiForms::Jis2004,
        Some("JIS90") => KanjiForms::Jis90,
        Some(other) => {
            out.push(
                fatal(UNKNOWN_WORD, fields.place("kanji_forms"), "漢字の字形の指定が違います。")
                    .found(other)
                    .expected("JIS2004・JIS90"),
            );
            KanjiForms::default()
        }
    };
    let mut size = |key: &'static str, value: &mut f64, least: f64, most: f64, unit: &str| {
        let Some(number) = fields.optional_number(key, out).and_then(|number| number.to_f64()) else { return };
        if (least..=most).contains(&number) {
            *value = number;
        } else {
            out.push(
                Finding::new(Severity::Fatal, SIZE, format!("体裁の {key} が、きれいに印刷できる範囲の外です。"))
                    .at(fields.place(key).clone())
                    .found(number.to_string())
                    .expected(format!("{least}～{most}{unit}")),
            );
        }
    };
    size("body_size", &mut look.body_size, 8.0, 14.0, "ポイント");
    size("body_pitch", &mut look.body_pitch, 11.0, 32.0, "ポイント");
    size("table_size", &mut look.table_size, 7.0, 12.0, "ポイント");
    size("margin", &mut look.margin, 12.0, 40.0, "ミリメートル");
    if look.body_pitch < look.body_size * 1.3 {
        out.push(
            fatal(SIZE, fields.place("body_pitch"), "行送りが本文の大きさの1.3倍より狭くなっています。")
                .found(look.body_pitch.to_string())
                .expected(format!("{:.1}以上", look.body_size * 1.3)),
        );
    }
    look
}

fn check_colour(accent: &str, fields: &Fields<'_>, out: &mut Vec<Finding>) {
    let origin = fields.place("accent");
    match contrast_on_white(accent) {
        None => out.push(fatal(COLOUR, origin, "色の書き方が違います。").found(accent).expected("\"#1f4e79\" の形")),
        Some(contrast) if contrast < LEAST_CONTRAST => out.push(
            fatal(COLOUR, origin, "色が明るすぎて、白い紙で読みにくくなります。")
                .found(format!("{accent}（明るさの比 {contrast:.1}）"))
                .expected(format!("明るさの比が {LEAST_CONTRAST} 以上の色"))
                .remedy("もっと暗い色にしてください。"),
        ),
        Some(_) => {}
    }
}

/// The contrast ratio of a colour `#rrggbb` on white (WCAG 2.1, relative luminance).
fn contrast_on_white(hex: &str) -> Option<f64> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let linear = |from: usize| {
        let part = f64::from(u8::from_str_radix(&digits[from..from + 2], 16).ok()?) / 255.0;
        Some(if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
    };
    let luminance = 0.2126 * linear(0)? + 0.7152 * linear(2)? + 0.0722 * linear(4)?;
    Some(1.05 / (luminance + 0.05))
}

/// The address of a web page: it must be one, because papers link to it.
fn web_page(office: &mut Fields<'_>, out: &mut Vec<Finding>) -> String {
    let address = office.optional_text("web_page", out).unwrap_or_default().to_owned();
    let is_address = address
        .strip_prefix("https://")
        .or(address.strip_prefix("http://"))
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_graphic()));
    if address.is_empty() || is_address {
        return address;
    }
    out.push(
        fatal(BAD_ADDRESS, office.place("web_page"), "ウェブページのアドレスではありません。")
            .found(address)
            .expected("https:// で始まる半角の文字"),
    );
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let round = |hex| contrast_on_white(hex).map(|contrast| (contrast * 100.0).round() / 100.0);
        assert_eq!(round("#000000"), Some(21.0));
        assert_eq!(round("#767676"), Some(4.54));
        assert_eq!(round("#ffffff"), Some(1.0));
        assert_eq!(round("767676"), None);
    }
}
