//! Takes a table onto pages, stretch by stretch: which rows stand on this page, where a row or a span is broken, what is
//! repeated, and what is drawn.
//!
//! Each cell remembers how many of its solids (lines) have been set; whatever is left goes on in the next stretch. That
//! is the one invariant that keeps a table complete: a solid is drawn as content exactly once.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::heights::part_height;
use super::rules::{Framed, Section, draw};
use super::{BoxCell, Part, TableBox};
use crate::report::document::VerticalAlign;
use crate::typeset::length::{Length, Rect};
use crate::typeset::page::Item;
use crate::typeset::strip::{Solid, as_artifact, fitting, forced, height, shifted, stacked, stacked_at};

/// How far a table has been set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// The first row that is not complete.
    next: usize,
    /// That row has been begun.
    begun: bool,
    /// Solids set of each body cell.
    taken: Vec<usize>,
    /// Stretches set.
    stretches: usize,
}

/// How a stretch stands to what is above it on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Above {
    /// Nothing is, or only what stays with the table: the next page would have no more room, so something always stands here.
    Nothing,
    /// Something that stays with the table, under something else.
    Kept,
    /// Something else: the table may begin on the next page.
    Other,
}

/// A stretch of table on one page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stretch {
    pub(crate) height: Length,
    pub(crate) items: Vec<Item>,
    pub(crate) notes: Vec<Vec<Solid>>,
    /// Nothing is left.
    pub(crate) done: bool,
}

/// The rows chosen for a stretch.
struct Choice {
    /// Top of each row from the top of the body, and the bottom of the last.
    tops: Vec<Length>,
    /// The last of them is broken: its cells go on.
    broken: bool,
    /// Breaks where no break is allowed.
    forced: bool,
}

/// A cell as placed in a stretch.
struct PlacedCell<'t> {
    cell: &'t BoxCell,
    section: Section,
    rect: Rect,
    solids: Cow<'t, [Solid]>,
    whole: bool,
}

impl TableBox {
    /// Height of the table when it is not broken.
    pub(crate) fn natural_height(&self) -> Length {
        part_height(&self.head) + part_height(&self.body)
    }

    /// The least room in which it can begin well: heads and what stays with the first row.
    pub(crate) fn least(&self) -> Length {
        if self.whole {
            return self.natural_height() + self.tail;
        }
        let mut room = part_height(&self.head);
        for row in &self.body.rows {
            if row.may_split {
                let lines = self.look.table_pitch * 2 + self.look.padding(self.style) * 2;
                return room + row.height.min(lines);
            }
            room += row.height;
            if row.break_after {
                break;
            }
        }
        room
    }

    /// The whole table as pieces of at most about `most` height, for places where only solids stand.
    pub(crate) fn pieces(&self, most: Length) -> Vec<Solid> {
        let mut progress = Progress::default();
        let mut out = Vec::new();
        while let Some(stretch) = self.stretch(&mut progress, most, most, Above::Nothing) {
            // The last piece stays with the table's notes.
            let keep = stretch.done && self.tail > Length::ZERO;
            let (height, items, notes) = (stretch.height, stretch.items, stretch.notes);
            out.push(Solid { height, items, notes, keep, ..Solid::default() });
            if stretch.done {
                break;
            }
        }
        out
    }

    /// Takes as many rows as fit into `room`; `full` is the room of an empty page. `None`: nothing can stand here well, and
    /// the table wants a new page.
    pub(crate) fn stretch(&self, progress: &mut Progress, room: Length, full: Length, above: Above) -> Option<Stretch> {
        progress.taken.resize(self.body.cells.len(), 0);
        let first = progress.stretches == 0;
        let mut items = Vec::new();
        let mut y = Length::ZERO;
        if !first {
            items.extend(stacked(&self.caption_again));
            y += height(&self.caption_again);
        }
        let top = y;
        let mut framed = Vec::new();
        let mut text = Vec::new();
        let mut notes = Vec::new();
        let heads = part_height(&self.head);
        self.set_whole(&self.head, top, !first, &mut framed, &mut text, &mut notes);
        y += heads;
        let group = self.group_to_repeat(progress);
        if let Some(row) = group {
            y += self.set_group_again(row, y, &mut framed, &mut text);
        }
        let overhead = y;
        // What a continued page offers to rows at most: rows above that are broken in any case.
        let capacity = full - heads - height(&self.caption_again);
        let choice = self.choose_to_end_well(progress, room - overhead, capacity, above)?;
        let sets = self.take(progress, &choice, overhead);
        let bottom = overhead + choice.tops.last().copied().unwrap_or(Length::ZERO);
        let foot_row = self.body.rows.iter().position(|row| row.section == Section::Foot);
        for set in sets {
            let cell = set.cell;
            let row = &self.body.rows[cell.row];
            framed.push(Framed {
                rect: set.rect,
                section: set.section,
                tone: cell.tone,
                light_rule_below: cell.light_rule_below && set.whole,
                striped: row.striped,
                above_foot: foot_row == Some(cell.row + cell.row_span),
            });
            text.extend(content_items(&set, &mut notes));
        }
        let body_top = top;
        for cell in &mut framed {
            cell.rect.origin.y -= body_top;
        }
        let under = draw(&framed, self.style, self.width, bottom - body_top, &self.look);
        items.extend(shifted(&under, Length::ZERO, body_top));
        items.extend(text);
        progress.stretches += 1;
        Some(Stretch { height: bottom, items, notes, done: progress.next >= self.body.rows.len() })
    }

