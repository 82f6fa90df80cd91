//! Operators that tract lacks, written with those that it has.

use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::{AttributeProto, GraphProto, NodeProto, TensorProto};

/// Rewrites the nodes of a graph that has been checked.
pub(super) fn lower(graph: &mut GraphProto) {
    for node in std::mem::take(&mut graph.node) {
        let nodes = match &*node.op_type {
            "LpPool" => lp_pool(node),
            _ => vec![node],
        };
        graph.node.extend(nodes);
    }
}

/// (Σ |x|ᵖ)^(1/p) over each window: the average of |x|ᵖ, padding included, times the window's size.
fn lp_pool(mut node: NodeProto) -> Vec<NodeProto> {
    let power = node.attribute.iter().find(|attribute| attribute.name == "p").map_or(2, |attribute| attribute.i) as f32;
    let kernel = node.attribute.iter().find(|attribute| attribute.name == "kernel_shape");
    let window = kernel.map_or(1, |kernel| kernel.ints.iter().product::<i64>()) as f32;
    let of = node.output.first().cloned().unwrap_or_default();
    let number = |name: &str, number: f32| constant(format!("{of}:{name}"), number.to_le_bytes().to_vec(), 1, 1);
    let [(p, p_name), (size, size_name), (root, root_name)] =
        [number("p", power), number("size", window), number("root", 1.0 / power)];
    let image = node.input.first().cloned().unwrap_or_default();
    let absolute = step("Abs", &[&image], format!("{of}:absolute"));
    let raised = step("Pow", &[&absolute.output[0], &p_name], format!("{of}:raised"));
    let summed = step("Mul", &[&format!("{of}:mean"), &size_name], format!("{of}:summed"));
    let rooted = step("Pow", &[&summed.output[0], &root_name], of.clone());
    node.op_type = "AveragePool".into();
    node.attribute.retain(|attribute| attribute.name != "p");
    node.attribute.push(AttributeProto {
        name: "count_include_pad".into(),
        r#type: AttributeType::Int as i32,
        i: 1,
        ..AttributeProto::default()
    });
    node.input = raised.output.clone();
    node.output = vec![format!("{of}:mean")];
    vec![p, size, root, absolute, raised, node, summed, rooted]
}

fn step(operator: &str, inputs: &[&str], output: String) -> NodeProto {
    NodeProto {
        op_type: operator.into(),
        name: output.clone(),
        input: inputs.iter().map(|&input| input.to_owned()).collect(),
        output: vec![output],
        ..NodeProto::default()
    }
}

/// A node that makes a vector, and what it is called.
fn constant(name: String, raw_data: Vec<u8>, data_type: i32, length: usize) -> (NodeProto, String) {
    let tensor = TensorProto { dims: vec![length as i64], data_type, raw_data, ..TensorProto::default() };
    let value = AttributeProto {
        name: "value".into(),
        r#type: AttributeType::Tensor as i32,
        t: Some(tensor),
        ..AttributeProto::default()
    };
    (NodeProto { attribute: vec![value], ..step("Constant", &[], name.clone()) }, name)
}
