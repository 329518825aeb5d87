//! The rating form of a council member: points and opinion for each initiative. The member's name or number is never kept, but for a
//! mark by which two forms of one member are known.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::account::Account;
use super::cells::{self, Outcome, Remark};
use super::codes;
use super::file_account::{Disposition, Reason};
use super::file_findings::FileFindings;
use super::labels::{self, Grid, Heads};
use super::no_item::{EXAMPLES, TOTALS, is_figure};
use super::normalize::grade;
use super::normalize::number::{self, Number};
use super::normalize::text::says_nothing;
use super::progress::{Source, year_of};
use super::recognise::{cover_text, is_ours};
use super::submission::{MemberMark, MemberRating, RatingForm};
use super::workbook::{Cell, Value};
use crate::contract::{CouncilField, CoverField};
use crate::finding::{Origin, Severity, Sourced};
use crate::plan::{GradedLevel, Numbers, Rated, Rating};
use crate::vocabulary::{CellAddress, FiscalYear, InitiativeNo, RatedItem, text_key};

/// The tables of ratings of a workbook: the number of the sheet and the heads of each.
pub(super) fn tables(grids: &[Grid<'_>]) -> Vec<(usize, Heads<CouncilField>)> {
    let sheets = grids.iter().enumerate().filter(|(_, grid)| !is_ours(&grid.sheet.name));
    sheets.filter_map(|(sheet, grid)| Some((sheet, labels::council_heads(grid).into_iter().next()?))).collect()
}

/// Whose form it is: the body that its cover names, if it is one that grades beside the departments.
pub(super) fn body(grids: &[Grid<'_>], tables: &[(usize, Heads<CouncilField>)]) -> Option<String> {
    tables.iter().find_map(|(sheet, heads)| {
        let grid = &grids[*sheet];
        let cover = labels::cover_fields(grid, 0..heads.top);
        cover.get(&CoverField::Body).map(|at| cover_text(grid, at))
    })
}

/// Reads a rating form from its tables: of a member of the council, or of the `body` at that place among the plan's graders. `year` is
/// what the file says of itself. `None` where no year or no table is found.
pub(crate) fn read(
    source: &Source<'_>,
    tables: &[(usize, Heads<CouncilField>)],
    year: Option<FiscalYear>,
    body: Option<usize>,
    findings: &mut FileFindings,
    account: &mut Account,
) -> Option<RatingForm> {
    // A name may stand in any cell that the form does not ask for.
    account.conceal_unused();
    let grader = body.and_then(|at| source.plan.graders().get(at));
    let mut reader = RatingReader {
        source,
        numbers: source.plan.numbers(),
        scale: match grader {
            Some(grader) => Rating::Letters(grader.grades(source.plan).to_vec()),
            None => source.plan.settings.rating.clone(),
        },
        level: grader.map_or(GradedLevel::Initiatives, |grader| grader.level),
        findings,
        account,
        member: None,
        ratings: BTreeMap::new(),
    };
    let mut on_cover = None;
    for (sheet, heads) in tables {
        let (sheet, grid) = (*sheet, &source.grids[*sheet]);
        on_cover = on_cover.or(reader.cover(sheet, grid, heads));
        if let Some(table) = RatingTable::below(sheet, grid, heads) {
            reader.table(&table);
        }
    }
    let RatingReader { ratings, findings, member, .. } = reader;
    let member = member.filter(|_| body.is_none());
    let mut refuse = |code, message: &str| {
        let remedy = "配布した評価の様式に記入し直してもらってください。";
        findings
            .add(Severity::Error, code, findings.file_origin(), message.to_owned(), |finding| finding.remedy(remedy));
    };
    if tables.is_empty() {
        refuse(codes::NO_FORM, "評価の表が見つかりません。");
        return None;
    }
    let Some(year) = year.or(on_cover) else {
        refuse(codes::NO_IDENTITY, "何年度の評価か分かりません。このファイルは集計に入りません。");
        return None;
    };
    Some(RatingForm { year, file: source.file.clone(), hash: source.hash, body, member, ratings })
}

/// The open cells of a rating form's rows, right or wrong, each with its item and place.
pub(super) fn open_cells<'g>(
    grids: &'g [Grid<'_>],
    tables: &[(usize, Heads<CouncilField>)],
    numbers: &Numbers,
    level: GradedLevel,
) -> Vec<(RatedItem, CouncilField, &'g Arc<str>, CellAddress, &'g Cell)> {
    let mut found = Vec::new();
    for (sheet, heads) in tables {
        let grid = &grids[*sheet];
        let Some(table) = RatingTable::below(*sheet, grid, heads) else { continue };
        let rows = grid.sheet.cells.range(CellAddress::new(table.top, 0)..).filter(|(at, _)| at.col == table.no);
        for (row, item) in rows.filter_map(|(at, cell)| Some((at.row, item(cell, numbers, level)?))) {
            for (field, col) in [(CouncilField::Points, table.points), (CouncilField::Opinion, table.opinion)] {
                let cell = grid.sheet.row(row).find(|(at, _)| Some(at.col) == col);
                found.extend(cell.map(|(at, cell)| (item, field, &grid.sheet.name, at, cell)));
            }
        }
    }
    found
}

