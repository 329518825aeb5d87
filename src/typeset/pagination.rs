//! Page make-up: piles of strips → pages.
//!
//! A page is a row of frames (its text columns). Strips go into the frame that is open; what does not fit opens the next.
//! Body lines stand on the grid: a strip that wants it is let down to the next grid line, so the flow is back on the
//! grid after every table or figure. Footnotes take their room from the foot of the frame that holds their mark.

use super::blocks::pile_height;
use super::length::{Length, Point};
use super::page::Item;
use super::setting::rule;
use super::sheet::{HAIR, Sheet, Type};
use super::strip::{Lane, Solid, Strip, fitting, forced, height, shifted, stacked_at};
use super::table::{Above, Progress, TableBox};

/// A made-up page before heads and feet.
#[derive(Debug, Clone)]
pub(crate) struct MadeUpPage {
    pub(crate) sheet: Sheet,
    /// How far it is filled from the top of its text area: the fullest of its columns.
    pub(crate) filled: Length,
    pub(crate) items: Vec<Item>,
}

/// Makes up the pages of one part. `title` is what stands over all columns of its first page.
pub(crate) fn make_up(title: Vec<Solid>, pile: &[Strip], sheet: Sheet, look: &Type) -> Vec<MadeUpPage> {
    let mut maker = PageMaker {
        top: Length::ZERO,
        sheet,
        pitch: look.pitch,
        note_gap: look.pitch / 2,
        pages: Vec::new(),
        column: 0,
        y: Length::ZERO,
        used: false,
        all_kept: true,
        notes: Vec::new(),
        waiting: Vec::new(),
    };
    maker.open_page();
    maker.put_title(&title);
    maker.run(pile);
    maker.close_frame();
    while !maker.waiting.is_empty() {
        maker.next_frame();
        maker.close_frame();
    }
    maker.pages
}

struct PageMaker {
    sheet: Sheet,
    pitch: Length,
    note_gap: Length,
    pages: Vec<MadeUpPage>,
    column: u8,
    /// Where the frames of the page begin.
    top: Length,
    /// How far the frame is filled.
    y: Length,
    /// Something stands in the frame.
    used: bool,
    /// All that stands in the frame stays with what follows.
    all_kept: bool,
    /// Footnotes of the frame.
    notes: Vec<Solid>,
    /// Footnote lines that go on in the next frame.
    waiting: Vec<Solid>,
}

impl PageMaker {
    fn frame_height(&self) -> Length {
        self.sheet.body.size.height
    }

    /// Room taken at the foot by `notes`, the short rule over them included.
    fn foot(&self, more: Length) -> Length {
        let total = height(&self.notes) + more;
        if total == Length::ZERO { Length::ZERO } else { total + self.note_gap }
    }

    fn room(&self) -> Length {
        self.frame_height() - self.y - self.foot(Length::ZERO)
    }

    fn open_page(&mut self) {
        self.pages.push(MadeUpPage { sheet: self.sheet, filled: Length::ZERO, items: Vec::new() });
        self.column = 0;
        self.top = Length::ZERO;
        self.open_frame();
    }

    /// Puts the title over the columns of the page that has just been opened; they begin on the grid below it.
    fn put_title(&mut self, title: &[Solid]) {
        let tall = height(title);
        if let Some(page) = self.pages.last_mut().filter(|_| tall > Length::ZERO) {
            page.items.extend(stacked_at(title, self.sheet.body.origin.x, self.sheet.body.origin.y));
            page.filled = tall;
            self.top = self.snapped(tall + self.pitch / 2);
            self.y = self.top;
        }
    }

    fn open_frame(&mut self) {
        self.y = self.top;
        self.used = false;
        self.all_kept = true;
        let waiting = std::mem::take(&mut self.waiting);
        self.add_notes(waiting);
    }

    fn next_frame(&mut self) {
        self.close_frame();
        if self.column + 1 < self.sheet.columns {
            self.column += 1;
            self.open_frame();
        } else {
            self.open_page();
        }
    }

    /// Draws the footnotes of the frame at its foot.
    fn close_frame(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        let notes = std::mem::take(&mut self.notes);
        let x = self.sheet.column_x(self.column);
        let top = self.sheet.body.bottom() - height(&notes);
        let y = top - self.note_gap / 2;
        let line = rule(Point::new(x, y), Point::new(x + self.sheet.measure() / 4, y), Length::pt(0.25), HAIR);
        let items = stacked_at(&notes, x, top);
        if let Some(page) = self.pages.last_mut() {
            page.items.push(line);
            page.items.extend(items);
        }
    }

    /// Takes footnotes into the frame; what would leave less than a third of it to the text waits for the next frame.
    fn add_notes(&mut self, lines: Vec<Solid>) {
        let most = (self.frame_height() - self.y - self.note_gap - height(&self.notes)).max(Length::ZERO);
        let limit = if self.used { most } else { self.frame_height() * 2 / 3 };
        let mut rest = lines;
        if !self.waiting.is_empty() {
            self.waiting.append(&mut rest);
            return;
        }
        let fits = if height(&rest) <= limit { rest.len() } else { fitting(&rest, limit) };
        let later = rest.split_off(fits);
        self.notes.extend(rest);
        self.waiting.extend(later);
    }

