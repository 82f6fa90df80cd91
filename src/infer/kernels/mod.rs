//! The kernels, on plain slices: rows times weights, convolutions of images with channels last, quantisation. They are
//! written for the vectors of wasm; `docs/performance.md` lists what was tried.

pub mod depthwise;
pub mod im2col;
pub mod integers;
mod lanes;
pub mod matmul;
mod parallel;
pub mod quantise;
#[cfg(test)]
mod tests;
mod window;

pub use matmul::Epilogue;
pub use parallel::{in_parts, wake};
pub use window::Window;
