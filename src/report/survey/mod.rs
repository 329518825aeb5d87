//! 団体別集計: the paper of a survey. Nothing is ranked: the order is that of the codes of municipalities, and the paper says that each city sets
//! its own grades.

mod list_table;
mod tables;

use jiff::civil::Date;

pub(crate) use self::list_table::{ListColumn, ListTable, ListValue};
pub(crate) use self::tables::all as tables;
use super::blocks::{heading, paragraph, part};
use super::document::{Block, Document, KeyFigure, List, ListItem, Meta, Paper, ParagraphKind, Part};
use crate::plan::Look;
use crate::survey::{GENERAL_WORDS, MOST_WORDS, Survey};
use crate::vocabulary::{grouped, japanese_date};

/// What the paper is called.
pub const NAME: &str = "団体別集計";

/// The title of paper and workbook.
pub const TITLE: &str = "計画の進捗状況の団体別集計";

/// What the paper is about, in one sentence.
pub fn subject(survey: &Survey) -> String {
    format!("{}の計画の進捗状況の公表データを、団体別に集計したもの", grouped_count(survey.publications.len()))
}

fn grouped_count(count: usize) -> String {
    format!("{}件", grouped(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// The paper; `date` is the day that it states.
pub fn document(survey: &Survey, date: Date) -> Document {
    let tables = tables(survey);
    let of = |names: &[&str]| -> Vec<&ListTable> {
        names.iter().filter_map(|name| tables.iter().find(|table| table.name == *name)).collect()
    };
    let section = |title: &str, names: &[&str]| {
        let shown: Vec<&ListTable> =
            of(names).into_iter().filter(|table| table.on_paper && !table.rows.is_empty()).collect();
        let mut blocks = vec![heading(1, title)];
        for table in &shown {
            if shown.len() > 1 || table.title != title {
                blocks.push(heading(2, table.title));
            }
            blocks.push(table.block());
        }
        (!shown.is_empty()).then(|| sideways(title, blocks))
    };
    let mut parts = vec![front(survey, date)];
    parts.extend(section("件数", &["Cities", "Grades"]));
    parts.extend(section("効果額", &["Effects"]));
    parts.extend(section("年度別", &["Years", "CityYears"]));
    parts.extend(section("取組項目の種類", &["Goals", "Themes"]));
    parts.extend(section("取組項目の語", &["Asked", "Words"]));
    parts.extend(section("出典と数えていないデータ", &["Sources", "LeftOut"]));
    Document {
        meta: Meta {
            title: TITLE.to_owned(),
            author: "各団体の公表データによる集計".to_owned(),
            subject: subject(survey),
            keywords: vec![NAME.to_owned()],
            date,
            notice: survey.notice(),
            confidential: None,
        },
        parts,
        look: Look::default(),
    }
}

fn sideways(title: &str, blocks: Vec<Block>) -> Part {
    Part { paper: Paper::A4Landscape, ..part(title, blocks) }
}

/// What was surveyed, and how it is to be read.
fn front(survey: &Survey, date: Date) -> Part {
    let mut blocks = vec![
        heading(1, TITLE),
        paragraph(ParagraphKind::Small, format!("{}現在の公表データによる。", japanese_date(date))),
        figures(survey),
        heading(2, "読み方"),
    ];
    let item = |(label, text): (&str, String)| ListItem {
        label: label.to_owned(),
        body: vec![paragraph(ParagraphKind::Body, text)],
    };
    blocks.push(Block::List(List { items: rules().into_iter().map(item).collect() }));
    sideways("概況", blocks)
}

/// The rules by which the figures came about.
pub(crate) fn rules() -> Vec<(&'static str, String)> {
    vec![
        (
            "順位",
            "団体を順位付けしない。進捗区分は、各団体が自ら定めた基準により自ら付けたものであり、割合の高低を団体の間で比べることはできない。並びは、全国地方公共団体コードの順（コードのないものは、その後に名の順）である。"
                .to_owned(),
        ),
        (
            "用語",
            "同じものの呼び方が計画により異なるため、担当部署が進捗を報告する単位を「実践項目」、そのすぐ上のまとまりを「取組項目」、取組項目に付けた分野などの印を「テーマ」、進み具合の評価を「進捗区分」という。取組項目と実践項目の名、テーマの名、区分の名は、各団体が公表したままである。"
                .to_owned(),
        ),
        (
            "計画どおり以上の割合",
            "各団体の区分のうち、団体が割合に含めるとしたもの（評価対象）に対する、計画どおり以上とした実践項目の割合。各団体が公表した割合と同じ計算である。"
                .to_owned(),
        ),
        (
            "年度",
            "件数と効果額は、各団体が公表した最新の年度のもの。団体により年度が異なるため、年度を添えた。速報は、決算の確定前の数値を含む。"
                .to_owned(),
        ),
        (
            "単位",
            "金額は円。各団体の印刷物は千円などに端数処理をしているため、1,000円未満の違いがある。".to_owned(),
        ),
        (
            "語",
            format!(
                "多くの取組項目にある語は、取組項目と実践項目の名を Unicode（ICU）の辞書で区切り、2文字以上の漢字、片仮名又は英字の語のうち2つ以上の取組項目にあるものを、計画の数、取組項目の数の多い順に{MOST_WORDS}語まで示した。団体の名の一部と、どの計画にもある次の語は除いた：{}。",
                GENERAL_WORDS.join("、")
            ),
        ),
        (
            "データ",
            "1つの計画に複数のデータがあるときは、最新の年度（同じ年度では公表日の新しいもの）で数える。読めないデータ、データの中の合計が合わないデータ、同じ計画・年度・公表日で内容の違うデータは、数えずに終わりの一覧に掲げた。"
                .to_owned(),
        ),
    ]
}

fn figures(survey: &Survey) -> Block {
    let mut cities: Vec<(&Option<String>, &str)> =
        survey.publications.iter().map(|of| (&of.code, of.city.as_str())).collect();
    cities.sort_unstable();
    cities.dedup();
    let last = || survey.publications.iter().filter_map(|of| of.last());
    let sum = |of: &dyn Fn(&crate::survey::YearFigures) -> u32| last().map(|year| u64::from(of(year))).sum::<u64>();
    let figure = |label: &str, value: u64, unit: &str| KeyFigure {
        label: label.to_owned(),
        value: grouped(i64::try_from(value).unwrap_or(i64::MAX)),
        unit: unit.to_owned(),
        note: None,
    };
    Block::KeyFigures(vec![
        figure("団体", cities.len() as u64, "団体"),
        figure("計画", survey.publications.len() as u64, "件"),
        figure("取組項目", sum(&|year| year.initiatives), "件"),
        figure("実践項目", sum(&|year| year.actions), "件"),
    ])
}
