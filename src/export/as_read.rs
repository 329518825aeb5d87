//! The texts of a written file as its readers read them: without tags, escapes and quotation marks, which may stand within a sentence.

use std::borrow::Cow;

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
    fn visit(value: serde_json::Value, texts: &mut Vec<Cow<'_, str>>) {
        match value {
            serde_json::Value::String(text) => texts.push(text.into()),
            serde_json::Value::Array(items) => items.into_iter().for_each(|item| visit(item, texts)),
            serde_json::Value::Object(entries) => entries.into_iter().for_each(|(_, item)| visit(item, texts)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    if let Ok(value) = serde_json::from_str(text) {
        visit(value, &mut texts);
    }
    texts
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
        assert_eq!(as_read("データ.json", r#"{"a": ["\"甲\"\n乙", 1], "b": {"c": "\u4e01"}}"#), ["\"甲\"\n乙", "丁"]);
        assert!(as_read("聞く.txt", "<甲>").is_empty());
    }
}
