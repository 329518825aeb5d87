//! Rating forms of members of the council: nothing that a member writes goes unread without a word.

use kaikaku::finding::Severity;
use kaikaku::intake::file_account::{Disposition, Reason};
use kaikaku::vocabulary::InitiativeNo;

use super::{codes, laid, lines, plan, read};

/// 全体について and a number that nobody can read: what stands in such a row is no item's, and that is said.
#[test]
fn what_a_member_writes_beside_no_number_is_told() {
    let sheet = laid(&[
        &["年度", "令和2年度"],
        &["委員番号", "1"],
        &["No.", "取組項目", "評価", "意見"],
        &["1", "", "4", "周知を。"],
        &["2番目", "", "5", ""],
        &["全体", "", "", "全体として進んでいる。"],
        &["", "", "", "特になし"],
        &["平均", "", "4.5", ""],
        &["計", "", "9", "総じて着実に進んでいる。"],
        &["記入例", "", "4", "周知を進めてほしい。"],
    ]);
    let reading = read(&plan(), &sheet.xlsx());
    assert_eq!(codes(&reading.findings), ["row-without-number"; 3], "{}", lines(&reading.findings));
    assert!(reading.findings.iter().all(|finding| finding.severity == Severity::Warning));
    let places: Vec<String> =
        reading.findings.iter().filter_map(|finding| Some(finding.origin.as_ref()?.to_string())).collect();
    assert!(places[0].ends_with("!C5") && places[1].ends_with("!D6"), "{places:?}");
    // A total says nothing, what stands beside it does.
    assert!(places[2].ends_with("!D9"), "{places:?}");
    let items: Vec<_> = reading.ratings[0].ratings.keys().copied().collect();
    assert_eq!(items, [InitiativeNo(1).into()]);
    let rejected = Disposition::Rejected(Reason::RowWithoutNumber);
    assert_eq!(reading.account.cells.iter().filter(|cell| *cell.disposition == rejected).count(), 3);
}

/// A rating or an opinion over the rows of two items is nobody's; so is one whose merged range lies over another.
#[test]
fn a_merged_rating_or_opinion_goes_back() {
    let sheet = |merged: &[&str]| {
        let sheet = laid(&[
            &["年度", "令和2年度"],
            &["委員番号", "1"],
            &["No.", "取組項目", "評価", "意見"],
            &["1", "", "4", "周知を。"],
            &["2", "", "", ""],
        ]);
        merged.iter().fold(sheet, |sheet, range| sheet.merge(range))
    };
    for (merged, rating, opinion) in [
        (&[][..], true, true),
        (&["C4:C4", "D4:E4"], true, true),
        (&["C4:C5"], false, true),
        (&["D4:D5"], true, false),
        (&["D4:D5", "D4:D5"], true, false),
        (&["C4:D4", "D4:E4"], false, false),
        (&["D4:E4", "E4:F4"], true, false),
    ] {
        let reading = read(&plan(), &sheet(merged).xlsx());
        let given = reading.ratings.first().and_then(|form| form.ratings.get(&InitiativeNo(1).into()));
        let held =
            (given.is_some_and(|rating| rating.given.is_some()), given.is_some_and(|rating| rating.opinion.is_some()));
        assert_eq!(held, (rating, opinion), "{merged:?} {}", lines(&reading.findings));
        let returned = usize::from(!rating) + usize::from(!opinion);
        assert_eq!(codes(&reading.findings), vec!["merged"; returned], "{merged:?} {}", lines(&reading.findings));
    }
}
