//! The plan's prose as rows of 種別 and 文章, in the order in which it is printed.
//!
//! A row either is the one text of its kind, or adds to a list, or begins a group to which the rows after it belong.

use crate::finding::{Finding, Origin};
use crate::plan::narrative::{Body, Narrative, Points, Section};
use crate::settings_file::fields::fatal;
use crate::settings_file::tree::{Entry, Node, Table, Value};

/// Where the text of a kind belongs in the tree.
enum Slot {
    /// The one text of a key.
    One(&'static [&'static str]),
    /// One more of a list.
    Item(&'static [&'static str]),
    /// Begins a group of a list of tables; the text is its `name` or `title`.
    Group(&'static [&'static str], &'static str),
    /// One more of a list of the last group.
    OfGroup(&'static [&'static str], &'static str),
    /// The one text of a key of the last group.
    OneOfGroup(&'static [&'static str], &'static str),
}

use Slot::{Group, Item, OfGroup, One, OneOfGroup};

const KINDS: &[(&str, Slot)] = &[
    ("基本的な考え方", One(&["basics", "title"])),
    ("経緯", One(&["basics", "history_title"])),
    ("これまでの計画", Group(&["basics", "generation"], "name")),
    ("これまでの計画・内容", OfGroup(&["basics", "generation"], "points")),
    ("これまでの計画・つながり", OfGroup(&["basics", "generation"], "leads_to")),
    ("受け継ぐもの", Item(&["basics", "heritage"])),
    ("新たな計画", One(&["basics", "successor"])),
    ("認識", One(&["basics", "recognition", "title"])),
    ("認識・内容", Item(&["basics", "recognition", "points"])),
    ("発想の転換", One(&["basics", "shift_title"])),
    ("これまでとこれから", Group(&["basics", "shift"], "title")),
    ("これまでとこれから・内容", OfGroup(&["basics", "shift"], "points")),
    ("スパイラルアップ", One(&["basics", "spiral", "title"])),
    ("スパイラルアップ・内容", Item(&["basics", "spiral", "points"])),
    ("テーマのまとめ", Item(&["theme_points"])),
    ("取組項目の表", One(&["table", "title"])),
    ("取組項目の表・注", One(&["table", "note"])),
    ("構成", One(&["composition", "title"])),
    ("構成・内容", Item(&["composition", "points"])),
    ("体制及び期間", One(&["organization", "title"])),
    ("推進体制", One(&["organization", "structure", "title"])),
    ("推進体制・内容", Item(&["organization", "structure", "points"])),
    ("取組期間", One(&["organization", "period", "title"])),
    ("取組期間・内容", Item(&["organization", "period", "points"])),
    ("組織", Group(&["organization", "body"], "name")),
    ("組織・役割", OneOfGroup(&["organization", "body"], "role")),
    ("組織・庁外", OneOfGroup(&["organization", "body"], "outside")),
    ("組織・庁内へ", OneOfGroup(&["organization", "body"], "gives")),
    ("組織・庁内から", OneOfGroup(&["organization", "body"], "gets")),
    ("表の前の章", Group(&["before"], "title")),
    ("表の前の章・文", OfGroup(&["before"], "paragraphs")),
    ("表の前の章・項目", OfGroup(&["before"], "points")),
    ("表の前の章・図", OneOfGroup(&["before"], "figure")),
    ("表の後の章", Group(&["after"], "title")),
    ("表の後の章・文", OfGroup(&["after"], "paragraphs")),
    ("表の後の章・項目", OfGroup(&["after"], "points")),
    ("表の後の章・図", OneOfGroup(&["after"], "figure")),
];

/// The value of 組織・庁外.
const OUTSIDE: &str = "○";

/// The names of all kinds, for the drop-down.
pub(crate) fn kinds() -> Vec<&'static str> {
    KINDS.iter().map(|(kind, _)| *kind).collect()
}

