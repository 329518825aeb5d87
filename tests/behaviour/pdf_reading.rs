//! What poppler reads out of every page of every edition, compared with the page: every character once, in the
//! order of reading, no word split and none run together.
//!
//! `-raw` reads in the order of the file, which is the order of reading. Without it poppler orders by looks: that is held
//! to what stands within paragraphs. With `-layout` it keeps lines side by side as they stand; that is held to nothing.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write;

use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Draw, Page, Tag};
use kaikaku::typeset::structure::{ContentId, NodeId, Role, Structure};

use crate::judge::pdftotext;
use crate::{pdf_editions, sample_year};

/// A character of a page, in the order of drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Letter {
    character: char,
    /// A space was typed before it.
    after_space: bool,
    /// It stands visibly apart from what is before it on its line: by half an em, or in another size.
    apart: bool,
    /// What it belongs to.
    part: Part,
    /// Its line: baseline, or for vertical text the distance from the left edge.
    line: (bool, Length),
}

/// What is one thing to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A paragraph, a cell or another block.
    Block(NodeId),
    /// A label of a chart or figure.
    Label(ContentId),
    /// The label of a list's item, which its text follows.
    Bullet(NodeId),
    /// Heads, feet, repeated heads of tables.
    Artifact,
}

fn part(structure: &Structure, tag: Tag) -> Part {
    let Tag::Content(content) = tag else { return Part::Artifact };
    let mut node = structure.content_owner[content.0 as usize];
    while let (Role::Span | Role::Link | Role::Reference | Role::Ruby | Role::RB | Role::RT, Some(parent)) =
        (structure.node(node).role, structure.node(node).parent)
    {
        node = parent;
    }
    match structure.node(node).role {
        Role::Figure => Part::Label(content),
        Role::Lbl => Part::Bullet(node),
        _ => Part::Block(node),
    }
}

fn letters(page: &Page, structure: &Structure) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut after_space = false;
    // End of the last glyph, and its size.
    let mut last = (Length::ZERO, Length::ZERO);
    for item in &page.items {
        let Draw::Glyphs(run) = &item.draw else { continue };
        let part = part(structure, item.tag);
        let (line, start) = match run.turned {
            true => ((true, run.origin.x), run.origin.y),
            false => ((false, run.origin.y), run.origin.x),
        };
        let glyphs: Vec<(&str, Length, Length)> = match (&run.actual_text, run.glyphs.last()) {
            (Some(text), Some(end)) => vec![(text, Length::ZERO, end.x + end.advance)],
            _ => run.glyphs.iter().map(|glyph| (glyph.text.as_str(), glyph.x, glyph.x + glyph.advance)).collect(),
        };
        for (text, from, to) in glyphs {
            let gap = start + from - last.0;
            let seen = gap > run.size / 2 || run.size != last.1;
            for (number, character) in text.chars().enumerate() {
                if character.is_whitespace() {
                    after_space = true;
                    continue;
                }
                let on_line = letters.last().is_some_and(|before| before.line == line);
                let apart = number == 0 && on_line && seen;
                letters.push(Letter { character, after_space: std::mem::take(&mut after_space), apart, part, line });
            }
            last = (start + to, run.size);
        }
    }
    letters
}

/// What was read between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Between {
    Nothing,
    Space,
    LineEnd,
}

/// Characters that were read, each with the character before it.
fn read(text: &str) -> Vec<(char, Between)> {
    let mut read = Vec::new();
    let mut before = Between::Nothing;
    for character in text.chars() {
        match character {
            '\n' | '\u{c}' => before = before.max(Between::LineEnd),
            c if c.is_whitespace() => before = before.max(Between::Space),
            c => read.push((c, std::mem::replace(&mut before, Between::Nothing))),
        }
    }
    read
}

/// The characters around a place.
fn around(letters: &[(char, Between)], at: usize) -> String {
    let stretch = &letters[at.saturating_sub(8)..(at + 8).min(letters.len())];
    stretch.iter().fold(String::new(), |mut shown, (character, before)| {
        match before {
            Between::Nothing => {}
            Between::Space => shown.push('␣'),
            Between::LineEnd => shown.push('⏎'),
        }
        shown.push(*character);
        shown
    })
}

/// What is wrong with the pages of an edition as poppler reads them with some arguments.
fn complaints(arguments: &[&str], wrong: impl Fn(&Structure, &[Letter], &str) -> Vec<String>) -> String {
    let mut complaints = String::new();
    for (edition, set) in sample_year::editions() {
        let Some(text) = pdftotext(&pdf_editions::editions()[edition], arguments) else { return complaints };
        let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
        assert_eq!(pages.len(), set.pages.pages.len(), "{edition:?}");
        for (number, (page, text)) in set.pages.pages.iter().zip(pages).enumerate() {
            for wrong in wrong(&set.pages.structure, &letters(page, &set.pages.structure), text) {
                let _ = writeln!(complaints, "{edition:?}, page {}: {wrong}", number + 1);
            }
        }
    }
    complaints
}

