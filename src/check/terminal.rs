//! 提出状況 as lines for a terminal, its columns aligned by the widths that characters have there.

use unicode_width::UnicodeWidthStr;

use super::overview::Overview;
use crate::plan::Wording;
use crate::vocabulary::japanese_date;

/// Columns between two columns of the table.
const GAP: usize = 2;

/// A head and a line for each department.
pub fn departments(overview: &Overview) -> Vec<String> {
    let head = ["状況", "部署", "提出日", "記入", "要修正", "確認", "備考"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(overview.departments.iter().map(|line| {
        let status = &line.status;
        let mut notes: Vec<String> = Vec::new();
        if status.late {
            notes.push("後日提出".to_owned());
        }
        if !status.superseded.is_empty() {
            notes.push(format!("前の{}ファイルを差替え", status.superseded.len()));
        }
        if !status.other_files.is_empty() {
            notes.push(format!("{}ファイルで提出", status.other_files.len() + 1));
        }
        let count = |count: usize| if count == 0 { "―".to_owned() } else { format!("{count}件") };
        [
            line.mark.label().to_owned(),
            status.department.full_name(),
            status.submitted_on.map_or("―".to_owned(), japanese_date),
            format!("{}/{}", status.reported, status.owed),
            count(line.errors),
            count(line.warnings),
            notes.join("、"),
        ]
    }));
    aligned(&rows)
}

/// A head and a line for each report on an action item that somebody has to do something about; nothing where there is none.
pub fn owing_items(overview: &Overview, wording: &Wording) -> Vec<String> {
    let head = ["状況", "No.", "実践項目", "部署", "担当"].map(|head| wording.say(head).into_owned());
    let owing = overview.items.iter().filter(|line| line.mark.is_owing()).map(|line| {
        [
            line.mark.label().to_owned(),
            line.number.clone(),
            line.name.clone(),
            line.department.full_name(),
            wording.say(if line.is_lead { "主担当" } else { "副担当" }).into_owned(),
        ]
    });
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(owing).collect();
    if rows.len() > 1 { aligned(&rows) } else { Vec::new() }
}

/// The rows with each column as wide as its widest cell.
pub(crate) fn aligned<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let widths: Vec<usize> =
        (0..N).map(|col| rows.iter().map(|row| row[col].width_cjk()).max().unwrap_or(0) + GAP).collect();
    let line = |row: &[String; N]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.width_cjk()));
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_begin_at_the_same_width_whatever_the_characters() {
        let rows = [["状況", "部署"], ["提出", "ICT推進室"], ["差戻し", "課"]].map(|row| row.map(str::to_owned));
        let at = |line: &String, word: &str| line.split_once(word).map(|(before, _)| before.width_cjk());
        let lines = aligned(&rows);
        assert_eq!(lines[1], "提出    ICT推進室");
        assert_eq!((at(&lines[0], "部署"), at(&lines[2], "課")), (Some(8), Some(8)));
    }

    #[test]
    fn a_late_form_is_noted_and_what_is_none_is_a_dash() {
        let plan = crate::plan::fixture::small();
        let lines = |day: i8| {
            let form = crate::intake::fixture::form("一課", "a.xlsx").on(5, day).row((1, 1), |row| {
                row.grade(1).saving(900).indicator(95).result("窓口を設けた。");
            });
            let record = crate::assess::fixture::record(&plan, crate::plan::fixture::YEAR, vec![form.build()]);
            let mut overview = super::super::overview(&plan, &record, &[]);
            // Nothing that anybody owes.
            overview.items.clear();
            assert_eq!(owing_items(&overview, &Wording::default()), [] as [String; 0]);
            departments(&overview)
        };
        let words = |day: i8| lines(day)[1].split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(8)[3..], ["1/1", "―", "―"]);
        assert_eq!(words(20)[3..], ["1/1", "―", "―", "後日提出"]);
    }
}
