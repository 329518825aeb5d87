//! What a cell accepts, what it says when it is selected, and what it says when something else is typed.
//!
//! Excel's limits: 32 characters for a title, 255 for a message. Choices are stopped; lengths only warn, since a department's text
//! is worth more than a rule about it.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula};

use super::Error;
use super::example::{Example, rounding_sentence};
use crate::contract::{Audience, Field};
use crate::plan::{Indicator, Plan, Rating, Wording};
use crate::vocabulary::{CellAddress, FiscalYear, MoneyUnit, Rounding};

/// How many characters of names of stages a message lists.
const LONGEST_LIST: usize = 150;

/// How many characters a text should have at most: what fits into the highest row a sheet can have (409 points).
pub(super) fn longest_text(field: Field) -> Option<u32> {
    match field {
        Field::Result => Some(420),
        Field::Issues | Field::NextSteps | Field::Response => Some(300),
        Field::GradeReason => Some(180),
        field if field.is_open_text() => Some(150),
        _ => None,
    }
}

/// What a text cell is for, as its input message.
fn text_message(field: Field, example: Example<'_>) -> String {
    let message = match field {
        Field::Result => {
            let citizens = example.citizens();
            return format!("この年度に行ったことと、その成果を、{citizens}に分かる言葉で2～4文にまとめてください。");
        }
        Field::GradeReason => return format!("{}は、必ず理由を書いてください。", example.reason_is_due()),
        Field::Issues => "進めるうえでの課題を書いてください。なければ「特になし」と書いてください。",
        Field::NextSteps => "次の年度に行うことを、時期とともに書いてください。",
        Field::Response => {
            return format!(
                "左の意見への対応を書いてください。意見が2つ以上あるときは、意見の番号（例：{}）を付けて書き分けてください。",
                example.opinion()
            );
        }
        field if field.definition().audience == Audience::Office => "事務局への連絡など。",
        _ => "",
    };
    message.to_owned()
}

/// Who gets to see what is written into a field.
pub(super) fn shown_to(readers: Audience) -> &'static str {
    match readers {
        Audience::Public => "公表されます。",
        Audience::Council => "審議会に示しますが、公表されません。",
        Audience::Office => "公表されません。",
    }
}

/// A text of up to [`longest_text`] characters; longer ones are warned about and kept. It says who gets to see it.
pub(super) fn text(
    field: Field,
    readers: Audience,
    example: Example<'_>,
    wording: &Wording,
) -> Result<Option<DataValidation>, Error> {
    let Some(longest) = longest_text(field) else { return Ok(None) };
    let names = if field == Field::Result { "\n個人の名前は書かないでください。" } else { "" };
    let message = format!("{}{}{names}", text_message(field, example), shown_to(readers));
    Ok(Some(
        DataValidation::new()
            .allow_text_length(DataValidationRule::LessThanOrEqualTo(longest))
            .set_input_title(wording.say(field.label()))?
            .set_input_message(format!("{}\n（{longest}字まで。改行は Alt＋Enter）", wording.say(&message)))?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title(wording.say(&format!("{}が長すぎます", field.label())))?
            .set_error_message(format!(
                "{longest}字を超えています。印刷で切れることがあります。短くするには「いいえ」、このままにするには「はい」を押してください。"
            ))?,
    ))
}

/// 進捗区分 from the plan's grades.
pub(super) fn grade(list: &str, wording: &Wording) -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_list_formula(Formula::new(list))
        .set_input_title(wording.say("進捗区分"))?
        .set_input_message("右の▼を押して選んでください。区分の意味は「記入例」のシートにあります。")?
        .set_error_title(wording.say("進捗区分が選択肢にありません"))?
        .set_error_message("右の▼を押し、一覧の中から選んでください。\n消すには Delete キーを押してください。")?)
}

/// 進捗区分 of an item whose grade is computed: one that only a person gives, where it applies.
pub(super) fn stated_grade(list: &str, wording: &Wording) -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_list_formula(Formula::new(list))
        .set_input_title(wording.say("進捗区分"))?
        .set_input_message("指標の実績値から計算するので、ふつうは空白のままにします。▼の中のものに当てはまるときだけ選んでください。")?
        .set_error_title(wording.say("進捗区分が選択肢にありません"))?
        .set_error_message("この行の区分は、指標の実績値から計算します。▼の中のものに当てはまらなければ、Delete キーで消してください。")?)
}

