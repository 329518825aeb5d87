//! Texts for listening: what a listener should hear of a document, in pages short enough for a voice code (音声コード).
//!
//! A row of a table is a sentence that names each head before its value; a chart is its title and its description. Marks that
//! a voice would misread are said in words.

use super::headed_cells::headed_rows;
use crate::report::document::{Block, Document, Row, Table};
use crate::report::text::{of_cell, of_inlines};

/// The most characters that a page has: what printed voice codes hold.
pub const LONGEST: usize = 800;
/// The characters of a line break: CR and LF.
const BREAK: usize = 2;

/// The pages, each at most [`LONGEST`] characters; a line break counts as the two that it has in a file for Windows programs. A page begins at each part and each sheet; what goes
/// on over a page begins again with its heading and （続き）.
pub fn pages(document: &Document) -> Vec<String> {
    let mut speaker = Speaker::new(LONGEST);
    if let Some(notice) = &document.meta.notice {
        speaker.begin(&document.meta.title);
        speaker.say(notice);
    }
    for part in &document.parts {
        speaker.begin(&part.name);
        speaker.blocks(&part.blocks);
    }
    speaker.turn();
    speaker.pages
}

/// What has been said.
struct Speaker {
    /// The most characters of a page.
    most: usize,
    pages: Vec<String>,
    page: String,
    length: usize,
    /// The heading under which the page stands.
    heading: String,
    /// Nothing but the heading stands on the page.
    bare: bool,
}

impl Speaker {
    fn new(most: usize) -> Speaker {
        Speaker { most, pages: Vec::new(), page: String::new(), length: 0, heading: String::new(), bare: false }
    }

    /// Ends the page, unless it holds no more than its heading.
    fn turn(&mut self) {
        if !self.page.is_empty() && !self.bare {
            self.pages.push(std::mem::take(&mut self.page));
        }
        self.page.clear();
        self.length = 0;
    }

    /// Begins a page with a heading.
    fn begin(&mut self, heading: &str) {
        self.turn();
        self.heading = cut(heading, self.most / 4);
        let line = self.heading.clone();
        self.put(&line);
        self.bare = true;
    }

    fn put(&mut self, line: &str) {
        self.page.push_str(line);
        self.page.push('\n');
        self.length += line.chars().count() + BREAK;
        self.bare = false;
    }

