//! Loops and scans: their inner graphs run once for each iteration.

use crate::operators::Attributes;
use crate::report::{describe, invalid, unsupported};
use penchant_base::limits::MAX_ACTIVATION_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use std::cell::Cell;
use std::collections::HashMap;
use tract_onnx::pb::NodeProto;
use tract_onnx::prelude::*;

/// The values of a run by their names.
pub(crate) type Values = HashMap<String, TValue>;

/// The inner graph of a node.
pub(super) struct Body<'b> {
    /// The names of its inputs.
    pub inputs: &'b [String],
    /// How many outputs it has.
    pub outputs: usize,
    /// The values of the outer graph that it reads.
    pub outer: Values,
    /// Computes its outputs.
    pub run: &'b mut dyn FnMut(Values) -> Result<Vec<TValue>>,
}

impl Body<'_> {
    fn run(&mut self, inputs: impl Iterator<Item = TValue>) -> Result<Vec<TValue>> {
        let mut values = self.outer.clone();
        values.extend(self.inputs.iter().cloned().zip(inputs));
        (self.run)(values)
    }
}

/// How often a loop and those within it may run together.
const MAX_TRIPS: usize = 1 << 20;

thread_local! {
    /// How many loops are running within each other, and how often they ran.
    static RUNNING: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Counts the trips of a loop with those of the loops around it.
struct Trips;

impl Trips {
    fn begin() -> Self {
        let (depth, trips) = RUNNING.get();
        RUNNING.set((depth + 1, if depth == 0 { 0 } else { trips }));
        Self
    }

    fn count(&self, name: &str) -> Result<()> {
        let (depth, trips) = RUNNING.get();
        RUNNING.set((depth, trips + 1));
        if trips < MAX_TRIPS {
            return Ok(());
        }
        let message = format!(
            "{name} runs more than {MAX_TRIPS} times, with the loops within it: export the model with a shorter loop"
        );
        Err(Error::new(ErrorKind::ModelLimit, message))
    }
}

impl Drop for Trips {
    fn drop(&mut self) {
        let (depth, trips) = RUNNING.get();
        RUNNING.set((depth.saturating_sub(1), trips));
    }
}

/// The condition that a tensor is.
pub(super) fn condition(tensor: &Tensor) -> Result<bool> {
    let value = tensor.cast_to::<bool>().ok().and_then(|value| value.as_bytes().first().copied());
    let fails = || Error::new(ErrorKind::ModelFormat, "the model cannot be run: a condition is empty");
    value.map(|value| value != 0).ok_or_else(fails)
}

/// Tensors that an iteration made, one after the other along an axis of their own.
struct Stacked {
    parts: Vec<TValue>,
    bytes: usize,
}

impl Stacked {
    fn push(&mut self, part: TValue) -> Result<()> {
        self.bytes += part.len() * part.datum_type().size_of();
        if self.bytes > MAX_ACTIVATION_BYTES {
            return Err(Error::new(ErrorKind::ModelLimit, "a loop collects too much: give the model smaller inputs"));
        }
        self.parts.push(part);
        Ok(())
    }

    fn finish(mut self, axis: i64, reversed: bool, node: &str) -> Result<TValue> {
        if reversed {
            self.parts.reverse();
        }
        let Some(first) = self.parts.first() else {
            let message = format!("{node} runs no iteration, so that the shape of an output is not known");
            return Err(unsupported(message));
        };
        let rank = first.rank() as i64 + 1;
        let axis = usize::try_from(if axis < 0 { axis + rank } else { axis }).unwrap_or(0).min(first.rank());
        let alike = self.parts.iter().all(|part| part.shape() == first.shape());
        let stack = || -> TractResult<Tensor> {
            let mut parts = Vec::with_capacity(self.parts.len());
            for part in &self.parts {
                let mut part = part.clone().into_tensor();
                part.insert_axis(axis)?;
                parts.push(part);
            }
            Tensor::stack_tensors(axis, &parts)
        };
        match stack() {
            Ok(stacked) if alike => Ok(stacked.into_tvalue()),
            _ => Err(invalid(node, "collects tensors of different shapes")),
        }
    }
}

/// Runs a `Loop`.
pub(super) fn run_loop(node: &NodeProto, inputs: &[Option<TValue>], mut body: Body<'_>) -> Result<TVec<TValue>> {
    let name = describe(node);
    let number = |tensor: &TValue| {
        // Of a tensor without numbers tract would read the memory behind it (tract-data 0.23.9 tensor/plain_view.rs:117).
        let number = if tensor.len() == 1 { tensor.cast_to_scalar::<i64>().ok() } else { None };
        number.ok_or_else(|| invalid(&name, "has a trip count that is not one number"))
    };
    let trips = inputs.first().cloned().flatten().map(|trips| number(&trips)).transpose()?;
    let mut goes_on = inputs.get(1).cloned().flatten().map_or(Ok(true), |value| condition(&value))?;
    let mut carried: Vec<TValue> = inputs.iter().skip(2).cloned().collect::<Option<_>>().unwrap_or_default();
    let count = carried.len();
    if body.inputs.len() != count + 2 || body.outputs < count + 1 {
        return Err(invalid(&name, "has a body with other inputs or outputs than the loop"));
    }
    let mut stacked: Vec<Stacked> =
        (0..body.outputs - count - 1).map(|_| Stacked { parts: Vec::new(), bytes: 0 }).collect();
    let (mut trip, made) = (0i64, Trips::begin());
    while goes_on && trips.is_none_or(|trips| trip < trips) {
        made.count(&name)?;
        let given = [tensor0(trip).into_tvalue(), tensor0(true).into_tvalue()].into_iter().chain(carried);
        let mut outputs = body.run(given)?.into_iter();
        goes_on = outputs.next().map_or(Ok(false), |value| condition(&value))?;
        carried = outputs.by_ref().take(count).collect();
        stacked.iter_mut().zip(outputs).try_for_each(|(stacked, part)| stacked.push(part))?;
        trip += 1;
    }
    let stacked = stacked.into_iter().map(|stacked| stacked.finish(0, false, &name)).collect::<Result<Vec<_>>>()?;
    Ok(carried.into_iter().chain(stacked).collect())
}

/// Runs a `Scan`.
pub(super) fn run_scan(node: &NodeProto, inputs: &[Option<TValue>], mut body: Body<'_>) -> Result<TVec<TValue>> {
    let name = describe(node);
    let attributes = Attributes(node);
    let inputs: Vec<TValue> =
        inputs.iter().cloned().collect::<Option<_>>().ok_or_else(|| invalid(&name, "lacks an input"))?;
    let scanned = usize::try_from(attributes.int("num_scan_inputs", 0)).unwrap_or(0);
    if scanned == 0 || scanned > inputs.len() || body.inputs.len() != inputs.len() {
        return Err(invalid(&name, "has a body with other inputs than the scan"));
    }
    let states = inputs.len() - scanned;
    if body.outputs < states {
        return Err(invalid(&name, "has a body with fewer outputs than states"));
    }
    let setting = |list: &str, index: usize| attributes.ints(list).and_then(|it| it.get(index)).copied().unwrap_or(0);
    let mut axes = Vec::new();
    let mut length = None;
    for (index, input) in inputs[states..].iter().enumerate() {
        let axis = setting("scan_input_axes", index);
        let axis = if axis < 0 { axis + input.rank() as i64 } else { axis };
        let axis = usize::try_from(axis).ok().filter(|&axis| axis < input.rank());
        let axis = axis.ok_or_else(|| invalid(&name, "scans along an axis that its input does not have"))?;
        if length.is_some_and(|length| length != input.shape()[axis]) {
            return Err(invalid(&name, "scans inputs of different lengths"));
        }
        length = Some(input.shape()[axis]);
        axes.push(axis);
    }
    let length = length.unwrap_or(0);
    let mut carried: Vec<TValue> = inputs[..states].to_vec();
    let mut stacked: Vec<Stacked> =
        (0..body.outputs - states).map(|_| Stacked { parts: Vec::new(), bytes: 0 }).collect();
    let made = Trips::begin();
    for step in 0..length {
        made.count(&name)?;
        let part = |(index, (input, &axis)): (usize, (&TValue, &usize))| -> TractResult<TValue> {
            let place = if setting("scan_input_directions", index) == 1 { length - 1 - step } else { step };
            let mut part = input.slice(axis, place, place + 1)?;
            part.remove_axis(axis)?;
            Ok(part.into_tvalue())
        };
        let parts = inputs[states..].iter().zip(&axes).enumerate().map(part).collect::<TractResult<Vec<_>>>();
        let parts = parts.map_err(|error| invalid(&name, "cannot be scanned").with_source(error))?;
        let mut outputs = body.run(carried.into_iter().chain(parts))?.into_iter();
        carried = outputs.by_ref().take(states).collect();
        stacked.iter_mut().zip(outputs).try_for_each(|(stacked, part)| stacked.push(part))?;
    }
    let finish = |(index, stacked): (usize, Stacked)| {
        stacked.finish(setting("scan_output_axes", index), setting("scan_output_directions", index) == 1, &name)
    };
    let stacked = stacked.into_iter().enumerate().map(finish).collect::<Result<Vec<_>>>()?;
    Ok(carried.into_iter().chain(stacked).collect())
}
