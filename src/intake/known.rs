//! What follows from bytes that are the same in many files of a run: the program's own forms have one theme, a few styles, and relations that
//! say the same. It is worked out once and kept by these bytes themselves, all of which are compared.

use std::hash::Hasher as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHasher;

/// How many things are kept of one kind.
const MOST: usize = 64;
/// Bytes by which all of them together are known.
const MOST_BYTES: usize = 512 * 1024;
/// Bytes by which one is known: longer ones are made by single people.
pub(crate) const LONGEST: usize = 64 * 1024;

/// Things by the bytes of which they follow, those that were asked for last.
pub(crate) struct Known<V>(Mutex<Vec<Held<V>>>);

struct Held<V> {
    hash: u64,
    key: Vec<Box<[u8]>>,
    /// Bytes of all pieces.
    length: usize,
    value: V,
}

impl<V: Clone> Known<V> {
    pub(crate) const fn new() -> Known<V> {
        Known(Mutex::new(Vec::new()))
    }

    /// What follows from pieces of bytes; `make` works it out where it is not known, from them alone.
    pub(crate) fn of(&self, key: &[&[u8]], make: impl FnOnce() -> V) -> V {
        self.find(key).unwrap_or_else(|| {
            let value = make();
            self.keep(key, value.clone());
            value
        })
    }

    /// What is known of pieces of bytes.
    pub(crate) fn find(&self, key: &[&[u8]]) -> Option<V> {
        let hash = hash_of(key);
        let mut held = self.held();
        let at = held.iter().position(|held| held.is_of(hash, key))?;
        let value = held[at].value.clone();
        // Those that nobody asks for any more end up last.
        held[..=at].rotate_right(1);
        Some(value)
    }

    /// Keeps what follows from pieces of bytes, if they are few.
    pub(crate) fn keep(&self, key: &[&[u8]], value: V) {
        let length: usize = key.iter().map(|piece| piece.len()).sum();
        if length > LONGEST {
            return;
        }
        let hash = hash_of(key);
        let mut held = self.held();
        // Two threads may have worked out the same thing.
        if held.iter().any(|held| held.is_of(hash, key)) {
            return;
        }
        let mut left = MOST_BYTES - length;
        let fits = |other: &Held<V>| {
            left = left.checked_sub(other.length)?;
            Some(())
        };
        let kept = held.iter().take(MOST - 1).map_while(fits).count();
        held.truncate(kept);
        held.insert(0, Held { hash, key: key.iter().map(|piece| Box::from(*piece)).collect(), length, value });
    }

    fn held(&self) -> MutexGuard<'_, Vec<Held<V>>> {
        // Nothing in here is ever half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> Held<V> {
    fn is_of(&self, hash: u64, key: &[&[u8]]) -> bool {
        self.hash == hash
            && self.key.len() == key.len()
            && self.key.iter().zip(key).all(|(own, other)| **own == **other)
    }
}

fn hash_of(key: &[&[u8]]) -> u64 {
    let mut hasher = FxHasher::default();
    for piece in key {
        hasher.write_usize(piece.len());
        hasher.write(piece);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_known_by_all_its_bytes() {
        let known: Known<u32> = Known::new();
        assert_eq!(known.of(&[b"ab", b"c"], || 1), 1);
        assert_eq!(known.of(&[b"ab", b"c"], || 2), 1);
        for (other, key) in [[b"a".as_slice(), b"bc"], [b"ab", b"d"], [b"", b"abc"]].iter().enumerate() {
            assert_eq!(known.find(key), None);
            let other = 10 + u32::try_from(other).expect("few");
            assert_eq!(known.of(key, || other), other);
        }
        assert_eq!(known.find(&[b"ab", b"c"]), Some(1));
    }

    #[test]
    fn no_more_is_kept_than_was_asked_for_lately() {
        let known: Known<usize> = Known::new();
        for number in 0..MOST + 10 {
            known.keep(&[&number.to_le_bytes()], number);
            assert_eq!(known.find(&[&0_usize.to_le_bytes()]), Some(0));
        }
        assert_eq!(known.held().len(), MOST);
        assert_eq!(known.find(&[&1_usize.to_le_bytes()]), None);
        // Long ones drive out others, and too long ones are not kept.
        for number in 0..20 {
            known.keep(&[&vec![number; LONGEST]], 100);
        }
        assert_eq!(known.held().len(), MOST_BYTES / LONGEST);
        known.keep(&[&vec![0; LONGEST + 1]], 100);
        assert_eq!(known.find(&[&vec![0; LONGEST + 1]]), None);
    }
}
