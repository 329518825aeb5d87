//! Assessment → Document: editions, sections, tables, charts and wording. Knows no output format.
//!
//! Sections that reach readers outside the office are written against [`view::YearView`], which has no internal field.

mod achievement;
pub mod against_plan;
mod alike_findings;
pub mod before_publication;
mod blocks;
pub(crate) mod breakdown;
mod changed_words;
mod changes;
mod colophon;
pub mod comparison;
mod costs;
mod council_papers;
pub(crate) mod council_word;
mod digest;
pub mod document;
pub mod edition;
pub mod errata;
mod fairness;
pub mod figures;
pub mod flat;
mod flat_column;
mod flow;
mod focus;
pub(crate) mod further_grades;
mod glossary;
pub mod grading;
mod indicators;
mod internal;
mod internal_front;
mod legend;
mod list;
mod naming;
mod number_column;
mod office_paper;
mod opinions;
pub mod origins;
mod overview;
mod period;
mod plan_actions;
pub mod plan_edition;
mod plan_figures;
pub mod plan_table;
mod promises;
pub mod proof;
pub mod prose;
pub mod questions;
pub(crate) mod ratings;
mod remaining;
mod results;
mod schedule;
mod sentences;
mod sheet;
pub(crate) mod statement;
pub mod survey;
pub mod text;
mod unreported;
pub mod view;
mod worded;
pub mod wording;

#[cfg(test)]
pub(crate) mod fixture;

use document::{Block, Cover, Document, Folio, Meta, Part};
pub use edition::Edition;
use jiff::civil::Date;
use legend::Explained;
pub(crate) use legend::lines as legend_lines;
pub(crate) use results::ended_text;
use view::YearView;

use crate::assess::assessment::Assessment;
use crate::contract::Audience;
use crate::plan::Plan;
use crate::vocabulary::japanese_date;

/// The document of an edition, in the plan's words. `date` is the day it states.
pub fn document(assessment: &Assessment, edition: Edition, date: Date) -> Document {
    if edition == Edition::Plan {
        return plan_edition::document(&assessment.plan, date);
    }
    let view = YearView::new(assessment, edition.audience());
    let mut document = Document {
        meta: meta(&view, edition, date),
        parts: edition_parts(&view, assessment, edition, date),
        look: view.plan.settings.look.clone(),
    };
    // One sheet has its rules under what they are about.
    if edition != Edition::Digest {
        append_legend(&mut document, &view, edition, date);
    }
    if edition == Edition::Council {
        // Last, so that it comes off.
        document.parts.extend(council_papers::rating_sheet(&view));
    }
    say_in_plan_words(&mut document, assessment);
    document
}

/// Says what the program itself wrote in a document in the plan's words; findings are said already.
fn say_in_plan_words(document: &mut Document, assessment: &Assessment) {
    let mut wording = assessment.plan.wording().clone();
    if !wording.is_default() {
        wording.keep_findings(&assessment.findings);
        let records = assessment.earlier.iter().chain([&assessment.record]);
        records.for_each(|record| {
            let typed = record.typed_texts();
            // What is quoted in part is nobody else's word either.
            wording.keep(typed.iter().map(|text| questions::quoted(text)));
            wording.keep(typed);
        });
    }
    worded::say(document, &wording);
}

/// The parts of an edition before its legend.
fn edition_parts(view: &YearView<'_>, assessment: &Assessment, edition: Edition, date: Date) -> Vec<Part> {
    match edition {
        Edition::Review | Edition::Final => return period_parts(view, edition, date),
        Edition::Digest => return vec![digest::part_of(view, date)],
        _ => {}
    }
    let mut parts = public_parts(view, edition, date);
    if edition.audience() == Audience::Office {
        // Behind cover and contents, before all else.
        let front = parts.iter().position(|part| part.folio == Folio::Arabic).unwrap_or(parts.len());
        parts.insert(front, internal_front::part_of(assessment));
        parts.extend(internal::parts(assessment));
    }
    parts
}

