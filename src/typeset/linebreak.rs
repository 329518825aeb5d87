//! Choosing the lines of a paragraph as a whole (total fit).
//!
//! After D. E. Knuth and M. F. Plass, "Breaking Paragraphs into Lines" (1981), with the cost that Japanese setting wants:
//! a line whose ideographs stand solid costs nothing or, where brackets and commas gave way, little; any space between
//! ideographs costs much, and grows faster than its square. Of all breaks the cheapest sequence wins; ties go to the longer
//! earlier line, so the same text gives the same lines.

use super::adjust::{HAIRS_IN_EM, Supply, shrink_order};
use super::breaking::{Opportunity, is_digit, keeps_kinsoku};
use super::class::Class;
use super::element::{Element, Prepared, invisible};
use super::jlreq::Reduction;
use super::length::Length;
use super::style::{Align, ParagraphStyle};

/// A line as chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinePlan {
    /// First element.
    pub(super) start: usize,
    /// After the last element.
    pub(super) end: usize,
    /// The last element that is drawn; `None` for an empty line.
    pub(super) last: Option<usize>,
    /// White space before its first body.
    pub(super) indent: Length,
    /// Space at the head that keeps a reading within the measure.
    pub(super) head: Length,
    /// Space after the last element that belongs to its line: half an em after 、。」.
    pub(super) tail: Length,
    /// The last element hangs outside the measure.
    pub(super) hangs: bool,
    /// What the gaps have to gain (or lose).
    pub(super) missing: Length,
    /// Whether it ends a paragraph or stands before a forced break.
    pub(super) ends: bool,
}

pub(super) struct Lines {
    pub(super) plans: Vec<LinePlan>,
    /// Whether a word, a name or a phrase had to be divided, or a line sticks out.
    pub(super) strained: bool,
}

/// Sums from the start of the paragraph to each element.
struct Sums {
    /// Where each element would stand, all in one line with natural gaps.
    position: Vec<i64>,
    supply: Vec<Supply>,
}

struct Breaker<'a> {
    text: &'a str,
    elements: &'a [Element],
    sums: Sums,
    style: &'a ParagraphStyle,
    /// The measure, without indents.
    measure: Length,
}

/// A hair in ems.
const HAIR: f64 = 1.0 / HAIRS_IN_EM as f64;
/// Cost of a line whose ideographs are spread by more than a hair.
const SPREAD: f64 = 60.0;
/// Cost of a line whose ideographs are spread by more than a quarter of an em: rather any break that the rules leave.
const TORN: f64 = 1.0e4;
/// The widest gap between ideographs, in ems, that is not yet a hole. Where one would be wider than a whole character,
/// even a number is rather divided.
const HOLE_FROM: f64 = 1.0;
/// Cost of a line with such holes, or without any gap that could be spread: more than some torn lines beside it.
const HOLE: f64 = 5.0e5;
/// Cost of a last line that is no longer than one character and its full stop.
const LONELY: f64 = 3000.0;
/// The same of a unit in brackets.
const LONELY_UNIT: f64 = 1500.0;

/// Cost of each line of a text that is not justified.
const LINE: f64 = 1.0e3;
/// Cost of such a line that stands only because its brackets and commas gave way: less than a line more.
const GAVE_WAY: f64 = 400.0;
/// The same where lines are to stand natural: more than a line more, with the room that it leaves.
const GAVE_WAY_UNASKED: f64 = 2.0e3;

/// Cost of a line that sticks out of the measure, and of each em by which it does: more than any division of a word, and more of one
/// line that sticks out far than of two that do by a little.
const STICKS_OUT: f64 = 1.0e13;

/// Breaks a paragraph whose measure is given.
pub(super) fn break_lines(
    prepared: &Prepared,
    found: &mut [Opportunity],
    style: &ParagraphStyle,
    measure: Length,
) -> Lines {
    let breaker = breaker(prepared, style, measure);
    breaker.open_emergencies(found);
    let mut plans = breaker.break_stretches(found);
    if plans.iter().any(|plan| breaker.has_holes(plan)) && breaker.open_numbers(found) {
        plans = breaker.break_stretches(found);
    }
    let divided = |plan: &LinePlan| !plan.ends && found[plan.end - 1] > Opportunity::WordEdge;
    let sticks_out = |plan: &LinePlan| plan.start + 1 == plan.end && plan.missing < Length::ZERO;
    let strained = plans.iter().any(|plan| divided(plan) || sticks_out(plan));
    Lines { plans, strained }
}

