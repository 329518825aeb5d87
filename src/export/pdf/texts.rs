//! The texts of a PDF: what a person, a search or a program can read out of it. They are gathered here, beside the writer,
//! so that the check before publication sees everything that is written into it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Conformance, Options};
use crate::export::as_read;
use crate::typeset::page::{Draw, LinkTarget, Pages, Tag};

/// Every text that [`super::write`] puts into the file: metadata, bookmarks, links, alternative texts and titles of the
/// structure, attached files, and what the pages show: each stretch of content on its own, whatever lines and pages it runs
/// over, then what is no content.
pub fn texts<'a>(pages: &'a Pages, options: &'a Options) -> Vec<Cow<'a, str>> {
    let meta = &pages.meta;
    let mut texts: Vec<&str> = vec![&meta.title, &meta.author, &meta.subject];
    texts.extend(meta.keywords.iter().map(String::as_str));
    texts.extend(pages.outline.iter().map(|entry| entry.title.as_str()));
    for area in pages.pages.iter().flat_map(|page| &page.links) {
        texts.push(&area.description);
        if let LinkTarget::Url(address) = &area.target {
            texts.push(address);
        }
    }
    for said in pages.structure.nodes.iter().filter_map(|node| node.description.as_ref()) {
        texts.extend([&said.alt, &said.actual_text, &said.title].into_iter().flatten().map(String::as_str));
    }
    let mut texts: Vec<Cow<str>> = texts.into_iter().map(Cow::Borrowed).collect();
    if let Conformance::A3a(files) = &options.conformance {
        for file in files {
            texts.extend([file.name.as_str().into(), file.description.as_str().into()]);
            let text = String::from_utf8_lossy(&file.bytes);
            texts.extend(as_read(&file.name, &text).into_iter().map(|text| Cow::Owned(text.into_owned())));
            texts.push(text);
        }
    }
    texts.extend(shown(pages).into_values().map(Cow::Owned));
    texts
}

/// What the pages show, by content; artifacts by kind and page.
fn shown(pages: &Pages) -> BTreeMap<(Tag, Option<usize>), String> {
    let mut shown: BTreeMap<(Tag, Option<usize>), String> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            let Draw::Glyphs(run) = &item.draw else { continue };
            let page = matches!(item.tag, Tag::Artifact(_)).then_some(number);
            let text = shown.entry((item.tag, page)).or_default();
            match &run.actual_text {
                Some(actual) => text.push_str(actual),
                None => run.glyphs.iter().for_each(|glyph| text.push_str(&glyph.text)),
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use lopdf::{Document, Object};

    use super::*;
    use crate::export::pdf::{Attachment, Relationship, write};
    use crate::report::{self, Edition, fixture};
    use crate::typeset::font::FontBook;
    use crate::typeset::lay_out;

    /// Keys of strings that the writer makes up, whatever the document says.
    const OWN: [&str; 13] = [
        "ID",
        "Lang",
        "Creator",
        "Producer",
        "CreationDate",
        "ModDate",
        "Headers",
        "Registry",
        "Ordering",
        "OutputConditionIdentifier",
        "Info",
        "Names",
        "IDTree",
    ];

    fn decoded(bytes: &[u8]) -> String {
        match bytes.strip_prefix(&[0xFE, 0xFF]) {
            Some(wide) => {
                let units: Vec<u16> = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            None => String::from_utf8_lossy(bytes).into_owned(),
        }
    }

    /// The strings of an object with the key that each stands under.
    fn strings(key: &str, object: &Object, found: &mut BTreeSet<(String, String)>) {
        match object {
            Object::String(bytes, _) => {
                found.insert((key.to_owned(), decoded(bytes)));
            }
            Object::Array(items) => items.iter().for_each(|item| strings(key, item, found)),
            Object::Dictionary(entries) => {
                entries.iter().for_each(|(key, item)| strings(&String::from_utf8_lossy(key), item, found));
            }
            Object::Stream(stream) => strings(key, &Object::Dictionary(stream.dict.clone()), found),
            _ => {}
        }
    }

    /// The texts between the tags of XML.
    fn between_tags(xml: &str) -> impl Iterator<Item = &str> {
        xml.split('<')
            .filter_map(|part| part.split_once('>'))
            .map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty())
    }

    #[test]
    fn every_string_of_the_file_is_among_the_texts() {
        let document = report::document(&fixture::assessment(), Edition::Public, fixture::DATE);
        let mut pages = lay_out(&document, &Arc::new(FontBook::shipped())).pages;
        // Each text occurs once, so that none is found by way of another.
        pages.meta.title = "題名の文".to_owned();
        pages.meta.author = "作成者の文".to_owned();
        pages.meta.subject = "主題の文".to_owned();
        pages.meta.keywords = vec!["検索語の文".to_owned()];
        pages.outline.first_mut().expect("a heading").title = "しおりの文".to_owned();
        let area = pages.pages.iter_mut().find_map(|page| page.links.first_mut()).expect("a link");
        area.description = "リンクの文".to_owned();
        area.target = LinkTarget::Url("https://example.jp/address".to_owned());
        let drawn: BTreeSet<_> = pages.pages.iter().flat_map(|page| &page.items).map(|item| item.tag).collect();
        let content = drawn.iter().rev().find_map(|tag| match tag {
            Tag::Content(content) => Some(*content),
            Tag::Artifact(_) => None,
        });
        let owner = pages.structure.content_owner[content.expect("content").0 as usize];
        let node = pages.structure.node_mut(owner).describe();
        node.alt = Some("代替の文".to_owned());
        node.actual_text = Some("置換の文".to_owned());
        node.title = Some("表題の文".to_owned());
        let attachment = Attachment {
            name: "添付の名.csv".to_owned(),
            mime: "text/csv".to_owned(),
            description: "添付の説明".to_owned(),
            relationship: Relationship::Data,
            bytes: "添付の中身".into(),
        };
        let options = Options { conformance: Conformance::A3a(vec![attachment]), ..Options::default() };

        let texts = texts(&pages, &options);
        let holds = |wanted: &str| texts.iter().any(|text| text.contains(wanted));
        let file = Document::load_mem(&write(&pages, &options).expect("a PDF")).expect("readable");
        let mut found = BTreeSet::new();
        for object in file.objects.values() {
            strings("", object, &mut found);
            let Object::Stream(stream) = object else { continue };
            let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            match stream.dict.get(b"Type").and_then(Object::as_name) {
                Ok(b"Metadata") => {
                    let xmp = String::from_utf8(content).expect("UTF-8");
                    for text in between_tags(&xmp).filter(|text| text.contains("の文")) {
                        assert!(holds(text), "XMP: {text}");
                    }
                }
                Ok(b"EmbeddedFile") => assert!(holds(&String::from_utf8(content).expect("UTF-8"))),
                _ => {}
            }
        }
        let written = ["題名", "作成者", "主題", "検索語", "しおり", "リンク", "代替", "置換", "表題"]
            .map(|what| format!("{what}の文"));
        for text in
            written.iter().map(String::as_str).chain(["添付の名.csv", "添付の説明", "https://example.jp/address"])
        {
            assert!(found.iter().any(|(_, string)| string == text), "{text} is not in the file");
        }
        for (key, text) in found.iter().filter(|(key, _)| !OWN.contains(&key.as_str())) {
            assert!(holds(text), "{key}: {text}");
        }
        assert!(holds("広告枠を3か所増やした。"), "what pages show");
    }
}
