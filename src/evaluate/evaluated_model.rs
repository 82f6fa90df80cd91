//! A model to evaluate: its specification, whether it is packed first, and how its lists are re-ranked.

use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Controls;
use penchant_recommend::training::{ModelSpec, split_outside_brackets};

/// The suffix of a specification whose model is evaluated as it is read from its pack.
const PACKED: &str = "packed";

/// A model to evaluate.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatedModel {
    /// The model to train.
    pub spec: ModelSpec,
    /// Whether the model is written to a pack and read back first.
    pub packed: bool,
    /// How the rankings are re-ranked.
    pub controls: Controls,
}

impl EvaluatedModel {
    /// Parses specifications separated by commas. Each may be followed by `:packed` and by controls such as
    /// `:diversity=0.2`.
    ///
    /// Errors: `argument` for an unknown family, parameter or control.
    pub fn parse_list(text: &str) -> Result<Vec<Self>> {
        split_outside_brackets(text, ',').map(Self::parse).collect()
    }

    fn parse(text: &str) -> Result<Self> {
        let mut parts = text.trim().split(':');
        let spec = parts.next().unwrap_or_default().parse()?;
        let mut model = Self { spec, packed: false, controls: Controls::default() };
        for part in parts {
            if part == PACKED {
                model.packed = true;
                continue;
            }
            let invalid = || {
                let controls = Controls::default().named().map(|(name, _)| name).join(", ");
                let message = format!(
                    "{part:?} after a model is neither `packed` nor a control such as diversity=0.2; the controls are \
                     {controls}"
                );
                Error::new(ErrorKind::Argument, message)
            };
            let (name, value) = part.split_once('=').ok_or_else(invalid)?;
            let value: f32 = value.parse().map_err(|_| invalid())?;
            let controls = &mut model.controls;
            *controls.by_name(name).ok_or_else(invalid)? = value;
            controls.check()?;
        }
        Ok(model)
    }

    /// The specification with its suffixes, as `parse_list` reads it.
    pub fn name(&self) -> String {
        let named = self.controls.named();
        let controls = named.iter().filter(|(_, value)| *value != 0.0).map(|(name, value)| format!(":{name}={value}"));
        let packed = if self.packed { format!(":{PACKED}") } else { String::new() };
        [self.spec.text.clone(), packed].into_iter().chain(controls).collect()
    }
}
