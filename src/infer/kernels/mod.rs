//! What computes, in plain slices: rows times weights, and convolutions of pictures whose channels lie beside each
//! other. Written for wasm's vectors; `docs/performance.md` says what was tried.

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

pub use matmul::Finish;
pub use parallel::in_parts;
pub use window::Window;
