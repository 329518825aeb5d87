//! The editions of the sample workspace: what is in them, and what must not be.

use kaikaku::contract::{Audience, CoverField, Field, FormField};
use kaikaku::export::html::{self, Surroundings};
use kaikaku::export::xlsx;
use kaikaku::merge::record::Standing;
use kaikaku::open_data::{self, About};
use kaikaku::report::{self, Edition, text};
use kaikaku::vocabulary::Yen;

use super::sample_year::{DATE, assessment, fonts};

/// Everything inside a workbook's parts, as text.
pub(crate) fn unzipped(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a zip");
    let mut all = String::new();
    for i in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(i).expect("entry"), &mut all).expect("text");
    }
    all
}

#[test]
fn no_internal_text_reaches_a_public_output() {
    let assessment = assessment();
    // 内線 are short digits that stand in any number; the program's own search treats them with their context.
    let internal: Vec<&str> = assessment
        .record
        .internal
        .iter()
        .filter(|text| text.field != FormField::Cover(CoverField::Extension) && text.text.value.chars().count() >= 4)
        .map(|text| text.text.value.as_str())
        .collect();
    assert!(!internal.is_empty(), "the sample has internal notes");
    let mut outputs: Vec<(String, String)> = Vec::new();
    for edition in Edition::ALL.into_iter().filter(|edition| edition.audience() != Audience::Office) {
        let document = report::document(assessment, edition, DATE);
        outputs.push((format!("{edition:?} document"), format!("{document:?}")));
        outputs.push((format!("{edition:?} html"), html::write(&document, fonts(), &Surroundings::default())));
    }
    outputs.push(("xlsx".into(), unzipped(&xlsx::progress(assessment, DATE).expect("written"))));
    let data = open_data::files(&open_data::tables(assessment, DATE), &About::new(assessment, DATE));
    outputs.extend(data.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).expect("utf-8"))));
    for (name, output) in outputs {
        for text in &internal {
            assert!(!output.contains(text), "{name} holds {text}");
        }
    }
}

#[test]
fn every_initiative_has_its_sheet_and_every_result_is_printed() {
    let assessment = assessment();
    let public = text::of_document(&report::document(assessment, Edition::Public, DATE));
    for initiative in &assessment.plan.initiatives {
        assert!(public.contains(&format!("{} {}", initiative.printed, initiative.name)));
    }
    for record in assessment.record.actions.values() {
        for contribution in record.contributions.iter().filter(|row| row.standing != Standing::Outside) {
            for line in contribution.entry.text(Field::Result).iter().flat_map(|result| result.value.lines()) {
                assert!(public.contains(line.trim_end()), "{} {line}", record.id.key());
            }
        }
    }
}

#[test]
fn the_printed_total_is_the_sum_of_what_the_leads_gave() {
    let assessment = assessment();
    let items = assessment.plan.actions().filter(|(_, action)| action.repeats.is_none());
    let by_hand: i64 = items
        .filter_map(|(_, action)| assessment.record.actions.get(&action.id))
        .flat_map(|record| record.effects())
        .filter_map(|(_, effect)| effect.value.value())
        .map(|yen| yen.0)
        .sum();
    let printed = assessment.plan.settings.money.amount(Yen(by_hand));
    let public = text::of_document(&report::document(assessment, Edition::Public, DATE));
    let sentence = public.lines().find(|line| line.contains(&format!("{}の効果額は計画", assessment.year)));
    assert!(sentence.is_some_and(|line| line.contains(&format!("に対し{printed}千円、"))), "{printed}: {sentence:?}");
}

/// An item without a grade has a reason only where its department wrote one; otherwise its place says why there is no grade.
#[test]
fn an_item_that_lost_its_grade_says_why() {
    let council = text::of_document(&report::document(assessment(), Edition::Council, DATE));
    for (item, why) in [("18-1 会計事務の在り方の検討", "報告なし"), ("14-2 浄水場運転管理業務の民間委託", "確認中")]
    {
        let begins = format!("{}\t", item.replacen(' ', "\t", 1));
        // The grade before it has its mark on a line of its own.
        let mut lines = council.lines().skip_while(|line| !line.starts_with(&begins) || line.contains("計画\t"));
        let rest = lines.nth(1).unwrap_or_default();
        assert!(rest.ends_with(&format!("→\t区分なし\t{why}")), "{item}: {rest}");
    }
}

#[test]
fn each_edition_adds_what_it_is_for() {
    let assessment = assessment();
    let of = |edition| text::of_document(&report::document(assessment, edition, DATE));
    let council = of(Edition::Council);
    assert!(council.contains("前年度からの変化") && council.contains("意見一覧") && council.contains("意見書（案）"));
    // The sample's ratings are in: there is nothing left to fill in.
    assert!(!council.contains("評価票"));
    let committee = of(Edition::Internal);
    assert!(committee.contains("取扱注意（庁内限り）") && committee.contains("内部メモ") && committee.contains("指摘"));
    assert!(of(Edition::Review).contains("見直しの候補"));
    assert!(of(Edition::Final).contains("次の計画への引継ぎの候補"));
    // What an edition must not hold: parts that are for narrower circles, or for another occasion.
    let parts = |edition| -> Vec<String> {
        report::document(assessment, edition, DATE).parts.into_iter().map(|part| part.name).collect()
    };
    let office = ["未提出・要決定事項", "提出状況", "指摘", "内部メモ"];
    let for_council = ["前年度からの変化", "意見一覧", "意見書（案）", "評価票（切取り用）"];
    let absent = |edition: Edition, names: &[&str]| {
        let parts = parts(edition);
        assert!(names.iter().all(|name| !parts.iter().any(|part| part == name)), "{edition:?}: {parts:?}");
    };
    for edition in [Edition::Plan, Edition::Digest, Edition::Public, Edition::Review, Edition::Final] {
        absent(edition, &office);
        absent(edition, &for_council);
    }
    absent(Edition::Council, &office);
    for edition in Edition::ALL.into_iter().filter(|edition| edition.audience() != Audience::Office) {
        assert!(!of(edition).contains("取扱注意"), "{edition:?}");
    }
    let public = of(Edition::Public);
    assert!(!public.contains("見直しの候補") && !public.contains("引継ぎの候補"));
}
