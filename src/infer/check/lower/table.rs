//! The table of lowerings, and the pass that applies them.

use super::builder::NodeBuilder;
use super::facts::GraphFacts;
use super::{filling, losses, normalisation, pooling, sampling, selection, types};
use penchant_base::Result;
use tract_onnx::pb::GraphProto;

/// Adds nodes that compute the node's outputs; none, if tract can run the node as it is.
type Lowering = fn(&mut NodeBuilder<'_>) -> Result<()>;

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
pub(in crate::check) fn operators() -> impl Iterator<Item = &'static str> {
    LOWERINGS.iter().map(|&(operator, _)| operator)
}

/// Lowers the nodes of a checked graph and of its inner graphs.
///
/// Errors: `model.unsupported` for nodes that neither tract nor a lowering can run.
pub(in crate::check) fn lower(graph: &mut GraphProto, opset: i64) -> Result<()> {
    let facts = GraphFacts::of(graph);
    for mut node in std::mem::take(&mut graph.node) {
        for attribute in &mut node.attribute {
            attribute.g.iter_mut().chain(&mut attribute.graphs).try_for_each(|inner| lower(inner, opset))?;
        }
        let lowering = LOWERINGS.iter().find(|(operator, _)| *operator == node.op_type);
        let mut builder = NodeBuilder::new(&node, opset, &facts);
        if let Some((_, lowering)) = lowering {
            lowering(&mut builder)?;
        }
        match builder.finish() {
            nodes if nodes.is_empty() => graph.node.push(node),
            nodes => graph.node.extend(nodes),
        }
    }
    Ok(())
}
