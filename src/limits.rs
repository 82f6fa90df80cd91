//! Every cap in one place, its unit in its name. Input past one of them is refused with a typed error
//! before memory is set aside for it.

/// Items of a catalogue.
pub const MAX_ITEMS: usize = 4_000_000;
/// Genres of a catalogue.
pub const MAX_GENRES: usize = 4_096;
/// Bytes of a title or an id; what is longer is refused when a pack is read.
pub const MAX_TEXT_BYTES: usize = 16_384;
/// Numbers per item of a matrix factorisation. Folding in costs their cube.
pub const MAX_FACTORS: usize = 1024;
/// Bytes of one row of a table of ratings or items, its other columns included.
pub const MAX_ROW_BYTES: usize = 16 << 20;
/// Bytes of an exported history that is taken in.
pub const MAX_HISTORY_BYTES: usize = 64 << 20;
/// Events of a history.
pub const MAX_EVENTS: usize = 1_000_000;
/// Bytes of an ONNX model: what fits a 32-bit address space beside its activations.
pub const MAX_MODEL_BYTES: usize = 512 << 20;
/// Numbers in a model's input or output.
pub const MAX_TENSOR_NUMBERS: usize = 1 << 28;
/// The shorter and the longer side of a picture, before decoding.
pub const MAX_IMAGE_SIDE_PIXELS: usize = 16_384;
/// Pixels of a picture, before decoding: 64 megapixels are 256 MB as RGBA.
pub const MAX_IMAGE_PIXELS: usize = 64 << 20;
