//! Random valid plans for properties: every kind of value, odd characters, several reorganizations.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use kaikaku::contract::{Audience, FormField, Visibility};
use kaikaku::plan::narrative::{Basics, Body, Generation, Organization, Points, Section, SectionFigure, TablePart};
use kaikaku::plan::{
    ActionItem, Bureau, Deadline, Department, DigestPaper, Direction, EffectKinds, ForeignForm, Goal, GradedLevel,
    Grader, Group, Indicator, Initiative, KanjiForms, LaterMarks, Level, Look, MOST_GRADERS, Narrative, OpenDataTerms,
    Plan, Rating, ReadingLimit, Reorganization, Responsible, Settings, Term, Theme, Words, YearStages,
};
use kaikaku::vocabulary::{
    ActionId, DepartmentId, FiscalYear, Grade, GradeId, GradeRule, GradeScale, GradeSource, IndicatorId, InitiativeNo,
    MoneyStyle, MoneyUnit, OfSeveral, Period, Periods, Rounding, ShortName, Stage, StageEnd, Stages, StatedStage,
    ThemeId, YearParts, Yen,
};
use rust_decimal::Decimal;

/// A stream of numbers that a seed decides (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `below` - 1.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        (self.next() % below.max(1) as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// About so many percent of a list, in its order.
    pub(crate) fn some_of<T: Clone>(&mut self, of: &[T], percent: usize) -> Vec<T> {
        of.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    fn list<T>(&mut self, most: usize, mut one: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| one(self)).collect()
    }

    /// Text with the characters that break writers and readers, never empty, without white space at its ends.
    fn text(&mut self) -> String {
        const ODD: &str = "改革推進市民サービスの向上、。「」（）・ー～①㎡髙﨑辻𠮷Aa09\"'\\#=[]{}<>&%_x0041_,;:|-+@　 ";
        let odd: Vec<char> = ODD.chars().collect();
        let inner: String = (0..self.below(14)).map(|_| *self.pick(&odd)).collect();
        let strong = if self.chance(10) { "**太字**" } else { "" };
        format!("文{inner}{strong}尾")
    }

    /// Text or none.
    fn some_text(&mut self) -> String {
        if self.chance(50) { self.text() } else { String::new() }
    }

    fn decimal(&mut self) -> Decimal {
        let mantissa = self.below(2_000_000) as i64 - 1_000_000;
        Decimal::new(mantissa, self.below(4) as u32)
    }

    fn points(&mut self) -> Points {
        Points { title: self.text(), points: self.list(3, Dice::text) }
    }
}

