//! Functions of formulas whose result may be another whenever the workbook is opened.

/// The functions with their numbers in .xls and .xlsb (MS-XLS 2.5.198.17); `None` of those that have none there.
const FUNCTIONS: [(&str, Option<u16>); 14] = [
    ("NOW", Some(74)),
    ("TODAY", Some(221)),
    ("RAND", Some(63)),
    ("RANDBETWEEN", Some(464)),
    ("RANDARRAY", None),
    ("OFFSET", Some(78)),
    ("INDIRECT", Some(148)),
    ("CELL", Some(125)),
    ("INFO", Some(244)),
    // Of servers and services outside.
    ("RTD", Some(379)),
    ("CUBEVALUE", Some(380)),
    ("DDE", None),
    ("WEBSERVICE", None),
    ("STOCKHISTORY", None),
];

/// The function of a number.
pub(super) fn numbered(number: u16) -> Option<&'static str> {
    FUNCTIONS.iter().find(|(_, known)| *known == Some(number)).map(|(name, _)| *name)
}

/// The first one in the text of a formula, outside its literal texts and names of sheets: `_xlfn.RANDARRAY(3)`, `of:=TODAY()`.
pub(super) fn in_text(formula: &str) -> Option<&'static str> {
    let mut literal = None;
    let mut word = String::new();
    for c in formula.chars() {
        match literal {
            Some(end) if c == end => literal = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => {
                literal = Some(c);
                word.clear();
            }
            None if c.is_alphanumeric() || c == '_' => word.extend(c.to_uppercase()),
            // RAND.NV of LibreOffice is another function than RAND; _XLFN. is no part of a name.
            None if c == '.' && word == "_XLFN" => word.clear(),
            None if c == '.' => word.push(c),
            None => {
                let found = FUNCTIONS.iter().find(|(name, _)| c == '(' && *name == word);
                if let Some((name, _)) = found {
                    return Some(name);
                }
                word.clear();
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_outside_literals_and_longer_names() {
        for (formula, found) in [
            ("TODAY()", Some("TODAY")),
            ("YEAR(today())-2018", Some("TODAY")),
            ("of:=NOW()", Some("NOW")),
            ("SUM(OFFSET(A1,0,0,3,1))", Some("OFFSET")),
            ("_xlfn.RANDARRAY(3)", Some("RANDARRAY")),
            ("INDIRECT(\"A\"&1)", Some("INDIRECT")),
            ("IF(A1=\"TODAY()\",1,2)", None),
            ("'TODAY('!A1", None),
            ("MYRAND()", None),
            ("MY_RAND()", None),
            ("RAND.NV()", None),
            ("TODAY+1", None),
            ("SUM(A1:A3)", None),
        ] {
            assert_eq!(in_text(formula), found, "{formula}");
        }
    }

    #[test]
    fn functions_are_known_by_the_numbers_of_the_old_formats() {
        let names = [63, 74, 78, 125, 148, 221, 244, 464].map(numbered);
        let expected = ["RAND", "NOW", "OFFSET", "CELL", "INDIRECT", "TODAY", "INFO", "RANDBETWEEN"].map(Some);
        assert_eq!(names, expected);
        // SUM.
        assert_eq!(numbered(4), None);
    }
}
