//! Functions of a model's own, as torch's exporter writes them: each call is replaced by the nodes of the function.

use crate::report::{describe, invalid, unsupported};
use penchant_base::limits::{MAX_MODEL_DEPTH, MAX_MODEL_NODES};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::HashMap;
use tract_onnx::pb::{AttributeProto, FunctionProto, GraphProto, NodeProto};

/// A function by its domain and name.
type Functions<'f> = HashMap<(&'f str, &'f str), &'f FunctionProto>;

/// Replaces all calls of functions in a graph and in its inner graphs.
///
/// Errors: `model.limit` for functions that call each other too deeply or too often, `model.format`.
pub(super) fn inline(graph: &mut GraphProto, functions: &[FunctionProto]) -> Result<()> {
    if functions.is_empty() {
        return Ok(());
    }
    let by_name: Functions<'_> = functions
        .iter()
        .map(|function| ((function.domain.as_deref().unwrap_or(""), function.name.as_deref().unwrap_or("")), function))
        .collect();
    let mut inlining = Inlining { functions: by_name, calls: 0, nodes: 0 };
    inlining.graph(graph, 0)
}

struct Inlining<'f> {
    functions: Functions<'f>,
    /// Calls so far, which make names unique.
    calls: usize,
    nodes: usize,
}

impl Inlining<'_> {
    fn graph(&mut self, graph: &mut GraphProto, depth: usize) -> Result<()> {
        let nodes = std::mem::take(&mut graph.node);
        graph.node = self.nodes(nodes, depth)?;
        Ok(())
    }

    fn nodes(&mut self, nodes: Vec<NodeProto>, depth: usize) -> Result<Vec<NodeProto>> {
        if depth > 4 * MAX_MODEL_DEPTH {
            return Err(Error::new(
                ErrorKind::ModelLimit,
                "the model's functions call each other too deeply: inline them",
            ));
        }
        let mut result = Vec::with_capacity(nodes.len());
        for mut node in nodes {
            self.nodes += 1;
            if self.nodes > MAX_MODEL_NODES {
                let message = format!("the model has more than {MAX_MODEL_NODES} nodes: split it");
                return Err(Error::new(ErrorKind::ModelLimit, message));
            }
            match self.functions.get(&(node.domain.as_str(), node.op_type.as_str())).copied() {
                Some(function) => {
                    let body = self.call(&node, function)?;
                    result.extend(self.nodes(body, depth + 1)?);
                }
                None => {
                    for attribute in &mut node.attribute {
                        for inner in attribute.g.iter_mut().chain(&mut attribute.graphs) {
                            self.graph(inner, depth + 1)?;
                        }
                    }
                    result.push(node);
                }
            }
        }
        Ok(result)
    }

    /// The nodes of a function for one call.
    fn call(&mut self, call: &NodeProto, function: &FunctionProto) -> Result<Vec<NodeProto>> {
        self.calls += 1;
        if call.input.len() > function.input.len() || call.output.len() > function.output.len() {
            return Err(invalid(&describe(call), "has more inputs or outputs than its function"));
        }
        let mut names: HashMap<&str, String> = HashMap::new();
        for (index, name) in function.input.iter().enumerate() {
            names.insert(name, call.input.get(index).cloned().unwrap_or_default());
        }
        for (name, outer) in function.output.iter().zip(&call.output) {
            // An output may be an input at the same time: then it needs a node of its own.
            if !outer.is_empty() && !function.input.contains(name) {
                names.insert(name, outer.clone());
            }
        }
        let prefix = format!("{}/{}", if call.name.is_empty() { &call.op_type } else { &call.name }, self.calls);
        let mut body: Vec<NodeProto> = function
            .node
            .iter()
            .map(|node| {
                let mut node = node.clone();
                rename_node(&mut node, &names, &prefix);
                node.name = format!("{prefix}/{}", node.name);
                resolve(&mut node.attribute, call)?;
                Ok(node)
            })
            .collect::<Result<_>>()?;
        for (name, outer) in function.output.iter().zip(&call.output) {
            if !outer.is_empty() && function.input.contains(name) {
                let input = vec![names.get(name.as_str()).cloned().unwrap_or_default()];
                let output = vec![outer.clone()];
                body.push(NodeProto { op_type: "Identity".into(), input, output, ..NodeProto::default() });
            }
        }
        Ok(body)
    }
}

/// Gives the values of a function's node the names that they have outside, or a prefix.
fn rename_node(node: &mut NodeProto, names: &HashMap<&str, String>, prefix: &str) {
    for name in node.input.iter_mut().chain(&mut node.output) {
        rename(name, names, prefix);
    }
    for attribute in &mut node.attribute {
        for inner in attribute.g.iter_mut().chain(&mut attribute.graphs) {
            inner.node.iter_mut().for_each(|node| rename_node(node, names, prefix));
            inner.initializer.iter_mut().for_each(|tensor| rename(&mut tensor.name, names, prefix));
            for value in inner.input.iter_mut().chain(&mut inner.output) {
                rename(&mut value.name, names, prefix);
            }
        }
    }
}

fn rename(name: &mut String, names: &HashMap<&str, String>, prefix: &str) {
    if !name.is_empty() {
        *name = names.get(name.as_str()).cloned().unwrap_or_else(|| format!("{prefix}/{name}"));
    }
}

/// Gives attributes that refer to those of the call their values; without a value there they are left out.
fn resolve(attributes: &mut Vec<AttributeProto>, call: &NodeProto) -> Result<()> {
    for attribute in attributes.iter_mut() {
        for inner in attribute.g.iter_mut().chain(&mut attribute.graphs) {
            for node in &mut inner.node {
                resolve(&mut node.attribute, call)?;
            }
        }
        if attribute.ref_attr_name.is_empty() {
            continue;
        }
        let given = call.attribute.iter().find(|given| given.name == attribute.ref_attr_name);
        if let Some(given) = given {
            if !given.ref_attr_name.is_empty() {
                return Err(unsupported(format!("{} refers to an attribute of nothing", describe(call))));
            }
            *attribute = AttributeProto { name: std::mem::take(&mut attribute.name), ..given.clone() };
        }
    }
    attributes.retain(|attribute| attribute.ref_attr_name.is_empty());
    Ok(())
}