/// The prose as rows.
pub(crate) fn rows(narrative: &Narrative) -> Vec<(&'static str, &str)> {
    let mut rows = Vec::new();
    for (kind, slot) in KINDS {
        match slot {
            One(path) => rows.extend(one(narrative, path).filter(|text| !text.is_empty()).map(|text| (*kind, text))),
            Item(path) => rows.extend(items(narrative, path).iter().map(|text| (*kind, text.as_str()))),
            // Groups are written with what belongs to them, by the row of the group itself.
            Group(["basics", "generation"], _) => {
                for generation in &narrative.basics.generations {
                    rows.push((*kind, generation.name.as_str()));
                    rows.extend(generation.points.iter().map(|text| ("これまでの計画・内容", text.as_str())));
                    rows.extend(generation.leads_to.iter().map(|text| ("これまでの計画・つながり", text.as_str())));
                }
            }
            Group(["basics", ..], _) => {
                for shift in &narrative.basics.shift {
                    rows.push((*kind, shift.title.as_str()));
                    rows.extend(shift.points.iter().map(|text| ("これまでとこれから・内容", text.as_str())));
                }
            }
            Group(["organization", ..], _) => {
                narrative.organization.bodies.iter().for_each(|body| body_rows(body, kind, &mut rows));
            }
            Group(["before"], _) => {
                narrative.before.iter().for_each(|section| section_rows(section, kind, &BEFORE, &mut rows));
            }
            Group(..) => narrative.after.iter().for_each(|section| section_rows(section, kind, &AFTER, &mut rows)),
            OfGroup(..) | OneOfGroup(..) => {}
        }
    }
    rows
}

const BEFORE: [&str; 3] = ["表の前の章・文", "表の前の章・項目", "表の前の章・図"];
const AFTER: [&str; 3] = ["表の後の章・文", "表の後の章・項目", "表の後の章・図"];

fn section_rows<'a>(
    section: &'a Section,
    kind: &'static str,
    [paragraph, point, figure]: &[&'static str; 3],
    rows: &mut Vec<(&'static str, &'a str)>,
) {
    rows.push((kind, section.title.as_str()));
    rows.extend(section.paragraphs.iter().map(|text| (*paragraph, text.as_str())));
    rows.extend(section.points.iter().map(|text| (*point, text.as_str())));
    rows.extend(section.figure.map(|of| (*figure, of.label())));
}

fn body_rows<'a>(body: &'a Body, kind: &'static str, rows: &mut Vec<(&'static str, &'a str)>) {
    rows.push((kind, body.name.as_str()));
    let outside = if body.outside { OUTSIDE } else { "" };
    let fields = [
        ("組織・役割", body.role.as_str()),
        ("組織・庁外", outside),
        ("組織・庁内へ", &body.gives),
        ("組織・庁内から", &body.gets),
    ];
    rows.extend(fields.into_iter().filter(|(_, text)| !text.is_empty()));
}

fn points<'a>(narrative: &'a Narrative, path: &[&str]) -> Option<&'a Points> {
    match path {
        ["basics", "recognition", _] => Some(&narrative.basics.recognition),
        ["basics", "spiral", _] => Some(&narrative.basics.spiral),
        ["composition", _] => Some(&narrative.composition),
        ["organization", "structure", _] => Some(&narrative.organization.structure),
        ["organization", "period", _] => Some(&narrative.organization.period),
        _ => None,
    }
}

fn one<'a>(narrative: &'a Narrative, path: &[&str]) -> Option<&'a str> {
    if let Some(points) = points(narrative, path) {
        return Some(&points.title);
    }
    match path {
        ["basics", "title"] => Some(&narrative.basics.title),
        ["basics", "history_title"] => Some(&narrative.basics.history_title),
        ["basics", "successor"] => Some(&narrative.basics.successor),
        ["basics", "shift_title"] => Some(&narrative.basics.shift_title),
        ["table", "title"] => Some(&narrative.table.title),
        ["table", "note"] => Some(&narrative.table.note),
        ["organization", "title"] => Some(&narrative.organization.title),
        _ => None,
    }
}

fn items<'a>(narrative: &'a Narrative, path: &[&str]) -> &'a [String] {
    if let Some(points) = points(narrative, path) {
        return &points.points;
    }
    match path {
        ["basics", "heritage"] => &narrative.basics.heritage,
        ["theme_points"] => &narrative.theme_points,
        _ => &[],
    }
}

