//! A part of a document on its pages, set by itself: its structure, footnotes and pages count from its own beginning until
//! it is joined to the others.

use super::blocks::{Room, pile};
use super::length::Length;
use super::page::Tag;
use super::pagination::{MadeUpPage, make_up};
use super::places::{self, Place};
use super::setting::{Count, Counted, HeadingMark, LinkMark, Owner, Setting, plain_text};
use super::sheet::Tightness;
use super::strip::{Strip, bounds, flattened};
use super::structure::{NodeId, Role, Structure};
use crate::finding::Finding;
use crate::report::document::{Block, Inline, ParagraphKind, Part};

/// A part on its pages.
pub(crate) struct SetPart {
    /// What was counted before it when it was set.
    pub(crate) start: Count,
    /// What it counts itself.
    pub(crate) counted: Counted,
    /// It prints page numbers or titles of other places.
    pub(crate) prints_entries: bool,
    pub(crate) pages: Vec<MadeUpPage>,
    /// What the running head of each page says in the place of the part's name: the item that it is on.
    pub(crate) page_names: Vec<Option<String>>,
    pub(crate) headings: Vec<HeadingMark>,
    /// Where each heading begins, by page of the part.
    pub(crate) heading_places: Vec<Option<Place>>,
    pub(crate) links: Vec<LinkMark>,
    pub(crate) figures: Vec<NodeId>,
    pub(crate) findings: Vec<Finding>,
    /// Pages of the part that hold something higher than they are.
    pub(crate) too_high: Vec<usize>,
    structure: Structure,
}

impl SetPart {
    /// Sets the blocks of a part and makes up its pages.
    pub(crate) fn new(mut setting: Setting<'_>, part: &Part, start: Count) -> SetPart {
        let root = Owner::Node(setting.structure.root());
        let section = setting.element(root, Role::Sect);
        if let Owner::Node(node) = section {
            setting.structure.node_mut(node).describe().title = Some(part.name.clone());
        }
        let mut pages = Vec::new();
        for stretch in part.blocks.split(|block| matches!(block, Block::PageBreak)) {
            pages.extend(pages_of(&mut setting, stretch, section));
        }
        if pages.is_empty() {
            pages = make_up(Vec::new(), &[], setting.sheet, &setting.look);
        }
        let too_high = pages.iter().enumerate().filter(|(_, page)| sticks_out(page)).map(|(index, _)| index).collect();
        let heading_places = places::heading_places(&setting.headings, &pages);
        SetPart {
            counted: setting.counted(&start),
            start,
            prints_entries: setting.prints_entries(),
            too_high,
            page_names: places::page_names(&setting.headings, &heading_places, pages.len()),
            heading_places,
            pages,
            headings: setting.headings,
            links: setting.links,
            figures: setting.figures,
            findings: setting.findings,
            structure: setting.structure,
        }
    }

    /// Appends its structure to that of the document, and makes all that names nodes and contents name them there.
    pub(crate) fn append_to(&mut self, whole: &mut Structure) {
        let offset = whole.append(&mut self.structure);
        for item in self.pages.iter_mut().flat_map(|page| &mut page.items) {
            if let Tag::Content(id) = &mut item.tag {
                *id = offset.content(*id);
            }
        }
        for mark in &mut self.headings {
            mark.content = mark.content.map(|id| offset.content(id));
        }
        for link in &mut self.links {
            link.node = offset.node(link.node);
            link.content = offset.content(link.content);
        }
        for figure in &mut self.figures {
            *figure = offset.node(*figure);
        }
    }
}

