//! What a graph declares about its inputs and outputs.

use super::tensors;
use crate::report::unsupported;
use crate::tensor::ElementType;
use penchant_base::Result;
use std::collections::HashSet;
use tract_onnx::pb::{GraphProto, ValueInfoProto, tensor_shape_proto::dimension, type_proto};

/// The inputs that a caller provides: older files list the weights among the inputs.
pub(crate) fn real_inputs(graph: &GraphProto) -> impl Iterator<Item = &ValueInfoProto> {
    let weights: HashSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
    graph.input.iter().filter(move |input| !weights.contains(input.name.as_str()))
}

/// Refuses inputs that are not tensors of numbers or strings, or that are too large.
pub(in crate::check) fn check_type(input: &ValueInfoProto) -> Result<()> {
    let part = format!("the input {:?}", input.name);
    let r#type = input.r#type.as_ref().and_then(|r#type| r#type.value.as_ref());
    let Some(type_proto::Value::TensorType(tensor)) = r#type else {
        return Err(unsupported(format!("{part} is not a tensor: only tensors are supported")));
    };
    if ElementType::with_strings_from_onnx(tensor.elem_type).is_none() {
        return Err(tensors::unsupported_type(tensor.elem_type, &part));
    }
    let known: Vec<i64> = known_dims(input).into_iter().flatten().flatten().collect();
    tensors::volume(&known, &part).map(|_| ())
}

/// The dimensions that an input declares, `None` for free ones.
pub(in crate::check) fn known_dims(input: &ValueInfoProto) -> Option<Vec<Option<i64>>> {
    let Some(type_proto::Value::TensorType(tensor)) = input.r#type.as_ref()?.value.as_ref() else { return None };
    let length = |dim: &Option<dimension::Value>| match dim {
        Some(dimension::Value::DimValue(length)) if *length >= 0 => Some(*length),
        _ => None,
    };
    Some(tensor.shape.as_ref()?.dim.iter().map(|dim| length(&dim.value)).collect())
}

/// The dimensions in words: lengths, names of free ones, or `?`.
pub(in crate::check) fn dimensions(value: &ValueInfoProto) -> Vec<String> {
    let Some(type_proto::Value::TensorType(tensor)) = value.r#type.as_ref().and_then(|r#type| r#type.value.as_ref())
    else {
        return Vec::new();
    };
    let dims = tensor.shape.iter().flat_map(|shape| &shape.dim);
    dims.map(|dim| match &dim.value {
        Some(dimension::Value::DimValue(length)) => length.to_string(),
        Some(dimension::Value::DimParam(name)) => name.clone(),
        None => "?".into(),
    })
    .collect()
}
