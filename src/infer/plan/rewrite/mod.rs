//! A model in, the same model out with convolutions and matrix products that our own kernels compute. For these the
//! channels of a pixel are next to each other in memory (channels last): a convolution is then rows times weights, and
//! no row is copied. The operators that follow a convolution or a product are applied to its sums before they are
//! stored (`fused_ops.rs`), and convolutions with a large intermediate result are computed together (`strips.rs`).

mod convolution;
mod fused_ops;
mod pass;
mod product;
mod strips;

#[cfg(target_arch = "wasm32")]
pub(super) use pass::rewrite;
