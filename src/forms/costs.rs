//! The columns of 費用 in a form: what was planned and spent last year beside the open cells, sums as formulas, what may be typed.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ConditionalFormatFormula, DataValidation, Format, Formula, Worksheet};

use super::Error;
use super::entry_sheet::Form;
use super::number_formats::amount_format;
use super::rows::Row;
use crate::contract::entries::{Slot, Typed};
use crate::contract::{Field, FieldKind};
use crate::excel::form_look;
use crate::merge::record::YearRecord;
use crate::plan::{ActionItem, Costs, Plan};
use crate::vocabulary::{CellAddress, CostFigures, CostPart, FiscalYear, MoneyUnit, Yen};

/// Whether a form of the plan has a column of 費用.
pub(super) fn has_column(plan: &Plan, field: Field, with_last_year: bool) -> bool {
    let Some(costs) = plan.costs() else { return false };
    match (field, field.kind()) {
        (_, FieldKind::Cost(part)) => costs.has(part),
        (Field::LastCosts, _) => with_last_year,
        (Field::SourcesSum, _) => !costs.sources.is_empty(),
        (Field::StaffYears | Field::StaffCost, _) => costs.asks_staff(),
        _ => true,
    }
}

/// The text of 事業費の計画 of a year.
pub(super) fn planned(plan: &Plan, action: &ActionItem, year: FiscalYear) -> String {
    let shown = |costs: &Costs| costs.shown(action.planned_costs.get(&year)?, plan.settings.entry_unit);
    plan.costs().and_then(shown).unwrap_or("―".into())
}

/// The text of 前年度の事業費: what counted.
pub(super) fn last_year(plan: &Plan, action: &ActionItem, last: &YearRecord) -> Option<String> {
    let record = last.actions.get(&action.id)?;
    let amounts = record.costs().filter_map(|(part, amount)| Some((part, amount.value.value()?)));
    let staff = record.staff().and_then(|staff| staff.value.value());
    plan.costs()?.shown(&CostFigures { amounts: amounts.collect(), staff }, plan.settings.entry_unit)
}

/// The format of 人工.
pub(super) fn staff_format(plan: &Plan) -> String {
    amount_format(staff_decimals(plan))
}

/// How many decimals 人工 may have.
pub(super) fn staff_decimals(plan: &Plan) -> u32 {
    plan.costs().map_or(0, |costs| costs.staff_decimals)
}

/// 人工 at `first`, the top cell of its column: a number with no more decimals than the plan has, or ―.
pub(super) fn staff_rule(costs: &Costs, first: CellAddress) -> Result<DataValidation, Error> {
    let decimals = costs.staff_decimals;
    let rule = format!(
        "=OR(AND(ISNUMBER({first}),ROUND({first},{decimals})={first},{first}>=0,{first}<10000),{first}=\"―\",{first}=\"－\",{first}=\"-\",{first}=\"該当なし\")"
    );
    let digits = match decimals {
        0 => "整数".to_owned(),
        decimals => format!("数字（小数第{decimals}位まで）"),
    };
    Ok(DataValidation::new()
        .allow_custom(Formula::new(rule))
        .set_input_title("人工")?
        .set_input_message(format!(
            "1人が1年働く分を1として、この取組にかかった分を{digits}で入力してください（例：2人が半年なら 1）。\nなければ 0、当てはまらなければ ―、まだ分からなければ空白のままにしてください。"
        ))?
        .set_error_title("人工は0以上の数字です")?
        .set_error_message(format!(
            "0以上の{digits}だけを入力してください。時間や金額、「人」は書きません。当てはまらないときは ― を入力してください。"
        ))?)
}

/// The lines of 記入例 on costs.
pub(super) fn guide(costs: &Costs, unit: MoneyUnit, kind: &str) -> Vec<[String; 3]> {
    let mut lines = vec![[
        CostPart::Total.label().to_owned(),
        format!(
            "この年度にかかった額。{kind}。職員の人件費は含めません。なければ 0、当てはまらなければ ―、まだ分からなければ空白。"
        ),
        unit.exact(Yen(1_200_000)),
    ]];
    if !costs.sources.is_empty() {
        lines.push([
            costs.sources.join("・"),
            "事業費の財源の内訳。「財源の計」が事業費と同じになるように書きます。違うと「財源の計」が赤くなります。"
                .to_owned(),
            unit.exact(Yen(700_000)),
        ]);
    }
    if costs.asks_staff() {
        lines.push([
            crate::plan::costs::STAFF.to_owned(),
            "1人が1年働く分を1として、この取組にかかった分。人件費は、決められた単価から計算されます。".to_owned(),
            "0.5".to_owned(),
        ]);
    }
    lines
}