fn meta(view: &YearView<'_>, edition: Edition, date: Date) -> Meta {
    let plan = view.plan;
    Meta {
        title: title(view, edition),
        author: plan.city.clone(),
        subject: format!("{}の{}における取組項目及び実践項目の進捗状況", plan.short_title, view.year),
        keywords: vec![
            plan.short_title.clone(),
            "進捗状況".into(),
            view.year.to_string(),
            edition.name(&plan.words).into(),
        ],
        date,
        notice: plan.notice.clone(),
        confidential: (edition.audience() == Audience::Office).then(|| "取扱注意（庁内限り）".to_owned()),
    }
}

/// 行政改革プラン 進捗状況報告書（令和3年度） 公表版（速報）.
fn title(view: &YearView<'_>, edition: Edition) -> String {
    let state = statement::label(view).map(|label| format!("（{label}）")).unwrap_or_default();
    let name = edition.name(&view.plan.words);
    match edition {
        Edition::Review | Edition::Final => {
            format!("{} {name}報告書（{}）{state}", view.plan.short_title, period::span(view))
        }
        _ => format!("{} {name}{state}", wording::report_title(view.plan, view.year)),
    }
}

/// A report on the whole period so far: no sheets of the year, and every part against the plan.
fn period_parts(view: &YearView<'_>, edition: Edition, date: Date) -> Vec<Part> {
    let mut parts = period::parts(view, edition);
    parts.extend(breakdown::part_of(view, Some(view.year)));
    parts.extend(further_grades::part_of(view));
    parts.extend(council_word::over_years(view));
    let front = [cover(view, edition, date), contents()];
    front.into_iter().chain(flow::run_short_on(parts)).collect()
}

/// The parts that every edition of a year has, with what the council's and the office's add.
fn public_parts(view: &YearView<'_>, edition: Edition, date: Date) -> Vec<Part> {
    let front = [cover(view, edition, date), contents()];
    let mut parts = vec![blocks::part("概況", overview::blocks(view))];
    parts.extend(breakdown::part_of(view, None));
    parts.extend(costs::part_of(view));
    let for_discussion = matches!(edition, Edition::Council | Edition::Internal);
    if for_discussion {
        let opinions = [opinions::of_last_year(view), opinions::of_this_year(view)];
        let since = changes::since_last_year(view);
        let says_only_that = changes::are_none(view) && opinions.iter().all(Option::is_none);
        let [last, this] = opinions;
        match (parts.last_mut(), since) {
            // One sentence opens no page.
            (Some(before), Some(since)) if says_only_that => before.blocks.extend(since.blocks),
            (_, since) => parts.extend(running_on([since, last, this])),
        }
    }
    // The council's letter begins and ends with its own pages.
    let letter = if edition == Edition::Council { council_papers::draft_letter(view) } else { None };
    let fairness = if for_discussion { fairness::part_of(view) } else { None };
    let mut parts = match letter {
        Some(letter) => flow::run_short_on(parts).into_iter().chain([letter]).chain(fairness).collect(),
        None => flow::run_short_on(parts.into_iter().chain(fairness).collect()),
    };
    parts.splice(0..0, front);
    parts.push(list::part_of(view));
    parts.push(sheet::part_of(view));
    // Who only reads the results finds what became of the opinions behind this year's.
    let answered = if for_discussion { None } else { opinions::of_last_year(view) };
    parts.extend(running_on([further_grades::part_of(view), council_word::part_of(view), answered]));
    parts
}

/// Short parts one under another on the same pages, under the name of the first.
fn running_on<const N: usize>(parts: [Option<Part>; N]) -> Option<Part> {
    parts.into_iter().flatten().reduce(|mut whole, part| {
        whole.blocks.extend(part.blocks);
        whole
    })
}

/// The legend comes last and explains the words that the rest of the document uses; a paper that leaves the office ends with its
/// 奥付.
fn append_legend(document: &mut Document, view: &YearView<'_>, edition: Edition, date: Date) {
    let text = text::of_document(document);
    let explained = Explained::of(view, document.parts.iter().flat_map(|part| &part.blocks), &text);
    let glossary = glossary::of(&view.plan.glossary, &view.plan.wording().say(&text));
    let mut legend = legend::part_of(view, explained, glossary);
    if edition.audience() != Audience::Office {
        legend.blocks.extend(colophon::blocks(view, edition, date));
    }
    document.parts.push(legend);
}