fn breaker<'a>(prepared: &'a Prepared, style: &'a ParagraphStyle, measure: Length) -> Breaker<'a> {
    Breaker { text: &prepared.text, elements: &prepared.elements, sums: sums(prepared), style, measure }
}

/// One line for each stretch between forced breaks, natural.
pub(super) fn unbroken(prepared: &Prepared, found: &[Opportunity], style: &ParagraphStyle) -> Lines {
    let breaker = breaker(prepared, style, Length::MAX);
    let mut plans: Vec<LinePlan> = Vec::new();
    let mut start = 0;
    for (at, opportunity) in found.iter().enumerate() {
        if *opportunity == Opportunity::Forced {
            let (_, plan) = breaker.line(start, at + 1, true, true);
            plans.push(plan);
            start = at + 1;
        }
    }
    Lines { plans, strained: false }
}

fn sums(prepared: &Prepared) -> Sums {
    let count = prepared.elements.len();
    let mut position = Vec::with_capacity(count + 1);
    let mut supply = Vec::with_capacity(count + 1);
    let (mut at, mut sum) = (0i64, Supply::default());
    for (element, gap) in prepared.elements.iter().zip(&prepared.gaps) {
        position.push(at);
        supply.push(sum);
        at += element.width.raw() + gap.natural.raw();
        for (total, part) in sum.shrink.iter_mut().zip(gap.shrink) {
            *total += part.raw();
        }
        for (total, part) in sum.stretch.iter_mut().zip(gap.stretch) {
            *total += part.raw();
        }
        sum.last += i64::from(gap.last);
    }
    position.push(at);
    supply.push(sum);
    Sums { position, supply }
}

