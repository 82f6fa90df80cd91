//! Operators of com.microsoft, which optimisers and quantisers of onnxruntime write. The formulas are those of
//! onnxruntime 1.32 (`docs/ContribOperators.md` and `onnxruntime/contrib_ops/cpu`).

use super::activations::{Function, apply};
use super::arithmetic::{add, mul, sub};
use super::attention::{Rotation, Sight, append, cap, check_parts, merge_heads, scores, split_heads, sum, weigh};
use super::attributes::{Attribute, flag, float, floats, ignored, int, ints, refused, text, texts, word};
use super::convolutions::{AUTO_PAD, convolution};
use super::copying::{expanded_strides, integers, numbers, pick, singles, steps};
use super::entry::{MANY, Operator, refuse, wire};
use super::node::{Node, Value, Wired};
use super::normalisation::{layer_norm, rms_norm};
use super::numeric::{exp, sigmoid, tanh};
use super::products::matmul;
use super::quantisation::{dequantize, dynamic_quantize, integer_matmul, quantize};
use super::recurrent::{Columns, add_product};
use super::reductions::{mean, softmax};
use super::window::{Walk, list, sides};
use crate::report::{describe, invalid};
use penchant_base::limits::MAX_KERNEL_SIDE;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;

const AXIS: RangeInclusive<i64> = -16..=16;
const HEADS: RangeInclusive<i64> = 1..=1 << 16;
const SIDE: RangeInclusive<i64> = 1..=MAX_KERNEL_SIDE;
const SIZE: RangeInclusive<i64> = 1..=1 << 32;

const BATCHES: &str = "it would move the axes of batches: optimise the model for the CPU";
const LAYOUT: &str = "it is made for images whose channels come last: optimise the model at the level `basic`";
const CACHES: &str = "caches that are shared are not supported: optimise the model for the CPU";

const FUSED_MATMUL: &[Attribute] = &[
    float("alpha"),
    flag("transA"),
    flag("transB"),
    refused("transBatchA", 0, BATCHES),
    refused("transBatchB", 0, BATCHES),
];
const SELF_ATTENTION: &[Attribute] = &[
    refused("do_rotary", 0, "export the model with the operator RotaryEmbedding"),
    float("mask_filter_value"),
    int("num_heads", HEADS),
    refused("past_present_share_buffer", 0, CACHES),
    ints("qkv_hidden_sizes", 0..=1 << 24),
    ignored("rotary_embedding_dim"),
    float("scale"),
    flag("unidirectional"),
];

pub(super) const OPERATORS: &[Operator] = &[
    wire("Attention", 2..=7, SELF_ATTENTION, attention),
    wire("BiasGelu", 2..=2, &[], |node| activation(node, Function::Gelu)),
    wire("DequantizeLinear", 2..=3, &[int("axis", AXIS)], dequantize_linear),
    wire(
        "DynamicQuantizeLSTM",
        3..=12,
        &[
            ignored("activation_alpha"),
            ignored("activation_beta"),
            texts("activations"),
            float("clip"),
            word("direction", &["forward", "reverse", "bidirectional"]),
            int("hidden_size", 1..=1 << 20),
            refused("input_forget", 0, "export the model without it"),
        ],
        dynamic_lstm,
    ),
    wire("DynamicQuantizeMatMul", 3..=5, &[], dynamic_matmul),
    wire(
        "EmbedLayerNormalization",
        1..=9,
        &[float("epsilon"), int("mask_index_type", 0..=1)],
        embed_layer_normalization,
    ),
    wire("FastGelu", 1..=2, &[], |node| activation(node, Function::GeluTanh)),
    wire(
        "FusedConv",
        2..=4,
        &[
            text("activation"),
            floats("activation_params"),
            AUTO_PAD,
            ints("dilations", SIDE),
            int("group", 1..=1 << 20),
            ints("kernel_shape", SIDE),
            ints("pads", 0..=MAX_KERNEL_SIDE),
            ints("strides", SIDE),
        ],
        fused_conv,
    ),
    wire(
        "FusedGemm",
        2..=3,
        &[
            text("activation"),
            float("activation_alpha"),
            float("activation_beta"),
            ignored("activation_gamma"),
            float("alpha"),
            float("beta"),
            flag("transA"),
            flag("transB"),
        ],
        fused_gemm,
    ),
    wire("FusedMatMul", 2..=2, FUSED_MATMUL, fused_matmul),
    wire("Gelu", 1..=1, &[], |node| activation(node, Function::Gelu)),
    wire(
        "GroupQueryAttention",
        1..=17,
        &[
            int("causal", 1..=1),
            flag("do_rotary"),
            refused("k_quant_type", 0, "export the model with a cache that is not quantised"),
            int("kv_num_heads", HEADS),
            int("local_window_size", -1..=1 << 40),
            int("num_heads", HEADS),
            ignored("qk_norm_epsilon"),
            int("qk_output", 0..=0),
            flag("rotary_interleaved"),
            float("scale"),
            refused("sliding_window_cache", 0, CACHES),
            int("smooth_softmax", -1..=1),
            float("softcap"),
            refused("v_quant_type", 0, "export the model with a cache that is not quantised"),
        ],
        group_query_attention,
    ),
    wire("MatMulIntegerToFloat", 4..=7, &[], matmul_integer_to_float),
    wire(
        "MatMulNBits",
        3..=6,
        &[
            int("K", SIZE),
            int("N", SIZE),
            // Products are computed in single precision.
            ignored("accuracy_level"),
            int("bits", 2..=8),
            int("block_size", 16..=1 << 20),
            refused("weight_prepacked", 0, "export the model with weights as they are"),
        ],
        matmul_n_bits,
    ),
    wire(
        "MultiHeadAttention",
        1..=8,
        &[float("mask_filter_value"), int("num_heads", HEADS), float("scale"), flag("unidirectional")],
        multi_head_attention,
    ),
    refuse("NhwcConv", LAYOUT),
    refuse("NhwcFusedConv", LAYOUT),
    refuse("NhwcMaxPool", LAYOUT),
    wire("QAttention", 5..=9, SELF_ATTENTION, quantised_attention),
    wire("QGemm", 6..=9, &[float("alpha"), flag("transA"), flag("transB")], quantised_gemm),
    wire("QLinearAdd", 2..=8, &[], |node| quantised_pair(node, add)),
    wire(
        "QLinearAveragePool",
        2..=5,
        &[
            AUTO_PAD,
            flag("ceil_mode"),
            flag("channels_last"),
            flag("count_include_pad"),
            ints("kernel_shape", SIDE),
            ints("pads", 0..=MAX_KERNEL_SIDE),
            ints("strides", SIDE),
        ],
        quantised_average_pool,
    ),
    wire("QLinearConcat", 5..=MANY, &[int("axis", AXIS)], quantised_concat),
    wire("QLinearGlobalAveragePool", 5..=5, &[flag("channels_last")], |node| {
        let last = node.attributes().flag("channels_last");
        quantised(node, |node, x| {
            let rank = node.rank(x);
            node.ensure(rank >= 3, || format!("averages images in a tensor of {rank} axes"))?;
            let axes: Vec<usize> = if last { (1..rank - 1).collect() } else { (2..rank).collect() };
            mean(node, x, &axes)
        })
    }),
    wire("QLinearLeakyRelu", 2..=5, &[float("alpha")], |node| {
        let alpha = node.attributes().float("alpha", 0.01);
        quantised(node, |node, x| apply(node, Function::LeakyRelu(alpha), x))
    }),
    wire("QLinearMul", 2..=8, &[], |node| quantised_pair(node, mul)),
    wire("QLinearReduceMean", 2..=5, &[ints("axes", AXIS), flag("keepdims")], quantised_mean),
    wire("QLinearSigmoid", 2..=5, &[], |node| quantised(node, |node, x| apply(node, Function::Sigmoid, x))),
    wire("QLinearSoftmax", 2..=5, &[int("axis", AXIS), int("opset", 1..=1 << 10)], |node| {
        let (axis, opset) = (node.attributes().int("axis", -1), node.attributes().int("opset", 13));
        quantised(node, |node, x| {
            let shape = node.shape(x);
            let axis = node.axis(axis, shape.len())?;
            if opset >= 13 {
                return softmax(node, x, axis);
            }
            let flat = node.reshape(x, &[shape[..axis].iter().product(), shape[axis..].iter().product()])?;
            let flat = softmax(node, flat, 1)?;
            node.reshape(flat, &shape)
        })
    }),
    wire("QLinearWhere", 9..=9, &[], quantised_where),
    wire("QuantizeLinear", 2..=3, &[int("axis", AXIS)], quantize_linear),
    wire("QuickGelu", 1..=1, &[float("alpha")], |node| {
        let alpha = node.attributes().float("alpha", 1.702);
        activation(node, Function::QuickGelu(alpha))
    }),
    wire(
        "RotaryEmbedding",
        4..=4,
        &[
            flag("interleaved"),
            refused("is_packed_batching", 0, "export the model without packed batches"),
            int("num_heads", 0..=1 << 16),
            int("rotary_embedding_dim", 0..=1 << 20),
            float("scale"),
        ],
        rotary_embedding,
    ),
    wire("SkipLayerNormalization", 3..=5, &[float("epsilon")], |node| skip_normalization(node, false)),
    wire("SkipSimplifiedLayerNormalization", 3..=4, &[float("epsilon")], |node| skip_normalization(node, true)),
    wire("TransposeMatMul", 2..=2, FUSED_MATMUL, fused_matmul),
];

