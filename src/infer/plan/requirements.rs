//! What operators require of their inputs' shapes, and of the integers that they divide by or index with: tract would
//! panic on others. Integers that are known before the model runs are checked then, all others by a node of ours that
//! is put before the operator.

use super::facts::lengths;
use crate::check::{AXIS_OF_FIRST_INPUT, attribute};
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_hir::internal::*;

/// What must be checked of an operator's inputs, which are numbered from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    /// The integers of this input are not zero.
    NotZero(usize),
    /// Input 1 has indices into this axis of input 0.
    IndicesWithinAxis(i64),
    /// Input 1 has indices into this axis of input 0, and is not longer than input 0 along the other axes.
    ElementIndicesWithinAxis(i64),
    /// The last axis of input 1 has tuples of indices, one for each axis of input 0 after the `batch_dims` that both
    /// share. Input 2, if there is one, has the values for these places.
    IndexTuples { batch_dims: i64 },
    /// Input 0 has classes, as many as input 1 says.
    ClassesBelowDepth,
    /// The last axis of input 0 is not empty.
    LastAxisNotEmpty,
    /// Each input has at least, or exactly, this many axes.
    Rank { counts: TVec<usize>, exactly: bool },
    /// Input 0 has these axes.
    HasAxes(TVec<i64>),
    /// Input 0 has the axes that input 1 names.
    HasAxesOfSecondInput,
    /// Input 1 has as many numbers as the node has outputs.
    OneLengthPerOutput(usize),
    /// Some type holds the numbers of inputs 0 and 1, or only one of them has integers.
    PowerTypes,
    /// This input is not empty.
    NotEmpty(usize),
    /// Inputs 1 and 2 are the weights of this many gates for the sequence that is input 0.
    RecurrentWeights { gates: usize },
}

impl Rule {
    /// The rules for a node.
    pub fn of_node(node: &NodeProto) -> TVec<Self> {
        let operator = &*node.op_type;
        let ints = |name: &str| attribute(node, name).map(|attribute| &*attribute.ints);
        let mut rules: TVec<Self> = Self::of_operator(node).into_iter().collect();
        if operator.starts_with("Reduce") || operator == "Squeeze" {
            rules.extend(ints("axes").map(|axes| Self::HasAxes(axes.into())));
            rules.extend((node.input.len() == 2).then_some(Self::HasAxesOfSecondInput));
        } else if AXIS_OF_FIRST_INPUT.contains(&operator) {
            rules.push(Self::HasAxes(tvec![int(node, "axis").unwrap_or(-1)]));
        } else if CONVOLUTIONS.contains(&operator) || operator.ends_with("Pool") {
            let lists = ["kernel_shape", "strides", "dilations", "output_padding", "output_shape"];
            let sides = lists.into_iter().find_map(|list| Some(ints(list)?.len()));
            let sides = sides.or_else(|| Some(ints("pads")?.len() / 2));
            let inputs = if CONVOLUTIONS.contains(&operator) { 2 } else { 1 };
            rules.push(Self::Rank { counts: tvec![2 + sides.unwrap_or(0); inputs], exactly: sides.is_some() });
        }
        rules
    }

    fn of_operator(node: &NodeProto) -> Option<Self> {
        Some(match &*node.op_type {
            "Div" | "Mod" | "STFT" => Self::NotZero(1),
            // tract does not number the inputs that are left out.
            "Slice" => Self::NotZero(node.input.iter().take(4).filter(|name| !name.is_empty()).count()),
            "Gather" => Self::IndicesWithinAxis(int(node, "axis").unwrap_or(0)),
            "GatherElements" | "Scatter" | "ScatterElements" => {
                Self::ElementIndicesWithinAxis(int(node, "axis").unwrap_or(0))
            }
            "GatherND" => Self::IndexTuples { batch_dims: int(node, "batch_dims").unwrap_or(0) },
            "ScatterND" => Self::IndexTuples { batch_dims: 0 },
            "OneHot" => Self::ClassesBelowDepth,
            "ReduceL1" | "ReduceL2" | "ReduceLogSum" | "ReduceLogSumExp" | "ReduceMean" | "ReduceSum"
            | "ReduceSumSquare" => Self::LastAxisNotEmpty,
            "Einsum" => Self::Rank { counts: letters(node), exactly: false },
            "MatMul" | "MatMulInteger" => Self::Rank { counts: tvec![1, 1], exactly: false },
            "QLinearMatMul" => Self::Rank { counts: tvec![1, 0, 0, 1], exactly: false },
            "Flatten" => {
                let count = int(node, "axis").unwrap_or(1).unsigned_abs() as usize;
                Self::Rank { counts: tvec![count], exactly: false }
            }
            "Pow" => Self::PowerTypes,
            "RNN" => Self::RecurrentWeights { gates: 1 },
            "GRU" => Self::RecurrentWeights { gates: 3 },
            "LSTM" => Self::RecurrentWeights { gates: 4 },
            "Split" if node.input.len() == 2 => Self::OneLengthPerOutput(node.output.len()),
            // Without sizes there are scales.
            "Resize" if node.input.get(3).is_none_or(String::is_empty) => {
                let before = if node.input.len() == 2 { 1 } else { 2 };
                Self::NotEmpty(node.input.iter().take(before).filter(|name| !name.is_empty()).count())
            }
            _ => return None,
        })
    }

