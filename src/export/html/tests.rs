//! What must hold of every page.

use std::collections::BTreeSet;

use super::*;
use crate::report::document::{Alignment, Cell, Column, ColumnWidth, Columns, Row, Table, TableStyle};
use crate::report::{self, Edition, fixture};

fn page(edition: Edition) -> String {
    let document = report::document(&fixture::assessment(), edition, fixture::DATE);
    write(&document, &Arc::new(FontBook::shipped()), &Surroundings::default())
}

#[test]
fn every_edition_passes_its_own_inspection_and_keeps_its_secrets() {
    for edition in Edition::ALL {
        let html = page(edition);
        let inspected = inspect::Inspection::of(&html);
        assert_eq!(inspected.faults(), Vec::<String>::new(), "{edition:?}");
        assert!(!html.contains(" style=\""), "{edition:?}");
        assert!(html.contains("サンプル（架空）"));
        assert_eq!(html.contains(fixture::MEMO), edition == Edition::Internal);
    }
}

#[test]
fn every_link_within_leads_somewhere_once() {
    let html = page(Edition::Internal);
    let values =
        |prefix: &str| -> Vec<&str> { html.split(prefix).skip(1).filter_map(|rest| rest.split('"').next()).collect() };
    let ids = values(" id=\"");
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for target in values("href=\"#") {
        assert!(unique.contains(&target), "{target}");
    }
}

#[test]
fn the_policy_names_the_one_style_sheet_and_the_one_script_of_the_page() {
    let html = page(Edition::Public);
    let between = |start: &str, end: &str| {
        let after = html.split_once(start).expect(start).1;
        after.split_once(end).expect(end).0.to_owned()
    };
    let policy = between("Content-Security-Policy\" content=\"", "\"");
    let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
    assert_eq!(policy, policy::of(&style, Some(&script)));
    assert_eq!((html.matches("<style").count(), html.matches("<script").count()), (1, 1));
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!html.contains("src=\"") && !html.contains("http://") && !html.contains("https://"));
}

#[test]
fn what_stands_beside_the_page_is_linked_and_nothing_else_is() {
    let document = report::document(&fixture::assessment(), Edition::Public, fixture::DATE);
    let beside = Surroundings {
        downloads: vec![Download { file: "版 1.pdf".into(), label: "PDF".into() }],
        contact: vec!["電話 <代表>".into()],
        conformance: Some("結果.html".into()),
    };
    let html = write(&document, &Arc::new(FontBook::shipped()), &beside);
    assert!(html.contains("href=\"%E7%89%88%201.pdf\">PDF</a>"));
    assert!(html.contains("<h2 id=\"contact\">問合せ先</h2>") && html.contains("電話 &lt;代表&gt;"));
    assert!(html.contains("href=\"%E7%B5%90%E6%9E%9C.html\""));
    let alone = page(Edition::Public);
    assert!(!alone.contains("同じ内容のファイル") && !alone.contains("問合せ先") && !alone.contains("試験結果"));
}

#[test]
fn sheets_are_folded_with_all_that_belongs_to_them_and_say_what_they_are_found_by() {
    let html = page(Edition::Public);
    let sheets: Vec<&str> = html.split("<details class=\"sheet\"").skip(1).collect();
    assert_eq!(sheets.len(), fixture::assessment().plan.initiatives.len());
    assert!(
        sheets[0].contains("id=\"initiative-1\"")
            && sheets[0].contains("取組内容")
            && sheets[0].contains("広告枠を3か所増やした。")
    );
    assert!(sheets[0].contains("data-property-2=\"｜総務部｜"), "{}", &sheets[0][..300]);
    assert!(html.contains("<form id=\"finder\" role=\"search\" aria-label=\"個票を探す\" hidden>"));
}

/// The day and the sender of 意見書 stand at the end of their lines, its title in the middle, as in the PDF.
#[test]
fn lines_stand_where_the_paper_has_them() {
    let page = page(Edition::Council);
    assert!(page.contains("<p class=\"end\">"), "the day");
    assert!(page.contains("<p class=\"lead center\">"), "the title");
}

