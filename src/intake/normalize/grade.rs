//! Grades (進捗区分) as people write them: by mark, by name, by alias, or mark and name together.

use super::text::is_dash;
use crate::vocabulary::{Grade, GradeId, GradeScale, text_key};

/// A grade that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The grade.
    pub grade: GradeId,
    /// Whether a tick (✓, レ, ●) was taken for ○: worth a look.
    pub ticked: bool,
}

/// Lookalikes of marks: the first of each line is what the others are taken for.
const MARKS: [&[char]; 5] = [
    &['○', '〇', '◯', '⚪', '⭕', '\u{25E6}'],
    &['◎', '⦿', '⊚', '◉'],
    &['△', '▵', 'Δ', 'δ', '∆', '▲'],
    &['×', '✕', '✖', '✗', '✘', '╳', '⨯', '❌', 'x'],
    &['－'],
];

/// Ticks, taken for ○ with a remark.
const TICKS: [char; 9] = ['✓', '✔', '☑', '✅', 'レ', '●', '⬤', '⚫', 'v'];

/// The mark that a character stands for.
fn mark(c: char) -> char {
    if is_dash(c) {
        return '－';
    }
    MARKS.iter().find(|alike| alike.contains(&c)).map_or(c, |alike| alike[0])
}

fn is_mark(c: char) -> bool {
    is_dash(c) || MARKS.iter().any(|alike| alike.contains(&c))
}

/// Reads a grade. `None` where no grade, or more than one, is meant: ○ 遅れ.
pub fn read(text: &str, scale: &GradeScale) -> Option<Reading> {
    let text = text_key(text);
    let text: String =
        text.chars().filter(|c| !matches!(c, '(' | ')' | ':' | '・' | '、' | '[' | ']' | '「' | '」')).collect();
    if text.is_empty() {
        return None;
    }
    let exact = |wanted: &str| scale.grades.iter().find(|grade| names(grade).any(|name| name == wanted));
    let settled = |grade: &Grade| Some(Reading { grade: grade.id, ticked: false });
    if let Some(grade) = exact(&text) {
        return settled(grade);
    }
    let of_mark = |c: char| scale.grades.iter().find(|grade| grade.mark.chars().map(mark).eq([mark(c)]));
    let mut chars = text.chars();
    let (first, last) = (chars.next()?, chars.next_back());
    match last {
        None if is_mark(first) => settled(of_mark(first)?),
        None if TICKS.contains(&first) => Some(Reading { grade: of_mark('○')?.id, ticked: true }),
        None => None,
        // Mark and name: they must agree.
        Some(last) => {
            let (c, rest) = if is_mark(first) {
                (first, &text[first.len_utf8()..])
            } else if is_mark(last) {
                (last, &text[..text.len() - last.len_utf8()])
            } else {
                return None;
            };
            let named = exact(rest)?;
            (of_mark(c)?.id == named.id).then(|| settled(named)).flatten()
        }
    }
}

/// A grade's name and aliases and, where it is longer than a character, its mark, as keys.
fn names(grade: &Grade) -> impl Iterator<Item = String> {
    std::iter::once(grade.name.as_str())
        .chain(grade.aliases.iter().map(String::as_str))
        .chain(Some(grade.mark.as_str()).filter(|mark| mark.chars().count() > 1))
        .map(|name| text_key(name).replace(['(', ')', ':', '・', '、', '[', ']'], ""))
        .filter(|name| !name.is_empty())
}

/// What may be entered, for a finding: ◎ 計画以上・○ 計画どおり ….
pub fn choices(scale: &GradeScale) -> String {
    scale.grades.iter().map(|grade| format!("{} {}", grade.mark, grade.name)).collect::<Vec<_>>().join("・")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::vocabulary::GradeRule;

    fn scale() -> GradeScale {
        let grade = |id, mark: &str, name: &str, alias: &str| Grade {
            id: GradeId(id),
            mark: mark.into(),
            name: name.into(),
            meaning: String::new(),
            aliases: vec![alias.into()],
            points: None,
            on_track: id < 2,
        };
        GradeScale {
            grades: vec![
                grade(0, "◎", "計画以上", "A"),
                grade(1, "○", "計画どおり", "達成"),
                grade(2, "△", "やや遅れ", "C"),
                grade(3, "×", "遅れ", "未着手"),
                grade(4, "－", "対象外", "該当なし"),
            ],
            rule: GradeRule::Lowest,
            weights: BTreeMap::new(),
        }
    }

    #[test]
    fn marks_names_and_aliases_are_grades() {
        let scale = scale();
        for (text, id) in [
            ("○", 1),
            ("〇", 1),
            ("◯", 1),
            ("◎", 0),
            ("△", 2),
            ("▲", 2),
            ("×", 3),
            ("✕", 3),
            ("Ｘ", 3),
            ("―", 4),
            ("-", 4),
            ("ー", 4),
            ("計画どおり", 1),
            ("○ 計画どおり", 1),
            ("計画どおり（○）", 1),
            ("Ａ", 0),
            ("a", 0),
            ("達成", 1),
            ("対象外", 4),
        ] {
            assert_eq!(read(text, &scale), Some(Reading { grade: GradeId(id), ticked: false }), "{text}");
        }
        for text in ["✓", "レ", "●"] {
            assert_eq!(read(text, &scale), Some(Reading { grade: GradeId(1), ticked: true }), "{text}");
        }
        for text in ["", "よし", "○ 遅れ", "○△", "1", "順調"] {
            assert_eq!(read(text, &scale), None, "{text}");
        }
    }
}
