//! Derived values, kept while what they were made from is the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// A digest of all that a value was made from: two values with the same one are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of these inputs, in their order.
    pub(super) fn of<'a>(inputs: impl IntoIterator<Item = &'a [u8]>) -> Fingerprint {
        let mut hash = Sha256::new();
        for input in inputs {
            // With its length, so that no text runs over into the next.
            hash.update((input.len() as u64).to_be_bytes());
            hash.update(input);
        }
        Fingerprint(hash.finalize().into())
    }

    /// Its bytes, as an input of what is made from the value.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whether an engine keeps what it has derived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing beyond the task: for a process that does one and ends.
    #[default]
    Nothing,
    /// Everything that was derived last, for a process that is asked again.
    Everything,
}

/// Values by key, the last of each key, with the fingerprint of what it was made from.
#[derive(Debug)]
pub(super) struct Shelf<K, V> {
    keeping: Keeping,
    held: Mutex<BTreeMap<K, (Fingerprint, Arc<V>)>>,
}

impl<K: Ord, V> Shelf<K, V> {
    /// An empty shelf.
    pub(super) fn new(keeping: Keeping) -> Shelf<K, V> {
        Shelf { keeping, held: Mutex::new(BTreeMap::new()) }
    }

    /// The value of that key made from these inputs: the one held, or made now. Two threads may make the same one at a time.
    pub(super) fn get<E>(
        &self,
        key: K,
        made_from: Fingerprint,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<Arc<V>, E> {
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((same, value)) = held().get(&key)
            && *same == made_from
        {
            return Ok(value.clone());
        }
        let value = Arc::new(make()?);
        if self.keeping == Keeping::Everything {
            held().insert(key, (made_from, value.clone()));
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn asked(shelf: &Shelf<u8, usize>, input: &str, made: &mut usize) -> usize {
        let value = shelf.get(1, Fingerprint::of([input.as_bytes()]), || {
            *made += 1;
            Ok::<_, Infallible>(input.len())
        });
        value.map_or(0, |value| *value)
    }

    #[test]
    fn a_value_is_made_again_only_when_its_inputs_change() {
        let (shelf, mut made) = (Shelf::new(Keeping::Everything), 0);
        for (input, times) in [("a", 1), ("a", 1), ("bc", 2), ("bc", 2), ("a", 3)] {
            assert_eq!(asked(&shelf, input, &mut made), input.len());
            assert_eq!(made, times, "{input}");
        }
    }

    #[test]
    fn a_shelf_that_keeps_nothing_makes_every_time() {
        let (shelf, mut made) = (Shelf::new(Keeping::Nothing), 0);
        asked(&shelf, "a", &mut made);
        asked(&shelf, "a", &mut made);
        assert_eq!(made, 2);
    }

    #[test]
    fn inputs_do_not_run_over_into_one_another() {
        let of = |inputs: &[&str]| Fingerprint::of(inputs.iter().map(|input| input.as_bytes()));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["a"]), of(&["a", ""]));
    }
}
