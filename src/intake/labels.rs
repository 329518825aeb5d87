//! Finding the parts of a form by what is written on it: column heads, cover labels, units.
//!
//! Labels are compared as keys (NFKC, no white space) without brackets and marks, by explicit tables; a head may be stacked over
//! several rows (歳入増 over 単年度), merged, or written one character a cell, in a row or down a column.

pub(crate) mod column_head;
mod grid;
pub(crate) mod kept;
mod stack;
mod sub_heads;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

pub(crate) use self::grid::Grid;
use self::stack::{below_items, first_of_heads, joined, stack};
use super::memo::memoed;
use super::units::{self, HeadUnit, without_unit};
use crate::contract::{CouncilField, CoverField, Field};
use crate::plan::Wording;
use crate::vocabulary::{CellAddress, text_key};

/// The key without brackets, colons and marks: 歳入増（単年度）※ is 歳入増単年度.
pub(crate) fn bare(key: &str) -> String {
    let mut bare = String::with_capacity(key.len());
    bare.extend(key.chars().filter(|c| {
        !matches!(
            c,
            '(' | ')'
                | '['
                | ']'
                | '【'
                | '】'
                | '「'
                | '」'
                | '<'
                | '>'
                | '〈'
                | '〉'
                | ':'
                | '・'
                | '※'
                | '*'
                | '■'
                | '□'
                | '◆'
                | '◇'
                | '●'
                | '○'
                | '.'
                | '/'
        )
    }));
    bare
}

/// Other names of the columns of a progress form, as bare keys.
const FIELD_ALIASES: [(Field, &[&str]); 21] = [
    (Field::Action, &["no", "番号", "項番", "実践項目no", "実践項目番号", "整理番号", "項目番号", "取組番号"]),
    (Field::InitiativeName, &["取組項目", "取組項目名"]),
    (Field::ActionName, &["実践項目", "実践項目名", "具体的取組", "取組名", "事業名", "事務事業", "事務事業名"]),
    (Field::PlannedStage, &["計画工程", "計画", "工程計画", "予定工程"]),
    (Field::Target, &["指標と目標値", "指標", "目標値", "指標目標値"]),
    (Field::LastResult, &["前年度の実績", "前年度実績", "昨年度の実績", "昨年度実績"]),
    (Field::LastGrade, &["前年度の区分", "前年度区分", "前年度の進捗区分", "前年度進捗区分", "昨年度の区分"]),
    (Field::ActualStage, &["実績工程", "工程実績", "実際の工程", "工程", "今年度の工程"]),
    (
        Field::Result,
        &["実績", "取組実績", "取組状況", "実施状況", "実施内容", "取組内容実績", "実績内容", "進捗状況", "取組の実績"],
    ),
    (Field::Grade, &["進捗区分", "区分", "評価", "進捗", "進捗評価", "自己評価", "達成状況", "進捗度"]),
    (Field::GradeReason, &["区分の理由", "理由", "遅れの理由", "進捗区分の理由", "評価の理由", "評価理由"]),
    (Field::RevenueOnce, &["歳入増単年度", "歳入増加単年度", "歳入単年度", "効果額歳入増単年度", "歳入増"]),
    (Field::RevenueRecurring, &["歳入増継続", "歳入増加継続", "歳入継続", "効果額歳入増継続"]),
    (Field::SavingOnce, &["歳出減単年度", "歳出削減単年度", "歳出単年度", "効果額歳出減単年度", "歳出減", "歳出削減"]),
    (Field::SavingRecurring, &["歳出減継続", "歳出削減継続", "歳出継続", "効果額歳出減継続"]),
    (
        Field::Indicator1,
        &["指標1の実績値", "指標1実績値", "指標1実績", "指標の実績値", "指標実績値", "実績値1", "実績値", "指標1"],
    ),
    (Field::Indicator2, &["指標2の実績値", "指標2実績値", "指標2実績", "実績値2", "指標2"]),
    (Field::Indicator3, &["指標3の実績値", "指標3実績値", "指標3実績", "実績値3", "指標3"]),
    (Field::Issues, &["課題", "今後の課題", "課題問題点", "問題点"]),
    (
        Field::NextSteps,
        &["次年度の取組", "次年度取組", "翌年度の取組", "今後の取組", "次年度の予定", "今後の予定", "次年度の取組予定"],
    ),
    (Field::Memo, &["内部メモ", "メモ", "備考", "内部用メモ"]),
];

