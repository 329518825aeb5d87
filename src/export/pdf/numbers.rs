//! Object numbers. Pages come first, then links and structure, then fonts and contents: objects that are alike stand side by
//! side in object streams, and compress well.

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

    /// Skips numbers, which stay free in the file. Earlier versions gave them to objects that did not stay in the document;
    /// skipping them keeps the bytes of the same pages the same.
    pub(super) fn leave_free(&mut self, count: usize) {
        self.last += count as u32;
    }

    /// The last number that was given out.
    pub(super) fn last(&self) -> u32 {
        self.last
    }
}
