//! The faces of a document: the glyphs it uses, the texts they stand for, and one subset font a face in the form that
//! printpdf takes.
//!
//! printpdf without its layout engine embeds a font as it is given, numbers text by the font's own glyph ids and makes
//! ToUnicode from what was shown. So the subset is made here, once for all pages, and the rest is set right in
//! [`super::fonts`]. The font file goes into one small printpdf document ([`Program`]); the documents of the pages name the
//! face and get none of it: [`super::canvas`] shows glyphs by their ids.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{FontId, FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMetricsStub, PrintpdfFontMeta};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use subsetter::GlyphRemapper;

use super::widening::Widenings;
use super::{Error, sfnt, spans};
use crate::typeset::font::Face;
use crate::typeset::page::{Draw, FaceId, Pages};

/// What the pages need to know of a subset face.
pub(super) struct DocumentFace {
    /// The name of the font in the resources of the pages.
    pub(super) resource: FontId,
    /// Glyph ids of the subset by those of the face; 0 where the document does not use the glyph.
    new_ids: Vec<u16>,
    /// Glyph ids of widened twins in the subset, by glyph id of the face and widening in eighths of an em.
    twins: BTreeMap<(u16, i8), u16>,
    /// The text of each glyph of the subset; empty for the first, `.notdef`.
    pub(super) texts: Vec<SmolStr>,
    /// Width of each glyph of the subset in thousandths of an em.
    pub(super) widths: Vec<u16>,
    /// Height of capitals in thousandths of an em.
    pub(super) cap_height: i64,
}

/// The font file of a face, subset, and the metrics that go into its descriptor.
pub(super) struct Program {
    pub(super) face: FaceId,
    /// The subset as printpdf embeds it, with one glyph ([`SAMPLE`]): printpdf writes no font that nothing shows.
    pub(super) font: PdfFont,
}

/// The one glyph that a [`Program`] knows, any but `.notdef`, and the character by which printpdf finds it.
pub(super) const SAMPLE: (char, u16) = ('\u{F0001}', 1);

impl DocumentFace {
    /// The glyph id in the subset of a glyph with this widening (eighths of an em), if the font has such a twin.
    pub(super) fn new_id(&self, glyph: u16, widening: i8) -> u16 {
        let twin = if widening == 0 { None } else { self.twins.get(&(glyph, widening)) };
        twin.or_else(|| self.new_ids.get(usize::from(glyph))).copied().unwrap_or(0)
    }

    /// The ToUnicode text of a glyph of the subset.
    pub(super) fn text(&self, new_id: u16) -> &str {
        self.texts.get(usize::from(new_id)).map_or("", SmolStr::as_str)
    }

    /// Width of a glyph of the subset in thousandths of an em.
    pub(super) fn width(&self, new_id: u16) -> u16 {
        self.widths.get(usize::from(new_id)).copied().unwrap_or(0)
    }
}

/// How a face is used.
#[derive(Default)]
struct Uses {
    /// How often a glyph stands for a text.
    texts: FxHashMap<(u16, SmolStr), u32>,
    /// Glyphs that are widened, and by how many eighths of an em.
    twins: BTreeSet<(u16, i8)>,
}

/// The faces that the pages use, subset, and their font files in the order of the faces' resource names.
pub(super) fn of_pages(
    pages: &Pages,
    widenings: &[Widenings],
) -> Result<(BTreeMap<FaceId, DocumentFace>, Vec<Program>), Error> {
    let uses = uses(pages, widenings)?;
    let made: Vec<(DocumentFace, Program)> = uses
        .into_par_iter()
        .map(|(id, uses)| {
            let face = pages.fonts.faces().find(|(known, _)| *known == id).map(|(_, face)| face);
            let face = face.ok_or(Error::UnknownFace { face: id.0 })?;
            document_face(id, face, &uses)
        })
        .collect::<Result<_, Error>>()?;
    let (faces, mut programs): (BTreeMap<_, _>, Vec<_>) =
        made.into_iter().map(|(face, program)| ((program.face, face), program)).unzip();
    programs.sort_by(|a, b| faces[&a.face].resource.cmp(&faces[&b.face].resource));
    Ok((faces, programs))
}

fn uses(pages: &Pages, widenings: &[Widenings]) -> Result<BTreeMap<FaceId, Uses>, Error> {
    let mut uses: BTreeMap<FaceId, Uses> = BTreeMap::new();
    for (number, (page, widenings)) in pages.pages.iter().zip(widenings).enumerate() {
        for (item, widenings) in page.items.iter().zip(widenings) {
            let Draw::Glyphs(run) = &item.draw else { continue };
            let face = uses.entry(run.face).or_default();
            let mut cluster = SmolStr::default();
            for (glyph, widening) in run.glyphs.iter().zip(widenings) {
                if glyph.glyph == 0 {
                    return Err(Error::NoGlyph { page: number, text: glyph.text.to_string() });
                }
                // A later glyph of a cluster has no text of its own: it gets the cluster's, unless another use gives it a text.
                let weight = u32::from(!glyph.text.is_empty());
                if weight == 1 {
                    cluster = SmolStr::from(spans::public_text(&glyph.text));
                }
                *face.texts.entry((glyph.glyph, cluster.clone())).or_default() += weight;
                if *widening != 0 {
                    face.twins.insert((glyph.glyph, *widening));
                }
            }
        }
    }
    Ok(uses)
}

