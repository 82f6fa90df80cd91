//! What a model consists of, in words and counts.

use super::declared::{dimensions, real_inputs};
use super::proto::{graph, opset, parse};
use bytes::Bytes;
use penchant_base::Result;
use std::collections::BTreeMap;

/// What a model consists of.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Summary {
    /// The name and version of the program that wrote it.
    pub producer: String,
    /// The version of the ONNX operators that it uses.
    pub opset: i64,
    /// Its inputs and their dimensions: a length, the name of a free one, or `?`.
    pub inputs: Vec<(String, Vec<String>)>,
    /// Its outputs and their dimensions.
    pub outputs: Vec<(String, Vec<String>)>,
    /// The number of nodes of each operator.
    pub operators: BTreeMap<String, usize>,
    /// The number of weights, each number counted.
    pub weights: u64,
}

/// Summarises a model, which need not be one that the engine can run.
///
/// Errors: `model.limit`, `model.format`.
///
/// ```
/// # fn main() -> penchant_base::Result<()> {
/// # const MODEL: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/linear.onnx"));
/// let summary = penchant_infer::summary(MODEL)?;
/// assert_eq!((summary.opset, summary.weights, summary.operators["MatMul"]), (17, 9, 1));
/// # Ok(())
/// # }
/// ```
pub fn summary(model: impl Into<Vec<u8>>) -> Result<Summary> {
    let proto = parse(Bytes::from(model.into()))?;
    let graph = graph(&proto)?;
    let mut operators = BTreeMap::new();
    for node in &graph.node {
        *operators.entry(node.op_type.clone()).or_default() += 1;
    }
    let weights = graph
        .initializer
        .iter()
        .map(|tensor| tensor.dims.iter().map(|&dim| dim.max(0) as u64).fold(1, u64::saturating_mul))
        .fold(0, u64::saturating_add);
    Ok(Summary {
        producer: format!("{} {}", proto.producer_name, proto.producer_version).trim().to_owned(),
        opset: opset(&proto),
        inputs: real_inputs(graph).map(|input| (input.name.clone(), dimensions(input))).collect(),
        outputs: graph.output.iter().map(|output| (output.name.clone(), dimensions(output))).collect(),
        operators,
        weights,
    })
}
