//! Limits on what is read; of a zip container they are held while it is opened ([`super::package`]).
//!
//! A workbook of some thousand rows is a few megabytes; everything far beyond that is an accident or an attack. The numbers are
//! generous for real forms and keep one worker under about 200 MiB:
//!
//! | limit | default | why |
//! | --- | --- | --- |
//! | `file_bytes` | 50 MiB | the file itself is held in memory |
//! | `parts` | 4,096 | entries of the container |
//! | `part_bytes` | 64 MiB | one part unpacked |
//! | `total_bytes` | 192 MiB | all parts unpacked (zip bombs); held until they are read |
//! | `strings_bytes` | 24 MiB | shared strings are held in memory |
//! | `styles_bytes` | 32 MiB | styles pile up in old workbooks |
//! | `cells` | 200,000 | non-empty cells of a workbook; as many formulas with an empty result may stand beside them |
//! | `text_bytes` | 32 MiB | text of all cells together: one long shared string may stand in many cells |
//! | `cell_chars` | 32,767 | Excel's own limit for a cell |
//! | `sheets` | 256 | |
//! | `child_seconds`, `child_bytes` | 15 s, 384 MiB | the child process that reads .xls and .xlsb |
//!
//! An office changes them by `[limits]` of plan.toml ([`Limits::of`]); `docs/limits.md` says the same to the office.

use std::collections::BTreeMap;

use super::workbook::Value;
use crate::plan::ReadingLimit;

/// Limits on what is read; [`Limits::default`] is documented at the top of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of a file in bytes.
    pub file_bytes: u64,
    /// Number of entries of a container.
    pub parts: usize,
    /// Unpacked size of an entry in bytes.
    pub part_bytes: u64,
    /// Unpacked size of all entries in bytes.
    pub total_bytes: u64,
    /// Unpacked size of the shared strings in bytes.
    pub strings_bytes: u64,
    /// Unpacked size of the styles in bytes.
    pub styles_bytes: u64,
    /// Non-empty cells of a workbook.
    pub cells: usize,
    /// Bytes of text of all cells.
    pub text_bytes: usize,
    /// Characters (UTF-16 units) of a cell.
    pub cell_chars: usize,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Seconds a child process may take.
    pub child_seconds: u64,
    /// Bytes of memory a child process may take.
    pub child_bytes: u64,
}

const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 50 * MIB,
            parts: 4096,
            part_bytes: 64 * MIB,
            total_bytes: 192 * MIB,
            strings_bytes: 24 * MIB,
            styles_bytes: 32 * MIB,
            cells: 200_000,
            text_bytes: 32 << 20,
            cell_chars: 32_767,
            sheets: 256,
            child_seconds: 15,
            child_bytes: 384 * MIB,
        }
    }
}

/// Which limit a file is beyond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excess {
    /// The container cannot be opened at all: cut short or damaged.
    Damaged(String),
    /// More entries than allowed.
    Parts(usize),
    /// An entry, or all of them, unpack to more than allowed.
    Unpacked(String),
    /// The shared strings say there are more of them than can stand in their part.
    Strings(u64),
    /// An entry is encrypted.
    Encrypted,
    /// Two entries that differ have one name, that of the part where it is known.
    Doubled(Option<String>),
}

impl Excess {
    /// A Japanese sentence that ends in 。
    pub fn message(&self) -> String {
        match self {
            Excess::Damaged(_) => "ファイルが途中で切れているか、壊れています。".to_owned(),
            Excess::Parts(parts) => format!("ファイルの中の部品が多すぎます（{parts}個）。"),
            Excess::Unpacked(part) => format!("展開すると大きすぎます（{part}）。"),
            Excess::Strings(count) => format!("共有文字列の数が中身と合いません（{count}個と書かれています）。"),
            Excess::Encrypted => "パスワードで保護されています。".to_owned(),
            Excess::Doubled(part) => {
                let part = part.as_ref().map_or(String::new(), |part| format!("（{part}）"));
                format!("ファイルの中に同じ名前の部品{part}が2つあります。どちらが正しいか分かりません。")
            }
        }
    }
}

