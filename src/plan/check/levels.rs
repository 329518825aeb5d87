//! `[[level]]`: the levels above the initiatives, each with its groups.

use super::{DANGLING, DUPLICATE};
use crate::finding::Finding;
use crate::plan::levels::{Group, Level};
use crate::settings_file::fields::{Fields, MISSING_KEY, WRONG_KIND, fatal};
use crate::vocabulary::text_key;

/// At most so many levels stand above the initiatives.
const MOST: usize = 2;

/// Reads `[[level]]`, the topmost first.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    for node in top.list("level", out) {
        let Some(mut fields) = Fields::open(node, "階層", out) else { continue };
        let name = fields.text("name", out).to_owned();
        fields.rename(format!("階層「{name}」"));
        if levels.len() == MOST {
            out.push(
                fatal(WRONG_KIND, fields.origin(), "取組項目の上の階層が多すぎます。")
                    .found(name)
                    .expected(format!("{MOST}つまで")),
            );
            break;
        }
        if levels.iter().any(|level| level.name == name) {
            out.push(fatal(DUPLICATE, fields.place("name"), "同じ名の階層が2つあります。").found(name.clone()));
        }
        let groups = groups(&mut fields, levels.last(), out);
        if groups.is_empty() {
            out.push(
                fatal(MISSING_KEY, fields.place("groups"), format!("階層「{name}」に、属するものがありません。"))
                    .remedy(fields.said(
                        "groups = [ { number = \"1\", name = \"…\" } ] のように書いてください。",
                        "「階層」のシートに行を加えてください。",
                    )),
            );
        }
        fields.finish(out);
        levels.push(Level { name, groups });
    }
    levels
}

fn groups(fields: &mut Fields<'_>, above: Option<&Level>, out: &mut Vec<Finding>) -> Vec<Group> {
    let what = fields.what().to_owned();
    let mut groups: Vec<Group> = Vec::new();
    for node in fields.list("groups", out) {
        let Some(mut fields) = Fields::open(node, what.clone(), out) else { continue };
        let number = fields.optional_text("number", out).unwrap_or_default().to_owned();
        let name = fields.text("name", out).to_owned();
        let text = fields.optional_text("text", out).unwrap_or_default().to_owned();
        let of = match (above, fields.optional_text("of", out)) {
            (None, None) => None,
            (None, Some(typed)) => {
                out.push(fatal(DANGLING, fields.place("of"), format!("{what}の上に階層がありません。")).found(typed));
                None
            }
            (Some(above), typed) => membership(&fields, &name, ("of", "上の番号"), above, typed, out),
        };
        let group = Group { number, name, text, of };
        if groups.iter().any(|earlier| text_key(&earlier.label()) == text_key(&group.label()))
            || (!group.number.is_empty()
                && groups.iter().any(|earlier| text_key(&earlier.number) == text_key(&group.number)))
        {
            out.push(
                fatal(DUPLICATE, fields.origin(), format!("{what}に、同じ番号のものが2つあります。"))
                    .found(group.label()),
            );
        }
        fields.finish(out);
        groups.push(group);
    }
    groups
}

/// The position of the group that a number or a name means.
pub(super) fn position(level: &Level, typed: &str) -> Option<usize> {
    let key = text_key(typed);
    let by_number = level.groups.iter().position(|group| !group.number.is_empty() && text_key(&group.number) == key);
    by_number.or_else(|| {
        level.groups.iter().position(|group| text_key(&group.name) == key || text_key(&group.label()) == key)
    })
}

/// The position of the group of `level` that something belongs to, as `typed` under a key (in a workbook: in a column); a finding where
/// there is none.
pub(super) fn membership(
    fields: &Fields<'_>,
    member: &str,
    (key, column): (&str, &str),
    level: &Level,
    typed: Option<&str>,
    out: &mut Vec<Finding>,
) -> Option<usize> {
    let found = typed.and_then(|typed| position(level, typed));
    if found.is_none() {
        let labels: Vec<String> = level.groups.iter().map(Group::label).collect();
        let (in_toml, in_workbook) = (
            format!("属するものの番号（番号のないときは名）を {key} に書いてください。"),
            format!("属するものの番号（番号のないときは名）を「{column}」に書いてください。"),
        );
        let message = format!("「{member}」の属する{}がありません。", level.name);
        out.push(
            fatal(DANGLING, fields.place(key), message)
                .found(typed.unwrap_or("空白"))
                .expected(labels.join("、"))
                .remedy(fields.said(&in_toml, &in_workbook)),
        );
    }
    found
}
