//! Three convolutions in one node: an image is expanded to many channels, each of which is convolved by itself, and
//! projected to few again. The expanded image is large, so only a few lines of it are computed at a time, which fit the
//! processor's cache.

use super::convolution::Convolution;
use crate::kernels::in_parts;
use tract_onnx::tract_core::internal::*;

/// A smaller expanded image fits the cache as a whole.
const MIN_BYTES: usize = 1 << 20;
/// How many bytes of it are computed at a time, but never less than the output's next line needs.
const STRIP_BYTES: usize = 1 << 18;
/// How many lines of the output a thread computes at least: where two threads meet, both compute the same lines of the
/// expanded image.
const LINES_PER_THREAD: usize = 14;

/// The three convolutions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Strips {
    expansion: Convolution,
    depthwise: Convolution,
    projection: Convolution,
    /// How many lines of the output are computed at a time.
    lines: usize,
}

/// Replaces such sequences of convolutions in a model.
pub(super) fn fuse_into_strips(model: &mut TypedModel) -> TractResult<()> {
    for id in 0..model.nodes.len() {
        if let Some((strips, image)) = Strips::ending_with(model, id) {
            model.node_mut(id).op = Box::new(strips);
            model.add_edge(image, InletId::new(id, 0))?;
        }
    }
    Ok(())
}

impl Strips {
    /// The three convolutions of which this node is the last, and the input of the first.
    fn ending_with(model: &TypedModel, id: usize) -> Option<(Self, OutletId)> {
        // The node before is part of the sequence only if no other node reads it.
        let convolution = |id: usize| model.node(id).op_as::<Convolution>();
        let before = |id: usize| {
            let outlet = model.node(id).inputs[0];
            let node = model.node(outlet.node);
            let read_once = node.outputs[0].successors.len() == 1 && !model.outputs.contains(&outlet);
            read_once.then_some(outlet.node)
        };
        let projection = convolution(id)?;
        let middle = before(id)?;
        let depthwise = convolution(middle)?;
        let first = before(middle)?;
        let expansion = convolution(first)?;
        Some((Self::of(expansion, depthwise, projection)?, model.node(first).inputs[0]))
    }

    fn of(expansion: &Convolution, depthwise: &Convolution, projection: &Convolution) -> Option<Self> {
        let kinds = [expansion, depthwise, projection].map(Convolution::is_depthwise) == [false, true, false];
        let [height, width] = expansion.window().output;
        let line = width * expansion.channels() * size_of::<f32>();
        if !kinds || expansion.adds_input() || !projection.window().is_each_pixel() || height * line < MIN_BYTES {
            return None;
        }
        let lines = (STRIP_BYTES / line / depthwise.window().strides[0]).max(1);
        let [expansion, depthwise, projection] = [expansion, depthwise, projection].map(Convolution::clone);
        Some(Self { expansion, depthwise, projection, lines })
    }

    fn convolve(&self, image: &[f32], added: Option<&[f32]>, out: &mut [f32]) {
        let Self { expansion, depthwise, projection, .. } = self;
        let line = projection.window().output[1] * projection.channels();
        let unit = line * LINES_PER_THREAD;
        let products = [expansion, depthwise, projection].map(|one| one.channels() * one.products());
        let pixels = LINES_PER_THREAD * projection.window().output[1];
        in_parts(out, unit, pixels * products.iter().sum::<usize>(), |first, out| {
            let added = added.map(|added| &added[first * unit..][..out.len()]);
            self.compute_lines(image, added, first * LINES_PER_THREAD, out);
        });
    }

    /// Computes the lines of the output from `first` on, as many as `out` has. `added` begins with that line.
    fn compute_lines(&self, image: &[f32], added: Option<&[f32]>, first: usize, out: &mut [f32]) {
        let Self { expansion, depthwise, projection, lines } = self;
        let [_, width] = expansion.window().output;
        let wide = width * expansion.channels();
        let [_, width_out] = projection.window().output;
        let line = width_out * projection.channels();
        let mut middle = vec![0.0; lines.min(&(out.len() / line)) * width_out * depthwise.channels()];
        let mut expanded = Vec::new();
        // The lines of the expanded image that `expanded` holds.
        let mut held = 0..0_usize;
        for (strip, out) in out.chunks_mut(lines * line).enumerate() {
            let done = strip * lines;
            let count = out.len() / line;
            let (needed, window) = depthwise.window().strip(first + done..first + done + count);
            let kept = held.end.saturating_sub(needed.start);
            expanded.copy_within((held.len() - kept) * wide..held.len() * wide, 0);
            expanded.resize(expanded.len().max(needed.len() * wide), 0.0);
            let missing = &mut expanded[kept * wide..needed.len() * wide];
            expansion.compute_pixels(image, expansion.window(), None, (needed.start + kept) * width, missing);
            let middle = &mut middle[..count * width_out * depthwise.channels()];
            depthwise.compute_pixels(&expanded, &window, None, 0, middle);
            let added = added.map(|added| &added[done * line..][..out.len()]);
            projection.compute_pixels(middle, projection.window(), added, 0, out);
            held = needed;
        }
    }
}

