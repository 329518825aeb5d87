//! 試験結果: the results of the accessibility test of the pages, by the criteria of JIS X 8341-3:2016.
//!
//! What a machine can check is checked on the pages as they are written; what only a person can check is left open and says
//! what has to be looked at. A result is never better than what was checked.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::criteria::{CRITERIA, Check};
use super::inspect::Inspection;
use super::palette::Palette;
use super::{STYLE, escape, policy, shell};
use crate::plan::{Plan, Wording};
use crate::vocabulary::japanese_date;

/// A page that is inspected.
#[derive(Debug, Clone, Copy)]
pub struct InspectedPage<'a> {
    /// The file it is written to.
    pub file: &'a str,
    /// The title of the page, as its head says it.
    pub title: &'a str,
    /// The page.
    pub html: &'a str,
}

/// What came of a check.
struct Outcome {
    applies: bool,
    how: &'static str,
    notes: Vec<String>,
    result: &'static str,
}

/// The page of results in the words of the plan. `date` is the day that the pages state.
pub fn conformance(pages: &[InspectedPage<'_>], plan: &Plan, date: Date) -> String {
    let (look, wording) = (&plan.settings.look, plan.wording());
    let title = "ウェブアクセシビリティの試験結果（JIS X 8341-3:2016 達成基準チェックリスト）";
    let style = format!("{}{STYLE}", Palette::of(look).rules());
    let inspected: Vec<(&str, Inspection)> = pages.iter().map(|page| (page.file, Inspection::of(page.html))).collect();
    let outcomes: Vec<Outcome> =
        CRITERIA.iter().map(|criterion| outcome(&criterion.check, &inspected, wording)).collect();
    let count = |result: &str| outcomes.iter().filter(|outcome| outcome.result == result).count();
    let mut out = shell(title, &style, None);
    let _ = write!(
        out,
        "<style>{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">本文へ移動</a>\n\
         <header>\n<h1>{title}</h1>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n<h2>試験の概要</h2>\n<dl class=\"list terms\">\n"
    );
    let targets: Vec<String> = pages
        .iter()
        .map(|page| format!("<a href=\"{}\">{}</a>", policy::address(page.file), escape(page.title)))
        .collect();
    let summary = [
        ("対象のページ", targets.join("<br>")),
        ("規格", "JIS X 8341-3:2016（WCAG 2.0 の適合レベルA及びAAの達成基準38項目）".to_owned()),
        ("目標とする適合レベル", "AA".to_owned()),
        ("依存する技術", "HTML、CSS、SVG。JavaScript（検索と絞込みに限る。なくても全文を読むことができる。）".to_owned()),
        ("ページが示す日付", japanese_date(date)),
        (
            "結果",
            format!(
                "適合{}項目、適合（該当なし）{}項目、人の確認が必要{}項目、不適合{}項目",
                count(PASSED),
                count(NOT_APPLICABLE),
                count(OPEN),
                count(FAILED)
            ),
        ),
        (
            "読み方",
            "「機械」は、報告書を作るプログラムが、書き出したページそのものを調べた結果である。「人」とあるものは、公表の前に担当者が確かめ、この表の結果を書き換える。すべてが「適合」となるまで、規格に適合しているとはいえない。".to_owned(),
        ),
    ];
    for (term, text) in summary {
        let _ = writeln!(out, "<div><dt>{term}</dt><dd>{text}</dd></div>");
    }
    out.push_str("</dl>\n<h2>達成基準ごとの結果</h2>\n");
    table(&mut out, &outcomes);
    let _ = writeln!(out, "</main>\n<footer>\n<p>{}</p>\n</footer>\n</body>\n</html>", japanese_date(date));
    out
}

const PASSED: &str = "適合";
const NOT_APPLICABLE: &str = "適合（該当なし）";
const OPEN: &str = "人の確認が必要";
const FAILED: &str = "不適合";

/// What is left for a person to check.
fn to_be_seen(what: &str, wording: &Wording) -> String {
    format!("人が確かめること：{}", wording.say(what))
}

fn outcome(check: &Check, pages: &[(&str, Inspection)], wording: &Wording) -> Outcome {
    let faults = |find: &dyn Fn(&Inspection) -> Vec<String>| -> Vec<String> {
        pages
            .iter()
            .flat_map(|(file, page)| find(page).into_iter().map(move |fault| format!("{file}：{fault}")))
            .collect()
    };
    let machine = |find: &dyn Fn(&Inspection) -> Vec<String>, what: &str, left: Option<&str>| {
        let found = faults(find);
        let how = if left.is_some() { "機械、人" } else { "機械" };
        if !found.is_empty() {
            return Outcome { applies: true, how, notes: found, result: FAILED };
        }
        let what = wording.say(what).into_owned();
        let notes = std::iter::once(what).chain(left.map(|left| to_be_seen(left, wording)));
        Outcome { applies: true, how, notes: notes.collect(), result: if left.is_some() { OPEN } else { PASSED } }
    };
    match check {
        Check::Absent(present, what) => match pages.iter().any(|(_, page)| present(page)) {
            true => Outcome {
                applies: true,
                how: "人",
                notes: vec!["人が確かめること：対象となる内容があるので、基準を満たすかを確かめる。".to_owned()],
                result: OPEN,
            },
            false => Outcome {
                applies: false,
                how: "機械",
                notes: vec![wording.say(what).into_owned()],
                result: NOT_APPLICABLE,
            },
        },
        Check::Machine(find, what) => machine(find, what, None),
        Check::Both(find, what, left) => machine(find, what, Some(left)),
        Check::Person(left) => {
            Outcome { applies: true, how: "人", notes: vec![to_be_seen(left, wording)], result: OPEN }
        }
    }
}

fn table(out: &mut String, outcomes: &[Outcome]) {
    let heads = ["番号", "達成基準", "レベル", "適用", "確かめ方", "結果", "備考"];
    out.push_str(
        "<div>\n<table class=\"ruled stack\" role=\"table\">\n<caption>達成基準チェックリスト</caption>\n<thead role=\"rowgroup\">\n<tr role=\"row\">",
    );
    for head in heads {
        let _ = write!(out, "<th scope=\"col\" role=\"columnheader\">{head}</th>");
    }
    out.push_str("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
    for (criterion, outcome) in CRITERIA.iter().zip(outcomes) {
        let _ = write!(
            out,
            "<tr class=\"rec\" role=\"row\"><th scope=\"row\" role=\"rowheader\" class=\"center\">{}</th>\
             <th scope=\"row\" role=\"rowheader\">{}の達成基準</th>",
            criterion.number, criterion.name
        );
        let applies = if outcome.applies { "適用" } else { "非適用" };
        for (label, text) in heads[2..].iter().zip([criterion.level, applies, outcome.how, outcome.result]) {
            let _ = write!(out, "<td role=\"cell\" class=\"short center\" data-label=\"{label}\"><p>{text}</p></td>");
        }
        let _ = writeln!(out, "<td role=\"cell\">");
        for note in &outcome.notes {
            let _ = write!(out, "<p>{}</p>", escape(note));
        }
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SOUND: &str = "<html lang=\"ja\"><title>t</title><main><h1>a</h1></main></html>";

    fn results(html: &str) -> String {
        in_words_of(&crate::plan::fixture::small(), html)
    }

    fn in_words_of(plan: &Plan, html: &str) -> String {
        conformance(&[InspectedPage { file: "a.html", title: "a", html }], plan, Date::constant(2022, 6, 1))
    }

    #[test]
    fn what_is_left_to_check_is_said_in_the_words_of_the_plan() {
        let mut plan = crate::plan::fixture::small();
        plan.words.grade = "達成状況".into();
        let page = in_words_of(&plan, SOUND);
        assert!(page.contains("達成状況とグラフの系列") && !page.contains("進捗区分"));
    }

    #[test]
    fn the_criteria_are_those_of_the_standard() {
        let numbers: BTreeSet<&str> = CRITERIA.iter().map(|criterion| criterion.number).collect();
        assert_eq!(numbers.len(), 38);
        let levels = |level| CRITERIA.iter().filter(|criterion| criterion.level == level).count();
        assert_eq!((levels("A"), levels("AA")), (25, 13));
    }

    #[test]
    fn a_fault_is_a_failure_and_names_its_place() {
        let row = |page: &str, number: &str| {
            let rest = page.split_once(&format!(">{number}</th>")).expect("a row").1.to_owned();
            rest.split_once("</tr>").expect("an end").0.to_owned()
        };
        let sound = results(SOUND);
        assert!(row(&sound, "3.1.1").contains(">適合<") && row(&sound, "1.2.1").contains("適合（該当なし）"));
        // What a person has to look at is never passed by the machine alone.
        assert!(row(&sound, "1.1.1").contains(OPEN) && row(&sound, "1.4.1").contains(OPEN));
        let faulty = results(&SOUND.replace(" lang=\"ja\"", "").replace("</main>", "<video></video></main>"));
        assert!(row(&faulty, "3.1.1").contains(FAILED) && row(&faulty, "3.1.1").contains("a.html：言語の指定がない"));
        assert!(row(&faulty, "1.2.1").contains(OPEN));
    }

    #[test]
    fn the_page_of_results_passes_the_inspection_itself() {
        assert_eq!(Inspection::of(&results(SOUND)).faults(), Vec::<String>::new());
    }
}
