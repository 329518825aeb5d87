//! What columns and tables are called in a publication: the program's labels in the plan's words. Keys never change.

use std::collections::BTreeMap;

use super::shape::{Column, Shape};
use crate::plan::{Naming, Plan, Wording};

/// The labels of a publication; by default those in the program's own words.
#[derive(Debug, Clone, Default)]
pub struct Labels(Wording);

impl Labels {
    /// The labels in the words of a plan.
    pub fn of(plan: &Plan) -> Labels {
        Labels(Wording::of_names(Naming::of(plan)))
    }

    /// A text of the program in the plan's words.
    pub fn say(&self, text: &str) -> String {
        self.0.say(text).into_owned()
    }

    /// What a column means.
    pub fn meaning(&self, column: &Column) -> String {
        if column.is_coded { column.meaning.to_owned() } else { self.say(column.meaning) }
    }

    /// The heads of a table's columns, in order. Where words of the plan make two of them alike, their keys follow.
    pub fn heads(&self, shape: &Shape) -> Vec<String> {
        let said: Vec<String> = shape.columns.iter().map(|column| self.say(column.head)).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        said.iter().for_each(|head| *counts.entry(head).or_default() += 1);
        let is_alone = |head: &String| counts.get(head.as_str()) == Some(&1);
        let named = shape.columns.iter().zip(&said);
        named.map(|(of, head)| if is_alone(head) { head.clone() } else { format!("{head}（{}）", of.key) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open_data::shape;
    use crate::plan::fixture;

    #[test]
    fn labels_follow_the_words_of_the_plan_and_stay_apart() {
        let default: Vec<&str> = shape::ACTIONS.columns.iter().map(|column| column.head).collect();
        assert_eq!(Labels::default().heads(&shape::ACTIONS), default);
        let mut plan = fixture::small();
        plan.words.initiative = "重点項目".into();
        plan.words.action = "取組項目".into();
        plan.words.bureau = "主担当の部署".into();
        let heads = Labels::of(&plan).heads(&shape::ACTIONS);
        let at = |key: &str| heads[shape::ACTIONS.position(key).expect("a column")].as_str();
        assert_eq!((at("initiative_id"), at("action_id"), at("action")), ("重点項目ID", "取組項目ID", "取組項目"));
        assert_eq!((at("bureau"), at("department")), ("主担当の部署（bureau）", "主担当の部署（department）"));
    }
}
