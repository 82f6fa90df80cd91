//! Fourier transforms, windows, and the weights of mel bins. Transforms are computed in double precision. The formulas
//! are those of the ONNX operators' texts.

use super::attributes::{flag, int};
use super::copying::{doubles, numbers};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::recurrent::Real;
use crate::tensor::{ElementType, volume};
use std::f64::consts::PI;
use tract_onnx::tract_core::internal::*;

/// The longest transform.
const MAX_LENGTH: usize = 1 << 20;

pub(super) const OPERATORS: &[Operator] = &[
    wire("DFT", 1..=2, &[int("axis", -16..=15), flag("inverse"), flag("onesided")], transform).since(17..=19),
    wire("DFT", 1..=3, &[flag("inverse"), flag("onesided")], transform).since(20..=i64::MAX),
    wire("STFT", 2..=4, &[flag("onesided")], transform_frames).since(17..=i64::MAX),
    wire("HannWindow", 1..=1, &[int("output_datatype", 1..=16), flag("periodic")], |node| {
        window(node, [0.5, 0.5, 0.0])
    })
    .since(17..=i64::MAX),
    wire("HammingWindow", 1..=1, &[int("output_datatype", 1..=16), flag("periodic")], |node| {
        window(node, [25.0 / 46.0, 1.0 - 25.0 / 46.0, 0.0])
    })
    .since(17..=i64::MAX),
    wire("BlackmanWindow", 1..=1, &[int("output_datatype", 1..=16), flag("periodic")], |node| {
        window(node, [0.5 - 0.08, 0.5, 0.08])
    })
    .since(17..=i64::MAX),
    wire("MelWeightMatrix", 5..=5, &[int("output_datatype", 1..=16)], mel_weights).since(17..=i64::MAX),
];

/// A real and an imaginary part.
type Complex = [f64; 2];

fn product([a, b]: Complex, [c, d]: Complex) -> Complex {
    [a * c - b * d, a * d + b * c]
}

fn conjugate(numbers: &mut [Complex]) {
    numbers.iter_mut().for_each(|number| number[1] = -number[1]);
}

/// e to the power of -πi × `turn` / `half`.
fn root(turn: u64, half: u64) -> Complex {
    let (sin, cos) = (-PI * turn as f64 / half as f64).sin_cos();
    [cos, sin]
}

/// The discrete Fourier transform of a fixed length.
struct Fourier {
    length: usize,
    /// Of a length that is a power of two.
    roots: Vec<Complex>,
    /// For other lengths, a convolution of such a length (Bluestein): the factors of the numbers before and after it,
    /// and the transform of what they are convolved with.
    convolution: Option<(Vec<Complex>, Vec<Complex>)>,
}

impl Fourier {
    fn new(length: usize) -> Self {
        let direct = length.is_power_of_two();
        let size = if direct { length } else { (2 * length).next_power_of_two() };
        let roots: Vec<Complex> = (0..size / 2).map(|turn| root(turn as u64, size as u64 / 2)).collect();
        let convolution = (!direct).then(|| {
            let turns = 2 * length as u64;
            let factor = |index: u64| root(index * index % turns, length as u64);
            let factors: Vec<Complex> = (0..length as u64).map(factor).collect();
            let mut kernel = vec![[0.0; 2]; size];
            for (index, &[real, imaginary]) in factors.iter().enumerate() {
                kernel[index] = [real, -imaginary];
                kernel[(size - index) % size] = [real, -imaginary];
            }
            transform_power_of_two(&mut kernel, &roots);
            (factors, kernel)
        });
        Self { length, roots, convolution }
    }

    /// Replaces as many numbers by their transform, or by what they are the transform of.
    fn run(&self, numbers: &mut [Complex], inverse: bool, scratch: &mut Vec<Complex>) {
        if inverse {
            conjugate(numbers);
        }
        match &self.convolution {
            None => transform_power_of_two(numbers, &self.roots),
            Some((factors, kernel)) => {
                scratch.clear();
                scratch.extend(numbers.iter().zip(factors).map(|(&number, &factor)| product(number, factor)));
                scratch.resize(kernel.len(), [0.0; 2]);
                transform_power_of_two(scratch, &self.roots);
                for (number, &factor) in scratch.iter_mut().zip(kernel) {
                    *number = product(*number, factor);
                }
                // The inverse transform is one of the conjugate numbers.
                conjugate(scratch);
                transform_power_of_two(scratch, &self.roots);
                conjugate(scratch);
                let scale = 1.0 / kernel.len() as f64;
                for ((number, &sum), &factor) in numbers.iter_mut().zip(&*scratch).zip(factors) {
                    *number = product(sum, factor).map(|part| part * scale);
                }
            }
        }
        if inverse {
            conjugate(numbers);
            let scale = 1.0 / self.length as f64;
            numbers.iter_mut().for_each(|number| *number = number.map(|part| part * scale));
        }
    }
}

