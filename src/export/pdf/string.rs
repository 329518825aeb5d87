//! Strings and names of PDF objects.

use lopdf::{Object, StringFormat};

/// The bytes of a text string: ASCII as it is, anything else in UTF-16 with its mark (ISO 32000-1, 7.9.2.2).
pub(super) fn text_bytes(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

/// A text string.
pub(super) fn text(text: &str) -> Object {
    bytes(text_bytes(text))
}

/// A byte string.
pub(super) fn bytes(bytes: impl Into<Vec<u8>>) -> Object {
    Object::String(bytes.into(), StringFormat::Literal)
}

pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}
