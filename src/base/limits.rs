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
/// Ratings that are learned from in a browser.
pub const MAX_BROWSER_RATINGS: usize = 200_000;
/// Bytes of one row of a table of ratings or items, its other columns included.
pub const MAX_ROW_BYTES: usize = 16 << 20;
/// Bytes of an exported history that is taken in.
pub const MAX_HISTORY_BYTES: usize = 64 << 20;
/// Events of a history.
pub const MAX_EVENTS: usize = 1_000_000;
/// Bytes of an ONNX model: what fits a 32-bit address space beside its activations.
pub const MAX_MODEL_BYTES: usize = 512 << 20;
/// Axes of a model's tensor.
pub const MAX_TENSOR_RANK: usize = 16;
/// Nodes of a model, those of its inner graphs included.
pub const MAX_MODEL_NODES: usize = 100_000;
/// Weights of a model, those of its inner graphs included.
pub const MAX_MODEL_WEIGHTS: usize = 100_000;
/// Graphs within graphs, as loops and conditions have them.
pub const MAX_MODEL_DEPTH: usize = 8;
/// Bytes of all tensors that a model makes in one run, were none of them given back: they and the model must fit the
/// 2 GiB that a wasm module may have.
pub const MAX_ACTIVATION_BYTES: usize = 3 << 29;
/// A kernel's side, its stride and the like.
pub const MAX_KERNEL_SIDE: i64 = 1 << 14;
/// Numbers of an input that says how to compute, such as axes or a shape.
pub const MAX_PARAMETER_NUMBERS: usize = 4096;
/// Plans that a session keeps, one for each combination of input shapes.
pub const MAX_PLANS: usize = 8;
/// Numbers in a model's input or output.
pub const MAX_TENSOR_NUMBERS: usize = 1 << 28;
/// The shorter and the longer side of a picture, before decoding.
pub const MAX_IMAGE_SIDE_PIXELS: usize = 16_384;
/// Pixels of a picture, before decoding: 64 megapixels are 256 MB as RGBA.
pub const MAX_IMAGE_PIXELS: usize = 64 << 20;
