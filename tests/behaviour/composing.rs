//! The line composer on the plan's own prose and on random text.

use std::collections::BTreeSet;

use kaikaku::plan::KanjiForms;
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Artifact, Draw, Tag};
use kaikaku::typeset::paragraph::{Composed, Line, Paragraph, Piece, TextPiece, compose};
use kaikaku::typeset::style::{Align, Direction, Family, ParagraphStyle, TextStyle, Weight};
use proptest::prelude::*;

const SIZE: f64 = 10.0;

fn set(text: &str, style: ParagraphStyle) -> Composed {
    set_in(Family::Gothic, text, style, &FontBook::shipped())
}

fn set_in(family: Family, text: &str, style: ParagraphStyle, fonts: &FontBook) -> Composed {
    let piece = TextPiece {
        text: text.into(),
        style: TextStyle::new(family, Weight::Regular, Length::pt(SIZE)),
        tag: Tag::Artifact(Artifact::Layout),
        origin: None,
    };
    compose(&Paragraph { pieces: vec![Piece::Text(piece)], style }, fonts)
}

fn measured(ems: f64) -> ParagraphStyle {
    ParagraphStyle::new(Some(Length::pt(ems * SIZE)), Length::pt(17.0))
}

/// Text, x and advance of each glyph of a line, in ems.
fn glyphs(line: &Line) -> Vec<(String, f64, f64)> {
    let mut found = Vec::new();
    for item in &line.items {
        if let Draw::Glyphs(run) = &item.draw {
            for glyph in run.glyphs.iter() {
                let x = (run.origin.x + glyph.x).to_pt() / SIZE;
                found.push((glyph.text.to_string(), x, glyph.advance.to_pt() / SIZE));
            }
        }
    }
    found
}

fn joined(composed: &Composed) -> String {
    composed.lines.iter().map(|line| &composed.text[line.text.clone()]).collect()
}

fn ideographic(text: &str) -> bool {
    text.chars().all(|c| c != '・' && matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3041}'..='\u{30FF}'))
}

/// The widest space between two ideographs or kana of a line, in ems.
fn widest_gap(line: &Line) -> f64 {
    glyphs(line)
        .windows(2)
        .filter(|pair| ideographic(&pair[0].0) && ideographic(&pair[1].0))
        .map(|pair| pair[1].1 - pair[0].1 - 1.0)
        .fold(0.0, f64::max)
}

/// The widest white space after 、 or 。 within a line, in ems; half an em is natural.
fn widest_after_stop(line: &Line) -> f64 {
    glyphs(line)
        .windows(2)
        .filter(|pair| matches!(pair[0].0.as_str(), "、" | "。"))
        .map(|pair| pair[1].1 - pair[0].1 - 0.5)
        .fold(0.0, f64::max)
}

const NOT_AT_HEAD: &str = "、。，．」』）】〕・：；！？ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝ〜～％℃";
const NOT_AT_END: &str = "「『（【〔￥＄";

fn keeps_kinsoku(composed: &Composed) {
    for (number, line) in composed.lines.iter().enumerate() {
        let text = composed.text[line.text.clone()].trim_end();
        if number > 0 {
            assert!(!text.starts_with(|c| NOT_AT_HEAD.contains(c)), "line {number} begins {text}");
        }
        if number + 1 < composed.lines.len() {
            assert!(!text.ends_with(|c| NOT_AT_END.contains(c)), "line {number} ends {text}");
        }
    }
}

/// Each sentence by itself, and six at a time.
fn prose() -> Vec<String> {
    let sentences: Vec<&str> = include_str!("../data/plan-prose.txt").lines().collect();
    let single = sentences.iter().map(|&sentence| sentence.to_owned());
    single.chain(sentences.chunks(6).map(<[&str]>::concat)).collect()
}

