//! The walk through a model's graphs. It checks that operators are supported, that values are computed before they are
//! used, that tensors have one form, and that attributes are in their ranges.

use super::declared::check_type;
use super::order::sort;
use super::tensors;
use crate::operators;
use crate::plan::Versions;
use crate::report::{describe, invalid, unsupported};
use penchant_base::limits::{MAX_MODEL_DEPTH, MAX_MODEL_NODES, MAX_MODEL_WEIGHTS};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::HashSet;
use tract_onnx::pb::GraphProto;

/// A walk through the graphs of one model.
pub(super) struct Walk<'v> {
    versions: &'v Versions,
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
}

impl Scope<'_, '_> {
    fn has(&self, value: &str) -> bool {
        self.values.contains(value) || self.outer.is_some_and(|outer| outer.has(value))
    }
}

impl<'v> Walk<'v> {
    /// A walk through a model that uses these versions of the operators.
    pub fn new(versions: &'v Versions) -> Self {
        Self { versions, nodes: 0, weights: 0 }
    }

    /// Checks the main graph of a model, its tensors first.
    pub fn check(&mut self, graph: &mut GraphProto) -> Result<()> {
        self.normalize_tensors(graph, 0)?;
        self.check_graph(graph, None, 0)
    }

    /// Checks all tensors of a graph and of its inner graphs, and sorts its nodes.
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
        let mut narrow = HashSet::new();
        for tensor in &mut graph.initializer {
            let part = format!("the weight {:?}", tensor.name);
            if tensors::is_four_bits(tensor) {
                narrow.insert(tensor.name.clone());
            }
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
                    if tensors::is_four_bits(tensor) {
                        narrow.extend(node.output.iter().cloned());
                    }
                    tensors::normalize(tensor, &part)?;
                }
                for graph in attribute.g.iter_mut().chain(&mut attribute.graphs) {
                    self.normalize_tensors(graph, depth + 1)?;
                }
            }
        }
        check_four_bits(graph, &narrow)?;
        sort(graph)
    }

    fn check_graph<'g>(&self, graph: &'g GraphProto, outer: Option<&Scope<'g, '_>>, depth: usize) -> Result<()> {
        let mut scope = Scope { outer, ..Scope::default() };
        scope.values.extend(graph.initializer.iter().map(|tensor| tensor.name.as_str()));
        for input in &graph.input {
            scope.values.insert(&input.name);
            // The inputs of inner graphs need not declare types.
            if depth == 0 {
                check_type(input)?;
            }
        }
        let mut computed = HashSet::new();
        for node in &graph.node {
            let version = self.versions.get(operators::domain(node)).copied().unwrap_or(1);
            operators::check(node, version)?;
            if let Some(input) = node.input.iter().find(|name| !name.is_empty() && !scope.has(name)) {
                return Err(invalid(&describe(node), format!("uses {input:?}, which no node before it computes")));
            }
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

/// Refuses integers of four bits that other nodes than `DequantizeLinear` read: they have been widened to eight.
fn check_four_bits(graph: &GraphProto, narrow: &HashSet<String>) -> Result<()> {
    for node in &graph.node {
        let reads = node.input.iter().any(|input| narrow.contains(input));
        if reads && !matches!(&*node.op_type, "DequantizeLinear" | "Cast" | "Identity" | "Reshape" | "Transpose") {
            let message = format!("{} reads integers of four bits, which only DequantizeLinear may", describe(node));
            return Err(unsupported(message));
        }
    }
    Ok(())
}