/// Names of 次年度の取組 that may stand beside another of its names and mean something else: read only where there is no other.
const SECOND_NAMES: [&str; 6] =
    ["来年度の取組", "来年度取組", "来年度の予定", "次年度以降の取組", "今後の取組方針", "今後の進め方"];

/// The fields by the bare keys of their own labels and of their other names, with whether it is the label.
static FIELDS: LazyLock<HashMap<String, (Field, bool)>> = LazyLock::new(|| {
    let mut fields: HashMap<String, (Field, bool)> =
        Field::ALL.iter().map(|field| (bare(&text_key(field.label())), (*field, true))).collect();
    for (field, aliases) in FIELD_ALIASES {
        for alias in aliases {
            fields.entry((*alias).to_owned()).or_insert((field, false));
        }
    }
    SECOND_NAMES.iter().for_each(|name| _ = fields.entry((*name).to_owned()).or_insert((Field::NextSteps, false)));
    fields
});

/// The field a head names.
pub(crate) fn field(head: &str) -> Option<Field> {
    labelled_field(head).map(|(field, _)| field)
}

/// The field a head names, and whether it does so by the field's own label.
fn labelled_field(head: &str) -> Option<(Field, bool)> {
    memoed!(head, find_labelled_field, Option<(Field, bool)>)
}

fn find_labelled_field(head: &str) -> Option<(Field, bool)> {
    let bare_key = bare(&without_unit(head));
    let exact = |key: &str| FIELDS.get(key).copied();
    exact(&bare_key).or_else(|| {
        // 今年度の実績, 令和2年度実績.
        let rest = ["本年度の", "今年度の", "当年度の", "本年度", "今年度", "当年度"]
            .iter()
            .find_map(|prefix| bare_key.strip_prefix(prefix))
            .or_else(|| bare_key.strip_prefix("令和").and_then(|rest| rest.split_once("年度")).map(|(_, rest)| rest))?;
        let (field, _) = exact(rest.trim_start_matches('の')).filter(|(field, _)| field.is_open())?;
        Some((field, false))
    })
}

/// The field of amounts a head names, whatever unit of money it names beside it.
pub(crate) fn amount_field(head: &str) -> Option<Field> {
    let key = units::without_any_unit(head)?;
    FIELDS.get(&bare(&key)).map(|(field, _)| *field).filter(|field| field.is_money())
}

/// The field a head names, and whether it does so by the very words of our forms.
fn named_field(own: &OwnHeads<Field>, head: &str) -> Option<(Field, bool)> {
    if let Some(field) = own.find(head) {
        return Some((field, true));
    }
    let (field, is_label) = labelled_field(head)?;
    Some((field, is_label && !own.has(field)))
}

/// The council's field a head names.
pub(crate) fn council_field(head: &str) -> Option<CouncilField> {
    memoed!(head, find_council_field, Option<CouncilField>)
}

fn find_council_field(head: &str) -> Option<CouncilField> {
    match bare(head).as_str() {
        "no" | "番号" => Some(CouncilField::Initiative),
        "取組項目" | "取組項目名" | "実践項目" | "実践項目名" => Some(CouncilField::Name),
        "取組の状況" | "取組状況" => Some(CouncilField::Summary),
        "評価" | "評価点" | "評点" | "点数" => Some(CouncilField::Points),
        "意見" | "ご意見" | "意見等" | "意見提言" | "評価の理由" => Some(CouncilField::Opinion),
        other => is_scale(other).then_some(CouncilField::Points),
    }
}

