//! 公表前の確認: what internal notes, texts and findings say must be settled before the report goes out, each with its place. For
//! the office.

use jiff::ToSpan;
use jiff::civil::Date;

use super::blocks::{column_head, department_names, fixed, heading, paragraph, part, quoting, shared};
use super::document::{
    Alignment, Block, Cell, Document, Emphasis, HeaderScope, Paper, ParagraphKind, Part, Row, RowGroup, Table,
    TableStyle, VerticalAlign, emphasised,
};
use super::figures::NONE;
use super::{naming, office_paper, sentences, unreported};
use crate::assess::assessment::Assessment;
use crate::assess::counts::UNGRADED;
use crate::assess::internal_copy::INTERNAL_IN_PUBLIC;
use crate::assess::reviewer;
use crate::contract::{Audience, Field};
use crate::finding::{Code, Finding, Origin, Severity, Sourced};
use crate::intake::codes;
use crate::merge::record::{SubmissionState, YearRecord};
use crate::merge::statement::ReportState;
use crate::vocabulary::{FiscalYear, ends_in_ideograph, japanese_date};

/// The report's date is that of the last form although the ratings, which come later, are in.
pub const DATE_OF_LAST_FORM: Code = Code("report.date-of-last-form");
/// The report's date lies before the last form came in, or long after.
pub const DATE_OUT_OF_TIME: Code = Code("report.date-out-of-time");

/// Words of an internal note that hold a publication back.
const HOLDING: [&str; 22] = [
    "公表前",
    "決算前",
    "議会前",
    "答弁前",
    "公表しない",
    "公表を控え",
    "公にしない",
    "出さないで",
    "伏せ",
    "非公表",
    "未公表",
    "部外秘",
    "庁外",
    "口外",
    "取扱注意",
    "要確認",
    "確認中",
    "調整中",
    "協議中",
    "要相談",
    "要協議",
    "要調整",
];
/// Words that no public text should hold.
const UNFINISHED: [&str; 10] =
    ["公表前", "取扱注意", "見え消し", "要確認", "確認中", "別紙のとおり", "別添のとおり", "○○", "●●", "決算見込"];

/// What a matter is about: the heading that it is listed under. Findings stand in the order of their kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatterKind {
    /// What the office has not yet stated of the report.
    Statement,
    /// Forms and grades that are not there.
    HandedIn,
    /// Opinions without an answer.
    Answer,
    /// A text that is not finished and is published.
    PublicText,
    /// An internal text that holds the publication back: the field.
    InternalText(Field),
    /// Struck text.
    Struck,
    /// A text that says nothing by itself.
    Elsewhere,
    /// A public text that an internal one says too.
    CopiedNote,
    /// What somebody has to mend.
    ToMend,
    /// Findings that are only counted.
    Others,
}

impl MatterKind {
    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            MatterKind::Statement => "報告書",
            MatterKind::HandedIn => "提出状況",
            MatterKind::Answer => "意見への対応",
            MatterKind::PublicText => "公表する文章",
            MatterKind::InternalText(field) => field.label(),
            MatterKind::Struck => "見え消し",
            MatterKind::Elsewhere => "この欄だけでは分からない文章",
            MatterKind::CopiedNote => "内部メモと同じ文章",
            MatterKind::ToMend => "直すところ",
            MatterKind::Others => "そのほかの指摘",
        }
    }

    /// The kind of a finding on what a reader of the published report would stumble over.
    fn of_finding(code: Code) -> Option<MatterKind> {
        let kinds = [
            (codes::STRUCK, MatterKind::Struck),
            (reviewer::ELSEWHERE, MatterKind::Elsewhere),
            (INTERNAL_IN_PUBLIC, MatterKind::CopiedNote),
        ];
        kinds.into_iter().find(|(of, _)| *of == code).map(|(_, kind)| kind)
    }
}

/// Something to settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// What it is about.
    pub kind: MatterKind,
    /// What has to be settled.
    pub what: String,
    /// Where.
    pub origin: Option<Origin>,
    /// Whom to ask.
    pub department: String,
}

