//! Regions of images: regions of interest that are pooled, boxes that are suppressed, and convolutions whose numbers
//! are read at offsets. The formulas are those of the ONNX operators' texts; where these leave something open, those of
//! onnxruntime.

use super::attributes::{float, int, ints, word};
use super::copying::{integers, numbers, singles};
use super::entry::{Operator, runs, wire};
use super::node::{Node, Value, Wired};
use super::recurrent::{Columns, Real, add_product};
use super::run::RunNode;
use crate::guard::engine_failed;
use crate::report::{describe, invalid};
use crate::tensor::volume;
use penchant_base::Result;
use penchant_base::limits::MAX_KERNEL_SIDE;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;

const SIDE: RangeInclusive<i64> = 1..=MAX_KERNEL_SIDE;
/// Points of a region along one axis, and altogether.
const MAX_POINTS_OF_AXIS: f64 = 65_536.0;
const MAX_POINTS: f64 = 67_108_864.0;
/// Numbers of an image that are gathered before they are multiplied with the weights.
const MAX_GATHERED: usize = 1 << 18;

pub(super) const OPERATORS: &[Operator] = &[
    wire(
        "RoiAlign",
        3..=3,
        &[
            word("mode", &["avg", "max"]),
            int("output_height", SIDE),
            int("output_width", SIDE),
            int("sampling_ratio", 0..=1024),
            float("spatial_scale"),
        ],
        roi_align,
    )
    .since(10..=15),
    wire(
        "RoiAlign",
        3..=3,
        &[
            word("coordinate_transformation_mode", &["half_pixel", "output_half_pixel"]),
            word("mode", &["avg", "max"]),
            int("output_height", SIDE),
            int("output_width", SIDE),
            int("sampling_ratio", 0..=1024),
            float("spatial_scale"),
        ],
        roi_align,
    )
    .since(16..=i64::MAX),
    wire("MaxRoiPool", 2..=2, &[ints("pooled_shape", SIDE), float("spatial_scale")], max_roi_pool),
    runs("NonMaxSuppression", 2..=5, &[int("center_point_box", 0..=1)], suppress).since(10..=i64::MAX),
    wire(
        "DeformConv",
        3..=5,
        &[
            ints("dilations", SIDE),
            int("group", 1..=1 << 20),
            ints("kernel_shape", SIDE),
            int("offset_group", 1..=1 << 20),
            ints("pads", 0..=MAX_KERNEL_SIDE),
            ints("strides", SIDE),
        ],
        deformable,
    )
    .since(19..=i64::MAX),
];

/// The four axes of an image with its channels first.
fn image_axes(node: &Node<'_>, x: Value) -> Wired<[usize; 4]> {
    let shape = node.shape(x);
    let axes = <[usize; 4]>::try_from(&shape[..]);
    axes.map_err(|_| {
        node.invalid(&format!("has an input of {shape:?}: batch, channels, height and width are expected"))
    })
}

/// Refuses other numbers than those of single or double precision, all of the same type.
fn same_floats(node: &Node<'_>, values: &[Option<Value>]) -> Wired<DatumType> {
    let kinds: TVec<DatumType> = values.iter().flatten().map(|&value| node.kind(value)).collect();
    let kind = kinds.first().copied().unwrap_or_else(f32::datum_type);
    let fits = [f32::datum_type(), f64::datum_type()].contains(&kind) && kinds.iter().all(|other| *other == kind);
    node.ensure(fits, || format!("has inputs of {kinds:?}: all f32 or all f64 are expected"))?;
    Ok(kind)
}

// RoiAlign

struct RoiAlign {
    part: String,
    shape: [usize; 4],
    max: bool,
    half_pixel: bool,
    sampling_ratio: usize,
    scale: f32,
}

/// A point along one axis: the numbers before and after it, and their weights. They are 0 if it is outside.
type Point<T> = [(usize, T); 2];

