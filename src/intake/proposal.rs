//! A mapping (`[[form]]`) proposed for a workbook that kaikaku did not make.
//!
//! What is certain comes from the content: the column that holds the plan's numbers, the column that holds its departments, the
//! column that holds its grades. What a column is for is taken from its head; what no head names stays open, as a comment.

mod items;
mod list;
mod of_year;
mod shape;

use std::collections::BTreeMap;
use std::fmt::Write;

use shape::{Guess, Shape};

use super::file::{Options, open};
use super::labels::Grid;
use super::recognise::is_ours;
use super::sniff::sniff;
use super::units::HeadUnit;
use super::workbook::{Visibility, Workbook};
use crate::plan::{Naming, Plan};
use crate::vocabulary::{CellAddress, FiscalYear, MoneyUnit, Periods, excerpt, text_key};

/// A proposed mapping.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// `[[form]]` tables with comments, to be put into plan.toml.
    pub toml: String,
    /// What was not to be found in the workbook and has to be filled in, in Japanese.
    pub open: Vec<String>,
}

/// What the workbook does not say and somebody has to.
#[derive(Debug, Clone, Copy)]
pub struct Assumed {
    /// The year, where no cell names one.
    pub year: FiscalYear,
}

/// Proposes mappings for the sheets of a workbook that hold numbers of the plan.
///
/// # Errors
/// A Japanese sentence where the file is no workbook or no sheet holds a number of the plan.
pub fn propose(plan: &Plan, name: &str, bytes: &[u8], options: &Options, assumed: Assumed) -> Result<Proposal, String> {
    let kind = sniff(bytes);
    if !kind.is_workbook() {
        return Err(format!("「{name}」はExcelブックではありません（{}）。{}", kind.label(), kind.remedy_of_named()));
    }
    let workbook = open(kind, bytes, options).map_err(|refusal| format!("「{name}」：{}", refusal.explained()))?;
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, Naming::of(plan))).collect();
    let mut groups: Vec<(Shape, Vec<usize>)> = Vec::new();
    for (index, grid) in grids.iter().enumerate() {
        let is_shown = grid.sheet.visibility == Visibility::Visible && !is_ours(&grid.sheet.name);
        let Some(shape) = is_shown.then(|| shape_of(plan, grid, assumed.year)).flatten() else { continue };
        match groups.iter_mut().find(|(known, _)| known.places() == shape.places()) {
            Some((_, sheets)) => sheets.push(index),
            None => groups.push((shape, vec![index])),
        }
    }
    if groups.is_empty() {
        return Err(format!(
            "「{name}」に、計画の番号の並んだ列も、番号の欄のある個票も見つかりません。番号が計画のものか確かめてください。"
        ));
    }
    let mut proposal = Proposal { toml: String::new(), open: Vec::new() };
    let several = groups.len() > 1;
    for (shape, sheets) in &groups {
        let form = Draft {
            workbook: &workbook,
            grids: &grids,
            sheets,
            shape,
            several,
            assumed,
            unit: plan.settings.entry_unit,
            periods: &plan.settings.periods,
        };
        form.write(name, &mut proposal);
    }
    Ok(proposal)
}

fn shape_of(plan: &Plan, grid: &Grid<'_>, year: FiscalYear) -> Option<Shape> {
    list::find(plan, grid, year).or_else(|| items::find(plan, grid))
}

/// A `[[form]]` about to be written.
struct Draft<'a> {
    workbook: &'a Workbook,
    grids: &'a [Grid<'a>],
    sheets: &'a [usize],
    shape: &'a Shape,
    /// Whether the workbook has sheets of other shapes.
    several: bool,
    assumed: Assumed,
    /// The unit of amounts where no cell names one.
    unit: MoneyUnit,
    /// The plan's periods.
    periods: &'a Periods,
}