/// 評価（5点満点）, 評価（1～5）: the head of the points with their scale.
fn is_scale(head: &str) -> bool {
    let scale = head.strip_prefix("評価").map(|rest| rest.strip_suffix("点満点").unwrap_or(rest));
    scale.is_some_and(|scale| !scale.is_empty() && scale.chars().all(|c| c.is_ascii_digit() || c == '~'))
}

/// The cover field a label names.
pub(crate) fn cover(label: &str) -> Option<CoverField> {
    memoed!(label, find_cover, Option<CoverField>)
}

fn find_cover(label: &str) -> Option<CoverField> {
    const ALIASES: [(CoverField, &[&str]); 9] = [
        (
            CoverField::Department,
            &[
                "部署",
                "担当部署",
                "担当課",
                "担当課名",
                "所属",
                "部課名",
                "課名",
                "担当部課",
                "所管課",
                "提出課",
                "部署名",
                "課室名",
                "担当部課名",
                "所属名",
            ],
        ),
        (CoverField::Year, &["年度", "対象年度", "報告年度", "実施年度"]),
        (CoverField::Period, &["時期", "報告時期", "提出時期", "報告区分", "対象期間"]),
        (CoverField::SubmittedOn, &["提出日", "提出年月日", "作成日", "報告日", "作成年月日", "記入日"]),
        (CoverField::Version, &["版", "版数"]),
        (
            CoverField::Author,
            &["記入者", "担当者", "作成者", "氏名", "担当者名", "記入者名", "担当者氏名", "記入者氏名"],
        ),
        (CoverField::Body, &["評価する組織"]),
        (CoverField::Member, &["委員番号", "委員", "委員名", "委員氏名", "評価者"]),
        (CoverField::Extension, &["内線", "内線番号", "電話", "連絡先", "電話番号", "内線電話"]),
    ];
    let label = bare(label);
    ALIASES.iter().find(|(_, names)| names.contains(&label.as_str())).map(|(field, _)| *field)
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Column, from 0.
    pub(crate) col: u32,
    /// The unit of money that its head, the heads above and a note over the table name.
    pub(crate) unit: HeadUnit,
}

/// The heads of a table.
#[derive(Debug, Clone)]
pub(crate) struct Heads<F> {
    /// The first row of the heads.
    pub(crate) top: u32,
    /// The last row of the heads.
    pub(crate) bottom: u32,
    /// Columns by field: where two heads name one field the one in the very words of our forms, else the leftmost.
    pub(crate) columns: BTreeMap<F, Column>,
    /// Every column whose head names a field, from left to right.
    pub(crate) candidates: Vec<Candidate<F>>,
}

/// A column whose head names a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<F> {
    pub(crate) field: F,
    pub(crate) column: Column,
    /// Whether its head has the very words of our forms, not another name of the field.
    pub(crate) is_exact: bool,
    /// Whether its head stands over several columns, which further heads tell apart (前年度, 今年度).
    pub(crate) is_divided: bool,
}

/// Rows above a head that may hold the upper parts of it.
pub(crate) const STACK: u32 = 4;
/// Columns of a table.
const COLUMNS: u32 = 200;
/// Rows that are looked at for heads.
const CANDIDATES: usize = 1_000;

/// The heads that our forms have in the plan's own words; they come before all others, because a plan may call one thing by the
/// word that the program has for another.
struct OwnHeads<F>(Vec<(String, F)>);

impl<F: Copy> OwnHeads<F> {
    fn of(grid: &Grid<'_>, labels: impl Iterator<Item = (&'static str, F)>) -> OwnHeads<F> {
        let wording = Wording::of_names(grid.names);
        if wording.is_default() {
            return OwnHeads(Vec::new());
        }
        let own = labels.map(|(label, field)| (label, wording.say(label), field));
        let own = own.filter(|(label, said, _)| said != label);
        OwnHeads(own.map(|(_, said, field)| (bare(&text_key(&said)), field)).collect())
    }

    /// Whether the plan has a word of its own for a field.
    fn has(&self, field: F) -> bool
    where
        F: PartialEq,
    {
        self.0.iter().any(|(_, own)| *own == field)
    }

    fn find(&self, head: &str) -> Option<F> {
        if self.0.is_empty() {
            return None;
        }
        let head = bare(&without_unit(head));
        self.0.iter().find(|(own, _)| *own == head).map(|(_, field)| *field)
    }
}

