//! What is evaluated: a model's specification, whether it is packed first, and how its lists are re-ranked.

use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Controls;
use penchant_recommend::training::{Spec, split_outside};

/// Behind a model's specification: evaluate it as it is read from its pack.
const PACKED: &str = "packed";

/// A model to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// What to train.
    pub spec: Spec,
    /// Whether to write it to a pack and read it back first.
    pub packed: bool,
    /// How its rankings are re-ranked.
    pub controls: Controls,
}

impl Subject {
    /// From specifications separated by commas, each perhaps with `:packed` and controls such as
    /// `:diversity=0.2` behind it.
    pub fn list(text: &str) -> Result<Vec<Self>> {
        split_outside(text, ',').map(Self::parse).collect()
    }

    fn parse(text: &str) -> Result<Self> {
        let mut parts = text.trim().split(':');
        let spec = parts.next().unwrap_or_default().parse()?;
        let mut subject = Self { spec, packed: false, controls: Controls::default() };
        for part in parts {
            if part == PACKED {
                subject.packed = true;
                continue;
            }
            let wrong = || {
                let controls = Controls::default().named().map(|(name, _)| name).join(", ");
                let message = format!(
                    "{part:?} behind a model is neither `packed` nor a control such as diversity=0.2: choose from \
                     {controls}"
                );
                Error::new(ErrorKind::Argument, message)
            };
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            let value: f32 = value.parse().map_err(|_| wrong())?;
            let controls = &mut subject.controls;
            *controls.by_name(name).ok_or_else(wrong)? = value;
            controls.check()?;
        }
        Ok(subject)
    }

    /// As it was written.
    pub fn name(&self) -> String {
        let named = self.controls.named();
        let controls = named.iter().filter(|(_, value)| *value != 0.0).map(|(name, value)| format!(":{name}={value}"));
        let packed = if self.packed { format!(":{PACKED}") } else { String::new() };
        [self.spec.text.clone(), packed].into_iter().chain(controls).collect()
    }
}
