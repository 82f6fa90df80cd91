//! A graph as a sequence of stages: each is a plan for known shapes, and between two stages a node runs whose outputs'
//! shapes depend on numbers, or a number becomes known that the next nodes need. Stages are made when they are first
//! needed, and kept.

use super::cache::{InputKey, PlanCache};
use super::control::{self, Body, Values};
use super::graph::{Graph, GraphNode};
use super::optimise::optimised;
use super::wiring::Wiring;
use crate::guard::{about_node, engine_failed, enter_node, guarded, node_failed};
use crate::kernels::wake;
use crate::operators::{Node, Operator, RunNode, Stop, Value, Way, operator, types};
use crate::report::{describe, invalid};
use penchant_base::limits::MAX_PARAMETER_NUMBERS;
use penchant_base::{Error, ErrorKind, Result};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tract_onnx::pb::NodeProto;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::OutletId;
use tract_onnx::tract_core::plan::eval;

/// What a run measures: the name and the operator of each node, and how long it took.
pub(crate) type Measure<'m> = &'m mut dyn FnMut(Option<(&str, String)>);

/// A graph and its stages.
pub(crate) struct Program {
    pub graph: Graph,
    /// The programs of the inner graphs, by node.
    pub inner: HashMap<usize, Vec<(String, Program)>>,
    seed: u64,
    /// The values that must be known to make the stage that begins with this node.
    needs: Mutex<HashMap<usize, BTreeSet<String>>>,
    /// The values that a stage takes, by the node that it begins with.
    live: Mutex<HashMap<usize, Arc<Vec<String>>>>,
    stages: PlanCache<Arc<Stage>>,
}

/// A part of a program.
pub(crate) struct Stage {
    /// What the plan computes; `None` if the stage only runs a node.
    plan: Option<Arc<TypedRunnableModel>>,
    /// The values that the plan takes.
    inputs: Vec<String>,
    /// The values that it gives.
    outputs: Vec<String>,
    /// The node that comes after the plan.
    next: usize,
    /// Whether that node runs now.
    runs_next: bool,
}

