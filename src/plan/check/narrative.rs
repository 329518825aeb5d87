//! `[narrative]`: the prose of parts 1-3, 5 and 6.

use super::DANGLING;
use super::choice::{Choice, word};
use crate::finding::Finding;
use crate::plan::narrative::{Basics, Body, Generation, Organization, Points, Section, SectionFigure, TablePart};
use crate::plan::{Initiative, Narrative};
use crate::settings_file::fields::{Fields, as_whole, fatal};
use crate::settings_file::tree::Node;
use crate::vocabulary::InitiativeNo;

/// Reads the prose.
pub(super) fn read(top: &mut Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) -> Narrative {
    let mut narrative = Narrative::default();
    // A plan may say nothing beside its items; what it says has a title.
    let Some(mut fields) = part(top, "narrative", "計画の文章", out) else { return narrative };
    if let Some(mut basics) = part(&mut fields, "basics", "基本的な考え方", out) {
        narrative.basics = self::basics(&mut basics, out);
        basics.finish(out);
    }
    narrative.theme_points = fields.strings("theme_points", out);
    if let Some(mut table) = part(&mut fields, "table", "取組項目の表", out) {
        narrative.table = self::table(&mut table, initiatives, out);
        table.finish(out);
    }
    narrative.composition = points_at(&mut fields, "composition", "取組項目の構成", out);
    if let Some(mut organization) = part(&mut fields, "organization", "推進体制及び取組期間", out) {
        narrative.organization = Organization {
            title: organization.optional_text("title", out).unwrap_or_default().to_owned(),
            structure: points_at(&mut organization, "structure", "推進体制", out),
            period: points_at(&mut organization, "period", "取組期間", out),
            bodies: organization.list("body", out).iter().filter_map(|node| body(node, out)).collect(),
        };
        organization.finish(out);
    }
    narrative.before = sections("before", &mut fields, out);
    narrative.after = sections("after", &mut fields, out);
    fields.finish(out);
    narrative
}

/// A table of the narrative that may be absent.
fn part<'a>(fields: &mut Fields<'a>, key: &'static str, what: &str, out: &mut Vec<Finding>) -> Option<Fields<'a>> {
    Fields::open(fields.node(key)?, what, out)
}

fn body(node: &Node, out: &mut Vec<Finding>) -> Option<Body> {
    let mut fields = Fields::open(node, "組織", out)?;
    let mut optional = |key, out: &mut Vec<Finding>| fields.optional_text(key, out).unwrap_or_default().to_owned();
    let (role, gives, gets) = (optional("role", out), optional("gives", out), optional("gets", out));
    let body =
        Body { name: fields.text("name", out).to_owned(), role, outside: fields.flag("outside", out), gives, gets };
    fields.finish(out);
    Some(body)
}

fn sections(key: &'static str, fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Section> {
    let mut sections = Vec::new();
    for node in fields.list(key, out) {
        let Some(mut fields) = Fields::open(node, "計画書の章", out) else { continue };
        let figures =
            Choice {
                complaint: "計画書の章の図が違います。", all: &SectionFigure::ALL, label: SectionFigure::label
            };
        let figure = word(&mut fields, "figure", figures, out);
        sections.push(Section {
            title: fields.text("title", out).to_owned(),
            paragraphs: fields.strings("paragraphs", out),
            points: fields.strings("points", out),
            figure,
        });
        fields.finish(out);
    }
    sections
}

fn basics(fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> Basics {
    Basics {
        title: fields.text("title", out).to_owned(),
        history_title: fields.optional_text("history_title", out).unwrap_or_default().to_owned(),
        generations: fields
            .list("generation", out)
            .iter()
            .filter_map(|node| {
                let mut fields = Fields::open(node, "これまでの計画", out)?;
                let generation = Generation {
                    name: fields.text("name", out).to_owned(),
                    points: fields.strings("points", out),
                    leads_to: fields.strings("leads_to", out),
                };
                fields.finish(out);
                Some(generation)
            })
            .collect(),
        heritage: fields.strings("heritage", out),
        successor: fields.optional_text("successor", out).unwrap_or_default().to_owned(),
        recognition: points_at(fields, "recognition", "新たな時代という認識", out),
        shift_title: fields.optional_text("shift_title", out).unwrap_or_default().to_owned(),
        shift: fields.list("shift", out).iter().filter_map(|node| points(node, "これまでとこれから", out)).collect(),
        spiral: points_at(fields, "spiral", "スパイラルアップ", out),
    }
}

fn points_at(fields: &mut Fields<'_>, key: &'static str, what: &str, out: &mut Vec<Finding>) -> Points {
    let Some(mut fields) = part(fields, key, what, out) else { return Points::default() };
    let points = Points { title: fields.text("title", out).to_owned(), points: fields.strings("points", out) };
    fields.finish(out);
    points
}

fn points(node: &Node, what: &str, out: &mut Vec<Finding>) -> Option<Points> {
    let mut fields = Fields::open(node, what, out)?;
    let points = Points { title: fields.text("title", out).to_owned(), points: fields.strings("points", out) };
    fields.finish(out);
    Some(points)
}

fn table(fields: &mut Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) -> TablePart {
    let mut ends = Vec::new();
    for node in fields.list("pages_end_after", out) {
        let no = as_whole(node).and_then(|no| u16::try_from(no).ok());
        match no.filter(|no| initiatives.iter().any(|initiative| initiative.no == InitiativeNo(*no))) {
            Some(no) => ends.push(no),
            None => out.push(
                fatal(DANGLING, &node.origin, "ページを改める取組項目がありません。")
                    .found(node.shown())
                    .expected("取組項目の番号"),
            ),
        }
    }
    ends.sort_unstable();
    ends.dedup();
    TablePart {
        title: fields.optional_text("title", out).unwrap_or_default().to_owned(),
        pages_end_after: ends,
        note: fields.optional_text("note", out).unwrap_or_default().to_owned(),
    }
}
