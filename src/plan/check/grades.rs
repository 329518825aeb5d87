//! `[grades]`: the scale, how an initiative's grade follows from its items', and where an item's own comes from.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::choice::{Choice, required_word, word};
use super::{DANGLING, DUPLICATE, GRADES};
use crate::finding::Finding;
use crate::plan::{Direction, Indicator, Initiative, way};
use crate::settings_file::fields::{Fields, WRONG_KIND, as_whole, fatal, warning};
use crate::vocabulary::{ActionId, Grade, GradeId, GradeRule, GradeScale, GradeSource, OfSeveral};

/// The greatest threshold, in percent.
const GREATEST_RATE: Decimal = Decimal::ONE_THOUSAND;

/// Reads `[grades]`.
pub(super) fn read(top: &mut Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) -> GradeScale {
    let mut scale = GradeScale {
        grades: Vec::new(),
        rule: GradeRule::Lowest,
        weights: BTreeMap::new(),
        source: GradeSource::Typed,
        of_several: OfSeveral::Lowest,
    };
    let Some(mut fields) = super::frame::section(top, "grades", "進捗区分", out) else { return scale };
    let rules =
        Choice {
            complaint: "取組項目の区分の決め方が違います。", all: &GradeRule::ALL, label: GradeRule::label
        };
    scale.rule = required_word(&mut fields, "rule", rules, out).unwrap_or(scale.rule);
    let sources =
        Choice {
            complaint: "実践項目の区分の由来が違います。", all: &GradeSource::ALL, label: GradeSource::label
        };
    scale.source = word(&mut fields, "source", sources, out).unwrap_or_default();
    let rates = Choice {
        complaint: "いくつもの指標の扱いが違います。", all: &OfSeveral::ALL, label: OfSeveral::label
    };
    scale.of_several = word(&mut fields, "of_several", rates, out).unwrap_or_default();
    scale.grades = list(&mut fields, out);
    if !scale.grades.iter().any(|grade| grade.points.is_some()) {
        out.push(fatal(GRADES, fields.origin(), "割合に数える進捗区分（points のあるもの）がありません。"));
    }
    let points: Vec<u8> = scale.grades.iter().filter_map(|grade| grade.points).collect();
    if points.windows(2).any(|pair| pair[0] <= pair[1]) {
        out.push(
            fatal(GRADES, fields.place("list"), "進捗区分が、points の大きいものから順に並んでいません。")
                .remedy("良い区分から順に書き、points を1つずつ小さくしてください。"),
        );
    }
    thresholds(&scale, &fields, initiatives, out);
    scale.weights = weights(&mut fields, initiatives, out);
    fields.finish(out);
    scale
}

