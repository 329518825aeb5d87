//! A number that stands in more than one output is the same in each: 公表版 as pages and as a web page, 概要版, 進捗状況.xlsx, the
//! published data and 検算書. What the outputs say is read from them; where they hold only the parts, these are added up here.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kaikaku::export::html::{self, Surroundings};
use kaikaku::export::xlsx;
use kaikaku::open_data;
use kaikaku::open_data::data_set::DataSet;
use kaikaku::open_data::shape::{self, Shape};
use kaikaku::report::{self, Edition, proof, text};
use kaikaku::typeset::dump::text_lines;
use kaikaku::vocabulary::{MoneyStyle, Yen, grouped};
use rust_decimal::Decimal;

use crate::sample_year::{DATE, assessment, fonts, pages_of};

/// Text without the white space that lines and cells put into it.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What the laid-out pages of an edition say.
fn on_pages(edition: Edition) -> String {
    let lines = pages_of(edition).pages.iter().flat_map(text_lines).map(|line| line.text);
    solid(&lines.collect::<String>())
}

/// What a web page says, its markup left out.
fn on_the_web(edition: Edition) -> String {
    let page = html::write(&report::document(assessment(), edition, DATE), fonts(), &Surroundings::default());
    let body = page.split_once("<body").expect("a body").1;
    let texts = body.split('<').map(|piece| piece.split_once('>').map_or("", |(_, text)| text));
    solid(&texts.collect::<String>())
}

/// The values of a column of the published data in the rows of this year.
fn published(data: &DataSet, shape: &Shape, column: &str) -> Vec<String> {
    let at = |key: &str| shape.position(key).unwrap_or_else(|| panic!("{key} in {}", shape.name));
    let (year, wanted) = (at("fiscal_year"), at(column));
    let this_year = assessment().year.0.to_string();
    let rows = data.rows(shape).iter().filter(|row| row.values[year].plain() == this_year);
    rows.map(|row| row.values[wanted].plain()).collect()
}

/// The sum of such a column in yen.
fn sum(data: &DataSet, shape: &Shape, column: &str) -> Yen {
    Yen(published(data, shape, column).iter().filter_map(|value| value.parse::<i64>().ok()).sum())
}

fn decimals(data: &DataSet, shape: &Shape, column: &str) -> Vec<Option<Decimal>> {
    published(data, shape, column).iter().map(|value| value.parse().ok()).collect()
}

fn thousands(yen: Yen) -> String {
    MoneyStyle::default().amount(yen)
}

/// Each phrase stands in each text.
fn assert_said(texts: &[(&str, String)], phrases: &[String]) {
    for (name, text) in texts {
        for phrase in phrases {
            assert!(text.contains(&solid(phrase)), "{name} does not say 「{phrase}」");
        }
    }
}

fn readers_outputs() -> [(&'static str, String); 5] {
    [
        ("公表版", on_pages(Edition::Public)),
        ("公表版.html", on_the_web(Edition::Public)),
        ("概要版", on_pages(Edition::Digest)),
        ("概要版.html", on_the_web(Edition::Digest)),
        ("審議会資料", on_pages(Edition::Council)),
    ]
}

#[test]
fn effects_planned_and_actual_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let (planned, actual) =
        (sum(&data, &shape::PLANNED_EFFECTS, "planned_yen"), sum(&data, &shape::EFFECTS, "effect_yen"));
    assert!(planned > Yen::ZERO && actual > Yen::ZERO);
    // 達成率 in tenths of a percent, half up.
    let tenths = (i128::from(actual.0) * 2000 + i128::from(planned.0)) / (2 * i128::from(planned.0));
    let rate = format!("{}.{}%", tenths / 10, tenths % 10);
    let sentence = format!("計画{}千円に対し{}千円", thousands(planned), thousands(actual));
    assert_said(&readers_outputs(), &[sentence, rate]);

    let proof = text::of_document(&proof::document(assessment(), DATE));
    let line = format!("計\t{0}\t{0}\t○", grouped(actual.0));
    assert!(proof.contains(&line), "検算書 does not say 「{line}」");

    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(xlsx::progress(assessment(), DATE).expect("written"))).expect("a workbook");
    let sheet = book.worksheet_range("効果額").expect("the sheet");
    let year = assessment().year.to_string();
    let is_year = |row: &&[Data]| row.get(1).is_some_and(|label| label.to_string() == year);
    let row: Vec<String> = sheet.rows().find(is_year).expect("the year").iter().map(ToString::to_string).collect();
    assert_eq!((row[6].as_str(), row[7].as_str()), (&*actual.0.to_string(), &*planned.0.to_string()), "進捗状況.xlsx");
}

