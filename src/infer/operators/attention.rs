//! Scaled dot product attention, rotary position embeddings, and the cache of keys and values. The formulas are those
//! of the specification of `Attention` (version 25, which makes older versions precise), `RotaryEmbedding` and
//! `TensorScatter`.

use super::activations::{Function, apply};
use super::attributes::{Attribute, flag, float, int, word};
use super::copying::{integers, numbers, pick, singles, steps, strides};
use super::entry::{Operator, moves, wire};
use super::node::{Node, Value, Wired};
use super::products::matmul;
use super::reductions::softmax;
use crate::report::{describe, invalid};
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::math::{Add, Mul};

const HEADS: std::ops::RangeInclusive<i64> = 1..=1 << 16;

const ATTENTION: &[Attribute] = &[
    flag("is_causal"),
    int("kv_num_heads", HEADS),
    int("left_window_size", -1..=1 << 40),
    int("q_num_heads", HEADS),
    int("qk_matmul_output_mode", 0..=3),
    int("right_window_size", -1..=1 << 40),
    float("scale"),
    float("softcap"),
    // Half precision is computed in single.
    int("softmax_precision", 1..=16),
];

pub(super) const OPERATORS: &[Operator] = &[
    wire("Attention", 3..=7, ATTENTION, attention).since(23..=i64::MAX),
    wire(
        "RotaryEmbedding",
        3..=4,
        &[flag("interleaved"), int("num_heads", 0..=1 << 16), int("rotary_embedding_dim", 0..=1 << 20)],
        rotary_embedding,
    )
    .since(23..=i64::MAX),
    moves("TensorScatter", 2..=3, &[int("axis", -16..=16), word("mode", &["linear", "circular"])], tensor_scatter)
        .since(24..=i64::MAX),
];

// Parts that other operators share

/// Rows of several heads, one after the other, as a tensor [batch, heads, rows, size].
pub(super) fn split_heads(node: &mut Node<'_>, x: Value, heads: usize) -> Wired<Value> {
    let shape = node.shape(x);
    let &[batch, rows, width] = &*shape else {
        return Err(node.invalid(&format!("has an input of the shape {shape:?}: [batch, length, width] is expected")));
    };
    node.ensure(heads > 0 && width > 0 && width % heads == 0, || {
        format!("splits a width of {width} among {heads} heads")
    })?;
    let x = node.reshape(x, &[batch, rows, heads, width / heads])?;
    node.transpose(x, &[0, 2, 1, 3])
}

/// The inverse of `split_heads`.
pub(super) fn merge_heads(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    let x = node.transpose(x, &[0, 2, 1, 3])?;
    let shape = node.shape(x);
    node.reshape(x, &[shape[0], shape[1], shape[2] * shape[3]])
}

/// Refuses queries, keys and values that do not belong together; returns the lengths [batch, heads, queries, keys].
pub(super) fn check_parts(node: &Node<'_>, q: Value, k: Value, v: Value) -> Wired<[usize; 4]> {
    let kinds = [q, k, v].map(|part| node.kind(part));
    node.ensure(kinds[0].is_float() && kinds.iter().all(|kind| *kind == kinds[0]), || {
        format!("has queries, keys and values of the types {kinds:?}: one type of real numbers is expected")
    })?;
    let (q, k, v) = (node.shape(q), node.shape(k), node.shape(v));
    let fits = q.len() == 4
        && k.len() == 4
        && v.len() == 4
        && q.iter().chain(&k).chain(&v).all(|&length| length > 0)
        && q[0] == k[0]
        && q[0] == v[0]
        && q[1] % k[1] == 0
        && k[1] == v[1]
        && q[3] == k[3]
        && k[2] == v[2];
    node.ensure(fits, || {
        format!("has queries of {q:?}, keys of {k:?} and values of {v:?}, which do not fit together")
    })?;
    Ok([q[0], q[1], q[2], k[2]])
}