// Activations

/// A function of the sum of one or two inputs.
fn activation(node: &mut Node<'_>, function: Function) -> Wired<TVec<Value>> {
    let mut x = node.input(0)?;
    if let Some(bias) = node.optional(1) {
        x = add(node, x, bias)?;
    }
    Ok(tvec![apply(node, function, x)?])
}

/// The function that an attribute names.
fn named(node: &Node<'_>, parameters: &[f32]) -> Wired<Option<Function>> {
    let name = node.attributes().text("activation", "");
    let parameter = |index: usize, default: f32| parameters.get(index).copied().unwrap_or(default);
    Ok(Some(match name {
        "" => return Ok(None),
        "Relu" => Function::Relu,
        "Sigmoid" => Function::Sigmoid,
        "Tanh" => Function::Tanh,
        "LeakyRelu" => Function::LeakyRelu(parameter(0, 0.01)),
        "HardSigmoid" => Function::HardSigmoid(parameter(0, 0.2), parameter(1, 0.5)),
        "Clip" => Function::Clip(parameter(0, f32::MIN), parameter(1, f32::MAX)),
        _ => {
            return Err(node.unsupported(&format!(
                "has the activation {name:?}, which is not supported: optimise the model at the level `basic`"
            )));
        }
    }))
}

fn fused_conv(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let function = named(node, node.attributes().floats("activation_params"))?;
    let mut y = convolution(node)?;
    if let Some(z) = node.optional(3) {
        node.ensure(node.shape(z) == node.shape(y), || {
            format!("adds a tensor of {:?} to one of {:?}", node.shape(z), node.shape(y))
        })?;
        y = add(node, y, z)?;
    }
    if let Some(function) = function {
        y = apply(node, function, y)?;
    }
    Ok(tvec![y])
}

// Products

/// A value times a number.
fn times(node: &mut Node<'_>, x: Value, factor: f32) -> Wired<Value> {
    if factor == 1.0 {
        return Ok(x);
    }
    let factor = node.scalar_like(factor.into(), x)?;
    mul(node, x, factor)
}

/// A value whose last two axes are swapped, if it has two.
fn transposed(node: &mut Node<'_>, x: Value, flag: &str) -> Wired<Value> {
    let rank = node.rank(x);
    if rank < 2 || !node.attributes().flag(flag) {
        return Ok(x);
    }
    let mut perm: Vec<usize> = (0..rank).collect();
    perm.swap(rank - 1, rank - 2);
    node.transpose(x, &perm)
}

fn fused_matmul(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (a, b) = (node.input(0)?, node.input(1)?);
    let (a, b) = (transposed(node, a, "transA")?, transposed(node, b, "transB")?);
    let y = matmul(node, a, b)?;
    Ok(tvec![times(node, y, node.attributes().float("alpha", 1.0))?])
}

fn fused_gemm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let parameters = [attributes.float("activation_alpha", 0.01), attributes.float("activation_beta", 0.5)];
    let function = named(node, &parameters)?;
    let (a, b) = (node.input(0)?, node.input(1)?);
    node.ensure(node.rank(a) == 2 && node.rank(b) == 2, || "multiplies tensors that are not matrices".into())?;
    let (a, b) = (transposed(node, a, "transA")?, transposed(node, b, "transB")?);
    let mut y = matmul(node, a, b)?;
    y = times(node, y, attributes.float("alpha", 1.0))?;
    if let Some(c) = node.optional(2) {
        let c = times(node, c, attributes.float("beta", 1.0))?;
        let shape = node.shape(y);
        y = add(node, y, c)?;
        node.ensure(node.shape(y) == shape, || format!("adds a tensor of {:?} to one of {shape:?}", node.shape(c)))?;
    }
    if let Some(function) = function {
        y = apply(node, function, y)?;
    }
    Ok(tvec![y])
}

/// Products of integers times their scales, with a bias.
fn scaled_product(
    node: &mut Node<'_>,
    (a, a_scale, a_zero): (Value, Value, Option<Value>),
    (b, b_scale, b_zero): (Value, Value, Option<Value>),
    bias: Option<Value>,
) -> Wired<Value> {
    node.ensure(node.len(a_scale) == 1, || format!("has {} scales for its first matrix", node.len(a_scale)))?;
    let a_scale = node.reshape(a_scale, &[])?;
    let b_scale = if node.len(b_scale) == 1 { node.reshape(b_scale, &[])? } else { b_scale };
    let scale = mul(node, a_scale, b_scale)?;
    let y = integer_matmul(node, a, b, a_zero, b_zero)?;
    let y = node.cast(y, DatumType::F32)?;
    let shape = node.shape(y);
    let mut y = mul(node, y, scale)?;
    if let Some(bias) = bias {
        y = add(node, y, bias)?;
    }
    node.ensure(node.shape(y) == shape, || format!("has scales or a bias that do not fit a tensor of {shape:?}"))?;
    Ok(y)
}

