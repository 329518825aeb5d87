//! `[office]`, `[settings]` and `[look]`.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;

use super::choice::{Choice, word};
use super::money::Money;
use super::several::too_long;
use super::{BAD_ADDRESS, COLOUR, DATE, DUPLICATE, Declared, SIZE, YEAR_OUTSIDE};
use crate::contract::Visibility;
use crate::finding::{Finding, Severity};
use crate::plan::{Deadline, DigestPaper, KanjiForms, Look, OpenDataTerms, Rating, ReadingLimit, Settings};
use crate::settings_file::fields::{Fields, WRONG_KIND, fatal, warning};
use crate::vocabulary::{Rounding, contrast};

/// The least contrast of a colour on white in which text may be set (WCAG 2.1, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// Reads `[office]`, `[settings]` and `[look]`.
pub(super) fn read(top: &mut Fields<'_>, declared: &Declared<'_>, money: Money, out: &mut Vec<Finding>) -> Settings {
    let mut settings = Settings {
        office: String::new(),
        office_contact: String::new(),
        public_contact: String::new(),
        web_page: String::new(),
        open_data: OpenDataTerms::default(),
        money: money.style(),
        entry_unit: money.entry_unit(),
        effects: money.effects,
        costs: None,
        digest_paper: DigestPaper::default(),
        visibility: Visibility::default(),
        stages: declared.stages.clone(),
        periods: declared.periods.clone(),
        deadlines: Vec::new(),
        rating: Rating::default(),
        graders: Vec::new(),
        foreign_forms: Vec::new(),
        limits: BTreeMap::new(),
        look: Look::default(),
    };
    if let Some(mut office) = super::frame::section(top, "office", "とりまとめる部署", out) {
        settings.office = office_name(office.text("name", out), declared);
        settings.office_contact = office.optional_text("contact", out).unwrap_or_default().to_owned();
        settings.public_contact = office.optional_text("public_contact", out).unwrap_or_default().to_owned();
        settings.web_page = web_page(&mut office, out);
        office.finish(out);
    }
    settings.open_data = super::open_data::read(top, out);
    if let Some(node) = top.node("settings")
        && let Some(mut fields) = Fields::open(node, "設定", out)
    {
        let roundings =
            Choice {
                complaint: "金額の端数の扱いが違います。", all: &Rounding::ALL, label: Rounding::label
            };
        settings.money.rounding = word(&mut fields, "rounding", roundings, out).unwrap_or_default();
        let papers =
            Choice {
                complaint: "概要版の用紙が違います。", all: &DigestPaper::ALL, label: DigestPaper::label
            };
        settings.digest_paper = word(&mut fields, "digest_paper", papers, out).unwrap_or_default();
        settings.deadlines = deadlines(&mut fields, declared, out);
        fields.finish(out);
    }
    settings.rating = rating(top, out);
    settings.foreign_forms = super::foreign_forms::read(top, declared, out);
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

/// Reads `[council]`: the most points and their words, of which one without the other follows, or letters with or without words.
fn rating(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Rating {
    let Some(node) = top.node("council") else { return Rating::default() };
    let Some(mut fields) = Fields::open(node, "評価のしかた", out) else { return Rating::default() };
    let most = fields.optional_whole("points", 2, 100, out).and_then(|most| u8::try_from(most).ok());
    let (letters, steps) = (fields.strings("letters", out), fields.strings("steps", out));
    let place = fields.place("steps");
    if !letters.is_empty() {
        if most.is_some() {
            out.push(
                fatal(WRONG_KIND, fields.place("letters"), "評価の満点と、評価の記号の両方があります。")
                    .remedy("点で評価するなら points だけを、記号で評価するなら letters だけを書いてください。"),
            );
        }
        let letters = rating_letters(&letters, &steps, &fields, out);
        fields.finish(out);
        return letters;
    }
    fields.finish(out);
    match (most, u8::try_from(steps.len()).ok()) {
        (None, Some(0)) => Rating::default(),
        (None, Some(most)) => Rating::Points { most, steps },
        (Some(most), Some(0)) => Rating::Points { most, steps },
        (Some(most), count) => {
            if count != Some(most) {
                out.push(
                    fatal(WRONG_KIND, place, "評価の言葉の数が、満点の数と違います。")
                        .found(steps.len().to_string())
                        .expected(format!("良いものから順に{most}個、又はなし")),
                );
            }
            Rating::Points { most, steps }
        }
        (None, None) => Rating::default(),
    }
}

/// How many letters the council's scale may have: each has a column in the papers.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// How many characters a letter may have.
const LETTER_LENGTH: usize = 4;

/// The scale of some letters, the best first, each with its word where there are words.
pub(super) fn rating_letters(
    letters: &[String],
    steps: &[String],
    fields: &Fields<'_>,
    out: &mut Vec<Finding>,
) -> Rating {
    let place = fields.place("letters");
    let mut wrong = |message: &str, found: String, expected: String| {
        out.push(fatal(WRONG_KIND, place, message).found(found).expected(expected));
    };
    if !LETTERS.contains(&letters.len()) {
        let expected = format!("{}個から{}個まで", LETTERS.start(), LETTERS.end());
        wrong("評価の記号の数が違います。", letters.len().to_string(), expected);
    }
    if !steps.is_empty() && (steps.len() != letters.len() || steps.iter().any(String::is_empty)) {
        let expected = format!("良いものから順に{}個、又はなし", letters.len());
        wrong("評価の言葉の数が、評価の記号の数と違います。", steps.len().to_string(), expected);
    }
    if let Some(long) = letters.iter().find(|letter| letter.chars().count() > LETTER_LENGTH) {
        out.push(too_long("評価の記号が長すぎます。", long, LETTER_LENGTH, place));
    }
    let words = steps.iter().map(String::as_str).chain(std::iter::repeat(""));
    let scale = Rating::of_letters(letters.iter().map(String::as_str).zip(words));
    for (at, letter) in scale.letters().iter().enumerate() {
        for spelling in super::grades::shared_spellings(letter, &scale.letters()[..at]) {
            out.push(fatal(DUPLICATE, place, "2つの評価が同じ書き方を使っています。").found(spelling));
        }
    }
    scale
}

fn deadlines(fields: &mut Fields<'_>, declared: &Declared<'_>, out: &mut Vec<Finding>) -> Vec<Deadline> {
    let mut deadlines: Vec<Deadline> = Vec::new();
    for node in fields.list("deadlines", out) {
        let Some(mut fields) = Fields::open(node, "提出の締切", out) else { continue };
        let year = fields.year("year", out);
        let name = fields.text("period", out);
        let period = super::periods::named(name, fields.place("period"), declared.periods, out);
        let due = fields.date("due", out);
        if let (Some(year), Some(period), Some(due)) = (year, period, due) {
            if !declared.has_year(year) {
                out.push(
                    fatal(YEAR_OUTSIDE, fields.place("year"), "締切の年度が計画の期間の外です。")
                        .found(year.short())
                        .expected(declared.years_shown()),
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
    let forms = Choice {
        complaint: "漢字の字形の指定が違います。", all: &KanjiForms::ALL, label: KanjiForms::label
    };
    look.kanji_forms = word(fields, "kanji_forms", forms, out).unwrap_or_default();
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
    size("table_size", &mut look.table_size, 8.5, 12.0, "ポイント");
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

/// The contrast ratio of a colour `#rrggbb` on white.
fn contrast_on_white(hex: &str) -> Option<f64> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
    Some(contrast([channel(0)?, channel(2)?, channel(4)?], [255; 3]))
}

/// The department that collects the forms, as papers print it: one of the plan's may be written as its list has it, 企画部/企画課.
fn office_name(text: &str, declared: &Declared<'_>) -> String {
    let unit = declared.units.departments.iter().find(|unit| *unit.id.0 == *text && text.contains('/'));
    unit.map_or_else(|| text.to_owned(), |unit| unit.id.full_name())
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
