//! Further bodies that grade beside the departments (所管課 → 本部 → 外部委員): each with its own scale or the plan's.

use serde::Serialize;

use super::{Initiative, Plan, Rating};
use crate::contract::Audience;
use crate::vocabulary::{Grade, GradeId, RatedItem, every_variant};

/// How many further bodies may grade.
pub const MOST_GRADERS: usize = 2;

/// What a body grades.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum GradedLevel {
    /// 実践項目, each but those that are listed again.
    #[default]
    #[serde(rename = "実践項目")]
    Actions,
    /// 取組項目.
    #[serde(rename = "取組項目")]
    Initiatives,
}

impl GradedLevel {
    /// Both.
    pub const ALL: [GradedLevel; 2] = every_variant!(GradedLevel: Actions, Initiatives);

    /// 実践項目, 取組項目.
    pub const fn label(self) -> &'static str {
        match self {
            GradedLevel::Actions => "実践項目",
            GradedLevel::Initiatives => "取組項目",
        }
    }
}

/// A body that grades beside the departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grader {
    /// What it is called.
    pub body: String,
    /// What it grades.
    pub level: GradedLevel,
    /// Who may see its grades.
    pub readers: Audience,
    /// Its own scale, the best first; `None` where it uses the plan's grades.
    pub own: Option<Rating>,
}

impl Grader {
    /// The grades that it may give, the best first.
    pub fn grades<'a>(&'a self, plan: &'a Plan) -> &'a [Grade] {
        self.own.as_ref().map_or(&plan.grades.grades, Rating::letters)
    }

    /// The grade with that id.
    pub fn grade<'a>(&'a self, plan: &'a Plan, id: GradeId) -> Option<&'a Grade> {
        self.grades(plan).iter().find(|grade| grade.id == id)
    }

    /// The items of an initiative that it grades.
    pub fn items(&self, initiative: &Initiative) -> Vec<RatedItem> {
        match self.level {
            GradedLevel::Initiatives => vec![initiative.no.into()],
            GradedLevel::Actions => {
                let own = initiative.actions.iter().filter(|action| action.repeats.is_none());
                own.map(|action| action.id.into()).collect()
            }
        }
    }

    /// All items that it grades, in the plan's order.
    pub fn all_items<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = RatedItem> {
        plan.initiatives.iter().flat_map(|initiative| self.items(initiative))
    }
}

impl Plan {
    /// The further bodies that grade.
    pub fn graders(&self) -> &[Grader] {
        &self.settings.graders
    }

    /// How an item is called: its printed number and its name.
    pub fn rated_name(&self, item: RatedItem) -> (String, String) {
        match item {
            RatedItem::Initiative(no) => {
                let name = self.initiative(no).map(|initiative| initiative.name.clone());
                (self.initiative_number(no), name.unwrap_or_default())
            }
            RatedItem::Action(id) => {
                let name = self.action(id).map(|(_, action)| action.name.clone());
                (self.number(id), name.unwrap_or_default())
            }
        }
    }
}