fn matmul_integer_to_float(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let a = (node.input(0)?, node.input(2)?, node.optional(4));
    let b = (node.input(1)?, node.input(3)?, node.optional(5));
    Ok(tvec![scaled_product(node, a, b, node.optional(6))?])
}

fn dynamic_matmul(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let [a, scale, zero] = dynamic_quantize(node, x)?;
    let b = (node.input(1)?, node.input(2)?, node.optional(3));
    Ok(tvec![scaled_product(node, (a, scale, Some(zero)), b, node.optional(4))?])
}

/// Weights of a few bits in blocks along the rows of each column of the matrix, the first in the lowest bits.
fn matmul_n_bits(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    if node.optional(4).is_some() {
        return Err(node.unsupported("has an input \"g_idx\", which is not supported: export the model without it"));
    }
    let attributes = node.attributes();
    let size = |name: &str, default: i64| usize::try_from(attributes.int(name, default)).unwrap_or(0);
    let (depth, width) = (size("K", 0), size("N", 0));
    let (bits, block) = (size("bits", 4), size("block_size", 0));
    node.ensure(matches!(bits, 2 | 4 | 8) && block.is_power_of_two() && depth > 0 && width > 0, || {
        format!("has weights of {bits} bits in blocks of {block}")
    })?;
    let blocks = depth.div_ceil(block);
    let (per_block, per_zeros) = (block * bits / 8, (blocks * bits).div_ceil(8));
    let (weights, scales) = (node.known(node.input(1)?)?, node.known_floats(node.input(2)?)?);
    let expected = width.saturating_mul(blocks).saturating_mul(per_block);
    let fits = weights.datum_type() == DatumType::U8 && weights.len() == expected && scales.len() == width * blocks;
    node.ensure(fits, || {
        format!("has weights of {:?} and {} scales for a matrix of {depth} × {width}", weights.shape(), scales.len())
    })?;
    let middle = (1u32 << (bits - 1)) as f32;
    let few = |bytes: &[u8], index: usize| {
        let bit = index * bits;
        f32::from((u16::from(bytes[bit / 8]) >> (bit % 8) & ((1 << bits) - 1)) as u8)
    };
    let zeros: Vec<f32> = match node.optional(3) {
        None => vec![middle; width * blocks],
        Some(zeros) => {
            let known = node.known(zeros)?;
            let packed = known.datum_type() == DatumType::U8;
            node.ensure(known.len() == width * if packed { per_zeros } else { blocks }, || {
                format!("has {} zero points for {width} columns of {blocks} blocks", known.len())
            })?;
            if packed {
                let bytes = known.as_bytes();
                let one = |place: usize| few(&bytes[place / blocks * per_zeros..], place % blocks);
                (0..width * blocks).map(one).collect()
            } else {
                node.known_floats(zeros)?
            }
        }
    };
    let mut matrix = Tensor::zero::<f32>(&[depth, width])?;
    let bytes = weights.as_bytes();
    let mut plain = matrix.try_as_plain_ram_mut()?;
    let all = plain.as_slice_mut::<f32>()?;
    // Sixteen rows at a time, which lie in one block of each column.
    for (start, rows) in (0..depth).step_by(16).zip(all.chunks_mut(16 * width)) {
        for column in 0..width {
            let place = column * blocks + start / block;
            let (bytes, zero, scale) = (&bytes[place * per_block..], zeros[place], scales[place]);
            for (row, numbers) in rows.chunks_exact_mut(width).enumerate() {
                numbers[column] = (few(bytes, (start + row) % block) - zero) * scale;
            }
        }
    }
    let (a, matrix) = (node.input(0)?, node.add_constant(matrix)?);
    let mut y = matmul(node, a, matrix)?;
    if let Some(bias) = node.optional(5) {
        y = add(node, y, bias)?;
    }
    Ok(tvec![y])
}

// Normalisation

fn skip_normalization(node: &mut Node<'_>, simplified: bool) -> Wired<TVec<Value>> {
    if node.wants(1) || node.wants(2) {
        return Err(node.unsupported("has outputs for training: export the model for inference"));
    }
    let (x, skip, gamma) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let shape = node.shape(x);
    let beta = if simplified { None } else { node.optional(3) };
    let mut all = add(node, x, skip)?;
    if let Some(bias) = node.optional(if simplified { 3 } else { 4 }) {
        all = add(node, all, bias)?;
    }
    node.ensure(node.shape(all) == shape && !shape.is_empty(), || {
        format!("adds tensors to one of {shape:?} that do not fit")
    })?;
    let epsilon = node.attributes().float("epsilon", 1e-12);
    let axis = shape.len() - 1;
    let y = match simplified {
        true => rms_norm(node, all, axis, Some(gamma), epsilon)?,
        false => layer_norm(node, all, axis, Some(gamma), beta, epsilon)?,
    };
    Ok(tvec![y, y, y, all])
}

