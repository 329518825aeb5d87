//! What follows from short texts alone, for texts that every form repeats: heads, labels, number formats and printed headers are the
//! same in all files of a run.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

/// How many texts are kept; forms have some hundred different heads and labels.
const MOST: usize = 1_000;
/// Bytes of a text that is kept.
const LONGEST: usize = 200;

/// What follows from texts, for one thread.
pub(crate) struct Memo<V>(RefCell<FxHashMap<String, V>>);

impl<V: Clone> Memo<V> {
    pub(crate) fn new() -> Memo<V> {
        Memo(RefCell::default())
    }

    /// What `make` makes of a text, and of nothing else.
    pub(crate) fn of(&self, text: &str, make: impl FnOnce(&str) -> V) -> V {
        if let Some(value) = self.0.borrow().get(text) {
            return value.clone();
        }
        let value = make(text);
        if text.len() <= LONGEST {
            let mut kept = self.0.borrow_mut();
            if kept.len() >= MOST {
                kept.clear();
            }
            kept.insert(text.to_owned(), value.clone());
        }
        value
    }
}

/// What a function makes of a text, kept by the thread for the next time.
macro_rules! memoed {
    ($text:expr, $make:expr, $value:ty) => {{
        thread_local!(static MEMO: $crate::intake::memo::Memo<$value> = $crate::intake::memo::Memo::new());
        MEMO.with(|memo| memo.of($text, $make))
    }};
}

pub(crate) use memoed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_looked_at_once_and_no_more_is_kept_than_fits() {
        let memo = Memo::new();
        for turn in 0..2 {
            for number in 0..MOST {
                let made = memo.of(&number.to_string(), |text| (text.parse::<usize>().ok(), turn));
                assert_eq!(made, (Some(number), 0));
            }
        }
        let long = "長".repeat(LONGEST);
        assert_eq!([memo.of(&long, |_| (None, 1)), memo.of(&long, |_| (None, 2))], [(None, 1), (None, 2)]);
        assert_eq!(memo.of("one more", |_| (None, 3)), (None, 3));
        assert_eq!(memo.0.borrow().len(), 1);
    }
}
