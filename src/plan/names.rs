//! Names of departments: the plan's rule of printing them, and finding them again in loosely typed text.
//!
//! The plan prints `(総)行政監理室、(政)協働・男女平等参画室、スポーツ都市推進課`: the bureau's abbreviation stands where the bureau
//! changes and holds up to the next; a unit without a bureau has none, and after it the abbreviation is printed again.

use jiff::civil::Date;

use super::{Bureau, Department, Plan, Responsible};
use crate::settings_file::fields::nearest;
use crate::vocabulary::{DepartmentId, folded};

/// 担当部署 as the plan prints them, by the names in force on a day.
///
/// Units that changed since are replaced by those that carry their work; each is printed once.
pub fn print_responsible(plan: &Plan, responsible: &[Responsible], date: Date) -> String {
    let mut current: Vec<Responsible> = Vec::with_capacity(responsible.len());
    for unit in responsible {
        let now = match unit {
            Responsible::Department(id) => {
                plan.units_on(id, date).into_iter().map(Responsible::Department).collect::<Vec<_>>()
            }
            Responsible::Open(_) => vec![unit.clone()],
        };
        for unit in now {
            if !current.contains(&unit) {
                current.push(unit);
            }
        }
    }
    join(plan, &current)
}

/// Departments as the plan prints them, under the names they are given by.
pub fn print_departments<'a>(plan: &Plan, ids: impl IntoIterator<Item = &'a DepartmentId>) -> String {
    let units: Vec<Responsible> = ids.into_iter().cloned().map(Responsible::Department).collect();
    join(plan, &units)
}

/// One department with its bureau's abbreviation: `(総)行政監理室`; `会計課`.
pub fn print_department(plan: &Plan, id: &DepartmentId) -> String {
    print_departments(plan, [id])
}

fn join(plan: &Plan, units: &[Responsible]) -> String {
    let mut printed = String::new();
    let mut bureau_before = None;
    for unit in units {
        if !printed.is_empty() {
            printed.push('、');
        }
        let (bureau, name) = match unit {
            Responsible::Department(id) => (id.bureau(), id.printed_name()),
            Responsible::Open(name) => (None, name.clone()),
        };
        if let Some(bureau) = bureau.filter(|bureau| bureau_before != Some(*bureau)) {
            printed.push('(');
            printed.push_str(plan.bureau(bureau).map_or(bureau, |bureau| &bureau.abbreviation));
            printed.push(')');
        }
        printed.push_str(&name);
        bureau_before = bureau;
    }
    printed
}

/// 【凡例】: `(政)→総合政策部、(総)→総務部 …` in the plan's order.
pub fn print_legend(plan: &Plan) -> String {
    let entries: Vec<String> =
        plan.bureaus.iter().map(|bureau| format!("({})→{}", bureau.abbreviation, bureau.name)).collect();
    entries.join("、")
}

/// The departments that a loosely typed name may mean, those that exist on `date` first.
///
/// Read are `総務部行政監理室`, `総務部 行政監理室`, `総務部/行政監理室`, `(総)行政監理室`, `（総）行政監理室`, `行政監理室`, in any width and with
/// any white space, under old and new names, also followed by a section or a title (`総務部総務課庶務係`). Several are returned
/// where the name alone does not tell (総務課); none where nothing fits.
pub fn lookup(plan: &Plan, text: &str, date: Date) -> Vec<DepartmentId> {
    let mut found = candidates(&plan.departments, &plan.bureaus, text);
    found.sort_by_key(|id| !plan.department(id).is_some_and(|unit| unit.exists_on(date)));
    found
}

/// The departments of a day whose names are nearest to a text that names none: those of which it is a part or that are part of it, or
/// else those that differ from it in few characters. At most three.
pub fn near(plan: &Plan, text: &str, date: Date) -> Vec<DepartmentId> {
    let typed = folded(text);
    let typed = split_bureau(&plan.bureaus, &typed).1.replace('/', "");
    let ids: Vec<&DepartmentId> = plan.departments_on(date).map(|unit| &unit.id).collect();
    let names = |id: &DepartmentId| [folded(id.last_name()), folded(&id.printed_name()), folded(&id.full_name())];
    let is_part = |id: &&&DepartmentId| {
        let [last, _, full] = names(id);
        typed.chars().nth(1).is_some() && (full.contains(&typed) || typed.contains(&last))
    };
    let most = (typed.chars().count() / 3).max(1);
    let differs_little = |id: &&&DepartmentId| nearest(&typed, names(id).iter().map(String::as_str), most).is_some();
    let mut near: Vec<&DepartmentId> = ids.iter().filter(is_part).copied().collect();
    if near.is_empty() {
        near = ids.iter().filter(differs_little).copied().collect();
    }
    near.into_iter().take(3).cloned().collect()
}

