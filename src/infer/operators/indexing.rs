//! Operators that select numbers by indices, put numbers at indices, or find indices. Indices are checked when they are
//! used, and negative ones count from the end.

use super::attributes::{flag, int, word};
use super::copying::{for_integers, integers, numbers, pick_runs, strides};
use super::entry::{Operator, moves, runs};
use super::node::{Node, Value, Wired};
use super::run::RunNode;
use crate::report::{describe, invalid};
use crate::tensor::volume;
use penchant_base::Result;
use std::cmp::Ordering;
use tract_onnx::tract_core::internal::*;

const AXIS: std::ops::RangeInclusive<i64> = -16..=16;

pub(super) const OPERATORS: &[Operator] = &[
    runs("Compress", 2..=2, &[int("axis", AXIS)], compress),
    moves("Gather", 2..=2, &[int("axis", AXIS)], gather).with_strings(1),
    moves("GatherElements", 2..=2, &[int("axis", AXIS)], gather_elements),
    moves("GatherND", 2..=2, &[int("batch_dims", 0..=16)], gather_nd),
    runs("NonZero", 1..=1, &[], non_zero),
    moves("OneHot", 3..=3, &[int("axis", AXIS)], one_hot),
    moves("Scatter", 3..=3, &[int("axis", AXIS)], scatter_elements),
    moves(
        "ScatterElements",
        3..=3,
        &[int("axis", AXIS), word("reduction", &["none", "add", "mul", "max", "min"])],
        scatter_elements,
    ),
    moves("ScatterND", 3..=3, &[word("reduction", &["none", "add", "mul", "max", "min"])], scatter_nd),
    moves("TopK", 1..=2, &[int("axis", AXIS), int("k", 0..=1 << 28), flag("largest"), flag("sorted")], top_k),
    runs("Unique", 1..=1, &[int("axis", AXIS), flag("sorted")], unique),
];

/// An index into an axis, counted from the start.
fn index_of(index: i64, length: usize, place: &str) -> Result<usize> {
    let count = length as i64;
    match (-count..count).contains(&index) {
        true => Ok(if index < 0 { index + count } else { index } as usize),
        false => {
            Err(invalid(place, format!("has the index {index}, which is out of range: its axis has {length} elements")))
        }
    }
}

fn require_indices(node: &Node<'_>, indices: Value) -> Wired<()> {
    let kind = node.kind(indices);
    let fits = matches!(kind, DatumType::I32 | DatumType::I64);
    node.ensure(fits, || format!("has indices of {kind:?}: i32 or i64 are expected"))
}

fn gather(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, indices) = (node.input(0)?, node.input(1)?);
    require_indices(node, indices)?;
    let from = node.shape(x);
    let axis = node.axis(node.attributes().int("axis", 0), from.len())?;
    let places = node.shape(indices);
    let shape: TVec<usize> = from[..axis].iter().chain(&places).chain(&from[axis + 1..]).copied().collect();
    let place = describe(node.proto);
    let kind = node.kind(x);
    let value = node.compute("Gather", &[x, indices], kind, &shape.clone(), move |inputs| {
        let (length, run) = (from[axis], from[axis + 1..].iter().product::<usize>());
        let indices = integers(&inputs[1])?.into_iter().map(|index| index_of(index, length, &place));
        let indices = indices.collect::<Result<Vec<_>>>()?;
        let outer: usize = from[..axis].iter().product();
        let starts = (0..outer).flat_map(|row| indices.iter().map(move |index| (row * length + index) * run));
        pick_runs(&inputs[0], &shape, run, starts)
    })?;
    Ok(tvec![value])
}

/// The places that indices along one axis point to, one for each number of the indices.
fn element_places(
    from: &[usize],
    shape: &[usize],
    axis: usize,
    indices: &Tensor,
    place: &str,
) -> Result<Vec<usize>, TractError> {
    let (own, sides) = (strides(from), strides(shape));
    let indices = integers(indices)?;
    let mut places = Vec::with_capacity(indices.len());
    for (number, index) in indices.into_iter().enumerate() {
        let mut at = 0;
        for other in 0..shape.len() {
            let along = match other == axis {
                true => index_of(index, from[axis], place)?,
                false => number / sides[other] as usize % shape[other],
            };
            at += along * own[other] as usize;
        }
        places.push(at);
    }
    Ok(places)
}

fn require_inside(node: &Node<'_>, from: &[usize], indices: &[usize], axis: usize) -> Wired<()> {
    let fits = from.len() == indices.len()
        && from.iter().zip(indices).enumerate().all(|(other, (from, indices))| other == axis || indices <= from);
    node.ensure(fits, || format!("its indices have the shape {indices:?}, which is larger than its data, {from:?}"))
}