    /// The index of an input and what is required of its integers, as far as shapes and types are known.
    pub fn requirement(&self, inputs: &[&InferenceFact]) -> Option<(usize, Requirement)> {
        let (input, requirement) = match *self {
            Self::NotZero(input) => (input, Requirement::NotZero),
            Self::IndicesWithinAxis(axis) | Self::ElementIndicesWithinAxis(axis) => {
                let shape = lengths(inputs.first()?)?;
                let axis = usize::try_from(from_start(axis, shape.len() as i64)).ok()?;
                (1, Requirement::IndicesBelow(*shape.get(axis)? as i64))
            }
            Self::IndexTuples { batch_dims } => {
                let (data, indices) = (lengths(inputs.first()?)?, lengths(inputs.get(1)?)?);
                let axes = data.iter().skip(batch_dims.try_into().ok()?).take(*indices.last()?);
                (1, Requirement::TuplesBelow(axes.map(|&length| length as i64).collect()))
            }
            Self::ClassesBelowDepth => {
                let depth = inputs.get(1)?.value.concretize()?;
                (0, Requirement::IndicesBelow(*to_i64(&depth).ok()?.first()?))
            }
            _ => return None,
        };
        let kind = inputs.get(input)?.datum_type.concretize()?;
        (!kind.is_float() || requirement != Requirement::NotZero).then_some((input, requirement))
    }

    /// Refuses shapes and types that break the rule, as far as they are known.
    pub fn check_shapes(&self, inputs: &[&InferenceFact]) -> TractResult<()> {
        let shape = |input: usize| inputs.get(input).and_then(|&input| lengths(input));
        match *self {
            Self::ElementIndicesWithinAxis(axis) => {
                if let (Some(data), Some(indices)) = (shape(0), shape(1)) {
                    let axis = from_start(axis, data.len() as i64);
                    let fits = |(index, (data, indices))| index as i64 == axis || indices <= data;
                    let all = data.len() == indices.len() && data.iter().zip(&indices).enumerate().all(fits);
                    ensure!(all, "its indices have the shape {indices:?}, which is larger than its data, {data:?}");
                }
            }
            Self::IndexTuples { batch_dims } => {
                let (Some(data), Some(indices)) = (shape(0), shape(1)) else { return Ok(()) };
                let (Some((&tuple, outer)), Ok(shared)) = (indices.split_last(), usize::try_from(batch_dims)) else {
                    bail!("its indices have the shape {indices:?}: expected tuples along a last axis");
                };
                let alike = shared <= outer.len() && data.get(..shared) == Some(&outer[..shared]);
                let after = shared.checked_add(tuple).and_then(|end| data.get(end..));
                let Some(rest) = after.filter(|_| alike) else {
                    bail!("its indices have the shape {indices:?}, which does not match its data, {data:?}");
                };
                let fits = shape(2).is_none_or(|values| values.iter().eq(outer.iter().chain(rest)));
                ensure!(fits, "its updates do not have the shape that indices of {indices:?} into {data:?} need");
            }
            Self::LastAxisNotEmpty => {
                ensure!(shape(0).is_none_or(|shape| shape.last() != Some(&0)), "the last axis of its input is empty")
            }
            Self::Rank { ref counts, exactly } => {
                for (index, (input, &count)) in inputs.iter().zip(counts).enumerate() {
                    let Some(rank) = rank(input) else { continue };
                    let expected = if exactly { "" } else { "at least " };
                    ensure!(
                        rank == count || rank > count && !exactly,
                        "its input {index} has {rank} axes: expected {expected}{count}"
                    );
                }
            }
            Self::HasAxes(ref axes) => check_axes(axes, inputs)?,
            Self::HasAxesOfSecondInput => {
                if let Some(axes) = inputs.get(1).and_then(|input| input.value.concretize()) {
                    check_axes(&to_i64(&axes)?, inputs)?;
                }
            }
            Self::OneLengthPerOutput(outputs) => {
                let fits = shape(1).is_none_or(|shape| shape.iter().eq([&outputs]));
                ensure!(fits, "its input 1 must have a length for each of its {outputs} outputs");
            }
            Self::PowerTypes => {
                let kind = |input: usize| inputs.get(input).and_then(|input| input.datum_type.concretize());
                if let (Some(base), Some(power)) = (kind(0), kind(1)) {
                    let fits = base.is_integer() != power.is_integer() || base.common_super_type(power).is_some();
                    ensure!(fits, "no type holds the numbers of both its base, {base:?}, and its exponent, {power:?}");
                }
            }
            Self::RecurrentWeights { gates } => {
                let (Some(sequence), Some(weights), Some(recurrence)) = (shape(0), shape(1), shape(2)) else {
                    return Ok(());
                };
                let fits = match (&*sequence, &*weights, &*recurrence) {
                    (&[.., features], &[directions, rows, columns], &[same_directions, same_rows, hidden]) => {
                        (features, rows, directions) == (columns, same_rows, same_directions)
                            && hidden.checked_mul(gates) == Some(rows)
                    }
                    _ => false,
                };
                ensure!(
                    fits,
                    "its weights, {weights:?} and {recurrence:?}, do not match its sequence, {sequence:?}, \
                     and {gates} gates"
                );
            }
            Self::NotEmpty(input) => {
                ensure!(shape(input).is_none_or(|shape| !shape.contains(&0)), "its input {input} is empty")
            }
            _ => {}
        }
        Ok(())
    }
}