/// The transform of a power of two of numbers; `roots` are the first half of the roots of that order.
fn transform_power_of_two(numbers: &mut [Complex], roots: &[Complex]) {
    let count = numbers.len();
    if count < 2 {
        return;
    }
    let shift = usize::BITS - count.trailing_zeros();
    for index in 0..count {
        let other = index.reverse_bits() >> shift;
        if index < other {
            numbers.swap(index, other);
        }
    }
    let mut half = 1;
    while half < count {
        for pairs in numbers.chunks_exact_mut(2 * half) {
            let (low, high) = pairs.split_at_mut(half);
            for ((low, high), &root) in low.iter_mut().zip(high).zip(roots.iter().step_by(count / (2 * half))) {
                let ([a, b], [c, d]) = (*low, product(*high, root));
                (*low, *high) = ([a + c, b + d], [a - c, b - d]);
            }
        }
        half *= 2;
    }
}

/// A length that a parameter of a node gives.
fn length(node: &Node<'_>, value: Value, what: &str, least: i64) -> Wired<usize> {
    let length = node.known_int(value)?;
    node.ensure((least..=MAX_LENGTH as i64).contains(&length), || {
        format!("has the {what} {length}: {least} to {MAX_LENGTH} are possible")
    })?;
    Ok(length as usize)
}

/// The type of the numbers of a signal: single or double precision.
fn signal_kind(node: &Node<'_>, signal: Value) -> Wired<DatumType> {
    let kind = node.kind(signal);
    node.ensure(kind == f32::datum_type() || kind == f64::datum_type(), || {
        format!("has a signal of {kind:?}: f32 or f64 is expected")
    })?;
    Ok(kind)
}

// DFT

/// A transform along one axis: the numbers of the tensor are those of its outer axes × the axis × those of its inner
/// axes × parts.
struct Transform {
    fourier: Fourier,
    inverse: bool,
    /// Whether half of the spectrum is given, and the other half is its conjugate.
    mirrored: bool,
    from: usize,
    to: usize,
    inner: usize,
    parts_from: usize,
    parts_to: usize,
    shape: TVec<usize>,
}

fn transform(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let x = node.input(0)?;
    let kind = signal_kind(node, x)?;
    let mut shape = node.shape(x);
    let rank = shape.len();
    let parts_from = shape.last().copied().unwrap_or(0);
    node.ensure(rank >= 2 && (1..=2).contains(&parts_from), || {
        format!("has a signal of {shape:?}: a last axis of 1 or 2 for real or complex numbers is expected")
    })?;
    let axis = match node.optional(2) {
        Some(axis) => node.known_int(axis)?,
        None => attributes.int("axis", if node.version < 20 { 1 } else { -2 }),
    };
    let axis = node.axis(axis, rank)?;
    node.ensure(axis < rank - 1, || "transforms its last axis, which has the parts of a number".into())?;
    let (inverse, onesided) = (attributes.flag("inverse"), attributes.flag("onesided"));
    let mirrored = inverse && onesided;
    node.ensure(!onesided || (parts_from == 2) == inverse, || {
        let (given, expected) = if inverse { ("real", "complex") } else { ("complex", "real") };
        format!("has {given} numbers, of which no half can be transformed: {expected} ones are expected")
    })?;
    let from = shape[axis];
    let count = match node.optional(1) {
        Some(count) => length(node, count, "dft_length", 1)?,
        None if mirrored => 2 * from.saturating_sub(1),
        None => from,
    };
    node.ensure(count <= MAX_LENGTH, || format!("transforms {count} numbers: at most {MAX_LENGTH} are possible"))?;
    let to = if onesided && !inverse && count > 0 { count / 2 + 1 } else { count };
    let parts_to = if mirrored { 1 } else { 2 };
    let inner = shape[axis + 1..rank - 1].iter().product();
    shape[axis] = to;
    shape[rank - 1] = parts_to;
    // Before the roots are computed.
    volume(&shape)?;
    let plan = Transform {
        // An empty result needs no roots.
        fourier: Fourier::new(count.max(1)),
        inverse,
        mirrored,
        from,
        to,
        inner,
        parts_from,
        parts_to,
        shape: shape.clone(),
    };
    let run = move |inputs: &[TValue]| match kind == f32::datum_type() {
        true => plan.run::<f32>(&inputs[0]),
        false => plan.run::<f64>(&inputs[0]),
    };
    Ok(tvec![node.compute("DFT", &[x], kind, &shape, run)?])
}

