//! The weight of each model of a pack for one visitor. Models of the long term use the whole history, those of the
//! short term mostly its last events; a visitor may choose the share of each term.

use crate::history::Profile;
use crate::pack::ModelEntry;
use penchant_base::{Error, ErrorKind, Result};

/// The weight of each model.
///
/// If the visitor asks for a share s of the short term, the absolute weights of its models are scaled to the sum s,
/// those of the others to 1 − s. Within each term they keep their proportions; if all are 0, they become equal.
pub(super) fn weights(models: &[ModelEntry], profile: &Profile) -> Vec<f32> {
    let mut weights: Vec<f32> = models.iter().map(|model| model.weight.at(profile.likes)).collect();
    let Some(share) = profile.short_term.filter(|_| has_both_terms(models)) else { return weights };
    for (short, share) in [(true, share), (false, 1.0 - share)] {
        let mut term: Vec<&mut f32> = models
            .iter()
            .zip(&mut weights)
            .filter(|(model, _)| model.is_short_term() == short)
            .map(|(_, weight)| weight)
            .collect();
        if term.iter().all(|weight| **weight == 0.0) {
            term.iter_mut().for_each(|weight| **weight = 1.0);
        }
        let sum: f32 = term.iter().map(|weight| weight.abs()).sum();
        term.into_iter().for_each(|weight| *weight *= share / sum);
    }
    weights
}

/// Checks the share of the short term.
///
/// Errors: `argument` if it is not from 0 to 1, or if the models are all of one term.
pub(super) fn check(models: &[ModelEntry], share: Option<f32>) -> Result<()> {
    let invalid = |message: String| Err(Error::new(ErrorKind::Argument, message));
    match share {
        Some(share) if !(0.0..=1.0).contains(&share) => {
            invalid(format!("the share of the short term is {share}: give a number from 0 to 1"))
        }
        Some(_) if !has_both_terms(models) => {
            let message = "this pack lacks models of both terms, short and long: train a sum such as \
                           transitions + ease, or leave out the share of the short term";
            invalid(message.into())
        }
        _ => Ok(()),
    }
}

fn has_both_terms(models: &[ModelEntry]) -> bool {
    models.iter().any(ModelEntry::is_short_term) && !models.iter().all(ModelEntry::is_short_term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::BlendWeight;

    fn model(weight: f32, recency: f32) -> ModelEntry {
        let weight = BlendWeight::constant(weight);
        ModelEntry { family: String::new(), weight, standardised: true, recency, quantisation: String::new() }
    }

    fn weights_with(models: &[ModelEntry], short_term: Option<f32>) -> Vec<f32> {
        weights(models, &Profile { short_term, ..Profile::default() })
    }

    #[test]
    fn each_term_gets_its_share() {
        let models = [model(1.0, 0.0), model(3.0, 0.0), model(2.0, 5.0)];
        assert_eq!(weights_with(&models, None), [1.0, 3.0, 2.0]);
        assert_eq!(weights_with(&models, Some(0.5)), [0.125, 0.375, 0.5]);
        assert_eq!(weights_with(&models, Some(0.0)), [0.25, 0.75, 0.0]);
        assert_eq!(weights_with(&[model(1.0, 0.0), model(0.0, 3.0)], Some(0.25)), [0.75, 0.25]);
        assert_eq!(weights_with(&models[..2], Some(0.5)), [1.0, 3.0], "there is only one term");
    }

    #[test]
    fn impossible_shares_are_refused() {
        let models = [model(1.0, 0.0), model(2.0, 5.0)];
        assert!(check(&models, None).is_ok() && check(&models, Some(1.0)).is_ok());
        for share in [-0.1, 1.1, f32::NAN] {
            assert!(check(&models, Some(share)).is_err());
        }
        assert!(check(&models[..1], Some(0.5)).is_err());
    }
}
