//! Several names in one text where each is to be a text of its own: 財政、市民.

use super::{SEVERAL, SIZE};
use crate::finding::{Finding, Origin, Place};
use crate::settings_file::fields::{fatal, warning};

/// What divides names in lists.
const COMMAS: [char; 5] = ['、', '，', ',', ';', '；'];
/// What may divide them, too, but is often part of a name: 国・県支出金.
const OTHERS: [char; 5] = ['・', '･', '／', ' ', '　'];

/// The parts of a text in which several names stand beside one another, where each is one: `財政、市民`.
pub(super) fn parted(text: &str, is_one: impl Fn(&str) -> bool) -> Option<Vec<&str>> {
    let by = |is_divider: &dyn Fn(char) -> bool| -> Option<Vec<&str>> {
        let parts: Vec<&str> = text.split(is_divider).map(str::trim).collect();
        (parts.len() > 1 && parts.iter().all(|part| is_one(part))).then_some(parts)
    };
    by(&|c| COMMAS.contains(&c)).or_else(|| by(&|c| COMMAS.contains(&c) || OTHERS.contains(&c)))
}

/// A name of more characters than a name may have; where it is several names beside one another, how they are divided.
pub(super) fn too_long(message: &str, name: &str, longest: usize, place: &Origin) -> Finding {
    let finding = fatal(SIZE, place, message).found(name).expected(format!("{longest}字まで"));
    match parted(name, |part| (1..=longest).contains(&part.chars().count())) {
        Some(parts) => finding.remedy(divided(&parts, is_in_workbook(place))),
        None => finding,
    }
}

/// Names that are short enough and look like several beside one another: 使用料、手数料 may be one name, so it is asked.
pub(super) fn asked(what: &str, names: &[String], longest: usize, place: &Origin, out: &mut Vec<Finding>) {
    let several = |name: &&String| name.contains(COMMAS) && name.chars().count() <= longest;
    for name in names.iter().filter(several) {
        let Some(parts) = parted(name, |part| !part.is_empty()) else { continue };
        let message = format!("{what}の名に「、」があります。1つの名として扱います。");
        out.push(warning(SEVERAL, place, message).found(name.clone()).remedy(divided(&parts, is_in_workbook(place))));
    }
}

fn is_in_workbook(place: &Origin) -> bool {
    matches!(place.place, Place::Sheet(_) | Place::Cell(..))
}

/// How several names are divided.
pub(super) fn divided(parts: &[&str], in_workbook: bool) -> String {
    if in_workbook {
        let lines = parts.join("\n");
        return format!(
            "2つ以上のときは、1つのセルの中で改行し（Alt+Enter）、次のように1行に1つずつ書いてください。\n{lines}"
        );
    }
    let quoted: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
    format!("2つ以上のときは、1つずつ \" \" で囲み、次のように書いてください：[{}]", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_divide_before_signs_that_are_part_of_names() {
        let any = |part: &str| !part.is_empty();
        assert_eq!(parted("国・県支出金、村債、一般財源", any), Some(vec!["国・県支出金", "村債", "一般財源"]));
        assert_eq!(parted("財政・市民", any), Some(vec!["財政", "市民"]));
        // Only names that are known are several.
        let known = |part: &str| ["財政", "市民", "防災"].contains(&part);
        assert_eq!(parted("財政、市民・防災", known), Some(vec!["財政", "市民", "防災"]));
        assert_eq!(parted("財政", any), None);
        assert_eq!(parted("財政、", any), None);
    }

    #[test]
    fn a_short_name_with_a_comma_is_asked_about() {
        let mut out = Vec::new();
        let place = Origin::file("plan.toml");
        asked("効果額の種別", &["収入の増、経費の減".to_owned(), "国・県支出金".to_owned()], 12, &place, &mut out);
        let told: Vec<String> = out.iter().map(ToString::to_string).collect();
        assert!(told.len() == 1 && told[0].contains("[\"収入の増\", \"経費の減\"]"), "{told:?}");
    }
}
