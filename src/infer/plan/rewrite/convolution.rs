//! Convolution as a node of tract's plan: images (N × H × W × C) in, perhaps with others that are added; images out.

use super::fused_ops::{FusedOps, numbers, uninitialised};
use crate::kernels::{Window, depthwise, im2col, in_parts, matmul};
use std::sync::Arc;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat};
use tract_onnx::tract_core::ops::nn::DataFormat;

/// A convolution with known weights and shapes.
#[derive(Clone)]
pub(super) struct Convolution {
    kernel: Kernel,
    window: Window,
    channels: usize,
    fused: FusedOps,
}

#[derive(Clone)]
enum Kernel {
    /// Each channel is convolved by itself.
    Depthwise(Arc<depthwise::Taps>),
    /// Each output is a sum over all channels.
    Dense(Arc<matmul::Weights>),
}

impl Convolution {
    /// The same convolution as `conv` of images with this shape (N × C × H × W), if it is of a kind that is
    /// implemented.
    pub(super) fn of(conv: &Conv, image: &[usize], weights: &Tensor, biases: &Tensor) -> TractResult<Option<Self>> {
        let pool = &conv.pool_spec;
        let depthwise = conv.group > 1 && conv.group == pool.input_channels && conv.group == pool.output_channels;
        let &[_, channels, height, width] = image else { return Ok(None) };
        let implemented =
            pool.data_format == DataFormat::NCHW && conv.kernel_fmt == KernelFormat::OIHW && conv.q_params.is_none();
        if !implemented
            || weights.datum_type() != f32::datum_type()
            || weights.rank() != 4
            || !(depthwise || conv.group == 1)
        {
            return Ok(None);
        }
        let padding = pool.computed_padding(&[height, width]);
        let pair = |of_axis: &dyn Fn(usize) -> usize| [of_axis(0), of_axis(1)];
        let window = Window {
            input: [height, width],
            output: pair(&|axis| padding[axis].convoluted),
            kernel: pair(&|axis| pool.kernel_shape[axis]),
            strides: pair(&|axis| pool.stride(axis)),
            dilations: pair(&|axis| pool.dilation(axis)),
            pad_before: pair(&|axis| padding[axis].pad_before),
        };
        let (taps, out) = (window.taps(), pool.output_channels);
        let weights = numbers(weights)?;
        let kernel = if depthwise {
            let weight = |tap: usize, channel: usize| weights[channel * taps + tap];
            Kernel::Depthwise(Arc::new(depthwise::Taps::pack(taps, out, weight)))
        } else {
            let weight =
                |row: usize, column: usize| weights[(column * channels + row % channels) * taps + row / channels];
            Kernel::Dense(Arc::new(match taps {
                1 => matmul::Weights::pack_columns(channels, out, weights),
                _ => matmul::Weights::pack(taps * channels, out, weight),
            }))
        };
        let mut fused = FusedOps::new(out, !depthwise);
        if !fused.add_biases(biases) {
            return Ok(None);
        }
        Ok(Some(Self { kernel, window, channels: out, fused }))
    }

    /// The operators that it computes too.
    pub(super) fn fused_ops(&mut self) -> &mut FusedOps {
        &mut self.fused
    }

    /// Whether each channel is convolved by itself.
    pub(super) fn is_depthwise(&self) -> bool {
        matches!(self.kernel, Kernel::Depthwise(_))
    }

    /// The window that moves over the image.
    pub(super) fn window(&self) -> &Window {
        &self.window
    }

    /// How many channels its output has.
    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// Whether it adds images of its last input.
    pub(super) fn adds_input(&self) -> bool {
        self.fused.added
    }

    /// Of how many products each number of its output is the sum.
    pub(super) fn products(&self) -> usize {
        match &self.kernel {
            Kernel::Depthwise(_) => self.window.taps(),
            Kernel::Dense(weights) => weights.depth(),
        }
    }

    /// Computes the pixels of the output from `first` on, as many as `out` has; whole lines of them if it is depthwise.
    /// `added` begins with the pixel `first`.
    pub(super) fn compute_pixels(
        &self,
        image: &[f32],
        window: &Window,
        added: Option<&[f32]>,
        first: usize,
        out: &mut [f32],
    ) {
        let epilogue = self.fused.epilogue(added);
        match &self.kernel {
            Kernel::Depthwise(taps) => {
                depthwise::convolve(image, taps, window, epilogue, first / window.output[1], out);
            }
            Kernel::Dense(weights) => im2col::convolve(image, weights, window, epilogue, first, out),
        }
    }

    fn convolve(&self, image: &[f32], added: Option<&[f32]>, out: &mut [f32]) {
        let pixels = if self.is_depthwise() { self.window.output[1] } else { matmul::ROWS };
        let unit = pixels * self.channels;
        in_parts(out, unit, unit * self.products(), |first, out| {
            let added = added.map(|added| &added[first * unit..][..out.len()]);
            self.compute_pixels(image, &self.window, added, first * pixels, out);
        });
    }

    /// Calls `convolve` for each image of the first input, with the image that is added and that of the output.
    pub(super) fn each_image(
        &self,
        inputs: &[TValue],
        convolve: impl Fn(&[f32], Option<&[f32]>, &mut [f32]),
    ) -> TractResult<TVec<TValue>> {
        let images = inputs[0].shape()[0];
        let [height, width] = self.window.output;
        let mut out = uninitialised::<f32>(&[images, height, width, self.channels])?;
        let size = height * width * self.channels;
        let from = numbers(&inputs[0])?;
        let added = inputs.get(1).map(|added| numbers(added)).transpose()?;
        if size > 0 {
            let mut view = out.try_as_plain_ram_mut()?;
            for (index, out) in view.as_slice_mut::<f32>()?.chunks_exact_mut(size).enumerate() {
                let from = &from[index * (from.len() / images)..][..from.len() / images];
                convolve(from, added.map(|added| &added[index * size..][..size]), out);
            }
        }
        Ok(tvec![out.into_tvalue()])
    }
}

impl std::fmt::Debug for Convolution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Convolution").field("window", &self.window).field("channels", &self.channels).finish()
    }
}

impl PartialEq for Convolution {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.kernel, &other.kernel) {
            (Kernel::Depthwise(one), Kernel::Depthwise(another)) => Arc::ptr_eq(one, another),
            (Kernel::Dense(one), Kernel::Dense(another)) => Arc::ptr_eq(one, another),
            _ => false,
        };
        same && self.window == other.window && self.fused == other.fused
    }
}

impl Eq for Convolution {}

impl Op for Convolution {
    fn name(&self) -> StaticName {
        match self.kernel {
            Kernel::Depthwise(_) => "ConvolutionDepthwise".into(),
            Kernel::Dense(_) => "Convolution".into(),
        }
    }

    op_as_typed_op!();
}

impl EvalOp for Convolution {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        self.each_image(&inputs, |image, added, out| self.convolve(image, added, out))
    }
}

impl TypedOp for Convolution {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let [height, width] = self.window.output;
        let shape = [inputs[0].shape[0].clone(), height.to_dim(), width.to_dim(), self.channels.to_dim()];
        Ok(tvec![f32::fact(shape)])
    }

    as_op!();
}
