//! Operators that give tensors other shapes and move their numbers: nothing is computed.

use super::attributes::{flag, float, int, ints, word};
use super::copying::{pick, pick_runs, steps, strides};
use super::entry::{MANY, Operator, converts, moves};
use super::node::{Node, Value, Wired};
use crate::tensor::ElementType;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops;

const AXES: std::ops::RangeInclusive<i64> = -16..=16;
const ANY: std::ops::RangeInclusive<i64> = i64::MIN..=i64::MAX;

pub(super) const OPERATORS: &[Operator] = &[
    converts("BitCast", 1..=1, &[int("to", 1..=64)], bit_cast),
    converts(
        "Cast",
        1..=1,
        &[int("to", 1..=64), flag("saturate"), word("round_mode", &["up", "down", "nearest"])],
        cast,
    )
    .with_strings(1),
    converts("CastLike", 2..=2, &[flag("saturate"), word("round_mode", &["up", "down", "nearest"])], cast_like),
    moves("Concat", 1..=MANY, &[int("axis", AXES)], concat).with_strings(MANY),
    moves("DepthToSpace", 1..=1, &[int("blocksize", 1..=1 << 20), word("mode", &["DCR", "CRD"])], depth_to_space),
    moves("Expand", 2..=2, &[], expand),
    moves("Flatten", 1..=1, &[int("axis", AXES)], flatten).with_strings(1),
    moves(
        "Pad",
        1..=4,
        &[ints("pads", ANY), float("value"), word("mode", &["constant", "edge", "reflect", "wrap"])],
        pad,
    ),
    moves("Reshape", 1..=2, &[ints("shape", ANY), flag("allowzero")], reshape).with_strings(1),
    moves("ReverseSequence", 2..=2, &[int("time_axis", 0..=1), int("batch_axis", 0..=1)], reverse_sequence),
    moves("Shape", 1..=1, &[int("start", ANY), int("end", ANY)], shape).with_strings(1),
    moves("Size", 1..=1, &[], size).with_strings(1),
    moves("Slice", 1..=5, &[ints("starts", ANY), ints("ends", ANY), ints("axes", AXES)], slice),
    moves("SpaceToDepth", 1..=1, &[int("blocksize", 1..=1 << 20), word("mode", &["DCR", "CRD"])], space_to_depth),
    moves("Split", 1..=2, &[int("axis", AXES), ints("split", 0..=1 << 28), int("num_outputs", 1..=1 << 12)], split),
    moves("Squeeze", 1..=2, &[ints("axes", AXES)], squeeze).with_strings(1),
    moves("Tile", 2..=2, &[], tile),
    moves("Transpose", 1..=1, &[ints("perm", 0..=16)], transpose),
    moves("Trilu", 1..=2, &[flag("upper")], trilu),
    moves("Unsqueeze", 1..=2, &[ints("axes", AXES)], unsqueeze).with_strings(1),
];

/// As Rust converts: towards zero; numbers past the ends of an integer's range become the ends, NaN becomes zero.
fn cast(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let to = node.attributes().int("to", 0);
    let number = i32::try_from(to).unwrap_or(0);
    let Some(kind) = ElementType::with_strings_from_onnx(number) else {
        return Err(crate::check::unsupported_type(
            number,
            &format!("the output of {}", crate::report::describe(node.proto)),
        )
        .into());
    };
    let x = node.input(0)?;
    Ok(tvec![convert(node, x, kind.datum_type())?])
}

/// The same bits as numbers of another type of the same size.
fn bit_cast(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let number = i32::try_from(node.attributes().int("to", 0)).unwrap_or(0);
    let x = node.input(0)?;
    let Some(kind) = ElementType::from_onnx(number) else {
        let part = format!("the output of {}", crate::report::describe(node.proto));
        return Err(crate::check::unsupported_type(number, &part).into());
    };
    let (from, to, shape) = (node.kind(x), kind.datum_type(), node.shape(x));
    node.ensure(from.size_of() == to.size_of(), || format!("reads {from:?} as {to:?}, which is of another size"))?;
    let value = node.compute("BitCast", &[x], to, &shape.clone(), move |inputs| {
        let mut result = Tensor::zero_dt(to, &shape)?;
        result.as_bytes_mut().copy_from_slice(inputs[0].as_bytes());
        if to == bool::datum_type() {
            result.as_bytes_mut().iter_mut().for_each(|byte| *byte = u8::from(*byte != 0));
        }
        Ok(result)
    })?;
    Ok(tvec![value])
}