fn gather_elements(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, indices) = (node.input(0)?, node.input(1)?);
    require_indices(node, indices)?;
    let (from, shape) = (node.shape(x), node.shape(indices));
    let axis = node.axis(node.attributes().int("axis", 0), from.len())?;
    require_inside(node, &from, &shape, axis)?;
    let place = describe(node.proto);
    let kind = node.kind(x);
    let value = node.compute("GatherElements", &[x, indices], kind, &shape.clone(), move |inputs| {
        let places = element_places(&from, &shape, axis, &inputs[1], &place)?;
        super::copying::pick(&inputs[0], &shape, places.into_iter())
    })?;
    Ok(tvec![value])
}

/// The places that tuples of indices point to, and how many numbers each has.
struct Tuples {
    from: TVec<usize>,
    batch: usize,
    depth: usize,
    place: String,
}

impl Tuples {
    fn of(node: &Node<'_>, x: Value, indices: Value, batch: usize) -> Wired<Self> {
        require_indices(node, indices)?;
        let (from, tuples) = (node.shape(x), node.shape(indices));
        let depth = tuples.last().copied().unwrap_or(0);
        let fits = !tuples.is_empty()
            && batch < tuples.len()
            && batch + depth <= from.len()
            && from[..batch] == tuples[..batch];
        node.ensure(fits, || {
            format!("its indices have the shape {tuples:?}, which does not match its data, {from:?}")
        })?;
        Ok(Self { from, batch, depth, place: describe(node.proto) })
    }

    /// How many numbers a tuple points to.
    fn run(&self) -> usize {
        self.from[self.batch + self.depth..].iter().product()
    }

    fn places(&self, indices: &Tensor) -> TractResult<Vec<usize>> {
        let own = strides(&self.from);
        let numbers = integers(indices)?;
        let outer: usize = self.from[..self.batch].iter().product();
        let count: usize = indices.shape()[..indices.rank() - 1].iter().product();
        let each = count.checked_div(outer).unwrap_or(0);
        let whole: usize = self.from[self.batch..].iter().product();
        let mut places = Vec::with_capacity(count);
        for tuple in 0..count {
            let mut at = tuple.checked_div(each).unwrap_or(0) * whole;
            for axis in 0..self.depth {
                let length = self.from[self.batch + axis];
                let index = index_of(numbers[tuple * self.depth + axis], length, &self.place)?;
                at += index * own[self.batch + axis] as usize;
            }
            places.push(at);
        }
        Ok(places)
    }
}

fn gather_nd(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, indices) = (node.input(0)?, node.input(1)?);
    let batch = node.attributes().int("batch_dims", 0) as usize;
    let tuples = Tuples::of(node, x, indices, batch)?;
    let outer = node.shape(indices);
    let shape: TVec<usize> =
        outer[..outer.len() - 1].iter().chain(&tuples.from[batch + tuples.depth..]).copied().collect();
    let kind = node.kind(x);
    let value = node.compute("GatherND", &[x, indices], kind, &shape.clone(), move |inputs| {
        pick_runs(&inputs[0], &shape, tuples.run(), tuples.places(&inputs[1])?.into_iter())
    })?;
    Ok(tvec![value])
}

/// What is done with a number that is put where another is.
#[derive(Clone, Copy)]
enum Reduction {
    None,
    Add,
    Mul,
    Max,
    Min,
}

impl Reduction {
    fn of(node: &Node<'_>) -> Self {
        match node.attributes().text("reduction", "none") {
            "add" => Self::Add,
            "mul" => Self::Mul,
            "max" => Self::Max,
            "min" => Self::Min,
            _ => Self::None,
        }
    }
}

