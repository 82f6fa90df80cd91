//! UTF-8, UTF-16 and ISO 8859-1: what is read where the tables of other encodings would be too much to download.

pub(in crate::encoding) const NAMES: &str = "known are utf-8, utf-16le, utf-16be and iso-8859-1";

#[derive(Clone, Copy)]
enum Kind {
    Utf8,
    Utf16 { big_endian: bool },
    Latin1,
}

pub(in crate::encoding) struct Decoder {
    kind: Kind,
    /// Bytes of a character that the last block cut.
    rest: Vec<u8>,
}

impl Decoder {
    /// The decoder of an encoding, and its usual name.
    pub fn of(name: &str) -> Option<(Self, String)> {
        let (kind, name) = match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => (Kind::Utf8, "UTF-8"),
            "utf-16" | "utf-16le" => (Kind::Utf16 { big_endian: false }, "UTF-16LE"),
            "utf-16be" => (Kind::Utf16 { big_endian: true }, "UTF-16BE"),
            "iso-8859-1" | "latin1" => (Kind::Latin1, "ISO-8859-1"),
            _ => return None,
        };
        Some((Self { kind, rest: Vec::new() }, name.to_owned()))
    }

    /// Appends the text of `bytes`, with `�` for what the encoding does not have; the places of these in `text`.
    pub fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String, faults: &mut Vec<usize>) {
        let bytes = [std::mem::take(&mut self.rest), bytes.to_vec()].concat();
        let mut replace = |text: &mut String| {
            faults.push(text.len());
            text.push('\u{fffd}');
        };
        match self.kind {
            Kind::Latin1 => text.extend(bytes.iter().copied().map(char::from)),
            Kind::Utf8 => {
                let cut = std::str::from_utf8(&bytes).err().filter(|error| error.error_len().is_none());
                let mut chunks = bytes.utf8_chunks().peekable();
                while let Some(chunk) = chunks.next() {
                    text.push_str(chunk.valid());
                    if chunks.peek().is_none()
                        && !last
                        && !chunk.invalid().is_empty()
                        && bytes.ends_with(chunk.invalid())
                        && (cut.is_some() || chunk.invalid().len() < 4)
                    {
                        self.rest = chunk.invalid().to_vec();
                    } else if !chunk.invalid().is_empty() {
                        replace(text);
                    }
                }
            }
            Kind::Utf16 { big_endian } => {
                let mut end = bytes.len() / 2 * 2;
                let unit = |pair: [u8; 2]| if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
                let units: Vec<u16> = bytes.as_chunks().0.iter().map(|&pair| unit(pair)).collect();
                // The first half of a pair waits for the second.
                let waits = units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) && !last;
                end -= if waits { 2 } else { 0 };
                for letter in char::decode_utf16(units[..end / 2].iter().copied()) {
                    match letter {
                        Ok(letter) => text.push(letter),
                        Err(_) => replace(text),
                    }
                }
                self.rest = bytes[end..].to_vec();
            }
        }
    }
}

/// The encoding of bytes that are not UTF-8.
pub(in crate::encoding) fn guess(_: &[u8], _: bool) -> String {
    "iso-8859-1".into()
}
