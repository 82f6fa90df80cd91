//! The walk through a model's graphs. It checks that operators are supported, that values are computed before they are
//! used, that tensors have one form, and that attributes are in their ranges.

use super::attributes::attribute;
use super::declared::{check_type, known_dims};
use super::report::{describe, invalid, unsupported};
use super::{nodes, tensors};
use penchant_base::limits::{MAX_MODEL_DEPTH, MAX_MODEL_NODES, MAX_MODEL_WEIGHTS};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::{HashMap, HashSet};
use tract_onnx::pb::{GraphProto, TensorProto};

/// A walk through the graphs of one model.
pub(super) struct Walk {
    /// Operators that tract has, or that are lowered to those.
    supported: HashSet<String>,
    /// Nodes found so far.
    nodes: usize,
    /// Weights found so far.
    weights: usize,
}

/// The values that a node may use: those before it in its graph, and those of the enclosing graphs.
#[derive(Default)]
struct Scope<'g, 'a> {
    outer: Option<&'a Scope<'g, 'a>>,
    values: HashSet<&'g str>,
    constants: HashMap<&'g str, &'g TensorProto>,
    dims: HashMap<&'g str, Vec<Option<i64>>>,
}

impl<'g> Scope<'g, '_> {
    fn has(&self, value: &str) -> bool {
        self.values.contains(value) || self.outer.is_some_and(|outer| outer.has(value))
    }
}

impl<'g> nodes::Facts<'g> for Scope<'g, '_> {
    fn constant(&self, value: &str) -> Option<&'g TensorProto> {
        self.constants.get(value).copied().or_else(|| self.outer?.constant(value))
    }

    fn dims(&self, value: &str) -> Option<&[Option<i64>]> {
        self.dims.get(value).map(Vec::as_slice).or_else(|| self.outer?.dims(value))
    }
}

impl Walk {
    /// A walk that accepts these operators.
    pub fn new(supported: HashSet<String>) -> Self {
        Self { supported, nodes: 0, weights: 0 }
    }

    /// Checks the main graph of a model, its tensors first.
    pub fn check(&mut self, graph: &mut GraphProto) -> Result<()> {
        self.normalize_tensors(graph, 0)?;
        self.check_graph(graph, None, 0)
    }

    /// Checks all tensors of a graph and of its inner graphs.
    fn normalize_tensors(&mut self, graph: &mut GraphProto, depth: usize) -> Result<()> {
        self.nodes += graph.node.len();
        if self.nodes > MAX_MODEL_NODES || depth > MAX_MODEL_DEPTH {
            let message = format!(
                "the model has more than {MAX_MODEL_NODES} nodes, or graphs nested more than \
                 {MAX_MODEL_DEPTH} deep: split it"
            );
            return Err(Error::new(ErrorKind::ModelLimit, message));
        }
        self.weights += graph.initializer.len();
        if self.weights > MAX_MODEL_WEIGHTS {
            let message = format!(
                "the model has more than {MAX_MODEL_WEIGHTS} weights: export it with fewer, larger \
                 tensors as initializers"
            );
            return Err(Error::new(ErrorKind::ModelLimit, message));
        }
        if !graph.sparse_initializer.is_empty() {
            return Err(unsupported("the model has sparse weights: export it with dense ones"));
        }
        for tensor in &mut graph.initializer {
            let part = format!("the weight {:?}", tensor.name);
            tensors::normalize(tensor, &part)?;
        }
        for node in &mut graph.node {
            let name = describe(node);
            for attribute in &mut node.attribute {
                let part = format!("the attribute {:?} of {name}", attribute.name);
                if attribute.sparse_tensor.is_some() {
                    return Err(unsupported(format!("{part} is a sparse tensor: export it as a dense one")));
                }
                for tensor in attribute.t.iter_mut().chain(&mut attribute.tensors) {
                    tensors::normalize(tensor, &part)?;
                }
                for graph in attribute.g.iter_mut().chain(&mut attribute.graphs) {
                    self.normalize_tensors(graph, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    fn check_graph<'g>(&self, graph: &'g GraphProto, outer: Option<&Scope<'g, '_>>, depth: usize) -> Result<()> {
        let mut scope = Scope { outer, ..Scope::default() };
        for tensor in &graph.initializer {
            scope.values.insert(&tensor.name);
            scope.constants.insert(&tensor.name, tensor);
            scope.dims.insert(&tensor.name, tensor.dims.iter().copied().map(Some).collect());
        }
        for input in &graph.input {
            scope.values.insert(&input.name);
            // The inputs of inner graphs need not declare types.
            if depth == 0 {
                check_type(input)?;
                if let Some(dims) = known_dims(input) {
                    scope.dims.entry(&input.name).or_insert(dims);
                }
            }
        }
        let mut computed = HashSet::new();
        for node in &graph.node {
            if !self.supported.contains(&node.op_type) || !matches!(&*node.domain, "" | "ai.onnx" | "ai.onnx.ml") {
                let message = format!(
                    "the engine does not support the operator of {}: export the model with other operators",
                    describe(node)
                );
                return Err(unsupported(message));
            }
            if let Some(input) = node.input.iter().find(|name| !name.is_empty() && !scope.has(name)) {
                return Err(invalid(&describe(node), format!("uses {input:?}, which no node before it computes")));
            }
            nodes::check(node, &scope)?;
            for attribute in &node.attribute {
                for inner in attribute.g.iter().chain(&attribute.graphs) {
                    self.check_graph(inner, Some(&scope), depth + 1)?;
                }
            }
            for output in node.output.iter().filter(|name| !name.is_empty()) {
                if !computed.insert(output) {
                    return Err(invalid(
                        &describe(node),
                        format!("computes {output:?}, which another node computes too"),
                    ));
                }
                scope.values.insert(output);
            }
            let value = attribute(node, "value").filter(|_| node.op_type == "Constant");
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
                let message = format!("no node computes the model's output {:?}", output.name);
                Err(Error::new(ErrorKind::ModelFormat, message))
            }
            None => Ok(()),
        }
    }
}
