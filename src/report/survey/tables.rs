//! The lists of the survey.

use std::collections::{BTreeMap, BTreeSet};

use super::list_table::{ListColumn, ListTable, ListValue, Shown};
use crate::report::figures;
use crate::survey::{GradeInUse, Publication, Survey, SurveyedInitiative, WordCount, YearFigures};
use crate::vocabulary::{EffectKind, EffectTerm, FiscalYear, Yen, japanese_date};

/// So many initiatives are named beside a word on paper.
const EXAMPLES: usize = 4;

/// All lists in their order.
pub(crate) fn all(survey: &Survey) -> Vec<ListTable> {
    vec![
        cities(survey),
        grades(survey),
        effects(survey),
        by_year(survey),
        city_years(survey),
        goals(survey),
        themes(survey),
        words("Asked", "指定した語", &survey.asked, survey),
        words("Words", "多くの取組項目にある語", &survey.frequent, survey),
        word_initiatives(survey),
        initiatives(survey),
        sources(survey),
        left_out(survey),
    ]
}

fn text(text: impl Into<String>) -> ListValue {
    ListValue::text(text)
}

/// The columns by which a plan is known.
fn plan_columns(shown: Shown) -> Vec<ListColumn> {
    vec![
        ListColumn::texts("団体コード", 150, 11.0).shown(Shown::InWorkbook),
        ListColumn::texts("団体", 3, 16.0).shown(shown),
        ListColumn::texts("計画", 4, 24.0).shown(shown),
    ]
}

fn plan_values(of: &Publication) -> Vec<ListValue> {
    vec![ListValue::or_none(of.code.clone(), ListValue::Text), text(&*of.city), text(&*of.plan)]
}

fn year_values(of: &YearFigures) -> [ListValue; 2] {
    [text(of.year.to_string()), text(&*of.state)]
}

/// On time of what the city's own scale counts.
fn on_time(of: &YearFigures) -> [ListValue; 3] {
    let share = ListValue::or_none(figures::share(of.on_track, of.rated), ListValue::Percent);
    [ListValue::Count(of.rated), ListValue::Count(of.on_track), share]
}

fn on_time_columns() -> [ListColumn; 3] {
    [
        ListColumn::figures("評価対象", 160, 10.0),
        ListColumn::figures("計画どおり以上", 245, 12.0),
        ListColumn::figures("割合(%)", 140, 9.0),
    ]
}

fn last_years(survey: &Survey) -> impl Iterator<Item = (&Publication, &YearFigures)> {
    survey.publications.iter().filter_map(|of| Some((of, of.last()?)))
}