/// The plan of a seed.
pub(crate) fn random_plan(seed: u64) -> Plan {
    let mut dice = Dice(seed);
    let first_year = FiscalYear(2010 + dice.below(20) as i16);
    let last_year = FiscalYear(first_year.0 + dice.below(6) as i16);
    let years: Vec<FiscalYear> = first_year.through(last_year).collect();
    let themes: Vec<Theme> = (1..=dice.below(9) as u8)
        .map(|id| Theme { id: ThemeId(id), short: format!("題{id}"), title: dice.text(), text: dice.text() })
        .collect();
    let goals: Vec<Goal> =
        (1..=17).filter(|_| dice.chance(60)).map(|number| Goal { number, name: format!("目標{number}") }).collect();
    let bureaus: Vec<Bureau> =
        (0..1 + dice.below(4)).map(|i| Bureau { name: format!("第{i}部"), abbreviation: format!("{i}") }).collect();
    let (departments, reorganizations) = units(&mut dice, &bureaus, first_year);
    let mut initiatives = initiatives(&mut dice, &years, &themes, &goals, &departments);
    let levels = levels(&mut dice);
    if let Some(lowest) = levels.last() {
        initiatives.iter_mut().for_each(|item| item.group = Some(dice.below(lowest.groups.len())));
    }
    let actions: Vec<ActionId> = initiatives.iter().flat_map(|i| &i.actions).map(|action| action.id).collect();
    let computed = dice.chance(30);
    let count = 1 + dice.below(5) as u8;
    let mut grades: Vec<Grade> = (0..count)
        .map(|i| Grade {
            id: GradeId(i),
            mark: if dice.chance(20) { String::new() } else { format!("印{i}") },
            name: format!("区分{i}"),
            meaning: dice.text(),
            aliases: (0..dice.below(3)).map(|n| format!("別{i}{n}")).collect(),
            points: Some(50 - i),
            on_track: dice.chance(50),
            needs_reason: dice.chance(20),
            from: computed.then(|| Decimal::new(i64::from(count - 1 - i) * 125, 1).normalize()),
            ends: dice.chance(20),
        })
        .collect();
    if dice.chance(50) {
        let id = GradeId(grades.len() as u8);
        let (mark, name) = ("－".to_owned(), "対象外".to_owned());
        let meaning = dice.text();
        grades.push(Grade {
            id,
            mark,
            name,
            meaning,
            aliases: Vec::new(),
            points: None,
            on_track: false,
            needs_reason: false,
            from: None,
            ends: dice.chance(50),
        });
    }
    let weights: BTreeMap<ActionId, u32> =
        actions.iter().filter(|_| dice.chance(20)).map(|id| (*id, 1 + id.number as u32 * 7)).collect();
    let settings = settings(&mut dice, &years);
    let schedule_by = *dice.pick(&YearParts::ALL);
    divide(&mut dice, schedule_by, &mut initiatives);
    in_words_of(&settings.stages, &mut initiatives);
    let pages_end_after: Vec<u16> = initiatives.iter().filter(|_| dice.chance(20)).map(|i| i.no.0).collect();
    let mut plan = Plan {
        title: dice.text(),
        stage_of_drafting: if dice.chance(50) { dice.text() } else { String::new() },
        short_title: dice.text(),
        city: dice.text(),
        issued: dice.text(),
        first_year,
        last_year,
        review_year: dice.chance(80).then(|| *dice.pick(&years)),
        schedule_by,
        departments_as_of: day(&mut dice, first_year),
        notice: dice.chance(50).then(|| "サンプル（架空）".to_owned()),
        levels,
        themes,
        goals,
        bureaus,
        departments,
        reorganizations: reorganizations.into(),
        initiatives,
        grades: GradeScale {
            grades,
            rule: *dice.pick(&[GradeRule::Lowest, GradeRule::Majority, GradeRule::Weighted]),
            weights,
            source: if computed { GradeSource::Indicators } else { GradeSource::Typed },
            of_several: *dice.pick(&OfSeveral::ALL),
        },
        narrative: narrative(&mut dice, pages_end_after),
        glossary: (0..dice.below(3)).map(|at| Term { term: format!("語{at}"), meaning: dice.text() }).collect(),
        words: words(&mut dice),
        settings,
        derived: Default::default(),
    };
    if dice.chance(50) {
        crate::costs::put(&mut dice, &mut plan);
    }
    plan
}

/// None, one or two levels above the initiatives.
fn levels(dice: &mut Dice) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    for level in 0..dice.below(3) {
        let above = levels.last().map(|above| above.groups.len());
        let groups = (1..=1 + dice.below(3))
            .map(|at| Group {
                number: if dice.chance(80) { format!("{level}-({at})") } else { String::new() },
                name: format!("{at}番目の{}", dice.text()),
                text: if dice.chance(50) { dice.text() } else { String::new() },
                of: above.map(|above| dice.below(above)),
            })
            .collect();
        levels.push(Level { name: format!("第{level}段"), groups });
    }
    levels
}

fn day(dice: &mut Dice, near: FiscalYear) -> Date {
    near.first_day().saturating_add((dice.below(1000) as i64 - 500).days())
}

