//! A checked graph in the form that plans are made from: nodes in the order in which they are computed, weights as
//! tensors, and what each node reads.

use crate::guard::guarded;
use crate::operators::domain;
use crate::tensor::Tensor;
use penchant_base::Result;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tract_onnx::pb::{GraphProto, NodeProto, TensorProto};
use tract_onnx::prelude::{IntoArcTensor, Tensor as TractTensor};

/// The versions of the operators that a model uses, by their domains.
pub(crate) type Versions = HashMap<String, i64>;

/// A graph, or an inner graph of a node.
pub(crate) struct Graph {
    pub nodes: Vec<GraphNode>,
    /// The weights by their names; fewer when they have moved into a plan.
    pub weights: HashMap<String, Arc<TractTensor>>,
    /// The names of all weights.
    weight_names: HashSet<String>,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
}

/// A node of a graph.
pub(crate) struct GraphNode {
    /// Without its inner graphs.
    pub proto: NodeProto,
    /// The version of the operators of its domain.
    pub version: i64,
    /// The inner graphs by the names of their attributes.
    pub graphs: Vec<(String, Graph)>,
    /// The values that it reads, and those that its inner graphs read from outside.
    pub reads: Vec<String>,
}

impl Graph {
    /// Takes a checked graph apart, with the nodes that these outputs need.
    pub fn new(proto: GraphProto, outputs: Vec<String>, versions: &Versions) -> Result<Self> {
        let mut weights = HashMap::new();
        // Of weights with the same name the last one counts, as in other runtimes.
        for weight in proto.initializer {
            let name = weight.name.clone();
            weights.insert(name, tensor(weight)?);
        }
        let inputs = proto.input.into_iter().map(|input| input.name).filter(|name| !weights.contains_key(name));
        let inputs = inputs.collect();
        let nodes = proto.node.into_iter().map(|node| GraphNode::new(node, versions)).collect::<Result<Vec<_>>>()?;
        let mut graph = Self { nodes, weights, weight_names: HashSet::new(), inputs, outputs };
        graph.drop_unread();
        graph.weight_names = graph.weights.keys().cloned().collect();
        Ok(graph)
    }

    /// Drops nodes and weights that no output needs.
    fn drop_unread(&mut self) {
        let mut read: HashSet<String> = self.outputs.iter().cloned().collect();
        let mut kept: Vec<GraphNode> = Vec::with_capacity(self.nodes.len());
        for node in std::mem::take(&mut self.nodes).into_iter().rev() {
            if node.proto.output.iter().any(|output| read.contains(output)) {
                read.extend(node.reads.iter().cloned());
                kept.push(node);
                // Outputs that nobody wants have no name, so that they are not computed.
                let outputs = kept.last_mut().into_iter().flat_map(|node| &mut node.proto.output);
                outputs.filter(|output| !read.contains(*output)).for_each(String::clear);
            }
        }
        kept.reverse();
        self.nodes = kept;
        self.weights.retain(|name, _| read.contains(name));
    }

    /// The values that the graph reads and does not compute.
    fn reads(&self) -> Vec<String> {
        let mut known: HashSet<&str> = self.weights.keys().map(String::as_str).collect();
        known.extend(self.inputs.iter().map(String::as_str));
        let mut outside = Vec::new();
        for node in &self.nodes {
            outside.extend(node.reads.iter().filter(|name| !known.contains(name.as_str())).cloned());
            known.extend(node.proto.output.iter().map(String::as_str));
        }
        outside.extend(self.outputs.iter().filter(|name| !known.contains(name.as_str())).cloned());
        outside
    }

    /// The values that the nodes from `position` on, and the outputs, need from before.
    pub fn live(&self, position: usize) -> Vec<String> {
        let computed: HashSet<&str> =
            self.nodes[position..].iter().flat_map(|node| &node.proto.output).map(String::as_str).collect();
        let mut seen = HashSet::new();
        let read = self.nodes[position..].iter().flat_map(|node| &node.reads).chain(&self.outputs);
        let live = read.filter(|name| {
            !computed.contains(name.as_str()) && !self.weight_names.contains(*name) && seen.insert(name.as_str())
        });
        live.cloned().collect()
    }
}

impl GraphNode {
    fn new(mut proto: NodeProto, versions: &Versions) -> Result<Self> {
        let version = versions.get(domain(&proto)).copied().unwrap_or(1);
        let mut graphs = Vec::new();
        for attribute in &mut proto.attribute {
            if let Some(inner) = attribute.g.take() {
                let outputs = inner.output.iter().map(|output| output.name.clone()).collect();
                graphs.push((attribute.name.clone(), Graph::new(inner, outputs, versions)?));
            }
        }
        let mut reads: Vec<String> = proto.input.iter().filter(|name| !name.is_empty()).cloned().collect();
        for (_, inner) in &graphs {
            reads.extend(inner.reads());
        }
        Ok(Self { proto, version, graphs, reads })
    }
}

/// A checked tensor of a file as tract's.
fn tensor(mut proto: TensorProto) -> Result<Arc<TractTensor>> {
    let tensor = Tensor::of_checked(&mut proto)?;
    Ok(guarded(|| tensor.to_tract())?.into_arc_tensor())
}
