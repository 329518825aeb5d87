//! An opened workbook → the forms in it, and what is said of all that is no form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::account::Account;
use super::file::FileReading;
use super::file_account::{Disposition, Reason};
use super::file_findings::FileFindings;
use super::labels::{CoverAt, Grid, Heads};
use super::limits::Limits;
use super::progress::{self, Source};
use super::recognise::{self, Claim, Form, Found, is_ours};
use super::sniff::FileType;
use super::submission::FileHash;
use super::typed_beside::typed_beside;
use super::workbook::{DamageKind, OverlayKind, Range, Sheet, Value, Visibility, Workbook};
use super::{codes, council, labels, mapping};
use crate::contract::{CouncilField, EXAMPLE_SHEET, FormKind, HIDDEN_SHEET, POINTS_SHEET, PROPERTY_PREFIX, read_only};
use crate::finding::Severity;
use crate::plan::{Naming, Plan};
use crate::vocabulary::{CellAddress, FiscalYear, text_key};

/// A workbook while forms are made of it.
struct Interpreter<'a> {
    plan: &'a Plan,
    workbook: &'a Workbook,
    grids: &'a [Grid<'a>],
    hash: FileHash,
    kind: FileType,
    limits: &'a Limits,
    reading: FileReading,
    findings: FileFindings,
    account: Account,
    /// Sheets that are part of a form.
    sheets_read: Vec<usize>,
}

/// Makes forms of a workbook. `reading` says what the file is, and nothing else yet.
pub(super) fn interpret(
    plan: &Plan,
    hash: FileHash,
    kind: FileType,
    workbook: &Workbook,
    limits: &Limits,
    mut reading: FileReading,
) -> FileReading {
    reading.account.is_partial = workbook.damage.iter().any(|damage| matches!(damage.kind, DamageKind::Limit(_)));
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, Naming::of(plan))).collect();
    let mut file = Interpreter {
        plan,
        workbook,
        grids: &grids,
        hash,
        kind,
        limits,
        findings: FileFindings::new(reading.account.file.clone()),
        reading,
        account: Account::default(),
        sheets_read: Vec::new(),
    };
    report_damage(workbook, &mut file.findings);
    match recognise::claim(workbook, &plan.settings.periods, &mut file.findings) {
        Err(newer) => file.findings.add(
            Severity::Error,
            codes::HIDDEN_SHEET,
            file.findings.file_origin(),
            format!("この様式は読めません（{newer}）。"),
            |finding| finding.remedy("プログラムを新しくしてください。"),
        ),
        Ok(claim) => {
            if is_council(&claim, &grids, plan) {
                file.read_council(&claim);
            } else {
                file.read_progress(&claim);
            }
            file.report_rest();
        }
    }
    file.finish()
}