/// The products of queries and keys, [batch, heads, queries, keys]. Heads of queries may share heads of keys.
pub(super) fn scores(node: &mut Node<'_>, q: Value, k: Value, scale: f64) -> Wired<Value> {
    let (shape, keys) = (node.shape(q), node.shape(k));
    let scale = node.scalar_like(scale, q)?;
    let q = node.pair(Mul, q, scale)?;
    let q = node.reshape(q, &[shape[0], keys[1], shape[1] / keys[1] * shape[2], shape[3]])?;
    let k = node.transpose(k, &[0, 1, 3, 2])?;
    let scores = matmul(node, q, k)?;
    node.reshape(scores, &[shape[0], shape[1], shape[2], keys[2]])
}

/// Sums of values by their weights, [batch, heads, queries, size].
pub(super) fn weigh(node: &mut Node<'_>, weights: Value, v: Value) -> Wired<Value> {
    let (shape, values) = (node.shape(weights), node.shape(v));
    let weights = node.reshape(weights, &[shape[0], values[1], shape[1] / values[1] * shape[2], shape[3]])?;
    let sums = matmul(node, weights, v)?;
    node.reshape(sums, &[shape[0], shape[1], shape[2], values[3]])
}

/// Keys or values of earlier steps, [batch, heads, length, size], with those of now after them.
pub(super) fn append(node: &mut Node<'_>, past: Option<Value>, now: Value) -> Wired<Value> {
    let Some(past) = past else { return Ok(now) };
    let kinds = [past, now].map(|part| node.kind(part));
    node.ensure(kinds[0] == kinds[1], || {
        format!("has earlier keys or values of the type {:?}, and new ones of {:?}", kinds[0], kinds[1])
    })?;
    let (before, after) = (node.shape(past), node.shape(now));
    let fits = before.len() == 4 && after.len() == 4 && [0, 1, 3].iter().all(|&axis| before[axis] == after[axis]);
    node.ensure(fits, || format!("has earlier keys or values of {before:?}, and new ones of {after:?}"))?;
    if before[2] == 0 {
        return Ok(now);
    }
    node.concat(&[past, now], 2)
}

/// Which keys a query may see, by their places.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    /// None after its own place.
    pub causal: bool,
    /// How far before and after its own place, if that is not negative.
    pub left: i64,
    pub right: i64,
}

impl Sight {
    fn is_limited(self) -> bool {
        self.causal || self.left >= 0 || self.right >= 0
    }

    fn sees(self, query: i64, key: i64) -> bool {
        !(self.causal && key > query
            || self.left >= 0 && key < query.saturating_sub(self.left)
            || self.right >= 0 && key > query.saturating_add(self.right))
    }

    /// Numbers to add to scores: `hidden` for keys that a query does not see, and zero for all others.
    pub fn bias(self, queries: usize, keys: usize, offset: i64, hidden: f32) -> impl Iterator<Item = f32> {
        let one = move |query: usize, key: usize| self.sees(offset.saturating_add(query as i64), key as i64);
        (0..queries).flat_map(move |query| (0..keys).map(move |key| if one(query, key) { 0.0 } else { hidden }))
    }
}

/// The sum of numbers that may be absent.
pub(super) fn sum(node: &mut Node<'_>, one: Option<Value>, other: Option<Value>) -> Wired<Option<Value>> {
    match (one, other) {
        (Some(one), Some(other)) => Ok(Some(node.pair(Add, one, other)?)),
        (one, other) => Ok(one.or(other)),
    }
}

/// Scores limited to a range, smoothly.
pub(super) fn cap(node: &mut Node<'_>, scores: Value, cap: f32) -> Wired<Value> {
    if cap <= 0.0 {
        return Ok(scores);
    }
    let (up, down) = (node.scalar_like(cap.into(), scores)?, node.scalar_like(1.0 / f64::from(cap), scores)?);
    let scores = node.pair(Mul, scores, down)?;
    let scores = apply(node, Function::Tanh, scores)?;
    node.pair(Mul, scores, up)
}

// Attention

