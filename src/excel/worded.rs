//! The last step of a workbook: the program's wording in the plan's words.
//!
//! Texts stand in the table of shared strings, and those of long sheets in their cells; heads and feet of pages beside them. Formulas
//! and the names of sheets, which formulas use, stay.

use zip::result::ZipError;

use super::parts::rewritten;
use crate::plan::Wording;

/// The elements whose text a person reads.
const READ: [&str; 4] = ["t", "oddHeader", "oddFooter", "dc:title"];

/// Says all that the program itself wrote in a workbook.
///
/// # Errors
/// When the workbook is no container.
pub(crate) fn say(workbook: Vec<u8>, wording: &Wording) -> Result<Vec<u8>, ZipError> {
    if wording.is_default() {
        return Ok(workbook);
    }
    rewritten(&workbook, |_, part| said(part, wording))
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
        out.push('<');
        out.push_str(tag);
        out.push('>');
        rest = more;
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if READ.contains(&name) && !tag.ends_with('/') {
            let end = more.find('<').unwrap_or(more.len());
            let (text, after) = more.split_at(end);
            let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            match wording.say(&plain) {
                std::borrow::Cow::Borrowed(_) => out.push_str(text),
                std::borrow::Cow::Owned(said) => {
                    changed |= said != plain;
                    out.push_str(&said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
                }
            }
            rest = after;
        }
    }
    out.push_str(rest);
    changed.then_some(out)
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
        assert_eq!(said("<c r=\"実践項目\"/><t>全項目</t>", &wording), None);
    }
}
