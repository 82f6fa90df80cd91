//! Every cap on the size of inputs, with its unit in its name. Larger inputs are refused with a typed error before
//! memory is allocated for them.

/// Items of a catalogue.
pub const MAX_ITEMS: usize = 4_000_000;
/// Genres of a catalogue.
pub const MAX_GENRES: usize = 4_096;
/// Bytes of an id or a title.
pub const MAX_TEXT_BYTES: usize = 16_384;
/// Factors per item of a matrix factorisation. The time to fold in a history grows with their cube.
pub const MAX_FACTORS: usize = 1024;
/// Ratings that a page trains on.
pub const MAX_BROWSER_RATINGS: usize = 200_000;
/// Bytes of one row of a table of ratings or items, all columns together.
pub const MAX_ROW_BYTES: usize = 16 << 20;
/// Bytes of an exported history.
pub const MAX_HISTORY_BYTES: usize = 64 << 20;
/// Events of a history.
pub const MAX_EVENTS: usize = 1_000_000;
/// Bytes of an ONNX model: it must fit a 32-bit address space together with its activations.
pub const MAX_MODEL_BYTES: usize = 512 << 20;
/// Axes of a model's tensor.
pub const MAX_TENSOR_RANK: usize = 16;
/// Nodes of a model, including those of its inner graphs.
pub const MAX_MODEL_NODES: usize = 100_000;
/// Weights of a model, including those of its inner graphs.
pub const MAX_MODEL_WEIGHTS: usize = 100_000;
/// Depth of nested graphs, which loops and conditions have.
pub const MAX_MODEL_DEPTH: usize = 8;
/// Bytes of all tensors that one run of a model allocates, counted as if none were freed: together with the model they
/// must fit the 2 GiB of a wasm module.
pub const MAX_ACTIVATION_BYTES: usize = 3 << 29;
/// Side of a kernel; also its stride, dilation and padding.
pub const MAX_KERNEL_SIDE: i64 = 1 << 14;
/// Elements of an input that is a parameter of an operator, such as axes or a shape.
pub const MAX_PARAMETER_NUMBERS: usize = 4096;
/// Plans that a session caches, one for each combination of input shapes.
pub const MAX_PLANS: usize = 8;
/// Elements of a tensor.
pub const MAX_TENSOR_NUMBERS: usize = 1 << 28;
/// Width or height of an image, checked before it is decoded.
pub const MAX_IMAGE_SIDE_PIXELS: usize = 16_384;
/// Pixels of an image, checked before it is decoded: 64 megapixels are 256 MB as RGBA.
pub const MAX_IMAGE_PIXELS: usize = 64 << 20;
