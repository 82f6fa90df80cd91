//! The table of operators for people and for tools: `docs/operators.md` is made of it, and a test holds it against the
//! schemas of the ONNX project.

use super::entry::Way;
use super::table::FAMILIES;
use serde::Serialize;

/// What the engine knows of an operator in some versions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorInfo {
    /// The domain; it is empty for ONNX itself.
    pub domain: &'static str,
    /// The file that says how it is computed.
    pub family: &'static str,
    /// The operator's name.
    pub name: &'static str,
    /// The first version of the domain's operators in which it has this meaning.
    pub since: i64,
    /// The last one, if it was replaced.
    pub until: Option<i64>,
    /// How many inputs it requires.
    pub min_inputs: usize,
    /// How many inputs it may have, if that is limited.
    pub max_inputs: Option<usize>,
    /// Its attributes, and the values that the engine honours.
    pub attributes: Vec<(&'static str, String)>,
    /// Why it is refused, if it is.
    pub refused: Option<&'static str>,
}

/// The operators that the engine knows.
///
/// ```
/// let conv = penchant_infer::operators().find(|operator| operator.name == "Conv").unwrap();
/// assert!(conv.refused.is_none());
/// assert!(conv.attributes.iter().any(|(name, _)| *name == "dilations"));
/// ```
pub fn operators() -> impl Iterator<Item = OperatorInfo> {
    FAMILIES.iter().flat_map(|(domain, family, operators)| {
        operators.iter().map(|operator| OperatorInfo {
            domain,
            family,
            name: operator.name,
            since: *operator.versions.start(),
            until: Some(*operator.versions.end()).filter(|&last| last != i64::MAX),
            min_inputs: *operator.inputs.start(),
            max_inputs: Some(*operator.inputs.end()).filter(|&most| most != usize::MAX),
            attributes: operator.attributes.iter().map(|it| (it.name, it.kind.describe())).collect(),
            refused: match operator.way {
                Way::Refuse(why) => Some(why),
                _ => None,
            },
        })
    })
}
