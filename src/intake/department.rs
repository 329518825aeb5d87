//! Departments as people write them on a cover: 総務部行政監理室, 総務部　行政監理室, (総)行政監理室, 行政監理室.

use std::collections::BTreeSet;

use crate::plan::{Department, Plan};
use crate::vocabulary::{DepartmentId, text_key};

/// The departments that a text lists (財政課、税務課); `None` where one of them is none of the plan's. Of the marks that may part them some
/// stand within names, too (財政部/納税課, 協働・男女平等参画室, a space behind the bureau): these are tried only where the text is no
/// list without them.
pub(crate) fn find_all(plan: &Plan, text: &str) -> Option<Vec<DepartmentId>> {
    const BETWEEN: [char; 7] = ['、', '，', ',', '\n', '\r', ';', '；'];
    const WITHIN_NAMES: [&[char]; 6] =
        [&[], &['/', '／'], &['・'], &[' ', '\u{3000}', '\t'], &['/', '／', '・'], &['・', ' ', '\u{3000}', '\t']];
    WITHIN_NAMES.iter().find_map(|more| {
        let parts = text.split(|c: char| BETWEEN.contains(&c) || more.contains(&c));
        let filled = parts.map(str::trim).filter(|part| !part.is_empty());
        let found: Option<Vec<DepartmentId>> = filled.map(|part| find(plan, part)).collect();
        found.filter(|found| !found.is_empty())
    })
}

/// The department a text names; a name alone only where it is the only one (総務課 exists twice).
pub(crate) fn find(plan: &Plan, text: &str) -> Option<DepartmentId> {
    let text: String = text_key(text).chars().filter(|c| !matches!(c, '/' | '・' | '>' | '|')).collect();
    if text.is_empty() {
        return None;
    }
    let as_written = plan.departments.iter().find(|department| {
        let bureau = department.id.bureau().unwrap_or_default();
        text.strip_prefix(bureau) == Some(department.id.name())
    });
    if let Some(department) = as_written {
        return Some(department.id.clone());
    }
    let full = plan.departments.iter().find(|department| plain(&department.id.full_name()) == text);
    if let Some(department) = full {
        return Some(department.id.clone());
    }
    // (総)行政監理室
    if let Some((abbreviation, name)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let bureau = plan.bureaus.iter().find(|bureau| text_key(&bureau.abbreviation) == abbreviation)?;
        let found = plan.departments.iter().find(|department| {
            department.id.bureau() == Some(&bureau.name) && plain(&department.id.printed_name()) == name
        })?;
        return Some(found.id.clone());
    }
    let mut named = plan.departments.iter().filter(|department| plain(&department.id.printed_name()) == text);
    match (named.next(), named.next()) {
        (Some(department), None) => Some(department.id.clone()),
        _ => None,
    }
}

/// The departments whose names stand in the path of a file. Of several of one name those whose bureau stands there, too; without one it
/// may be any of them. A name within a longer one that stands there is none of its own.
pub(crate) fn named_in(plan: &Plan, path: &str) -> Vec<DepartmentId> {
    const SHORTEST: usize = 2;
    let path = plain(path);
    let names = plan.departments.iter().map(|department| plain(department.id.name()));
    let standing = standing_in(&path, names.filter(|name| name.chars().count() >= SHORTEST).collect());
    let named = |department: &&Department| standing.contains(&plain(department.id.name()));
    let in_bureau =
        |department: &Department| department.id.bureau().is_some_and(|bureau| path.contains(&plain(bureau)));
    let certain: BTreeSet<&str> = plan
        .departments
        .iter()
        .filter(named)
        .filter(|department| in_bureau(department))
        .map(|department| department.id.name())
        .collect();
    let found = plan.departments.iter().filter(named);
    found
        .filter(|department| in_bureau(department) || !certain.contains(department.id.name()))
        .map(|department| department.id.clone())
        .collect()
}

