//! What a graph says of its values before it runs.

use crate::check::declared::known_dims;
use crate::check::tensors::integers;
use std::collections::HashMap;
use tract_onnx::pb::{GraphProto, TensorProto};

/// What a graph says of its values: of its inputs and of what stands in the file.
#[derive(Default)]
pub(super) struct Known {
    /// Their dimensions, `None` for those that are not known.
    pub dims: HashMap<String, Vec<Option<i64>>>,
    /// Those that are one whole number.
    pub numbers: HashMap<String, i64>,
}

impl Known {
    pub fn of(graph: &GraphProto) -> Self {
        let mut known = Self::default();
        for input in &graph.input {
            known.dims.extend(known_dims(input).map(|dims| (input.name.clone(), dims)));
        }
        for tensor in &graph.initializer {
            known.add(&tensor.name, tensor);
        }
        for node in graph.node.iter().filter(|node| node.op_type == "Constant") {
            let tensor = node.attribute.iter().find_map(|attribute| attribute.t.as_ref());
            if let (Some(name), Some(tensor)) = (node.output.first(), tensor) {
                known.add(name, tensor);
            }
        }
        known
    }

    fn add(&mut self, name: &str, tensor: &TensorProto) {
        self.dims.insert(name.to_owned(), tensor.dims.iter().copied().map(Some).collect());
        if tensor.dims.iter().all(|&dim| dim == 1)
            && let Some([number]) = integers(tensor).as_deref()
        {
            self.numbers.insert(name.to_owned(), *number);
        }
    }
}