fn cover(view: &YearView<'_>, edition: Edition, date: Date) -> Part {
    let plan: &Plan = view.plan;
    let mut subtitles = match edition {
        Edition::Review | Edition::Final => {
            vec![format!("{}報告書", edition.name(&plan.words)), period::span(view)]
        }
        _ => vec!["進捗状況報告書".into(), format!("{}　{}", view.year, edition.name(&plan.words))],
    };
    subtitles.extend(statement::as_of(view));
    subtitles.extend(statement::label(view).map(str::to_owned));
    let cover = Cover {
        title: plan.short_title.clone(),
        subtitles,
        period: Some(format!("計画期間：{}", plan.first_year.up_to(plan.last_year, western))),
        publisher: vec![plan.city.clone(), japanese_date(date)],
    };
    Part { folio: Folio::Hidden, ..blocks::part("表紙", vec![Block::Cover(cover)]) }
}

/// 令和2年度（2020）.
fn western(year: crate::vocabulary::FiscalYear) -> String {
    format!("{year}（{}）", year.0)
}

fn contents() -> Part {
    Part { folio: Folio::Roman, ..blocks::part("目次", vec![Block::Contents { title: "目次".into(), depth: 2 }]) }
}

#[cfg(test)]
mod tests {
    use super::document::{Inline, Table};
    use super::*;
    use crate::plan::Term;

    fn text_of(edition: Edition) -> String {
        text::of_document(&document(&fixture::assessment(), edition, fixture::DATE))
    }

    /// A term that is one of the plan's words is explained where the program says it.
    #[test]
    fn the_glossary_explains_the_plans_own_words() {
        let mut assessment = fixture::assessment();
        let mut plan = Plan::clone(&assessment.plan);
        plan.words.action = "一歩".to_owned();
        let term = |term: &str| Term { term: term.to_owned(), meaning: format!("{term}の意味") };
        plan.glossary = vec![term("一歩"), term("二歩")];
        assessment.plan = std::sync::Arc::new(plan);
        let text = text::of_document(&document(&assessment, Edition::Public, fixture::DATE));
        assert!(text.contains("一歩の意味") && !text.contains("二歩の意味"), "{text}");
    }

    /// The committee's paper alone prints internal fields, each in the part that is for them. (That every field of the table keeps to its
    /// readers is held by `tests/behaviour/fields.rs`.)
    #[test]
    fn internal_fields_stay_within_the_office() {
        for edition in Edition::ALL {
            let document = document(&fixture::assessment(), edition, fixture::DATE);
            let with: Vec<&str> = document
                .parts
                .iter()
                .filter(|part| {
                    let mut lines = Vec::new();
                    text::of_blocks(&part.blocks, &mut lines);
                    lines.iter().any(|line| line.contains(fixture::MEMO))
                })
                .map(|part| part.name.as_str())
                .collect();
            let expected: &[&str] =
                if edition.audience() == Audience::Office { &["指摘・内部メモ"] } else { &[] };
            assert_eq!(with, expected, "{edition:?}");
            let all = format!("{document:?}");
            assert_eq!(all.contains(fixture::MEMO), edition.audience() == Audience::Office, "{edition:?}");
        }
    }

    /// What a department that is not responsible wrote stands in the committee's paper alone.
    #[test]
    fn a_row_of_another_department_is_in_no_public_paper() {
        const TEXT: &str = "担当していない課が書いた実績";
        let foreign = crate::intake::fixture::form("三課", "c.xlsx").row((2, 1), |row| {
            row.result(TEXT).issues("担当外の課題").next_steps("担当外の次の一歩");
        });
        let mut forms = crate::assess::fixture::year_one();
        forms.push(foreign.build());
        let assessment = crate::assess::fixture::assessed(forms);
        for edition in Edition::ALL {
            let all = format!("{:?}", document(&assessment, edition, fixture::DATE));
            let is_internal = edition.audience() == Audience::Office;
            for text in [TEXT, "担当外の課題", "担当外の次の一歩"] {
                assert_eq!(all.contains(text), is_internal, "{text} {edition:?}");
            }
        }
        let flat = format!("{:?}", flat::table(&assessment));
        assert!(!flat.contains(TEXT) && flat.contains("準備を進めた。"));
    }

