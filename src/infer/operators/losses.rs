//! Losses: the negative logarithm of the probability of the right class. The formulas are those of the specification of
//! `NegativeLogLikelihoodLoss` and `SoftmaxCrossEntropyLoss`.

use super::attributes::{Attribute, int, word};
use super::copying::{doubles, integers};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::reductions::log_softmax;
use crate::report::{describe, invalid};
use tract_onnx::tract_core::internal::*;

const ATTRIBUTES: &[Attribute] =
    &[int("ignore_index", i64::MIN..=i64::MAX), word("reduction", &["none", "mean", "sum"])];

pub(super) const OPERATORS: &[Operator] = &[
    wire("NegativeLogLikelihoodLoss", 2..=3, ATTRIBUTES, likelihood),
    wire("SoftmaxCrossEntropyLoss", 2..=3, ATTRIBUTES, cross_entropy),
];

fn likelihood(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let logarithms = node.input(0)?;
    Ok(tvec![loss(node, logarithms)?])
}

fn cross_entropy(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let scores = node.input(0)?;
    node.ensure(node.rank(scores) >= 2, || "has scores without an axis of classes".into())?;
    let logarithms = log_softmax(node, scores, 1)?;
    Ok(tvec![loss(node, logarithms)?, logarithms])
}

/// The loss of logarithms of probabilities, whose second axis is that of the classes.
fn loss(node: &mut Node<'_>, logarithms: Value) -> Wired<Value> {
    let (shape, kind) = (node.shape(logarithms), node.kind(logarithms));
    let target = node.input(1)?;
    let fits = shape.len() >= 2 && {
        let mut expected = shape.clone();
        expected.remove(1);
        *expected == *node.shape(target)
    };
    node.ensure(fits, || format!("has targets of {:?} for scores of {shape:?}", node.shape(target)))?;
    let (classes, inner) = (shape[1], shape[2..].iter().product::<usize>());
    let mut inputs = tvec![logarithms, target];
    if let Some(weights) = node.optional(2) {
        node.ensure(*node.shape(weights) == [classes], || {
            format!("has weights of {:?} for {classes} classes", node.shape(weights))
        })?;
        inputs.push(weights);
    }
    let ignored = node.attributes().optional_int("ignore_index");
    let reduction = node.attributes().text("reduction", "mean").to_owned();
    let result = if reduction == "none" { node.shape(target) } else { tvec![] };
    let part = describe(node.proto);
    node.compute("Loss", &inputs, kind, &result.clone(), move |inputs| {
        let logarithms = doubles(&inputs[0])?;
        let weights = inputs.get(2).map(|weights| doubles(weights)).transpose()?;
        let (mut sum, mut total) = (0.0, 0.0);
        let mut all = Vec::new();
        for (place, target) in integers(&inputs[1])?.into_iter().enumerate() {
            let (mut loss, mut weight) = (0.0, 0.0);
            if Some(target) != ignored {
                let class = usize::try_from(target).ok().filter(|&class| class < classes);
                let class = class
                    .ok_or_else(|| invalid(&part, format!("has the target {target}: there are {classes} classes")))?;
                weight = weights.as_ref().map_or(1.0, |weights| weights[class]);
                loss = -weight * logarithms[(place / inner * classes + class) * inner + place % inner];
            }
            sum += loss;
            total += weight;
            if reduction == "none" {
                all.push(loss);
            }
        }
        let all = match &*reduction {
            "none" => Tensor::from_shape(&result, &all)?,
            "sum" => tensor0(sum),
            _ => tensor0(sum / total),
        };
        Ok(all.cast_to_dt(kind)?.into_owned())
    })
}