/// Units, some of which change twice: the days follow from the changes, as the reader has them.
fn units(dice: &mut Dice, bureaus: &[Bureau], first_year: FiscalYear) -> (Vec<Department>, Vec<Reorganization>) {
    let name = |dice: &mut Dice, i: usize| {
        let bureau = dice.chance(80).then(|| dice.pick(bureaus).name.clone());
        DepartmentId::new(bureau.as_deref(), &format!("第{i}課"))
    };
    let mut departments: Vec<Department> = (0..2 + dice.below(8))
        .map(|i| {
            let since = dice.chance(10).then(|| first_year.first_day().saturating_sub(1000.days()));
            Department { id: name(dice, i), since, until: None }
        })
        .collect();
    let mut changes = Vec::new();
    for step in 1..=dice.below(4) as i64 {
        let date = first_year.first_day().saturating_add((step * 365).days());
        let living: Vec<usize> = (0..departments.len()).filter(|i| departments[*i].until.is_none()).collect();
        let mut from: Vec<usize> = Vec::new();
        for _ in 0..=dice.below(2) {
            let unit = *dice.pick(&living);
            if !from.contains(&unit) {
                from.push(unit);
            }
        }
        if from.len() == living.len() {
            continue;
        }
        let stays = dice.chance(25).then(|| from[0]);
        let mut to: Vec<DepartmentId> = stays.iter().map(|i| departments[*i].id.clone()).collect();
        let old: Vec<DepartmentId> = from.iter().map(|i| departments[*i].id.clone()).collect();
        for unit in from.into_iter().filter(|unit| Some(*unit) != stays) {
            departments[unit].until = date.yesterday().ok();
        }
        for _ in 0..dice.below(3) {
            let id = name(dice, departments.len());
            to.push(id.clone());
            departments.push(Department { id, since: Some(date), until: None });
        }
        let note = dice.chance(50).then(|| dice.text());
        changes.push(Reorganization { date, from: old, to, note });
    }
    (departments, changes)
}

fn initiatives(
    dice: &mut Dice,
    years: &[FiscalYear],
    themes: &[Theme],
    goals: &[Goal],
    departments: &[Department],
) -> Vec<Initiative> {
    let mut initiatives: Vec<Initiative> = Vec::new();
    for no in 1..=1 + dice.below(6) as u16 {
        let no = no * 2;
        let mut responsible = vec![Responsible::Department(dice.pick(departments).id.clone())];
        for _ in 0..dice.below(4) {
            let unit = if dice.chance(15) {
                Responsible::Open("各担当部署".to_owned())
            } else {
                Responsible::Department(dice.pick(departments).id.clone())
            };
            if !responsible.contains(&unit) {
                responsible.push(unit);
            }
        }
        let earlier: Vec<ActionId> = initiatives
            .iter()
            .flat_map(|i: &Initiative| &i.actions)
            .filter(|action| action.repeats.is_none())
            .map(|action| action.id)
            .collect();
        let actions = (1..=dice.below(5) as u16)
            .map(|number| action(dice, ActionId::new(no, number), years, &responsible, departments, &earlier))
            .collect();
        let themes: BTreeSet<_> = themes.iter().filter(|_| dice.chance(40)).map(|theme| theme.id).collect();
        let goals: BTreeSet<_> = goals.iter().filter(|_| dice.chance(20)).map(|goal| goal.number).collect();
        let mut later = LaterMarks::default();
        later.themes.extend(themes.iter().filter(|_| dice.chance(10)).map(|theme| (*theme, years[0])));
        later.goals.extend(goals.iter().filter(|_| dice.chance(10)).map(|goal| (*goal, years[0])));
        initiatives.push(Initiative {
            no: InitiativeNo(no),
            printed: if dice.chance(30) { format!("{}－({no})", dice.text()) } else { no.to_string() },
            name: dice.text(),
            responsible,
            group: None,
            themes,
            goals,
            later,
            content: dice.text(),
            actions,
        });
    }
    initiatives
}

fn action(
    dice: &mut Dice,
    id: ActionId,
    years: &[FiscalYear],
    responsible: &[Responsible],
    departments: &[Department],
    earlier: &[ActionId],
) -> ActionItem {
    let named: Vec<&DepartmentId> = responsible
        .iter()
        .filter_map(|unit| match unit {
            Responsible::Department(id) => Some(id),
            Responsible::Open(_) => None,
        })
        .collect();
    let lead = (*dice.pick(&named)).clone();
    let mut partners: Vec<DepartmentId> = Vec::new();
    for _ in 0..dice.below(3) {
        let partner = dice.pick(departments).id.clone();
        if partner != lead && !partners.contains(&partner) {
            partners.push(partner);
        }
    }
    let mut schedule = BTreeMap::new();
    for year in dice.some_of(years, 80) {
        schedule.insert(year, YearStages::Whole(stages_of_a_time(dice)));
    }
    let indicators = (1..=dice.below(3) as u8)
        .map(|number| Indicator {
            id: IndicatorId { action: id, number },
            name: dice.text(),
            unit: if dice.chance(80) { "件".to_owned() } else { String::new() },
            direction: *dice.pick(&[Direction::Higher, Direction::Lower, Direction::Keep]),
            baseline: dice.chance(70).then(|| dice.decimal()),
            targets: dice.some_of(years, 70).into_iter().map(|year| (year, dice.decimal())).collect(),
        })
        .collect();
    let effect = |dice: &mut Dice| {
        let yen = dice.below(1_000_000_000) as i64 - 300_000_000;
        Yen(if dice.chance(80) { yen / 1000 * 1000 } else { yen })
    };
    ActionItem {
        id,
        printed: if dice.chance(30) { format!("{}-({})", id.key(), dice.text()) } else { id.key() },
        name: dice.text(),
        lead,
        partners,
        open: dice.chance(10),
        schedule,
        indicators,
        planned_effect: dice.some_of(years, 40).into_iter().map(|year| (year, effect(dice))).collect(),
        planned_costs: BTreeMap::new(),
        added: None,
        repeats: (!earlier.is_empty() && dice.chance(15)).then(|| *dice.pick(earlier)),
    }
}

