//! What a form asks for from year to year, by the records that merging makes of the answers.

use std::sync::Arc;

use super::progress;
use crate::intake::fixture::{form, intake, rating};
use crate::intake::table::read_tables;
use crate::merge::record::YearRecord;
use crate::merge::{codes, merge};
use crate::plan::fixture::{self, YEAR, unit};
use crate::vocabulary::{FiscalYear, Period};

#[test]
fn an_opinion_is_asked_about_every_year_until_it_has_an_answer() {
    let plan = fixture::small();
    let ratings = vec![rating("委員1.xlsx", &[(1, Some(4), Some("周知を。")), (2, None, Some("急いで。"))])];
    let answering = |year: FiscalYear, text: &str| {
        form("二課", "b.xlsx").year(year).row((2, 1), |row| {
            row.grade(1).response(text);
        })
    };
    let first = merge(&plan, YEAR, intake(vec![], ratings), None, &[]);
    let mut records: Vec<Arc<YearRecord>> = vec![Arc::new(first)];
    let waiting = |record: &YearRecord| {
        let all = record.initiatives.keys().flat_map(|no| record.opinions_to_answer(*no));
        all.map(|opinion| opinion.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&records[0]), ["R2-1-1", "R2-2-1"]);
    for (text, left, messages) in [
        ("", &["R2-1-1", "R2-2-1"][..], &["前年度の"; 2][..]),
        ("【R2-2-1】年内に始めた。", &["R2-1-1"], &["令和2年度からの"]),
        ("【R2-1-1】ほかの取組の意見への対応。", &["R2-1-1"], &["令和2年度からの"]),
    ] {
        let last = records.last().expect("one").clone();
        let year = last.year.next();
        // The form asks for what is left.
        let blank = progress::write(&plan, year, Period::YearEnd, &unit("二課"), Some(&last));
        let tables = read_tables(&blank.expect("a form")).expect("readable");
        let asked = |id: &str| tables[0].cells.values().any(|text| text.contains(&format!("【{id}】")));
        assert_eq!(asked("R2-2-1"), waiting(&last).contains(&"R2-2-1".to_owned()), "{year}");
        let forms = if text.is_empty() { vec![] } else { vec![answering(year, text).build()] };
        let record = merge(&plan, year, intake(forms, vec![]), None, &records);
        assert_eq!(waiting(&record), left, "{year}");
        let found = record.findings.iter().filter(|finding| finding.code == codes::UNANSWERED);
        let found: Vec<&str> =
            found.map(|finding| finding.message.split("審議会").next().unwrap_or_default()).collect();
        assert_eq!(found, messages, "{year}");
        records.push(Arc::new(record));
    }
    // What was answered in the second year is told no more in the fourth.
    let told =
        |record: &YearRecord| record.last_opinions.values().flatten().any(|opinion| opinion.id.to_string() == "R2-2-1");
    assert!(told(&records[2]) && !told(&records[3]));
}