#[test]
fn prose_is_set_solid_and_by_the_rules() {
    for (ems, least_solid, widest) in [(40.0, 0.88, 0.03), (25.0, 0.88, 0.06), (12.0, 0.88, 0.12)] {
        let mut gaps = Vec::new();
        for text in prose() {
            let composed = set(&text, measured(ems));
            assert_eq!(joined(&composed), text);
            keeps_kinsoku(&composed);
            assert!(composed.overfull.is_empty(), "{text}");
            let full = composed.lines.len() - 1;
            for line in &composed.lines[..full] {
                assert!((line.width.to_pt() / SIZE - ems).abs() < 1e-5, "a full line fills the measure");
                gaps.push(widest_gap(line));
            }
            let last = &composed.text[composed.lines[full].text.clone()];
            assert!(full == 0 || last.chars().count() > 2, "{last} stands alone on a line");
        }
        gaps.sort_by(f64::total_cmp);
        let solid = gaps.iter().filter(|&&gap| gap < 1e-6).count() as f64 / gaps.len() as f64;
        let p95 = gaps[gaps.len() * 95 / 100];
        assert!(solid >= least_solid, "{ems} em: {solid} of the full lines are solid");
        assert!(p95 <= widest, "{ems} em: 95 % of the lines have gaps up to {p95}");
        let most = gaps[gaps.len() - 1];
        assert!(most <= 0.25, "{ems} em: a line has a gap of {most}");
    }
}

/// The 300 paragraphs of `tests/luatexja/against_typst.py`: two to five sentences each; paragraph `n` begins with sentence `n`
/// and goes on from there by a step that grows with each round through the list.
fn technical_prose() -> Vec<String> {
    let sentences: Vec<&str> = include_str!("../luatexja/technical-prose.txt").lines().collect();
    let count = sentences.len();
    (0..300)
        .map(|number| {
            let step = 1 + 2 * (number / count);
            (0..2 + number % 4).map(|i| sentences[(number + step * i) % count]).collect()
        })
        .collect()
}

#[test]
fn technical_prose_is_set_as_evenly_as_typst_sets_it() {
    let texts = technical_prose();
    assert_eq!(
        texts.iter().map(|text| text.chars().count()).sum::<usize>(),
        41_236,
        "the prose that Typst was measured on"
    );
    let fonts = FontBook::shipped();
    // Typst 0.15.2 on the same paragraphs in the same face: the 99th percentile of each line's widest gap (docs/typesetting.md).
    for (ems, typst, after_stop) in [(12.0, 0.125, 0.69), (25.0, 0.043, 0.55), (40.0, 0.013, 0.53)] {
        let (mut gaps, mut after_stops) = (Vec::new(), Vec::new());
        for text in &texts {
            let composed = set_in(Family::Mincho, text, measured(ems), &fonts);
            assert_eq!(&joined(&composed), text);
            keeps_kinsoku(&composed);
            assert!(composed.overfull.is_empty(), "{ems} em: {text}");
            let full = composed.lines.len() - 1;
            for line in &composed.lines {
                assert!(line.width.to_pt() / SIZE < ems + 1e-3, "{ems} em: a line of {:?}", line.width);
            }
            gaps.extend(composed.lines[..full].iter().map(widest_gap));
            after_stops.extend(composed.lines[..full].iter().map(widest_after_stop).filter(|space| *space > 0.0));
        }
        gaps.sort_by(f64::total_cmp);
        after_stops.sort_by(f64::total_cmp);
        let p90 = after_stops[after_stops.len() * 90 / 100];
        assert!(p90 <= after_stop, "{ems} em: in a tenth of the lines there is {p90} em or more after 、 or 。");
        let p99 = gaps[gaps.len() * 99 / 100];
        assert!(p99 <= typst + 5e-4, "{ems} em: 99 % of the lines have gaps up to {p99}, Typst's up to {typst}");
    }
}

/// Every glyph begins where the one before it ends.
#[test]
fn an_underline_in_the_name_of_a_file_has_no_space_on_either_side() {
    let text = "進捗_R7_総務課_リスト_final.xlsx";
    let composed = set(text, measured(40.0));
    for pair in glyphs(&composed.lines[0]).windows(2).filter(|pair| pair.iter().any(|glyph| glyph.0 == "_")) {
        let gap = pair[1].1 - pair[0].1 - pair[0].2;
        assert!(gap.abs() < 1e-3, "{} {}: {gap}", pair[0].0, pair[1].0);
    }
}

#[test]
fn a_list_of_departments_breaks_between_names_only() {
    let list = "(総)行政監理室、(政)協働・男女平等参画室、スポーツ都市推進課、(民)市民ホール建設準備室";
    let mut style = measured(16.0).aligned(Align::Start);
    style.breaks.list_of_departments = true;
    let composed = set(list, style);
    for line in &composed.lines[..composed.lines.len() - 1] {
        assert!(composed.text[line.text.clone()].ends_with('、'), "{}", &composed.text[line.text.clone()]);
    }
    // A name longer than the measure is divided by the ordinary rules rather than sticking out.
    style.measure = Some(Length::pt(6.0 * SIZE));
    let composed = set(list, style);
    assert!(composed.overfull.is_empty());
    assert_eq!(joined(&composed), list);
    keeps_kinsoku(&composed);
}