/// The pages of the content between two page breaks. Before one of them is opened for little, tighter settings are tried; they
/// are kept where they save a page, or fill one that would be nearly or half empty before another.
fn pages_of(setting: &mut Setting<'_>, blocks: &[Block], section: Owner) -> Vec<MadeUpPage> {
    let usual = setting.look.clone();
    let before = setting.state();
    let pages = set_pages(setting, blocks, section);
    let enough = setting.sheet.body.size.height * LITTLE.0 / LITTLE.1;
    if pages.len() < 2 || pages.iter().all(|page| page.filled > enough) {
        return pages;
    }
    // How many pages, how many of them stand nearly empty before another, and how many half empty, or nearly so at the end.
    let height = setting.sheet.body.size.height;
    let score = |pages: &[MadeUpPage]| {
        let before_another = pages.iter().take(pages.len().saturating_sub(1));
        let below = |part| before_another.clone().filter(|page| page.filled < part).count();
        let is_little = pages.last().is_some_and(|page| page.filled < height / 3);
        (pages.len(), below(height / 3), below(height * HALF.0 / HALF.1) + usize::from(is_little))
    };
    let (mut best, mut fewest) = (None, score(&pages));
    for tightness in Tightness::ALL {
        setting.return_to(&before);
        setting.look = usual.tighter(tightness);
        let tighter = set_pages(setting, blocks, section);
        let found = score(&tighter);
        if found.0 < pages.len() && found.1 == 0 {
            setting.look = usual;
            return tighter;
        }
        if found < fewest {
            (best, fewest) = (Some(tightness), found);
        }
    }
    setting.return_to(&before);
    setting.look = best.map_or_else(|| usual.clone(), |tightness| usual.tighter(tightness));
    let pages = set_pages(setting, blocks, section);
    setting.look = usual;
    pages
}

/// The part of a page's height below which it is left half empty for a block that the next page holds.
const HALF: (i64, i64) = (3, 5);
/// The part of a page's height that is too little to open it for.
const LITTLE: (i64, i64) = (2, 3);

fn set_pages(setting: &mut Setting<'_>, blocks: &[Block], section: Owner) -> Vec<MadeUpPage> {
    let in_title = if setting.sheet.columns > 1 { title_length(blocks) } else { 0 };
    let (title, blocks) = blocks.split_at(in_title);
    let across = Room::page(setting.sheet.body.size.width);
    let title = pile(setting, title, section, across);
    let title = flattened(title, setting.sheet.body.size.height);
    let room = Room::page(setting.sheet.measure());
    let pile = pile(setting, blocks, section, room);
    let is_white = |strip: &Strip| matches!(strip, Strip::Space(_) | Strip::PageBreak | Strip::Need(_));
    if title.is_empty() && pile.iter().all(is_white) {
        return Vec::new();
    }
    make_up(title, &pile, setting.sheet, &setting.look)
}

/// Characters of a heading with its notes that stand over all columns: more might leave the columns no room on the page.
const LONGEST_TITLE: usize = 200;

/// How many blocks stand over all columns: the heading of a section of one table, with the notes on the table between the two. What has a
/// footnote stands in a column, as its note does.
fn title_length(blocks: &[Block]) -> usize {
    let Some((Block::Heading(heading), rest)) = blocks.split_first() else { return 0 };
    let notes = rest.iter().map_while(|block| match block {
        Block::Paragraph(paragraph) if paragraph.kind == ParagraphKind::Note => Some(&paragraph.text),
        _ => None,
    });
    let texts: Vec<_> = std::iter::once(&heading.text).chain(notes).collect();
    let length: usize = texts.iter().map(|text| plain_text(text).chars().count()).sum();
    let has_footnote = texts.iter().any(|text| text.iter().any(|inline| matches!(inline, Inline::Footnote(_))));
    let is_over_table = matches!(blocks.get(texts.len()..), Some([Block::Table(_)]));
    if heading.level == 1 && is_over_table && !has_footnote && length <= LONGEST_TITLE { texts.len() } else { 0 }
}

fn sticks_out(page: &MadeUpPage) -> bool {
    let floor = page.sheet.body.bottom() + Length::pt(3.0);
    page.items.iter().filter_map(bounds).any(|bounds| bounds.bottom() > floor)
}