    /// Says a text; where the page is full, at the end of a sentence, on the next.
    fn say(&mut self, text: &str) {
        let spoken = spoken(text);
        for line in spoken.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut rest = line;
            while !rest.is_empty() {
                let room = self.most.saturating_sub(self.length + BREAK);
                if rest.chars().count() <= room {
                    self.put(rest);
                    break;
                }
                let end = sentence_end(rest, room);
                // Nothing more fits on this page: on the next one; alone on a page, it is divided anywhere.
                let end = match end {
                    0 if !self.bare && !self.page.is_empty() => {
                        self.go_on();
                        continue;
                    }
                    0 => rest.char_indices().nth(room.max(1)).map_or(rest.len(), |(at, _)| at),
                    end => end,
                };
                let (now, later) = rest.split_at(end);
                self.put(now);
                rest = later.trim_start();
                if !rest.is_empty() {
                    self.go_on();
                }
            }
        }
    }

    fn go_on(&mut self) {
        let heading = std::mem::take(&mut self.heading);
        self.turn();
        if !heading.is_empty() {
            self.put(&format!("{heading}（続き）"));
            self.bare = true;
        }
        self.heading = heading;
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Cover(cover) => {
                self.say(&cover.title);
                cover.subtitles.iter().chain(&cover.period).chain(&cover.publisher).for_each(|line| self.say(line));
            }
            // Page numbers are of no use to a listener.
            Block::Contents { .. } | Block::Rule | Block::PageBreak | Block::WritingSpace { .. } => {}
            Block::Heading(heading) => {
                let text = of_inlines(&heading.text);
                if heading.level > 1 || text != self.heading {
                    self.say(&format!("{text}。"));
                }
            }
            Block::Paragraph(paragraph) => self.say(&of_inlines(&paragraph.text)),
            Block::List(list) => {
                for item in &list.items {
                    self.say(&labelled(&item.label, &said(&item.body)));
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => {
                let caption = figure.caption.as_deref().map(of_inlines).unwrap_or_default();
                self.say(&labelled(&format!("図　{caption}"), &figure.alt));
            }
            Block::Chart(chart) => self.say(&labelled(&format!("グラフ　{}", chart.title), &chart.alt)),
            Block::Columns(columns) => columns.columns.iter().for_each(|(_, body)| self.blocks(body)),
            Block::SheetHead(head) => {
                self.begin(&format!("{}　{}", head.number, of_inlines(&head.heading.text)));
                self.say(&labelled("担当", &head.departments));
                if let Some(grade) = &head.grade {
                    self.say(&labelled(&grade.label, &grade.word));
                    grade.note.iter().for_each(|note| self.say(&format!("{note}。")));
                }
            }
            Block::KeyFigures(figures) => {
                for figure in figures {
                    let note = figure.note.as_ref().map(|note| format!("（{note}）")).unwrap_or_default();
                    self.say(&labelled(&figure.label, &format!("{}{}{note}", figure.value, figure.unit)));
                }
            }
            Block::Labelled { label, body } => self.say(&labelled(&of_inlines(&label.text), &said(body))),
            Block::Together(blocks) | Block::Closing(blocks) => self.blocks(blocks),
        }
    }

    fn table(&mut self, table: &Table) {
        let caption = table.caption.as_deref().map(of_inlines).unwrap_or_default();
        let unit = table.unit.clone().unwrap_or_default();
        if !caption.is_empty() || !unit.is_empty() {
            self.say(&format!("表　{caption}{unit}。"));
        }
        for group in &table.groups {
            if let Some(heading) = &group.heading {
                self.say(&heading.cells.iter().map(of_cell).collect::<Vec<_>>().join("　"));
            }
            self.rows(table, &group.rows.iter().collect::<Vec<_>>());
        }
        self.rows(table, &table.foot.iter().collect::<Vec<_>>());
        table.notes.iter().for_each(|note| self.say(&of_inlines(note)));
    }

    /// A sentence a row: its own heads first, then each value after the words over it.
    fn rows(&mut self, table: &Table, rows: &[&Row]) {
        for row in headed_rows(table, rows) {
            let mut before: &[String] = &[];
            let mut said = Vec::new();
            for headed in &row.cells {
                let text = of_cell(headed.cell).replace('\n', " ");
                let text = text.trim_end_matches('。');
                if text.is_empty() {
                    continue;
                }
                // A wide head is said once for the cells that stand under it side by side.
                let own = headed.heads.len().saturating_sub(1);
                let shared = headed.heads[..own].iter().zip(before).take_while(|(a, b)| a == b).count();
                let head = headed.heads[shared..].join(" ");
                before = &headed.heads;
                said.push(match headed.cell.header.is_some() || head.is_empty() {
                    true => text.to_owned(),
                    false => format!("{head}は{text}"),
                });
            }
            if !said.is_empty() {
                self.say(&format!("{}。", said.join("、")));
            }
        }
    }
}

/// What blocks say, one line a paragraph.
fn said(blocks: &[Block]) -> String {
    // On a page without end: it is divided where it is said.
    let mut speaker = Speaker::new(usize::MAX);
    speaker.blocks(blocks);
    speaker.page.trim_end().to_owned()
}

fn labelled(label: &str, text: &str) -> String {
    let text = text.trim_end();
    let label = label.trim();
    let between = if text.contains('\n') { "。\n" } else { "：" };
    let stop = if text.is_empty() || text.ends_with(['。', '）', '」']) { "" } else { "。" };
    format!("{label}{between}{text}{stop}")
}