fn roi_align(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (x, regions, owners) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let [_, channels, ..] = image_axes(node, x)?;
    let kind = same_floats(node, &[Some(x), Some(regions)])?;
    let (of_regions, of_owners) = (node.shape(regions), node.shape(owners));
    let count = of_owners.first().copied().unwrap_or(0);
    node.ensure(of_owners.len() == 1 && *of_regions == [count, 4], || {
        format!("has regions of {of_regions:?} and batch_indices of {of_owners:?}: [n, 4] and [n] are expected")
    })?;
    node.ensure(node.kind(owners).is_integer(), || format!("has batch_indices of {:?}", node.kind(owners)))?;
    let half_pixel =
        node.version >= 16 && attributes.text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
    let (height, width) = (attributes.int("output_height", 1) as usize, attributes.int("output_width", 1) as usize);
    let shape = [count, channels, height, width];
    let plan = RoiAlign {
        part: describe(node.proto),
        shape,
        max: attributes.text("mode", "avg") == "max",
        half_pixel,
        sampling_ratio: attributes.int("sampling_ratio", 0) as usize,
        scale: attributes.float("spatial_scale", 1.0),
    };
    let result =
        node.compute("RoiAlign", &[x, regions, owners], kind, &shape, move |inputs| match kind == f32::datum_type() {
            true => plan.run::<f32>(&inputs[0], &inputs[1], &inputs[2]),
            false => plan.run::<f64>(&inputs[0], &inputs[1], &inputs[2]),
        })?;
    Ok(tvec![result])
}

impl RoiAlign {
    fn run<T: Real>(&self, x: &Tensor, regions: &Tensor, owners: &Tensor) -> TractResult<Tensor> {
        let mut output = Tensor::zero_dt(T::datum_type(), &self.shape)?;
        if output.len() == 0 {
            return Ok(output);
        }
        let &[batch, channels, height, width] = x.shape() else { bail!("an image has four axes") };
        let [_, _, rows, columns] = self.shape;
        let plane = height * width;
        let x = numbers::<T>(x)?;
        let mut view = output.try_as_plain_ram_mut()?;
        let outs = view.as_slice_mut::<T>()?.chunks_exact_mut(channels * rows * columns);
        for ((region, owner), out) in numbers::<T>(regions)?.chunks_exact(4).zip(integers(owners)?).zip(outs) {
            let owner = usize::try_from(owner).ok().filter(|&owner| owner < batch).ok_or_else(|| {
                invalid(&self.part, format!("has a region of the image {owner}: there are {batch} images"))
            })?;
            let (across, in_column) = self.points::<T>([region[0], region[2]], columns, width)?;
            let (down, in_row) = self.points::<T>([region[1], region[3]], rows, height)?;
            // A region without points gives 0.
            if in_row * in_column == 0 || plane == 0 {
                continue;
            }
            if down.len() as f64 * across.len() as f64 > MAX_POINTS {
                return Err(self.too_large().into());
            }
            let images = x[owner * channels * plane..].chunks_exact(plane);
            for (image, out) in images.zip(out.chunks_exact_mut(rows * columns)) {
                for (down, out) in down.chunks_exact(in_row).zip(out.chunks_exact_mut(columns)) {
                    for (across, out) in across.chunks_exact(in_column).zip(out) {
                        *out = self.pooled(image, width, down, across);
                    }
                }
            }
        }
        Ok(output)
    }

    fn too_large(&self) -> penchant_base::Error {
        invalid(&self.part, "has a region of interest that is too large: it needs too many points")
    }

