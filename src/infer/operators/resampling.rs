//! Tensors sampled anew: along each axis by itself, as in Resize, or at the points of a grid; and operators that move
//! blocks of numbers. Which numbers are read, and with which weights, is known when a node is wired. The formulas are
//! those of the ONNX operators' texts; where these leave something open, onnxruntime's.

use super::attributes::{Attribute, flag, float, floats, ints, word};
use super::copying::numbers;
use super::entry::{Operator, moves, wire};
use super::node::{Node, Value, Wired};
use super::recurrent::{Real, in_parts};
use crate::tensor::volume;
use penchant_base::limits::MAX_KERNEL_SIDE;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;

const AXES: RangeInclusive<i64> = -16..=15;
const SIDE: RangeInclusive<i64> = 1..=MAX_KERNEL_SIDE;
const UPSAMPLE_MODE: Attribute = word("mode", &["nearest", "linear", "bilinear", "trilinear"]);
/// The longest axis that is sampled anew: there is a table with several numbers for each of its places.
const MAX_LENGTH: usize = 1 << 23;
/// Axes that integers are interpolated along.
const MAX_INTEGER_AXES: usize = 6;

pub(super) const OPERATORS: &[Operator] = &[
    wire("Upsample", 1..=1, &[UPSAMPLE_MODE, floats("scales")], resize).since(7..=8),
    wire("Upsample", 2..=2, &[UPSAMPLE_MODE], resize).since(9..=9),
    wire("Resize", 2..=2, &[UPSAMPLE_MODE], resize).since(10..=10),
    wire(
        "Resize",
        1..=4,
        &[
            flag("antialias"),
            ints("axes", AXES),
            word(
                "coordinate_transformation_mode",
                &[
                    "half_pixel",
                    "half_pixel_symmetric",
                    "pytorch_half_pixel",
                    "align_corners",
                    "asymmetric",
                    "tf_half_pixel_for_nn",
                    "tf_crop_and_resize",
                ],
            ),
            float("cubic_coeff_a"),
            flag("exclude_outside"),
            float("extrapolation_value"),
            word("keep_aspect_ratio_policy", &["stretch", "not_larger", "not_smaller"]),
            word("mode", &["nearest", "linear", "cubic"]),
            word("nearest_mode", &["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]),
        ],
        resize,
    )
    .since(11..=i64::MAX),
    wire(
        "GridSample",
        2..=2,
        &[
            flag("align_corners"),
            word("mode", &["bilinear", "nearest", "bicubic"]),
            word("padding_mode", &["zeros", "border", "reflection"]),
        ],
        grid_sample,
    )
    .since(16..=19),
    wire(
        "GridSample",
        2..=2,
        &[
            flag("align_corners"),
            word("mode", &["linear", "nearest", "cubic"]),
            word("padding_mode", &["zeros", "border", "reflection"]),
        ],
        grid_sample,
    )
    .since(20..=i64::MAX),
    wire("AffineGrid", 2..=2, &[flag("align_corners")], affine_grid).since(20..=i64::MAX),
    moves("CenterCropPad", 2..=2, &[ints("axes", AXES)], center_crop_pad).since(18..=i64::MAX),
    wire(
        "Col2Im",
        3..=3,
        &[ints("dilations", SIDE), ints("pads", 0..=MAX_KERNEL_SIDE), ints("strides", SIDE)],
        columns_to_image,
    )
    .since(18..=i64::MAX),
];

// Resize and Upsample

/// An axis that is sampled anew.
#[derive(Clone, Copy)]
struct Axis {
    from: usize,
    to: usize,
    scale: f32,
    /// The part that is sampled, of the axis from 0 to 1.
    region: [f32; 2],
}

impl Axis {
    /// Where on the input's axis a place of the output's is.
    fn original(&self, transform: &str, place: usize) -> f32 {
        let (x, scale, from, to) = (place as f32, self.scale, self.from as f32, self.to as f32);
        if scale == 1.0 {
            return x;
        }
        let [start, end] = self.region;
        match transform {
            "asymmetric" => x / scale,
            "tf_half_pixel_for_nn" => (x + 0.5) / scale,
            "pytorch_half_pixel" if self.to <= 1 => 0.0,
            "align_corners" if self.to == 1 => 0.0,
            "align_corners" => x * (from - 1.0) / (to - 1.0),
            "tf_crop_and_resize" if self.to > 1 => {
                start * (from - 1.0) + (x * (end - start) * (from - 1.0)) / (to - 1.0)
            }
            "tf_crop_and_resize" => (0.5 * f64::from(start + end) * f64::from(from - 1.0)) as f32,
            "half_pixel_symmetric" => {
                let offset = from / 2.0 * (1.0 - to / (scale * from));
                (f64::from(offset) + (f64::from(x) + 0.5) / f64::from(scale) - 0.5) as f32
            }
            _ => (x + 0.5) / scale - 0.5,
        }
    }

    /// Whether a coordinate is outside the axis.
    fn is_outside(&self, x: f32) -> bool {
        x < 0.0 || x > (self.from - 1) as f32
    }

    /// The place that is nearest to a coordinate.
    fn nearest(&self, mode: &str, x: f32) -> usize {
        // As onnxruntime, which takes what is nearly a half for one.
        let half = (x - x.floor() - 0.5).abs() <= 1e-6;
        let nearest = match mode {
            "floor" => x.floor(),
            "ceil" => x.ceil(),
            "round_prefer_ceil" if half => x.ceil(),
            "round_prefer_floor" if half => x.floor(),
            "round_prefer_ceil" | "round_prefer_floor" => x.round(),
            // Before version 11.
            _ if self.scale < 1.0 => x.ceil(),
            _ => x.trunc(),
        };
        (nearest.max(0.0) as usize).min(self.from - 1)
    }
}

fn resize(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let x = node.input(0)?;
    let transform = if node.version < 11 { "asymmetric" } else { "half_pixel" };
    let transform = attributes.text("coordinate_transformation_mode", transform);
    let crops = transform == "tf_crop_and_resize";
    let mode = match attributes.text("mode", "nearest") {
        "bilinear" | "trilinear" => "linear",
        mode => mode,
    };
    let axes = lengths(node, x, crops)?;
    if axes.iter().all(|axis| axis.from == axis.to) {
        return Ok(tvec![x]);
    }
    let shape: TVec<usize> = axes.iter().map(|axis| axis.to).collect();
    if volume(&shape)? == 0 {
        let kind = node.kind(x);
        let empty = shape.clone();
        return Ok(tvec![node.compute("Resize", &[], kind, &shape, move |_| Tensor::zero_dt(kind, &empty))?]);
    }
    for (index, axis) in axes.iter().enumerate().filter(|(_, axis)| axis.scale != 1.0) {
        node.ensure(axis.from > 0, || format!("makes the axis {index} of length 0 longer"))?;
        if axis.to.max(axis.from) > MAX_LENGTH {
            let what = format!(
                "resizes the axis {index} from {} to {}: at most {MAX_LENGTH} is possible, give it smaller inputs",
                axis.from, axis.to
            );
            return Err(node.unsupported(&what));
        }
    }
    let extrapolation = crops.then(|| attributes.float("extrapolation_value", 0.0));
    if mode == "nearest" {
        let nearest_mode = if node.version < 11 { "" } else { "round_prefer_floor" };
        let nearest_mode = attributes.text("nearest_mode", nearest_mode);
        let places = |axis: &Axis| {
            let place = |place: usize| {
                let x = axis.original(transform, place);
                if crops && axis.scale != 1.0 && axis.is_outside(x) {
                    OUTSIDE
                } else {
                    axis.nearest(nearest_mode, x) as u32
                }
            };
            (axis.scale != 1.0).then(|| (0..axis.to).map(place).collect())
        };
        let maps = axes.iter().map(places).collect();
        return Ok(tvec![gather(node, "Resize", x, &shape, maps, extrapolation.unwrap_or(0.0))?]);
    }
    interpolate(node, x, &axes, mode, transform, extrapolation)
}

/// All axes of a tensor that is resized.
fn lengths(node: &Node<'_>, x: Value, crops: bool) -> Wired<Vec<Axis>> {
    let attributes = node.attributes();
    let from = node.shape(x);
    let rank = from.len();
    let chosen = match attributes.ints("axes") {
        Some(axes) => node.axes(axes, rank)?,
        None => (0..rank).collect(),
    };
    let mut axes: Vec<Axis> =
        from.iter().map(|&length| Axis { from: length, to: length, scale: 1.0, region: [0.0, 1.0] }).collect();
    let input = |index: usize| node.optional(index).filter(|&value| node.len(value) > 0);
    let (scales, sizes, region) = match node.version {
        ..=8 => (None, None, None),
        9..=10 => (input(1), None, None),
        _ => (input(2), input(3), input(1)),
    };
    let count = |found: usize, expected: usize, what: &str| {
        node.ensure(found == expected, || format!("has {found} {what}: {expected} are expected"))
    };
    let too_long = |length: f32| {
        node.unsupported(&format!("makes an axis of length {length}, which is too long: give the model smaller inputs"))
    };
    let scales = match scales {
        Some(scales) => Some(node.known_floats(scales)?),
        None if node.version < 9 => Some(attributes.floats("scales").to_vec()),
        None => None,
    };
    match (scales, sizes) {
        (Some(scales), _) => {
            count(scales.len(), chosen.len(), "scales")?;
            let least = if node.version < 10 { 1.0 } else { f32::MIN_POSITIVE };
            for (&index, scale) in chosen.iter().zip(scales) {
                node.ensure(scale >= least && scale.is_finite(), || {
                    format!("has the scale {scale}, which is too small")
                })?;
                let length = (scale * axes[index].from as f32).floor();
                if length > i32::MAX as f32 {
                    return Err(too_long(length));
                }
                axes[index].scale = scale;
                axes[index].to = length as usize;
            }
        }
        (None, Some(sizes)) => {
            let sizes = node.known_ints(sizes)?;
            count(sizes.len(), chosen.len(), "sizes")?;
            for (&index, &size) in chosen.iter().zip(&sizes) {
                let axis = &mut axes[index];
                let fits = (0..=i64::from(i32::MAX)).contains(&size) && (axis.from > 0 || size == 0);
                node.ensure(fits, || format!("cannot resize an axis of length {} to {size}", axis.from))?;
                axis.to = size as usize;
                axis.scale = if axis.from == 0 { 1.0 } else { axis.to as f32 / axis.from as f32 };
            }
            let of_chosen = chosen.iter().map(|&index| axes[index].scale);
            let scale = match attributes.text("keep_aspect_ratio_policy", "stretch") {
                "not_larger" => of_chosen.reduce(f32::min),
                "not_smaller" => of_chosen.reduce(f32::max),
                _ => None,
            };
            if let Some(scale) = scale {
                for &index in &chosen {
                    let length = (scale * axes[index].from as f32).round();
                    if length > i32::MAX as f32 {
                        return Err(too_long(length));
                    }
                    axes[index].scale = scale;
                    axes[index].to = length as usize;
                }
            }
        }
        (None, None) => return Err(node.invalid("has neither scales nor sizes: give it one of them")),
    }
    if let Some(region) = region.filter(|_| crops) {
        let region = node.known_floats(region)?;
        count(region.len(), 2 * chosen.len(), "numbers in its input roi")?;
        for (position, &index) in chosen.iter().enumerate() {
            axes[index].region = [region[position], region[chosen.len() + position]];
        }
    }
    Ok(axes)
}

/// For each place of an axis of the output, the places of the input's axis that it is made of, and their weights.
struct Table {
    from: usize,
    /// Where the places and weights of each end.
    ends: Vec<u32>,
    places: Vec<u32>,
    weights: Vec<f32>,
    /// The places that are outside the input.
    outside: Vec<usize>,
}

impl Table {
    /// `taps` returns the places and weights for a coordinate.
    fn new(axis: &Axis, transform: &str, crops: bool, mut taps: impl FnMut(f32, &mut Self)) -> Self {
        let mut table = Self {
            from: axis.from,
            ends: Vec::with_capacity(axis.to),
            places: vec![],
            weights: vec![],
            outside: vec![],
        };
        for place in 0..axis.to {
            let x = axis.original(transform, place);
            if crops && axis.is_outside(x) {
                table.outside.push(place);
            }
            taps(x, &mut table);
            table.ends.push(table.places.len() as u32);
        }
        table
    }

    fn push(&mut self, place: i64, weight: f32) {
        self.places.push(place.clamp(0, self.from as i64 - 1) as u32);
        self.weights.push(weight);
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// The places and weights of each place of the output.
    fn taps(&self) -> impl Iterator<Item = (&[u32], &[f32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| {
            let range = start as usize..end as usize;
            (&self.places[range.clone()], &self.weights[range])
        })
    }

    /// Two neighbours. `fixed` weights are multiples of 1/1024.
    fn linear(axis: &Axis, transform: &str, crops: bool, fixed: bool) -> Self {
        let last = axis.from as i64 - 1;
        Self::new(axis, transform, crops, |x, table| {
            let x = x.min(last as f32).max(0.0);
            let (first, second) = ((x as i64).min(last), (x as i64 + 1).min(last));
            let x = if fixed { (x * 1024.0).trunc() / 1024.0 } else { x };
            let (mut near, mut far) = ((x - second as f32).abs(), (x - first as f32).abs());
            if first == second {
                (near, far) = (0.5, 0.5);
            }
            table.push(first, near);
            table.push(second, far);
        })
    }

    /// Four neighbours.
    fn cubic(axis: &Axis, transform: &str, crops: bool, a: f32, exclude_outside: bool) -> Self {
        let inside = 0..axis.from as i64;
        Self::new(axis, transform, crops, |x, table| {
            let first = (x.floor() as i64).saturating_sub(1);
            let weights = cubic_weights(x - x.floor(), a);
            let counts = |place: i64| !exclude_outside || inside.contains(&place);
            let taps = (0..4).map(|tap| first.saturating_add(tap)).zip(weights).filter(|&(place, _)| counts(place));
            let sum: f32 = if exclude_outside { taps.clone().map(|(_, weight)| weight).sum() } else { 1.0 };
            taps.for_each(|(place, weight)| table.push(place, weight / sum));
        })
    }

    /// All that a filter covers, which is wider if the axis becomes shorter. What is outside counts as the border.
    fn smooth(axis: &Axis, transform: &str, crops: bool, filter: Smooth) -> Self {
        let scale = 1.0 / axis.scale;
        let support = if filter.cubic.is_some() { 2.0 } else { 1.0 } * scale.max(1.0);
        let squeeze = if scale >= 1.0 { 1.0 / scale } else { 1.0 };
        let widest = support.ceil() as i64 * 2 + 1;
        let from = axis.from as i64;
        let mut weights: Vec<f32> = vec![];
        let (mut place, keeps) = (0, axis.from == axis.to);
        Self::new(axis, transform, crops, |x, table| {
            // As onnxruntime, which copies an axis that keeps its length.
            if keeps {
                table.push(place, 1.0);
                place += 1;
                return;
            }
            let center = x + 0.5;
            let first = (center - support + 0.5).floor() as i64;
            let end = (center + support + 0.5).floor() as i64;
            let end = first.saturating_add(end.saturating_sub(first).clamp(0, widest));
            let (inner_first, inner_end) = (first.clamp(0, from), end.clamp(0, from));
            if inner_first >= inner_end {
                // All of it is outside, where another value is extrapolated.
                return table.push(first, 0.0);
            }
            weights.clear();
            weights.resize((inner_end - inner_first) as usize, 0.0);
            let mut sum = 0.0;
            let range = if filter.exclude_outside { inner_first..inner_end } else { first..end };
            for place in range {
                let weight = filter.weight((place as f32 - center + 0.5) * squeeze);
                weights[(place.clamp(inner_first, inner_end - 1) - inner_first) as usize] += weight;
                sum += weight;
            }
            let factor = if sum == 0.0 { 1.0 } else { 1.0 / sum };
            for (weight, place) in weights.iter().zip(inner_first..) {
                let weight = weight * factor;
                table.push(place, if filter.fixed { (weight * FIXED).round() / FIXED } else { weight });
            }
        })
    }
}

/// What weights of bytes are multiples of 1 / of.
const FIXED: f32 = 4_194_304.0;

/// The filter of an image that is made smaller without aliasing.
#[derive(Clone, Copy)]
struct Smooth {
    /// The coefficient of a cubic filter; `None` for a linear one.
    cubic: Option<f32>,
    exclude_outside: bool,
    fixed: bool,
}

impl Smooth {
    fn weight(&self, x: f32) -> f32 {
        let x = x.abs();
        match self.cubic {
            None => (1.0 - x).max(0.0),
            Some(a) if x < 1.0 => ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0,
            Some(a) if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * a,
            Some(_) => 0.0,
        }
    }
}

/// The weights of the four neighbours of a place `x` after the second: cubic convolution, as Keys describes it.
fn cubic_weights(x: f32, a: f32) -> [f32; 4] {
    let outer = |x: f32| ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
    let inner = |x: f32| ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    [outer(x + 1.0), inner(x), inner(1.0 - x), outer(2.0 - x)]
}

fn interpolate(
    node: &mut Node<'_>,
    x: Value,
    axes: &[Axis],
    mode: &str,
    transform: &str,
    extrapolation: Option<f32>,
) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (kind, crops) = (node.kind(x), extrapolation.is_some());
    let channels_last = axes.len() == 4 && axes[1].scale != 1.0 && axes[3].scale == 1.0;
    // onnxruntime's only way for cubic images with their channels last: they may only become larger.
    let larger = mode == "cubic" && channels_last && axes.iter().all(|axis| axis.scale >= 1.0);
    let antialias = attributes.flag("antialias") || larger;
    let exclude_outside = attributes.flag("exclude_outside");
    let a = attributes.float("cubic_coeff_a", -0.75);
    let is_float = kind.is_float();
    node.ensure(is_float || kind.is_integer(), || format!("interpolates numbers of {kind:?}"))?;
    let to: TVec<usize> = axes.iter().map(|axis| axis.to).collect();
    // As onnxruntime, which computes small integers in single precision, even if they have 32 bits.
    let bytes = kind.size_of();
    let single = if is_float { bytes <= 4 } else { bytes <= 2 || kind == i32::datum_type() };
    let result = if !is_float && mode == "linear" && !antialias {
        let fixed = channels_last && bytes == 1;
        let range = integer_axes(axes, channels_last);
        if range.len() > MAX_INTEGER_AXES {
            let what = format!("resizes {} axes of integers: at most {MAX_INTEGER_AXES} are possible", range.len());
            return Err(node.unsupported(&what));
        }
        let tables = axes[range.clone()].iter().map(|axis| Table::linear(axis, transform, crops, fixed)).collect();
        let plan = Corners {
            inner: axes[range.end..].iter().map(|axis| axis.from).product(),
            tables,
            extrapolation: extrapolation.unwrap_or(0.0),
        };
        let work = if single && !fixed { f32::datum_type() } else { f64::datum_type() };
        let x = node.cast(x, work)?;
        let shape = to.clone();
        node.compute("Resize", &[x], work, &to, move |inputs| match work == f32::datum_type() {
            true => plan.run::<f32>(&inputs[0], &shape),
            false => plan.run::<f64>(&inputs[0], &shape),
        })?
    } else {
        let fixed = antialias && !is_float && bytes == 1;
        let smooth = Smooth { cubic: (mode == "cubic").then_some(a), exclude_outside, fixed };
        let single = single && !fixed;
        let table = |axis: &Axis| match (mode, antialias) {
            (_, true) => Table::smooth(axis, transform, crops, smooth),
            ("cubic", false) => Table::cubic(axis, transform, crops, a, exclude_outside),
            (_, false) => Table::linear(axis, transform, crops, false),
        };
        let round = if is_float || !antialias { None } else { Some(rounding(kind)) };
        let plan = Passes::new(axes, table, round, extrapolation)?;
        let work = if single { f32::datum_type() } else { f64::datum_type() };
        let x = node.cast(x, work)?;
        let shape = to.clone();
        node.compute("Resize", &[x], work, &to, move |inputs| match single {
            true => plan.run::<f32>(&inputs[0], &shape),
            false => plan.run::<f64>(&inputs[0], &shape),
        })?
    };
    Ok(tvec![node.cast(result, kind)?])
}

/// How integers are rounded between passes.
fn rounding(kind: DatumType) -> fn(f64) -> f64 {
    if kind == u8::datum_type() {
        |number| (number + 0.5).floor().clamp(0.0, 255.0)
    } else if kind == i8::datum_type() {
        |number| (number + 0.5).floor().clamp(-128.0, 127.0)
    } else {
        f64::round
    }
}

/// The axes along which onnxruntime interpolates integers at once, whether their lengths change or not.
fn integer_axes(axes: &[Axis], channels_last: bool) -> std::ops::Range<usize> {
    let resized = |axis: &Axis| axis.scale != 1.0;
    let first = axes.iter().position(resized).unwrap_or(0);
    let end = axes.iter().rposition(resized).map_or(0, |last| last + 1);
    let usual = match axes.len() {
        2 => 0..2,
        3 => 0..3,
        4 if channels_last => 1..3,
        4 => 2..4,
        5 => 2..5,
        _ => first..end,
    };
    first.min(usual.start)..end.max(usual.end)
}

/// One axis after the other.
struct Passes {
    /// The numbers of a part of the input and of the output, which are resized by themselves.
    from: usize,
    to: usize,
    passes: Vec<Pass>,
    round: Option<fn(f64) -> f64>,
    extrapolation: f32,
}

struct Pass {
    table: Table,
    /// How many numbers a step along the axis has, now and in the output.
    inner: usize,
    last_inner: usize,
    /// How many numbers the result has.
    len: usize,
    /// Whether each place is made of two.
    pairs: bool,
}

impl Passes {
    fn new(
        axes: &[Axis],
        table: impl Fn(&Axis) -> Table,
        round: Option<fn(f64) -> f64>,
        extrapolation: Option<f32>,
    ) -> penchant_base::Result<Self> {
        let mut order: Vec<usize> = (0..axes.len()).filter(|&index| axes[index].scale != 1.0).collect();
        let first = order.first().copied().unwrap_or(0);
        let axes = &axes[first..];
        let product = |lengths: &[usize]| lengths.iter().product::<usize>();
        let mut lengths: Vec<usize> = axes.iter().map(|axis| axis.from).collect();
        let last: Vec<usize> = axes.iter().map(|axis| axis.to).collect();
        let from = product(&lengths);
        if round.is_some() {
            // Rounding makes the order matter.
            order.reverse();
        } else {
            // What becomes shorter comes first, so that no result is larger than both the input and the output.
            order.sort_by(|&a, &b| axes[a - first].scale.total_cmp(&axes[b - first].scale));
        }
        let mut passes = vec![];
        for index in order {
            let axis = index - first;
            lengths[axis] = last[axis];
            let table = table(&axes[axis]);
            passes.push(Pass {
                pairs: table.places.len() == 2 * table.len()
                    && table.ends.iter().zip(1..).all(|(&end, index)| end == 2 * index),
                table,
                inner: product(&lengths[axis + 1..]),
                last_inner: product(&last[axis + 1..]),
                len: volume(&lengths)?,
            });
        }
        Ok(Self { from, to: product(&last), passes, round, extrapolation: extrapolation.unwrap_or(0.0) })
    }

    fn run<T: Real>(&self, input: &Tensor, shape: &[usize]) -> TractResult<Tensor> {
        let mut output = Tensor::zero_dt(T::datum_type(), shape)?;
        let input = numbers::<T>(input)?;
        let Some((last, before)) = self.passes.split_last() else { bail!("nothing is resized") };
        let products = self.passes.iter().map(|pass| pass.len).sum();
        let mut out = output.try_as_plain_ram_mut()?;
        in_parts(out.as_slice_mut::<T>()?, self.to, products, |first, part| {
            let (mut now, mut next) = (vec![], vec![]);
            for (index, out) in part.chunks_exact_mut(self.to).enumerate() {
                let mut from = &input[(first + index) * self.from..][..self.from];
                for pass in before {
                    next.resize(pass.len, T::default());
                    pass.run(from, &mut next);
                    self.round(&mut next);
                    std::mem::swap(&mut now, &mut next);
                    from = &now;
                }
                last.run(from, out);
                self.round(out);
                self.passes.iter().for_each(|pass| pass.fill_outside(out, T::of(self.extrapolation.into())));
            }
        });
        Ok(output)
    }

    fn round<T: Real>(&self, numbers: &mut [T]) {
        if let Some(round) = self.round {
            numbers.iter_mut().for_each(|number| *number = T::of(round((*number).into())));
        }
    }
}

impl Pass {
    fn run<T: Real>(&self, from: &[T], to: &mut [T]) {
        let (table, inner) = (&self.table, self.inner);
        let weight = |weight: f32| T::of(weight.into());
        for (from, to) in from.chunks_exact(table.from * inner).zip(to.chunks_exact_mut(table.len() * inner)) {
            if inner == 1 && self.pairs {
                let (places, weights) = (table.places.as_chunks::<2>().0, table.weights.as_chunks::<2>().0);
                for ((to, &[a, b]), &[wa, wb]) in to.iter_mut().zip(places).zip(weights) {
                    *to = weight(wa) * from[a as usize] + weight(wb) * from[b as usize];
                }
                continue;
            }
            if inner == 1 {
                for (to, (places, weights)) in to.iter_mut().zip(table.taps()) {
                    let taps = places.iter().zip(weights);
                    *to = taps.fold(T::default(), |sum, (&place, &w)| sum + weight(w) * from[place as usize]);
                }
                continue;
            }
            let row = |place: u32| &from[place as usize * inner..][..inner];
            for (to, (places, weights)) in to.chunks_exact_mut(inner).zip(table.taps()) {
                if let (&[a, b], &[wa, wb]) = (places, weights) {
                    let (wa, wb) = (weight(wa), weight(wb));
                    to.iter_mut().zip(row(a)).zip(row(b)).for_each(|((to, &a), &b)| *to = wa * a + wb * b);
                    continue;
                }
                to.fill(T::default());
                for (&place, &w) in places.iter().zip(weights) {
                    let w = weight(w);
                    to.iter_mut().zip(row(place)).for_each(|(to, &number)| *to = *to + w * number);
                }
            }
        }
    }

    fn fill_outside<T: Real>(&self, out: &mut [T], value: T) {
        if !self.table.outside.is_empty() {
            for out in out.chunks_exact_mut(self.table.len() * self.last_inner) {
                self.table
                    .outside
                    .iter()
                    .for_each(|&place| out[place * self.last_inner..][..self.last_inner].fill(value));
            }
        }
    }
}

/// All corners around a point at once, in the order in which onnxruntime adds them: integers are cut off afterwards.
struct Corners {
    tables: Vec<Table>,
    inner: usize,
    extrapolation: f32,
}

impl Corners {
    fn run<T: Real>(&self, input: &Tensor, shape: &[usize]) -> TractResult<Tensor> {
        let mut output = Tensor::zero_dt(T::datum_type(), shape)?;
        let input = numbers::<T>(input)?;
        let (mut from, mut to) = (self.inner, self.inner);
        let mut inner_from = vec![];
        for table in self.tables.iter().rev() {
            inner_from.push(from);
            from *= table.from;
            to *= table.len();
        }
        let mut view = output.try_as_plain_ram_mut()?;
        let parts = input.chunks_exact(from.max(1)).zip(view.as_slice_mut::<T>()?.chunks_exact_mut(to.max(1)));
        for (from, to) in parts {
            for (index, to) in to.chunks_exact_mut(self.inner.max(1)).enumerate() {
                // For each axis, the innermost first, where its two neighbours begin, and their weights.
                let mut taps = [[(0, T::default()); 2]; MAX_INTEGER_AXES];
                let (mut rest, mut outside) = (index, false);
                for ((table, &inner), taps) in self.tables.iter().rev().zip(&inner_from).zip(&mut taps) {
                    let place = rest % table.len();
                    rest /= table.len();
                    outside |= table.outside.binary_search(&place).is_ok();
                    for (side, tap) in taps.iter_mut().enumerate() {
                        let number = 2 * place + side;
                        *tap = (table.places[number] as usize * inner, T::of(table.weights[number].into()));
                    }
                }
                if outside {
                    to.fill(T::of(self.extrapolation.into()));
                    continue;
                }
                let taps = &taps[..self.tables.len()];
                for (offset, to) in to.iter_mut().enumerate() {
                    let mut sum = T::default();
                    for corner in 0..1usize << taps.len() {
                        let chosen = taps.iter().enumerate().map(|(axis, taps)| taps[corner >> axis & 1]);
                        let (place, weight) = chosen.fold((offset, T::of(1.0)), |(place, weight), (step, factor)| {
                            (place + step, weight * factor)
                        });
                        sum = sum + weight * from[place];
                    }
                    *to = sum;
                }
            }
        }
        Ok(output)
    }
}

// Numbers that are moved along axes

/// Stands for a place that is outside the input.
const OUTSIDE: u32 = u32::MAX;

/// A tensor made of the places of another along each axis; `None` for all places in their order.
fn gather(
    node: &mut Node<'_>,
    name: &'static str,
    x: Value,
    shape: &[usize],
    maps: Vec<Option<Vec<u32>>>,
    fill: f32,
) -> Wired<Value> {
    let (kind, from) = (node.kind(x), node.shape(x));
    let size = kind.size_of();
    let first = maps.iter().position(Option::is_some).unwrap_or(0);
    let end = maps.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let inner = from.get(end..).unwrap_or_default().iter().product::<usize>() * size;
    let maps: Vec<Map> = maps
        .into_iter()
        .zip(&from)
        .take(end)
        .skip(first)
        .map(|(map, &length)| Map::new(length, map.unwrap_or_else(|| (0..length as u32).collect())))
        .collect();
    let from = maps.iter().map(|map| map.length).product::<usize>() * inner;
    let to = maps.iter().map(|map| map.places.len()).product::<usize>() * inner;
    let fill = tensor0(fill).cast_to_dt(kind)?.as_bytes().to_vec();
    let shape_of_result: TVec<usize> = shape.into();
    node.compute(name, &[x], kind, shape, move |inputs| {
        let mut output = Tensor::zero_dt(kind, &shape_of_result)?;
        let input = inputs[0].as_bytes();
        if to > 0 {
            in_parts(output.as_bytes_mut(), to, to / size, |first, part| {
                for (index, part) in part.chunks_exact_mut(to).enumerate() {
                    pick_places(&input[(first + index) * from..][..from], part, &maps, &fill);
                }
            });
        }
        Ok(output)
    })
}

/// The places of an axis.
struct Map {
    /// Of the input's axis.
    length: usize,
    places: Vec<u32>,
    /// How often each place is repeated, if all are, in their order; 0 otherwise.
    repeats: usize,
}

impl Map {
    fn new(length: usize, places: Vec<u32>) -> Self {
        let repeats = places.len().checked_div(length).unwrap_or(0);
        let ordered = repeats > 0 && places.iter().enumerate().all(|(index, &place)| place as usize == index / repeats);
        Self { length, places, repeats: if ordered { repeats } else { 0 } }
    }
}

fn pick_places(from: &[u8], to: &mut [u8], maps: &[Map], fill: &[u8]) {
    let Some((map, rest)) = maps.split_first() else { return to.copy_from_slice(from) };
    let places = &map.places;
    let (from_step, to_step) = (from.len() / map.length.max(1), to.len() / places.len().max(1));
    if rest.is_empty() && to_step == fill.len() {
        match to_step {
            1 => return pick_numbers::<1>(from, to, map, fill),
            2 => return pick_numbers::<2>(from, to, map, fill),
            4 => return pick_numbers::<4>(from, to, map, fill),
            8 => return pick_numbers::<8>(from, to, map, fill),
            _ => {}
        }
    }
    let mut before = OUTSIDE;
    for (index, &place) in places.iter().enumerate() {
        let (done, open) = to.split_at_mut(index * to_step);
        let open = &mut open[..to_step];
        if place == OUTSIDE {
            open.chunks_exact_mut(fill.len()).for_each(|number| number.copy_from_slice(fill));
        } else if place == before {
            open.copy_from_slice(&done[(index - 1) * to_step..]);
        } else {
            pick_places(&from[place as usize * from_step..][..from_step], open, rest, fill);
        }
        before = place;
    }
}

fn pick_numbers<const SIZE: usize>(from: &[u8], to: &mut [u8], map: &Map, fill: &[u8]) {
    let (from, to) = (from.as_chunks::<SIZE>().0, to.as_chunks_mut::<SIZE>().0);
    match map.repeats {
        0 => {
            let fill: [u8; SIZE] = std::array::from_fn(|index| fill[index]);
            let picked = map.places.iter().map(|&place| from.get(place as usize).copied().unwrap_or(fill));
            to.iter_mut().zip(picked).for_each(|(to, number)| *to = number);
        }
        1 => to.copy_from_slice(from),
        2 => to.as_chunks_mut::<2>().0.iter_mut().zip(from).for_each(|(to, &number)| *to = [number; 2]),
        repeats => to.chunks_exact_mut(repeats).zip(from).for_each(|(to, &number)| to.fill(number)),
    }
}

fn center_crop_pad(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let from = node.shape(x);
    let lengths = node.input(1)?;
    let lengths = node.known_ints(lengths)?;
    let axes = match node.attributes().ints("axes") {
        Some(axes) => node.axes(axes, from.len())?,
        None => (0..from.len()).collect(),
    };
    node.ensure(lengths.len() == axes.len(), || format!("has {} lengths for {} axes", lengths.len(), axes.len()))?;
    let mut shape = from.clone();
    let mut maps: Vec<Option<Vec<u32>>> = vec![None; from.len()];
    for (&axis, &length) in axes.iter().zip(&lengths) {
        node.ensure((0..=i64::from(i32::MAX)).contains(&length), || format!("gives an axis the length {length}"))?;
        shape[axis] = length as usize;
    }
    // Before tables are made.
    let empty = volume(&shape)? == 0;
    for (axis, (&from, &to)) in from.iter().zip(&shape).enumerate().filter(|(_, (from, to))| from != to && !empty) {
        let (cropped, padded) = (from.saturating_sub(to) / 2, to.saturating_sub(from) / 2);
        let place = |place: usize| match place.checked_sub(padded) {
            Some(inside) if inside + cropped < from => (inside + cropped) as u32,
            _ => OUTSIDE,
        };
        maps[axis] = Some((0..to).map(place).collect());
    }
    if maps.iter().all(Option::is_none) && !empty {
        return Ok(tvec![x]);
    }
    Ok(tvec![gather(node, "CenterCropPad", x, &shape, maps, 0.0)?])
}

// GridSample and AffineGrid

/// How a grid is sampled.
#[derive(Clone, Copy)]
struct Sampling {
    /// Along each axis: the nearest, two or four numbers.
    taps: usize,
    padding: Padding,
    align_corners: bool,
    /// Coordinates are computed in single precision, as nearest numbers depend on the last bit.
    single: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Padding {
    Zeros,
    Border,
    Reflection,
}

impl Sampling {
    /// Where on an axis a coordinate from -1 to 1 is.
    fn denormalized(&self, coordinate: f64, length: usize) -> f64 {
        let place = if self.single {
            let (x, length) = (coordinate as f32 + 1.0, length as f32);
            f64::from(if self.align_corners { x / 2.0 * (length - 1.0) } else { (x * length - 1.0) / 2.0 })
        } else {
            let (x, length) = (coordinate + 1.0, length as f64);
            if self.align_corners { x / 2.0 * (length - 1.0) } else { (x * length - 1.0) / 2.0 }
        };
        // As onnxruntime; also for NaN.
        if place.abs() < 4.6e18 {
            place
        } else if self.align_corners {
            0.0
        } else {
            -0.5
        }
    }

    /// Writes the places along an axis that a point is made of, and their weights.
    fn along(&self, place: f64, length: usize, taps: &mut [(Option<usize>, f64); 4]) {
        let first = place.floor();
        let x = place - first;
        match self.taps {
            1 => taps[0] = (self.inside(place.round_ties_even() as i64, length), 1.0),
            2 => {
                taps[0] = (self.inside(first as i64, length), 1.0 - x);
                taps[1] = (self.inside(first as i64 + 1, length), x);
            }
            _ => {
                let weights = cubic_weights(x as f32, -0.75);
                for ((tap, weight), index) in taps.iter_mut().zip(weights).zip(-1..) {
                    *tap = (self.inside(first as i64 + index, length), weight.into());
                }
            }
        }
    }

    /// The place that is read for one that may be outside; `None` for a zero.
    fn inside(&self, place: i64, length: usize) -> Option<usize> {
        let last = length as i64 - 1;
        let place = match self.padding {
            Padding::Zeros if !(0..=last).contains(&place) => return None,
            Padding::Reflection if !(0..=last).contains(&place) => {
                let border = if self.align_corners { 0.0 } else { 0.5 };
                let (low, high) = (-border, last as f64 + border);
                let range = high - low;
                let (side, other, beyond) = if (place as f64) < low {
                    (low, high, low - place as f64)
                } else {
                    (high, low, place as f64 - high)
                };
                if range > 0.0 && beyond > 0.0 {
                    let (turns, rest) = ((beyond / range).floor(), beyond % range);
                    let from = if turns % 2.0 == 0.0 { side } else { other };
                    (if from == low { low + rest } else { high - rest }) as i64
                } else {
                    place
                }
            }
            _ => place,
        };
        Some(place.clamp(0, last) as usize)
    }
}

/// Points whose taps are computed together, before all channels are sampled.
const POINTS: usize = 128;

fn grid_sample(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (x, grid) = (node.input(0)?, node.input(1)?);
    let (of_x, of_grid) = (node.shape(x), node.shape(grid));
    let rank = of_x.len();
    let fits = (4..=5).contains(&rank)
        && of_grid.len() == rank
        && of_grid.first() == of_x.first()
        && of_grid.last() == Some(&(rank - 2));
    node.ensure(fits, || {
        format!(
            "has an input of {of_x:?} and a grid of {of_grid:?}: batch, channels and two or three sides are expected, \
             and a grid of as many points with one coordinate for each side"
        )
    })?;
    let kind = node.kind(x);
    node.ensure(kind.is_number() && node.kind(grid).is_float(), || {
        format!("has an input of {kind:?} and a grid of {:?}", node.kind(grid))
    })?;
    let single = kind == f32::datum_type();
    let work = if single { kind } else { f64::datum_type() };
    let taps = match attributes.text("mode", "linear") {
        "nearest" => 1,
        "cubic" | "bicubic" => 4,
        _ => 2,
    };
    let padding = match attributes.text("padding_mode", "zeros") {
        "border" => Padding::Border,
        "reflection" => Padding::Reflection,
        _ => Padding::Zeros,
    };
    let sampling = Sampling { taps, padding, align_corners: attributes.flag("align_corners"), single };
    let mut shape: TVec<usize> = of_x[..2].into();
    shape.extend_from_slice(&of_grid[1..rank - 1]);
    node.ensure(shape.contains(&0) || !of_x.contains(&0), || format!("samples an empty image of {of_x:?}"))?;
    let x = node.cast(x, work)?;
    let grid = node.cast(grid, work)?;
    let target = shape.clone();
    let run = move |inputs: &[TValue]| match single {
        true => sample_grid::<f32>(sampling, &inputs[0], &inputs[1], &target),
        false => sample_grid::<f64>(sampling, &inputs[0], &inputs[1], &target),
    };
    let result = node.compute("GridSample", &[x, grid], work, &shape, run)?;
    Ok(tvec![node.cast(result, kind)?])
}

fn sample_grid<T: Real>(sampling: Sampling, x: &Tensor, grid: &Tensor, shape: &[usize]) -> TractResult<Tensor> {
    let mut output = Tensor::zero_dt(T::datum_type(), shape)?;
    if output.len() == 0 {
        return Ok(output);
    }
    let (channels, sides) = (x.shape()[1], &x.shape()[2..]);
    let axes = sides.len();
    let plane: usize = sides.iter().product();
    let points: usize = shape[2..].iter().product();
    let (x, grid) = (numbers::<T>(x)?, numbers::<T>(grid)?);
    let corners = sampling.taps.pow(axes as u32);
    let mut places = vec![0; POINTS * corners];
    let mut weights = vec![T::default(); POINTS * corners];
    let mut view = output.try_as_plain_ram_mut()?;
    let batches = grid.chunks_exact(points * axes).zip(x.chunks_exact(channels * plane));
    for ((grid, x), out) in batches.zip(view.as_slice_mut::<T>()?.chunks_exact_mut(channels * points)) {
        for (block, grid) in grid.chunks(POINTS * axes).enumerate() {
            let count = grid.len() / axes;
            for (point, coordinates) in grid.chunks_exact(axes).enumerate() {
                let mut taps = [[(None, 0.0); 4]; 3];
                // The last axis has the first coordinate.
                for ((taps, &coordinate), &side) in taps.iter_mut().zip(coordinates).zip(sides.iter().rev()) {
                    sampling.along(sampling.denormalized(coordinate.into(), side), side, taps);
                }
                for corner in 0..corners {
                    let (mut place, mut weight, mut stride, mut rest) = (Some(0), 1.0, 1, corner);
                    for (taps, side) in taps.iter().zip(sides.iter().rev()) {
                        let (step, factor) = taps[rest % sampling.taps];
                        place = place.zip(step).map(|(place, step)| place + step * stride);
                        weight *= factor;
                        stride *= side;
                        rest /= sampling.taps;
                    }
                    places[point * corners + corner] = place.unwrap_or(usize::MAX);
                    weights[point * corners + corner] = T::of(weight);
                }
            }
            for (x, out) in x.chunks_exact(plane).zip(out.chunks_exact_mut(points)) {
                let out = &mut out[block * POINTS..][..count];
                let taps = places.chunks_exact(corners).zip(weights.chunks_exact(corners));
                for (out, (places, weights)) in out.iter_mut().zip(taps) {
                    let number = |place: usize| x.get(place).copied().unwrap_or_default();
                    let taps = places.iter().zip(weights);
                    *out = taps.fold(T::default(), |sum, (&place, &weight)| sum + weight * number(place));
                }
            }
        }
    }
    Ok(output)
}

fn affine_grid(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let align_corners = node.attributes().flag("align_corners");
    let (theta, size) = (node.input(0)?, node.input(1)?);
    let size = node.known_ints(size)?;
    let of_theta = node.shape(theta);
    let axes = size.len().wrapping_sub(2);
    let fits = (2..=3).contains(&axes)
        && size.iter().all(|side| (0..=i64::from(i32::MAX)).contains(side))
        && *of_theta == [size[0] as usize, axes, axes + 1];
    node.ensure(fits, || format!("has matrices of {of_theta:?} for a size of {size:?}"))?;
    let kind = node.kind(theta);
    node.ensure(kind == f32::datum_type() || kind == f64::datum_type(), || format!("has matrices of {kind:?}"))?;
    let mut shape: TVec<usize> = tvec![of_theta[0]];
    shape.extend(size[2..].iter().map(|&side| side as usize));
    shape.push(axes);
    // Before tables are made.
    volume(&shape)?;
    let target = shape.clone();
    let run = move |inputs: &[TValue]| match kind == f32::datum_type() {
        true => make_affine_grid::<f32>(&inputs[0], &target, align_corners),
        false => make_affine_grid::<f64>(&inputs[0], &target, align_corners),
    };
    Ok(tvec![node.compute("AffineGrid", &[theta], kind, &shape, run)?])
}

fn make_affine_grid<T: Real>(theta: &Tensor, shape: &[usize], align_corners: bool) -> TractResult<Tensor> {
    let mut output = Tensor::zero_dt(T::datum_type(), shape)?;
    let [_, sides @ .., axes] = shape else { bail!("a grid has no axes") };
    let (axes, points) = (*axes, sides.iter().product::<usize>());
    let coordinate = |place: usize, side: usize| match (align_corners, side) {
        // As in onnxruntime.
        (true, 1) => 1.0,
        (true, _) => 2.0 * place as f64 / (side - 1) as f64 - 1.0,
        (false, _) => (2 * place + 1) as f64 / side as f64 - 1.0,
    };
    let mut view = output.try_as_plain_ram_mut()?;
    let grids = view.as_slice_mut::<T>()?.chunks_exact_mut((points * axes).max(1));
    for (theta, grid) in numbers::<T>(theta)?.chunks_exact(axes * (axes + 1)).zip(grids) {
        for (point, out) in grid.chunks_exact_mut(axes).enumerate() {
            let (mut base, mut rest) = ([1.0; 4], point);
            for (base, &side) in base.iter_mut().zip(sides.iter().rev()) {
                *base = coordinate(rest % side, side);
                rest /= side;
            }
            // The last column is added as it is.
            for (out, row) in out.iter_mut().zip(theta.chunks_exact(axes + 1)) {
                *out = T::of(row.iter().zip(base).map(|(&factor, base)| factor.into() * base).sum());
            }
        }
    }
    Ok(output)
}

// Col2Im

/// What Col2Im does along one axis of an image.
#[derive(Clone, Copy)]
struct Side {
    image: usize,
    block: usize,
    /// How often the block fits.
    count: usize,
    stride: usize,
    dilation: usize,
    /// Before the image.
    pad: usize,
}

impl Side {
    /// Where a number of a block at a position is in the image.
    fn place(&self, position: usize, number: usize) -> Option<usize> {
        (position * self.stride + number * self.dilation).checked_sub(self.pad).filter(|&place| place < self.image)
    }
}

fn columns_to_image(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let x = node.input(0)?;
    let (image, block) = (node.input(1)?, node.input(2)?);
    let (image, block) = (node.known_ints(image)?, node.known_ints(block)?);
    let axes = image.len();
    let list = |name: &str, default: i64, count: usize| -> Wired<Vec<i64>> {
        let found = attributes.ints(name).map_or_else(|| vec![default; count], <[i64]>::to_vec);
        node.ensure(found.len() == count, || format!("has {} {name}: {count} are expected", found.len()))?;
        Ok(found)
    };
    let (dilations, strides) = (list("dilations", 1, axes)?, list("strides", 1, axes)?);
    let pads = list("pads", 0, 2 * axes)?;
    node.ensure(axes > 0 && block.len() == axes, || {
        format!("has an image of {image:?} and blocks of {block:?}: as many sides are expected")
    })?;
    let mut sides: TVec<Side> = tvec![];
    for axis in 0..axes {
        let fits = (1..=i64::from(i32::MAX)).contains(&image[axis]) && (1..=MAX_KERNEL_SIDE).contains(&block[axis]);
        let room = image[axis].saturating_add(pads[axis] + pads[axes + axis]);
        let count = (room - dilations[axis].saturating_mul(block[axis] - 1) - 1).div_euclid(strides[axis]) + 1;
        node.ensure(fits && count > 0, || {
            format!("has blocks of {block:?} in an image of {image:?}: they do not fit")
        })?;
        sides.push(Side {
            image: image[axis] as usize,
            block: block[axis] as usize,
            count: count as usize,
            stride: strides[axis] as usize,
            dilation: dilations[axis] as usize,
            pad: pads[axis] as usize,
        });
    }
    let shape = node.shape(x);
    let numbers = volume(&sides.iter().map(|side| side.block).collect::<TVec<_>>())?;
    let positions = volume(&sides.iter().map(|side| side.count).collect::<TVec<_>>())?;
    let &[batch, depth, found] = &shape[..] else {
        return Err(node.invalid(&format!("has an input of {shape:?}: three axes are expected")));
    };
    node.ensure(found == positions && depth % numbers == 0, || {
        format!("has an input of {shape:?}: {positions} blocks of {numbers} numbers for each channel are expected")
    })?;
    let mut target: TVec<usize> = tvec![batch, depth / numbers];
    target.extend(sides.iter().map(|side| side.image));
    let kind = node.kind(x);
    node.ensure(kind.is_number(), || format!("adds numbers of {kind:?}"))?;
    let single = kind == f32::datum_type();
    let work = if single { kind } else { f64::datum_type() };
    let x = node.cast(x, work)?;
    let to = target.clone();
    let run = move |inputs: &[TValue]| match single {
        true => add_columns::<f32>(&inputs[0], &sides, &to),
        false => add_columns::<f64>(&inputs[0], &sides, &to),
    };
    let result = node.compute("Col2Im", &[x], work, &target, run)?;
    Ok(tvec![node.cast(result, kind)?])
}

fn add_columns<T: Real>(x: &Tensor, sides: &[Side], shape: &[usize]) -> TractResult<Tensor> {
    let mut output = Tensor::zero_dt(T::datum_type(), shape)?;
    let Some((last, outer)) = sides.split_last() else { bail!("an image has no sides") };
    let block: usize = sides.iter().map(|side| side.block).product();
    let positions: usize = sides.iter().map(|side| side.count).product();
    let image: usize = sides.iter().map(|side| side.image).product();
    let mut view = output.try_as_plain_ram_mut()?;
    let images = view.as_slice_mut::<T>()?.chunks_exact_mut(image);
    for (columns, image) in numbers::<T>(x)?.chunks_exact(block * positions).zip(images) {
        for (number, column) in columns.chunks_exact(positions).enumerate() {
            let in_last = number % last.block;
            for (row, column) in column.chunks_exact(last.count).enumerate() {
                // Where the row of the image begins, if it is inside.
                let (mut number, mut row) = (number / last.block, row);
                let (mut begin, mut stride) = (Some(0), last.image);
                for side in outer.iter().rev() {
                    let place = side.place(row % side.count, number % side.block);
                    begin = begin.zip(place).map(|(begin, place)| begin + place * stride);
                    (number, row, stride) = (number / side.block, row / side.count, stride * side.image);
                }
                let Some(begin) = begin else { continue };
                let image = &mut image[begin..][..last.image];
                for (position, &value) in column.iter().enumerate() {
                    if let Some(place) = last.place(position, in_last) {
                        image[place] = image[place] + value;
                    }
                }
            }
        }
    }
    Ok(output)
}
