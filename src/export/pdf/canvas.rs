//! The operators of one page: state that is set is not set again, text objects stay open while text follows text,
//! and all coordinates have two decimals, which is a 7,000th of a millimetre more than any printer can show.

use std::collections::BTreeMap;
use std::ops::Range;

use printpdf::{
    Color as PdfColor, DictItem, Greyscale, Line, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle,
    Point as PdfPoint, Polygon, PolygonRing, Pt, Rect as PdfRect, Rgb, TextMatrix, WindingOrder,
};

use super::face::DocumentFace;
use super::spans::{Span, WidenedRun};
use crate::typeset::length::{Length, Point, Rect};
use crate::typeset::page::{FaceId, RunGlyph, Segment, Stroke};
use crate::typeset::style::Color;

/// How far a glyph may be off before the pen is moved, in thousandths of an em. The remainder is carried over to the next
/// glyph, so errors do not add up; 4/1000 of 10 pt is a 70th of a millimetre.
const PEN_TOLERANCE: f64 = 4.0;

/// A length in hundredths of a point.
fn hundredths(length: Length) -> i64 {
    (length.raw() as f64 / 10_000.0).round() as i64
}

fn from_hundredths(hundredths: i64) -> f32 {
    (hundredths as f64 / 100.0) as f32
}

/// Rounded to two decimals.
pub(super) fn pt(length: Length) -> f32 {
    from_hundredths(hundredths(length))
}

/// Collects the operators of one page, and keeps track of the graphics and text state they leave.
pub(super) struct Canvas<'a> {
    faces: &'a BTreeMap<FaceId, DocumentFace>,
    height: Length,
    ops: Vec<Op>,
    fill: Option<Color>,
    stroke: Option<Stroke>,
    text: Option<TextState>,
    font: Option<(FaceId, i64)>,
    /// Horizontal scale in thousandths.
    condensed: u16,
    /// Space between characters in thousandths of a point.
    spacing: i64,
    rise: i64,
}

/// An open text object.
struct TextState {
    /// Where the line begins, in hundredths of a point from the lower left corner.
    line: (i64, i64),
    /// Its text is turned.
    turned: bool,
}

/// A quarter turn clockwise: along the line is down the page, above it is to the right.
const TURNED: [f32; 4] = [0.0, -1.0, 1.0, 0.0];
/// No turn.
const UPRIGHT: [f32; 4] = [1.0, 0.0, 0.0, 1.0];

