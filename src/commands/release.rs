//! The gate before publication: public files are searched for internal texts as they will be read, not as they were meant.

use super::Failure;
use crate::assess::assessment::Assessment;
use crate::assess::leak;
use crate::intake::table;
use crate::typeset::page::{Draw, Pages};

/// A public file and every text in it, its metadata included.
pub(super) struct PublicText {
    /// Name of the file.
    pub(super) name: String,
    /// Its texts, one after another.
    pub(super) text: String,
}

/// The texts of pages, in the order in which they are drawn.
pub(super) fn of_pages(name: &str, pages: &Pages) -> PublicText {
    let meta = &pages.meta;
    let mut text = [&meta.title, &meta.author, &meta.subject].map(String::as_str).join("\n");
    for keyword in &meta.keywords {
        text.push('\n');
        text.push_str(keyword);
    }
    for page in &pages.pages {
        text.push('\n');
        for item in &page.items {
            if let Draw::Glyphs(run) = &item.draw {
                match &run.actual_text {
                    Some(actual) => text.push_str(actual),
                    None => run.glyphs.iter().for_each(|glyph| text.push_str(&glyph.text)),
                }
            }
        }
    }
    for node in &pages.structure.nodes {
        for words in [&node.alt, &node.actual_text, &node.title].into_iter().flatten() {
            text.push('\n');
            text.push_str(words);
        }
    }
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
            text.push('\n');
        }
    }
    Ok(PublicText { name: name.to_owned(), text })
}

/// Searches public texts. A hit stops publication and names the cell.
pub(super) fn search(assessment: &Assessment, texts: &[PublicText]) -> Result<(), Failure> {
    let outputs: Vec<(&str, &str)> = texts.iter().map(|text| (text.name.as_str(), text.text.as_str())).collect();
    let internal = leak::internal_texts_of(assessment);
    let findings = leak::search(&internal, &leak::public_words(assessment), &outputs);
    if findings.is_empty() {
        return Ok(());
    }
    Err(Failure::Findings {
        what: "公表する資料に庁内限りの内容が含まれるため、何も作りません。".to_owned(), findings
    })
}