    #[test]
    fn missing_blank_and_zero_are_printed_differently() {
        let public = text_of(Edition::Public);
        // 1-2 was not handed in; 1-1 has an effect of 1,860.5 thousand yen; 2-1 one of ▲120.9.
        assert!(public.contains("1-2\t会計課　実績の報告がない。\t区分なし\t―\t―"), "{public}");
        assert!(public.contains("1,860") && public.contains("▲120"));
        // Totals are totals of the unrounded: 1,860.5 - 120.9 = 1,739.6.
        assert!(public.contains("令和3年度の効果額は1,739千円（計画額の定めなし）、指標は"), "{public}");
        assert!(public.contains("実績\t779\t1,739\t2,518"), "{public}");
    }

    #[test]
    fn the_overview_says_how_the_year_went() {
        let public = text_of(Edition::Public);
        assert!(public.contains("評価の対象とした実践項目2件のうち1件（50.0%）が「計画どおり」以上となった。前年度と同じ割合（50.0%）である。"), "{public}");
        assert!(public.contains("4件（実質3件）"));
        assert!(public.contains("報告を求めた3部署のうち2部署から報告があり、1部署からは報告がない。"));
    }

    /// The year's opinions are answered in the next year's report: until then no paper counts answers or says that it prints them.
    #[test]
    fn answers_to_opinions_are_counted_where_there_are_any() {
        let mut assessment = fixture::assessment();
        let waiting = text_of(Edition::Public);
        assert!(
            waiting.contains(
                "1件の意見を述べた。意見の全文は、個票に掲載している。意見への対応は、令和4年度の報告書に掲載する。"
            ),
            "{waiting}"
        );
        assert!(!waiting.contains("うち対応済み"), "{waiting}");
        let mut record = (*assessment.record).clone();
        for opinion in
            record.initiatives.values_mut().filter_map(|it| it.council.as_mut()).flat_map(|it| &mut it.opinions)
        {
            let answer = crate::finding::Sourced::new("広報紙で説明した。".to_owned(), fixture::origin(10, 22));
            opinion.responses = vec![(crate::vocabulary::DepartmentId("会計課".into()), answer)];
        }
        assessment.record = std::sync::Arc::new(record);
        let answered = text::of_document(&document(&assessment, Edition::Public, fixture::DATE));
        assert!(answered.contains("1件の意見を述べた。意見と対応の全文は、個票に掲載している。"), "{answered}");
        assert!(answered.contains("評価者数\t意見\tうち対応済み"), "{answered}");
    }

    #[test]
    fn reorganizations_are_spoken_of_where_there_were_any() {
        let mut assessment = fixture::assessment();
        assert!(!text_of(Edition::Public).contains("機構改正"));
        let mut plan = (*assessment.plan).clone();
        plan.reorganizations = vec![crate::plan::Reorganization {
            date: jiff::civil::date(2021, 4, 1),
            from: vec![crate::vocabulary::DepartmentId("消防本部/予防課".into())],
            to: vec![crate::vocabulary::DepartmentId("消防本部/総務課".into())],
            note: None,
        }]
        .into();
        assessment.plan = std::sync::Arc::new(plan);
        let public = text::of_document(&document(&assessment, Edition::Public, fixture::DATE));
        assert!(
            public.contains("機構改正があった部署の実績は、業務を引き継いだ部署のものとして集計している。"),
            "{public}"
        );
    }

    /// Right under the items that are behind stand those of them that have promised something, and nothing else between.
    #[test]
    fn what_was_promised_stands_under_what_is_behind() {
        let public = text_of(Edition::Public);
        let labels: Vec<&str> = public.lines().filter_map(|line| line.split('\t').next()).collect();
        let behind = labels.iter().position(|label| *label == "計画に届いていないもの").expect("a line of 重点");
        assert_eq!(labels[behind + 1], "うち令和4年度の取組を示したもの");
    }

    /// The table has this year, last year and the sum of all: the reader is told where it holds more than the two.
    #[test]
    fn a_sum_of_more_years_than_stand_beside_it_says_from_when_on() {
        let mut assessment = fixture::assessment();
        assert!(!text_of(Edition::Public).contains("※ 累計は、"));
        let first_year = Assessment { earlier: Vec::new(), ..assessment.clone() };
        assert!(!text::of_document(&document(&first_year, Edition::Public, fixture::DATE)).contains("※ 累計は、"));
        let mut before = (*assessment.earlier[0]).clone();
        before.year = crate::vocabulary::FiscalYear(2019);
        assessment.earlier.insert(0, before.into());
        let public = text::of_document(&document(&assessment, Edition::Public, fixture::DATE));
        assert!(public.contains("※ 累計は、令和元年度からの合計である。"), "{public}");
    }

