//! Each kernel against plain loops, with sizes that leave tiles partly filled.

use super::matmul::{Weights, multiply};
use super::quantise::{quantise, range, scale_and_zero};
use super::{Epilogue, Window, depthwise, im2col, integers};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

// In a browser, because Node 20 lacks relaxed SIMD.
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn sample(count: usize, seed: usize) -> Vec<f32> {
    (0..count).map(|index| ((index * 7919 + seed * 104_729) % 251) as f32 / 125.0 - 1.0).collect()
}

fn assert_close(found: &[f32], expected: &[f32], of: &str) {
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-4 * expected.abs().max(1.0),
            "{of}: {found}, not {expected}, at {index}"
        );
    }
}

const RELU6: Epilogue = Epilogue { low: 0.0, high: 6.0, ..Epilogue::NONE };

#[test]
fn rows_are_multiplied_by_weights() {
    for rows in [1, 2, 3, 4, 5, 6, 7, 11, 13] {
        for (depth, columns) in [(1, 1), (3, 7), (16, 8), (17, 9), (5, 31), (64, 40), (0, 5)] {
            let (from, weights, biases) = (sample(rows * depth, 1), sample(depth * columns, 2), sample(columns, 3));
            let packed = Weights::pack(depth, columns, |row, column| weights[row * columns + column]);
            let transposed: Vec<f32> =
                (0..depth * columns).map(|index| weights[index % depth * columns + index / depth]).collect();
            let packed_of_columns = Weights::pack_columns(depth, columns, &transposed);
            let added = sample(rows * columns, 4);
            for (added, finish) in [(None, Epilogue::NONE), (Some(&*added), RELU6)] {
                let mut found = vec![f32::NAN; rows * columns];
                multiply(&from, &packed, Epilogue { biases: &biases, added, ..finish }, &mut found);
                let sum = |row: usize, column: usize| {
                    let products =
                        (0..depth).map(|index| from[row * depth + index] * weights[index * columns + column]);
                    products.sum::<f32>() + biases[column] + added.map_or(0.0, |added| added[row * columns + column])
                };
                let expected: Vec<f32> = (0..rows * columns)
                    .map(|index| sum(index / columns, index % columns).clamp(finish.low, finish.high))
                    .collect();
                let mut of_columns = vec![f32::NAN; rows * columns];
                multiply(&from, &packed_of_columns, Epilogue { biases: &biases, added, ..finish }, &mut of_columns);
                assert_eq!(found, of_columns);
                assert_close(&found, &expected, &format!("{rows} × {depth} × {columns}"));
            }
        }
    }
}

/// Windows of many shapes, with and without padding.
fn windows() -> impl Iterator<Item = Window> {
    let kernels = [[1, 1], [3, 3], [5, 2], [1, 4], [5, 5]];
    let inputs = [[1, 1], [5, 7], [9, 4], [4, 16]];
    let steps = [([1, 1], [1, 1]), ([2, 2], [1, 1]), ([1, 3], [2, 1]), ([2, 1], [1, 2])];
    let befores = [[0, 0], [1, 1], [2, 0]];
    let all = kernels.into_iter().flat_map(move |kernel| inputs.map(|input| (kernel, input)));
    let all = all.flat_map(move |(kernel, input)| steps.map(|step| (kernel, input, step)));
    all.flat_map(move |(kernel, input, (strides, dilations))| {
        befores.map(|before| {
            // The padding after the image is the same.
            let output = [0, 1].map(|axis| {
                let reach: usize = (kernel[axis] - 1) * dilations[axis] + 1;
                let room: usize = input[axis] + 2 * before[axis];
                if room < reach { 0 } else { (room - reach) / strides[axis] + 1 }
            });
            Window { input, output, kernel, strides, dilations, pad_before: before }
        })
    })
    .filter(|window| window.output.iter().all(|&length| length > 0))
}

/// The sum over the taps inside the image: `product` gets the pixel of each tap, and its index.
fn sum_over(window: &Window, y: usize, x: usize, product: impl Fn(usize, usize) -> f32) -> f32 {
    let mut sum = 0.0;
    for tap in 0..window.taps() {
        let index = |axis: usize, at: usize, tap: usize| {
            let index = at * window.strides[axis] + tap * window.dilations[axis];
            index.checked_sub(window.pad_before[axis]).filter(|&index| index < window.input[axis])
        };
        let (row, column) = (tap / window.kernel[1], tap % window.kernel[1]);
        if let (Some(y), Some(x)) = (index(0, y, row), index(1, x, column)) {
            sum += product(y * window.input[1] + x, tap);
        }
    }
    sum
}

