//! Values that become constants of a model after tract has read it: its weights, and inputs that a plan is made for.
//!
//! A file's weights are made into tract's tensors one after the other, and each is dropped from the file before the
//! next is made: all of them twice would be most of the memory that loading takes. Everything takes time linear in the
//! number of weights.

use crate::guard::guarded;
use crate::tensor::{ElementType, Tensor};
use penchant_base::Result;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tract_onnx::pb::{
    GraphProto, TensorProto, TensorShapeProto, TypeProto, ValueInfoProto,
    tensor_shape_proto::{Dimension, dimension},
    type_proto,
};
use tract_onnx::prelude::{InferenceModel, IntoArcTensor, Tensor as TractTensor, TractResult};
use tract_onnx::tract_core::ops::konst::Const;
use tract_onnx::tract_hir::internal::TractErrorContext;

/// Smaller weights stay in the file.
const MIN_BYTES: usize = 1024;

/// A constant by the name of the input that it replaces.
pub(crate) type NamedConstant = (String, Arc<TractTensor>);

/// Takes the large weights out of a checked graph, and puts inputs of their names, types and shapes in their places.
pub(crate) fn take_weights(graph: &mut GraphProto) -> Result<Vec<NamedConstant>> {
    let mut weights = last_of_each_name(std::mem::take(&mut graph.initializer));
    // The largest first: the others fit into the memory that it leaves behind.
    let largest = weights.iter().enumerate().max_by_key(|(_, weight)| weight.raw_data.len());
    if let Some((index, _)) = largest {
        weights.swap(0, index);
    }
    let mut taken = Vec::new();
    let mut inputs = Vec::new();
    for mut weight in weights {
        let kind = ElementType::from_onnx(weight.data_type).filter(|_| weight.raw_data.len() >= MIN_BYTES);
        let Some(kind) = kind else {
            graph.initializer.push(weight);
            continue;
        };
        let shape: Vec<usize> = weight.dims.iter().map(|&dim| dim as usize).collect();
        let tensor = Tensor::new(kind, &shape, std::mem::take(&mut weight.raw_data))?;
        inputs.push(input(&weight.name, weight.data_type, &weight.dims));
        taken.push((weight.name, guarded(|| tensor.to_tract())?.into_arc_tensor()));
    }
    let names: HashSet<&str> = taken.iter().map(|(name, _)| name.as_str()).collect();
    graph.input.retain(|input| !names.contains(input.name.as_str()));
    graph.input.extend(inputs);
    Ok(taken)
}

/// Of weights with the same name the last one counts, as in other runtimes.
fn last_of_each_name(weights: Vec<TensorProto>) -> Vec<TensorProto> {
    let last: HashMap<String, usize> =
        weights.iter().enumerate().map(|(index, weight)| (weight.name.clone(), index)).collect();
    let all = weights.into_iter().enumerate();
    all.filter(|(index, weight)| last[&weight.name] == *index).map(|(_, weight)| weight).collect()
}

/// Turns inputs of a model into constants, which are shared and not copied.
pub(crate) fn fix_inputs(
    model: &mut InferenceModel,
    constants: impl IntoIterator<Item = NamedConstant>,
) -> TractResult<()> {
    let inputs: HashMap<String, usize> =
        model.inputs.iter().map(|input| (model.node(input.node).name.clone(), input.node)).collect();
    let mut fixed = HashSet::new();
    for (name, tensor) in constants {
        let &id = inputs.get(&name).with_context(|| format!("the model has no input {name:?}"))?;
        model.set_outlet_fact(id.into(), (&tensor).try_into()?)?;
        model.node_mut(id).op = Box::new(Const::new(tensor)?);
        fixed.insert(id);
    }
    model.inputs.retain(|input| !fixed.contains(&input.node));
    Ok(())
}

fn input(name: &str, elem_type: i32, dims: &[i64]) -> ValueInfoProto {
    let dim = |&dim| Dimension { value: Some(dimension::Value::DimValue(dim)), ..Dimension::default() };
    let shape = Some(TensorShapeProto { dim: dims.iter().map(dim).collect() });
    let tensor = type_proto::Tensor { elem_type, shape };
    let r#type = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..ValueInfoProto::default() }
}
