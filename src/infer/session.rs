//! A checked ONNX model that is ready to run: named tensors in, named tensors out.
//!
//! tract optimises for shapes that are known. Where a model leaves some free, there is one plan for each combination
//! that occurs; the plans share the weights. Inputs that say how to compute (axes, shapes) become part of the plan too.

use crate::check::{check, parameters, real_inputs};
use crate::guard::{enter_node, guarded, model_format};
use crate::plan::{InputKey, PlanCache, check_sizes, fix_inputs, known_sizes, optimised, reader, take_weights, typed};
use crate::tensor::Tensor;
use crate::value::Value;
use bytes::{Buf, Bytes};
use penchant_base::limits::MAX_PARAMETER_NUMBERS;
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::plan::eval;

/// What a model is loaded for.
///
/// With all dimensions fixed, the model is optimised when it is loaded instead of in the first run:
///
/// ```
/// use penchant_infer::{Session, SessionOptions};
///
/// # fn main() -> penchant_base::Result<()> {
/// # const MODEL: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/linear.onnx"));
/// let options = SessionOptions { dims: [("batch".to_owned(), 8)].into(), ..SessionOptions::default() };
/// let session = Session::load(MODEL, &options)?;
/// assert_eq!(session.inputs()[0].to_string(), "\"features\": f32 [8, 2]");
/// session.warm_up()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// Lengths of free dimensions, by the dimensions' names.
    pub dims: BTreeMap<String, usize>,
    /// Shapes of inputs, by the inputs' names.
    pub shapes: BTreeMap<String, Vec<usize>>,
    /// Names of the outputs to compute; all outputs if it is empty.
    pub outputs: Vec<String>,
}

/// How long a node of the optimised model took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeTime {
    /// Its name: that of the ONNX node it was made from, or one that begins with it.
    pub name: String,
    /// Its operator, as the engine calls it.
    pub operator: String,
    /// In the clock's unit.
    pub time: f64,
}

/// The outputs with their names, in the model's order.
pub type Outputs = Vec<(String, Tensor)>;

/// A loaded model. Threads may share it.
pub struct Session {
    inputs: Vec<Value>,
    outputs: Vec<Value>,
    /// The names of the outputs to compute.
    requested: Vec<String>,
    /// The names of inputs whose values are part of a plan.
    parameters: HashSet<String>,
    /// What further plans are made from; `None` if there is only one. Copies of it share the weights.
    source: Option<Box<InferenceModel>>,
    plans: PlanCache,
}

impl Session {
    /// Checks and loads a model; if all its shapes are known, it is optimised too. Its bytes are dropped as soon as
    /// they have been read, because the weights take memory again in every form they pass through.
    ///
    /// Errors: `model.limit`, `model.format`, `model.unsupported`, `argument` for dimensions, inputs or outputs that
    /// the model does not have, `model.shape` for shapes that contradict the model's, `engine.crashed`.
    pub fn load(model: impl Into<Vec<u8>>, options: &SessionOptions) -> Result<Self> {
        Self::read(Bytes::from(model.into()), options)
    }

    /// As [`Session::load`], with bytes that arrive in pieces, as those of a file in a page do.
    ///
    /// Errors: those of [`Session::load`].
    pub fn read(model: impl Buf, options: &SessionOptions) -> Result<Self> {
        Self::open(check(model)?, options)
    }

    fn open(mut proto: ModelProto, options: &SessionOptions) -> Result<Self> {
        let graph = proto.graph.as_ref().ok_or_else(|| model_format("it has no graph"))?;
        let outputs: Vec<Value> = graph.output.iter().map(Value::of).collect();
        let requested = requested_outputs(&outputs, &options.outputs)?;
        let inputs = real_inputs(graph)
            .map(|input| Value::of(input).with_fixed_dims(&options.dims, &options.shapes))
            .collect::<Result<Vec<_>>>()?;
        check_names(options.shapes.keys(), inputs.iter().map(|input| &input.name), "input")?;
        let declared: Vec<Value> = real_inputs(graph).map(Value::of).collect();
        check_names(options.dims.keys(), declared.iter().flat_map(Value::free_dims), "free dimension")?;
        let parameters = parameters(graph);
        let weights = proto.graph.as_mut().map(take_weights).transpose()?.unwrap_or_default();
        let mut model = guarded(|| reader().model_for_proto_model(&proto)?.with_outputs_by_name(&requested))?;
        drop(proto);
        guarded(|| fix_inputs(&mut model, weights))?;
        let mut session = Self { inputs, outputs, requested, parameters, source: None, plans: PlanCache::default() };
        let shapes = session.inputs.iter().map(|input| input.shape().map(InputKey::Shape)).collect::<Option<Vec<_>>>();
        match shapes.filter(|_| session.parameters.is_empty()) {
            Some(shapes) => {
                let plan = session.make_plan(model, &shapes)?;
                session.plans.insert(shapes, plan);
            }
            None => session.source = Some(Box::new(model)),
        }
        Ok(session)
    }

