//! A model with known shapes in, a plan that runs out. The passes and the plan are tract's, applied in less time.
//!
//! tract compares every node that a change adds with every node of the model, without using the result, and looks for
//! better orders of axes before the nodes that reshape the weights have been computed. Both grow with the square of the
//! number of nodes, and took three quarters of the time of loading a model.

use crate::guard::guarded;
use penchant_base::Result;
use std::collections::{HashMap, HashSet};
use tract_onnx::prelude::TypedRunnableModel;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::optim::{Optimizer, OptimizerSession, TypedPass};

/// The plan that tract would make.
///
/// Errors: `model.limit`, `model.format`, `engine.crashed`.
pub(crate) fn optimised(model: TypedModel) -> Result<Arc<TypedRunnableModel>> {
    guarded(|| plan(model))
}

fn plan(mut model: TypedModel) -> TractResult<Arc<TypedRunnableModel>> {
    #[cfg(target_arch = "wasm32")]
    {
        run(&Optimizer::prop_consts(), &mut model)?;
        model = super::rewrite::rewrite(model)?;
    }
    // First everything that depends on weights alone is computed: few nodes are left then whose axes could change.
    run(&declutter_in_this_order_of_axes(), &mut model)?;
    // A change of axes that tract begins and cannot end is left out; the model is right without it.
    let mut changed = model.clone();
    if run(&Optimizer::declutter(), &mut changed).and_then(|()| run(&Optimizer::codegen(), &mut changed)).is_ok() {
        return changed.into_runnable();
    }
    run(&Optimizer::codegen(), &mut model)?;
    model.into_runnable()
}

/// tract's passes that simplify a model, without the one that changes the order of axes. That is the last one: its type
/// cannot be asked for, and its Debug text is not in every build.
fn declutter_in_this_order_of_axes() -> Optimizer {
    let mut optimizer = Optimizer::declutter();
    optimizer.passes.pop();
    optimizer
}

/// Runs all passes until none of them changes anything.
fn run(optimizer: &Optimizer, model: &mut TypedModel) -> TractResult<()> {
    let mut session = optimizer.session();
    let mut seen = HashSet::new();
    let symbols = model.symbols.clone();
    let _proofs = symbols.proof_cache_session();
    model.compact()?;
    loop {
        let mut changed = false;
        for mut pass in optimizer.passes.clone() {
            while run_pass(pass.as_mut(), &mut session, &mut seen, model)? {
                changed = true;
            }
        }
        if !changed {
            return Ok(());
        }
    }
}

/// Walks the model once with a pass; returns whether it changed anything.
fn run_pass(
    pass: &mut dyn TypedPass,
    session: &mut OptimizerSession,
    seen: &mut HashSet<String>,
    model: &mut TypedModel,
) -> TractResult<bool> {
    let mut names = None;
    pass.reset()?;
    while let Some(mut patch) = pass.next(session, model)? {
        // Some changes would otherwise be found again without end.
        if patch.dont_apply_twice.take().is_none_or(|label| seen.insert(label)) {
            let names = names.get_or_insert_with(|| Names::of(model));
            apply(patch, model, names)?;
        }
    }
    pass.run_direct(model)?;
    model.compact()?;
    Ok(names.is_some())
}

/// Puts the patch's nodes into the model, in the place of those that they replace.
fn apply(patch: TypedModelPatch, model: &mut TypedModel, names: &mut Names) -> TractResult<()> {
    let TypedModelPatch { model: patch, taps: mut outlets, shunts, inputs: replaced, obliterate, .. } = patch;
    let mut added = vec![];
    for node in patch.nodes {
        let source = TypedModel::is_source(&node.op);
        if source && outlets.contains_key(&node.id.into()) {
            continue;
        }
        let slots = node.outputs.len();
        let facts = node.outputs.into_iter().map(|output| output.fact).collect();
        names.add(&node.name);
        let id = model.add_node(node.name, node.op, facts)?;
        outlets.extend((0..slots).map(|slot| (OutletId::new(node.id, slot), OutletId::new(id, slot))));
        if source && let Some(&input) = replaced.get(&node.id) {
            model.inputs.iter_mut().filter(|outlet| outlet.node == input).for_each(|outlet| outlet.node = id);
        }
        added.push((id, node.inputs));
    }
    let mut shunts: Vec<(OutletId, OutletId)> = shunts.into_iter().collect();
    shunts.sort();
    for (outlet, by) in &shunts {
        let by = outlets[by];
        for reader in model.node(outlet.node).outputs[outlet.slot].successors.clone() {
            model.add_edge(by, reader)?;
        }
        model.outputs.iter_mut().filter(|output| *output == outlet).for_each(|output| *output = by);
        if let Some(label) = model.outlet_labels.remove(outlet) {
            model.set_outlet_label(by, label)?;
        }
    }
    for (id, inputs) in &added {
        for (slot, input) in inputs.iter().enumerate() {
            model.add_edge(outlets[input], InletId::new(*id, slot))?;
        }
    }
    for id in obliterate {
        model.node_mut(id).op = model.create_dummy();
    }
    drop_unread(shunts.into_iter().map(|(outlet, _)| outlet.node).collect(), model, names);
    for (id, _) in added {
        names.separate(&mut model.node_mut(id).name);
    }
    Ok(())
}