#[test]
fn depthwise_convolutions_match_plain_loops() {
    for window in windows() {
        for channels in [1, 4, 6, 16, 23, 32] {
            let image = sample(window.input[0] * window.input[1] * channels, 1);
            let (weights, biases) = (sample(window.taps() * channels, 2), sample(channels, 3));
            let weight = |tap: usize, channel: usize| weights[tap * channels + channel];
            let taps = depthwise::Taps::pack(window.taps(), channels, weight);
            let relu6 = Epilogue { biases: &biases, ..RELU6 };
            let [height, width] = window.output;
            let mut found = vec![f32::NAN; height * width * channels];
            depthwise::convolve(&image, &taps, &window, relu6, 0, &mut found);
            let expected: Vec<f32> = (0..found.len())
                .map(|index| {
                    let (pixel, channel) = (index / channels, index % channels);
                    let product =
                        |from: usize, tap: usize| image[from * channels + channel] * weights[tap * channels + channel];
                    (sum_over(&window, pixel / width, pixel % width, product) + biases[channel]).clamp(0.0, 6.0)
                })
                .collect();
            assert_close(&found, &expected, &format!("{window:?} of {channels}"));
            // Only the last line.
            let last = (height - 1) * width * channels;
            let mut line = vec![f32::NAN; width * channels];
            depthwise::convolve(&image, &taps, &window, relu6, height - 1, &mut line);
            assert_close(&line, &expected[last..], "the last line");
        }
    }
}

#[test]
fn convolutions_over_all_channels_match_plain_loops() {
    for window in windows() {
        for (channels, columns) in [(1, 1), (3, 8), (5, 11)] {
            let image = sample(window.input[0] * window.input[1] * channels, 1);
            let depth = window.taps() * channels;
            let (weights, biases) = (sample(depth * columns, 2), sample(columns, 3));
            let packed = Weights::pack(depth, columns, |row, column| weights[row * columns + column]);
            let [height, width] = window.output;
            let mut found = vec![f32::NAN; height * width * columns];
            im2col::convolve(&image, &packed, &window, Epilogue { biases: &biases, ..Epilogue::NONE }, 0, &mut found);
            let expected: Vec<f32> = (0..found.len())
                .map(|index| {
                    let (pixel, column) = (index / columns, index % columns);
                    let product = |from: usize, tap: usize| {
                        let weight = |channel: usize| weights[(tap * channels + channel) * columns + column];
                        (0..channels).map(|channel| image[from * channels + channel] * weight(channel)).sum()
                    };
                    sum_over(&window, pixel / width, pixel % width, product) + biases[column]
                })
                .collect();
            assert_close(&found, &expected, &format!("{window:?} of {channels} × {columns}"));
        }
    }
}

#[test]
fn integers_are_multiplied_by_integers() {
    for rows in [1, 2, 3, 4, 5, 6, 9] {
        for (depth, columns) in [(1, 1), (2, 8), (3, 7), (16, 9), (31, 17), (0, 3)] {
            // All values that a difference of two bytes can have.
            let integer = |index: usize, seed: usize| (((index * 7919 + seed * 104_729) % 511) as i16) - 255;
            let packed = integers::Weights::pack(depth, columns, |row, column| integer(row * columns + column, 2));
            let from: Vec<i16> = (0..rows * depth).map(|index| integer(index, 1)).collect();
            let mut found = vec![i32::MIN; rows * columns];
            let from_packed = integers::pack_rows(depth, &from, 0);
            integers::multiply(&from_packed, &packed, |sums, out| out.copy_from_slice(sums), &mut found);
            let product = |row: usize, column: usize, index: usize| {
                i32::from(from[row * depth + index]) * i32::from(integer(index * columns + column, 2))
            };
            let expected: Vec<i32> = (0..rows * columns)
                .map(|index| (0..depth).map(|k| product(index / columns, index % columns, k)).sum())
                .collect();
            assert_eq!(found, expected, "{rows} × {depth} × {columns}");
        }
    }
}

/// The examples of ONNX's documentation, and more numbers than are compared together.
#[test]
fn numbers_are_quantised_as_onnx_specifies() {
    let quantised = |numbers: &[f32]| {
        let (scale, zero) = scale_and_zero(range(numbers));
        let mut steps = vec![0; numbers.len()];
        quantise(numbers, scale, zero, &mut steps);
        (scale, zero, steps)
    };
    let (scale, zero, steps) = quantised(&[0.0, 2.0, -3.0, -2.5, 1.34, 0.5]);
    assert!((scale - 5.0 / 255.0).abs() < 1e-8);
    assert_eq!((zero, steps), (153, vec![153, 255, 0, 26, 221, 179]));
    let (_, zero, steps) = quantised(&[1.0, 2.1, 1.3, 2.5, 3.34, 4.0, 1.5, 2.6, 3.9, 4.0, 3.0, 2.345]);
    assert_eq!((zero, steps), (0, vec![64, 134, 83, 159, 213, 255, 96, 166, 249, 255, 191, 149]));
    for index in [0, 15, 16, 34] {
        let mut numbers = sample(35, 1);
        (numbers[index], numbers[34 - index]) = (-3.0, f32::NAN);
        let high = numbers.iter().copied().fold(0.0, f32::max);
        assert_eq!(range(&numbers), (-3.0, high), "{index}");
    }
    assert_eq!(quantised(&[0.0; 20]).2, [0; 20]);
}
