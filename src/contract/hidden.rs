//! What the very hidden sheet of a form says, as rows of texts: shared by those who write forms and those who read them.
//!
//! No I/O and no workbook type: a writer puts [`Hidden::rows`] into the cells of [`HIDDEN_SHEET`](super::HIDDEN_SHEET)
//! from A1 on, every cell as text; a reader hands the texts of that sheet to [`Hidden::parse`]. The rows are:
//!
//! ```text
//! kaikaku    | 1                                       schema version
//! form       | progress                                progress, council
//! plan       | 新たな行政改革プラン                    title of the plan
//! year       | 2020                                    fiscal year, Western
//! unit       | 百万円                                  unit of the amounts asked for; absent where it is 千円
//! period     | 年度末                                  absent in the council's form
//! department | 総務部/行政監理室                       absent in the council's form
//! cover      | 入力 | submitted_on | C5                where the open cell of a cover field stands
//! sheet      | 入力 | 8                                a sheet with entry rows and the lowest row of its heads (from 1)
//! column     | 入力 | result | I                       column of a field: `Field::key` or `CouncilField::key`
//! row        | 入力 | 8-2 | 9                          row of an action item (8-2) or, in the council's form, of an initiative (8)
//! ```
//!
//! Addresses are those of the day the form was made. Inserting a row or a column moves the cells and the range names but
//! not these texts, so a reader checks them against the heads and numbers in those cells. pandas writes a column of row
//! numbers before the first one and takes the first row for heads; reading allows for both.

use crate::contract::{CoverField, Field, FormKind, SCHEMA_VERSION};
use crate::vocabulary::{
    CellAddress, DepartmentId, FiscalYear, MoneyUnit, Period, Periods, cell_address, column_letters, column_number,
};

/// What the hidden sheet says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Version of the schema, [`SCHEMA_VERSION`] for what this program writes.
    pub schema: u32,
    /// What the workbook is for.
    pub kind: FormKind,
    /// Title of the plan.
    pub plan: String,
    /// Year reported on or rated.
    pub year: FiscalYear,
    /// The unit of the amounts that the form asks for.
    pub unit: MoneyUnit,
    /// Period; `None` in the council's form.
    pub period: Option<Period>,
    /// Department; `None` in the council's form.
    pub department: Option<DepartmentId>,
    /// Where the cover fields stand.
    pub cover: Vec<CoverCell>,
    /// The sheets with entry rows, in order.
    pub sheets: Vec<EntrySheet>,
}

/// Where the cell of a cover field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverCell {
    /// Which field of the cover it holds.
    pub field: CoverField,
    /// Name of its sheet.
    pub sheet: String,
    /// The open cell (the first of a merged one), not its label.
    pub cell: CellAddress,
}

/// A sheet with entry rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntrySheet {
    /// Name of the sheet: 入力, 入力2 ….
    pub name: String,
    /// The lowest row of the column heads, from 0.
    pub head_row: u32,
    /// Key ([`Field::key`] or [`crate::contract::CouncilField::key`]) and column, from 0. Text, because a later schema may
    /// know more.
    pub columns: Vec<(String, u32)>,
    /// Id (`8-2`, or `8` in the council's form) and row, from 0.
    pub rows: Vec<(String, u32)>,
}

impl EntrySheet {
    /// The column of a field of the progress form, from 0.
    pub fn column(&self, field: Field) -> Option<u32> {
        let key = field.key();
        self.columns.iter().find(|(at, _)| at == key).map(|(_, col)| *col)
    }
}

/// Why the rows are not those of a form; a half sentence in Japanese: 「year」の行がありません.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotHidden {
    /// A row that must be there is not: its key.
    #[error("「{0}」の行がありません")]
    Missing(&'static str),
    /// A row whose value cannot be read: its texts.
    #[error("「{}」を読めません", .0.join(" | "))]
    Bad(Vec<String>),
    /// The form was made by a later version of the program: its schema version.
    #[error("新しい版（様式{0}）のプログラムで作られた様式です（このプログラムは様式{SCHEMA_VERSION}まで）")]
    Newer(u32),
}

/// The keys of rows.
const KEYS: [&str; 11] =
    ["kaikaku", "form", "plan", "year", "unit", "period", "department", "cover", "sheet", "column", "row"];

