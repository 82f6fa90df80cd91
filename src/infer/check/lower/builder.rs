//! Builds the nodes that replace one node: each method adds a node and returns its output.

use super::facts::GraphFacts;
use crate::check::attributes::attribute;
use crate::check::report::{describe, unsupported};
use penchant_base::{Error, Result};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto};

/// A value, by the index of its name: passing names themselves would make more code.
#[derive(Clone, Copy)]
pub(super) struct Value(usize);

/// An input that is left out.
pub(super) const NONE: Value = Value(0);

/// A node, and the nodes that replace it.
pub(super) struct NodeBuilder<'n> {
    pub node: &'n NodeProto,
    /// The version of the ONNX operators.
    pub opset: i64,
    facts: &'n GraphFacts,
    /// Names of values, the empty one first.
    names: Vec<String>,
    nodes: Vec<NodeProto>,
}

// The methods that every lowering calls are not inlined, for the size of the code.

impl<'n> NodeBuilder<'n> {
    pub fn new(node: &'n NodeProto, opset: i64, facts: &'n GraphFacts) -> Self {
        Self { node, opset, facts, names: vec![String::new()], nodes: Vec::new() }
    }

    /// The nodes that were added.
    pub fn finish(self) -> Vec<NodeProto> {
        self.nodes
    }

    /// An input of the node; [`NONE`] if it is left out, and then tract reports that it is missing.
    pub fn input(&mut self, index: usize) -> Value {
        self.optional_input(index).unwrap_or(NONE)
    }

    /// An input of the node, if it is not left out.
    pub fn optional_input(&mut self, index: usize) -> Option<Value> {
        let name = self.node.input.get(index).filter(|name| !name.is_empty())?;
        Some(self.named(name.clone()))
    }

    fn named(&mut self, name: String) -> Value {
        self.names.push(name);
        Value(self.names.len() - 1)
    }

    /// The dimensions of an input, `None` for those that are not known.
    pub fn dims(&self, index: usize) -> Option<&[Option<i64>]> {
        self.facts.dims.get(self.node.input.get(index)?).map(Vec::as_slice)
    }

    /// The value of an input that is a constant of one integer.
    pub fn constant_int(&self, index: usize) -> Option<i64> {
        self.facts.ints.get(self.node.input.get(index)?).copied()
    }