#[test]
fn a_list_of_figures_breaks_between_them_only() {
    let list = "実績の内訳：歳入増（単年度）1,624、歳入増（継続）1,673、歳出減（単年度）1,722、歳出減（継続）1,771";
    for ems in 20..50 {
        let mut style = measured(f64::from(ems)).aligned(Align::End);
        style.breaks.at_commas = true;
        let composed = set(list, style);
        for line in &composed.lines[..composed.lines.len() - 1] {
            assert!(composed.text[line.text.clone()].ends_with('、'), "{}", &composed.text[line.text.clone()]);
        }
    }
}

#[test]
fn numbers_stay_with_their_units() {
    for written in ["1,234千円", "１，２３４", "1,200㎡", "3～5", "10％", "令和2年度", "第1回", "令和元年度", "5か年"]
    {
        // So narrow a measure may divide a date after the name of its era.
        let whole = written.trim_start_matches("令和");
        for before in 0..12 {
            let text = format!("{}{written}を確保する取組を進める。", "あ".repeat(before));
            let composed = set(&text, measured(12.0));
            let kept = composed.lines.iter().any(|line| composed.text[line.text.clone()].contains(whole));
            assert!(
                kept,
                "{whole} is divided: {:?}",
                composed.lines.iter().map(|l| &composed.text[l.text.clone()]).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn a_long_number_is_divided_before_its_line_is_torn_apart() {
    let text = "令和2年度（2020年度）の効果額は約37億6千万円（前年度比▲1.5％）である。";
    let composed = set(text, measured(20.0));
    assert!(
        composed.lines.iter().all(|line| widest_gap(line) < 0.1),
        "{:?}",
        composed.lines.iter().map(|l| &text[l.text.clone()]).collect::<Vec<_>>()
    );
}

#[test]
fn an_address_is_divided_after_its_marks() {
    let composed = set("https://www.city.tomakomai.hokkaido.jp/shisei/", measured(10.0).aligned(Align::Start));
    for line in &composed.lines[..composed.lines.len() - 1] {
        let text = &composed.text[line.text.clone()];
        assert!(text.ends_with(['/', '.']), "{text}");
    }
}

#[test]
fn a_line_that_sticks_out_leaves_the_others_alone() {
    let wide = Piece::Object { width: Length::pt(200.0), items: Vec::new(), text: "図".into() };
    let prose = "行政改革の推進にあたっては、これらのテーマを踏まえ、具体的な取組を実施する。";
    let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(SIZE));
    let text = TextPiece { text: prose.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
    let pieces = vec![Piece::Text(text.clone()), wide, Piece::Text(text)];
    let composed = compose(&Paragraph { pieces, style: measured(10.0) }, &FontBook::shipped());
    assert_eq!(composed.overfull.len(), 1);
    assert_eq!(joined(&composed), format!("{prose}図{prose}"));
    assert!(composed.lines.len() <= 11, "{} lines", composed.lines.len());
}

#[test]
fn what_is_wider_than_the_measure_sticks_out_by_itself() {
    let groups = [("一一", "ああああああああ"), ("一", "あ"), ("一", "ああああああああ")];
    let pieces = groups.map(|(base, reading)| Kind::Group(base.to_owned(), reading.to_owned()).piece());
    let composed = compose(&Paragraph { pieces: pieces.into(), style: measured(3.5) }, &FontBook::shipped());
    let lines: Vec<&str> = composed.lines.iter().map(|line| &composed.text[line.text.clone()]).collect();
    assert_eq!(lines, ["一一", "一", "一"]);
}

#[test]
fn a_long_word_is_divided_rather_than_sticking_out() {
    for text in [
        "https://www.city.tomakomai.hokkaido.jp/shisei/gyoseikaikaku/index.html",
        &"A".repeat(90),
        &"―".repeat(50),
        &"1".repeat(60),
    ] {
        for ems in [3.0, 5.5, 12.0] {
            let composed = set(text, measured(ems));
            assert!(composed.overfull.is_empty(), "{text} at {ems}");
            assert_eq!(joined(&composed), text);
            assert!(composed.lines.iter().all(|line| line.width.to_pt() / SIZE <= ems + 1e-5));
        }
    }
}

#[test]
fn hanging_stops_hang_and_others_do_not() {
    let mut style = measured(10.0);
    style.hanging = true;
    let composed = set("行政改革の推進をする。具体的な取組を行う。", style);
    let first = &composed.lines[0];
    assert_eq!(&composed.text[first.text.clone()], "行政改革の推進をする。");
    assert_eq!(first.width, Length::pt(10.0 * SIZE));
}

#[test]
fn spread_words_have_equal_gaps_and_no_spaces() {
    let set_spread = |text: &str| set(text, measured(8.0).aligned(Align::Jidori));
    let composed = set_spread("総務課");
    assert_eq!(glyphs(&composed.lines[0]).iter().map(|g| g.1).collect::<Vec<_>>(), [0.0, 3.5, 7.0]);
    let Draw::Glyphs(run) = &composed.lines[0].items[0].draw else { panic!("glyphs") };
    assert_eq!(run.actual_text.as_deref(), Some("総務課"));
    let composed = set_spread("課");
    assert_eq!(glyphs(&composed.lines[0])[0].1, 3.5);
}

#[test]
fn condensing_is_the_last_resort_and_as_little_as_needed() {
    let mut style = measured(4.0);
    style.condense_to = 70;
    let composed = set("Innovation", style);
    let Draw::Glyphs(run) = &composed.lines[0].items[0].draw else { panic!("glyphs") };
    assert_eq!((composed.lines.len(), run.condensed), (1, 800));
    assert!(composed.lines[0].width <= Length::pt(40.0));
    let composed = set("行政改革の推進", style);
    let Draw::Glyphs(run) = &composed.lines[0].items[0].draw else { panic!("glyphs") };
    assert_eq!(run.condensed, 1000, "text that can be broken is not condensed");
}

#[test]
fn what_no_face_has_is_reported_and_shown_as_a_geta() {
    let composed = set("外字\u{E000}の例", measured(20.0));
    assert_eq!(composed.missing.len(), 1);
    assert_eq!((composed.missing[0].character.as_str(), composed.missing[0].offset), ("\u{E000}", 6));
    let geta = composed.lines[0].items.iter().find_map(|item| match &item.draw {
        Draw::Glyphs(run) if run.actual_text.as_deref() == Some("\u{E000}") => Some(run),
        _ => None,
    });
    let geta = geta.expect("〓 with what it stands for");
    assert_eq!(Some(geta.glyphs[0].glyph), FontBook::shipped().face(geta.face).glyph('〓'));
}

#[test]
fn variation_sequences_differ() {
    let glyph = |text: &str| match &set(text, measured(10.0)).lines[0].items[0].draw {
        Draw::Glyphs(run) => (run.glyphs[0].glyph, run.glyphs[0].text.to_string(), run.glyphs.len()),
        _ => panic!("glyphs"),
    };
    let (one, other) = (glyph("辻\u{E0100}"), glyph("辻\u{E0101}"));
    assert_ne!(one.0, other.0, "辻 with one dot and with two");
    assert_eq!((one.1.as_str(), one.2), ("辻\u{E0100}", 1));
}

/// The glyph drawn for a character in a book of fonts.
fn glyph_of(text: &str, fonts: &FontBook) -> u16 {
    let style = TextStyle::new(Family::Mincho, Weight::Regular, Length::pt(SIZE));
    let piece = TextPiece { text: text.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
    let composed = compose(&Paragraph { pieces: vec![Piece::Text(piece)], style: measured(10.0) }, fonts);
    match &composed.lines[0].items[0].draw {
        Draw::Glyphs(run) => run.glyphs[0].glyph,
        _ => panic!("glyphs"),
    }
}

#[test]
fn forms_of_1990_are_a_setting() {
    let (new, old) = (FontBook::shipped(), FontBook::shipped().with_forms(KanjiForms::Jis90));
    for kanji in ["辻", "葛", "祇", "芦", "榊", "樽", "飴"] {
        assert_ne!(glyph_of(kanji, &new), glyph_of(kanji, &old), "{kanji}");
    }
    for other in ["市", "苫", "Ａ", "あ", "、", "5"] {
        assert_eq!(glyph_of(other, &new), glyph_of(other, &old), "{other} has one form");
    }
    // The form of 1990 is the one that the first selector asks for, and a selector wins over the setting.
    assert_eq!(glyph_of("辻", &old), glyph_of("辻\u{E0100}", &new));
    assert_eq!(glyph_of("辻\u{E0101}", &old), glyph_of("辻", &new));
}

#[test]
fn a_narrow_measure_divides_an_era_date_before_it_tears_a_line() {
    let text = "新たな行政改革プランの取組期間は、令和2年度から令和6年度までの5年間とする。";
    for ems in 6..=40 {
        let composed = set(text, measured(f64::from(ems)));
        let full = composed.lines.len() - 1;
        for line in &composed.lines[..full] {
            assert!(widest_gap(line) <= 0.25, "{ems} em: {}", &composed.text[line.text.clone()]);
        }
        // Where there is room for it, the date stays whole.
        let whole = |date: &str| composed.lines.iter().any(|line| composed.text[line.text.clone()].contains(date));
        assert!(ems < 30 || whole("令和2年度") && whole("令和6年度"), "{ems} em");
    }
}

#[test]
fn no_line_is_left_short_to_spare_others_wide_gaps() {
    for text in [
        "でがので窓市サービスシステム「3～5えくきえがとうをLINEおと計政組口",
        "推はしかにのる額取政行政1,234千円政政改計×",
    ] {
        for ems in [8.0, 12.0] {
            let composed = set(text, measured(ems));
            assert!(composed.lines[0].width.to_pt() / SIZE > ems - 1.0, "{text} at {ems}");
        }
    }
}

#[test]
fn a_unit_written_apart_stays_with_its_number() {
    for text in ["延長は10 kmである。", "重さは1,500 kgである。", "面積は20 m2である。"] {
        for ems in 3..12 {
            let composed = set(text, measured(f64::from(ems)));
            let apart = composed.lines.iter().any(|line| composed.text[line.text.clone()].ends_with(' '));
            assert!(!apart || ems < 4, "{text} at {ems}");
        }
    }
}

/// Characters that UAX #14 (Unicode 16, Basic Multilingual Plane) lets no line end with: OP, and QU that open.
const UNICODE_OPENING: &str = "([{¡¿༺༼᚛‚„⁅⁽₍⌈⌊〈❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼⸘⸢⸤⸦⸨⹂⹕⹗⹙⹛〈《「『【〔〖〘〚〝﴿︗︵︷︹︻︽︿﹁﹃﹇﹙﹛﹝（［｛｟｢«‘‛“‟‹⸂⸄⸉⸌⸜⸠";
/// Characters that it lets no line begin with: CL, CP, NS, EX, QU that close, and CJ where CSS says `line-break: strict`.
const UNICODE_CLOSING: &str = ")]}༻༽᚜⁆⁾₎⌉⌋〉❩❫❭❯❱❳❵⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽⸣⸥⸧⸩⹖⹘⹚⹜、。〉》」』】〕〗〙〛〞〟﴾︐︑︒︘︶︸︺︼︾﹀﹂﹄﹈﹐﹑﹒﹚﹜﹞），．］｝｠｡｣､»’”›⸃⸅⸊⸍⸝⸡\
    ៖‼‽⁇⁈⁉々〜〻〼゛゜ゝゞ゠・ヽヾꀕ︓︔﹔﹕：；･ﾞﾟ!?❢❣︕︖﹖﹗！？/ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯｰ";

/// As W3C's tests of `line-break: strict` do: two ideographs, the mark and another in a box of three.
#[test]
fn marks_that_jlreq_does_not_list_follow_unicode() {
    let mut failing = String::new();
    for mark in UNICODE_OPENING.chars().chain(UNICODE_CLOSING.chars()).filter(|c| !c.is_whitespace()) {
        let opens = UNICODE_OPENING.contains(mark);
        for text in [format!("中{mark}文字"), format!("中中{mark}文字"), format!("中中中{mark}文字")] {
            for ems in [2.2, 3.2] {
                let composed = set(&text, measured(ems).aligned(Align::Start));
                let lines: Vec<&str> = composed.lines.iter().map(|line| &composed.text[line.text.clone()]).collect();
                let against = lines.windows(2).any(|pair| match opens {
                    true => pair[0].ends_with(mark),
                    false => pair[1].starts_with(mark),
                });
                if against && !failing.contains(mark) {
                    failing.push(mark);
                }
            }
        }
    }
    assert_eq!(failing, "");
}

/// The characters of W3C's tests of `line-break: strict` in Japanese (web-platform-tests, css/css-text/i18n/ja,
/// `css-text-line-break-ja-*-strict`), a test each; no line may begin with one.
const W3C_STRICT: [(&str, &str); 6] = [
    ("cj", "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯｰ"),
    ("cpm", "・：；･‼⁇⁈⁉！？"),
    ("hyphens", "\u{2010}\u{2013}\u{301C}\u{30A0}"),
    ("in", "\u{2024}‥…⋯\u{FE19}\u{10AF6}"),
    ("iteration", "々〻ゝゞヽヾ"),
    ("po", "°‰′″‵℃℉﹪％￠"),
];

/// As those tests do, ideographs, the mark and two more in a box of 185 px with type of 30 px, the mark at each place in turn.
/// Only … and its like differ: JLReq lets a line begin with them (table 2), unless a setting says no.
#[test]
fn the_strict_tests_of_w3c_agree() {
    let mut tried = 0;
    let mut differing = String::new();
    for mark in W3C_STRICT.iter().flat_map(|(_, marks)| marks.chars()) {
        tried += 1;
        let begins_a_line = |before: usize| {
            let text = format!("{}{mark}字字", "文".repeat(before));
            let composed = set(&text, measured(185.0 / 30.0).aligned(Align::Start));
            composed.lines.iter().skip(1).any(|line| composed.text[line.text.clone()].starts_with(mark))
        };
        if (1..14).any(begins_a_line) {
            differing.push(mark);
        }
    }
    let (_, inseparable) = W3C_STRICT[3];
    let unexpected: String = differing.chars().filter(|mark| !inseparable.contains(*mark)).collect();
    assert_eq!((tried, unexpected.as_str()), (87, ""));
}

/// As W3C's tests of opening and closing punctuation do (web-platform-tests, css/css-text/i18n, `css3-text-line-break-opclns-*`: a
/// character of UAX #14's classes OP, CL and NS each), in a box of 95 px with type of 30 px: a mark that opens stays with what
/// follows, one that closes takes the ideograph before it along. Here for every such character of the Basic Multilingual
/// Plane, whether it has a test of its own or not. With the strict tests above at most six characters differ, whichever are counted.
#[test]
fn the_tests_of_w3c_for_opening_and_closing_marks_agree() {
    let lines = |text: &str| -> Vec<String> {
        let composed = set(text, measured(95.0 / 30.0).aligned(Align::Start));
        composed.lines.iter().map(|line| composed.text[line.text.clone()].to_owned()).collect()
    };
    let mut differing = Vec::new();
    for mark in UNICODE_OPENING.chars().filter(|c| !c.is_whitespace()) {
        // A mark may go to the next line with the ideograph before it, too: no line ends with it, and none is longer.
        let set = lines(&format!("中中{mark}文"));
        if set.len() != 2 || set[0].ends_with(mark) || !set[1].ends_with(&format!("{mark}文")) {
            differing.push((mark, set));
        }
    }
    for mark in UNICODE_CLOSING.chars().filter(|c| !c.is_whitespace()) {
        if lines(&format!("中中中{mark}文")) != ["中中".to_owned(), format!("中{mark}文")] {
            differing.push((mark, lines(&format!("中中中{mark}文"))));
        }
    }
    let tried: BTreeSet<char> = W3C_STRICT.iter().flat_map(|(_, marks)| marks.chars()).collect();
    let with_these = UNICODE_OPENING.chars().chain(UNICODE_CLOSING.chars()).filter(|c| !c.is_whitespace());
    assert_eq!(tried.into_iter().chain(with_these).collect::<BTreeSet<char>>().len(), 299);
    assert_eq!(differing, []);
}

#[test]
fn narrow_cells_keep_words_and_names_whole() {
    let lines = |text: &str, style: ParagraphStyle| -> Vec<String> {
        let composed = set(text, style);
        composed.lines.iter().map(|line| composed.text[line.text.clone()].to_owned()).collect()
    };
    let mut style = measured(11.5).aligned(Align::Start);
    style.breaks.phrases = true;
    assert_eq!(lines("4 公共施設のマネジメント", style), ["4 公共施設の", "マネジメント"]);
    // A word that is too long begins no line with ン, whether phrases or words are kept.
    for ems in [11.0, 11.5] {
        let mut style = measured(ems).aligned(Align::Start);
        style.breaks.phrases = true;
        let name = "ガバメントクラウドファンディングの導入";
        assert_eq!(lines(name, style), ["ガバメントクラウド", "ファンディングの導入"]);
        style.breaks.phrases = false;
        style.breaks.keep_words = true;
        assert_eq!(lines(name, style)[0], "ガバメントクラウド");
    }
    let mut style = measured(8.0).aligned(Align::Start);
    style.breaks.list_of_departments = true;
    assert_eq!(lines("(政)国際リゾート戦略室、財政課", style), ["(政)国際リゾート", "戦略室、財政課"]);
    // In any text the abbreviation of a bureau stays with the name after it.
    let named = "(財)財政課、(政)政策推進課、(政)秘書広報課、(政)協働・男女平等参画室ほか42部署に照会する。";
    for ems in 10..30 {
        for style in [measured(f64::from(ems)), measured(f64::from(ems)).aligned(Align::Start)] {
            let lines = lines(named, style);
            assert!(lines.iter().all(|line| !line.ends_with(')')), "{ems} em: {lines:?}");
        }
    }
    let mut style = measured(12.0).aligned(Align::Start);
    style.breaks.keep_words = true;
    for before in 0..12 {
        let text = format!("{}マネジメントを進め、計画に沿った取組を行う。", "市".repeat(before));
        assert!(lines(&text, style).iter().any(|line| line.contains("マネジメント")), "{text}");
    }
}

/// Text of everything that a cell may hold.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[あ-んア-ヶ一-龠]{1,8}",
        3 => "[一-龠]{2,6}[、。]",
        3 => "[、。「」（）『』・：；！？…―ー々〜～％℃]{1,3}",
        3 => "[0-9A-Za-z.,:/()_%-]{1,12}",
        1 => "[０-９Ａ-Ｚ①-⑳○△×▲]{1,4}",
        1 => "[A-Za-z]{20,60}|https?://[a-z]{3,12}(\\.[a-z]{2,8}){1,3}(/[a-z0-9_-]{1,30}){0,4}",
        1 => prop::sample::select(vec![" ", "\u{3000}", "\t", "\n", "\u{200B}", "\u{AD}", "\u{FEFF}", "\u{A0}", "\u{0}", "辻\u{E0100}", "か\u{309A}", "\u{1F600}", "\u{FE0F}", "令和2年度", "1,234千円", "\r\n"]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A piece of a paragraph.
#[derive(Debug, Clone)]
enum Kind {
    Text(String),
    Ruby(String, Vec<String>),
    Group(String, String),
}

impl Kind {
    fn piece(&self) -> Piece {
        let style = TextStyle::new(Family::Mincho, Weight::Regular, Length::pt(SIZE));
        let tag = Tag::Artifact(Artifact::Layout);
        let base = |text: &str| TextPiece { text: text.into(), style, tag, origin: None };
        match self {
            Kind::Text(text) => Piece::Text(base(text)),
            Kind::Ruby(text, readings) => {
                Piece::Ruby { base: base(text), reading: readings.join(" ").into(), reading_tag: tag }
            }
            Kind::Group(text, reading) => {
                Piece::Ruby { base: base(text), reading: reading.as_str().into(), reading_tag: tag }
            }
        }
    }
}

fn any_pieces() -> impl Strategy<Value = Vec<Kind>> {
    let kind = prop_oneof![
        3 => "[あ-んア-ヶ一-龠、。「」A-Za-z0-9]{1,12}".prop_map(Kind::Text),
        2 => prop::collection::vec(("[一-龠]", "[あ-ん]{1,4}"), 1..4).prop_map(|pairs| {
            let (base, readings): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
            Kind::Ruby(base.concat(), readings)
        }),
        1 => ("[一-龠]{1,3}", "[あ-ん]{1,9}").prop_map(|(base, reading)| Kind::Group(base, reading)),
    ];
    prop::collection::vec(kind, 1..12)
}

/// Measures in ems, down to those with room for one character.
fn any_measure() -> impl Strategy<Value = f64> {
    prop_oneof![1 => 1.0..3.0f64, 4 => 3.0..45.0f64]
}

proptest! {
    #![proptest_config(crate::properties::cheap(400))]

    #[test]
    fn any_text_is_kept_and_stays_inside(text in any_text(), ems in any_measure(), align in 0..5usize, hanging: bool) {
        let aligns = [Align::Justify, Align::Start, Align::Center, Align::End, Align::Jidori];
        let mut style = measured(ems).aligned(aligns[align]);
        style.hanging = hanging;
        let composed = set(&text, style);
        prop_assert_eq!(&composed.text, &text);
        prop_assert_eq!(joined(&composed), text.clone());
        prop_assert!(composed.overfull.is_empty(), "every character has room");
        for line in &composed.lines {
            prop_assert!(line.width.to_pt() / SIZE <= ems + 1e-5);
            let reach = if hanging { 1.0 } else { 0.5 };
            // The space that stands for a forced line end has no ink.
            for (glyph, x, advance) in glyphs(line).into_iter().filter(|(glyph, ..)| !glyph.trim().is_empty()) {
                prop_assert!(x >= -0.5 - 1e-6 && x + advance <= ems + reach + 1e-5, "{glyph} at {x} in {ems}");
            }
        }
        for item in composed.lines.iter().flat_map(|line| &line.items) {
            if let Draw::Glyphs(run) = &item.draw {
                prop_assert!(run.glyphs.iter().all(|glyph| glyph.glyph != 0));
            }
        }
        prop_assert_eq!(set(&text, style), composed);
    }

    #[test]
    fn ruby_is_kept_and_stays_inside(kinds in any_pieces(), ems in prop_oneof![1 => 3.5..5.0f64, 3 => 5.0..30.0f64], align in 0..3usize) {
        let mut style = measured(ems).aligned([Align::Justify, Align::Start, Align::End][align]);
        for vertical in [false, true] {
            style.direction = if vertical { Direction::Vertical } else { Direction::Horizontal };
            let pieces: Vec<Piece> = kinds.iter().map(|kind| kind.piece()).collect();
            let text: String = pieces.iter().map(|piece| match piece {
                Piece::Text(base) | Piece::Ruby { base, .. } => base.text.as_str(),
                _ => "",
            }).collect();
            let paragraph = Paragraph { pieces, style };
            let composed = compose(&paragraph, &FontBook::shipped());
            prop_assert_eq!(&composed.text, &text);
            prop_assert_eq!(joined(&composed), text);
            for (number, line) in composed.lines.iter().enumerate() {
                if composed.overfull.contains(&number) {
                    // Only one group whose reading is longer than the measure may stick out, with the marks that stay with it, or
                    // that stand before it, where its reading hangs over them: it would stick out as far without them.
                    let whole = &composed.text[line.text.clone()];
                    let last = number + 1 == composed.lines.len();
                    prop_assert!(last || !whole.ends_with(|c| NOT_AT_END.contains(c)), "{whole:?}");
                    let stuck = whole
                        .trim_end_matches(|c| last && NOT_AT_END.contains(c))
                        .trim_start_matches(|c| NOT_AT_END.contains(c) || NOT_AT_HEAD.contains(c))
                        .trim_end_matches(|c| NOT_AT_HEAD.contains(c));
                    prop_assert!(stuck.chars().count() <= 3, "{stuck:?}");
                    continue;
                }
                prop_assert!(line.width.to_pt() / SIZE <= ems + 1e-5);
                for item in &line.items {
                    let Draw::Glyphs(run) = &item.draw else { continue };
                    let along = if vertical { run.origin.y - run.size.scaled(88, 100) } else { run.origin.x };
                    for glyph in run.glyphs.iter() {
                        let x = (along + glyph.x).to_pt() / SIZE;
                        let white = run.size.to_pt() / SIZE / 2.0 + if vertical { 0.5 } else { 0.0 } + 1e-5;
                        let end = x + glyph.advance.to_pt() / SIZE;
                        prop_assert!(x >= -white && end <= ems + white, "{} at {x} to {end} in {ems}", glyph.text);
                    }
                }
            }
            prop_assert_eq!(compose(&paragraph, &FontBook::shipped()), composed);
        }
    }

    #[test]
    fn no_line_begins_or_ends_against_the_rules(
        text in prop::collection::vec("[一-龠]{1,6}[、。」）ーっ％！々]{0,2}|[「（]?[一-龠]{2}|[0-9]{1,3}", 1..30),
        ems in 4.0..30.0f64,
    ) {
        keeps_kinsoku(&set(&text.concat(), measured(ems)));
    }

    #[test]
    fn every_line_but_the_last_is_filled(
        text in prop::collection::vec("[一-龠]{2,6}[、。」ー々]{0,2}|「[かきくけこ]{2,4}|[0-9]{1,2}|サービス", 1..40),
        ems in 8..30i32,
    ) {
        let composed = set(&text.concat(), measured(f64::from(ems)));
        let full = composed.lines.len() - 1;
        for line in &composed.lines[..full] {
            let filled = (line.width.to_pt() / SIZE - f64::from(ems)).abs() < 1e-5;
            prop_assert!(filled, "{}", &composed.text[line.text.clone()]);
        }
    }

    #[test]
    fn bodies_never_overlap(text in any_text()) {
        let composed = set(&text, measured(20.0));
        for line in &composed.lines {
            for pair in glyphs(line).windows(2) {
                prop_assert!(pair[1].1 - pair[0].1 >= -1e-6, "{:?} {:?}", pair[0], pair[1]);
            }
        }
    }
}