/// Finds the heads of the progress form's tables on a sheet, from top to bottom.
/// In a form not known by its record a column of amounts is one whatever unit its head names.
pub(crate) fn progress_heads(grid: &Grid<'_>, has_record: bool) -> Vec<Heads<Field>> {
    let own = OwnHeads::of(grid, Field::ALL.iter().map(|field| (field.label(), *field)));
    let mut heads = find_heads(
        grid,
        Field::Action,
        |head| {
            let amounts = || amount_field(head).filter(|_| !has_record).map(|field| (field, false));
            named_field(&own, head).or_else(amounts)
        },
        |columns| {
            let open = columns.keys().filter(|field| field.is_open()).count();
            columns.contains_key(&Field::Action) && open >= 1 && columns.len() >= 3
        },
    );
    if !has_record {
        heads.iter_mut().for_each(|heads| sub_heads::include(grid, heads));
    }
    heads
}

/// The heads of a progress form's table whose last row is `row`, without looking elsewhere.
pub(crate) fn progress_heads_at(grid: &Grid<'_>, row: u32) -> Heads<Field> {
    let own = OwnHeads::of(grid, Field::ALL.iter().map(|field| (field.label(), *field)));
    heads_at(grid, row, 0, &|head| named_field(&own, head))
}

/// Finds the heads of the council's table on a sheet.
pub(crate) fn council_heads(grid: &Grid<'_>) -> Vec<Heads<CouncilField>> {
    let own = OwnHeads::of(grid, CouncilField::ALL.iter().map(|field| (field.label(), *field)));
    find_heads(
        grid,
        CouncilField::Initiative,
        |head| own.find(head).or_else(|| council_field(head)).map(|field| (field, true)),
        |columns| columns.contains_key(&CouncilField::Initiative) && columns.contains_key(&CouncilField::Points),
    )
}

/// The heads of tables whose items are numbered in the column of `number`.
fn find_heads<F: Copy + Ord>(
    grid: &Grid<'_>,
    number: F,
    name: impl Fn(&str) -> Option<(F, bool)>,
    is_table: impl Fn(&BTreeMap<F, Column>) -> bool,
) -> Vec<Heads<F>> {
    let mut rows: Vec<u32> = Vec::new();
    for at in grid.sheet.cells.keys() {
        let text = grid.own_key(*at);
        let hint = !text.is_empty() && (name(text).is_some() || text.chars().count() == 1);
        if hint && rows.last() != Some(&at.row) {
            rows.push(at.row);
        }
        if rows.len() >= CANDIDATES {
            break;
        }
    }
    // The lower parts of a stacked head name nothing by themselves (単年度).
    let mut candidates: Vec<u32> = rows.iter().flat_map(|row| *row..*row + STACK).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let mut heads: Vec<Heads<F>> = Vec::new();
    for row in candidates {
        let items = heads.last().and_then(|last| Some((last.bottom, last.columns.get(&number)?.col)));
        let floor = items.map_or(0, |(bottom, number)| below_items(grid, bottom, number, row));
        let found = heads_at(grid, row, floor, &name);
        if !is_table(&found.columns) {
            continue;
        }
        match heads.last_mut() {
            // A row just below may complete the heads (or repeat them through merged cells).
            Some(last) if row < last.bottom + STACK && overlap(last, &found) => {
                if found.columns.len() > last.columns.len() {
                    *last = Heads { top: last.top, ..found };
                }
            }
            _ => heads.push(found),
        }
    }
    heads
}

/// Whether two heads stand in the same columns: one table seen from two rows.
fn overlap<F: Ord>(a: &Heads<F>, b: &Heads<F>) -> bool {
    a.columns.iter().any(|(field, column)| b.columns.get(field).is_some_and(|other| other.col == column.col))
}

