//! What operators demand of whole numbers that they divide by or index with, and of shapes: tract would stop at others.
//! Numbers that are known before the model runs are looked at then, and else by a node of ours before the operator.

use super::facts::lengths;
use crate::check::OF_FIRST_INPUT;
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_hir::internal::*;

/// What of an operator's inputs has to be looked at.
#[derive(Debug, Clone)]
pub(super) enum Rule {
    /// The one at this place must not be zero.
    NotZero(usize),
    /// The second is of places along an axis of the first.
    Places(i64),
    /// So it is, and along the other axes it is no longer than the first.
    Elements(i64),
    /// The last axis of the second is of places along as many axes of the first, past so many that both have. What is
    /// put there, if anything, is the third.
    Tuples(i64),
    /// The first is of places among as many as the second says.
    Classes,
    /// The last axis of the first is not empty.
    Sums,
    /// Each has so many axes at the least, or exactly.
    Axes { counts: TVec<usize>, exactly: bool },
    /// The first has these axes; below 0 they are counted from the last.
    Along(TVec<i64>),
    /// The first has the axes that the second names.
    AlongGiven,
    /// The second has as many numbers.
    Parts(usize),
    /// The first two are of a type that holds both, or one is of whole numbers and the other is not.
    Powers,
    /// The one at this place is not empty.
    NotEmpty(usize),
    /// The second and the third are weights of so many gates for the first, a sequence.
    Recurrent(usize),
}

impl Rule {
    pub fn all(node: &NodeProto) -> TVec<Self> {
        let operator = &*node.op_type;
        let ints = |name: &str| node.attribute.iter().find(|other| other.name == name).map(|found| &*found.ints);
        let mut rules: TVec<Self> = Self::of(node).into_iter().collect();
        if operator.starts_with("Reduce") || operator == "Squeeze" {
            rules.extend(ints("axes").map(|axes| Self::Along(axes.into())));
            rules.extend((node.input.len() == 2).then_some(Self::AlongGiven));
        } else if OF_FIRST_INPUT.contains(&operator) {
            let axis = node.attribute.iter().find(|other| other.name == "axis");
            rules.push(Self::Along(tvec![axis.map_or(-1, |axis| axis.i)]));
        } else if OF_WINDOWS.contains(&operator) || operator.ends_with("Pool") {
            let lists = ["kernel_shape", "strides", "dilations", "output_padding", "output_shape"];
            let sides = lists.into_iter().find_map(|list| Some(ints(list)?.len()));
            let sides = sides.or_else(|| Some(ints("pads")?.len() / 2));
            let inputs = if OF_WINDOWS.contains(&operator) { 2 } else { 1 };
            rules.push(Self::Axes { counts: tvec![2 + sides.unwrap_or(0); inputs], exactly: sides.is_some() });
        }
        rules
    }

    fn of(node: &NodeProto) -> Option<Self> {
        let number = |name: &str| node.attribute.iter().find(|other| other.name == name).map_or(0, |found| found.i);
        Some(match &*node.op_type {
            "Div" | "Mod" | "STFT" => Self::NotZero(1),
            // Inputs that are left out are not counted.
            "Slice" => Self::NotZero(node.input.iter().take(4).filter(|name| !name.is_empty()).count()),
            "Gather" => Self::Places(number("axis")),
            "GatherElements" | "Scatter" | "ScatterElements" => Self::Elements(number("axis")),
            "GatherND" => Self::Tuples(number("batch_dims")),
            "ScatterND" => Self::Tuples(0),
            "OneHot" => Self::Classes,
            "ReduceL1" | "ReduceL2" | "ReduceLogSum" | "ReduceLogSumExp" | "ReduceMean" | "ReduceSum"
            | "ReduceSumSquare" => Self::Sums,
            "Einsum" => Self::Axes { counts: letters(node), exactly: false },
            "MatMul" | "MatMulInteger" => Self::Axes { counts: tvec![1, 1], exactly: false },
            "QLinearMatMul" => Self::Axes { counts: tvec![1, 0, 0, 1], exactly: false },
            "Flatten" => {
                let axis = node.attribute.iter().find(|attribute| attribute.name == "axis");
                let count = axis.map_or(1, |axis| axis.i.unsigned_abs() as usize);
                Self::Axes { counts: tvec![count], exactly: false }
            }
            "Pow" => Self::Powers,
            "RNN" => Self::Recurrent(1),
            "GRU" => Self::Recurrent(3),
            "LSTM" => Self::Recurrent(4),
            "Split" if node.input.len() == 2 => Self::Parts(node.output.len()),
            // Without sizes there are scales.
            "Resize" if node.input.get(3).is_none_or(String::is_empty) => {
                let before = if node.input.len() == 2 { 1 } else { 2 };
                Self::NotEmpty(node.input.iter().take(before).filter(|name| !name.is_empty()).count())
            }
            _ => return None,
        })
    }

