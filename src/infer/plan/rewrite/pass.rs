//! The pass itself: it rewrites one node after the other, and moves channels where a node needs the other order.

use super::convolution::Convolution;
use super::fused_ops::FusedOps;
use super::product::Product;
use super::strips;
use crate::operators::Map;
use std::collections::HashMap;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::cast::Cast;
use tract_onnx::tract_core::ops::cnn::{Conv, MaxPool, SumPool};
use tract_onnx::tract_core::ops::dummy::Dummy;
use tract_onnx::tract_core::ops::einsum::EinSum;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;
use tract_onnx::tract_core::ops::konst::Const;
use tract_onnx::tract_core::ops::math::{Add, Mul};
use tract_onnx::tract_core::ops::nn::{DataFormat, Reduce};

/// From N × C × H × W, the order of images in ONNX, to N × H × W × C.
const TO_CHANNELS_LAST: AxisOp = AxisOp::Move(1, 3);
const TO_CHANNELS_FIRST: AxisOp = AxisOp::Move(3, 1);

/// Rewrites every node that our kernels can compute.
pub(in crate::plan) fn rewrite(model: TypedModel) -> TractResult<TypedModel> {
    let target = TypedModel { symbols: model.symbols.clone(), ..TypedModel::default() };
    let order = model.eval_order()?;
    let mut rewriting = Rewriting { model, target, channels_first: HashMap::new(), channels_last: HashMap::new() };
    for id in order {
        let node = rewriting.model.node(id).clone();
        rewriting.node(&node)?;
    }
    // An input that no node reads stays an input.
    for input in rewriting.model.inputs.clone() {
        if !rewriting.channels_first.contains_key(&input) {
            let node = rewriting.model.node(input.node).clone();
            rewriting.copy(&node, node.op.clone())?;
        }
    }
    rewriting.finish()
}

/// A model that is being rewritten. Each of its values is there with channels first, channels last, or both.
struct Rewriting {
    model: TypedModel,
    target: TypedModel,
    /// Values in the model's order, by the outlet of the model.
    channels_first: HashMap<OutletId, OutletId>,
    /// Values with the channels of a pixel next to each other.
    channels_last: HashMap<OutletId, OutletId>,
}

impl Rewriting {
    /// Rewrites or copies a node.
    fn node(&mut self, node: &TypedNode) -> TractResult<()> {
        if let Some(einsum) = node.op_as::<EinSum>()
            && let Some(product) = self.product(node, einsum)?
        {
            self.channels_first.insert(node.id.into(), product);
            return Ok(());
        }
        if let Some(op) = node.op_as::<TypedBinOp>()
            && (self.fuse(node, op)? || self.scale(node, op)?)
        {
            return Ok(());
        }
        if let Some(cast) = node.op_as::<Cast>()
            && self.convert(node, cast)
        {
            return Ok(());
        }
        if let Some((low, high)) = bounds_of(node)
            && self.clamp(node, low, high)
        {
            return Ok(());
        }
        let rewritten = if let Some(conv) = node.op_as::<Conv>() {
            self.convolution(node, conv)?
        } else if node.op_is::<TypedBinOp>() {
            self.binary(node)?
        } else if node.op_is::<ElementWiseOp>() {
            self.wire_channels_last(node, node.op.clone())?
        } else if let Some(reduce) = node.op_as::<Reduce>() {
            self.reduce(node, reduce)?
        } else {
            self.pool(node)?
        };
        match rewritten {
            Some(outlet) => {
                self.channels_last.insert(node.id.into(), outlet);
            }
            None => self.copy(node, node.op.clone())?,
        }
        Ok(())
    }

    /// The node as a product of ours, if that is possible.
    fn product(&mut self, node: &TypedNode, einsum: &EinSum) -> TractResult<Option<OutletId>> {
        let facts = node.inputs.iter().map(|&input| self.model.outlet_fact(input)).collect::<TractResult<TVec<_>>>()?;
        let Some((op, slots)) = Product::of(einsum, &facts)? else { return Ok(None) };
        drop(facts);
        if !slots.contains(&1) {
            self.drop_packed_weights(node.inputs[1]);
        }
        let inputs = slots
            .into_iter()
            .map(|slot| self.as_channels_first(node.inputs[slot]))
            .collect::<TractResult<TVec<_>>>()?;
        Ok(Some(self.target.wire_node(&node.name, op, &inputs)?[0]))
    }