impl Draft<'_> {
    fn write(&self, file: &str, proposal: &mut Proposal) {
        let Some(grid) = self.sheets.first().and_then(|index| self.grids.get(*index)) else { return };
        let sheets: Vec<&str> =
            self.sheets.iter().filter_map(|index| Some(self.workbook.sheets.get(*index)?.name.as_ref())).collect();
        let out = &mut proposal.toml;
        let named = sheets.iter().take(5).copied().collect::<Vec<_>>().join("、");
        let more = if sheets.len() > 5 { format!("など{}枚", sheets.len()) } else { String::new() };
        let _ = writeln!(
            out,
            "# {}のシート「{named}」{more}から作りました。確かめて、plan.toml に加えてください。",
            comment(file)
        );
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let name = match self.several {
            true => format!("{stem}（{}）", sheets.first().copied().unwrap_or_default()),
            false => stem.to_owned(),
        };
        let _ = writeln!(out, "[[form]]\nname = {}", quoted(&name));
        if self.several && sheets.len() == 1 {
            let _ = writeln!(out, "sheet = {}", quoted(sheets.first().copied().unwrap_or_default()));
        }
        let signs = self.signs();
        if signs.is_empty() {
            proposal.open.push("目印（signs）にする、どの様式にも同じ文字のあるセルが見つかりません。".to_owned());
        }
        let signs: Vec<String> = signs.iter().map(|(at, text)| format!("{at} = {}", quoted(text))).collect();
        let _ = writeln!(
            out,
            "# この様式であることの目印。* はどんな文字でもよいことを表します。\nsigns = {{ {} }}",
            signs.join(", ")
        );
        self.write_assumed(proposal);
        self.write_places(proposal);
        self.write_tables(grid, &mut proposal.toml);
    }

    /// Texts that all sheets of the shape have in the same cells, above or at the first entry: at most two.
    fn signs(&self) -> BTreeMap<CellAddress, String> {
        let mut signs = BTreeMap::new();
        let Some(first) = self.sheets.first().and_then(|index| self.grids.get(*index)) else { return signs };
        let taken: Vec<CellAddress> = self.shape.values();
        for (at, cell) in &first.sheet.cells {
            let text = cell.shown();
            let is_label =
                !cell.is_blank() && !taken.contains(at) && text.chars().count() <= 40 && !text.contains('\n');
            let pattern = without_year(text.trim());
            let everywhere = self.sheets.iter().filter_map(|index| self.grids.get(*index)).all(|grid| {
                grid.cell(at.row, at.col).is_some_and(|(_, cell)| without_year(cell.shown().trim()) == pattern)
            });
            let has_words = text_key(&pattern).chars().any(char::is_alphabetic);
            if is_label && everywhere && has_words && at.row < self.shape.end_of_signs() {
                signs.insert(*at, pattern);
            }
            if signs.len() == 2 {
                break;
            }
        }
        signs
    }

    /// Year, period and department where no cell says them.
    fn write_assumed(&self, proposal: &mut Proposal) {
        let Shape { cover, has_department, .. } = self.shape;
        let out = &mut proposal.toml;
        let is_on_cover = |field: &str| cover.iter().any(|guess| guess.field == field);
        if !is_on_cover("年度") {
            let year = quoted(&self.assumed.year.short());
            let _ = writeln!(out, "# 年度の欄が見つかりません。確かめてください。\nyear = {year}");
            proposal.open.push(format!("年度の欄が見つからないため、{}としました（year）。", self.assumed.year));
        }
        if !is_on_cover("時期") {
            let (listed, last) = (self.periods.listed(), self.periods.last());
            let _ = writeln!(
                out,
                "# 時期の欄が見つかりません。ほかの時期のものなら直してください（{listed}）。\nperiod = {}",
                quoted(last.label())
            );
            proposal.open.push(format!("時期の欄が見つからないため、{last}としました（period）。"));
        }
        if !has_department && !is_on_cover("部署") {
            let _ = writeln!(
                out,
                "# 部署の欄が見つかりません。部署を書いて、行の頭の # を取ってください。\n# department = \"部/課\""
            );
            proposal.open.push("部署の欄が見つかりません（department）。".to_owned());
        }
    }

    /// The keys of the form itself that say where to read.
    fn write_places(&self, proposal: &mut Proposal) {
        let shape = self.shape;
        let out = &mut proposal.toml;
        if let Some(first) = shape.first_row {
            let _ = writeln!(out, "# 最初の記入の行。\nfirst_row = {}", first + 1);
        }
        if let Some(repeat) = shape.repeat {
            let _ = writeln!(out, "# 次の個票までの行数。\nrepeat = {repeat}");
        }
        if let (HeadUnit::Known(unit), false) = (shape.seen_unit, shape.needs_unit) {
            let unit = unit.label();
            let _ = writeln!(out, "# 効果額の単位。様式の見出しや注記にあるものです。\nunit = \"{unit}\"");
        }
        if shape.needs_unit {
            let unit = self.unit.label();
            let _ = writeln!(out, "# 効果額の単位がどこにも書かれていません。確かめてください。\nunit = \"{unit}\"");
            proposal.open.push(format!("効果額の単位が書かれていないため、{unit}としました（unit）。"));
        }
        if let Some(first) = shape.unknown.first() {
            let places: Vec<String> = shape.unknown.iter().map(|guess| quoted(&guess.place())).collect();
            let _ = writeln!(
                out,
                "# 見出しから何の欄か分からないもの（下の # の行）。読まなくてよければ、次の行の頭の # を取ってください。\n# ignore = [{}]",
                places.join(", ")
            );
            proposal.open.push(format!(
                "何の欄か分からないところが{}か所あります（{}など）。読む欄なら項目の名を書き、読まない欄なら ignore に書いてください。",
                shape.unknown.len(),
                first.place()
            ));
        }
    }

    /// The places of the fields, each with its head and a value.
    fn write_tables(&self, grid: &Grid<'_>, out: &mut String) {
        let shape = self.shape;
        if !shape.cover.is_empty() {
            let _ = writeln!(out, "[form.cover] # 表紙の欄：値のあるセル");
            shape.cover.iter().for_each(|guess| guess.write(grid, out));
        }
        let (table, what) = match shape.first_row {
            Some(_) => ("columns", "表の欄：列"),
            None => ("cells", "個票の欄：値のあるセル"),
        };
        let _ = writeln!(out, "[form.{table}] # {what}");
        shape.fields.iter().for_each(|guess| guess.write(grid, out));
        for guess in &shape.unknown {
            out.push_str("# ");
            guess.write(grid, out);
        }
        out.push('\n');
    }
}

