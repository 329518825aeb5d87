//! Values as few bytes: every text stands once in a table, everything else is small whole numbers of seven bits a byte.
//!
//! The bytes are read by the same run of the same program and nothing else: they carry neither version nor names.
//!
//! A general format writes a text as often as it occurs and reads it back as often; here each of a form's values names its file
//! and sheet, and equal texts have to share their memory again when they are read back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::finding::{Origin, Place, Sourced};
use crate::vocabulary::CellAddress;

/// The bytes are not those of such a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

/// A value that can be packed, and read back the same.
pub trait Pack: Sized {
    /// Adds the value.
    fn pack<'v>(&'v self, out: &mut Packer<'v>);

    /// Takes the value.
    ///
    /// # Errors
    /// Where the bytes are not those of such a value.
    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged>;
}

/// Bytes in the making.
#[derive(Debug, Default)]
pub struct Packer<'v> {
    texts: Vec<&'v str>,
    numbers: HashMap<&'v str, u64>,
    body: Vec<u8>,
}

impl<'v> Packer<'v> {
    /// The bytes of a value: how many texts there are, the texts, the rest.
    pub(super) fn packed<T: Pack>(value: &'v T) -> Vec<u8> {
        let mut packer = Packer::default();
        value.pack(&mut packer);
        let Packer { texts, body, .. } = packer;
        let size: usize = texts.iter().map(|text| text.len() + 2).sum();
        let mut bytes = Vec::with_capacity(size + body.len() + 4);
        put(&mut bytes, texts.len() as u64);
        for text in texts {
            put(&mut bytes, text.len() as u64);
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) {
        put(&mut self.body, number);
    }

    /// Adds a byte as it is.
    pub fn byte(&mut self, byte: u8) {
        self.body.push(byte);
    }

    /// Adds a text.
    pub fn text(&mut self, text: &'v str) {
        let next = self.texts.len() as u64;
        let number = *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            next
        });
        self.number(number);
    }
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Bytes being read.
#[derive(Debug)]
pub struct Unpacker<'b> {
    texts: Vec<Arc<str>>,
    rest: &'b [u8],
}

impl<'b> Unpacker<'b> {
    /// The value of these bytes, all of which belong to it.
    pub(super) fn unpacked<T: Pack>(bytes: &'b [u8], known: &[Arc<str>]) -> Result<T, Damaged> {
        let mut from = Unpacker { texts: Vec::new(), rest: bytes };
        for _ in 0..from.number()? {
            let length = usize::try_from(from.number()?).map_err(|_| Damaged)?;
            let (text, rest) = from.rest.split_at_checked(length).ok_or(Damaged)?;
            let text = str::from_utf8(text).map_err(|_| Damaged)?;
            from.rest = rest;
            let shared = known.iter().find(|known| &***known == text);
            from.texts.push(shared.map_or_else(|| text.into(), Arc::clone));
        }
        let value = T::unpack(&mut from)?;
        if from.rest.is_empty() { Ok(value) } else { Err(Damaged) }
    }

    /// Takes a number.
    ///
    /// # Errors
    /// Where the bytes end or go on beyond a number.
    pub fn number(&mut self) -> Result<u64, Damaged> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damaged)
    }

    /// Takes a byte as it is.
    ///
    /// # Errors
    /// Where there is none.
    pub fn byte(&mut self) -> Result<u8, Damaged> {
        let (byte, rest) = self.rest.split_first().ok_or(Damaged)?;
        self.rest = rest;
        Ok(*byte)
    }

    /// Takes a number that is no greater than its type allows.
    ///
    /// # Errors
    /// Where it is greater, or there is none.
    pub fn small<N: TryFrom<u64>>(&mut self) -> Result<N, Damaged> {
        self.number()?.try_into().map_err(|_| Damaged)
    }

    /// Takes a text.
    ///
    /// # Errors
    /// Where there is no such text.
    pub fn text(&mut self) -> Result<Arc<str>, Damaged> {
        let number: usize = self.small()?;
        self.texts.get(number).cloned().ok_or(Damaged)
    }
}

