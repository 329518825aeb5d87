//! The rating form of a council member: points and opinion for each initiative. The member's name or number is never kept.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::account::Account;
use super::cells::{self, Outcome};
use super::codes;
use super::file_account::{Disposition, Reason};
use super::labels::{self, Grid};
use super::normalize::number::{self, Number};
use super::progress::{Source, year_of};
use super::recognise::is_ours;
use super::submission::{MemberRating, RatingForm};
use super::talk::Talk;
use super::workbook::{Cell, Value};
use crate::contract::{CouncilField, CoverField};
use crate::finding::{Origin, Severity, Sourced};
use crate::plan::{Numbers, Rating};
use crate::vocabulary::{CellAddress, FiscalYear, InitiativeNo, text_key};

/// Reads a rating form. `year` is what the file says of itself. `None` where no year or no table is found.
pub(crate) fn read(
    source: &Source<'_>,
    year: Option<FiscalYear>,
    talk: &mut Talk,
    account: &mut Account,
) -> Option<RatingForm> {
    // A name may stand in any cell that the form does not ask for.
    account.conceal_unused();
    let mut ratings: BTreeMap<InitiativeNo, MemberRating> = BTreeMap::new();
    let mut on_cover = None;
    let mut found = false;
    let numbers = Numbers::of(source.plan);
    for (index, grid) in source.grids.iter().enumerate() {
        if is_ours(&grid.sheet.name) {
            continue;
        }
        let Some(heads) = labels::council_heads(grid).into_iter().next() else { continue };
        found = true;
        let cover = labels::cover_fields(grid, 0..heads.top);
        for (at, _) in grid.sheet.cells.range(..CellAddress::new(heads.bottom + 1, 0)) {
            account.decide(index, *at, Disposition::Reference);
        }
        // Whatever stands beside 委員 or 記入者 may be a name.
        for field in [CoverField::Member, CoverField::Author, CoverField::Extension] {
            if let Some(at) = cover.get(&field) {
                (at.value.col..=at.last.col)
                    .for_each(|col| account.conceal(index, CellAddress::new(at.value.row, col)));
            }
        }
        if let Some(at) = cover.get(&CoverField::Year) {
            on_cover = on_cover.or_else(|| year_of(&super::recognise::cover_text(grid, at)));
        }
        let column = |field: CouncilField| heads.columns.get(&field).map(|column| column.col);
        let (Some(no), points, opinion) =
            (column(CouncilField::Initiative), column(CouncilField::Points), column(CouncilField::Opinion))
        else {
            continue;
        };
        for (at, cell) in grid.sheet.cells.range(CellAddress::new(heads.bottom + 1, 0)..) {
            if at.col != no {
                continue;
            }
            let Some(initiative) = initiative_no(cell, &numbers) else { continue };
            if source.plan.initiative(initiative).is_none() {
                talk.say(
                    Severity::Error,
                    codes::ACTION_UNKNOWN,
                    origin(source, grid, *at),
                    format!("取組項目{}は計画にありません。この行は取り込みません。", initiative.key()),
                    |finding| finding.remedy("計画の取組項目の番号に直してください。"),
                );
                continue;
            }
            let mut rating = MemberRating::default();
            for (at, cell) in grid.sheet.row(at.row) {
                if Some(at.col) == points {
                    let scale = &source.plan.settings.rating;
                    let outcome = match is_of_several(grid, at, no, &numbers) {
                        true => Outcome::Rejected(cells::not_a_rating(scale).expected("取組項目ごとに1つの数字")),
                        false => rate(cell, scale),
                    };
                    settle(source, grid, index, at, cell, &outcome, talk, account);
                    if let Outcome::Value(points, _) = outcome {
                        rating.points = Some(Sourced::new(points, origin(source, grid, at)));
                    }
                } else if Some(at.col) == opinion {
                    let outcome = cells::text(cell, source.limits.cell_chars);
                    settle(source, grid, index, at, cell, &outcome, talk, account);
                    if let Outcome::Value(text, _) = outcome {
                        rating.opinion = Some(Sourced::new(text, origin(source, grid, at)));
                    }
                } else {
                    account.decide(index, at, Disposition::Reference);
                }
            }
            if rating.points.is_none() && rating.opinion.is_none() {
                continue;
            }
            if ratings.contains_key(&initiative) {
                talk.say(
                    Severity::Error,
                    codes::ACTION_TWICE,
                    origin(source, grid, *at),
                    format!(
                        "取組項目{}の評価が2か所にあります。後のものは取り込みません。",
                        source.plan.initiative_number(initiative)
                    ),
                    |finding| finding.remedy("1つの行にまとめてください。"),
                );
                for field in [points, opinion].into_iter().flatten() {
                    account.decide(index, CellAddress::new(at.row, field), Disposition::Rejected(Reason::RatedTwice));
                }
                continue;
            }
            ratings.insert(initiative, rating);
        }
    }
    if !found {
        talk.say(
            Severity::Error,
            codes::NO_FORM,
            talk.file_origin(),
            "評価の表が見つかりません。".to_owned(),
            |finding| finding.remedy("配布した評価の様式に記入し直してもらってください。"),
        );
        return None;
    }
    let Some(year) = year.or(on_cover) else {
        talk.say(
            Severity::Error,
            codes::NO_IDENTITY,
            talk.file_origin(),
            "何年度の評価か分かりません。このファイルは集計に入りません。".to_owned(),
            |finding| finding.remedy("配布した評価の様式に記入し直してもらってください。"),
        );
        return None;
    };
    Some(RatingForm { year, file: source.file.clone(), hash: source.hash, ratings })
}