    /// The place of the input, and what is demanded of it, as far as that is known.
    pub fn demand(&self, inputs: &[&InferenceFact]) -> Option<(usize, Demand)> {
        let demand = match *self {
            Self::NotZero(place) => (place, Demand::NotZero),
            Self::Places(axis) | Self::Elements(axis) => {
                let shape = lengths(inputs.first()?)?;
                (1, Demand::Below(*shape.get(place_of(axis, shape.len())?)? as i64))
            }
            Self::Tuples(shared) => {
                let (data, places) = (lengths(inputs.first()?)?, lengths(inputs.get(1)?)?);
                let along = data.iter().skip(shared.try_into().ok()?).take(*places.last()?);
                (1, Demand::Along(along.map(|&length| length as i64).collect()))
            }
            Self::Classes => {
                let depth = inputs.get(1)?.value.concretize()?;
                (0, Demand::Below(*whole(&depth).ok()?.first()?))
            }
            _ => return None,
        };
        let kind = inputs.get(demand.0)?.datum_type.concretize()?;
        (!kind.is_float() || demand.1 != Demand::NotZero).then_some(demand)
    }

    /// Refuses shapes, as far as they are known.
    pub fn check_shapes(&self, inputs: &[&InferenceFact]) -> TractResult<()> {
        let shape = |place: usize| inputs.get(place).and_then(|&input| lengths(input));
        match *self {
            Self::Elements(axis) => {
                if let (Some(data), Some(places)) = (shape(0), shape(1)) {
                    let axis = place_of(axis, data.len());
                    let fits = |(place, (data, places))| Some(place) == axis || places <= data;
                    let all = data.len() == places.len() && data.iter().zip(&places).enumerate().all(fits);
                    ensure!(all, "places of {places:?} are more than there is of {data:?}");
                }
            }
            Self::Tuples(shared) => {
                let (Some(data), Some(places)) = (shape(0), shape(1)) else { return Ok(()) };
                let (Some((&along, outer)), Ok(shared)) = (places.split_last(), usize::try_from(shared)) else {
                    bail!("places of {places:?} do not say along how many axes they are");
                };
                let alike = shared <= outer.len() && data.get(..shared) == Some(&outer[..shared]);
                let after = shared.checked_add(along).and_then(|end| data.get(end..));
                let Some(rest) = after.filter(|_| alike) else {
                    bail!("places of {places:?} are not along the axes of {data:?}");
                };
                let fits = shape(2).is_none_or(|values| values.iter().eq(outer.iter().chain(rest)));
                ensure!(fits, "what is put at places of {places:?} in {data:?} has another shape");
            }
            Self::Sums => ensure!(shape(0).is_none_or(|shape| shape.last() != Some(&0)), "there is nothing to sum up"),
            Self::Axes { ref counts, exactly } => {
                for (place, (input, &count)) in inputs.iter().zip(counts).enumerate() {
                    let Some(rank) = rank(input) else { continue };
                    ensure!(rank == count || rank > count && !exactly, "input {place} has {rank} axes, not {count}");
                }
            }
            Self::Along(ref axes) => among_axes(axes, inputs)?,
            Self::AlongGiven => {
                if let Some(axes) = inputs.get(1).and_then(|input| input.value.concretize()) {
                    among_axes(&whole(&axes)?, inputs)?;
                }
            }
            Self::Parts(parts) => {
                let fits = shape(1).is_none_or(|shape| shape.iter().eq([&parts]));
                ensure!(fits, "its lengths are not as many as its outputs, {parts}");
            }
            Self::Powers => {
                let kind = |place: usize| inputs.get(place).and_then(|input| input.datum_type.concretize());
                if let (Some(base), Some(power)) = (kind(0), kind(1)) {
                    let fits = base.is_integer() != power.is_integer() || base.common_super_type(power).is_some();
                    ensure!(fits, "no type holds both {base:?} and {power:?}");
                }
            }
            Self::Recurrent(gates) => {
                let (Some(sequence), Some(weights), Some(recurrence)) = (shape(0), shape(1), shape(2)) else {
                    return Ok(());
                };
                let fits = match (&*sequence, &*weights, &*recurrence) {
                    (&[.., numbers], &[one, rows, columns], &[other, rows_again, hidden]) => {
                        (numbers, rows, one) == (columns, rows_again, other) && hidden.checked_mul(gates) == Some(rows)
                    }
                    _ => false,
                };
                ensure!(fits, "weights of {weights:?} and {recurrence:?} are not for a sequence of {sequence:?}");
            }
            Self::NotEmpty(place) => {
                ensure!(shape(place).is_none_or(|shape| !shape.contains(&0)), "input {place} is empty")
            }
            _ => {}
        }
        Ok(())
    }
}

