//! `[words]`: what the plan calls things.

use super::{DUPLICATE, UNKNOWN_WORD};
use crate::finding::Finding;
use crate::plan::{Term, Words};
use crate::settings_file::fields::{Fields, fatal};
use crate::vocabulary::LONGEST_NAME;

/// Characters that no name of a file may have on Windows: the word for the internal edition is one.
const NOT_IN_FILE_NAMES: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Reads `[words]`; a word that is not given keeps its default.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Words {
    let mut words = Words::default();
    let Some(node) = top.node("words") else { return words };
    let Some(mut fields) = Fields::open(node, "言葉", out) else { return words };
    for (key, _, _) in Words::ALL {
        if let Some(word) = fields.optional_text(key, out) {
            words.set(key, word.to_owned());
        }
    }
    for (key, what, default) in Words::ALL {
        let word = words.get(key).unwrap_or_default().to_owned();
        // They stand in heads, and Excel allows 32 characters for the title of a message.
        if !matches!(*key, "council" | "internal" | "office" | "form") && word.chars().count() > LONGEST_NAME {
            out.push(
                fatal(UNKNOWN_WORD, fields.place(key), format!("言葉（{what}）が長すぎます。"))
                    .found(word)
                    .expected(format!("{default} のような、{LONGEST_NAME}字までの言葉")),
            );
            // What is said of the plan is not said in a word that it cannot have.
            words.set(key, (*default).to_owned());
        }
    }
    let of_files = [
        ("internal", "庁内だけの版の名", &words.internal),
        ("council_short", "評価する組織の短い名", &words.council_short),
        ("form", "様式の名", &words.form),
    ];
    for (key, what, word) in of_files {
        if !word.contains(NOT_IN_FILE_NAMES) && !word.ends_with('.') {
            continue;
        }
        out.push(
            fatal(UNKNOWN_WORD, fields.place(key), format!("{what}に、ファイルの名に使えない文字があります。"))
                .found(word.clone())
                .remedy("/ \\ : * ? \" < > | と、終わりの . を除いてください。"),
        );
    }
    fields.finish(out);
    words
}

/// Reads `[[glossary]]`.
pub(super) fn glossary(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for node in top.list("glossary", out) {
        let Some(mut fields) = Fields::open(node, "用語", out) else { continue };
        let term = fields.text("term", out).to_owned();
        let meaning = fields.optional_text("meaning", out).unwrap_or_default().to_owned();
        if terms.iter().any(|other| other.term == term) {
            out.push(fatal(DUPLICATE, fields.place("term"), "同じ用語が2つあります。").found(term.clone()));
        }
        fields.finish(out);
        terms.push(Term { term, meaning });
    }
    terms
}
