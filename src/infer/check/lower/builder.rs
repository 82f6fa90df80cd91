//! The nodes that are put in the place of one: each is given its inputs by name, and gives its output's name.

use super::facts::Known;
use crate::check::report::{describe, unsupported};
use penchant_base::{Error, Result};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto};

/// A value, by the place of its name; a number, because texts that are handed about make much code.
#[derive(Clone, Copy)]
pub(super) struct Value(usize);

/// What is left out.
pub(super) const NONE: Value = Value(0);

/// A node, and what is written for it.
pub(super) struct Steps<'n> {
    pub node: &'n NodeProto,
    /// The version of the operators.
    pub opset: i64,
    known: &'n Known,
    /// Of the values, the empty one first.
    names: Vec<String>,
    nodes: Vec<NodeProto>,
}

// What is called for every node that is written is not inlined there, again for the size of the code.

impl<'n> Steps<'n> {
    pub fn new(node: &'n NodeProto, opset: i64, known: &'n Known) -> Self {
        Self { node, opset, known, names: vec![String::new()], nodes: Vec::new() }
    }

    pub fn finish(self) -> Vec<NodeProto> {
        self.nodes
    }

    /// The input at a place; empty if it is left out, and then tract says that it is missing.
    pub fn input(&mut self, place: usize) -> Value {
        self.optional(place).unwrap_or(NONE)
    }

    /// The input at a place, if it is there.
    pub fn optional(&mut self, place: usize) -> Option<Value> {
        let name = self.node.input.get(place).filter(|name| !name.is_empty())?;
        Some(self.named(name.clone()))
    }

    fn named(&mut self, name: String) -> Value {
        self.names.push(name);
        Value(self.names.len() - 1)
    }

    /// The dimensions of an input, `None` for those that are not known.
    pub fn dims(&self, place: usize) -> Option<&[Option<i64>]> {
        self.known.dims.get(self.node.input.get(place)?).map(Vec::as_slice)
    }

    /// An input that is one whole number, if it stands in the file.
    pub fn number(&self, place: usize) -> Option<i64> {
        self.known.numbers.get(self.node.input.get(place)?).copied()
    }