/// Marks in words: ▲ before a digit is a minus, a lone ― nothing there. Marks of lists, notes and grades are left out where
/// words follow that say the same.
fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let lone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        // A mark before its word: ◎ 計画を上回る.
        let word = characters.clone().find(|c| *c != ' ').is_some_and(char::is_alphabetic);
        let begins =
            out.chars().next_back().is_none_or(|before| before == 'は' || (!before.is_alphanumeric() && before != c));
        match c {
            '◎' | '○' | '△' | '×' | '－' if word && begins => while characters.next_if_eq(&' ').is_some() {},
            '▲' | '△' if next.is_some_and(char::is_numeric) => out.push_str("マイナス"),
            '―' if lone(out.chars().next_back().filter(|c| *c != 'は')) && lone(next) => out.push_str("なし"),
            '○' if lone(next) && out.ends_with('は') => out.push_str("該当"),
            '※' | '◇' | '■' => {}
            '\u{a0}' | '\t' => out.push('　'),
            _ => out.push(c),
        }
    }
    out
}

/// Where the last sentence that fits into `room` characters ends, in bytes; 0 where none does.
fn sentence_end(text: &str, room: usize) -> usize {
    let within = |stops: &[char]| {
        text.char_indices().take(room).filter(|(_, c)| stops.contains(c)).last().map(|(at, c)| at + c.len_utf8())
    };
    within(&['。']).or_else(|| within(&['、', '　'])).unwrap_or(0)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{self, Edition, fixture};

    #[test]
    fn every_page_is_short_enough_and_names_where_it_stands() {
        for edition in Edition::ALL {
            let document = report::document(&fixture::assessment(), edition, fixture::DATE);
            let pages = pages(&document);
            for page in &pages {
                let in_file = page.replace('\n', "\r\n").chars().count();
                assert!(in_file <= LONGEST, "{edition:?}: {in_file}");
                assert!(page.lines().count() > 1, "{page}");
            }
            assert!(pages.concat().contains("サンプル（架空）"));
        }
    }

    #[test]
    fn a_row_is_a_sentence_with_its_heads() {
        let document = report::document(&fixture::assessment(), Edition::Public, fixture::DATE);
        let all = pages(&document).concat();
        assert!(all.contains("1-1、実績は(総)行政監理室　広告枠を3か所増やした。"), "{all}");
        assert!(all.contains("マイナス120"));
        // The mark of a grade before its count is no sign of a negative number.
        assert!(all.contains("件数は△ 1、"), "{all}");
    }

    #[test]
    fn a_long_text_goes_on_after_a_sentence_with_its_heading() {
        let mut speaker = Speaker::new(LONGEST);
        speaker.begin("見出し");
        speaker.say(&"これは文である。".repeat(250));
        speaker.say(&"ん".repeat(1700));
        speaker.turn();
        assert!(speaker.pages.iter().all(|page| page.chars().count() <= LONGEST));
        assert!(speaker.pages[0].ends_with("である。\n") && speaker.pages[1].starts_with("見出し（続き）\n"));
        let whole: String = speaker.pages.concat();
        assert_eq!(whole.matches("これは文である。").count(), 250);
        assert_eq!(whole.chars().filter(|c| *c == 'ん').count(), 1700);
    }

    #[test]
    fn marks_are_said_in_words() {
        assert_eq!(spoken("増減は▲1,200千円"), "増減はマイナス1,200千円");
        assert_eq!(spoken("目標は―、実績は3"), "目標はなし、実績は3");
        assert_eq!(spoken("サーバー―クライアント"), "サーバー―クライアント");
        assert_eq!(spoken("※ 注である。"), " 注である。");
        assert_eq!(spoken("令和3年度は◎ 計画を上回る6件、○計画どおり3件"), "令和3年度は計画を上回る6件、計画どおり3件");
        assert_eq!(spoken("3×4、A－B、○○町"), "3×4、A－B、○○町");
    }
}
