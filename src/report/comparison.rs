//! 新旧対照表: two versions of the plan side by side, with what differs marked in each.
//!
//! Only what differs is listed. Initiatives are compared by No. and action items by their number; the prose line by line.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Cover, Document, Emphasis, Folio, HeaderScope, Heading, Inlines, Meta,
    Paper, Paragraph, ParagraphKind, Part, Row, RowGroup, Table, TableStyle, emphasised, plain,
};
use crate::plan::{ActionItem, Indicator, Initiative, Plan, names};
use crate::vocabulary::{FiscalYear, Rounding, Stage};

/// One thing that differs between two versions of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which part of the plan: 取組項目, 実践項目 ….
    pub section: &'static str,
    /// Which entry of it: No.8 支払方法の多様化.
    pub entry: String,
    /// Which of its fields: 取組内容.
    pub field: &'static str,
    /// How the old version has it; `None` where it lacks the entry.
    pub old: Option<String>,
    /// How the new version has it; `None` where it lacks the entry.
    pub new: Option<String>,
}

/// Fields of an entry in the order in which they are listed.
type Fields = Vec<(&'static str, String)>;
/// Entries by their name, in order of their key.
type Entries<K> = BTreeMap<K, (String, Fields)>;

/// All that differs, in the plan's order.
pub fn differences(old: &Plan, new: &Plan) -> Vec<Difference> {
    let mut out = Vec::new();
    compare("計画", &frame(old), &frame(new), &mut out);
    compare("文章", &prose(old), &prose(new), &mut out);
    compare("テーマ", &themes(old), &themes(new), &mut out);
    compare("取組項目", &initiatives(old), &initiatives(new), &mut out);
    compare("実践項目", &actions(old), &actions(new), &mut out);
    compare("部署", &departments(old), &departments(new), &mut out);
    compare("進捗区分", &grades(old), &grades(new), &mut out);
    out
}

fn compare<K: Ord + Clone>(section: &'static str, old: &Entries<K>, new: &Entries<K>, out: &mut Vec<Difference>) {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (before, after) = (old.get(key), new.get(key));
        let Some((name, _)) = after.or(before) else { continue };
        let fields = after.or(before).map(|(_, fields)| fields.as_slice()).unwrap_or_default();
        for (at, (field, _)) in fields.iter().enumerate() {
            let value = |entry: Option<&(String, Fields)>| entry.and_then(|(_, f)| f.get(at)).map(|(_, v)| v.clone());
            let (old, new) = (value(before), value(after));
            if old != new {
                out.push(Difference { section, entry: name.clone(), field, old, new });
            }
        }
    }
}

fn frame(plan: &Plan) -> Entries<u8> {
    let fields = vec![
        ("名称", format!("{}{}", plan.title, plan.stage_of_drafting)),
        ("期間", super::plan_edition::period(plan)),
        ("見直しの年度", plan.review_year.map_or_else(|| "なし".to_owned(), |year| year.to_string())),
        ("作成の時期", plan.issued.clone()),
        ("担当部署名の基準日", crate::vocabulary::japanese_date(plan.departments_as_of)),
    ];
    BTreeMap::from([(0, (String::new(), fields))])
}

/// The prose by kind and number within the kind.
fn prose(plan: &Plan) -> Entries<(usize, usize)> {
    let mut entries = BTreeMap::new();
    let mut kinds: Vec<&str> = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, text) in crate::master::prose_rows(&plan.narrative) {
        let rank = crate::master::prose_kinds().iter().position(|known| *known == kind).unwrap_or(kinds.len());
        kinds.push(kind);
        let number = counts.entry(kind).or_insert(0);
        *number += 1;
        entries.insert((rank, *number), (kind.to_owned(), vec![("文章", super::emphasis::without_marks(text))]));
    }
    entries
}

fn themes(plan: &Plan) -> Entries<u8> {
    let fields = |theme: &crate::plan::Theme| {
        vec![
            ("略称", theme.short.clone()),
            ("名称", theme.title.clone()),
            ("文章", super::emphasis::without_marks(&theme.text)),
        ]
    };
    plan.themes.iter().map(|theme| (theme.id.0, (format!("{}. {}", theme.id.0, theme.title), fields(theme)))).collect()
}