fn cast_like(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, like) = (node.input(0)?, node.input(1)?);
    let kind = node.kind(like);
    Ok(tvec![convert(node, x, kind)?])
}

/// Another type. Numbers of floating point that do not fit into a small integer wrap around, as in other runtimes.
pub(super) fn convert(node: &mut Node<'_>, x: Value, to: DatumType) -> Wired<Value> {
    let from = node.kind(x);
    if from == to {
        return Ok(x);
    }
    let strings = String::datum_type();
    if from == strings || to == strings {
        return Err(node.unsupported(
            "converts between numbers and strings, which is not supported: do this outside of the model, and export the \
             rest",
        ));
    }
    // What computed in single precision gives it as it is, as other runtimes do.
    if let Some(single) = node.before_rounding(x)
        && to == f32::datum_type()
    {
        return Ok(single);
    }
    if from.is_float() && to == bool::datum_type() {
        let shape = node.shape(x);
        return node.compute("Cast", &[x], to, &shape, |inputs| {
            let results: Vec<bool> = super::copying::doubles(&inputs[0])?.into_iter().map(|x| x != 0.0).collect();
            Tensor::from_shape(inputs[0].shape(), &results)
        });
    }
    if from.is_float() && to.is_integer() && to.size_of() < 8 {
        let whole = node.cast(x, i64::datum_type())?;
        return node.cast(whole, to);
    }
    node.cast(x, to)
}

fn concat(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let inputs = node.inputs();
    let first = node.shape(inputs[0]);
    let Some(axis) = node.attributes().optional_int("axis") else { return Err(node.invalid("lacks its axis")) };
    let axis = node.axis(axis, first.len())?;
    let kind = node.kind(inputs[0]);
    for &input in &inputs {
        let shape = node.shape(input);
        let fits =
            shape.len() == first.len() && (0..shape.len()).all(|other| other == axis || shape[other] == first[other]);
        node.ensure(fits && node.kind(input) == kind, || {
            format!("joins tensors of other types or shapes along axis {axis}, such as {first:?} and {shape:?}")
        })?;
    }
    Ok(tvec![node.concat(&inputs, axis)?])
}

fn depth_to_space(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let block = node.attributes().int("blocksize", 1) as usize;
    let fits = shape.len() == 4 && shape[1].is_multiple_of((block * block).max(1));
    node.ensure(fits, || format!("takes blocks of {block} × {block} channels from a tensor of {shape:?}"))?;
    let &[n, c, h, w] = &*shape else { return Err(node.invalid("has no image")) };
    let depth = c / (block * block);
    let (split, perm) = match node.attributes().text("mode", "DCR") {
        "CRD" => ([n, depth, block, block, h, w], [0, 1, 4, 2, 5, 3]),
        _ => ([n, block, block, depth, h, w], [0, 3, 4, 1, 5, 2]),
    };
    let x = node.reshape(x, &split)?;
    let x = node.transpose(x, &perm)?;
    Ok(tvec![node.reshape(x, &[n, depth, h * block, w * block])?])
}

fn space_to_depth(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let block = node.attributes().int("blocksize", 1) as usize;
    let fits = shape.len() == 4 && shape[2].is_multiple_of(block.max(1)) && shape[3].is_multiple_of(block.max(1));
    node.ensure(fits, || format!("takes blocks of {block} × {block} pixels from a tensor of {shape:?}"))?;
    let &[n, c, h, w] = &*shape else { return Err(node.invalid("has no image")) };
    let x = node.reshape(x, &[n, c, h / block, block, w / block, block])?;
    let channels_first = node.attributes().text("mode", "DCR") == "CRD";
    let x = node.transpose(x, if channels_first { &[0, 1, 3, 5, 2, 4] } else { &[0, 3, 5, 1, 2, 4] })?;
    Ok(tvec![node.reshape(x, &[n, c * block * block, h / block, w / block])?])
}

fn expand(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, target) = (node.input(0)?, node.input(1)?);
    let target = node.known_ints(target)?;
    let target = lengths(node, &target)?;
    let from = node.shape(x);
    let Some(shape) = super::node::broadcast(&[from.clone(), target.clone()]) else {
        return Err(node.invalid(&format!("expands a tensor of {from:?} to {target:?}, which does not fit")));
    };
    Ok(tvec![node.expand(x, &shape)?])
}