fn stages_of_a_time(dice: &mut Dice) -> Vec<Stage> {
    let first = *dice.pick(&Stage::ALL);
    let second = *dice.pick(&Stage::ALL);
    if second != first && dice.chance(30) { vec![first, second] } else { vec![first] }
}

/// Divides the years of schedules: some stay whole, some have parts in which nothing is planned.
fn divide(dice: &mut Dice, by: YearParts, initiatives: &mut [Initiative]) {
    let actions = initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions);
    for of_year in actions.flat_map(|action| action.schedule.values_mut()) {
        let parts = by.names().len();
        if parts == 0 || dice.chance(40) {
            continue;
        }
        let of_part = |dice: &mut Dice| if dice.chance(75) { stages_of_a_time(dice) } else { Vec::new() };
        let divided = YearStages::of_parts((0..parts).map(|_| of_part(dice)).collect());
        if !divided.is_empty() {
            *of_year = divided;
        }
    }
}

fn words(dice: &mut Dice) -> Words {
    let mut words = Words::default();
    for (key, ..) in Words::ALL {
        if dice.chance(50) {
            // Some are the stem of a file's name, and most are no longer than a head.
            let is_any = matches!(*key, "office" | "council");
            words.set(key, if is_any { dice.text() } else { format!("言葉{}", dice.below(1000)) });
        }
    }
    words
}

fn narrative(dice: &mut Dice, pages_end_after: Vec<u16>) -> Narrative {
    // A plan may say nothing beside its items.
    if dice.chance(10) {
        return Narrative { table: TablePart { pages_end_after, ..TablePart::default() }, ..Narrative::default() };
    }
    Narrative {
        basics: Basics {
            title: dice.text(),
            history_title: dice.text(),
            generations: dice.list(3, |dice| Generation {
                name: dice.text(),
                points: dice.list(3, Dice::text),
                leads_to: dice.list(2, Dice::text),
            }),
            heritage: dice.list(3, Dice::text),
            successor: dice.text(),
            recognition: dice.points(),
            shift_title: dice.text(),
            shift: dice.list(2, Dice::points),
            spiral: dice.points(),
        },
        theme_points: dice.list(2, Dice::text),
        table: TablePart {
            title: dice.text(),
            pages_end_after,
            note: if dice.chance(70) { dice.text() } else { String::new() },
        },
        composition: dice.points(),
        organization: Organization {
            title: dice.text(),
            structure: dice.points(),
            period: dice.points(),
            bodies: dice.list(4, |dice| Body {
                name: dice.text(),
                role: dice.some_text(),
                outside: dice.chance(30),
                gives: dice.some_text(),
                gets: dice.some_text(),
            }),
        },
        before: dice.list(2, section),
        after: dice.list(2, section),
    }
}

fn section(dice: &mut Dice) -> Section {
    Section {
        title: dice.text(),
        paragraphs: dice.list(3, Dice::text),
        points: dice.list(3, Dice::text),
        figure: dice.chance(50).then(|| *dice.pick(&SectionFigure::ALL)),
    }
}