/// All that has to be settled, by what it is about. `given` is the day that the office states on the command line.
pub fn matters(assessment: &Assessment, given: Option<Date>) -> Vec<Matter> {
    let mut matters = statement(assessment, given);
    matters.extend(texts(assessment));
    matters.extend(findings(assessment));
    matters
}

/// A warning of the day that the report states: it lies out of the time in which such a report comes out, or the ratings are in and it
/// is still that of the last form. The office's day is meant.
pub fn date_warning(record: &YearRecord, given: Option<Date>) -> Option<Finding> {
    let rated = record.initiatives.values().filter_map(|initiative| initiative.council.as_ref());
    let is_rated = rated.into_iter().any(|council| council.given.raters() > 0);
    let last = record.statuses.iter().filter_map(|status| status.submitted_on).max();
    let stated = given.or(record.stated.date);
    if let Some(finding) = stated.and_then(|date| out_of_time(record.year, date, (last, is_rated))) {
        return Some(finding);
    }
    let last = last?;
    (is_rated && stated.is_none_or(|date| date == last)).then(|| {
        Finding::new(
            Severity::Warning,
            DATE_OF_LAST_FORM,
            "評価が済んでいますが、報告書の日付が最後の様式の提出日のままです。",
        )
        .found(japanese_date(last))
        .expected("報告書を公表する日")
        .remedy("office.toml の [report] に date = 2021-08-31 のように書いてください。")
    })
}

/// What to say of a day before the last form came in, or more than a year after. Where no form tells, and where the year has been
/// rated, its end counts as well: nothing is rated before.
fn out_of_time(year: FiscalYear, date: Date, (last, is_rated): (Option<Date>, bool)) -> Option<Finding> {
    let year_end = Some(year.last_day());
    let first = last.max(year_end.filter(|_| is_rated || last.is_none()))?;
    let until = last.max(year_end)?.saturating_add(1.years());
    let what = if last == Some(first) { "最後の様式の提出日" } else { "報告する年度の末日" };
    let message = match date {
        date if date < first => format!("報告書の日付が、{what}より前です。"),
        date if date > until => "報告書の日付が、様式の提出から1年より後です。".to_owned(),
        _ => return None,
    };
    Some(
        Finding::new(Severity::Warning, DATE_OUT_OF_TIME, message)
            .found(japanese_date(date))
            .expected(format!("{}から{}まで", japanese_date(first), japanese_date(until)))
            .remedy("office.toml の [report] の date か、--date の指定を確かめてください。"),
    )
}

/// What the office itself has not yet stated.
fn statement(assessment: &Assessment, given: Option<Date>) -> Vec<Matter> {
    let (plan, record) = (&*assessment.plan, &*assessment.record);
    let office = plan.settings.office.clone();
    let of_office =
        |what: String| Matter { kind: MatterKind::Statement, what, origin: None, department: office.clone() };
    let mut matters = Vec::new();
    if record.stated.state == ReportState::Preliminary {
        matters.push(of_office(
            "報告書は速報である。確定したときは、office.toml の [report] で state を「確定」とする。".into(),
        ));
    }
    matters.extend(date_warning(record, given).map(|finding| of_office(finding.message)));
    let waiting: Vec<String> =
        record.stated.awaiting.iter().filter(|id| record.stated.awaits(**id)).map(|id| plan.number(*id)).collect();
    if !waiting.is_empty() {
        matters.push(of_office(format!("決算の確定を待つ実践項目がある（{}）。", waiting.join("、"))));
    }
    if plan.settings.public_contact.is_empty() {
        matters.push(of_office("公表する問合せ先がない（Excel の原本では「基本情報」の「公表する問合せ先」、plan.toml では [office] の public_contact に書く。）。".into()));
    }
    matters.extend(not_handed_in(assessment));
    matters
}

