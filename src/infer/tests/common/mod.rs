//! Builds small ONNX files for tests from nodes, inputs and weights.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use prost::Message;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension};
use tract_onnx::pb::*;

pub const F32: i32 = 1;
pub const I64: i32 = 7;
pub const STRING: i32 = 8;

pub fn node(operator: &str, inputs: &[&str], outputs: &[&str], attributes: Vec<AttributeProto>) -> NodeProto {
    NodeProto {
        op_type: operator.into(),
        name: format!("the_{operator}"),
        input: inputs.iter().map(|name| name.to_string()).collect(),
        output: outputs.iter().map(|name| name.to_string()).collect(),
        attribute: attributes,
        ..NodeProto::default()
    }
}

pub fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { name: name.into(), r#type: AttributeType::Int as i32, i, ..AttributeProto::default() }
}

pub fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::Ints as i32,
        ints: ints.to_vec(),
        ..AttributeProto::default()
    }
}

pub fn text(name: &str, s: &str) -> AttributeProto {
    AttributeProto { name: name.into(), r#type: AttributeType::String as i32, s: s.into(), ..AttributeProto::default() }
}

pub fn texts(name: &str, texts: &[&str]) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::Strings as i32,
        strings: texts.iter().map(|text| text.as_bytes().to_vec()).collect(),
        ..AttributeProto::default()
    }
}

pub fn graph_of(name: &str, graph: GraphProto) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::Graph as i32,
        g: Some(graph),
        ..AttributeProto::default()
    }
}

pub fn tensor(name: &str, kind: i32, dims: &[i64], raw_data: Vec<u8>) -> TensorProto {
    TensorProto { name: name.into(), data_type: kind, dims: dims.to_vec(), raw_data, ..TensorProto::default() }
}

pub fn i64s(name: &str, numbers: &[i64]) -> TensorProto {
    tensor(name, I64, &[numbers.len() as i64], numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
}

pub fn strings(name: &str, strings: &[&str]) -> TensorProto {
    let string_data = strings.iter().map(|text| text.as_bytes().to_vec()).collect();
    TensorProto { string_data, ..tensor(name, STRING, &[strings.len() as i64], vec![]) }
}

pub fn f32s(name: &str, dims: &[i64], numbers: &[f32]) -> TensorProto {
    tensor(name, F32, dims, numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
}

/// An input or output; a negative dimension is a free one.
pub fn value(name: &str, kind: i32, dims: &[i64]) -> ValueInfoProto {
    let dim = |&length: &i64| Dimension {
        value: (length >= 0).then_some(dimension::Value::DimValue(length)),
        ..Dimension::default()
    };
    let shape = Some(TensorShapeProto { dim: dims.iter().map(dim).collect() });
    let tensor = type_proto::Tensor { elem_type: kind, shape };
    let r#type = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..ValueInfoProto::default() }
}

/// A graph from `x` to `y`.
pub fn graph(x: &[i64], nodes: Vec<NodeProto>, weights: Vec<TensorProto>) -> GraphProto {
    let output = ValueInfoProto { name: "y".into(), ..ValueInfoProto::default() };
    GraphProto {
        node: nodes,
        input: vec![value("x", F32, x)],
        output: vec![output],
        initializer: weights,
        ..GraphProto::default()
    }
}

pub fn file(graph: GraphProto) -> Vec<u8> {
    let opset_import = [("", 18), ("ai.onnx.ml", 3)]
        .map(|(domain, version)| OperatorSetIdProto { domain: domain.into(), version })
        .to_vec();
    ModelProto { ir_version: 8, graph: Some(graph), opset_import, ..ModelProto::default() }.encode_to_vec()
}
