//! Cross-footing of the council's ratings: means once more in tenths and whole numbers, letters counted from the cells of the forms.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use crate::contract::FormKind;
use crate::intake::file_account::Disposition;
use crate::intake::normalize::grade;
use crate::merge::ledger::{Destination, FileFate};
use crate::merge::record::YearRecord;
use crate::merge::tally::Tally;
use crate::vocabulary::{Grade, GradeId, InitiativeNo};

/// What is compared: its name, as it is printed, and as it comes out here.
pub(super) type Pair = (String, String, String);

/// All pairs of an assessment.
pub(super) fn pairs(assessment: &Assessment) -> Vec<Pair> {
    let letters = assessment.plan.settings.rating.letters();
    if letters.is_empty() { means(assessment) } else { counts(assessment, letters) }
}

fn means(assessment: &Assessment) -> Vec<Pair> {
    let of_initiative = |no: &InitiativeNo, printed: Option<&Tally>| {
        let own = assessment.record.initiatives.get(no).and_then(|record| record.council.as_ref());
        let recomputed = match own.map(|own| &own.given) {
            Some(Tally::Points { sum, raters }) if *raters > 0 => {
                let raters = Decimal::from(*raters);
                Some(((*sum * Decimal::from(20) + raters) / (raters * Decimal::TWO)).floor() / Decimal::TEN)
            }
            _ => None,
        };
        let shown = |mean: Option<Decimal>| mean.map_or_else(|| "―".to_owned(), |mean| mean.normalize().to_string());
        let what = format!("取組項目{}の評点の平均", assessment.plan.initiative_number(*no));
        (what, shown(printed.and_then(Tally::mean)), shown(recomputed))
    };
    assessment.initiatives.iter().map(|(no, initiative)| of_initiative(no, initiative.council.as_ref())).collect()
}

/// The counts of an initiative in the order of the letters: A 5、B 0.
fn counts(assessment: &Assessment, letters: &[Grade]) -> Vec<Pair> {
    let recounted = from_cells(&assessment.record, letters).unwrap_or_else(|| from_record(&assessment.record));
    let shown = |count: &dyn Fn(GradeId) -> u32| {
        let counts: Vec<String> =
            letters.iter().map(|letter| format!("{} {}", letter.sign(), count(letter.id))).collect();
        counts.join("、")
    };
    let recount = |no: Option<&InitiativeNo>, id: GradeId| {
        recounted.iter().filter(|((of, letter), _)| *letter == id && no.is_none_or(|no| no == of)).map(|(_, n)| n).sum()
    };
    let printed = |tally: Option<&Tally>, id: GradeId| {
        tally.and_then(|tally| tally.counts().find(|(letter, _)| *letter == id)).map_or(0, |(_, count)| count)
    };
    let mut pairs: Vec<Pair> = Vec::new();
    for (no, initiative) in &assessment.initiatives {
        let what = format!("取組項目{}の評価の数", assessment.plan.initiative_number(*no));
        let tally = initiative.council.as_ref();
        pairs.push((what, shown(&|id| printed(tally, id)), shown(&|id| recount(Some(no), id))));
    }
    let all = assessment.council.as_ref().map(|council| &council.given);
    pairs.push(("評価の数の計".to_owned(), shown(&|id| printed(all, id)), shown(&|id| recount(None, id))));
    pairs
}

/// How many members gave an initiative each letter.
type Counts = BTreeMap<(InitiativeNo, GradeId), u32>;

/// Counted from the cells of the members' forms in force; `None` where the ledger knows no such form, as in published data.
fn from_cells(record: &YearRecord, letters: &[Grade]) -> Option<Counts> {
    let forms = record.ledger.files.iter().filter(|file| file.form == Some(FormKind::Council));
    let mut forms = forms.filter(|file| file.fate == FileFate::Used).peekable();
    forms.peek()?;
    let mut counts = Counts::new();
    for file in forms {
        for cell in file.cells.iter().filter(|cell| *cell.disposition == Disposition::Used) {
            let Some(Destination::Points(no)) = file.destination(&cell) else { continue };
            if let Some(read) = grade::read(cell.excerpt, letters) {
                *counts.entry((*no, read.grade)).or_default() += 1;
            }
        }
    }
    Some(counts)
}

fn from_record(record: &YearRecord) -> Counts {
    let own = record.initiatives.values().filter_map(|of| Some((of.no, of.council.as_ref()?)));
    own.flat_map(|(no, council)| council.given.counts().map(move |(letter, count)| ((no, letter), count))).collect()
}