    /// The points along one axis of a region, for all places of the output, and how many there are for each.
    fn points<T: Real>(&self, [start, end]: [T; 2], places: usize, length: usize) -> Result<(Vec<Point<T>>, usize)> {
        let scale = T::of(self.scale.into());
        let offset = T::of(if self.half_pixel { 0.5 } else { 0.0 });
        let (start, end) = (start * scale - offset, end * scale - offset);
        let side = end - start;
        let side = if self.half_pixel || side > T::of(1.0) { side } else { T::of(1.0) };
        let step = T::of(side.into() / places as f64);
        let count = if self.sampling_ratio > 0 { self.sampling_ratio as f64 } else { step.into().ceil().max(0.0) };
        if count * places as f64 > MAX_POINTS_OF_AXIS {
            return Err(self.too_large());
        }
        let count = count as usize;
        let point = |place: usize, index: usize| {
            let within = T::of(T::of(index as f64 + 0.5).into() * step.into() / count as f64);
            let x: f64 = (start + T::of(place as f64) * step + within).into();
            if !(-1.0..=length as f64).contains(&x) || length == 0 {
                return [(0, T::default()); 2];
            }
            let low = (x.max(0.0) as usize).min(length - 1);
            let high = (low + 1).min(length - 1);
            let rest = if low == high { 0.0 } else { x.max(0.0) - low as f64 };
            [(low, T::of(1.0 - rest)), (high, T::of(rest))]
        };
        let points = (0..places).flat_map(|place| (0..count).map(move |index| (place, index)));
        Ok((points.map(|(place, index)| point(place, index)).collect(), count))
    }

    /// The mean of the points, or the largest number: as in onnxruntime, of the weighted corners around the points.
    fn pooled<T: Real>(&self, image: &[T], width: usize, down: &[Point<T>], across: &[Point<T>]) -> T {
        if self.max {
            let corners = down.iter().flatten().flat_map(|&(row, of_row)| {
                let row = &image[row * width..][..width];
                across.iter().flatten().map(move |&(column, of_column)| of_row * of_column * row[column])
            });
            return corners.reduce(|most, number| if number > most { number } else { most }).unwrap_or_default();
        }
        let mut sum = T::default();
        for &(row, of_row) in down.as_flattened() {
            let row = &image[row * width..][..width];
            let taps = across.as_flattened().iter();
            sum = sum + of_row * taps.fold(T::default(), |sum, &(column, weight)| sum + weight * row[column]);
        }
        T::of(sum.into() / (down.len() * across.len()) as f64)
    }
}

// MaxRoiPool

fn max_roi_pool(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (x, regions) = (node.input(0)?, node.input(1)?);
    let axes = image_axes(node, x)?;
    let kind = same_floats(node, &[Some(x), Some(regions)])?;
    let of_regions = node.shape(regions);
    let (&[count, 5], Some(&[rows, columns])) = (&of_regions[..], attributes.ints("pooled_shape")) else {
        let what =
            format!("has regions of {of_regions:?} and needs a pooled_shape: [n, 5] and two numbers are expected");
        return Err(node.invalid(&what));
    };
    let shape = [count, axes[1], rows as usize, columns as usize];
    let (scale, part) = (attributes.float("spatial_scale", 1.0), describe(node.proto));
    let result = node.compute("MaxRoiPool", &[x, regions], kind, &shape, move |inputs| {
        let regions = singles(&inputs[1])?;
        match kind == f32::datum_type() {
            true => pool_regions::<f32>(&inputs[0], &regions, axes, shape, scale, &part),
            false => pool_regions::<f64>(&inputs[0], &regions, axes, shape, scale, &part),
        }
    })?;
    Ok(tvec![result])
}