    /// Sets all of a part (the heads), as content or as an artifact.
    fn set_whole(
        &self,
        part: &Part,
        top: Length,
        again: bool,
        framed: &mut Vec<Framed>,
        text: &mut Vec<Item>,
        notes: &mut Vec<Vec<Solid>>,
    ) {
        let mut tops = vec![top];
        for row in &part.rows {
            tops.push(tops[tops.len() - 1] + row.height);
        }
        for cell in &part.cells {
            let rect = self.rect(cell, tops[cell.row], tops[cell.row + cell.row_span]);
            framed.push(frame(cell, rect, Section::Head, false));
            let solids = if again { as_artifact(&cell.solids).into() } else { Cow::Borrowed(&cell.solids[..]) };
            let set = PlacedCell { cell, section: Section::Head, rect, solids, whole: true };
            text.extend(content_items(&set, notes));
        }
    }

    /// The group heading to repeat over a group that goes on.
    fn group_to_repeat(&self, progress: &Progress) -> Option<usize> {
        let heading = self.body.rows.get(progress.next)?.group_heading?;
        // It has been set in an earlier stretch when the next row is not the one that follows it, or that has begun.
        let earlier = heading < progress.next && progress.stretches > 0;
        let small = self.body.rows[heading].height < Length::pt(120.0);
        (earlier && small).then_some(heading)
    }

    fn set_group_again(&self, row: usize, top: Length, framed: &mut Vec<Framed>, text: &mut Vec<Item>) -> Length {
        let cells = self.body.cells.iter().filter(|cell| cell.row == row);
        let tall =
            cells.clone().map(|cell| height(&cell.again) + cell.pad * 2).fold(self.body.rows[row].height, Length::max);
        let mut none = Vec::new();
        for cell in cells {
            let rect = self.rect(cell, top, top + tall);
            framed.push(frame(cell, rect, Section::GroupHeading, false));
            let set = PlacedCell {
                cell,
                section: Section::GroupHeading,
                rect,
                solids: Cow::Borrowed(&cell.again),
                whole: true,
            };
            text.extend(content_items(&set, &mut none));
        }
        tall
    }

    fn rect(&self, cell: &BoxCell, top: Length, bottom: Length) -> Rect {
        let left = self.edges[cell.col];
        Rect::new(left, top, self.edges[cell.col + cell.col_span] - left, bottom - top)
    }

    /// Height that is still needed by what is left of a cell.
    fn need(&self, index: usize, progress: &Progress) -> Length {
        let cell = &self.body.cells[index];
        let rest = &cell.solids[progress.taken[index].min(cell.solids.len())..];
        if rest.is_empty() { Length::ZERO } else { height(rest) + cell.pad * 2 }
    }

    /// Height of a row in this stretch, whose rows so far have the tops `tops` (the last is the top of this row).
    fn row_height(&self, row: usize, progress: &Progress, tops: &[Length]) -> Length {
        let begun = progress.begun && row == progress.next;
        let least = if begun { Length::ZERO } else { self.least_height(row, progress) };
        least.max(self.content_height(row, progress, tops))
    }

    /// Height of a row without what its cells still need. Where a cell over several rows was broken on an earlier page, its
    /// share in the height of this row does not count: what is left of it is measured at its last row.
    fn least_height(&self, row: usize, progress: &Progress) -> Length {
        let was_broken =
            |cell: &BoxCell| cell.row < progress.next || cell.row == progress.next && progress.begun && cell.row < row;
        let row_box = &self.body.rows[row];
        if self.cells_of(row).any(|(_, cell)| was_broken(cell)) { row_box.own_height } else { row_box.height }
    }

