//! Names of at most twelve characters, kept in place so that what is called by one can be copied like a number.

use std::fmt;

use serde::{Serialize, Serializer};

/// The most characters of a name, which stands in heads of columns and names of files.
pub const LONGEST_NAME: usize = 12;
/// Twelve characters of UTF-8.
const BYTES: usize = LONGEST_NAME * 4;

/// A name of a plan: a stage, a period of reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortName {
    /// The bytes behind the name's are zero.
    bytes: [u8; BYTES],
    length: u8,
}

impl ShortName {
    /// The name, where it is not longer than [`LONGEST_NAME`] characters.
    pub fn new(name: &str) -> Option<ShortName> {
        (name.chars().count() <= LONGEST_NAME).then(|| ShortName::within(name))
    }

    /// A name of the program's own, which is short.
    pub(super) const fn within(name: &str) -> ShortName {
        let mut bytes = [0; BYTES];
        let mut at = 0;
        while at < name.len() && at < BYTES {
            bytes[at] = name.as_bytes()[at];
            at += 1;
        }
        ShortName { bytes, length: at as u8 }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        let name = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(name).unwrap_or_default()
    }
}

impl fmt::Debug for ShortName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for ShortName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_was_given() {
        for name in ["", "検討", "第2四半期", "𠮷野家𠮷野家𠮷野家𠮷野家"] {
            assert_eq!(ShortName::new(name).map(|name| name.as_str().to_owned()), Some(name.to_owned()));
        }
        assert_eq!(ShortName::new("一二三四五六七八九十一二三"), None);
    }
}