fn pool_regions<T: Real>(
    x: &Tensor,
    regions: &[f32],
    [batch, channels, height, width]: [usize; 4],
    shape: [usize; 4],
    scale: f32,
    part: &str,
) -> TractResult<Tensor> {
    let mut output = Tensor::zero_dt(T::datum_type(), &shape)?;
    let [_, _, rows, columns] = shape;
    let (x, plane) = (numbers::<T>(x)?, height * width);
    if output.len() == 0 || plane == 0 {
        return Ok(output);
    }
    let mut view = output.try_as_plain_ram_mut()?;
    let outs = view.as_slice_mut::<T>()?.chunks_exact_mut(channels * rows * columns);
    for (region, out) in regions.chunks_exact(5).zip(outs) {
        let side = |number: usize| (region[number] * scale).round() as i32;
        let owner = region[0] as i64;
        let owner = usize::try_from(owner).ok().filter(|&owner| owner < batch);
        let owner = owner
            .ok_or_else(|| invalid(part, format!("has a region of the image {}: there are {batch}", region[0])))?;
        // Where each place of the output begins and ends.
        let ranges = |start: i32, end: i32, places: usize, length: usize| -> Vec<std::ops::Range<usize>> {
            let step = (i64::from(end) - i64::from(start) + 1).max(1) as f32 / places as f32;
            let clipped = |x: f32| (x as i64 + i64::from(start)).clamp(0, length as i64) as usize;
            let range =
                |place: usize| clipped((place as f32 * step).floor())..clipped(((place + 1) as f32 * step).ceil());
            (0..places).map(range).collect()
        };
        let (across, down) = (ranges(side(1), side(3), columns, width), ranges(side(2), side(4), rows, height));
        let images = x[owner * channels * plane..].chunks_exact(plane);
        for (image, out) in images.zip(out.chunks_exact_mut(rows * columns)) {
            for (down, out) in down.iter().zip(out.chunks_exact_mut(columns)) {
                for (across, out) in across.iter().zip(out) {
                    let within = down.clone().flat_map(|row| image[row * width..][across.clone()].iter().copied());
                    *out = within.reduce(|most, number| if number > most { number } else { most }).unwrap_or_default();
                }
            }
        }
    }
    Ok(output)
}

// NonMaxSuppression

/// A box by its lower and upper corner.
#[derive(Clone, Copy)]
struct Corners {
    low: [f32; 2],
    high: [f32; 2],
}

impl Corners {
    fn new(numbers: &[f32; 4], centered: bool) -> Self {
        let &[a, b, c, d] = numbers;
        if centered {
            return Self { low: [a - c / 2.0, b - d / 2.0], high: [a + c / 2.0, b + d / 2.0] };
        }
        let (low, high) = ([a.min(c), b.min(d)], [a.max(c), b.max(d)]);
        Self { low, high }
    }

    fn area(&self) -> f32 {
        (self.high[0] - self.low[0]) * (self.high[1] - self.low[1])
    }

    /// Whether two boxes share more of what they cover together than `threshold`.
    fn overlaps(&self, other: &Self, threshold: f32) -> bool {
        let shared = Self {
            low: [self.low[0].max(other.low[0]), self.low[1].max(other.low[1])],
            high: [self.high[0].min(other.high[0]), self.high[1].min(other.high[1])],
        };
        if shared.high[0] <= shared.low[0] || shared.high[1] <= shared.low[1] {
            return false;
        }
        let (shared, one, two) = (shared.area(), self.area(), other.area());
        let union = one + two - shared;
        shared > 0.0 && one > 0.0 && two > 0.0 && union > 0.0 && shared / union > threshold
    }
}

