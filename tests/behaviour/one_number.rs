//! A number that stands in more than one output is the same in each: 公表版 as pages and as a web page, 概要版, 審議会資料, 中間検証,
//! 総括, 進捗状況.xlsx, the published data and 検算書. What the outputs say is read from them; where they hold only the parts, these are added up here.

use std::collections::{BTreeMap, BTreeSet};
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

fn on_the_period() -> [(&'static str, String); 2] {
    [("中間検証", on_pages(Edition::Review)), ("総括", on_pages(Edition::Final))]
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
    let period = format!("{}の目標値がある指標{due}件のうち、{met}件が目標に達した", assessment().year);
    assert_said(&on_the_period(), &[period]);
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
    assert_said(
        &on_the_period(),
        &[format!("実践項目{rated}件のうち{good}件（{}%）", percent(good as i64, rated as i64))],
    );

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

/// The rows of a table of the published data of some years, each by column.
fn rows_of<'d>(
    data: &'d DataSet,
    shape: &'d Shape,
    years: impl Fn(i64) -> bool + 'd,
) -> impl Iterator<Item = BTreeMap<&'static str, String>> + 'd {
    // Grades and themes are of no year.
    let year = shape.position("fiscal_year");
    let rows = data.rows(shape).iter();
    let rows = rows.filter(move |row| year.is_none_or(|at| row.values[at].plain().parse().is_ok_and(&years)));
    rows.map(|row| shape.columns.iter().map(|column| column.key).zip(row.values.iter().map(|v| v.plain())).collect())
}

fn this_year(year: i64) -> bool {
    year == i64::from(assessment().year.0)
}

fn yen(row: &BTreeMap<&str, String>, column: &str) -> i64 {
    // 該当なし has none.
    if row[column].is_empty() { 0 } else { row[column].parse().expect("an amount") }
}

/// A sheet of 進捗状況.xlsx as the texts of its cells.
fn sheet(name: &str) -> Vec<Vec<String>> {
    let bytes = xlsx::progress(assessment(), DATE).expect("written");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Half up to one decimal: `84.5`.
fn percent(part: i64, whole: i64) -> String {
    let tenths = (i128::from(part) * 2000 + i128::from(whole)) / (2 * i128::from(whole));
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[test]
fn effects_so_far_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let reported: BTreeSet<i64> = rows_of(&data, &shape::YEARS, |_| true).map(|row| yen(&row, "fiscal_year")).collect();
    let add = |shape, column| rows_of(&data, shape, |year| reported.contains(&year)).map(|row| yen(&row, column)).sum();
    let (planned, actual): (i64, i64) =
        (add(&shape::PLANNED_EFFECTS, "planned_yen"), add(&shape::EFFECTS, "effect_yen"));
    assert!(reported.len() == 2 && planned > actual);
    let (shown, rate) = (|amount| thousands(Yen(amount)), percent(actual, planned));
    let figure = format!("効果額の累計{}千円計画 {}千円、達成率{rate}%", shown(actual), shown(planned));
    assert_said(&readers_outputs(), &[figure]);
    let period = format!("累計で計画{}千円に対し{}千円、未達（{rate}%）である", shown(planned), shown(actual));
    assert_said(&on_the_period(), &[period]);
    let proof = text::of_document(&proof::document(assessment(), DATE));
    for (what, amount) in [("計画の効果額の累計（円）", planned), ("実績の効果額の累計（円）", actual)]
    {
        let line = format!("{what}\t{0}\t{0}\t○", grouped(amount));
        assert!(proof.contains(&line), "検算書 does not say 「{line}」");
    }
    let total = sheet("効果額").into_iter().find(|row| row.iter().any(|cell| cell == "累計（円）")).expect("the total");
    assert!(total.contains(&actual.to_string()) && total.contains(&planned.to_string()), "{total:?}");
}

#[test]
fn falls_and_rises_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let order: BTreeMap<String, i64> =
        rows_of(&data, &shape::GRADES, this_year).map(|row| (row["grade"].clone(), yen(&row, "grade_order"))).collect();
    let now = i64::from(assessment().year.0);
    let rated = |year: i64| -> BTreeMap<String, i64> {
        let rows = rows_of(&data, &shape::ACTIONS, move |of| of == year);
        let rows = rows.filter(|row| row["counted"] == "1" && row["rated"] == "1");
        rows.map(|row| (row["action_id"].clone(), order[&row["grade"]])).collect()
    };
    let (before, after) = (rated(now - 1), rated(now));
    let count = |is: fn(&i64, &i64) -> bool| {
        after.iter().filter(|(id, order)| before.get(*id).is_some_and(|before| is(order, before))).count()
    };
    let (fell, rose) = (count(|now, before| now > before), count(|now, before| now < before));
    assert!(fell > 5 && rose > 5);
    assert_said(&readers_outputs(), &[format!("前年度より下がった実践項目は{fell}件である")]);
    let council = [("審議会資料", on_pages(Edition::Council)), ("審議会資料.html", on_the_web(Edition::Council))];
    assert_said(&council, &[format!("このうち下がったものは{fell}件、上がったものは{rose}件で")]);
    let [public, on_the_web, ..] = readers_outputs();
    let rows = [format!("前年度より下がったもの{fell}件"), format!("前年度より上がったもの{rose}件")];
    assert_said(&[public, on_the_web], &rows);
    let proof = text::of_document(&proof::document(assessment(), DATE));
    for line in [format!("前年度より下がった件数\t{fell}\t{fell}"), format!("前年度より上がった件数\t{rose}\t{rose}")]
    {
        assert!(proof.contains(&line), "検算書 does not say 「{line}」");
    }
}

#[test]
fn effects_of_each_initiative_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let by_initiative = |shape, column| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows_of(&data, shape, this_year) {
            let initiative = row["action_id"].split('-').next().expect("an initiative").to_owned();
            *sums.entry(initiative).or_default() += yen(&row, column);
        }
        sums
    };
    let (planned, actual) =
        (by_initiative(&shape::PLANNED_EFFECTS, "planned_yen"), by_initiative(&shape::EFFECTS, "effect_yen"));
    let both: Vec<(&String, i64, i64)> =
        actual.iter().filter_map(|(id, actual)| Some((id, *planned.get(id)?, *actual))).collect();
    assert!(both.len() > 5, "{both:?}");
    let [public, on_the_web, ..] = readers_outputs();
    let (workbook, list) = (sheet("効果額"), sheet("一覧"));
    for (id, planned, actual) in both {
        let in_yen = (planned, actual);
        let (planned, shown) = (thousands(Yen(planned)), thousands(Yen(actual)));
        // In the list, and at the foot of the sheet.
        let phrases = [format!("{shown}計画 {planned}"), format!("{planned}{shown}")];
        assert_said(&[public.clone(), on_the_web.clone()], &phrases);
        let no = id.trim_start_matches('I').trim_start_matches('0');
        let row = workbook.iter().find(|row| row[0] == no).unwrap_or_else(|| panic!("{no}"));
        let told = |head: &str| row[column(&workbook, head)].clone();
        let rate = if in_yen.0 > 0 { percent(in_yen.1, in_yen.0) } else { "―".to_owned() };
        let expected = [(in_yen.1 / 1000).to_string(), (in_yen.0 / 1000).to_string(), rate];
        let [sum, plan, of_plan] = ["計", "計画", "達成率(%)"].map(told);
        let of_plan = of_plan.parse::<Decimal>().map_or(of_plan.clone(), |rate| format!("{rate:.1}"));
        assert_eq!([sum, plan, of_plan], expected, "{row:?}");
        let row = list.iter().find(|row| row[0] == no).unwrap_or_else(|| panic!("{no}"));
        let told = ["効果額の実績（千円）", "効果額の計画（千円）"].map(|head| row[column(&list, head)].clone());
        assert_eq!(told, expected[..2], "{row:?}");
    }
}

