//! [`Plan`] → the text of a `plan.toml` that reads back as the same plan.
//!
//! Written by hand and not by a serializer, because people edit the file: sections in the order of the printed plan,
//! a comment at the head of each, an action item a line, years as `R3-R6`. What only comments said in the file a plan was
//! read from is not kept.

use std::collections::BTreeMap;
use std::fmt::Write;

use rust_decimal::Decimal;

use super::costs::STAFF;
use super::narrative::{Basics, Generation, Points, Section, TablePart};
use super::{
    ActionItem, Costs, Department, DigestPaper, EffectKinds, ForeignForm, Group, Indicator, Initiative, Level,
    OpenDataTerms, Plan, Rating, Responsible, Settings, Words, YearStages, reorganize, stage_text,
};
use crate::contract::Visibility;
use crate::vocabulary::{DepartmentId, FiscalYear, GradeSource, MoneyStyle, OfSeveral, Periods, Stages, Yen};

/// The explanation at the head of every file.
const PREFACE: &str = "\
# 計画の原本（plan.toml）
#
# この1つのファイルから、計画書、進捗管理表（各課の様式）、進捗状況の報告書がすべて作られます。UTF-8 で保存してください。
#   - 「#」から行末までは注記です。文字は \" \" で囲みます。太字は **…** で囲み、振り仮名は ｜漢字《かんじ》 と書きます。
#   - 部署は「部/課」と書きます。部に属しないものは名だけを書きます。
#   - 年度は R2、R3 … と書きます。R3-R6 のように続けて書くこともできます。
";
/// What is said of themes, goals and effects, where a plan has them.
const OF_THEMES: &str = "#   - テーマは略称（short）で書きます。\n";
const OF_GOALS: &str = "#   - SDGs は番号で書きます。\n";
const OF_EFFECTS: &str = "#   - 効果額は千円単位です。ほかの単位のときは \"15百万円\" のように書きます。\n";

/// The text of a `plan.toml` for a plan.
pub fn to_toml(plan: &Plan) -> String {
    let mut toml = Toml(PREFACE.to_owned());
    let said =
        [(OF_THEMES, !plan.themes.is_empty()), (OF_GOALS, !plan.goals.is_empty()), (OF_EFFECTS, plan.has_effects())];
    said.iter().filter(|(_, applies)| *applies).for_each(|(text, _)| toml.0.push_str(text));
    frame(plan, &mut toml);
    narrative(plan, &mut toml);
    levels(plan, &mut toml);
    units(plan, &mut toml);
    if !plan.goals.is_empty() {
        toml.section("SDGs（持続可能な開発目標）", "[goals]");
        for goal in &plan.goals {
            toml.key(&goal.number.to_string(), &quoted(&goal.name));
        }
    }
    grades(plan, &mut toml);
    stages(&plan.settings.stages, &mut toml);
    periods(&plan.settings.periods, &mut toml);
    words(&plan.words, &mut toml);
    glossary(plan, &mut toml);
    graders(plan, &mut toml);
    settings(plan, &mut toml);
    toml.comment("取組項目と実践項目");
    plan.initiatives.iter().for_each(|item| initiative(plan, item, &mut toml));
    toml.0
}

/// A TOML text that grows.
struct Toml(String);

impl Toml {
    fn comment(&mut self, title: &str) {
        let _ = write!(self.0, "\n# ── {title} ──\n");
    }

    fn table(&mut self, header: &str) {
        let _ = write!(self.0, "\n{header}\n");
    }

    fn section(&mut self, title: &str, header: &str) {
        self.comment(title);
        self.table(header);
    }

    fn key(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key, &quoted(text));
    }

    /// A list with one item a line, on one line where it is short.
    fn list<'a>(&mut self, key: &str, items: impl IntoIterator<Item = &'a String>) {
        let items: Vec<String> = items.into_iter().map(|item| quoted(item)).collect();
        let short = items.iter().map(|item| item.chars().count()).sum::<usize>() <= 48;
        let value = if short { format!("[{}]", items.join(", ")) } else { long_list(&items) };
        self.key(key, &value);
    }

    /// A heading with its points; nothing where there is neither.
    fn points(&mut self, header: &str, points: &Points) {
        if *points == Points::default() {
            return;
        }
        self.table(header);
        self.text("title", &points.title);
        self.list("points", &points.points);
    }
}