impl Guess {
    /// `C = "実績" # 見出し C4「取組状況」、値 C5「…」`.
    fn write(&self, grid: &Grid<'_>, out: &mut String) {
        let head = match self.head {
            Some(at) => format!("見出し {at}「{}」、", excerpt_of(grid, at)),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "{} = {} # {head}値 {}「{}」",
            self.place(),
            quoted(&self.field),
            self.value,
            excerpt_of(grid, self.value)
        );
    }
}

/// The beginning of a cell's text in one line.
fn excerpt_of(grid: &Grid<'_>, at: CellAddress) -> String {
    let text = grid.cell(at.row, at.col).map(|(_, cell)| cell.shown()).unwrap_or_default();
    excerpt(&comment(&text), 20).into_owned()
}

/// A text that can stand in a comment of one line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn quoted(text: &str) -> String {
    let text = comment(text);
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text with `*` in the place of a year: 令和3年度評価一覧 is `*評価一覧`.
fn without_year(text: &str) -> String {
    let Some(at) = text.find("年度") else { return text.to_owned() };
    let before: &str = &text[..at];
    let is_of_year = |c: char| c.is_numeric() || "令和平成元RHrhＲＨ".contains(c) || c == ' ' || c == '　';
    let kept = before.trim_end_matches(is_of_year);
    format!("{kept}*{}", &text[at + "年度".len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_signs_are_left_open() {
        for (text, pattern) in [
            ("令和3年度 評価一覧", "* 評価一覧"),
            ("評価一覧（Ｒ３年度）", "評価一覧（*）"),
            ("取組個票", "取組個票"),
            ("2021年度", "*"),
        ] {
            assert_eq!(without_year(text), pattern);
        }
    }
}
