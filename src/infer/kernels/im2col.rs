//! Convolution over all channels: what the window sees of a picture is laid out in a row for each pixel of the output,
//! a few rows at a time, and multiplied with the weights.

use super::matmul::{Finish, Weights, multiply};
use super::window::Window;

/// How many pixels are laid out at once: few enough to stay near the processor.
const PIXELS: usize = 48;

/// The pixels of the output from `first` on, as many as `out` has. `picture` and `out` are pixels × channels;
/// what is added begins with the pixel `first`. The weights' rows are taps × channels of the picture.
pub fn convolve(picture: &[f32], weights: &Weights, window: &Window, finish: Finish, first: usize, out: &mut [f32]) {
    let (depth, columns) = (weights.depth(), weights.columns());
    if window.is_each_pixel() {
        let count = out.len() / columns;
        return multiply(&picture[first * depth..][..count * depth], weights, finish, out);
    }
    let mut rows = vec![0.0; PIXELS * depth];
    for (strip, out) in out.chunks_mut(PIXELS * columns).enumerate() {
        let count = out.len() / columns;
        let start = strip * PIXELS;
        for (pixel, row) in rows.chunks_exact_mut(depth).take(count).enumerate() {
            lay_out(picture, window, first + start + pixel, row);
        }
        multiply(&rows[..count * depth], weights, finish.part(start * columns, out.len()), out);
    }
}

/// What the window sees for a pixel of the output; zeros where it sees nothing.
fn lay_out(picture: &[f32], window: &Window, pixel: usize, row: &mut [f32]) {
    let channels = row.len() / window.taps();
    let (y, x) = (pixel / window.output[1], pixel % window.output[1]);
    let (down, across) = (window.inside(0, y), window.inside(1, x));
    if down.len() < window.kernel[0] || across.len() < window.kernel[1] {
        row.fill(0.0);
    }
    let (top, left) = (window.start(0, y), window.start(1, x));
    for tap in down {
        let line = (top + (tap * window.dilations[0]) as isize) as usize * window.input[1];
        let row = &mut row[tap * window.kernel[1] * channels..][..window.kernel[1] * channels];
        let place = |tap: usize| (line + (left + (tap * window.dilations[1]) as isize) as usize) * channels;
        if window.dilations[1] == 1 {
            let length = across.len() * channels;
            if length > 0 {
                row[across.start * channels..][..length].copy_from_slice(&picture[place(across.start)..][..length]);
            }
        } else {
            for tap in across.clone() {
                row[tap * channels..][..channels].copy_from_slice(&picture[place(tap)..][..channels]);
            }
        }
    }
}
