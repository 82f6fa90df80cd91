//! A node's attributes: what the table says of each, and how wiring reads them.

use crate::report::{describe, invalid, unsupported};
use penchant_base::Result;
use std::ops::RangeInclusive;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto};

/// What the table says of one attribute of an operator.
pub(crate) struct Attribute {
    pub name: &'static str,
    pub kind: Kind,
}

/// The type of an attribute, and the values that the engine honours.
pub(crate) enum Kind {
    /// One integer in a range.
    Int(RangeInclusive<i64>),
    /// Integers, each in a range.
    Ints(RangeInclusive<i64>),
    /// One number.
    Float,
    /// Numbers.
    Floats,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text in any form; the operator reads it.
    Text,
    /// Texts in any form.
    Texts,
    /// One tensor.
    Tensor,
    /// An inner graph.
    Graph,
    /// It does not change what the operator computes.
    Ignored,
    /// It is refused unless it has its default, which this integer or empty list is: why, and what to do.
    Refused(i64, &'static str),
}

/// One integer in a range.
pub(crate) const fn int(name: &'static str, range: RangeInclusive<i64>) -> Attribute {
    Attribute { name, kind: Kind::Int(range) }
}

/// Zero or one.
pub(crate) const fn flag(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Int(0..=1) }
}

/// Integers, each in a range.
pub(crate) const fn ints(name: &'static str, range: RangeInclusive<i64>) -> Attribute {
    Attribute { name, kind: Kind::Ints(range) }
}

/// One number.
pub(crate) const fn float(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Float }
}

/// Numbers.
pub(crate) const fn floats(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Floats }
}

/// One of these words.
pub(crate) const fn word(name: &'static str, words: &'static [&'static str]) -> Attribute {
    Attribute { name, kind: Kind::Word(words) }
}

/// Text that the operator reads.
pub(crate) const fn text(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Text }
}

/// Texts that the operator reads.
pub(crate) const fn texts(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Texts }
}

/// One tensor.
pub(crate) const fn tensor(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Tensor }
}

/// An inner graph.
pub(crate) const fn graph(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Graph }
}

/// It does not change what the operator computes.
pub(crate) const fn ignored(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Ignored }
}

/// It is refused unless it is this integer, or empty: why, and what to do.
pub(crate) const fn refused(name: &'static str, default: i64, why: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Refused(default, why) }
}

impl Attribute {
    /// Refuses a value of another type, out of its range, or one that the engine does not honour.
    pub(crate) fn check(&self, node: &NodeProto, given: &AttributeProto) -> Result<()> {
        let name = self.name;
        let outside = |numbers: &[i64], range: &RangeInclusive<i64>| match numbers.iter().find(|it| !range.contains(it))
        {
            Some(number) => {
                let message = format!("has {name} {number}: {} to {} are possible", range.start(), range.end());
                Err(invalid(&describe(node), message))
            }
            None => Ok(()),
        };
        match &self.kind {
            Kind::Int(range) => outside(&[given.i], range)?,
            Kind::Ints(range) => outside(&given.ints, range)?,
            Kind::Word(words) => {
                let word = String::from_utf8_lossy(&given.s);
                if !words.contains(&&*word) {
                    let message = format!(
                        "{} has the {name} {word:?}, which is not supported: export the model with one of {words:?}",
                        describe(node)
                    );
                    return Err(unsupported(message));
                }
            }
            Kind::Refused(default, why) => {
                let empty = given.ints.is_empty() && given.floats.is_empty() && given.strings.is_empty();
                if given.i != *default || given.f != 0.0 || !given.s.is_empty() || !empty {
                    return Err(unsupported(format!("{} has the attribute {name:?}: {why}", describe(node))));
                }
            }
            _ => {}
        }
        match given.r#type == 0 || self.kind.types().is_none_or(|types| types.contains(&given.r#type)) {
            true => Ok(()),
            false => {
                Err(invalid(&describe(node), format!("has the attribute {name:?} in another type than ONNX says")))
            }
        }
    }
}

impl Kind {
    /// The types that ONNX has for it; older files leave the type out.
    fn types(&self) -> Option<&'static [i32]> {
        Some(match self {
            Self::Int(_) => &[AttributeType::Int as i32],
            Self::Ints(_) => &[AttributeType::Ints as i32],
            Self::Float => &[AttributeType::Float as i32],
            Self::Floats => &[AttributeType::Floats as i32],
            Self::Word(_) | Self::Text => &[AttributeType::String as i32],
            Self::Texts => &[AttributeType::Strings as i32],
            Self::Tensor => &[AttributeType::Tensor as i32],
            Self::Graph => &[AttributeType::Graph as i32],
            Self::Ignored | Self::Refused(..) => return None,
        })
    }

    /// In words, for the documentation.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Int(range) if *range == (0..=1) => "0 or 1".into(),
            Self::Int(range) => format!("an integer from {} to {}", range.start(), range.end()),
            Self::Ints(range) => format!("integers from {} to {}", range.start(), range.end()),
            Self::Float => "a number".into(),
            Self::Floats => "numbers".into(),
            Self::Word(words) => words.join(", "),
            Self::Text => "text".into(),
            Self::Texts => "texts".into(),
            Self::Tensor => "a tensor".into(),
            Self::Graph => "a graph".into(),
            Self::Ignored => "of no effect".into(),
            Self::Refused(..) => "refused".into(),
        }
    }
}

/// Reads the attributes of a node, whose types and ranges have been checked.
#[derive(Clone, Copy)]
pub(crate) struct Attributes<'n>(pub &'n NodeProto);

impl<'n> Attributes<'n> {
    fn get(&self, name: &str) -> Option<&'n AttributeProto> {
        self.0.attribute.iter().find(|attribute| attribute.name == name)
    }

    /// Whether the node has it.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// An integer, if the node has it.
    pub fn optional_int(&self, name: &str) -> Option<i64> {
        self.get(name).map(|attribute| attribute.i)
    }

    /// An integer.
    pub fn int(&self, name: &str, default: i64) -> i64 {
        self.optional_int(name).unwrap_or(default)
    }

    /// Whether it is not zero.
    pub fn flag(&self, name: &str) -> bool {
        self.int(name, 0) != 0
    }

    /// Integers, if the node has them.
    pub fn ints(&self, name: &str) -> Option<&'n [i64]> {
        self.get(name).map(|attribute| &*attribute.ints)
    }

    /// A number.
    pub fn float(&self, name: &str, default: f32) -> f32 {
        self.get(name).map_or(default, |attribute| attribute.f)
    }

    /// Numbers; none if the node does not have them.
    pub fn floats(&self, name: &str) -> &'n [f32] {
        self.get(name).map_or(&[], |attribute| &attribute.floats)
    }

    /// Text.
    pub fn text(&self, name: &str, default: &'static str) -> &'n str {
        self.get(name).and_then(|attribute| std::str::from_utf8(&attribute.s).ok()).unwrap_or(default)
    }

    /// Texts; none if the node does not have them.
    pub fn texts(&self, name: &str) -> Vec<&'n str> {
        let all = self.get(name).map_or(&[][..], |attribute| &attribute.strings);
        all.iter().map(|text| std::str::from_utf8(text).unwrap_or("")).collect()
    }

    /// A tensor, if the node has it.
    pub fn tensor(&self, name: &str) -> Option<&'n TensorProto> {
        self.get(name)?.t.as_ref()
    }
}
