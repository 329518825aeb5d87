//! Texts in runs: those of `sharedStrings.xml` and of cells with a text of their own.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::super::colours::Palette;
use super::super::looks::{Font, Run, add_run};
use super::super::package::{Package, push_text};
use super::styles::font_part;

/// Gathers the runs of one text (`si`, `is`).
#[derive(Default)]
pub(super) struct RunsReader {
    runs: Vec<Run>,
    font: Option<Font>,
    in_font: bool,
    in_text: bool,
    phonetic: bool,
    /// Whether there is a run with a look of its own.
    rich: bool,
}

impl RunsReader {
    pub(super) fn event(&mut self, event: &Event<'_>, palette: &Palette) {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "r" => self.font = None,
                "rPr" => (self.in_font, self.rich, self.font) = (true, true, Some(Font::default())),
                "rPh" => self.phonetic = true,
                "t" if !self.phonetic => {
                    self.in_text = true;
                    add_run(&mut self.runs, "", self.font);
                }
                _ if self.in_font => {
                    if let Some(font) = &mut self.font {
                        font_part(font, element, palette);
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "rPr" => self.in_font = false,
                "rPh" => self.phonetic = false,
                "t" => self.in_text = false,
                _ => {}
            },
            event if self.in_text => {
                if let Some(run) = self.runs.last_mut() {
                    push_text(&mut run.text, event);
                }
            }
            _ => {}
        }
    }

    /// The runs, where they have looks; a text in one look is its cell's.
    pub(super) fn finish(self) -> Option<Vec<Run>> {
        let mut runs = self.runs;
        runs.iter_mut().for_each(|run| run.text = unescaped(&run.text));
        self.rich.then_some(runs)
    }
}

/// `_x000D_` is the character of that number, `_x005F_` an underscore that begins no such code (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match character {
            Some(character) => {
                out.push_str(&rest[..at]);
                out.push(character);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.replace("\r\n", "\n").replace('\r', "\n")
}

/// The shared strings in runs of different looks, by their number; most workbooks have none.
pub(super) fn rich_strings(package: &Package, path: &str, palette: &Palette) -> HashMap<usize, Vec<Run>> {
    let mut rich = HashMap::new();
    let Some(bytes) = package.bytes(path) else { return rich };
    if !contains(bytes, b"rPr") {
        return rich;
    }
    let mut number = 0;
    let mut reader: Option<RunsReader> = None;
    package.walk(path, |event| {
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "si" => reader = Some(RunsReader::default()),
            Event::End(element) if element.local_name().as_ref() == "si" => {
                if let Some(runs) = reader.take().and_then(RunsReader::finish) {
                    rich.insert(number, runs);
                }
                number += 1;
            }
            event => {
                if let Some(reader) = &mut reader {
                    reader.event(event, palette);
                }
            }
        }
        true
    });
    rich
}

/// Whether `needle` is in `bytes`. Its last letter is looked for in stretches, most of which do not have it.
pub(super) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some((last, before)) = needle.split_last() else { return false };
    let mut from = 0;
    while let Some(found) = bytes[from..].chunks(CHUNK).position(|chunk| chunk.contains(last)) {
        let start = from + found * CHUNK;
        let end = bytes.len().min(start + CHUNK);
        let mut ends = (start..end).filter(|at| bytes[*at] == *last);
        if ends.any(|at| bytes[..at].ends_with(before)) {
            return true;
        }
        from = end;
    }
    false
}

/// Bytes that are looked at together.
const CHUNK: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_is_found_wherever_it_stands() {
        for before in (0..600).step_by(7).chain([253, 254, 255, 256, 257]) {
            let text = format!("{}<rPr/>{}", "rあr".repeat(before / 5) + &"P".repeat(before % 5), "あ".repeat(200));
            assert!(contains(text.as_bytes(), b"rPr"), "{before}");
            assert!(!contains(text.replace("rPr", "rP").as_bytes(), b"rPr"), "{before}");
        }
        assert!(!contains(b"", b"rPr") && !contains(b"Pr", b"rPr") && contains(b"rPr", b"rPr"));
    }
}