/// The sums of the rows of tables for words, positions and segments, normalised.
fn embed_layer_normalization(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let words = node.input(0)?;
    let &[batch, length] = &*node.shape(words) else {
        return Err(node.invalid(&format!("has words of {:?}: [batch, length] is expected", node.shape(words))));
    };
    let (gamma, beta) = (node.input(5)?, node.input(6)?);
    let size = node.len(gamma);
    let mut inputs = tvec![node.input(2)?, words, node.input(3)?];
    let positions = node.optional(8);
    let segments = node.optional(1).zip(node.optional(4));
    inputs.extend(positions);
    inputs.extend(segments.into_iter().flat_map(|(ids, table)| [table, ids]));
    for table in [inputs[0], inputs[2]].into_iter().chain(segments.map(|(_, table)| table)) {
        let shape = node.shape(table);
        node.ensure(shape.len() == 2 && shape[1] == size && node.kind(table) == DatumType::F32, || {
            format!("has a table of {:?} {shape:?} for rows of {size}", node.kind(table))
        })?;
    }
    for ids in positions.into_iter().chain(segments.map(|(ids, _)| ids)) {
        let shape = node.shape(ids);
        let alike = *shape == [batch, length] || Some(ids) == positions && *shape == [1, length];
        node.ensure(alike, || format!("has positions or segments of {shape:?} for words of {:?}", [batch, length]))?;
    }
    let has_positions = positions.is_some();
    let part = describe(node.proto);
    let all = node.compute("Embedding", &inputs, DatumType::F32, &[batch, length, size], move |inputs| {
        let mut all = vec![0.0f32; batch * length * size];
        let mut look_up = |table: &Tensor, ids: &[i64]| -> TractResult<()> {
            let rows = table.shape()[0];
            let table = numbers::<f32>(table)?;
            for (index, to) in all.chunks_exact_mut(size.max(1)).enumerate() {
                let id = ids[index % ids.len()];
                let row = usize::try_from(id).ok().filter(|&row| row < rows);
                let row =
                    row.ok_or_else(|| invalid(&part, format!("looks up the row {id} of a table of {rows} rows")))?;
                to.iter_mut().zip(&table[row * size..]).for_each(|(to, from)| *to += from);
            }
            Ok(())
        };
        look_up(&inputs[0], &integers(&inputs[1])?)?;
        let own: Vec<i64> = if has_positions { integers(&inputs[3])? } else { (0..length as i64).collect() };
        look_up(&inputs[2], &own)?;
        if let [.., table, ids] = &inputs[3 + usize::from(has_positions)..] {
            look_up(table, &integers(ids)?)?;
        }
        Tensor::from_shape(&[batch, length, size], &all)
    })?;
    let epsilon = node.attributes().float("epsilon", 1e-12);
    let y = layer_norm(node, all, 2, Some(gamma), Some(beta), epsilon)?;
    // How many words of each sequence count; zero without a mask.
    let lengths = match node.optional(7) {
        Some(mask) => {
            node.ensure(*node.shape(mask) == [batch, length], || format!("has a mask of {:?}", node.shape(mask)))?;
            node.compute("EmbeddingLengths", &[mask], DatumType::I32, &[batch], move |inputs| {
                let mask = integers(&inputs[0])?;
                let count = |row: &[i64]| row.iter().filter(|word| **word == 1).count() as i32;
                Ok(tensor1(&mask.chunks_exact(length.max(1)).map(count).collect::<Vec<_>>()))
            })?
        }
        None => node.add_constant(Tensor::zero::<i32>(&[batch])?)?,
    };
    Ok(tvec![y, lengths, all])
}

// Attention

/// A mask as numbers to add to scores [batch, heads, queries, keys]: lengths, or ends and starts, or zeros for keys
/// that are hidden.
fn mask_bias(node: &mut Node<'_>, mask: Value, [batch, _, queries, keys]: [usize; 4]) -> Wired<Value> {
    let hidden = node.attributes().float("mask_filter_value", -10_000.0);
    let shape = node.shape(mask);
    let rows = match *shape {
        [count] if count == batch || count == 2 * batch => 1,
        [one, width] if one == batch && width == keys => 1,
        [one, height, width] if one == batch && height == queries && width == keys => queries,
        _ => {
            return Err(node.unsupported(&format!(
                "has a mask of {shape:?} for {batch} sequences of {queries} queries and {keys} keys: \
                 one for each sequence or for each key is supported"
            )));
        }
    };
    let spans = shape.len() == 1;
    node.compute("AttentionMask", &[mask], DatumType::F32, &[batch, 1, rows, keys], move |inputs| {
        let mask = integers(&inputs[0])?;
        let seen = |place: usize| {
            if !spans {
                return mask[place] > 0;
            }
            let (row, key) = (place / keys, (place % keys) as i64);
            key < mask[row] && mask.get(batch + row).is_none_or(|start| key >= *start)
        };
        let bias: Vec<f32> = (0..batch * rows * keys).map(|place| if seen(place) { 0.0 } else { hidden }).collect();
        Tensor::from_shape(&[batch, 1, rows, keys], &bias)
    })
}

/// Attention of queries to keys and values of several heads, with a mask and a bias.
fn attend(
    node: &mut Node<'_>,
    [q, k, v]: [Value; 3],
    mask: Option<Value>,
    bias: Option<Value>,
    past: usize,
) -> Wired<Value> {
    let attributes = node.attributes();
    let shape = check_parts(node, q, k, v)?;
    let given = attributes.float("scale", 0.0);
    let scale = if given == 0.0 { 1.0 / (node.shape(q)[3] as f64).sqrt() } else { given.into() };
    let mut weights = scores(node, q, k, scale)?;
    let mut all = match mask {
        Some(mask) => Some(mask_bias(node, mask, shape)?),
        None => None,
    };
    if attributes.flag("unidirectional") {
        let [_, _, queries, keys] = shape;
        let sight = Sight { causal: true, left: -1, right: -1 };
        let mut hidden: Vec<f32> = sight.bias(queries, keys, past as i64, f32::MIN).collect();
        // onnxruntime shows all keys to the last query.
        hidden[(queries - 1) * keys..].fill(0.0);
        let hidden = node.add_constant(Tensor::from_shape(&[queries, keys], &hidden)?)?;
        all = sum(node, all, Some(hidden))?;
    }
    all = sum(node, all, bias)?;
    if let Some(all) = all {
        weights = add(node, weights, all)?;
        node.ensure(*node.shape(weights) == shape, || format!("has a bias that does not fit scores of {shape:?}"))?;
    }
    let weights = softmax(node, weights, 3)?;
    let y = weigh(node, weights, v)?;
    merge_heads(node, y)
}

/// Self-attention of queries, keys and values that lie side by side.
fn self_attention(
    node: &mut Node<'_>,
    all: Value,
    mask: Option<Value>,
    past: Option<Value>,
    bias: Option<Value>,
) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let heads = attributes.int("num_heads", 0) as usize;
    let shape = node.shape(all);
    let width = shape.last().copied().unwrap_or(0);
    let sizes: Vec<usize> = match attributes.ints("qkv_hidden_sizes").filter(|sizes| !sizes.is_empty()) {
        Some(sizes) => sizes.iter().map(|&size| size as usize).collect(),
        None => vec![width / 3; 3],
    };
    node.ensure(shape.len() == 3 && sizes.len() == 3 && sizes.iter().sum::<usize>() == width, || {
        format!("splits a tensor of {shape:?} into queries, keys and values of {sizes:?}")
    })?;
    let mut parts = [all; 3];
    let mut start = 0;
    for (part, size) in parts.iter_mut().zip(sizes) {
        let one = node.slice(all, 2, start, start + size)?;
        *part = split_heads(node, one, heads)?;
        start += size;
    }
    let [q, mut k, mut v] = parts;
    let mut before = 0;
    if let Some(past) = past {
        let shape = node.shape(past);
        node.ensure(shape.len() == 5 && shape[0] == 2, || format!("has earlier keys and values of {shape:?}"))?;
        before = shape[3];
        let (one, other) = (node.slice(past, 0, 0, 1)?, node.slice(past, 0, 1, 2)?);
        let (one, other) = (node.reshape(one, &shape[1..])?, node.reshape(other, &shape[1..])?);
        (k, v) = (append(node, Some(one), k)?, append(node, Some(other), v)?);
    }
    let y = attend(node, [q, k, v], mask, bias, before)?;
    if !node.wants(1) {
        return Ok(tvec![y]);
    }
    let shape = node.shape(k);
    node.ensure(node.shape(v) == shape, || "has keys and values of different sizes, which it is to join".into())?;
    let one: Vec<usize> = std::iter::once(1).chain(shape.iter().copied()).collect();
    let (k, v) = (node.reshape(k, &one)?, node.reshape(v, &one)?);
    Ok(tvec![y, node.concat(&[k, v], 0)?])
}

