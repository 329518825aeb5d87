//! The command line: raw arguments and their help, in Japanese. The only home of clap.
//!
//! [`parse`] gives [`Arguments`] or a [`Stop`] (help, version, a usage error) that says what to print where.

mod code_page;
mod dropped;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::engine::{Editions, Format};
use crate::master::{self, Shape};
use crate::report::Edition;
use crate::vocabulary::{FiscalYear, YearParts, can_be_printed, text_key};

pub use code_page::{in_code_page, named_code_page};

const TEMPLATE: &str = "\
{about-with-newline}
使い方: {usage}

{all-args}{after-help}
";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Cyan.on_default().bold())
    .usage(AnsiColor::Cyan.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Yellow.on_default());

const EXAMPLES: &str = "\
例:
  kaikaku new                        新しい計画を始める（Excel の原本を作る）
  kaikaku report                     最新の年度の報告書を作る
  kaikaku report --year R2           令和2年度の報告書を作る
  kaikaku check                      提出状況と指摘を確かめる
  kaikaku forms --year R3            令和3年度の様式を各課の分だけ作る
  kaikaku plan                       計画書を作る
  kaikaku compare 旧/plan.toml input/plan.toml
                                     計画の新旧対照表を作る
  kaikaku trace 8-2                  実践項目8-2の数字と文の出典を調べる
  kaikaku survey 各団体のデータ      多くの団体の公表データを並べて集計する
  kaikaku report --workspaces 一覧.txt
                                     一覧にある作業フォルダーのすべての報告書を作る

終了コード: 0 正常 / 1 未提出や要修正がある（check と --strict） / 2 実行できない（何も書きません）
作業フォルダーが複数のときは、最も悪いものの終了コードです（どれかは、終わりの表で分かります）";

/// 行政改革プランの進捗管理表を読み、統合し、報告書（PDF・Excel）を作ります。
#[derive(Debug, Clone, Parser)]
#[command(
    name = "kaikaku",
    version,
    help_template = TEMPLATE,
    styles = STYLES,
    after_help = EXAMPLES,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "コマンド",
    subcommand_value_name = "コマンド",
    subcommand_required = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    #[expect(missing_docs, reason = "clap shows a flattened field's doc comment as the program's own")]
    pub everywhere: Everywhere,
}

// clap shows the doc comment of a flattened struct as the help of the command itself: these are ordinary comments.
#[expect(missing_docs, reason = "see above")]
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "共通の指定")]
pub struct Everywhere {
    /// 入力フォルダー（plan.toml と年度ごとのフォルダーがある場所）
    #[arg(long, value_name = "フォルダー", default_value = "input", global = true, hide_default_value = true)]
    pub input: PathBuf,

    /// 出力フォルダー
    #[arg(long, value_name = "フォルダー", default_value = "output", global = true, hide_default_value = true)]
    pub output: PathBuf,

    /// 作業フォルダー（中に input がある）。何度でも指定でき、並べて処理します。出力は、それぞれの output（--output を指定すると、
    /// その下の作業フォルダーの名のフォルダー）
    #[arg(long, value_name = "フォルダー", global = true, conflicts_with = "input")]
    pub workspace: Vec<PathBuf>,

    /// 作業フォルダーを1行に1つ書いた一覧（UTF-8。相対パスは一覧のあるフォルダーから。# で始まる行は読みません）
    #[arg(long, value_name = "ファイル", global = true, conflicts_with = "input")]
    pub workspaces: Option<PathBuf>,

    /// Whether the output folder was named, and is not the default.
    #[arg(skip)]
    pub output_given: bool,

    /// 報告書に記す日付（例: 2021-05-31）。省略すると最後の提出日
    #[arg(long, value_name = "日付", global = true, value_parser = parse_date)]
    pub date: Option<Date>,

    /// 外字などのために追加するフォントファイル（何度でも指定できます）
    #[arg(long, value_name = "ファイル", global = true)]
    pub font: Vec<PathBuf>,

    /// 未提出・要修正があれば終了コードを1にする
    #[arg(long, global = true)]
    pub strict: bool,

