//! A history seen through one catalogue: what models fold in. Of each item the event that counts, with its weight.

use super::event::{Action, Event};
use crate::catalog::Catalog;
use penchant_linear::sorted_unique;
use std::borrow::Cow;
use std::collections::HashMap;

/// A history seen through one catalogue: what the models fold in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// Items that say something of taste, in the order of the events that count.
    pub items: Vec<u32>,
    /// What each of them says, in units of a like; never 0.
    pub weights: Vec<f32>,
    /// How many of them are liked.
    pub likes: usize,
    /// What is rated, with its stars; ascending.
    pub stars: Vec<(u32, f32)>,
    /// The items of the history that are not to be recommended again; ascending.
    pub known: Vec<u32>,
    /// Events whose item the catalogue does not have: kept in the history, counted for nothing here.
    pub unknown: usize,
    /// How much the models of the short term shall count beside those of the long term, from 0 to 1; if not said,
    /// as the pack says.
    pub short_term: Option<f32>,
}

impl Profile {
    /// What events say, at their full weight.
    pub fn new<'e>(events: impl IntoIterator<Item = &'e Event>, catalog: &Catalog) -> Self {
        Self::aged(events, catalog, Age::default())
    }

    /// What events say, of which older ones may count less. Of several for one item the last one in the list
    /// counts, but what was said before what was done. An event that is excluded counts for nothing.
    pub fn aged<'e>(events: impl IntoIterator<Item = &'e Event>, catalog: &Catalog, age: Age) -> Self {
        let events = events.into_iter().filter(|event| !event.excluded);
        let events: Vec<_> = events.map(|event| (event, catalog.index_of(&event.item))).collect();
        let mut profile = Self::default();
        // By item: the place of the event that counts.
        let mut counting: HashMap<u32, usize> = HashMap::new();
        for (place, &(event, item)) in events.iter().enumerate() {
            let Some(item) = item else {
                profile.unknown += 1;
                continue;
            };
            let counts = counting.entry(item).or_insert(place);
            if event.action.is_said() || !events[*counts].0.action.is_said() {
                *counts = place;
            }
        }
        for (place, &(event, item)) in events.iter().enumerate() {
            let Some(item) = item.filter(|item| counting[item] == place) else { continue };
            if event.action != Action::Skip {
                profile.known.push(item);
            }
            let weight = event.weight() * age.factor(event.at_ms);
            if weight != 0.0 {
                profile.items.push(item);
                profile.weights.push(weight);
                profile.likes += usize::from(event.weight() > 0.0);
            }
        }
        profile.known = sorted_unique(profile.known);
        let stars = |&item: &u32| Some((item, events[counting[&item]].0.rating?));
        profile.stars = profile.known.iter().filter_map(stars).collect();
        profile
    }

    /// A profile of likes alone, by index; each index at most once.
    pub fn of_likes(items: &[u32]) -> Self {
        let known = sorted_unique(items.to_vec());
        let weights = vec![1.0; items.len()];
        Self { items: items.to_vec(), weights, likes: items.len(), known, ..Self::default() }
    }

    /// What a model folds in for which an event counts half once `half_life` more have followed it; all alike if
    /// it is 0.
    pub fn taste(&self, half_life: f32) -> Taste<'_> {
        if half_life <= 0.0 {
            return Taste { items: &self.items, weights: Cow::Borrowed(&self.weights) };
        }
        let ages = (0..self.items.len()).rev();
        let weights = self.weights.iter().zip(ages).map(|(weight, age)| weight * (-(age as f32) / half_life).exp2());
        Taste { items: &self.items, weights: Cow::Owned(weights.collect()) }
    }

    /// What is liked, with what each item weighs.
    pub fn liked(&self) -> impl Iterator<Item = (u32, f32)> {
        let all = self.items.iter().copied().zip(self.weights.iter().copied());
        all.filter(|&(_, weight)| weight > 0.0)
    }

    /// The stars that `item` was given, if it was.
    pub fn rating(&self, item: u32) -> Option<f32> {
        let place = self.stars.binary_search_by_key(&item, |&(item, _)| item).ok()?;
        Some(self.stars[place].1)
    }

    /// Whether `item` stands in the history.
    pub fn knows(&self, item: u32) -> bool {
        self.known.binary_search(&item).is_ok()
    }
}

/// How events fade with time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Age {
    /// The present, in milliseconds since 1970. What is later counts as new.
    pub now_ms: u64,
    /// After how many days an event counts half; with 0 all count alike.
    pub half_life_days: f32,
}

impl Age {
    fn factor(self, at_ms: u64) -> f32 {
        const MS_OF_A_DAY: f32 = 86_400_000.0;
        if self.half_life_days > 0.0 {
            (-(self.now_ms.saturating_sub(at_ms) as f32) / MS_OF_A_DAY / self.half_life_days).exp2()
        } else {
            1.0
        }
    }
}

/// What one model folds in: the items of a profile, each with what it weighs.
#[derive(Debug, Clone)]
pub struct Taste<'p> {
    /// [`Profile::items`].
    pub items: &'p [u32],
    /// One for each of them.
    pub weights: Cow<'p, [f32]>,
}

impl Taste<'_> {
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
    fn the_last_word_on_an_item_counts_and_unknown_ids_are_counted() {
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
    fn what_is_excluded_counts_for_nothing_and_what_is_skipped_may_come_again() {
        let excluded = Event { excluded: true, ..event("a", Action::Like) };
        assert_eq!(Profile::new([&excluded], &catalog()), Profile::default());
        let profile = Profile::new(&[event("a", Action::Skip)], &catalog());
        assert_eq!((&profile.items[..], &profile.known[..]), (&[0][..], &[][..]));
        assert!(profile.weights[0] < 0.0);
    }

    #[test]
    fn events_fade_with_time_and_the_future_counts_as_now() {
        const DAY: u64 = 86_400_000;
        let at = |item: &str, at_ms| Event { at_ms, ..Event::new(item, Action::Like) };
        let age = Age { now_ms: 20 * DAY, half_life_days: 10.0 };
        let profile = Profile::aged(&[at("a", 10 * DAY), at("b", 20 * DAY), at("c", u64::MAX)], &catalog(), age);
        assert_eq!(profile.weights, [0.5, 1.0, 1.0]);
        let long_ago = Profile::aged(&[at("a", 0)], &catalog(), Age { now_ms: u64::MAX, half_life_days: 0.001 });
        assert_eq!((long_ago.items.len(), long_ago.known.len()), (0, 1));
    }
}