/// 実績（工程） of a year or of a part of it from the plan's stages; a combination that is not listed may be typed.
pub(super) fn stage(
    list: &str,
    field: Field,
    plan: &Plan,
    example: Example<'_>,
    wording: &Wording,
) -> Result<DataValidation, Error> {
    let stages = &plan.settings.stages;
    let when = field.part().and_then(|part| plan.schedule_by.names().get(part).copied()).unwrap_or("この年度");
    let names = stages.labels().collect::<Vec<_>>().join("・");
    // Excel takes 255 characters.
    let names = if names.chars().count() > LONGEST_LIST { "一覧の工程".to_owned() } else { names };
    Ok(DataValidation::new()
        .allow_list_formula(Formula::new(list))
        .set_input_title(fitting_title(&wording.say(field.label())))?
        .set_input_message(format!(
            "{when}に実際に進んだ工程を選んでください。一覧にない組合せは「{}」のように「・」でつないで入力できます。",
            example.stages()
        ))?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("一覧にない工程です")?
        .set_error_message(format!(
            "{names}の組合せですか。\nこのままでよければ「はい」を、選び直すには「いいえ」を押してください。"
        ))?)
}

/// What amounts of a form are: 千円単位の整数, 百万円単位の数字（小数第3位まで）.
pub(super) fn amount_kind(unit: MoneyUnit) -> String {
    match unit.entered_decimals() {
        0 => format!("{}単位の整数", unit.label()),
        decimals => format!("{}単位の数字（小数第{decimals}位まで）", unit.label()),
    }
}

/// The largest amount that a cell takes, in yen: 1,000億円.
const MOST: i64 = 100_000_000_000;

/// An amount in the unit of entry at `first`, the top cell of its column: a number with no more decimals than the unit has, or ―. An
/// effect may be below zero, a cost may not.
pub(super) fn amount(
    field: Field,
    first: CellAddress,
    unit: MoneyUnit,
    rounding: Rounding,
    wording: &Wording,
) -> Result<DataValidation, Error> {
    let (label, most) = (unit.label(), MOST / unit.yen());
    let exact = match unit.entered_decimals() {
        0 => format!("MOD({first},1)=0"),
        decimals => format!("ROUND({first},{decimals})={first}"),
    };
    let is_cost = field.cost().is_some();
    let (what, within, negative) = match is_cost {
        true => ("事業費", format!("{first}>=0,{first}<{most}"), ""),
        false => {
            let negative = "減ったときは -120 のように入力すると ▲120 と表示されます。\n";
            ("効果額", format!("ABS({first})<{most}"), negative)
        }
    };
    let rule = format!(
        "=OR(AND(ISNUMBER({first}),{exact},{within}),{first}=\"―\",{first}=\"－\",{first}=\"-\",{first}=\"該当なし\")"
    );
    let below = match unit {
        MoneyUnit::Yen => String::new(),
        MoneyUnit::Thousand => format!("（千円未満は{}）", rounding_sentence(rounding)),
        _ => format!("（千円未満は{}。小数で書きます）", rounding_sentence(rounding)),
    };
    let from_yen = match unit {
        MoneyUnit::Yen => "千円単位の金額は 1000 を掛けてください。".to_owned(),
        MoneyUnit::Thousand => "円単位の金額は 1000 で割ってください。".to_owned(),
        unit => format!("円単位の金額は {} で割ってください。", unit.yen()),
    };
    let units = match unit {
        MoneyUnit::Yen => "「円」や「約」は付けません。".to_owned(),
        _ => format!("「円」「{label}」や「約」は付けません。"),
    };
    let example = if unit.is_whole() { "1234" } else { "12.3" };
    let kind = amount_kind(unit);
    Ok(DataValidation::new()
        .allow_custom(Formula::new(rule))
        .set_input_title(fitting_title(&wording.say(field.label())))?
        .set_input_message(format!(
            "{kind}で入力してください{below}。\n{negative}なければ 0、この取組に当てはまらなければ ―、まだ分からなければ空白のままにしてください。"
        ))?
        .set_error_title(format!("{what}は{label}単位の{}です", if unit.is_whole() { "整数" } else { "数字" }))?
        .set_error_message(format!(
            "数字だけを入力してください（例：{example}）。{units}{from_yen}\n当てはまらないときは ― を入力してください。"
        ))?)
}

/// A title of an input message: Excel takes 32 characters of it.
fn fitting_title(title: &str) -> String {
    title.chars().take(32).collect()
}

/// An indicator's result in its own unit: a number or ―.
pub(super) fn indicator(
    field: Field,
    indicator: &Indicator,
    target: Option<&str>,
    cell: CellAddress,
) -> Result<DataValidation, Error> {
    let rule = format!("=OR(ISNUMBER({cell}),{cell}=\"―\",{cell}=\"－\",{cell}=\"-\",{cell}=\"該当なし\")");
    let target = target.map_or(String::new(), |target| format!("（目標 {target}）"));
    // A name of any length may come from the plan; Excel's limit is 255.
    let name: String = indicator.name.chars().take(80).collect();
    let unit: String = indicator.unit.chars().take(20).collect();
    Ok(DataValidation::new()
        .allow_custom(Formula::new(rule))
        .set_input_title(field.label())?
        .set_input_message(format!(
            "「{name}」の実績値を、単位「{unit}」の数字だけで入力してください{target}。\n測れなかったときは空白のままにし、当てはまらなければ ― を入力してください。"
        ))?
        .set_error_title("実績値は数字です")?
        .set_error_message(format!(
            "数字だけを入力してください（例：1234.5）。「{unit}」や「約」は付けません。当てはまらないときは ― を入力してください。"
        ))?)
}