fn foreign_form(dice: &mut Dice, years: &[FiscalYear], periods: &Periods) -> ForeignForm {
    let periods: Vec<Period> = periods.all().collect();
    // A list, or a sheet an item.
    let is_list = dice.chance(50);
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let (columns, cells): (&[_], &[_]) = match is_list {
        true => (&[("action", "A"), ("result", "F"), ("department", "B"), ("indicators", "G")], &[]),
        false => (&[], &[("action", "B2"), ("result", "「今年度の実績」の右"), ("saving_once", "「効果額」の下")]),
    };
    let ignore = dice.some_of(&["H", "J-L", "B9", "B4:D9"], 40).into_iter().map(str::to_owned).collect();
    let cell = |dice: &mut Dice| format!("{}{}", dice.pick(&["A", "F", "AB"]), 1 + dice.below(40));
    let first_row = 1 + dice.below(50) as u32;
    ForeignForm {
        name: dice.text(),
        sheet: dice.chance(50).then(|| dice.text()),
        signs: (0..=dice.below(2)).map(|_| (cell(dice), dice.text())).collect(),
        period: dice.chance(50).then(|| *dice.pick(&periods)),
        year: dice.chance(50).then(|| *dice.pick(years)),
        unit: dice.chance(50).then(|| dice.pick(&["円", "千円", "百万円"]).to_string()),
        cover: dice
            .some_of(&["department", "year", "period"], 50)
            .into_iter()
            .map(|key| (key.into(), cell(dice)))
            .collect(),
        columns: pairs(columns),
        cells: pairs(cells),
        department: None,
        units: if is_list { BTreeMap::new() } else { pairs(&[("saving_once", "円")]) },
        ignore,
        first_row: is_list.then_some(first_row),
        last_row: (is_list && dice.chance(50)).then(|| first_row + dice.below(50) as u32),
        repeat: (!is_list && dice.chance(50)).then(|| 1 + dice.below(50) as u32),
    }
}

/// Puts the plan's stages in the place of the built-in ones.
fn in_words_of(stages: &Stages, initiatives: &mut [Initiative]) {
    for years in
        initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions).map(|action| &mut action.schedule)
    {
        for of_year in years.values_mut() {
            let own = |stage: &Stage| {
                let at = Stage::ALL.iter().position(|other| other == stage).expect("a built-in one");
                stages.words()[at % stages.words().len()].stage
            };
            let own = |built_in: &[Stage]| {
                let mut own: Vec<Stage> = built_in.iter().map(own).collect();
                own.dedup();
                own
            };
            *of_year = match of_year {
                YearStages::Whole(stages) => YearStages::Whole(own(stages)),
                YearStages::Parts(parts) => YearStages::of_parts(parts.iter().map(|part| own(part)).collect()),
            };
        }
    }
}

/// 中間 and 年度末, quarters or months.
fn periods(dice: &mut Dice) -> Periods {
    let named = |names: &[&str]| {
        let word = |name: &&str| (ShortName::new(name).expect("short"), format!("{name}の終わり"));
        Periods::of_plan(names.iter().map(word).collect())
    };
    match dice.below(4) {
        0 => named(&["第1四半期", "第2四半期", "第3四半期", "第4四半期"]),
        1 => named(&["6月", "9月の報告", "年度末"]),
        2 => named(&["一年"]),
        _ => Periods::default(),
    }
}

/// The built-in stages, or stages by odd names.
pub(crate) fn stages(dice: &mut Dice) -> Stages {
    if dice.chance(40) {
        return Stages::default();
    }
    let names = ["構想", "①始める", "→", "実行／評価", "◇ 続ける", "終わり \"済\"", "とりやめ"];
    let stated = dice.some_of(&names, 70).into_iter().map(|name| StatedStage {
        name: ShortName::new(name).expect("short"),
        end: match name {
            "とりやめ" => Some(StageEnd::Abandoned),
            "→" => None,
            _ if dice.chance(20) => Some(StageEnd::Complete),
            _ => None,
        },
        meaning: dice.some_text(),
        aliases: if dice.chance(30) { vec![format!("{name}中")] } else { Vec::new() },
    });
    let stated: Vec<StatedStage> = stated.collect();
    if stated.is_empty() { Stages::default() } else { Stages::of_plan(stated) }
}

/// Fields for some readers.
fn visibility(dice: &mut Dice) -> Visibility {
    let mut visibility = Visibility::default();
    for field in dice.some_of(&Visibility::CHOSEN, 40) {
        visibility.choose(FormField::Row(field), *dice.pick(&Audience::ALL)).expect("a choice");
    }
    visibility
}

