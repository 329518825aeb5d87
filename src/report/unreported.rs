//! What the papers say where a department has not handed in: the office reads what it has to collect (未提出), all other readers what
//! they do not find in the report.

use crate::assess::counts::{NOT_HANDED_IN, NOT_REPORTED};
use crate::contract::Audience;

/// In a narrow cell, and before a count.
pub(crate) fn word(readers: Audience) -> &'static str {
    match readers {
        Audience::Office => NOT_HANDED_IN,
        Audience::Council | Audience::Public => NOT_REPORTED,
    }
}

/// In the place of an item's results.
pub(crate) fn result(readers: Audience) -> &'static str {
    match readers {
        Audience::Office => NOT_HANDED_IN,
        Audience::Council | Audience::Public => "実績の報告がない。",
    }
}

/// In the place of the answer to an opinion of an earlier year.
pub(crate) fn answer(readers: Audience) -> &'static str {
    match readers {
        Audience::Office => NOT_HANDED_IN,
        Audience::Council | Audience::Public => "回答がない。",
    }
}

/// How many opinions have an answer. `whose` names all of them.
pub(crate) fn answers(readers: Audience, whose: &str, all: usize, answered: usize) -> String {
    let missing = all.saturating_sub(answered);
    match (readers, answered) {
        (Audience::Office, 0) => format!("{whose}のすべてについて、対応が未提出である。"),
        (_, 0) => format!("{whose}のすべてについて、担当部署から回答がない。"),
        (Audience::Office, _) if missing == 0 => format!("{whose}のすべてに、担当部署から対応の提出があった。"),
        (_, _) if missing == 0 => format!("{whose}のすべてに、担当部署から回答があった。"),
        (Audience::Office, _) => format!("{whose}のうち{answered}件に対応の提出があり、{missing}件が未提出である。"),
        _ => format!("{whose}のうち{answered}件に担当部署から回答があり、{missing}件は回答がない。"),
    }
}

/// Opinions from before last year that are still to be answered.
pub(crate) fn without_answer(readers: Audience) -> &'static str {
    match readers {
        Audience::Office => "対応のなかったもの",
        Audience::Council | Audience::Public => "回答のなかったもの",
    }
}

/// How many departments have handed in of those that had to, without names.
pub(crate) fn departments(readers: Audience, owing: usize, submitted: usize) -> String {
    let asked = if readers == Audience::Office { "提出" } else { "報告" };
    let missing = owing.saturating_sub(submitted);
    match (owing, missing) {
        (0, _) => format!("{asked}を求めた部署はない。"),
        (_, 0) => format!("{asked}を求めた{owing}部署のすべてから{asked}があった。"),
        _ => {
            let rest = if readers == Audience::Office { "が未提出である" } else { "からは報告がない" };
            format!("{asked}を求めた{owing}部署のうち{submitted}部署から{asked}があり、{missing}部署{rest}。")
        }
    }
}

/// The first two meanings of 区分なし: nothing was handed in, or what was is being asked about.
pub(crate) fn without_grade(readers: Audience) -> (&'static str, &'static str) {
    match readers {
        Audience::Office => ("提出がないもの（未提出）", "提出された進捗区分を担当部署に確認しているもの"),
        Audience::Council | Audience::Public => {
            ("担当部署から報告がないもの（報告なし）", "報告された進捗区分を担当部署に確認しているもの")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Edition, document, fixture, text};

    /// Every reader sees what is missing; only the office sees who owes a form.
    #[test]
    fn what_is_missing_is_said_in_the_words_of_its_readers() {
        let assessment = fixture::assessment();
        for edition in Edition::ALL {
            let said = text::of_document(&document(&assessment, edition, fixture::DATE));
            assert_eq!(said.contains(NOT_HANDED_IN), edition.audience() == Audience::Office, "{edition:?}: {said}");
            assert!(!said.contains("提出を求めた") || edition.audience() == Audience::Office, "{edition:?}: {said}");
        }
        let said = |edition| text::of_document(&document(&assessment, edition, fixture::DATE));
        assert!(said(Edition::Public).contains("会計課　実績の報告がない。"));
        assert!(said(Edition::Internal).contains("会計課　未提出"));
        assert!(said(Edition::Council).contains("報告を求めた3部署のうち2部署から報告があり、1部署からは報告がない。"));
    }

    #[test]
    fn answers_are_counted_by_who_reads() {
        let said = |readers| [0, 2, 3].map(|answered| answers(readers, "令和2年度の意見3件", 3, answered));
        assert_eq!(
            said(Audience::Council),
            [
                "令和2年度の意見3件のすべてについて、担当部署から回答がない。",
                "令和2年度の意見3件のうち2件に担当部署から回答があり、1件は回答がない。",
                "令和2年度の意見3件のすべてに、担当部署から回答があった。"
            ]
        );
        assert_eq!(
            said(Audience::Office),
            [
                "令和2年度の意見3件のすべてについて、対応が未提出である。",
                "令和2年度の意見3件のうち2件に対応の提出があり、1件が未提出である。",
                "令和2年度の意見3件のすべてに、担当部署から対応の提出があった。"
            ]
        );
    }
}