fn cities(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::Everywhere);
    columns.extend([
        ListColumn::texts("年度", 195, 11.0),
        ListColumn::texts("速報・確定", 130, 9.0),
        ListColumn::figures("提出を求めた部署", 180, 11.0),
        ListColumn::figures("提出した部署", 150, 10.0),
        ListColumn::figures("取組項目", 145, 10.0),
        ListColumn::figures("実践項目", 145, 10.0),
        ListColumn::figures("報告のあるもの", 180, 11.0),
    ]);
    columns.extend(on_time_columns());
    columns.extend([
        ListColumn::figures("比べられる指標", 180, 11.0),
        ListColumn::figures("目標を達成した指標", 180, 12.0),
    ]);
    let rows = last_years(survey).map(|(of, year)| {
        let mut row = plan_values(of);
        row.extend(year_values(year));
        let counts = [year.departments, year.submitted, year.initiatives, year.actions, year.reported];
        row.extend(counts.map(ListValue::Count));
        row.extend(on_time(year));
        row.extend([year.indicators, year.indicators_met].map(ListValue::Count));
        row
    });
    ListTable {
        name: "Cities",
        title: "団体別の件数",
        about: "※ 各団体の最新の年度。実践項目は、再掲を除く。比べられる指標は、目標値と実績値のあるもの（年度の途中の報告によるものを除く。）".to_owned(),
        unit: Some("件"),
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

fn grades(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::AsGroup);
    columns.extend([
        ListColumn::texts("記号", 120, 7.0),
        ListColumn::texts("区分", 3, 18.0),
        ListColumn::texts("意味（団体の定め）", 8, 50.0),
        ListColumn::texts("割合での扱い", 4, 24.0),
        ListColumn::figures("実践項目", 150, 10.0),
    ]);
    let counted = |grade: &GradeInUse| match (grade.rated, grade.on_track) {
        (true, true) => "評価対象、計画どおり以上",
        (true, false) => "評価対象",
        (false, _) => "含めない",
    };
    let rows = last_years(survey).flat_map(|(of, year)| {
        let row = |mark: ListValue, name: &str, meaning: ListValue, counted: &str, count: u32| {
            let mut row = plan_values(of);
            row.extend([mark, text(name), meaning, text(counted), ListValue::Count(count)]);
            row
        };
        let of_grade = |grade: &GradeInUse| {
            let mark = ListValue::or_none(grade.mark.clone(), ListValue::Text);
            let meaning = (!grade.meaning.is_empty()).then(|| grade.meaning.clone());
            let count = year.by_grade.get(&grade.name).copied().unwrap_or(0);
            row(mark, &grade.name, ListValue::or_none(meaning, ListValue::Text), counted(grade), count)
        };
        let ungraded = row(ListValue::None, "区分なし", ListValue::None, "含めない", year.ungraded);
        of.grades.iter().map(of_grade).chain([ungraded]).collect::<Vec<_>>()
    });
    ListTable {
        name: "Grades",
        title: "団体ごとの進捗区分",
        about: "※ 区分の数、名、意味は団体が定めたものであり、同じ記号でも団体により意味が異なる".to_owned(),
        unit: Some("件"),
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

/// The kinds of effect that plans have where they name none of their own, in the order of their columns.
const KINDS: [(EffectKind, EffectTerm); 4] = [
    (EffectKind::Revenue, EffectTerm::Once),
    (EffectKind::Revenue, EffectTerm::Recurring),
    (EffectKind::Saving, EffectTerm::Once),
    (EffectKind::Saving, EffectTerm::Recurring),
];

fn amount(yen: Option<Yen>) -> ListValue {
    ListValue::or_none(yen, ListValue::Amount)
}

/// An effect that somebody reported.
fn effect(of: &YearFigures) -> ListValue {
    amount((!of.effects.is_empty()).then_some(of.effect))
}

/// Effects of the kinds that a plan has named itself: their sum, which nobody reported where it is absent, and their names.
fn of_own_kinds(of: &YearFigures) -> (Option<Yen>, String) {
    let is_usual = |kind: &str, term: EffectTerm| KINDS.iter().any(|usual| (usual.0.label(), usual.1) == (kind, term));
    let own = || of.effects.iter().filter(|((kind, term), _)| !is_usual(kind, *term));
    // The parts of a sum that was published.
    let sum = own().next().map(|_| Yen(own().map(|(_, yen)| yen.0).fold(0, i64::saturating_add)));
    let names: Vec<String> = own().map(|((kind, term), _)| format!("{kind}（{}）", term.label())).collect();
    (sum, names.join("、"))
}

fn effects(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::Everywhere);
    columns.extend([
        ListColumn::texts("年度", 195, 11.0),
        ListColumn::texts("速報・確定", 130, 9.0),
        ListColumn::figures("歳入増（単年度）", 225, 16.0),
        ListColumn::figures("歳入増（継続）", 225, 16.0),
        ListColumn::figures("歳出減（単年度）", 225, 16.0),
        ListColumn::figures("歳出減（継続）", 225, 16.0),
        ListColumn::figures("その他の種別", 225, 16.0),
        ListColumn::texts("その他の種別の名（団体の定め）", 225, 30.0).shown(Shown::InWorkbook),
        ListColumn::figures("効果額の計", 240, 16.0),
        ListColumn::figures("計画の効果額", 240, 16.0),
    ]);
    let rows = last_years(survey).map(|(of, year)| {
        let mut row = plan_values(of);
        row.extend(year_values(year));
        row.extend(KINDS.map(|(kind, term)| amount(year.effects.get(&(kind.label().to_owned(), term)).copied())));
        let (own, names) = of_own_kinds(year);
        row.extend([amount(own), ListValue::or_none((!names.is_empty()).then_some(names), ListValue::Text)]);
        row.extend([effect(year), amount(year.planned)]);
        row
    });
    ListTable {
        name: "Effects",
        title: "団体別の効果額",
        about: "※ 各団体の最新の年度。端数処理をしていない額。効果額に何を含めるか、種別をどう分けるかは、団体が定めたものによる。その他の種別は、団体が名付けた種別の計。―は、報告又は計画のないもの"
            .to_owned(),
        unit: Some("円"),
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

/// The sums of all plans that report on a year.
#[derive(Default)]
struct YearSum {
    plans: u32,
    settled: u32,
    initiatives: u32,
    actions: u32,
    reported: u32,
    effect: i128,
    has_effect: bool,
}

fn by_year(survey: &Survey) -> ListTable {
    let columns = vec![
        ListColumn::texts("年度", 3, 14.0),
        ListColumn::figures("計画の数", 200, 10.0),
        ListColumn::figures("うち確定", 200, 10.0),
        ListColumn::figures("取組項目", 200, 10.0),
        ListColumn::figures("実践項目", 200, 10.0),
        ListColumn::figures("報告のあるもの", 250, 12.0),
        ListColumn::figures("効果額の計（円）", 400, 20.0),
    ];
    let mut sums: BTreeMap<FiscalYear, YearSum> = BTreeMap::new();
    for year in survey.publications.iter().flat_map(|of| &of.years) {
        let sum = sums.entry(year.year).or_default();
        sum.plans += 1;
        sum.settled += u32::from(year.state == "確定");
        sum.initiatives += year.initiatives;
        sum.actions += year.actions;
        sum.reported += year.reported;
        sum.effect += i128::from(year.effect.0);
        sum.has_effect |= !year.effects.is_empty();
    }
    let rows = sums.into_iter().map(|(year, sum)| {
        let counts = [sum.plans, sum.settled, sum.initiatives, sum.actions, sum.reported];
        let effect = i64::try_from(sum.effect).ok().filter(|_| sum.has_effect).map(Yen);
        let counts = counts.map(ListValue::Count);
        [text(year.to_string())].into_iter().chain(counts).chain([amount(effect)]).collect()
    });
    ListTable {
        name: "Years",
        title: "年度別の計",
        about: "※ 年度により、報告している計画の数が異なる。増減は、計画の数の違いを含む".to_owned(),
        unit: None,
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

fn city_years(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::AsGroup);
    columns.extend([
        ListColumn::texts("年度", 3, 11.0),
        ListColumn::texts("速報・確定", 200, 9.0),
        ListColumn::figures("実践項目", 200, 10.0),
        ListColumn::figures("報告のあるもの", 240, 11.0),
    ]);
    columns.extend(on_time_columns());
    columns
        .extend([ListColumn::figures("効果額（円）", 330, 18.0), ListColumn::figures("計画の効果額（円）", 330, 18.0)]);
    let rows = survey.publications.iter().flat_map(|of| {
        of.years.iter().map(move |year| {
            let mut row = plan_values(of);
            row.extend(year_values(year));
            row.extend([year.actions, year.reported].map(ListValue::Count));
            row.extend(on_time(year));
            row.extend([effect(year), amount(year.planned)]);
            row
        })
    });
    ListTable {
        name: "CityYears",
        title: "団体別・年度別",
        about: "※ 各団体の最新のデータにある年度のすべて。件数の単位は件".to_owned(),
        unit: None,
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

fn goals(survey: &Survey) -> ListTable {
    let mut sums: BTreeMap<u8, (String, u32, BTreeSet<usize>)> = BTreeMap::new();
    for (at, of) in survey.publications.iter().enumerate() {
        for (goal, name) in of.initiatives.iter().flat_map(|initiative| &initiative.goals) {
            let (known, count, cities) = sums.entry(*goal).or_default();
            if known.is_empty() {
                known.clone_from(name);
            }
            *count += 1;
            cities.insert(at);
        }
    }
    let rows = sums.into_iter().map(|(goal, (name, count, cities))| {
        let cities = u32::try_from(cities.len()).unwrap_or(u32::MAX);
        vec![ListValue::Count(goal.into()), text(name), ListValue::Count(cities), ListValue::Count(count)]
    });
    let without = survey.publications.iter().filter(|of| of.initiatives.iter().all(|of| of.goals.is_empty())).count();
    ListTable {
        name: "Goals",
        title: "SDGsの目標別",
        about: format!(
            "※ 取組項目は、複数の目標に数えることがある。SDGsの目標を付けていない計画は、{without}件（この表に含まない。）"
        ),
        unit: Some("件"),
        on_paper: true,
        columns: vec![
            ListColumn::figures("目標", 150, 7.0),
            ListColumn::texts("名称", 8, 40.0),
            ListColumn::figures("計画の数", 250, 10.0),
            ListColumn::figures("取組項目", 250, 10.0),
        ],
        rows: rows.collect(),
    }
}

fn themes(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::AsGroup);
    columns.extend([ListColumn::texts("テーマ", 8, 40.0), ListColumn::figures("取組項目", 250, 10.0)]);
    let rows = survey.publications.iter().flat_map(|of| {
        let mut counts: BTreeMap<(i64, &str), u32> = BTreeMap::new();
        for (number, theme) in of.initiatives.iter().flat_map(|initiative| &initiative.themes) {
            *counts.entry((*number, theme)).or_default() += 1;
        }
        counts.into_iter().map(move |((_, theme), count)| {
            let mut row = plan_values(of);
            row.extend([text(theme), ListValue::Count(count)]);
            row
        })
    });
    ListTable {
        name: "Themes",
        title: "団体ごとのテーマ別",
        about: "※ テーマは団体が定めたもの。取組項目は、複数のテーマに数えることがある".to_owned(),
        unit: Some("件"),
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

fn words(name: &'static str, title: &'static str, words: &[WordCount], survey: &Survey) -> ListTable {
    let rows = words.iter().map(|of| {
        let named = initiatives_of(of, survey).take(EXAMPLES);
        let mut examples: Vec<String> =
            named.map(|(city, initiative)| format!("{}「{}」", city.city, initiative.name)).collect();
        if of.initiatives.len() > EXAMPLES {
            examples.push(format!("ほか{}件", of.initiatives.len() - EXAMPLES));
        }
        let count = u32::try_from(of.initiatives.len()).unwrap_or(u32::MAX);
        let examples = if examples.is_empty() { ListValue::None } else { text(examples.join("、")) };
        vec![text(&*of.word), ListValue::Count(of.plans), ListValue::Count(count), examples]
    });
    ListTable {
        name,
        title,
        about: "※ すべての取組項目は、ブックのシート「語と取組項目」にある".to_owned(),
        unit: Some("件"),
        on_paper: !words.is_empty(),
        columns: vec![
            ListColumn::texts("語", 3, 18.0),
            ListColumn::figures("計画の数", 170, 10.0),
            ListColumn::figures("取組項目", 170, 10.0),
            ListColumn::texts("取組項目の例", 14, 80.0),
        ],
        rows: rows.collect(),
    }
}

fn initiatives_of<'a>(
    word: &'a WordCount,
    survey: &'a Survey,
) -> impl Iterator<Item = (&'a Publication, &'a SurveyedInitiative)> {
    word.initiatives.iter().filter_map(|(city, at)| {
        let of = survey.publications.get(*city)?;
        Some((of, of.initiatives.get(*at)?))
    })
}

/// Lists that the workbook alone has.
fn in_workbook(
    name: &'static str,
    title: &'static str,
    columns: Vec<ListColumn>,
    rows: Vec<Vec<ListValue>>,
) -> ListTable {
    ListTable { name, title, about: String::new(), unit: None, on_paper: false, columns, rows }
}

fn word_initiatives(survey: &Survey) -> ListTable {
    let mut columns = vec![ListColumn::texts("語", 3, 18.0)];
    columns.extend(plan_columns(Shown::Everywhere));
    columns.extend([ListColumn::figures("取組項目番号", 150, 9.0), ListColumn::texts("取組項目", 8, 44.0)]);
    let rows = survey.asked.iter().chain(&survey.frequent).flat_map(|word| {
        initiatives_of(word, survey).map(|(of, initiative)| {
            let mut row = vec![text(&*word.word)];
            row.extend(plan_values(of));
            row.extend([ListValue::Count(initiative.number), text(&*initiative.name)]);
            row
        })
    });
    in_workbook("WordInitiatives", "語と取組項目", columns, rows.collect())
}

fn initiatives(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::Everywhere);
    columns.extend([
        ListColumn::figures("取組項目番号", 150, 9.0),
        ListColumn::texts("取組項目", 8, 34.0),
        ListColumn::texts("取組内容", 8, 60.0),
    ]);
    let rows = survey.publications.iter().flat_map(|of| {
        of.initiatives.iter().map(move |initiative| {
            let content = (!initiative.content.is_empty()).then(|| initiative.content.clone());
            let mut row = plan_values(of);
            row.extend([ListValue::Count(initiative.number), text(&*initiative.name)]);
            row.push(ListValue::or_none(content, ListValue::Text));
            row
        })
    });
    in_workbook("Initiatives", "取組項目", columns, rows.collect())
}

fn sources(survey: &Survey) -> ListTable {
    let mut columns = plan_columns(Shown::InWorkbook);
    columns.extend([
        ListColumn::texts("出典", 8, 50.0),
        ListColumn::texts("公表日", 330, 17.0),
        ListColumn::texts("利用条件", 5, 30.0),
        ListColumn::texts("データの場所", 5, 34.0),
    ]);
    let stated = |text: &str| if text.is_empty() { text_not_stated() } else { ListValue::text(text) };
    let rows = survey.publications.iter().map(|of| {
        let mut row = plan_values(of);
        let source = match of.terms.source.as_str() {
            "" => format!("{}「{}」", of.city, of.plan),
            source => source.to_owned(),
        };
        row.extend([text(source), text(japanese_date(of.published)), stated(&of.terms.license), text(&*of.place)]);
        row
    });
    ListTable {
        name: "Sources",
        title: "出典と利用条件",
        about: "※ 各団体が公表したデータを加工して作成した".to_owned(),
        unit: None,
        on_paper: true,
        columns,
        rows: rows.collect(),
    }
}

fn text_not_stated() -> ListValue {
    ListValue::text("記載なし")
}

fn left_out(survey: &Survey) -> ListTable {
    let rows = survey.findings.iter().map(|finding| {
        let place = finding.origin.as_ref().map(ToString::to_string);
        let found = finding.found.as_ref().map(|found| format!("（{found}）")).unwrap_or_default();
        vec![
            ListValue::or_none(place, ListValue::Text),
            text(finding.severity.label()),
            text(format!("{}{found}", finding.message)),
            ListValue::or_none(finding.remedies(), ListValue::Text),
        ]
    });
    ListTable {
        name: "LeftOut",
        title: "数えていないデータ",
        about: "※ 参考は、新しいデータ又は同じデータで数えたもの。確認及び要修正は、数えられなかったもの".to_owned(),
        unit: None,
        on_paper: !survey.findings.is_empty(),
        columns: vec![
            ListColumn::texts("場所", 5, 34.0),
            ListColumn::texts("程度", 150, 8.0),
            ListColumn::texts("内容", 8, 60.0),
            ListColumn::texts("直し方", 7, 50.0),
        ],
        rows: rows.collect(),
    }
}
