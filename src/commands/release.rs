//! The gate before publication: public files are searched for internal texts as they will be read, not as they were meant.

use std::collections::BTreeMap;

use super::Failure;
use crate::assess::assessment::Assessment;
use crate::assess::leak;
use crate::contract::Audience;
use crate::intake::table;
use crate::typeset::page::{Draw, Pages, Tag};

/// A public file and every text in it, its metadata included.
pub(super) struct PublicText {
    /// Name of the file.
    pub(super) name: String,
    /// Its texts, one after another.
    pub(super) text: String,
}

/// Stands between texts that do not follow one another, so that no phrase is found across them.
const BETWEEN: char = '｜';

/// The texts of pages: each stretch of content on its own, whatever lines and pages it runs over, then what is no content.
pub(super) fn of_pages(name: &str, pages: &Pages) -> PublicText {
    let meta = &pages.meta;
    let mut texts: Vec<&str> = vec![&meta.title, &meta.author, &meta.subject];
    texts.extend(meta.keywords.iter().map(String::as_str));
    for node in &pages.structure.nodes {
        texts.extend([&node.alt, &node.actual_text, &node.title].into_iter().flatten().map(String::as_str));
    }
    let mut drawn: BTreeMap<(Tag, Option<usize>), String> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let Draw::Glyphs(run) = &item.draw else { continue };
            let page = matches!(item.tag, Tag::Artifact(_)).then_some(number);
            let text = drawn.entry((item.tag, page)).or_default();
            match &run.actual_text {
                Some(actual) => text.push_str(actual),
                None => run.glyphs.iter().for_each(|glyph| text.push_str(&glyph.text)),
            }
        }
    }
    texts.extend(drawn.values().map(String::as_str));
    let text = texts.iter().fold(String::new(), |mut all, text| {
        all.push_str(text);
        all.push(BETWEEN);
        all
    });
    PublicText { name: name.to_owned(), text }
}

/// The texts of a workbook of ours, every sheet and cell.
pub(super) fn of_workbook(name: &str, bytes: &[u8]) -> Result<PublicText, Failure> {
    let tables = table::read_tables(bytes)
        .map_err(|error| Failure::Other(format!("「{name}」を公表前に確かめられません（{error}）。")))?;
    let mut text = String::new();
    for table in tables {
        for cell in table.rows().into_iter().flatten() {
            text.push_str(&cell);
            text.push(BETWEEN);
        }
    }
    Ok(PublicText { name: name.to_owned(), text })
}

/// The text of a file that goes to readers outside the office; one that stays within is not searched.
pub(super) fn for_outsiders(readers: Audience, text: impl FnOnce() -> PublicText) -> Vec<(Audience, PublicText)> {
    if readers == Audience::Office { Vec::new() } else { vec![(readers, text())] }
}

/// A file that is text.
pub(super) fn of_text(name: &str, text: String) -> PublicText {
    PublicText { name: name.to_owned(), text }
}

/// Searches files for what their readers may not see. A hit stops publication and names the cell.
pub(super) fn search(assessment: &Assessment, texts: &[(Audience, PublicText)]) -> Result<(), Failure> {
    let public = leak::public_words(assessment);
    let mut findings = Vec::new();
    for readers in [Audience::Public, Audience::Council] {
        let outputs = texts.iter().filter(|(of, _)| *of == readers);
        let outputs: Vec<(&str, &str)> = outputs.map(|(_, text)| (text.name.as_str(), text.text.as_str())).collect();
        findings.extend(leak::search(&leak::internal_texts(assessment, readers), &public, &outputs));
    }
    if findings.is_empty() {
        return Ok(());
    }
    Err(Failure::Findings {
        what: "公表する資料に庁内限りの内容が含まれるため、何も作りません。".to_owned(), findings
    })
}