fn attention(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    if node.optional(6).is_some() {
        return Err(node.unsupported(&format!("has an input \"past_sequence_length\": {CACHES}")));
    }
    let (x, weights) = (node.input(0)?, node.input(1)?);
    let mut all = matmul(node, x, weights)?;
    if let Some(bias) = node.optional(2) {
        all = add(node, all, bias)?;
    }
    self_attention(node, all, node.optional(3), node.optional(4), node.optional(5))
}

fn quantised_attention(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let a = (node.input(0)?, node.input(3)?, node.optional(6));
    let b = (node.input(1)?, node.input(4)?, node.optional(7));
    let all = scaled_product(node, a, b, Some(node.input(2)?))?;
    self_attention(node, all, node.optional(5), node.optional(8), None)
}

/// One of several parts of a packed tensor [batch, length, heads, parts, size], as [batch, length, heads × size].
fn unpacked(node: &mut Node<'_>, packed: Value, index: usize, count: usize) -> Wired<Value> {
    let shape = node.shape(packed);
    node.ensure(shape.len() == 5 && shape[3] == count, || {
        format!("has packed queries, keys or values of {shape:?}: {count} parts are expected")
    })?;
    let part = node.slice(packed, 3, index, index + 1)?;
    node.reshape(part, &[shape[0], shape[1], shape[2] * shape[4]])
}

fn multi_head_attention(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    if node.wants(3) {
        return Err(node.unsupported("has an output of scores, which is not supported: export the model without it"));
    }
    let heads = node.attributes().int("num_heads", 0) as usize;
    let query = node.input(0)?;
    let (keys, values) = (node.optional(1), node.optional(2));
    let mut parts = match (keys, values) {
        (Some(keys), Some(values)) => [query, keys, values],
        (Some(packed), None) => [query, unpacked(node, packed, 0, 2)?, unpacked(node, packed, 1, 2)?],
        _ => [unpacked(node, query, 0, 3)?, unpacked(node, query, 1, 3)?, unpacked(node, query, 2, 3)?],
    };
    if let Some(bias) = node.optional(3) {
        let widths = parts.map(|part| if node.rank(part) == 3 { node.shape(part)[2] } else { 0 });
        node.ensure(*node.shape(bias) == [widths.iter().sum::<usize>()] && !widths.contains(&0), || {
            format!("has a bias of {:?} for widths of {widths:?}", node.shape(bias))
        })?;
        let mut start = 0;
        for (part, width) in parts.iter_mut().zip(widths) {
            let own = node.slice(bias, 0, start, start + width)?;
            *part = add(node, *part, own)?;
            start += width;
        }
    }
    for part in &mut parts {
        if node.rank(*part) == 3 {
            *part = split_heads(node, *part, heads)?;
        }
    }
    let past = (node.optional(6), node.optional(7));
    let before = past.0.map_or(0, |past| node.shape(past).get(2).copied().unwrap_or(0));
    let (k, v) = (append(node, past.0, parts[1])?, append(node, past.1, parts[2])?);
    let y = attend(node, [parts[0], k, v], node.optional(4), node.optional(5), before)?;
    Ok(tvec![y, k, v])
}

/// Attention of a decoder to a cache of keys and values that grows. The lengths of the sequences are numbers of an
/// input: each is the index of the last key.
fn group_query_attention(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    if (12..17).any(|index| node.optional(index).is_some()) || node.wants(3) {
        return Err(node.unsupported(
            "has scales of a cache, norms of queries and keys, or an output of scores, which are not supported: \
             export the model without them",
        ));
    }
    let (heads, shared) = (attributes.int("num_heads", 0) as usize, attributes.int("kv_num_heads", 0) as usize);
    let query = node.input(0)?;
    let (mut q, mut k, mut v) = match (node.optional(1), node.optional(2)) {
        (Some(k), Some(v)) => (query, k, v),
        _ => {
            let shape = node.shape(query);
            let total = heads + 2 * shared;
            node.ensure(shape.len() == 3 && shared > 0 && shape[2].is_multiple_of(total), || {
                format!("has queries, keys and values of {heads} and twice {shared} heads in a tensor of {shape:?}")
            })?;
            let size = shape[2] / total;
            let ends = [heads * size, (heads + shared) * size, shape[2]];
            (
                node.slice(query, 2, 0, ends[0])?,
                node.slice(query, 2, ends[0], ends[1])?,
                node.slice(query, 2, ends[1], ends[2])?,
            )
        }
    };
    let lengths = node.input(5)?;
    let total = usize::try_from(node.known_int(node.input(6)?)?).unwrap_or(0);
    (q, k, v) = (split_heads(node, q, heads)?, split_heads(node, k, shared)?, split_heads(node, v, shared)?);
    let [batch, _, queries, _] = check_parts(node, q, k, v)?;
    node.ensure(node.len(lengths) == batch && total >= queries, || {
        format!("has {} lengths for {batch} sequences, and {queries} queries of {total} keys", node.len(lengths))
    })?;
    // How many keys of each sequence are in the cache already.
    let first = queries == total;
    let part = describe(node.proto);
    let past_of = move |lengths: &Tensor| -> TractResult<Vec<usize>> {
        let past = |last: i64| {
            let count = if first { 0 } else { last.saturating_add(1).saturating_sub(queries as i64) };
            let count = usize::try_from(count).ok().filter(|count| *count <= total - queries);
            count.ok_or_else(|| invalid(&part, format!("has a sequence that ends at {last}, of {total} keys")).into())
        };
        integers(lengths)?.into_iter().map(past).collect()
    };
    let past_of = Arc::new(past_of);
    if attributes.flag("do_rotary") {
        let (cos, sin) = (node.input(7)?, node.input(8)?);
        let positions = match node.optional(9) {
            Some(positions) => positions,
            None => {
                let past_of = Arc::clone(&past_of);
                node.compute("Positions", &[lengths], DatumType::I64, &[batch, queries], move |inputs| {
                    let past = past_of(&inputs[0])?;
                    let all = past.iter().flat_map(|&past| (past..past + queries).map(|place| place as i64));
                    Tensor::from_shape(&[batch, queries], &all.collect::<Vec<_>>())
                })?
            }
        };
        let turned = 2 * node.shape(cos).last().copied().unwrap_or(0);
        let interleaved = attributes.flag("rotary_interleaved");
        for (value, heads) in [(&mut q, heads), (&mut k, shared)] {
            let rotation = Rotation { heads, turned, interleaved };
            *value = rotation.wire(node, *value, cos, sin, Some(positions))?;
        }
    }
    let k = grow(node, node.optional(3), k, lengths, total, Arc::clone(&past_of))?;
    let v = grow(node, node.optional(4), v, lengths, total, Arc::clone(&past_of))?;
    let shape = check_parts(node, q, k, v)?;
    let keys = shape[3];

    let window = attributes.int("local_window_size", -1);
    let sight = Sight { causal: true, left: if window > 0 { window - 1 } else { -1 }, right: -1 };
    let bias =
        node.compute("AttentionLengths", &[lengths], DatumType::F32, &[batch, 1, queries, keys], move |inputs| {
            let past = past_of(&inputs[0])?;
            let all = past.iter().flat_map(|&past| sight.bias(queries, keys, past as i64, f32::NEG_INFINITY));
            Tensor::from_shape(&[batch, 1, queries, keys], &all.collect::<Vec<_>>())
        })?;
    let given = attributes.float("scale", 0.0);
    let scale = if given == 0.0 { 1.0 / (node.shape(q)[3] as f64).sqrt() } else { given.into() };
    let raw = scores(node, q, k, scale)?;
    let mut weights = cap(node, raw, attributes.float("softcap", 0.0))?;
    if let Some(bias) = node.optional(10) {
        let given = node.shape(bias);
        node.ensure(given.len() == 4 && given[3] > 0, || format!("has a bias of {given:?}"))?;
        let (own, rest) = (given[3].min(keys), keys.saturating_sub(given[3]));
        let mut bias = node.slice(bias, 3, 0, own)?;
        if rest > 0 {
            let mut lacking = node.shape(bias);
            lacking[3] = rest;
            let zeros = node.add_constant(Tensor::zero::<f32>(&lacking)?)?;
            bias = node.concat(&[bias, zeros], 3)?;
        }
        weights = add(node, weights, bias)?;
    }
    weights = add(node, weights, bias)?;
    node.ensure(*node.shape(weights) == shape, || format!("has a bias that does not fit scores of {shape:?}"))?;
    let sinks = node.optional(11);
    let weights = match sinks.is_some() || attributes.int("smooth_softmax", 0) == 1 {
        true => softmax_with_sinks(node, weights, sinks)?,
        false => softmax(node, weights, 3)?,
    };
    let y = weigh(node, weights, v)?;
    Ok(tvec![merge_heads(node, y)?, k, v])
}