    /// The inputs that a run needs.
    pub fn inputs(&self) -> &[Value] {
        &self.inputs
    }

    /// The outputs that a run returns, in the order of [`Outputs`].
    pub fn outputs(&self) -> impl Iterator<Item = &Value> {
        self.requested.iter().filter_map(|name| self.outputs.iter().find(|output| output.name == *name))
    }

    /// Runs the model on zeros, so that the next run does not wait for a plan or for memory.
    ///
    /// Errors: `model.shape` if a dimension is free, and those of [`Session::run`].
    pub fn warm_up(&self) -> Result<()> {
        let zeros = |input: &Value| match (input.shape(), input.element_type) {
            (Some(shape), Some(kind)) => Ok((input.name.clone(), Tensor::zeros(kind, &shape)?)),
            _ => Err(Error::new(
                ErrorKind::ModelShape,
                format!("the model's input {input} has free dimensions: fix them with `dims` or `shapes` when loading"),
            )),
        };
        self.run(self.inputs.iter().map(zeros).collect::<Result<_>>()?).map(|_| ())
    }

    /// Runs the model on one tensor for each input.
    ///
    /// Errors: `argument` for missing or unknown inputs, `model.shape` for tensors of another type or shape,
    /// `model.limit`, `model.format` if the shapes of several inputs do not match, `engine.crashed`.
    pub fn run(&self, inputs: BTreeMap<String, Tensor>) -> Result<Outputs> {
        self.run_with(inputs, |plan, inputs| {
            plan.spawn()?.run_plan_with_eval(inputs, |context, state, node, inputs| {
                enter_node(&node.name);
                eval(context, state, node, inputs)
            })
        })
    }

    /// As [`Session::run`], and measures each node with a clock, which the caller provides; the slowest node first.
    ///
    /// Errors: those of [`Session::run`].
    pub fn profile(
        &self,
        inputs: BTreeMap<String, Tensor>,
        mut clock: impl FnMut() -> f64,
    ) -> Result<(Outputs, Vec<NodeTime>)> {
        let mut times = Vec::new();
        let outputs = self.run_with(inputs, |plan, inputs| {
            plan.spawn()?.run_plan_with_eval(inputs, |context, state, node, inputs| {
                enter_node(&node.name);
                let start = clock();
                let outputs = eval(context, state, node, inputs);
                let time = clock() - start;
                times.push(NodeTime { name: node.name.clone(), operator: node.op().name().into_owned(), time });
                outputs
            })
        })?;
        times.sort_by(|one, other| other.time.total_cmp(&one.time));
        Ok((outputs, times))
    }

    fn run_with(
        &self,
        mut inputs: BTreeMap<String, Tensor>,
        run: impl FnOnce(&Arc<TypedRunnableModel>, TVec<TValue>) -> TractResult<TVec<TValue>>,
    ) -> Result<Outputs> {
        let take_input = |input: &Value| {
            let tensor = inputs.remove(&input.name).ok_or_else(|| {
                Error::new(ErrorKind::Argument, format!("the model's input {input} is missing: give a tensor for it"))
            })?;
            input.check(&tensor)?;
            Ok(tensor)
        };
        let tensors: Vec<Tensor> = self.inputs.iter().map(take_input).collect::<Result<_>>()?;
        check_names(inputs.keys(), self.inputs.iter().map(|input| &input.name), "input")?;
        let keys: Vec<_> = self.inputs.iter().zip(&tensors).map(|(input, tensor)| self.key(input, tensor)).collect();
        let plan = self.plan(&keys)?;
        let outputs = guarded(|| {
            let data = tensors.into_iter().zip(&keys).filter(|(_, key)| matches!(key, InputKey::Shape(_)));
            run(&plan, data.map(|(tensor, _)| Ok(tensor.to_tract()?.into())).collect::<TractResult<_>>()?)
        })?;
        self.requested.iter().zip(outputs).map(|(name, tensor)| Ok((name.clone(), output(name, &tensor)?))).collect()
    }

    fn key(&self, input: &Value, tensor: &Tensor) -> InputKey {
        let numbers = tensor.shape().iter().product::<usize>();
        match self.parameters.contains(&input.name) && numbers <= MAX_PARAMETER_NUMBERS {
            true => InputKey::Value(tensor.clone()),
            false => InputKey::Shape(tensor.shape().to_vec()),
        }
    }