impl Hidden {
    /// The rows to write, from A1 on, every cell as text.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let mut rows = vec![
            row(&["kaikaku", &self.schema.to_string()]),
            row(&["form", self.kind.key()]),
            row(&["plan", &self.plan]),
            row(&["year", &self.year.0.to_string()]),
        ];
        let unit = (self.unit != MoneyUnit::Thousand).then(|| row(&["unit", self.unit.label()]));
        rows.extend(unit);
        rows.extend(self.period.map(|period| row(&["period", period.label()])));
        rows.extend(self.department.as_ref().map(|department| row(&["department", &department.0])));
        rows.extend(self.cover.iter().map(|at| row(&["cover", &at.sheet, at.field.key(), &at.cell.to_string()])));
        for sheet in &self.sheets {
            rows.push(row(&["sheet", &sheet.name, &(sheet.head_row + 1).to_string()]));
            rows.extend(
                sheet.columns.iter().map(|(key, col)| row(&["column", &sheet.name, key, &column_letters(*col)])),
            );
            rows.extend(sheet.rows.iter().map(|(id, at)| row(&["row", &sheet.name, id, &(at + 1).to_string()])));
        }
        rows
    }

    /// Reads the texts of the hidden sheet. Rows with an unknown key are passed over: a later schema may have more of them.
    ///
    /// # Errors
    /// [`NotHidden`], where a row is missing or cannot be read, or the schema is newer than [`SCHEMA_VERSION`].
    pub fn parse(rows: &[Vec<String>], periods: &Periods) -> Result<Hidden, NotHidden> {
        let rows: Vec<&[String]> = rows.iter().filter_map(|row| from_key(row)).collect();
        let one = |key: &'static str| {
            let row = rows.iter().find(|row| row[0] == key).ok_or(NotHidden::Missing(key))?;
            row.get(1)
                .map(|value| (value.as_str(), *row))
                .filter(|(value, _)| !value.is_empty())
                .ok_or_else(|| bad(row))
        };
        let (version, row) = one("kaikaku")?;
        let schema = number(version).ok_or_else(|| bad(row))?;
        if schema > SCHEMA_VERSION {
            return Err(NotHidden::Newer(schema));
        }
        let (form, row) = one("form")?;
        let kind = FormKind::ALL.into_iter().find(|kind| kind.key() == form).ok_or_else(|| bad(row))?;
        let (year, row) = one("year")?;
        let year = FiscalYear::parse(year.trim_end_matches(".0")).ok_or_else(|| bad(row))?;
        let unit = match one("unit") {
            Err(NotHidden::Missing(_)) => MoneyUnit::Thousand,
            other => {
                let (label, row) = other?;
                MoneyUnit::from_label(label).ok_or_else(|| bad(row))?
            }
        };
        let (period, department) = match kind {
            FormKind::Council | FormKind::Grading => (None, None),
            FormKind::Progress => {
                let (label, row) = one("period")?;
                let period = periods.meant_by(label);
                (Some(period.ok_or_else(|| bad(row))?), Some(DepartmentId(one("department")?.0.into())))
            }
        };
        let mut hidden = Hidden {
            schema,
            kind,
            plan: one("plan")?.0.to_owned(),
            year,
            unit,
            period,
            department,
            cover: Vec::new(),
            sheets: Vec::new(),
        };
        for row in rows {
            hidden.place(row).ok_or_else(|| bad(row))?;
        }
        Ok(hidden)
    }

    /// Takes in a row that says where something stands; `None` where it cannot be read.
    fn place(&mut self, row: &[String]) -> Option<()> {
        let texts: Vec<&str> = row.iter().map(String::as_str).collect();
        match texts.as_slice() {
            ["cover", sheet, key, cell, ..] => {
                let cell = cell_address(cell)?;
                // A field that this version does not know is passed over, like an unknown row.
                if let Some(field) = CoverField::from_key(key) {
                    self.cover.push(CoverCell { field, sheet: (*sheet).to_owned(), cell });
                }
            }
            ["sheet", name, head_row, ..] => {
                let head_row = number(head_row)?.checked_sub(1)?;
                let (columns, rows) = (Vec::new(), Vec::new());
                self.sheets.push(EntrySheet { name: (*name).to_owned(), head_row, columns, rows });
            }
            ["column", name, key, col, ..] => {
                let col = column_number(col)?;
                self.sheet(name)?.columns.push(((*key).to_owned(), col));
            }
            ["row", name, id, at, ..] => {
                let at = number(at)?.checked_sub(1)?;
                self.sheet(name)?.rows.push(((*id).to_owned(), at));
            }
            ["cover" | "sheet" | "column" | "row", ..] => return None,
            _ => {}
        }
        Some(())
    }

    fn sheet(&mut self, name: &str) -> Option<&mut EntrySheet> {
        self.sheets.iter_mut().find(|sheet| sheet.name == name)
    }
}

