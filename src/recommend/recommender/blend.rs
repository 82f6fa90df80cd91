//! All models of a pack with one visitor's history folded in: the weighted sum of their scores, and its reasons.

use super::options::{Cause, Pick, Reason};
use crate::families::FoldedIn;
use crate::history::Profile;
use penchant_linear::{add_scaled, top_k};

/// All models with one visitor's history folded in, and the sum of their scores.
pub(super) struct Blend<'a> {
    pub profile: &'a Profile,
    /// Each with what its scores are multiplied by.
    models: Vec<(Box<dyn FoldedIn + 'a>, f32)>,
    pub scores: Vec<f32>,
    /// The standard deviation of the first standardised model: its unit is the sum's.
    unit: Option<f32>,
}

impl<'a> Blend<'a> {
    /// No model yet, over a catalogue of so many items.
    pub fn new(profile: &'a Profile, items: usize) -> Self {
        Self { profile, models: Vec::new(), scores: vec![0.0; items], unit: None }
    }

    pub fn add(&mut self, model: Box<dyn FoldedIn + 'a>, weight: f32, standardised: bool) {
        if !standardised {
            model.add_scores(weight, &mut self.scores);
            self.models.push((model, weight));
            return;
        }
        let mut scores = vec![0.0; self.scores.len()];
        model.add_scores(1.0, &mut scores);
        let deviation = standard_deviation(&scores);
        // A model that scores all items alike, as most do without a history, has no say in their order.
        if deviation > 0.0 {
            let weight = weight * *self.unit.get_or_insert(deviation) / deviation;
            add_scaled(&mut self.scores, weight, &scores);
            self.models.push((model, weight));
        }
    }

    /// Makes an item's score exact; once for each item.
    pub fn correct(&mut self, item: u32) {
        let correction: f32 = self.models.iter().map(|(model, weight)| weight * model.correction(item)).sum();
        self.scores[item as usize] += correction;
    }

    pub fn pick(&self, item: u32) -> Pick {
        let mut prior = 0.0;
        let mut events = vec![0.0f32; self.profile.items.len()];
        for (model, weight) in &self.models {
            let explanation = model.explain(item);
            prior += weight * explanation.prior;
            add_scaled(&mut events, *weight, &explanation.events);
        }
        events.push(prior);
        let strength: Vec<f32> = events.iter().map(|contribution| contribution.abs()).collect();
        let causes = (0..events.len() as u32).filter(|&place| strength[place as usize] > 0.0);
        let causes = top_k(causes, &strength, events.len()).into_iter().map(|place| place as usize);
        let cause = |place| self.profile.items.get(place).map_or(Cause::Popularity, |&item| Cause::Item(item));
        let reasons = causes.map(|place| Reason { cause: cause(place), contribution: events[place] }).collect();
        Pick { reasons, ..self.pick_without_reasons(item) }
    }

    pub fn pick_without_reasons(&self, item: u32) -> Pick {
        // The score it was ranked by, so that a list is always in the order of its scores.
        Pick { item, score: self.scores[item as usize], reasons: Vec::new(), shift: None }
    }
}

pub(super) fn standard_deviation(scores: &[f32]) -> f32 {
    // From the first score on, or a large mean would leave no digits for the deviation. In blocks, whose sums wait
    // for no other's.
    let origin = f64::from(scores.first().copied().unwrap_or_default());
    let (blocks, rest) = scores.as_chunks::<4>();
    let (mut sums, mut squares) = ([0.0f64; 4], [0.0f64; 4]);
    let mut add = |lane: usize, score: f32| {
        let distance = f64::from(score) - origin;
        sums[lane] += distance;
        squares[lane] += distance * distance;
    };
    blocks.iter().for_each(|block| (0..4).for_each(|lane| add(lane, block[lane])));
    rest.iter().for_each(|&score| add(0, score));
    let count = scores.len().max(1) as f64;
    let mean = sums.iter().sum::<f64>() / count;
    (squares.iter().sum::<f64>() / count - mean * mean).max(0.0).sqrt() as f32
}