    /// The same, of what its cells hold alone.
    fn content_height(&self, row: usize, progress: &Progress, tops: &[Length]) -> Length {
        let begun = progress.begun && row == progress.next;
        let mut tall = Length::ZERO;
        let here = tops[tops.len() - 1];
        for (index, cell) in self.cells_of(row) {
            if cell.last_row() != row {
                continue;
            }
            let start = cell.row.max(progress.next) - progress.next;
            let above = here - tops[start.min(tops.len() - 1)];
            tall = tall.max(self.need(index, progress) - above);
        }
        if begun {
            let again = self.cells_of(row).map(|(_, cell)| height(&cell.again) + cell.pad * 2);
            tall = again.fold(tall, Length::max).max(self.look.table_pitch + self.look.padding(self.style) * 2);
        }
        tall
    }

    /// Cells that stand in a row, begun in it or above.
    fn cells_of(&self, row: usize) -> impl Iterator<Item = (usize, &BoxCell)> + Clone {
        self.body.by_row.get(row).into_iter().flatten().map(|&index| (index, &self.body.cells[index]))
    }

    /// The rows for a stretch, such that the next page gets a line of text or nothing: neither rows without text alone nor
    /// the notes under the table alone. Where a choice would leave those, it is made again in less room.
    fn choose_to_end_well(&self, progress: &Progress, room: Length, capacity: Length, above: Above) -> Option<Choice> {
        let fresh = above == Above::Nothing;
        let mut choice = self.choose(progress, room, capacity, fresh)?;
        // Rows without text do not make a page alone where the text that follows can be broken: in no capacity at all every
        // row may be, and in less room one that would fit but for what stays with it.
        if fresh && !self.sets_text(progress, &choice) && self.text_is_near(progress, &choice) {
            let less = |room: &Length| Some(*room - self.look.table_pitch);
            let rooms = std::iter::successors(Some(room), less).take_while(|room| *room > Length::ZERO);
            let mut choices = rooms.filter_map(|room| self.choose(progress, room, Length::ZERO, fresh));
            choice = choices.find(|again| self.sets_text(progress, again)).unwrap_or(choice);
        }
        let (_, Some(left)) = self.outcome(progress, &choice, room) else { return Some(choice) };
        // More than half a page of empty rows makes a page of its own.
        if left > capacity / 2 {
            return Some(choice);
        }
        let mut less = room - left;
        while less > Length::ZERO {
            // In no capacity at all every row may be broken.
            let Some(again) = self.choose(progress, less, Length::ZERO, fresh) else {
                return (above == Above::Kept).then_some(choice);
            };
            if self.outcome(progress, &again, room) == (true, None) && (!fresh || self.sets_text(progress, &again)) {
                return Some(again);
            }
            less -= self.look.table_pitch;
        }
        Some(choice)
    }

    /// Whether text is left in the rows of a choice or in those that would have to stand next.
    fn text_is_near(&self, progress: &Progress, choice: &Choice) -> bool {
        let rows = &self.body.rows;
        let end = progress.next + choice.tops.len() - 1;
        let until = (end..rows.len()).find(|&row| rows[row].break_after).unwrap_or(rows.len());
        let has_text = |(index, cell): (usize, &BoxCell)| progress.taken[index] < cell.solids.len();
        (progress.next..=until).any(|row| self.cells_of(row).any(has_text))
    }

    /// Whether a choice sets some text of a row, other than a group's heading.
    fn sets_text(&self, progress: &Progress, choice: &Choice) -> bool {
        let end = progress.next + choice.tops.len() - 1;
        let in_row = |cell: &BoxCell| self.body.rows[cell.row].section != Section::GroupHeading;
        // Most often a cell tells that ends above the last of the rows, whole.
        let whole = end.saturating_sub(usize::from(choice.broken));
        let ends = |(index, cell): (usize, &BoxCell)| {
            in_row(cell) && cell.last_row() < whole && progress.taken[index] < cell.solids.len()
        };
        if (progress.next..whole).any(|row| self.cells_of(row).any(ends)) {
            return true;
        }
        let mut after = progress.clone();
        self.take(&mut after, choice, Length::ZERO);
        let mut counts = self.body.cells.iter().zip(progress.taken.iter().zip(&after.taken));
        counts.any(|(cell, (before, after))| in_row(cell) && after > before)
    }

