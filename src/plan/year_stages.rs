//! What a schedule plans for a year: stages of the year as a whole, or of each of its halves or quarters.

use serde::Serialize;

use crate::vocabulary::{Stage, YearParts};

/// The planned stages of a year (工程).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum YearStages {
    /// Of the year as a whole; it may have several (準備・実施).
    Whole(Vec<Stage>),
    /// Of each part of the year in order, not all of them equal; in a part without stages nothing is planned.
    Parts(Vec<Vec<Stage>>),
}

/// Neighbouring parts of a year with the same stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    /// The first part, counted from 0.
    pub first: usize,
    /// The last part.
    pub last: usize,
    /// What is planned in them.
    pub stages: &'a [Stage],
}

impl YearStages {
    /// The stages of the parts of a year; parts that are all equal are the year as a whole.
    pub fn of_parts(parts: Vec<Vec<Stage>>) -> YearStages {
        match parts.first() {
            Some(first) if parts.iter().all(|part| part == first) => YearStages::Whole(first.clone()),
            None => YearStages::Whole(Vec::new()),
            Some(_) => YearStages::Parts(parts),
        }
    }

    /// Whether nothing is planned.
    pub fn is_empty(&self) -> bool {
        match self {
            YearStages::Whole(stages) => stages.is_empty(),
            YearStages::Parts(parts) => parts.iter().all(Vec::is_empty),
        }
    }

    /// How the year is divided.
    pub fn parts(&self) -> YearParts {
        match self {
            YearStages::Whole(_) => YearParts::Whole,
            YearStages::Parts(parts) => YearParts::of_count(parts.len()).unwrap_or_default(),
        }
    }

    /// What is planned in a part of the year, counted from 0.
    pub fn in_part(&self, part: usize) -> &[Stage] {
        match self {
            YearStages::Whole(stages) => stages,
            YearStages::Parts(parts) => parts.get(part).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    /// The parts with something planned, equal neighbours together; a year as a whole is one run.
    pub fn runs(&self) -> Vec<Run<'_>> {
        let count = self.parts().names().len().max(1);
        let mut runs: Vec<Run<'_>> = Vec::new();
        for part in (0..count).filter(|part| !self.in_part(*part).is_empty()) {
            let stages = self.in_part(part);
            match runs.last_mut() {
                Some(run) if run.last + 1 == part && run.stages == stages => run.last = part,
                _ => runs.push(Run { first: part, last: part, stages }),
            }
        }
        runs
    }

    /// The stages of the year, each once: one that goes on through its parts is one.
    pub fn of_year(&self) -> Vec<&Stage> {
        let mut stages: Vec<&Stage> = Vec::new();
        for stage in self.runs().into_iter().flat_map(|run| run.stages) {
            if !stages.contains(&stage) {
                stages.push(stage);
            }
        }
        stages
    }

    /// One text a run: 準備・実施 of the year as a whole, 第1～2四半期　検討 of parts of it.
    pub fn texts(&self) -> Vec<String> {
        let parts = self.parts();
        let shown = |run: Run<'_>| match parts {
            YearParts::Whole => stage_text(run.stages),
            _ => format!("{}　{}", parts.span(run.first, run.last), stage_text(run.stages)),
        };
        self.runs().into_iter().map(shown).collect()
    }

    /// The same in one line: 第1～2四半期　検討、第4四半期　準備.
    pub fn line(&self) -> String {
        self.texts().join("、")
    }

    /// The stages of the year as they follow one another: 検討→ 準備・実施. Behind the space a line may end.
    pub fn course(&self) -> String {
        let mut texts: Vec<String> = self.runs().into_iter().map(|run| stage_text(run.stages)).collect();
        texts.dedup();
        texts.join("→ ")
    }
}

/// 準備・実施.
pub(crate) fn stage_text(stages: &[Stage]) -> String {
    stages.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_parts_are_a_year_and_equal_neighbours_one_run() {
        let study = || vec![Stage::STUDY];
        assert_eq!(YearStages::of_parts(vec![study(), study()]), YearStages::Whole(study()));
        let year = YearStages::of_parts(vec![study(), study(), vec![], vec![Stage::PREPARE, Stage::TRIAL]]);
        assert_eq!(year.line(), "第1～2四半期　検討、第4四半期　準備・試行");
        assert_eq!(year.course(), "検討→ 準備・試行");
        assert_eq!(year.of_year(), [&Stage::STUDY, &Stage::PREPARE, &Stage::TRIAL]);
        assert_eq!(YearStages::Whole(vec![Stage::PREPARE, Stage::TRIAL]).line(), "準備・試行");
        let halves = YearStages::of_parts(vec![vec![], study()]);
        assert_eq!((halves.line(), halves.is_empty()), ("下半期　検討".to_owned(), false));
        assert!(YearStages::of_parts(vec![vec![], vec![]]).is_empty());
    }
}