/// The heads whose last row is `row`; they reach no further up than the row `floor`.
fn heads_at<F: Copy + Ord>(
    grid: &Grid<'_>,
    row: u32,
    floor: u32,
    name: &impl Fn(&str) -> Option<(F, bool)>,
) -> Heads<F> {
    let mut heads = Heads { top: row, bottom: row, columns: BTreeMap::new(), candidates: Vec::new() };
    let top = row.saturating_sub(STACK - 1).max(floor);
    let mut found: Vec<(bool, Candidate<F>)> = Vec::new();
    let columns: BTreeSet<u32> =
        (top..=row).flat_map(|row| grid.sheet.row(row).map(|(at, _)| at.col)).filter(|col| *col < COLUMNS).collect();
    let runs = runs(grid, row);
    let table_unit = noted_unit(grid, top, row);
    let spelled: Vec<Run> = (top..row).flat_map(|row| self::runs(grid, row)).collect();
    let first_of_table = first_of_heads(grid, top, row, name);
    for col in columns {
        // Only the first column of a merged head is the column of its field.
        if grid.extent(CellAddress::new(row, col)).first.col != col {
            continue;
        }
        let stack = stack(grid, row, col, first_of_table);
        let run = runs.iter().find(|run| run.first.col == col);
        let over = spelled.iter().filter(|run| (run.first.col..=run.last.col).contains(&col));
        let spelled = run.into_iter().chain(over).map(|run| run.key.as_str());
        let unit = stack.iter().map(|(text, _)| *text).chain(spelled).map(HeadUnit::of).fold(table_unit, HeadUnit::and);
        let run = run.map(|run| (run.key.clone(), row));
        let texts: Vec<(String, u32)> = run.into_iter().chain(joined(&stack)).collect();
        let named: Vec<_> = texts.iter().filter_map(|(text, first)| Some((text, name(text)?, *first))).collect();
        let Some((text, (field, _), first)) = named.first().copied() else { continue };
        // 歳出減（単年度） under 効果額: the head itself may have the very words where the whole stack has another name.
        let is_exact = named.iter().any(|(_, (at, is_exact), _)| *is_exact && *at == field);
        heads.top = heads.top.min(first);
        let column = Column { col, unit };
        let is_second = !is_exact && SECOND_NAMES.contains(&bare(&without_unit(text)).as_str());
        found.push((is_second, Candidate { field, column, is_exact, is_divided: false }));
    }
    let has_first: BTreeSet<F> = found.iter().filter(|(is_second, _)| !is_second).map(|(_, at)| at.field).collect();
    let read = found.into_iter().filter(|(is_second, at)| !is_second || !has_first.contains(&at.field));
    heads.candidates = read.map(|(_, at)| at).collect();
    let (exact, others): (Vec<&Candidate<F>>, Vec<_>) = heads.candidates.iter().partition(|at| at.is_exact);
    exact.into_iter().chain(others).for_each(|at| _ = heads.columns.entry(at.field).or_insert(at.column));
    heads
}

/// What a note over a table says of its amounts: （単位：千円） in whatever column, of the rows `top..=row`.
pub(crate) fn noted_unit(grid: &Grid<'_>, top: u32, row: u32) -> HeadUnit {
    let spelled: Vec<Run> = (top..=row).flat_map(|row| runs(grid, row)).collect();
    let notes = (top..=row).flat_map(|row| grid.sheet.row(row)).map(|(at, _)| grid.own_key(at));
    let notes = notes.chain(spelled.iter().map(|run| run.key.as_str()));
    // A head names its own column; only what is about the unit alone is about all of them.
    notes.map(units::of_note).fold(HeadUnit::Unnamed, HeadUnit::and)
}

