//! Putting values aside (控え): what is needed again only later, and one at a time, is packed small and kept in memory up to a
//! bound, beyond it in a temporary file without a name.
//!
//! A year of 62 files takes a third of [`MEMORY`] and never touches the disk. The file is made in the system's folder for temporary files,
//! cannot be opened by others, and is gone when the store is dropped, even when the program is killed: it holds what people typed.

mod pack;

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

pub use pack::{Damaged, Pack, Packer, Unpacker};
use tempfile::SpooledTempFile;

use crate::finding::io_reason;

/// Bytes that a store keeps in memory before it uses a temporary file.
pub const MEMORY: usize = 2 << 20;

/// Values put aside. Only added to: what was put aside once is there as long as the store is.
pub struct Store {
    /// The bytes and where they end.
    bytes: Mutex<(SpooledTempFile, u64)>,
}

/// Where in a store a value of type `T` is.
pub struct Kept<T> {
    start: u64,
    length: u64,
    of: PhantomData<fn() -> T>,
}

/// A store could not be used.
#[derive(Debug)]
pub enum StoreError {
    /// The temporary file could not be made or written to.
    Unwritable(io::Error),
    /// The temporary file could not be read.
    Unreadable(io::Error),
    /// What was read back is not what was written.
    Damaged,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, why) = match self {
            StoreError::Unwritable(error) => ("に書き込めません", format!("（{}）", io_reason(error))),
            StoreError::Unreadable(error) => ("を読み込めません", format!("（{}）", io_reason(error))),
            StoreError::Damaged => ("の中身が壊れています", String::new()),
        };
        write!(
            f,
            "作業用の一時ファイル{what}{why}。一時ファイルのフォルダー {} の空き容量と書込みの権限を確かめて、もう一度実行してください。",
            std::env::temp_dir().display()
        )
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StoreError::Unwritable(error) | StoreError::Unreadable(error) => Some(error),
            StoreError::Damaged => None,
        }
    }
}

impl Default for Store {
    /// An empty store that keeps up to [`MEMORY`] in memory.
    fn default() -> Store {
        Store::with_memory(MEMORY)
    }
}

impl Store {
    /// An empty store that keeps up to so many bytes in memory.
    pub fn with_memory(bytes: usize) -> Store {
        Store { bytes: Mutex::new((SpooledTempFile::new(bytes), 0)) }
    }

    /// Puts a value aside.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`] where the disk has no room or the folder for temporary files cannot be written to.
    pub fn keep<T: Pack>(&self, value: &T) -> Result<Kept<T>, StoreError> {
        let packed = Packer::packed(value);
        // A panic in here leaves the end where it was.
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, end) = &mut *bytes;
        let start = *end;
        file.seek(SeekFrom::Start(start)).and_then(|_| file.write_all(&packed)).map_err(StoreError::Unwritable)?;
        let length = packed.len() as u64;
        *end = start + length;
        Ok(Kept { start, length, of: PhantomData })
    }

    /// Reads a value back. Texts that are equal to one of `known` share its memory.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] or [`StoreError::Damaged`] where the temporary file does not give back what was written to it,
    /// or the value was put aside elsewhere.
    pub fn read<T: Pack>(&self, kept: &Kept<T>, known: &[Arc<str>]) -> Result<T, StoreError> {
        let mut packed = vec![0; usize::try_from(kept.length).map_err(|_| StoreError::Damaged)?];
        {
            let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
            let (file, _) = &mut *bytes;
            file.seek(SeekFrom::Start(kept.start))
                .and_then(|_| file.read_exact(&mut packed))
                .map_err(StoreError::Unreadable)?;
        }
        Unpacker::unpacked(&packed, known).map_err(|Damaged| StoreError::Damaged)
    }

    /// Whether the temporary file is in use.
    pub fn is_on_disk(&self) -> bool {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).0.is_rolled()
    }
}

impl fmt::Debug for Store {
    /// Nothing of the content: it is not what anything is made of, but where it was put.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Kept<T> {
        *self
    }
}

impl<T> Copy for Kept<T> {}

impl<T> Pack for Kept<T> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(self.start);
        out.number(self.length);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Kept<T>, Damaged> {
        Ok(Kept { start: from.number()?, length: from.number()?, of: PhantomData })
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({}+{})", self.start, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spills_to_the_disk_reads_back_the_same() {
        let (small, large) = (Store::with_memory(100), Store::default());
        let values: Vec<Vec<String>> = (0..50).map(|n| vec![format!("記入{n}"), "同じ文".to_owned()]).collect();
        let kept: Vec<_> =
            values.iter().map(|value| (small.keep(value).expect("kept"), large.keep(value).expect("kept"))).collect();
        assert!(small.is_on_disk() && !large.is_on_disk());
        for (value, (on_disk, in_memory)) in values.iter().zip(&kept).rev() {
            assert_eq!(small.read(on_disk, &[]).expect("read"), *value);
            assert_eq!(large.read(in_memory, &[]).expect("read"), *value);
        }
    }

    #[test]
    fn reading_between_writings_harms_neither() {
        let store = Store::with_memory(0);
        let first = store.keep(&"一".to_owned()).expect("kept");
        assert_eq!(store.read(&first, &[]).expect("read"), "一");
        let second = store.keep(&"二".to_owned()).expect("kept");
        assert_eq!(store.read(&first, &[]).expect("read"), "一");
        assert_eq!(store.read(&second, &[]).expect("read"), "二");
    }

    #[test]
    fn a_place_of_another_store_is_an_error_and_no_panic() {
        let (one, other) = (Store::default(), Store::default());
        let kept = one.keep(&vec!["長い文".repeat(20)]).expect("kept");
        assert!(matches!(other.read(&kept, &[]), Err(StoreError::Unreadable(_))));
        other.keep(&vec![u64::MAX; 100]).expect("kept");
        assert!(matches!(other.read(&kept, &[]), Err(StoreError::Damaged)));
        let message = StoreError::Unwritable(io::ErrorKind::StorageFull.into()).to_string();
        assert!(message.starts_with("作業用の一時ファイルに書き込めません（空き容量がありません）。"), "{message}");
    }

    #[test]
    fn known_texts_are_shared() {
        let store = Store::default();
        let kept = store.keep::<Arc<str>>(&"総務課.xlsx".into()).expect("kept");
        let known: [Arc<str>; 1] = ["総務課.xlsx".into()];
        assert!(Arc::ptr_eq(&store.read(&kept, &known).expect("read"), &known[0]));
    }
}
