//! The last step of a workbook: the program's wording in the plan's words.
//!
//! Texts stand in the table of shared strings, and those of long sheets in their cells; charts keep those that they show; heads and
//! feet of pages beside them. A list that is an Excel table names its heads once more, and both must be the same. Formulas and the
//! names of sheets, which formulas use, stay.

use std::borrow::Cow;

use zip::result::ZipError;

use super::parts::{Portion, rewritten};
use crate::plan::Wording;

/// The elements whose text a person reads.
const READ: [&str; 5] = ["t", "oddHeader", "oddFooter", "dc:title", "c:v"];

/// The attributes that say what a text of the sheet says, or what a listener hears, with their elements.
const READ_ATTRIBUTES: [(&str, &str); 2] = [("tableColumn", "name"), ("x14:table", "altTextSummary")];

/// Says all that the program itself wrote in a workbook.
///
/// # Errors
/// When the workbook is no container.
pub(crate) fn say(workbook: Vec<u8>, wording: &Wording) -> Result<Vec<u8>, ZipError> {
    if wording.is_default() {
        return Ok(workbook);
    }
    rewritten(&workbook, Portion::BetweenTags, |_, part| said(part, wording))
}

/// A part with its texts said; none where nothing is said in other words.
fn said(part: &str, wording: &Wording) -> Option<String> {
    if !wording.speaks_of(part) {
        return None;
    }
    let mut changed = false;
    let mut out = String::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, tag_and_more)) = rest.split_once('<') {
        out.push_str(before);
        let Some((tag, more)) = tag_and_more.split_once('>') else {
            out.push('<');
            rest = tag_and_more;
            break;
        };
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let attribute = READ_ATTRIBUTES.iter().find(|(element, _)| *element == name).map(|(_, attribute)| attribute);
        let tag = attribute.map_or(Cow::Borrowed(tag), |attribute| said_attribute(tag, attribute, wording));
        changed |= matches!(tag, Cow::Owned(_));
        out.push('<');
        out.push_str(&tag);
        out.push('>');
        rest = more;
        if READ.contains(&name) && !tag.ends_with('/') {
            let end = more.find('<').unwrap_or(more.len());
            let (text, after) = more.split_at(end);
            let plain = unescaped(text);
            match wording.say(&plain) {
                Cow::Borrowed(_) => out.push_str(text),
                Cow::Owned(said) => {
                    changed |= said != plain;
                    out.push_str(&escaped(&said));
                }
            }
            rest = after;
        }
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// A tag whose attribute is said.
fn said_attribute<'t>(tag: &'t str, attribute: &str, wording: &Wording) -> Cow<'t, str> {
    let begin = format!(" {attribute}=\"");
    let Some((before, value_and_more)) = tag.split_once(&begin) else { return Cow::Borrowed(tag) };
    let Some((value, after)) = value_and_more.split_once('"') else { return Cow::Borrowed(tag) };
    match wording.say(&unescaped(value)) {
        Cow::Borrowed(_) => Cow::Borrowed(tag),
        Cow::Owned(said) => Cow::Owned(format!("{before}{begin}{}\"{after}", escaped(&said).replace('"', "&quot;"))),
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn texts_are_said_and_formulas_and_names_stay() {
        let mut plan = fixture::small();
        plan.words.action = "事業".into();
        let wording = Wording::of(&plan);
        let part = "<c t=\"s\" r=\"実践項目\"><f>COUNTA(実践項目!A1)</f><t xml:space=\"preserve\">実践項目 &amp; <b/></t><t/></c>";
        let expected =
            "<c t=\"s\" r=\"実践項目\"><f>COUNTA(実践項目!A1)</f><t xml:space=\"preserve\">事業 &amp; <b/></t><t/></c>";
        assert_eq!(said(part, &wording).as_deref(), Some(expected));
        let heads =
            "<tableColumn id=\"1\" name=\"実践項目 &amp;\" dxfId=\"0\"/><x14:table altTextSummary=\"実践項目の表\"/>";
        let expected =
            "<tableColumn id=\"1\" name=\"事業 &amp;\" dxfId=\"0\"/><x14:table altTextSummary=\"事業の表\"/>";
        assert_eq!(said(heads, &wording).as_deref(), Some(expected));
        assert_eq!(said("<c r=\"実践項目\"/><t>全項目</t>", &wording), None);
    }
}
