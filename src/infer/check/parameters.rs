//! Which inputs of a model are parameters rather than data: tract needs the values of axes, shapes, scales and the like
//! to make a plan, and a model may leave them to its caller.

use super::declared::real_inputs;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use tract_onnx::pb::{GraphProto, NodeProto};

/// The names of the inputs whose values a parameter of some node depends on. Tensors of which only the shape is used
/// do not count.
pub(crate) fn parameters(graph: &GraphProto) -> HashSet<String> {
    let producers: HashMap<&str, &NodeProto> =
        graph.node.iter().flat_map(|node| node.output.iter().map(move |output| (output.as_str(), node))).collect();
    let inputs: HashSet<&str> = real_inputs(graph).map(|input| input.name.as_str()).collect();
    let mut open: Vec<&str> = Vec::new();
    all_nodes(graph, &mut |node| {
        let Range { start, end } = parameter_inputs(&node.op_type);
        open.extend(node.input.iter().take(end).skip(start).map(String::as_str));
    });
    let mut seen = HashSet::new();
    let mut found = HashSet::new();
    while let Some(name) = open.pop() {
        if name.is_empty() || !seen.insert(name) {
            continue;
        }
        if inputs.contains(name) {
            found.insert(name.to_owned());
        }
        let producer = producers.get(name).filter(|node| !matches!(&*node.op_type, "Shape" | "Size"));
        open.extend(producer.iter().flat_map(|node| node.input.iter().map(String::as_str)));
    }
    found
}

fn all_nodes<'g>(graph: &'g GraphProto, visit: &mut impl FnMut(&'g NodeProto)) {
    for node in &graph.node {
        visit(node);
        for attribute in &node.attribute {
            for inner in attribute.g.iter().chain(&attribute.graphs) {
                all_nodes(inner, visit);
            }
        }
    }
}

/// The inputs of an operator that are parameters, by index.
fn parameter_inputs(operator: &str) -> Range<usize> {
    match operator {
        "BlackmanWindow" | "ConstantOfShape" | "EyeLike" | "HammingWindow" | "HannWindow" | "MelWeightMatrix"
        | "Range" => 0..9,
        "BatchNormalization" | "DFT" | "NonMaxSuppression" | "OneHot" | "Pad" | "Resize" | "STFT" | "Slice" => 1..9,
        "Compress" | "CumSum" | "DequantizeLinear" | "Expand" | "QuantizeLinear" | "Reshape" | "Split" | "Squeeze"
        | "Tile" | "TopK" | "Unsqueeze" | "Upsample" => 1..3,
        "GRU" | "LSTM" | "RNN" => 4..5,
        // All but the tensors that are multiplied.
        "QLinearConv" => 1..9,
        "QLinearMatMul" => 1..3,
        name if name.starts_with("Reduce") => 1..2,
        _ => 0..0,
    }
}