/// Operators other than pools that move a window over their first input; the window's weights are their second.
const CONVOLUTIONS: [&str; 3] = ["Conv", "ConvInteger", "ConvTranspose"];

fn int(node: &NodeProto, name: &str) -> Option<i64> {
    attribute(node, name).map(|attribute| attribute.i)
}

fn rank(input: &InferenceFact) -> Option<usize> {
    usize::try_from(input.shape.rank().concretize()?).ok()
}

/// Refuses axes that the first input does not have.
fn check_axes(axes: &[i64], inputs: &[&InferenceFact]) -> TractResult<()> {
    let Some(rank) = inputs.first().and_then(|input| rank(input)) else { return Ok(()) };
    for axis in axes {
        ensure!(is_index(*axis, rank as i64), "axis {axis} is out of range: its input has {rank} axes");
    }
    Ok(())
}

/// How many axes of each input an equation names.
fn letters(node: &NodeProto) -> TVec<usize> {
    let equation = attribute(node, "equation");
    let terms = equation.into_iter().flat_map(|equation| equation.s.split(|&byte| matches!(byte, b',' | b'-')));
    terms.map(|term| term.iter().filter(|byte| byte.is_ascii_alphabetic()).count()).take(node.input.len()).collect()
}

/// What is required of each integer of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Requirement {
    NotZero,
    /// It is an index into an axis of this length; a negative one counts from the end.
    IndicesBelow(i64),
    /// It is an index into the axis that belongs to its place in a tuple; the tuples are along the last axis.
    TuplesBelow(TVec<i64>),
}

impl Requirement {
    /// Refuses numbers that do not meet it.
    pub fn check(&self, numbers: &Tensor) -> TractResult<()> {
        match self {
            Self::NotZero => {
                let zero = !numbers.datum_type().is_float() && to_i64(numbers)?.contains(&0);
                ensure!(!zero, "an integer is divided by zero, or a step is zero")
            }
            Self::IndicesBelow(length) => to_i64(numbers)?.iter().try_for_each(|&index| check_index(index, *length))?,
            Self::TuplesBelow(lengths) => {
                let indices = to_i64(numbers)?;
                indices
                    .iter()
                    .zip(lengths.iter().cycle())
                    .try_for_each(|(&index, &length)| check_index(index, length))?;
            }
        }
        Ok(())
    }

    /// Whether numbers that meet it must still be normalized for tract.
    pub fn normalizes(&self) -> bool {
        matches!(self, Self::TuplesBelow(_))
    }

    /// The indices counted from the start: tract does not take negative ones in tuples.
    fn normalize_indices(&self, numbers: TValue) -> TractResult<TValue> {
        let Self::TuplesBelow(lengths) = self else { return Ok(numbers) };
        let indices = to_i64(&numbers)?.into_iter().zip(lengths.iter().cycle());
        let indices: Vec<i64> = indices.map(|(index, &length)| from_start(index, length)).collect();
        let indices = Tensor::from_shape(numbers.shape(), &indices)?;
        Ok(indices.cast_to_dt(numbers.datum_type())?.into_owned().into_tvalue())
    }
}

/// An index or axis counted from the start; a negative one is given from the end.
fn from_start(index: i64, length: i64) -> i64 {
    if index < 0 { index + length } else { index }
}

/// Whether it is an index into an axis of this length, from the start or from the end.
fn is_index(index: i64, length: i64) -> bool {
    (-length..length).contains(&index)
}

fn check_index(index: i64, length: i64) -> TractResult<()> {
    ensure!(is_index(index, length), "index {index} is out of range: its axis has {length} elements");
    Ok(())
}

fn to_i64(numbers: &Tensor) -> TractResult<Vec<i64>> {
    Ok(numbers.cast_to::<i64>()?.try_as_plain_ram()?.as_slice::<i64>()?.to_vec())
}

/// Passes its input on, with normalized indices, if that meets a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check(pub Requirement);

impl Op for Check {
    fn name(&self) -> StaticName {
        "Check".into()
    }

    op_as_typed_op!();
}

impl EvalOp for Check {
    op_out_of_plan!();

    fn eval(&self, _context: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let pass = |input: TValue| self.0.check(&input).and_then(|()| self.0.normalize_indices(input));
        inputs.into_iter().map(pass).collect()
    }
}

impl TypedOp for Check {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(inputs.iter().map(|fact| fact.datum_type.fact(fact.shape.clone())).collect())
    }

    as_op!();
}