    /// 結果の要約と進み具合を表示しない（誤りは表示します）
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// 色を使うか（auto・always・never）
    #[arg(
        long,
        value_name = "指定",
        default_value = "auto",
        global = true,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: ColorChoice,

    /// この説明を表示する
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,

    /// 版を表示する
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

/// Whether messages are coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal that shows them.
    #[default]
    #[value(help = "色を表示できる画面でだけ使う")]
    Auto,
    /// Always.
    #[value(help = "いつも使う")]
    Always,
    /// Never.
    #[value(help = "使わない")]
    Never,
}

/// What the program can do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// 報告書を作る（主な仕事）: 読込み、統合、集計をして、その年度の文書をまとめて作る
    #[command(help_template = TEMPLATE)]
    Report(ReportArguments),

    /// 新しい計画を始める: 書き込むばかりの Excel の原本を、入力フォルダーに作る
    #[command(help_template = TEMPLATE)]
    New(NewArguments),

    /// 計画書を作る。export・import で Excel の原本と行き来できます
    #[command(help_template = TEMPLATE, subcommand_help_heading = "コマンド", subcommand_value_name = "コマンド")]
    Plan(PlanArguments),

    /// 計画の新旧対照表を作る: plan.toml か Excel の原本を2つ比べます
    #[command(help_template = TEMPLATE)]
    Compare(CompareArguments),

    /// 公表した報告書から変わった数値と文を一覧にする（正誤表・差替えページ）
    #[command(help_template = TEMPLATE)]
    Errata(ErrataArguments),

    /// 各課に配る進捗管理表（様式）を作る
    #[command(help_template = TEMPLATE)]
    Forms(FormsArguments),

    /// 提出状況と指摘を確かめ、差戻しの様式と督促文を作る
    #[command(help_template = TEMPLATE)]
    Check(CheckArguments),

    /// 印刷された数字や文の出典（ファイル・シート・セル）を調べる
    #[command(help_template = TEMPLATE)]
    Trace(TraceArguments),

    /// 多くの団体が公表したデータを団体別に集計する（ページ・PDF・Excel）。順位は付けません
    #[command(help_template = TEMPLATE)]
    Survey(SurveyArguments),

    /// 入力の補完の設定を表示する（bash・zsh・fish・powershell・elvish）
    #[command(help_template = TEMPLATE)]
    Completions {
        /// シェルの名前
        #[arg(value_name = "シェル", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },

    /// マニュアル（man 形式）を表示する
    #[command(help_template = TEMPLATE)]
    Man,

    /// 古い形式のブックを読む（プログラムが自分で始めるもの）
    #[command(name = crate::intake::legacy::SUBCOMMAND, hide = true, disable_help_flag = true)]
    ReadLegacy {
        /// 読み方の指定
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// `kaikaku report`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "指定")]
pub struct ReportArguments {
    /// 年度（例: R2、令和2年度、2020）。省略すると入力のある最新の年度（計画の期間内）
    #[arg(long, value_name = "年度", value_parser = parse_year)]
    pub year: Option<FiscalYear>,

    /// 作る版: digest（概要版）、public（公表版）、council（審議会資料）、internal（庁内資料）、review（中間検証）、final（総括）、all。
    /// 省略すると概要版、公表版、審議会資料
    #[arg(long, value_name = "版", value_delimiter = ',', hide_possible_values = true)]
    pub edition: Vec<Editions>,

    /// 作る形式: pdf、xlsx、html、data。省略すると pdf と xlsx
    #[arg(long, value_name = "形式", value_delimiter = ',', hide_possible_values = true)]
    pub format: Vec<Format>,

    /// 公表したデータ（データ/data.json、又はCSVのあるフォルダー）から、様式を読まずに公表する資料を作る
    #[arg(long, value_name = "データ")]
    pub from: Option<PathBuf>,

    /// PDFにデータ（data.json とその説明）を添付する。PDFは PDF/A-3a になります（省略すると PDF/A-2a）
    #[arg(long)]
    pub attach_data: bool,
}

impl ValueEnum for Editions {
    fn value_variants<'a>() -> &'a [Editions] {
        /// 計画書 is no edition of a year: `kaikaku plan` makes it.
        static CHOICES: LazyLock<Vec<Editions>> = LazyLock::new(|| {
            let of_year = Edition::ALL.into_iter().filter(|edition| *edition != Edition::Plan);
            of_year.map(Editions::One).chain([Editions::All]).collect()
        });
        &CHOICES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            // What it was called before.
            Editions::One(Edition::Internal) => word_of(Edition::Internal).alias("committee"),
            Editions::One(edition) => word_of(*edition),
            Editions::All => PossibleValue::new("all").help("その年度にあるすべて"),
        })
    }
}

