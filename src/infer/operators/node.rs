//! A node while it is wired: its inputs with their shapes and types, its attributes, and the plan that it adds to. Every
//! shape and every type is known here; numbers are if they do not depend on the model's inputs.

use super::attributes::Attributes;
use super::compute::Compute;
use super::copying::{expanded_strides, pick, steps};
use crate::plan::Wiring;
use crate::report::{describe, invalid, unsupported};
use penchant_base::Error;
use tract_onnx::pb::NodeProto;
use tract_onnx::prelude::TractError;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops;
use tract_onnx::tract_core::ops::binary::{BinMiniOp, TypedBinOp};
use tract_onnx::tract_core::ops::cast::cast;
use tract_onnx::tract_core::ops::element_wise::{ElementWiseMiniOp, ElementWiseOp};

/// A value of the plan.
pub(crate) type Value = OutletId;

/// Why a node cannot be wired now.
pub(crate) enum Stop {
    /// The numbers of this value must be known first.
    Needs(Value),
    Failed(Error),
    /// Something that tract refuses; the node's wiring adds which node it is.
    Tract(TractError),
}

/// What wiring returns.
pub(crate) type Wired<T> = std::result::Result<T, Stop>;

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<TractError> for Stop {
    fn from(error: TractError) -> Self {
        Self::Tract(error)
    }
}

/// A node that is being wired.
pub(crate) struct Node<'n> {
    pub proto: &'n NodeProto,
    /// The version of the operators of its domain.
    pub version: i64,
    pub(in crate::operators) wiring: &'n mut Wiring,
    inputs: TVec<Option<Value>>,
    /// What random operators start from.
    pub seed: u64,
}

impl<'n> Node<'n> {
    pub fn new(
        proto: &'n NodeProto,
        version: i64,
        inputs: TVec<Option<Value>>,
        wiring: &'n mut Wiring,
        seed: u64,
    ) -> Self {
        Self { proto, version, wiring, inputs, seed }
    }