/// 提出日: a day from the year's first to the end of the next year.
pub(super) fn submitted_on(year: FiscalYear, of: Example<'_>) -> Result<DataValidation, Error> {
    let day = |year: FiscalYear, month, day| ExcelDateTime::from_ymd(year.0.clamp(1900, 9990) as u16, month, day);
    Ok(DataValidation::new()
        .allow_date(DataValidationRule::Between(day(year, 4, 1)?, day(FiscalYear(year.0.saturating_add(2)), 3, 31)?))
        .set_input_title("提出日")?
        .set_input_message(format!("{} 又は {} のように入力してください。", of.typed_day(), of.typed_day_of_era()))?
        .set_error_title("提出日が日付ではありません")?
        .set_error_message(format!(
            "{year}の4月1日から翌年度の末日までの日付を、{} のように入力してください。",
            of.typed_day()
        ))?)
}

/// 版: a whole number from 1.
pub(super) fn version() -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_whole_number(DataValidationRule::Between(1, 99))
        .set_input_title("版")?
        .set_input_message("最初の提出は 1 です。直して出し直すときは 2、3 … と増やしてください。")?
        .set_error_title("版は数字です")?
        .set_error_message("1 から 99 までの整数を入力してください。")?)
}

/// A free cell of the cover with a word on what it is for.
pub(super) fn internal(title: &str, wording: &Wording) -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_any_value()
        .set_input_title(title)?
        .set_input_message(wording.say("事務局からの問合せに使います。公表されません。"))?)
}

/// 評価: a whole number of the plan's scale, or a letter from the `list`.
pub(super) fn rating(scale: &Rating, list: &str) -> Result<DataValidation, Error> {
    let validation = DataValidation::new().set_input_title("評価")?;
    // Words of any length may come from the plan; Excel's limit is 255.
    let described: String = scale.described("　").chars().take(200).collect();
    let validation =
        validation.set_input_message(format!("{described}\n評価しないときは空白のままにしてください。"))?;
    Ok(match scale {
        Rating::Points { most, .. } => validation
            .allow_whole_number(DataValidationRule::Between(1, i32::from(*most)))
            .set_error_title(format!("評価は1から{most}までです"))?
            .set_error_message(format!("{} のいずれかの数字を入力してください。", scale.choices()))?,
        Rating::Letters(_) => validation
            .allow_list_formula(Formula::new(list))
            .set_error_title("評価が選択肢にありません")?
            .set_error_message(format!("右の▼を押し、{} の中から選んでください。", scale.choices()))?,
    })
}

/// A member's opinion.
pub(super) fn opinion(wording: &Wording) -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_text_length(DataValidationRule::LessThanOrEqualTo(400))
        .set_input_title("意見")?
        .set_input_message(
            wording
                .say("よい点、改めるべき点、担当課への質問などを書いてください（400字まで）。お名前は公表されません。"),
        )?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("意見が長すぎます")?
        .set_error_message("400字を超えています。このままでよければ「はい」を押してください。")?)
}

/// Why a body gives a grade.
pub(super) fn reason() -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_text_length(DataValidationRule::LessThanOrEqualTo(400))
        .set_input_title("評価の理由")?
        .set_input_message("そのように評価した理由を書いてください（400字まで）。")?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("理由が長すぎます")?
        .set_error_message("400字を超えています。このままでよければ「はい」を押してください。")?)
}

/// 委員番号.
pub(super) fn member(wording: &Wording) -> Result<DataValidation, Error> {
    Ok(DataValidation::new()
        .allow_whole_number(DataValidationRule::Between(1, 99))
        .set_input_title("委員番号")?
        .set_input_message(wording.say("事務局からお知らせした番号です。お名前は書かないでください。"))?
        .set_error_title("委員番号は数字です")?
        .set_error_message("1 から 99 までの整数を入力してください。")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;
    use crate::vocabulary::Period;

    #[test]
    fn every_text_of_a_department_says_what_it_is_for() {
        let plan = fixture::small();
        let example = Example::new(&plan, fixture::YEAR, Period::YEAR_END);
        for field in Field::ALL.iter().copied().filter(|field| field.is_open_text()) {
            assert!(text_message(field, example).ends_with('。'), "{}", field.key());
        }
    }
}
