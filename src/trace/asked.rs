//! The words of a question: as they were typed, and in the program's own words.

use crate::assess::costs::CostLine;
use crate::plan::{Plan, Words};
use crate::vocabulary::folded;

/// What was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// As it was typed, folded: for names and numbers of the plan.
    pub(super) typed: String,
    /// With the plan's words said in the program's: for what the program itself speaks of.
    pub(super) plain: String,
}

impl Asked {
    /// Folds words, and says them in the program's.
    pub(super) fn of(plan: &Plan, typed: &str) -> Asked {
        let typed = folded(typed).replace(['−', '‐', '–'], "-");
        let mut own: Vec<(String, String)> = Words::ALL
            .iter()
            .filter_map(|(key, _, default)| Some((folded(plan.words.get(key)?), (*default).to_owned())))
            .filter(|(word, default)| !word.is_empty() && word != default)
            .chain(plan.schedule_by.own().map(|(token, name)| (folded(name), token.to_owned())))
            // 事業 may be the plan's word for 実践項目; in 事業費 it is none.
            .chain(names_of_costs(plan).map(|name| (name.clone(), name)))
            .collect();
        own.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let mut plain = String::with_capacity(typed.len());
        let mut rest = typed.as_str();
        while let Some(next) = rest.chars().next() {
            // 部 and 課 alone are parts of other words.
            let found = own.iter().find(|(word, _)| word.chars().nth(1).is_some() && rest.starts_with(word.as_str()));
            let length = match found {
                Some((word, default)) => {
                    plain.push_str(default);
                    word.len()
                }
                None => {
                    plain.push(next);
                    next.len_utf8()
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        Asked { typed, plain }
    }

    /// Whether every word of it speaks of figures of a year, of the year or of the plan as a whole. A word that does not may name
    /// something that is narrower, of which the year's figure is not the answer.
    pub(super) fn is_understood(&self, plan: &Plan) -> bool {
        let mut words: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
        let grades = plan.grades.grades.iter().flat_map(|grade| [&grade.name, &grade.mark]);
        let names = grades.chain([&plan.title, &plan.short_title, &plan.city]).map(|name| folded(name));
        words.extend(names.chain(plan.settings.effects.names().map(folded)));
        words.extend(names_of_costs(plan));
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut rest = self.plain.clone();
        for word in words {
            rest = rest.replace(&word, "\n");
        }
        rest.chars().all(|c| !c.is_alphanumeric())
    }
}

/// What a plan's lines of costs are called, folded.
pub(super) fn names_of_costs(plan: &Plan) -> impl Iterator<Item = String> {
    plan.costs().into_iter().flat_map(|of| CostLine::of(of).into_iter().map(|line| folded(line.name(of))))
}

/// What people say beside a figure's name.
const WORDS: &[&str] = &[
    "効果額",
    "効果",
    "歳入",
    "歳出",
    "増",
    "減",
    "累計",
    "単年度",
    "継続",
    "進捗区分",
    "区分",
    "進捗",
    "件数",
    "実践項目",
    "割合",
    "率",
    "評点",
    "評価",
    "審議会",
    "意見",
    "平均",
    "区分なし",
    "未提出",
    "報告なし",
    "合計",
    "総額",
    "総計",
    "総数",
    "全体",
    "全部",
    "計画",
    "どおり",
    "年度末",
    "年度",
    "今",
    "本",
    "当",
    "年",
    "金額",
    "額",
    "数",
    "達成",
    "以上",
    "いくら",
    "何",
    "件",
    "計",
    "の",
    "は",
    "を",
    "と",
    "市",
    "プラン",
];
