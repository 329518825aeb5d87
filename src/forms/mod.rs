//! The empty form for each department, the council's rating form, and the returned form (差戻し).
//!
//! One builder writes them all: a blank form is a form without entries, the sample workspace types entries into it, and a
//! returned form is a form with the department's entries and marks on the wrong cells. What a reader needs to know a form
//! again is in [`contract`](crate::contract).

use crate::vocabulary::{DepartmentId, FiscalYear};

mod costs;
pub mod council;
mod entry_sheet;
mod example;
mod guide_sheet;
mod number_formats;
pub mod progress;
pub mod returned;
mod rows;
mod signature;
mod validation;

#[cfg(test)]
mod tests;

pub use rows::departments;

/// Why a form could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The department has nothing to report on in that year.
    #[error(
        "{year}に{}が報告する実践項目はありません。計画の担当部署と機構改正を確かめてください（plan.tomlではlead、partnersとreorganization）。",
        department.full_name()
    )]
    NoRows {
        /// For which department.
        department: DepartmentId,
        /// For which year.
        year: FiscalYear,
    },
    /// The workbook could not be made: a text over 32,767 characters, more rows than a sheet holds.
    #[error("様式のブックを作れません（{}）。", crate::excel::save::reason(.0))]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The finished workbook could not be repacked.
    #[error("様式のブックをまとめられません（{0}）。")]
    Package(#[from] zip::result::ZipError),
}
