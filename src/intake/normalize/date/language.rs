//! The language, the calendar and the numerals that a number format asks for: `[$-411]`, `[$-ja-JP-x-gannen]`, `[$-107041E]`, `B2`,
//! `[DBNum1]`. Only Japanese, English and the Gregorian calendar with Japan's eras are worked out here.

/// In what language and numerals a format shows days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Language {
    pub(super) japanese: bool,
    /// N of `[DBNumN]`.
    pub(super) numerals: u8,
}

impl Language {
    pub(super) fn of(code: &str) -> Language {
        let japanese = tags(code).iter().any(|tag| tag.speech == Speech::Japanese);
        Language { japanese, numerals: numerals(code) }
    }
}

/// What the system itself shows, whatever else the code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfSystem {
    /// Its long date: `[$-F800]`, `[$-x-sysdate]`.
    Date,
    /// Its time of day: `[$-F400]`, `[$-x-systime]`.
    Time,
}

impl OfSystem {
    pub(super) fn of(code: &str) -> Option<OfSystem> {
        let lower = code.to_ascii_lowercase();
        let (tag, _) = lower.strip_prefix("[$-")?.split_once(']')?;
        match tag {
            "f800" | "x-sysdate" => Some(OfSystem::Date),
            "f400" | "x-systime" => Some(OfSystem::Time),
            _ => None,
        }
    }
}

/// Whose words a format uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speech {
    Japanese,
    English,
    /// The program's own.
    Unsaid,
    Other,
}

/// What the brackets `[$…-…]` of a format say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tag {
    speech: Speech,
    /// Numerals and calendar: 0 and 1 are European digits and the Gregorian calendar, 3 of calendars is Japan's eras.
    numerals: u32,
    calendar: u32,
}

/// Whether programs differ in what a format of a day shows, or show what is not worked out here: years of other calendars (`B2yyyy`,
/// `bbbb`, `[$-404]e`), names of months and days in other languages, other numerals.
pub(super) fn is_foreign(code: &str, letters: &str) -> bool {
    let has = |wanted: &[char]| letters.contains(wanted);
    let names = |letter: &str| letters.contains(&letter.repeat(3));
    // Buddhist years, Hijri years (B2), and r, of which the programs make different things.
    if has(&['b', 'r']) {
        return true;
    }
    tags(code).iter().any(|tag| {
        let of_eras = tag.calendar == 3 && !letters.contains('y');
        let is_plain = tag.numerals <= 1 && (tag.calendar <= 1 || of_eras);
        let in_words = match tag.speech {
            Speech::Unsaid => false,
            // 5月 or 5 of mmm.
            Speech::Japanese => names("m"),
            Speech::English => has(&['g', 'e', 'a']),
            // n is AM/PM.
            Speech::Other => has(&['g', 'e', 'a', 'n']) || names("m") || names("d"),
        };
        !is_plain || in_words
    })
}

/// Whether a format of a number asks for digits of another script: `[$-2000000]0`.
pub(in crate::intake) fn has_other_digits(code: &str) -> bool {
    code.contains("[$") && tags(code).iter().any(|tag| tag.numerals > 1)
}

fn tags(code: &str) -> Vec<Tag> {
    let lower = code.to_ascii_lowercase();
    let inside = lower.split('[').skip(1).filter_map(|part| part.split_once(']')).map(|(inside, _)| inside);
    inside.filter_map(|inside| inside.strip_prefix('$')?.split_once('-')).map(|(_, language)| tag(language)).collect()
}

/// `411`, `1030411`: two digits of numerals, two of a calendar, four of a language. `ja-JP-x-gannen,80`, `th-TH,D07`: a name, then the
/// numerals and the calendar.
fn tag(text: &str) -> Tag {
    let speech = |language: u32| match language & 0x3FF {
        0x11 => Speech::Japanese,
        0x09 => Speech::English,
        // 0 and 0x400 stand for the user's own.
        0 => Speech::Unsaid,
        _ => Speech::Other,
    };
    // de is a name, though its letters are digits of this base, too.
    let number = u32::from_str_radix(text, 16).ok().filter(|_| text.contains(|c: char| c.is_ascii_digit()));
    if let Some(number) = number {
        return Tag { speech: speech(number & 0xFFFF), numerals: number >> 24, calendar: number >> 16 & 0xFF };
    }
    let (name, more) = text.split_once(',').unwrap_or((text, ""));
    let speech = match name.split('-').next() {
        Some("ja") => Speech::Japanese,
        Some("en") => Speech::English,
        Some("x") | Some("") | None => Speech::Unsaid,
        Some(_) => Speech::Other,
    };
    // The first year of an era as 元 is all that Excel's 80 adds to Japanese.
    let more = if more == "80" { 0 } else { u32::from_str_radix(more, 16).unwrap_or(0) };
    Tag { speech, numerals: more >> 8, calendar: more & 0xFF }
}

/// N of `[DBNumN]` in a format of a day.
fn numerals(code: &str) -> u8 {
    let lower = code.to_ascii_lowercase();
    let digit = lower.split_once("[dbnum").and_then(|(_, rest)| rest.bytes().next());
    digit.filter(u8::is_ascii_digit).map_or(0, |digit| digit - b'0')
}

#[cfg(test)]
mod tests {
    use super::super::shown_by_format;

    #[test]
    fn other_calendars_and_languages_are_not_guessed_at() {
        for code in [
            "[$-404]e",
            "[$-404]e/m/d",
            "[$-zh-TW]gge",
            "[$-409]e",
            "[$-en-US]ge.m.d",
            "B2yyyy/m/d",
            "[$-060401]B2dd/mm/yyyy",
            "B1yyyy/m/d",
            "bbbb",
            "yyyy/m/d;@[$-107041E]",
            "[$-107041E]d/m/yyyy",
            "[$-th-TH,D07]d/m/yyyy",
            "[$-D00041E]d/m/yyyy",
            "[$-1030411]yyyy/m/d",
            "[$-407]d. mmmm yyyy",
            "[$-412]dddd",
            "[$-804]aaa",
            "[$-409]aaa",
            "[$-411]mmm",
            "[$-411]mmmm",
            "[$-404]h:mm AM/PM",
            "rr",
        ] {
            assert_eq!(shown_by_format(44_326.75, code), None, "{code}");
        }
    }

    #[test]
    fn what_is_the_same_in_every_language_is_shown() {
        for (code, shown) in [
            ("[$-404]yyyy/m/d", "2021/5/10"),
            ("[$-804]yyyy\"年\"m\"月\"", "2021年5月"),
            ("[$-412]h:mm", "18:00"),
            ("[$-1010409]m/d/yyyy", "5/10/2021"),
            ("[$-10411]ggge\"年\"", "令和3年"),
            ("[$-30411]ge.m.d", "R3.5.10"),
            ("[$-1030411]gge", "令3"),
            ("[$-ja-JP-x-gannen]ggge\"年\"m\"月\"d\"日\"", "令和3年5月10日"),
            ("[$-ja-JP-x-gannen,80]ggge\"年\"m\"月\"d\"日\";@", "令和3年5月10日"),
            ("[$-809]d mmmm yyyy", "10 May 2021"),
            ("[$-0]mmm", "May"),
            ("[$-x-sysdate]dddd, mmmm dd, yyyy", "2021年5月10日"),
            ("[$-x-systime]h:mm:ss AM/PM", "18:00:00"),
            ("[$-F800]bbbb", "2021年5月10日"),
        ] {
            assert_eq!(shown_by_format(44_326.75, code).as_deref(), Some(shown), "{code}");
        }
    }
}
