//! tract's operators with a bound on what they compute early: while it infers shapes, tract computes every value that
//! depends on constants alone, and checks its size afterwards. A file of a hundred bytes could ask for terabytes.

use super::facts::lengths;
use super::requirements::{Check, Rule};
use crate::guard::enter_node;
use crate::tensor::volume;
use penchant_base::limits::MAX_TENSOR_NUMBERS;
use penchant_base::{Error, ErrorKind, Result};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use tract_onnx::Onnx;
use tract_onnx::model::ParsingContext;
use tract_onnx::pb::NodeProto;
use tract_onnx::tract_core::ops::konst::Const;
use tract_onnx::tract_core::optim::CONST_FOLD_MEM_BUDGET;
use tract_onnx::tract_hir::internal::*;

/// tract's reader, whose operators are bounded.
pub(crate) fn reader() -> Onnx {
    let mut reader = tract_onnx::onnx().with_ignore_output_shapes(true).with_ignore_value_info(true);
    reader.op_register.0.values_mut().for_each(|builder| *builder = build);
    reader
}

fn build(context: &ParsingContext, node: &NodeProto) -> TractResult<(Box<dyn InferenceOp>, Vec<String>)> {
    static TRACT: LazyLock<Onnx> = LazyLock::new(tract_onnx::onnx);
    let builder = TRACT.op_register.0.get(&node.op_type).context("the engine does not have this operator")?;
    let no_scales = match context.onnx_operator_set_version > 10 {
        true => node.input.len() < 3,
        false => node.input.get(1).is_none_or(String::is_empty),
    };
    ensure!(node.op_type != "Resize" || !no_scales, "has neither scales nor sizes: give it one of them");
    let (op, closures) = builder(context, node)?;
    let lengths = match &*node.op_type {
        "ConstantOfShape" | "Range" => 0..3,
        "Expand" | "OneHot" | "Pad" | "Reshape" | "Tile" | "TopK" => 1..2,
        _ => 0..0,
    };
    // tract recognises constants by their type.
    if op.as_op().is::<Const>() {
        return Ok((op, closures));
    }
    let name = if node.name.is_empty() { node.output.first().map_or("", String::as_str) } else { &node.name };
    let node_name = Arc::from(name);
    Ok((Box::new(Bounded { op, node_name, lengths, rules: Rule::of_node(node) }), closures))
}

/// An operator that, while shapes are inferred, does not compute values that are too large to be kept.
#[derive(Debug, Clone)]
struct Bounded {
    op: Box<dyn InferenceOp>,
    /// The name of the node that it was made for, which its copies share.
    node_name: Arc<str>,
    /// The inputs that are lengths.
    lengths: Range<usize>,
    rules: TVec<Rule>,
}

impl Bounded {
    /// Refuses lengths that no tensor may have. tract reads only the last 32 bits of them.
    fn check_lengths(&self, inputs: &[&InferenceFact]) -> TractResult<()> {
        let lengths = inputs.iter().skip(self.lengths.start).take(self.lengths.len());
        for value in lengths.filter_map(|fact| fact.value.concretize()).filter(|value| value.datum_type().is_integer())
        {
            let numbers = value.cast_to::<i64>()?;
            if let Some(number) = numbers
                .try_as_plain_ram()?
                .as_slice::<i64>()?
                .iter()
                .find(|number| number.unsigned_abs() > MAX_TENSOR_NUMBERS as u64)
            {
                let message = format!("a length of {number} is out of range: at most {MAX_TENSOR_NUMBERS} is possible");
                return Err(Error::new(ErrorKind::ModelLimit, message).into());
            }
        }
        Ok(())
    }
}

/// Operators are equal if they were made for the same node of the file, as copies are: tract merges nodes with equal
/// operators and the same inputs. Most of tract's own operators cannot be compared while shapes are inferred.
impl PartialEq for Bounded {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.node_name, &other.node_name)
    }
}

impl Eq for Bounded {}

impl Op for Bounded {
    fn name(&self) -> StaticName {
        self.op.name()
    }

    not_a_typed_op!();
}

impl EvalOp for Bounded {
    fn eval(&self, context: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        self.op.eval(context, inputs)
    }

    fn eval_out_of_plan(&self, inputs: TVec<TValue>) -> TractResult<Option<TVec<TValue>>> {
        self.op.eval_out_of_plan(inputs)
    }

    fn state(&self, context: &EvalContext) -> TractResult<Option<Box<dyn OpState>>> {
        self.op.state(context)
    }
}

