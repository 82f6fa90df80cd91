//! A checked ONNX model made ready to run: named tensors in, named tensors out.
//!
//! tract optimises for shapes that are known. Where a model leaves some free, there is one plan for each combination
//! that it meets; the weights are shared. Inputs that say how to compute (axes, shapes) become part of the plan too.

use crate::check::{check, parameters, real_inputs};
use crate::guard::{failed, guarded};
use crate::plan::{Weights, check_sizes, known_sizes, optimised, reader, typed};
use crate::tensor::Tensor;
use crate::value::Value;
use bytes::{Buf, Bytes};
use penchant_base::limits::{MAX_PARAMETER_NUMBERS, MAX_PLANS};
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use tract_onnx::pb::{ModelProto, TensorProto};
use tract_onnx::prelude::*;
use tract_onnx::tract_core::plan::eval;

/// What a model is made ready for.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// Lengths of free dimensions, by their names.
    pub dims: BTreeMap<String, usize>,
    /// Whole shapes of inputs, by their names.
    pub shapes: BTreeMap<String, Vec<usize>>,
    /// The outputs that are wanted; all of them if there is none.
    pub outputs: Vec<String>,
}

/// How long a node of the optimised model took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeTime {
    /// Its name, that of the ONNX node it comes from or begins with it.
    pub name: String,
    /// What it does, in the engine's words.
    pub operator: String,
    /// In the clock's unit.
    pub time: f64,
}

/// What came out, with its names, in the model's order.
pub type Outputs = Vec<(String, Tensor)>;

/// A loaded model.
pub struct Session {
    inputs: Vec<Value>,
    outputs: Vec<Value>,
    wanted: Vec<String>,
    /// Those whose values are part of a plan.
    parameters: HashSet<String>,
    /// What further plans are made of; none if one will do for ever.
    source: Option<Source>,
    /// The last ones used, the latest last.
    plans: Mutex<Vec<(Vec<Given>, Arc<TypedRunnableModel>)>>,
}

/// What plans are made of.
enum Source {
    /// Weights and all, read.
    Model(Box<InferenceModel>),
    /// The file, where values of inputs are written into it before it is read.
    File(Box<ModelProto>),
}

/// What a plan has to know of an input.
#[derive(Clone, PartialEq)]
enum Given {
    Shape(Vec<usize>),
    Value(Tensor),
}

impl Session {
    /// Checks and loads a model; if all its shapes are known, it is optimised too. Its bytes are let go when they have
    /// been read, because weights take room again in every form they pass through.
    ///
    /// Errors: `model.limit`, `model.format`, `model.unsupported`, `argument` for dimensions, inputs or outputs that
    /// it has not, `model.shape` for shapes that are not its own, `engine.crashed`.
    pub fn load(model: impl Into<Vec<u8>>, options: &SessionOptions) -> Result<Self> {
        Self::read(Bytes::from(model.into()), options)
    }

    /// The same with bytes that come piece by piece, as those of a file in a page do.
    pub fn read(model: impl Buf, options: &SessionOptions) -> Result<Self> {
        Self::open(check(model)?, options)
    }

    fn open(mut proto: ModelProto, options: &SessionOptions) -> Result<Self> {
        let graph = proto.graph.as_ref().ok_or_else(|| failed(&"it has no graph"))?;
        let outputs: Vec<Value> = graph.output.iter().map(Value::of).collect();
        let wanted = wanted(&outputs, &options.outputs)?;
        let inputs = real_inputs(graph)
            .map(|input| Value::of(input).fixed(&options.dims, &options.shapes))
            .collect::<Result<Vec<_>>>()?;
        known(options.shapes.keys(), inputs.iter().map(|input| &input.name), "input")?;
        let declared: Vec<Value> = real_inputs(graph).map(Value::of).collect();
        known(options.dims.keys(), declared.iter().flat_map(Value::free), "free dimension")?;
        let parameters = parameters(graph);
        let mut session = Self { inputs, outputs, wanted, parameters, source: None, plans: Mutex::default() };
        if !session.parameters.is_empty() {
            session.source = Some(Source::File(Box::new(proto)));
            return Ok(session);
        }
        let weights = proto.graph.as_mut().map(Weights::take).transpose()?;
        let mut model = read(&proto, &session.wanted)?;
        drop(proto);
        guarded(|| weights.map_or(Ok(()), |weights| weights.put(&mut model)))?;
        let shapes: Option<Vec<_>> = session.inputs.iter().map(|input| input.shape().map(Given::Shape)).collect();
        match shapes {
            Some(shapes) => {
                let plan = session.make(model, &shapes)?;
                session.plans = Mutex::new(vec![(shapes, plan)]);
            }
            None => session.source = Some(Source::Model(Box::new(model))),
        }
        Ok(session)
    }

    /// What goes in.
    pub fn inputs(&self) -> &[Value] {
        &self.inputs
    }

    /// What comes out.
    pub fn outputs(&self) -> impl Iterator<Item = &Value> {
        self.wanted.iter().filter_map(|name| self.outputs.iter().find(|output| output.name == *name))
    }

    /// Runs on zeros, so that the next run finds everything in place.
    ///
    /// Errors: `model.shape` if a dimension is free, and those of [`Session::run`].
    pub fn warm_up(&self) -> Result<()> {
        let zeros = |input: &Value| match (input.shape(), input.element_type) {
            (Some(shape), Some(kind)) => Ok((input.name.clone(), Tensor::zeros(kind, &shape)?)),
            _ => Err(Error::new(
                ErrorKind::ModelShape,
                format!("{input} has no fixed shape: give its dimensions when loading"),
            )),
        };
        self.run(self.inputs.iter().map(zeros).collect::<Result<_>>()?).map(|_| ())
    }