/// Lengths of axes, which are not negative and not larger than any tensor.
pub(super) fn lengths(node: &Node<'_>, numbers: &[i64]) -> Wired<TVec<usize>> {
    let lengths = numbers.iter().map(|&number| usize::try_from(number).ok());
    let lengths = lengths.collect::<Option<TVec<usize>>>();
    let lengths = lengths.ok_or_else(|| node.invalid(&format!("makes a tensor of the shape {numbers:?}")))?;
    crate::tensor::volume(&lengths).map_err(|error| error.about(crate::report::describe(node.proto)))?;
    Ok(lengths)
}

fn flatten(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let rank = shape.len() as i64;
    let axis = node.attributes().int("axis", 1);
    node.ensure((-rank..=rank).contains(&axis), || format!("has axis {axis}: {} to {rank} are possible", -rank))?;
    let axis = if axis < 0 { axis + rank } else { axis } as usize;
    let (outer, inner) = shape.split_at(axis);
    Ok(tvec![node.reshape(x, &[outer.iter().product(), inner.iter().product()])?])
}

fn reshape(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let target = match node.optional(1) {
        Some(target) => node.known_ints(target)?,
        None => node.attributes().ints("shape").unwrap_or_default().to_vec(),
    };
    let from = node.shape(x);
    let keeps_zeros = node.attributes().flag("allowzero");
    let mut shape: TVec<usize> = tvec![];
    let mut open = None;
    for (index, &length) in target.iter().enumerate() {
        shape.push(match length {
            -1 if open.is_none() => {
                open = Some(index);
                1
            }
            0 if !keeps_zeros => match from.get(index) {
                Some(&length) => length,
                None => return Err(node.invalid(&format!("keeps axis {index} of a tensor of {from:?}"))),
            },
            0.. => length as usize,
            _ => return Err(node.invalid(&format!("has shape {length}: -1 to {} are possible", 1 << 28))),
        });
    }
    let count: usize = from.iter().product();
    let Ok(fixed) = crate::tensor::volume(&shape) else {
        return Err(crate::tensor::volume(&shape).err().map_or_else(
            || node.invalid("is too large"),
            |error| error.about(crate::report::describe(node.proto)).into(),
        ));
    };
    if let Some(open) = open {
        node.ensure(fixed > 0 && count.is_multiple_of(fixed), || {
            format!("gives a tensor of {from:?} the shape {target:?}")
        })?;
        shape[open] = count / fixed;
    }
    Ok(tvec![node.reshape(x, &shape)?])
}

fn squeeze(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let given = match node.optional(1) {
        Some(axes) => Some(node.known_ints(axes)?),
        None => node.attributes().ints("axes").map(<[i64]>::to_vec),
    };
    let axes = match given {
        Some(axes) => node.axes(&axes, shape.len())?,
        None => (0..shape.len()).filter(|&axis| shape[axis] == 1).collect(),
    };
    let long = axes.iter().find(|&&axis| shape[axis] != 1);
    node.ensure(long.is_none(), || format!("removes an axis that is longer than 1 from a tensor of {shape:?}"))?;
    let mut axes = axes;
    axes.sort_unstable();
    let mut x = x;
    for &axis in axes.iter().rev() {
        x = node.add(AxisOp::Rm(axis), &[x])?;
    }
    Ok(tvec![x])
}

fn unsqueeze(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let axes = match node.optional(1) {
        Some(axes) => node.known_ints(axes)?,
        None => node.attributes().ints("axes").unwrap_or_default().to_vec(),
    };
    let mut axes = node.axes(&axes, node.rank(x) + axes.len())?;
    axes.sort_unstable();
    let mut x = x;
    for &axis in &axes {
        x = node.add(AxisOp::Add(axis), &[x])?;
    }
    Ok(tvec![x])
}

fn transpose(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let rank = node.rank(x);
    let perm: Vec<usize> = match node.attributes().ints("perm") {
        Some(perm) => perm.iter().map(|&axis| axis as usize).collect(),
        None => (0..rank).rev().collect(),
    };
    let mut sorted = perm.clone();
    sorted.sort_unstable();
    node.ensure(sorted.iter().copied().eq(0..rank), || {
        format!("has perm {perm:?} for a tensor of {rank} axes: expected each axis once")
    })?;
    Ok(tvec![node.transpose(x, &perm)?])
}