/// Earlier keys or values with new ones after them, which begin at another place in each sequence.
fn grow(
    node: &mut Node<'_>,
    past: Option<Value>,
    now: Value,
    lengths: Value,
    total: usize,
    past_of: Arc<impl Fn(&Tensor) -> TractResult<Vec<usize>> + Send + Sync + 'static>,
) -> Wired<Value> {
    let shape = node.shape(now);
    let mut inputs = tvec![lengths, now];
    let mut length = total;
    if let Some(past) = past {
        let before = node.shape(past);
        let fits = before.len() == 4 && [0, 1, 3].iter().all(|&axis| before[axis] == shape[axis]);
        node.ensure(fits && node.kind(past) == DatumType::F32, || {
            format!("has earlier keys or values of {before:?}, and new ones of {shape:?}")
        })?;
        length = length.max(before[2]);
        inputs.push(past);
    }
    let (batch, heads, count, size) = (shape[0], shape[1], shape[2], shape[3]);
    node.compute("GrowCache", &inputs, DatumType::F32, &[batch, heads, length, size], move |inputs| {
        let mut all = Tensor::zero::<f32>(&[batch, heads, length, size])?;
        let mut plain = all.try_as_plain_ram_mut()?;
        let rows = plain.as_slice_mut::<f32>()?;
        let now = numbers::<f32>(&inputs[1])?;
        let past = past_of(&inputs[0])?;
        for (index, row) in rows.chunks_exact_mut(length * size).enumerate() {
            let start = past[index / heads] * size;
            if let Some(before) = inputs.get(2) {
                let width = before.shape()[2] * size;
                let own = &numbers::<f32>(before)?[index * width..][..width.min(start)];
                row[..own.len()].copy_from_slice(own);
            }
            row[start..][..count * size].copy_from_slice(&now[index * count * size..][..count * size]);
        }
        Ok(all)
    })
}

/// Softmax with one more score, which gets its share and is left out: that of the head, or zero.
fn softmax_with_sinks(node: &mut Node<'_>, scores: Value, sinks: Option<Value>) -> Wired<Value> {
    let shape = node.shape(scores);
    let (heads, queries, keys) = (shape[1], shape[2], shape[3]);
    if let Some(sinks) = sinks {
        node.ensure(node.len(sinks) == heads, || format!("has {} sinks for {heads} heads", node.len(sinks)))?;
    }
    let inputs: TVec<Value> = std::iter::once(scores).chain(sinks).collect();
    node.compute("Softmax", &inputs, DatumType::F32, &shape.clone(), move |inputs| {
        let mut all = singles(&inputs[0])?;
        let sinks = inputs.get(1).map_or(Ok(vec![0.0; heads]), |sinks| singles(sinks))?;
        for (index, row) in all.chunks_exact_mut(keys).enumerate() {
            let sink = sinks[index / queries % heads];
            let largest = row.iter().copied().fold(sink, f32::max);
            row.iter_mut().for_each(|score| *score = exp(*score - largest));
            let total = row.iter().sum::<f32>() + exp(sink - largest);
            row.iter_mut().for_each(|score| *score /= total);
        }
        Tensor::from_shape(&shape, &all)
    })
}

fn rotary_embedding(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    node.ensure(attributes.float("scale", 1.0) == 1.0, || "has a scale other than 1".into())?;
    let rotation = Rotation {
        heads: attributes.int("num_heads", 0) as usize,
        turned: attributes.int("rotary_embedding_dim", 0) as usize,
        interleaved: attributes.flag("interleaved"),
    };
    let (x, positions, cos, sin) = (node.input(0)?, node.input(1)?, node.input(2)?, node.input(3)?);
    Ok(tvec![rotation.wire(node, x, cos, sin, Some(positions))?])
}

// Quantised numbers

fn dequantize_linear(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, scale) = (node.input(0)?, node.input(1)?);
    let axis = node.attributes().int("axis", 1);
    Ok(tvec![dequantize(node, x, scale, node.optional(2), axis)?])
}

fn quantize_linear(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, scale) = (node.input(0)?, node.input(1)?);
    let axis = node.attributes().int("axis", 1);
    let zero = zero_point(node, node.optional(2), DatumType::U8)?;
    Ok(tvec![quantize(node, x, scale, zero, axis)?])
}

/// A zero point that may be left out.
fn zero_point(node: &mut Node<'_>, zero: Option<Value>, kind: DatumType) -> Wired<Value> {
    match zero {
        Some(zero) => Ok(zero),
        None => node.add_constant(Tensor::zero_dt(kind, &[])?),
    }
}

/// The input at `index`, with the scale and the zero point that follow, in single precision.
fn real(node: &mut Node<'_>, index: usize) -> Wired<Value> {
    let (x, scale) = (node.input(index)?, node.input(index + 1)?);
    let zero = node.optional(index + 2);
    let single = node.len(scale) == 1 && zero.is_none_or(|zero| node.len(zero) == 1);
    node.ensure(single, || format!("has {} scales for its input {index}: one is expected", node.len(scale)))?;
    dequantize(node, x, scale, zero, 0)
}