/// Adds a row to the tree of `[narrative]`.
pub(super) fn add(narrative: &mut Table, kind: &str, kind_origin: &Origin, text: Node, out: &mut Vec<Finding>) {
    let Some((_, slot)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        out.push(
            fatal(super::LAYOUT, kind_origin, "「文章」のシートに、決められていない種別があります。")
                .found(kind)
                .expected("一覧から選んだ種別"),
        );
        return;
    };
    match slot {
        One(path) => {
            let (Some(key), Some(table)) = (path.last(), table_at(narrative, path, kind_origin)) else { return };
            if table.get(key).is_some() {
                out.push(fatal(super::LAYOUT, kind_origin, "1つだけの種別が2行あります。").found(kind));
            } else {
                put(table, key, text);
            }
        }
        Item(path) => {
            let (Some(key), Some(table)) = (path.last(), table_at(narrative, path, kind_origin)) else { return };
            list_at(table, key, kind_origin).push(text);
        }
        Group(path, name) => {
            let (Some(key), Some(table)) = (path.last(), table_at(narrative, path, kind_origin)) else { return };
            let mut group = Table::default();
            put(&mut group, name, text);
            list_at(table, key, kind_origin).push(Node { origin: kind_origin.clone(), value: Value::Table(group) });
        }
        OfGroup(path, list) => {
            let (Some(key), Some(table)) = (path.last(), table_at(narrative, path, kind_origin)) else { return };
            match list_at(table, key, kind_origin).last_mut() {
                Some(Node { value: Value::Table(group), .. }) => list_at(group, list, kind_origin).push(text),
                _ => out.push(without_group(kind, kind_origin)),
            }
        }
        OneOfGroup(path, name) => {
            let (Some(key), Some(table)) = (path.last(), table_at(narrative, path, kind_origin)) else { return };
            match list_at(table, key, kind_origin).last_mut() {
                Some(Node { value: Value::Table(group), .. }) if group.get(name).is_none() => {
                    let is_mark = *name == "outside" && text.value == Value::Text(OUTSIDE.to_owned());
                    let value = if is_mark { Value::Flag(true) } else { text.value };
                    put(group, name, Node { origin: text.origin, value });
                }
                Some(_) => out.push(fatal(super::LAYOUT, kind_origin, "1つだけの種別が2行あります。").found(kind)),
                None => out.push(without_group(kind, kind_origin)),
            }
        }
    }
}

fn without_group(kind: &str, origin: &Origin) -> Finding {
    fatal(super::LAYOUT, origin, "この行の前に、それが属する見出しの行がありません。").found(kind)
}

/// Adds a key at the place of its value.
pub(super) fn put(table: &mut Table, key: &str, node: Node) {
    table.0.push(Entry { key: key.to_owned(), key_origin: node.origin.clone(), head: None, node });
}

/// The table that holds the last key of a path, made where it is absent.
fn table_at<'a>(root: &'a mut Table, path: &[&str], origin: &Origin) -> Option<&'a mut Table> {
    let (_, parents) = path.split_last()?;
    let mut table = root;
    for key in parents {
        match entry(table, key, origin, || Value::Table(Table::default())) {
            Value::Table(inner) => table = inner,
            _ => return None,
        }
    }
    Some(table)
}

/// The list under a key, made where it is absent.
pub(super) fn list_at<'a>(table: &'a mut Table, key: &str, origin: &Origin) -> &'a mut Vec<Node> {
    let value = entry(table, key, origin, || Value::List(Vec::new()));
    if !matches!(value, Value::List(_)) {
        *value = Value::List(Vec::new());
    }
    match value {
        Value::List(items) => items,
        _ => unreachable!("made a list above"),
    }
}

fn entry<'a>(table: &'a mut Table, key: &str, origin: &Origin, make: impl FnOnce() -> Value) -> &'a mut Value {
    let at = table.0.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
        put(table, key, Node { origin: origin.clone(), value: make() });
        table.0.len() - 1
    });
    &mut table.0[at].node.value
}
