//! An error put into one place is caught, each by the check that is for it: figures after they were added up, forms as departments
//! hand them in, the plan, the office's own file, the papers.
//!
//! The same year without the seed has none of these findings (`nothing_is_found_where_nothing_was_seeded`), so that each test can only
//! pass because of its seed.

use std::path::Path;
use std::sync::Arc;

use kaikaku::assess::assessment::Assessment;
use kaikaku::assess::{self, crossfoot, internal_copy, reviewer};
use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::finding::Code;
use kaikaku::forms::progress;
use kaikaku::intake::{self, codes as read};
use kaikaku::merge::record::{SubmissionState, YearRecord};
use kaikaku::merge::{self, codes as merged, office};
use kaikaku::plan::{self, Plan};
use kaikaku::report::before_publication::{self, MatterKind};
use kaikaku::vocabulary::{ActionId, DepartmentId, EffectKind, EffectTerm, FiscalYear, Period, Yen};

use crate::generate::{self, RatingSpec};
use crate::sample_year;
use crate::secrecy::replaced;

const FIRST: FiscalYear = FiscalYear(2020);
const SECOND: FiscalYear = FiscalYear(2021);
/// 広告料収入の拡大: planned 600 and 1,600 thousand yen, targets 19,000 and 20,000.
const ADVERTISING: ActionId = ActionId { initiative: kaikaku::vocabulary::InitiativeNo(1), number: 1 };
/// 使用料及び手数料の見直し.
const FEES: ActionId = ActionId { initiative: kaikaku::vocabulary::InitiativeNo(1), number: 4 };

fn sample() -> Plan {
    plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0
}

fn finance() -> DepartmentId {
    DepartmentId::new(Some("財政部"), "財政課")
}

/// What 財政課 hands in for a year when all is well.
fn sound(year: FiscalYear) -> Entries {
    let second = year == SECOND;
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, if second { "令和4年5月1日" } else { "令和3年5月1日" });
    entries.set_row(ADVERTISING, Field::ActualStage, "継続");
    entries.set_row(ADVERTISING, Field::Grade, "○ 計画どおり");
    let result = if second {
        "公用車への広告掲載を始め、媒体を広げた。"
    } else {
        "庁舎のモニターへの広告掲載を始めた。"
    };
    entries.set_row(ADVERTISING, Field::Result, result);
    let later = |first: &'static str, then: &'static str| if second { then } else { first };
    entries.set_row(
        ADVERTISING,
        Field::Issues,
        later("広告を取りやめる企業が見られた。", "空き枠のある媒体が続いている。"),
    );
    entries.set_row(
        ADVERTISING,
        Field::NextSteps,
        later("公用車への掲載を試行し、広げる。", "媒体ごとの料金と期間を見直す。"),
    );
    entries.set_row(ADVERTISING, Field::RevenueRecurring, if second { 1_700.0 } else { 640.0 });
    entries.set_row(ADVERTISING, Field::Indicator1, if second { 20_100.0 } else { 19_040.0 });
    entries.set_row(FEES, Field::ActualStage, "検討");
    entries.set_row(FEES, Field::Grade, "○ 計画どおり");
    let result = if second {
        "算定の方法を定め、市民の意見を聴いた。"
    } else {
        "各施設の維持管理費を調べた。"
    };
    entries.set_row(FEES, Field::Result, result);
    entries.set_row(FEES, Field::Issues, later("減免の基準が施設で異なっている。", "利用団体への説明が欠かせない。"));
    entries.set_row(
        FEES,
        Field::NextSteps,
        later("算定方法の案を作ることとする。", "条例の改正案を市議会に提出する。"),
    );
    entries
}

fn form(plan: &Plan, year: FiscalYear, entries: &Entries) -> Vec<u8> {
    progress::write_filled(plan, year, Period::YEAR_END, &finance(), None, entries).expect("a form")
}

/// Both years read from files, merged and assessed; the bytes of the second year's form may be changed.
fn assessed_with(
    seed: impl Fn(FiscalYear, &mut Entries),
    change: impl Fn(Vec<u8>) -> Vec<u8>,
    more: impl Fn(&Plan, &Path),
) -> Assessment {
    let plan = sample();
    let root = tempfile::tempdir().expect("a folder");
    let mut records: Vec<Arc<YearRecord>> = Vec::new();
    for year in [FIRST, SECOND] {
        let folder = root.path().join(year.to_string());
        std::fs::create_dir_all(&folder).expect("made");
        let mut entries = sound(year);
        seed(year, &mut entries);
        let bytes = form(&plan, year, &entries);
        let bytes = if year == SECOND { change(bytes) } else { bytes };
        std::fs::write(folder.join("財政課.xlsx"), bytes).expect("written");
        if year == SECOND {
            more(&plan, &folder);
        }
        let intake = intake::read_year(&plan, root.path(), year, &intake::Options::default()).expect("readable");
        records.push(Arc::new(merge::merge(&plan, year, intake, None, &records)));
    }
    let last = records.pop().expect("two years");
    assess::assess(Arc::new(plan), last, records).expect("the totals agree")
}

