//! Text as others read it out of a written PDF: in reading order, with no space that nobody typed and no word split.

use std::sync::Arc;

use kaikaku::export::pdf::{self, Options};
use kaikaku::typeset::page::{Draw, Pages};
use kaikaku::typeset::structure::Role;
use proptest::prelude::*;

use crate::judge::{assert_publishable, pdftotext};
use crate::listener;
use crate::pdf_sample::{BODY, Draft, RunStyle, everything, one_line};

fn written(pages: &Pages) -> Vec<u8> {
    pdf::write(pages, &Options::default()).expect("it is written")
}

/// What `pdftotext` reads, without line ends.
fn read(pages: &Pages, arguments: &[&str]) -> Option<String> {
    Some(pdftotext(&written(pages), arguments)?.replace(['\n', '\u{c}'], ""))
}

const SENTENCES: [&str; 8] = [
    "令和2年度のICT化は、AIとRPAで進める。URLはhttps://example.jp/で、",
    "行末をまたぐ言葉も検索できる。",
    "担当部署",
    "長体で組んだ文字列2020",
    "🦀",
    "辻\u{E0100}葛葛\u{E0101}",
    "か\u{309A}m2",
    "縦書き2020年",
];

#[test]
fn every_sentence_is_read_without_inserted_spaces() {
    let pages = everything();
    for arguments in [&[][..], &["-raw"], &["-layout"]] {
        let Some(text) = read(&pages, arguments) else { return };
        for sentence in SENTENCES {
            // Vertical text beside lines has a place of its own only where lines are not kept side by side.
            if arguments == ["-layout"] && sentence.starts_with("縦書き") {
                continue;
            }
            assert!(text.contains(sentence), "{sentence} with {arguments:?} in\n{text}");
        }
    }
}

#[test]
fn a_cell_is_read_across_its_line_ends() {
    let Some(text) = read(&everything(), &["-raw"]) else { return };
    for words in ["新たな財源の創出（ネーミングライツなど）", "業務の効率化（AI・RPAの導入）"]
    {
        assert!(text.contains(words), "{words} in\n{text}");
    }
}

#[test]
fn an_even_stretch_of_a_line_opens_no_spaces() {
    let words = "行政改革の推進に当たっては、市民サービスの向上を第一とする。";
    for spread in [0.02, 0.05, 0.1, 0.2, 0.4, 1.0] {
        let mut draft = Draft::new();
        let root = draft.structure.root();
        draft.page(1200.0, 400.0);
        let (_, tag) = draft.leaf(root, Role::P);
        draft.text(tag, 60.0, 100.0, words, RunStyle { spread, ..BODY });
        let Some(text) = read(&draft.finish(), &[]) else { return };
        assert_eq!(text, words, "stretched by {spread} em");
    }
}

#[test]
fn a_typed_space_stays_a_space() {
    let Some(text) = read(&one_line("No. 1 Administrative Reform 行政改革"), &[]) else { return };
    assert_eq!(text, "No. 1 Administrative Reform 行政改革");
}

#[test]
fn glyphs_without_a_code_of_their_own_say_what_is_meant() {
    let mut pages = one_line("高橋");
    let Draw::Glyphs(run) = &mut pages.pages[0].items[0].draw else { panic!("a run") };
    Arc::make_mut(&mut run.glyphs)[0].text = "\u{E001}".into();
    let pdf = written(&pages);
    assert_publishable(&pdf);
    assert!(listener::walk(&pdf).contains("〓橋"));
}

proptest! {
    #![proptest_config(crate::properties::cheap(48))]

    /// Whatever is typed comes out of the tags as it was typed.
    #[test]
    fn what_goes_in_comes_out(words in "[あ-ん亜-煕A-Za-z0-9、。「」（）ー・－～㎡①-⑳𠮷葛\u{E0100} ]{1,60}", spread in 0.0..0.5f64) {
        let mut draft = Draft::new();
        let root = draft.structure.root();
        draft.page(2000.0, 400.0);
        let (_, tag) = draft.leaf(root, Role::P);
        let (mut run, _) = draft.run(60.0, 100.0, &words, RunStyle { spread, ..BODY });
        prop_assume!(!run.glyphs.is_empty());
        // A selector with nothing before it is no text.
        let meant: String = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        run.origin.x = kaikaku::typeset::length::Length::pt(10.0);
        draft.item(tag, Draw::Glyphs(run));
        let said = listener::walk(&written(&draft.finish()));
        prop_assert_eq!(said.trim_end_matches('\n'), meant);
    }
}