fn suppress(node: &RunNode<'_>, inputs: &[Option<TValue>]) -> Result<TVec<TValue>> {
    let centered = node.attributes().flag("center_point_box");
    let input = |index: usize| inputs.get(index).and_then(Option::as_ref);
    let failed = |error: TractError| engine_failed("a tensor could not be read").with_source(error);
    let (Some(boxes), Some(scores)) = (input(0), input(1)) else {
        return Err(node.invalid("lacks its boxes or scores"));
    };
    let (&[batch, count, 4], &[of_scores, classes, scored]) = (boxes.shape(), scores.shape()) else {
        let found = (boxes.shape(), scores.shape());
        return Err(node.invalid(&format!("has boxes and scores of {found:?}: [b, n, 4] and [b, c, n] are expected")));
    };
    if batch != of_scores || count != scored {
        let found = (boxes.shape(), scores.shape());
        return Err(node.invalid(&format!("has boxes and scores of {found:?}: they are of different boxes")));
    }
    let number = |index: usize| -> Result<Option<f32>> {
        let Some(tensor) = input(index) else { return Ok(None) };
        Ok(singles(tensor).map_err(failed)?.first().copied())
    };
    let most = match input(2) {
        Some(tensor) => integers(tensor).map_err(failed)?.first().copied().unwrap_or(0).max(0) as usize,
        None => 0,
    };
    let overlap = number(3)?.unwrap_or(0.0);
    let least = number(4)?;
    if !(0.0..=1.0).contains(&overlap) {
        return Err(node.invalid(&format!("has the iou_threshold {overlap}: it is from 0 to 1")));
    }
    let (boxes, scores) = (singles(boxes).map_err(failed)?, singles(scores).map_err(failed)?);
    let mut selected: Vec<i64> = vec![];
    if most > 0 && count > 0 && classes > 0 {
        let of_batch = boxes.as_chunks::<4>().0.chunks_exact(count).zip(scores.chunks_exact(classes * count));
        for (image, (boxes, scores)) in of_batch.enumerate() {
            let boxes: Vec<Corners> = boxes.iter().map(|numbers| Corners::new(numbers, centered)).collect();
            for (class, scores) in scores.chunks_exact(count).enumerate() {
                let passes = |score: f32| least.is_none_or(|least| score > least);
                // Adding 0 makes -0 equal to it.
                let mut order: Vec<(f32, usize)> =
                    scores.iter().map(|score| score + 0.0).zip(0..).filter(|&(score, _)| passes(score)).collect();
                order.sort_by(|one, other| other.0.total_cmp(&one.0));
                let mut kept: Vec<usize> = vec![];
                for (_, index) in order {
                    if kept.len() == most {
                        break;
                    }
                    if !kept.iter().any(|&kept| boxes[kept].overlaps(&boxes[index], overlap)) {
                        kept.push(index);
                        selected.extend([image as i64, class as i64, index as i64]);
                    }
                }
            }
        }
    }
    let result = Tensor::from_shape(&[selected.len() / 3, 3], &selected).map_err(failed)?;
    Ok(tvec![result.into_tvalue()])
}

// DeformConv

/// A deformable convolution of images.
struct Deformable {
    /// Channels, height and width of the image.
    image: [usize; 3],
    /// Batch, channels, height and width of the output.
    shape: [usize; 4],
    kernel: [usize; 2],
    strides: [usize; 2],
    dilations: [usize; 2],
    pads: [usize; 2],
    groups: usize,
    offset_groups: usize,
}