fn assessed(seed: impl Fn(FiscalYear, &mut Entries)) -> Assessment {
    assessed_with(seed, |bytes| bytes, |_, _| ())
}

/// The codes of the findings on 財政課's rows of the second year.
fn found(assessment: &Assessment) -> Vec<Code> {
    let findings = assessment.findings.iter();
    findings.filter(|finding| finding.department.as_ref() == Some(&finance())).map(|finding| finding.code).collect()
}

/// A seed in the second year's form gives this finding.
fn is_caught(code: Code, seed: impl Fn(&mut Entries)) {
    let assessment = assessed(|year, entries| {
        if year == SECOND {
            seed(entries);
        }
    });
    let found = found(&assessment);
    assert!(found.contains(&code), "{code:?} not in {found:?}");
}

/// What cross-footing says of an assessment in which one figure was changed.
fn mismatches(change: impl FnOnce(&mut Assessment)) -> Vec<String> {
    let mut assessment = assessed(|_, _| ());
    change(&mut assessment);
    let findings = crossfoot::check(&assessment);
    findings.into_iter().filter(|finding| finding.code == crossfoot::MISMATCH).map(|finding| finding.message).collect()
}

#[test]
fn nothing_is_found_where_nothing_was_seeded() {
    let assessment = assessed(|_, _| ());
    assert_eq!(found(&assessment), []);
    assert_eq!(mismatches(|_| ()), Vec::<String>::new());
}

#[test]
fn a_wrong_total_of_effects() {
    let found = mismatches(|it| {
        it.effects.sums.insert((EffectKind::Revenue, EffectTerm::Recurring), Yen(1));
    });
    assert!(found.iter().any(|message| message.contains("全体の効果額（計、円）")), "{found:?}");
}

#[test]
fn a_wrong_cumulative_total() {
    let found = mismatches(|it| {
        it.effects_cumulative.sums.insert((EffectKind::Saving, EffectTerm::Once), Yen(5_000));
    });
    assert!(found.iter().any(|message| message.contains("累計の効果額（計、円）")), "{found:?}");
}

#[test]
fn a_wrong_total_of_an_earlier_year() {
    let found = mismatches(|it| {
        it.effects_by_year.insert(FIRST, Default::default());
    });
    assert!(found.iter().any(|message| message.contains("令和2年度の効果額")), "{found:?}");
}

#[test]
fn a_wrong_total_of_an_initiative() {
    let found = mismatches(|it| {
        let initiative = it.initiatives.get_mut(&ADVERTISING.initiative).expect("initiative 1");
        initiative.effects.sums.clear();
    });
    assert!(found.iter().any(|message| message.contains("取組項目1の効果額（計、円）")), "{found:?}");
}

#[test]
fn a_wrong_count_of_the_whole() {
    let found = mismatches(|it| it.action_counts.distinct += 1);
    assert!(found.iter().any(|message| message.contains("実践項目の件数（実質）")), "{found:?}");
}

#[test]
fn a_wrong_denominator_of_a_rate() {
    let found = mismatches(|it| it.action_counts.rated += 1);
    assert!(found.iter().any(|message| message.contains("実践項目の割合の分母")), "{found:?}");
}

#[test]
fn a_wrong_count_by_theme_and_by_bureau() {
    let found = mismatches(|it| {
        it.by_theme.values_mut().next().expect("a theme").on_track += 1;
        it.by_bureau.first_mut().expect("a bureau").1.ungraded += 1;
    });
    assert!(found.iter().any(|message| message.contains("テーマ1の「計画どおり」以上の件数")), "{found:?}");
    assert!(found.iter().any(|message| message.contains("の区分なしの件数")), "{found:?}");
}

#[test]
fn a_wrong_count_of_indicators_that_met_their_targets() {
    let found = mismatches(|it| it.indicator_tally.met += 1);
    assert!(found.iter().any(|message| message.contains("目標に達した指標の件数")), "{found:?}");
}

#[test]
fn a_wrong_total_of_what_was_planned() {
    let found = mismatches(|it| it.against_plan.cumulative.planned = Some(Yen(1)));
    assert!(found.iter().any(|message| message.contains("計画の効果額の累計（円）")), "{found:?}");
}

#[test]
fn a_fall_that_is_none() {
    let found = mismatches(|it| it.movements.fell.push(FEES));
    assert!(found.iter().any(|message| message.contains("前年度より下がった件数")), "{found:?}");
}