/// The error is part of a sentence that people read: as much of the row as tells which one it is.
fn bad(row: &[String]) -> NotHidden {
    const CELLS: usize = 4;
    const CHARACTERS: usize = 20;
    let mut texts: Vec<String> = row.iter().take(CELLS).map(|text| text.chars().take(CHARACTERS).collect()).collect();
    for (text, whole) in texts.iter_mut().zip(row) {
        if text.len() < whole.len() {
            text.push('…');
        }
    }
    NotHidden::Bad(texts)
}

/// The row from its key on: a program that writes a column of row numbers puts it before ours.
fn from_key(row: &[String]) -> Option<&[String]> {
    let start = row.iter().take(2).position(|text| KEYS.contains(&text.as_str()))?;
    let row = &row[start..];
    let end = row.iter().rposition(|text| !text.is_empty()).map_or(1, |last| last + 1);
    Some(&row[..end])
}

/// A whole number; pandas turns `1` into `1.0` on the way.
fn number(text: &str) -> Option<u32> {
    text.trim_end_matches(".0").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress() -> Hidden {
        Hidden {
            schema: SCHEMA_VERSION,
            kind: FormKind::Progress,
            plan: "新たな行政改革プラン".into(),
            year: FiscalYear(2020),
            unit: MoneyUnit::Million,
            period: Some(Period::YEAR_END),
            department: Some(DepartmentId::new(Some("総務部"), "行政監理室")),
            cover: vec![CoverCell {
                field: CoverField::SubmittedOn,
                sheet: "入力".into(),
                cell: CellAddress::new(4, 2),
            }],
            sheets: vec![EntrySheet {
                name: "入力".into(),
                head_row: 7,
                columns: vec![("action".into(), 0), ("result".into(), 8)],
                rows: vec![("1-1".into(), 8), ("8-2".into(), 9)],
            }],
        }
    }

    #[test]
    fn rows_are_read_as_written() {
        assert_eq!(Hidden::parse(&progress().rows(), &Periods::default()), Ok(progress()));
        let council =
            Hidden { kind: FormKind::Council, period: None, department: None, cover: Vec::new(), ..progress() };
        assert_eq!(Hidden::parse(&council.rows(), &Periods::default()), Ok(council));
    }

    #[test]
    fn a_column_of_row_numbers_and_float_numbers_do_no_harm() {
        let mut rows = progress().rows();
        for (i, row) in rows.iter_mut().enumerate() {
            row.insert(0, i.to_string());
            row.extend(["".into(), "".into()]);
            if row[1] == "year" {
                row[2] = "2020.0".into();
            }
        }
        assert_eq!(Hidden::parse(&rows, &Periods::default()), Ok(progress()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let without = |key: &str| {
            Hidden::parse(
                &progress().rows().into_iter().filter(|row| row[0] != key).collect::<Vec<_>>(),
                &Periods::default(),
            )
        };
        assert_eq!(without("year"), Err(NotHidden::Missing("year")));
        assert_eq!(without("department"), Err(NotHidden::Missing("department")));
        assert_eq!(without("unit").map(|hidden| hidden.unit), Ok(MoneyUnit::Thousand));
        assert!(matches!(without("sheet"), Err(NotHidden::Bad(_))));
        let mut long = progress().rows();
        let row = long.iter_mut().find(|row| row[0] == "row").expect("an entry row");
        row[3] = "1".repeat(32_767);
        let problem = Hidden::parse(&long, &Periods::default()).expect_err("no number").to_string();
        assert!(problem.ends_with("1…」を読めません") && problem.chars().count() < 100, "{problem}");
        let newer = Hidden { schema: SCHEMA_VERSION + 1, ..progress() };
        assert_eq!(Hidden::parse(&newer.rows(), &Periods::default()), Err(NotHidden::Newer(SCHEMA_VERSION + 1)));
    }
}
