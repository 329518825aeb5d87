//! Objects in the syntax of PDF (ISO 32000-1, 7.3), written as short as it allows.
//!
//! The structure of a document is thousands of small objects. They are written straight to bytes: as objects of lopdf, each
//! a hash table of boxed keys and values, they took more time than everything else that tags cost.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

/// Objects one after another, as an object stream holds them (ISO 32000-1, 7.5.7).
#[derive(Default)]
pub(super) struct ObjectBuffer {
    /// Number of each object and where it begins in `bytes`.
    places: Vec<(u32, usize)>,
    bytes: Vec<u8>,
}

impl ObjectBuffer {
    /// Begins the next object.
    pub(super) fn add(&mut self, id: u32) -> Writer<'_> {
        if !self.bytes.is_empty() {
            self.bytes.push(b'\n');
        }
        self.places.push((id, self.bytes.len()));
        Writer { out: &mut self.bytes, set_off: false }
    }

    /// The numbers of the objects, in order.
    pub(super) fn ids(&self) -> impl ExactSizeIterator<Item = u32> {
        self.places.iter().map(|(id, _)| *id)
    }

    /// The content of an object stream, and the offset of its first object.
    pub(super) fn stream(&self) -> (usize, Vec<u8>) {
        let mut content = Vec::with_capacity(self.bytes.len() + self.places.len() * 12);
        for (id, place) in &self.places {
            write_number(&mut content, i64::from(*id));
            content.push(b' ');
            write_number(&mut content, *place as i64);
            content.push(b' ');
        }
        let first = content.len();
        content.extend(&self.bytes);
        (first, content)
    }
}

/// Writes one value.
pub(super) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// Whether a value that begins with a letter or digit needs a space before it.
    set_off: bool,
}

impl<'a> Writer<'a> {
    /// An object of lopdf.
    pub(super) fn object(self, object: &Object) {
        match object {
            Object::Null => self.regular().extend(b"null"),
            Object::Boolean(value) => self.regular().extend(if *value { &b"true"[..] } else { b"false" }),
            Object::Integer(value) => self.integer(*value),
            Object::Real(value) => self.real(*value),
            Object::Name(name) => write_name(self.out, name),
            Object::String(bytes, format) => write_string(self.out, bytes, format),
            Object::Array(array) => {
                let mut items = self.array();
                array.iter().for_each(|object| items.item().object(object));
            }
            Object::Dictionary(dictionary) => write_dictionary(self.out, dictionary),
            Object::Stream(stream) => write_dictionary(self.out, &stream.dict),
            Object::Reference(id) => self.reference(*id),
        }
    }

    /// A whole number.
    pub(super) fn integer(self, number: i64) {
        write_number(self.regular(), number);
    }

    /// A number with at most three decimals.
    pub(super) fn real(self, number: f32) {
        let text = format!("{number:.3}");
        self.regular().extend(text.trim_end_matches('0').trim_end_matches('.').bytes());
    }

    pub(super) fn name(self, name: &str) {
        write_name(self.out, name.as_bytes());
    }

    /// A byte string.
    pub(super) fn bytes(self, bytes: &[u8]) {
        write_string(self.out, bytes, &StringFormat::Literal);
    }

    /// A reference to an object.
    pub(super) fn reference(self, (id, generation): ObjectId) {
        let out = self.regular();
        write_number(out, i64::from(id));
        out.push(b' ');
        write_number(out, i64::from(generation));
        out.extend(b" R");
    }

    /// Begins an array.
    pub(super) fn array(self) -> ArrayWriter<'a> {
        self.out.push(b'[');
        ArrayWriter { out: self.out, is_empty: true }
    }

    /// Begins a dictionary.
    pub(super) fn dictionary(self) -> DictionaryWriter<'a> {
        self.out.extend(b"<<");
        DictionaryWriter { out: self.out }
    }

    fn regular(self) -> &'a mut Vec<u8> {
        if self.set_off {
            self.out.push(b' ');
        }
        self.out
    }
}

/// Writes the items of an array, which is closed when this is dropped.
pub(super) struct ArrayWriter<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl ArrayWriter<'_> {
    /// The writer of the next item.
    pub(super) fn item(&mut self) -> Writer<'_> {
        let set_off = !std::mem::take(&mut self.is_empty);
        Writer { out: self.out, set_off }
    }
}

impl Drop for ArrayWriter<'_> {
    fn drop(&mut self) {
        self.out.push(b']');
    }
}

/// Writes the entries of a dictionary, which is closed when this is dropped.
pub(super) struct DictionaryWriter<'a> {
    out: &'a mut Vec<u8>,
}

impl DictionaryWriter<'_> {
    /// The writer of the value of a key, which must be new.
    pub(super) fn key(&mut self, key: &str) -> Writer<'_> {
        write_name(self.out, key.as_bytes());
        Writer { out: self.out, set_off: true }
    }
}

impl Drop for DictionaryWriter<'_> {
    fn drop(&mut self) {
        self.out.extend(b">>");
    }
}

/// Writes a dictionary of lopdf.
pub(super) fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend(b"<<");
    for (key, value) in dictionary.iter() {
        write_name(out, key);
        Writer { out, set_off: true }.object(value);
    }
    out.extend(b">>");
}

fn write_number(out: &mut Vec<u8>, number: i64) {
    out.extend(itoa::Buffer::new().format(number).bytes());
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    if name.iter().all(u8::is_ascii_alphanumeric) {
        out.extend(name);
        return;
    }
    for byte in name {
        match byte {
            b'!'..=b'~' if !b"()<>[]{}/%#".contains(byte) => out.push(*byte),
            _ => out.extend(format!("#{byte:02X}").bytes()),
        }
    }
}

fn write_string(out: &mut Vec<u8>, bytes: &[u8], format: &StringFormat) {
    match format {
        StringFormat::Literal => {
            out.push(b'(');
            for byte in bytes {
                match byte {
                    b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
                    b'\r' => out.extend(b"\\r"),
                    byte => out.push(*byte),
                }
            }
            out.push(b')');
        }
        StringFormat::Hexadecimal => {
            out.push(b'<');
            for byte in bytes {
                out.extend(format!("{byte:02X}").bytes());
            }
            out.push(b'>');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(Writer<'_>)) -> String {
        let mut out = Vec::new();
        write(Writer { out: &mut out, set_off: false });
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn strings_are_escaped_so_that_they_come_back() {
        assert_eq!(written(|place| place.bytes(b"a(b\\\r)")), "(a\\(b\\\\\\r\\))");
    }

    #[test]
    fn numbers_are_short() {
        let numbers = vec![Object::Real(595.28), Object::Real(10.0), Object::Real(-0.5), Object::Integer(3)];
        assert_eq!(written(|place| place.object(&numbers.into())), "[595.28 10 -0.5 3]");
    }

    #[test]
    fn spaces_stand_only_where_words_would_run_together() {
        let text = written(|place| {
            let mut entries = place.dictionary();
            entries.key("S").name("TD");
            entries.key("P").reference((12, 0));
            let mut kids = entries.key("K").array();
            kids.item().integer(3);
            kids.item().reference((4, 0));
            kids.item().bytes(b"x");
        });
        assert_eq!(text, "<</S/TD/P 12 0 R/K[3 4 0 R(x)]>>");
    }

    #[test]
    fn an_object_stream_says_where_its_objects_begin() {
        let mut objects = ObjectBuffer::default();
        objects.add(7).integer(10);
        objects.add(12).name("A");
        let (first, content) = objects.stream();
        assert_eq!((first, &content[..]), (9, &b"7 0 12 3 10\n/A"[..]));
    }
}