/// Empties nodes whose outputs have no reader any more, and then those that only such nodes read.
fn drop_unread(mut candidates: Vec<usize>, model: &mut TypedModel, names: &mut Names) {
    while let Some(id) = candidates.pop() {
        let node = model.node(id);
        let read = node.outputs.iter().any(|output| !output.successors.is_empty());
        if read || model.outputs.iter().chain(&model.inputs).any(|outlet| outlet.node == id) {
            continue;
        }
        let dummy = model.create_dummy();
        let node = model.node_mut(id);
        node.op = dummy;
        names.remove(&node.name);
        node.name = format!("Dummy-node-{id}");
        node.outputs.clear();
        for input in std::mem::take(&mut node.inputs) {
            model.node_mut(input.node).outputs[input.slot].successors.retain(|reader| reader.node != id);
            candidates.push(input.node);
        }
    }
}

/// How many nodes have each name.
struct Names(HashMap<String, usize>);

impl Names {
    fn of(model: &TypedModel) -> Self {
        let mut names = Self(HashMap::with_capacity(model.nodes.len()));
        model.nodes.iter().for_each(|node| names.add(&node.name));
        names
    }

    fn add(&mut self, name: &str) {
        *self.0.entry(name.to_owned()).or_default() += 1;
    }

    fn remove(&mut self, name: &str) {
        if let Some(count) = self.0.get_mut(name) {
            *count = count.saturating_sub(1);
        }
    }

    fn count(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// Makes the name of a node one that no other node has. What follows a # in it is dropped.
    fn separate(&mut self, name: &mut String) {
        let prefix = match name.split_once('#') {
            Some((prefix, _)) => prefix.to_owned(),
            None if self.count(name) > 1 => name.clone(),
            None => return,
        };
        self.remove(name);
        let numbered = (1..).map(|number| format!("{prefix}.{number}"));
        let free = std::iter::once(prefix.clone()).chain(numbered).find(|name| self.count(name) == 0);
        *name = free.unwrap_or(prefix);
        self.add(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use tract_onnx::prelude::{Framework, InferenceModelExt};

    /// The number of nodes of each operator.
    fn operators(model: &TypedModel) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for node in model.nodes() {
            *counts.entry(node.op().name().into_owned()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn the_plan_has_the_same_nodes_as_tracts_own() -> TractResult<()> {
        let file = penchant_testing::built(penchant_testing::MODEL);
        let model = tract_onnx::onnx().model_for_path(file)?.into_typed()?;
        let theirs = model.clone().into_optimized()?;
        let ours = plan(model)?;
        assert_eq!(operators(ours.model()), operators(&theirs));
        let pixels: Vec<f32> = (0..3 * 224 * 224).map(|index| ((index * 7919) % 256) as f32 / 128.0 - 1.0).collect();
        let input = tvec![Tensor::from_shape(&[1, 3, 224, 224], &pixels)?.into_tvalue()];
        let expected = theirs.into_runnable()?.run(input.clone())?;
        assert_eq!(ours.run(input)?[0], expected[0]);
        Ok(())
    }

    /// A model of two opposite moves of axes around an operator that works in any order of axes.
    #[test]
    fn axes_keep_their_order_until_the_weights_are_computed() -> TractResult<()> {
        let mut model = TypedModel::default();
        let input = model.add_source("input", f32::fact([2, 3, 4]))?;
        let moved = model.wire_node("there", AxisOp::Move(0, 2), &[input])?;
        let curved = model.wire_node("tanh", tract_onnx::tract_core::ops::math::tanh(), &moved)?;
        let back = model.wire_node("back", AxisOp::Move(2, 0), &curved)?;
        model.select_output_outlets(&back)?;
        let moves_after = |optimizer: Optimizer| -> TractResult<usize> {
            let mut model = model.clone();
            run(&optimizer, &mut model)?;
            Ok(model.nodes().iter().filter(|node| node.op_is::<AxisOp>()).count())
        };
        assert_eq!(moves_after(declutter_in_this_order_of_axes())?, 2);
        assert_eq!(moves_after(Optimizer::declutter())?, 0);
        Ok(())
    }
}