fn long_list(items: &[String]) -> String {
    let lines: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!("[\n{lines}]")
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn frame(plan: &Plan, toml: &mut Toml) {
    toml.table("[plan]");
    toml.text("title", &plan.title);
    if !plan.stage_of_drafting.is_empty() {
        toml.text("stage", &plan.stage_of_drafting);
    }
    toml.text("short_title", &plan.short_title);
    toml.text("city", &plan.city);
    toml.text("issued", &plan.issued);
    toml.text("first_year", &plan.first_year.short());
    toml.text("last_year", &plan.last_year.short());
    plan.review_year.iter().for_each(|year| toml.text("review_year", &year.short()));
    if !plan.schedule_by.is_whole() {
        toml.text("schedule_by", plan.schedule_by.label());
    }
    toml.key("departments_as_of", &plan.departments_as_of.to_string());
    if let Some(notice) = &plan.notice {
        toml.text("notice", notice);
    }
}

fn narrative(plan: &Plan, toml: &mut Toml) {
    let narrative = &plan.narrative;
    if narrative.basics != Basics::default() {
        basics(&narrative.basics, toml);
    }
    if !plan.themes.is_empty() || !narrative.theme_points.is_empty() {
        toml.comment("テーマ");
    }
    for theme in &plan.themes {
        toml.table("[[theme]]");
        toml.text("short", &theme.short);
        toml.text("title", &theme.title);
        toml.text("text", &theme.text);
    }
    if !narrative.theme_points.is_empty() {
        toml.table("[narrative]");
        toml.list("theme_points", &narrative.theme_points);
    }
    let table = &narrative.table;
    if *table != TablePart::default() {
        toml.section("取組項目の表", "[narrative.table]");
        if !table.title.is_empty() {
            toml.text("title", &table.title);
        }
        let ends: Vec<String> = table.pages_end_after.iter().map(ToString::to_string).collect();
        toml.key("pages_end_after", &format!("[{}]", ends.join(", ")));
        if !table.note.is_empty() {
            toml.text("note", &table.note);
        }
    }
    toml.comment("取組項目の構成、推進体制及び取組期間、そのほかの章");
    toml.points("[narrative.composition]", &narrative.composition);
    let organization = &narrative.organization;
    if !organization.title.is_empty() {
        toml.table("[narrative.organization]");
        toml.text("title", &organization.title);
    }
    toml.points("[narrative.organization.structure]", &organization.structure);
    toml.points("[narrative.organization.period]", &organization.period);
    for body in &organization.bodies {
        toml.table("[[narrative.organization.body]]");
        toml.text("name", &body.name);
        for (key, text) in [("role", &body.role), ("gives", &body.gives), ("gets", &body.gets)] {
            if !text.is_empty() {
                toml.text(key, text);
            }
        }
        if body.outside {
            toml.key("outside", "true");
        }
    }
    narrative.before.iter().for_each(|part| section(part, "[[narrative.before]]", toml));
    narrative.after.iter().for_each(|part| section(part, "[[narrative.after]]", toml));
}

fn basics(basics: &Basics, toml: &mut Toml) {
    toml.section("基本的な考え方", "[narrative.basics]");
    toml.text("title", &basics.title);
    for (key, text) in [
        ("history_title", &basics.history_title),
        ("successor", &basics.successor),
        ("shift_title", &basics.shift_title),
    ] {
        if !text.is_empty() {
            toml.text(key, text);
        }
    }
    toml.list("heritage", &basics.heritage);
    for Generation { name, points, leads_to } in &basics.generations {
        toml.table("[[narrative.basics.generation]]");
        toml.text("name", name);
        toml.list("points", points);
        if !leads_to.is_empty() {
            toml.list("leads_to", leads_to);
        }
    }
    toml.points("[narrative.basics.recognition]", &basics.recognition);
    basics.shift.iter().for_each(|shift| toml.points("[[narrative.basics.shift]]", shift));
    toml.points("[narrative.basics.spiral]", &basics.spiral);
}

fn section(section: &Section, header: &str, toml: &mut Toml) {
    toml.table(header);
    toml.text("title", &section.title);
    toml.list("paragraphs", &section.paragraphs);
    toml.list("points", &section.points);
    section.figure.iter().for_each(|figure| toml.text("figure", figure.label()));
}

fn units(plan: &Plan, toml: &mut Toml) {
    toml.comment("部と担当部署");
    for bureau in &plan.bureaus {
        toml.table("[[bureau]]");
        toml.text("name", &bureau.name);
        toml.text("short", &bureau.abbreviation);
    }
    toml.table("[departments]");
    let units: Vec<String> = plan.departments.iter().map(|unit| department(plan, unit)).collect();
    toml.key("list", &long_list(&units));
    toml.list("open", open_groups(plan).iter());
    let ids = |ids: &[DepartmentId]| {
        let ids: Vec<String> = ids.iter().map(|id| quoted(&id.0)).collect();
        format!("[{}]", ids.join(", "))
    };
    for change in &plan.reorganizations {
        toml.table("[[reorganization]]");
        toml.key("date", &change.date.to_string());
        toml.key("from", &ids(&change.from));
        toml.key("to", &ids(&change.to));
        if let Some(note) = &change.note {
            toml.text("note", note);
        }
    }
}

/// What a group is named by where something belongs to it.
pub(crate) fn group_key(group: &Group) -> &str {
    if group.number.is_empty() { &group.name } else { &group.number }
}

fn levels(plan: &Plan, toml: &mut Toml) {
    if plan.levels.is_empty() {
        return;
    }
    toml.comment("取組項目の上の階層");
    let mut above: Option<&Level> = None;
    for level in &plan.levels {
        toml.table("[[level]]");
        toml.text("name", &level.name);
        let groups = level.groups.iter().map(|group| {
            let mut fields = Vec::new();
            if !group.number.is_empty() {
                fields.push(format!("number = {}", quoted(&group.number)));
            }
            if let Some(of) = above.zip(group.of).and_then(|(above, at)| above.groups.get(at)) {
                fields.push(format!("of = {}", quoted(group_key(of))));
            }
            fields.push(format!("name = {}", quoted(&group.name)));
            if !group.text.is_empty() {
                fields.push(format!("text = {}", quoted(&group.text)));
            }
            inline_table(&fields)
        });
        let groups: Vec<String> = groups.collect();
        toml.key("groups", &long_list(&groups));
        above = Some(level);
    }
}

/// Names of open groups (各担当部署) in the order in which the initiatives name them, each once.
pub(crate) fn open_groups(plan: &Plan) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for unit in plan.initiatives.iter().flat_map(|initiative| &initiative.responsible) {
        if let Responsible::Open(name) = unit
            && !groups.contains(name)
        {
            groups.push(name.clone());
        }
    }
    groups
}