/// Puts the updates' numbers, in runs, at places of a tensor.
fn scatter(
    target: &TValue,
    updates: &Tensor,
    places: Vec<usize>,
    run: usize,
    reduction: Reduction,
) -> TractResult<Tensor> {
    let mut result = target.clone().into_tensor();
    let kind = result.datum_type();
    let size = kind.size_of();
    if matches!(reduction, Reduction::None) {
        let bytes = result.as_bytes_mut();
        for (from, place) in updates.as_bytes().chunks_exact((run * size).max(1)).zip(places) {
            bytes[place * size..][..run * size].copy_from_slice(from);
        }
        return Ok(result);
    }
    macro_rules! of {
        ($number:ty, $add:expr, $mul:expr) => {{
            let mut view = result.try_as_plain_ram_mut()?;
            let to = view.as_slice_mut::<$number>()?;
            let updates = numbers::<$number>(updates)?;
            for (index, place) in places.into_iter().enumerate() {
                for offset in 0..run {
                    let (old, new) = (to[place + offset], updates[index * run + offset]);
                    to[place + offset] = match reduction {
                        Reduction::None => new,
                        Reduction::Add => $add(old, new),
                        Reduction::Mul => $mul(old, new),
                        Reduction::Max => {
                            if new > old {
                                new
                            } else {
                                old
                            }
                        }
                        Reduction::Min => {
                            if new < old {
                                new
                            } else {
                                old
                            }
                        }
                    };
                }
            }
        }};
    }
    macro_rules! integer {
        ($number:ty) => {
            of!($number, <$number>::wrapping_add, <$number>::wrapping_mul)
        };
    }
    match kind {
        DatumType::F16 => {
            let single = result.cast_to::<f32>()?.into_owned().into_tvalue();
            let updates = updates.cast_to::<f32>()?.into_owned();
            return Ok(scatter(&single, &updates, places, run, reduction)?.cast_to_dt(kind)?.into_owned());
        }
        DatumType::F32 => of!(f32, |a: f32, b: f32| a + b, |a: f32, b: f32| a * b),
        DatumType::F64 => of!(f64, |a: f64, b: f64| a + b, |a: f64, b: f64| a * b),
        _ => for_integers!(kind, integer, bail!("not a number")),
    }
    Ok(result)
}

fn require_same_type(node: &Node<'_>, x: Value, updates: Value) -> Wired<()> {
    let kinds = [node.kind(x), node.kind(updates)];
    node.ensure(kinds[0] == kinds[1], || format!("puts numbers of {:?} into a tensor of {:?}", kinds[1], kinds[0]))
}

fn scatter_elements(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, indices, updates) = (node.input(0)?, node.input(1)?, node.input(2)?);
    require_indices(node, indices)?;
    require_same_type(node, x, updates)?;
    let (from, shape) = (node.shape(x), node.shape(indices));
    let axis = node.axis(node.attributes().int("axis", 0), from.len())?;
    require_inside(node, &from, &shape, axis)?;
    node.ensure(shape == node.shape(updates), || "has indices and updates of different shapes".into())?;
    let reduction = Reduction::of(node);
    let place = describe(node.proto);
    let kind = node.kind(x);
    let value = node.compute("ScatterElements", &[x, indices, updates], kind, &from.clone(), move |inputs| {
        let places = element_places(&from, &shape, axis, &inputs[1], &place)?;
        scatter(&inputs[0], &inputs[2], places, 1, reduction)
    })?;
    Ok(tvec![value])
}

fn scatter_nd(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, indices, updates) = (node.input(0)?, node.input(1)?, node.input(2)?);
    require_same_type(node, x, updates)?;
    let tuples = Tuples::of(node, x, indices, 0)?;
    let outer = node.shape(indices);
    let expected: TVec<usize> = outer[..outer.len() - 1].iter().chain(&tuples.from[tuples.depth..]).copied().collect();
    let found = node.shape(updates);
    node.ensure(found == expected, || {
        format!("its updates have the shape {found:?}: its indices of {outer:?} need {expected:?}")
    })?;
    let reduction = Reduction::of(node);
    let (kind, shape) = (node.kind(x), node.shape(x));
    let value = node.compute("ScatterND", &[x, indices, updates], kind, &shape, move |inputs| {
        scatter(&inputs[0], &inputs[2], tuples.places(&inputs[1])?, tuples.run(), reduction)
    })?;
    Ok(tvec![value])
}

/// Indices out of the range of the depth give no "on".
fn one_hot(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (indices, depth, values) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let depth = node.known_int(depth)?;
    node.ensure((1..=1 << 24).contains(&depth), || format!("has depth {depth}: 1 to {} are possible", 1 << 24))?;
    let depth = depth as usize;
    node.ensure(node.len(values) == 2, || "has other than two values".into())?;
    let outer = node.shape(indices);
    let axis = node.axis(node.attributes().int("axis", -1), outer.len() + 1)?;
    let mut shape = outer.clone();
    shape.insert(axis, depth);
    let kind = node.kind(values);
    let value = node.compute("OneHot", &[indices, values], kind, &shape.clone(), move |inputs| {
        let indices = integers(&inputs[0])?;
        let inner: usize = outer[axis..].iter().product();
        let mut on = vec![0usize; shape.iter().product()];
        for (number, index) in indices.into_iter().enumerate() {
            let index = if index < 0 { index.saturating_add(depth as i64) } else { index };
            if let Ok(index) = usize::try_from(index)
                && index < depth
            {
                on[(number / inner.max(1) * depth + index) * inner + number % inner.max(1)] = 1;
            }
        }
        super::copying::pick(&inputs[1], &shape, on.into_iter())
    })?;
    Ok(tvec![value])
}