    fn place(&mut self, items: &[Item], tall: Length) {
        let x = self.sheet.column_x(self.column);
        let y = self.sheet.body.origin.y + self.y;
        if let Some(page) = self.pages.last_mut() {
            page.items.extend(shifted(items, x, y));
            page.filled = page.filled.max(self.y + tall);
        }
        self.y += tall;
        self.used = true;
        self.all_kept = false;
    }

    /// The next place on the grid.
    fn snapped(&self, y: Length) -> Length {
        let lines = y / self.pitch;
        let at = self.pitch * lines;
        if at < y { at + self.pitch } else { at }
    }

    fn run(&mut self, pile: &[Strip]) {
        let mut chained = false;
        for (i, strip) in pile.iter().enumerate() {
            match strip {
                Strip::Space(tall) => {
                    if self.used {
                        self.y = (self.y + *tall).min(self.frame_height());
                    }
                    continue;
                }
                Strip::Need(tall) => {
                    let whole = *tall + self.white_to_grid(&pile[i + 1..], *tall, self.y);
                    if self.used && !chained && whole > self.room() && *tall <= self.frame_height() {
                        self.next_frame();
                    }
                    continue;
                }
                Strip::PageBreak => {
                    let more =
                        pile[i + 1..].iter().any(|s| !matches!(s, Strip::Space(_) | Strip::PageBreak | Strip::Need(_)));
                    if more && (self.used || self.column > 0) {
                        self.close_frame();
                        self.open_page();
                    }
                    chained = false;
                }
                Strip::Solid(solid) => {
                    if !chained && self.used && self.chain(&pile[i..]) > self.room() {
                        self.next_frame();
                    }
                    let opened = self.set_solid(solid);
                    // What the next lines stay with may not fit below them: a line that heads a frame is not left alone for it.
                    let pair = matches!(pile.get(i + 1), Some(Strip::Solid(next)) if next.goes_on);
                    chained = solid.keep || opened && solid.goes_on && pair;
                }
                Strip::Table(table) => {
                    self.set_table(table, chained);
                    chained = false;
                }
                Strip::Parallel(lanes) => {
                    self.set_parallel(lanes);
                    chained = false;
                }
            }
        }
    }

    /// The white that lines of the grid leave above them among the strips that are `tall` together, from `y` on: more room than their
    /// heights say.
    fn white_to_grid(&self, pile: &[Strip], tall: Length, from: Length) -> Length {
        let (mut y, mut sum, mut white) = (from, Length::ZERO, Length::ZERO);
        for strip in pile {
            if sum >= tall || matches!(strip, Strip::PageBreak) {
                break;
            }
            if let Strip::Solid(Solid { on_grid: true, .. }) = strip {
                let at = self.snapped(y);
                white += at - y;
                y = at;
            }
            let height = pile_height(std::slice::from_ref(strip));
            y += height;
            sum += height;
        }
        white
    }

    /// Room wanted from here to the first place where a page may end.
    fn chain(&self, pile: &[Strip]) -> Length {
        let mut y = self.y;
        // Where the first link ends: one strip, or the lines of a paragraph that stay together.
        let mut first = None;
        let mut is_first = true;
        // Where what is to stay whole would end.
        let mut end = Length::ZERO;
        for (i, strip) in pile.iter().enumerate() {
            match strip {
                Strip::Space(tall) => y += *tall,
                Strip::Need(tall) => end = y + *tall + self.white_to_grid(&pile[i + 1..], *tall, y),
                Strip::PageBreak => break,
                Strip::Solid(solid) => {
                    if solid.on_grid {
                        y = self.snapped(y);
                    }
                    y += solid.height + self.note_room(solid);
                    is_first &= first.is_none() || solid.goes_on;
                    if is_first {
                        first = Some(y);
                    }
                    if !solid.keep {
                        break;
                    }
                }
                Strip::Table(table) => {
                    y += table.least();
                    first.get_or_insert(y);
                    break;
                }
                Strip::Parallel(lanes) => {
                    let whole = lanes.iter().map(|lane| height(&lane.solids)).fold(Length::ZERO, Length::max);
                    y += self.least_of_lanes(whole);
                    first.get_or_insert(y);
                    break;
                }
            }
        }
        // A chain longer than a page cannot be kept: its first link alone counts.
        let (link, whole) = (y - self.y, end.max(y) - self.y);
        if whole <= self.frame_height() {
            whole
        } else if link <= self.frame_height() {
            link
        } else {
            first.unwrap_or(y) - self.y
        }
    }

    /// Room that the notes of a solid add at the foot; a note that fills the frame may be broken after two lines.
    fn note_room(&self, solid: &Solid) -> Length {
        let tall = solid.notes_height();
        if tall == Length::ZERO {
            return Length::ZERO;
        }
        let gap = if self.notes.is_empty() { self.note_gap } else { Length::ZERO };
        tall.min(self.frame_height() / 4) + gap
    }

