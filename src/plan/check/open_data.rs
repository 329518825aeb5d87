//! `[open_data]`: whose the published data are, and on what terms.

use super::UNKNOWN_WORD;
use crate::finding::Finding;
use crate::plan::OpenDataTerms;
use crate::settings_file::fields::{Fields, fatal};

/// Reads `[open_data]`, which may be absent.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> OpenDataTerms {
    let Some(node) = top.node("open_data") else { return OpenDataTerms::default() };
    let Some(mut fields) = Fields::open(node, "オープンデータ", out) else { return OpenDataTerms::default() };
    let mut text = |key| fields.optional_text(key, out).unwrap_or_default().to_owned();
    let terms = OpenDataTerms { code: text("code"), license: text("license"), license_url: text("license_url") };
    if !terms.code.is_empty() && !is_code(&terms.code) {
        out.push(
            fatal(UNKNOWN_WORD, fields.place("code"), "全国地方公共団体コードが違います。")
                .found(terms.code.as_str())
                .expected("6桁の半角数字（5桁の番号と検査数字）"),
        );
    }
    let is_address = |url: &str| {
        url.starts_with("https://")
            && url
                .chars()
                .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'))
    };
    if !terms.license_url.is_empty() && !is_address(&terms.license_url) {
        out.push(
            fatal(UNKNOWN_WORD, fields.place("license_url"), "利用条件を示すページのアドレスが違います。")
                .found(terms.license_url.as_str())
                .expected("https:// で始まるアドレス"),
        );
    }
    fields.finish(out);
    terms
}

/// Whether it is a code of a municipality: the last of six digits checks the others (総務省「全国地方公共団体コード仕様」: weights
/// 6 to 2, eleven less the rest of the sum by eleven, its last digit).
fn is_code(code: &str) -> bool {
    let digits: Option<Vec<u32>> = code.chars().map(|c| c.to_digit(10)).collect();
    let Some([first, second, third, fourth, fifth, check]) = digits.as_deref() else { return false };
    let sum = first * 6 + second * 5 + third * 4 + fourth * 3 + fifth * 2;
    (11 - sum % 11) % 10 == *check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked_by_their_last_digit() {
        // 札幌市, 苫小牧市, 千代田区, 横浜市.
        for code in ["011002", "012131", "131016", "141003"] {
            assert!(is_code(code), "{code}");
        }
        for code in ["", "01213", "012132", "01213a", "0121311", "０１２１３１"] {
            assert!(!is_code(code), "{code}");
        }
    }
}