    /// Runs the model on one tensor for each input, in any order; gives the outputs in the model's order.
    ///
    /// Errors: `argument` for missing or unknown inputs, `model.shape` for tensors of another type or shape,
    /// `model.limit`, `model.format` if these shapes do not fit together, `engine.crashed`.
    pub fn run(&self, inputs: BTreeMap<String, Tensor>) -> Result<Outputs> {
        self.run_with(inputs, |plan, inputs| plan.run(inputs))
    }

    /// As [`Session::run`], with how long each node took by a clock; the slowest first.
    pub fn profile(
        &self,
        inputs: BTreeMap<String, Tensor>,
        mut clock: impl FnMut() -> f64,
    ) -> Result<(Outputs, Vec<NodeTime>)> {
        let mut times = Vec::new();
        let outputs = self.run_with(inputs, |plan, inputs| {
            plan.spawn()?.run_plan_with_eval(inputs, |context, state, node, inputs| {
                let began = clock();
                let outcome = eval(context, state, node, inputs);
                let time = clock() - began;
                times.push(NodeTime { name: node.name.clone(), operator: node.op().name().into_owned(), time });
                outcome
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
        let given = |input: &Value| {
            let tensor = inputs.remove(&input.name).ok_or_else(|| {
                Error::new(ErrorKind::Argument, format!("the model's input {input} is missing: give a tensor for it"))
            })?;
            input.check(&tensor)?;
            Ok(tensor)
        };
        let tensors: Vec<Tensor> = self.inputs.iter().map(given).collect::<Result<_>>()?;
        known(inputs.keys(), self.inputs.iter().map(|input| &input.name), "input")?;
        let given: Vec<_> = self.inputs.iter().zip(&tensors).map(|(input, tensor)| self.given(input, tensor)).collect();
        let plan = self.plan(&given)?;
        let outputs = guarded(|| {
            let data = tensors.into_iter().zip(&given).filter(|(_, given)| matches!(given, Given::Shape(_)));
            run(&plan, data.map(|(tensor, _)| Ok(tensor.to_tract()?.into())).collect::<TractResult<_>>()?)
        })?;
        self.wanted.iter().zip(outputs).map(|(name, tensor)| Ok((name.clone(), output(name, &tensor)?))).collect()
    }

    fn given(&self, input: &Value, tensor: &Tensor) -> Given {
        let size = tensor.shape().iter().product::<usize>();
        match self.parameters.contains(&input.name) && size <= MAX_PARAMETER_NUMBERS {
            true => Given::Value(tensor.clone()),
            false => Given::Shape(tensor.shape().to_vec()),
        }
    }

    /// The plan for such inputs.
    fn plan(&self, given: &[Given]) -> Result<Arc<TypedRunnableModel>> {
        let plans = || self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let found = plans().iter().position(|(of, _)| of == given);
        if let Some(place) = found {
            let mut plans = plans();
            let last = plans.remove(place);
            plans.push(last.clone());
            return Ok(last.1);
        }
        let model = match &self.source {
            Some(Source::Model(model)) => (**model).clone(),
            Some(Source::File(proto)) => read(&self.with_values(proto, given), &self.wanted)?,
            // Shapes that a caller gives were held against the only ones there are.
            None => return Err(failed(&"it was loaded for other shapes")),
        };
        let plan = self.make(model, given)?;
        let mut plans = plans();
        if plans.len() == MAX_PLANS {
            plans.remove(0);
        }
        plans.push((given.to_vec(), Arc::clone(&plan)));
        Ok(plan)
    }

    fn make(&self, mut model: InferenceModel, given: &[Given]) -> Result<Arc<TypedRunnableModel>> {
        let data = self.inputs.iter().zip(given).filter_map(|(input, given)| match given {
            Given::Shape(shape) => Some((input.element_type?, shape)),
            Given::Value(_) => None,
        });
        guarded(|| {
            for (place, (kind, shape)) in data.enumerate() {
                model.set_input_fact(place, kind.datum_type().fact(shape).into())?;
            }
            model.analyse(false)
        })?;
        check_sizes(known_sizes(&model))?;
        optimised(guarded(|| typed(model))?)
    }

    /// The file with the values that are given as weights.
    fn with_values(&self, proto: &ModelProto, given: &[Given]) -> ModelProto {
        let mut proto = proto.clone();
        let Some(graph) = &mut proto.graph else { return proto };
        for (input, given) in self.inputs.iter().zip(given) {
            let Given::Value(tensor) = given else { continue };
            graph.input.retain(|other| other.name != input.name);
            graph.initializer.push(TensorProto {
                name: input.name.clone(),
                dims: tensor.shape().iter().map(|&length| length as i64).collect(),
                data_type: tensor.element_type().to_onnx(),
                raw_data: tensor.bytes().to_vec(),
                ..TensorProto::default()
            });
        }
        proto
    }
}

/// tract's reading of a file.
fn read(proto: &ModelProto, outputs: &[String]) -> Result<InferenceModel> {
    guarded(|| reader().model_for_proto_model(proto)?.with_outputs_by_name(outputs))
}

fn wanted(outputs: &[Value], asked: &[String]) -> Result<Vec<String>> {
    known(asked, outputs.iter().map(|output| &output.name), "output")?;
    let all = || outputs.iter().map(|output| output.name.clone()).collect();
    Ok(if asked.is_empty() { all() } else { asked.to_vec() })
}

/// Refuses names that the model does not have.
fn known<'n>(
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
        let message = format!("the model's output {name:?} is of {:?}, which is not given out", tensor.datum_type());
        Error::new(ErrorKind::ModelUnsupported, message)
    })
}