#[test]
fn a_rating_that_the_council_did_not_give() {
    let mut assessment = sample_year::assessment().clone();
    assert_eq!(crossfoot::check(&assessment), []);
    let mut given = assessment.initiatives.values().filter_map(|initiative| initiative.council.clone());
    let (first, second) = (given.next().expect("rated"), given.next().expect("rated"));
    assert_ne!(first.mean(), second.mean());
    assessment.initiatives.values_mut().next().expect("an initiative").council = Some(second);
    let found = crossfoot::check(&assessment);
    let first = found.iter().find(|finding| finding.code == crossfoot::MISMATCH).expect("a mismatch");
    assert!(first.message.contains("取組項目1の評点"), "{found:?}");
}

#[test]
fn an_opinion_without_an_answer() {
    let plan = sample();
    let unanswered = |opinion: Option<&str>| {
        let rows = vec![(0, Some(4), opinion.map(str::to_owned))];
        let read = generate::intake(&plan, &[], &[RatingSpec { body: 0, rows }], |at| format!("{at}.xlsx"));
        let first = Arc::new(merge::merge(&plan, FIRST, read, None, &[]));
        let second = merge::merge(&plan, SECOND, intake::submission::Intake::default(), None, &[first]);
        second.findings.iter().filter(|finding| finding.code == merged::UNANSWERED).count()
    };
    assert_eq!((unanswered(None), unanswered(Some("減免の基準を示してほしい。"))), (0, 1));
}

#[test]
fn points_beyond_the_scale() {
    let plan = sample();
    let out_of_range = |points| {
        let rating = RatingSpec { body: 0, rows: vec![(0, Some(points), None)] };
        let read = generate::intake(&plan, &[], &[rating], |at| format!("{at}.xlsx"));
        let record = merge::merge(&plan, FIRST, read, None, &[]);
        record.findings.iter().filter(|finding| finding.code == merged::POINTS_RANGE).count()
    };
    assert_eq!((out_of_range(5), out_of_range(9)), (0, 1));
}

#[test]
fn a_result_in_a_thousandth_of_its_unit() {
    is_caught(reviewer::INDICATOR_SIZE, |entries| entries.set_row(ADVERTISING, Field::Indicator1, 20_100_000.0));
}

#[test]
fn a_form_of_the_year_before() {
    let assessment = assessed_with(
        |_, _| (),
        |bytes| bytes,
        |plan, folder| {
            std::fs::write(folder.join("財政課（旧）.xlsx"), form(plan, FIRST, &sound(FIRST))).expect("written");
        },
    );
    let codes: Vec<Code> = assessment.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&read::OTHER_YEAR) || codes.contains(&merged::OTHER_YEAR), "{codes:?}");
}

#[test]
fn a_grade_that_is_not_the_leads() {
    let found = mismatches(|it| it.actions.get_mut(&FEES).expect("1-4").grade = None);
    assert!(found.iter().any(|message| message.contains("1-4の進捗区分")), "{found:?}");
}

#[test]
fn an_internal_note_in_a_public_field() {
    let note = "財政課との協議が難航しており、9月補正は見送る方向である。";
    is_caught(internal_copy::INTERNAL_IN_PUBLIC, |entries| {
        entries.set_row(FEES, Field::Memo, note);
        entries.set_row(FEES, Field::Result, format!("算定の方法を定めた。{note}").as_str());
    });
}

#[test]
fn an_action_item_twice_in_a_form() {
    let assessment =
        assessed_with(|_, _| (), |bytes| replaced(&bytes, &[(">1-4<", ">1-1<"), ("\"1-4\"", "\"1-1\"")]), |_, _| ());
    let codes: Vec<Code> = assessment.findings.iter().map(|finding| finding.code).collect();
    let twice = [read::ACTION_TWICE, merged::REPEATED_ROW, read::DISAGREE, read::MOVED, read::ROW_MISSING];
    assert!(codes.iter().any(|code| twice.contains(code)), "{codes:?}");
}

#[test]
fn a_grade_that_is_not_in_the_list() {
    is_caught(read::GRADE_UNKNOWN, |entries| entries.set_row(FEES, Field::Grade, "よくできた"));
}

#[test]
fn a_word_where_a_number_belongs() {
    is_caught(read::NOT_A_NUMBER, |entries| entries.set_row(ADVERTISING, Field::RevenueRecurring, "たくさん"));
}

#[test]
fn an_amount_in_yen() {
    is_caught(reviewer::EFFECT_SIZE, |entries| {
        entries.set_row(ADVERTISING, Field::RevenueRecurring, 1_700_000.0);
    });
}

#[test]
fn a_planned_effect_that_was_left_blank() {
    let assessment = assessed(|year, entries| {
        if year == SECOND {
            *entries = without(entries, ADVERTISING, Field::RevenueRecurring);
        }
    });
    assert!(found(&assessment).contains(&reviewer::EFFECT_MISSING), "{:?}", found(&assessment));
}