fn department(plan: &Plan, unit: &Department) -> String {
    let (since, until) = reorganize::stated_days(unit, &plan.reorganizations);
    let name = quoted(&unit.id.0);
    match (since, until) {
        (None, None) => name,
        (since, until) => {
            let since = since.map(|since| format!(", since = {since}")).unwrap_or_default();
            let until = until.map(|until| format!(", until = {until}")).unwrap_or_default();
            format!("{{ name = {name}{since}{until} }}")
        }
    }
}

fn grades(plan: &Plan, toml: &mut Toml) {
    toml.section("進捗区分", "[grades]");
    toml.text("rule", plan.grades.rule.label());
    if plan.grades.source != GradeSource::default() {
        toml.text("source", plan.grades.source.label());
    }
    if plan.grades.of_several != OfSeveral::default() {
        toml.text("of_several", plan.grades.of_several.label());
    }
    let weights: Vec<String> =
        plan.grades.weights.iter().map(|(id, weight)| format!("{} = {weight}", id.key())).collect();
    toml.key("weights", &inline_table(&weights));
    let grades: Vec<String> = plan
        .grades
        .grades
        .iter()
        .map(|grade| {
            let aliases: Vec<String> = grade.aliases.iter().map(|alias| quoted(alias)).collect();
            let mut fields = vec![
                format!("mark = {}", quoted(&grade.mark)),
                format!("name = {}", quoted(&grade.name)),
                format!("meaning = {}", quoted(&grade.meaning)),
                format!("aliases = [{}]", aliases.join(", ")),
            ];
            fields.extend(grade.points.map(|points| format!("points = {points}")));
            if grade.on_track {
                fields.push("on_track = true".to_owned());
            }
            if grade.needs_reason {
                fields.push("needs_reason = true".to_owned());
            }
            fields.extend(grade.from.map(|from| format!("from = {from}")));
            if grade.ends {
                fields.push("ends = true".to_owned());
            }
            inline_table(&fields)
        })
        .collect();
    toml.key("list", &long_list(&grades));
}