    /// How good a choice is: whether it sets some text of a row, and the height of what it leaves for the next page where
    /// that holds no text, empty rows and notes that do not fit.
    fn outcome(&self, progress: &Progress, choice: &Choice, room: Length) -> (bool, Option<Length>) {
        let end = progress.next + choice.tops.len() - 1;
        if self.body.cells.iter().any(|cell| cell.row >= end && !cell.solids.is_empty()) {
            return (self.body.rows[progress.next..end].iter().any(|row| row.section != Section::GroupHeading), None);
        }
        let mut after = progress.clone();
        self.take(&mut after, choice, Length::ZERO);
        let in_row = |cell: &BoxCell| self.body.rows[cell.row].section != Section::GroupHeading;
        let counts = self.body.cells.iter().zip(progress.taken.iter().zip(&after.taken));
        let sets_text = counts.clone().any(|(cell, (before, after))| in_row(cell) && after > before);
        if counts.clone().any(|(cell, (_, after))| *after < cell.solids.len()) {
            return (sets_text, None);
        }
        let used = choice.tops.last().copied().unwrap_or(Length::ZERO);
        let rows: Length = (after.next..self.body.rows.len()).map(|row| self.least_height(row, &after)).sum();
        let left = rows + self.tail;
        let fits = after.next >= self.body.rows.len() && used + self.tail <= room;
        (sets_text, (!fits && left > Length::ZERO).then_some(left))
    }

    fn choose(&self, progress: &Progress, room: Length, capacity: Length, fresh: bool) -> Option<Choice> {
        let rows = &self.body.rows;
        let mut tops = vec![Length::ZERO];
        let mut last_good = None;
        let mut row = progress.next;
        let mut full = false;
        while row < rows.len() {
            if row > progress.next && rows[row].page_break_before {
                break;
            }
            let tall = self.row_height(row, progress, &tops);
            let here = tops[tops.len() - 1];
            let tail = if row + 1 == rows.len() { self.tail } else { Length::ZERO };
            if here + tall + tail > room {
                full = true;
                break;
            }
            tops.push(here + tall);
            row += 1;
            if rows[row - 1].break_after {
                last_good = Some(row);
            }
        }
        if !full {
            return Some(Choice { tops, broken: false, forced: false });
        }
        let here = tops[tops.len() - 1];
        let tall = self.row_height(row, progress, &tops);
        // The notes under the table stay with its last row: where that would fill the page alone, it is broken before.
        let tail = if row + 1 == rows.len() { self.tail } else { Length::ZERO };
        let high = tall + tail > capacity;
        if (rows[row].may_split || high) && rows[row].section == Section::Body {
            let content = self.content_height(row, progress, &tops);
            let rest = room - here - if content <= room - here { tail } else { Length::ZERO };
            if self.can_break(row, progress, &tops, rest) {
                // Where the text fits, only white height beyond it is left out.
                let broken = content > rest;
                tops.push(here + rest.min(tall));
                return Some(Choice { tops, broken, forced: false });
            }
        }
        if let Some(end) = last_good {
            tops.truncate(end - progress.next + 1);
            return Some(Choice { tops, broken: false, forced: false });
        }
        if !fresh {
            return None;
        }
        if row > progress.next {
            return Some(Choice { tops, broken: false, forced: true });
        }
        let rest = (room - here).max(self.look.table_pitch + self.look.padding(self.style) * 2);
        tops.push(here + rest.min(tall));
        Some(Choice { tops, broken: true, forced: true })
    }

    /// Whether a row can be broken well after `room`: something of its longest cell stands before the break.
    fn can_break(&self, row: usize, progress: &Progress, tops: &[Length], room: Length) -> bool {
        let here = tops[tops.len() - 1];
        let mut longest: Option<(Length, bool)> = None;
        for (index, cell) in self.cells_of(row) {
            let rest = &cell.solids[progress.taken[index].min(cell.solids.len())..];
            let start = cell.row.max(progress.next) - progress.next;
            let above = here - tops[start.min(tops.len() - 1)];
            let fits = self.breaking(rest, room + above - cell.pad * 2);
            let tall = height(rest);
            // A cell whose room ends within this row must begin before the break.
            let begins = rest.is_empty() || fits > 0;
            // Nor is a text parted from its name beside it: what begins in the row begins before the break.
            if cell.row == row && progress.taken[index] == 0 && !begins {
                return false;
            }
            if longest.as_ref().is_none_or(|(most, _)| tall > *most) {
                longest = Some((tall, begins && fits >= 1 && !rest.is_empty()));
            }
        }
        longest.is_some_and(|(_, begins)| begins)
    }