impl<'a> Interpreter<'a> {
    /// The file under the name by which findings call it.
    fn source(&self, file: Arc<str>) -> Source<'a> {
        Source {
            plan: self.plan,
            workbook: self.workbook,
            grids: self.grids,
            file,
            hash: self.hash,
            limits: self.limits,
        }
    }

    /// Reads a council member's form.
    fn read_council(&mut self, claim: &Claim) {
        let year = match claim {
            Claim::Hidden(hidden) => Some(hidden.year),
            Claim::Properties(_, identity) => identity.year,
            Claim::None => None,
        };
        let tables = council::tables(self.grids);
        if let Some(name) = council::body(self.grids, &tables).filter(|name| !name.trim().is_empty()) {
            return self.read_grading(&name, &tables, year);
        }
        // Names of members may be in the names of the file and of its folders: it is called by its content instead,
        // below the folder of the year.
        let account = &mut self.reading.account;
        let council = &self.plan.words.council_short;
        let folder = account.file.split_once('/').map_or(String::new(), |(year, _)| format!("{year}/{council}/"));
        let (hash, extension) = (self.hash.to_string(), extension(self.kind));
        let anonymous: Arc<str> = format!("{folder}{council}評価票-{}.{extension}", &hash[..8]).into();
        account.form = Some(FormKind::Council);
        account.kind = format!("審議会評価票（{}）", self.kind.label());
        account.file = anonymous.clone();
        self.sheets_read = (0..self.workbook.sheets.len()).collect();
        self.findings.rename(anonymous.clone());
        let mut findings = FileFindings::new(anonymous.clone());
        let rating = council::read(&self.source(anonymous), &tables, year, None, &mut findings, &mut self.account);
        self.reading.ratings.extend(rating);
        self.reading.findings.extend(findings.finish());
    }

    /// Reads the form of a body that grades beside the departments.
    fn read_grading(&mut self, name: &str, tables: &[(usize, Heads<CouncilField>)], year: Option<FiscalYear>) {
        let account = &mut self.reading.account;
        account.form = Some(FormKind::Grading);
        account.kind = format!("評価票（{}）", self.kind.label());
        let source = self.source(self.reading.account.file.clone());
        self.sheets_read = (0..self.workbook.sheets.len()).collect();
        let graders = self.plan.graders();
        let Some(body) = graders.iter().position(|grader| text_key(&grader.body) == text_key(name)) else {
            let known: Vec<&str> = graders.iter().map(|grader| grader.body.as_str()).collect();
            let message = "計画で区分を付ける組織ではないため、この評価票は取り込みません。";
            self.findings.add(
                Severity::Error,
                codes::NO_IDENTITY,
                self.findings.file_origin(),
                message.to_owned(),
                |finding| {
                    let finding = finding
                        .found(name)
                        .remedy("評価票の「評価する組織」を、計画にある組織の名にしてください。")
                        .for_office(
                            "評価票のとおりで正しいときは、plan.tomlの［［grader］］の name をそれにそろえてください。",
                        );
                    if known.is_empty() { finding } else { finding.expected(known.join("・")) }
                },
            );
            return;
        };
        let rating = council::read(&source, tables, year, Some(body), &mut self.findings, &mut self.account);
        self.reading.ratings.extend(rating);
    }

    /// Reads the departments' forms.
    fn read_progress(&mut self, claim: &Claim) {
        let source = self.source(self.reading.account.file.clone());
        let Found { forms, mapped } =
            recognise::progress_forms(self.workbook, self.grids, self.plan, claim, &mut self.findings);
        self.sheets_read.extend(mapped.sheets());
        let mut read = Vec::new();
        for form in &forms {
            self.sheets_read.extend(form.blocks.iter().map(|block| block.sheet));
            let mut own = Account::default();
            self.findings.department = None;
            let submissions = progress::read(&source, form, &mut self.findings, &mut own);
            read.push((submissions, own));
        }
        let disputed = read_twice(&forms, read.iter().map(|(_, own)| own));
        self.report_read_twice(&disputed);
        for (mut submissions, mut own) in read {
            if own.claimed().any(|at| disputed.contains(&at)) {
                own.reject_all(&Reason::Message(READ_TWICE.into()));
                submissions.clear();
            }
            if submissions.is_empty() {
                own.reject_all(&Reason::NoIdentity);
            }
            self.reading.submissions.extend(submissions);
            self.account.merge(own);
        }
        mapped.account_for_rest(self.grids, &mut self.account, &mut self.findings);
        if !forms.is_empty() {
            self.reading.account.form = Some(FormKind::Progress);
            self.reading.account.kind = format!("進捗管理表（{}）", self.kind.label());
        }
        if let [submission] = self.reading.submissions.as_slice() {
            self.findings.attribute(&submission.key.department);
        } else {
            self.findings.department = None;
        }
    }

    /// Says which cells several forms take for a field of theirs.
    fn report_read_twice(&mut self, disputed: &BTreeSet<(usize, CellAddress)>) {
        let Some((index, first)) = disputed.first().copied() else { return };
        let Some(sheet) = self.workbook.sheets.get(index) else { return };
        let of_sheet = disputed.iter().filter(|(at, _)| *at == index).map(|(_, cell)| cell.to_string());
        let mut cells: Vec<String> = of_sheet.take(11).collect();
        if cells.len() > 10 {
            cells.truncate(10);
            cells.push("ほか".to_owned());
        }
        self.findings.department = None;
        self.findings.add(
            Severity::Error,
            codes::MAPPING,
            self.findings.cell(&sheet.name, first),
            format!("{READ_TWICE}どれのものか分からないため、どれも取り込みません。"),
            |finding| {
                finding
                    .found(cells.join("、"))
                    .for_office("plan.tomlの［［form］］を、1つのセルを1つの様式だけが読むように直してください。")
            },
        );
    }

    /// Says what is no part of a form: other sheets, hidden sheets with data, comments, boxes. Without any form, says that.
    fn report_rest(&mut self) {
        let mut others = OtherSheets::default();
        for (index, sheet) in self.workbook.sheets.iter().enumerate() {
            let is_internal = sheet.visibility != Visibility::Visible && sheet.name.starts_with('_');
            if is_ours(&sheet.name) || is_internal {
                let typed = self.report_typed_beside(index, sheet);
                if typed.is_empty() {
                    self.account.decide_sheet(index, Disposition::Reference);
                }
                let ours = sheet.cells.keys().filter(|at| !typed.is_empty() && !typed.contains(at));
                ours.for_each(|at| self.account.decide(index, *at, Disposition::Reference));
                continue;
            }
            let is_read = self.sheets_read.contains(&index);
            if !is_read {
                self.account.decide_sheet(index, Disposition::Ignored(Reason::OtherSheet));
            }
            self.report_sheet(sheet, is_read, &mut others);
            if is_read {
                self.report_comments(sheet);
                self.report_overlays(sheet, true);
                self.report_missing_results(index, sheet);
            }
        }
        self.findings.of_sheets(
            (Severity::Warning, codes::HIDDEN),
            &others.hidden,
            "は非表示で、記入があります。読み取りません。",
            ("シートを再表示して、内容を確かめてください。", None),
        );
        self.findings.of_sheets(
            (Severity::Warning, codes::SHEET_IGNORED),
            &others.unread,
            "は様式ではないため、読み取りません。",
            ("取り込む内容があれば、様式の欄に記入してください。", None),
        );
        if self.reading.account.form.is_none() {
            self.findings.add(
                Severity::Error,
                codes::NO_FORM,
                self.findings.file_origin(),
                "進捗管理表の様式が見つかりません。".to_owned(),
                |finding| {
                    finding
                        .remedy("配布した様式に記入して提出してください。")
                        .for_office("別の様式を使うときは、plan.tomlの［［form］］に欄の位置を書いてください。")
                },
            );
        }
    }

    /// Says what somebody has put into a sheet of a form of ours that is there to be read; returns the cells that were typed.
    fn report_typed_beside(&mut self, index: usize, sheet: &Sheet) -> Vec<CellAddress> {
        // Programs that know no hidden sheets show the form's own record.
        let is_record = sheet.name.starts_with(HIDDEN_SHEET);
        let is_to_be_read = sheet.visibility == Visibility::Visible && &*sheet.name != POINTS_SHEET && !is_record;
        if !is_to_be_read || !self.reading.submissions.iter().any(|form| form.recognition.is_by_record()) {
            return Vec::new();
        }
        self.report_comments(sheet);
        // The headers of these sheets are ours.
        self.report_overlays(sheet, false);
        let typed = typed_beside(sheet);
        let Some((first, cell)) = typed.first().and_then(|at| Some((*at, sheet.cells.get(at)?))) else {
            self.report_typed_over(sheet);
            return typed;
        };
        typed.iter().for_each(|at| self.account.decide(index, *at, Disposition::Ignored(Reason::OtherSheet)));
        self.findings.add(
            Severity::Warning,
            codes::OUTSIDE,
            self.findings.cell(&sheet.name, first),
            format!(
                "読むためのシート「{}」に、書き加えたセルが{}個あります。取り込みません。",
                sheet.name,
                typed.len()
            ),
            |finding| finding.found(cell.shown()).remedy("取り込む内容なら、「入力」のシートの欄に記入してください。"),
        );
        typed
    }

    /// Says that the texts of a sheet that is there to be read are not those with which it was given out.
    fn report_typed_over(&mut self, sheet: &Sheet) {
        // What was not read whole is told with the damage.
        let is_of_another = |of: &Arc<str>| *of != sheet.name;
        if !self.workbook.damage.iter().all(|damage| damage.sheet.as_ref().is_some_and(is_of_another)) {
            return;
        }
        let key = if &*sheet.name == EXAMPLE_SHEET { read_only::EXAMPLE_DIGEST } else { read_only::OPINIONS_DIGEST };
        // Forms of earlier versions keep none.
        let Some(recorded) = self.workbook.properties.get(&format!("{PROPERTY_PREFIX}{key}")) else { return };
        if read_only::digest(sheet.cells.values().map(|cell| cell.shown_text())) == recorded.trim() {
            return;
        }
        self.findings.add(
            Severity::Warning,
            codes::OUTSIDE,
            self.findings.sheet(&sheet.name),
            format!(
                "読むためのシート「{}」の文字が、配布したときから書き換えられています。取り込みません。",
                sheet.name
            ),
            |finding| finding.remedy("取り込む内容なら、「入力」のシートの欄に記入してください。"),
        );
    }

    /// Says that a sheet with data is hidden, or that it is not read.
    fn report_sheet(&mut self, sheet: &Sheet, is_read: bool, others: &mut OtherSheets) {
        let filled = sheet.cells.values().filter(|cell| !cell.is_blank()).count();
        let says_something = |kind| !matches!(kind, OverlayKind::Header | OverlayKind::Drawn);
        let lying_over = sheet.overlays.iter().filter(|overlay| says_something(overlay.kind)).count();
        if filled > 0 && sheet.visibility != Visibility::Visible {
            let message =
                |read| format!("非表示のシート「{}」に{filled}個のセルの記入があります。{read}。", sheet.name);
            if !is_read {
                others.hidden.push((sheet.name.clone(), message("読み取りません")));
                return;
            }
            self.findings.add(
                Severity::Warning,
                codes::HIDDEN,
                self.findings.sheet(&sheet.name),
                message("読み取りました"),
                |finding| finding.remedy("シートを再表示して、内容を確かめてください。"),
            );
        } else if filled + lying_over > 0 && !is_read && !self.sheets_read.is_empty() {
            // A copy of a form was reported as one.
            if self.findings.has_of_sheet(codes::SHEET_IGNORED, &sheet.name) {
                return;
            }
            let holds = match (filled, lying_over) {
                (filled, 0) => format!("{filled}個のセル"),
                (0, shapes) => format!("図形や画像{shapes}個"),
                (filled, shapes) => format!("{filled}個のセル、図形や画像{shapes}個"),
            };
            let message = format!("シート「{}」（{holds}）は様式ではないため、読み取りません。", sheet.name);
            others.unread.push((sheet.name.clone(), message));
        }
    }

    /// Says which formulas outside the fields have no result in the file.
    fn report_missing_results(&mut self, index: usize, sheet: &Sheet) {
        for (at, _) in sheet.cells.iter().filter(|(_, cell)| matches!(cell.value, Value::Uncached)) {
            if !self.account.has(index, *at) {
                self.findings.add(
                    Severity::Note,
                    codes::UNCACHED,
                    self.findings.cell(&sheet.name, *at),
                    "計算式の結果がファイルに保存されていません。様式の欄の外なので、取り込みには影響しません。"
                        .to_owned(),
                    |finding| finding,
                );
            }
        }
    }

    /// Whether findings may repeat the words of comments and boxes: those of council members may name who wrote them.
    fn may_repeat_words(&self) -> bool {
        self.reading.account.form != Some(FormKind::Council)
    }

    /// Comments on cells, which are no part of a form. Those on the wrong cells of a returned form are ours.
    fn report_comments(&mut self, sheet: &Sheet) {
        if self.workbook.sheets.iter().any(|sheet| sheet.name.as_ref() == POINTS_SHEET) {
            return;
        }
        let may_repeat = self.may_repeat_words();
        for (at, text) in &sheet.comments {
            let text = text.trim();
            self.findings.add(
                Severity::Note,
                codes::COMMENT,
                self.findings.cell(&sheet.name, *at),
                "セルにメモ（コメント）があります。取り込みません。".to_owned(),
                |finding| {
                    let finding = finding.remedy("取り込む内容なら、「内部メモ」などの欄に記入してください。");
                    if may_repeat { finding.found(text) } else { finding }
                },
            );
        }
    }

    /// Text boxes, pictures, headers: what the sheet shows and no cell holds.
    fn report_overlays(&mut self, sheet: &Sheet, with_headers: bool) {
        // A header that repeats what a cell says (the title, the department) tells nothing new.
        let repeated = |text: &str| {
            let key = text_key(text);
            sheet.cells.values().any(|cell| text_key(&cell.shown()) == key)
        };
        let may_repeat = self.may_repeat_words();
        self.report_drawn(sheet);
        for overlay in sheet.overlays.iter().filter(|overlay| overlay.kind != OverlayKind::Drawn) {
            let is_header = overlay.kind == OverlayKind::Header;
            if is_header && (!with_headers || repeated(&overlay.text)) {
                continue;
            }
            let place = match overlay.anchor {
                Some(at) => self.findings.cell(&sheet.name, at),
                None => self.findings.sheet(&sheet.name),
            };
            let found = overlay.text.trim();
            self.findings.add(
                if is_header { Severity::Note } else { Severity::Warning },
                codes::OVERLAY,
                place,
                format!("シートに{}があります。取り込みません。", overlay.kind.label()),
                |finding| {
                    let finding = finding.remedy("取り込む内容なら、様式の欄に記入してください。");
                    if may_repeat && !found.is_empty() { finding.found(found) } else { finding }
                },
            );
        }
    }

    /// Lines and shapes without text, once a sheet.
    fn report_drawn(&mut self, sheet: &Sheet) {
        let drawn: Vec<_> = sheet.overlays.iter().filter(|overlay| overlay.kind == OverlayKind::Drawn).collect();
        let Some(first) = drawn.first() else { return };
        let place = match drawn.iter().find_map(|overlay| overlay.anchor) {
            Some(at) => self.findings.cell(&sheet.name, at),
            None => self.findings.sheet(&sheet.name),
        };
        let message = format!("シートに{}が{}個あります。取り込みません。", first.kind.label(), drawn.len());
        self.findings.add(Severity::Warning, codes::OVERLAY, place, message, |finding| {
            finding.remedy(
                "記入を取り消す線や囲みなら、記入そのものを直してください。図形の下に記入が隠れていないかも確かめてください。",
            )
        });
    }

    /// Closes the account of the cells and puts everything in order.
    fn finish(mut self) -> FileReading {
        self.reading.submissions.sort_by(|a, b| a.key.cmp(&b.key));
        self.reading.account.cells = self.account.close(self.workbook);
        self.reading.findings.extend(self.findings.finish());
        self.reading.findings.sort();
        self.reading
    }
}

