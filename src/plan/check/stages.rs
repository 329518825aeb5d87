//! `[[stage]]`: the stages of action items by the plan's words.

use super::choice::{Choice, word};
use super::{DUPLICATE, SIZE, UNKNOWN_WORD};
use crate::finding::Finding;
use crate::settings_file::fields::{Fields, fatal};
use crate::vocabulary::{LONGEST_NAME, ShortName, StageEnd, Stages, StatedStage, text_key};

/// The most stages of a plan: a drop-down of more cannot be overseen.
const MOST: usize = 18;
/// Marks that stand between the stages of a year.
const BETWEEN: [char; 3] = ['・', '･', '、'];

/// Reads `[[stage]]`; the built-in stages where there is none.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Stages {
    let mut stated: Vec<StatedStage> = Vec::new();
    for node in top.list("stage", out) {
        let Some(mut fields) = Fields::open(node, "工程", out) else { continue };
        let name = fields.text("name", out);
        let ends = Choice {
            complaint: "工程の終わり方が違います。", all: &StageEnd::ALL, label: StageEnd::label
        };
        let end = word(&mut fields, "ends", ends, out);
        let meaning = fields.optional_text("meaning", out).unwrap_or_default().to_owned();
        let aliases = fields.strings("aliases", out);
        let taken = |word: &str| {
            let word = text_key(word);
            let words = |of: &StatedStage| std::iter::once(of.name.as_str().to_owned()).chain(of.aliases.clone());
            stated.iter().flat_map(words).any(|other| text_key(&other) == word)
        };
        if let Some(twice) = std::iter::once(name).chain(aliases.iter().map(String::as_str)).find(|word| taken(word)) {
            out.push(fatal(DUPLICATE, fields.place("name"), "工程に同じ言葉が2つあります。").found(twice));
        }
        if name.contains(BETWEEN) {
            let message = "工程の名に「・」「、」は使えません。1年に2つの工程を「準備・実施」のようにつなぐためです。";
            out.push(fatal(UNKNOWN_WORD, fields.place("name"), message).found(name));
        }
        match ShortName::new(name) {
            Some(name) => stated.push(StatedStage { name, end, meaning, aliases }),
            None => out.push(
                fatal(SIZE, fields.place("name"), "工程の名が長すぎます。様式と工程表の欄に収まりません。")
                    .found(name)
                    .expected(format!("{LONGEST_NAME}字まで")),
            ),
        }
        if stated.len() == MOST + 1 {
            let message = "工程が多すぎます。";
            out.push(fatal(SIZE, fields.origin(), message).expected(format!("{MOST}まで")));
        }
        fields.finish(out);
    }
    if stated.is_empty() { Stages::default() } else { Stages::of_plan(stated) }
}
