//! Object numbers. Pages, links and the structure have theirs before printpdf has written anything, so that the structure is
//! written while printpdf writes the pages; what printpdf wrote is numbered after them.

use lopdf::ObjectId;

/// Gives out object numbers, from 1.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    last: u32,
}

impl Numbers {
    /// The next number.
    pub(super) fn one(&mut self) -> ObjectId {
        self.last += 1;
        (self.last, 0)
    }

    /// The next numbers.
    pub(super) fn several(&mut self, count: usize) -> Vec<ObjectId> {
        (0..count).map(|_| self.one()).collect()
    }

    /// The first number that was not given out.
    pub(super) fn following(&self) -> u32 {
        self.last + 1
    }
}