fn extension(kind: FileType) -> &'static str {
    match kind {
        FileType::Xls => "xls",
        FileType::Xlsb => "xlsb",
        FileType::Ods => "ods",
        _ => "xlsx",
    }
}

/// Whether the workbook is a council member's form: by its own word, else by its table without a progress form's.
pub(super) fn is_council(claim: &Claim, grids: &[Grid<'_>], plan: &Plan) -> bool {
    match claim {
        Claim::Hidden(hidden) => hidden.kind != FormKind::Progress,
        Claim::Properties(kind, _) => *kind != FormKind::Progress,
        Claim::None if mapping::is_mapped(grids, plan) => false,
        Claim::None => grids.iter().any(|grid| {
            let heads = labels::council_heads(grid);
            let opinions = heads.iter().any(|heads| heads.columns.contains_key(&CouncilField::Opinion));
            opinions && labels::progress_heads(grid, false).iter().all(|heads| heads.columns.len() < 4)
        }),
    }
}

/// The sheets that are not read though something is on them, each with what to say of it.
#[derive(Default)]
struct OtherSheets {
    hidden: Vec<(Arc<str>, String)>,
    unread: Vec<(Arc<str>, String)>,
}

/// What of the workbook could not be read; the same of many sheets once.
fn report_damage(workbook: &Workbook, findings: &mut FileFindings) {
    let remedy = |kind| match kind {
        DamageKind::Limit(_) => "不要なシートや記入を消して提出し直してください。",
        DamageKind::Broken | DamageKind::Cell => "Excelで開き、「Excelブック（*.xlsx）」で保存し直してください。",
    };
    let decision = |kind| match kind {
        DamageKind::Limit(limit) => {
            Some(format!("plan.tomlの［limits］の{}で、上限を大きくすることもできます。", limit.key()))
        }
        DamageKind::Broken | DamageKind::Cell => None,
    };
    let mut of_sheets: BTreeMap<(&str, DamageKind), Vec<(Arc<str>, String)>> = BTreeMap::new();
    for damage in &workbook.damage {
        let place = match (&damage.sheet, damage.cell) {
            (Some(sheet), Some(cell)) => findings.cell(sheet, cell),
            (Some(sheet), None) => {
                let same = of_sheets.entry((&damage.message, damage.kind)).or_default();
                same.push((sheet.clone(), damage.message.clone()));
                continue;
            }
            _ => findings.file_origin(),
        };
        let code = if damage.kind == DamageKind::Cell { codes::DAMAGED_CELL } else { codes::DAMAGED };
        findings.add(Severity::Error, code, place, damage.message.clone(), |mut finding| {
            finding.for_office = decision(damage.kind);
            finding.remedy(remedy(damage.kind))
        });
    }
    for ((message, kind), sheets) in of_sheets {
        let together = format!("：{message}");
        findings.of_sheets((Severity::Error, codes::DAMAGED), &sheets, &together, (remedy(kind), decision(kind)));
    }
}

const READ_TWICE: &str = "同じセルを、2つ以上の様式の読み取りの設定が自分の欄としています。";

/// The cells that several forms of a workbook take for a field of an item. A cover and numbers may belong to several.
fn read_twice<'f>(forms: &[Form], accounts: impl Iterator<Item = &'f Account>) -> BTreeSet<(usize, CellAddress)> {
    let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for (form, account) in forms.iter().zip(accounts) {
        let covers = form.cover.values().chain(form.further.iter().flat_map(BTreeMap::values));
        let is_cover = |(sheet, cell): (usize, CellAddress)| {
            let stands = |at: &CoverAt| Range { first: at.value, last: at.last }.contains(cell) || at.value == cell;
            covers.clone().any(|(index, at)| *index == sheet && stands(at))
        };
        let claimed: Vec<(usize, CellAddress)> = account.claimed().filter(|at| !is_cover(*at)).collect();
        twice.extend(claimed.iter().filter(|at| seen.contains(*at)));
        seen.extend(claimed);
    }
    twice
}