/// A table of ratings: the columns of its fields, and the first row below its heads.
struct RatingTable<'g> {
    sheet: usize,
    grid: &'g Grid<'g>,
    top: u32,
    no: u32,
    points: Option<u32>,
    opinion: Option<u32>,
}

impl<'g> RatingTable<'g> {
    /// The table below heads; `None` where they have no column of numbers.
    fn below(sheet: usize, grid: &'g Grid<'g>, heads: &Heads<CouncilField>) -> Option<RatingTable<'g>> {
        let column = |field: CouncilField| heads.columns.get(&field).map(|column| column.col);
        Some(RatingTable {
            sheet,
            grid,
            top: heads.bottom + 1,
            no: column(CouncilField::Initiative)?,
            points: column(CouncilField::Points),
            opinion: column(CouncilField::Opinion),
        })
    }
}

/// Reads the sheets of a rating form.
struct RatingReader<'r, 'a> {
    source: &'r Source<'a>,
    numbers: &'a Numbers,
    scale: Rating,
    /// What each row is about.
    level: GradedLevel,
    findings: &'r mut FileFindings,
    account: &'r mut Account,
    member: Option<MemberMark>,
    ratings: BTreeMap<RatedItem, MemberRating>,
}

impl RatingReader<'_, '_> {
    /// Accounts for everything above a table's rows; returns the year that the cover names.
    fn cover(&mut self, sheet: usize, grid: &Grid<'_>, heads: &Heads<CouncilField>) -> Option<FiscalYear> {
        let cover = labels::cover_fields(grid, 0..heads.top);
        for (at, _) in grid.sheet.cells.range(..CellAddress::new(heads.bottom + 1, 0)) {
            self.account.decide(sheet, *at, Disposition::Reference);
        }
        let member = cover.get(&CoverField::Member).and_then(|at| MemberMark::of(&cover_text(grid, at)));
        self.member = self.member.or(member);
        // Whatever stands beside 委員 or 記入者 may be a name.
        for field in [CoverField::Member, CoverField::Author, CoverField::Extension] {
            if let Some(at) = cover.get(&field) {
                (at.value.col..=at.last.col)
                    .for_each(|col| self.account.conceal(sheet, CellAddress::new(at.value.row, col)));
            }
        }
        year_of(&cover_text(grid, cover.get(&CoverField::Year)?))
    }

    /// Reads the rows of a table.
    fn table(&mut self, table: &RatingTable<'_>) {
        let cells = &table.grid.sheet.cells;
        let mut read = BTreeSet::new();
        for (at, cell) in cells.range(CellAddress::new(table.top, 0)..).filter(|(at, _)| at.col == table.no) {
            let Some(item) = item(cell, self.numbers, self.level) else { continue };
            read.insert(at.row);
            if !self.is_planned(item) {
                let level = self.level.label();
                self.findings.add(
                    Severity::Error,
                    codes::ACTION_UNKNOWN,
                    self.origin(table, *at),
                    format!("{level}{}は計画にありません。この行は取り込みません。", item.key()),
                    |finding| finding.remedy(format!("計画の{level}の番号に直してください。")),
                );
                continue;
            }
            let rating = self.rating(table, at.row);
            if rating.given.is_none() && rating.opinion.is_none() {
                continue;
            }
            let is_second = match self.ratings.entry(item) {
                Entry::Vacant(place) => {
                    place.insert(rating);
                    false
                }
                Entry::Occupied(_) => true,
            };
            if is_second {
                self.reject_second(table, item, *at);
            }
        }
        self.report_unnumbered(table, &read);
    }