    /// Its attributes.
    pub fn attributes(&self) -> Attributes<'n> {
        Attributes(self.proto)
    }

    /// An input that the table requires.
    pub fn input(&self, index: usize) -> Wired<Value> {
        self.optional(index).ok_or_else(|| self.invalid(&format!("lacks its input {index}")))
    }

    /// An input that may be left out.
    pub fn optional(&self, index: usize) -> Option<Value> {
        self.inputs.get(index).copied().flatten()
    }

    /// The inputs that are not left out.
    pub fn inputs(&self) -> TVec<Value> {
        self.inputs.iter().copied().flatten().collect()
    }

    /// Whether the model wants an output.
    pub fn wants(&self, output: usize) -> bool {
        self.proto.output.get(output).is_some_and(|name| !name.is_empty())
    }

    /// The error that the model contradicts itself at this node: how.
    pub fn invalid(&self, what: &str) -> Stop {
        Stop::Failed(invalid(&describe(self.proto), what))
    }

    /// The error that something about the node is not supported: what, and what to do.
    pub fn unsupported(&self, what: &str) -> Stop {
        Stop::Failed(unsupported(format!("{} {what}", describe(self.proto))))
    }

    /// Refuses the node unless a condition holds.
    pub fn ensure(&self, condition: bool, what: impl FnOnce() -> String) -> Wired<()> {
        if condition { Ok(()) } else { Err(self.invalid(&what())) }
    }

    // What is known of a value

    /// The type of a value's numbers.
    pub fn kind(&self, value: Value) -> DatumType {
        self.wiring.fact(value).datum_type
    }

    /// The lengths of a value's axes.
    pub fn shape(&self, value: Value) -> TVec<usize> {
        self.wiring.shape(value)
    }

    /// How many axes a value has.
    pub fn rank(&self, value: Value) -> usize {
        self.wiring.fact(value).rank()
    }

    /// How many numbers a value has.
    pub fn len(&self, value: Value) -> usize {
        self.shape(value).iter().product()
    }

    /// The numbers of a value, if they are known before the model runs.
    pub fn constant(&self, value: Value) -> Option<Arc<Tensor>> {
        self.wiring.fact(value).konst.clone()
    }

    /// The numbers of a value; the plan ends before this node if they are not known yet.
    pub fn known(&self, value: Value) -> Wired<Arc<Tensor>> {
        self.constant(value).ok_or(Stop::Needs(value))
    }

    /// The integers of a value, which must be known.
    pub fn known_ints(&self, value: Value) -> Wired<Vec<i64>> {
        let numbers = self.known(value)?;
        Ok(numbers.cast_to::<i64>()?.try_as_plain_ram()?.as_slice::<i64>()?.to_vec())
    }

    /// The numbers of a value in single precision, which must be known.
    pub fn known_floats(&self, value: Value) -> Wired<Vec<f32>> {
        let numbers = self.known(value)?;
        Ok(numbers.cast_to::<f32>()?.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())
    }

    /// The one integer of a value, which must be known.
    pub fn known_int(&self, value: Value) -> Wired<i64> {
        let numbers = self.known_ints(value)?;
        self.ensure(numbers.len() == 1, || format!("has {} numbers where one is expected", numbers.len()))?;
        Ok(numbers[0])
    }

    /// An axis of a tensor of this rank, counted from the start.
    pub fn axis(&self, axis: i64, rank: usize) -> Wired<usize> {
        let count = rank as i64;
        self.ensure((-count..count).contains(&axis), || {
            format!("has the axis {axis}, which is out of range: its input has {rank} axes")
        })?;
        Ok(if axis < 0 { axis + count } else { axis } as usize)
    }

    /// Different axes of a tensor of this rank, counted from the start, in their order.
    pub fn axes(&self, axes: &[i64], rank: usize) -> Wired<TVec<usize>> {
        let found = axes.iter().map(|&axis| self.axis(axis, rank)).collect::<Wired<TVec<usize>>>()?;
        let twice = found.iter().enumerate().any(|(index, axis)| found[..index].contains(axis));
        self.ensure(!twice, || format!("has an axis twice: {axes:?}"))?;
        Ok(found)
    }

    // Adding to the plan

    /// Adds a constant.
    pub fn add_constant(&mut self, tensor: impl IntoArcTensor) -> Wired<Value> {
        Ok(self.wiring.constant(tensor.into_arc_tensor())?)
    }

    /// Adds integers of 64 bits with one axis.
    pub fn add_ints(&mut self, numbers: &[i64]) -> Wired<Value> {
        self.add_constant(tensor1(numbers))
    }

    /// Adds one number without axes, of the type of another value.
    pub fn scalar_like(&mut self, number: f64, like: Value) -> Wired<Value> {
        let number = tensor0(number).cast_to_dt(self.kind(like))?.into_owned();
        self.add_constant(number)
    }

    /// Adds an operator with one output.
    pub fn add(&mut self, op: impl Into<Box<dyn TypedOp>>, inputs: &[Value]) -> Wired<Value> {
        Ok(self.add_all(op, inputs)?[0])
    }

    /// Adds an operator, and returns its outputs.
    pub fn add_all(&mut self, op: impl Into<Box<dyn TypedOp>>, inputs: &[Value]) -> Wired<TVec<Value>> {
        Ok(self.wiring.add(name_of(self.proto), op.into(), inputs)?)
    }

    /// Adds a computation of our own with one output of this type and shape.
    pub fn compute(
        &mut self,
        name: &'static str,
        inputs: &[Value],
        kind: DatumType,
        shape: &[usize],
        run: impl Fn(&[TValue]) -> TractResult<Tensor> + Send + Sync + 'static,
    ) -> Wired<Value> {
        let facts = tvec![(kind, TVec::from_slice(shape))];
        self.allow_computing(inputs, &facts)?;
        self.add(Compute::new(name, facts, move |inputs| Ok(tvec![run(inputs)?])), inputs)
    }

    /// Adds a computation of our own with several outputs.
    pub fn compute_all(
        &mut self,
        name: &'static str,
        inputs: &[Value],
        outputs: TVec<(DatumType, TVec<usize>)>,
        run: impl Fn(&[TValue]) -> TractResult<TVec<Tensor>> + Send + Sync + 'static,
    ) -> Wired<TVec<Value>> {
        self.allow_computing(inputs, &outputs)?;
        self.add_all(Compute::new(name, outputs, run), inputs)
    }

    /// Refuses a computation of our own for its memory: it takes its inputs in double precision, and makes its outputs
    /// in it, in vectors that may grow.
    fn allow_computing(&self, inputs: &[Value], outputs: &[(DatumType, TVec<usize>)]) -> Wired<()> {
        let taken = inputs.iter().map(|&input| self.len(input)).fold(0, usize::saturating_add);
        let lengths = outputs.iter().map(|(_, shape)| shape.iter().copied().fold(1, usize::saturating_mul));
        let made = lengths.fold(0, usize::saturating_add);
        let bytes = size_of::<f64>().saturating_mul(taken.saturating_add(made.saturating_mul(2)));
        Ok(self.wiring.allow(name_of(self.proto), bytes)?)
    }

    /// Adds an operator of tract's on each number.
    pub fn map(&mut self, op: impl ElementWiseMiniOp, value: Value) -> Wired<Value> {
        self.add(ElementWiseOp(Box::new(op), None), &[value])
    }

    /// Adds an operator of tract's on pairs of numbers of the same type, whose shapes broadcast.
    pub fn pair(&mut self, op: impl BinMiniOp, one: Value, other: Value) -> Wired<Value> {
        let (one, other) = self.broadcastable(one, other)?;
        self.add(TypedBinOp(Box::new(op), None), &[one, other])
    }

    /// Two values of the same type with the same number of axes, whose shapes broadcast.
    pub fn broadcastable(&mut self, one: Value, other: Value) -> Wired<(Value, Value)> {
        let (left, right) = (self.kind(one), self.kind(other));
        self.ensure(left == right, || format!("combines a tensor of {left:?} with one of {right:?}"))?;
        self.broadcast_shape(&[one, other])?;
        let rank = self.rank(one).max(self.rank(other));
        Ok((self.with_rank(one, rank)?, self.with_rank(other, rank)?))
    }

    /// The shape that values broadcast to.
    pub fn broadcast_shape(&self, values: &[Value]) -> Wired<TVec<usize>> {
        let shapes: Vec<_> = values.iter().map(|&value| self.shape(value)).collect();
        broadcast(&shapes).ok_or_else(|| self.invalid(&format!("has inputs whose shapes do not broadcast: {shapes:?}")))
    }

    /// A value with axes of length one before its own.
    pub fn with_rank(&mut self, value: Value, rank: usize) -> Wired<Value> {
        let mut shape = self.shape(value);
        while shape.len() < rank {
            shape.insert(0, 1);
        }
        self.reshape(value, &shape)
    }

    /// Notes that a value of half precision was rounded from one of single precision.
    pub fn note_rounded(&mut self, half: Value, single: Value) {
        self.wiring.note_rounded(half, single);
    }

    /// The value of single precision that one of half precision was rounded from.
    pub fn before_rounding(&self, half: Value) -> Option<Value> {
        self.wiring.before_rounding(half)
    }

    /// A value in another type, as Rust's `as` converts.
    pub fn cast(&mut self, value: Value, to: DatumType) -> Wired<Value> {
        if self.kind(value) == to { Ok(value) } else { self.add(cast(to), &[value]) }
    }

    /// A value with another shape of as many numbers.
    pub fn reshape(&mut self, value: Value, shape: &[usize]) -> Wired<Value> {
        let from = self.shape(value);
        if *from == *shape {
            return Ok(value);
        }
        let fits = from.iter().product::<usize>() == shape.iter().product::<usize>();
        self.ensure(fits, || format!("gives a tensor of {from:?} the shape {shape:?}, which has other many numbers"))?;
        if shape.contains(&0) {
            // tract fails where the axes that change hold no numbers (tract-core 0.23.9, ops/change_axes.rs).
            return self.add_constant(Tensor::zero_dt(self.kind(value), shape)?);
        }
        // The axes that stay as they are, before and after those that change.
        let before = from.iter().zip(shape).take_while(|(one, other)| one == other).count();
        let after = from[before..].iter().rev().zip(shape[before..].iter().rev()).take_while(|(a, b)| a == b).count();
        let dims = |shape: &[usize]| shape[before..shape.len() - after].iter().map(|it| it.to_dim()).collect();
        self.add(AxisOp::Reshape(before, dims(&from), dims(shape)), &[value])
    }

    /// A value with its axes in another order: axis `i` of the result is axis `perm[i]` of the value.
    pub fn transpose(&mut self, value: Value, perm: &[usize]) -> Wired<Value> {
        let mut value = value;
        // As moves of one axis each, which tract knows how to cancel.
        let mut order: Vec<usize> = (0..perm.len()).collect();
        for (to, wanted) in perm.iter().enumerate() {
            let from = order.iter().position(|axis| axis == wanted).unwrap_or(to);
            if from != to {
                value = self.add(AxisOp::Move(from, to), &[value])?;
                let axis = order.remove(from);
                order.insert(to, axis);
            }
        }
        Ok(value)
    }

    /// Part of a value along one axis.
    pub fn slice(&mut self, value: Value, axis: usize, start: usize, end: usize) -> Wired<Value> {
        if start == 0 && end == self.shape(value)[axis] {
            return Ok(value);
        }
        self.add(ops::array::Slice::new(axis, start, end), &[value])
    }

    /// Values one after the other along an axis.
    pub fn concat(&mut self, values: &[Value], axis: usize) -> Wired<Value> {
        // Without those that have no elements: tract counts them when it takes parts of the result
        // (tract-core 0.23.9, ops/array/concat.rs).
        let full: TVec<Value> = values.iter().copied().filter(|&value| self.shape(value)[axis] > 0).collect();
        match (&*full, values) {
            ([], [one, ..]) | ([one], _) => Ok(*one),
            _ => self.add(ops::array::TypedConcat::new(axis), &full),
        }
    }

    /// A value whose axes of length one are repeated.
    pub fn expand(&mut self, value: Value, shape: &[usize]) -> Wired<Value> {
        let from = self.shape(value);
        if *from == *shape {
            return Ok(value);
        }
        // As a computation of our own: tract drops broadcasts before products without a look at what they multiply
        // (tract-core 0.23.9, ops/einsum/mod.rs, declutter_broadcast).
        let kind = self.kind(value);
        let target: TVec<usize> = shape.into();
        self.compute("Expand", &[value], kind, shape, move |inputs| {
            let starts = steps(&expanded_strides(inputs[0].shape(), &target), &target);
            pick(&inputs[0], &target, starts)
        })
    }
}

/// The shape that shapes broadcast to.
pub(crate) fn broadcast(shapes: &[TVec<usize>]) -> Option<TVec<usize>> {
    let rank = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
    let mut result: TVec<usize> = tvec![1; rank];
    for shape in shapes {
        let offset = rank - shape.len();
        for (axis, &length) in shape.iter().enumerate() {
            let side = &mut result[offset + axis];
            match (*side, length) {
                (one, other) if one == other => {}
                (1, other) => *side = other,
                (_, 1) => {}
                _ => return None,
            }
        }
    }
    Some(result)
}

/// What a node is called in messages: its name, or that of its first output.
fn name_of(proto: &NodeProto) -> &str {
    let name = if proto.name.is_empty() { proto.output.first() } else { Some(&proto.name) };
    name.map_or("", String::as_str)
}