/// What the heads of a column say of its unit, of the rows `top..=row`.
pub(crate) fn column_unit(grid: &Grid<'_>, top: u32, row: u32, col: u32) -> HeadUnit {
    let mut seen = Vec::new();
    let heads = (top..=row).filter_map(|row| {
        let (at, _) = grid.cell(row, col)?;
        (!seen.contains(&at)).then(|| {
            seen.push(at);
            HeadUnit::of(grid.own_key(at))
        })
    });
    heads.fold(HeadUnit::Unnamed, HeadUnit::and).and(noted_unit(grid, top, row))
}

/// A label written one character a cell.
pub(crate) struct Run {
    /// Its first cell.
    pub(crate) first: CellAddress,
    /// Its last cell.
    pub(crate) last: CellAddress,
    /// Its characters together, as a key.
    pub(crate) key: String,
    /// Its characters together, as typed.
    pub(crate) text: String,
}

/// The runs of a row: at least two neighbouring cells of one character each.
pub(crate) fn runs(grid: &Grid<'_>, row: u32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, cell) in grid.sheet.row(row) {
        let text = cell.shown_text();
        let last = CellAddress::new(row, grid.extent(at).last.col);
        let single = text.chars().nth(1).is_none() && !text.is_empty();
        match runs.last_mut() {
            Some(run) if single && run.last.col + 1 == at.col => {
                run.text.push_str(&text);
                run.last = last;
            }
            _ if single => runs.push(Run { first: at, last, key: String::new(), text: text.into_owned() }),
            _ => {}
        }
    }
    runs.retain(|run| run.text.chars().count() > 1);
    for run in &mut runs {
        run.key = text_key(&run.text);
    }
    runs
}

/// A cover field found by its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CoverAt {
    /// The label's cell.
    pub(crate) label: CellAddress,
    /// The cell of the value (the label's own for 部署：行政監理室), whether it is filled in or not.
    pub(crate) value: CellAddress,
    /// The last cell of the value where it is written one character a cell.
    pub(crate) last: CellAddress,
    /// The value where it shares a cell with its label or is written one character a cell.
    pub(crate) text: Option<String>,
}

/// Columns between a label and its value.
const GAP: u32 = 12;

/// Finds the cover fields in the rows `rows`, the first label of each.
pub(crate) fn cover_fields(grid: &Grid<'_>, rows: std::ops::Range<u32>) -> BTreeMap<CoverField, CoverAt> {
    let mut found = BTreeMap::new();
    let occupied: BTreeSet<u32> = grid.sheet.cells_of(rows).map(|(at, _)| at.row).take(CANDIDATES).collect();
    for row in occupied {
        let runs: Vec<Run> = runs(grid, row).into_iter().filter_map(|run| without_short_label(grid, run)).collect();
        let labels: Vec<(CellAddress, CellAddress, String)> = grid
            .sheet
            .row(row)
            .filter(|(at, _)| !runs.iter().any(|run| (run.first.col..=run.last.col).contains(&at.col)))
            .map(|(at, _)| (at, grid.extent(at).last, grid.own_key(at).to_owned()))
            .chain(runs.iter().map(|run| (run.first, run.last, run.key.clone())))
            .filter(|(_, _, key)| !key.is_empty())
            .collect();
        for (first, last, key) in &labels {
            let (field, at) = if let Some(field) = cover(key) {
                (field, value_right(grid, *first, *last, &runs, &labels))
            } else if let Some((label, _)) = key.split_once(':')
                && let Some(field) = cover(label)
            {
                let text = grid.sheet.text(first.row, first.col);
                let text = text.split_once([':', '：']).map(|(_, value)| value.trim().to_owned());
                (field, CoverAt { label: *first, value: *first, last: *last, text })
            } else {
                continue;
            };
            found.entry(field).or_insert(at);
        }
    }
    found
}

/// A run without a label of one character at its head: 版 beside its value 2 is a label and a value, no word.
///
/// `None` where less than two cells are left.
fn without_short_label(grid: &Grid<'_>, mut run: Run) -> Option<Run> {
    let first = grid.key(run.first.row, run.first.col);
    if cover(&run.key).is_some() || cover(first).is_none() {
        return Some(run);
    }
    run.first = CellAddress::new(run.first.row, grid.extent(run.first).last.col + 1);
    run.text = run.text.chars().skip(1).collect();
    run.key = text_key(&run.text);
    (run.text.chars().count() > 1).then_some(run)
}