/// Forms that are not there, and items that are printed without a grade.
fn not_handed_in(assessment: &Assessment) -> Vec<Matter> {
    let (plan, record) = (&*assessment.plan, &*assessment.record);
    let mut matters = Vec::new();
    for status in &record.statuses {
        let what = match status.state {
            SubmissionState::Missing => "の進捗管理表が提出されていない。",
            SubmissionState::Unread => "の進捗管理表の提出を確認できない（読み取っていないファイルがある。）。",
            SubmissionState::Returned => "の進捗管理表を差し戻している（修正したものが提出されていない。）。",
            SubmissionState::Submitted | SubmissionState::NotRequired => continue,
        };
        matters.push(Matter {
            kind: MatterKind::HandedIn,
            what: format!("{}{what}", status.period.label()),
            origin: None,
            department: naming::department(plan, &status.department),
        });
    }
    for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        if assessment.actions.get(&action.id).is_some_and(|assessed| assessed.grade.is_none()) {
            matters.push(Matter {
                kind: MatterKind::HandedIn,
                what: format!("{}の進捗区分がない（「{UNGRADED}」と印刷する。）。", action.printed),
                origin: None,
                department: naming::lead(plan, action, assessment.year),
            });
        }
    }
    for (no, opinion) in record.unanswered() {
        let initiative = plan.initiative(no);
        let department = initiative.map(|it| naming::responsible(plan, &it.responsible, assessment.year));
        matters.push(Matter {
            kind: MatterKind::Answer,
            what: format!(
                "{}に対応の記入がない（公表版に「{}」と印刷する。）。",
                plan.opinion_number(opinion.id),
                unreported::answer(Audience::Public)
            ),
            origin: None,
            department: department.unwrap_or_default(),
        });
    }
    matters
}

/// Notes that hold a publication back, and public texts that are not finished.
fn texts(assessment: &Assessment) -> Vec<Matter> {
    let plan = &*assessment.plan;
    let mut matters = Vec::new();
    for (id, action) in &assessment.record.actions {
        for row in &action.contributions {
            for (field, _) in row.entry.texts() {
                let Some(text) = row.entry.text(field) else { continue };
                let is_public = row.text(field, Audience::Public, &plan.settings.visibility).is_some();
                let words: &[&str] = if is_public { &UNFINISHED } else { &HOLDING };
                let Some(word) = words.iter().find(|word| holds(&text.value, word)) else { continue };
                let kind = if is_public { MatterKind::PublicText } else { MatterKind::InternalText(field) };
                matters.push(Matter {
                    kind,
                    what: format!(
                        "{}の{}に「{word}」とある：{}",
                        plan.number(*id),
                        field.label(),
                        sentence_with(text, word)
                    ),
                    origin: Some(text.origin.clone()),
                    department: naming::department(plan, &row.department),
                });
            }
        }
    }
    // What holds the publication back comes first.
    matters.sort_by_key(|matter| !matches!(matter.kind, MatterKind::InternalText(_)));
    matters
}

/// Whether a text holds a word; one like 要調整 not at the end of another (需要調整).
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !(word.starts_with('要') && ends_in_ideograph(&text[..at])))
}

/// A sentence of at most so many characters (取扱注意。) does not say by itself what it is about.
const SHORT: usize = 10;

/// The sentence of a text that holds a word; a short one with the sentence before it, or after it where it is the first.
fn sentence_with(text: &Sourced<String>, word: &str) -> String {
    let sentences = sentences::of(&text.value);
    let Some(at) = sentences.iter().position(|sentence| sentence.contains(word)) else {
        return text.value.trim().to_owned();
    };
    let quoted = match at {
        _ if sentences[at].chars().count() > SHORT => &sentences[at..=at],
        0 => &sentences[..sentences.len().min(2)],
        _ => &sentences[at - 1..=at],
    };
    quoted.concat()
}

/// A finding's message with what was found, unless the message quotes it.
fn with_found(finding: &Finding) -> String {
    let message = &finding.message;
    match &finding.found {
        Some(found) if !message.contains(&format!("「{found}」")) => format!("{message}（{found}）"),
        _ => message.clone(),
    }
}

