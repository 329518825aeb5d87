//! はじめに: how to fill in a new master, in the order in which it is done. Nothing of it is read.

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

use super::layout::GUIDE_SHEET;
use crate::excel::row_height;

const SIZE: f64 = 11.0;
const WIDTHS: [f64; 2] = [5.0, 62.0];

/// Steps in the order of the sheets.
const STEPS: &[&str] = &[
    "どのシートも、1行目が見出しです。見出しに印（赤い三角）があり、指すと説明が出ます。見出しとシートの名は変えないでください。列と行は動かしてかまいません。",
    "「（例）」で始まる斜めの文字の行は見本です。読み込まないため、残しても消してもかまいません。「（例）」を消すと、本物の行になります。",
    "「基本情報」に、計画の名、市町村、作成の時期、とりまとめる部署などを書きます。",
    "「部署」に、部署の一覧を「部/課」の形で貼り付けます。部のあるときは「部」のシートに部の名と略称も書きます。",
    "「テーマ」に、取組を分ける見出し（分野、基本方針など）を書きます。使わない計画では空のままにします。",
    "取組項目の上に「基本方針」「重点項目」のような段階があるときは、「階層」に書き、「取組項目」の「属する番号」に下の段階の番号を書きます。",
    "「取組項目」「実践項目」「指標」の順に書きます。担当部署は「部署」のシートのとおりに書きます。",
    "事業費を扱うときは、「基本情報」の「事業費の財源」（人工も扱うなら「人件費の単価」も）と、「事業費」のシートの計画を書きます。扱わないときは、「事業費の財源」を空白にします。",
    "「進捗区分」を、計画に合わせて直します。各課の様式の選択肢になります。",
    "自分のための控えは、名が「メモ」で始まるシートか、見出しが「メモ」で始まる列に書きます。読み込みません。",
    "保存して閉じ、「kaikaku plan import」を実行します。足りないところや違うところは、シートとセルの名で示します。直して、もう一度実行してください。",
];

/// Writes the sheet.
pub(super) fn sheet(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(GUIDE_SHEET)?;
    let base = || Format::new().set_font_name("游ゴシック").set_font_size(SIZE).set_align(FormatAlign::Top);
    let title = base().set_bold().set_font_size(14).set_font_color(Color::RGB(0x1F_4E79));
    for (col, ems) in (0..).zip(WIDTHS) {
        sheet.set_column_width(col, ems * 2.1)?;
    }
    sheet.write_string_with_format(0, 0, "計画の原本の書き方", &title)?;
    sheet.set_row_height(0, 24)?;
    for (row, (number, step)) in (2..).zip((1..).zip(STEPS)) {
        sheet.write_number_with_format(row, 0, f64::from(number), &base().set_align(FormatAlign::Center))?;
        sheet.write_string_with_format(row, 1, *step, &base().set_text_wrap())?;
        sheet.set_row_height(row, row_height::height(row_height::lines(step, WIDTHS[1] - 4.0), SIZE) + 4.0)?;
    }
    sheet.set_portrait().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}
