//! 指摘 of a department that say the same of several items: one row with all their places.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::plan::Plan;

/// Findings of one department, kind and severity that say the same, in the order in which they came.
#[derive(Debug)]
pub(super) struct AlikeFindings<'a>(Vec<&'a Finding>);

/// A message that begins with an item's number (1-1の課題が…): the number, and what it says of it.
fn divided<'a>(numbers: &BTreeSet<&str>, message: &'a str) -> (Option<&'a str>, &'a str) {
    match message.split_once('の') {
        Some((number, said)) if numbers.contains(number) => (Some(number), said),
        _ => (None, message),
    }
}

/// What is expected without the place that it names: 今年度の内容（前年度：. Figures of several items are not put together: nobody could
/// tell which is whose.
fn without_place(expected: &str) -> &str {
    let colon = expected.find('!').and_then(|at| expected[..at].rfind('：'));
    colon.map_or(expected, |at| &expected[..at])
}

/// Puts together findings that differ in nothing but the item they speak of and their places.
pub(super) fn together<'a>(plan: &Plan, findings: &[&'a Finding]) -> Vec<AlikeFindings<'a>> {
    let numbers = numbers(plan);
    let key = |finding: &'a Finding| {
        let (number, said) = divided(&numbers, &finding.message);
        let expected = finding.expected.as_deref().map(without_place);
        let of = (&finding.department, finding.severity, finding.code);
        (of, number.is_some(), said, &finding.found, expected, finding.remedies())
    };
    let mut rows: BTreeMap<_, usize> = BTreeMap::new();
    let mut all: Vec<AlikeFindings<'a>> = Vec::new();
    for finding in findings.iter().copied() {
        let row = *rows.entry(key(finding)).or_insert(all.len());
        match all.get_mut(row) {
            Some(alike) => alike.0.push(finding),
            None => all.push(AlikeFindings(vec![finding])),
        }
    }
    all
}

fn numbers(plan: &Plan) -> BTreeSet<&str> {
    plan.actions().map(|(_, action)| action.printed.as_str()).collect()
}

impl AlikeFindings<'_> {
    /// One of them.
    pub(super) fn first(&self) -> Option<&Finding> {
        self.0.first().copied()
    }

    /// Whether they are more than one.
    pub(super) fn is_several(&self) -> bool {
        self.0.len() > 1
    }

    /// What they say, with the numbers of all items.
    pub(super) fn message(&self, plan: &Plan) -> String {
        let numbers = numbers(plan);
        let divided = self.0.iter().map(|finding| divided(&numbers, &finding.message));
        let (of, said): (Vec<_>, Vec<_>) = divided.unzip();
        let of: Vec<&str> = distinct(of.into_iter().flatten());
        let said = said.first().copied().unwrap_or_default();
        if of.is_empty() { said.to_owned() } else { format!("{}の{said}", of.join("、")) }
    }

    /// Where they are.
    pub(super) fn places(&self) -> Option<String> {
        let places: Vec<String> =
            self.0.iter().filter_map(|finding| finding.origin.as_ref()).map(ToString::to_string).collect();
        (!places.is_empty()).then(|| listed(&places))
    }

    /// What is expected there: what all share, with the places in which they differ.
    pub(super) fn expected(&self) -> Option<String> {
        let all: Vec<&str> = distinct(self.0.iter().filter_map(|finding| finding.expected.as_deref()));
        let first = all.first()?;
        let shared = |ends: fn(&str, &str) -> usize| all.iter().map(|other| ends(first, other)).min().unwrap_or(0);
        let begin = first[..shared(beginning)].rfind(['：', '（']).map_or(0, |at| at + '：'.len_utf8());
        let end = shared(ending);
        let end = first[first.len() - end..].find(['）', '。']).map_or(0, |at| end - at);
        // Where what they share at their beginnings reaches into what they share at their ends, nothing is between.
        if all.iter().any(|text| begin + end > text.len()) {
            return Some(all.join("、"));
        }
        let parts: Vec<String> = all.iter().map(|text| text[begin..text.len() - end].to_owned()).collect();
        Some(format!("{}{}{}", &first[..begin], listed(&parts), &first[first.len() - end..]))
    }
}