/// The column of a sheet under a head.
fn column(sheet: &[Vec<String>], head: &str) -> usize {
    let found = sheet.iter().find_map(|row| row.iter().position(|cell| cell == head));
    found.unwrap_or_else(|| panic!("no column {head}"))
}

#[test]
fn the_workbook_has_planned_beside_actual() {
    let data = open_data::tables(assessment(), DATE);
    let items = sheet("実践項目");
    let [number, planned, actual] =
        ["No.", "効果額の計画（千円）", "効果額の実績（千円）"].map(|head| column(&items, head));
    let sums = |shape, column| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows_of(&data, shape, this_year) {
            *sums.entry(row["action_id"].clone()).or_default() += yen(&row, column);
        }
        sums
    };
    let (plan, effects) = (sums(&shape::PLANNED_EFFECTS, "planned_yen"), sums(&shape::EFFECTS, "effect_yen"));
    for (id, plan) in &plan {
        let parts: Vec<&str> = id.trim_start_matches('I').split('-').collect();
        let item = parts.iter().map(|part| part.trim_start_matches('0')).collect::<Vec<_>>().join("-");
        let row = items.iter().find(|row| row[number] == item).unwrap_or_else(|| panic!("{item}"));
        assert_eq!(row[planned], (plan / 1000).to_string(), "{row:?}");
        if let Some(effect) = effects.get(id).filter(|effect| **effect != 0) {
            assert_eq!(row[actual], (effect / 1000).to_string(), "{row:?}");
        }
    }
    assert!(plan.len() > 5);
    // 概要: the year's effect and its rate, and how many indicators reached their targets.
    let (overview, year) = (sheet("概要"), assessment().against_plan.of(assessment().year));
    let under = |label: &str, at: usize| {
        let row = overview.iter().find(|row| row[0] == label).unwrap_or_else(|| panic!("no row {label}"));
        row[at].parse::<Decimal>().expect("a number")
    };
    assert_eq!(Some(under("計画", 3)), year.planned.map(|yen| Decimal::from(yen.0 / 1000)));
    assert_eq!(Some(under("達成率(%)", 3)), year.rate());
    let tally = assessment().indicator_tally;
    assert_eq!(under("目標に達したもの", 1), Decimal::from(tally.met));
    assert_eq!(under("目標に達しないもの", 1), Decimal::from(tally.missed));
}

