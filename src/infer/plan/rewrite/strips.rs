//! Three convolutions in one node: a picture is expanded to many channels, each of which is convolved by itself, and
//! projected to few again. What lies between is large, so it is made a few lines at a time, which stay near the processor.

use super::convolution::Convolution;
use crate::kernels::in_parts;
use tract_onnx::tract_core::internal::*;

/// An expanded picture of fewer bytes is near enough as a whole.
const LEAST_BYTES: usize = 1 << 20;
/// How many bytes of it are made at once, if that is a line of the output.
const STRIP_BYTES: usize = 1 << 18;
/// The least lines of the output that a thread does: the lines of the expanded picture between those of two threads
/// are made twice.
const LINES_OF_A_THREAD: usize = 14;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Strips {
    expansion: Convolution,
    depthwise: Convolution,
    projection: Convolution,
    /// Of the output, at once.
    lines: usize,
}

/// Has convolutions that follow each other so done in strips.
pub(super) fn in_strips(model: &mut TypedModel) -> TractResult<()> {
    for id in 0..model.nodes.len() {
        if let Some((strips, picture)) = Strips::ending_with(model, id) {
            model.node_mut(id).op = Box::new(strips);
            model.add_edge(picture, InletId::new(id, 0))?;
        }
    }
    Ok(())
}

impl Strips {
    /// The three of which the node is the last, and what the first of them reads.
    fn ending_with(model: &TypedModel, id: usize) -> Option<(Self, OutletId)> {
        // The convolution, and the one before it that nobody else reads.
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
        if !kinds || expansion.adds() || !projection.window().is_each_pixel() || height * line < LEAST_BYTES {
            return None;
        }
        let lines = (STRIP_BYTES / line / depthwise.window().strides[0]).max(1);
        let [expansion, depthwise, projection] = [expansion, depthwise, projection].map(Convolution::clone);
        Some(Self { expansion, depthwise, projection, lines })
    }

    fn convolve(&self, picture: &[f32], added: Option<&[f32]>, out: &mut [f32]) {
        let Self { expansion, depthwise, projection, .. } = self;
        let line = projection.window().output[1] * projection.channels();
        let unit = line * LINES_OF_A_THREAD;
        let products = [expansion, depthwise, projection].map(|one| one.channels() * one.products());
        let pixels = LINES_OF_A_THREAD * projection.window().output[1];
        in_parts(out, unit, pixels * products.iter().sum::<usize>(), |first, out| {
            let added = added.map(|added| &added[first * unit..][..out.len()]);
            self.some_lines(picture, added, first * LINES_OF_A_THREAD, out);
        });
    }

    /// The lines of the output from `first` on, as many as `out` has. What is added begins with that line.
    fn some_lines(&self, picture: &[f32], added: Option<&[f32]>, first: usize, out: &mut [f32]) {
        let Self { expansion, depthwise, projection, lines } = self;
        let [_, width] = expansion.window().output;
        let wide = width * expansion.channels();
        let [_, width_out] = projection.window().output;
        let line = width_out * projection.channels();
        let mut middle = vec![0.0; lines.min(&(out.len() / line)) * width_out * depthwise.channels()];
        let mut expanded = Vec::new();
        // The lines of the expanded picture that are there.
        let mut held = 0..0_usize;
        for (strip, out) in out.chunks_mut(lines * line).enumerate() {
            let done = strip * lines;
            let count = out.len() / line;
            let (needed, window) = depthwise.window().strip(first + done..first + done + count);
            let kept = held.end.saturating_sub(needed.start);
            expanded.copy_within((held.len() - kept) * wide..held.len() * wide, 0);
            expanded.resize(expanded.len().max(needed.len() * wide), 0.0);
            let made = &mut expanded[kept * wide..needed.len() * wide];
            expansion.pixels(picture, expansion.window(), None, (needed.start + kept) * width, made);
            let middle = &mut middle[..count * width_out * depthwise.channels()];
            depthwise.pixels(&expanded, &window, None, 0, middle);
            let added = added.map(|added| &added[done * line..][..out.len()]);
            projection.pixels(middle, projection.window(), added, 0, out);
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
        self.projection.each_picture(&inputs, |picture, added, out| self.convolve(picture, added, out))
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

    fn made(shape: &[usize], seed: usize) -> TractResult<Tensor> {
        let count = shape.iter().product::<usize>();
        let numbers: Vec<f32> = (0..count).map(|place| ((place * 7919 + seed) % 251) as f32 / 125.0 - 1.0).collect();
        Tensor::from_shape(shape, &numbers)
    }

    /// A convolution of a picture of `channels` × `size`, to as many channels each by itself or to `out` of all.
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
        let weights = made(&[out, channels / group, kernel, kernel], 3)?;
        let found = Convolution::of(&conv, &[1, channels, size[0], size[1]], &weights, &made(&[out], 5)?)?;
        found.context("it is one of ours")
    }

    #[test]
    fn strips_answer_as_their_convolutions_do() -> TractResult<()> {
        let each_pixel = (1, 1, 1, 0);
        let expansions = [each_pixel, (3, 2, 1, 1)];
        let windows = [(3, 1, 1, 1), (5, 2, 1, 2), (3, 1, 2, 2), (3, 2, 1, 0), (1, 3, 1, 0), (2, 1, 1, 4)];
        for (expand, window) in expansions.into_iter().flat_map(|expand| windows.map(|window| (expand, window))) {
            let expansion = convolution(3, [13, 11], Some(18), expand)?;
            let depthwise = convolution(18, expansion.window().output, None, window)?;
            let mut projection = convolution(18, depthwise.window().output, Some(5), each_pixel)?;
            projection.sums().added = true;
            let [height, width] = projection.window().output;
            let (picture, added) =
                (made(&[2, 13, 11, 3], 1)?.into_tvalue(), made(&[2, height, width, 5], 7)?.into_tvalue());
            let run = |one: &Convolution, inputs: &[TValue]| -> TractResult<TValue> {
                let out =
                    one.each_picture(inputs, |picture, added, out| one.pixels(picture, one.window(), added, 0, out));
                Ok(out?.remove(0))
            };
            let middle = run(&depthwise, &[run(&expansion, std::slice::from_ref(&picture))?])?;
            let expected = run(&projection, &[middle, added.clone()])?;
            for lines in [1, 2, 3, height] {
                let [expansion, depthwise, projection] = [&expansion, &depthwise, &projection].map(Convolution::clone);
                let strips = Strips { expansion, depthwise, projection, lines };
                let inputs = [picture.clone(), added.clone()];
                let convolve =
                    |picture: &[f32], added: Option<&[f32]>, out: &mut [f32]| strips.convolve(picture, added, out);
                let found = strips.projection.each_picture(&inputs, convolve)?.remove(0);
                let of = || format!("{window:?} after {expand:?}, {lines} lines at once");
                found.close_enough(&expected, Approximation::Exact).with_context(of)?;
                // What a thread makes that begins with a later line.
                let expected = numbers(&expected)?;
                for first in 1..height {
                    let mut rest = vec![f32::NAN; (height - first) * width * 5];
                    let added = &numbers(&added)?[first * width * 5..][..rest.len()];
                    strips.some_lines(&numbers(&picture)?[..13 * 11 * 3], Some(added), first, &mut rest);
                    assert_eq!(rest, expected[first * width * 5..][..rest.len()], "{} from line {first}", of());
                }
            }
        }
        Ok(())
    }
}