/// The same entries but for one cell.
fn without(entries: &Entries, id: ActionId, field: Field) -> Entries {
    let mut rest = Entries::new();
    for (slot, cell) in entries.iter() {
        if slot != kaikaku::contract::entries::Slot::Row(id, field) {
            rest.insert(slot, cell.clone());
        }
    }
    rest
}

#[test]
fn last_years_text_again() {
    is_caught(reviewer::SAME_TEXT, |entries| {
        entries.set_row(ADVERTISING, Field::Result, "庁舎のモニターへの広告掲載を始めた。");
    });
}

#[test]
fn a_text_about_an_earlier_year_only() {
    is_caught(reviewer::STALE_YEAR, |entries| {
        entries.set_row(FEES, Field::Result, "令和2年度に算定の方法を定めた。");
    });
}

#[test]
fn a_grade_that_its_indicator_contradicts() {
    is_caught(reviewer::GRADE_CONTRADICTS, |entries| entries.set_row(ADVERTISING, Field::Indicator1, 9_000.0));
}

#[test]
fn a_fall_without_a_reason() {
    is_caught(reviewer::DOWNGRADE, |entries| entries.set_row(FEES, Field::Grade, "△ 計画に遅れ"));
}

#[test]
fn a_delay_without_issues() {
    let assessment = assessed(|year, entries| {
        if year == SECOND {
            entries.set_row(FEES, Field::Grade, "△ 計画に遅れ");
            *entries = without(entries, FEES, Field::Issues);
        }
    });
    assert!(found(&assessment).contains(&reviewer::NO_ISSUES), "{:?}", found(&assessment));
}

#[test]
fn a_row_that_is_filled_in_by_half() {
    let assessment = assessed(|year, entries| {
        if year == SECOND {
            *entries = without(entries, FEES, Field::Grade);
        }
    });
    assert!(found(&assessment).contains(&reviewer::HALF_ROW), "{:?}", found(&assessment));
}

#[test]
fn a_text_that_points_to_a_paper_that_is_not_there() {
    is_caught(reviewer::ELSEWHERE, |entries| entries.set_row(FEES, Field::Result, "詳細は別紙のとおりである。"));
    let assessment = assessed(|year, entries| {
        if year == SECOND {
            entries.set_row(FEES, Field::Result, "詳細は別紙のとおりである。");
        }
    });
    let matters = before_publication::matters(&assessment, None);
    assert!(matters.iter().any(|matter| matter.what.contains("別紙のとおり")), "{matters:?}");
    let told = |found: &&Option<String>| found.as_deref().is_some_and(|text| text.contains("別紙のとおり"));
    assert_eq!(assessment.findings.iter().map(|finding| &finding.found).filter(told).count(), 1);
}

#[test]
fn two_forms_of_one_day_that_differ() {
    let assessment = assessed_with(
        |_, _| (),
        |bytes| bytes,
        |plan, folder| {
            let mut entries = sound(SECOND);
            entries.set_row(ADVERTISING, Field::RevenueRecurring, 9_999.0);
            std::fs::write(folder.join("財政課（2）.xlsx"), form(plan, SECOND, &entries)).expect("written");
        },
    );
    let codes: Vec<Code> = assessment.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&merged::TIE), "{codes:?}");
}

#[test]
fn a_department_that_hands_in_nothing() {
    let assessment = assessed(|_, _| ());
    let status = |id: &DepartmentId| assessment.record.statuses.iter().find(|status| status.department == *id);
    assert_eq!(status(&finance()).map(|status| status.state), Some(SubmissionState::Submitted));
    let missing = DepartmentId::new(Some("財政部"), "納税課");
    assert_eq!(status(&missing).map(|status| status.state), Some(SubmissionState::Missing));
    let matters = before_publication::matters(&assessment, None);
    assert!(matters.iter().any(|matter| matter.kind == MatterKind::HandedIn && matter.department.contains("納税課")));
}

#[test]
fn an_initiative_twice_in_the_plan() {
    let text = include_str!("../../input/plan.toml").replacen("\nno = 2\n", "\nno = 1\n", 1);
    let findings = plan::read("plan.toml", &text).expect_err("a duplicate");
    assert!(findings.iter().any(|finding| finding.code == plan::check::DUPLICATE), "{findings:?}");
}

#[test]
fn a_final_report_whose_accounts_are_not_settled() {
    let text = "[report]\nstate = \"確定\"\nawaiting = [\"1-1\"]\n";
    let findings = office::read("office.toml", text, &sample()).expect_err("a contradiction");
    assert!(findings.iter().any(|finding| finding.code == office::BAD_VALUE), "{findings:?}");
}
