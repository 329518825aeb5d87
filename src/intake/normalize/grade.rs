//! Grades (進捗区分) as people write them: by mark, by name, by alias, or mark and name together.
//!
//! What a form offers comes first: a spelling that is one of the scale's own to the letter is never taken for another grade's
//! alias, nor for a lookalike. Each further step compares more loosely, and a step at which two grades fit says so by `None`.

use crate::vocabulary::{Grade, GradeId, folded, is_dash, is_space, text_key};

/// A grade that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The grade that it names.
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

/// The ways of comparing, strictest first.
const STEPS: [fn(&str) -> String; 5] =
    [|text| text.trim().to_owned(), |text| text.chars().filter(|c| !is_space(*c)).collect(), folded, text_key, bare];

/// The key of a text without brackets and separators: 計画どおり（○）.
fn bare(text: &str) -> String {
    let apart = |c: &char| matches!(c, '(' | ')' | ':' | '・' | '、' | '[' | ']' | '「' | '」');
    text_key(text).chars().filter(|c| !apart(c)).collect()
}

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

/// Reads one of some grades. `None` where no grade, or more than one, is meant: ○ 遅れ.
pub fn read(text: &str, grades: &[Grade]) -> Option<Reading> {
    let settled = |grade: &Grade| Some(Reading { grade: grade.id, ticked: false });
    for key in STEPS {
        let typed = key(text);
        if typed.is_empty() {
            return None;
        }
        // At each step what is offered comes before the aliases.
        for spellings in [offered, aliases] {
            let mut fitting =
                grades.iter().filter(|grade| spellings(grade).iter().any(|spelling| key(spelling) == typed));
            match (fitting.next(), fitting.next()) {
                (Some(grade), None) => return settled(grade),
                (Some(_), Some(_)) => return None,
                (None, _) => {}
            }
        }
    }
    lookalike(&bare(text), grades)
}

/// A grade whose mark was written with another character of the same look, alone or beside its name.
fn lookalike(text: &str, grades: &[Grade]) -> Option<Reading> {
    let settled = |grade: &Grade| Some(Reading { grade: grade.id, ticked: false });
    let of_mark = |c: char| {
        let mut fitting = grades.iter().filter(|grade| bare(grade.sign()).chars().map(mark).eq([mark(c)]));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let mut chars = text.chars();
    let (first, last) = (chars.next()?, chars.next_back());
    match last {
        None if is_mark(first) => settled(of_mark(first)?),
        None if TICKS.contains(&first) => Some(Reading { grade: of_mark('○')?.id, ticked: true }),
        None => None,
        // Mark and name: they must agree.
        Some(last) => {
            let (c, rest) = if is_mark(first) {
                (first, text.get(first.len_utf8()..)?)
            } else if is_mark(last) {
                (last, text.get(..text.len() - last.len_utf8())?)
            } else {
                return None;
            };
            let marked = of_mark(c)?;
            names(marked).any(|name| name == rest).then(|| settled(marked)).flatten()
        }
    }
}

/// What a form offers for a grade, and the same with the name first.
fn offered(grade: &Grade) -> Vec<String> {
    let both = [grade.label(), format!("{} {}", grade.name, grade.mark)];
    [grade.mark.clone(), grade.name.clone()].into_iter().chain(both).filter(|spelling| !spelling.is_empty()).collect()
}

/// Its other spellings, alone and beside the mark.
fn aliases(grade: &Grade) -> Vec<String> {
    let beside = |alias: &String| [alias.clone(), format!("{}{alias}", grade.mark), format!("{alias}{}", grade.mark)];
    grade.aliases.iter().filter(|alias| !alias.is_empty()).flat_map(beside).collect()
}

/// A grade's name and aliases as bare keys.
fn names(grade: &Grade) -> impl Iterator<Item = String> {
    std::iter::once(&grade.name).chain(&grade.aliases).map(|name| bare(name)).filter(|name| !name.is_empty())
}

/// What may be entered, for a finding: ◎ 計画以上・○ 計画どおり ….
pub fn choices(grades: &[Grade]) -> String {
    grades.iter().map(Grade::label).collect::<Vec<_>>().join("・")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale() -> Vec<Grade> {
        let grade = |id, mark: &str, name: &str, alias: &str| Grade {
            aliases: vec![alias.into()],
            ..Grade::choice(GradeId(id), mark, name)
        };
        vec![
            grade(0, "◎", "計画以上", "A"),
            grade(1, "○", "計画どおり", "達成"),
            grade(2, "△", "やや遅れ", "C"),
            grade(3, "×", "遅れ", "未着手"),
            grade(4, "－", "対象外", "該当なし"),
        ]
    }

    #[test]
    fn what_may_be_entered_is_said_in_the_order_of_the_grades() {
        let said = "◎ 計画以上・○ 計画どおり・△ やや遅れ・× 遅れ・－ 対象外";
        assert_eq!(choices(&scale()), said);
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
            ("計画どおり○", 1),
            ("◯計画どおり", 1),
            ("計画どおり◯", 1),
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
        for text in ["", "よし", "○ 遅れ", "遅れ◯", "○△", "1", "順調"] {
            assert_eq!(read(text, &scale), None, "{text}");
        }
    }
}
