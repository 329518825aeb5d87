//! All words of a question count: the year among them is taken, and what is not understood is named.

use super::{NotTraced, Question, one_year};
use crate::plan::fixture;
use crate::vocabulary::FiscalYear;

#[test]
fn a_year_in_the_words_is_taken() {
    let plan = fixture::sample();
    for (what, year, alone) in [
        ("R3の効果額", 2021, "効果額"),
        ("令和3年度の効果額", 2021, "効果額"),
        ("令和３年度の8-2", 2021, "8-2"),
        ("令和 3 年度の8-2", 2021, "8-2"),
        ("R3の8-2", 2021, "8-2"),
        ("R3 8-2", 2021, "8-2"),
        ("8-2 R3", 2021, "8-2"),
        ("2021年度の8-2の効果額", 2021, "8-2の効果額"),
        ("2021の8-2の効果額", 2021, "8-2の効果額"),
        ("平成33年度の効果額", 2021, "効果額"),
        ("令和元年度の効果額", 2019, "効果額"),
        ("R3 財政部の効果額", 2021, "財政部の効果額"),
        ("財政部のR3の効果額", 2021, "財政部の効果額"),
        ("8-2の効果額（R3）", 2021, "8-2の効果額"),
        ("令和2年度の未提出", 2020, "未提出"),
        ("未提出（令和2年度末）", 2020, "未提出"),
        ("R3と令和3年度の効果額", 2021, "効果額"),
    ] {
        let expected = Question::parse(&plan, alone).expect(alone);
        assert_eq!(Question::with_year(&plan, what), Ok((expected, Some(FiscalYear(year)))), "{what}");
    }
    for what in ["効果額", "8-2", "R2-8-1", "今年度の効果額", "未提出"] {
        assert_eq!(Question::with_year(&plan, what).map(|(_, year)| year), Ok(None), "{what}");
    }
    for what in ["R3とR4の効果額", "R3～R4の効果額", "R3-R4の効果額"] {
        let said = Question::parse(&plan, what).expect_err(what);
        assert!(matches!(&said, NotTraced::SeveralYears(years) if years.len() == 2), "{what}: {said:?}");
    }
    let (third, fourth) = (FiscalYear(2021), FiscalYear(2022));
    assert_eq!(one_year(Some(third), Some(third)), Ok(Some(third)));
    assert_eq!(one_year(None, Some(fourth)), Ok(Some(fourth)));
    let said = one_year(Some(fourth), Some(third)).expect_err("they differ").to_string();
    assert!(said.contains("令和4年度") && said.contains("令和3年度"), "{said}");
}

#[test]
fn a_year_in_a_name_or_number_is_part_of_it() {
    let mut plan = fixture::small();
    plan.initiatives[0].name = "令和3年度版便利帳の見直し".into();
    plan.initiatives[1].printed = "R4".into();
    plan.initiatives[1].actions[0].name = "2021年万博への参加".into();
    let plan = plan;
    let year = |what: &str| Question::with_year(&plan, what).map(|(_, year)| year);
    for what in
        ["令和3年度版便利帳の見直し", "令和3年度版便利帳の見直しの効果額", "令和3年度版便利帳", "2021年万博への参加"]
    {
        assert_eq!(year(what), Ok(None), "{what}");
    }
    assert_eq!(year("R2の令和3年度版便利帳の見直し"), Ok(Some(FiscalYear(2020))));
}

#[test]
fn what_is_left_of_the_words_is_named() {
    let plan = fixture::sample();
    let mut wrong = Vec::new();
    for (what, part) in [
        ("8-2と8-3の効果額", "8-3"),
        ("8-2～8-4の効果額", "8-4"),
        ("8-2以外", "以外"),
        ("8-2以外の効果額", "以外"),
        ("8の2", "2"),
        ("個票8の天気", "天気"),
        ("8-2の実績と区分の理由", "実績"),
        ("8-2の効果額の累計", "累計"),
        ("計画の効果額", "計画"),
        ("8-2の計画の効果額", "計画"),
    ] {
        let said = Question::parse(&plan, what);
        if !matches!(&said, Err(NotTraced::PartNotUnderstood(left, _)) if left == part) {
            wrong.push(format!("{what}: {said:?}"));
        }
    }
    let said = Question::parse(&plan, "○と◎").expect_err("two grades");
    assert!(matches!(&said, NotTraced::PartNotUnderstood(..)), "{said:?}");
    for what in [
        "8-2",
        "8",
        "8の効果額",
        "No.8の進捗区分",
        "取組項目8の評価",
        "実践項目8-2の効果額は？",
        "8-2 水道料金のクレジットカード納付の効果額",
        "8-2のクレジットカード納付",
        "8-2の歳出減（継続）",
        "8-2の意見への対応",
        "8-2の次年度の取組",
        "8-2の指標1",
        "R2-8-1への対応",
        "効果額の合計",
        "市全体の効果額",
        "計画全体の効果額",
        "歳入増と歳出減の累計",
        "計画どおり以上の割合",
        "計画に遅れの件数",
        "◎",
        "○の件数",
        "財政部の効果額",
        "財政部の計画どおりの件数",
        "テーマ1の効果額",
        "支払方法の多様化",
    ] {
        let understood = Question::parse(&plan, what);
        wrong.extend(understood.err().map(|error| format!("{what}: {error:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn departments_are_chosen_by_their_names() {
    let plan = fixture::sample();
    let said = Question::parse(&plan, "総務課の効果額").expect_err("two of them").to_string();
    assert!(said.contains("名前をすべて書いて指定してください") && !said.contains("番号"), "{said}");
    let named = Question::parse(&plan, "総務部総務課の効果額");
    assert!(named.is_ok(), "{named:?}");
    assert_eq!(Question::parse(&plan, "総務部/総務課の効果額"), named);
    assert_eq!(Question::parse(&plan, "総務部／総務課の効果額"), named);
}