fn word_of(edition: Edition) -> PossibleValue {
    PossibleValue::new(edition.key()).help(edition.label())
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Data => "data",
        }))
    }
}

/// `kaikaku new`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "指定（省略したものは、画面で尋ねます）")]
pub struct NewArguments {
    /// 計画の名（例: 第2次行政改革プラン）
    #[arg(long, value_name = "名")]
    pub title: Option<String>,

    /// 市町村の名
    #[arg(long, value_name = "名")]
    pub city: Option<String>,

    /// 最初の年度（例: R8）
    #[arg(long, value_name = "年度", value_parser = parse_year)]
    pub first_year: Option<FiscalYear>,

    /// 計画の年数（1から10まで）
    #[arg(long, value_name = "年数", value_parser = parse_count_of_years)]
    pub years: Option<u8>,

    /// ひな形: 行革プラン、総合計画・総合戦略、事務事業評価、白紙
    #[arg(long, value_name = "ひな形", value_parser = parse_shape)]
    pub shape: Option<Shape>,

    /// 工程の区切り: 年度（省略したとき）、半期、四半期
    #[arg(long, value_name = "区切り", value_parser = parse_schedule_by)]
    pub schedule_by: Option<YearParts>,

    /// 報告の時期: 中間・年度末（省略したとき）、年度末、半期、四半期、毎月、又は「、」で区切った名（例: 夏、年度末）
    #[arg(long, value_name = "時期", value_parser = parse_periods)]
    pub periods: Option<NamedPeriods>,
}

/// The names of the periods of report; empty where they are the built-in ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPeriods(pub Vec<String>);

fn parse_schedule_by(text: &str) -> Result<YearParts, String> {
    let labels = YearParts::ALL.map(YearParts::label).join("、");
    master::schedule_by(text).ok_or_else(|| format!("{labels} のどれかを指定してください"))
}

fn parse_periods(text: &str) -> Result<NamedPeriods, String> {
    let ready = master::READY_PERIODS.join("、");
    master::periods(text).map(NamedPeriods).ok_or_else(|| format!("{ready} のどれか、又は時期の名を指定してください"))
}

fn parse_count_of_years(text: &str) -> Result<u8, String> {
    master::count_of_years(text).ok_or_else(|| "1から10までの年数を指定してください".to_owned())
}

fn parse_shape(text: &str) -> Result<Shape, String> {
    Shape::find(text).ok_or_else(|| format!("{} のどれかを指定してください", Shape::ALL.map(Shape::label).join("、")))
}

/// `kaikaku plan`.
#[derive(Debug, Clone, Args)]
pub struct PlanArguments {
    /// `export`, `import`, or the document itself.
    #[command(subcommand)]
    pub action: Option<PlanAction>,
}

/// The Excel master.
#[derive(Debug, Clone, Subcommand)]
pub enum PlanAction {
    /// plan.toml から Excel の原本を作る
    #[command(help_template = TEMPLATE)]
    Export {
        /// 書き出す先。省略すると出力フォルダーの 計画原本.xlsx
        #[arg(value_name = "ファイル")]
        file: Option<PathBuf>,
    },
    /// Excel の原本を取り込む: 入力フォルダーの plan.toml を作り直します（前のものは日付を付けて残します）
    #[command(help_template = TEMPLATE)]
    Import {
        /// 読み込む Excel の原本。省略すると、入力か出力のフォルダーに1つだけある 計画原本.xlsx
        #[arg(value_name = "ファイル")]
        file: Option<PathBuf>,
    },
}