/// A mask as numbers to add to scores, whose last axis has this length: what lacks is hidden.
fn mask_bias(node: &mut Node<'_>, mask: Value, length: usize) -> Wired<Value> {
    let mut shape = node.shape(mask);
    let given = shape.last().copied().unwrap_or(0);
    node.ensure(given > 0 && given <= length && shape.len() <= 4, || {
        format!("has a mask of {shape:?} for {length} keys")
    })?;
    if let Some(last) = shape.last_mut() {
        *last = length;
    }
    node.compute("AttentionMask", &[mask], DatumType::F32, &shape.clone(), move |inputs| {
        let mask: Vec<f32> = match inputs[0].datum_type() {
            DatumType::Bool => {
                numbers::<bool>(&inputs[0])?.iter().map(|&seen| if seen { 0.0 } else { f32::NEG_INFINITY }).collect()
            }
            _ => singles(&inputs[0])?,
        };
        let mut bias = vec![f32::NEG_INFINITY; shape.iter().product()];
        bias.chunks_exact_mut(length)
            .zip(mask.chunks_exact(given))
            .for_each(|(to, from)| to[..given].copy_from_slice(from));
        Tensor::from_shape(&shape, &bias)
    })
}

fn attention(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (mut q, mut k, mut v) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let flat = node.rank(q) == 3;
    if flat {
        let heads = |name: &str| usize::try_from(attributes.int(name, 0)).unwrap_or(0);
        q = split_heads(node, q, heads("q_num_heads"))?;
        k = split_heads(node, k, heads("kv_num_heads"))?;
        v = split_heads(node, v, heads("kv_num_heads"))?;
    }
    check_parts(node, q, k, v)?;
    let past = (node.optional(4), node.optional(5));
    node.ensure(past.0.is_some() == past.1.is_some(), || "has earlier keys without values, or the reverse".into())?;
    let (k, v) = (append(node, past.0, k)?, append(node, past.1, v)?);
    let [batch, heads, queries, keys] = check_parts(node, q, k, v)?;
    let shape = [batch, heads, queries, keys];
    let kind = node.kind(q);

    let scale = match attributes.has("scale") {
        true => f64::from(attributes.float("scale", 1.0)),
        false => 1.0 / (node.shape(q)[3] as f64).sqrt(),
    };
    let raw = scores(node, q, k, scale)?;
    let capped = cap(node, raw, attributes.float("softcap", 0.0))?;

    // What is added to the scores. Where all of a row may be hidden, its weights are zero.
    let mut bias = match node.optional(3) {
        Some(mask) => Some(mask_bias(node, mask, keys)?),
        None => None,
    };
    let sight = Sight {
        causal: attributes.flag("is_causal"),
        left: attributes.int("left_window_size", -1),
        right: attributes.int("right_window_size", -1),
    };
    let may_hide_all = bias.is_some() || node.optional(6).is_some() || sight.left >= 0;
    if let Some(lengths) = node.optional(6) {
        node.ensure(past.0.is_none() && node.len(lengths) == batch, || {
            format!("has lengths of the shape {:?} for {batch} sequences", node.shape(lengths))
        })?;
        let hidden =
            node.compute("AttentionLengths", &[lengths], DatumType::F32, &[batch, 1, queries, keys], move |inputs| {
                let mut all = Vec::with_capacity(batch * queries * keys);
                for length in integers(&inputs[0])? {
                    let seen = sight.bias(queries, keys, length.saturating_sub(queries as i64), f32::NEG_INFINITY);
                    let start = all.len();
                    all.extend(seen);
                    let late = |place: usize| (place % keys) as i64 >= length;
                    let own = all[start..].iter_mut().enumerate().filter(|(place, _)| late(*place));
                    own.for_each(|(_, bias)| *bias = f32::NEG_INFINITY);
                }
                Tensor::from_shape(&[batch, 1, queries, keys], &all)
            })?;
        bias = sum(node, bias, Some(hidden))?;
    } else if sight.is_limited() {
        let offset = past.0.map_or(0, |past| node.shape(past)[2]) as i64;
        let hidden: Vec<f32> = sight.bias(queries, keys, offset, f32::NEG_INFINITY).collect();
        let hidden = node.add_constant(Tensor::from_shape(&[queries, keys], &hidden)?)?;
        bias = sum(node, bias, Some(hidden))?;
    }
    let mut biased = capped;
    if let Some(given) = bias {
        let given = node.cast(given, kind)?;
        biased = node.pair(Add, capped, given)?;
        node.ensure(*node.shape(biased) == shape, || format!("has a mask that does not fit scores of {shape:?}"))?;
    }
    let mut weights = softmax(node, biased, 3)?;
    if let Some(bias) = bias.filter(|_| may_hide_all) {
        weights = drop_hidden(node, weights, bias)?;
    }
    let mut y = weigh(node, weights, v)?;
    if flat {
        y = merge_heads(node, y)?;
    }
    let shown = [raw, capped, biased, weights][attributes.int("qk_matmul_output_mode", 0) as usize];
    Ok(tvec![y, k, v, shown])
}

