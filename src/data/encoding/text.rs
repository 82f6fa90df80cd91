//! Bytes of text in any encoding in, UTF-8 out; and which encoding it was. Nothing is decoded before the first byte
//! that is not ASCII, so that the guess has something to go by even if it is far into a table.

use crate::cells::quote;
use crate::layout::{By, Layout};
use penchant_base::{Error, ErrorKind, Result};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

#[cfg(feature = "encodings")]
use crate::encoding::all as decoders;
#[cfg(not(feature = "encodings"))]
use crate::encoding::few as decoders;

/// How many bytes from the first that is not ASCII on are looked at to guess an encoding.
const GUESSED_BYTES: usize = 256 << 10;
const BLOCK_BYTES: usize = 64 << 10;

/// What is known of a text's encoding, so far.
#[derive(Debug, Clone)]
pub(crate) struct Encoding {
    name: String,
    by: By,
    /// Places that the encoding does not have.
    replaced: usize,
    first_replaced: u64,
}

impl Encoding {
    pub fn describe(&self, layout: &mut Layout) {
        layout.encoding = Some(self.name.clone());
        layout.encoding_by = self.by;
        (layout.replaced, layout.first_replaced) = (self.replaced, self.first_replaced);
    }
}

/// A text in UTF-8, from bytes in any encoding.
pub(crate) struct DecodedText<'r> {
    bytes: Box<dyn Read + 'r>,
    given: Option<String>,
    decoder: Option<decoders::Decoder>,
    text: VecDeque<u8>,
    line: u64,
    at_end: bool,
    encoding: Rc<RefCell<Encoding>>,
}

impl<'r> DecodedText<'r> {
    /// The text of these bytes, in the encoding `given` or else a guessed one.
    pub fn new(bytes: impl Read + 'r, given: Option<&str>) -> Self {
        let ascii = Encoding { name: "UTF-8".into(), by: By::Content, replaced: 0, first_replaced: 0 };
        Self {
            bytes: Box::new(bytes),
            given: given.map(str::to_owned),
            decoder: None,
            text: VecDeque::new(),
            line: 1,
            at_end: false,
            encoding: Rc::new(RefCell::new(ascii)),
        }
    }

    /// What is known of the encoding; more as the text is read.
    pub fn encoding(&self) -> Rc<RefCell<Encoding>> {
        self.encoding.clone()
    }

    /// Reads and decodes the next block.
    fn fill(&mut self) -> io::Result<()> {
        let mut block = Vec::new();
        let decided = self.decoder.is_some();
        self.at_end = self.bytes.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut block)? < BLOCK_BYTES;
        if !decided {
            let is_plain = |byte: &u8| byte.is_ascii() && *byte != 0;
            // Zeros at the end are padding, and not a sign of UTF-16.
            let end = if self.at_end {
                block.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)
            } else {
                block.len()
            };
            if self.given.is_none() && block[..end].iter().all(is_plain) {
                self.text.extend(&block[..end]);
                self.line += block.iter().filter(|&&byte| byte == b'\n').count() as u64;
                return Ok(());
            }
            if !self.at_end {
                let more = self.bytes.by_ref().take(GUESSED_BYTES as u64).read_to_end(&mut block)?;
                self.at_end = more < GUESSED_BYTES;
            }
            self.decide(&mut block).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, Refusal(error)))?;
        }
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let mut text = String::new();
        let mut faults = Vec::new();
        decoder.decode(&block, self.at_end, &mut text, &mut faults);
        if !faults.is_empty() {
            let mut encoding = self.encoding.borrow_mut();
            if encoding.replaced == 0 {
                let before = text.as_bytes()[..faults[0]].iter().filter(|&&byte| byte == b'\n').count() as u64;
                encoding.first_replaced = self.line + before;
            }
            encoding.replaced += faults.len();
        }
        self.line += text.bytes().filter(|&byte| byte == b'\n').count() as u64;
        self.text.extend(text.as_bytes());
        Ok(())
    }

    /// Decides the encoding by its mark, by the option, or by these bytes; removes the mark.
    fn decide(&mut self, block: &mut Vec<u8>) -> Result<()> {
        const MARKS: [(&[u8], &str); 5] = [
            (&[0xff, 0xfe, 0, 0], "UTF-32"),
            (&[0, 0, 0xfe, 0xff], "UTF-32"),
            (&[0xef, 0xbb, 0xbf], "UTF-8"),
            (&[0xff, 0xfe], "UTF-16LE"),
            (&[0xfe, 0xff], "UTF-16BE"),
        ];
        let mark = MARKS.iter().find(|(mark, _)| block.starts_with(mark));
        let (name, by) = match (&self.given, mark) {
            (Some(given), _) => (given.clone(), By::Option),
            (None, Some((_, "UTF-32"))) => {
                return Err(refusal("the text is in UTF-32, which is not read: save it as UTF-8".into()));
            }
            (None, Some((_, name))) => ((*name).to_owned(), By::Content),
            (None, None) => (guess(block, self.at_end), By::Content),
        };
        if let Some((mark, of)) = mark
            && name.eq_ignore_ascii_case(of)
        {
            block.drain(..mark.len());
        }
        let Some((decoder, name)) = decoders::Decoder::of(&name) else {
            let message = format!("{} is not an encoding that is read here; {}", quote(&name), decoders::NAMES);
            return Err(Error::new(ErrorKind::Argument, message));
        };
        self.decoder = Some(decoder);
        *self.encoding.borrow_mut() = Encoding { name, by, replaced: 0, first_replaced: 0 };
        Ok(())
    }
}

/// The encoding that bytes without a mark are in.
fn guess(bytes: &[u8], at_end: bool) -> String {
    // Text in UTF-16 has zeros in every second place, where it is ASCII: between cells at least.
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > bytes.len() / 50 && even < odd / 10 {
        return "UTF-16LE".into();
    }
    if even > bytes.len() / 50 && odd < even / 10 {
        return "UTF-16BE".into();
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return "UTF-8".into(),
        // A character is cut at the end of the block.
        Err(error) if error.error_len().is_none() && !at_end => return "UTF-8".into(),
        Err(_) => {}
    }
    // A text with a few damaged characters: it was UTF-8, and read as another encoding all others would be wrong.
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > 20 * bad {
        return "UTF-8".into();
    }
    decoders::guess(bytes, at_end)
}

impl Read for DecodedText<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.text.is_empty() && !self.at_end {
            self.fill()?;
        }
        self.text.read(buffer)
    }
}

/// An error of ours on its way through the standard library's readers.
#[derive(Debug)]
pub(crate) struct Refusal(pub Error);

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Refusal {}

fn refusal(message: String) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