    /// Returns whether it is the first in its frame.
    fn set_solid(&mut self, solid: &Solid) -> bool {
        if solid.on_grid {
            self.y = self.snapped(self.y);
        }
        if self.used && self.y + solid.height + self.note_room(solid) + self.foot(Length::ZERO) > self.frame_height() {
            self.next_frame();
        }
        let first = !self.used;
        let all_kept = self.all_kept && solid.keep;
        self.place(&solid.items, solid.height);
        self.all_kept = all_kept;
        for note in &solid.notes {
            self.add_notes(note.clone());
        }
        first
    }

    fn set_table(&mut self, table: &TableBox, chained: bool) {
        let mut progress = Progress::default();
        if !chained && self.used && table.least() > self.room() {
            self.next_frame();
        }
        // Rows of a table are not more numerous than its solids; the bound only guards against an endless loop.
        for _ in 0..100_000 {
            let full = self.frame_height();
            let above = match (self.used, chained) {
                (true, true) if !self.all_kept => Above::Kept,
                (true, false) => Above::Other,
                _ => Above::Nothing,
            };
            let before = progress.clone();
            let mut room = self.room();
            let mut stretch = table.stretch(&mut progress, room, full, above);
            if let Some(found) = &stretch {
                let notes: Length = found.notes.iter().map(|note| height(note)).sum();
                if notes > Length::ZERO && found.height + self.foot(notes) - self.foot(Length::ZERO) > room {
                    room -= (self.foot(notes) - self.foot(Length::ZERO)).min(room / 2);
                    progress = before;
                    stretch = table.stretch(&mut progress, room, full, above);
                }
            }
            match stretch {
                Some(stretch) => {
                    self.place(&stretch.items, stretch.height);
                    for note in stretch.notes {
                        self.add_notes(note);
                    }
                    if stretch.done {
                        return;
                    }
                    self.next_frame();
                }
                None => self.next_frame(),
            }
        }
    }

    /// What lanes of a height need to begin: their labels and some lines.
    fn least_of_lanes(&self, whole: Length) -> Length {
        whole.min(self.pitch * 4)
    }

    /// Where some of the lanes have begun on a page before, those that go on say again what they hold.
    fn repeat_labels(&mut self, lanes: &[Lane], rest: &[&[Solid]]) {
        let left = || lanes.iter().zip(rest).filter(|(_, solids)| !solids.is_empty());
        let tall = left().map(|(lane, _)| height(&lane.again)).fold(Length::ZERO, Length::max);
        if self.used || tall == Length::ZERO || left().all(|(lane, solids)| solids.len() == lane.solids.len()) {
            return;
        }
        let items = left().flat_map(|(lane, _)| stacked_at(&lane.again, lane.x, Length::ZERO));
        self.place(&items.collect::<Vec<_>>(), tall);
    }

    fn set_parallel(&mut self, lanes: &[Lane]) {
        if lanes.iter().any(|lane| lane.solids.first().is_some_and(|solid| solid.on_grid)) {
            self.y = self.snapped(self.y);
        }
        let tallest = |rest: &[&[Solid]]| rest.iter().map(|solids| height(solids)).fold(Length::ZERO, Length::max);
        let mut rest: Vec<&[Solid]> = lanes.iter().map(|lane| lane.solids.as_slice()).collect();
        let whole = tallest(&rest);
        let split_badly = self.least_of_lanes(whole) > self.room() || whole <= self.frame_height() / 3;
        if self.used && whole > self.room() && split_badly {
            self.next_frame();
        }
        while rest.iter().any(|solids| !solids.is_empty()) {
            let fresh = !self.used;
            self.repeat_labels(lanes, &rest);
            let room = self.room();
            let mut counts: Vec<usize> = rest.iter().map(|solids| fitting(solids, room)).collect();
            let stuck = counts.iter().zip(&rest).any(|(count, solids)| *count == 0 && !solids.is_empty());
            if stuck && !fresh {
                self.next_frame();
                continue;
            }
            if stuck {
                for (count, solids) in counts.iter_mut().zip(&rest) {
                    if *count == 0 {
                        *count = forced(solids, room).min(solids.len());
                    }
                }
            }
            let mut tall = Length::ZERO;
            let mut items = Vec::new();
            let mut notes = Vec::new();
            for ((solids, count), lane) in rest.iter_mut().zip(counts).zip(lanes) {
                let (here, later) = solids.split_at(count);
                items.extend(stacked_at(here, lane.x, Length::ZERO));
                notes.extend(here.iter().flat_map(|solid| solid.notes.iter().cloned()));
                tall = tall.max(height(here));
                *solids = later;
            }
            self.place(&items, tall);
            for note in notes {
                self.add_notes(note);
            }
            if rest.iter().any(|solids| !solids.is_empty()) {
                self.next_frame();
            }
        }
    }
}
