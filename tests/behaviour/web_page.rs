//! The pages of the report as their readers open them: Chromium and axe-core judge, on a phone and at a desk, light and dark.
//!
//! Needs `chromium`, `node` and what `npm install --prefix tests/axe --no-package-lock` fetches.

use std::path::{Path, PathBuf};
use std::process::Command;

use kaikaku::export::html::{self, Download, InspectedPage, Surroundings};
use kaikaku::report::document::Document;
use kaikaku::report::{self, Edition};
use serde_json::Value;

use super::judge::tool;
use super::sample_year::{DATE, assessment, fonts, pages_of};

/// Screens of 844 px that the public edition of the sample may take at a width of 390 px, its sheets folded.
const MOST_SCREENS: u64 = 45;

/// What the browser tells of the pages; `None` where something that is needed is not installed.
fn browsed(pages: &[PathBuf]) -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/axe");
    if !folder.join("node_modules/axe-core").exists() {
        assert!(std::env::var_os("CI").is_none(), "axe-core is needed in CI: npm install --prefix tests/axe");
        eprintln!("axe-core がないため、ウェブページの試験をしません。");
        return None;
    }
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(|name| {
        std::env::split_paths(&std::env::var_os("PATH")?).map(|at| at.join(name)).find(|at| at.exists())
    });
    let Some(browser) = browser else {
        assert!(std::env::var_os("CI").is_none(), "chromium is needed in CI");
        eprintln!("chromium がないため、ウェブページの試験をしません。");
        return None;
    };
    let output = tool(Command::new("node").arg(folder.join("judge.mjs")).arg(browser).args(pages))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

fn written(folder: &Path, name: &str, html: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, html).expect("a temporary file");
    path
}

fn public() -> Document {
    report::document(assessment(), Edition::Public, DATE)
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn the_public_page_is_accessible_small_and_asks_for_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let beside = Surroundings {
        downloads: vec![Download { file: "公表版.pdf".into(), label: "PDF".into() }],
        contact: vec!["担当".into(), "電話 00".into()],
        conformance: Some("試験結果.html".into()),
    };
    let page = html::write(&public(), fonts(), &beside);
    let inspected = InspectedPage { file: "公表版.html", title: "公表版", html: &page };
    let results = html::conformance(&[inspected], &assessment().plan, DATE);
    let broken = page.replace("<html lang=\"ja\">", "<html>").replacen("scope=\"col\"", "scope=\"nothing\"", 1);
    let digest = html::write(&report::document(assessment(), Edition::Digest, DATE), fonts(), &Surroundings::default());
    let pages = [("page.html", &page), ("results.html", &results), ("broken.html", &broken), ("digest.html", &digest)];
    let paths = pages.map(|(name, html)| written(folder.path(), name, html));
    let Some(told) = browsed(&paths) else { return };
    let of = |path: &Path| &told[path.to_str().expect("a plain name")];
    for path in &paths[..2] {
        let page = of(path);
        for view in ["390 light", "390 dark", "1280 light", "1280 dark"] {
            assert_eq!(strings(&page["axe"][view]), Vec::<&str>::new(), "{} {view}", path.display());
        }
        assert_eq!(strings(&page["requests"]), Vec::<&str>::new());
        assert_eq!(strings(&page["console"]), Vec::<&str>::new());
        for width in [390, 1280] {
            assert_eq!(page[format!("size{width}")][0], width, "the page is wider than the screen");
        }
        // Without scripts nothing is missing but the form that needs them.
        assert_eq!(page["scriptless"]["finder"], false);
        assert_eq!(page["scriptless"]["text"], page["found"]["text"]);
    }
    for path in [&paths[0], &paths[1], &paths[3]] {
        assert_eq!(strings(&of(path)["faults"]), Vec::<&str>::new(), "{}", path.display());
    }
    // The judge sees what is wrong.
    assert!(!strings(&of(&paths[2])["axe"]["390 light"]).is_empty());

    let page = of(&paths[0]);
    let height = page["size390"][1].as_u64().expect("a height");
    assert!(height <= MOST_SCREENS * 844, "{} screens", height as f64 / 844.0);
    let found = &page["found"];
    assert_eq!(found["shown"], found["cards"], "lists and sheets show the same: {found}");
    let shown = found["shown"].as_u64().expect("a number");
    assert!(shown >= 1 && shown < assessment().plan.initiatives.len() as u64, "{found}");
    assert!(found["status"].as_str().is_some_and(|status| status.contains(&format!("{shown}項目が当てはまります"))));
    assert_eq!(strings(&found["open"]).len(), 1, "the keyboard opens the first that was found: {found}");
    assert_eq!(page["led"]["open"], 1, "a link opens its sheet without scripts");

    let print = paths[0].with_extension("html.pdf");
    let pdf = lopdf::Document::load(&print).expect("a print");
    let (printed, set) = (pdf.get_pages().len(), pages_of(Edition::Public).pages.len());
    assert!(printed * 10 <= set * 12, "{printed} pages printed, {set} set");
    // The counts by theme and bureau are printed on one page with their chart and the last of their notes.
    let Some(text) = tool(Command::new("pdftotext").arg("-layout").arg(&print).arg("-")) else { return };
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let counts = text.split('\u{C}').filter(|page| page.trim_start().starts_with("テーマ別・部別の状況"));
    let counts: Vec<&str> = counts.collect();
    assert!(matches!(counts[..], [page] if page.contains("割合の分母は")), "{counts:?}");
    let sheets = printed_pages(&print).expect("poppler, as above");
    let followed = sheets.windows(2).map(|pair| (pair[0], pair[1]));
    let turned = |of: PrintedPage, next: PrintedPage| (of.width > of.height) != (next.width > next.height);
    let empty =
        followed.enumerate().filter(|(_, (page, next))| !turned(*page, *next) && page.filled * 3.0 < page.height);
    let empty: Vec<usize> = empty.map(|(at, _)| at + 1).collect();
    assert!(empty.is_empty(), "pages under a third full: {empty:?}");
}

#[derive(Clone, Copy, Default)]
struct PrintedPage {
    width: f64,
    height: f64,
    /// From the top to the foot of the lowest word, without the page's foot.
    filled: f64,
}

/// The pages of a PDF as `pdftotext -bbox` gives their words, in points.
fn printed_pages(pdf: &Path) -> Option<Vec<PrintedPage>> {
    const FOOT: f64 = 45.0;
    let output = tool(Command::new("pdftotext").arg("-bbox").arg(pdf).arg("-"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |line: &str, name: &str| -> f64 {
        let value = line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.and_then(|value| value.parse().ok()).expect("a measure")
    };
    let mut pages: Vec<PrintedPage> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push(PrintedPage { width: number(line, "width"), height: number(line, "height"), filled: 0.0 });
        } else if line.starts_with("<word ") {
            let page = pages.last_mut().expect("words stand on pages");
            let bottom = number(line, "yMax");
            page.filled = if bottom < page.height - FOOT { page.filled.max(bottom) } else { page.filled };
        }
    }
    Some(pages)
}
