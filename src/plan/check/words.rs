//! `[words]`: what the plan calls things.

use super::UNKNOWN_WORD;
use crate::finding::Finding;
use crate::plan::Words;
use crate::settings_file::fields::{Fields, fatal};

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
    if words.internal.contains(NOT_IN_FILE_NAMES) || words.internal.ends_with('.') {
        out.push(
            fatal(UNKNOWN_WORD, fields.place("internal"), "庁内だけの版の名に、ファイルの名に使えない文字があります。")
                .found(words.internal.clone())
                .remedy("/ \\ : * ? \" < > | と、終わりの . を除いてください。"),
        );
    }
    fields.finish(out);
    words
}