/// Bytes at the beginning of two texts that are the same, in whole characters.
fn beginning(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

fn ending(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out = Vec::new();
    for text in texts {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// Places, each sheet named once: a.xlsx!入力!C12、C15.
fn listed(places: &[String]) -> String {
    let mut out = String::new();
    let mut before = None;
    for place in distinct(places.iter().map(String::as_str)) {
        let sheet = place.rsplit_once('!').map(|(sheet, _)| sheet);
        if !out.is_empty() {
            out.push('、');
        }
        match sheet.filter(|_| sheet == before) {
            Some(sheet) => out.push_str(&place[sheet.len() + 1..]),
            None => out.push_str(place),
        }
        before = sheet;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Code, Origin, Severity};
    use crate::report::fixture;
    use crate::vocabulary::CellAddress;

    const CODE: Code = Code("review.same-text");

    #[test]
    fn copied_texts_of_a_department_are_one_row_with_their_places() {
        let plan = fixture::plan();
        let numbers: Vec<&str> = plan.actions().map(|(_, action)| action.printed.as_str()).take(2).collect();
        let at = |row: u32| Origin::cell("三課.xlsx", "入力", CellAddress { row, col: 17 });
        let finding = |number: &str, row: u32, found: &str| {
            Finding::new(Severity::Warning, CODE, format!("{number}の課題が前年度と同じ文章です。"))
                .at(at(row))
                .found(found)
                .expected(format!("今年度の内容（前年度：昨年/三課.xlsx!入力!Q{row}）"))
                .remedy("改めてください。")
        };
        let [one, two] = [numbers[0], numbers[1]];
        let findings = [finding(one, 9, "周知する。"), finding(two, 10, "周知する。"), finding(one, 11, "別の文。")];
        let rows = together(&plan, &findings.iter().collect::<Vec<_>>());
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].message(&plan), format!("{one}、{two}の課題が前年度と同じ文章です。"));
        let [first, second] = [at(9), at(10)].map(|origin| origin.to_string());
        let cell = second.rsplit('!').next().expect("a cell");
        assert_eq!(rows[0].places(), Some(format!("{first}、{cell}")));
        assert_eq!(rows[0].expected().as_deref(), Some("今年度の内容（前年度：昨年/三課.xlsx!入力!Q9、Q10）"));
        assert_eq!(rows[1].expected().as_deref(), Some("今年度の内容（前年度：昨年/三課.xlsx!入力!Q11）"));
    }

    /// Which of two planned amounts is whose, one row could not say.
    #[test]
    fn findings_that_expect_other_figures_are_rows_of_their_own() {
        let plan = fixture::plan();
        let numbers: Vec<&str> = plan.actions().map(|(_, action)| action.printed.as_str()).take(2).collect();
        let finding = |number: &str, expected: &str| {
            Finding::new(Severity::Warning, CODE, format!("{number}の効果額が計画と違います。"))
                .found("0千円")
                .expected(expected)
        };
        let findings = [finding(numbers[0], "計画 100千円"), finding(numbers[1], "計画 200千円")];
        let rows = together(&plan, &findings.iter().collect::<Vec<_>>());
        let expected: Vec<_> = rows.iter().map(AlikeFindings::expected).collect();
        assert_eq!(expected, [Some("計画 100千円".to_owned()), Some("計画 200千円".to_owned())]);
    }

    #[test]
    fn places_in_two_sheets_and_two_files_are_named_whole() {
        let plan = fixture::plan();
        let at = |file: &str, sheet: &str| {
            let at = Origin::cell(file, sheet, CellAddress { row: 9, col: 17 });
            Finding::new(Severity::Warning, CODE, "同じ文章です。").at(at)
        };
        let findings = [at("甲.xlsx", "入力"), at("甲.xlsx", "入力2"), at("乙.xlsx", "入力2")];
        let rows = together(&plan, &findings.iter().collect::<Vec<_>>());
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].places().as_deref(), Some("甲.xlsx!入力!R10、甲.xlsx!入力2!R10、乙.xlsx!入力2!R10"));
    }

    #[test]
    fn what_differs_in_more_than_item_and_place_is_a_row_of_its_own() {
        let plan = fixture::plan();
        let number = &plan.actions().next().expect("an item").1.printed;
        let finding = |severity, of: &str, message: &str, found: &str, remedy: &str| {
            let unit = crate::vocabulary::DepartmentId::new(None, of);
            Finding::new(severity, CODE, message).of(unit).found(found).remedy(remedy)
        };
        let (warning, said) = (Severity::Warning, format!("{number}の課題が同じです。"));
        let findings = [
            finding(warning, "一課", &said, "周知する。", "改めてください。"),
            finding(warning, "二課", &said, "周知する。", "改めてください。"),
            finding(Severity::Error, "一課", &said, "周知する。", "改めてください。"),
            finding(warning, "一課", "課題が同じです。", "周知する。", "改めてください。"),
            finding(warning, "一課", &said, "減らす。", "改めてください。"),
            finding(warning, "一課", &said, "周知する。", "消してください。"),
        ];
        let rows = together(&plan, &findings.iter().collect::<Vec<_>>());
        assert!(rows.len() == findings.len() && rows.iter().all(|row| !row.is_several()), "{rows:#?}");
    }

    #[test]
    fn findings_on_nothing_in_particular_stay_as_they_are() {
        let plan = fixture::plan();
        let finding = |message: &str| Finding::new(Severity::Warning, CODE, message);
        let findings = [finding("表の見出しがありません。"), finding("表の末尾がありません。")];
        let rows = together(&plan, &findings.iter().collect::<Vec<_>>());
        let messages: Vec<String> = rows.iter().map(|row| row.message(&plan)).collect();
        assert_eq!(messages, ["表の見出しがありません。", "表の末尾がありません。"]);
        assert_eq!((rows[0].places(), rows[0].expected()), (None, None));
    }
}