impl<'a> Canvas<'a> {
    /// An empty page of the given height.
    pub(super) fn new(height: Length, faces: &'a BTreeMap<FaceId, DocumentFace>) -> Canvas<'a> {
        Canvas {
            faces,
            height,
            ops: Vec::new(),
            fill: None,
            stroke: None,
            text: None,
            font: None,
            condensed: 1000,
            spacing: 0,
            rise: 0,
        }
    }

    /// The operators of the page.
    pub(super) fn finish(mut self) -> Vec<Op> {
        self.end_text();
        self.ops
    }

    /// Begins marked content. Content that is only text may share a text object with the content before it; anything
    /// else must not cross the boundary of one (ISO 32000-1, 14.6.1).
    pub(super) fn begin_marked(&mut self, tag: &str, properties: Option<DictItem>, only_text: bool) {
        if only_text {
            self.begin_text();
        } else {
            self.end_text();
        }
        self.ops.push(match properties {
            Some(properties) => Op::BeginMarkedContentWithProperties { tag: tag.to_owned(), properties },
            None => Op::BeginMarkedContent { tag: tag.to_owned() },
        });
    }

    /// Ends marked content that was begun with the same `only_text`.
    pub(super) fn end_marked(&mut self, only_text: bool) {
        if !only_text {
            self.end_text();
        }
        self.ops.push(Op::EndMarkedContent);
    }

    /// Shows the glyphs of a span. `shown` is where the previous span of the same runs ended.
    pub(super) fn span(&mut self, runs: &[WidenedRun], span: &Span, shown: &mut Option<RunPosition>) {
        self.begin_text();
        for (index, glyphs) in &span.parts {
            let Some(set) = runs.get(*index) else { continue };
            let Some(face) = self.faces.get(&set.run.face) else { continue };
            if shown.as_ref().is_none_or(|shown| shown.run != *index) {
                *shown = Some(RunPosition { run: *index, pen: self.begin_run(*set, face) });
            }
            if let Some(shown) = shown {
                self.show(*set, face, glyphs.clone(), &mut shown.pen);
            }
        }
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: Point, to: Point, stroke: &Stroke) {
        self.path_begins(None, Some(stroke));
        let points = vec![self.line_point(from, false), self.line_point(to, false)];
        self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
    }

    /// A rectangle.
    pub(super) fn rect(&mut self, rect: &Rect, fill: Option<Color>, stroke: Option<&Stroke>) {
        let mode = match (fill, stroke) {
            (Some(_), Some(_)) => PaintMode::FillStroke,
            (Some(_), None) => PaintMode::Fill,
            (None, Some(_)) => PaintMode::Stroke,
            (None, None) => return,
        };
        self.path_begins(fill, stroke);
        let (left, right) = (hundredths(rect.origin.x), hundredths(rect.right()));
        let (top, bottom) = (hundredths(self.height - rect.origin.y), hundredths(self.height - rect.bottom()));
        self.ops.push(Op::DrawRectangle {
            rectangle: PdfRect {
                x: Pt(from_hundredths(left)),
                y: Pt(from_hundredths(bottom)),
                width: Pt(from_hundredths(right - left)),
                height: Pt(from_hundredths(top - bottom)),
                mode: Some(mode),
                winding_order: Some(WindingOrder::NonZero),
            },
        });
    }

    /// A path, filled even-odd. It is filled as one polygon and outlined subpath by subpath, because printpdf
    /// always closes a polygon as a whole but never its earlier subpaths.
    pub(super) fn path(&mut self, segments: &[Segment], fill: Option<Color>, stroke: Option<&Stroke>) {
        let subpaths = self.subpaths(segments);
        if fill.is_some() && !subpaths.is_empty() {
            self.path_begins(fill, None);
            let rings = subpaths.iter().map(|(points, _)| PolygonRing { points: points.clone() }).collect();
            self.ops.push(Op::DrawPolygon {
                polygon: Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::EvenOdd },
            });
        }
        if stroke.is_some() {
            self.path_begins(None, stroke);
            for (points, is_closed) in subpaths {
                self.ops.push(Op::DrawLine { line: Line { points, is_closed } });
            }
        }
    }

    fn subpaths(&self, segments: &[Segment]) -> Vec<(Vec<LinePoint>, bool)> {
        let mut subpaths: Vec<(Vec<LinePoint>, bool)> = Vec::new();
        for segment in segments {
            if let Segment::Move(point) = segment {
                subpaths.push((vec![self.line_point(*point, false)], false));
                continue;
            }
            let Some((points, closed)) = subpaths.last_mut() else { continue };
            match segment {
                Segment::Move(_) => {}
                Segment::Line(to) => points.push(self.line_point(*to, false)),
                Segment::Curve(first, second, to) => {
                    points.extend([
                        self.line_point(*first, true),
                        self.line_point(*second, true),
                        self.line_point(*to, false),
                    ]);
                }
                Segment::Close => *closed = true,
            }
        }
        subpaths.retain(|(points, _)| points.len() > 1);
        subpaths
    }

    fn line_point(&self, point: Point, bezier: bool) -> LinePoint {
        LinePoint { p: PdfPoint { x: Pt(pt(point.x)), y: Pt(pt(self.height - point.y)) }, bezier }
    }

    fn path_begins(&mut self, fill: Option<Color>, stroke: Option<&Stroke>) {
        self.end_text();
        if let Some(color) = fill {
            self.set_fill(color);
        }
        if let Some(stroke) = stroke {
            self.set_stroke(stroke);
        }
    }

    fn set_fill(&mut self, color: Color) {
        if self.fill.unwrap_or(Color::BLACK) != color {
            self.ops.push(Op::SetFillColor { col: pdf_color(color) });
        }
        self.fill = Some(color);
    }