impl InferenceOp for Bounded {
    fn infer(
        &mut self,
        inputs: TVec<&InferenceFact>,
        outputs: TVec<&InferenceFact>,
        observed: TVec<&InferenceFact>,
    ) -> TractResult<(TVec<InferenceFact>, TVec<InferenceFact>, TVec<InferenceFact>)> {
        enter_node(&self.node_name);
        self.check_lengths(&inputs)?;
        self.rules.iter().try_for_each(|rule| rule.check_shapes(&inputs))?;
        if let Some((input, requirement)) = self.rules.iter().find_map(|rule| rule.requirement(&inputs))
            && let Some(numbers) = inputs[input].value.concretize()
        {
            requirement.check(&numbers)?;
            if requirement.normalizes() {
                return self.op.infer_facts(inputs, outputs, observed);
            }
        }
        if !inputs.is_empty() && inputs.iter().all(|input| input.value.is_concrete()) {
            let facts = self.op.infer_facts(inputs.clone(), outputs.clone(), observed.clone())?;
            let sizes = facts.1.iter().filter_map(|fact| {
                let bytes = fact.datum_type.concretize().map_or(1, |kind| kind.size_of());
                Some(volume(&lengths(fact)?).map(|numbers| numbers.saturating_mul(bytes)))
            });
            if sizes.sum::<Result<usize>>()? as u64 > CONST_FOLD_MEM_BUDGET {
                return Ok(facts);
            }
        }
        self.op.infer(inputs, outputs, observed)
    }

    fn observe_outlets(&self, model: &InferenceModel, node: &InferenceNode) -> TractResult<Vec<OutletId>> {
        self.op.observe_outlets(model, node)
    }

    fn infer_facts(
        &mut self,
        inputs: TVec<&InferenceFact>,
        outputs: TVec<&InferenceFact>,
        observed: TVec<&InferenceFact>,
    ) -> TractResult<(TVec<InferenceFact>, TVec<InferenceFact>, TVec<InferenceFact>)> {
        self.op.infer_facts(inputs, outputs, observed)
    }

    fn incorporate(&self, model: &InferenceModel, node: &InferenceNode) -> TractResult<Option<InferenceModelPatch>> {
        self.op.incorporate(model, node)
    }

    fn nboutputs(&self) -> TractResult<usize> {
        self.op.nboutputs()
    }

    fn as_op(&self) -> &dyn Op {
        self
    }

    fn as_op_mut(&mut self) -> &mut dyn Op {
        self
    }

    fn to_typed(
        &self,
        source: &InferenceModel,
        node: &InferenceNode,
        target: &mut TypedModel,
        mapping: &HashMap<OutletId, OutletId>,
    ) -> TractResult<TVec<OutletId>> {
        enter_node(&self.node_name);
        let facts = node.inputs.iter().map(|&input| source.outlet_fact(input)).collect::<TractResult<TVec<_>>>()?;
        if let Some((input, requirement)) = self.rules.iter().find_map(|rule| rule.requirement(&facts))
            && (!facts[input].value.is_concrete() || requirement.normalizes())
        {
            let mut mapping: HashMap<_, _> = node.inputs.iter().map(|input| (*input, mapping[input])).collect();
            let input = node.inputs[input];
            let checked = target.wire_node(format!("{}.checked", node.name), Check(requirement), &[mapping[&input]])?;
            mapping.insert(input, checked[0]);
            return self.op.to_typed(source, node, target, &mapping);
        }
        self.op.to_typed(source, node, target, mapping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{graph, node};
    use tract_onnx::pb::ModelProto;

    /// The operators of a model with two nodes.
    fn flatten_twice() -> TractResult<Vec<Box<dyn InferenceOp>>> {
        let nodes = vec![node("Flatten", &["x"], &["y"], vec![]), node("Flatten", &["x"], &["z"], vec![])];
        let graph = Some(graph(&[2, 3], nodes, vec![]));
        let model = reader().parse(&ModelProto { graph, ..ModelProto::default() }, None)?.model;
        let nodes = model.nodes.into_iter().filter(|node| !InferenceModel::is_source(&node.op));
        Ok(nodes.map(|node| node.op).collect())
    }

    #[test]
    fn an_operator_equals_itself_and_its_copies() -> TractResult<()> {
        let ops = flatten_twice()?;
        assert!(ops.iter().all(|op| op.as_op().is::<Bounded>()));
        assert!(ops[0].as_op() == ops[0].as_op());
        assert!(ops[0].as_op() == ops[0].clone().as_op());
        assert!(ops[0].as_op() != ops[1].as_op());
        Ok(())
    }
}