impl Breaker<'_> {
    fn indent(&self, start: usize) -> Length {
        if start == 0 { self.style.first_indent } else { self.style.rest_indent }
    }

    /// The last element of a line that is drawn: spaces at the end of a line take no room (JLReq 3.2.6, table 1 note 13).
    fn last_drawn(&self, start: usize, end: usize) -> Option<usize> {
        let mut at = end;
        while at > start {
            at -= 1;
            let element = &self.elements[at];
            let space = element.class == Class::WESTERN_SPACE
                || (element.class == Class::IDEOGRAPHIC_SPACE
                    && at > start
                    && self.elements[at - 1].class == Class::DIVIDING);
            if !space && !element.forced && !invisible(element) {
                return Some(at);
            }
        }
        None
    }

    fn supply(&self, start: usize, last: usize) -> Supply {
        let (from, to) = (&self.sums.supply[start], &self.sums.supply[last]);
        Supply {
            shrink: std::array::from_fn(|i| to.shrink[i] - from.shrink[i]),
            stretch: std::array::from_fn(|i| to.stretch[i] - from.stretch[i]),
            last: to.last - from.last,
        }
    }

    fn natural(&self, start: usize, last: usize) -> i64 {
        self.sums.position[last] - self.sums.position[start] + self.elements[last].width.raw()
    }

    /// Width of a line with every reduction made.
    fn least(&self, start: usize, end: usize) -> i64 {
        let Some(last) = self.last_drawn(start, end) else { return 0 };
        let supply = self.supply(start, last);
        let readings = self.elements[start].overhang[0] + self.elements[last].overhang[1];
        self.indent(start).raw() + self.natural(start, last) + readings.raw() - supply.shrink.iter().sum::<i64>()
    }

    /// Whether an element has room in a line of its own.
    fn fits(&self, at: usize) -> bool {
        self.least(at, at + 1) <= self.measure.raw()
    }

    /// Opens breaks within words that are longer than the measure.
    fn open_emergencies(&self, found: &mut [Opportunity]) {
        // First between a number and its unit, then after the marks of an address, then anywhere in a word, then anywhere.
        let passes = [
            (Opportunity::BeforeUnit, false),
            (Opportunity::Emergency, true),
            (Opportunity::Emergency, false),
            (Opportunity::LastResort, false),
        ];
        for (level, after_marks) in passes {
            let mut start = 0;
            for at in 0..found.len() {
                if found[at] == Opportunity::Never {
                    continue;
                }
                if self.least(start, at + 1) > self.measure.raw() {
                    self.open_within(start, at, level, after_marks, found);
                }
                start = at + 1;
            }
        }
    }

    /// Opens breaks between the elements of a stretch that is longer than the measure.
    #[expect(clippy::needless_range_loop, reason = "the elements around the place are looked at too")]
    fn open_within(&self, start: usize, end: usize, level: Opportunity, after_marks: bool, found: &mut [Opportunity]) {
        for inner in start..end {
            let Some(next) = self.elements.get(inner + 1).filter(|next| !invisible(next)) else { continue };
            let before = (start..=inner).rev().find(|&i| !invisible(&self.elements[i]));
            let Some(before_at) = before.filter(|_| found[inner] == Opportunity::Never) else { continue };
            let before = &self.elements[before_at];
            let mark = self.text[before.text.clone()].chars().all(|c| "/.-_?&=#:;,".contains(c));
            let allowed = match level {
                // Beside what sticks out by itself, a mark parted from it against the rules would mend nothing.
                Opportunity::LastResort => self.fits(before_at) && self.fits(inner + 1),
                Opportunity::BeforeUnit => {
                    let digit = before.class == Class::NUMERAL || self.text[before.text.clone()].chars().all(is_digit);
                    digit && self.is_unit(next)
                }
                _ if after_marks => mark && next.narrow && keeps_kinsoku(before, next) && !self.is_mark(next),
                _ => keeps_kinsoku(before, next),
            };
            if allowed {
                found[inner] = level;
            }
        }
    }

    /// The lines of all stretches between forced breaks.
    fn break_stretches(&self, found: &[Opportunity]) -> Vec<LinePlan> {
        let mut plans = Vec::new();
        let mut start = 0;
        while start < found.len() {
            let end = (start..found.len()).find(|&i| found[i] == Opportunity::Forced).map_or(found.len(), |i| i + 1);
            self.break_stretch(start, end, found, &mut plans);
            start = end;
        }
        plans
    }

    /// Whether a line could be filled only by gaps wider than [`HOLE_FROM`].
    fn has_holes(&self, plan: &LinePlan) -> bool {
        let Some(last) = plan.last else { return false };
        let filled = self.style.align == Align::Justify && !plan.ends;
        let em = self.elements[last].size.raw().max(1) as f64;
        filled && self.widest_gap(plan.missing.raw(), &self.supply(plan.start, last), em) > HOLE_FROM
    }

    /// Opens breaks within numbers and before their units; returns whether there are any.
    fn open_numbers(&self, found: &mut [Opportunity]) -> bool {
        let digit = |at: usize| self.text[self.elements[at].text.clone()].chars().all(is_digit);
        let mut opened = false;
        for at in 0..found.len().saturating_sub(1) {
            let next = &self.elements[at + 1];
            if found[at] != Opportunity::Never || invisible(&self.elements[at]) || invisible(next) {
                continue;
            }
            if self.elements[at].class == Class::NUMERAL && digit(at + 1) || digit(at) && digit(at + 1) {
                found[at] = Opportunity::WithinNumber;
                opened = true;
            } else if digit(at) && self.is_unit(next) {
                found[at] = Opportunity::BeforeUnit;
                opened = true;
            }
        }
        opened
    }

    /// The first character of what follows a number: 千円, 人.
    fn is_unit(&self, element: &Element) -> bool {
        let word = matches!(element.class, Class::IDEOGRAPHIC | Class::KATAKANA | Class::HIRAGANA);
        word && !element.narrow && !self.text[element.text.clone()].chars().all(is_digit)
    }

    /// Punctuation of an address.
    fn is_mark(&self, element: &Element) -> bool {
        self.text[element.text.clone()].chars().all(|c| c.is_ascii_punctuation())
    }

    /// Breaks the text between two forced breaks.
    fn break_stretch(&self, start: usize, end: usize, found: &[Opportunity], plans: &mut Vec<LinePlan>) {
        // Ends of possible lines; the first is the start of the stretch.
        let mut ends = vec![start];
        ends.extend((start..end).filter(|&at| found[at] < Opportunity::Never).map(|at| at + 1));
        if ends.last() != Some(&end) {
            ends.push(end);
        }
        let count = ends.len();
        let mut best = vec![(f64::INFINITY, 0usize); count];
        best[0].0 = 0.0;
        let mut low = 0;
        for to in 1..count {
            let stop = ends[to];
            let last_line = to + 1 == count;
            // Lines from before `low` are too long even with every reduction made; they stay so for later ends, but for
            // the room that the mark at their end may give.
            while low + 1 < to && self.least_inner(ends[low], stop) > self.measure.raw() {
                low += 1;
            }
            let break_cost = match found[stop - 1] {
                _ if last_line => 0.0,
                Opportunity::Forced | Opportunity::Free | Opportunity::Never => 0.0,
                Opportunity::Reluctant => 3.0e2,
                // As much as a line whose ideographs are spread by a fifth of an em.
                Opportunity::WithinEraDate => 4.0e3,
                Opportunity::BeforeUnit => 5.0e3,
                Opportunity::WordEdge => 8.0e2,
                Opportunity::InCompound => 2.0e3,
                Opportunity::WithinPhrase => 4.0e3,
                Opportunity::BeforeSyllabicN => 8.0e3,
                Opportunity::WithinNumber => 2.0e5,
                Opportunity::WithinName => 1.0e8,
                Opportunity::WithinNameWord => 3.0e8,
                Opportunity::Emergency => 1.0e10,
                Opportunity::LastResort => 1.0e12,
            };
            let mut reached = (f64::INFINITY, to - 1);
            for from in low..to {
                if best[from].0.is_infinite() {
                    continue;
                }
                // A line costs nothing at best.
                if best[from].0 + break_cost >= reached.0 && !last_line {
                    match self.is_far_short(ends[from], stop) {
                        Some(true) if from > low => break,
                        Some(_) => continue,
                        None => {}
                    }
                }
                let (cost, plan) = self.line(ends[from], stop, last_line, from == 0);
                // A mark that ends a line against the rules is not added to one that sticks out already.
                let in_vain = found[stop - 1] == Opportunity::LastResort && cost >= STICKS_OUT;
                let total = best[from].0 + cost + break_cost + if in_vain { STICKS_OUT } else { 0.0 };
                if total < reached.0 {
                    reached = (total, from);
                }
                if from > low && plan.missing.raw() > self.far_short(&plan) && !last_line && reached.0.is_finite() {
                    break;
                }
            }
            best[to] = reached;
        }
        let mut chosen = Vec::new();
        let mut at = count - 1;
        while at > 0 {
            chosen.push((best[at].1, at));
            at = best[at].1;
        }
        for &(from, to) in chosen.iter().rev() {
            plans.push(self.line(ends[from], ends[to], to + 1 == count, from == 0).1);
        }
    }

    /// A lower bound of [`Breaker::least`] that only grows with `end`.
    fn least_inner(&self, start: usize, end: usize) -> i64 {
        let size = self.elements[end - 1].size.raw();
        let supply = self.supply(start, end - 1);
        self.indent(start).raw() + self.sums.position[end - 1]
            - self.sums.position[start]
            - supply.shrink.iter().sum::<i64>()
            - 2 * size
    }

    /// How much a line may lack before shorter ones are not tried any more.
    fn far_short(&self, plan: &LinePlan) -> i64 {
        match (self.style.align, plan.last) {
            (Align::Justify, Some(last)) => {
                let supply = self.supply(plan.start, last);
                (supply.stretch.iter().sum::<i64>()).max(self.measure.raw() / 8)
            }
            _ => self.measure.raw() / 2,
        }
    }

    /// Whether a line that does not end its stretch is too short ([`Breaker::far_short`]); `None` where only its plan can tell: in ragged
    /// text, and where it depends on the space after the last mark.
    fn is_far_short(&self, start: usize, end: usize) -> Option<bool> {
        if self.style.align != Align::Justify {
            return None;
        }
        let last = self.last_drawn(start, end)?;
        let (first, last_element) = (&self.elements[start], &self.elements[last]);
        let natural = self.natural(start, last) + first.overhang[0].raw();
        let most = self.measure.raw() - self.indent(start).raw() - natural;
        let stretch = |at: usize| self.sums.supply[at].stretch.iter().sum::<i64>();
        let enough = (stretch(last) - stretch(start)).max(self.measure.raw() / 8);
        let tail = last_element.size.raw().max(last_element.overhang[1].raw());
        let hung = if self.style.hanging { last_element.width.raw() } else { 0 };
        match (most + hung <= enough, most - tail > enough) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => None,
        }
    }

    /// What a last line that is as short as this costs.
    fn lonely(&self, start: usize, ems: f64) -> f64 {
        // (%) under a head: rather that than a word of the head divided.
        let bracketed = self.style.breaks.phrases && self.elements[start].class == Class::OPENING;
        let lonely = lonely_cost(ems).min(if bracketed { LONELY_UNIT } else { LONELY });
        if !self.style.breaks.natural_lines {
            return lonely;
        }
        // Where lines are not filled, the last one may be as long as the others.
        let em = self.elements[start].size.raw().max(1) as f64;
        let short = (self.measure.raw() as f64 / em / 4.0 - ems).max(0.0);
        lonely + 3.0 * short * short
    }

    /// Cost and plan of one line.
    fn line(&self, start: usize, end: usize, ends: bool, first: bool) -> (f64, LinePlan) {
        let indent = self.indent(start);
        let mut plan = LinePlan {
            start,
            end,
            last: self.last_drawn(start, end),
            indent,
            head: Length::ZERO,
            tail: Length::ZERO,
            hangs: false,
            missing: Length::ZERO,
            ends,
        };
        let Some(last) = plan.last else { return (if ends && first { 0.0 } else { 1.0e4 }, plan) };
        // An opening bracket stands flush at the head of its line (天付き); a reading that would hang out takes its room.
        plan.head = self.elements[start].overhang[0];
        let reading = self.elements[last].overhang[1];
        let target = self.measure.raw() - indent.raw();
        let natural = self.natural(start, last) + plan.head.raw();
        let em = self.elements[last].size.raw().max(1) as f64;
        let lonely = if ends && !first { self.lonely(start, natural as f64 / em) } else { 0.0 };
        let justified = self.style.align == Align::Justify && !ends;
        if !justified {
            plan.tail = reading;
            return self.unjustified(plan, last, [natural + reading.raw(), target], lonely);
        }
        let supply = self.supply(start, last);
        let mut best = (f64::INFINITY, plan);
        let mut attempt = |tail: Length, hangs: bool, extra: f64| {
            let width = if hangs { natural - self.elements[last].width.raw() } else { natural };
            let missing = target - width - tail.raw();
            let cost = self.cost(missing, &supply, em) + extra;
            if cost < best.0 {
                best = (cost, LinePlan { tail, hangs, missing: Length::from_raw(missing), ..plan });
            }
        };
        let end_mark = &self.elements[last];
        let half = end_mark.size / 2;
        let may_have_half = end_mark.class.closes() && !end_mark.narrow;
        if end_mark.class == Class::MIDDLE_DOT && !end_mark.narrow {
            attempt(end_mark.size / 4, false, 0.0);
            attempt(Length::ZERO, false, 1.0);
        } else if may_have_half {
            // JIS X 4051 keeps the half em at the end of a line, where the line can hold it at all.
            let flush = if self.style.reduction == Reduction::Jis { 1.0e3 } else { 1.0 };
            attempt(half, false, 0.0);
            attempt(Length::ZERO, false, flush);
        } else {
            attempt(reading, false, 0.0);
        }
        if self.style.hanging && matches!(end_mark.class, Class::FULL_STOP | Class::COMMA) {
            attempt(Length::ZERO, true, 2.0);
        }
        best
    }

    /// The cost of a line that is not spread to the measure, with what it misses of its room.
    fn unjustified(
        &self,
        mut plan: LinePlan,
        last: usize,
        [natural, target]: [i64; 2],
        lonely: f64,
    ) -> (f64, LinePlan) {
        let em = self.elements[last].size.raw().max(1) as f64;
        let is_ragged = self.style.align != Align::Justify;
        if natural <= target {
            let slack = (target - natural) as f64 / em;
            let ragged = if is_ragged && !plan.ends { 1.0 + slack * slack } else { 0.0 };
            let lines = if is_ragged { LINE } else { 0.0 };
            // Headings are rather balanced than filled.
            let balance = if self.style.breaks.phrases && is_ragged { slack * slack * 0.5 } else { 0.0 };
            return (ragged + balance + lines + lonely, plan);
        }
        plan.missing = Length::from_raw(target - natural);
        let cost = self.cost(target - natural, &self.supply(plan.start, last), em);
        if let Some(hung) = self.hang(last, natural, target)
            && cost > 5.0
        {
            plan.hangs = true;
            plan.missing = Length::from_raw(hung.min(0));
            return (lonely + 5.0, plan);
        }
        let narrow = match self.style.align {
            Align::Justify => 0.0,
            _ if self.style.breaks.natural_lines => LINE + GAVE_WAY_UNASKED,
            _ => LINE + GAVE_WAY,
        };
        (cost + lonely + narrow, plan)
    }

    /// What a hanging 、 or 。 leaves missing, where it may hang.
    fn hang(&self, last: usize, natural: i64, target: i64) -> Option<i64> {
        let mark = &self.elements[last];
        let may = self.style.hanging && matches!(mark.class, Class::FULL_STOP | Class::COMMA);
        let missing = target - (natural - mark.width.raw());
        (may && missing >= 0).then_some(missing)
    }

    /// The cost of a line that is `missing` too short for the measure, or too long where that is negative.
    fn cost(&self, missing: i64, supply: &Supply, em: f64) -> f64 {
        let mut cost = 0.0;
        if missing < 0 {
            let mut need = -missing;
            for stage in shrink_order(self.style.reduction) {
                let room = supply.shrink[stage];
                if need <= 0 {
                    break;
                }
                if room <= 0 {
                    continue;
                }
                let ratio = need.min(room) as f64 / room as f64;
                let (base, steep) = [(4.0, 16.0), (8.0, 30.0), (8.0, 40.0), (10.0, 40.0)][stage];
                cost += base + steep * ratio * ratio;
                need -= need.min(room);
            }
            return if need > 0 { STICKS_OUT * (1.0 + need as f64 / em) } else { cost };
        }
        let mut need = missing;
        for stage in 0..3 {
            let room = supply.stretch[stage];
            if need <= 0 || room <= 0 {
                continue;
            }
            let ratio = need.min(room) as f64 / room as f64;
            let (base, steep) = [(4.0, 20.0), (2.0, 10.0), (12.0, 60.0)][stage];
            cost += base + steep * ratio * ratio;
            need -= need.min(room);
        }
        let gap = self.widest_gap(missing, supply, em);
        if gap > HOLE_FROM {
            let short = need as f64 / em;
            return HOLE + cost + short * short * 5.0e3;
        }
        if gap > 0.0 {
            let hundredths = gap * 100.0;
            cost += SPREAD + (10.0 + hundredths) * hundredths * hundredths;
            if gap > 0.25 {
                cost += TORN;
            }
        }
        cost
    }

    /// The widest space in ems between two ideographs of a line that is `missing` too short; 0 where it is no more than a hair, infinite
    /// where nothing can be spread so far. [`super::adjust::distribute`] does the same exactly.
    fn widest_gap(&self, missing: i64, supply: &Supply, em: f64) -> f64 {
        let need = missing - supply.stretch[0] - supply.stretch[1] - supply.stretch[2];
        if need <= 0 {
            return 0.0;
        }
        let shared = supply.stretch[3];
        if need <= shared {
            return HAIR + need as f64 / shared as f64 * (0.0625 - HAIR);
        }
        if supply.last == 0 { f64::INFINITY } else { 0.0625 + (need - shared) as f64 / em / supply.last as f64 }
    }
}

