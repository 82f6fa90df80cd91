//! A history reduced to what models fold in: the items of one catalogue, each with the weight of its decisive event.

use super::event::{Action, Event};
use crate::catalog::Catalog;
use penchant_linear::sorted_unique;
use std::borrow::Cow;
use std::collections::HashMap;

/// A history reduced to what models fold in: the items of one catalogue with their weights.
///
/// If a history has several events for an item, one is decisive: the last one that is explicit feedback, or the last
/// one of all if none is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// Items with a weight, in the order of their decisive events.
    pub items: Vec<u32>,
    /// The weight of each item, in units of a like; never 0.
    pub weights: Vec<f32>,
    /// The number of items with a positive weight.
    pub likes: usize,
    /// Rated items with their stars, in ascending order of items.
    pub stars: Vec<(u32, f32)>,
    /// The items that are not recommended again, ascending: all of the history except skipped ones.
    pub known: Vec<u32>,
    /// The number of events whose item the catalogue does not have. They are ignored.
    pub unknown: usize,
    /// The share of the short-term models in the score, from 0 to 1; if `None`, the pack's weights decide.
    pub short_term: Option<f32>,
}

impl Profile {
    /// The profile of these events, without decay.
    pub fn new<'e>(events: impl IntoIterator<Item = &'e Event>, catalog: &Catalog) -> Self {
        Self::with_decay(events, catalog, TimeDecay::default())
    }

    /// The profile of these events, in which older events weigh less. The order of the list decides which of an item's
    /// events is the last. Excluded events are ignored.
    pub fn with_decay<'e>(events: impl IntoIterator<Item = &'e Event>, catalog: &Catalog, decay: TimeDecay) -> Self {
        let events = events.into_iter().filter(|event| !event.excluded);
        let events: Vec<_> = events.map(|event| (event, catalog.index_of(&event.item))).collect();
        let mut profile = Self::default();
        // For each item, the index of its decisive event.
        let mut decisive: HashMap<u32, usize> = HashMap::new();
        for (index, &(event, item)) in events.iter().enumerate() {
            let Some(item) = item else {
                profile.unknown += 1;
                continue;
            };
            let current = decisive.entry(item).or_insert(index);
            if event.action.is_explicit() || !events[*current].0.action.is_explicit() {
                *current = index;
            }
        }
        for (index, &(event, item)) in events.iter().enumerate() {
            let Some(item) = item.filter(|item| decisive[item] == index) else { continue };
            if event.action != Action::Skip {
                profile.known.push(item);
            }
            let weight = event.weight() * decay.factor(event.at_ms);
            if weight != 0.0 {
                profile.items.push(item);
                profile.weights.push(weight);
                profile.likes += usize::from(event.weight() > 0.0);
            }
        }
        profile.known = sorted_unique(profile.known);
        let stars = |&item: &u32| Some((item, events[decisive[&item]].0.rating?));
        profile.stars = profile.known.iter().filter_map(stars).collect();
        profile
    }

    /// A profile of likes only. Each item must be given at most once.
    pub fn from_likes(items: &[u32]) -> Self {
        let known = sorted_unique(items.to_vec());
        let weights = vec![1.0; items.len()];
        Self { items: items.to_vec(), weights, likes: items.len(), known, ..Self::default() }
    }

    /// What a model folds in that halves an event's weight for every `half_life` items after it; with 0 it keeps all
    /// weights.
    pub fn weighted_items(&self, half_life: f32) -> WeightedItems<'_> {
        if half_life <= 0.0 {
            return WeightedItems { items: &self.items, weights: Cow::Borrowed(&self.weights) };
        }
        let later = (0..self.items.len()).rev();
        let weights =
            self.weights.iter().zip(later).map(|(weight, later)| weight * (-(later as f32) / half_life).exp2());
        WeightedItems { items: &self.items, weights: Cow::Owned(weights.collect()) }
    }

    /// The items with a positive weight, with their weights.
    pub fn liked(&self) -> impl Iterator<Item = (u32, f32)> {
        let all = self.items.iter().copied().zip(self.weights.iter().copied());
        all.filter(|&(_, weight)| weight > 0.0)
    }

    /// The stars of `item`, if it is rated.
    pub fn rating(&self, item: u32) -> Option<f32> {
        let position = self.stars.binary_search_by_key(&item, |&(item, _)| item).ok()?;
        Some(self.stars[position].1)
    }

    /// Whether `item` is not to be recommended again.
    pub fn is_known(&self, item: u32) -> bool {
        self.known.binary_search(&item).is_ok()
    }
}

