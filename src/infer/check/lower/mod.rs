//! Operators that tract lacks, or knows a part of, written with those that it has.
//!
//! Each family of operators is a file: its functions add nodes to [`Steps`] that make a node's outputs. The values that
//! tract wants to know before it makes a plan are found afterwards, in what has been written (`parameters.rs`).

mod losses;
mod normalisation;
mod pooling;
mod quantised;
mod sampling;
mod selection;
mod steps;

use crate::error::Result;
use std::collections::HashMap;
use steps::Steps;
use tract_onnx::pb::{GraphProto, NodeProto};

/// Adds nodes that make the node's outputs; none, if tract has what this node needs.
type Lowering = fn(&mut Steps<'_>) -> Result<()>;

const LOWERINGS: [(&str, Lowering); 12] = [
    ("AffineGrid", sampling::affine_grid),
    ("AveragePool", pooling::average_pool),
    ("BatchNormalization", normalisation::batch_normalization),
    ("CenterCropPad", selection::center_crop_pad),
    ("Compress", selection::compress),
    ("LpPool", pooling::lp_pool),
    ("MaxUnpool", pooling::max_unpool),
    ("NegativeLogLikelihoodLoss", losses::negative_log_likelihood),
    ("QLinearMatMul", quantised::matmul),
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
    let dims = known_dims(graph);
    for mut node in std::mem::take(&mut graph.node) {
        for attribute in &mut node.attribute {
            attribute.g.iter_mut().chain(&mut attribute.graphs).try_for_each(|inner| lower(inner, opset))?;
        }
        let lowering = LOWERINGS.iter().find(|(operator, _)| *operator == node.op_type);
        let mut steps = Steps::new(&node, opset, &dims);
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

/// How many dimensions values have, and which of their lengths are known: of inputs and of what stands in the file.
fn known_dims(graph: &GraphProto) -> HashMap<String, Vec<Option<i64>>> {
    let inputs = graph.input.iter().filter_map(|input| Some((input.name.clone(), super::known_dims(input)?)));
    let constant = |node: &NodeProto| {
        let tensor = node.attribute.iter().find_map(|attribute| attribute.t.as_ref())?;
        Some((node.output.first()?.clone(), tensor.dims.iter().copied().map(Some).collect()))
    };
    let constants = graph.node.iter().filter(|node| node.op_type == "Constant").filter_map(constant);
    let weights = graph.initializer.iter();
    let weights = weights.map(|tensor| (tensor.name.clone(), tensor.dims.iter().copied().map(Some).collect()));
    inputs.chain(constants).chain(weights).collect()
}