/// The periods, where they are not the built-in ones.
fn periods(periods: &Periods, toml: &mut Toml) {
    if *periods == Periods::default() {
        return;
    }
    toml.comment("報告の時期");
    for word in periods.words() {
        toml.table("[[period]]");
        toml.text("name", word.period.label());
        toml.text("as_of", &word.as_of);
    }
}

/// The stages, where they are not the built-in ones.
fn stages(stages: &Stages, toml: &mut Toml) {
    if *stages == Stages::default() {
        return;
    }
    toml.comment("工程");
    for word in stages.words() {
        toml.table("[[stage]]");
        toml.text("name", word.stage.label());
        word.stage.end().iter().for_each(|end| toml.text("ends", end.label()));
        if !word.meaning.is_empty() {
            toml.text("meaning", &word.meaning);
        }
        if !word.aliases.is_empty() {
            let aliases: Vec<String> = word.aliases.iter().map(|alias| quoted(alias)).collect();
            toml.key("aliases", &format!("[{}]", aliases.join(", ")));
        }
    }
}

/// The words that are not the default ones.
fn words(words: &Words, toml: &mut Toml) {
    let own: Vec<(&str, &str)> = Words::ALL
        .iter()
        .filter_map(|(key, _, default)| Some((*key, words.get(key).filter(|word| word != default)?)))
        .collect();
    if !own.is_empty() {
        toml.section("言葉", "[words]");
        own.into_iter().for_each(|(key, word)| toml.text(key, word));
    }
}

fn glossary(plan: &Plan, toml: &mut Toml) {
    if !plan.glossary.is_empty() {
        toml.comment("用語");
    }
    for term in &plan.glossary {
        toml.table("[[glossary]]");
        toml.text("term", &term.term);
        if !term.meaning.is_empty() {
            toml.text("meaning", &term.meaning);
        }
    }
}

fn graders(plan: &Plan, toml: &mut Toml) {
    if !plan.graders().is_empty() {
        toml.comment("区分を付けるほかの組織");
    }
    for grader in plan.graders() {
        toml.table("[[grader]]");
        toml.text("name", &grader.body);
        toml.text("of", grader.level.label());
        toml.text("readers", grader.readers.label());
        if let Some(own) = &grader.own {
            rating(own, toml);
        }
    }
}