/// Findings on what a reader of the published report would stumble over.
fn findings(assessment: &Assessment) -> Vec<Matter> {
    let blocking = assessment.findings.iter().filter_map(|finding| {
        let to_mend = || (finding.severity >= Severity::Error).then_some(MatterKind::ToMend);
        let kind = MatterKind::of_finding(finding.code).or_else(to_mend)?;
        Some(Matter {
            kind,
            what: with_found(finding),
            origin: finding.origin.clone(),
            department: finding
                .department
                .as_ref()
                .map(|id| naming::department(&assessment.plan, id))
                .unwrap_or_default(),
        })
    });
    let mut matters: Vec<Matter> = blocking.collect();
    matters.sort_by_key(|matter| matter.kind);
    let others = assessment.findings.iter().filter(|finding| {
        // Opinions without an answer are listed themselves.
        let is_listed =
            MatterKind::of_finding(finding.code).is_some() || finding.code == crate::merge::codes::UNANSWERED;
        finding.severity == Severity::Warning && !is_listed
    });
    let count = others.count();
    if count > 0 {
        matters.push(Matter {
            kind: MatterKind::Others,
            what: format!("確認を要する指摘が、ほかに{count}件ある（確認/提出状況.xlsx の「指摘」のシートにより、扱いを決める。）。"),
            origin: None,
            department: String::new(),
        });
    }
    matters
}

/// The paper.
pub fn document(assessment: &Assessment, date: Date, given: Option<Date>) -> Document {
    let matters = matters(assessment, given);
    let lead = match matters.len() {
        0 => "公表の前に確かめることは見当たらない。".to_owned(),
        count => format!("公表の前に確かめること、決めることは{count}件である。済んだものには、左の欄に印を付ける。"),
    };
    let mut blocks = vec![heading(1, "公表前の確認"), paragraph(ParagraphKind::Flush, lead)];
    if !matters.is_empty() {
        blocks.push(Block::Table(table(&matters)));
    }
    let parts = vec![Part { paper: Paper::A4Landscape, ..part("公表前の確認", blocks) }];
    office_paper::document(assessment, "公表前の確認", date, parts)
}