/// The largest or smallest numbers along an axis, in order; of equal ones the first comes first. NaN is the largest.
fn top_k(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let attributes = node.attributes();
    let k = match node.optional(1) {
        Some(k) => node.known_int(k)?,
        None => attributes.int("k", -1),
    };
    let mut shape = node.shape(x);
    let axis = node.axis(attributes.int("axis", -1), shape.len())?;
    let length = shape[axis];
    let fits = usize::try_from(k).is_ok_and(|k| k <= length);
    node.ensure(fits, || format!("has k {k}: 0 to {length} are possible"))?;
    let (k, largest) = (k as usize, attributes.int("largest", 1) != 0);
    shape[axis] = k;
    let kind = node.kind(x);
    let outputs = tvec![(kind, shape.clone()), (i64::datum_type(), shape.clone())];
    let both = node.compute_all("TopK", &[x], outputs, move |inputs| {
        let from = inputs[0].shape();
        let inner: usize = from[axis + 1..].iter().product();
        let outer: usize = from[..axis].iter().product();
        let mut places = vec![0usize; outer * k * inner];
        let mut indices = vec![0i64; places.len()];
        macro_rules! of {
            ($number:ty, $x:expr, $compare:expr) => {{
                let x = numbers::<$number>($x)?;
                let mut order: Vec<usize> = Vec::new();
                for row in 0..outer {
                    for column in 0..inner {
                        let at = |index: usize| (row * length + index) * inner + column;
                        order.clear();
                        order.extend(0..length);
                        let compare = |&a: &usize, &b: &usize| {
                            let order: Ordering = $compare(&x[at(a)], &x[at(b)]);
                            (if largest { order.reverse() } else { order }).then(a.cmp(&b))
                        };
                        if k < length && k > 0 {
                            order.select_nth_unstable_by(k - 1, compare);
                        }
                        order.truncate(k);
                        order.sort_unstable_by(compare);
                        for (rank, &index) in order.iter().enumerate() {
                            let to = (row * k + rank) * inner + column;
                            (places[to], indices[to]) = (at(index), index as i64);
                        }
                    }
                }
            }};
        }
        macro_rules! integer {
            ($number:ty) => {
                of!($number, &inputs[0], Ord::cmp)
            };
        }
        match kind {
            DatumType::F32 => of!(f32, &inputs[0], compare_floats),
            DatumType::F64 => {
                of!(f64, &inputs[0], |a: &f64, b: &f64| a.partial_cmp(b).unwrap_or(a.is_nan().cmp(&b.is_nan())))
            }
            DatumType::F16 => {
                let singles = inputs[0].cast_to::<f32>()?;
                of!(f32, &singles, compare_floats)
            }
            _ => for_integers!(kind, integer, bail!("not a number")),
        }
        let values = super::copying::pick(&inputs[0], &shape, places.into_iter())?;
        Ok(tvec![values, Tensor::from_shape(&shape, &indices)?])
    })?;
    Ok(both)
}

fn compare_floats(a: &f32, b: &f32) -> Ordering {
    a.partial_cmp(b).unwrap_or(a.is_nan().cmp(&b.is_nan()))
}

/// The indices of the numbers that are not zero, one row for each axis.
fn non_zero(_: &RunNode<'_>, inputs: &[Option<TValue>]) -> Result<TVec<TValue>> {
    let Some(Some(x)) = inputs.first() else { return Ok(tvec![]) };
    let size = x.datum_type().size_of();
    let float = x.datum_type().is_float();
    let is_zero = |number: &[u8]| {
        let (last, rest) = number.split_last().unwrap_or((&0, &[]));
        // Minus zero is a zero.
        rest.iter().all(|&byte| byte == 0) && (*last == 0 || float && *last == 0x80)
    };
    let places: Vec<usize> =
        x.as_bytes().chunks_exact(size).enumerate().filter(|(_, it)| !is_zero(it)).map(|(place, _)| place).collect();
    let sides = strides(x.shape());
    let mut indices = Vec::with_capacity(places.len() * x.rank());
    for (side, &length) in sides.iter().zip(x.shape()) {
        indices.extend(places.iter().map(|place| (place / *side as usize % length) as i64));
    }
    let result = Tensor::from_shape(&[x.rank(), places.len()], &indices);
    Ok(tvec![result.map_err(failed)?.into_tvalue()])
}

