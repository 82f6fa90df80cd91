//! Recurrences without gates of their own: linear attention, and convolutions that carry a state.

use super::attributes::{float, int, word};
use super::copying::numbers;
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::numeric::sigmoid;
use tract_onnx::tract_core::internal::*;

const RULES: &[&str] = &["linear", "gated", "delta", "gated_delta"];

pub(super) const OPERATORS: &[Operator] = &[
    wire("CausalConvWithState", 2..=4, &[word("activation", &["none", "silu", "swish"])], causal_convolution)
        .since(27..=i64::MAX),
    wire(
        "LinearAttention",
        3..=6,
        &[
            int("chunk_size", 1..=1 << 20),
            int("kv_num_heads", 1..=1 << 16),
            int("q_num_heads", 1..=1 << 16),
            float("scale"),
            word("update_rule", RULES),
        ],
        linear_attention,
    )
    .since(27..=i64::MAX),
];

fn singles(node: &Node<'_>, values: &[Value]) -> Wired<()> {
    let fits = values.iter().all(|&value| node.kind(value) == f32::datum_type());
    if fits { Ok(()) } else { Err(node.unsupported("has inputs that are not f32: export the model with f32")) }
}

/// Each channel convolved with its own kernel, over the positions before and at each; the last positions are the state.
fn causal_convolution(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, weights) = (node.input(0)?, node.input(1)?);
    let (bias, past) = (node.optional(2), node.optional(3));
    let (shape, kernel) = (node.shape(x), node.shape(weights));
    let (&[batch, channels, length], &[of, 1, taps]) = (&*shape, &*kernel) else {
        return Err(node.invalid(&format!("has an input of {shape:?} and a kernel of {kernel:?}")));
    };
    node.ensure(of == channels && taps > 0, || format!("has {channels} channels and a kernel of {kernel:?}"))?;
    let state: TVec<usize> = tvec![batch, channels, taps - 1];
    let mut inputs = tvec![x, weights];
    if let Some(bias) = bias {
        let found = node.shape(bias);
        node.ensure(*found == [channels], || format!("has a bias of {found:?} for {channels} channels"))?;
        inputs.push(bias);
    }
    if let Some(past) = past {
        let found = node.shape(past);
        node.ensure(found == state, || format!("has a state of {found:?}: {state:?} is expected"))?;
        inputs.push(past);
    }
    singles(node, &inputs)?;
    let swish = node.attributes().text("activation", "none") != "none";
    let (has_bias, has_past) = (bias.is_some(), past.is_some());
    let outputs = tvec![(f32::datum_type(), shape.clone()), (f32::datum_type(), state.clone())];
    node.compute_all("CausalConv", &inputs, outputs, move |inputs| {
        let (x, weights) = (numbers::<f32>(&inputs[0])?, numbers::<f32>(&inputs[1])?);
        let bias = if has_bias { Some(numbers::<f32>(&inputs[2])?) } else { None };
        let past = if has_past { Some(numbers::<f32>(&inputs[inputs.len() - 1])?) } else { None };
        let mut result = Vec::with_capacity(x.len());
        let mut states = Vec::with_capacity(state.iter().product());
        for row in 0..batch * channels {
            let channel = row % channels;
            let mut line = match past {
                Some(past) => past[row * (taps - 1)..][..taps - 1].to_vec(),
                None => vec![0.0; taps - 1],
            };
            line.extend_from_slice(&x[row * length..][..length]);
            for position in 0..length {
                let products = line[position..].iter().zip(&weights[channel * taps..][..taps]);
                let sum = products.map(|(x, w)| x * w).sum::<f32>() + bias.map_or(0.0, |bias| bias[channel]);
                result.push(if swish { sum * sigmoid(sum) } else { sum });
            }
            states.extend_from_slice(&line[length..]);
        }
        Ok(tvec![Tensor::from_shape(&shape, &result)?, Tensor::from_shape(&state, &states)?])
    })
}

