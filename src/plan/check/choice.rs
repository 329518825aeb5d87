//! Keys whose value is one word of a few.

use super::UNKNOWN_WORD;
use crate::finding::Finding;
use crate::settings_file::fields::{Fields, fatal};

/// The values between which a key chooses.
pub(super) struct Choice<'a, T> {
    /// What is said of a word that names none of them.
    pub(super) complaint: &'a str,
    /// The values, in the order in which they are offered.
    pub(super) all: &'a [T],
    /// The word of a value.
    pub(super) label: fn(T) -> &'static str,
}

/// The value that the key's word names. `None` where the key is absent or, with a finding, its word is unknown.
pub(super) fn word<T: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    choice: Choice<'_, T>,
    out: &mut Vec<Finding>,
) -> Option<T> {
    let text = fields.optional_text(key, out)?;
    named(fields, key, text, choice, out)
}

/// The same of a key that has to be there: that it is absent is a finding, too.
pub(super) fn required_word<T: Copy>(
    fields: &mut Fields<'_>,
    key: &'static str,
    choice: Choice<'_, T>,
    out: &mut Vec<Finding>,
) -> Option<T> {
    let text = Some(fields.text(key, out)).filter(|text| !text.is_empty())?;
    named(fields, key, text, choice, out)
}

fn named<T: Copy>(
    fields: &Fields<'_>,
    key: &'static str,
    text: &str,
    Choice { complaint, all, label }: Choice<'_, T>,
    out: &mut Vec<Finding>,
) -> Option<T> {
    let value = all.iter().copied().find(|value| label(*value) == text);
    if value.is_none() {
        let labels: Vec<&str> = all.iter().map(|value| label(*value)).collect();
        out.push(fatal(UNKNOWN_WORD, fields.place(key), complaint).found(text).expected(labels.join("・")));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings_file::fields::MISSING_KEY;
    use crate::settings_file::toml;
    use crate::vocabulary::Rounding;

    /// What is read of `rounding` in a text, and each finding: its code, line, what was found and what was expected.
    type Read = (Option<Rounding>, Vec<(String, String, Option<String>, Option<String>)>);

    fn read(text: &str, required: bool) -> Read {
        let tree = toml::parse("plan.toml", text).expect("TOML");
        let mut out = Vec::new();
        let mut fields = Fields::open(&tree, "設定", &mut out).expect("a table");
        let choice =
            || Choice { complaint: "端数の扱いが違います。", all: &Rounding::ALL, label: Rounding::label };
        let value = match required {
            true => required_word(&mut fields, "rounding", choice(), &mut out),
            false => word(&mut fields, "rounding", choice(), &mut out),
        };
        // The key has been asked for: it is not reported as unknown.
        fields.finish(&mut out);
        let said = out.into_iter().map(|finding| {
            let at = finding.origin.map(|origin| origin.to_string()).unwrap_or_default();
            (finding.code.0.to_owned(), at, finding.found, finding.expected)
        });
        (value, said.collect())
    }

    #[test]
    fn a_word_names_its_value_and_an_unknown_one_is_told_with_all_that_are_offered() {
        for required in [false, true] {
            for value in Rounding::ALL {
                assert_eq!(read(&format!("rounding = \"{}\"", value.label()), required), (Some(value), Vec::new()));
            }
            let (value, said) = read("\nrounding = \"四捨\"", required);
            let offered = Rounding::ALL.map(Rounding::label).join("・");
            let [(code, at, found, expected)] = &said[..] else { panic!("one finding: {said:?}") };
            assert_eq!((value, code.as_str(), found.as_deref()), (None, UNKNOWN_WORD.0, Some("四捨")));
            assert_eq!(at, "plan.toml:2:12");
            assert_eq!(expected.as_deref(), Some(offered.as_str()));
            // No word at all is another mistake, which is told once.
            let (value, said) = read("rounding = 3", required);
            assert_eq!((value, said.len()), (None, 1), "{said:?}");
            assert_ne!(said[0].0, UNKNOWN_WORD.0);
        }
    }

    #[test]
    fn a_key_that_is_absent_or_empty_is_a_mistake_only_where_it_has_to_be_there() {
        for text in ["", "rounding = \"\""] {
            assert_eq!(read(text, false), (None, Vec::new()), "{text}");
            let (value, said) = read(text, true);
            let codes: Vec<&str> = said.iter().map(|(code, ..)| code.as_str()).collect();
            assert_eq!((value, codes), (None, vec![MISSING_KEY.0]), "{text}");
        }
    }
}