impl Op for Strips {
    fn name(&self) -> StaticName {
        "ConvolutionsInStrips".into()
    }

    op_as_typed_op!();
}

impl EvalOp for Strips {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        self.projection.each_image(&inputs, |image, added, out| self.convolve(image, added, out))
    }
}

impl TypedOp for Strips {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        self.projection.output_facts(inputs)
    }

    as_op!();
}

#[cfg(test)]
mod tests {
    use super::super::fused_ops::numbers;
    use super::*;
    use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, PaddingSpec, PoolSpec};
    use tract_onnx::tract_core::ops::nn::DataFormat;

    fn sample(shape: &[usize], seed: usize) -> TractResult<Tensor> {
        let count = shape.iter().product::<usize>();
        let numbers: Vec<f32> = (0..count).map(|index| ((index * 7919 + seed) % 251) as f32 / 125.0 - 1.0).collect();
        Tensor::from_shape(shape, &numbers)
    }

    /// A convolution of an image of `channels` × `size`: depthwise, or to `out` channels.
    fn convolution(
        channels: usize,
        size: [usize; 2],
        out: Option<usize>,
        (kernel, stride, dilation, padding): (usize, usize, usize, usize),
    ) -> TractResult<Convolution> {
        let (group, out) = out.map_or((channels, channels), |out| (1, out));
        let pair = |number: usize| -> TVec<usize> { tvec![number, number] };
        let pool_spec = PoolSpec {
            data_format: DataFormat::NCHW,
            kernel_shape: pair(kernel),
            padding: PaddingSpec::Explicit(pair(padding), pair(padding)),
            dilations: Some(pair(dilation)),
            strides: Some(pair(stride)),
            input_channels: channels,
            output_channels: out,
        };
        let conv = Conv { pool_spec, kernel_fmt: KernelFormat::OIHW, group, q_params: None };
        let weights = sample(&[out, channels / group, kernel, kernel], 3)?;
        let found = Convolution::of(&conv, &[1, channels, size[0], size[1]], &weights, &sample(&[out], 5)?)?;
        found.context("this kind of convolution is implemented")
    }

    #[test]
    fn strips_compute_what_their_convolutions_do() -> TractResult<()> {
        let each_pixel = (1, 1, 1, 0);
        let expansions = [each_pixel, (3, 2, 1, 1)];
        let windows = [(3, 1, 1, 1), (5, 2, 1, 2), (3, 1, 2, 2), (3, 2, 1, 0), (1, 3, 1, 0), (2, 1, 1, 4)];
        for (expand, window) in expansions.into_iter().flat_map(|expand| windows.map(|window| (expand, window))) {
            let expansion = convolution(3, [13, 11], Some(18), expand)?;
            let depthwise = convolution(18, expansion.window().output, None, window)?;
            let mut projection = convolution(18, depthwise.window().output, Some(5), each_pixel)?;
            projection.fused_ops().added = true;
            let [height, width] = projection.window().output;
            let (image, added) =
                (sample(&[2, 13, 11, 3], 1)?.into_tvalue(), sample(&[2, height, width, 5], 7)?.into_tvalue());
            let run = |one: &Convolution, inputs: &[TValue]| -> TractResult<TValue> {
                let out =
                    one.each_image(inputs, |image, added, out| one.compute_pixels(image, one.window(), added, 0, out));
                Ok(out?.remove(0))
            };
            let middle = run(&depthwise, &[run(&expansion, std::slice::from_ref(&image))?])?;
            let expected = run(&projection, &[middle, added.clone()])?;
            for lines in [1, 2, 3, height] {
                let [expansion, depthwise, projection] = [&expansion, &depthwise, &projection].map(Convolution::clone);
                let strips = Strips { expansion, depthwise, projection, lines };
                let inputs = [image.clone(), added.clone()];
                let convolve =
                    |image: &[f32], added: Option<&[f32]>, out: &mut [f32]| strips.convolve(image, added, out);
                let found = strips.projection.each_image(&inputs, convolve)?.remove(0);
                let name = || format!("{window:?} after {expand:?}, {lines} lines at a time");
                found.close_enough(&expected, Approximation::Exact).with_context(name)?;
                // A thread that starts with a later line computes the same.
                let expected = numbers(&expected)?;
                for first in 1..height {
                    let mut rest = vec![f32::NAN; (height - first) * width * 5];
                    let added = &numbers(&added)?[first * width * 5..][..rest.len()];
                    strips.compute_lines(&numbers(&image)?[..13 * 11 * 3], Some(added), first, &mut rest);
                    assert_eq!(rest, expected[first * width * 5..][..rest.len()], "{} from line {first}", name());
                }
            }
        }
        Ok(())
    }
}
