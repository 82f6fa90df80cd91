//! Quantisation to 8 bits with a scale and a zero point that fit the numbers: ONNX's `DynamicQuantizeLinear`, in loops
//! that the compiler vectorises.

/// How many numbers are compared together.
const BLOCK: usize = 16;

/// The smallest and the largest of the numbers and zero; NaN is ignored.
pub fn range(numbers: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
    let (blocks, rest) = numbers.as_chunks::<BLOCK>();
    let rest: [f32; BLOCK] = std::array::from_fn(|index| rest.get(index).copied().unwrap_or(0.0));
    for block in blocks.iter().chain([&rest]) {
        for ((low, high), &number) in low.iter_mut().zip(&mut high).zip(block) {
            *low = if number < *low { number } else { *low };
            *high = if number > *high { number } else { *high };
        }
    }
    (low.into_iter().fold(0.0, f32::min), high.into_iter().fold(0.0, f32::max))
}

/// The scale and the zero point that map a range to 0 to 255.
pub fn scale_and_zero((low, high): (f32, f32)) -> (f32, u8) {
    let scale = (high - low) / 255.0;
    (scale, (-low / scale).round_ties_even() as u8)
}

/// Divides each number by the scale, rounds it (ties to even), adds the zero point, and clamps it to 0 to 255.
pub fn quantise(numbers: &[f32], scale: f32, zero: u8, out: &mut [u8]) {
    let quantised = |number: f32| {
        let steps = (number / scale).round_ties_even() as i32;
        steps.saturating_add(i32::from(zero)).clamp(0, 255) as u8
    };
    for (number, out) in numbers.iter().zip(out) {
        *out = quantised(*number);
    }
}