fn value_right(
    grid: &Grid<'_>,
    first: CellAddress,
    last: CellAddress,
    runs: &[Run],
    labels: &[(CellAddress, CellAddress, String)],
) -> CoverAt {
    let next = CellAddress::new(first.row, last.col + 1);
    let mut at = CoverAt { label: first, value: next, last: next, text: None };
    for col in next.col..=next.col.saturating_add(GAP) {
        if labels.iter().any(|(start, _, key)| start.col == col && cover(key).is_some()) {
            break;
        }
        if let Some(run) = runs.iter().find(|run| run.first.col == col) {
            (at.value, at.last, at.text) = (run.first, run.last, Some(run.text.clone()));
            break;
        }
        if let Some((value, cell)) = grid.cell(first.row, col)
            && !cell.is_blank()
        {
            (at.value, at.last) = (value, value);
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::workbook::{Cell, Range, Sheet};
    use crate::plan::{EffectKinds, Naming, Words};
    use crate::vocabulary::MoneyUnit;

    fn grid<'a>(sheet: &'a Sheet, words: &'a Words) -> Grid<'a> {
        static EFFECTS: LazyLock<EffectKinds> = LazyLock::new(EffectKinds::default);
        Grid::new(sheet, Naming { words, effects: &EFFECTS, costs: None, parts: Default::default() })
    }

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut sheet = Sheet::new("入力");
        for (row, texts) in rows.iter().enumerate() {
            for (col, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.cells.insert(CellAddress::new(row as u32, col as u32), Cell::text(*text));
            }
        }
        sheet
    }

    #[test]
    fn every_label_of_the_schema_is_its_own_field() {
        for field in Field::ALL {
            assert_eq!(super::field(&text_key(field.label())), Some(*field), "{}", field.label());
        }
        for cover_field in CoverField::ALL {
            assert_eq!(cover(&text_key(cover_field.label())), Some(*cover_field));
        }
        assert_eq!(field(&text_key("令和２年度の実績")), Some(Field::Result));
        assert_eq!(field(&text_key("歳入増（継続）（千円）")), Some(Field::RevenueRecurring));
        assert_eq!(field(&text_key("前年度の実績")), Some(Field::LastResult));
    }

    #[test]
    fn stacked_heads_are_put_together() {
        let mut sheet = sheet(&[
            &["Ｎｏ．", "実 践\n項 目", "効果額（単位：千円）", "", "", "", "実", "課題"],
            &["", "", "歳入増", "", "歳出減", "", "績", ""],
            &["", "", "単年度", "継続", "単年度", "継続", "", ""],
            &["8-2", "収納", "1", "2", "3", "4", "した", "ある"],
        ]);
        for (first, last) in [((0, 0), (2, 0)), ((0, 1), (2, 1)), ((1, 2), (1, 3)), ((0, 7), (2, 7)), ((1, 6), (2, 6))]
        {
            sheet
                .merged
                .push(Range { first: CellAddress::new(first.0, first.1), last: CellAddress::new(last.0, last.1) });
        }
        let words = Words::default();
        let heads = progress_heads(&grid(&sheet, &words), false);
        assert_eq!(heads.len(), 1);
        let columns: Vec<(Field, u32)> = heads[0].columns.iter().map(|(field, column)| (*field, column.col)).collect();
        assert_eq!(
            columns,
            [
                (Field::Action, 0),
                (Field::ActionName, 1),
                (Field::Result, 6),
                (Field::RevenueOnce, 2),
                (Field::RevenueRecurring, 3),
                (Field::SavingOnce, 4),
                (Field::SavingRecurring, 5),
                (Field::Issues, 7),
            ]
        );
        assert_eq!((heads[0].top, heads[0].bottom), (0, 2));
        assert_eq!(heads[0].columns[&Field::RevenueOnce].unit, HeadUnit::Known(MoneyUnit::Thousand));
    }

    #[test]
    fn units_of_heads_spelled_over_cells_count() {
        let spelled = |head: &str| head.chars().map(String::from).collect::<Vec<_>>();
        let units = |rows: &[Vec<String>]| {
            let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            let sheet = sheet(&rows);
            let heads = progress_heads(&grid(&sheet, &Words::default()), false);
            assert_eq!(heads.len(), 1);
            heads[0].columns[&Field::SavingRecurring].unit
        };
        let mut row = vec!["No.".to_owned(), "実績".to_owned(), String::new()];
        row.extend(spelled("歳出減継続"));
        assert_eq!(units(&[row.clone()]), HeadUnit::Unnamed);
        let mut with_unit = row.clone();
        with_unit.extend(spelled("(万円)"));
        assert_eq!(units(&[with_unit.clone()]), HeadUnit::Known(MoneyUnit::TenThousand));
        // A note over the table, spelled likewise, and a group over the column.
        let note: Vec<String> = spelled("(単位:百万円)");
        assert_eq!(units(&[note.clone(), row.clone()]), HeadUnit::Known(MoneyUnit::Million));
        assert_eq!(units(&[note, with_unit]), HeadUnit::Disagree(MoneyUnit::Million, MoneyUnit::TenThousand));
        let mut group = vec![String::new(); 3];
        group.extend(spelled("効果額[円]"));
        assert_eq!(units(&[group, row]), HeadUnit::Known(MoneyUnit::Yen));
    }

    #[test]
    fn the_cover_is_no_part_of_the_heads_below_it() {
        // 令和2年度 stands over the column of 実績, at most three rows above it.
        for empty in 0..3 {
            let mut rows: Vec<&[&str]> = vec![&["部署", "総務部行政監理室", "年度", "令和2年度"]];
            rows.resize(1 + empty, &[]);
            rows.push(&["No.", "実践項目", "進捗区分", "実績", "課題"]);
            let sheet = sheet(&rows);
            let heads = progress_heads(&grid(&sheet, &Words::default()), false);
            assert_eq!(
                (heads.len(), heads[0].top, heads[0].bottom),
                (1, 1 + empty as u32, 1 + empty as u32),
                "{empty}"
            );
            assert_eq!(heads[0].columns[&Field::Result].col, 3);
            let found = cover_fields(&grid(&sheet, &Words::default()), 0..heads[0].top);
            assert_eq!(found[&CoverField::Year].value, CellAddress::new(0, 3));
        }
        // As the head of a group it is one.
        let sheet = sheet(&[&["", "", "", "令和2年度", ""], &["No.", "実践項目", "進捗区分", "実績", "課題"]]);
        assert_eq!(progress_heads(&grid(&sheet, &Words::default()), false)[0].top, 0);
    }

    #[test]
    fn cover_values_stand_beside_in_or_one_character_a_cell() {
        let sheet = sheet(&[
            &["部　署", "", "総務部行政監理室", "提出日", "", "記入者", "山"],
            &["年度：令和２年度", "", "", "版", "2"],
            &["時", "期", "", "年", "度", "末"],
            &["課", "名", "", "版", "3"],
        ]);
        // 版 and a value of one digit side by side are no word of two characters.
        let words = Words::default();
        let found = cover_fields(&grid(&sheet, &words), 3..4);
        assert_eq!(found[&CoverField::Version].value, CellAddress::new(3, 4));
        let found = cover_fields(&grid(&sheet, &words), 0..3);
        assert_eq!(found[&CoverField::Department].value, CellAddress::new(0, 2));
        assert_eq!(found[&CoverField::SubmittedOn].value, CellAddress::new(0, 4));
        assert_eq!(found[&CoverField::Year].text.as_deref(), Some("令和２年度"));
        assert_eq!(found[&CoverField::Version].value, CellAddress::new(1, 4));
        assert_eq!(found[&CoverField::Period].text.as_deref(), Some("年度末"));
    }
}