    fn set_stroke(&mut self, stroke: &Stroke) {
        // The state at the start of a page (ISO 32000-1, table 52).
        let initial = Stroke::solid(Length::pt(1.0), Color::BLACK);
        let before = self.stroke.take().unwrap_or(initial);
        if before.color != stroke.color {
            self.ops.push(Op::SetOutlineColor { col: pdf_color(stroke.color) });
        }
        if before.width != stroke.width {
            self.ops.push(Op::SetOutlineThickness { pt: Pt(pt(stroke.width)) });
        }
        if before.dash != stroke.dash {
            let pattern: Vec<f32> = stroke.dash.iter().map(|length| pt(*length)).collect();
            self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &pattern) });
        }
        self.stroke = Some(stroke.clone());
    }

    fn begin_text(&mut self) {
        if self.text.is_none() {
            self.ops.push(Op::StartTextSection);
            self.text = Some(TextState { line: (0, 0), turned: false });
        }
    }

    fn end_text(&mut self) {
        if self.text.take().is_some() {
            self.ops.push(Op::EndTextSection);
        }
    }

    fn begin_run(&mut self, set: WidenedRun, face: &DocumentFace) -> Pen {
        let run = set.run;
        self.set_fill(run.color);
        let size = hundredths(run.size);
        if self.font != Some((run.face, size)) {
            self.font = Some((run.face, size));
            let font = PdfFontHandle::External(face.resource.clone());
            self.ops.push(Op::SetFont { font, size: Pt(from_hundredths(size)) });
        }
        if self.condensed != run.condensed {
            self.condensed = run.condensed;
            self.ops.push(Op::SetHorizontalScaling { percent: f32::from(run.condensed) / 10.0 });
        }
        let pen = Pen::new(set, face, from_hundredths(size));
        if self.spacing != pen.spacing {
            self.spacing = pen.spacing;
            self.ops.push(Op::SetCharacterSpacing { multiplier: (pen.spacing as f64 / 1000.0) as f32 });
        }
        let at = (hundredths(run.origin.x), hundredths(self.height - run.origin.y));
        if let Some(text) = &mut self.text {
            let step = (at.0 - text.line.0, at.1 - text.line.1);
            text.line = at;
            if run.turned || text.turned {
                text.turned = run.turned;
                let [a, b, c, d] = if run.turned { TURNED } else { UPRIGHT };
                let matrix = TextMatrix::Raw([a, b, c, d, from_hundredths(at.0), from_hundredths(at.1)]);
                self.ops.push(Op::SetTextMatrix { matrix });
                return pen;
            }
            let pos = PdfPoint { x: Pt(from_hundredths(step.0)), y: Pt(from_hundredths(step.1)) };
            self.ops.push(Op::SetTextCursor { pos });
        }
        pen
    }

    fn show(&mut self, set: WidenedRun, face: &DocumentFace, glyphs: Range<usize>, pen: &mut Pen) {
        let mut text = ShownText::default();
        let widenings = set.widenings.get(glyphs.clone()).unwrap_or_default();
        for (glyph, widening) in set.run.glyphs.get(glyphs).unwrap_or_default().iter().zip(widenings) {
            let rise = hundredths(glyph.rise);
            if rise != self.rise {
                self.ops.extend(text.take());
                self.rise = rise;
                self.ops.push(Op::SetLineOffset { multiplier: from_hundredths(rise) });
            }
            let offset = pen.move_to(glyph.x);
            if offset != 0 {
                text.offset(offset);
            }
            let id = face.new_id(glyph.glyph, *widening);
            text.codes.extend(id.to_be_bytes());
            pen.advance(face.width(id));
        }
        self.ops.extend(text.take());
        if self.rise != 0 {
            self.rise = 0;
            self.ops.push(Op::SetLineOffset { multiplier: 0.0 });
        }
    }
}

/// Glyph ids and the offsets between them, for one operator. It is given to printpdf as it is written: of its own items for shown text,
/// `Text` needs the font in the document of each page and looks every character up in it, and `GlyphIds` writes one string a glyph.
#[derive(Default)]
struct ShownText {
    items: Vec<DictItem>,
    /// Two bytes for each glyph since the last offset.
    codes: Vec<u8>,
}