fn deformable(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (x, w, offset) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let (bias, mask) = (node.optional(3), node.optional(4));
    if node.rank(x) != 4 {
        let what = format!("has an input of {:?}: only images with two sides are supported", node.shape(x));
        return Err(node.unsupported(&what));
    }
    let [batch, channels, height, width] = image_axes(node, x)?;
    let [outputs, per_group, rows, columns] = image_axes(node, w)?;
    let kind = same_floats(node, &[Some(x), Some(w), Some(offset), bias, mask])?;
    let list = |name: &str, default: i64, count: usize| -> Wired<Vec<usize>> {
        let found = attributes.ints(name).map_or_else(|| vec![default; count], <[i64]>::to_vec);
        node.ensure(found.len() == count, || format!("has {} {name}: {count} are expected", found.len()))?;
        Ok(found.into_iter().map(|number| number as usize).collect())
    };
    let (strides, dilations, pads) = (list("strides", 1, 2)?, list("dilations", 1, 2)?, list("pads", 0, 4)?);
    let given = attributes.ints("kernel_shape");
    node.ensure(given.is_none_or(|given| *given == [rows as i64, columns as i64]), || {
        format!("has the kernel_shape {given:?}, and weights of {rows} by {columns}")
    })?;
    let (groups, offset_groups) = (attributes.int("group", 1) as usize, attributes.int("offset_group", 1) as usize);
    let divides = per_group.checked_mul(groups) == Some(channels)
        && channels > 0
        && outputs % groups == 0
        && channels % offset_groups == 0
        && rows * columns > 0;
    node.ensure(divides, || {
        format!(
            "has weights of {:?} for {channels} channels in {groups} groups and {offset_groups} groups of offsets",
            node.shape(w)
        )
    })?;
    let mut sides = [0; 2];
    for (axis, (length, kernel)) in [(height, rows), (width, columns)].into_iter().enumerate() {
        let covered = dilations[axis].checked_mul(kernel - 1).and_then(|covered| covered.checked_add(1));
        let room = (length + pads[axis] + pads[axis + 2]).checked_sub(covered.unwrap_or(usize::MAX));
        let room =
            room.ok_or_else(|| node.invalid(&format!("has a kernel that is larger than its input of {length}")))?;
        sides[axis] = room / strides[axis] + 1;
    }
    let taps = volume(&[offset_groups, rows, columns])?;
    let expected: [(Option<Value>, &[usize]); 3] = [
        (Some(offset), &[batch, 2 * taps, sides[0], sides[1]]),
        (bias, &[outputs]),
        (mask, &[batch, taps, sides[0], sides[1]]),
    ];
    for (value, shape) in expected {
        if let Some(value) = value {
            let found = node.shape(value);
            node.ensure(*found == *shape, || format!("has an input of {found:?} where {shape:?} is expected"))?;
        }
    }
    let shape = [batch, outputs, sides[0], sides[1]];
    let plan = Deformable {
        image: [channels, height, width],
        shape,
        kernel: [rows, columns],
        strides: [strides[0], strides[1]],
        dilations: [dilations[0], dilations[1]],
        pads: [pads[0], pads[1]],
        groups,
        offset_groups,
    };
    let mut inputs = tvec![x, w, offset];
    inputs.extend(bias);
    inputs.extend(mask);
    let (has_bias, has_mask) = (bias.is_some(), mask.is_some());
    let result = node.compute("DeformConv", &inputs, kind, &shape, move |inputs| {
        let bias = inputs.get(3).filter(|_| has_bias);
        let mask = inputs.last().filter(|_| has_mask);
        match kind == f32::datum_type() {
            true => plan.run::<f32>(inputs, bias, mask),
            false => plan.run::<f64>(inputs, bias, mask),
        }
    })?;
    Ok(tvec![result])
}

