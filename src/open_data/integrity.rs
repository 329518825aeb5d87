//! Whether published data agree with themselves, without the plan that they come from: keys are unique, references lead to rows,
//! and the totals of each year are the sums of their parts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::codes::{self, wrong};
use super::data_set::{DataSet, Row, Value};
use super::shape::{self, Shape};
use crate::finding::{Finding, Origin};

/// What to do about data that do not agree with themselves.
const REMEDY: &str = "公表したときのファイルを、書き換えずに使ってください。";

/// The first fault of each kind and table; `name` is how findings name the file or folder.
pub fn faults(name: &str, data: &DataSet) -> Vec<Finding> {
    let mut findings = torn(name, data);
    findings.extend(wrong_total(&name.into(), data));
    findings
}

/// The first row of each table that is there twice, or that refers to one that is not there.
pub(super) fn torn(name: &str, data: &DataSet) -> Vec<Finding> {
    let name: Arc<str> = name.into();
    let keys: BTreeMap<&str, Keys<'_>> =
        shape::ALL.into_iter().map(|shape| (shape.name, Keys::of(data, shape))).collect();
    let mut findings: Vec<Finding> =
        shape::ALL.into_iter().filter_map(|shape| keys.get(shape.name)?.twice(&name)).collect();
    for shape in shape::ALL {
        for reference in shape.references {
            let known = keys.get(reference.table).map(|keys| &keys.known);
            let dangling = data.rows(shape).iter().find_map(|row| {
                let key = key_of(row, shape, reference.from);
                (!known.is_some_and(|known| known.contains(&key))).then_some((row, key))
            });
            findings.extend(dangling.map(|(row, key)| {
                let message =
                    format!("{} の{}件目が指す「{}」の行がありません。", shape.name, row.place, reference.table);
                wrong(codes::DANGLING, Origin::file(name.clone()), message).found(key.join("、")).remedy(REMEDY)
            }));
        }
    }
    findings.extend(without_department(&name, data));
    findings
}

/// The first action item that no department is responsible for: each has a lead in every year.
fn without_department(name: &Arc<str>, data: &DataSet) -> Option<Finding> {
    const ITEM: [&str; 2] = ["fiscal_year", "action_id"];
    let departments = data.rows(&shape::ACTION_DEPARTMENTS).iter();
    let known: BTreeSet<Vec<String>> = departments.map(|row| key_of(row, &shape::ACTION_DEPARTMENTS, &ITEM)).collect();
    data.rows(&shape::ACTIONS).iter().find_map(|row| {
        let key = key_of(row, &shape::ACTIONS, &ITEM);
        let message = format!(
            "actions の{}件目の担当部署の行が、「{}」にありません。",
            row.place,
            shape::ACTION_DEPARTMENTS.name
        );
        let finding = || wrong(codes::DANGLING, Origin::file(name.clone()), message);
        (!known.contains(&key)).then(|| finding().found(key.join("、")).remedy(REMEDY))
    })
}

/// The keys of a table's rows.
struct Keys<'a> {
    shape: &'static Shape,
    known: BTreeSet<Vec<String>>,
    second: Option<(&'a Row, Vec<String>)>,
}

impl<'a> Keys<'a> {
    fn of(data: &'a DataSet, shape: &'static Shape) -> Keys<'a> {
        let mut keys = Keys { shape, known: BTreeSet::new(), second: None };
        for row in data.rows(shape) {
            let key = key_of(row, shape, shape.key);
            if !keys.known.insert(key.clone()) && keys.second.is_none() {
                keys.second = Some((row, key));
            }
        }
        keys
    }

    fn twice(&self, name: &Arc<str>) -> Option<Finding> {
        let (row, key) = self.second.as_ref()?;
        let message = format!("{} の{}件目は、前の行と同じものです。", self.shape.name, row.place);
        Some(wrong(codes::TWICE, Origin::file(name.clone()), message).found(key.join("、")).remedy(REMEDY))
    }
}

fn key_of(row: &Row, shape: &Shape, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|key| row.value(shape, key).plain()).collect()
}

/// The first year of which the amounts do not add up to its total.
fn wrong_total(name: &Arc<str>, data: &DataSet) -> Option<Finding> {
    let mut sums: BTreeMap<String, [i128; 2]> = BTreeMap::new();
    for (at, shape) in [&shape::EFFECTS, &shape::ACTIONS].into_iter().enumerate() {
        for row in data.rows(shape) {
            if let Value::Integer(yen) = row.value(shape, "effect_yen") {
                let sum = sums.entry(row.value(shape, "fiscal_year").plain()).or_default();
                sum[at] += i128::from(*yen);
            }
        }
    }
    data.rows(&shape::YEARS).iter().find_map(|row| {
        let year = row.value(&shape::YEARS, "fiscal_year").plain();
        let Value::Integer(total) = row.value(&shape::YEARS, "effect_yen") else { return None };
        let parts = sums.get(&year).copied().unwrap_or_default();
        let (table, sum) = ["effects", "actions"].into_iter().zip(parts).find(|(_, sum)| *sum != i128::from(*total))?;
        let message = format!("years の{year}年度の効果額が、{table} の計と合いません。");
        let finding = wrong(codes::WRONG_TOTAL, Origin::file(name.clone()), message);
        Some(finding.found(format!("{total}円")).expected(format!("{sum}円")).remedy(REMEDY))
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::assess::fixture::{assessed, year_one};

    fn data() -> DataSet {
        super::super::tables(&assessed(year_one()), Date::constant(2021, 6, 1))
    }

    fn table(data: &mut DataSet, shape: &Shape) -> usize {
        data.tables.iter().position(|table| table.shape.name == shape.name).expect("a table")
    }

    #[test]
    fn published_data_agree_with_themselves() {
        assert_eq!(faults("データ", &data()), []);
    }

    #[test]
    fn rows_twice_rows_of_nothing_and_wrong_totals_are_told() {
        let codes_of = |change: &dyn Fn(&mut DataSet)| {
            let mut data = data();
            change(&mut data);
            faults("データ", &data).into_iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        let twice = codes_of(&|data| {
            let at = table(data, &shape::GRADES);
            let row = data.tables[at].rows[0].clone();
            data.tables[at].rows.push(row);
        });
        assert_eq!(twice, [codes::TWICE]);
        let dangling = codes_of(&|data| {
            let at = table(data, &shape::ACTIONS);
            let initiative = shape::ACTIONS.position("initiative_id").expect("a column");
            data.tables[at].rows[0].values[initiative] = Value::Text("I999".into());
        });
        assert_eq!(dangling, [codes::DANGLING]);
        let total = codes_of(&|data| {
            let at = table(data, &shape::YEARS);
            let effect = shape::YEARS.position("effect_yen").expect("a column");
            data.tables[at].rows[0].values[effect] = Value::Integer(1);
        });
        assert_eq!(total, [codes::WRONG_TOTAL]);
        let without = codes_of(&|data| {
            let at = table(data, &shape::RESULTS);
            data.tables[at].rows.clear();
            let at = table(data, &shape::ACTION_DEPARTMENTS);
            data.tables[at].rows.pop();
        });
        assert_eq!(without, [codes::DANGLING]);
    }
}
