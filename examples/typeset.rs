//! Sets lines of text from outside: JSON lines in, JSON lines out.
//!
//! ```text
//! echo '{"id":1,"text":"「行政」、改革。","measure_em":null}' | cargo run --release --example typeset
//! ```
//! Each line of standard input is `{"id", "text", "measure_em": 40|null, "align": "justify|start|center|end|jidori",
//! "hanging": false, "font": "gothic|mincho", "size": 10}`; all but `text` may be left out. Each line of output is
//! `{"id", "lines": [{"text", "width_em", "glyphs": [{"text", "x_em", "advance_em"}]}]}`: where each glyph's origin stands
//! in its line after all spacing, the font's own advance, and the line's set width, all as parts of the size. An input line
//! that cannot be read gives `{"id", "error"}`. Any outside table of expectations can be run against the engine so.

use std::io::{self, BufRead, BufWriter, Write};

use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Artifact, Draw, Tag};
use kaikaku::typeset::paragraph::{Composed, Paragraph, Piece, TextPiece, compose};
use kaikaku::typeset::style::{Align, Family, ParagraphStyle, TextStyle, Weight};
use serde::Deserialize;
use serde_json::{Value, json};

/// One request.
#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    measure_em: Option<f64>,
    #[serde(default)]
    align: Option<String>,
    #[serde(default)]
    hanging: Option<bool>,
    #[serde(default)]
    font: Option<String>,
    #[serde(default)]
    size: Option<f64>,
}

fn main() -> io::Result<()> {
    let fonts = FontBook::shipped();
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = match serde_json::from_slice::<Request>(&line) {
            Ok(request) => answer(&request, &fonts),
            Err(error) => json!({ "id": id_of(&line), "error": error.to_string() }),
        };
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    output.flush()
}

/// The id of a line that is no request, as far as it can be read.
fn id_of(line: &[u8]) -> Option<Value> {
    let key = b"\"id\"";
    let at = line.windows(key.len()).position(|window| window == key)? + key.len();
    let rest = line[at..].trim_ascii_start().strip_prefix(b":")?;
    serde_json::Deserializer::from_slice(rest).into_iter().next()?.ok()
}

fn answer(request: &Request, fonts: &FontBook) -> Value {
    let family = match request.font.as_deref() {
        None | Some("gothic") => Family::Gothic,
        Some("mincho") => Family::Mincho,
        Some(other) => return json!({ "id": request.id, "error": format!("unknown font {other}") }),
    };
    let align = match request.align.as_deref() {
        None | Some("justify") => Align::Justify,
        Some("start") => Align::Start,
        Some("center") => Align::Center,
        Some("end") => Align::End,
        Some("jidori") => Align::Jidori,
        Some(other) => return json!({ "id": request.id, "error": format!("unknown align {other}") }),
    };
    let points = request.size.unwrap_or(10.0);
    if !(0.1..=1000.0).contains(&points) {
        return json!({ "id": request.id, "error": format!("size {points} is not between 0.1 and 1000") });
    }
    if let Some(ems) = request.measure_em.filter(|ems| !(0.1..=100_000.0).contains(ems)) {
        return json!({ "id": request.id, "error": format!("measure_em {ems} is not between 0.1 and 100000") });
    }
    let size = Length::pt(points);
    let measure = request.measure_em.map(|ems| Length::pt(ems * points));
    let mut style = ParagraphStyle::new(measure, size * 2).aligned(align);
    style.hanging = request.hanging.unwrap_or(false);
    let text = TextPiece {
        text: request.text.as_str().into(),
        style: TextStyle::new(family, Weight::Regular, size),
        tag: Tag::Artifact(Artifact::Layout),
        origin: None,
    };
    let composed = compose(&Paragraph { pieces: vec![Piece::Text(text)], style }, fonts);
    json!({ "id": request.id, "lines": lines(&composed, size) })
}

fn lines(composed: &Composed, size: Length) -> Vec<Value> {
    let line = |line: &kaikaku::typeset::paragraph::Line| {
        let mut glyphs = Vec::new();
        for item in &line.items {
            let Draw::Glyphs(run) = &item.draw else { continue };
            for glyph in run.glyphs.iter() {
                // A space that was dropped at the end of its line has no place in it: it is there for who reads the text.
                let dropped = glyph.text.trim().is_empty() && run.origin.x + glyph.x >= line.width;
                if dropped {
                    continue;
                }
                glyphs.push(json!({
                    "text": glyph.text.as_str(),
                    "x_em": rounded((run.origin.x + glyph.x).in_em(size)),
                    "advance_em": rounded(glyph.advance.in_em(size)),
                }));
            }
        }
        json!({
            "text": composed.text.get(line.text.clone()).unwrap_or_default(),
            "width_em": rounded(line.width.in_em(size)),
            "glyphs": glyphs,
        })
    };
    composed.lines.iter().map(line).collect()
}

/// To a millionth of an em.
fn rounded(ems: f64) -> f64 {
    (ems * 1e6).round() / 1e6
}