impl Form<'_> {
    /// Writes a sum of 費用 as a formula with the value that it has for what was typed; false where the field is none.
    pub(super) fn sum(&self, sheet: &mut Worksheet, at: u32, row: &Row<'_>, field: Field) -> Result<bool, Error> {
        let Some(costs) = self.plan.costs().filter(|_| matches!(field, Field::SourcesSum | Field::StaffCost)) else {
            return Ok(false);
        };
        let unit = self.plan.settings.entry_unit;
        let cell = |field: Field| CellAddress::new(at, self.column_of(field));
        let typed = |field: Field| match self.entries.get(Slot::Row(row.action.id, field)).map(|cell| &cell.typed) {
            Some(Typed::Number(number)) => Some(*number),
            _ => None,
        };
        let (formula, value) = match field {
            Field::SourcesSum => {
                let fields: Vec<Field> = costs.sources().filter_map(|(source, _)| Field::of_cost(source)).collect();
                let (Some(first), Some(last)) = (fields.first(), fields.last()) else { return Ok(false) };
                let range = format!("{}:{}", cell(*first), cell(*last));
                let given: Vec<f64> = fields.iter().filter_map(|field| typed(*field)).collect();
                self.mark_unlike(sheet, cell(Field::CostTotal), cell(field), &range)?;
                (format!("=IF(COUNT({range})=0,\"\",SUM({range}))"), (!given.is_empty()).then(|| given.iter().sum()))
            }
            _ => {
                let staff = cell(Field::StaffYears);
                let Some(price) = costs.staff_price.get(&self.year) else {
                    sheet.write_string_with_format(
                        at,
                        narrow(cell(field)),
                        "（単価なし）",
                        &form_look::locked_centred(),
                    )?;
                    return Ok(true);
                };
                let price = (Decimal::from(price.0) / Decimal::from(unit.yen())).normalize();
                let value = typed(Field::StaffYears).zip(price.to_f64()).map(|(staff, price)| staff * price);
                (format!("=IF(ISNUMBER({staff}),{staff}*{price},\"\")"), value)
            }
        };
        // A sum of nothing shows nothing in programs that do not compute when they open a file, too.
        sheet.set_formula_result_default("");
        let shown = value.map_or(String::new(), |value: f64| value.to_string());
        let format = form_look::locked().set_num_format(amount_format(unit.entered_decimals()));
        sheet.write_formula_with_format(at, narrow(cell(field)), Formula::new(formula).set_result(shown), &format)?;
        Ok(true)
    }

    /// Makes 財源の計 red where it is not the cost.
    fn mark_unlike(
        &self,
        sheet: &mut Worksheet,
        total: CellAddress,
        sum: CellAddress,
        sources: &str,
    ) -> Result<(), Error> {
        let rule = format!("=AND(COUNT({sources})>0,OR(NOT(ISNUMBER({total})),ROUND({total}-SUM({sources}),6)<>0))");
        let red = Format::new().set_background_color("#F8CBAD").set_font_color("#9C0006");
        let unlike = ConditionalFormatFormula::new().set_rule(Formula::new(rule)).set_format(red);
        sheet.add_conditional_format(sum.row, narrow(sum), sum.row, narrow(sum), &unlike)?;
        Ok(())
    }
}

/// The column of a cell as the writer's type.
fn narrow(cell: CellAddress) -> u16 {
    u16::try_from(cell.col).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn a_form_has_the_columns_for_which_the_plan_asks() {
        let mut plan = fixture::sample();
        let columns = |plan: &Plan| -> Vec<Field> {
            Field::ALL.iter().copied().filter(|field| has_column(plan, *field, false)).collect()
        };
        assert_eq!(columns(&plan), []);
        plan.settings.costs = Some(Costs { sources: vec!["一般財源".into()], ..Costs::default() });
        let without_staff = columns(&plan);
        assert!(without_staff.contains(&Field::SourcesSum) && !without_staff.contains(&Field::StaffYears));
        assert!(!without_staff.contains(&Field::Source2));
    }
}