    fn attribute(&self, name: &str) -> Option<&'n AttributeProto> {
        self.node.attribute.iter().find(|attribute| attribute.name == name)
    }

    /// The attribute that is a whole number, if it is there.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.attribute(name).map(|attribute| attribute.i)
    }

    pub fn float(&self, name: &str, default: f32) -> f32 {
        self.attribute(name).map_or(default, |attribute| attribute.f)
    }

    /// The attribute that is a list of whole numbers; of as many times `default` if it is left out.
    #[inline(never)]
    pub fn ints(&self, name: &str, count: usize, default: i64) -> Vec<i64> {
        let given = self.attribute(name).map(|attribute| attribute.ints.clone()).filter(|ints| !ints.is_empty());
        given.unwrap_or_else(|| vec![default; count])
    }

    pub fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// The attribute that is a word.
    pub fn word(&self, name: &str, default: &'static str) -> &'n str {
        self.attribute(name).and_then(|attribute| std::str::from_utf8(&attribute.s).ok()).unwrap_or(default)
    }

    /// What is not run, of this node.
    #[inline(never)]
    pub fn refuse<T>(&self, what: &str) -> Result<T, Error> {
        Err(unsupported(format!("{} {what}", describe(self.node))))
    }

    /// A node without attributes.
    #[inline(never)]
    pub fn op(&mut self, operator: &str, inputs: &[Value]) -> Value {
        self.op_with(operator, inputs, Vec::new())
    }

    #[inline(never)]
    pub fn op_with(&mut self, operator: &str, inputs: &[Value], attributes: Vec<AttributeProto>) -> Value {
        let of = self.node.output.iter().find(|name| !name.is_empty()).map_or("", String::as_str);
        let output = format!("{of}:{}:{operator}", self.nodes.len());
        self.push(operator, inputs, output.clone(), attributes);
        self.named(output)
    }

    /// Makes a value one of the node's outputs, if anybody wants it.
    #[inline(never)]
    pub fn give(&mut self, place: usize, value: Value) {
        if let Some(output) = self.node.output.get(place).filter(|name| !name.is_empty()) {
            self.push("Identity", &[value], output.clone(), Vec::new());
        }
    }

    /// The node itself, as another operator with other inputs and attributes; gives its first output, which is another.
    pub fn instead(&mut self, operator: &str, inputs: &[Value], attributes: Vec<AttributeProto>) -> Value {
        let new: Vec<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        let kept = self.node.attribute.iter().filter(|old| !new.contains(&old.name.as_str())).cloned();
        let attributes = kept.chain(attributes.iter().cloned()).collect();
        self.op_with(operator, inputs, attributes)
    }

    fn push(&mut self, operator: &str, inputs: &[Value], output: String, attribute: Vec<AttributeProto>) {
        self.nodes.push(NodeProto {
            op_type: operator.into(),
            // Errors name it: a part of the node that the model has.
            name: format!("{} {output}", self.node.name).trim().to_owned(),
            input: inputs.iter().map(|&Value(place)| self.names[place].clone()).collect(),
            output: vec![output],
            attribute,
            ..NodeProto::default()
        });
    }

    /// A list of whole numbers.
    #[inline(never)]
    pub fn whole(&mut self, numbers: &[i64]) -> Value {
        self.constant(
            DataType::Int64,
            &[numbers.len() as i64],
            numbers.iter().flat_map(|it| it.to_le_bytes()).collect(),
        )
    }

    /// One whole number, without a dimension.
    #[inline(never)]
    pub fn one(&mut self, number: i64) -> Value {
        self.constant(DataType::Int64, &[], number.to_le_bytes().to_vec())
    }

    /// One number of the type that another value has.
    #[inline(never)]
    pub fn real(&mut self, number: f32, like: Value) -> Value {
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

    #[inline(never)]
    pub fn cast(&mut self, value: Value, to: DataType) -> Value {
        // See `types.rs`.
        if to == DataType::Int64 {
            let like = self.one(0);
            return self.op("CastLike", &[value, like]);
        }
        self.op_with("Cast", &[value], vec![int("to", to as i64)])
    }

    #[inline(never)]
    pub fn reshape(&mut self, value: Value, shape: &[i64]) -> Value {
        let shape = self.whole(shape);
        self.op("Reshape", &[value, shape])
    }

    /// A sum, a mean and the like along axes; along all of them, and to a number, if none is given.
    #[inline(never)]
    pub fn reduce(&mut self, operator: &str, value: Value, axes: Option<&[i64]>) -> Value {
        let keepdims = int("keepdims", i64::from(axes.is_some()));
        // Where axes are no attribute any more.
        let since = if operator == "ReduceSum" { 13 } else { 18 };
        match axes {
            Some(axes) if self.opset >= since => {
                let axes = self.whole(axes);
                self.op_with(operator, &[value, axes], vec![keepdims])
            }
            Some(axes) => self.op_with(operator, &[value], vec![keepdims, ints("axes", axes)]),
            None => self.op_with(operator, &[value], vec![keepdims]),
        }
    }

    /// The numbers from 0 to below a whole one, which has no dimension.
    #[inline(never)]
    pub fn range(&mut self, end: Value) -> Value {
        let (begin, step) = (self.one(0), self.one(1));
        self.op("Range", &[begin, end, step])
    }

    /// The length of a value along an axis.
    #[inline(never)]
    pub fn length(&mut self, value: Value, axis: i64) -> Value {
        let (shape, axis) = (self.op("Shape", &[value]), self.one(axis));
        self.op("Gather", &[shape, axis])
    }
}

#[inline(never)]
pub(super) fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { name: name.into(), r#type: AttributeType::Int as i32, i, ..AttributeProto::default() }
}

#[inline(never)]
pub(super) fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    let ints = ints.to_vec();
    AttributeProto { name: name.into(), r#type: AttributeType::Ints as i32, ints, ..AttributeProto::default() }
}

#[inline(never)]
pub(super) fn word(name: &str, word: &str) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::String as i32,
        s: word.into(),
        ..AttributeProto::default()
    }
}
