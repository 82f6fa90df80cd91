//! What is known about the values of a graph before it runs.

use crate::check::declared::known_dims;
use crate::check::tensors::integers;
use std::collections::HashMap;
use tract_onnx::pb::{GraphProto, TensorProto};

/// What a graph declares about its inputs and constants.
#[derive(Default)]
pub(super) struct GraphFacts {
    /// Dimensions of values, `None` for those that are not known.
    pub dims: HashMap<String, Vec<Option<i64>>>,
    /// Constants of one integer.
    pub ints: HashMap<String, i64>,
}

impl GraphFacts {
    pub fn of(graph: &GraphProto) -> Self {
        let mut facts = Self::default();
        for input in &graph.input {
            facts.dims.extend(known_dims(input).map(|dims| (input.name.clone(), dims)));
        }
        for tensor in &graph.initializer {
            facts.add_constant(&tensor.name, tensor);
        }
        for node in graph.node.iter().filter(|node| node.op_type == "Constant") {
            let tensor = node.attribute.iter().find_map(|attribute| attribute.t.as_ref());
            if let (Some(name), Some(tensor)) = (node.output.first(), tensor) {
                facts.add_constant(name, tensor);
            }
        }
        facts
    }

    fn add_constant(&mut self, name: &str, tensor: &TensorProto) {
        self.dims.insert(name.to_owned(), tensor.dims.iter().copied().map(Some).collect());
        if tensor.dims.iter().all(|&dim| dim == 1)
            && let Some([number]) = integers(tensor).as_deref()
        {
            self.ints.insert(name.to_owned(), *number);
        }
    }
}
