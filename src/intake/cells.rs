//! One cell of a form → one value: the rules of every kind of field, each with what to say when the cell breaks them.

mod measure;
mod unseen;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub(crate) use measure::{indicator, staff};
pub(super) use unseen::{unseen, unsure};

use super::codes;
use super::file_account::{Disposition, Reason};
use super::normalize::format::{self, Kind};
use super::normalize::number::{self, Broken, Number};
use super::normalize::text::{error_within, is_error_word, is_not_applicable, is_undecided, kept};
use super::normalize::{date, grade, stage};
use super::workbook::{Cell, Value};
use crate::contract::Field;
use crate::finding::{Code, Severity};
use crate::vocabulary::{
    self, Grade, GradeId, MoneyUnit, Stage, Stages, YearParts, has_no_width, is_dash, is_space, japanese_date,
    text_key, turns_direction, weekday,
};

/// The result of reading a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome<T> {
    /// A value, with remarks if there are any.
    Value(T, Vec<Remark>),
    /// Nothing: the cell says that there is no value (未定), or is white space.
    Nothing(Vec<Remark>),
    /// It cannot be used.
    Rejected(Remark),
}

impl<T> Outcome<T> {
    /// The remarks on the cell.
    pub(crate) fn remarks(&self) -> &[Remark] {
        match self {
            Outcome::Value(_, remarks) | Outcome::Nothing(remarks) => remarks,
            Outcome::Rejected(remark) => std::slice::from_ref(remark),
        }
    }

    /// Calls a function where the cell cannot be used.
    pub(crate) fn on_rejection(self, call: impl FnOnce()) -> Self {
        if matches!(self, Outcome::Rejected(_)) {
            call();
        }
        self
    }

    /// What becomes of the cell in the account of its file.
    pub(crate) fn disposition(&self) -> Disposition {
        match self {
            Outcome::Value(..) => Disposition::Used,
            Outcome::Nothing(remarks) if remarks.is_empty() => Disposition::Ignored(Reason::Blank),
            Outcome::Nothing(_) => Disposition::Ignored(Reason::Undecided),
            Outcome::Rejected(remark) => Disposition::Rejected(Reason::Message(remark.message.as_str().into())),
        }
    }
}

/// A finding about a cell, before it has its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) expected: Option<String>,
    pub(crate) remedy: Option<String>,
    pub(crate) for_office: Option<String>,
}