fn split(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let axis = node.axis(node.attributes().int("axis", 0), shape.len())?;
    let length = shape[axis];
    let given = match node.optional(1) {
        Some(sizes) => Some(node.known_ints(sizes)?),
        None => node.attributes().ints("split").map(<[i64]>::to_vec),
    };
    let sizes: Vec<usize> = match given {
        Some(sizes) => {
            let sizes = lengths_of(node, &sizes)?;
            let total = sizes.iter().fold(0usize, |total, &size| total.saturating_add(size));
            node.ensure(total == length, || format!("splits {length} elements into {sizes:?}"))?;
            sizes
        }
        None => {
            let count = node.attributes().optional_int("num_outputs").map_or(node.proto.output.len(), |it| it as usize);
            let count = count.max(1);
            let size = length.div_ceil(count);
            node.ensure(length.is_multiple_of(count) || node.version >= 18, || {
                format!("splits {length} elements into {count} parts of the same size")
            })?;
            (0..count).map(|index| size.min(length.saturating_sub(index * size))).collect()
        }
    };
    let count = node.proto.output.len();
    node.ensure(sizes.len() == count, || format!("has {count} outputs for {} parts", sizes.len()))?;
    let mut start = 0;
    let mut parts = tvec![];
    for size in sizes {
        parts.push(node.slice(x, axis, start, start + size)?);
        start += size;
    }
    Ok(parts)
}

fn lengths_of(node: &Node<'_>, numbers: &[i64]) -> Wired<Vec<usize>> {
    let lengths = numbers.iter().map(|&number| usize::try_from(number).ok()).collect::<Option<Vec<_>>>();
    lengths.ok_or_else(|| node.invalid(&format!("has negative lengths: {numbers:?}")))
}

/// Starts and ends are clamped to the axis; a step may be negative.
fn slice(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let attributes = node.attributes();
    let list = |index: usize, name: &str| -> Wired<Option<Vec<i64>>> {
        match node.optional(index) {
            Some(value) => Ok(Some(node.known_ints(value)?)),
            None => Ok(attributes.ints(name).map(<[i64]>::to_vec)),
        }
    };
    let (Some(starts), Some(ends)) = (list(1, "starts")?, list(2, "ends")?) else {
        return Err(node.invalid("lacks its starts or ends"));
    };
    let axes = list(3, "axes")?.unwrap_or_else(|| (0..starts.len() as i64).collect());
    let steps_of = list(4, "steps")?.unwrap_or_else(|| vec![1; starts.len()]);
    let counts = [ends.len(), axes.len(), steps_of.len()];
    node.ensure(counts == [starts.len(); 3], || "has starts, ends, axes and steps of different lengths".into())?;
    let axes = node.axes(&axes, shape.len())?;
    let mut places: Vec<(usize, isize, usize)> = shape.iter().map(|&length| (0, 1, length)).collect();
    for (index, &axis) in axes.iter().enumerate() {
        let (length, step) = (shape[axis] as i64, steps_of[index]);
        node.ensure(step != 0, || "has a step of zero".into())?;
        let from_end = |place: i64| if place < 0 { place.saturating_add(length) } else { place };
        let (start, end) = (from_end(starts[index]), from_end(ends[index]));
        let (start, end) = match step > 0 {
            true => (start.clamp(0, length), end.clamp(0, length)),
            false => (start.clamp(0, (length - 1).max(0)), end.clamp(-1, length - 1)),
        };
        let span = if step > 0 { end - start } else { start - end };
        let count = if span <= 0 || length == 0 { 0 } else { (span as u64).div_ceil(step.unsigned_abs()) as usize };
        places[axis] = (start.max(0) as usize, step.clamp(-(1 << 30), 1 << 30) as isize, count);
    }
    Ok(tvec![slice_with_steps(node, x, places)?])
}

/// Every `step`-th element along an axis.
pub(super) fn every(node: &mut Node<'_>, x: Value, axis: usize, step: usize) -> Wired<Value> {
    let mut places: Vec<(usize, isize, usize)> = node.shape(x).iter().map(|&length| (0, 1, length)).collect();
    places[axis] = (0, step as isize, places[axis].2.div_ceil(step));
    slice_with_steps(node, x, places)
}

