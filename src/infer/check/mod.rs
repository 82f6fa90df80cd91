//! The bytes of an ONNX file in, its checked protobuf out: what tract would answer with a panic or a riddle
//! is refused here with a typed error.

mod file;
mod lower;
mod nodes;
mod parameters;
mod tensors;

pub(super) use nodes::OF_FIRST_INPUT;
pub(super) use parameters::parameters;

use super::tensor::ElementType;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{MAX_MODEL_BYTES, MAX_MODEL_DEPTH, MAX_MODEL_NODES};
use prost::bytes::{Buf, Bytes};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;
use tract_onnx::pb::{
    GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, tensor_shape_proto::dimension, type_proto,
};

/// The versions of the ONNX operator set that the conformance tests cover: see docs/operators.md.
pub const OPSETS: RangeInclusive<i64> = 7..=22;

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

/// The protobuf of a model that tract may be given, its tensors in one form.
///
/// Errors: `model.limit`, `model.format`, `model.unsupported`; they name the node or the tensor.
pub(super) fn check(model: impl Buf) -> Result<ModelProto> {
    let mut proto = parse(model)?;
    graph(&proto)?;
    let opset = opset(&proto);
    if !OPSETS.contains(&opset) {
        return Err(unsupported(format!(
            "the model uses version {opset} of the ONNX operators: export it again with one of {} to {}",
            OPSETS.start(),
            OPSETS.end()
        )));
    }
    let mut known: HashSet<String> = tract_onnx::onnx().op_register.0.into_keys().collect();
    known.extend(lower::operators().map(String::from));
    let mut walk = Walk { known, nodes: 0 };
    if let Some(graph) = &mut proto.graph {
        walk.settle(graph, 0)?;
    }
    if let Some(graph) = &proto.graph {
        walk.graph(graph, None, 0)?;
    }
    if let Some(graph) = &mut proto.graph {
        lower::lower(graph, opset)?;
    }
    Ok(proto)
}

/// What is known of a model while its graphs are walked.
struct Walk {
    /// Operators that tract has, or that are written with them.
    known: HashSet<String>,
    nodes: usize,
}

/// The values that a node may use: those of its graph before it, and those of the graphs around.
#[derive(Default)]
struct Scope<'g, 'a> {
    around: Option<&'a Scope<'g, 'a>>,
    values: HashSet<&'g str>,
    constants: HashMap<&'g str, &'g TensorProto>,
    dims: HashMap<&'g str, Vec<Option<i64>>>,
}

impl<'g> Scope<'g, '_> {
    fn has(&self, value: &str) -> bool {
        self.values.contains(value) || self.around.is_some_and(|around| around.has(value))
    }
}

impl<'g> nodes::Known<'g> for Scope<'g, '_> {
    fn constant(&self, value: &str) -> Option<&'g TensorProto> {
        self.constants.get(value).copied().or_else(|| self.around?.constant(value))
    }

    fn dims(&self, value: &str) -> Option<&[Option<i64>]> {
        self.dims.get(value).map(Vec::as_slice).or_else(|| self.around?.dims(value))
    }
}