#[test]
fn every_page_is_read_in_order_without_split_or_joined_words() {
    let complaints = complaints(&["-raw"], |_, letters, text| {
        let read = read(text);
        let same = letters.iter().zip(&read).take_while(|(letter, (character, _))| letter.character == *character);
        let same = same.count();
        if same < letters.len() || same < read.len() {
            let expected: String = letters[same..].iter().take(16).map(|letter| letter.character).collect();
            return vec![format!("「{}」 where 「{expected}」 stands", around(&read, same + 8))];
        }
        let mut wrong = Vec::new();
        for (at, pair) in letters.windows(2).enumerate() {
            let (before, after) = (pair[0], pair[1]);
            if before.part == Part::Artifact || after.part == Part::Artifact {
                continue;
            }
            let between = read[at + 1].1;
            let ends = after.after_space || before.part != after.part;
            if between != Between::Nothing && !ends && !after.apart && before.line == after.line {
                wrong.push(format!("split: {}", around(&read, at + 1)));
            }
            // A bullet stands close to its text; and two figures on narrow bars beside each other may nearly touch.
            let touching = matches!((before.part, after.part), (Part::Label(_), Part::Label(_))) && !after.apart;
            let close = touching || matches!(before.part, Part::Bullet(_));
            if between == Between::Nothing && ends && !close {
                wrong.push(format!("run together: {}", around(&read, at + 1)));
            }
        }
        wrong
    });
    assert!(complaints.is_empty(), "{complaints}");
}

/// Of a thousand stretches of text, how many poppler may tear apart between their lines where it orders by looks. Sheets that are
/// kept on one page set their tables closer, so that a grade's lines stand between those of the text beside it: 2.6 of a thousand.
const TORN_OF_THOUSAND: usize = 3;

/// Where other text stands beside a paragraph (cells, columns) and a line of it is nearer than the paragraph's own next
/// line, poppler reads that in between. Such a paragraph is found line by line; in the order of the file (`-raw`) it is
/// whole.
#[test]
fn every_stretch_of_text_is_found_by_search_across_its_line_ends() {
    let (all, torn) = (Cell::new(0), Cell::new(0));
    let complaints = complaints(&[], |_, letters, text| {
        let read = read(text);
        let solid: Vec<char> = read.iter().map(|(character, _)| *character).collect();
        let mut parts: BTreeMap<Part, Vec<Letter>> = BTreeMap::new();
        for letter in letters.iter().filter(|letter| letter.part != Part::Artifact) {
            parts.entry(letter.part).or_default().push(*letter);
        }
        let mut wrong = Vec::new();
        let apart = |_: &Letter, letter: &Letter| !letter.after_space && !letter.apart;
        for stretch in parts.values().flat_map(|letters| letters.chunk_by(apart)) {
            all.set(all.get() + 1);
            let sought: String = stretch.iter().map(|letter| letter.character).collect();
            match found(&solid, &read, stretch) {
                Found::Whole => {}
                Found::Split(at) => wrong.push(format!("split: {}", around(&read, at))),
                // It takes a hyphen at the end of a line for the division of a word.
                Found::Nowhere if found(&solid, &read, &without_final_hyphens(stretch)) == Found::Whole => {}
                Found::Nowhere if has_neighbours(stretch, letters) => {
                    torn.set(torn.get() + 1);
                    let mut lines = stretch.chunk_by(|a, b| a.line == b.line);
                    if !lines.all(|line| found(&solid, &read, line) == Found::Whole) {
                        wrong.push(format!("a line is not found: {sought}"));
                    }
                }
                Found::Nowhere => wrong.push(format!("not found: {sought}")),
            }
        }
        wrong
    });
    println!("{} of {} stretches of text are torn between lines", torn.get(), all.get());
    assert!(complaints.is_empty(), "{complaints}");
    assert!(torn.get() * 1000 <= all.get() * TORN_OF_THOUSAND, "{} of {}", torn.get(), all.get());
}

/// Whether other text stands beside some line of a stretch of several lines.
fn has_neighbours(stretch: &[Letter], letters: &[Letter]) -> bool {
    let lines = || stretch.iter().map(|letter| letter.line.1);
    let (Some(first), Some(last)) = (lines().min(), lines().max()) else { return false };
    let beside = |letter: &&Letter| {
        let line = letter.line.1;
        letter.part != stretch[0].part && letter.part != Part::Artifact && line >= first && line <= last
    };
    first < last && letters.iter().any(|letter| beside(&letter))
}

fn without_final_hyphens(stretch: &[Letter]) -> Vec<Letter> {
    let lines = stretch.chunk_by(|a, b| a.line == b.line);
    let kept = |line: &[Letter]| line.len() - usize::from(line.last().is_some_and(|last| last.character == '-'));
    lines.flat_map(|line| line[..kept(line)].to_vec()).collect()
}

/// How a stretch of letters was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// One after another, with nothing between but the ends of its own lines.
    Whole,
    /// One after another, but with a space or line end within a line, here.
    Split(usize),
    /// Not one after another.
    Nowhere,
}

fn found(solid: &[char], read: &[(char, Between)], stretch: &[Letter]) -> Found {
    let sought: Vec<char> = stretch.iter().map(|letter| letter.character).collect();
    let mut found = Found::Nowhere;
    for (place, _) in solid.windows(sought.len()).enumerate().filter(|(_, letters)| *letters == sought) {
        let split = stretch
            .windows(2)
            .enumerate()
            .find(|(i, pair)| pair[0].line == pair[1].line && read[place + i + 1].1 != Between::Nothing);
        match split {
            None => return Found::Whole,
            Some((i, _)) => found = Found::Split(place + i + 1),
        }
    }
    found
}
