//! `[[grader]]`: further bodies that grade beside the departments.

use super::choice::{Choice, word};
use super::{DUPLICATE, UNKNOWN_WORD};
use crate::contract::Audience;
use crate::finding::Finding;
use crate::plan::{GradedLevel, Grader, MOST_GRADERS, Words};
use crate::settings_file::fields::{Fields, WRONG_KIND, fatal};
use crate::vocabulary::text_key;

/// Reads `[[grader]]`.
pub(super) fn read(top: &mut Fields<'_>, words: &Words, out: &mut Vec<Finding>) -> Vec<Grader> {
    let mut graders: Vec<Grader> = Vec::new();
    for node in top.list("grader", out) {
        let Some(mut fields) = Fields::open(node, "区分を付けるほかの組織", out) else { continue };
        let body = fields.text("name", out).to_owned();
        if graders.iter().any(|earlier| text_key(&earlier.body) == text_key(&body)) {
            let message = "区分を付けるほかの組織に、同じ名が2つあります。";
            out.push(fatal(DUPLICATE, fields.place("name"), message).found(body.as_str()));
        }
        if graders.len() == MOST_GRADERS {
            let message = format!("区分を付けるほかの組織は、{MOST_GRADERS}つまでです。");
            out.push(fatal(WRONG_KIND, fields.origin(), message).found(body.as_str()));
        }
        let level = level(&mut fields, words, out);
        let readers = readers(&mut fields, words, out);
        let (letters, steps) = (fields.strings("letters", out), fields.strings("steps", out));
        if letters.is_empty() && !steps.is_empty() {
            let message = "区分を付けるほかの組織に、記号がなく言葉だけがあります。";
            let remedy = "letters に記号を書くか、steps を消して計画の区分を使ってください。";
            out.push(fatal(WRONG_KIND, fields.place("steps"), message).found(steps.join("、")).remedy(remedy));
        }
        let own = (!letters.is_empty()).then(|| super::settings::rating_letters(&letters, &steps, &fields, out));
        fields.finish(out);
        graders.push(Grader { body, level, readers, own });
    }
    graders
}

/// What a body grades, in the plan's own word for it too.
fn level(fields: &mut Fields<'_>, words: &Words, out: &mut Vec<Finding>) -> GradedLevel {
    let own = |level: &GradedLevel| match level {
        GradedLevel::Initiatives => &words.initiative,
        GradedLevel::Actions => &words.action,
    };
    let levels = Choice {
        complaint: "何に区分を付けるかの書き方が違います。",
        all: &GradedLevel::ALL,
        label: GradedLevel::label,
    };
    let text = fields.optional_text("of", out);
    let of_own = |text: &str| {
        let is_label = levels.all.iter().any(|level| level.label() == text);
        levels.all.iter().copied().find(|level| own(level) == text).filter(|_| !is_label)
    };
    text.and_then(of_own).or_else(|| word(fields, "of", levels, out)).unwrap_or_default()
}

fn readers(fields: &mut Fields<'_>, words: &Words, out: &mut Vec<Finding>) -> Audience {
    let Some(text) = fields.optional_text("readers", out) else { return Audience::Public };
    Audience::named(text, [&words.council, &words.council_short]).unwrap_or_else(|| {
        let finding = fatal(UNKNOWN_WORD, fields.place("readers"), "付けた区分を誰に示すかの書き方が違います。");
        out.push(finding.found(text).expected(Audience::ALL.map(Audience::label).join("・")));
        // What cannot be read stays within the office.
        Audience::Office
    })
}
