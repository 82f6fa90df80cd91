//! Random numbers, which are the same at every run with the same seed, and `Dropout` as it is once training is over.

use super::attributes::{Attribute, float, ignored, int, ints, refused};
use super::copying::doubles;
use super::entry::{Operator, moves};
use super::node::{Node, Value, Wired};
use crate::tensor::{ElementType, volume};
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;

const TYPE: RangeInclusive<i64> = 1..=13;
const NORMAL: &[Attribute] = &[float("mean"), float("scale"), float("seed"), int("dtype", TYPE), ints("shape", LENGTH)];
const UNIFORM: &[Attribute] = &[float("low"), float("high"), float("seed"), int("dtype", TYPE), ints("shape", LENGTH)];
const LENGTH: RangeInclusive<i64> = 0..=1 << 32;

pub(super) const OPERATORS: &[Operator] = &[
    moves("Bernoulli", 1..=1, &[int("dtype", TYPE), float("seed")], bernoulli),
    moves(
        "Dropout",
        1..=1,
        &[
            float("ratio"),
            refused("is_test", 1, "it would drop numbers: export the model for inference"),
            ignored("consumed_inputs"),
        ],
        dropout,
    )
    .since(1..=6),
    moves("Dropout", 1..=1, &[float("ratio")], dropout).since(7..=11),
    moves("Dropout", 1..=3, &[ignored("seed")], dropout).since(12..=i64::MAX),
    moves("Multinomial", 1..=1, &[int("dtype", 6..=7), int("sample_size", 0..=1 << 32), float("seed")], multinomial),
    moves("RandomNormal", 0..=0, NORMAL, normal),
    moves("RandomNormalLike", 1..=1, NORMAL, normal),
    moves("RandomUniform", 0..=0, UNIFORM, uniform),
    moves("RandomUniformLike", 1..=1, UNIFORM, uniform),
];

/// The generator splitmix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators").
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1, without 1.
    fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Of the standard normal distribution, by the method of Box and Muller.
    fn normal(&mut self) -> f64 {
        let length = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        length * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// What the random numbers of a node start from: its own seed or the session's, and its name.
fn seed(node: &Node<'_>) -> u64 {
    let attributes = node.attributes();
    let own = if attributes.has("seed") { attributes.float("seed", 0.0).to_bits().into() } else { node.seed };
    let names = node.proto.name.bytes().chain(node.proto.output.iter().flat_map(|name| name.bytes()));
    // The hash FNV-1a.
    names.fold(own ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The type of a node's numbers.
fn kind(node: &Node<'_>, default: DatumType) -> Wired<DatumType> {
    let Some(number) = node.attributes().optional_int("dtype") else { return Ok(default) };
    let kind = i32::try_from(number).ok().and_then(ElementType::from_onnx);
    Ok(kind.ok_or_else(|| node.unsupported(&format!("makes numbers of the type {number} of ONNX")))?.datum_type())
}

/// Adds random numbers of the shape of the node's input, or of its attribute.
fn draw(
    node: &mut Node<'_>,
    name: &'static str,
    next: impl Fn(&mut Random) -> f64 + Send + Sync + 'static,
) -> Wired<TVec<Value>> {
    let (shape, like) = match node.optional(0) {
        Some(like) => (node.shape(like), node.kind(like)),
        None => {
            let shape = node.attributes().ints("shape").unwrap_or_default();
            (shape.iter().map(|&length| usize::try_from(length).unwrap_or(0)).collect(), DatumType::F32)
        }
    };
    let kind = kind(node, if like.is_float() { like } else { DatumType::F32 })?;
    node.ensure(kind.is_float(), || format!("makes random numbers of the type {kind:?}"))?;
    let count = volume(&shape)?;
    let seed = seed(node);
    let y = node.compute(name, &[], kind, &shape.clone(), move |_| {
        let mut random = Random(seed);
        let numbers: Vec<f64> = (0..count).map(|_| next(&mut random)).collect();
        Ok(Tensor::from_shape(&shape, &numbers)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![y])
}

fn normal(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let mean = f64::from(node.attributes().float("mean", 0.0));
    let scale = f64::from(node.attributes().float("scale", 1.0));
    draw(node, "RandomNormal", move |random| mean + scale * random.normal())
}

fn uniform(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let low = f64::from(node.attributes().float("low", 0.0));
    let high = f64::from(node.attributes().float("high", 1.0));
    draw(node, "RandomUniform", move |random| low + (high - low) * random.uniform())
}

fn bernoulli(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let (kind, seed) = (kind(node, node.kind(x))?, seed(node));
    let y = node.compute("Bernoulli", &[x], kind, &shape.clone(), move |inputs| {
        let mut random = Random(seed);
        let chances = doubles(&inputs[0])?;
        let numbers: Vec<u8> = chances.iter().map(|chance| u8::from(random.uniform() < *chance)).collect();
        Ok(Tensor::from_shape(&shape, &numbers)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![y])
}

fn multinomial(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let &[rows, classes] = &*shape else {
        return Err(node.invalid(&format!("has an input of the shape {shape:?}: rows of classes are expected")));
    };
    node.ensure(classes > 0, || "has no classes".into())?;
    let count = usize::try_from(node.attributes().int("sample_size", 1)).unwrap_or(0);
    let (kind, seed) = (kind(node, DatumType::I32)?, seed(node));
    volume(&[rows, count])?;
    let y = node.compute("Multinomial", &[x], kind, &[rows, count], move |inputs| {
        let mut random = Random(seed);
        let mut chosen = Vec::with_capacity(rows * count);
        for logarithms in doubles(&inputs[0])?.chunks_exact(classes) {
            let largest = logarithms.iter().copied().fold(f64::MIN, f64::max);
            let sums = logarithms.iter().scan(0.0, |sum, logarithm| {
                *sum += (logarithm - largest).exp();
                Some(*sum)
            });
            let sums: Vec<f64> = sums.collect();
            for _ in 0..count {
                let place = random.uniform() * sums[classes - 1];
                chosen.push(sums.partition_point(|sum| *sum <= place).min(classes - 1) as i64);
            }
        }
        Ok(Tensor::from_shape(&[rows, count], &chosen)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![y])
}

fn dropout(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    if let Some(training) = node.optional(2) {
        let ratio = match node.optional(1) {
            Some(ratio) => node.known_floats(ratio)?.first().copied().unwrap_or(0.0),
            None => 0.5,
        };
        if node.known_int(training)? != 0 && ratio != 0.0 {
            return Err(node.unsupported("drops numbers at random, as in training: export the model for inference"));
        }
    }
    if !node.wants(1) {
        return Ok(tvec![x]);
    }
    let kind = if node.version < 10 { node.kind(x) } else { DatumType::Bool };
    // Before version 12, onnxruntime says that nothing is kept.
    let kept = tensor0(i64::from(node.version >= 12)).cast_to_dt(kind)?.into_owned();
    let mask = node.add_constant(kept)?;
    let mask = node.expand(mask, &node.shape(x))?;
    Ok(tvec![x, mask])
}