/// How the weight of events decays with time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TimeDecay {
    /// The present, in milliseconds since 1970. Events after it have their full weight.
    pub now_ms: u64,
    /// The days after which an event has half its weight; with 0 there is no decay.
    pub half_life_days: f32,
}

impl TimeDecay {
    fn factor(self, at_ms: u64) -> f32 {
        const MS_OF_A_DAY: f32 = 86_400_000.0;
        if self.half_life_days > 0.0 {
            (-(self.now_ms.saturating_sub(at_ms) as f32) / MS_OF_A_DAY / self.half_life_days).exp2()
        } else {
            1.0
        }
    }
}

/// What one model folds in: the items of a profile, each with its weight for this model.
#[derive(Debug, Clone)]
pub struct WeightedItems<'p> {
    /// The items, as in [`Profile::items`].
    pub items: &'p [u32],
    /// The weight of each item.
    pub weights: Cow<'p, [f32]>,
}

impl WeightedItems<'_> {
    /// The items with their weights.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, f32)> {
        self.items.iter().copied().zip(self.weights.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CatalogBuilder;

    fn event(item: &str, action: Action) -> Event {
        Event { at_ms: 1_700_000_000_000, ..Event::new(item, action) }
    }

    fn catalog() -> Catalog {
        let mut builder = CatalogBuilder::new();
        for id in ["a", "b", "c"] {
            builder.push(id, id, None, []).unwrap();
        }
        builder.build().unwrap()
    }

    #[test]
    fn the_last_feedback_on_an_item_is_decisive_and_unknown_ids_are_counted() {
        let events = [
            event("c", Action::Like),
            event("a", Action::Like),
            event("c", Action::Dislike),
            event("c", Action::Complete),
            event("b", Action::Seen),
            event("x", Action::Like),
        ];
        let profile = Profile::new(&events, &catalog());
        assert_eq!(profile.items, [0, 2]);
        assert_eq!(profile.weights, [1.0, -0.5]);
        assert_eq!((profile.likes, profile.unknown), (1, 1));
        assert_eq!(profile.known, [0, 1, 2]);
    }

    #[test]
    fn excluded_events_are_ignored_and_skipped_items_may_be_recommended_again() {
        let excluded = Event { excluded: true, ..event("a", Action::Like) };
        assert_eq!(Profile::new([&excluded], &catalog()), Profile::default());
        let profile = Profile::new(&[event("a", Action::Skip)], &catalog());
        assert_eq!((&profile.items[..], &profile.known[..]), (&[0][..], &[][..]));
        assert!(profile.weights[0] < 0.0);
    }

    #[test]
    fn weights_decay_with_time_and_future_events_have_full_weight() {
        const DAY: u64 = 86_400_000;
        let at = |item: &str, at_ms| Event { at_ms, ..Event::new(item, Action::Like) };
        let decay = TimeDecay { now_ms: 20 * DAY, half_life_days: 10.0 };
        let profile =
            Profile::with_decay(&[at("a", 10 * DAY), at("b", 20 * DAY), at("c", u64::MAX)], &catalog(), decay);
        assert_eq!(profile.weights, [0.5, 1.0, 1.0]);
        let long_ago =
            Profile::with_decay(&[at("a", 0)], &catalog(), TimeDecay { now_ms: u64::MAX, half_life_days: 0.001 });
        assert_eq!((long_ago.items.len(), long_ago.known.len()), (0, 1));
    }
}
