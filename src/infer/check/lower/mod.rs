//! Operators that tract lacks, or knows a part of, written with those that it has.
//!
//! Each family of operators is a file: its functions add nodes to [`Steps`] that make a node's outputs. The values that
//! tract wants to know before it makes a plan are found afterwards, in what has been written (`parameters.rs`).

mod filling;
mod losses;
mod normalisation;
mod pooling;
mod sampling;
mod selection;
mod steps;
mod types;

use super::tensors::integers;
use crate::error::Result;
use std::collections::HashMap;
use steps::Steps;
use tract_onnx::pb::{GraphProto, TensorProto};

/// Adds nodes that make the node's outputs; none, if tract has what this node needs.
type Lowering = fn(&mut Steps<'_>) -> Result<()>;

const LOWERINGS: [(&str, Lowering); 17] = [
    ("AffineGrid", sampling::affine_grid),
    ("AveragePool", pooling::average_pool),
    ("BatchNormalization", normalisation::batch_normalization),
    ("Cast", types::cast),
    ("CenterCropPad", selection::center_crop_pad),
    ("Col2Im", sampling::col2im),
    ("Compress", selection::compress),
    ("ConstantOfShape", filling::constant_of_shape),
    ("LpPool", pooling::lp_pool),
    ("MaxUnpool", pooling::max_unpool),
    ("NegativeLogLikelihoodLoss", losses::negative_log_likelihood),
    ("Pad", filling::pad),
    ("QLinearMatMul", types::qlinear_matmul),
    ("Range", filling::range),
    ("ReverseSequence", selection::reverse_sequence),
    ("SoftmaxCrossEntropyLoss", losses::softmax_cross_entropy),
    ("Upsample", sampling::upsample),
];

/// The operators that can be lowered.
pub(super) fn operators() -> impl Iterator<Item = &'static str> {
    LOWERINGS.iter().map(|&(operator, _)| operator)
}

/// Rewrites the nodes of a graph that has been checked, and of those within it.
///
/// Errors: `model.unsupported` for what neither tract nor a lowering of it can do.
pub(super) fn lower(graph: &mut GraphProto, opset: i64) -> Result<()> {
    let known = Known::of(graph);
    for mut node in std::mem::take(&mut graph.node) {
        for attribute in &mut node.attribute {
            attribute.g.iter_mut().chain(&mut attribute.graphs).try_for_each(|inner| lower(inner, opset))?;
        }
        let lowering = LOWERINGS.iter().find(|(operator, _)| *operator == node.op_type);
        let mut steps = Steps::new(&node, opset, &known);
        if let Some((_, lowering)) = lowering {
            lowering(&mut steps)?;
        }
        match steps.finish() {
            nodes if nodes.is_empty() => graph.node.push(node),
            nodes => graph.node.extend(nodes),
        }
    }
    Ok(())
}

/// What a graph says of its values: of its inputs and of what stands in the file.
#[derive(Default)]
struct Known {
    /// Their dimensions, `None` for those that are not known.
    dims: HashMap<String, Vec<Option<i64>>>,
    /// Those that are one whole number.
    numbers: HashMap<String, i64>,
}

impl Known {
    fn of(graph: &GraphProto) -> Self {
        let mut known = Self::default();
        for input in &graph.input {
            known.dims.extend(super::known_dims(input).map(|dims| (input.name.clone(), dims)));
        }
        for tensor in &graph.initializer {
            known.add(&tensor.name, tensor);
        }
        for node in graph.node.iter().filter(|node| node.op_type == "Constant") {
            let tensor = node.attribute.iter().find_map(|attribute| attribute.t.as_ref());
            if let (Some(name), Some(tensor)) = (node.output.first(), tensor) {
                known.add(name, tensor);
            }
        }
        known
    }

    fn add(&mut self, name: &str, tensor: &TensorProto) {
        self.dims.insert(name.to_owned(), tensor.dims.iter().copied().map(Some).collect());
        if tensor.dims.iter().all(|&dim| dim == 1)
            && let Some([number]) = integers(tensor).as_deref()
        {
            self.numbers.insert(name.to_owned(), *number);
        }
    }
}