fn list(fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Grade> {
    let mut grades: Vec<Grade> = Vec::new();
    for (node, id) in fields.list("list", out).iter().zip(0..=u8::MAX) {
        let Some(mut fields) = Fields::open(node, "進捗区分", out) else { continue };
        let points = fields.optional_whole("points", 0, 100, out).and_then(|points| u8::try_from(points).ok());
        let grade = Grade {
            id: GradeId(id),
            mark: fields.optional_text("mark", out).unwrap_or_default().to_owned(),
            name: fields.text("name", out).to_owned(),
            meaning: fields.text("meaning", out).to_owned(),
            aliases: fields.strings("aliases", out),
            points,
            on_track: fields.flag("on_track", out),
            needs_reason: fields.flag("needs_reason", out),
            from: threshold(&mut fields, out),
            ends: fields.flag("ends", out),
        };
        for spelling in shared_spellings(&grade, &grades) {
            out.push(fatal(DUPLICATE, fields.origin(), "2つの進捗区分が同じ書き方を使っています。").found(spelling));
        }
        if grade.on_track && grade.points.is_none() {
            out.push(
                fatal(
                    GRADES,
                    fields.place("on_track"),
                    "割合に数えない区分（points なし）が on_track になっています。",
                )
                .found(grade.name.clone()),
            );
        }
        if grade.from.is_some() && grade.points.is_none() {
            out.push(
                fatal(GRADES, fields.place("from"), "割合に数えない区分（points なし）に、率の下限があります。")
                    .found(grade.name.clone())
                    .remedy("率で決める区分には points を書いてください。人が決める区分の率の下限は消してください。"),
            );
        }
        fields.finish(out);
        grades.push(grade);
    }
    grades
}

/// The spellings of a grade that one of the earlier grades of its scale has too.
pub(super) fn shared_spellings(grade: &Grade, earlier: &[Grade]) -> BTreeSet<String> {
    let spellings = |grade: &Grade| -> BTreeSet<String> {
        let all = [grade.mark.clone(), grade.name.clone(), grade.label()];
        all.iter()
            .chain(&grade.aliases)
            .map(|text| text.nfkc().collect())
            .filter(|text: &String| !text.is_empty())
            .collect()
    };
    let taken: BTreeSet<String> = earlier.iter().flat_map(spellings).collect();
    spellings(grade).intersection(&taken).cloned().collect()
}

/// The rate from which a grade is given.
fn threshold(fields: &mut Fields<'_>, out: &mut Vec<Finding>) -> Option<Decimal> {
    let from = fields.optional_number("from", out)?;
    if (Decimal::ZERO..=GREATEST_RATE).contains(&from) && from.normalize().scale() <= 1 {
        return Some(from.normalize());
    }
    out.push(
        fatal(GRADES, fields.place("from"), "進捗区分の率の下限が違います。")
            .found(from.to_string())
            .expected(format!("0 から {GREATEST_RATE} までの百分率（小数は第1位まで）")),
    );
    None
}

/// Whether thresholds and source go together, and every rate has a grade.
fn thresholds(scale: &GradeScale, fields: &Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) {
    let given: Vec<(&Grade, Decimal)> = scale.grades.iter().filter_map(|grade| Some((grade, grade.from?))).collect();
    if scale.source == GradeSource::Typed {
        if let Some((grade, _)) = given.first() {
            let message = "区分を担当部署が記入する計画に、率の下限のある区分があります。";
            out.push(fatal(GRADES, fields.place("list"), message).found(grade.name.clone()).remedy(fields.said(
                "率で決めるときは source = \"指標\" 又は \"経過\" を書き足し、記入するときは from を消してください。",
                "率で決めるときは「基本情報」のシートの「実践項目の区分の由来」で指標か経過を選び、記入するときは率の下限を消してください。",
            )));
        }
        return;
    }
    match given.last() {
        None => out.push(
            fatal(GRADES, fields.place("list"), "区分を率で決める計画に、率の下限のある区分がありません。").remedy(
                fields.said(
                    "どの率からその区分とするかを、区分ごとに from = 80 のように書いてください。",
                    "どの率からその区分とするかを、「率の下限（%）」に書いてください。",
                ),
            ),
        ),
        Some((lowest, from)) if !from.is_zero() => out.push(
            fatal(GRADES, fields.place("list"), "率がいくつより低いときの区分が、決められていません。")
                .found(format!("いちばん低い率の下限は「{}」の{from}%", lowest.name))
                .expected("いちばん低い区分の率の下限は 0"),
        ),
        Some(_) => {}
    }
    if given.windows(2).any(|pair| pair[0].1 <= pair[1].1) {
        let listed: Vec<String> = given.iter().map(|(grade, from)| format!("{} {from}%", grade.name)).collect();
        out.push(
            fatal(GRADES, fields.place("list"), "率の下限が、良い区分から順に小さくなっていません。")
                .found(listed.join("、"))
                .remedy("良い区分から順に、率の下限を大きいものから書いてください。"),
        );
    }
    measured(scale, fields, initiatives, out);
}

/// Whether there is anything to compute from.
fn measured(scale: &GradeScale, fields: &Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) {
    let actions = || initiatives.iter().flat_map(|initiative| &initiative.actions);
    let indicators = || actions().filter(|action| action.repeats.is_none()).flat_map(|action| &action.indicators);
    if !indicators().any(|indicator| !indicator.targets.is_empty()) {
        out.push(
            warning(GRADES, fields.place("source"), "区分を率で決める計画に、目標値のある指標がありません。")
                .remedy("指標のない実践項目の区分は、担当部署が記入します。"),
        );
    }
    if scale.source != GradeSource::Elapsed {
        return;
    }
    let without_way = |indicator: &&Indicator| !indicator.targets.is_empty() && way(indicator).is_none();
    for indicator in indicators().filter(without_way) {
        let printed = actions().find(|action| action.id == indicator.id.action).map(|action| action.printed.as_str());
        let what = format!("実践項目 {} の指標{}", printed.unwrap_or_default(), indicator.id.number);
        let (why, remedy) = match (indicator.direction, indicator.baseline) {
            (Direction::Lower, None) => ("減少する指標に、計画前の値がありません", "計画前の値を書いてください。"),
            _ => ("最後の目標値が、計画前の値（なければ0）と同じです", "計画前の値と目標値を確かめてください。"),
        };
        out.push(
            fatal(GRADES, fields.place("source"), format!("{what}は、経過した割合に対する率を計算できません。"))
                .found(format!("{}：{why}", indicator.name))
                .remedy(remedy),
        );
    }
}

fn weights(fields: &mut Fields<'_>, initiatives: &[Initiative], out: &mut Vec<Finding>) -> BTreeMap<ActionId, u32> {
    let mut weights = BTreeMap::new();
    for (key, origin, node) in fields.entries("weights", out) {
        let id = key.parse::<ActionId>().ok();
        let id = id.filter(|id| initiatives.iter().flat_map(|i| &i.actions).any(|action| action.id == *id));
        let weight = as_whole(node).and_then(|weight| u32::try_from(weight).ok()).filter(|w| (1..=1000).contains(w));
        match (id, weight) {
            (Some(id), Some(weight)) => {
                weights.insert(id, weight);
            }
            (None, _) => {
                out.push(fatal(DANGLING, origin, "重みを付ける実践項目がありません。").found(key).expected("8-2 など"));
            }
            (_, None) => out.push(
                fatal(WRONG_KIND, &node.origin, "重みの値が違います。")
                    .found(node.shown())
                    .expected("1 から 1000 までの整数"),
            ),
        }
    }
    weights
}
