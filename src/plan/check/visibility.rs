//! `[visibility]`: who may see which field of the forms.

use super::{DUPLICATE, UNKNOWN_WORD};
use crate::contract::{Audience, FormField, NoChoice, Visibility};
use crate::finding::{Code, Finding, Origin};
use crate::plan::{Wording, Words};
use crate::settings_file::fields::{Fields, WRONG_KIND, fatal};
use crate::settings_file::tree::{Node, Value};

/// The readers of a field that cannot be chosen are named.
const NO_CHOICE: Code = Code("plan.visibility");

/// Reads `[visibility]`: fields by their Japanese names or keys, with 公表, 審議会 or 庁内.
pub(super) fn read(top: &mut Fields<'_>, (words, names): (&Words, &Wording), out: &mut Vec<Finding>) -> Visibility {
    let mut visibility = Visibility::default();
    let mut seen: Vec<FormField> = Vec::new();
    let entries: Vec<(&str, &Origin, &Node)> = top.entries("visibility", out).collect();
    for (name, place, node) in entries {
        let Some(field) = super::form_field(name, names) else {
            let known = Visibility::CHOSEN.map(|field| field.label());
            let message = "公表の範囲に、様式にない欄があります。";
            out.push(fatal(UNKNOWN_WORD, place, message).found(name).expected(known.join("・")));
            continue;
        };
        if seen.contains(&field) {
            let message = format!("公表の範囲に「{}」が2つあります。", field.label());
            out.push(fatal(DUPLICATE, place, message).found(name).remedy("どちらか一方を消してください。"));
            continue;
        }
        seen.push(field);
        let Some(readers) = readers(field, node, words, out) else { continue };
        if let Err(why) = visibility.choose(field, readers) {
            out.push(refused(field, readers, why, &node.origin));
        }
    }
    visibility
}

fn readers(field: FormField, node: &Node, words: &Words, out: &mut Vec<Finding>) -> Option<Audience> {
    let expected = Audience::ALL.map(Audience::label).join("・");
    let Value::Text(text) = &node.value else {
        let message = format!("「{}」を誰に示すかは、文字で書きます。", field.label());
        out.push(fatal(WRONG_KIND, &node.origin, message).found(node.shown()).expected(expected));
        return None;
    };
    let readers = Audience::named(text, [&words.council, &words.council_short]);
    if readers.is_none() {
        let message = format!("「{}」を誰に示すかの書き方が違います。", field.label());
        out.push(fatal(UNKNOWN_WORD, &node.origin, message).found(text.as_str()).expected(expected));
    }
    readers
}

fn refused(field: FormField, readers: Audience, why: NoChoice, place: &Origin) -> Finding {
    let label = field.label();
    let (message, remedy) = match why {
        NoChoice::Internal => (
            format!("「{label}」は庁内限りの欄です。ほかには示せません。"),
            "この行を消すか、「庁内」としてください。".to_owned(),
        ),
        NoChoice::Counted => (
            format!("「{label}」は、公表する件数や合計に入るため、示す範囲を狭められません。"),
            "この行を消すか、「公表」としてください。".to_owned(),
        ),
        NoChoice::Given => (
            format!("「{label}」は、公表する内容とともに示すため、示す範囲を狭められません。"),
            "この行を消すか、「公表」としてください。".to_owned(),
        ),
    };
    let choice = Visibility::CHOSEN.map(|field| field.label()).join("・");
    fatal(NO_CHOICE, place, message)
        .found(readers.label())
        .expected(format!("示す範囲を選べる欄は {choice}"))
        .remedy(remedy)
}