    #[test]
    fn overrides_carry_their_reason_and_repeats_say_where_they_belong() {
        let public = text_of(Edition::Public);
        assert!(public.contains("※ 2-1の区分は、担当部署によれば「○ 計画どおり」であるが、次の理由により変更した。理由：試行が翌年度に延びたため"));
        assert!(public.contains("再掲。実績及び効果額は、1-1に記載している"));
    }

    #[test]
    fn typed_text_keeps_its_cell_and_its_lines() {
        let document = document(&fixture::assessment(), Edition::Public, fixture::DATE);
        let mut found = Vec::new();
        walk_tables(&document, &mut |table: &Table| {
            for cell in table.groups.iter().flat_map(|g| &g.rows).flat_map(|row| &row.cells) {
                for block in &cell.content {
                    let Block::Paragraph(paragraph) = block else { continue };
                    for inline in &paragraph.text {
                        if let Inline::Text(text) = inline {
                            found.extend(text.origin.as_ref().map(|at| (text.text.clone(), at.to_string())));
                        }
                    }
                }
            }
        });
        let cell = "令和3年度/総務部行政監理室.xlsx!入力!I11";
        assert_eq!(found[0], ("広告枠を3か所増やした。".to_owned(), cell.to_owned()));
        assert_eq!(found[1], ("契約は12件である。".to_owned(), cell.to_owned()));
    }

    #[test]
    fn rows_of_every_table_fill_its_columns() {
        for edition in Edition::ALL {
            let document = document(&fixture::assessment(), edition, fixture::DATE);
            walk_tables(&document, &mut |table: &Table| check_grid(table));
        }
    }

    #[test]
    fn anchors_are_unique_and_every_reference_leads_to_one() {
        for edition in Edition::ALL {
            let printed = format!("{:?}", document(&fixture::assessment(), edition, fixture::DATE));
            let names = |prefix: &str| -> Vec<String> {
                printed.split(prefix).skip(1).map(|rest| rest.split('"').next().unwrap_or("").to_owned()).collect()
            };
            let anchors = names("anchor: Some(Anchor(\"");
            let mut unique = anchors.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), anchors.len(), "{edition:?}");
            for target in names("target: Anchor(\"") {
                assert!(unique.binary_search(&target).is_ok(), "{edition:?} {target}");
            }
        }
    }

    fn walk_tables(document: &Document, visit: &mut dyn FnMut(&Table)) {
        fn blocks(list: &[Block], visit: &mut dyn FnMut(&Table)) {
            for block in list {
                match block {
                    Block::Table(table) => visit(table),
                    Block::Labelled { body, .. } | Block::Together(body) | Block::Closing(body) => blocks(body, visit),
                    Block::Columns(columns) => columns.columns.iter().for_each(|(_, body)| blocks(body, visit)),
                    _ => {}
                }
            }
        }
        document.parts.iter().for_each(|part| blocks(&part.blocks, visit));
    }

    /// Every place of a table is covered exactly once, spans counted.
    fn check_grid(table: &Table) {
        let width = table.columns.len();
        let sections = [
            table.head.iter().collect::<Vec<_>>(),
            table.groups.iter().flat_map(|group| group.heading.iter().chain(&group.rows)).collect(),
            table.foot.iter().collect(),
        ];
        for rows in sections {
            let mut hanging = vec![0u32; width];
            for row in rows {
                let mut cells = row.cells.iter();
                let mut column = 0;
                while column < width {
                    if hanging[column] > 0 {
                        hanging[column] -= 1;
                        column += 1;
                        continue;
                    }
                    let cell = cells.next().unwrap_or_else(|| panic!("a row is too short: {row:?}"));
                    for _ in 0..cell.col_span {
                        assert_eq!(hanging.get(column), Some(&0), "spans overlap: {row:?}");
                        hanging[column] = cell.row_span - 1;
                        column += 1;
                    }
                }
                assert!(cells.next().is_none(), "a row is too long: {row:?}");
            }
            assert!(hanging.iter().all(|rows| *rows == 0), "a span hangs below its section");
        }
    }
}