/// The same before there is a checked plan, in the order of the list of departments.
pub(super) fn candidates(departments: &[Department], bureaus: &[Bureau], text: &str) -> Vec<DepartmentId> {
    let typed = folded(text);
    if typed.is_empty() {
        return Vec::new();
    }
    let (bureau, name) = split_bureau(bureaus, &typed);
    let ids = || departments.iter().map(|department| &department.id);
    let of_bureau = |id: &&DepartmentId| bureau.is_none_or(|bureau| id.bureau() == Some(bureau));
    let collect = |fits: &dyn Fn(&DepartmentId) -> bool| -> Vec<DepartmentId> {
        ids().filter(of_bureau).filter(|id| fits(id)).cloned().collect()
    };
    // 企画部/企画課 is written 企画部企画課, too.
    let joined = name.replace('/', "");
    let whole =
        collect(&|id| folded(&id.printed_name()) == joined || folded(&id.full_name()) == typed.replace('/', ""));
    if !whole.is_empty() {
        return whole;
    }
    let by_last_name = collect(&|id| folded(id.last_name()) == name);
    if !by_last_name.is_empty() {
        return by_last_name;
    }
    // A section or a title may follow; the longest name that the text begins with is meant.
    let longest = ids()
        .filter(of_bureau)
        .map(|id| folded(&id.printed_name()))
        .filter(|unit| joined.starts_with(unit.as_str()))
        .max_by_key(String::len);
    match longest {
        Some(longest) => collect(&|id| folded(&id.printed_name()) == longest),
        None => Vec::new(),
    }
}

/// The bureau at the head of a typed name, by its abbreviation in brackets or by its name, and the rest.
fn split_bureau<'a, 'b>(bureaus: &'a [Bureau], typed: &'b str) -> (Option<&'a str>, &'b str) {
    if let Some((abbreviation, rest)) = typed.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let bureau = bureaus
            .iter()
            .find(|bureau| folded(&bureau.abbreviation) == abbreviation || folded(&bureau.name) == abbreviation);
        return (bureau.map(|bureau| bureau.name.as_str()), rest);
    }
    // 市民生活部 before 市民: the longest bureau name that the text begins with.
    let bureau = bureaus
        .iter()
        .filter_map(|bureau| typed.strip_prefix(folded(&bureau.name).as_str()).map(|rest| (bureau, rest)))
        .filter(|(_, rest)| !rest.is_empty())
        .min_by_key(|(_, rest)| rest.len());
    match bureau {
        Some((bureau, rest)) => (Some(&bureau.name), rest.trim_start_matches(['/', '・', '-'])),
        None => (None, typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_department_is_near_those_that_it_resembles() {
        let mut plan = super::super::fixture::sample();
        let day = plan.first_year.last_day();
        let said = |plan: &Plan, text: &str| {
            near(plan, text, day).iter().map(DepartmentId::full_name).collect::<Vec<_>>().join("、")
        };
        for text in ["監理室", "行政管理室", "総務部行政管理室", "行政監理室 庶務", "(総)行政監理"]
        {
            assert!(lookup(&plan, text, day).is_empty() || text.ends_with("庶務"), "{text}");
            assert_eq!(said(&plan, text), "総務部行政監理室", "{text}");
        }
        assert_eq!(said(&plan, "宇宙開発局"), "");
        // A unit that has ended by then is none that is meant.
        let ended = plan.departments.iter_mut().find(|unit| unit.id.last_name() == "行政監理室").expect("the unit");
        ended.until = Some(plan.first_year.first_day());
        assert_eq!(said(&plan, "行政管理室"), "");
    }
}