fn origin(source: &Source<'_>, grid: &Grid<'_>, at: CellAddress) -> Origin {
    Origin::cell(source.file.clone(), grid.sheet.name.clone(), at)
}

#[expect(clippy::too_many_arguments, reason = "a place and what became of it")]
fn settle<T>(
    source: &Source<'_>,
    grid: &Grid<'_>,
    index: usize,
    at: CellAddress,
    cell: &Cell,
    outcome: &Outcome<T>,
    talk: &mut Talk,
    account: &mut Account,
) {
    let (remarks, disposition): (&[cells::Remark], Disposition) = match outcome {
        Outcome::Value(_, remarks) => (remarks, Disposition::Used),
        Outcome::Nothing(remarks) => (remarks, Disposition::Ignored(Reason::Blank)),
        Outcome::Rejected(remark) => {
            (std::slice::from_ref(remark), Disposition::Rejected(Reason::Message(remark.message.as_str().into())))
        }
    };
    for remark in remarks {
        talk.say(remark.severity, remark.code, origin(source, grid, at), remark.message.clone(), |mut finding| {
            // What has no digit is no rating; it may be a name that was typed in the wrong place.
            finding.found = Some(cell.shown()).filter(|text| text.chars().any(char::is_numeric));
            finding.expected.clone_from(&remark.expected);
            finding.remedy.clone_from(&remark.remedy);
            finding
        });
    }
    account.decide(index, at, disposition);
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

/// Points of the plan's scale, as the sheet shows them; 4点 and ４ are read, 0, 6 and 3.5 are not.
fn rate(cell: &Cell, scale: &Rating) -> Outcome<Decimal> {
    if let Some(remark) = cells::unusable(cell).or_else(|| cells::not_one_number(cell, "評価")) {
        return Outcome::Rejected(remark);
    }
    // What a cell hides may be a name: it is not repeated.
    let asked = || Outcome::Rejected(cells::not_a_rating(scale));
    if cells::unseen(cell).is_some() {
        return asked();
    }
    let shown = match &cell.value {
        Value::Number(_) | Value::Text(_) => number::read(&cell.shown()),
        _ => return asked(),
    };
    let value = match shown {
        Number::Value(figure) if matches!(figure.unit.as_str(), "" | "点") && !figure.multiplied => figure.value,
        Number::Blank | Number::NotApplicable | Number::Undecided => return Outcome::Nothing(Vec::new()),
        _ => return asked(),
    };
    // 3.6 shown without its decimals is no 4.
    let is_stored = match &cell.value {
        Value::Number(stored) => number::decimal(*stored) == Some(value),
        _ => true,
    };
    let is_on_scale = value.fract().is_zero() && scale.holds(value);
    if is_on_scale && is_stored { Outcome::Value(value.normalize(), Vec::new()) } else { asked() }
}

/// Whether a cell is merged over the rows of several initiatives.
fn is_of_several(grid: &Grid<'_>, at: CellAddress, no: u32, numbers: &Numbers) -> bool {
    let extent = grid.extent(at);
    let held = (extent.first.row..=extent.last.row).filter_map(|row| {
        let (place, cell) = grid.cell(row, no)?;
        initiative_no(cell, numbers).map(|_| place)
    });
    held.collect::<std::collections::BTreeSet<_>>().len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_a_whole_number_on_the_scale() {
        let rated = |cell: Cell| match rate(&cell, &Rating::default()) {
            Outcome::Value(points, _) => points.to_string(),
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
}