    fn attribute(&self, name: &str) -> Option<&'n AttributeProto> {
        attribute(self.node, name)
    }

    /// An attribute that is an integer, if the node has it.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.attribute(name).map(|attribute| attribute.i)
    }

    /// An attribute that is a number.
    pub fn float(&self, name: &str, default: f32) -> f32 {
        self.attribute(name).map_or(default, |attribute| attribute.f)
    }

    /// An attribute that is a list of integers; `count` times `default` if it is left out.
    #[inline(never)]
    pub fn ints(&self, name: &str, count: usize, default: i64) -> Vec<i64> {
        let ints = self.attribute(name).map(|attribute| attribute.ints.clone()).filter(|ints| !ints.is_empty());
        ints.unwrap_or_else(|| vec![default; count])
    }

    /// Whether the node has an attribute.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// An attribute that is a string.
    pub fn string(&self, name: &str, default: &'static str) -> &'n str {
        self.attribute(name).and_then(|attribute| std::str::from_utf8(&attribute.s).ok()).unwrap_or(default)
    }

    /// The error that something about this node is not supported.
    #[inline(never)]
    pub fn unsupported<T>(&self, what: &str) -> Result<T, Error> {
        Err(unsupported(format!("{} {what}", describe(self.node))))
    }

    /// Adds a node without attributes.
    #[inline(never)]
    pub fn op(&mut self, operator: &str, inputs: &[Value]) -> Value {
        self.op_with(operator, inputs, Vec::new())
    }

    /// Adds a node.
    #[inline(never)]
    pub fn op_with(&mut self, operator: &str, inputs: &[Value], attributes: Vec<AttributeProto>) -> Value {
        let of = self.node.output.iter().find(|name| !name.is_empty()).map_or("", String::as_str);
        let output = format!("{of}:{}:{operator}", self.nodes.len());
        self.push(operator, inputs, output.clone(), attributes);
        self.named(output)
    }

    /// Makes a value one of the node's outputs, if the graph uses that.
    #[inline(never)]
    pub fn set_output(&mut self, index: usize, value: Value) {
        if let Some(output) = self.node.output.get(index).filter(|name| !name.is_empty()) {
            self.push("Identity", &[value], output.clone(), Vec::new());
        }
    }

    /// Adds a copy of the node with another operator and other inputs; the attributes given replace those of the node.
    pub fn node_as(&mut self, operator: &str, inputs: &[Value], attributes: Vec<AttributeProto>) -> Value {
        let new: Vec<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        let kept = self.node.attribute.iter().filter(|old| !new.contains(&old.name.as_str())).cloned();
        let attributes = kept.chain(attributes.iter().cloned()).collect();
        self.op_with(operator, inputs, attributes)
    }

    fn push(&mut self, operator: &str, inputs: &[Value], output: String, attribute: Vec<AttributeProto>) {
        self.nodes.push(NodeProto {
            op_type: operator.into(),
            // Errors name it: it begins with the name of the model's node.
            name: format!("{} {output}", self.node.name).trim().to_owned(),
            input: inputs.iter().map(|&Value(index)| self.names[index].clone()).collect(),
            output: vec![output],
            attribute,
            ..NodeProto::default()
        });
    }

    /// A constant list of integers.
    #[inline(never)]
    pub fn int_list(&mut self, numbers: &[i64]) -> Value {
        self.constant(
            DataType::Int64,
            &[numbers.len() as i64],
            numbers.iter().flat_map(|it| it.to_le_bytes()).collect(),
        )
    }

    /// A constant integer without dimensions.
    #[inline(never)]
    pub fn int_scalar(&mut self, number: i64) -> Value {
        self.constant(DataType::Int64, &[], number.to_le_bytes().to_vec())
    }

    /// A constant without dimensions, of the type of another value.
    #[inline(never)]
    pub fn scalar_like(&mut self, number: f32, like: Value) -> Value {
        let number = self.constant(DataType::Float, &[], number.to_le_bytes().to_vec());
        self.op("CastLike", &[number, like])
    }

    #[inline(never)]
    fn constant(&mut self, kind: DataType, dims: &[i64], raw_data: Vec<u8>) -> Value {
        let tensor = TensorProto { dims: dims.to_vec(), data_type: kind as i32, raw_data, ..TensorProto::default() };
        let value = AttributeProto {
            name: "value".into(),
            r#type: AttributeType::Tensor as i32,
            t: Some(tensor),
            ..AttributeProto::default()
        };
        self.op_with("Constant", &[], vec![value])
    }

    /// Converts a value to another type.
    #[inline(never)]
    pub fn cast(&mut self, value: Value, to: DataType) -> Value {
        // tract's own cast to 64 bits keeps 32 of them: see `types.rs`.
        if to == DataType::Int64 {
            let like = self.int_scalar(0);
            return self.op("CastLike", &[value, like]);
        }
        self.op_with("Cast", &[value], vec![int("to", to as i64)])
    }

    /// Gives a value another shape.
    #[inline(never)]
    pub fn reshape(&mut self, value: Value, shape: &[i64]) -> Value {
        let shape = self.int_list(shape);
        self.op("Reshape", &[value, shape])
    }

    /// A sum, a mean or the like along axes, which are kept; without axes, along all of them, to a scalar.
    #[inline(never)]
    pub fn reduce(&mut self, operator: &str, value: Value, axes: Option<&[i64]>) -> Value {
        let keepdims = int("keepdims", i64::from(axes.is_some()));
        // The version from which axes are an input instead of an attribute.
        let since = if operator == "ReduceSum" { 13 } else { 18 };
        match axes {
            Some(axes) if self.opset >= since => {
                let axes = self.int_list(axes);
                self.op_with(operator, &[value, axes], vec![keepdims])
            }
            Some(axes) => self.op_with(operator, &[value], vec![keepdims, ints("axes", axes)]),
            None => self.op_with(operator, &[value], vec![keepdims]),
        }
    }

    /// The integers from 0 to below `end`, a scalar.
    #[inline(never)]
    pub fn range(&mut self, end: Value) -> Value {
        let (start, step) = (self.int_scalar(0), self.int_scalar(1));
        self.op("Range", &[start, end, step])
    }

    /// The length of a value along an axis.
    #[inline(never)]
    pub fn length(&mut self, value: Value, axis: i64) -> Value {
        let (shape, axis) = (self.op("Shape", &[value]), self.int_scalar(axis));
        self.op("Gather", &[shape, axis])
    }
}

/// An attribute that is an integer.
#[inline(never)]
pub(super) fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { name: name.into(), r#type: AttributeType::Int as i32, i, ..AttributeProto::default() }
}

/// An attribute that is a list of integers.
#[inline(never)]
pub(super) fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    let ints = ints.to_vec();
    AttributeProto { name: name.into(), r#type: AttributeType::Ints as i32, ints, ..AttributeProto::default() }
}

/// An attribute that is a string.
#[inline(never)]
pub(super) fn string(name: &str, value: &str) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::String as i32,
        s: value.into(),
        ..AttributeProto::default()
    }
}
