//! Cells that do not show what they hold: pictures, formats that hide, other calendars, white on white, rules of the sheet.

use super::super::codes;
use super::super::normalize::format::{self, Kind};
use super::super::normalize::number;
use super::super::normalize::text::is_not_applicable;
use super::super::workbook::{Cell, Value};
use super::{Remark, excerpt};
use crate::finding::Severity;

/// What to say of a cell that shows a picture.
pub(super) fn picture() -> Remark {
    let message = "セルに、画像か、株価や地理などのデータ型が入っています。その中の文字や数字は読み取れません。";
    Remark::new(Severity::Error, codes::OVERLAY, message).remedy("内容を文字や数字で入力してください。")
}

/// Cells whose content no field can use because of how it looks: a picture, what nobody sees.
pub(in crate::intake) fn unseen(cell: &Cell) -> Option<Remark> {
    let looks = cell.looks();
    let picture = looks.picture || matches!(&cell.value, Value::Text(text) if is_picture(text));
    if picture {
        return Some(self::picture());
    }
    // Nothing is lost where a dash is not seen.
    if looks.disputed && !matches!(&cell.value, Value::Text(text) if is_not_applicable(text)) {
        let message =
            "文字の色や取り消し線の書式が、ソフトによって違って見えます（見えないことがあります）。取り込みません。";
        let remark = Remark::new(Severity::Error, codes::UNSEEN, message);
        return Some(remark.remedy("セルの文字の色と取り消し線を直し、内容を入力し直してください。"));
    }
    if let (true, Value::Bool(is_on)) = (looks.checkbox, &cell.value) {
        let mark = if *is_on { '☑' } else { '☐' };
        let message =
            format!("セルにチェックボックス（{mark}）が入っています。何を表すか分からないため、取り込みません。");
        let remark = Remark::new(Severity::Error, codes::UNSEEN, message);
        return Some(remark.remedy("チェックの代わりに、内容を文字や数字で入力してください。"));
    }
    if let Some(kept) = &looks.kept_text {
        let (kept, stored) = (excerpt(kept.trim()), excerpt(&cell.shown()));
        let message = format!(
            "ファイルの中で、表示の文字（{kept}）と値（{stored}）が食い違っています。どちらが正しいか分かりません。取り込みません。"
        );
        let remark = Remark::new(Severity::Error, codes::UNSEEN, message);
        return Some(remark.remedy("ファイルを作ったソフトで開き、内容を入力し直して保存してください。"));
    }
    let number = match &cell.value {
        Value::Number(number) => Some((*number, format::view(*number, &cell.format).kind)),
        _ => None,
    };
    match number {
        Some((number, Kind::Hashes)) => return Some(filled_with_hashes(number)),
        Some((number, Kind::Foreign)) => return Some(of_another_calendar(number, &cell.format)),
        _ => {}
    }
    let hidden_by_format = match &cell.value {
        Value::Number(_) => number.is_some_and(|(_, kind)| kind == Kind::Nothing),
        Value::Text(text) => !cell.is_blank() && format::text_view(text, &cell.format).trim().is_empty(),
        _ => false,
    };
    let why = if hidden_by_format {
        "セルの表示形式のため"
    } else if looks.invisible && !cell.is_blank() {
        if let Some(words) = &looks.unseen_words {
            let words = excerpt(words.trim());
            return Some(
                Remark::new(
                    Severity::Error,
                    codes::UNSEEN,
                    format!("「{words}」の文字が、背景と同じような色か小さすぎる大きさで、見えません。この欄は取り込みません。"),
                )
                .remedy("取り込む内容なら見えるように直し、不要なら消してください。"),
            );
        }
        "文字が背景と同じような色か小さすぎるため"
    } else if looks.repeated && !cell.is_blank() {
        return Some(
            Remark::new(
                Severity::Error,
                codes::UNSEEN,
                format!(
                    "セルの配置が「繰り返し」のため、「{}」が何度も並んで見えることがあります。取り込みません。",
                    excerpt(&cell.shown())
                ),
            )
            .remedy("セルの書式設定で、横位置を「標準」に直してください。"),
        );
    } else {
        return None;
    };
    let stored = excerpt(&cell.stored());
    Some(
        Remark::new(
            Severity::Error,
            codes::UNSEEN,
            format!("{why}、画面では何も見えませんが、セルには「{stored}」が入っています。取り込みません。"),
        )
        .remedy("取り込む内容なら見えるように直し、不要なら消してください。"),
    )
}

/// A number for which its format has no text.
fn filled_with_hashes(number: f64) -> Remark {
    let stored = excerpt(&number::shortest(number));
    let message =
        format!("セルの値（{stored}）が表示形式に合わないため、画面では「###」などと表示されます。取り込みません。");
    let remark = Remark::new(Severity::Error, codes::UNSEEN, message);
    remark.remedy("値か表示形式を直し、内容が見えるように入力し直してください。")
}

/// A number that its format shows by another calendar, in another language's words or another script's digits.
fn of_another_calendar(number: f64, format: &str) -> Remark {
    let stored = excerpt(&number::shortest(number));
    let message = format!(
        "セルの表示形式（{format}）は和暦・西暦のほかの暦か外国語などのもので、どう見えるか分かりません。セルの値は{stored}です。取り込みません。"
    );
    let remark = Remark::new(Severity::Error, codes::UNSEEN, message);
    remark.remedy("見えるとおりの内容を文字で入力するか、表示形式を直して入力し直してください。")
}

/// Cells for a choice or a number of which a rule of the sheet may show something else.
pub(in crate::intake) fn unsure(cell: &Cell, field: &str) -> Option<Remark> {
    let change = cell.looks().conditional.filter(|_| !cell.is_blank())?;
    Some(
        Remark::new(
            Severity::Error,
            codes::UNSEEN,
            format!("「{field}」のセルは、{}。セルの値は{}です。", change.label(), excerpt(&cell.stored())),
        )
        .remedy("条件付き書式やシートの表示の設定を消し、見えるとおりの内容で提出し直してください。"),
    )
}

/// A picture of WPS Office: `=DISPIMG("ID_…",1)`.
fn is_picture(text: &str) -> bool {
    let text = text.trim_start_matches(['=', '_']).to_ascii_uppercase();
    text.starts_with("DISPIMG(") || text.starts_with("XLFN.DISPIMG(")
}