fn document_face(id: FaceId, face: &Face, uses: &Uses) -> Result<(DocumentFace, Program), Error> {
    let mut best: BTreeMap<u16, (&SmolStr, u32)> = BTreeMap::new();
    for ((glyph, text), count) in &uses.texts {
        let entry = best.entry(*glyph).or_insert((text, *count));
        if (*count, std::cmp::Reverse(text)) > (entry.1, std::cmp::Reverse(entry.0)) {
            *entry = (text, *count);
        }
    }
    // Sorted by text, so that ToUnicode can use ranges.
    let mut order: Vec<(&SmolStr, u16)> = best.iter().map(|(glyph, (text, _))| (*text, *glyph)).collect();
    order.sort();
    let mut remapper = GlyphRemapper::new();
    let mut texts = vec![SmolStr::default()];
    let mut new_ids = vec![0; usize::from(u16::MAX) + 1];
    for (text, glyph) in order {
        new_ids[usize::from(glyph)] = remapper.remap(glyph);
        texts.push(if is_mappable(text) { text.clone() } else { SmolStr::new_static("\u{FFFD}") });
    }
    let broken = |why: String| Error::Font { name: face.postscript_name.clone(), why };
    let subset = subsetter::subset(&face.data, face.index, &remapper).map_err(|e| broken(e.to_string()))?;
    let units_per_em = face.units_per_em.max(1);
    let wanted: Vec<sfnt::Twin> = uses
        .twins
        .iter()
        .map(|(glyph, widening)| sfnt::Twin {
            glyph: new_ids[usize::from(*glyph)],
            wider: (i32::from(units_per_em) * i32::from(*widening) / 8) as i16,
        })
        .collect();
    let (subset, first_twin) = sfnt::reworked(subset, &wanted);
    let mut twins = BTreeMap::new();
    if let Some(first) = first_twin {
        texts.resize(usize::from(first), SmolStr::default());
        for (id, ((glyph, widening), twin)) in (first..).zip(uses.twins.iter().zip(&wanted)) {
            twins.insert((*glyph, *widening), id);
            texts.push(texts.get(usize::from(twin.glyph)).cloned().unwrap_or_default());
        }
    }
    let in_thousandths = |units: i64| units * 1000 / i64::from(units_per_em);
    let widths = sfnt::advances(&subset)
        .ok_or_else(|| broken("送り幅の表が読めません".to_owned()))?
        .iter()
        .take(texts.len())
        .map(|advance| (f64::from(*advance) * 1000.0 / f64::from(units_per_em)).round() as u16)
        .collect();
    let scaled = |units: i16| in_thousandths(i64::from(units)) as i16;
    let font = ParsedFont {
        font_index: 0,
        font_name: Some(format!("{}+{}", subset_tag(&subset), face.postscript_name)),
        codepoint_to_glyph: BTreeMap::from([(u32::from(SAMPLE.0), SAMPLE.1)]),
        glyph_widths: BTreeMap::new(),
        units_per_em: 1000,
        font_metrics: FontMetrics { ascent: scaled(face.ascent), descent: scaled(face.descent) },
        font_type: if subset.starts_with(b"OTTO") { FontType::OpenTypeCFF(()) } else { FontType::TrueType },
        pdf_font_metrics: PdfFontMetricsStub {
            units_per_em: 1000,
            x_min: scaled(face.bounds[0]),
            y_min: scaled(face.bounds[1]),
            x_max: scaled(face.bounds[2]),
            y_max: scaled(face.bounds[3]),
            caret_slope_rise: 1,
            caret_slope_run: 0,
            us_weight_class: face.weight_class,
        },
        original_bytes: subset,
    };
    let document_face = DocumentFace {
        resource: FontId(format!("F{}", id.0)),
        new_ids,
        twins,
        texts,
        widths,
        cap_height: in_thousandths(i64::from(face.cap_height)),
    };
    Ok((document_face, Program { face: id, font: PdfFont::with_meta(font, PrintpdfFontMeta::default()) }))
}

/// Whether ToUnicode may contain the text: ISO 14289-1, 7.21.7 forbids U+0000, U+FEFF and U+FFFE.
fn is_mappable(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\0', '\u{FEFF}', '\u{FFFE}'])
}

/// The subset tag: six capitals derived from the subset's bytes, so that equal subsets have equal names.
fn subset_tag(subset: &[u8]) -> String {
    Sha256::digest(subset).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