#[test]
fn results_of_each_indicator_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let [public, on_the_web, ..] = readers_outputs();
    let workbook = sheet("指標");
    let mut compared = 0;
    for row in rows_of(&data, &shape::INDICATORS, this_year) {
        let of = |column: &str| row[column].parse::<Decimal>().ok();
        let (Some(target), Some(result), Some(rate)) = (of("target"), of("result"), of("achievement_percent")) else {
            continue;
        };
        let scale = [of("baseline"), Some(target), Some(result)].into_iter().flatten();
        let scale = scale.map(|value| value.normalize().scale()).max().unwrap_or(0) as usize;
        let shown = |value: Decimal| {
            let text = format!("{value:.scale$}");
            let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
            let whole = grouped(whole.parse().expect("a number"));
            if rest.is_empty() { whole } else { format!("{whole}.{rest}") }
        };
        let met = match row["direction"].as_str() {
            "増加" => result >= target,
            "減少" => result <= target,
            _ => result == target,
        };
        let verdict = if met { "達成" } else { "未達" };
        assert_eq!(row["verdict"], verdict, "{row:?}");
        let phrase = format!("{}{}{rate:.1}{verdict}", shown(target), shown(result));
        assert_said(&[public.clone(), on_the_web.clone()], &[phrase]);
        let ids: Vec<&str> = row["action_id"].trim_start_matches('I').split('-').collect();
        let item = ids.iter().map(|part| part.trim_start_matches('0')).collect::<Vec<_>>().join("-");
        let found = workbook.iter().find(|cells| cells[0] == item && cells.get(2) == Some(&row["indicator"]));
        let cells = found.unwrap_or_else(|| panic!("{row:?}"));
        let number = |at: usize| cells[at].parse::<Decimal>().expect("a number");
        assert_eq!((number(7), number(8), cells[9].as_str()), (result, rate, verdict), "{cells:?}");
        compared += 1;
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn counts_by_theme_and_by_bureau_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let marks: Vec<String> = rows_of(&data, &shape::GRADES, this_year).map(|row| row["grade_mark"].clone()).collect();
    let themes = || rows_of(&data, &shape::INITIATIVE_THEMES, this_year);
    let actions: Vec<_> = rows_of(&data, &shape::ACTIONS, this_year).collect();
    let no_bureau = "部に属さない組織".to_owned();
    let mut groups: BTreeMap<String, Vec<&BTreeMap<&str, String>>> = BTreeMap::new();
    for action in actions.iter().filter(|action| action["counted"] == "1") {
        let bureau = if action["bureau"].is_empty() { no_bureau.clone() } else { action["bureau"].clone() };
        groups.entry(bureau).or_default().push(action);
        for theme in themes().filter(|theme| theme["initiative_id"] == action["initiative_id"]) {
            groups.entry(format!("{} {}", theme["theme_no"], theme["theme_title"])).or_default().push(action);
        }
    }
    assert!(groups.len() > 15);
    let [public, on_the_web, ..] = readers_outputs();
    let workbook = [sheet("テーマ"), sheet("部")].concat();
    for (name, of) in groups {
        let count = |is: &dyn Fn(&BTreeMap<&str, String>) -> bool| of.iter().filter(|action| is(action)).count();
        let mut counts: Vec<usize> = marks.iter().map(|mark| count(&|action| action["grade_mark"] == *mark)).collect();
        counts.push(count(&|action| action["grade"].is_empty()));
        counts.push(of.len());
        let (rated, good) = (count(&|action| action["rated"] == "1"), count(&|action| action["on_track"] == "1"));
        let rate = percent(good as i64, rated as i64);
        let shown: String = counts.iter().map(ToString::to_string).collect();
        assert_said(&[public.clone(), on_the_web.clone()], &[format!("{name}{shown}{rate}%（{good}/{rated}）")]);
        let row = workbook.iter().find(|row| solid(&row[0]) == solid(&name)).unwrap_or_else(|| panic!("{name}"));
        let expected = counts.iter().chain([&rated, &good]).map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(row[1..=expected.len()], expected, "{name}");
        assert_eq!(row[expected.len() + 1].parse::<f64>().ok(), rate.parse().ok(), "{name}");
    }
}

#[test]
fn opinions_and_submissions_are_the_same_everywhere() {
    let data = open_data::tables(assessment(), DATE);
    let opinions: BTreeSet<(String, String)> = rows_of(&data, &shape::OPINIONS, |_| true)
        .filter(|row| row["asked_fiscal_year"] == assessment().year.0.to_string())
        .map(|row| (row["opinion_id"].clone(), row["opinion_no"].clone()))
        .collect();
    let count = opinions.len();
    let [public, public_web, digest, digest_web, council] = readers_outputs();
    assert_said(&[public.clone(), public_web.clone()], &[format!("{count}件の意見を述べた")]);
    assert_said(&[digest, digest_web], &[format!("意見は{count}件である")]);
    let letter = format!("{count}件の意見を取りまとめました");
    assert_said(&[council], &[letter, format!("項目について{count}件である")]);

    let year = rows_of(&data, &shape::YEARS, this_year).next().expect("this year");
    let (owing, submitted) = (yen(&year, "departments_owing"), yen(&year, "departments_submitted"));
    let sentence = format!("報告を求めた{owing}部署のうち{submitted}部署から報告があり");
    assert_said(&[public, public_web], &[sentence]);
}