/// Numbers as integers with the scale at `index` and the zero point that follows, of the type of the first input.
fn rounded(node: &mut Node<'_>, x: Value, index: usize, kind: DatumType) -> Wired<Value> {
    let scale = node.input(index)?;
    let zero = zero_point(node, node.optional(index + 1), kind)?;
    node.ensure(node.len(scale) == 1 && node.len(zero) == 1, || "has several scales for its output".into())?;
    quantize(node, x, scale, zero, 0)
}

/// A function of quantised numbers.
fn quantised(node: &mut Node<'_>, function: impl FnOnce(&mut Node<'_>, Value) -> Wired<Value>) -> Wired<TVec<Value>> {
    let kind = node.kind(node.input(0)?);
    let x = real(node, 0)?;
    let y = function(node, x)?;
    Ok(tvec![rounded(node, y, 3, kind)?])
}

fn quantised_pair(
    node: &mut Node<'_>,
    function: fn(&mut Node<'_>, Value, Value) -> Wired<Value>,
) -> Wired<TVec<Value>> {
    let kind = node.kind(node.input(0)?);
    let (a, b) = (real(node, 0)?, real(node, 3)?);
    let y = function(node, a, b)?;
    Ok(tvec![rounded(node, y, 6, kind)?])
}

fn quantised_mean(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let axes = node.attributes().ints("axes").unwrap_or_default().to_vec();
    let keep = node.attributes().int("keepdims", 1) != 0;
    quantised(node, |node, x| {
        let shape = node.shape(x);
        let axes = match axes.is_empty() {
            true => (0..shape.len()).collect(),
            false => node.axes(&axes, shape.len())?,
        };
        let y = mean(node, x, &axes)?;
        if keep {
            return Ok(y);
        }
        let kept = shape.iter().enumerate().filter(|(axis, _)| !axes.contains(axis));
        let kept: Vec<usize> = kept.map(|(_, &length)| length).collect();
        node.reshape(y, &kept)
    })
}

fn quantised_average_pool(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (last, ceil) = (attributes.flag("channels_last"), attributes.flag("ceil_mode"));
    let padded = attributes.flag("count_include_pad");
    quantised(node, |node, x| {
        let rank = node.rank(x);
        node.ensure(rank >= 3, || format!("pools images in a tensor of {rank} axes"))?;
        let to_first: Vec<usize> = [0, rank - 1].into_iter().chain(1..rank - 1).collect();
        let to_last: Vec<usize> = std::iter::once(0).chain(2..rank).chain([1]).collect();
        let x = if last { node.transpose(x, &to_first)? } else { x };
        let shape = node.shape(x);
        let kernel = list(node, "kernel_shape", rank - 2, 0)?;
        node.ensure(!kernel.contains(&0), || "lacks its kernel_shape".into())?;
        let sides = sides(node, &shape[2..], &kernel, ceil)?;
        let result: TVec<usize> = shape[..2].iter().copied().chain(sides.iter().map(|side| side.output)).collect();
        let plane: usize = shape[2..].iter().product();
        let taps: usize = kernel.iter().product();
        let walk = Walk::new(&sides);
        let y = node.compute("AveragePool", &[x], DatumType::F32, &result.clone(), move |inputs| {
            let mut all = Vec::new();
            for plane in numbers::<f32>(&inputs[0])?.chunks_exact(plane.max(1)) {
                for window in 0..walk.windows() {
                    let (mut sum, mut count) = (0.0, 0);
                    walk.taps(window, |place, _| {
                        sum += plane[place];
                        count += 1;
                    });
                    // onnxruntime counts taps past the padding too.
                    let count = if padded { taps } else { count };
                    all.push(sum / count as f32);
                }
            }
            Tensor::from_shape(&result, &all)
        })?;
        if last { node.transpose(y, &to_last) } else { Ok(y) }
    })
}

fn quantised_concat(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let count = node.proto.input.len();
    node.ensure(count % 3 == 2, || format!("has {count} inputs: two, and three for each tensor are expected"))?;
    let rank = node.rank(node.input(2)?);
    let axis = node.axis(node.attributes().int("axis", 0), rank)?;
    let mut parts = Vec::new();
    for index in (2..count).step_by(3) {
        let kind = node.kind(node.input(index)?);
        let part = real(node, index)?;
        let (one, other) = (node.shape(part), node.shape(parts.first().copied().unwrap_or(part)));
        let fits = one.len() == rank && (0..rank).all(|side| side == axis || one[side] == other[side]);
        node.ensure(fits, || format!("joins tensors of {other:?} and {one:?} along the axis {axis}"))?;
        parts.push(rounded(node, part, 0, kind)?);
    }
    Ok(tvec![node.concat(&parts, axis)?])
}

fn quantised_where(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let condition = node.input(0)?;
    let kind = node.kind(node.input(1)?);
    let (x, y) = (real(node, 1)?, real(node, 4)?);
    let (x, y) = (rounded(node, x, 7, kind)?, rounded(node, y, 7, kind)?);
    node.ensure(node.kind(condition) == DatumType::Bool && kind.size_of() == 1 && node.kind(y) == kind, || {
        format!("chooses among numbers of {kind:?} by numbers of {:?}", node.kind(condition))
    })?;
    let shape = node.broadcast_shape(&[condition, x, y])?;
    let z = node.compute("QLinearWhere", &[condition, x, y], kind, &shape.clone(), move |inputs| {
        let wide = |index: usize| {
            let input: &Tensor = &inputs[index];
            pick(input, &shape, steps(&expanded_strides(input.shape(), &shape), &shape))
        };
        let (condition, mut chosen, other) = (wide(0)?, wide(1)?, wide(2)?);
        let all = chosen.as_bytes_mut().iter_mut().zip(other.as_bytes()).zip(condition.as_bytes());
        all.filter(|(_, condition)| **condition == 0).for_each(|((chosen, other), _)| *chosen = *other);
        Ok(chosen)
    })?;
    Ok(tvec![z])
}

/// Products of integers with a bias of integers, which has the scale of the products.
fn quantised_gemm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (a, b) = (node.input(0)?, node.input(3)?);
    node.ensure(node.rank(a) == 2 && node.rank(b) == 2, || "multiplies tensors that are not matrices".into())?;
    let kind = node.kind(a);
    let (a, b) = (transposed(node, a, "transA")?, transposed(node, b, "transB")?);
    let alpha = node.attributes().float("alpha", 1.0);
    let scale = times(node, node.input(1)?, alpha)?;
    let a = (a, scale, node.optional(2));
    let b = (b, node.input(4)?, node.optional(5));
    let bias = match node.optional(6) {
        Some(c) => {
            let c = node.cast(c, DatumType::F32)?;
            let (one, other) = (node.reshape(a.1, &[])?, b.1);
            let other = if node.len(other) == 1 { node.reshape(other, &[])? } else { other };
            let c = mul(node, c, one)?;
            Some(mul(node, c, other)?)
        }
        None => None,
    };
    let y = scaled_product(node, a, b, bias)?;
    if node.optional(7).is_none() {
        return Ok(tvec![y]);
    }
    let kind = node.optional(8).map_or(kind, |zero| node.kind(zero));
    Ok(tvec![rounded(node, y, 7, kind)?])
}

