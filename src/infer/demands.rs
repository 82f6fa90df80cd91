//! What operators demand of whole numbers that they divide by or index with, and of shapes: tract would stop at others.
//! Numbers that are known before the model runs are looked at then, and else by a node of ours before the operator.

use super::bounded::lengths;
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_hir::internal::*;

/// What of an operator's inputs has to be looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// The one at this place must not be zero.
    NotZero(usize),
    /// The second is of places along an axis of the first.
    Places(i64),
    /// So it is, and along the other axes it is no longer than the first.
    Elements(i64),
    /// The first is of places among as many as the second says.
    Classes,
    /// The last axis of the first is not empty.
    Sums,
}

impl Rule {
    pub fn of(node: &NodeProto) -> Option<Self> {
        let axis = || node.attribute.iter().find(|attribute| attribute.name == "axis").map_or(0, |axis| axis.i);
        Some(match &*node.op_type {
            "Div" | "Mod" | "STFT" => Self::NotZero(1),
            // Inputs that are left out are not counted.
            "Slice" => Self::NotZero(node.input.iter().take(4).filter(|name| !name.is_empty()).count()),
            "Gather" => Self::Places(axis()),
            "GatherElements" | "Scatter" | "ScatterElements" => Self::Elements(axis()),
            "OneHot" => Self::Classes,
            "ReduceL1" | "ReduceL2" | "ReduceLogSum" | "ReduceLogSumExp" | "ReduceMean" | "ReduceSum"
            | "ReduceSumSquare" => Self::Sums,
            _ => return None,
        })
    }

    /// The place of the input, and what is demanded of it, as far as that is known.
    pub fn demand(self, inputs: &[&InferenceFact]) -> Option<(usize, Demand)> {
        let demand = match self {
            Self::NotZero(place) => (place, Demand::NotZero),
            Self::Places(axis) | Self::Elements(axis) => {
                let shape = lengths(inputs.first()?)?;
                let axis = if axis < 0 { axis + shape.len() as i64 } else { axis };
                (1, Demand::Below(*shape.get(usize::try_from(axis).ok()?)? as i64))
            }
            Self::Classes => {
                let depth = inputs.get(1)?.value.concretize()?;
                (0, Demand::Below(*whole(&depth).ok()?.first()?))
            }
            Self::Sums => return None,
        };
        let kind = inputs.get(demand.0)?.datum_type.concretize()?;
        (!kind.is_float() || demand.1 != Demand::NotZero).then_some(demand)
    }

    /// Refuses shapes, as far as they are known.
    pub fn check_shapes(self, inputs: &[&InferenceFact]) -> TractResult<()> {
        let shape = |place: usize| inputs.get(place).and_then(|&input| lengths(input));
        match self {
            Self::Elements(axis) => {
                if let (Some(data), Some(places)) = (shape(0), shape(1)) {
                    let axis = if axis < 0 { axis + data.len() as i64 } else { axis };
                    let fits = |(place, (data, places))| place as i64 == axis || places <= data;
                    let all = data.len() == places.len() && data.iter().zip(&places).enumerate().all(fits);
                    ensure!(all, "places of {places:?} are more than there is of {data:?}");
                }
            }
            Self::Sums => ensure!(shape(0).is_none_or(|shape| shape.last() != Some(&0)), "there is nothing to sum up"),
            _ => {}
        }
        Ok(())
    }
}

/// Of each whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    NotZero,
    /// A place among so many, or counted from their end.
    Below(i64),
}

impl Demand {
    pub fn check(self, numbers: &Tensor) -> TractResult<()> {
        match self {
            Self::NotZero => {
                let zero = !numbers.datum_type().is_float() && whole(numbers)?.contains(&0);
                ensure!(!zero, "a whole number is divided by zero, or a step is zero")
            }
            Self::Below(length) => {
                if let Some(place) = whole(numbers)?.iter().find(|place| !(-length..length).contains(place)) {
                    bail!("{place} is no place among {length}");
                }
            }
        }
        Ok(())
    }
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
        inputs.iter().try_for_each(|input| self.0.check(input))?;
        Ok(inputs)
    }
}

impl TypedOp for Checked {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(inputs.iter().map(|fact| fact.datum_type.fact(fact.shape.clone())).collect())
    }

    as_op!();
}