/// Along each axis the elements from the first on, with a step, as many as there are.
fn slice_with_steps(node: &mut Node<'_>, x: Value, mut places: Vec<(usize, isize, usize)>) -> Wired<Value> {
    let mut x = x;
    // Whole runs along an axis are tract's slices.
    for (axis, place) in places.iter_mut().enumerate() {
        if place.1 == 1 && place.2 > 0 {
            x = node.slice(x, axis, place.0, place.0 + place.2)?;
            *place = (0, 1, place.2);
        }
    }
    let from = node.shape(x);
    if places.iter().zip(&from).all(|(place, &length)| *place == (0, 1, length)) {
        return Ok(x);
    }
    // Steps are a computation of our own: tract pulls its own over operators that they change
    // (tract-core 0.23.9, ops/downsample/mod.rs, pull_downsample_up, and conv.rs, which drops the start).
    let result: TVec<usize> = places.iter().map(|place| place.2).collect();
    let kind = node.kind(x);
    node.compute("StridedSlice", &[x], kind, &result.clone(), move |inputs| {
        let own = strides(&from);
        let first: isize = places.iter().zip(&own).map(|(place, stride)| place.0 as isize * stride).sum();
        let each: Vec<isize> = places.iter().zip(&own).map(|(place, stride)| place.1 * stride).collect();
        let offsets = SignedSteps::new(first, &each, &result);
        pick(&inputs[0], &result, offsets)
    })
}

/// Places that may go backwards.
struct SignedSteps {
    index: Vec<usize>,
    shape: Vec<usize>,
    each: Vec<isize>,
    place: isize,
    left: usize,
}

impl SignedSteps {
    fn new(first: isize, each: &[isize], shape: &[usize]) -> Self {
        let left = shape.iter().product();
        Self { index: vec![0; shape.len()], shape: shape.into(), each: each.into(), place: first, left }
    }
}

impl Iterator for SignedSteps {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let now = self.place as usize;
        for axis in (0..self.shape.len()).rev() {
            self.index[axis] += 1;
            self.place += self.each[axis];
            if self.index[axis] < self.shape[axis] {
                break;
            }
            self.place -= self.each[axis] * self.shape[axis] as isize;
            self.index[axis] = 0;
        }
        Some(now)
    }
}

fn tile(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, repeats) = (node.input(0)?, node.input(1)?);
    let repeats = node.known_ints(repeats)?;
    let repeats = lengths_of(node, &repeats)?;
    let from = node.shape(x);
    node.ensure(repeats.len() == from.len(), || format!("repeats {} axes of a tensor of {from:?}", repeats.len()))?;
    let shape: Vec<i64> =
        from.iter().zip(&repeats).map(|(&length, &count)| (length as i64).saturating_mul(count as i64)).collect();
    let shape = lengths(node, &shape)?;
    if shape == from {
        return Ok(tvec![x]);
    }
    let kind = node.kind(x);
    let value = node.compute("Tile", &[x], kind, &shape.clone(), move |inputs| {
        // Each axis as two: its repetitions, and its elements.
        let own = strides(&from);
        let pairs = from.iter().zip(&repeats).zip(&own);
        let split: Vec<usize> = pairs.clone().flat_map(|((&length, &count), _)| [count, length]).collect();
        let each: Vec<isize> = pairs.flat_map(|(_, &stride)| [0, stride]).collect();
        pick(&inputs[0], &shape, steps(&each, &split))
    })?;
    Ok(tvec![value])
}