impl Limits {
    /// The default limits with those that the office has changed in `[limits]`.
    pub fn of(changed: &BTreeMap<ReadingLimit, u32>) -> Limits {
        let mut limits = Limits::default();
        for (limit, value) in changed {
            let bytes = u64::from(*value) * MIB;
            let count = usize::try_from(*value).unwrap_or(usize::MAX);
            match limit {
                ReadingLimit::FileMib => limits.file_bytes = bytes,
                ReadingLimit::PartMib => limits.part_bytes = bytes,
                ReadingLimit::TotalMib => limits.total_bytes = bytes,
                ReadingLimit::StringsMib => limits.strings_bytes = bytes,
                ReadingLimit::Cells => limits.cells = count,
                ReadingLimit::TextMib => limits.text_bytes = usize::try_from(bytes).unwrap_or(usize::MAX),
                ReadingLimit::Sheets => limits.sheets = count,
                ReadingLimit::ChildSeconds => limits.child_seconds = u64::from(*value),
                ReadingLimit::ChildMib => limits.child_bytes = bytes,
            }
        }
        limits
    }

    /// Cells of a sheet that are looked at: those with something in them, as many formulas with an empty result, and the one that is too many.
    pub(super) fn most_of_sheet(&self) -> usize {
        self.cells.saturating_mul(2).saturating_add(1)
    }

    pub(super) fn of_part(&self, name: &str) -> u64 {
        if name.ends_with("sharedstrings.xml") || name.ends_with("sharedstrings.bin") {
            self.strings_bytes
        } else if name.ends_with("styles.xml") || name.ends_with("styles.bin") {
            self.styles_bytes
        } else {
            self.part_bytes
        }
    }
}

/// What is left of the limits on cells and text while a workbook is read.
pub(super) struct Budget {
    cells: usize,
    blanks: usize,
    text: usize,
    most_cells: usize,
    most_text: usize,
    exceeded: Option<Exceeded>,
}

/// A limit that is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exceeded {
    /// Which one.
    pub(super) limit: ReadingLimit,
    /// A Japanese sentence on it.
    pub(super) message: String,
}

impl Exceeded {
    /// More sheets than these were in a workbook; how many, where that is known.
    pub(super) fn sheets(count: Option<usize>, most: usize) -> Exceeded {
        let count = count.map(|count| format!("（{count}枚）")).unwrap_or_default();
        let message = format!("シートが多すぎます{count}。上限の{most}枚まで、途中まで読みました。");
        Exceeded { limit: ReadingLimit::Sheets, message }
    }

    /// A sheet has more cells than are looked at, most of them formulas with an empty result.
    pub(super) fn blanks(limits: &Limits) -> Exceeded {
        let message = format!(
            "セルが、結果が空の計算式を含めて上限（{}個）を超えたため、途中まで読みました。ここから先は読んでいません。",
            limits.most_of_sheet() - 1
        );
        Exceeded { limit: ReadingLimit::Cells, message }
    }
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget {
            cells: limits.cells,
            blanks: limits.cells,
            text: limits.text_bytes,
            most_cells: limits.cells,
            most_text: limits.text_bytes,
            exceeded: None,
        }
    }

    /// Takes a cell off; where that is too much, the limit that is used up. A formula whose result is "" counts by itself: a form may have
    /// them in thousands of rows that nobody fills in.
    pub(super) fn take(&mut self, value: &Value) -> Result<(), Exceeded> {
        let size = if let Value::Text(text) = value { text.len() } else { 0 };
        let is_blank = matches!(value, Value::Text(_)) && size == 0;
        let (what, most, limit) = if is_blank && self.blanks == 0 {
            ("結果が空の計算式の数", format!("{}個", self.most_cells), ReadingLimit::Cells)
        } else if is_blank {
            self.blanks -= 1;
            return Ok(());
        } else if self.cells == 0 {
            ("セルの数", format!("{}個", self.most_cells), ReadingLimit::Cells)
        } else if self.text < size {
            ("文字の量", format!("{}MB", self.most_text >> 20), ReadingLimit::TextMib)
        } else {
            self.cells -= 1;
            self.text -= size;
            return Ok(());
        };
        let message = format!("{what}が上限（{most}）を超えたため、途中まで読みました。ここから先は読んでいません。");
        let exceeded = Exceeded { limit, message };
        self.exceeded = Some(exceeded.clone());
        Err(exceeded)
    }

    /// The limit, once one was used up.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_with_an_empty_result_count_by_themselves() {
        let limits = Limits { cells: 2, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        let mut take = |text: &str| budget.take(&Value::Text(text.into())).map_err(|exceeded| exceeded.message);
        assert_eq!([take(""), take(""), take("甲"), take("乙")], [Ok(()), Ok(()), Ok(()), Ok(())]);
        assert!(take("丙").is_err_and(|message| message.starts_with("セルの数が上限（2個）")));
        assert!(take("").is_err_and(|message| message.starts_with("結果が空の計算式の数が上限（2個）")));
    }
}
