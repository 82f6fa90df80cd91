//! A checked ONNX model that is ready to run: named tensors in, named tensors out.
//!
//! Plans are made for shapes that are known. Where a model leaves some free, there is one for each combination that
//! occurs; the plans share the weights. Inputs that say how to compute (axes, shapes) become part of the plan too.

use crate::check::{Checked, check, real_inputs};
use crate::guard::guarded;
use crate::plan::{Graph, InputKey, Program, Values};
use crate::tensor::Tensor;
use crate::value::Value;
use bytes::{Buf, Bytes};
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// What random operators start from: the same seed gives the same numbers.
    pub seed: u64,
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
    program: Program,
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

    fn open(checked: Checked, options: &SessionOptions) -> Result<Self> {
        let Checked { graph, versions } = checked;
        let outputs: Vec<Value> = graph.output.iter().map(Value::of).collect();
        let requested = requested_outputs(&outputs, &options.outputs)?;
        let inputs = real_inputs(&graph)
            .map(|input| Value::of(input).with_fixed_dims(&options.dims, &options.shapes))
            .collect::<Result<Vec<_>>>()?;
        check_names(options.shapes.keys(), inputs.iter().map(|input| &input.name), "input")?;
        let declared: Vec<Value> = real_inputs(&graph).map(Value::of).collect();
        check_names(options.dims.keys(), declared.iter().flat_map(Value::free_dims), "free dimension")?;
        let mut program = Program::new(Graph::new(graph, requested.clone(), &versions)?, options.seed);
        let key = |input: &Value| {
            let kind = input.element_type?.datum_type();
            Some((input.name.clone(), InputKey::Shape(kind, input.shape()?.into())))
        };
        if let Some(keys) = inputs.iter().map(key).collect::<Option<Vec<_>>>() {
            program.prepare(&keys)?;
        }
        Ok(Self { inputs, outputs, requested, program })
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
        self.name_outputs(self.program.run(self.values(inputs)?, &mut None)?)
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
        let mut start = 0.0;
        let mut measure = |done: Option<(&str, String)>| match done {
            None => start = clock(),
            Some((name, operator)) => {
                times.push(NodeTime { name: name.to_owned(), operator, time: clock() - start });
            }
        };
        let outputs = self.program.run(self.values(inputs)?, &mut Some(&mut measure))?;
        times.sort_by(|one, other| other.time.total_cmp(&one.time));
        Ok((self.name_outputs(outputs)?, times))
    }

    /// The inputs as the program takes them.
    fn values(&self, mut inputs: BTreeMap<String, Tensor>) -> Result<Values> {
        let mut values = Values::new();
        for input in &self.inputs {
            let tensor = inputs.remove(&input.name).ok_or_else(|| {
                Error::new(ErrorKind::Argument, format!("the model's input {input} is missing: give a tensor for it"))
            })?;
            input.check(&tensor)?;
            values.insert(input.name.clone(), guarded(|| tensor.to_tract())?.into());
        }
        check_names(inputs.keys(), self.inputs.iter().map(|input| &input.name), "input")?;
        Ok(values)
    }

    fn name_outputs(&self, outputs: Vec<tract_onnx::prelude::TValue>) -> Result<Outputs> {
        self.requested.iter().zip(outputs).map(|(name, tensor)| Ok((name.clone(), output(name, &tensor)?))).collect()
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
