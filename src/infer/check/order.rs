//! The order of a graph's nodes: each comes after those whose outputs it reads. ONNX says that they are stored so, and
//! some converters do not.

use crate::report::{describe, invalid};
use penchant_base::Result;
use std::collections::{HashMap, HashSet};
use tract_onnx::pb::{GraphProto, NodeProto};

/// Sorts the nodes of a graph; those that are in order stay as they are.
///
/// Errors: `model.format` if nodes read each other in a circle.
pub(super) fn sort(graph: &mut GraphProto) -> Result<()> {
    let mut known: HashSet<&str> = HashSet::new();
    let producers: HashMap<&str, usize> = graph
        .node
        .iter()
        .enumerate()
        .flat_map(|(index, node)| node.output.iter().map(move |output| (output.as_str(), index)))
        .collect();
    let sorted = graph.node.iter().all(|node| {
        let ready = reads(node).iter().all(|name| !producers.contains_key(name) || known.contains(name));
        known.extend(node.output.iter().map(String::as_str));
        ready
    });
    if sorted {
        return Ok(());
    }
    // The nodes that each waits for, counted once each.
    let mut waits = vec![0usize; graph.node.len()];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); graph.node.len()];
    for (index, node) in graph.node.iter().enumerate() {
        let before: HashSet<usize> = reads(node).into_iter().filter_map(|name| producers.get(name).copied()).collect();
        for producer in before {
            waits[index] += 1;
            readers[producer].push(index);
        }
    }
    let mut ready: std::collections::BTreeSet<usize> = (0..waits.len()).filter(|&index| waits[index] == 0).collect();
    let mut order = Vec::with_capacity(waits.len());
    while let Some(index) = ready.pop_first() {
        order.push(index);
        for &reader in &readers[index] {
            waits[reader] -= 1;
            if waits[reader] == 0 {
                ready.insert(reader);
            }
        }
    }
    if order.len() < waits.len() {
        let stuck = waits.iter().position(|&waits| waits > 0).map(|index| describe(&graph.node[index]));
        return Err(invalid(&stuck.unwrap_or_default(), "reads, by way of others, what it computes itself"));
    }
    let mut nodes: Vec<Option<NodeProto>> = std::mem::take(&mut graph.node).into_iter().map(Some).collect();
    graph.node = order.into_iter().filter_map(|index| nodes[index].take()).collect();
    Ok(())
}

/// The values that a node reads, and that its inner graphs do.
fn reads(node: &NodeProto) -> Vec<&str> {
    let mut names: Vec<&str> = node.input.iter().filter(|name| !name.is_empty()).map(String::as_str).collect();
    for attribute in &node.attribute {
        for inner in attribute.g.iter().chain(&attribute.graphs) {
            let own: HashSet<&str> = inner.node.iter().flat_map(|node| &node.output).map(String::as_str).collect();
            let outputs = inner.output.iter().map(|output| output.name.as_str());
            names.extend(inner.node.iter().flat_map(reads).chain(outputs).filter(|name| !own.contains(name)));
        }
    }
    names
}