impl Remark {
    pub(crate) fn new(severity: Severity, code: Code, message: impl Into<String>) -> Remark {
        Remark { severity, code, message: message.into(), expected: None, remedy: None, for_office: None }
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Remark {
        self.expected = Some(expected.into());
        self
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Remark {
        self.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn for_office(mut self, decision: impl Into<String>) -> Remark {
        self.for_office = Some(decision.into());
        self
    }
}

/// Cells that no field can use: errors and formulas without a result.
pub(crate) fn unusable(cell: &Cell) -> Option<Remark> {
    match &cell.value {
        Value::Error(_) if cell.looks().picture => Some(unseen::picture()),
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

/// As much of a cell's text as a finding repeats.
fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    vocabulary::excerpt(text, MOST).into_owned()
}

/// Remarks on a value that was read: where it comes from, what was left out of it.
pub(super) fn told(cell: &Cell) -> Vec<Remark> {
    let looks = cell.looks();
    let mut remarks = Vec::new();
    if let Some(words) = &looks.struck {
        let words = excerpt(words.trim());
        remarks.push(
            Remark::new(
                Severity::Warning,
                codes::STRUCK,
                format!("取り消し線の付いた「{words}」を除いて読み取りました。"),
            )
            .remedy("不要な文字は消してください。"),
        );
    }
    if let Some(words) = &looks.raised_words {
        let words = excerpt(words.trim());
        remarks.push(
            Remark::new(
                Severity::Warning,
                codes::TEXT,
                format!("上付きや下付きの文字（{words}）があります。印刷では位置が変わることがあります。"),
            )
            .remedy("10³のように文字で書くか、「10の3乗」のように書き改めてください。"),
        );
    }
    if let Some(words) = &looks.symbols {
        let words = excerpt(words.trim());
        remarks.push(
            Remark::new(
                Severity::Warning,
                codes::TEXT,
                format!("記号用のフォント（Wingdingsなど）の文字があります。画面では記号に見えますが、印刷では「{words}」になります。"),
            )
            .remedy("☑や→のように、フォントによらない記号か言葉で入力し直してください。"),
        );
    }
    if looks.foreign {
        remarks.push(
            Remark::new(
                Severity::Warning,
                codes::FOREIGN,
                "別のブックを参照する計算式の値です。最後に保存されたときの値を読み取りました。",
            )
            .remedy("古い値のままになっていないか確かめ、値を直接入力してください。"),
        );
    }
    if let Some(function) = &looks.volatile {
        let name = if function.is_empty() { String::new() } else { format!("（{function}）") };
        let message = format!(
            "計算式に、ファイルを開くたびに計算し直される関数{name}があり、値が変わることがあります。最後に保存されたときの値を読み取りました。"
        );
        remarks.push(
            Remark::new(Severity::Warning, codes::VOLATILE, message)
                .remedy("読み取った値が正しいか確かめ、計算式の代わりに値を直接入力してください。"),
        );
    }
    remarks
}

/// A text field: as a person sees it; only characters that cannot be printed are taken out.
pub(crate) fn text(cell: &Cell, longest: usize) -> Outcome<String> {
    if let Some(remark) = unusable(cell).or_else(|| unseen(cell)) {
        return Outcome::Rejected(remark);
    }
    let mut remarks = told(cell);
    remarks.extend(perhaps_otherwise(cell));
    if cell.is_blank() || cell.looks().all_struck {
        return Outcome::Nothing(remarks);
    }
    let (mut text, radicals) = kept(&cell.shown());
    if is_error_word(&text) {
        return Outcome::Rejected(
            Remark::new(
                Severity::Error,
                codes::ERROR_CELL,
                format!("計算式のエラー（{}）が文字で入っています。", text.trim()),
            )
            .remedy("内容を入力し直してください。"),
        );
    }
    if let Value::Number(number) = &cell.value
        && let Some(remark) = wrong_sign(&format::view(*number, &cell.format), &cell.stored(), Severity::Warning)
    {
        remarks.push(remark);
    }
    if !radicals.is_empty() {
        let mut seen: Vec<char> = radicals.clone();
        seen.sort_unstable();
        seen.dedup();
        let seen: String = seen.into_iter().take(20).collect();
        remarks.push(Remark::new(
            Severity::Note,
            codes::RADICAL,
            format!("部首の文字（{seen}）を、見た目の同じ漢字に直して読み取りました。"),
        ));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        text.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        remarks.push(
            Remark::new(Severity::Warning, codes::TEXT, "印刷できない制御文字が含まれていたため、取り除きました。")
                .remedy("文章が変わっていないか確かめてください。"),
        );
    }
    remarks.extend(without_unseen(&mut text));
    remarks.extend(not_meant(&text));
    remarks.extend(truth(cell));
    let length = text.encode_utf16().count();
    if length >= longest {
        let how = if length > longest {
            "より長くなっています"
        } else {
            "まで使われていて、末尾が切れているかもしれません"
        };
        remarks.push(
            Remark::new(Severity::Warning, codes::TEXT, format!("文章がExcelの上限（{longest}字）{how}。"))
                .remedy("短くまとめてください。"),
        );
    }
    if text_key(&text).is_empty() {
        return Outcome::Nothing(remarks);
    }
    Outcome::Value(text, remarks)
}

/// The same of a text that no other room reads for references: says when it points to another paper. What departments write for the
/// report is looked at as a whole (`assess::reviewer::ELSEWHERE`), and one reference is told once.
pub(crate) fn text_by_itself(cell: &Cell, longest: usize) -> Outcome<String> {
    let mut outcome = text(cell, longest);
    if let Outcome::Value(text, remarks) = &mut outcome {
        let bare = text_key(text);
        if ["別紙", "別添", "別表"].iter().any(|word| bare.contains(word)) {
            remarks.push(
                Remark::new(Severity::Warning, codes::TEXT, "別紙などを指しています。別の資料は取り込みません。")
                    .remedy("内容をこの欄に記入してください。"),
            );
        }
    }
    outcome
}

/// What to say of words that nobody meant to write: errors of formulas, characters that a program could not read.
fn not_meant(text: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if let Some(error) = error_within(text) {
        let error = error.to_ascii_uppercase();
        remarks.push(
            Remark::new(
                Severity::Warning,
                codes::ERROR_CELL,
                format!("文章の中に、計算式のエラーのような文字（{error}）があります。"),
            )
            .remedy("内容を入力し直してください。"),
        );
    }
    if text.contains('\u{FFFD}') {
        remarks.push(
            Remark::new(Severity::Warning, codes::TEXT, "文字化けした文字（�）が含まれています。")
                .remedy("元の文字を入力し直してください。"),
        );
    }
    remarks
}

/// What to say of TRUE or FALSE in the place of a text: what a form leaves of a check box or a comparison.
fn truth(cell: &Cell) -> Option<Remark> {
    let Value::Bool(_) = cell.value else { return None };
    let message =
        format!("文章の欄に、チェックボックスや計算式の結果と思われる値（{}）が入っています。", cell.stored());
    let remark = Remark::new(Severity::Warning, codes::TEXT, message);
    Some(remark.remedy("このまま印刷してよいか確かめ、内容を文章で入力し直してください。"))
}

/// What to say of a text that a rule of the sheet may show otherwise.
fn perhaps_otherwise(cell: &Cell) -> Option<Remark> {
    let change = cell.looks().conditional.filter(|_| !cell.is_blank())?;
    let message = format!("セルは、{}。セルの内容を読み取りました。", change.label());
    let remark = Remark::new(Severity::Warning, codes::UNSEEN, message);
    Some(remark.remedy("見えている内容と同じか確かめてください。"))
}

/// Takes out characters that nobody sees: those that turn the direction of writing, behind which a line would be printed backwards, and
/// those without width, which no search would pass over.
fn without_unseen(text: &mut String) -> Option<Remark> {
    let message = if text.contains(turns_direction) {
        "文字の並ぶ向きを変える見えない文字が含まれていたため、取り除きました。"
    } else if text.contains(has_no_width) {
        "幅のない、見えない文字が含まれていたため、取り除きました。"
    } else {
        return None;
    };
    text.retain(|c| !turns_direction(c) && !has_no_width(c));
    Some(Remark::new(Severity::Note, codes::TEXT, message))
}

/// A sign that the format hides or makes up.
fn wrong_sign(view: &format::View, stored: &str, severity: Severity) -> Option<Remark> {
    let message = view.wrong_sign(stored)?;
    let remedy = "負の数なら▲が見えるように表示形式を直し、そうでなければ入力し直してください。";
    Some(Remark::new(severity, codes::UNSEEN, message).remedy(remedy))
}

/// Cells of which a choice or a number cannot be taken: struck out as a whole, or in part where digits are at stake.
fn struck_out(cell: &Cell) -> Option<Remark> {
    let looks = cell.looks();
    (looks.all_struck).then(|| {
        let words = looks.struck.clone().unwrap_or_else(|| cell.stored());
        Remark::new(
            Severity::Error,
            codes::STRUCK,
            format!("取り消し線の付いた「{}」だけが入っています。取り込みません。", excerpt(words.trim())),
        )
        .remedy("正しい内容を入力し、不要なら消してください。")
    })
}

/// 進捗区分.
pub(crate) fn grade(cell: &Cell, grades: &[Grade]) -> Outcome<GradeId> {
    let looked = || struck_out(cell).or_else(|| unseen(cell)).or_else(|| unsure(cell, "進捗区分"));
    if let Some(remark) = unusable(cell).or_else(looked) {
        return Outcome::Rejected(remark);
    }
    if cell.is_blank() {
        return Outcome::Nothing(Vec::new());
    }
    let mut remarks = told(cell);
    let shown = cell.shown();
    match grade::read(&shown, grades) {
        Some(grade::Reading { grade, ticked: false }) => Outcome::Value(grade, remarks),
        Some(grade::Reading { grade, ticked: true }) => {
            let name = grades.iter().find(|of| of.id == grade).map_or(String::new(), Grade::label);
            let remark = Remark::new(
                Severity::Warning,
                codes::GRADE_TICKED,
                format!("チェックの印を「{name}」と読み取りました。"),
            )
            .expected(grade::choices(grades))
            .remedy("区分を選び直してください。");
            remarks.push(remark);
            Outcome::Value(grade, remarks)
        }
        None if is_undecided(&shown) => Outcome::Nothing(vec![undecided()]),
        None => Outcome::Rejected(
            Remark::new(Severity::Error, codes::GRADE_UNKNOWN, "進捗区分が選択肢にありません。")
                .expected(grade::choices(grades))
                .remedy("選択肢から選んでください。"),
        ),
    }
}

fn undecided() -> Remark {
    Remark::new(Severity::Warning, codes::UNDECIDED, "未定などと記入されています。空欄として扱いました。")
        .remedy("決まったら記入して出し直してください。")
}

/// What to say of stages of a part into which the plan does not divide its years.
pub(crate) fn no_such_part(field: Field, by: YearParts) -> Remark {
    let number = field.part().map_or(0, |part| part + 1);
    let message = format!("時期ごとの実績（工程）の{number}番目の欄は、この計画で扱わない欄です。");
    let remark = Remark::new(Severity::Error, codes::STAGE_UNKNOWN, message);
    let remark = remark.expected(match by.names() {
        [] => "年度の実績（工程）".to_owned(),
        names => format!("{}の実績（工程）", names.join("・")),
    });
    remark.remedy("配布した様式の欄に記入し直すか、「他の様式」の設定を直してください。")
}

/// 実績（工程） of a year or of a part of it.
pub(crate) fn stages(cell: &Cell, label: &str, known: &Stages) -> Outcome<Vec<Stage>> {
    let looked = || struck_out(cell).or_else(|| unseen(cell)).or_else(|| unsure(cell, label));
    if let Some(remark) = unusable(cell).or_else(looked) {
        return Outcome::Rejected(remark);
    }
    let shown = cell.shown();
    // A plan may have a stage of any name: 未定, 対象外.
    if let Some(stage) = known.meant_by(&shown) {
        return Outcome::Value(vec![stage], told(cell));
    }
    if is_undecided(&shown) {
        return Outcome::Nothing(vec![undecided()]);
    }
    if is_not_applicable(&shown) {
        return Outcome::Value(Vec::new(), Vec::new());
    }
    match stage::read(known, &shown) {
        Ok(stages) if stages.is_empty() => Outcome::Nothing(Vec::new()),
        Ok(stages) => Outcome::Value(stages, told(cell)),
        Err(part) => Outcome::Rejected(
            Remark::new(
                Severity::Error,
                codes::STAGE_UNKNOWN,
                format!("「{}」という工程はありません。", excerpt(&part)),
            )
            .expected(known.labels().collect::<Vec<_>>().join("・"))
            .remedy("選択肢から選んでください。"),
        ),
    }
}

/// What a cell for a number holds, before units are looked at.
pub(super) enum Quantity {
    /// What a person sees, the unit behind it (a key), and whether 千 or 万 was multiplied out.
    Shown {
        value: Decimal,
        unit: String,
        multiplied: bool,
        pointed: bool,
    },
    /// A stored number and what its format shows of it.
    Stored {
        value: Decimal,
        view: format::View,
    },
    NotApplicable,
    Nothing(Vec<Remark>),
    Rejected(Remark),
}

fn not_a_number(message: String) -> Remark {
    Remark::new(Severity::Error, codes::NOT_A_NUMBER, message)
        .expected("数字（例：1,200）")
        .remedy("数字だけを入力してください。ないときは0、当てはまらないときは―、分からないときは空欄にします。")
}

/// Looks that keep a cell from showing one number.
pub(super) fn not_one_number(cell: &Cell, field: &str) -> Option<Remark> {
    let looks = cell.looks();
    let why = if looks.struck.is_some() || looks.all_struck {
        "取り消し線の付いた文字があります"
    } else if looks.raised {
        "上付きや下付きの文字があります"
    } else if looks.split {
        "書式の違う数字が並んでいます"
    } else if looks.symbols.is_some() {
        "記号用のフォント（Wingdingsなど）の文字があります"
    } else {
        return None;
    };
    let code = if looks.struck.is_some() || looks.all_struck { codes::STRUCK } else { codes::NOT_A_NUMBER };
    Some(
        Remark::new(Severity::Error, code, format!("「{field}」に{why}。どの数字が正しいか分かりません。"))
            .expected("数字（例：1,200）")
            .remedy("正しい数字だけを入力し直してください。"),
    )
}

pub(super) fn quantity(cell: &Cell, field: &str) -> Quantity {
    let looked = || not_one_number(cell, field).or_else(|| unseen(cell)).or_else(|| unsure(cell, field));
    if let Some(remark) = unusable(cell).or_else(looked) {
        return Quantity::Rejected(remark);
    }
    match &cell.value {
        Value::Number(_) if date::is_date_format(&cell.format) => {
            Quantity::Rejected(not_a_number(format!("「{field}」が日付になっています。")))
        }
        Value::Number(stored) => stored_quantity(*stored, cell, field),
        Value::Text(text) => match added_by_format(cell, text, field) {
            Some(remark) => Quantity::Rejected(remark),
            None => typed_quantity(text, field),
        },
        _ => Quantity::Rejected(not_a_number(format!("「{field}」を数字として読めません。"))),
    }
}

fn stored_quantity(stored: f64, cell: &Cell, field: &str) -> Quantity {
    let Some(value) = number::decimal(stored) else {
        return Quantity::Rejected(not_a_number(format!("「{field}」の数字が大きすぎます。")));
    };
    let view = format::view(stored, &cell.format);
    if let Some(remark) = wrong_sign(&view, &number::shortest(stored), Severity::Error) {
        return Quantity::Rejected(remark);
    }
    match view.kind {
        Kind::Number => Quantity::Stored { value, view },
        // The accounting formats show zero as a dash.
        Kind::Words if value.is_zero() && view.text.chars().all(|c| is_dash(c) || matches!(c, '¥' | '\\' | ' ')) => {
            Quantity::Stored { value, view }
        }
        // A fraction, an exponent, digits parted by signs: what is seen is not worked out here.
        Kind::Digits => Quantity::Rejected(
            not_a_number(format!(
                "「{field}」の表示形式（{}）では、どの数字が見えているか分かりません。セルの値は{}です。",
                cell.format,
                number::shortest(stored)
            ))
            .remedy("セルの表示形式を「標準」か「#,##0」にして入力し直してください。"),
        ),
        _ => Quantity::Rejected(not_a_number(format!(
            "「{field}」は「{}」と表示されますが、セルの値は{}です。",
            view.text,
            number::shortest(stored)
        ))),
    }
}

/// What to say of a number in a text to which the format adds words (`@"円"`): Excel shows them, LibreOffice not with every text.
fn added_by_format(cell: &Cell, text: &str, field: &str) -> Option<Remark> {
    let shown = cell.shown();
    (text_key(&shown) != text_key(text)).then(|| {
        let message = format!(
            "「{field}」は表示形式（{}）のため「{}」と表示されますが、セルの文字は「{}」です。どちらの数字か分かりません。",
            cell.format,
            excerpt(shown.trim()),
            excerpt(text.trim())
        );
        not_a_number(message).remedy("セルの表示形式を「標準」にして、数字だけを入力し直してください。")
    })
}

fn typed_quantity(text: &str, field: &str) -> Quantity {
    let broken =
        |why: &str| Quantity::Rejected(not_a_number(format!("「{field}」に{why}。1つの数字として読めません。")));
    match number::read(text) {
        Number::Blank => Quantity::Nothing(Vec::new()),
        Number::NotApplicable => Quantity::NotApplicable,
        Number::Undecided => Quantity::Nothing(vec![undecided()]),
        Number::Value(figure) => Quantity::Shown {
            value: figure.value,
            unit: text_key(&figure.unit),
            multiplied: figure.multiplied,
            pointed: figure.pointed,
        },
        Number::Broken(Broken::Lines) => broken("改行があります"),
        Number::Broken(Broken::Space) => broken("数字の間に空白があります"),
        Number::Broken(Broken::Invisible) => broken("数字の間に目に見えない文字があります"),
        Number::Broken(Broken::Marks) => match other_numerals(text) {
            Some(what) => Quantity::Rejected(not_a_number(format!("「{field}」に{what}が入っています。"))),
            None => broken("丸数字や上付き数字などの記号があります"),
        },
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
        Number::Unreadable => match other_numerals(text) {
            Some(what) => Quantity::Rejected(not_a_number(format!("「{field}」に{what}が入っています。"))),
            None => Quantity::Rejected(not_a_number(format!("「{field}」を数字として読めません。"))),
        },
    }
}

/// Numerals that are no Arabic digits, where a text has nothing else: 一二〇, ٣٢; and marks that nobody sees and that turn what is behind them.
fn other_numerals(text: &str) -> Option<&'static str> {
    let is_kanji = |c: char| "〇零一二三四五六七八九十百千万億壱弐参拾".contains(c);
    let bare: Vec<char> = text.chars().filter(|c| !is_space(*c) && !matches!(c, ',' | '円' | '、' | '.')).collect();
    if bare.is_empty() {
        None
    } else if bare.iter().any(|c| turns_direction(*c)) {
        Some("目に見えない文字（文字の向きを変えるもの）")
    } else if bare.iter().all(|c| is_kanji(*c)) {
        Some("漢数字")
    } else {
        // Numerals of other scripts: Arabic, Devanagari, Thai ….
        let is_other = |c: char| ('\u{0660}'..='\u{1FFF}').contains(&c) && c.is_numeric();
        bare.iter().all(|c| is_other(*c)).then_some("ほかの文字の数字")
    }
}

/// The text of a format around the digits without signs: 千円 of `"▲"#,##0"千円"`, 円 of `¥#,##0`; a key.
pub(super) fn around(view: &format::View) -> String {
    let bare = |text: &str| text_key(text).replace(['(', ')', '-', '−', '▲', '△', '+', '_'], "");
    let prefix = bare(&view.prefix);
    match prefix.as_str() {
        "" => bare(&view.suffix),
        "¥" | "\\" if view.suffix.trim().is_empty() => "円".to_owned(),
        _ => format!("{prefix}{}", bare(&view.suffix)),
    }
}

/// What is shown differs from what is stored.
pub(super) fn rounded(view: &format::View, value: Decimal) -> Option<Remark> {
    let says_zero = view.kind == Kind::Words;
    (view.rounded || says_zero).then(|| {
        Remark::new(
            if says_zero { Severity::Warning } else { Severity::Note },
            codes::ROUNDED,
            format!(
                "「{}」と表示されますが、セルの値は{}です。セルの値を読み取りました。",
                view.text,
                value.normalize()
            ),
        )
    })
}

/// What to say of a decimal point where whole numbers belong: 1.200 may be 1,200.
pub(super) fn decimal_point(field: &str) -> Remark {
    not_a_number(format!("「{field}」に小数点があります。整数の欄なので、桁区切りの間違いか端数か分かりません。"))
        .expected("整数（例：1,200）")
}

/// The unit that stands behind the digits of a text: 千円 of 1,200千円.
pub(super) fn written_unit(cell: &Cell) -> Option<MoneyUnit> {
    let text = text_key(&cell.shown());
    let unit: String = text.chars().skip_while(|c| !matches!(c, '千' | '百' | '万' | '億' | '十' | '円')).collect();
    MoneyUnit::from_label(&unit)
}

/// 提出日; `example` is one of the year at hand: 令和3年5月10日 または 2021/5/10.
pub(crate) fn day(cell: &Cell, text: Option<&str>, example: &str) -> Outcome<Date> {
    let of_day = |remark: Remark| remark.expected(example).remedy("年月日を入力し直してください。");
    let looked = || not_one_number(cell, "提出日").map(of_day).or_else(|| unseen(cell));
    if let Some(remark) = unusable(cell).or_else(looked).or_else(|| unsure(cell, "提出日")) {
        return Outcome::Rejected(remark);
    }
    let not_a_date = || {
        Outcome::Rejected(
            Remark::new(Severity::Error, codes::NOT_A_DATE, "提出日を日付として読めません。")
                .expected(example)
                .remedy("年月日を入力し直してください。"),
        )
    };
    let typed = match (&cell.value, text) {
        (_, Some(text)) => text.to_owned(),
        (Value::Text(text) | Value::Date(text), None) => text.clone(),
        // A day typed as eight digits is a number to Excel; a serial number without a date's format still is a day of these years.
        (Value::Number(number), None) => {
            let is_shown =
                cell.format.eq_ignore_ascii_case("general") || cell.format.is_empty() || shows_full_date(&cell.format);
            let serial = date::from_serial(*number).filter(|day| is_shown && (2000..2100).contains(&day.year()));
            let eight = (*number >= 19_000_101.0).then(|| number::shortest(*number));
            return match serial.or_else(|| date::read(&eight?).map(|day| day.date)) {
                Some(day) => Outcome::Value(day, Vec::new()),
                None if is_shown => not_a_date(),
                None => Outcome::Rejected(
                    Remark::new(
                        Severity::Error,
                        codes::NOT_A_DATE,
                        format!(
                            "提出日が「{}」と表示され、年月日が見えません（表示形式 {}）。",
                            cell.shown(),
                            cell.format
                        ),
                    )
                    .expected(example)
                    .remedy("年月日が見える表示形式にして、入力し直してください。"),
                ),
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
            let era = day.remark.map(|remark| Remark::new(Severity::Note, codes::ERA, remark));
            let other_weekday = date::names_other_weekday(&typed, day.date).then(|| {
                Remark::new(Severity::Warning, codes::OTHER_WEEKDAY, "提出日の日付と曜日が合いません。")
                    .expected(format!("{}（{}）", japanese_date(day.date), weekday(day.date)))
                    .remedy("日付と曜日のどちらが正しいか確かめ、正しい提出日を入力し直してください。")
            });
            Outcome::Value(day.date, era.into_iter().chain(other_weekday).collect())
        }
        None => not_a_date(),
    }
}

/// Whether a format shows the year, the month and the day of a date.
fn shows_full_date(code: &str) -> bool {
    let code = code.split(';').next().unwrap_or(code);
    let mut letters = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '\\' | '!' | '_' | '*' => drop(chars.next()),
            c => letters.push(c.to_ascii_lowercase()),
        }
    }
    letters.contains(['y', 'e', 'r']) && letters.contains('m') && letters.contains('d')
}

/// 版: 2, 第2版.
pub(crate) fn version(cell: &Cell, text: Option<&str>) -> Outcome<u32> {
    let looked = || not_one_number(cell, "版").or_else(|| unseen(cell)).or_else(|| unsure(cell, "版"));
    if let Some(remark) = unusable(cell).or_else(looked) {
        return Outcome::Rejected(remark);
    }
    let shown = text.map_or_else(|| cell.shown(), str::to_owned);
    // 1⏎2 and ① are asked about, 第2版 is read.
    let one_row = !matches!(number::read(&shown), Number::Broken(_));
    let typed = text_key(&shown);
    if typed.is_empty() || is_not_applicable(&typed) {
        return Outcome::Nothing(Vec::new());
    }
    let digits =
        typed.trim_start_matches('第').trim_start_matches("ver.").trim_start_matches('v').trim_end_matches('版');
    // A format may show another number than the cell holds.
    let is_stored = |version: u32| match &cell.value {
        Value::Number(number) if text.is_none() => *number == f64::from(version),
        _ => true,
    };
    match digits.parse::<u32>() {
        Ok(version @ 1..=999) if !is_stored(version) => Outcome::Rejected(
            Remark::new(
                Severity::Error,
                codes::NOT_A_NUMBER,
                format!("版は「{shown}」と表示されますが、セルの値は{}です。", cell.stored()),
            )
            .expected("1、2、3…")
            .remedy("何回目の提出かを数字で入力してください。"),
        ),
        Ok(version @ 1..=999) if one_row => Outcome::Value(version, told(cell)),
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

    #[test]
    fn another_paper_is_told_of_once() {
        let cell = Cell::text("内容は別紙のとおり");
        assert!(text(&cell, 100).remarks().is_empty());
        assert_eq!(text_by_itself(&cell, 100).remarks().len(), 1);
        assert!(text_by_itself(&Cell::text("窓口を設けた。"), 100).remarks().is_empty());
    }

    #[test]
    fn texts_are_kept_to_the_letter() {
        let kept = " ｱｲｳ①㈱\n　全角の行頭\t終わり ";
        assert_eq!(text(&typed(kept), 32_767), Outcome::Value(kept.to_owned(), Vec::new()));
        assert!(
            matches!(text(&typed("a\u{1}b"), 32_767), Outcome::Value(text, remarks) if text == "ab" && remarks.len() == 1)
        );
        assert!(matches!(text(&typed("前年は #REF! 件"), 32_767), Outcome::Value(_, remarks) if remarks.len() == 1));
        assert!(matches!(text(&typed("長い"), 1), Outcome::Value(_, remarks) if remarks.len() == 1));
    }
}
