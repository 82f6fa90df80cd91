//! What is in a model, for people.

use super::declared::{dimensions, real_inputs};
use super::proto::{graph, opset, parse};
use bytes::Bytes;
use penchant_base::Result;
use std::collections::BTreeMap;

/// What is in a model, for people.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Summary {
    /// The program that wrote it.
    pub producer: String,
    /// Its version of the ONNX operator set.
    pub opset: i64,
    /// Its inputs and their dimensions; a name stands for a free one.
    pub inputs: Vec<(String, Vec<String>)>,
    /// Its outputs, as its inputs.
    pub outputs: Vec<(String, Vec<String>)>,
    /// How often each operator stands in it.
    pub operators: BTreeMap<String, usize>,
    /// How many weights it has.
    pub weights: u64,
}

/// What is in a model; it need not be one that can be run.
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
