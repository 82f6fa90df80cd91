//! What a model declares of its inputs and outputs: names, types, and dimensions, which may be free.

use crate::tensor::{ElementType, Tensor, volume};
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use tract_onnx::pb::{ValueInfoProto, tensor_shape_proto::dimension, type_proto};

/// An input or output of a model, as the model declares it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Value {
    /// Its name.
    pub name: String,
    /// The type of its elements; an output may not declare one.
    pub element_type: Option<ElementType>,
    /// Its dimensions, if they are declared.
    pub dims: Option<Vec<Dim>>,
}

/// One dimension of a [`Value`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Dim {
    /// Always of this length.
    Fixed(usize),
    /// As long as the caller's tensor is there; the name may be empty.
    Free(String),
}

impl Value {
    pub(super) fn of(proto: &ValueInfoProto) -> Self {
        let tensor = match proto.r#type.as_ref().and_then(|r#type| r#type.value.as_ref()) {
            Some(type_proto::Value::TensorType(tensor)) => Some(tensor),
            _ => None,
        };
        let dim = |dim: &Option<dimension::Value>| match dim {
            Some(dimension::Value::DimValue(length)) => {
                usize::try_from(*length).map_or_else(|_| Dim::Free(String::new()), Dim::Fixed)
            }
            Some(dimension::Value::DimParam(name)) => Dim::Free(name.clone()),
            None => Dim::Free(String::new()),
        };
        let shape = tensor.and_then(|tensor| tensor.shape.as_ref());
        Self {
            name: proto.name.clone(),
            element_type: tensor.and_then(|tensor| ElementType::with_strings_from_onnx(tensor.elem_type)),
            dims: shape.map(|shape| shape.dim.iter().map(|it| dim(&it.value)).collect()),
        }
    }

    /// The names of its free dimensions.
    pub(super) fn free_dims(&self) -> impl Iterator<Item = &String> {
        self.dims.iter().flatten().filter_map(|dim| match dim {
            Dim::Free(name) => Some(name),
            Dim::Fixed(_) => None,
        })
    }

    /// Its shape, if no dimension is free.
    pub(super) fn shape(&self) -> Option<Vec<usize>> {
        let length = |dim: &Dim| match dim {
            Dim::Fixed(length) => Some(*length),
            Dim::Free(_) => None,
        };
        self.dims.as_ref()?.iter().map(length).collect()
    }

    /// The same input with the free dimensions fixed that a caller gives lengths for: by the dimensions' names, or as a
    /// shape by the input's name.
    pub(super) fn with_fixed_dims(
        mut self,
        lengths: &BTreeMap<String, usize>,
        shapes: &BTreeMap<String, Vec<usize>>,
    ) -> Result<Self> {
        for dim in self.dims.iter_mut().flatten() {
            if let Dim::Free(name) = dim
                && let Some(&length) = lengths.get(name)
            {
                *dim = Dim::Fixed(length);
            }
        }
        if let Some(shape) = shapes.get(&self.name) {
            self.check_shape(shape)?;
            self.dims = Some(shape.iter().copied().map(Dim::Fixed).collect());
        }
        if let Some(shape) = self.shape() {
            volume(&shape)?;
        }
        Ok(self)
    }

    /// Refuses a tensor of another type or shape.
    pub(super) fn check(&self, tensor: &Tensor) -> Result<()> {
        if self.element_type.is_some_and(|kind| kind != tensor.element_type()) {
            let message =
                format!("the model's input {self} got a tensor of {}: give one of its type", tensor.element_type());
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        self.check_shape(tensor.shape())
    }

    fn check_shape(&self, shape: &[usize]) -> Result<()> {
        let fits = |dims: &Vec<Dim>| {
            let same = |(dim, &length): (&Dim, &usize)| matches!(dim, Dim::Free(_)) || *dim == Dim::Fixed(length);
            dims.len() == shape.len() && dims.iter().zip(shape).all(same)
        };
        if self.dims.as_ref().is_none_or(fits) {
            return Ok(());
        }
        let message = format!("the model's input {self} got a tensor of the shape {shape:?}: give one of its shape");
        Err(Error::new(ErrorKind::ModelShape, message))
    }
}

/// Such as `"pixels": f32 [1, 3, height, ?]`.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.name)?;
        if let Some(kind) = self.element_type {
            write!(f, ": {kind}")?;
        }
        let Some(dims) = &self.dims else { return Ok(()) };
        let dims = dims.iter().map(|dim| match dim {
            Dim::Fixed(length) => length.to_string(),
            Dim::Free(name) if name.is_empty() => "?".into(),
            Dim::Free(name) => name.clone(),
        });
        write!(f, " [{}]", dims.collect::<Vec<_>>().join(", "))
    }
}