/// What a short last line costs, by its width in ems: た。 alone on a line is a widow in the eye.
fn lonely_cost(ems: f64) -> f64 {
    match ems {
        e if e < 2.1 => LONELY,
        e if e < 3.1 => 200.0,
        e if e < 4.1 => 40.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::element::prepare;
    use crate::typeset::font::FontBook;
    use crate::typeset::page::{Artifact, Tag};
    use crate::typeset::paragraph::{Piece, TextPiece};
    use crate::typeset::style::{Family, TextStyle, Weight};

    #[test]
    fn what_is_said_of_a_line_without_its_plan_is_so() {
        let text =
            "（総）行政監理室は、令和2年度に「RPA」を3件導入した。効果額は1,234千円、計画の102.5％である・次年度、";
        let style = TextStyle::new(Family::Gothic, Weight::Regular, Length::pt(10.0));
        let piece = TextPiece { text: text.into(), style, tag: Tag::Artifact(Artifact::Layout), origin: None };
        let mut said = [0, 0];
        for (measure, hanging) in [(4.0, false), (8.0, true), (15.0, false), (15.0, true), (40.0, false)] {
            let measure = Length::pt(measure * 10.0);
            let mut style = ParagraphStyle::new(Some(measure), Length::pt(17.0));
            style.hanging = hanging;
            let prepared = prepare(&[Piece::Text(piece.clone())], &style, &FontBook::shipped());
            let breaker = breaker(&prepared, &style, measure);
            for (start, end) in (0..prepared.elements.len())
                .flat_map(|start| (start + 1..=prepared.elements.len()).map(move |end| (start, end)))
            {
                if let Some(is_far_short) = breaker.is_far_short(start, end) {
                    let (_, plan) = breaker.line(start, end, false, start == 0);
                    assert_eq!(is_far_short, plan.missing.raw() > breaker.far_short(&plan), "{start} to {end}");
                    said[usize::from(is_far_short)] += 1;
                }
            }
        }
        assert!(said.iter().all(|count| *count > 100), "{said:?}");
    }
}