    /// The plan for these inputs, which is made if there is none yet. Nothing is locked while it is made.
    fn plan(&self, keys: &[InputKey]) -> Result<Arc<TypedRunnableModel>> {
        if let Some(plan) = self.plans.get(keys) {
            return Ok(plan);
        }
        // Without a source, all shapes were fixed, and tensors of others have been refused.
        let source = self.source.as_ref().ok_or_else(|| model_format("it was loaded for other shapes"))?;
        let plan = self.make_plan((**source).clone(), keys)?;
        Ok(self.plans.insert(keys.to_vec(), plan))
    }

    fn make_plan(&self, mut model: InferenceModel, keys: &[InputKey]) -> Result<Arc<TypedRunnableModel>> {
        let inputs = || self.inputs.iter().zip(keys);
        guarded(|| {
            let constants = inputs().filter_map(|(input, key)| match key {
                InputKey::Value(tensor) => Some((&input.name, tensor)),
                InputKey::Shape(_) => None,
            });
            let constants: Vec<_> = constants
                .map(|(name, tensor)| Ok((name.clone(), tensor.to_tract()?.into_arc_tensor())))
                .collect::<TractResult<_>>()?;
            fix_inputs(&mut model, constants)?;
            let data = inputs().filter_map(|(input, key)| match key {
                InputKey::Shape(shape) => Some((input.element_type?, shape)),
                InputKey::Value(_) => None,
            });
            for (index, (kind, shape)) in data.enumerate() {
                model.set_input_fact(index, kind.datum_type().fact(shape).into())?;
            }
            model.analyse(false)
        })?;
        check_sizes(known_sizes(&model))?;
        optimised(guarded(|| typed(model))?)
    }
}

/// The names of the outputs to compute: those that a caller asks for, or all.
fn requested_outputs(outputs: &[Value], names: &[String]) -> Result<Vec<String>> {
    check_names(names, outputs.iter().map(|output| &output.name), "output")?;
    let all = || outputs.iter().map(|output| output.name.clone()).collect();
    Ok(if names.is_empty() { all() } else { names.to_vec() })
}

/// Refuses names that the model does not have.
fn check_names<'n>(
    names: impl IntoIterator<Item = &'n String>,
    all: impl IntoIterator<Item = &'n String>,
    what: &str,
) -> Result<()> {
    let all: Vec<_> = all.into_iter().collect();
    match names.into_iter().find(|name| !all.contains(name)) {
        Some(name) => {
            Err(Error::new(ErrorKind::Argument, format!("the model has no {what} {name:?}: choose from {all:?}")))
        }
        None => Ok(()),
    }
}

fn output(name: &str, tensor: &tract_onnx::prelude::Tensor) -> Result<Tensor> {
    guarded(|| Tensor::from_tract(tensor))?.ok_or_else(|| {
        let message = format!(
            "the model's output {name:?} is of the type {:?}, which is not supported: ask for other outputs",
            tensor.datum_type()
        );
        Error::new(ErrorKind::ModelUnsupported, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{F32, I64, f32s, file, graph, node, value};
    use crate::tensor::ElementType;
    use tract_onnx::tract_core::ops::konst::Const;

    /// Plans for different values of a parameter have the same tensor as their weight, not copies of it.
    #[test]
    fn plans_share_the_weights() {
        const LENGTH: usize = 600;
        let weights = f32s("w", &[1, LENGTH as i64], &(0..LENGTH).map(|index| index as f32).collect::<Vec<_>>());
        let nodes = vec![
            node("Reshape", &["x", "shape"], &["reshaped"], vec![]),
            node("Add", &["reshaped", "w"], &["y"], vec![]),
        ];
        let mut graph = graph(&[LENGTH as i64], nodes, vec![weights]);
        graph.input = vec![value("x", F32, &[-1]), value("shape", I64, &[2])];
        let session = Session::load(file(graph), &SessionOptions::default()).unwrap();
        let weights_of_plan = |rows: usize| {
            let shape = [rows as i64, LENGTH as i64].iter().flat_map(|length| length.to_le_bytes()).collect();
            let shape = Tensor::new(ElementType::I64, &[2], shape).unwrap();
            let keys = [InputKey::Shape(vec![rows * LENGTH]), InputKey::Value(shape)];
            let plan = session.plan(&keys).unwrap();
            let constants = plan.model().nodes().iter().filter_map(|node| node.op_as::<Const>());
            constants.map(|constant| Arc::clone(constant.val())).filter(|it| it.len() == LENGTH).collect::<Vec<_>>()
        };
        let (one, other) = (weights_of_plan(1), weights_of_plan(2));
        assert!(one.iter().any(|weight| other.iter().any(|same| Arc::ptr_eq(weight, same))));
    }
}
