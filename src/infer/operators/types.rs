//! Which types the inputs of operators may have, from `types.txt`: what a specification forbids is refused by name
//! before anything is computed.

use super::table::{MICROSOFT, domain};
use crate::report::{describe, invalid};
use penchant_base::Result;
use std::collections::HashMap;
use std::sync::LazyLock;
use tract_onnx::pb::NodeProto;
use tract_onnx::prelude::{Datum, DatumType};

/// An operator's inputs: for each the letter of its types, `?` for any; whether the last one repeats; the types.
struct Inputs {
    letters: Vec<char>,
    repeats: bool,
    types: HashMap<char, Vec<&'static str>>,
}

static TYPES: LazyLock<HashMap<&'static str, Inputs>> = LazyLock::new(|| {
    let lines = include_str!("types.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(name, rest)| (name, parse(rest))).collect()
});

fn parse(line: &'static str) -> Inputs {
    let mut inputs = Inputs { letters: Vec::new(), repeats: false, types: HashMap::new() };
    for word in line.split(' ') {
        match word.split_once('=') {
            Some((letter, types)) => {
                inputs.types.extend(letter.chars().map(|letter| (letter, types.split(',').collect())));
            }
            None => {
                inputs.letters.extend(word.chars().next());
                inputs.repeats = word.ends_with('*');
            }
        }
    }
    inputs
}

/// Refuses a node with inputs of other types than its operator takes. An input that is absent has none.
pub(crate) fn check(node: &NodeProto, kinds: impl Iterator<Item = Option<DatumType>>) -> Result<()> {
    if domain(node) == MICROSOFT {
        return Ok(());
    }
    let name = match domain(node) {
        "" => node.op_type.clone(),
        domain => format!("{domain}.{}", node.op_type),
    };
    let Some(inputs) = TYPES.get(&*name) else { return Ok(()) };
    let mut seen: HashMap<char, (usize, DatumType)> = HashMap::new();
    for (index, kind) in kinds.enumerate() {
        let last = inputs.letters.last().filter(|_| inputs.repeats);
        let (Some(kind), Some(letter)) = (kind, inputs.letters.get(index).or(last)) else { continue };
        let Some(types) = inputs.types.get(letter) else { continue };
        if !types.contains(&name_of(kind)) {
            return Err(invalid(
                &describe(node),
                format!("has an input {index} of the type {}: one of {} is expected", name_of(kind), types.join(", ")),
            ));
        }
        let (first, other) = *seen.entry(*letter).or_insert((index, kind));
        if in_single(other) != in_single(kind) {
            return Err(invalid(
                &describe(node),
                format!(
                    "has an input {first} of the type {} and an input {index} of the type {}: one type is expected",
                    name_of(other),
                    name_of(kind)
                ),
            ));
        }
    }
    Ok(())
}

fn name_of(kind: DatumType) -> &'static str {
    match kind {
        DatumType::Bool => "bool",
        DatumType::U8 => "u8",
        DatumType::U16 => "u16",
        DatumType::U32 => "u32",
        DatumType::U64 => "u64",
        DatumType::I8 => "i8",
        DatumType::I16 => "i16",
        DatumType::I32 => "i32",
        DatumType::I64 => "i64",
        DatumType::F16 => "f16",
        DatumType::F32 => "f32",
        DatumType::F64 => "f64",
        DatumType::String => "string",
        _ => "unknown",
    }
}

/// Numbers of half precision are computed in single precision, and some of a model's may be in it already.
fn in_single(kind: DatumType) -> DatumType {
    if kind == DatumType::F16 { f32::datum_type() } else { kind }
}