    /// Says which other rows hold a rating or an opinion: what is said of all items together, or of one whose number cannot be read.
    fn report_unnumbered(&mut self, table: &RatingTable<'_>, read: &BTreeSet<u32>) {
        const AVERAGES: [&str; 2] = ["平均", "平均点"];
        let sheet = table.grid.sheet;
        let is_asked = |at: &CellAddress| Some(at.col) == table.points || Some(at.col) == table.opinion;
        let has =
            |row, words: &[&str]| sheet.row(row).any(|(_, cell)| words.contains(&text_key(&cell.shown()).as_str()));
        let is_total =
            |row, text: &str| has(row, &EXAMPLES) || ((has(row, &TOTALS) || has(row, &AVERAGES)) && is_figure(text));
        let mut lost: BTreeMap<u32, CellAddress> = BTreeMap::new();
        for (at, cell) in sheet.cells.range(CellAddress::new(table.top, 0)..).filter(|(at, _)| is_asked(at)) {
            if read.contains(&at.row)
                || cell.is_blank()
                || says_nothing(&cell.shown())
                || is_total(at.row, &cell.shown())
            {
                continue;
            }
            self.account.decide(table.sheet, *at, Disposition::Rejected(Reason::RowWithoutNumber));
            lost.entry(at.row).or_insert(*at);
        }
        let level = self.level.label();
        for at in lost.into_values() {
            self.findings.add(
                Severity::Warning,
                codes::ROW_WITHOUT_NUMBER,
                self.origin(table, at),
                format!("{level}の番号を読めない行に、評価か意見があります。取り込みません。"),
                |finding| {
                    finding.remedy(format!(
                        "1つの{level}についてのものなら、その番号の行に書いてもらってください。全体についての意見は、この行から別に控えてください。"
                    ))
                },
            );
        }
    }

    /// Reads the points and the opinion of a row.
    fn rating(&mut self, table: &RatingTable<'_>, row: u32) -> MemberRating {
        let mut rating = MemberRating::default();
        for (at, cell) in table.grid.sheet.row(row) {
            if Some(at.col) == table.points {
                let scale = &self.scale;
                let outcome = match self.is_its_own(table, at) {
                    true => rate(cell, scale),
                    false => Outcome::Rejected(merged("評価", self.level)),
                };
                rating.given = self.take(table, at, cell, outcome);
            } else if Some(at.col) == table.opinion {
                if says_nothing(&cell.shown()) {
                    self.account.decide(table.sheet, at, Disposition::Ignored(Reason::NothingToSay));
                    continue;
                }
                let outcome = match self.is_its_own(table, at) {
                    true => cells::text_by_itself(cell, self.source.limits.cell_chars),
                    false => Outcome::Rejected(merged("意見", self.level)),
                };
                rating.opinion = self.take(table, at, cell, outcome);
            } else {
                self.account.decide(table.sheet, at, Disposition::Reference);
            }
        }
        rating
    }

    /// Whether a cell says something of its row's item alone: neither is it merged over the rows of several items, nor does its
    /// merged range lie over another.
    fn is_its_own(&self, table: &RatingTable<'_>, at: CellAddress) -> bool {
        let extent = table.grid.extent(at);
        let held = (extent.first.row..=extent.last.row).filter_map(|row| {
            let (place, cell) = table.grid.cell(row, table.no)?;
            item(cell, self.numbers, self.level).map(|_| place)
        });
        held.collect::<BTreeSet<_>>().len() < 2 && !table.grid.is_crossed(extent)
    }

    /// Rejects a further row on an initiative.
    fn reject_second(&mut self, table: &RatingTable<'_>, item: RatedItem, at: CellAddress) {
        self.findings.add(
            Severity::Error,
            codes::ACTION_TWICE,
            self.origin(table, at),
            format!(
                "{}{}の評価が2か所にあります。後のものは取り込みません。",
                self.level.label(),
                self.source.plan.rated_name(item).0
            ),
            |finding| finding.remedy("1つの行にまとめてください。"),
        );
        for col in [table.points, table.opinion].into_iter().flatten() {
            let rejected = Disposition::Rejected(Reason::RatedTwice);
            self.account.decide(table.sheet, CellAddress::new(at.row, col), rejected);
        }
    }

    fn is_planned(&self, item: RatedItem) -> bool {
        match item {
            RatedItem::Initiative(no) => self.source.plan.initiative(no).is_some(),
            RatedItem::Action(id) => self.source.plan.action(id).is_some_and(|(_, action)| action.repeats.is_none()),
        }
    }

    fn origin(&self, table: &RatingTable<'_>, at: CellAddress) -> Origin {
        Origin::cell(self.source.file.clone(), table.grid.sheet.name.clone(), at)
    }