    /// How many solids stand before a break in `room`: as many as fit, but no line alone before the break or after it, even
    /// where it is a paragraph of its own.
    fn breaking(&self, solids: &[Solid], room: Length) -> usize {
        let is_line = |solid: &Solid| solid.height < self.look.table_pitch * 2;
        let fits = fitting(solids, room);
        let last_alone = fits + 1 == solids.len() && solids.last().is_some_and(is_line);
        let taken = if last_alone { fitting(&solids[..fits.saturating_sub(1)], room) } else { fits };
        let first_alone = taken == 1 && solids.len() > 1 && solids.first().is_some_and(is_line);
        if first_alone { 0 } else { taken }
    }

    /// Takes the chosen rows' solids.
    fn take(&self, progress: &mut Progress, choice: &Choice, overhead: Length) -> Vec<PlacedCell<'_>> {
        let first = progress.next;
        let count = choice.tops.len() - 1;
        let end = first + count;
        let mut sets = Vec::new();
        let bottom = overhead + choice.tops[count];
        let mut advanced = false;
        let mut left = false;
        for (index, cell) in self.body.cells.iter().enumerate() {
            if cell.last_row() < first || cell.row >= end || count == 0 {
                continue;
            }
            let top = overhead + choice.tops[cell.row.max(first) - first];
            let complete = cell.last_row() < end && !(choice.broken && cell.last_row() + 1 == end);
            let low = if cell.last_row() < end { overhead + choice.tops[cell.last_row() + 1 - first] } else { bottom };
            let rest = &cell.solids[progress.taken[index].min(cell.solids.len())..];
            let room = low - top - cell.pad * 2;
            let number = if complete {
                rest.len()
            } else if choice.forced {
                let well = fitting(rest, room);
                if well > 0 { well } else { forced(rest, room) }
            } else {
                let well = self.breaking(rest, room);
                // Text that begins in this row stands before that of the rows below, be it a line alone.
                let rows_follow = cell.row + 1 < end;
                let begins = progress.taken[index] == 0 && rows_follow;
                if well == 0 && begins && rest.first().is_some_and(|solid| solid.height <= room) {
                    forced(rest, room).min(rest.len())
                } else {
                    well
                }
            };
            let continued = cell.row < first || cell.row == first && progress.begun;
            let solids: &[Solid] = if rest.is_empty() && continued {
                let fits = height(&cell.again) <= room;
                if fits { &cell.again } else { &[] }
            } else {
                &rest[..number]
            };
            advanced |= number > 0;
            progress.taken[index] += number;
            left |= !complete && number < rest.len();
            // Beside a broken cell all stand at the top, where their row begins.
            let beside = choice.broken && cell.last_row() + 1 == end;
            let whole = !continued && !beside && number == rest.len();
            let rect = self.rect(cell, top, low);
            sets.push(PlacedCell {
                cell,
                section: self.body.rows[cell.row].section,
                rect,
                solids: Cow::Borrowed(solids),
                whole,
            });
        }
        if choice.broken {
            // A broken row of which nothing is left (white height alone) is complete.
            let last = end - 1;
            let rest = self
                .cells_of(last)
                .any(|(index, cell)| cell.last_row() == last && progress.taken[index] < cell.solids.len());
            progress.next = if rest && (left || advanced) { last } else { end };
            progress.begun = rest;
        } else {
            progress.next = end;
            progress.begun = false;
        }
        sets.sort_by(|a, b| match a.cell.row.cmp(&b.cell.row) {
            Ordering::Equal => a.cell.col.cmp(&b.cell.col),
            other => other,
        });
        sets
    }
}

fn frame(cell: &BoxCell, rect: Rect, section: Section, striped: bool) -> Framed {
    Framed { rect, section, tone: cell.tone, light_rule_below: cell.light_rule_below, striped, above_foot: false }
}

/// The text of a cell at its place.
fn content_items(set: &PlacedCell<'_>, notes: &mut Vec<Vec<Solid>>) -> Vec<Item> {
    let natural = height(&set.solids);
    let inner = set.rect.size.height - set.cell.pad * 2;
    let spare = (inner - natural).max(Length::ZERO);
    let dy = match set.cell.vertical {
        _ if !set.whole => Length::ZERO,
        VerticalAlign::Top => Length::ZERO,
        VerticalAlign::Middle => spare / 2,
        VerticalAlign::Bottom => spare,
    };
    notes.extend(set.solids.iter().flat_map(|solid| solid.notes.iter().cloned()));
    stacked_at(&set.solids, set.rect.origin.x, set.rect.origin.y + set.cell.pad + dy)
}