impl Pack for u64 {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(*self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<u64, Damaged> {
        from.number()
    }
}

impl Pack for u8 {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<u8, Damaged> {
        from.small()
    }
}

impl Pack for u32 {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<u32, Damaged> {
        from.small()
    }
}

impl Pack for Arc<str> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Arc<str>, Damaged> {
        from.text()
    }
}

impl Pack for String {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.text(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<String, Damaged> {
        Ok((*from.text()?).to_owned())
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(u64::from(self.is_some()));
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Option<T>, Damaged> {
        match from.number()? {
            0 => Ok(None),
            1 => T::unpack(from).map(Some),
            _ => Err(Damaged),
        }
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(self.len() as u64);
        self.iter().for_each(|value| value.pack(out));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Vec<T>, Damaged> {
        let length: usize = from.small()?;
        // Nothing packs into less than a byte: a length that is damaged asks for no memory.
        let mut values = Vec::with_capacity(length.min(from.rest.len()));
        for _ in 0..length {
            values.push(T::unpack(from)?);
        }
        Ok(values)
    }
}

impl<K: Pack + Ord, V: Pack> Pack for BTreeMap<K, V> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(self.len() as u64);
        for (key, value) in self {
            key.pack(out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<BTreeMap<K, V>, Damaged> {
        let mut map = BTreeMap::new();
        for _ in 0..from.number()? {
            map.insert(K::unpack(from)?, V::unpack(from)?);
        }
        Ok(map)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<(A, B), Damaged> {
        Ok((A::unpack(from)?, B::unpack(from)?))
    }
}

impl Pack for CellAddress {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(u64::from(self.row));
        out.number(u64::from(self.col));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<CellAddress, Damaged> {
        Ok(CellAddress { row: from.small()?, col: from.small()? })
    }
}

impl Pack for Origin {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.text(&self.file);
        match &self.place {
            Place::File => out.number(0),
            Place::Line { line, column } => {
                out.number(1);
                out.number(u64::from(*line));
                out.number(u64::from(*column));
            }
            Place::Sheet(sheet) => {
                out.number(2);
                out.text(sheet);
            }
            Place::Cell(sheet, cell) => {
                out.number(3);
                out.text(sheet);
                cell.pack(out);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Origin, Damaged> {
        let file = from.text()?;
        let place = match from.number()? {
            0 => Place::File,
            1 => Place::Line { line: from.small()?, column: from.small()? },
            2 => Place::Sheet(from.text()?),
            3 => Place::Cell(from.text()?, CellAddress::unpack(from)?),
            _ => return Err(Damaged),
        };
        Ok(Origin { file, place })
    }
}

impl<T: Pack> Pack for Sourced<T> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        self.value.pack(out);
        self.origin.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Sourced<T>, Damaged> {
        Ok(Sourced { value: T::unpack(from)?, origin: Origin::unpack(from)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn back<T: Pack>(value: &T) -> Result<T, Damaged> {
        Unpacker::unpacked(&Packer::packed(value), &[])
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            numbers in prop::collection::vec(any::<u64>(), 0..20),
            texts in prop::collection::btree_map(".{0,8}", prop::option::of(".{0,40}"), 0..20),
            (row, col, line) in any::<(u32, u32, u32)>(),
        ) {
            prop_assert_eq!(back(&numbers), Ok(numbers));
            prop_assert_eq!(back(&texts), Ok(texts.clone()));
            let sheet: Arc<str> = texts.keys().next().map_or("入力", String::as_str).into();
            let places = [
                Place::File,
                Place::Line { line, column: col },
                Place::Sheet(sheet.clone()),
                Place::Cell(sheet.clone(), CellAddress::new(row, col)),
            ];
            let values: Vec<Sourced<String>> = places
                .into_iter()
                .map(|place| Sourced::new(sheet.to_string(), Origin { file: sheet.clone(), place }))
                .collect();
            prop_assert_eq!(back(&values), Ok(values));
        }

        #[test]
        fn any_bytes_are_a_value_or_damaged(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _: Result<Vec<Sourced<Option<String>>>, Damaged> = Unpacker::unpacked(&bytes, &[]);
        }
    }

    #[test]
    fn a_text_stands_once() {
        let once = Packer::packed(&vec!["様式の欄の外".to_owned(); 100]);
        assert!(once.len() < 150, "{}", once.len());
    }
}
