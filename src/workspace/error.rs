//! Why the workspace could not be used, in words for people.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::edited::masters;
use crate::finding::io_reason;

/// How a plan begins.
const BEGIN: &str = "新しい計画は、「kaikaku new」で Excel の原本を作り、書き込んで保存し、「kaikaku plan import」で取り込んでください。";

/// What has become of the output of the last run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Previous {
    /// There was none.
    None,
    /// It is where it was, complete.
    Kept,
    /// It could not be moved back into its place; the next run does it from here.
    Away(PathBuf),
}

impl Previous {
    fn sentence(&self) -> String {
        match self {
            Previous::None => String::new(),
            Previous::Kept => "前回の出力はそのままです。".to_owned(),
            Previous::Away(path) => {
                format!("前回の出力は {} にあり、次に実行したときに元の場所へ戻します。", shown(path))
            }
        }
    }
}

/// Why a place must not be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    /// It is the input folder, or a folder that the input folder is in.
    HoldsInput,
    /// It is a year's input folder, is in one, or one is in it.
    Year,
    /// It is plan.toml of the input folder.
    Plan,
}

/// Why the workspace could not be used. Every message says what and where, and what to do.
#[derive(Debug)]
pub enum WorkspaceError {
    /// The input folder is missing.
    NoInput(PathBuf),
    /// plan.toml is missing.
    NoPlan(PathBuf),
    /// A file of the input could not be read.
    Unreadable(PathBuf, io::Error),
    /// plan.toml or office.toml is not UTF-8.
    NotUtf8(PathBuf),
    /// Writing there could harm the input: the place, and the input that is in danger.
    Forbidden(PathBuf, PathBuf, Forbidden),
    /// The output folder could not be made or written to.
    Unwritable(PathBuf, io::Error, Previous),
    /// Another run is writing there.
    Locked(PathBuf),
    /// The old output could not be moved away: usually one of its files is open; it is named where it was found.
    InUse(PathBuf, io::Error, Option<PathBuf>),
    /// The new output is in its place, but files of others that were there could not be moved aside.
    NotSetAside(PathBuf, io::Error),
}

/// A path for people, with one kind of separator.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) { text.replace('/', "\\") } else { text }
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkspaceError::NoInput(path) => write!(
                f,
                "入力フォルダーがありません：{}。{BEGIN}フォルダーが別の場所にあるときは、--input で指定してください。",
                shown(path)
            ),
            WorkspaceError::NoPlan(path) => {
                write!(f, "計画がまだありません：{}。", shown(path))?;
                match path.parent().map(masters).unwrap_or_default().first() {
                    Some(master) => write!(
                        f,
                        "{} に計画を書き込んで保存し、「kaikaku plan import」を実行してください。",
                        shown(master)
                    ),
                    None => f.write_str(BEGIN),
                }
            }
            WorkspaceError::Unreadable(path, error) => write!(
                f,
                "読み込めません：{}（{}）。ファイルが開かれていないか、閲覧の権限があるかを確かめてください。",
                shown(path),
                io_reason(error)
            ),
            WorkspaceError::NotUtf8(path) => write!(
                f,
                "文字コードが UTF-8 ではありません：{}。メモ帳の「名前を付けて保存」で文字コードに UTF-8 を選んで保存し直してください。",
                shown(path)
            ),
            WorkspaceError::Forbidden(place, input, why) => {
                let (what, remedy) = match why {
                    Forbidden::HoldsInput => {
                        ("入力フォルダーそのものか、それを含む場所です", "入力フォルダーとは別のフォルダー")
                    }
                    Forbidden::Year => {
                        ("各課から届いたファイルのある年度のフォルダーと重なっています", "年度のフォルダーの外")
                    }
                    Forbidden::Plan => ("入力フォルダーの計画のファイルです", "別の名前か、別のフォルダー"),
                };
                write!(
                    f,
                    "ここには書き出せません：{}（{what}：{}）。{remedy}を指定してください。何も書いていません。",
                    shown(place),
                    shown(input)
                )
            }
            WorkspaceError::Unwritable(path, error, previous) => write!(
                f,
                "書き込めません：{}（{}）。書込みの権限と空き容量を確かめるか、別の場所を指定してください。{}",
                shown(path),
                io_reason(error),
                previous.sentence()
            ),
            WorkspaceError::Locked(path) => write!(
                f,
                "別の kaikaku が同じ場所に書き込んでいます：{}。終わるのを待ってから、もう一度実行してください。",
                shown(path)
            ),
            WorkspaceError::InUse(path, error, open) => {
                write!(f, "前回の出力を置き換えられません：{}（{}）。", shown(path), io_reason(error))?;
                match open {
                    Some(open) => write!(f, "{} が開かれています。閉じて、", shown(open))?,
                    None => f.write_str("その中のファイルやフォルダーを開いていれば閉じて、")?,
                }
                f.write_str("もう一度実行してください。前回の出力はそのままです。")
            }
            WorkspaceError::NotSetAside(path, error) => write!(
                f,
                "新しい出力はできましたが、kaikaku が作ったものではないファイルを、別の場所に移せませんでした：{}（{}）。ファイルは消していません。書込みの権限と空き容量を確かめて、もう一度実行してください。",
                shown(path),
                io_reason(error)
            ),
        }
    }
}

impl std::error::Error for WorkspaceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WorkspaceError::Unreadable(_, error)
            | WorkspaceError::Unwritable(_, error, _)
            | WorkspaceError::InUse(_, error, _)
            | WorkspaceError::NotSetAside(_, error) => Some(error),
            _ => None,
        }
    }
}