fn failed(error: TractError) -> penchant_base::Error {
    crate::guard::engine_failed("a result could not be made").with_source(error)
}

/// The slices along an axis, or the numbers of the flattened tensor, for which a condition is true.
fn compress(node: &RunNode<'_>, inputs: &[Option<TValue>]) -> Result<TVec<TValue>> {
    let [Some(x), Some(condition)] = inputs else { return Err(node.invalid("lacks an input")) };
    let axis = node.attributes().optional_int("axis");
    let shape: Vec<usize> = if axis.is_some() { x.shape().into() } else { vec![x.len()] };
    let axis = axis.unwrap_or(0);
    let axis = usize::try_from(if axis < 0 { axis + shape.len() as i64 } else { axis }).unwrap_or(usize::MAX);
    if axis >= shape.len() || condition.datum_type() != bool::datum_type() || condition.len() > shape[axis] {
        return Err(node.invalid("has a condition that does not fit its input"));
    }
    let kept: Vec<usize> =
        condition.as_bytes().iter().enumerate().filter(|(_, it)| **it != 0).map(|(place, _)| place).collect();
    take(x, &shape, axis, &kept)
}

/// The slices with these indices along an axis.
fn take(x: &Tensor, shape: &[usize], axis: usize, indices: &[usize]) -> Result<TVec<TValue>> {
    let mut result = shape.to_vec();
    result[axis] = indices.len();
    volume(&result)?;
    let run: usize = shape[axis + 1..].iter().product();
    let outer: usize = shape[..axis].iter().product();
    let starts = (0..outer).flat_map(|row| indices.iter().map(move |index| (row * shape[axis] + index) * run));
    Ok(tvec![pick_runs(x, &result, run, starts).map_err(failed)?.into_tvalue()])
}

/// The different numbers, or slices along an axis; where each is first; which of them each is; how often each is there.
fn unique(node: &RunNode<'_>, inputs: &[Option<TValue>]) -> Result<TVec<TValue>> {
    let Some(Some(x)) = inputs.first() else { return Err(node.invalid("lacks its input")) };
    let attributes = node.attributes();
    let axis = attributes.optional_int("axis");
    let shape: Vec<usize> = if axis.is_some() { x.shape().into() } else { vec![x.len()] };
    let axis = axis.unwrap_or(0);
    let axis = usize::try_from(if axis < 0 { axis + shape.len() as i64 } else { axis }).unwrap_or(usize::MAX);
    let Some(&length) = shape.get(axis) else { return Err(node.invalid("has an axis that its input does not have")) };
    let all = super::copying::doubles(x).map_err(failed)?;
    if x.datum_type().is_integer() && all.iter().any(|number| number.abs() > 2f64.powi(53)) {
        return Err(node.unsupported("has integers past 2^53: export the model with smaller ones"));
    }
    let (inner, outer) = (shape[axis + 1..].iter().product::<usize>(), shape[..axis].iter().product::<usize>());
    let slice = |index: usize| {
        let all = &all;
        (0..outer).flat_map(move |row| (0..inner).map(move |column| all[(row * length + index) * inner + column]))
    };
    let compare = |&a: &usize, &b: &usize| {
        let pairs = slice(a).zip(slice(b));
        pairs
            .map(|(a, b)| a.partial_cmp(&b).unwrap_or(a.is_nan().cmp(&b.is_nan())))
            .find(|it| it.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    let mut order: Vec<usize> = (0..length).collect();
    order.sort_by(compare);
    // The first index of each group of equal slices, in their order.
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for index in order {
        match groups.last_mut() {
            Some(group) if compare(&group[0], &index).is_eq() => group.push(index),
            _ => groups.push(vec![index]),
        }
    }
    if attributes.int("sorted", 1) == 0 {
        groups.sort_by_key(|group| group[0]);
    }
    let firsts: Vec<usize> = groups.iter().map(|group| group[0]).collect();
    let mut inverse = vec![0i64; length];
    for (number, group) in groups.iter().enumerate() {
        group.iter().for_each(|&index| inverse[index] = number as i64);
    }
    let counts: Vec<i64> = groups.iter().map(|group| group.len() as i64).collect();
    let mut results = take(x, &shape, axis, &firsts)?;
    let places: Vec<i64> = firsts.iter().map(|&first| first as i64).collect();
    results.extend([tensor1(&places), tensor1(&inverse), tensor1(&counts)].map(Tensor::into_tvalue));
    Ok(results)
}