/// Why a stage was not made.
enum Failure {
    /// Values must be known first.
    Needs,
    Failed(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Program {
    pub fn new(mut graph: Graph, seed: u64) -> Self {
        let mut inner = HashMap::new();
        for (index, node) in graph.nodes.iter_mut().enumerate() {
            let graphs = std::mem::take(&mut node.graphs);
            if !graphs.is_empty() {
                let programs = graphs.into_iter().map(|(name, graph)| (name, Self::new(graph, seed)));
                inner.insert(index, programs.collect());
            }
        }
        Self { graph, inner, seed, needs: Mutex::default(), live: Mutex::default(), stages: PlanCache::default() }
    }

    /// Makes the first stage for inputs of these types and shapes; returns whether it is the only one. The weights are
    /// then in its plan, and no longer here.
    pub fn prepare(&mut self, inputs: &[(String, InputKey)]) -> Result<bool> {
        let live = self.graph.live(0);
        let keys: Vec<InputKey> = live
            .iter()
            .map(|name| inputs.iter().find(|(input, _)| input == name).map(|(_, key)| key.clone()))
            .collect::<Option<_>>()
            .unwrap_or_default();
        if keys.len() != live.len() {
            return Ok(false);
        }
        match self.wire_stage(0, &live, &keys) {
            Ok(wired) => {
                let only = wired.next == self.graph.nodes.len() && !wired.runs_next;
                if only {
                    let outputs = &self.graph.outputs;
                    self.graph.weights.retain(|name, _| outputs.contains(name));
                }
                self.stages.insert((0, keys), Arc::new(wired.finish()?));
                Ok(only)
            }
            Err(Failure::Needs) => Ok(false),
            Err(Failure::Failed(error)) => Err(error),
        }
    }

    /// Computes the outputs from the inputs, and from the values of the outer graph that the graph reads.
    pub fn run(&self, mut values: Values, measure: &mut Option<Measure<'_>>) -> Result<Vec<TValue>> {
        let mut position = 0;
        loop {
            let stage = self.stage_for(position, &values)?;
            if let Some(plan) = &stage.plan {
                wake();
                let inputs = stage.inputs.iter().filter_map(|name| values.get(name).cloned()).collect();
                let outputs = guarded(|| {
                    plan.spawn()?.run_plan_with_eval(inputs, |context, state, node, inputs| {
                        enter_node(&node.name);
                        match measure {
                            Some(measure) => {
                                measure(None);
                                let outputs = eval(context, state, node, inputs);
                                measure(Some((&node.name, node.op().name().into_owned())));
                                outputs
                            }
                            None => eval(context, state, node, inputs),
                        }
                    })
                })?;
                values.extend(stage.outputs.iter().cloned().zip(outputs));
            }
            position = stage.next;
            if stage.runs_next {
                self.run_node(position, &mut values, measure)?;
                position += 1;
            }
            if position == self.graph.nodes.len() {
                let output = |name: &String| {
                    let weight = || self.graph.weights.get(name).map(|weight| Arc::clone(weight).into_tvalue());
                    values.get(name).cloned().or_else(weight)
                };
                let outputs = self.graph.outputs.iter().map(output).collect::<Option<Vec<_>>>();
                return outputs.ok_or_else(|| engine_failed("an output was not computed"));
            }
            let live = self.live(position);
            values.retain(|name, _| live.contains(name));
        }
    }

    /// The values that the stage from a node on takes. They are the same in every run.
    fn live(&self, position: usize) -> Arc<Vec<String>> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(live.entry(position).or_insert_with(|| Arc::new(self.graph.live(position))))
    }

    /// The stage that begins with a node, for these values.
    fn stage_for(&self, position: usize, values: &Values) -> Result<Arc<Stage>> {
        let live = self.live(position);
        loop {
            let needed = self.needs.lock().unwrap_or_else(PoisonError::into_inner).get(&position).cloned();
            let key = |name: &String| {
                let value = values.get(name).ok_or_else(|| engine_failed("a value was not computed"))?;
                Ok(match needed.as_ref().is_some_and(|needed| needed.contains(name)) {
                    true => InputKey::Value(value.clone().into_arc_tensor()),
                    false => InputKey::Shape(value.datum_type(), value.shape().into()),
                })
            };
            let keys = live.iter().map(key).collect::<Result<Vec<_>>>()?;
            let key = (position, keys);
            if let Some(stage) = self.stages.get(&key) {
                return Ok(stage);
            }
            match self.wire_stage(position, &live, &key.1) {
                Ok(wired) => return Ok(self.stages.insert(key, Arc::new(wired.finish()?))),
                Err(Failure::Needs) => {}
                Err(Failure::Failed(error)) => return Err(error),
            }
        }
    }

    /// Wires the stage that begins with a node.
    fn wire_stage(&self, start: usize, live: &[String], keys: &[InputKey]) -> Result<WiredStage, Failure> {
        let mut wiring = Wiring::default();
        let mut scope = Scope { outer: None, values: HashMap::new(), weights: &self.graph.weights };
        let mut inputs = Vec::new();
        for (name, key) in live.iter().zip(keys) {
            let value = match key {
                InputKey::Shape(kind, shape) => {
                    inputs.push(name.clone());
                    guarded(|| wiring.input(name, *kind, shape))?
                }
                InputKey::Value(value) => guarded(|| wiring.constant(Arc::clone(value)))?,
            };
            scope.values.insert(name.clone(), value);
        }
        let mut next = start;
        let mut runs_next = false;
        while next < self.graph.nodes.len() {
            match guarded(|| Ok(self.wire(next, &mut wiring, &mut scope)))? {
                Ok(true) => next += 1,
                Ok(false) => {
                    runs_next = true;
                    break;
                }
                Err(Stop::Needs(value)) => {
                    let names = named_ancestors(value, &wiring, &scope);
                    let inputs_only = names.iter().all(|name| inputs.contains(name));
                    self.need(start, next, &wiring, &scope, &names, inputs_only)?;
                    if next == start || inputs_only {
                        return Err(Failure::Needs);
                    }
                    break;
                }
                Err(Stop::Failed(error)) => {
                    return Err(Failure::Failed(about_node(&describe(&self.graph.nodes[next].proto), error)));
                }
                Err(Stop::Tract(error)) => {
                    let node = &self.graph.nodes[next].proto;
                    return Err(Failure::Failed(node_failed(&describe(node), error)));
                }
            }
        }
        let later = self.graph.live(next);
        let outputs: Vec<String> =
            later.into_iter().filter(|name| scope.values.contains_key(name) && !live.contains(name)).collect();
        let outlets = outputs.iter().map(|name| scope.values[name]).collect();
        Ok(WiredStage { wiring, outlets, inputs, outputs, next, runs_next })
    }

    /// Adds a node to the plan; returns whether that is possible, or else it runs after the plan.
    fn wire(&self, index: usize, wiring: &mut Wiring, scope: &mut Scope<'_>) -> Result<bool, Stop> {
        let node = &self.graph.nodes[index];
        enter_node(&node.proto.name);
        let operator = operator(&node.proto, node.version)?;
        let mut inputs = TVec::new();
        for name in &node.proto.input {
            inputs.push(match name.is_empty() {
                true => None,
                false => Some(scope.resolve(name, wiring)?),
            });
        }
        let kinds = inputs.iter().map(|input| Some(wiring.fact((*input)?).datum_type));
        check_types(&node.proto, operator, kinds)?;
        let outputs = match &operator.way {
            Way::Wire(wire) => wire_in_single(*wire, node, inputs, wiring, self.seed)?,
            Way::Move(wire) if inputs.iter().flatten().any(|&input| wiring.before_rounding(input).is_some()) => {
                wire_in_single(*wire, node, inputs, wiring, self.seed)?
            }
            Way::Move(wire) | Way::Convert(wire) => {
                wire(&mut Node::new(&node.proto, node.version, inputs, wiring, self.seed))?
            }
            Way::Run(run) => {
                let known = |input: &Option<Value>| match input {
                    None => Some(None),
                    Some(value) => Some(Some(Arc::clone(wiring.fact(*value).konst.as_ref()?).into_tvalue())),
                };
                let Some(known) = inputs.iter().map(known).collect::<Option<Vec<_>>>() else { return Ok(false) };
                let outputs = run(&RunNode { proto: &node.proto }, &known)?;
                outputs.into_iter().map(|it| Ok(wiring.constant(it.into_arc_tensor())?)).collect::<Result<_, Stop>>()?
            }
            Way::Graphs => match self.wire_branch(index, &inputs, wiring, scope)? {
                Some(outputs) => outputs,
                None => return Ok(false),
            },
            Way::Refuse(why) => return Err(invalid(&describe(&node.proto), why).into()),
        };
        for (slot, name) in node.proto.output.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let Some(&output) = outputs.get(slot) else {
                let what = format!("has an output {slot}, which is not supported: export the model without it");
                return Err(crate::report::unsupported(format!("{} {what}", describe(&node.proto))).into());
            };
            scope.values.insert(name.clone(), output);
        }
        Ok(true)
    }