fn pad(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let from = node.shape(x);
    let rank = from.len();
    let attributes = node.attributes();
    let given = match node.optional(1) {
        Some(pads) => node.known_ints(pads)?,
        None => attributes.ints("pads").unwrap_or_default().to_vec(),
    };
    let axes = match node.optional(3) {
        Some(axes) => {
            let axes = node.known_ints(axes)?;
            node.axes(&axes, rank)?
        }
        None => (0..rank).collect(),
    };
    node.ensure(given.len() == 2 * axes.len(), || {
        format!("has {} pads for {} dimensions: expected two for each", given.len(), axes.len())
    })?;
    let mut pads = vec![(0i64, 0i64); rank];
    for (index, &axis) in axes.iter().enumerate() {
        pads[axis] = (given[index], given[axes.len() + index]);
    }
    let target: Vec<i64> = from
        .iter()
        .zip(&pads)
        .map(|(&length, pad)| (length as i64).saturating_add(pad.0).saturating_add(pad.1))
        .collect();
    let cut = target.iter().zip(&from).zip(&pads).any(|((&target, &length), pad)| {
        target < 0 || pad.0.saturating_neg() > length as i64 || pad.1.saturating_neg() > length as i64
    });
    node.ensure(!cut, || format!("cuts off more than its input has: pads {given:?} of a tensor of {from:?}"))?;
    let shape = lengths(node, &target)?;
    let mode = attributes.text("mode", "constant");
    if mode == "constant" {
        return pad_with_constant(node, x, &pads, &shape);
    }
    // For each axis the places that its elements come from.
    let mut places = Vec::new();
    for (axis, pad) in pads.iter().enumerate() {
        // Cropped first, then padded.
        let (first, length) = (pad.0.min(0).saturating_neg(), from[axis] as i64 + pad.0.min(0) + pad.1.min(0));
        let padded = pad.0 > 0 || pad.1 > 0;
        let enough = !padded || length > 0 && (mode != "reflect" || pad.0.max(pad.1) < length || length == 1);
        node.ensure(enough, || format!("pads an axis of {length} elements by {pad:?} in the mode {mode:?}"))?;
        let place = |index: i64| {
            let index = index - pad.0.max(0);
            let inside = match mode {
                "edge" => index.clamp(0, length - 1),
                "wrap" => index.rem_euclid(length.max(1)),
                _ => {
                    let period = 2 * (length - 1).max(1);
                    let index = index.rem_euclid(period);
                    if length == 1 { 0 } else { index.min(period - index) }
                }
            };
            (first + inside) as usize
        };
        places.push((0..shape[axis] as i64).map(place).collect::<Vec<usize>>());
    }
    let kind = node.kind(x);
    let value = node.compute("Pad", &[x], kind, &shape.clone(), move |inputs| {
        let own = strides(inputs[0].shape());
        let index = steps(&strides(&shape), &shape);
        let sides = strides(&shape);
        let from = index.map(|place| {
            let along = |axis: usize| places[axis][place / sides[axis] as usize % shape[axis]] * own[axis] as usize;
            (0..shape.len()).map(along).sum()
        });
        pick(&inputs[0], &shape, from)
    })?;
    Ok(tvec![value])
}

fn pad_with_constant(node: &mut Node<'_>, x: Value, pads: &[(i64, i64)], shape: &[usize]) -> Wired<TVec<Value>> {
    let kind = node.kind(x);
    let fill = match node.optional(2) {
        Some(fill) => {
            let (count, of) = (node.len(fill), node.kind(fill));
            node.ensure(count == 1 && of == kind, || format!("pads {kind:?} with {count} numbers of {of:?}"))?;
            fill
        }
        None => {
            let fill = node.attributes().float("value", 0.0);
            let fill = tensor0(fill).cast_to_dt(kind)?.into_owned();
            node.add_constant(fill)?
        }
    };
    let mut x = x;
    for (axis, pad) in pads.iter().enumerate() {
        let length = node.shape(x)[axis];
        let (start, end) = (pad.0.min(0).unsigned_abs() as usize, length - pad.1.min(0).unsigned_abs() as usize);
        if start > 0 || end < length {
            x = node.slice(x, axis, start, end.max(start))?;
        }
    }
    if *node.shape(x) == *shape {
        return Ok(tvec![x]);
    }
    let offsets: Vec<usize> = pads.iter().map(|pad| pad.0.max(0) as usize).collect();
    // tract knows how to make a pad of zeros part of a convolution.
    if kind == f32::datum_type()
        && let Some(constant) = node.constant(fill)
    {
        let sides = pads.iter().map(|pad| (pad.0.max(0) as usize, pad.1.max(0) as usize)).collect();
        let constant = constant.into_tensor().into_shape(&[])?.into_arc_tensor();
        let op = ops::array::Pad::new(sides, ops::array::PadMode::Constant(constant));
        return Ok(tvec![node.add(op, &[x])?]);
    }
    let shape: TVec<usize> = shape.into();
    let value = node.compute("Pad", &[x, fill], kind, &shape.clone(), move |inputs| {
        let mut result = pick(&inputs[1], &shape, std::iter::repeat_n(0, shape.iter().product()))?;
        let (from, size) = (inputs[0].shape(), kind.size_of());
        let run = from.last().copied().unwrap_or(1);
        let own = strides(&shape);
        let first: isize = offsets.iter().zip(&own).map(|(&offset, stride)| offset as isize * stride).sum();
        let outer = from.len().saturating_sub(1);
        if run > 0 {
            let starts = steps(&own[..outer], &from[..outer]);
            for (row, start) in inputs[0].as_bytes().chunks_exact(run * size).zip(starts) {
                let start = (start + first as usize) * size;
                result.as_bytes_mut()[start..][..run * size].copy_from_slice(row);
            }
        }
        Ok(result)
    })?;
    Ok(tvec![value])
}

