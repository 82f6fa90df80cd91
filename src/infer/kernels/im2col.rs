//! Convolution over all channels by im2col: for each pixel of the output, the patch of the image under the window is
//! copied into a row. A few rows at a time are multiplied by the weights.

use super::matmul::{Epilogue, Weights, multiply};
use super::window::Window;

/// How many patches are copied at a time: few enough for the processor's cache.
const PIXELS: usize = 48;

/// Computes the pixels of the output from `first` on, as many as `out` has. `image` and `out` are pixels × channels;
/// the tensor that is added begins with the pixel `first`. The rows of the weights are taps × channels of the image.
pub fn convolve(image: &[f32], weights: &Weights, window: &Window, epilogue: Epilogue, first: usize, out: &mut [f32]) {
    let (depth, columns) = (weights.depth(), weights.columns());
    if window.is_each_pixel() {
        let count = out.len() / columns;
        return multiply(&image[first * depth..][..count * depth], weights, epilogue, out);
    }
    let mut rows = vec![0.0; PIXELS * depth];
    for (strip, out) in out.chunks_mut(PIXELS * columns).enumerate() {
        let count = out.len() / columns;
        let start = strip * PIXELS;
        for (pixel, row) in rows.chunks_exact_mut(depth).take(count).enumerate() {
            copy_patch(image, window, first + start + pixel, row);
        }
        multiply(&rows[..count * depth], weights, epilogue.part(start * columns, out.len()), out);
    }
}

/// Copies the patch for a pixel of the output, with zeros for taps outside the image.
fn copy_patch(image: &[f32], window: &Window, pixel: usize, row: &mut [f32]) {
    let channels = row.len() / window.taps();
    let (y, x) = (pixel / window.output[1], pixel % window.output[1]);
    let (down, across) = (window.taps_inside(0, y), window.taps_inside(1, x));
    if down.len() < window.kernel[0] || across.len() < window.kernel[1] {
        row.fill(0.0);
    }
    let (top, left) = (window.start(0, y), window.start(1, x));
    for tap in down {
        let line = (top + (tap * window.dilations[0]) as isize) as usize * window.input[1];
        let row = &mut row[tap * window.kernel[1] * channels..][..window.kernel[1] * channels];
        let index = |tap: usize| (line + (left + (tap * window.dilations[1]) as isize) as usize) * channels;
        if window.dilations[1] == 1 {
            let length = across.len() * channels;
            if length > 0 {
                row[across.start * channels..][..length].copy_from_slice(&image[index(across.start)..][..length]);
            }
        } else {
            for tap in across.clone() {
                row[tap * channels..][..channels].copy_from_slice(&image[index(tap)..][..channels]);
            }
        }
    }
}
