//! How the council rates: by points from 1 up to a most, each with a word where the plan gives one, or by letters.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::vocabulary::{Grade, GradeId};

/// The scale of the council's ratings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Rating {
    /// Whole numbers, of which a mean is printed.
    #[serde(rename = "点")]
    Points {
        /// The most points.
        most: u8,
        /// The words of the points, the most first: as many as there are points, or none.
        steps: Vec<String>,
    },
    /// Letters or other marks, the best first, of which the counts are printed: A 5名、B 2名.
    #[serde(rename = "記号")]
    Letters(Vec<Grade>),
}

/// What a member gives an initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    /// On a scale of points.
    Points(Decimal),
    /// On a scale of letters: its position there.
    Letter(GradeId),
}

impl Default for Rating {
    fn default() -> Self {
        let steps = ["大変よい", "よい", "ふつう", "やや不十分", "不十分"].map(str::to_owned);
        Rating::Points { most: steps.len() as u8, steps: steps.into() }
    }
}

impl Rating {
    /// A scale of letters, the best first, each with its word; words may be empty.
    pub fn of_letters<'a>(letters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Rating {
        let letters = (0..=u8::MAX).zip(letters);
        // Where there is no word, the mark is the name: a grade always has one.
        Rating::Letters(
            letters
                .map(|(id, (mark, word))| match word {
                    "" => Grade::choice(GradeId(id), "", mark),
                    word => Grade::choice(GradeId(id), mark, word),
                })
                .collect(),
        )
    }

    /// Whether a rating is of the scale.
    pub fn holds(&self, rated: Rated) -> bool {
        match (self, rated) {
            (Rating::Points { most, .. }, Rated::Points(points)) => {
                (Decimal::ONE..=Decimal::from(*most)).contains(&points)
            }
            (Rating::Letters(letters), Rated::Letter(id)) => letters.iter().any(|letter| letter.id == id),
            (Rating::Points { .. }, Rated::Letter(_)) | (Rating::Letters(_), Rated::Points(_)) => false,
        }
    }

    /// The letters, the best first; none where the council gives points.
    pub fn letters(&self) -> &[Grade] {
        match self {
            Rating::Points { .. } => &[],
            Rating::Letters(letters) => letters,
        }
    }

    /// The letters as the plan writes them, without their words.
    pub fn letter_marks(&self) -> Vec<String> {
        self.letters().iter().map(|letter| letter.sign().to_owned()).collect()
    }

    /// The words of the choices, the best first: one each, or none.
    pub fn words(&self) -> Vec<String> {
        match self {
            Rating::Points { steps, .. } => steps.clone(),
            Rating::Letters(letters) if letters.iter().all(|letter| letter.mark.is_empty()) => Vec::new(),
            Rating::Letters(letters) => letters.iter().map(|letter| letter.name.clone()).collect(),
        }
    }

    /// The choices with their words, the best first: `5 大変よい`, `A 良好`; points without words by their range: `1～10`.
    pub fn described(&self, separator: &str) -> String {
        match self {
            Rating::Points { steps, .. } if steps.is_empty() => self.range(),
            Rating::Points { most, steps } => {
                let steps = (1..=*most).rev().zip(steps).map(|(points, step)| format!("{points} {step}"));
                steps.collect::<Vec<_>>().join(separator)
            }
            Rating::Letters(letters) => letters.iter().map(Grade::label).collect::<Vec<_>>().join(separator),
        }
    }

    /// Every choice, `1、2、3、4、5` or `A、B、C`; of a long scale of points its range.
    pub fn choices(&self) -> String {
        match self {
            Rating::Points { most, .. } if *most > 10 => self.range(),
            Rating::Points { most, .. } => (1..=*most).map(|points| points.to_string()).collect::<Vec<_>>().join("、"),
            Rating::Letters(_) => self.letter_marks().join("、"),
        }
    }

    /// `1～5`, `A・B・C`.
    pub fn range(&self) -> String {
        match self {
            Rating::Points { most, .. } => format!("1～{most}"),
            Rating::Letters(_) => self.letter_marks().join("・"),
        }
    }

    /// What the scale is, for the head of a column or a table: `5点満点`, `A・B・C`.
    pub fn scale(&self) -> String {
        match self {
            Rating::Points { most, .. } => format!("{most}点満点"),
            Rating::Letters(_) => self.range(),
        }
    }
}