fn table(matters: &[Matter]) -> Table {
    let mut groups: Vec<(MatterKind, Vec<Row>)> = Vec::new();
    for matter in matters {
        let top = |cell: Cell| Cell { vertical_align: VerticalAlign::Top, ..cell };
        let place = matter.origin.as_ref().map_or_else(|| NONE.to_owned(), ToString::to_string);
        let cells = vec![
            top(Cell::text("□").aligned(Alignment::Center)),
            top(Cell { header: Some(HeaderScope::Row), ..quoting(&matter.what, matter.origin.as_ref()) }),
            top(Cell::text(place).aligned(Alignment::Start)),
            top(department_names(matter.department.as_str())),
        ];
        let row = Row { cells, may_split: true, ..Row::default() };
        match groups.iter_mut().find(|(kind, _)| *kind == matter.kind) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((matter.kind, vec![row])),
        }
    }
    let groups = groups.into_iter().map(|(kind, rows)| {
        let title = Cell::inlines(vec![emphasised(format!("{}（{}件）", kind.label(), rows.len()), Emphasis::Strong)]);
        let title = Row { cells: vec![title.spanning(4, 1)], keep_with_next: true, ..Row::default() };
        RowGroup { heading: Some(title), rows, ..RowGroup::default() }
    });
    Table {
        caption: None,
        unit: None,
        columns: vec![fixed(90, Alignment::Center), shared(6), shared(4), fixed(400, Alignment::Start)],
        head: vec![Row {
            cells: ["済", "確かめること", "場所", "担当"].map(|head| column_head(head, 1, 1)).into(),
            ..Row::default()
        }],
        groups: groups.collect(),
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{assessed, year_one};
    use crate::intake::fixture::form;
    use crate::report::{fixture, text};

    fn kinds(assessment: &Assessment) -> Vec<(&'static str, String)> {
        let matters = matters(assessment, Some(fixture::DATE));
        matters.into_iter().map(|matter| (matter.kind.label(), matter.what)).collect()
    }

    #[test]
    fn a_note_that_holds_publication_back_and_an_unfinished_text_are_listed_with_their_cells() {
        let mut forms = year_one();
        forms.push(
            form("三課", "c.xlsx")
                .row((2, 1), |row| {
                    row.result("内容は別紙のとおりである。").memo("来週協議する。公表前に財政課へ要確認。");
                })
                .build(),
        );
        let assessment = assessed(forms);
        let found = matters(&assessment, None);
        let note = found.iter().find(|matter| matter.kind.label() == "内部メモ").expect("the note");
        assert!(note.what.contains("公表前に財政課へ要確認。") && !note.what.contains("来週"), "{note:?}");
        assert!(note.origin.as_ref().is_some_and(|origin| origin.to_string().starts_with("c.xlsx")), "{note:?}");
    }

    #[test]
    fn a_short_sentence_is_quoted_with_its_neighbour() {
        for (memo, quoted) in [
            ("契約額の変更は協議中。取扱注意。", "：契約額の変更は協議中。取扱注意。"),
            ("決算前の見込み。6月に確定する。次は9月。", "：決算前の見込み。6月に確定する。"),
            ("計画の前倒しのため◎としたが、要相談。", "に「要相談」とある：計画の前倒しのため◎としたが、要相談。"),
        ] {
            let mut forms = year_one();
            forms.push(form("三課", "c.xlsx").row((2, 1), |row| _ = row.result("準備した。").memo(memo)).build());
            let found = matters(&assessed(forms), None);
            let note = found.iter().find(|matter| matter.kind.label() == "内部メモ").expect("the note");
            assert!(note.what.ends_with(quoted), "{note:?}");
        }
    }

    #[test]
    fn a_word_within_another_holds_nothing_back() {
        assert!(holds("金額は要調整。", "要調整") && holds("要調整", "要調整") && holds("需要調整は要調整", "要調整"));
        assert!(!holds("電力の需要調整に加わる。", "要調整"));
    }

    #[test]
    fn what_was_found_stands_once() {
        let finding = |message: &str| Finding::new(Severity::Error, codes::STRUCK, message).found("11");
        assert_eq!(with_found(&finding("「11」と表示されます。")), "「11」と表示されます。");
        assert_eq!(with_found(&finding("値が違います。")), "値が違います。（11）");
    }

    #[test]
    fn what_the_office_has_not_stated_is_listed() {
        let found = kinds(&fixture::assessment());
        assert!(found.iter().any(|(kind, what)| *kind == "報告書" && what.contains("速報")), "{found:?}");
        assert!(found.iter().any(|(kind, _)| *kind == "提出状況"), "{found:?}");
        let paper = text::of_document(&document(&fixture::assessment(), fixture::DATE, None));
        assert!(paper.contains("取扱注意（庁内限り）"), "{paper}");
    }

    #[test]
    fn forms_that_cannot_be_opened_and_items_without_a_grade_are_listed() {
        let mut assessment = fixture::assessment();
        std::sync::Arc::make_mut(&mut assessment.record).statuses[2].state = SubmissionState::Unread;
        let found: Vec<String> = kinds(&assessment).into_iter().map(|(_, what)| what).collect();
        assert!(found.iter().any(|what| what.contains("読み取っていないファイルがある")), "{found:?}");
        std::sync::Arc::make_mut(&mut assessment.record).statuses[2].state = SubmissionState::Returned;
        assert!(kinds(&assessment).iter().any(|(_, what)| what.contains("差し戻している")));
        let ungraded: Vec<&String> = found.iter().filter(|what| what.contains("進捗区分がない")).collect();
        assert_eq!(ungraded, ["1-2の進捗区分がない（「区分なし」と印刷する。）。"]);
        // An item that is listed again is told with its original.
        assessment.actions.values_mut().for_each(|action| action.grade = None);
        let ungraded = kinds(&assessment).into_iter().filter(|(_, what)| what.contains("進捗区分がない")).count();
        assert_eq!(ungraded, 3);
    }

    /// The public edition prints that there is no answer, whatever the reason.
    #[test]
    fn opinions_without_an_answer_and_findings_to_look_at_are_listed() {
        let mut assessment = fixture::assessment();
        let listed = |assessment: &Assessment| {
            let found = kinds(assessment).into_iter();
            let answers: Vec<String> =
                found.filter(|(kind, _)| *kind == "意見への対応").map(|(_, what)| what).collect();
            answers
        };
        assert_eq!(listed(&assessment), [] as [String; 0]);
        let council = assessment.earlier[0].initiatives.values().find_map(|it| it.council.clone()).expect("ratings");
        let mut opinion = council.opinions.first().cloned().expect("an opinion");
        opinion.responses.clear();
        let no = opinion.id.initiative;
        std::sync::Arc::make_mut(&mut assessment.record).last_opinions.insert(no, vec![opinion]);
        let found = listed(&assessment);
        assert!(found.len() == 1 && found[0].contains("（公表版に「回答がない。」と印刷する。）"), "{found:?}");
        assessment.findings.push(Finding::new(Severity::Warning, Code("test.warning"), "確かめてください。"));
        // What somebody has to mend is listed itself.
        let errors = kinds(&assessment).into_iter().filter(|(kind, _)| *kind == "直すところ").count();
        assessment.findings.push(Finding::new(Severity::Error, Code("test.error"), "直してください。"));
        let now = kinds(&assessment).into_iter().filter(|(kind, _)| *kind == "直すところ").count();
        assert_eq!(now, errors + 1);
        let count = assessment.findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
        // An opinion without an answer is listed itself, too.
        assessment.findings.push(Finding::new(
            Severity::Warning,
            crate::merge::codes::UNANSWERED,
            "回答がありません。",
        ));
        let said = format!("確認を要する指摘が、ほかに{count}件ある");
        assert!(kinds(&assessment).iter().any(|(_, what)| what.contains(&said)), "{:?}", kinds(&assessment));
    }

    #[test]
    fn the_day_of_the_last_form_is_warned_of_once_ratings_are_in() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let last = record.statuses.iter().filter_map(|status| status.submitted_on).max().expect("forms");
        let rated =
            record.initiatives.values().any(|it| it.council.as_ref().is_some_and(|council| council.given.raters() > 0));
        assert_eq!(date_warning(&record, None).is_some(), rated);
        assert_eq!(date_warning(&record, Some(last)).is_some(), rated);
        record.stated.date = last.tomorrow().ok();
        assert_eq!(date_warning(&record, None), None);
        assert!(rated, "the fixture has ratings");
    }

    #[test]
    fn a_date_before_the_last_form_or_long_after_is_told_and_the_edges_are_not() {
        let code = |record: &YearRecord, date: &str| {
            date_warning(record, Some(date.parse().expect("a day"))).map(|finding| finding.code)
        };
        let mut record = (*fixture::assessment().record).clone();
        let year_end = record.year.last_day();
        let last = year_end.saturating_add(40.days());
        record.statuses.iter_mut().for_each(|status| status.submitted_on = None);
        record.statuses[0].submitted_on = Some(last);
        let day = |date: Date| date.to_string();
        let edge = last.saturating_add(1.years());
        for (date, told) in [
            (last.saturating_sub(1.days()), Some(DATE_OUT_OF_TIME)),
            (last, Some(DATE_OF_LAST_FORM)),
            (last.saturating_add(1.days()), None),
            (edge, None),
            (edge.saturating_add(1.days()), Some(DATE_OUT_OF_TIME)),
        ] {
            assert_eq!(code(&record, &day(date)), told, "{date}");
        }
        assert_eq!(code(&record, "1950-08-31"), Some(DATE_OUT_OF_TIME));
        // Where no form tells its day, the year's end counts.
        record.statuses[0].submitted_on = None;
        assert_eq!(code(&record, &day(year_end.saturating_sub(1.days()))), Some(DATE_OUT_OF_TIME));
        assert_eq!(code(&record, &day(year_end)), None);
        // Forms of the middle of a year that nobody has rated may be reported on before its end.
        record.initiatives.values_mut().for_each(|initiative| initiative.council = None);
        record.statuses[0].submitted_on = Some(year_end.saturating_sub(150.days()));
        assert_eq!(code(&record, &day(year_end.saturating_sub(100.days()))), None);
        record.stated.date = Some(Date::constant(2099, 6, 1));
        let said = date_warning(&record, None).expect("a warning");
        assert!(said.found.is_some() && said.expected.is_some(), "{said}");
    }
}