fn initiatives(plan: &Plan) -> Entries<u16> {
    let fields = |initiative: &Initiative| {
        let themes = plan.themes.iter().filter(|theme| initiative.themes.contains(&theme.id));
        let themes: Vec<&str> = themes.map(|theme| theme.short.as_str()).collect();
        let goals: Vec<String> = initiative.goals.iter().map(ToString::to_string).collect();
        vec![
            ("取組項目", initiative.name.clone()),
            ("担当部署", names::print_responsible(plan, &initiative.responsible, plan.departments_as_of)),
            ("テーマ", themes.join("、")),
            ("SDGs", goals.join("、")),
            ("取組内容", initiative.content.clone()),
        ]
    };
    plan.initiatives
        .iter()
        .map(|initiative| {
            (initiative.no.0, (format!("No.{} {}", initiative.printed, initiative.name), fields(initiative)))
        })
        .collect()
}

fn actions(plan: &Plan) -> Entries<(u16, u16)> {
    let fields = |action: &ActionItem| {
        let units = std::iter::once(&action.lead).chain(&action.partners);
        let indicators: Vec<String> = action.indicators.iter().map(indicator).collect();
        vec![
            ("実践項目", action.name.clone()),
            ("担当部署", names::print_departments(plan, units)),
            ("工程", by_year(&action.schedule, |stages| stages_shown(stages))),
            ("効果額（千円）", by_year(&action.planned_effect, |yen| yen.in_thousands(Rounding::Down).to_string())),
            ("指標", indicators.join("；")),
            ("再掲", action.repeats.map(|id| plan.number(id)).unwrap_or_default()),
        ]
    };
    plan.actions()
        .map(|(_, action)| {
            let key = (action.id.initiative.0, action.id.number);
            (key, (format!("{} {}", action.printed, action.name), fields(action)))
        })
        .collect()
}

fn stages_shown(stages: &[Stage]) -> String {
    let labels: Vec<&str> = stages.iter().map(|stage| stage.label()).collect();
    labels.join("・")
}

fn by_year<T>(values: &BTreeMap<FiscalYear, T>, show: impl Fn(&T) -> String) -> String {
    let shown: Vec<String> = values.iter().map(|(year, value)| format!("{} {}", year.short(), show(value))).collect();
    shown.join("、")
}

fn indicator(indicator: &Indicator) -> String {
    let baseline = indicator.baseline.map(|baseline| format!("計画前 {baseline}")).unwrap_or_default();
    let targets = by_year(&indicator.targets, ToString::to_string);
    let parts: Vec<String> = [baseline, targets].into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}（{}）：{}", indicator.name, indicator.unit, parts.join("、"))
}

fn departments(plan: &Plan) -> Entries<String> {
    let day = |date: Option<Date>| date.map(crate::vocabulary::japanese_date).unwrap_or_default();
    plan.departments
        .iter()
        .map(|unit| {
            let fields = vec![("部署", unit.id.full_name()), ("設置", day(unit.since)), ("廃止", day(unit.until))];
            (unit.id.to_string(), (unit.id.full_name(), fields))
        })
        .collect()
}

fn grades(plan: &Plan) -> Entries<u8> {
    let fields = |grade: &crate::vocabulary::Grade| {
        vec![
            ("区分", grade.label()),
            ("意味", grade.meaning.clone()),
            ("点", grade.points.map(|points| points.to_string()).unwrap_or_default()),
        ]
    };
    plan.grades.grades.iter().map(|grade| (grade.id.0, (grade.label(), fields(grade)))).collect()
}