/// A state that decays and takes in keys times values, and is asked by queries: the update rules are those of the text.
fn linear_attention(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (q, k, v) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let optional = [node.optional(3), node.optional(4), node.optional(5)];
    let attributes = node.attributes();
    let (heads, groups) = (attributes.int("q_num_heads", 0) as usize, attributes.int("kv_num_heads", 0) as usize);
    let rule = attributes.text("update_rule", "gated_delta");
    let (gated, delta) = (rule.contains("gated"), rule.contains("delta"));
    let shapes = [node.shape(q), node.shape(k), node.shape(v)];
    let [&[batch, length, of_q], &[_, _, of_k], &[_, _, of_v]] = [&*shapes[0], &*shapes[1], &*shapes[2]] else {
        return Err(node.invalid(&format!("has inputs of {shapes:?}: three axes are expected")));
    };
    let fits = heads > 0
        && groups > 0
        && heads % groups == 0
        && of_q % heads == 0
        && of_k % groups == 0
        && of_v % groups == 0
        && of_q / heads == of_k / groups
        && shapes.iter().all(|shape| shape[..2] == [batch, length]);
    node.ensure(fits, || format!("has inputs of {shapes:?} for {heads} and {groups} heads"))?;
    let (depth, width) = (of_k / groups, of_v / groups);
    let state: TVec<usize> = tvec![batch, groups, depth, width];
    let [past, decay, beta] = optional;
    node.ensure(!gated || decay.is_some(), || "lacks its decay".into())?;
    node.ensure(!delta || beta.is_some(), || "lacks its beta".into())?;
    let last = |value: Option<Value>| value.map_or(0, |value| node.shape(value).last().copied().unwrap_or(0));
    let (of_decay, of_beta) = (last(decay.filter(|_| gated)), last(beta.filter(|_| delta)));
    node.ensure(!gated || [groups, groups * depth].contains(&of_decay), || "has a decay of another shape".into())?;
    node.ensure(!delta || [1, groups].contains(&of_beta), || "has a beta of another shape".into())?;
    let mut inputs = tvec![q, k, v];
    let mut places = [None; 3];
    for (place, value) in [past, decay.filter(|_| gated), beta.filter(|_| delta)].into_iter().enumerate() {
        if let Some(value) = value {
            let found = node.shape(value);
            let expected = if place == 0 { state.clone() } else { tvec![batch, length, last_of(&found)] };
            node.ensure(found == expected, || format!("has an input of {found:?}: {expected:?} is expected"))?;
            places[place] = Some(inputs.len());
            inputs.push(value);
        }
    }
    singles(node, &inputs)?;
    let scale = match attributes.float("scale", 0.0) {
        0.0 => 1.0 / (depth as f32).sqrt(),
        scale => scale,
    };
    let result: TVec<usize> = tvec![batch, length, heads * width];
    let outputs = tvec![(f32::datum_type(), result.clone()), (f32::datum_type(), state.clone())];
    node.compute_all("LinearAttention", &inputs, outputs, move |inputs| {
        let all = inputs.iter().map(|input| numbers::<f32>(input)).collect::<TractResult<Vec<_>>>()?;
        let [past, decay, beta] = places.map(|place| place.map(|place| all[place]));
        let mut states = past.map_or_else(|| vec![0f32; state.iter().product()], <[f32]>::to_vec);
        let mut answers = vec![0f32; result.iter().product()];
        let share = heads / groups;
        let mut told = vec![0f32; width];
        for example in 0..batch {
            for group in 0..groups {
                let s = &mut states[(example * groups + group) * depth * width..][..depth * width];
                for step in 0..length {
                    let at = example * length + step;
                    let key = &all[1][(at * groups + group) * depth..][..depth];
                    let value = &all[2][(at * groups + group) * width..][..width];
                    if let Some(decay) = decay {
                        for (d, row) in s.chunks_exact_mut(width.max(1)).enumerate() {
                            let index = if of_decay == groups { group } else { group * depth + d };
                            let factor = decay[at * of_decay + index].exp();
                            row.iter_mut().for_each(|number| *number *= factor);
                        }
                    }
                    told.copy_from_slice(value);
                    if delta {
                        for (row, key) in s.chunks_exact(width.max(1)).zip(key) {
                            told.iter_mut().zip(row).for_each(|(told, number)| *told -= number * key);
                        }
                    }
                    let rate = beta.map_or(1.0, |beta| beta[at * of_beta + if of_beta == 1 { 0 } else { group }]);
                    for (row, key) in s.chunks_exact_mut(width.max(1)).zip(key) {
                        row.iter_mut().zip(&told).for_each(|(number, told)| *number += rate * key * told);
                    }
                    for head in group * share..(group + 1) * share {
                        let query = &all[0][(at * heads + head) * depth..][..depth];
                        let answer = &mut answers[(at * heads + head) * width..][..width];
                        for (row, query) in s.chunks_exact(width.max(1)).zip(query) {
                            answer.iter_mut().zip(row).for_each(|(answer, number)| *answer += scale * query * number);
                        }
                    }
                }
            }
        }
        Ok(tvec![Tensor::from_shape(&result, &answers)?, Tensor::from_shape(&state, &states)?])
    })
}

fn last_of(shape: &[usize]) -> usize {
    shape.last().copied().unwrap_or(0)
}