/// Each example with its first steps reversed, as many as its length; the others stay.
fn reverse_sequence(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, lengths) = (node.input(0)?, node.input(1)?);
    let attributes = node.attributes();
    let (time, batch) = (attributes.int("time_axis", 0) as usize, attributes.int("batch_axis", 1) as usize);
    let shape = node.shape(x);
    let fits = shape.len() >= 2 && time != batch && *node.shape(lengths) == shape[batch..][..1];
    node.ensure(fits, || format!("reverses axis {time} of a tensor of {shape:?} with lengths for axis {batch}"))?;
    let kind = node.kind(x);
    let place = crate::report::describe(node.proto);
    let value = node.compute("ReverseSequence", &[x, lengths], kind, &shape.clone(), move |inputs| {
        let lengths = super::copying::integers(&inputs[1])?;
        let steps = shape[time];
        if lengths.iter().any(|&length| length < 0 || length > steps as i64) {
            return Err(crate::report::invalid(&place, format!("has lengths {lengths:?} of {steps} steps")).into());
        }
        let run: usize = shape[2..].iter().product();
        let starts = (0..shape[0] * shape[1]).map(|index| {
            let mut indices = [index / shape[1].max(1), index % shape[1].max(1)];
            let length = lengths[indices[batch]] as usize;
            if indices[time] < length {
                indices[time] = length - 1 - indices[time];
            }
            (indices[0] * shape[1] + indices[1]) * run
        });
        pick_runs(&inputs[0], &shape, run, starts)
    })?;
    Ok(tvec![value])
}

fn shape(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape: Vec<i64> = node.shape(x).iter().map(|&length| length as i64).collect();
    let rank = shape.len() as i64;
    let attributes = node.attributes();
    let place = |place: i64| (if place < 0 { place.saturating_add(rank) } else { place }).clamp(0, rank) as usize;
    let (start, end) = (place(attributes.int("start", 0)), place(attributes.int("end", rank)));
    Ok(tvec![node.add_ints(shape.get(start..end).unwrap_or_default())?])
}

fn size(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let count = node.len(x) as i64;
    Ok(tvec![node.add_constant(tensor0(count))?])
}

/// The numbers on one side of a diagonal; the others become zeros.
fn trilu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    node.ensure(shape.len() >= 2, || format!("has a tensor of {shape:?}: matrices are expected"))?;
    let k = match node.optional(1) {
        Some(k) => node.known_int(k)?,
        None => 0,
    };
    let upper = node.attributes().int("upper", 1) != 0;
    let kind = node.kind(x);
    let value = node.compute("Trilu", &[x], kind, &shape.clone(), move |inputs| {
        let mut result = inputs[0].clone().into_tensor();
        let (rows, columns, size) = (shape[shape.len() - 2], shape[shape.len() - 1], kind.size_of());
        if rows * columns > 0 {
            for matrix in result.as_bytes_mut().chunks_exact_mut(rows * columns * size) {
                for (row, numbers) in matrix.chunks_exact_mut(columns * size).enumerate() {
                    let diagonal = (row as i64).saturating_add(k);
                    let part = match upper {
                        true => 0..diagonal.clamp(0, columns as i64) as usize,
                        false => diagonal.saturating_add(1).clamp(0, columns as i64) as usize..columns,
                    };
                    numbers[part.start * size..part.end * size].fill(0);
                }
            }
        }
        Ok(result)
    })?;
    Ok(tvec![value])
}
