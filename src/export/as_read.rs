//! The texts of a written file as its readers read them: without tags, escapes and quotation marks, which may stand within a sentence.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::markup::unescape;

/// The texts of a file that is text itself, by the ending of its name. Nothing for formats that are read as they are written.
///
/// What a web page shows is one text, whatever its tags; readings of ruby are left out of it. A value of an attribute, a field of CSV and a
/// string of JSON each are a text.
pub fn as_read<'t>(name: &str, text: &'t str) -> Vec<Cow<'t, str>> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "html" => of_html(text),
        "csv" => of_csv(text),
        "json" => of_json(text),
        _ => Vec::new(),
    }
}

/// Our own pages have no `<` and no `>` but those of tags, scripts and styles aside.
fn of_html(html: &str) -> Vec<Cow<'_, str>> {
    let mut texts = Vec::new();
    let mut shown = String::with_capacity(html.len() / 2);
    let mut is_reading = false;
    for part in html.split('<') {
        let Some((tag, text)) = part.split_once('>') else { continue };
        match tag {
            "rt" | "rp" => is_reading = true,
            "/rt" | "/rp" => is_reading = false,
            _ => {
                // What is between quotation marks: every other part, beginning with the second.
                let values = tag.split('"').skip(1).step_by(2);
                texts.extend(values.filter(|value| !value.is_empty()).map(unescape));
            }
        }
        if !is_reading {
            shown.push_str(&unescape(text));
        }
    }
    texts.push(shown.into());
    texts
}

fn of_csv(text: &str) -> Vec<Cow<'_, str>> {
    let records =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).into_records();
    records
        .filter_map(Result::ok)
        .flat_map(|record| record.iter().map(|field| field.to_owned().into()).collect::<Vec<_>>())
        .collect()
}

fn of_json(text: &str) -> Vec<Cow<'_, str>> {
    let mut texts = Vec::new();
    // Of a text that is no JSON, what was read of it.
    let _ = Strings(&mut texts).deserialize(&mut serde_json::Deserializer::from_str(text));
    texts
}

/// Takes the strings of a JSON value, however deep, but no names of members. A tree of a large value would take ten times its text.
struct Strings<'s, 't>(&'s mut Vec<Cow<'t, str>>);

impl<'t> DeserializeSeed<'t> for Strings<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Strings<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<(), E> {
        self.0.push(text.into());
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push(text.to_owned().into());
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Strings(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<(), A::Error> {
        while members.next_key::<IgnoredAny>()?.is_some() {
            members.next_value_seed(Strings(self.0))?;
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_read_across_tags_entities_and_readings() {
        let page = "<p title=\"A&amp;B\">協議が<b>難</b>航<br>し<ruby>苫<rp>（</rp><rt>とま</rt><rp>）</rp></ruby>、&quot;5&lt;6&quot;</p>";
        assert_eq!(as_read("公表版.html", page), ["A&B", "協議が難航し苫、\"5<6\""]);
    }

    #[test]
    fn fields_and_strings_are_read_without_their_escapes() {
        assert_eq!(
            as_read("a/実績.csv", "\u{feff}名,\"「\"\"甲\"\"」\n乙\"\r\n短い\r\n"),
            ["名", "「\"甲\"」\n乙", "短い"]
        );
        let json = r#"{"a": ["\"甲\"\n乙", 1, -2, 0.5, true, null, []], "b": {"c": "\u4e01", "d": {"e": "戊"}}}"#;
        assert_eq!(as_read("データ.json", json), ["\"甲\"\n乙", "丁", "戊"]);
        assert!(as_read("聞く.txt", "<甲>").is_empty());
    }
}
