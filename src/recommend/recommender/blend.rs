//! The models of a pack with one visitor's history folded in: the weighted sum of their scores, and its reasons.

use super::pick::{Cause, Pick, Reason};
use crate::families::{self, FoldedIn};
use crate::history::Profile;
use crate::pack::ModelEntry;
use penchant_linear::{add_scaled, top_k};

/// Models with one visitor's history folded in, and the weighted sum of their scores.
pub(super) struct Blend<'a> {
    pub profile: &'a Profile,
    models: Vec<BlendedModel<'a>>,
    pub scores: Vec<f32>,
    /// The standard deviation of the first standardised model's scores, to which the others are scaled.
    unit: Option<f32>,
}

struct BlendedModel<'a> {
    model: Box<dyn FoldedIn + 'a>,
    /// The factor of its scores.
    weight: f32,
    /// Whether it knows what items are like, and not who likes them.
    by_content: bool,
}

impl<'a> Blend<'a> {
    /// A blend without models, over a catalogue of `items` items.
    pub fn new(profile: &'a Profile, items: usize) -> Self {
        Self { profile, models: Vec::new(), scores: vec![0.0; items], unit: None }
    }

    pub fn add(&mut self, model: Box<dyn FoldedIn + 'a>, entry: &ModelEntry, weight: f32, standardised: bool) {
        let by_content = families::knows_content_alone(&entry.family);
        if !standardised {
            model.add_scores(weight, &mut self.scores);
            self.models.push(BlendedModel { model, weight, by_content });
            return;
        }
        let mut scores = vec![0.0; self.scores.len()];
        model.add_scores(1.0, &mut scores);
        let deviation = standard_deviation(&scores);
        // A model that gives all items the same score, as most do without a history, does not change their order.
        if deviation > 0.0 {
            let weight = weight * *self.unit.get_or_insert(deviation) / deviation;
            add_scaled(&mut self.scores, weight, &scores);
            self.models.push(BlendedModel { model, weight, by_content });
        }
    }

    /// Makes an item's score exact. To be called once for each item.
    pub fn correct(&mut self, item: u32) {
        let correction: f32 = self.models.iter().map(|part| part.weight * part.model.correction(item)).sum();
        self.scores[item as usize] += correction;
    }

    /// The part of an item's score that is there because of what the items are like.
    pub fn content_score(&self, item: u32) -> f32 {
        let by_content = self.models.iter().filter(|part| part.by_content);
        by_content.map(|part| part.weight * part.model.explain(item).events.iter().sum::<f32>()).sum()
    }

    pub fn pick(&self, item: u32) -> Pick {
        let mut prior = 0.0;
        let mut events = vec![0.0f32; self.profile.items.len()];
        for BlendedModel { model, weight, .. } in &self.models {
            let explanation = model.explain(item);
            prior += weight * explanation.prior;
            add_scaled(&mut events, *weight, &explanation.events);
        }
        events.push(prior);
        let strength: Vec<f32> = events.iter().map(|contribution| contribution.abs()).collect();
        let causes = (0..events.len() as u32).filter(|&index| strength[index as usize] > 0.0);
        let causes = top_k(causes, &strength, events.len()).into_iter().map(|index| index as usize);
        let cause = |index| self.profile.items.get(index).map_or(Cause::Popularity, |&item| Cause::Item(item));
        let reasons = causes.map(|index| Reason { cause: cause(index), contribution: events[index] }).collect();
        Pick { reasons, ..self.pick_without_reasons(item) }
    }

    /// The item with its score alone.
    pub fn pick_without_reasons(&self, item: u32) -> Pick {
        // The score that it is ranked by and not the sum of its reasons, so that a list is in the order of its scores.
        Pick { item, score: self.scores[item as usize], reasons: Vec::new(), shift: None }
    }
}

/// The standard deviation of all scores; 0 if there are none.
pub(super) fn standard_deviation(scores: &[f32]) -> f32 {
    // Relative to the first score, or a large mean would leave no digits for the deviation. In four independent sums,
    // so that no addition waits for another.
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
