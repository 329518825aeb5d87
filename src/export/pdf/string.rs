//! Strings and names of PDF objects.

use lopdf::{Object, StringFormat};

/// A text string: ASCII as it is, anything else in UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
pub(super) fn text(text: &str) -> Object {
    let bytes = if text.is_ascii() {
        text.as_bytes().to_vec()
    } else {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    };
    Object::String(bytes, StringFormat::Literal)
}

/// A byte string.
pub(super) fn bytes(bytes: impl Into<Vec<u8>>) -> Object {
    Object::String(bytes.into(), StringFormat::Literal)
}

/// A name.
pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}