impl Transform {
    fn run<T: Real>(&self, x: &Tensor) -> TractResult<Tensor> {
        let &Self { from, to, inner, parts_from, parts_to, .. } = self;
        let mut output = Tensor::zero_dt(T::datum_type(), &self.shape)?;
        if output.len() == 0 {
            return Ok(output);
        }
        let count = self.fourier.length;
        let (mut values, mut scratch) = (vec![[0.0; 2]; count], vec![]);
        let given = from.min(if self.mirrored { count / 2 + 1 } else { count });
        let x = numbers::<T>(x)?;
        let mut view = output.try_as_plain_ram_mut()?;
        for (outer, out) in view.as_slice_mut::<T>()?.chunks_exact_mut(to * inner * parts_to).enumerate() {
            let x = &x[outer * from * inner * parts_from..][..from * inner * parts_from];
            for place in 0..inner {
                values.fill([0.0; 2]);
                let steps = x.chunks_exact(inner * parts_from).take(given);
                for (value, step) in values.iter_mut().zip(steps) {
                    let parts = &step[place * parts_from..][..parts_from];
                    value.iter_mut().zip(parts).for_each(|(to, &from)| *to = from.into());
                }
                if self.mirrored {
                    for index in 1..count.div_ceil(2) {
                        let [real, imaginary] = values[index];
                        values[count - index] = [real, -imaginary];
                    }
                }
                self.fourier.run(&mut values, self.inverse, &mut scratch);
                for (step, value) in out.chunks_exact_mut(inner * parts_to).zip(&values) {
                    let parts = &mut step[place * parts_to..][..parts_to];
                    parts.iter_mut().zip(value).for_each(|(to, &from)| *to = T::of(from));
                }
            }
        }
        Ok(output)
    }
}

// STFT

/// Transforms of the frames of signals.
struct Frames {
    fourier: Fourier,
    /// Of each signal.
    count: usize,
    step: usize,
    /// How many numbers of each transform are wanted.
    wanted: usize,
    signal: usize,
    parts: usize,
    shape: [usize; 4],
}

fn transform_frames(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let onesided = node.attributes().int("onesided", 1) != 0;
    let signal = node.input(0)?;
    let kind = signal_kind(node, signal)?;
    let shape = node.shape(signal);
    let (batch, samples, parts) = match shape[..] {
        [batch, samples] => (batch, samples, 1),
        [batch, samples, parts @ 1..=2] => (batch, samples, parts),
        _ => {
            let what = format!("has a signal of {shape:?}: batch, length, and 1 or 2 for real or complex are expected");
            return Err(node.invalid(&what));
        }
    };
    let step = length(node, node.input(1)?, "frame_step", 1)?;
    let given = node.optional(3).map(|value| length(node, value, "frame_length", 1)).transpose()?;
    let window = node.optional(2);
    let of_window = window.map(|window| node.shape(window));
    let frame = match &of_window {
        Some(shape) => shape.first().copied().unwrap_or(0),
        None => given.unwrap_or(samples),
    };
    let fits = of_window.as_ref().is_none_or(|shape| shape.len() == 1) && given.is_none_or(|given| given == frame);
    node.ensure(fits, || format!("has a window of {of_window:?} and the frame_length {given:?}"))?;
    node.ensure((1..=MAX_LENGTH).contains(&frame) && frame <= samples, || {
        format!("has frames of {frame} samples in a signal of {samples}: they do not fit")
    })?;
    let count = (samples - frame) / step + 1;
    let wanted = if onesided { frame / 2 + 1 } else { frame };
    let shape = [batch, count, wanted, 2];
    volume(&shape)?;
    let plan = Frames { fourier: Fourier::new(frame), count, step, wanted, signal: samples * parts, parts, shape };
    let mut inputs = tvec![signal];
    inputs.extend(window);
    let run = move |inputs: &[TValue]| {
        let window = inputs.get(1).map(|window| doubles(window)).transpose()?;
        match kind == f32::datum_type() {
            true => plan.run::<f32>(&inputs[0], window.as_deref()),
            false => plan.run::<f64>(&inputs[0], window.as_deref()),
        }
    };
    Ok(tvec![node.compute("STFT", &inputs, kind, &shape, run)?])
}

