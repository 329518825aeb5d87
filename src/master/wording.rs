//! Findings on the master in the words of its sheets: heads and sheets in place of the keys and tables of plan.toml, and
//! equal findings as one line with all their cells.

use super::CHANGED;
use crate::finding::{Finding, Place};
use crate::master::frame::FRAME;
use crate::master::layout::{FRAME_SHEET, LISTS};

/// What a finding says of plan.toml ─► what it says of the workbook. What names a key by itself says its head already.
const PHRASES: &[(&str, &str)] = &[
    ("に title が", "に題の行が"),
    ("機構改正の from に", "機構改正の「もとの部署」に"),
    ("部署が from にあります", "部署が「もとの部署」にあります"),
    ("機構改正の to で", "機構改正の「新しい部署」で"),
    ("to に続く部署", "「新しい部署」に続く部署"),
    ("responsible に担当部署を", "「担当部署」に部署を"),
    ("[goals] にある番号", "「SDGs」のシートにある番号"),
    ("一覧（[departments] の list）のとおりに", "「部署」のシートのとおりに"),
    ("か、[[bureau]] に書き足して", "か、「部」のシートに書き足して"),
    ("部署を限らない書き方（open）", "部署を限らない書き方"),
    ("（points なし）が", "（「点」が空白）が"),
    ("（points のあるもの）", "（「点」のあるもの）"),
    ("points の大きいものから", "「点」の大きいものから"),
    ("points を1つずつ", "「点」を1つずつ"),
    ("割合に数えない区分（points なし）に、", "割合に数えない区分（「点」が空白）に、"),
    ("には points を書いて", "には「点」を書いて"),
    ("direction（増加・減少・維持）", "「望ましい向き」（増加・減少・維持）"),
    ("テーマ（[[theme]]）", "テーマ"),
    ("、又は \"1234567円\"", ""),
    ("（桁区切りなし）", ""),
    ("\" \" で囲んだ", ""),
    ("R2 又は R3-R6", "R2 のような年度"),
    ("「他の様式」の signs の", "「目印（セル=文字）」の"),
    ("「他の様式」の signs に", "「目印（セル=文字）」に"),
    ("「他の様式」の cover の", "「表紙の欄（項目=セル）」の"),
    ("「他の様式」の cover に", "「表紙の欄（項目=セル）」に"),
    ("「他の様式」の columns の", "「表の欄（項目=列）」の"),
    ("「他の様式」の columns に", "「表の欄（項目=列）」に"),
    ("「他の様式」に signs が", "「他の様式」に「目印（セル=文字）」が"),
    ("「他の様式」に columns が", "「他の様式」に「表の欄（項目=列）」が"),
    ("action = \"A\" のような", "action=A のような"),
    ("体裁の body_size が", "「本文の大きさ（ポイント）」が"),
    ("体裁の body_pitch が", "「本文の行送り（ポイント）」が"),
    ("体裁の table_size が", "「表の文字の大きさ（ポイント）」が"),
    ("体裁の margin が", "「紙の端からの余白（mm）」が"),
];

/// At most so many cells are listed behind a finding that many cells have in common.
const LISTED: usize = 30;

/// Says findings in the words of the sheets, equal ones once.
pub(super) fn of_sheets(findings: Vec<Finding>) -> Vec<Finding> {
    let mut said: Vec<(Finding, Vec<String>)> = Vec::new();
    for mut finding in findings {
        finding.message = phrased(&by_heads(&finding));
        // Quotes belong to plan.toml.
        finding.expected = finding.expected.as_deref().map(|text| phrased(text).replace('"', ""));
        finding.remedy = finding.remedy.as_deref().map(|text| phrased(text).replace('"', ""));
        match said.iter_mut().find(|(first, _)| is_same(first, &finding)) {
            Some((_, cells)) => cells.extend(cell(&finding)),
            None => said.push((finding, Vec::new())),
        }
    }
    said.into_iter()
        .map(|(mut finding, mut cells)| {
            cells.retain(|at| Some(at) != cell(&finding).as_ref());
            cells.dedup();
            if !cells.is_empty() {
                let more = cells.len().saturating_sub(LISTED);
                cells.truncate(LISTED);
                let more = if more > 0 { format!("、ほか{more}") } else { String::new() };
                finding.message.push_str(&format!("同じ指摘のセルがほかにもあります：{}{more}。", cells.join("、")));
            }
            finding
        })
        .collect()
}

/// The message with the heads of its sheet for the keys of plan.toml that stand in it by themselves: に lead が.
fn by_heads(finding: &Finding) -> String {
    let sheet = match finding.origin.as_ref().map(|origin| &origin.place) {
        Some(Place::Cell(sheet, _) | Place::Sheet(sheet)) => sheet,
        _ => return finding.message.clone(),
    };
    let of_list = LISTS.iter().filter(|layout| layout.name == &**sheet).flat_map(|layout| layout.columns);
    let of_frame = FRAME.iter().filter(|_| &**sheet == FRAME_SHEET).map(|line| (line.key, line.label));
    let heads = of_list.map(|column| (column.key, column.head)).chain(of_frame);
    heads.fold(finding.message.clone(), |message, (key, head)| {
        message.replace(&format!(" {key} "), &format!("「{head}」"))
    })
}

fn phrased(text: &str) -> String {
    PHRASES.iter().fold(text.to_owned(), |text, (toml, sheet)| text.replace(toml, sheet))
}

fn cell(finding: &Finding) -> Option<String> {
    match finding.origin.as_ref().map(|origin| &origin.place) {
        Some(Place::Cell(_, at)) => Some(at.to_string()),
        _ => None,
    }
}

/// Whether two findings say the same of cells of one sheet; which row it is, the cell says.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let sheet = |finding: &Finding| match finding.origin.as_ref().map(|origin| &origin.place) {
        Some(Place::Cell(sheet, _)) => Some(sheet.clone()),
        _ => None,
    };
    // What Excel made of a typing differs from cell to cell and is the same mistake; its message begins with the column.
    let is_change = one.code == CHANGED;
    let message = |finding: &Finding| match finding.message.split_once('」') {
        Some((subject, rest)) if subject.starts_with('「') && !is_change => rest.to_owned(),
        _ => finding.message.clone(),
    };
    sheet(one).is_some()
        && sheet(one) == sheet(other)
        && (one.severity, one.code, &one.expected, &one.remedy)
            == (other.severity, other.code, &other.expected, &other.remedy)
        && (is_change || one.found == other.found)
        && message(one) == message(other)
}