/// `kaikaku compare`.
#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    /// 古い計画（plan.toml か Excel の原本）
    #[arg(value_name = "旧")]
    pub old: PathBuf,

    /// 新しい計画（plan.toml か Excel の原本）
    #[arg(value_name = "新")]
    pub new: PathBuf,

    /// 備考に載せる理由を書いたファイル（見出し「reason」の下に entry、field、text を書いた TOML）
    #[arg(long, value_name = "ファイル")]
    pub reasons: Option<PathBuf>,
}

/// `kaikaku errata`.
#[derive(Debug, Clone, Args)]
pub struct ErrataArguments {
    /// 公表したときの出力フォルダー（「掲載内容.json」を含めて残したもの）
    #[arg(value_name = "公表したフォルダー")]
    pub published: PathBuf,
}

/// `kaikaku forms`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "指定")]
pub struct FormsArguments {
    /// 年度（例: R2）
    #[arg(long, value_name = "年度", value_parser = parse_year, required_unless_present = "map")]
    pub year: Option<FiscalYear>,

    /// 時期: 中間、年度末、又は計画で決めた時期（例: 第1四半期）。省略すると年度の最後の時期
    #[arg(long, value_name = "時期")]
    pub period: Option<String>,

    /// この課の様式だけを作る（例: 総務部総務課）
    #[arg(long, value_name = "部署")]
    pub department: Option<String>,

    /// 審議会の評価票を作る
    #[arg(long)]
    pub council: bool,

    /// 区分を付けるほかの組織（plan.toml の grader）の評価票を作る
    #[arg(long, conflicts_with = "council")]
    pub graders: bool,

    // Brackets in a documentation comment would be a link.
    #[expect(missing_docs, reason = "see above")]
    #[arg(long, value_name = "ファイル", conflicts_with_all = ["department", "council", "graders"], help = "様式を作らずに、この（独自の様式の）ブックを調べ、plan.toml に加える [[form]] の案を作り、読み取れるものを示す")]
    pub map: Option<PathBuf>,
}

/// `kaikaku check`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "指定")]
pub struct CheckArguments {
    /// 年度（例: R2）。省略すると入力のある最新の年度（計画の期間内）
    #[arg(long, value_name = "年度", value_parser = parse_year)]
    pub year: Option<FiscalYear>,
}

/// `kaikaku trace`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "指定")]
pub struct TraceArguments {
    /// 調べるもの: 実践項目（8-2）、取組項目（8）、意見（R2-8-1）、効果額 など
    #[arg(value_name = "調べるもの")]
    pub what: String,

    /// 年度（例: R2）。調べるものに「令和2年度の効果額」のように書いてもよい。省略すると入力のある最新の年度（計画の期間内）
    #[arg(long, value_name = "年度", value_parser = parse_year)]
    pub year: Option<FiscalYear>,
}

/// `kaikaku survey`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "指定")]
pub struct SurveyArguments {
    /// 各団体の公表データ（report --format data で作った「データ」）を、どこかに含むフォルダー
    #[arg(value_name = "フォルダー")]
    pub folder: PathBuf,

    /// この語のある取組項目を一覧にする（何度でも指定できます。例: --word 広告）
    #[arg(long, value_name = "語")]
    pub word: Vec<String>,
}

fn parse_year(text: &str) -> Result<FiscalYear, String> {
    FiscalYear::parse(text).ok_or_else(|| "年度として読めません（例: R2、令和2年度、2020）".to_owned())
}

fn parse_date(text: &str) -> Result<Date, String> {
    let date: Date = text.parse().map_err(|_| "日付として読めません（例: 2021-05-31）".to_owned())?;
    if can_be_printed(date) {
        Ok(date)
    } else {
        Err("1900年から2199年までの日付を指定してください".to_owned())
    }
}

/// Whether the program was started by a double-click or by dropping something on it, where nobody typed a command: what it says must
/// stay to be read, in a window that closes with it.
pub fn is_started_by_icon(arguments: &[OsString]) -> bool {
    arguments.len() < 2 || dropped::is_dropped(arguments.get(1..).unwrap_or_default())
}

