//! The walk through a model's graphs: operators that are known, values that are made before they are used, tensors
//! in one form, attributes within their ranges.

use super::declared::{check_type, known_dims};
use super::report::{at, describe, unsupported};
use super::{nodes, tensors};
use penchant_base::limits::{MAX_MODEL_DEPTH, MAX_MODEL_NODES};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::{HashMap, HashSet};
use tract_onnx::pb::{GraphProto, TensorProto};

/// What is known of a model while its graphs are walked.
pub(super) struct Walk {
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
    /// A walk that knows these operators.
    pub fn new(known: HashSet<String>) -> Self {
        Self { known, nodes: 0 }
    }

    /// Checks a whole model's graph, its tensors first.
    pub fn check(&mut self, graph: &mut GraphProto) -> Result<()> {
        self.settle(graph, 0)?;
        self.graph(graph, None, 0)
    }

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