/// Operators other than pools that move a window over their first input; the second is what is in it.
const OF_WINDOWS: [&str; 3] = ["Conv", "ConvInteger", "ConvTranspose"];

fn rank(input: &InferenceFact) -> Option<usize> {
    usize::try_from(input.shape.rank().concretize()?).ok()
}

/// Refuses axes that the first input does not have.
fn among_axes(axes: &[i64], inputs: &[&InferenceFact]) -> TractResult<()> {
    let Some(rank) = inputs.first().and_then(|input| rank(input)) else { return Ok(()) };
    axes.iter().try_for_each(|&axis| among(axis, rank as i64))
}

/// How many axes of each input an equation names.
fn letters(node: &NodeProto) -> TVec<usize> {
    let equation = node.attribute.iter().find(|attribute| attribute.name == "equation");
    let terms = equation.into_iter().flat_map(|equation| equation.s.split(|&byte| matches!(byte, b',' | b'-')));
    terms.map(|term| term.iter().filter(|byte| byte.is_ascii_alphabetic()).count()).take(node.input.len()).collect()
}

/// Which of so many axes it is; below 0 they are counted from the last.
fn place_of(axis: i64, rank: usize) -> Option<usize> {
    usize::try_from(if axis < 0 { axis + rank as i64 } else { axis }).ok()
}

/// Of each whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Demand {
    NotZero,
    /// A place among so many, or counted from their end.
    Below(i64),
    /// So is each of a tuple, the last axis, along an axis of its own.
    Along(TVec<i64>),
}

impl Demand {
    pub fn check(&self, numbers: &Tensor) -> TractResult<()> {
        match self {
            Self::NotZero => {
                let zero = !numbers.datum_type().is_float() && whole(numbers)?.contains(&0);
                ensure!(!zero, "a whole number is divided by zero, or a step is zero")
            }
            Self::Below(length) => whole(numbers)?.iter().try_for_each(|&place| among(place, *length))?,
            Self::Along(lengths) => {
                let places = whole(numbers)?;
                places.iter().zip(lengths.iter().cycle()).try_for_each(|(&place, &length)| among(place, length))?;
            }
        }
        Ok(())
    }

    /// Whether numbers that are as demanded are still not as tract takes them.
    pub fn changes(&self) -> bool {
        matches!(self, Self::Along(_))
    }

    /// The numbers as tract takes them, which counts from the end in some operators only.
    fn counted_from_begin(&self, numbers: TValue) -> TractResult<TValue> {
        let Self::Along(lengths) = self else { return Ok(numbers) };
        let lengths = lengths.iter().cycle();
        let places: Vec<i64> = whole(&numbers)?
            .into_iter()
            .zip(lengths)
            .map(|(place, length)| if place < 0 { place + length } else { place })
            .collect();
        let places = Tensor::from_shape(numbers.shape(), &places)?;
        Ok(places.cast_to_dt(numbers.datum_type())?.into_owned().into_tvalue())
    }
}

fn among(place: i64, length: i64) -> TractResult<()> {
    ensure!((-length..length).contains(&place), "{place} is no place among {length}");
    Ok(())
}

fn whole(numbers: &Tensor) -> TractResult<Vec<i64>> {
    Ok(numbers.cast_to::<i64>()?.try_as_plain_ram()?.as_slice::<i64>()?.to_vec())
}

/// Gives what comes in, if it is as demanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked(pub Demand);

impl Op for Checked {
    fn name(&self) -> StaticName {
        "Checked".into()
    }

    op_as_typed_op!();
}

impl EvalOp for Checked {
    op_out_of_plan!();

    fn eval(&self, _context: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let passed = |input: TValue| self.0.check(&input).and_then(|()| self.0.counted_from_begin(input));
        inputs.into_iter().map(passed).collect()
    }
}

impl TypedOp for Checked {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(inputs.iter().map(|fact| fact.datum_type.fact(fact.shape.clone())).collect())
    }

    as_op!();
}
