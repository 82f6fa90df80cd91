//! A file's weights, made into tract's tensors one after the other: each is let go in the file before the next is made,
//! because all of them twice would be most of the memory that loading takes, and new memory takes time.

use crate::guard::guarded;
use crate::tensor::{ElementType, Tensor};
use penchant_base::Result;
use std::sync::Arc;
use tract_onnx::pb::{
    GraphProto, TensorShapeProto, TypeProto, ValueInfoProto,
    tensor_shape_proto::{Dimension, dimension},
    type_proto,
};
use tract_onnx::prelude::{InferenceModel, IntoArcTensor, Tensor as TractTensor, TractResult};
use tract_onnx::tract_core::ops::konst::Const;

/// Smaller ones stay in the file.
const LEAST_BYTES: usize = 1024;

/// Weights that stand in no file any more.
pub(crate) struct Weights(Vec<(String, Arc<TractTensor>)>);

impl Weights {
    /// Takes the large ones out of a settled graph, where inputs of their names, types and shapes stand for them.
    pub fn take(graph: &mut GraphProto) -> Result<Self> {
        let mut taken = Vec::new();
        let mut left = Vec::new();
        let mut weights = std::mem::take(&mut graph.initializer);
        // The largest first: the others fit into what it leaves behind.
        let largest = weights.iter().enumerate().max_by_key(|(_, weight)| weight.raw_data.len());
        if let Some((place, _)) = largest {
            weights.swap(0, place);
        }
        for mut weight in weights {
            let kind = ElementType::from_onnx(weight.data_type).filter(|_| weight.raw_data.len() >= LEAST_BYTES);
            let Some(kind) = kind else {
                left.push(weight);
                continue;
            };
            let shape: Vec<usize> = weight.dims.iter().map(|&dim| dim as usize).collect();
            let tensor = Tensor::new(kind, &shape, std::mem::take(&mut weight.raw_data))?;
            graph.input.retain(|input| input.name != weight.name);
            graph.input.push(input(&weight.name, weight.data_type, &weight.dims));
            taken.push((weight.name, guarded(|| tensor.to_tract())?.into_arc_tensor()));
        }
        graph.initializer = left;
        Ok(Self(taken))
    }

    /// Puts them into the model that tract has read of the graph.
    pub fn put(self, model: &mut InferenceModel) -> TractResult<()> {
        for (name, tensor) in self.0 {
            let id = model.node_id_by_name(&name)?;
            model.inputs.retain(|input| input.node != id);
            model.set_outlet_fact(id.into(), (&tensor).try_into()?)?;
            model.node_mut(id).op = Box::new(Const::new(tensor)?);
        }
        Ok(())
    }
}

fn input(name: &str, elem_type: i32, dims: &[i64]) -> ValueInfoProto {
    let dim = |&dim| Dimension { value: Some(dimension::Value::DimValue(dim)), ..Dimension::default() };
    let shape = Some(TensorShapeProto { dim: dims.iter().map(dim).collect() });
    let tensor = type_proto::Tensor { elem_type, shape };
    let r#type = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..ValueInfoProto::default() }
}
