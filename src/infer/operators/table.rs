//! The table of operators: what the engine knows of each, and how it is computed. What a model asks for and the table
//! does not have is refused by name.

use super::entry::{Operator, Way};
use super::{
    activations, arithmetic, attention, comparisons, control, convolutions, filling, indexing, learned, losses,
    microsoft, normalisation, pooling, products, quantisation, random, recurrent, reductions, regions, resampling,
    sequences, shapes, signals, strings,
};
use crate::report::{describe, invalid, unsupported};
use penchant_base::Result;
use std::collections::HashMap;
use std::sync::LazyLock;
use tract_onnx::pb::NodeProto;

/// The domains whose operators the engine has.
pub(crate) const ONNX: &str = "";
pub(crate) const LEARNED: &str = "ai.onnx.ml";
pub(crate) const MICROSOFT: &str = "com.microsoft";

/// The newest version of each domain's operators that the table covers.
pub(crate) const NEWEST: [(&str, i64); 3] = [(ONNX, 28), (LEARNED, 5), (MICROSOFT, 1)];

/// The families of each domain.
pub(crate) const FAMILIES: [(&str, &str, &[Operator]); 24] = [
    (ONNX, "activations", activations::OPERATORS),
    (ONNX, "arithmetic", arithmetic::OPERATORS),
    (ONNX, "attention", attention::OPERATORS),
    (ONNX, "comparisons", comparisons::OPERATORS),
    (ONNX, "control", control::OPERATORS),
    (ONNX, "convolutions", convolutions::OPERATORS),
    (ONNX, "filling", filling::OPERATORS),
    (ONNX, "indexing", indexing::OPERATORS),
    (ONNX, "losses", losses::OPERATORS),
    (ONNX, "normalisation", normalisation::OPERATORS),
    (ONNX, "pooling", pooling::OPERATORS),
    (ONNX, "products", products::OPERATORS),
    (ONNX, "quantisation", quantisation::OPERATORS),
    (ONNX, "random", random::OPERATORS),
    (ONNX, "recurrent", recurrent::OPERATORS),
    (ONNX, "reductions", reductions::OPERATORS),
    (ONNX, "regions", regions::OPERATORS),
    (ONNX, "resampling", resampling::OPERATORS),
    (ONNX, "sequences", sequences::OPERATORS),
    (ONNX, "shapes", shapes::OPERATORS),
    (ONNX, "signals", signals::OPERATORS),
    (ONNX, "strings", strings::OPERATORS),
    (LEARNED, "learned", learned::OPERATORS),
    (MICROSOFT, "microsoft", microsoft::OPERATORS),
];

static BY_NAME: LazyLock<HashMap<(&str, &str), Vec<&Operator>>> = LazyLock::new(|| {
    let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
    for (domain, _, operators) in FAMILIES {
        for operator in operators {
            by_name.entry((domain, operator.name)).or_default().push(operator);
        }
    }
    by_name
});

/// A domain as the table names it.
pub(crate) fn domain(node: &NodeProto) -> &str {
    if node.domain == "ai.onnx" { ONNX } else { &node.domain }
}

/// The table's entry for a node of a model with this version of the domain's operators.
pub(crate) fn operator(node: &NodeProto, version: i64) -> Result<&'static Operator> {
    let entries = BY_NAME.get(&(domain(node), &*node.op_type));
    let entry = entries.and_then(|entries| entries.iter().find(|entry| entry.versions.contains(&version)));
    match (entry, entries) {
        (Some(entry), _) => Ok(entry),
        (None, Some(entries)) => {
            let versions = entries.iter().map(|entry| match entry.versions.end() {
                &i64::MAX => format!("{} and later", entry.versions.start()),
                end => format!("{} to {end}", entry.versions.start()),
            });
            let versions = versions.collect::<Vec<_>>().join(", ");
            Err(unsupported(format!(
                "{} does not exist in version {version} of the operators: export the model with version {versions}",
                describe(node)
            )))
        }
        (None, None) => Err(unsupported(format!(
            "the engine does not support the operator of {}: export the model with other operators",
            describe(node)
        ))),
    }
}

/// Refuses nodes with other inputs or attributes than the table says.
pub(crate) fn check(node: &NodeProto, version: i64) -> Result<()> {
    let operator = operator(node, version)?;
    if let Way::Refuse(why) = operator.way {
        return Err(unsupported(format!("the engine does not support the operator of {}: {why}", describe(node))));
    }
    let (min, max) = (*operator.inputs.start(), *operator.inputs.end());
    let present = node.input.iter().take(min).filter(|name| !name.is_empty()).count();
    if present < min {
        let message = format!("has {present} of its first {min} inputs: all are required");
        return Err(invalid(&describe(node), message));
    }
    if node.input.len() > max {
        return Err(invalid(&describe(node), format!("has {} inputs: at most {max} are possible", node.input.len())));
    }
    for given in &node.attribute {
        let Some(attribute) = operator.attributes.iter().find(|attribute| attribute.name == given.name) else {
            let known: Vec<&str> = operator.attributes.iter().map(|attribute| attribute.name).collect();
            return Err(unsupported(format!(
                "{} has the attribute {:?}, which the engine does not know: it knows {known:?}",
                describe(node),
                given.name
            )));
        };
        attribute.check(node, given)?;
    }
    Ok(())
}