    /// The node as a convolution of ours, if that is possible.
    fn convolution(&mut self, node: &TypedNode, conv: &Conv) -> TractResult<Option<OutletId>> {
        let fact = |input: usize| self.model.outlet_fact(node.inputs[input]);
        let (Some(image), Some(weights), Some(biases)) =
            (fact(0)?.shape.as_concrete(), &fact(1)?.konst, &fact(2)?.konst)
        else {
            return Ok(None);
        };
        match Convolution::of(conv, image, weights, biases)? {
            Some(op) => {
                self.drop_packed_weights(node.inputs[1]);
                let input = self.as_channels_last(node.inputs[0])?;
                Ok(Some(self.target.wire_node(&node.name, op, &[input])?[0]))
            }
            None => Ok(None),
        }
    }

    /// Drops weights that have been packed, if no other node reads them: all of them twice would take much more memory.
    fn drop_packed_weights(&mut self, weights: OutletId) {
        if !self.is_read_once(weights) || !self.model.node(weights.node).op_is::<Const>() {
            return;
        }
        let copy = self.channels_first.get(&weights).map(|copy| self.target.node_mut(copy.node));
        for node in copy.into_iter().chain([self.model.node_mut(weights.node)]) {
            node.op = Box::new(Dummy::new());
            node.outputs[0].fact.konst = None;
        }
    }

