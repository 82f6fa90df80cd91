//! The whole check: the bytes of an ONNX file in, its checked protobuf out.

use super::functions::inline;
use super::proto::{graph, parse, versions};
use super::walk::Walk;
use crate::operators::NEWEST;
use crate::plan::Versions;
use crate::report::unsupported;
use bytes::Buf;
use penchant_base::Result;
use std::ops::RangeInclusive;
use tract_onnx::pb::GraphProto;

/// The versions of the ONNX operator set that the conformance tests cover: see docs/operators.md.
pub const OPSETS: RangeInclusive<i64> = 7..=28;

/// A checked model.
pub(crate) struct Checked {
    pub graph: GraphProto,
    /// The versions of the operators that it uses, by their domains.
    pub versions: Versions,
}

/// A model in the form that plans are made from.
///
/// Errors: `model.limit`, `model.format`, `model.unsupported`; they name the node or the tensor.
pub(crate) fn check(model: impl Buf) -> Result<Checked> {
    let mut proto = parse(model)?;
    graph(&proto)?;
    let versions = versions(&proto);
    let onnx = versions.get("").copied();
    if onnx.is_none() && versions.is_empty() {
        return Err(unsupported("the model does not say which version of the ONNX operators it uses: export it again"));
    }
    if let Some(version) = onnx.filter(|version| !OPSETS.contains(version)) {
        return Err(unsupported(format!(
            "the model uses version {version} of the ONNX operators: export it with a version from {} to {}",
            OPSETS.start(),
            OPSETS.end()
        )));
    }
    for (domain, newest) in NEWEST {
        if let Some(version) = versions.get(domain).filter(|version| **version > newest) {
            return Err(unsupported(format!(
                "the model uses version {version} of the operators of {domain:?}: export it with one up to {newest}"
            )));
        }
    }
    let functions = std::mem::take(&mut proto.functions);
    let mut graph = proto.graph.unwrap_or_default();
    inline(&mut graph, &functions)?;
    Walk::new(&versions).check(&mut graph)?;
    Ok(Checked { graph, versions })
}