// A recurrent network

/// Numbers as onnxruntime quantises them while a model runs: rounded to 256 steps from the lowest to the highest.
fn coarse(numbers: &[f32]) -> Vec<f32> {
    let low = numbers.iter().fold(0.0f32, |low, &number| low.min(number));
    let high = numbers.iter().fold(0.0f32, |high, &number| high.max(number));
    let scale = if high == low { 1.0 } else { (high - low) / 255.0 };
    let zero = (-low / scale).clamp(0.0, 255.0).round_ties_even();
    let one = |number: &f32| ((number / scale).round_ties_even() + zero).clamp(0.0, 255.0) - zero;
    numbers.iter().map(|number| one(number) * scale).collect()
}

/// Quantised weights [directions, rows, columns] in single precision. They have a scale for each direction, or for each
/// column of each.
fn weights(node: &mut Node<'_>, index: usize, first: usize) -> Wired<Value> {
    let (x, mut scale, mut zero) = (node.input(index)?, node.input(first)?, node.input(first + 1)?);
    let shape = node.shape(x);
    node.ensure(shape.len() == 3, || format!("has weights of {shape:?}"))?;
    for value in [&mut scale, &mut zero] {
        let count = node.len(*value);
        let columns = if count == shape[0] { 1 } else { shape[2] };
        node.ensure(count == shape[0] * columns, || format!("has {count} scales for weights of {shape:?}"))?;
        *value = node.reshape(*value, &[shape[0], 1, columns])?;
    }
    let (x, zero) = (node.cast(x, DatumType::F32)?, node.cast(zero, DatumType::F32)?);
    let x = sub(node, x, zero)?;
    mul(node, x, scale)
}

/// An LSTM whose weights are quantised, and whose inputs and states are while it runs.
fn dynamic_lstm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let named = attributes.texts("activations");
    let usual = named.chunks(3).all(|names| matches!(names, ["Sigmoid", "Tanh", "Tanh"]));
    if !usual || node.optional(4).is_some() || node.optional(7).is_some() {
        return Err(node.unsupported(
            "has activations, lengths of sequences or peepholes that are not supported: export the model without them",
        ));
    }
    let x = node.input(0)?;
    let (w, r) = (weights(node, 1, 8)?, weights(node, 2, 10)?);
    let directions: &[bool] = match attributes.text("direction", "forward") {
        "reverse" => &[true],
        "bidirectional" => &[false, true],
        _ => &[false],
    };
    let count = directions.len();
    let (shape, of_x, of_h) = (node.shape(x), node.shape(w), node.shape(r));
    let hidden = of_h[1];
    let fits = shape.len() == 3 && *of_x == [count, shape[2], 4 * hidden] && *of_h == [count, hidden, 4 * hidden];
    node.ensure(fits && hidden > 0, || format!("has an input of {shape:?} and weights of {of_x:?} and {of_h:?}"))?;
    let (length, batch, features) = (shape[0], shape[1], shape[2]);
    let mut inputs = tvec![x, w, r];
    let states = [count, batch, hidden];
    for (index, expected) in [(3, &[count, 8 * hidden][..]), (5, &states), (6, &states)] {
        let value = match node.optional(index) {
            Some(value) => value,
            None => node.add_constant(Tensor::zero::<f32>(expected)?)?,
        };
        node.ensure(*node.shape(value) == *expected, || {
            format!("has an input {index} of {:?}: {expected:?} is expected", node.shape(value))
        })?;
        inputs.push(value);
    }
    node.ensure(inputs.iter().all(|&input| node.kind(input) == DatumType::F32), || {
        "has an input, a state or a bias that is not of single precision".into()
    })?;
    let clip = attributes.has("clip").then(|| attributes.float("clip", 0.0)).filter(|clip| *clip > 0.0);
    let outputs = tvec![
        (DatumType::F32, tvec![length, count, batch, hidden]),
        (DatumType::F32, tvec![count, batch, hidden]),
        (DatumType::F32, tvec![count, batch, hidden]),
    ];
    node.compute_all("DynamicQuantizeLSTM", &inputs, outputs, move |inputs| {
        let slice = |index: usize| numbers::<f32>(&inputs[index]);
        let x = coarse(slice(0)?);
        let (mut last_h, mut last_c) = (slice(4)?.to_vec(), slice(5)?.to_vec());
        let mut all = vec![0.0f32; length * count * batch * hidden];
        let wide = 4 * hidden;
        let columns = Columns { stride: wide, start: 0 };
        for (index, &reverse) in directions.iter().enumerate() {
            let part = |index: usize, size: usize, of: usize| Ok::<_, TractError>(&slice(of)?[index * size..][..size]);
            let (w, r) = (part(index, features * wide, 1)?, part(index, hidden * wide, 2)?);
            let biases = part(index, 2 * wide, 3)?;
            let bias: Vec<f32> = biases[..wide].iter().zip(&biases[wide..]).map(|(a, b)| a + b).collect();
            // The gates in, out, forget and cell of all steps, without the states.
            let mut gates = bias.repeat(length * batch);
            add_product(&mut gates, columns, &x, features, w, columns, wide);
            let h = &mut last_h[index * batch * hidden..][..batch * hidden];
            let c = &mut last_c[index * batch * hidden..][..batch * hidden];
            for step in 0..length {
                let step = if reverse { length - 1 - step } else { step };
                let gates = &mut gates[step * batch * wide..][..batch * wide];
                add_product(gates, columns, &coarse(h), hidden, r, columns, wide);
                if let Some(clip) = clip {
                    gates.iter_mut().for_each(|gate| *gate = gate.clamp(-clip, clip));
                }
                let rows = gates.chunks_exact(wide).zip(h.chunks_exact_mut(hidden)).zip(c.chunks_exact_mut(hidden));
                for ((gates, h), c) in rows {
                    for unit in 0..hidden {
                        let [i, o, f] = [0, 1, 2].map(|gate| sigmoid(gates[gate * hidden + unit]));
                        c[unit] = f * c[unit] + i * tanh(gates[3 * hidden + unit]);
                        h[unit] = o * tanh(c[unit]);
                    }
                }
                let start = (step * count + index) * batch * hidden;
                all[start..][..batch * hidden].copy_from_slice(h);
            }
        }
        let states = [count, batch, hidden];
        Ok(tvec![
            Tensor::from_shape(&[length, count, batch, hidden], &all)?,
            Tensor::from_shape(&states, &last_h)?,
            Tensor::from_shape(&states, &last_c)?,
        ])
    })
}
