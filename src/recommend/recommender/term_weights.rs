//! What each model of a pack counts for one visitor: models of the long term, which look at all of a history, and
//! of the short term, which look at its last events, are kept apart until here.

use crate::history::Profile;
use crate::pack::Component;
use penchant_base::{Error, ErrorKind, Result};

/// Of each model, what its scores are multiplied by.
///
/// If the visitor asks for a share s of the short term, the weights of its models are brought to the sum s, those of
/// the others to 1 − s; within each term they keep their proportions, and count alike if all are 0.
pub(super) fn weights(models: &[Component], profile: &Profile) -> Vec<f32> {
    let mut weights: Vec<f32> = models.iter().map(|model| model.weight.at(profile.likes)).collect();
    let Some(share) = profile.short_term.filter(|_| has_both(models)) else { return weights };
    for (short, share) in [(true, share), (false, 1.0 - share)] {
        let mut term: Vec<&mut f32> = models
            .iter()
            .zip(&mut weights)
            .filter(|(model, _)| model.is_short_term() == short)
            .map(|(_, w)| w)
            .collect();
        if term.iter().all(|weight| **weight == 0.0) {
            term.iter_mut().for_each(|weight| **weight = 1.0);
        }
        let sum: f32 = term.iter().map(|weight| weight.abs()).sum();
        term.into_iter().for_each(|weight| *weight *= share / sum);
    }
    weights
}

/// Refuses a share that is not from 0 to 1, or that is asked of models of one term.
pub(super) fn check(models: &[Component], share: Option<f32>) -> Result<()> {
    let wrong = |message: String| Err(Error::new(ErrorKind::Argument, message));
    match share {
        Some(share) if !(0.0..=1.0).contains(&share) => {
            wrong(format!("the share of the short term is {share}: give a number from 0 to 1"))
        }
        Some(_) if !has_both(models) => {
            let message = "this pack has not models of both the short and the long term: train it on a sum such as \
                           transitions + ease, or leave the share of the short term out";
            wrong(message.into())
        }
        _ => Ok(()),
    }
}

fn has_both(models: &[Component]) -> bool {
    models.iter().any(Component::is_short_term) && !models.iter().all(Component::is_short_term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Weight;

    fn model(weight: f32, recency: f32) -> Component {
        let weight = Weight::constant(weight);
        Component { family: String::new(), weight, standardised: true, recency, quantisation: String::new() }
    }

    fn of(models: &[Component], short_term: Option<f32>) -> Vec<f32> {
        weights(models, &Profile { short_term, ..Profile::default() })
    }

    #[test]
    fn the_terms_get_their_shares() {
        let models = [model(1.0, 0.0), model(3.0, 0.0), model(2.0, 5.0)];
        assert_eq!(of(&models, None), [1.0, 3.0, 2.0]);
        assert_eq!(of(&models, Some(0.5)), [0.125, 0.375, 0.5]);
        assert_eq!(of(&models, Some(0.0)), [0.25, 0.75, 0.0]);
        assert_eq!(of(&[model(1.0, 0.0), model(0.0, 3.0)], Some(0.25)), [0.75, 0.25]);
        assert_eq!(of(&models[..2], Some(0.5)), [1.0, 3.0], "there is one term alone");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let models = [model(1.0, 0.0), model(2.0, 5.0)];
        assert!(check(&models, None).is_ok() && check(&models, Some(1.0)).is_ok());
        for share in [-0.1, 1.1, f32::NAN] {
            assert!(check(&models, Some(share)).is_err());
        }
        assert!(check(&models[..1], Some(0.5)).is_err());
    }
}
