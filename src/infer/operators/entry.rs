//! One row of the table of operators: what it says, and the ways in which an operator is computed.

use super::attributes::Attribute;
use super::node::{Node, Value, Wired};
use super::run::RunNode;
use penchant_base::Result;
use std::ops::RangeInclusive;
use tract_onnx::prelude::{TValue, TVec};

/// One operator.
pub(crate) struct Operator {
    pub name: &'static str,
    /// The versions of the domain's operators in which it has this meaning.
    pub versions: RangeInclusive<i64>,
    /// How many inputs it has. Those up to the minimum are required.
    pub inputs: RangeInclusive<usize>,
    pub attributes: &'static [Attribute],
    pub way: Way,
    /// How many of its first inputs may be strings.
    pub strings: usize,
}

/// Adds the nodes that compute an operator.
pub(crate) type Wire = fn(&mut Node<'_>) -> Wired<TVec<Value>>;
/// Computes an operator between two plans.
pub(crate) type Run = fn(&RunNode<'_>, &[Option<TValue>]) -> Result<TVec<TValue>>;

/// How an operator is computed.
pub(crate) enum Way {
    /// Nodes are added to a plan; shapes and types of all inputs are known. Half precision is computed in single.
    Wire(Wire),
    /// As `Wire`, and numbers of half precision are passed as they are, or in single if they were computed in it.
    Move(Wire),
    /// As `Wire`, and numbers of half precision are passed as they are: the type matters.
    Convert(Wire),
    /// The shapes of its outputs depend on the numbers of its inputs: it runs between two plans.
    Run(Run),
    /// It has inner graphs, which the stages of a plan run.
    Graphs,
    /// It is refused: why, and what to do.
    Refuse(&'static str),
}

/// Any number of inputs.
pub(crate) const MANY: usize = usize::MAX;

/// An operator in all versions, whose inputs are numbers.
pub(super) const fn row(
    name: &'static str,
    inputs: RangeInclusive<usize>,
    attributes: &'static [Attribute],
    way: Way,
) -> Operator {
    Operator { name, versions: 1..=i64::MAX, inputs, attributes, way, strings: 0 }
}

/// An operator that is wired.
pub(crate) const fn wire(
    name: &'static str,
    inputs: RangeInclusive<usize>,
    attributes: &'static [Attribute],
    wire: Wire,
) -> Operator {
    row(name, inputs, attributes, Way::Wire(wire))
}

/// An operator that moves numbers as they are.
pub(crate) const fn moves(
    name: &'static str,
    inputs: RangeInclusive<usize>,
    attributes: &'static [Attribute],
    wire: Wire,
) -> Operator {
    row(name, inputs, attributes, Way::Move(wire))
}

/// An operator that makes numbers of another type.
pub(crate) const fn converts(
    name: &'static str,
    inputs: RangeInclusive<usize>,
    attributes: &'static [Attribute],
    wire: Wire,
) -> Operator {
    row(name, inputs, attributes, Way::Convert(wire))
}

/// An operator that runs between two plans.
pub(crate) const fn runs(
    name: &'static str,
    inputs: RangeInclusive<usize>,
    attributes: &'static [Attribute],
    run: Run,
) -> Operator {
    row(name, inputs, attributes, Way::Run(run))
}

/// An operator that is refused: why, and what to do.
pub(crate) const fn refuse(name: &'static str, why: &'static str) -> Operator {
    row(name, 0..=MANY, &[], Way::Refuse(why))
}

impl Operator {
    /// The same operator, in these versions only.
    pub const fn since(self, versions: RangeInclusive<i64>) -> Self {
        Self { versions, ..self }
    }

    /// The same operator, of which so many first inputs may be strings.
    pub const fn with_strings(self, inputs: usize) -> Self {
        Self { strings: inputs, ..self }
    }
}