/// The 新旧対照表 of two versions of the plan and their [`differences`], as a document that states `date`.
pub fn document(old: &Plan, new: &Plan, differences: &[Difference], date: Date) -> Document {
    let version = |plan: &Plan| format!("{}{}（{}）", plan.title, plan.stage_of_drafting, plan.issued);
    let title = format!("{} 新旧対照表", new.short_title);
    let cover = Cover {
        title: title.clone(),
        subtitles: vec![format!("旧　{}", version(old)), format!("新　{}", version(new))],
        period: None,
        publisher: vec![new.city.clone(), crate::vocabulary::japanese_date(date)],
    };
    let mut blocks = vec![Block::Heading(Heading { level: 1, text: plain("新旧対照表"), anchor: None })];
    let lead = if differences.is_empty() {
        "2つの計画に違いはない。".to_owned()
    } else {
        format!("違いのある箇所は{}である。違う部分を太字で示す。", count(differences))
    };
    blocks.push(Block::Paragraph(Paragraph::new(ParagraphKind::Flush, plain(lead))));
    if !differences.is_empty() {
        blocks.push(Block::Table(table(differences)));
    }
    let part = |name: &str, paper, folio, blocks| Part { name: name.to_owned(), paper, folio, columns: 1, blocks };
    Document {
        meta: Meta {
            title: title.clone(),
            author: new.city.clone(),
            subject: format!("{}の2つの版の違い", new.short_title),
            keywords: vec![new.short_title.clone(), "新旧対照表".to_owned()],
            date,
            notice: new.notice.clone().or_else(|| old.notice.clone()),
            confidential: None,
        },
        parts: vec![
            part("表紙", Paper::A4Portrait, Folio::Hidden, vec![Block::Cover(cover)]),
            part("新旧対照表", Paper::A4Landscape, Folio::Arabic, blocks),
        ],
        look: new.settings.look.clone(),
    }
}

/// 取組項目 3件、実践項目 12件.
fn count(differences: &[Difference]) -> String {
    let mut sections: Vec<(&str, usize)> = Vec::new();
    for difference in differences {
        match sections.last_mut() {
            Some((section, count)) if *section == difference.section => *count += 1,
            _ => sections.push((difference.section, 1)),
        }
    }
    let sections: Vec<String> = sections.iter().map(|(section, count)| format!("{section}{count}件")).collect();
    sections.join("、")
}