impl Deformable {
    fn run<T: Real>(&self, inputs: &[TValue], bias: Option<&TValue>, mask: Option<&TValue>) -> TractResult<Tensor> {
        let mut output = Tensor::zero_dt(T::datum_type(), &self.shape)?;
        if output.len() == 0 {
            return Ok(output);
        }
        let [channels, height, width] = self.image;
        let [_, outputs, rows, columns] = self.shape;
        let (taps, positions) = (self.kernel[0] * self.kernel[1], rows * columns);
        let (x, w, offset) = (numbers::<T>(&inputs[0])?, numbers::<T>(&inputs[1])?, numbers::<T>(&inputs[2])?);
        let bias = bias.map(|tensor| numbers::<T>(tensor)).transpose()?;
        let mask = mask.map(|tensor| numbers::<T>(tensor)).transpose()?;
        let (of_image, of_mask) = (channels * height * width, self.offset_groups * taps * positions);
        let per_group = channels / self.groups;
        let depth = per_group * taps;
        // Positions that are gathered together.
        let block = (MAX_GATHERED / depth).clamp(1, positions);
        let mut gathered = vec![T::default(); depth * block];
        let mut plan = vec![[(0, T::default()); 4]; block];
        let mut view = output.try_as_plain_ram_mut()?;
        for (index, out) in view.as_slice_mut::<T>()?.chunks_exact_mut(outputs * positions).enumerate() {
            if let Some(bias) = bias {
                out.chunks_exact_mut(positions).zip(bias).for_each(|(out, &bias)| out.fill(bias));
            }
            let x = &x[index * of_image..][..of_image];
            let offset = &offset[index * 2 * of_mask..][..2 * of_mask];
            let mask = mask.map(|mask| &mask[index * of_mask..][..of_mask]);
            let per_output = outputs / self.groups * positions;
            let groups = out.chunks_exact_mut(per_output.max(1)).zip(w.chunks_exact(outputs / self.groups * depth));
            for (group, (out, w)) in groups.enumerate() {
                for start in (0..positions).step_by(block) {
                    let count = block.min(positions - start);
                    for tap in 0..taps {
                        let mut planned = None;
                        for channel in 0..per_group {
                            let image = group * per_group + channel;
                            // Which of the masks it is; there are two offsets for each.
                            let plane = image / (channels / self.offset_groups) * taps + tap;
                            if planned != Some(plane) {
                                self.plan(offset, mask, plane, tap, start, &mut plan[..count]);
                                planned = Some(plane);
                            }
                            let image = &x[image * height * width..][..height * width];
                            let row = &mut gathered[(channel * taps + tap) * count..][..count];
                            for (number, corners) in row.iter_mut().zip(&plan) {
                                *number = corners.iter().fold(T::default(), |sum, &(place, weight)| {
                                    sum + weight * image.get(place).copied().unwrap_or_default()
                                });
                            }
                        }
                    }
                    let to = Columns { stride: positions, start };
                    let from = Columns { stride: count, start: 0 };
                    add_product(out, to, w, depth, &gathered[..depth * count], from, count);
                }
            }
        }
        Ok(output)
    }

    /// The corners around the points that one weight of a kernel is multiplied with, from the position `start` of the
    /// output on, and their weights. A place beyond the image is outside.
    fn plan<T: Real>(
        &self,
        offset: &[T],
        mask: Option<&[T]>,
        plane: usize,
        tap: usize,
        start: usize,
        plan: &mut [[(usize, T); 4]],
    ) {
        let [_, height, width] = self.image;
        let [_, _, rows, columns] = self.shape;
        let of = |numbers: &[T], plane: usize, place: usize| numbers[plane * rows * columns + place];
        let base = |axis: usize, tap: usize| (tap * self.dilations[axis]) as f64 - self.pads[axis] as f64;
        let bases = [base(0, tap / self.kernel[1]), base(1, tap % self.kernel[1])];
        for (place, corners) in (start..).zip(plan) {
            let coordinate = |axis: usize, position: usize| -> f64 {
                let whole = T::of((position * self.strides[axis]) as f64 + bases[axis]);
                (whole + of(offset, 2 * plane + axis, place)).into()
            };
            let (y, x) = (coordinate(0, place / columns), coordinate(1, place % columns));
            *corners = [(usize::MAX, T::default()); 4];
            if !(y > -1.0 && y < height as f64 && x > -1.0 && x < width as f64) {
                continue;
            }
            let factor: f64 = mask.map_or(1.0, |mask| of(mask, plane, place).into());
            let (row, column) = (y.floor(), x.floor());
            let weights = [1.0 - (y - row), y - row, 1.0 - (x - column), x - column];
            for (index, corner) in corners.iter_mut().enumerate() {
                let (down, across) = (index / 2, index % 2);
                let (row, column) = (row + down as f64, column + across as f64);
                if row >= 0.0 && row < height as f64 && column >= 0.0 && column < width as f64 {
                    let weight = weights[down] * weights[2 + across] * factor;
                    *corner = (row as usize * width + column as usize, T::of(weight));
                }
            }
        }
    }
}