impl Frames {
    fn run<T: Real>(&self, signal: &Tensor, window: Option<&[f64]>) -> TractResult<Tensor> {
        let mut output = Tensor::zero_dt(T::datum_type(), &self.shape)?;
        let length = self.fourier.length;
        let (mut values, mut scratch) = (vec![[0.0; 2]; length], vec![]);
        let mut view = output.try_as_plain_ram_mut()?;
        let outs = view.as_slice_mut::<T>()?.chunks_exact_mut(self.count * self.wanted * 2);
        for (signal, out) in numbers::<T>(signal)?.chunks_exact(self.signal).zip(outs) {
            for (frame, out) in out.chunks_exact_mut(self.wanted * 2).enumerate() {
                let frame = &signal[frame * self.step * self.parts..][..length * self.parts];
                for (index, (value, parts)) in values.iter_mut().zip(frame.chunks_exact(self.parts)).enumerate() {
                    let factor = window.map_or(1.0, |window| window[index]);
                    *value = [0.0; 2];
                    value.iter_mut().zip(parts).for_each(|(to, &from)| *to = from.into() * factor);
                }
                self.fourier.run(&mut values, false, &mut scratch);
                let parts = values.iter().flatten();
                out.iter_mut().zip(parts).for_each(|(to, &from)| *to = T::of(from));
            }
        }
        Ok(output)
    }
}

// Windows and weights

/// The type that the attribute output_datatype asks for.
fn output_kind(node: &Node<'_>) -> Wired<DatumType> {
    let number = node.attributes().int("output_datatype", 1);
    let kind = ElementType::from_onnx(number as i32).filter(|&kind| kind != ElementType::Bool);
    let unsupported = || {
        node.unsupported(&format!(
            "has the output_datatype {number}: export the model with an integer or f16, f32 or f64"
        ))
    };
    Ok(kind.ok_or_else(unsupported)?.datum_type())
}

/// A window: a sum of cosines of none, one and two periods with these factors, the second of which is subtracted.
/// As in onnxruntime, they are of single precision, so that the ends of a window are not quite 0.
fn window(node: &mut Node<'_>, factors: [f32; 3]) -> Wired<TVec<Value>> {
    let [constant, once, twice] = factors.map(f64::from);
    let kind = output_kind(node)?;
    let count = length(node, node.input(0)?, "size", 0)?;
    let periodic = node.attributes().int("periodic", 1) != 0;
    let window = move |_: &[TValue]| {
        let period = if periodic { count as f64 } else { count as f64 - 1.0 };
        let number = |index: usize| {
            let angle = 2.0 * PI * index as f64 / period;
            constant - once * angle.cos() + twice * (2.0 * angle).cos()
        };
        let numbers: Vec<f64> = (0..count).map(number).collect();
        Ok(tensor1(&numbers).cast_to_dt(kind)?.into_owned())
    };
    Ok(tvec![node.compute("Window", &[], kind, &[count], window)?])
}

fn mel_weights(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let kind = output_kind(node)?;
    let bins = length(node, node.input(0)?, "num_mel_bins", 1)?;
    let count = length(node, node.input(1)?, "dft_length", 1)?;
    let rate = node.known_int(node.input(2)?)?;
    let edge = |index: usize| -> Wired<f64> {
        let numbers = node.known_floats(node.input(index)?)?;
        node.ensure(numbers.len() == 1, || {
            format!("has {} numbers in its input {index}: one is expected", numbers.len())
        })?;
        Ok(numbers[0].into())
    };
    let (low, high) = (edge(3)?, edge(4)?);
    let rows = count / 2 + 1;
    let row = move |hertz: f64| ((count + 1) as f64 * hertz / rate as f64).floor();
    let inside = |hertz: f64| (0.0..rows as f64).contains(&row(hertz));
    node.ensure(rate > 0 && low >= 0.0 && high >= low && inside(low) && inside(high), || {
        format!("has the edges {low} and {high} Hz, which are out of range for {count} samples at {rate} Hz")
    })?;
    let shape = [rows, bins];
    volume(&shape)?;
    let weights = move |_: &[TValue]| {
        let mel = |hertz: f64| 2595.0 * (1.0 + hertz / 700.0).log10();
        let hertz = |mel: f64| 700.0 * (10f64.powf(mel / 2595.0) - 1.0);
        let step = (mel(high) - mel(low)) / (bins + 2) as f64;
        let edges: Vec<usize> =
            (0..bins + 2).map(|index| row(hertz(mel(low) + step * index as f64)) as usize).collect();
        let mut weights = vec![0.0; rows * bins];
        let mut set = |row: usize, bin: usize, weight: f64| {
            if let Some(number) = weights.get_mut(row * bins + bin) {
                *number = weight;
            }
        };
        for (bin, edges) in edges.windows(3).enumerate() {
            let [left, center, right] = [edges[0], edges[1], edges[2]];
            // The weights rise to the center, and fall after it.
            if left == center {
                set(center, bin, 1.0);
            } else {
                (left..=center).for_each(|row| set(row, bin, (row - left) as f64 / (center - left) as f64));
            }
            (center..right).for_each(|row| set(row, bin, (right - row) as f64 / (right - center) as f64));
        }
        Ok(Tensor::from_shape(&shape, &weights)?.cast_to_dt(kind)?.into_owned())
    };
    Ok(tvec![node.compute("MelWeightMatrix", &[], kind, &shape, weights)?])
}
