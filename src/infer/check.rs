//! The bytes of an ONNX file in, its checked protobuf out: what tract would answer with a panic or a riddle
//! is refused here with a typed error.

use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_MODEL_BYTES;
use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;
use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, tensor_shape_proto::dimension, type_proto};
use tract_onnx::prelude::Framework;

/// The versions of the ONNX operator set that tract is tested with.
pub const OPSETS: RangeInclusive<i64> = 9..=18;

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
pub fn summary(model: &[u8]) -> Result<Summary> {
    let proto = parse(model)?;
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
        inputs: real_inputs(graph).map(|(name, dims)| (name.to_owned(), dims)).collect(),
        outputs: graph.output.iter().map(|output| (output.name.clone(), dimensions(output))).collect(),
        operators,
        weights,
    })
}

/// The protobuf of a model that tract may be given.
///
/// Errors: `model.limit`, `model.format`, `model.unsupported`.
pub(super) fn check(model: &[u8]) -> Result<ModelProto> {
    let proto = parse(model)?;
    let graph = graph(&proto)?;
    let opset = opset(&proto);
    if !OPSETS.contains(&opset) {
        let message = format!(
            "the model uses version {opset} of the ONNX operators: export it again with one of {} to {}",
            OPSETS.start(),
            OPSETS.end()
        );
        return Err(Error::new(ErrorKind::ModelUnsupported, message));
    }
    let known = tract_onnx::onnx().op_register.0;
    if let Some(node) =
        graph.node.iter().find(|node| !known.contains_key(&node.op_type) || !matches!(&*node.domain, "" | "ai.onnx"))
    {
        let message = format!("the model has an operator that cannot be run: {}", describe(node));
        return Err(Error::new(ErrorKind::ModelUnsupported, message));
    }
    if let Some(tensor) = graph
        .initializer
        .iter()
        .find(|tensor| !tensor.external_data.is_empty() || tensor.data_location.is_some_and(|place| place != 0))
    {
        let message = format!("the model keeps {:?} in another file: export it as a single file", tensor.name);
        return Err(Error::new(ErrorKind::ModelUnsupported, message));
    }
    let initialised = graph.initializer.iter().map(|tensor| tensor.name.as_str());
    let made: HashSet<&str> = initialised
        .chain(graph.input.iter().map(|input| input.name.as_str()))
        .chain(graph.node.iter().flat_map(|node| &node.output).map(String::as_str))
        .collect();
    if let Some(output) = graph.output.iter().find(|output| !made.contains(output.name.as_str())) {
        return Err(Error::new(
            ErrorKind::ModelFormat,
            format!("the model has an output {:?} that no node makes", output.name),
        ));
    }
    Ok(proto)
}

fn parse(model: &[u8]) -> Result<ModelProto> {
    if model.len() > MAX_MODEL_BYTES {
        let message = format!("the model has {} bytes, of at most {MAX_MODEL_BYTES}", model.len());
        return Err(Error::new(ErrorKind::ModelLimit, message));
    }
    tract_onnx::onnx().proto_model_for_read(&mut &*model).map_err(|error| {
        Error::new(ErrorKind::ModelFormat, format!("this is no ONNX model, or it is cut off: {}", error.root_cause()))
    })
}

fn graph(proto: &ModelProto) -> Result<&GraphProto> {
    let graph = proto.graph.as_ref().filter(|graph| !graph.node.is_empty() && !graph.output.is_empty());
    graph.ok_or_else(|| Error::new(ErrorKind::ModelFormat, "this is no ONNX model: it has no graph with an output"))
}

fn opset(proto: &ModelProto) -> i64 {
    let imports = proto.opset_import.iter();
    imports.filter(|import| matches!(&*import.domain, "" | "ai.onnx")).map(|import| import.version).max().unwrap_or(0)
}

/// Inputs that a caller gives: older files list the weights among them.
pub(super) fn real_inputs(graph: &GraphProto) -> impl Iterator<Item = (&str, Vec<String>)> {
    let weights: HashSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    let inputs = graph.input.iter().filter(move |input| !weights.contains(input.name.as_str()));
    inputs.map(|input| (input.name.as_str(), dimensions(input)))
}

fn dimensions(value: &tract_onnx::pb::ValueInfoProto) -> Vec<String> {
    let Some(type_proto::Value::TensorType(tensor)) = value.r#type.as_ref().and_then(|r#type| r#type.value.as_ref())
    else {
        return Vec::new();
    };
    let dims = tensor.shape.iter().flat_map(|shape| &shape.dim);
    dims.map(|dim| match &dim.value {
        Some(dimension::Value::DimValue(length)) => length.to_string(),
        Some(dimension::Value::DimParam(name)) => name.clone(),
        None => "?".into(),
    })
    .collect()
}

fn describe(node: &NodeProto) -> String {
    let name = if node.name.is_empty() { node.output.first().map_or("", String::as_str) } else { &node.name };
    let domain = if node.domain.is_empty() { String::new() } else { format!("{}.", node.domain) };
    format!("{domain}{} (node {name:?})", node.op_type)
}