/// 「2／市民サービスの進化」 in a narrow column would name nothing.
#[test]
fn a_name_stays_with_its_number() {
    let page = page(Edition::Public);
    let head = page.split("<th scope=\"row\"").find(|head| head.contains("<span class=\"whole\">1 ")).expect("a theme");
    assert!(head.split_once("</span>").is_some_and(|(_, rest)| !rest.starts_with("</p>")), "the name goes on: {head}");
}

#[test]
fn halves_of_one_table_have_one_shape() {
    let table = |names: &[&str]| {
        let cells = |texts: [&str; 3]| Row { cells: texts.map(Cell::text).into(), ..Row::default() };
        let columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }; 3];
        let rows = names.iter().map(|name| cells(["1", name, "○"])).collect();
        Block::Table(Table::of_rows(TableStyle::Zebra, columns, vec![cells(["No.", "取組", "R2"])], rows))
    };
    let sides = |left: &[&str], right: &[&str]| {
        let columns = vec![(1, vec![table(left)]), (1, vec![table(right)])];
        let mut document = report::document(&fixture::assessment(), Edition::Public, fixture::DATE);
        document.parts.truncate(1);
        document.parts[0].blocks = vec![Block::Columns(Columns { columns }), table(&["短い"])];
        let html = write(&document, &Arc::new(FontBook::shipped()), &Surroundings::default());
        let classes = html.split("<table class=\"").skip(1).filter_map(|rest| rest.split('"').next());
        classes.map(str::to_owned).collect::<Vec<_>>()
    };
    let long = "公共施設の在り方についての見直し";
    assert_eq!(sides(&[long], &["AIの活用"]), ["zebra stack", "zebra stack", "zebra numbers"]);
    assert_eq!(sides(&["RPA"], &["AIの活用"]), ["zebra numbers", "zebra numbers", "zebra numbers"]);
}

#[test]
fn cells_that_are_stacked_carry_the_words_of_their_head() {
    let html = page(Edition::Public);
    assert!(html.contains("data-label=\"担当部署\"") && html.contains("data-label=\"実績\""));
    // 取組項目 stands over 担当部署 in the plan's list, the name of each theme over its column.
    let list = html.split("stack cards").nth(1).expect("the plan's list");
    assert!(list.contains("<td role=\"cell\" data-label=\"担当部署\">"));
}

#[test]
fn a_head_stands_for_the_mark_of_a_theme_and_for_no_other_cell_of_one_character() {
    let themes: Vec<String> = fixture::assessment().plan.themes.iter().map(|theme| theme.short.clone()).collect();
    let html = page(Edition::Public);
    let list = html.split("stack cards").nth(1).expect("the plan's list");
    let chips = list.split("<td").filter(|cell| cell.split('>').next().is_some_and(|tag| tag.contains(" chip")));
    let named: BTreeSet<&str> =
        chips.filter_map(|cell| cell.split("data-label=\"").nth(1)?.split('"').next()).collect();
    assert!(!named.is_empty() && named.iter().all(|label| themes.iter().any(|theme| theme == label)), "{named:?}");
}

/// Colours that a reader sets take the fills away, and with them what tells done from planned and behind.
#[test]
fn fills_that_say_something_stay_where_the_reader_sets_the_colours() {
    let kept = STYLE.split_once("@media (forced-colors: active) {").expect("a rule").1;
    let kept = kept.split_once("forced-color-adjust: none").expect("colours that stay").0;
    let kept: BTreeSet<&str> = kept.trim().trim_end_matches('{').split(',').map(str::trim).collect();
    let is_said = |selector: &&str| selector.ends_with(" > div") || selector.starts_with(".badge.");
    let filled = STYLE.split('}').filter_map(|rule| rule.split_once('{')).filter_map(|(selectors, body)| {
        let own = body.split(';').any(|declaration| declaration.trim_start().starts_with("background:"));
        own.then(|| selectors.lines().next_back().unwrap_or_default())
    });
    let filled: BTreeSet<&str> =
        filled.flat_map(|selectors| selectors.split(',')).map(str::trim).filter(is_said).collect();
    assert!(filled.len() >= 6, "{filled:?}");
    assert_eq!(filled.difference(&kept).collect::<Vec<_>>(), Vec::<&&str>::new());
}
