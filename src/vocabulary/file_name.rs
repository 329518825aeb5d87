//! File names that every system can hold.

/// Names that Windows keeps for devices, whatever stands after the first dot.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A name as Windows can hold it: signs with a meaning of their own become their full-width twins, a device's name gets a mark
/// before it, dots and spaces at the end go. A name that all systems can hold stays as it is.
pub fn file_name(name: &str) -> String {
    let signs: String = name
        .chars()
        .map(|c| match c {
            '<' => '＜',
            '>' => '＞',
            ':' => '：',
            '"' => '＂',
            '/' => '／',
            '\\' => '＼',
            '|' => '｜',
            '?' => '？',
            '*' => '＊',
            c if c.is_control() => '□',
            c => c,
        })
        .collect();
    let safe = signs.trim_end_matches(['.', ' ']);
    let stem = safe.split('.').next().unwrap_or(safe).trim_end().to_ascii_uppercase();
    if safe.is_empty() || is_device(&stem) { format!("_{safe}") } else { safe.to_owned() }
}

fn is_device(stem: &str) -> bool {
    let numbered = ["COM", "LPT"].iter().filter_map(|port| stem.strip_prefix(port)).any(|number| {
        let mut characters = number.chars();
        matches!((characters.next(), characters.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    numbered || DEVICES.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_cannot_hold_are_changed_and_others_are_not() {
        for (name, safe) in [
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("Com1 .xlsx", "_Com1 .xlsx"),
            ("LPT²", "_LPT²"),
            ("a:b", "a：b"),
            ("総務課.", "総務課"),
            ("総務課. .", "総務課"),
            ("..", "_"),
            ("A/B\\C*?\"<>|", "A／B＼C＊？＂＜＞｜"),
            ("改\n行", "改□行"),
        ] {
            assert_eq!(file_name(name), safe, "{name:?}");
            assert_eq!(file_name(safe), safe, "what was made safe stays");
        }
        for name in
            ["総務部行政監理室", "CONSOLE", "COM", "COM10", "協働・男女平等参画室", "a.b", "進捗管理表_令和2年度.xlsx"]
        {
            assert_eq!(file_name(name), name);
        }
    }
}
