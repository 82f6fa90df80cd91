//! A model in, the same model out, whose convolutions and matrix products our own kernels compute. Pictures have the
//! channels of a pixel beside each other for that: a convolution is then rows times weights, and no row has to be
//! copied. What follows a convolution or a product is done with its sums while they are at hand, and convolutions with
//! much between them are done together (`strips.rs`).

mod convolution;
mod fused_ops;
mod pass;
mod product;
mod quantise;
mod strips;

#[cfg(target_arch = "wasm32")]
pub(super) use pass::rewrite;