impl ShownText {
    fn end_string(&mut self) {
        if !self.codes.is_empty() {
            self.items.push(DictItem::String { data: std::mem::take(&mut self.codes), literal: true });
        }
    }

    fn offset(&mut self, offset: i64) {
        self.end_string();
        self.items.push(DictItem::Int(offset));
    }

    /// The operator: `Tj` for one string, else `TJ`. Nothing is left after it.
    fn take(&mut self) -> Option<Op> {
        self.end_string();
        let items = std::mem::take(&mut self.items);
        match items.as_slice() {
            [] => None,
            [DictItem::String { .. }] => Some(Op::Unknown { key: "Tj".to_owned(), value: items }),
            _ => Some(Op::Unknown { key: "TJ".to_owned(), value: vec![DictItem::Array(items)] }),
        }
    }
}

/// The run that was shown last, and where its pen is.
pub(super) struct RunPosition {
    run: usize,
    pen: Pen,
}

/// Where a viewer's pen is within a run, in thousandths of an em before condensing.
struct Pen {
    at: f64,
    /// Thousandths of an em in a millionth of a point along the line.
    scale: f64,
    /// Space that the viewer adds after each glyph, in thousandths of a point.
    spacing: i64,
    /// The same in thousandths of an em.
    spacing_in_em: f64,
}

impl Pen {
    fn new(set: WidenedRun, face: &DocumentFace, size: f32) -> Pen {
        let run = set.run;
        let size = f64::from(size).max(0.01);
        let scale = 1000.0 / (size * 1e6) * 1000.0 / f64::from(run.condensed.max(1));
        let spacing = usual_gap(set, face, scale).map_or(0, |gap| (gap * size).round() as i64);
        Pen { at: 0.0, scale, spacing, spacing_in_em: spacing as f64 / size }
    }

    /// The TJ number that moves the pen to `x`, or 0 where it is close enough.
    fn move_to(&mut self, x: Length) -> i64 {
        let wanted = x.raw() as f64 * self.scale;
        let offset = self.at - wanted;
        if offset.abs() < PEN_TOLERANCE {
            return 0;
        }
        let offset = offset.round();
        self.at -= offset;
        offset as i64
    }

    fn advance(&mut self, width: u16) {
        self.at += f64::from(width) + self.spacing_in_em;
    }
}

/// The gap that most glyphs of a justified run have after them, in thousandths of an em: set once as character spacing
/// instead of as a number after each glyph.
fn usual_gap(set: WidenedRun, face: &DocumentFace, scale: f64) -> Option<f64> {
    let gap = |(pair, widening): (&[RunGlyph], &i8)| {
        let step = (pair[1].x - pair[0].x).raw() as f64 * scale;
        (step - f64::from(face.width(face.new_id(pair[0].glyph, *widening)))).round() as i64
    };
    let mut gaps: Vec<i64> = set.run.glyphs.windows(2).zip(set.widenings).map(gap).collect();
    gaps.sort_unstable();
    let alike = gaps.chunk_by(|one, other| one == other).map(|alike| (alike[0], alike.len()));
    let (gap, count) = alike.max_by_key(|(gap, count)| (*count, std::cmp::Reverse(gap.abs())))?;
    (gap != 0 && count >= 4).then_some(gap as f64)
}

/// A colour; greys use the grey colour space, which the sRGB output intent covers too.
fn pdf_color(color: Color) -> PdfColor {
    let part = |level: u8| (f64::from(level) / 255.0 * 1000.0).round() as f32 / 1000.0;
    if color.r == color.g && color.g == color.b {
        return PdfColor::Greyscale(Greyscale { percent: part(color.r), icc_profile: None });
    }
    PdfColor::Rgb(Rgb::new(part(color.r), part(color.g), part(color.b), None))
}

/// A property list.
pub(super) fn dictionary<const N: usize>(entries: [(&str, DictItem); N]) -> DictItem {
    DictItem::Dict { map: entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect() }
}

/// A text string of a property list.
pub(super) fn text_string(text: &str) -> DictItem {
    let mut data = vec![0xFE, 0xFF];
    data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    DictItem::String { data, literal: true }
}