/// Weights that are zero in rows in which all keys are hidden.
fn drop_hidden(node: &mut Node<'_>, weights: Value, bias: Value) -> Wired<Value> {
    let (shape, kind) = (node.shape(weights), node.kind(weights));
    let bias = node.with_rank(bias, 4)?;
    node.compute("AttentionGuard", &[weights, bias], kind, &shape.clone(), move |inputs| {
        let mut weights = inputs[0].clone().into_tensor();
        let row = shape[3] * kind.size_of();
        let from = inputs[1].shape();
        let width = from[3];
        let hidden: Vec<bool> = singles(&inputs[1])?
            .chunks_exact(width)
            .map(|row| row.iter().all(|number| *number == f32::NEG_INFINITY))
            .collect();
        let mut own: Vec<isize> = strides(&from[..3]);
        own.iter_mut().zip(from).filter(|(_, length)| **length == 1).for_each(|(stride, _)| *stride = 0);
        let rows = weights.as_bytes_mut().chunks_exact_mut(row);
        rows.zip(steps(&own, &shape[..3])).filter(|(_, place)| hidden[*place]).for_each(|(row, _)| row.fill(0));
        Ok(weights)
    })
}

// Rotary position embeddings

/// How numbers are turned in pairs.
pub(super) struct Rotation {
    /// How many heads the rows of a tensor with three axes have; none if the cache says how wide one is.
    pub heads: usize,
    /// How many numbers of each head are turned; zero for all.
    pub turned: usize,
    /// Whether the two numbers of a pair are side by side.
    pub interleaved: bool,
}

impl Rotation {
    /// Turns a tensor [batch, heads, length, size] or [batch, length, heads × size]. `cos` and `sin` have a row for
    /// each position, and positions are [batch, length], or the first one alone. Without positions they have a row for
    /// each place.
    pub fn wire(self, node: &mut Node<'_>, x: Value, cos: Value, sin: Value, positions: Option<Value>) -> Wired<Value> {
        let shape = node.shape(x);
        let cache = node.shape(cos);
        let half = cache.last().copied().unwrap_or(0);
        let width = shape.last().copied().unwrap_or(0);
        let heads = if self.heads == 0 { width / (2 * half).max(1) } else { self.heads };
        let (batch, heads, length, size) = match *shape {
            [batch, heads, length, size] => (batch, heads, length, size),
            [batch, length, _] => (batch, heads, length, width / heads.max(1)),
            _ => {
                return Err(
                    node.invalid(&format!("has an input of the shape {shape:?}: three or four axes are expected"))
                );
            }
        };
        let is_split = shape.len() == 4;
        let turned = if self.turned == 0 { size } else { self.turned };
        let places = positions.map(|positions| node.len(positions));
        let fits = heads > 0
            && size > 0
            && (is_split || heads * size == width)
            && turned == 2 * half
            && turned <= size
            && *cache == *node.shape(sin)
            && cache.len() == if positions.is_some() { 2 } else { 3 }
            && (positions.is_some() || cache[..2] == [batch, length])
            && places.is_none_or(|places| places == 1 || places == batch * length);
        node.ensure(fits, || {
            format!("turns {turned} numbers of heads of {size} in a tensor of {shape:?} by caches of {cache:?}")
        })?;
        node.ensure([x, cos, sin].iter().all(|&value| node.kind(value) == DatumType::F32), || {
            "has inputs that are not of single or half precision".into()
        })?;
        let mut inputs = tvec![x, cos, sin];
        inputs.extend(positions);
        let (interleaved, rows) = (self.interleaved, cache[0]);
        let part = describe(node.proto);
        node.compute("RotaryEmbedding", &inputs, DatumType::F32, &shape.clone(), move |inputs| {
            let mut all = numbers::<f32>(&inputs[0])?.to_vec();
            let (cos, sin) = (numbers::<f32>(&inputs[1])?, numbers::<f32>(&inputs[2])?);
            let positions = inputs.get(3).map(|positions| integers(positions)).transpose()?;
            for (index, row) in all.chunks_exact_mut(size).enumerate() {
                let (batch, place) = match is_split {
                    true => (index / length / heads, index % length),
                    false => (index / heads / length, index / heads % length),
                };
                let own = match positions.as_deref() {
                    None => (batch * length + place) as i64,
                    // With one sequence of one place, both readings are the same.
                    Some([first]) => first.saturating_add(place as i64),
                    Some(positions) => positions[batch * length + place],
                };
                let found = usize::try_from(own).ok().filter(|&own| positions.is_none() || own < rows);
                let start = half
                    * found.ok_or_else(|| invalid(&part, format!("has the position {own}: the cache has {rows}")))?;
                for pair in 0..half {
                    let (one, other) = if interleaved { (2 * pair, 2 * pair + 1) } else { (pair, half + pair) };
                    let (cos, sin) = (cos[start + pair], sin[start + pair]);
                    let (real, imaginary) = (row[one], row[other]);
                    row[one] = cos * real - sin * imaginary;
                    row[other] = sin * real + cos * imaginary;
                }
            }
            Tensor::from_shape(&shape, &all)
        })
    }
}

