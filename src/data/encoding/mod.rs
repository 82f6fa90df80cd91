//! Text in any encoding, made UTF-8: all encodings of the web natively, few where their tables would be too much to
//! download.

#[cfg(feature = "encodings")]
mod all;
#[cfg(not(feature = "encodings"))]
mod few;
mod text;

pub(crate) use text::{DecodedText, Encoding, Refusal};