    /// Adds the branch of a condition that is known to the plan, if it can be added as a whole.
    fn wire_branch(
        &self,
        index: usize,
        inputs: &[Option<Value>],
        wiring: &mut Wiring,
        scope: &Scope<'_>,
    ) -> Result<Option<TVec<Value>>, Stop> {
        if self.graph.nodes[index].proto.op_type != "If" {
            return Ok(None);
        }
        let [Some(condition)] = inputs else { return Ok(None) };
        let Some(known) = wiring.fact(*condition).konst.clone() else { return Err(Stop::Needs(*condition)) };
        let branch = self.branch(index, control::condition(&known)?)?;
        let mut inner = Scope { outer: Some(scope), values: HashMap::new(), weights: &branch.graph.weights };
        for node in 0..branch.graph.nodes.len() {
            match branch.wire(node, wiring, &mut inner) {
                Ok(true) => {}
                Ok(false) | Err(Stop::Needs(_)) => return Ok(None),
                Err(stop) => return Err(stop),
            }
        }
        let outputs = branch.graph.outputs.iter().map(|name| inner.resolve(name, wiring));
        Ok(Some(outputs.collect::<Result<_, _>>()?))
    }

    /// The branch of an `If`.
    fn branch(&self, index: usize, condition: bool) -> Result<&Self> {
        self.inner_program(index, if condition { "then_branch" } else { "else_branch" })
    }

    /// An inner graph of a node.
    pub fn inner_program(&self, index: usize, name: &str) -> Result<&Self> {
        let programs = self.inner.get(&index).into_iter().flatten();
        let found = programs.filter(|(attribute, _)| attribute == name).map(|(_, program)| program).next();
        found.ok_or_else(|| invalid(&describe(&self.graph.nodes[index].proto), format!("lacks the graph {name:?}")))
    }