/// What to do next, for somebody who has double-clicked the program.
pub const FIRST_CONTACT: &str = "\
kaikaku は、コマンドを付けて使うプログラムです。次のどれかをしてください。

  1. 入力フォルダー（plan.toml と年度ごとのフォルダーがある場所）を、このプログラムのアイコンに重ねて放す
     → 提出状況と指摘を確かめます
  2. Excel の原本を、このプログラムのアイコンに重ねて放す
     → plan.toml を作ります
  3. このプログラムのあるフォルダーを開き、アドレス欄に cmd と入力して Enter キーを押し、開いた画面で
     kaikaku report と入力する
     → 報告書を作ります（kaikaku --help で、できることの一覧を表示します）
";

/// The program ends without doing its work: help, version or a usage error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What to print.
    pub text: String,
    /// Whether it is an error (to standard error, exit code 2) or was asked for (standard output, 0).
    pub is_error: bool,
}

/// Reads the command line.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Stop> {
    let mut arguments: Vec<OsString> = if cfg!(windows) {
        arguments.into_iter().flat_map(|argument| parted_at_quotes(&argument)).collect()
    } else {
        arguments.into_iter().collect()
    };
    if let Some(meaning) = dropped::meaning(arguments.get(1..).unwrap_or_default()) {
        let meant = meaning.map_err(|text| Stop { text, is_error: true })?;
        arguments.truncate(1);
        arguments.extend(meant);
    }
    parse_sourced(arguments).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop { text: in_japanese(&error), is_error: false },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop { text: in_japanese(&error), is_error: true },
        _ => Stop { text: usage_error(&error), is_error: true },
    })
}

/// The commands with a Japanese heading over every argument that has none of its own.
fn command() -> clap::Command {
    fn headed(command: clap::Command) -> clap::Command {
        // Under a heading of their own, arguments without a name stand in no order by themselves.
        let mut place = 0;
        let with_heading = |arg: clap::Arg| {
            let arg = if arg.get_help_heading().is_some() { arg } else { arg.help_heading("指定") };
            if !arg.is_positional() {
                return arg;
            }
            place += 1;
            arg.display_order(place - 1)
        };
        command.mut_args(with_heading).mut_subcommands(headed)
    }
    headed(Arguments::command())
}

/// A help text with Japanese for what clap itself says.
fn in_japanese(error: &clap::Error) -> String {
    const SAID: [(&str, &str); 4] = [
        ("[OPTIONS]", "[指定]"),
        ("[COMMAND]", "[コマンド]"),
        ("[possible values: ", "[指定できるもの: "),
        ("[default: ", "[省略したとき: "),
    ];
    SAID.into_iter().fold(error.render().to_string(), |text, (clap, said)| text.replace(clap, said))
}

/// Reads the arguments and where the output folder comes from.
fn parse_sourced(arguments: Vec<OsString>) -> Result<Arguments, clap::Error> {
    let matches = command().try_get_matches_from(arguments)?;
    let mut arguments = Arguments::from_arg_matches(&matches)?;
    let mut innermost = &matches;
    while let Some((_, below)) = innermost.subcommand() {
        innermost = below;
    }
    arguments.everywhere.output_given = innermost.value_source("output") == Some(ValueSource::CommandLine);
    Ok(arguments)
}

/// What was meant by an argument with a quotation mark in it, which no path on Windows can hold.
///
/// Explorer copies a folder as `C:\資料\`; in quotes, the backslash before the closing quote makes it a part of the argument, and
/// what follows on the command line with it: `"C:\資料\" --year R2` arrives as the one argument `C:\資料" --year R2`.
fn parted_at_quotes(argument: &OsString) -> Vec<OsString> {
    match argument.to_str().and_then(|text| text.split_once('"')) {
        Some((path, rest)) => {
            let rest = rest.split(['"', ' ']).filter(|word| !word.is_empty()).map(OsString::from);
            std::iter::once(OsString::from(path)).chain(rest).collect()
        }
        None => vec![argument.clone()],
    }
}

