//! Why the workspace could not be used, in words for people.

use std::io;
use std::path::{Path, PathBuf};

use super::PLAN_FILE;
use super::edited::masters;
use super::settings_name::meant_for_plan;
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
    /// It is below the input folder: what is written there would lie among what was handed in.
    InInput,
    /// It is a year's input folder, is in one, or one is in it.
    Year,
    /// It is plan.toml of the input folder.
    Plan,
}

impl Forbidden {
    fn what(self) -> &'static str {
        match self {
            Forbidden::HoldsInput => "入力フォルダーそのものか、それを含む場所です",
            Forbidden::InInput => "入力フォルダーの中です",
            Forbidden::Year => "各課から届いたファイルのある年度のフォルダーと重なっています",
            Forbidden::Plan => "入力フォルダーの計画のファイルです",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Forbidden::HoldsInput => "入力フォルダーとは別のフォルダー",
            Forbidden::InInput => "入力フォルダーの外",
            Forbidden::Year => "年度のフォルダーの外",
            Forbidden::Plan => "別の名前か、別のフォルダー",
        }
    }
}

/// Why the workspace could not be used. Every message says what and where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The input folder is missing.
    #[error(
        "入力フォルダーがありません：{}。{BEGIN}フォルダーが別の場所にあるときは、--input で指定してください。",
        shown(.0)
    )]
    NoInput(PathBuf),
    /// plan.toml is missing.
    #[error("計画がまだありません：{}。{}", shown(.0), how_to_begin(.0))]
    NoPlan(PathBuf),
    /// A file of the input could not be read.
    #[error(
        "読み込めません：{}（{}）。ファイルが開かれていないか、閲覧の権限があるかを確かめてください。",
        shown(.0),
        io_reason(.1)
    )]
    Unreadable(PathBuf, #[source] io::Error),
    /// plan.toml or office.toml is not UTF-8.
    #[error(
        "文字コードが UTF-8 ではありません：{}。メモ帳の「名前を付けて保存」で文字コードに UTF-8 を選んで保存し直してください。",
        shown(.0)
    )]
    NotUtf8(PathBuf),
    /// Writing there could harm the input: the place, and the input that is in danger.
    #[error(
        "ここには書き出せません：{}（{}：{}）。{}を指定してください。何も書いていません。",
        shown(.0),
        .2.what(),
        shown(.1),
        .2.remedy()
    )]
    Forbidden(PathBuf, PathBuf, Forbidden),
    /// The output folder could not be made or written to.
    #[error(
        "書き込めません：{}（{}）。書込みの権限と空き容量を確かめるか、別の場所を指定してください。{}",
        shown(.0),
        io_reason(.1),
        .2.sentence()
    )]
    Unwritable(PathBuf, #[source] io::Error, Previous),
    /// Another run is writing there.
    #[error(
        "別の kaikaku が同じ場所に書き込んでいます：{}。終わるのを待ってから、もう一度実行してください。",
        shown(.0)
    )]
    Locked(PathBuf),
    /// The old output could not be moved away: usually one of its files is open; it is named where it was found.
    #[error(
        "前回の出力を置き換えられません：{}（{}）。{}もう一度実行してください。前回の出力はそのままです。",
        shown(.0),
        io_reason(.1),
        to_close(.2.as_deref())
    )]
    InUse(PathBuf, #[source] io::Error, Option<PathBuf>),
    /// The new output is in its place, but files of others that were there could not be moved aside.
    #[error(
        "新しい出力はできましたが、kaikaku が作ったものではないファイルを、別の場所に移せませんでした：{}（{}）。ファイルは消していません。書込みの権限と空き容量を確かめて、もう一度実行してください。",
        shown(.0),
        io_reason(.1)
    )]
    NotSetAside(PathBuf, #[source] io::Error),
}

/// A path for people, with one kind of separator.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(windows) { text.replace('/', "\\") } else { text }
}

/// What to do where this plan.toml is missing: a master beside it may be waiting, or a file that is meant for it and called otherwise.
fn how_to_begin(plan: &Path) -> String {
    let meant = plan.parent().map(meant_for_plan).unwrap_or_default();
    if let Some((other, _)) = meant.iter().find(|(_, meant)| *meant == PLAN_FILE) {
        let rename = format!("{} が計画のときは、名前を「{PLAN_FILE}」に変えてください。", shown(other));
        let of_editor = "メモ帳では、「ファイルの種類」を「すべてのファイル」にして保存します。";
        let is_text = other.extension().is_some_and(|end| end.eq_ignore_ascii_case("txt"));
        return if is_text { format!("{rename}{of_editor}") } else { rename };
    }
    match plan.parent().map(masters).unwrap_or_default().first() {
        Some(master) => {
            format!("{} に計画を書き込んで保存し、「kaikaku plan import」を実行してください。", shown(master))
        }
        None => BEGIN.to_owned(),
    }
}

fn to_close(open: Option<&Path>) -> String {
    match open {
        Some(open) => format!("{} が開かれています。閉じて、", shown(open)),
        None => "その中のファイルやフォルダーを開いていれば閉じて、".to_owned(),
    }
}