impl Walk {
    /// Checks all tensors of a graph and of those within it.
    fn settle(&mut self, graph: &mut GraphProto, depth: usize) -> Result<()> {
        self.nodes += graph.node.len();
        if self.nodes > MAX_MODEL_NODES || depth > MAX_MODEL_DEPTH {
            let message = format!(
                "the model has more than {MAX_MODEL_NODES} nodes, or more than {MAX_MODEL_DEPTH} graphs within each other"
            );
            return Err(Error::new(ErrorKind::ModelLimit, message));
        }
        if !graph.sparse_initializer.is_empty() {
            return Err(unsupported("the model has sparse weights: export it with dense ones"));
        }
        for tensor in &mut graph.initializer {
            let place = format!("the weight {:?}", tensor.name);
            tensors::settle(tensor, &place)?;
        }
        for node in &mut graph.node {
            let name = describe(node);
            for attribute in &mut node.attribute {
                let place = format!("the attribute {:?} of {name}", attribute.name);
                if attribute.sparse_tensor.is_some() {
                    return Err(unsupported(format!("{place} is a sparse tensor: export it as a dense one")));
                }
                for tensor in attribute.t.iter_mut().chain(&mut attribute.tensors) {
                    tensors::settle(tensor, &place)?;
                }
                for graph in attribute.g.iter_mut().chain(&mut attribute.graphs) {
                    self.settle(graph, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    fn graph<'g>(&self, graph: &'g GraphProto, around: Option<&Scope<'g, '_>>, depth: usize) -> Result<()> {
        let mut scope = Scope { around, ..Scope::default() };
        for tensor in &graph.initializer {
            scope.values.insert(&tensor.name);
            scope.constants.insert(&tensor.name, tensor);
            scope.dims.insert(&tensor.name, tensor.dims.iter().copied().map(Some).collect());
        }
        for input in &graph.input {
            scope.values.insert(&input.name);
            // The inputs of inner graphs need not say what they are.
            if depth == 0 {
                check_type(input)?;
                if let Some(dims) = known_dims(input) {
                    scope.dims.entry(&input.name).or_insert(dims);
                }
            }
        }
        let mut made = HashSet::new();
        for node in &graph.node {
            if !self.known.contains(&node.op_type) || !matches!(&*node.domain, "" | "ai.onnx" | "ai.onnx.ml") {
                let message = format!("the model has an operator that cannot be run: {}", describe(node));
                return Err(unsupported(message));
            }
            if let Some(input) = node.input.iter().find(|name| !name.is_empty() && !scope.has(name)) {
                return Err(at(&describe(node), format!("uses {input:?}, which nothing before it makes")));
            }
            nodes::check(node, &scope)?;
            for attribute in &node.attribute {
                for inner in attribute.g.iter().chain(&attribute.graphs) {
                    self.graph(inner, Some(&scope), depth + 1)?;
                }
            }
            for output in node.output.iter().filter(|name| !name.is_empty()) {
                if !made.insert(output) {
                    return Err(at(&describe(node), format!("makes {output:?}, which another node makes too")));
                }
                scope.values.insert(output);
            }
            let value = node.attribute.iter().find(|attribute| attribute.name == "value" && node.op_type == "Constant");
            if let (Some(tensor), Some(output)) = (value.and_then(|value| value.t.as_ref()), node.output.first()) {
                scope.constants.insert(output, tensor);
                scope.dims.insert(output, tensor.dims.iter().copied().map(Some).collect());
            }
            if let (Some(rank), Some(output)) = (nodes::rank_of_output(node, &scope), node.output.first()) {
                scope.dims.insert(output, vec![None; rank]);
            }
        }
        match graph.output.iter().find(|output| !scope.has(&output.name)) {
            Some(output) => {
                let message = format!("the model has an output {:?} that no node makes", output.name);
                Err(Error::new(ErrorKind::ModelFormat, message))
            }
            None => Ok(()),
        }
    }
}

/// Refuses inputs that are not tensors of numbers, or too large ones.
fn check_type(input: &ValueInfoProto) -> Result<()> {
    let place = format!("the input {:?}", input.name);
    let r#type = input.r#type.as_ref().and_then(|r#type| r#type.value.as_ref());
    let Some(type_proto::Value::TensorType(tensor)) = r#type else {
        return Err(unsupported(format!("{place} is no tensor: only tensors can be given")));
    };
    if ElementType::from_onnx(tensor.elem_type).is_none() {
        return Err(tensors::unsupported_type(tensor.elem_type, &place));
    }
    let known: Vec<i64> = known_dims(input).into_iter().flatten().flatten().collect();
    tensors::volume(&known, &place).map(|_| ())
}

/// The dimensions that an input declares, if it declares any.
fn known_dims(input: &ValueInfoProto) -> Option<Vec<Option<i64>>> {
    let Some(type_proto::Value::TensorType(tensor)) = input.r#type.as_ref()?.value.as_ref() else { return None };
    let length = |dim: &Option<dimension::Value>| match dim {
        Some(dimension::Value::DimValue(length)) if *length >= 0 => Some(*length),
        _ => None,
    };
    Some(tensor.shape.as_ref()?.dim.iter().map(|dim| length(&dim.value)).collect())
}

/// A model that contradicts itself at a place.
fn at(place: &str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFormat, format!("the model cannot be run: {place} {what}"))
}

fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::ModelUnsupported, message.into())
}

fn parse(model: impl Buf) -> Result<ModelProto> {
    if model.remaining() > MAX_MODEL_BYTES {
        let message = format!("the model has {} bytes, of at most {MAX_MODEL_BYTES}", model.remaining());
        return Err(Error::new(ErrorKind::ModelLimit, message));
    }
    file::read(model)
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
pub(super) fn real_inputs(graph: &GraphProto) -> impl Iterator<Item = &ValueInfoProto> {
    let weights: HashSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    graph.input.iter().filter(move |input| !weights.contains(input.name.as_str()))
}

fn dimensions(value: &ValueInfoProto) -> Vec<String> {
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
    format!("the node {name:?} ({domain}{})", node.op_type)
}
