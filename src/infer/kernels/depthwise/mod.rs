//! Depthwise convolution of an image with channels last: each channel has its own taps.

mod any_window;
mod square;
mod taps;

use super::matmul::Epilogue;
use super::window::Window;

pub use taps::Taps;

/// Computes the lines of the output from `first` on, as many as `out` has; `image` and `out` are pixels × channels.
pub fn convolve(image: &[f32], taps: &Taps, window: &Window, epilogue: Epilogue, first: usize, out: &mut [f32]) {
    let small = (window.kernel, window.strides, window.dilations);
    let convolve = match small {
        _ if !square::fits(window, taps.channels) => any_window::convolve,
        ([3, 3], [1, 1], [1, 1]) => square::convolve::<3, 1>,
        ([3, 3], [2, 2], [1, 1]) => square::convolve::<3, 2>,
        ([5, 5], [1, 1], [1, 1]) => square::convolve::<5, 1>,
        ([5, 5], [2, 2], [1, 1]) => square::convolve::<5, 2>,
        _ => any_window::convolve,
    };
    convolve(image, taps, window, epilogue, first, out);
}
