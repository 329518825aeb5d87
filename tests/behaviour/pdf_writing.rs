//! What a written PDF is: conforming, small, the same every time, and never a panic.

use std::sync::Arc;

use kaikaku::export::pdf::{self, Attachment, Conformance, Error, Options, Relationship};
use kaikaku::typeset::page::{Draw, Pages};
use kaikaku::typeset::structure::Role;

use crate::judge::{assert_publishable, poppler};
use crate::pdf_sample::{BODY, Draft, RunStyle, everything, one_line, report};

fn written(pages: &Pages) -> Vec<u8> {
    pdf::write(pages, &Options::default()).expect("it is written")
}

/// The words of the sample plan.
fn words() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("the sample plan")
}

#[test]
fn a_document_with_everything_is_publishable() {
    assert_publishable(&written(&everything()));
}

#[test]
fn fonts_are_embedded_and_subset() {
    let Some(fonts) = poppler("pdffonts", &[], &written(&everything())) else { return };
    assert_eq!(fonts.lines().count(), 2 + 2, "one subset a face:\n{fonts}");
    for line in fonts.lines().skip(2) {
        assert!(line.contains("yes yes yes"), "embedded, subset, with ToUnicode: {line}");
    }
}

#[test]
fn the_same_pages_are_the_same_bytes() {
    assert_eq!(written(&everything()), written(&everything()));
}

#[test]
fn other_pages_have_another_identifier() {
    let identifier = |words: &str| {
        let document = lopdf::Document::load_mem(&written(&one_line(words))).expect("a PDF");
        format!("{:?}", document.trailer.get(b"ID").expect("an identifier"))
    };
    assert_ne!(identifier("一"), identifier("二"));
    assert_eq!(identifier("一"), identifier("一"));
}

#[test]
fn a_report_of_48_pages_is_small_and_its_tags_cost_little() {
    let pages = report(48, &words());
    let tagged = written(&pages);
    let untagged = pdf::write(&pages, &Options { untagged: true, ..Options::default() }).expect("it is written");
    let ratio = tagged.len() as f64 / untagged.len() as f64;
    println!("{} bytes tagged, {} untagged: {ratio:.3}", tagged.len(), untagged.len());
    assert!(tagged.len() <= 500_000, "{} bytes", tagged.len());
    assert!(ratio <= 1.35, "{ratio:.3} times the size");
    assert_publishable(&tagged);
}

#[test]
fn a_thousand_pages_are_publishable() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    for number in 1..=1000 {
        draft.page(595.28, 841.89);
        draft.heading(root, if number == 1 { 1 } else { 2 }, 60.0, &format!("第{number}章"));
    }
    assert_publishable(&written(&draft.finish()));
}

#[test]
fn attached_files_make_it_a_pdf_a_3() {
    let file = |name: &str, mime: &str, relationship| Attachment {
        name: name.to_owned(),
        mime: mime.to_owned(),
        description: "オープンデータ（サンプル）".to_owned(),
        relationship,
        bytes: "\u{FEFF}取組番号,取組項目\r\n1,サンプル\r".as_bytes().to_vec(),
    };
    let conformance = Conformance::A3a(vec![
        file("取組一覧.csv", "text/csv", Relationship::Source),
        file("取組一覧.json", "application/json", Relationship::Data),
    ]);
    let pdf = pdf::write(&everything(), &Options { conformance, ..Options::default() }).expect("it is written");
    assert_publishable(&pdf);
    let Some(names) = poppler("pdfdetach", &["-list"], &pdf) else { return };
    assert!(names.contains("取組一覧.csv") && names.contains("取組一覧.json"), "{names}");
}

#[test]
fn nothing_to_write_is_said_so() {
    assert_eq!(pdf::write(&Draft::new().finish(), &Options::default()), Err(Error::NoPages));
}

#[test]
fn an_empty_page_is_publishable() {
    let mut draft = Draft::new();
    draft.page(595.28, 841.89);
    assert_publishable(&written(&draft.finish()));
}

#[test]
fn a_glyph_that_is_none_is_refused() {
    let mut pages = one_line("字");
    let Draw::Glyphs(run) = &mut pages.pages[0].items[0].draw else { panic!("a run") };
    Arc::make_mut(&mut run.glyphs)[0].glyph = 0;
    let error = pdf::write(&pages, &Options::default());
    assert_eq!(error, Err(Error::NoGlyph { page: 0, text: "字".to_owned() }));
}

#[test]
fn a_cell_of_3000_characters_over_pages_is_one_cell() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    let table = draft.structure.add(root, Role::Table);
    let heads = draft.structure.add(table, Role::TR);
    let (_, head) = draft.leaf(heads, Role::TH);
    let row = draft.structure.add(table, Role::TR);
    let (_, cell) = draft.leaf(row, Role::TD);
    let words: Vec<char> = "長い説明を、途中で切らずに続ける。".chars().cycle().take(3000).collect();
    for (number, page) in words.chunks(1200).enumerate() {
        draft.page(595.28, 841.89);
        if number == 0 {
            draft.text(head, 60.0, 60.0, "取組内容", BODY);
        }
        for (line, words) in page.chunks(30).enumerate() {
            let words: String = words.iter().collect();
            draft.text(cell, 60.0, 80.0 + 17.0 * line as f64, &words, RunStyle { spread: 0.04, ..BODY });
        }
    }
    let pdf = written(&draft.finish());
    assert_publishable(&pdf);
    let walk = crate::listener::walk(&pdf);
    let said: String = words.iter().collect();
    assert!(walk.contains(&format!("取組内容：{said}")), "{walk}");
}

#[test]
fn an_empty_table_is_publishable() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    let table = draft.structure.add(root, Role::Table);
    let head = draft.structure.add(table, Role::THead);
    let body = draft.structure.add(table, Role::TBody);
    let heads = draft.structure.add(head, Role::TR);
    let (_, tag) = draft.leaf(heads, Role::TH);
    draft.text(tag, 60.0, 80.0, "取組項目", BODY);
    let row = draft.structure.add(body, Role::TR);
    draft.structure.add(row, Role::TD);
    assert_publishable(&written(&draft.finish()));
}

/// Bodies without anything between them cost an element each and tell a reader nothing: their rows are in one.
#[test]
fn the_bodies_of_a_table_are_written_as_one() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    let table = draft.structure.add(root, Role::Table);
    let names = ["公園", "道路", "学校"];
    for (place, words) in names.into_iter().enumerate() {
        let body = draft.structure.add(table, Role::TBody);
        let row = draft.structure.add(body, Role::TR);
        let (_, tag) = draft.leaf(row, Role::TD);
        draft.text(tag, 60.0, 80.0 + 20.0 * place as f64, words, BODY);
    }
    let pdf = written(&draft.finish());
    assert_publishable(&pdf);
    let file = lopdf::Document::load_mem(&pdf).expect("a PDF");
    let of_role = |role: &[u8]| {
        let elements = file.objects.values().filter_map(|object| object.as_dict().ok());
        elements.filter(|element| element.get(b"S").and_then(|s| s.as_name()).is_ok_and(|name| name == role)).count()
    };
    assert_eq!((of_role(b"TBody"), of_role(b"TR")), (1, 3));
    let walk = crate::listener::walk(&pdf);
    let found: Vec<usize> = names.iter().filter_map(|words| walk.find(words)).collect();
    assert!(found.len() == 3 && found.is_sorted(), "{walk}");
}