    /// Notes the values that must be known before a node can be wired.
    fn need(
        &self,
        start: usize,
        next: usize,
        wiring: &Wiring,
        scope: &Scope<'_>,
        names: &BTreeSet<String>,
        inputs_only: bool,
    ) -> Result<()> {
        let place = if inputs_only { start } else { next };
        let mut needs = self.needs.lock().unwrap_or_else(PoisonError::into_inner);
        let known = needs.entry(place).or_default();
        for name in names {
            let numbers: usize = scope.values.get(name).map_or(0, |&value| wiring.shape(value).iter().product());
            if numbers > MAX_PARAMETER_NUMBERS {
                let node = describe(&self.graph.nodes[next].proto);
                let message = format!(
                    "{node} needs the numbers of {name:?} before the model runs, and these are {numbers}: at most \
                     {MAX_PARAMETER_NUMBERS} are possible: export the model with a constant"
                );
                return Err(Error::new(ErrorKind::ModelUnsupported, message));
            }
            known.insert(name.clone());
        }
        // Not whether they are new here: another thread may have noted them since this one began.
        if names.is_empty() {
            return Err(engine_failed(&format!(
                "{} needs numbers that are not known",
                describe(&self.graph.nodes[next].proto)
            )));
        }
        Ok(())
    }

    /// Runs a node between two plans.
    fn run_node(&self, index: usize, values: &mut Values, measure: &mut Option<Measure<'_>>) -> Result<()> {
        let node = &self.graph.nodes[index];
        enter_node(&node.proto.name);
        let weight = |name: &String| self.graph.weights.get(name).map(|weight| Arc::clone(weight).into_tvalue());
        let inputs: Vec<Option<TValue>> =
            node.proto.input.iter().map(|name| values.get(name).cloned().or_else(|| weight(name))).collect();
        let operator = operator(&node.proto, node.version)?;
        check_types(&node.proto, operator, inputs.iter().map(|input| Some(input.as_ref()?.datum_type())))?;
        let outputs = match &operator.way {
            Way::Run(run) => {
                if let Some(measure) = measure {
                    measure(None);
                }
                let run_node = RunNode { proto: &node.proto };
                let outputs = guarded(|| Ok(run(&run_node, &inputs)?))
                    .map_err(|error| about_node(&describe(&node.proto), error))?;
                if let Some(measure) = measure {
                    measure(Some((&node.proto.name, node.proto.op_type.clone())));
                }
                outputs
            }
            _ => {
                let outer: Values = node
                    .reads
                    .iter()
                    .filter_map(|name| Some((name.clone(), values.get(name).cloned().or_else(|| weight(name))?)))
                    .collect();
                match &*node.proto.op_type {
                    "If" => {
                        let condition = inputs.first().cloned().flatten();
                        let condition = condition.ok_or_else(|| engine_failed("a condition is missing"))?;
                        self.branch(index, control::condition(&condition)?)?.run(outer, measure)?.into_iter().collect()
                    }
                    operator => {
                        let program = self.inner_program(index, "body")?;
                        let (names, count) = (&program.graph.inputs, program.graph.outputs.len());
                        let mut run = |values: Values| program.run(values, measure);
                        let body = Body { inputs: names, outputs: count, outer, run: &mut run };
                        match operator {
                            "Loop" => control::run_loop(&node.proto, &inputs, body)?,
                            _ => control::run_scan(&node.proto, &inputs, body)?,
                        }
                    }
                }
            }
        };
        for (slot, name) in node.proto.output.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let output = outputs.get(slot).cloned();
            values.insert(
                name.clone(),
                output.ok_or_else(|| {
                    let what = format!("has an output {slot}, which is not supported: export the model without it");
                    crate::report::unsupported(format!("{} {what}", describe(&node.proto)))
                })?,
            );
        }
        Ok(())
    }
}

#[cfg(test)]
impl Program {
    /// The first plan for inputs of these types and shapes, before it is optimised.
    pub fn wired(&self, inputs: &[(String, InputKey)]) -> Result<TypedModel> {
        let (live, keys): (Vec<String>, Vec<InputKey>) = inputs.iter().cloned().unzip();
        match self.wire_stage(0, &live, &keys) {
            Ok(wired) => wired.wiring.finish(&wired.outlets),
            Err(Failure::Failed(error)) => Err(error),
            Err(Failure::Needs) => Err(engine_failed("numbers are needed")),
        }
    }
}

