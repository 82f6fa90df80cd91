//! The nodes that are put in the place of one: each is given its inputs by name, and gives its output's name.

use super::Known;
use crate::error::{Error, Result};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto};

/// The name of a value.
pub(super) type Name = String;

/// A node, and what is written for it.
pub(super) struct Steps<'n> {
    pub node: &'n NodeProto,
    /// The version of the operators.
    pub opset: i64,
    known: &'n Known,
    nodes: Vec<NodeProto>,
}

impl<'n> Steps<'n> {
    pub fn new(node: &'n NodeProto, opset: i64, known: &'n Known) -> Self {
        Self { node, opset, known, nodes: Vec::new() }
    }

    pub fn finish(self) -> Vec<NodeProto> {
        self.nodes
    }

    /// The input at a place; empty if it is left out, and then tract says that it is missing.
    pub fn input(&self, place: usize) -> Name {
        self.optional(place).unwrap_or_default()
    }

    /// The input at a place, if it is there.
    pub fn optional(&self, place: usize) -> Option<Name> {
        self.node.input.get(place).filter(|name| !name.is_empty()).cloned()
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
    pub fn refuse<T>(&self, what: &str) -> Result<T, Error> {
        Err(super::super::unsupported(format!("{} {what}", super::super::describe(self.node))))
    }

    /// A node without attributes.
    pub fn op(&mut self, operator: &str, inputs: &[&str]) -> Name {
        self.op_with(operator, inputs, Vec::new())
    }

    pub fn op_with(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> Name {
        let of = self.node.output.iter().find(|name| !name.is_empty()).map_or("", String::as_str);
        let output = format!("{of}:{}:{operator}", self.nodes.len());
        self.push(operator, inputs, output.clone(), attributes);
        output
    }

    /// Makes a value one of the node's outputs, if anybody wants it.
    pub fn give(&mut self, place: usize, value: &str) {
        if let Some(output) = self.node.output.get(place).filter(|name| !name.is_empty()) {
            self.push("Identity", &[value], output.clone(), Vec::new());
        }
    }

    /// The node itself, as another operator with other inputs and attributes; gives its first output, which is another.
    pub fn instead(&mut self, operator: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> Name {
        let new: Vec<&str> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        let kept = self.node.attribute.iter().filter(|old| !new.contains(&old.name.as_str())).cloned();
        let attributes = kept.chain(attributes.iter().cloned()).collect();
        self.op_with(operator, inputs, attributes)
    }

    fn push(&mut self, operator: &str, inputs: &[&str], output: Name, attribute: Vec<AttributeProto>) {
        self.nodes.push(NodeProto {
            op_type: operator.into(),
            // Errors name it: a part of the node that the model has.
            name: format!("{} {output}", self.node.name).trim().to_owned(),
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![output],
            attribute,
            ..NodeProto::default()
        });
    }

    /// A list of whole numbers.
    pub fn whole(&mut self, numbers: &[i64]) -> Name {
        self.constant(
            DataType::Int64,
            &[numbers.len() as i64],
            numbers.iter().flat_map(|it| it.to_le_bytes()).collect(),
        )
    }

    /// One whole number, without a dimension.
    pub fn one(&mut self, number: i64) -> Name {
        self.constant(DataType::Int64, &[], number.to_le_bytes().to_vec())
    }

    /// One number of the type that another value has.
    pub fn real(&mut self, number: f32, like: &str) -> Name {
        let number = self.constant(DataType::Float, &[], number.to_le_bytes().to_vec());
        self.op("CastLike", &[&number, like])
    }

    fn constant(&mut self, kind: DataType, dims: &[i64], raw_data: Vec<u8>) -> Name {
        let tensor = TensorProto { dims: dims.to_vec(), data_type: kind as i32, raw_data, ..TensorProto::default() };
        let value = AttributeProto {
            name: "value".into(),
            r#type: AttributeType::Tensor as i32,
            t: Some(tensor),
            ..AttributeProto::default()
        };
        self.op_with("Constant", &[], vec![value])
    }

    pub fn cast(&mut self, value: &str, to: DataType) -> Name {
        // See `types.rs`.
        if to == DataType::Int64 {
            let like = self.one(0);
            return self.op("CastLike", &[value, &like]);
        }
        self.op_with("Cast", &[value], vec![int("to", to as i64)])
    }

    pub fn reshape(&mut self, value: &str, shape: &[i64]) -> Name {
        let shape = self.whole(shape);
        self.op("Reshape", &[value, &shape])
    }

    /// A sum, a mean and the like along axes; along all of them, and to a number, if none is given.
    pub fn reduce(&mut self, operator: &str, value: &str, axes: Option<&[i64]>) -> Name {
        let keepdims = int("keepdims", i64::from(axes.is_some()));
        // Where axes are no attribute any more.
        let since = if operator == "ReduceSum" { 13 } else { 18 };
        match axes {
            Some(axes) if self.opset >= since => {
                let axes = self.whole(axes);
                self.op_with(operator, &[value, &axes], vec![keepdims])
            }
            Some(axes) => self.op_with(operator, &[value], vec![keepdims, ints("axes", axes)]),
            None => self.op_with(operator, &[value], vec![keepdims]),
        }
    }

    /// The numbers from 0 to below a whole one, which has no dimension.
    pub fn range(&mut self, end: &str) -> Name {
        let (begin, step) = (self.one(0), self.one(1));
        self.op("Range", &[&begin, end, &step])
    }

    /// The length of a value along an axis.
    pub fn length(&mut self, value: &str, axis: i64) -> Name {
        let (shape, axis) = (self.op("Shape", &[value]), self.one(axis));
        self.op("Gather", &[&shape, &axis])
    }
}

pub(super) fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { name: name.into(), r#type: AttributeType::Int as i32, i, ..AttributeProto::default() }
}

pub(super) fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    let ints = ints.to_vec();
    AttributeProto { name: name.into(), r#type: AttributeType::Ints as i32, ints, ..AttributeProto::default() }
}

pub(super) fn word(name: &str, word: &str) -> AttributeProto {
    AttributeProto {
        name: name.into(),
        r#type: AttributeType::String as i32,
        s: word.into(),
        ..AttributeProto::default()
    }
}