/// A usage error in Japanese, with the flag that is meant and where help is.
fn usage_error(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join("、")),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} に値がありません。"),
        ErrorKind::InvalidValue => format!("{argument} に「{value}」は指定できません。"),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("{argument} の「{value}」を読めません。{reason}。")
        }
        ErrorKind::UnknownArgument => format!("{argument} という指定はありません。"),
        ErrorKind::InvalidSubcommand => match context(ContextKind::InvalidSubcommand).unwrap_or_default() {
            word if dropped::is_path(&word) && Path::new(&word).exists() => {
                format!("{word} に指定を付けるときは、コマンドから書いてください。例：kaikaku check --help")
            }
            word if dropped::is_path(&word) => {
                format!("{word} というコマンドはありません。ファイルやフォルダーなら、見つかりません。")
            }
            word => format!("{word} というコマンドはありません。"),
        },
        ErrorKind::MissingRequiredArgument => format!("{argument} を指定してください。"),
        ErrorKind::MissingSubcommand => "コマンドを指定してください。".to_owned(),
        ErrorKind::ArgumentConflict => format!("{argument} は一度しか、または同時には指定できません。"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} の値の数が違います。")
        }
        ErrorKind::InvalidUtf8 => "指定に読めない文字があります。".to_owned(),
        _ => format!("指定を読めません。{error}"),
    };
    // Paths and texts have no list of what they may be.
    let values = context(ContextKind::ValidValue).filter(|values| !values.is_empty());
    let valid = values.map(|values| format!("指定できるもの: {values}\n")).unwrap_or_default();
    let is_path = context(ContextKind::InvalidSubcommand).is_some_and(|word| dropped::is_path(&word));
    let near = context(ContextKind::SuggestedArg)
        .or_else(|| context(ContextKind::SuggestedValue))
        .or_else(|| context(ContextKind::SuggestedSubcommand))
        .or_else(|| described(&context(ContextKind::InvalidSubcommand)?))
        .filter(|_| !is_path)
        .map(|word| format!("もしかして: {word}\n"))
        .unwrap_or_default();
    format!("{message}\n{valid}{near}使い方は kaikaku --help で見られます。\n")
}

/// The commands whose descriptions speak of a word: `kaikaku 様式`.
fn described(word: &str) -> Option<String> {
    let word = text_key(word);
    let commands = command();
    let speaks = |of: &&clap::Command| of.get_about().is_some_and(|about| text_key(&about.to_string()).contains(&word));
    let names: Vec<&str> = commands.get_subcommands().filter(speaks).map(clap::Command::get_name).collect();
    (word.chars().count() > 1 && !names.is_empty()).then(|| names.join("、"))
}

/// The completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "kaikaku", &mut script);
    script
}