/// The departments of the bureaus whose names stand in the path of a file that names no department: a zip of a whole bureau's forms.
pub(crate) fn of_bureaus_named_in(plan: &Plan, path: &str) -> Vec<DepartmentId> {
    let names = plan.departments.iter().filter_map(|department| department.id.bureau());
    let standing = standing_in(&plain(path), names.map(plain).collect());
    let ids = plan.departments.iter().map(|department| &department.id);
    ids.filter(|id| id.bureau().is_some_and(|bureau| standing.contains(&plain(bureau)))).cloned().collect()
}

/// A name or path as names are compared.
fn plain(text: &str) -> String {
    text_key(text).chars().filter(|c| *c != '・').collect()
}

/// Those of some names that stand in a path, and not only within a longer one of them.
fn standing_in(path: &str, mut names: Vec<String>) -> BTreeSet<String> {
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    let mut left = path.to_owned();
    let mut standing = BTreeSet::new();
    for name in names {
        if left.contains(&name) {
            left = left.replace(&name, "\n");
            standing.insert(name);
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn departments_are_found_by_bureau_and_name() {
        let plan = fixture::sample();
        let id = DepartmentId::new(Some("総務部"), "行政監理室");
        for text in [
            "総務部行政監理室",
            "総務部　行政監理室",
            "(総)行政監理室",
            "（総）行政監理室",
            "行政監理室",
            "総務部/行政監理室",
        ] {
            assert_eq!(find(&plan, text).as_ref(), Some(&id), "{text}");
        }
        for text in ["総務課", "", "総務部", "行政管理室"] {
            assert_eq!(find(&plan, text), None, "{text}");
        }
    }

    #[test]
    fn a_middle_dot_parts_departments_where_it_is_in_no_name() {
        let plan = fixture::sample();
        let found = |text: &str| {
            find_all(&plan, text).map(|all| all.iter().map(|id| id.printed_name()).collect::<Vec<_>>().join(" "))
        };
        let dotted = "協働・男女平等参画室";
        assert_eq!(found(&format!("{dotted}、政策推進課")), Some(format!("{dotted} 政策推進課")));
        assert_eq!(found("財政課・政策推進課"), Some("財政課 政策推進課".to_owned()));
        assert_eq!(found("財政課・ない課"), None);
        assert_eq!(found("財政課/政策推進課"), Some("財政課 政策推進課".to_owned()));
        for between in ["、", "\n", " ", "　", "、\n", "・"] {
            let text = format!("財政部/財政課{between}総務部/行政監理室");
            assert_eq!(found(&text), Some("財政課 行政監理室".to_owned()), "{between:?}");
        }
    }

    #[test]
    fn departments_are_found_in_paths() {
        let mut plan = fixture::sample();
        let longer = plan.departments[0].clone();
        let id = |bureau: &str, name: &str| DepartmentId::new(Some(bureau), name);
        plan.departments.push(Department { id: id("総務部", "新行政監理室"), ..longer });
        let of_office = id("総務部", "行政監理室");
        for (path, found) in [
            ("総務部/進捗管理表_行政監理室.pdf", vec![of_office.clone()]),
            ("R2進捗（行政 監理室）.zip", vec![of_office.clone()]),
            ("行政監理室/様式.msg", vec![of_office.clone()]),
            ("新行政監理室.pdf", vec![id("総務部", "新行政監理室")]),
            ("様式.pdf", vec![]),
            ("総務部/様式.pdf", vec![]),
        ] {
            assert_eq!(named_in(&plan, path), found, "{path}");
        }
        // Of two of one name either may be meant, unless the bureau stands there.
        let both = named_in(&plan, "総務課.pdf");
        assert_eq!(both.len(), 2, "{both:?}");
        let bureau = both[0].bureau().expect("a bureau");
        assert_eq!(named_in(&plan, &format!("{bureau}/総務課.pdf")), both[..1]);
    }
}