#[test]
fn indicators_met_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let targets = decimals(&data, &shape::INDICATORS, "target");
    let results = decimals(&data, &shape::INDICATORS, "result");
    let directions = published(&data, &shape::INDICATORS, "direction");
    let (mut due, mut met) = (0, 0);
    for ((target, result), direction) in targets.iter().zip(&results).zip(&directions) {
        let Some(target) = target else { continue };
        due += 1;
        met += u32::from(result.is_some_and(|result| match direction.as_str() {
            "増加" => result >= *target,
            "減少" => result <= *target,
            _ => result == *target,
        }));
    }
    assert!(met > 10 && due > met);
    assert_said(&readers_outputs(), &[format!("指標は{due}件のうち{met}件が目標に達し")]);
}

#[test]
fn counts_of_grades_are_the_same_everywhere() {
    let assessment = assessment();
    let data = open_data::tables(assessment, DATE);
    let marks = published(&data, &shape::ACTIONS, "grade_mark");
    let repeats = published(&data, &shape::ACTIONS, "repeats_id");
    let counted = marks.iter().zip(&repeats).filter(|(_, repeats)| repeats.is_empty()).map(|(mark, _)| mark.as_str());
    let counted: Vec<&str> = counted.collect();
    let of = |wanted: &[&str]| counted.iter().filter(|mark| wanted.contains(mark)).count();
    let (good, rated) = (of(&["◎", "○"]), of(&["◎", "○", "△", "×"]));
    assert!(rated > 50 && good < rated);
    assert_said(&readers_outputs(), &[format!("進捗は{rated}件のうち{good}件")]);

    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(xlsx::progress(assessment, DATE).expect("written"))).expect("a workbook");
    let sheet = book.worksheet_range("概要").expect("the sheet");
    for grade in &assessment.plan.grades.grades {
        let label = format!("{} {}", grade.mark, grade.name);
        let is_grade = |row: &&[Data]| row.first().is_some_and(|cell| cell.to_string() == label);
        let row = sheet.rows().find(is_grade).unwrap_or_else(|| panic!("{label}"));
        assert_eq!(row[1].to_string(), of(&[grade.mark.as_str()]).to_string(), "進捗状況.xlsx {label}");
    }
}

#[test]
fn the_councils_mean_is_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let add = |column: &str| decimals(&data, &shape::INITIATIVES, column).into_iter().flatten().sum::<Decimal>();
    let (points, raters) = (add("council_points"), add("council_raters"));
    assert!(raters > Decimal::ZERO);
    let mean = (points / raters).round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    let rated = decimals(&data, &shape::INITIATIVES, "council_mean").iter().flatten().count();
    let sentence = format!(
        "取組項目{rated}項目を評価し、全体の平均は{}で{mean:.1}である",
        assessment().plan.settings.rating.scale()
    );
    assert_said(&[("概要版", on_pages(Edition::Digest)), ("概要版.html", on_the_web(Edition::Digest))], &[sentence]);
    // And each initiative's in the table of ratings.
    let public = on_pages(Edition::Public);
    for initiative in &assessment().plan.initiatives {
        let of = assessment().initiatives.get(&initiative.no).and_then(|assessed| assessed.council.as_ref());
        let (Some(given), name) = (of, &initiative.name) else { continue };
        let mean = given.mean().expect("the sample's council gives points");
        let places = decimals(&data, &shape::INITIATIVES, "council_mean");
        assert!(places.contains(&Some(mean)), "{name}: {mean}");
        assert!(public.contains(&format!("評価{mean:.1}/5（委員{}人", given.raters())));
    }
}