    /// The value of a cell, with an account of the cell and its findings.
    fn take<T>(
        &mut self,
        table: &RatingTable<'_>,
        at: CellAddress,
        cell: &Cell,
        outcome: Outcome<T>,
    ) -> Option<Sourced<T>> {
        // What has no digit is no rating; it may be a name that was typed in the wrong place.
        let shown = Some(cell.shown()).filter(|text| text.chars().any(char::is_numeric));
        self.findings.remark(outcome.remarks(), &self.origin(table, at), shown.as_deref());
        self.account.decide(table.sheet, at, outcome.disposition());
        match outcome {
            Outcome::Value(value, _) => Some(Sourced::new(value, self.origin(table, at))),
            Outcome::Nothing(_) | Outcome::Rejected(_) => None,
        }
    }
}

/// The item that a row is about.
fn item(cell: &Cell, numbers: &Numbers, level: GradedLevel) -> Option<RatedItem> {
    match (level, &cell.value) {
        (GradedLevel::Initiatives, _) => initiative_no(cell, numbers).map(RatedItem::Initiative),
        (GradedLevel::Actions, Value::Text(text)) => {
            numbers.action_or_key(text).or_else(|| text_key(text).parse().ok()).map(RatedItem::Action)
        }
        (GradedLevel::Actions, _) => numbers.action_or_key(&cell.shown()).map(RatedItem::Action),
    }
}

/// No. of an initiative, as the plan prints it or: 8, No.8, ８.
fn initiative_no(cell: &Cell, numbers: &Numbers) -> Option<InitiativeNo> {
    let text = match &cell.value {
        Value::Text(text) => text_key(text),
        Value::Number(number) => number::shortest(*number),
        _ => return None,
    };
    if let Some(no) = numbers.initiative(&text) {
        return Some(no);
    }
    let digits = text.trim_start_matches("no.").trim_start_matches("no");
    digits.parse().ok().filter(|no| *no > 0).map(InitiativeNo)
}

/// What to say of a rating beyond the scale.
fn not_a_rating(scale: &Rating) -> Remark {
    let message = match scale {
        Rating::Points { most, .. } => format!("評価は1から{most}までの数字で記入してください。"),
        Rating::Letters(_) => "評価は、選択肢の中から1つを記入してください。".to_owned(),
    };
    Remark::new(Severity::Error, codes::RATING, message).expected(scale.choices()).remedy(remedy(scale))
}

/// How a rating that cannot be taken is mended.
fn remedy(scale: &Rating) -> &'static str {
    match scale {
        Rating::Points { .. } => "数字を入力し直してください。",
        Rating::Letters(_) => "▼を押して選び直してください。",
    }
}

/// What is said of a rating or an opinion whose cell is merged beyond its item.
fn merged(what: &str, level: GradedLevel) -> Remark {
    let level = level.label();
    let message = format!(
        "{what}のセルの結合が、複数の{level}にまたがっているか、ほかの結合と重なっています。どの{level}の{what}か分からないため、取り込みません。"
    );
    Remark::new(Severity::Error, codes::MERGED, message)
        .expected(format!("{level}ごとに1つのセル"))
        .remedy(format!("セルの結合を解除し、{level}ごとに入力し直してください。"))
}

