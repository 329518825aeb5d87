//! Departments as people write them on a cover: 総務部行政監理室, 総務部　行政監理室, (総)行政監理室, 行政監理室.

use crate::plan::Plan;
use crate::vocabulary::{DepartmentId, text_key};

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
    let plain = |text: &str| -> String { text_key(text).chars().filter(|c| *c != '・').collect() };
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
}