/// Refuses inputs of types that an operator does not take, and strings where the engine takes numbers only.
fn check_types(
    node: &NodeProto,
    operator: &Operator,
    kinds: impl Iterator<Item = Option<DatumType>> + Clone,
) -> Result<()> {
    types::check(node, kinds.clone())?;
    let mut kinds = kinds.enumerate().skip(operator.strings);
    let Some((index, _)) = kinds.find(|(_, kind)| *kind == Some(String::datum_type())) else { return Ok(()) };
    Err(crate::report::unsupported(format!(
        "{} has strings as its input {index}, where only numbers are supported: do this outside of the model, and export \
         the rest",
        describe(node)
    )))
}

/// Wires a node that computes: numbers of half precision are computed in single precision. What one such node gives to
/// the next is not rounded in between, which is faster and more exact.
fn wire_in_single(
    wire: fn(&mut Node<'_>) -> Result<TVec<Value>, Stop>,
    node: &GraphNode,
    mut inputs: TVec<Option<Value>>,
    wiring: &mut Wiring,
    seed: u64,
) -> Result<TVec<Value>, Stop> {
    let half = |wiring: &Wiring, value: Value| wiring.fact(value).datum_type == DatumType::F16;
    let is_half = inputs.iter().flatten().any(|&input| half(wiring, input));
    for input in &mut inputs {
        if let Some(value) = input.filter(|&value| half(wiring, value)) {
            *input = Some(match wiring.before_rounding(value) {
                Some(single) => single,
                None => Node::new(&node.proto, node.version, tvec![], wiring, seed).cast(value, f32::datum_type())?,
            });
        }
    }
    let mut wired = Node::new(&node.proto, node.version, inputs, wiring, seed);
    let mut outputs = wire(&mut wired)?;
    if is_half {
        for output in &mut outputs {
            if wired.kind(*output) == f32::datum_type() {
                let half = wired.cast(*output, DatumType::F16)?;
                wired.note_rounded(half, *output);
                *output = half;
            }
        }
    }
    Ok(outputs)
}

/// A stage whose plan is not optimised yet.
struct WiredStage {
    wiring: Wiring,
    outlets: Vec<OutletId>,
    inputs: Vec<String>,
    outputs: Vec<String>,
    next: usize,
    runs_next: bool,
}

impl WiredStage {
    fn finish(self) -> Result<Stage> {
        let Self { wiring, outlets, inputs, outputs, next, runs_next } = self;
        let plan = if outputs.is_empty() { None } else { Some(optimised(wiring.finish(&outlets)?)?) };
        Ok(Stage { plan, inputs, outputs, next, runs_next })
    }
}

/// The values by their names while a plan is made.
struct Scope<'s> {
    outer: Option<&'s Scope<'s>>,
    values: HashMap<String, Value>,
    weights: &'s HashMap<String, Arc<Tensor>>,
}

impl Scope<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        self.values.get(name).copied().or_else(|| self.outer?.value(name))
    }

    fn weight(&self, name: &str) -> Option<&Arc<Tensor>> {
        self.weights.get(name).or_else(|| self.outer?.weight(name))
    }

    /// A value, or a weight, which is added to the plan.
    fn resolve(&mut self, name: &str, wiring: &mut Wiring) -> Result<Value, Stop> {
        if let Some(value) = self.value(name) {
            return Ok(value);
        }
        let weight = self.weight(name).ok_or_else(|| engine_failed("a value is not known"))?;
        let value = wiring.constant(Arc::clone(weight))?;
        self.values.insert(name.to_owned(), value);
        Ok(value)
    }
}

/// The named values from which a value is computed, without those from which they are computed.
fn named_ancestors(value: Value, wiring: &Wiring, scope: &Scope<'_>) -> BTreeSet<String> {
    let names: HashMap<Value, &String> = scope.values.iter().map(|(name, &value)| (value, name)).collect();
    let mut found = BTreeSet::new();
    let mut open = vec![value];
    let mut seen = std::collections::HashSet::new();
    while let Some(value) = open.pop() {
        if !seen.insert(value) || wiring.fact(value).konst.is_some() {
            continue;
        }
        match names.get(&value) {
            Some(name) => {
                found.insert((*name).clone());
            }
            None => open.extend(wiring.inputs(value)),
        }
    }
    found
}