fn settings(plan: &Plan, toml: &mut Toml) {
    let settings = &plan.settings;
    toml.section("事務局、締切、体裁", "[office]");
    toml.text("name", &settings.office);
    if !settings.office_contact.is_empty() {
        toml.text("contact", &settings.office_contact);
    }
    if !settings.public_contact.is_empty() {
        toml.text("public_contact", &settings.public_contact);
    }
    if !settings.web_page.is_empty() {
        toml.text("web_page", &settings.web_page);
    }
    let terms = &settings.open_data;
    if *terms != OpenDataTerms::default() {
        toml.table("[open_data]");
        let given = [("code", &terms.code), ("license", &terms.license), ("license_url", &terms.license_url)];
        given.into_iter().filter(|(_, text)| !text.is_empty()).for_each(|(key, text)| toml.text(key, text));
    }
    money(settings, toml);
    if settings.visibility != Visibility::default() {
        toml.table("[visibility]");
        settings.visibility.own().for_each(|(field, readers)| toml.text(&quoted(field.label()), readers.label()));
    }
    settings.costs.iter().for_each(|of| costs(of, toml));
    toml.table("[settings]");
    toml.text("rounding", settings.money.rounding.label());
    if settings.digest_paper != DigestPaper::default() {
        toml.text("digest_paper", settings.digest_paper.label());
    }
    let deadlines: Vec<String> = settings
        .deadlines
        .iter()
        .map(|deadline| {
            let (year, period) = (quoted(&deadline.year.short()), quoted(deadline.period.label()));
            format!("{{ year = {year}, period = {period}, due = {} }}", deadline.due)
        })
        .collect();
    toml.key("deadlines", &long_list(&deadlines));
    if settings.rating != Rating::default() {
        toml.table("[council]");
        rating(&settings.rating, toml);
    }
    for form in &settings.foreign_forms {
        foreign_form(form, toml);
    }
    if !settings.limits.is_empty() {
        toml.table("[limits]");
        settings.limits.iter().for_each(|(limit, value)| toml.key(limit.key(), &value.to_string()));
    }
    let look = &settings.look;
    toml.table("[look]");
    toml.text("accent", &look.accent);
    toml.key("mincho_body", &look.mincho_body.to_string());
    toml.key("body_size", &look.body_size.to_string());
    toml.key("body_pitch", &look.body_pitch.to_string());
    toml.key("table_size", &look.table_size.to_string());
    toml.key("margin", &look.margin.to_string());
    toml.text("kanji_forms", look.kanji_forms.label());
    toml.key("hanging_punctuation", &look.hanging_punctuation.to_string());
}

/// `[money]`: what is not as by itself.
fn money(settings: &Settings, toml: &mut Toml) {
    let (by_itself, money) = (MoneyStyle::default(), settings.money);
    let is_default = money.unit == by_itself.unit && money.decimals == 0 && settings.entry_unit == by_itself.unit;
    if is_default && settings.effects == EffectKinds::default() {
        return;
    }
    toml.table("[money]");
    if !is_default {
        toml.text("entry", settings.entry_unit.label());
        toml.text("print", money.unit.label());
        toml.key("decimals", &money.decimals.to_string());
    }
    if settings.effects != EffectKinds::default() {
        let names: Vec<String> = settings.effects.names().map(quoted).collect();
        toml.key("effects", &format!("[{}]", names.join(", ")));
    }
}

/// The keys of `[council]`.
fn rating(rating: &Rating, toml: &mut Toml) {
    match rating {
        Rating::Points { most, .. } => toml.key("points", &most.to_string()),
        Rating::Letters(_) => toml.list("letters", &rating.letter_marks()),
    }
    if !rating.words().is_empty() {
        toml.list("steps", &rating.words());
    }
}

/// `[costs]`.
fn costs(costs: &Costs, toml: &mut Toml) {
    toml.table("[costs]");
    toml.list("sources", &costs.sources);
    if !costs.staff_price.is_empty() {
        toml.key("staff_price", &by_year(&costs.staff_price, |yen| effect(*yen)));
    }
    if costs.staff_decimals != Costs::STAFF_DECIMALS {
        toml.key("staff_decimals", &costs.staff_decimals.to_string());
    }
}