/// A rating of the plan's scale, as the sheet shows it: points (4点 and ４ are read, 0, 6 and 3.5 are not) or a letter, by its mark,
/// its word, or both.
fn rate(cell: &Cell, scale: &Rating) -> Outcome<Rated> {
    let of_scale = |remark: Remark| remark.expected(scale.choices()).remedy(remedy(scale));
    if let Some(remark) = cells::unusable(cell).or_else(|| cells::not_one_number(cell, "評価").map(of_scale)) {
        return Outcome::Rejected(remark);
    }
    // What a cell hides may be a name: it is not repeated.
    let asked = || Outcome::Rejected(not_a_rating(scale));
    if cells::unseen(cell).is_some() {
        return asked();
    }
    let shown = match &cell.value {
        Value::Number(_) | Value::Text(_) => cell.shown(),
        _ => return asked(),
    };
    // 3.6 shown without its decimals is no 4.
    let is_letter = match &cell.value {
        Value::Number(stored) => number::shortest(*stored) == shown.trim(),
        _ => true,
    };
    if let Some(letter) = grade::read(&shown, scale.letters()).filter(|read| is_letter && !read.ticked) {
        return Outcome::Value(Rated::Letter(letter.grade), Vec::new());
    }
    let value = match number::read(&shown) {
        Number::Value(figure) if matches!(figure.unit.as_str(), "" | "点") && !figure.multiplied => figure.value,
        Number::Blank | Number::NotApplicable | Number::Undecided => return Outcome::Nothing(Vec::new()),
        _ => return asked(),
    };
    let is_stored = match &cell.value {
        Value::Number(stored) => number::decimal(*stored) == Some(value),
        _ => true,
    };
    let is_on_scale = value.fract().is_zero() && scale.holds(Rated::Points(value));
    if is_on_scale && is_stored { Outcome::Value(Rated::Points(value.normalize()), Vec::new()) } else { asked() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::workbook::Look;

    #[test]
    fn a_rating_is_a_whole_number_on_the_scale() {
        let rated = |cell: Cell| match rate(&cell, &Rating::default()) {
            Outcome::Value(Rated::Points(points), _) => points.to_string(),
            Outcome::Value(Rated::Letter(letter), _) => format!("記号{}", letter.0),
            Outcome::Nothing(_) => "なし".to_owned(),
            Outcome::Rejected(_) => "差戻し".to_owned(),
        };
        for (typed, points) in [
            ("4", "4"),
            ("４点", "4"),
            ("4.0", "4"),
            ("5", "5"),
            ("1", "1"),
            ("", "なし"),
            ("―", "なし"),
            ("3.5", "差戻し"),
            ("0", "差戻し"),
            ("6", "差戻し"),
            ("-3", "差戻し"),
            ("④", "差戻し"),
            ("4⏎5", "差戻し"),
            ("3～4", "差戻し"),
            ("4人", "差戻し"),
            ("架空太郎", "差戻し"),
        ] {
            assert_eq!(rated(Cell::text(typed.replace('⏎', "\n"))), points, "{typed}");
        }
        for (stored, format, points) in [
            (4.0, "General", "4"),
            (4.0, "0.0", "4"),
            (4.0, "0\"点\"", "4"),
            (1.0, "General", "1"),
            (5.0, "General", "5"),
            (0.0, "General", "差戻し"),
            (0.0, "0;;", "差戻し"),
            (6.0, "General", "差戻し"),
            (3.5, "General", "差戻し"),
            (3.6, "0", "差戻し"),
            (4.0, "0%", "差戻し"),
            (0.04, "0%", "差戻し"),
            (4000.0, "#,##0,", "差戻し"),
            (4.0, ";;;", "差戻し"),
        ] {
            assert_eq!(rated(Cell::new(Value::Number(stored), format)), points, "{stored} {format}");
        }
        assert_eq!(rated(Cell::new(Value::Bool(true), "General")), "差戻し");
    }

    #[test]
    fn what_is_said_of_a_rating_names_the_choices() {
        let letters = Rating::of_letters([("A", "優良"), ("B", "良好")]);
        let struck = || Look { struck: Some("3".into()), ..Look::default() }.boxed();
        for (scale, typed) in [(Rating::default(), "4"), (letters, "A")] {
            for cell in [Cell { look: struck(), ..Cell::text(typed) }, Cell::text("9")] {
                let Outcome::Rejected(remark) = rate(&cell, &scale) else { panic!("{typed} was taken") };
                assert_eq!(remark.expected.as_deref(), Some(scale.choices().as_str()), "{remark:?}");
                assert_eq!(remark.remedy.as_deref(), Some(remedy(&scale)), "{remark:?}");
            }
        }
    }

    #[test]
    fn a_rating_is_one_of_the_letters() {
        let letters = Rating::of_letters([("A", "優良"), ("B", "良好"), ("C", "要改善")]);
        let marks = Rating::of_letters([("◎", ""), ("○", ""), ("2", "")]);
        let rated = |cell: Cell, scale: &Rating| match rate(&cell, scale) {
            Outcome::Value(Rated::Letter(letter), _) => letter.0.to_string(),
            Outcome::Value(Rated::Points(_), _) => "点".to_owned(),
            Outcome::Nothing(_) => "なし".to_owned(),
            Outcome::Rejected(_) => "差戻し".to_owned(),
        };
        let cases = [
            ("A", "0"),
            ("ａ", "0"),
            ("B 良好", "1"),
            ("要改善", "2"),
            ("", "なし"),
            ("―", "なし"),
            ("A⏎B", "差戻し"),
            ("A B", "差戻し"),
            ("D", "差戻し"),
            ("1", "差戻し"),
            ("架空太郎", "差戻し"),
        ];
        for (typed, letter) in cases {
            assert_eq!(rated(Cell::text(typed.replace('⏎', "\n")), &letters), letter, "{typed}");
        }
        for (typed, letter) in [("〇", "1"), ("◎", "0"), ("✓", "差戻し"), ("２", "2")] {
            assert_eq!(rated(Cell::text(typed.to_owned()), &marks), letter, "{typed}");
        }
        for (stored, format, letter) in [(2.0, "General", "2"), (2.4, "0", "差戻し"), (2.0, ";;;", "差戻し")] {
            assert_eq!(rated(Cell::new(Value::Number(stored), format), &marks), letter, "{stored} {format}");
        }
    }
}
