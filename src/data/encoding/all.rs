//! The encodings of the web, by encoding_rs, and the guess of one, by chardetng.

use crate::columns::is_known;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding};

pub(in crate::encoding) const NAMES: &str = "known are utf-8, utf-16le, utf-16be, gb18030, big5, shift_jis, euc-jp, iso-2022-jp, \
                                euc-kr, windows-1250 to windows-1258, koi8-r, iso-8859-2 to iso-8859-16, macintosh \
                                and their other names on the web";

pub(in crate::encoding) struct Decoder(encoding_rs::Decoder);

impl Decoder {
    /// The decoder of an encoding, and its usual name.
    pub fn of(name: &str) -> Option<(Self, String)> {
        let encoding = match name.to_ascii_lowercase().as_str() {
            "utf-16" => encoding_rs::UTF_16LE,
            // Python's names, which the web does not have.
            "cp936" | "gbk" => encoding_rs::GB18030,
            "cp949" => encoding_rs::EUC_KR,
            "cp950" => encoding_rs::BIG5,
            "cp932" => encoding_rs::SHIFT_JIS,
            "utf8-sig" | "utf-8-sig" | "utf_8" | "utf_8_sig" => encoding_rs::UTF_8,
            _ => Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != encoding_rs::REPLACEMENT)?,
        };
        Some((Self(encoding.new_decoder_without_bom_handling()), encoding.name().to_owned()))
    }

    /// Appends the text of `bytes`, with `�` for what the encoding does not have; the places of these in `text`.
    pub fn decode(&mut self, mut bytes: &[u8], last: bool, text: &mut String, faults: &mut Vec<usize>) {
        loop {
            text.reserve(self.0.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len()));
            let (result, read) = self.0.decode_to_string_without_replacement(bytes, text, last);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    faults.push(text.len());
                    text.push('\u{fffd}');
                }
            }
        }
    }
}

/// The encoding that these bytes are in, which are not UTF-8.
pub(in crate::encoding) fn guess(bytes: &[u8], at_end: bool) -> String {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, at_end);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    // A short table has too few characters to tell by; but if its header has words that we know, it is sure.
    let header = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let words = |encoding: &'static Encoding| {
        let (text, faulty) = encoding.decode_without_bom_handling(header);
        if faulty {
            0
        } else {
            text.split(['\t', ',', ';', '|']).filter(|name| !name.is_ascii() && is_known(name.trim())).count()
        }
    };
    let others = [
        encoding_rs::GB18030,
        encoding_rs::BIG5,
        encoding_rs::SHIFT_JIS,
        encoding_rs::EUC_KR,
        encoding_rs::EUC_JP,
        encoding_rs::WINDOWS_1251,
        encoding_rs::KOI8_R,
        encoding_rs::WINDOWS_1252,
        encoding_rs::WINDOWS_1250,
        encoding_rs::WINDOWS_1254,
        encoding_rs::WINDOWS_1256,
    ];
    let mut best = (words(guessed), guessed);
    for other in others {
        let known = words(other);
        if known > best.0 && !other.decode_without_bom_handling(bytes).1 {
            best = (known, other);
        }
    }
    best.1.name().to_owned()
}