/// The rows of planned costs, by what each is about.
pub(crate) fn cost_lines(costs: &Costs, action: &ActionItem) -> Vec<(String, BTreeMap<FiscalYear, CostValue>)> {
    let mut lines = Vec::new();
    let years = || action.planned_costs.iter();
    for part in costs.parts() {
        let amounts = years().filter_map(|(year, of)| Some((*year, CostValue::Money(*of.amounts.get(&part)?))));
        lines.push((costs.name(part).to_owned(), amounts.collect::<BTreeMap<_, _>>()));
    }
    let staff = years().filter_map(|(year, of)| Some((*year, CostValue::Staff(of.staff?))));
    lines.push((STAFF.to_owned(), staff.collect()));
    lines.retain(|(_, values)| !values.is_empty());
    lines
}

/// A value of a row of planned costs.
pub(crate) enum CostValue {
    Money(Yen),
    Staff(Decimal),
}

fn foreign_form(form: &ForeignForm, toml: &mut Toml) {
    let texts = |texts: &BTreeMap<String, String>| {
        let fields: Vec<String> =
            texts.iter().map(|(key, text)| format!("{} = {}", quoted(key), quoted(text))).collect();
        inline_table(&fields)
    };
    toml.table("[[form]]");
    toml.text("name", &form.name);
    form.sheet.iter().for_each(|sheet| toml.text("sheet", sheet));
    toml.key("signs", &texts(&form.signs));
    form.department.iter().for_each(|department| toml.text("department", department));
    form.period.iter().for_each(|period| toml.text("period", period.label()));
    form.year.iter().for_each(|year| toml.text("year", &year.short()));
    form.unit.iter().for_each(|unit| toml.text("unit", unit));
    for (key, places) in
        [("units", &form.units), ("cover", &form.cover), ("columns", &form.columns), ("cells", &form.cells)]
    {
        if !places.is_empty() {
            toml.key(key, &texts(places));
        }
    }
    if !form.ignore.is_empty() {
        let areas: Vec<String> = form.ignore.iter().map(|area| quoted(area)).collect();
        toml.key("ignore", &format!("[{}]", areas.join(", ")));
    }
    for (key, row) in [("first_row", form.first_row), ("last_row", form.last_row), ("repeat", form.repeat)] {
        row.iter().for_each(|row| toml.key(key, &row.to_string()));
    }
}

fn initiative(plan: &Plan, initiative: &Initiative, toml: &mut Toml) {
    toml.table("[[initiative]]");
    toml.key("no", &initiative.no.key());
    if initiative.printed != initiative.no.key() {
        toml.text("number", &initiative.printed);
    }
    toml.text("name", &initiative.name);
    let responsible: Vec<String> = initiative
        .responsible
        .iter()
        .map(|unit| match unit {
            Responsible::Department(id) => quoted(&id.0),
            Responsible::Open(name) => quoted(name),
        })
        .collect();
    toml.key("responsible", &format!("[{}]", responsible.join(", ")));
    if let Some(group) = plan.levels.last().zip(initiative.group).and_then(|(level, at)| level.groups.get(at)) {
        toml.text("group", group_key(group));
    }
    let themes: Vec<String> = initiative.typed_themes(plan).iter().map(|theme| quoted(theme)).collect();
    toml.key("themes", &format!("[{}]", themes.join(", ")));
    let typed = |goal: &String| if goal.parse::<u8>().is_ok() { goal.clone() } else { quoted(goal) };
    let goals: Vec<String> = initiative.typed_goals().iter().map(typed).collect();
    toml.key("goals", &format!("[{}]", goals.join(", ")));
    toml.text("content", &initiative.content);
    let costs = plan.costs();
    let actions: Vec<String> = initiative.actions.iter().map(|item| action(item, costs)).collect();
    toml.key("actions", &long_list(&actions));
}