/// The man page as roff, for `kaikaku man`.
pub fn man_page() -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command()).render(&mut page)?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(words: &[&str]) -> Result<Arguments, Stop> {
        parse(std::iter::once("kaikaku").chain(words.iter().copied()).map(OsString::from))
    }

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    /// Shells show what a command, an option and a value of one is for, hidden commands included.
    #[test]
    fn what_shells_offer_is_described_in_japanese() {
        fn described(command: &clap::Command, found: &mut Vec<String>) {
            found.extend(command.get_about().map(ToString::to_string));
            found.extend(command.get_arguments().filter_map(|argument| argument.get_help().map(ToString::to_string)));
            let values = command.get_arguments().flat_map(clap::Arg::get_possible_values);
            found.extend(values.filter_map(|value| value.get_help().map(ToString::to_string)));
            command.get_subcommands().for_each(|below| described(below, found));
        }
        let mut found = Vec::new();
        described(&command(), &mut found);
        assert!(found.len() > 40, "{found:?}");
        assert_eq!(found.iter().find(|help| help.is_ascii()), None);
    }

    #[test]
    fn every_edition_of_a_year_can_be_asked_for_by_its_word() {
        for edition in Edition::ALL.into_iter().filter(|edition| *edition != Edition::Plan) {
            let arguments = parse_words(&["report", "--edition", edition.key()]).expect("arguments");
            let Command::Report(report) = arguments.command else { panic!("report") };
            assert_eq!(report.edition, [Editions::One(edition)]);
        }
        assert!(parse_words(&["report", "--edition", "plan"]).is_err());
        let before = parse_words(&["report", "--edition", "committee"]).map(|arguments| arguments.command);
        assert!(matches!(before, Ok(Command::Report(report)) if report.edition == [Editions::One(Edition::Internal)]));
    }

    #[test]
    fn errors_are_japanese_and_name_what_is_wrong() {
        for (words, expected) in [
            (
                &["report", "--year", "いつか"][..],
                "--year <年度> の「いつか」を読めません。年度として読めません（例: R2、令和2年度、2020）。",
            ),
            (&["reprot"][..], "reprot というコマンドはありません。"),
            (&["./なし", "-q"][..], "./なし というコマンドはありません。ファイルやフォルダーなら、見つかりません。"),
            (&["./src", "-q"][..], "./src に指定を付けるときは、コマンドから書いてください。例：kaikaku check --help"),
            (&["report", "--editoin"][..], "--editoin という指定はありません。"),
            (&["report", "--edition", "citizen"][..], "--edition <版> に「citizen」は指定できません。"),
            (&["forms"][..], "--year <年度> を指定してください。"),
            (
                &["new", "--years", "11"][..],
                "--years <年数> の「11」を読めません。1から10までの年数を指定してください。",
            ),
        ] {
            let stop = parse_words(words).expect_err("an error");
            assert!(stop.is_error);
            assert_eq!(stop.text.lines().next(), Some(expected));
        }
    }

    #[test]
    fn a_backslash_before_a_closing_quote_is_understood() {
        for (argument, meant) in [
            (r#"C:\資料""#, &[r"C:\資料"][..]),
            (r#"C:\my 資料" --year R2"#, &[r"C:\my 資料", "--year", "R2"]),
            (r#"C:\資料" --output D:\出力"#, &[r"C:\資料", "--output", r"D:\出力"]),
            (r"C:\my 資料", &[r"C:\my 資料"]),
        ] {
            assert_eq!(parted_at_quotes(&argument.into()), meant, "{argument}");
        }
    }

    #[test]
    fn help_is_japanese() {
        let commands = command();
        let names = commands.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
        let mut calls: Vec<Vec<&str>> = names.map(|name| vec![name, "--help"]).collect();
        calls.extend([vec!["--help"], vec!["plan", "export", "--help"], vec!["plan", "import", "--help"]]);
        assert!(calls.len() > 10, "{calls:?}");
        let compare = parse_words(&["compare", "--help"]).expect_err("help").text;
        assert!(compare.find("古い計画") < compare.find("新しい計画（"), "{compare}");
        for call in calls {
            let stop = parse_words(&call).expect_err("help");
            assert!(!stop.is_error);
            let text = stop.text.to_lowercase();
            for english in ["usage", "options", "arguments", "command", "print", "possible", "default"] {
                assert!(!text.contains(english), "{english} in {}", stop.text);
            }
        }
    }

    #[test]
    fn a_word_for_a_command_leads_to_the_commands_that_speak_of_it() {
        for (word, near) in
            [("様式", Some("もしかして: forms、check")), ("正誤表", Some("もしかして: errata")), ("を", None)]
        {
            let stop = parse_words(&[word]).expect_err("no command");
            assert_eq!(stop.text.lines().find(|line| line.starts_with("もしかして")), near, "{}", stop.text);
        }
        let stop = parse_words(&["/どこにもない/main.xlsx"]).expect_err("no such file");
        assert!(stop.text.contains("見つかりません") && !stop.text.contains("もしかして"), "{}", stop.text);
    }

    #[test]
    fn years_are_read_as_people_write_them() {
        let arguments =
            parse_words(&["report", "--year", "令和２年度", "--edition", "public,council"]).expect("arguments");
        let Command::Report(report) = arguments.command else { panic!("report") };
        assert_eq!(report.year, Some(FiscalYear(2020)));
        assert_eq!(report.edition, [Edition::Public, Edition::Council].map(Editions::One));
    }
}