fn table(differences: &[Difference]) -> Table {
    let column = |width| Column { width, align: Alignment::Justify };
    let head = |text: &str| Cell::header(text, HeaderScope::Column).aligned(Alignment::Center);
    let mut groups: Vec<(&str, RowGroup)> = Vec::new();
    for (at, difference) in differences.iter().enumerate() {
        if groups.last().is_none_or(|(section, _)| *section != difference.section) {
            let heading = Cell::inlines(vec![emphasised(difference.section, Emphasis::Strong)]);
            let heading = Row { cells: vec![heading.spanning(4, 1)], keep_with_next: true, ..Row::default() };
            groups.push((difference.section, RowGroup { heading: Some(heading), ..RowGroup::default() }));
        }
        let same = |other: &Difference| (other.section, &other.entry) == (difference.section, &difference.entry);
        let mut cells = Vec::new();
        if at == 0 || !differences.get(at - 1).is_some_and(same) {
            let rows = differences.iter().skip(at).take_while(|other| same(other)).count() as u32;
            let entry = Cell { header: Some(HeaderScope::Row), ..Cell::text(&difference.entry) };
            cells.push(entry.spanning(1, rows));
        }
        cells.push(Cell::text(difference.field));
        let (old, new) = marked(difference.old.as_deref(), difference.new.as_deref());
        cells.extend([Cell::inlines(old), Cell::inlines(new)]);
        if let Some((_, group)) = groups.last_mut() {
            group.rows.push(Row { cells, may_split: true, ..Row::default() });
        }
    }
    Table {
        caption: None,
        unit: None,
        columns: vec![
            column(ColumnWidth::Fixed(420)),
            column(ColumnWidth::Fixed(220)),
            column(ColumnWidth::Share(1)),
            column(ColumnWidth::Share(1)),
        ],
        head: vec![Row { cells: ["項目", "区分", "旧", "新"].map(head).into(), ..Row::default() }],
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

/// Both texts with what differs in strong type; （なし） where a version lacks the entry, （空） where it says nothing.
fn marked(old: Option<&str>, new: Option<&str>) -> (Inlines, Inlines) {
    let whole = |text: Option<&str>| match text {
        None => vec![emphasised("（なし）", Emphasis::Quiet)],
        Some("") => vec![emphasised("（空）", Emphasis::Quiet)],
        Some(text) => vec![emphasised(text, Emphasis::Strong)],
    };
    let (Some(before), Some(after)) = (old, new) else { return (whole(old), whole(new)) };
    if before.is_empty() || after.is_empty() {
        return (whole(old), whole(new));
    }
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    if a.len() * b.len() > 4_000_000 {
        return (whole(old), whole(new));
    }
    let (kept_a, kept_b) = common(&a, &b);
    (stretches(&a, &kept_a), stretches(&b, &kept_b))
}

/// Which characters of each text belong to their longest common subsequence; lone common characters between changes do
/// not count, because they make the marking hard to read.
fn common(a: &[char], b: &[char]) -> (Vec<bool>, Vec<bool>) {
    let width = b.len() + 1;
    let mut length = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * width + j] = if a[i] == b[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut kept_a, mut kept_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            let run = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
            let at_edge = (i == 0 && j == 0) || (i + run == a.len() && j + run == b.len());
            if run >= 2 || at_edge {
                kept_a[i..i + run].fill(true);
                kept_b[j..j + run].fill(true);
            }
            i += run;
            j += run;
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (kept_a, kept_b)
}

fn stretches(text: &[char], kept: &[bool]) -> Inlines {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(&is_kept) = kept.get(from) {
        let run = kept[from..].iter().take_while(|k| **k == is_kept).count();
        let stretch: String = text[from..from + run].iter().collect();
        out.push(emphasised(stretch, if is_kept { Emphasis::None } else { Emphasis::Strong }));
        from += run;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;
    use crate::vocabulary::{ActionId, DepartmentId, InitiativeNo};

    #[test]
    fn the_same_plan_has_no_differences() {
        let plan = fixture::sample();
        assert_eq!(differences(&plan, &plan), []);
    }

    #[test]
    fn every_change_is_listed_once() {
        let old = fixture::sample();
        let mut new = old.clone();
        new.initiatives[7].content = new.initiatives[7].content.replace("キャッシュレス化", "電子決済");
        new.initiatives[0].actions[0].lead = DepartmentId::new(Some("総務部"), "行政監理室");
        new.initiatives[20].actions.pop();
        let mut added = new.initiatives[19].actions[0].clone();
        added.id = ActionId::new(20, 9);
        added.printed = added.id.key();
        new.initiatives[19].actions.push(added);
        let listed: Vec<(&str, String, bool, bool)> = differences(&old, &new)
            .into_iter()
            .filter(|d| {
                !matches!(d.field, "担当部署" | "工程" | "効果額（千円）" | "指標" | "再掲")
                    || d.old.is_some() && d.new.is_some()
            })
            .map(|d| (d.field, d.entry, d.old.is_some(), d.new.is_some()))
            .collect();
        assert_eq!(
            listed,
            [
                ("取組内容", "No.8 支払方法の多様化".to_owned(), true, true),
                ("担当部署", "1-1 広告料収入の拡大".to_owned(), true, true),
                ("実践項目", "20-9 職員の人材育成に向けた取組の強化".to_owned(), false, true),
                ("実践項目", "21-4 監査機能の強化".to_owned(), true, false),
            ]
        );
        assert!(old.initiative(InitiativeNo(8)).is_some());
    }

    #[test]
    fn only_what_differs_is_strong() {
        let (old, new) = marked(Some("市税の納付を進める。"), Some("市税等の納付を検討する。"));
        let strong = |text: &Inlines| -> Vec<String> {
            text.iter()
                .filter_map(|inline| match inline {
                    super::super::document::Inline::Text(t) if t.emphasis == Emphasis::Strong => Some(t.text.clone()),
                    _ => None,
                })
                .collect()
        };
        assert_eq!((strong(&old), strong(&new)), (vec!["進め".into()], vec!["等".into(), "検討す".into()]));
    }
}