fn action(action: &ActionItem, costs: Option<&Costs>) -> String {
    let mut fields = vec![
        format!("no = {}", action.id.number),
        format!("name = {}", quoted(&action.name)),
        format!("lead = {}", quoted(&action.lead.0)),
    ];
    if action.printed != action.id.key() {
        fields.insert(1, format!("number = {}", quoted(&action.printed)));
    }
    if !action.partners.is_empty() {
        let partners: Vec<String> = action.partners.iter().map(|partner| quoted(&partner.0)).collect();
        fields.push(format!("partners = [{}]", partners.join(", ")));
    }
    if action.open {
        fields.push("open = true".to_owned());
    }
    fields.extend(action.repeats.map(|repeated| format!("repeats = \"{}\"", repeated.key())));
    fields.extend(action.added.map(|year| format!("added = {}", quoted(&year.short()))));
    if !action.schedule.is_empty() {
        fields.push(format!("schedule = {}", by_year(&action.schedule, year_stages)));
    }
    if !action.planned_effect.is_empty() {
        fields.push(format!("effect = {}", by_year(&action.planned_effect, |yen| effect(*yen))));
    }
    let lines = costs.map(|costs| cost_lines(costs, action)).unwrap_or_default();
    if !lines.is_empty() {
        let line = |(of, values): &(String, BTreeMap<FiscalYear, CostValue>)| {
            let amounts = by_year(values, |value| match value {
                CostValue::Money(yen) => effect(*yen),
                CostValue::Staff(staff) => staff.to_string(),
            });
            format!("\n      {{ of = {}, amounts = {amounts} }},", quoted(of))
        };
        let lines: String = lines.iter().map(line).collect();
        fields.push(format!("costs = [{lines}\n    ]"));
    }
    if !action.indicators.is_empty() {
        let indicators: String = action.indicators.iter().map(|item| format!("\n      {},", indicator(item))).collect();
        fields.push(format!("indicators = [{indicators}\n    ]"));
    }
    inline_table(&fields)
}

fn indicator(indicator: &Indicator) -> String {
    let mut fields = vec![format!("name = {}", quoted(&indicator.name))];
    if !indicator.unit.is_empty() {
        fields.push(format!("unit = {}", quoted(&indicator.unit)));
    }
    fields.push(format!("direction = \"{}\"", indicator.direction.label()));
    fields.extend(indicator.baseline.map(|baseline| format!("baseline = {baseline}")));
    if !indicator.targets.is_empty() {
        fields.push(format!("targets = {}", by_year(&indicator.targets, Decimal::to_string)));
    }
    inline_table(&fields)
}

fn inline_table(fields: &[String]) -> String {
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

/// `"準備・実施"` of a year as a whole, `["検討", "", "準備", "実施"]` of its parts.
fn year_stages(stages: &YearStages) -> String {
    match stages {
        YearStages::Whole(stages) => quoted(&stage_text(stages)),
        YearStages::Parts(parts) => {
            let parts: Vec<String> = parts.iter().map(|stages| quoted(&stage_text(stages))).collect();
            format!("[{}]", parts.join(", "))
        }
    }
}

/// 千円 as a number, an amount that is no whole 千円 as `"1234567円"`.
fn effect(Yen(yen): Yen) -> String {
    if yen % 1000 == 0 { (yen / 1000).to_string() } else { format!("\"{yen}円\"") }
}

/// `{ R2 = …, R3-R6 = … }`.
fn by_year<T>(values: &BTreeMap<FiscalYear, T>, show: impl Fn(&T) -> String) -> String {
    let fields: Vec<String> =
        runs(values, show).into_iter().map(|(years, value)| format!("{years} = {value}")).collect();
    inline_table(&fields)
}

/// Values under `R2` and `R3-R6`: years with equal values that follow each other are one key.
pub(crate) fn runs<T>(values: &BTreeMap<FiscalYear, T>, show: impl Fn(&T) -> String) -> Vec<(String, String)> {
    let mut runs: Vec<(FiscalYear, FiscalYear, String)> = Vec::new();
    for (year, value) in values {
        let value = show(value);
        match runs.last_mut() {
            Some((_, last, shown)) if last.next() == *year && *shown == value => *last = *year,
            _ => runs.push((*year, *year, value)),
        }
    }
    let key = |first: FiscalYear, last: FiscalYear| match first == last {
        true => first.short(),
        false => format!("{}-{}", first.short(), last.short()),
    };
    runs.into_iter().map(|(first, last, value)| (key(first, last), value)).collect()
}
