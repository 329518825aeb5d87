//! Why a task could not be done. Nothing was written in any of these cases.

use std::path::PathBuf;

use crate::finding::Finding;
use crate::plan::Plan;
use crate::report::Edition;
use crate::vocabulary::FiscalYear;
use crate::workspace::{OFFICE_FILE, WorkspaceError, shown};

/// Why something could not be done. Its text is a Japanese sentence; what it is about is in its fields.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The workspace could not be used.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// plan.toml or office.toml has errors.
    #[error("{} に誤りがあるため、実行できません。", shown(file))]
    BrokenSettings {
        /// The path of the file.
        file: PathBuf,
        /// Its errors.
        findings: Vec<Finding>,
    },
    /// A year's folders (令和2年度 and R2) have an office.toml each.
    #[error("{OFFICE_FILE} が同じ年度に{}つあります：{}。1つにまとめてください。", files.len(), paths(files))]
    TwoOfficeFiles {
        /// All of them.
        files: Vec<PathBuf>,
    },
    /// Nothing was handed in for any year.
    #[error(
        "提出された様式がありません：{}。「{example}」のような年度のフォルダーを作り、各課から届いたファイルを入れてください。",
        shown(input)
    )]
    NoYear {
        /// The input folder.
        input: PathBuf,
        /// The plan's first year, whose name a folder would have.
        example: FiscalYear,
        /// Folders that are perhaps meant for a year.
        findings: Vec<Finding>,
    },
    /// There is no folder of the year that was asked for.
    #[error("{year}のフォルダーがありません：{}。入力のある年度：{}。", shown(input), listed(known))]
    UnknownYear {
        /// The year asked for.
        year: FiscalYear,
        /// The input folder.
        input: PathBuf,
        /// The years that it has.
        known: Vec<FiscalYear>,
        /// Folders that are perhaps meant for a year.
        findings: Vec<Finding>,
    },
    /// The year is none of the plan's.
    #[error(
        "{year}は計画の期間（{}）の外です。--year に計画の年度を指定してください。",
        first.up_to(*last, |year| year.to_string())
    )]
    OutsidePlan {
        /// The year asked for.
        year: FiscalYear,
        /// The plan's first year.
        first: FiscalYear,
        /// The plan's last year.
        last: FiscalYear,
    },
    /// The year does not have this edition.
    #[error("{name}は{year}には作れません（{}、総括は{last_year}から作れます）。", of_review(*review_year))]
    NoEdition {
        /// The edition that was asked for.
        edition: Edition,
        /// Its name in the plan's words.
        name: String,
        /// The year asked for.
        year: FiscalYear,
        /// From when on there is 中間検証, where the plan has any.
        review_year: Option<FiscalYear>,
        /// From when on there is 総括.
        last_year: FiscalYear,
    },
    /// A file or folder could not be read.
    #[error("読み込めません：{}（{reason}）。", shown(file))]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why, in Japanese.
        reason: String,
    },
    /// A font could not be used.
    #[error(
        "フォントを読み込めません：{}（{reason}）。--font には TrueType か OpenType のファイルを指定してください。",
        shown(file)
    )]
    BadFont {
        /// The file that `--font` names.
        file: PathBuf,
        /// Why, in Japanese.
        reason: String,
    },
    /// Totals do not agree with the same totals recomputed.
    #[error("集計が正しいことを確かめられないため、何も作りません。")]
    Unbalanced {
        /// Each names both figures.
        findings: Vec<Finding>,
    },
    /// Texts that are internal were found in files for others.
    #[error("公表する資料に庁内限りの内容が含まれるため、何も作りません。")]
    Leaking {
        /// Each names the cell and the file.
        findings: Vec<Finding>,
    },
    /// Files could not be opened, so that nobody knows what is missing.
    #[error("開けないファイルがあるため、公表する資料を作りません。")]
    Unread {
        /// Each names a file.
        findings: Vec<Finding>,
    },
    /// A file could not be searched before publication.
    #[error("「{name}」を公表前に確かめられません（{reason}）。")]
    Unsearched {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// An output could not be made.
    #[error("{what}を作れません（{reason}）。")]
    Unmade {
        /// Which, in Japanese.
        what: String,
        /// Why.
        reason: String,
    },
    /// Findings that stop a task of its own kind, such as taking over a master.
    #[error("{what}")]
    Findings {
        /// What could not be done.
        what: String,
        /// Why.
        findings: Vec<Finding>,
    },
    /// Of a paper's PDF and workbook the first is new and the second could not be written.
    #[error("{error}ただし、{} は新しいものに替わっています。", shown(new))]
    HalfWritten {
        /// Why the second could not be written.
        error: WorkspaceError,
        /// The first.
        new: PathBuf,
    },
    /// Anything else, as a Japanese sentence.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// The failure of an output that could not be made.
    pub(crate) fn unmade(what: impl Into<String>, reason: &dyn std::fmt::Display) -> Failure {
        Failure::Unmade { what: what.into(), reason: reason.to_string() }
    }

    pub(super) fn no_edition(plan: &Plan, edition: Edition, year: FiscalYear) -> Failure {
        Failure::NoEdition {
            edition,
            name: edition.name(&plan.words).into_owned(),
            year,
            review_year: plan.review_year,
            last_year: plan.last_year,
        }
    }

    /// The findings that say why, where there are any.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Failure::BrokenSettings { findings, .. }
            | Failure::NoYear { findings, .. }
            | Failure::UnknownYear { findings, .. }
            | Failure::Unbalanced { findings }
            | Failure::Leaking { findings }
            | Failure::Unread { findings }
            | Failure::Findings { findings, .. } => findings,
            Failure::Workspace(_)
            | Failure::TwoOfficeFiles { .. }
            | Failure::OutsidePlan { .. }
            | Failure::NoEdition { .. }
            | Failure::Unreadable { .. }
            | Failure::BadFont { .. }
            | Failure::Unsearched { .. }
            | Failure::Unmade { .. }
            | Failure::HalfWritten { .. }
            | Failure::Other(_) => &[],
        }
    }
}

fn listed(years: &[FiscalYear]) -> String {
    if years.is_empty() {
        return "なし".to_owned();
    }
    years.iter().map(FiscalYear::to_string).collect::<Vec<_>>().join("、")
}

fn paths(files: &[PathBuf]) -> String {
    files.iter().map(|file| shown(file)).collect::<Vec<_>>().join("、")
}

fn of_review(review_year: Option<FiscalYear>) -> String {
    match review_year {
        Some(year) => format!("中間検証は{year}から"),
        None => "この計画には見直しの年度がないため、中間検証はありません".to_owned(),
    }
}