/// Further bodies that grade, with a scale of their own or the plan's.
pub(crate) fn graders(dice: &mut Dice) -> Vec<Grader> {
    let bodies = ["経営会議", "\"外部\"委員"];
    let count = dice.below(MOST_GRADERS + 1);
    let mut graders = Vec::new();
    for body in bodies.into_iter().take(count) {
        let own = dice.chance(50).then(|| match rating(dice) {
            Rating::Points { .. } => Rating::of_letters([("優", "良い"), ("可", "普通")]),
            letters => letters,
        });
        let (level, readers) = (*dice.pick(&GradedLevel::ALL), *dice.pick(&Audience::ALL));
        graders.push(Grader { body: body.to_owned(), level, readers, own });
    }
    graders
}

/// How the council rates: points or letters, with words or without.
pub(crate) fn rating(dice: &mut Dice) -> Rating {
    match dice.below(5) {
        0 => Rating::default(),
        1 => Rating::Points { most: 10, steps: Vec::new() },
        2 => Rating::Points { most: 3, steps: ["良", "可", "不可"].map(str::to_owned).into() },
        3 => Rating::of_letters([("A", ""), ("B", ""), ("C", ""), ("1", "")]),
        _ => Rating::of_letters([("◎", "大いに\"評価\"する"), ("優", "良好"), ("Ｃ", "要改善")]),
    }
}

fn settings(dice: &mut Dice, years: &[FiscalYear]) -> Settings {
    let periods = periods(dice);
    let mut deadlines = Vec::new();
    for year in years {
        for period in periods.all() {
            if dice.chance(60) {
                deadlines.push(Deadline { year: *year, period, due: year.next().first_day() });
            }
        }
    }
    let limits = dice
        .some_of(&ReadingLimit::ALL, 20)
        .into_iter()
        .map(|limit| {
            let (least, most) = limit.range();
            (limit, least + dice.below((most - least) as usize) as u32)
        })
        .collect();
    let foreign_forms = dice.list(2, |dice| foreign_form(dice, years, &periods));
    let unit = *dice.pick(&MoneyUnit::OF_PRINTING);
    let money = MoneyStyle {
        unit,
        decimals: dice.below(MoneyStyle::most_decimals(unit) as usize + 1) as u32,
        rounding: *dice.pick(&[Rounding::Down, Rounding::HalfUp, Rounding::Up]),
    };
    let effects = match dice.below(4) {
        0 => vec!["歳入増", "歳出減"],
        1 => vec!["歳出減"],
        2 => vec!["歳出減", "財源の確保", "\"将来\"の負担"],
        _ => vec!["甲"],
    };
    Settings {
        office: dice.text(),
        office_contact: if dice.chance(50) { dice.text() } else { String::new() },
        public_contact: if dice.chance(50) { dice.text() } else { String::new() },
        web_page: if dice.chance(50) { "https://www.city.example.jp/kaikaku".into() } else { String::new() },
        open_data: if dice.chance(50) {
            OpenDataTerms {
                code: "012131".to_owned(),
                license: dice.some_text(),
                license_url: if dice.chance(50) { "https://example.jp/terms".to_owned() } else { String::new() },
            }
        } else {
            OpenDataTerms::default()
        },
        money,
        entry_unit: *dice.pick(&MoneyUnit::OF_ENTRY),
        effects: EffectKinds::of_names(&effects.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
            .expect("kinds of effect"),
        costs: None,
        digest_paper: *dice.pick(&[DigestPaper::A4, DigestPaper::A3]),
        visibility: visibility(dice),
        stages: stages(dice),
        periods,
        deadlines,
        rating: rating(dice),
        graders: graders(dice),
        foreign_forms,
        limits,
        look: Look {
            accent: dice.pick(&["#1f4e79", "#000000", "#7a1f1f"]).to_string(),
            mincho_body: dice.chance(50),
            body_size: 8.0 + dice.below(12) as f64 / 4.0,
            body_pitch: 17.0 + dice.below(20) as f64 / 4.0,
            table_size: 8.5 + dice.below(14) as f64 / 4.0,
            margin: 12.0 + dice.below(100) as f64 / 10.0,
            kanji_forms: *dice.pick(&[KanjiForms::Jis2004, KanjiForms::Jis90]),
            hanging_punctuation: dice.chance(50),
        },
    }
}