fn rotary_embedding(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (x, cos, sin) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let rotation = Rotation {
        heads: attributes.int("num_heads", 0) as usize,
        turned: attributes.int("rotary_embedding_dim", 0) as usize,
        interleaved: attributes.flag("interleaved"),
    };
    node.ensure(node.rank(x) != 3 || rotation.heads > 0, || "lacks the attribute \"num_heads\"".into())?;
    let positions = node.optional(3);
    if let Some(positions) = positions {
        node.ensure(node.rank(positions) == 2, || format!("has positions of {:?}", node.shape(positions)))?;
    }
    Ok(tvec![rotation.wire(node, x, cos, sin, positions)?])
}

// The cache of keys and values

fn tensor_scatter(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (cache, update) = (node.input(0)?, node.input(1)?);
    let shape = node.shape(cache);
    let axis = node.axis(node.attributes().int("axis", -2), shape.len())?;
    let circular = node.attributes().text("mode", "linear") == "circular";
    let new = node.shape(update);
    let alike = |&place: &usize| if place == axis { new[place] <= shape[place] } else { new[place] == shape[place] };
    let fits = axis > 0
        && new.len() == shape.len()
        && (0..shape.len()).all(|place| alike(&place))
        && node.kind(cache) == node.kind(update);
    node.ensure(fits, || format!("updates a cache of {shape:?} along the axis {axis} with a tensor of {new:?}"))?;
    let mut inputs = tvec![cache, update];
    if let Some(places) = node.optional(2) {
        node.ensure(node.len(places) == shape[0], || {
            format!("has {} places for a batch of {}", node.len(places), shape[0])
        })?;
        inputs.push(places);
    }
    let (length, count) = (shape[axis], new[axis]);
    let outer: usize = shape[1..axis].iter().product();
    let inner: usize = shape[axis + 1..].iter().product();
    let kind = node.kind(cache);
    let part = describe(node.proto);
    let y = node.compute("TensorScatter", &inputs, kind, &shape.clone(), move |inputs| {
        let starts = inputs.get(2).map_or(Ok(vec![0; shape[0]]), |starts| integers(starts))?;
        let run = inner * kind.size_of();
        let mut cache = pick(&inputs[0], &shape, 0..inputs[0].len())?;
        let (to, from) = (cache.as_bytes_mut(), inputs[1].as_bytes());
        for row in 0..shape[0] * outer {
            let start = usize::try_from(starts[row / outer.max(1)]).ok();
            let start = start.filter(|start| circular || start.checked_add(count).is_some_and(|end| end <= length));
            let start = start.ok_or_else(|| {
                invalid(
                    &part,
                    format!("writes {count} rows from {} on: there are {length}", starts[row / outer.max(1)]),
                )
            })?;
            for index in 0..count {
                let place = row * length + (start % length.max(1) + index) % length.max(1);
                to[place * run..][..run].copy_from_slice(&from[(row * count + index) * run..][..run]);
            }
        }
        Ok(cache)
    })?;
    Ok(tvec![y])
}