    /// Makes the convolution or product before a node compute it too; returns whether that is possible.
    fn fuse(&mut self, node: &TypedNode, op: &TypedBinOp) -> TractResult<bool> {
        for (slot, &input) in node.inputs.iter().enumerate() {
            let other = node.inputs[1 - slot];
            if !self.is_read_once(input) {
                continue;
            }
            for last in [true, false] {
                let order = if last { &self.channels_last } else { &self.channels_first };
                let Some(&outlet) = order.get(&input) else { continue };
                let addend = order.get(&other).copied();
                let mut changed = self.target.node(outlet.node).op.clone();
                let Some(fused) = fused_ops_of(&mut *changed) else { continue };
                let fact = self.model.outlet_fact(other)?;
                let same_shape = fact.shape == self.model.outlet_fact(input)?.shape;
                let mut added = None;
                if !op.0.is::<Add>() {
                    continue;
                } else if let (true, Some(addend)) = (same_shape && fused.can_add(), addend) {
                    added = Some(addend);
                } else if last || !fact.konst.as_ref().is_some_and(|constant| fused.add_biases(constant)) {
                    continue;
                }
                if let Some(added) = added {
                    fused.added = true;
                    self.target
                        .add_edge(added, InletId::new(outlet.node, self.target.node(outlet.node).inputs.len()))?;
                }
                self.replace_op(outlet, changed, node);
                let order = if last { &mut self.channels_last } else { &mut self.channels_first };
                order.insert(node.id.into(), outlet);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes the convolution or product before a clamp compute it too; returns whether that is possible.
    fn clamp(&mut self, node: &TypedNode, low: f32, high: f32) -> bool {
        let input = node.inputs[0];
        if !self.is_read_once(input) {
            return false;
        }
        for last in [true, false] {
            let order = if last { &mut self.channels_last } else { &mut self.channels_first };
            let Some(&outlet) = order.get(&input) else { continue };
            let mut changed = self.target.node(outlet.node).op.clone();
            let Some(fused) = fused_ops_of(&mut *changed) else { continue };
            if low > f32::NEG_INFINITY && !fused.clamp_below(low) {
                continue;
            }
            fused.clamp_above(high);
            order.insert(node.id.into(), outlet);
            self.replace_op(outlet, changed, node);
            return true;
        }
        false
    }

    /// Makes the product of integers before a cast return single precision; returns whether that is possible.
    fn convert(&mut self, node: &TypedNode, cast: &Cast) -> bool {
        let Some(&outlet) = self.channels_first.get(&node.inputs[0]).filter(|_| self.is_read_once(node.inputs[0]))
        else {
            return false;
        };
        let mut changed = self.target.node(outlet.node).op.clone();
        let possible = cast.to == f32::datum_type() && changed.downcast_mut::<Product>().is_some_and(Product::convert);
        if possible {
            self.replace_op(outlet, changed, node);
            self.channels_first.insert(node.id.into(), outlet);
        }
        possible
    }

    /// Makes the product of integers before a multiplication by one number compute it too; returns whether that is
    /// possible.
    fn scale(&mut self, node: &TypedNode, op: &TypedBinOp) -> TractResult<bool> {
        for (slot, &input) in node.inputs.iter().enumerate().filter(|_| op.0.is::<Mul>()) {
            let other = node.inputs[1 - slot];
            let one = self.model.outlet_fact(other)?.shape.volume().is_one();
            let same_shape = self.model.outlet_fact(input)?.shape == node.outputs[0].fact.shape;
            let (Some(&outlet), true) =
                (self.channels_first.get(&input), one && same_shape && self.is_read_once(input))
            else {
                continue;
            };
            let mut changed = self.target.node(outlet.node).op.clone();
            if changed.downcast_mut::<Product>().is_some_and(Product::scale) {
                let scale = self.as_channels_first(other)?;
                self.target.add_edge(scale, InletId::new(outlet.node, self.target.node(outlet.node).inputs.len()))?;
                self.replace_op(outlet, changed, node);
                self.channels_first.insert(node.id.into(), outlet);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether it has one reader, and is not an output.
    fn is_read_once(&self, outlet: OutletId) -> bool {
        self.model.node(outlet.node).outputs[outlet.slot].successors.len() == 1 && !self.model.outputs.contains(&outlet)
    }

    /// Gives a node of the target an operator that computes `node` too.
    fn replace_op(&mut self, outlet: OutletId, op: Box<dyn TypedOp>, node: &TypedNode) {
        let target = self.target.node_mut(outlet.node);
        target.op = op;
        target.name.clone_from(&node.name);
        target.outputs[outlet.slot].fact.datum_type = node.outputs[0].fact.datum_type;
    }

    /// Images of the same shape, or an image and a constant, with channels last.
    fn binary(&mut self, node: &TypedNode) -> TractResult<Option<OutletId>> {
        if !node.inputs.iter().any(|input| self.channels_last.contains_key(input)) {
            return Ok(None);
        }
        let output = &node.outputs[0].fact.shape;
        for input in &node.inputs {
            let fact = self.model.outlet_fact(*input)?;
            let image = fact.shape == *output && self.channels_last.contains_key(input);
            if !image && (fact.konst.is_none() || fact.rank() != 4) {
                return Ok(None);
            }
        }
        let inputs = node.inputs.iter().map(|&input| self.as_channels_last(input)).collect::<TractResult<TVec<_>>>()?;
        Ok(Some(self.target.wire_node(&node.name, node.op.clone(), &inputs)?[0]))
    }

    /// A reduction over the pixels, with channels last.
    fn reduce(&mut self, node: &TypedNode, reduce: &Reduce) -> TractResult<Option<OutletId>> {
        if !reduce.axes.iter().all(|axis| [2, 3].contains(axis)) {
            return Ok(None);
        }
        let axes = reduce.axes.iter().map(|axis| axis - 1).collect();
        self.wire_channels_last(node, Box::new(Reduce { axes, reducer: reduce.reducer }))
    }

    /// A pool with channels last.
    fn pool(&mut self, node: &TypedNode) -> TractResult<Option<OutletId>> {
        let op: Box<dyn TypedOp> = match (node.op_as::<MaxPool>(), node.op_as::<SumPool>()) {
            (Some(pool), _) if pool.with_index_outputs.is_none() && pool.pool_spec.data_format == DataFormat::NCHW => {
                let mut pool = pool.clone();
                pool.pool_spec.data_format = DataFormat::NHWC;
                Box::new(pool)
            }
            (_, Some(pool)) if pool.pool_spec.data_format == DataFormat::NCHW => {
                let mut pool = pool.clone();
                pool.pool_spec.data_format = DataFormat::NHWC;
                Box::new(pool)
            }
            _ => return Ok(None),
        };
        self.wire_channels_last(node, op)
    }

    /// A node with one input and one output, if its input is there with channels last.
    fn wire_channels_last(&mut self, node: &TypedNode, op: Box<dyn TypedOp>) -> TractResult<Option<OutletId>> {
        match (&*node.inputs, &*node.outputs) {
            ([input], [_]) if self.channels_last.contains_key(input) => {
                let input = self.channels_last[input];
                Ok(Some(self.target.wire_node(&node.name, op, &[input])?[0]))
            }
            _ => Ok(None),
        }
    }

    /// Copies a node into the target with another operator, or its own.
    fn copy(&mut self, node: &TypedNode, op: Box<dyn TypedOp>) -> TractResult<()> {
        let inputs =
            node.inputs.iter().map(|&input| self.as_channels_first(input)).collect::<TractResult<TVec<_>>>()?;
        let facts = node.outputs.iter().map(|output| output.fact.clone()).collect();
        let id = self.target.add_node(&node.name, op, facts)?;
        for (slot, &input) in inputs.iter().enumerate() {
            self.target.add_edge(input, InletId::new(id, slot))?;
        }
        for slot in 0..node.outputs.len() {
            self.channels_first.insert(OutletId::new(node.id, slot), OutletId::new(id, slot));
        }
        Ok(())
    }

    /// A value with channels last, which is moved if necessary.
    fn as_channels_last(&mut self, outlet: OutletId) -> TractResult<OutletId> {
        if let Some(&known) = self.channels_last.get(&outlet) {
            return Ok(known);
        }
        let moved = self.move_channels(self.channels_first[&outlet], outlet, TO_CHANNELS_LAST, "last")?;
        self.channels_last.insert(outlet, moved);
        Ok(moved)
    }

    /// A value in the model's order, which is moved if necessary.
    fn as_channels_first(&mut self, outlet: OutletId) -> TractResult<OutletId> {
        if let Some(&known) = self.channels_first.get(&outlet) {
            return Ok(known);
        }
        let moved = self.move_channels(self.channels_last[&outlet], outlet, TO_CHANNELS_FIRST, "first")?;
        self.channels_first.insert(outlet, moved);
        Ok(moved)
    }

    fn move_channels(&mut self, known: OutletId, outlet: OutletId, to: AxisOp, order: &str) -> TractResult<OutletId> {
        let name = format!("{}.{}.channels_{order}", self.model.node(outlet.node).name, outlet.slot);
        Ok(self.target.wire_node(name, to, &[known])?[0])
    }

    fn finish(mut self) -> TractResult<TypedModel> {
        self.target.inputs = self.model.inputs.iter().map(|outlet| self.channels_first[outlet]).collect();
        let mut outputs = vec![];
        for outlet in self.model.outputs.clone() {
            let output = self.as_channels_first(outlet)?;
            if let Some(label) = self.model.outlet_label(outlet) {
                self.target.set_outlet_label(output, label.to_string())?;
            }
            outputs.push(output);
        }
        self.target.outputs = outputs;
        self.target.properties.clone_from(&self.model.properties);
        strips::fuse_into_strips(&mut self.target)?;
        Ok(self.target)
    }
}

/// The operators that a node of ours computes too.
fn fused_ops_of(op: &mut dyn TypedOp) -> Option<&mut FusedOps> {
    if op.is::<Convolution>() {
        return op.downcast_mut::<Convolution>().map(Convolution::fused_ops);
    }
    op.downcast_mut::<Product>().and_then(Product::fused_ops)
}

/// The bounds of a node that is a clamp.
fn bounds_of(node: &TypedNode) -> Option<(f32, f32)> {
    node.op_as::<ElementWiseOp>()?.0.downcast_ref::<Map>()?.bounds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Checked, check};
    use crate::plan::{Graph, InputKey, Program};

    /// The outputs of the model as tract runs it and after the rewrite, and the rewritten model.
    fn run_original_and_rewritten(model: TypedModel, input: Tensor) -> TractResult<(Tensor, Tensor, TypedModel)> {
        let mut folded = model.clone();
        tract_onnx::tract_core::optim::Optimizer::prop_consts().optimize(&mut folded)?;
        let rewritten = rewrite(folded)?;
        let run = |model: TypedModel| -> TractResult<Tensor> {
            let mut outputs = model.into_optimized()?.into_runnable()?.run(tvec![input.clone().into_tvalue()])?;
            Ok(outputs.remove(0).into_tensor())
        };
        Ok((run(model)?, run(rewritten.clone())?, rewritten))
    }

    fn sample(shape: &[usize]) -> TractResult<Tensor> {
        let count = shape.iter().product::<usize>();
        let numbers: Vec<f32> = (0..count).map(|index| ((index * 7919) % 251) as f32 / 125.0 - 1.0).collect();
        Tensor::from_shape(shape, &numbers)
    }

    #[test]
    fn a_rewritten_network_computes_the_same() -> TractResult<()> {
        let file = std::fs::read(penchant_testing::built(penchant_testing::MODEL))?;
        let Checked { graph, versions } = check(bytes::Bytes::from(file))?;
        let (input, output) = (graph.input[0].name.clone(), graph.output[0].name.clone());
        let program = Program::new(Graph::new(graph, vec![output], &versions)?, 0);
        let model = program.wired(&[(input, InputKey::Shape(f32::datum_type(), tvec![1, 3, 224, 224]))])?;
        let (expected, found, mut rewritten) = run_original_and_rewritten(model, sample(&[1, 3, 224, 224])?)?;
        rewritten.compact()?;
        found.close_enough(&expected, Approximation::Custom(1e-4, 1e-4, 0.0))?;
        // All convolutions are rewritten, and all operators that follow them are fused.
        let count = |operator: &str| rewritten.nodes.iter().filter(|node| node.op().name() == operator).count();
        assert_eq!(["Conv", "EinSum", "Clamp", "Add"].map(count), [0; 4]);
        let ours = ["Convolution", "ConvolutionDepthwise", "ConvolutionsInStrips", "Product"];
        assert_eq!(ours.map(count), [25, 12, 4, 1]);
        Ok(())
    }

    #[test]
    fn unused_inputs_stay() -> TractResult<()> {
        let mut model = TypedModel::default();
        model.add_source("unused", f32::fact([2]))?;
        let used = model.add_source("used", f32::fact([3]))?;
        model.select_output_outlets(&[used])?;
        let inputs: Vec<_> = rewrite(model)?.input_outlets()?.to_vec();
        assert_eq!(inputs.len(), 2);
        Ok(())
    }

    #[test]
    fn rewritten_products_compute_the_same() -> TractResult<()> {
        // The product, the shapes of its factors, and whether it is rewritten.
        let products: [(&str, &[usize], &[usize], bool); 8] = [
            ("mk,kn->mn", &[5, 3], &[3, 9], true),
            ("abk,kn->abn", &[2, 5, 3], &[3, 9], true),
            ("mk,nk->mn", &[7, 4], &[11, 4], true),
            ("abmk,abkn->abmn", &[2, 3, 5, 4], &[2, 3, 4, 6], true),
            ("abmk,abnk->abmn", &[2, 3, 5, 4], &[2, 3, 6, 4], true),
            ("km,kn->mn", &[3, 5], &[3, 9], false),
            ("mk,kn->nm", &[5, 3], &[3, 9], false),
            ("amk,bkn->abmn", &[2, 5, 3], &[4, 3, 9], false),
        ];
        for (expression, left, right, ours) in products {
            for known in [true, false] {
                let mut model = TypedModel::default();
                let first = model.add_source("left", f32::fact(left))?;
                let second = match known {
                    true => model.add_const("right", sample(right)?)?,
                    false => model.add_source("right", f32::fact(right))?,
                };
                let op = EinSum::new(expression.parse()?, f32::datum_type());
                let product = model.wire_node("product", op, &[first, second])?[0];
                let shape = model.outlet_fact(product)?.shape.as_concrete().map(<[usize]>::to_vec);
                let shape = shape.unwrap_or_default();
                let mut biases = vec![1; shape.len()];
                biases[shape.len() - 1] = shape[shape.len() - 1];
                let biases = model.add_const("biases", sample(&biases)?)?;
                let sum = model.wire_node("sum", tract_onnx::tract_core::ops::math::add(), &[product, biases])?[0];
                model.select_output_outlets(&[sum])?;
                let rewritten = rewrite(model.clone())?;
                let names: Vec<_> = rewritten.nodes.iter().map(|node| node.op().name()).collect();
                assert_eq!(names.iter().any(|name| name == "Product"), ours, "{expression}: {names:?}");
                assert_eq!(names.iter().any(|name| name == "Add"), !ours, "{expression}: {names:?}");
                let run = |model: TypedModel| -> TractResult<Tensor> {
                    let mut inputs = tvec![sample(left)?.into_tvalue()];
                    inputs.extend((!known).then(|| sample(right)).transpose()?.map(Tensor::into_tvalue));
                    Ok(model.into_optimized()?.into_runnable()?.run(inputs)?.remove(0).into_tensor())
                };
                run(rewritten)?.close_enough(&run(model)?, Approximation::Custom(1e-5, 1e-5, 0.0))?;
            }
        }
        Ok(())
    }

    /// As in networks of 8 bits: the sums of integers are cast to single precision, scaled by a computed number, and
    /// biases are added.
    #[test]
    fn products_of_integers_are_fused_with_their_scale_and_biases() -> TractResult<()> {
        let (rows, depth, columns) = (7, 10, 9);
        let bytes = |count: usize, seed: usize| (0..count).map(move |index| ((index * 7919 + seed) % 251) as u8);
        let mut model = TypedModel::default();
        let left = model.add_source("left", u8::fact([rows, depth]))?;
        let scale = model.add_source("scale", f32::fact([1, 1]))?;
        let matrix: Vec<i8> = bytes(depth * columns, 3).map(|byte| byte as i8).collect();
        let constants = [
            Tensor::from_shape(&[depth, columns], &matrix)?,
            tensor0(0i32),
            tensor0(5u8),
            tensor0(1f32),
            tensor0(-3i8),
            tensor0(1f32),
            tensor0(0i32),
            tensor0(1f32),
        ];
        let mut inputs = tvec![left];
        for (index, constant) in constants.into_iter().enumerate() {
            let name = format!("constant {index}");
            inputs.push(model.wire_node(name, Const::new(constant.into_arc_tensor())?, &[])?[0]);
        }
        let axes = "mk,kn,,,,,,,->mn".parse()?;
        let op = EinSum { axes, operating_dt: i32::datum_type(), q_params: Some(i32::datum_type()) };
        let product = model.wire_node("product", op, &inputs)?[0];
        let cast = model.wire_node("cast", tract_onnx::tract_core::ops::cast::cast(f32::datum_type()), &[product])?[0];
        let scaled = model.wire_node("scaled", tract_onnx::tract_core::ops::math::mul(), &[cast, scale])?[0];
        let biases = model.add_const("biases", sample(&[1, columns])?)?;
        let sum = model.wire_node("sum", tract_onnx::tract_core::ops::math::add(), &[scaled, biases])?[0];
        model.select_output_outlets(&[sum])?;
        let rewritten = rewrite(model.clone())?;
        let names: Vec<_> = rewritten.nodes.iter().map(|node| node.op().name()).collect();
        assert!(names.iter().any(|name| name == "ProductOfIntegers"), "{names:?}");
        assert!(!names.iter().any(|name| ["Cast", "Mul", "Add"].contains(&&**name)), "{names:?}");
        let run = |model: TypedModel| -> TractResult<Tensor> {
            let left: Vec<u8> = bytes(rows * depth, 1).collect();
            let left = Tensor::from_shape(&[rows, depth], &left)?.into_tvalue();
            let scale = Tensor::from_shape(&[1, 1], &[0.01f32])?.into_tvalue();
            Ok(model.into_optimized()?.into_runnable()?.run(tvec![left, scale])?.remove(0).into_tensor())
        };
        run(rewritten)?.close_enough(&run(model)?, Approximation::Custom(1e-5, 1e-5, 0.0))
    }
}
