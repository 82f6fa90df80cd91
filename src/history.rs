//! What the visitor did, and the file it is exported to. Events in, a taste profile or JSON text out.
//! Nothing here reads a clock: the time of an event is an argument.

use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{MAX_EVENTS, MAX_HISTORY_BYTES, MAX_TEXT_BYTES};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;

const FORMAT: &str = "penchant-history";
/// Version 1 had likes, dislikes and what was seen.
const VERSION: u32 = 2;

/// What a visitor said of an item, or did with it. What is said counts before what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Said: more of this. The item counts with weight 1.
    Like,
    /// Said: less of this. The item counts against its neighbours.
    Dislike,
    /// Said: so many of five stars, in [`Event::rating`]. Five weigh as a like, three nothing, one as a dislike.
    Rate,
    /// Said: not this one. As a dislike, at half its weight.
    NotInterested,
    /// Done: read, heard or watched to its end.
    Complete,
    /// Done: known already. The item says nothing of taste.
    Seen,
    /// Done: broken off. It counts a little against its neighbours, and may be recommended again.
    Skip,
}

impl Action {
    /// Whether the visitor said it, rather than did something that may mean it.
    fn is_said(self) -> bool {
        matches!(self, Self::Like | Self::Dislike | Self::Rate | Self::NotInterested)
    }
}

/// One thing a visitor said or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The item's id.
    pub item: String,
    /// What was said of it.
    pub action: Action,
    /// When, in milliseconds since 1970; 0 if it is not known.
    #[serde(default)]
    pub at_ms: u64,
    /// Stars from 0.5 to 5, with [`Action::Rate`] and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<f32>,
    /// Kept, and counted for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

impl Event {
    /// Something said of an item, at the beginning of time.
    pub fn new(item: impl Into<String>, action: Action) -> Self {
        Self { item: item.into(), action, at_ms: 0, rating: None, excluded: false }
    }

    /// What it adds to the fold-in, in units of a like.
    fn weight(&self) -> f32 {
        const DISLIKE: f32 = -0.5;
        match self.action {
            Action::Like => 1.0,
            Action::Dislike => DISLIKE,
            Action::Rate => {
                let stars = (self.rating.unwrap_or(NEUTRAL) - NEUTRAL) / (MAX_RATING - NEUTRAL);
                if stars > 0.0 { stars } else { -DISLIKE * stars }
            }
            Action::NotInterested => DISLIKE / 2.0,
            Action::Complete => 0.5,
            Action::Seen => 0.0,
            Action::Skip => DISLIKE / 5.0,
        }
    }

    /// Refuses an id that is empty or too long, and stars that are missing, misplaced or out of range.
    pub fn check(&self) -> Result<()> {
        let wrong = |what: String| Err(Error::new(ErrorKind::HistoryFormat, what));
        if self.item.is_empty() || self.item.len() > MAX_TEXT_BYTES {
            return wrong(format!("an event has an item id that is empty or longer than {MAX_TEXT_BYTES} bytes"));
        }
        match (self.action, self.rating) {
            (Action::Rate, Some(rating)) if (MIN_RATING..=MAX_RATING).contains(&rating) => Ok(()),
            (Action::Rate, _) => {
                wrong(format!("a rating of {:?} is not from {MIN_RATING} to {MAX_RATING} stars", self.item))
            }
            (_, Some(_)) => wrong(format!("an event of {:?} has stars and is no rating", self.item)),
            (_, None) => Ok(()),
        }
    }
}

const MIN_RATING: f32 = 0.5;
pub(crate) const MAX_RATING: f32 = 5.0;
/// The stars that say nothing of taste.
const NEUTRAL: f32 = 3.0;

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    events: Vec<Event>,
}

/// The events as the JSON text that [`import`] reads.
pub fn export(events: &[Event]) -> Result<String> {
    let file = File { format: FORMAT.into(), version: VERSION, events: events.to_vec() };
    serde_json::to_string_pretty(&file)
        .map_err(|error| Error::new(ErrorKind::HistoryFormat, format!("the history cannot be written: {error}")))
}

/// Reads the text that [`export`] wrote. Ids are not looked up: a history outlives its catalogue.
pub fn import(text: &str) -> Result<Vec<Event>> {
    if text.len() > MAX_HISTORY_BYTES {
        return Err(too_large(format!("{} bytes, of at most {MAX_HISTORY_BYTES}", text.len())));
    }
    // Format and version come first, so that a newer file is refused by name and not for a field it has.
    #[derive(Deserialize)]
    struct Head {
        format: Option<String>,
        version: Option<u32>,
    }
    let head: Head = serde_json::from_str(text).map_err(not_a_history)?;
    if head.format.as_deref() != Some(FORMAT) {
        let message = "this JSON is no exported history: choose a file that Penchant exported";
        return Err(Error::new(ErrorKind::HistoryFormat, message));
    }
    if !head.version.is_some_and(|version| (1..=VERSION).contains(&version)) {
        let version = head.version.map_or("no version".into(), |version| format!("version {version}"));
        let message = format!(
            "this history is of {version}, and this Penchant reads up to version {VERSION}: reload for the newest one"
        );
        return Err(Error::new(ErrorKind::HistoryVersion, message));
    }
    let File { events, .. } = serde_json::from_str(text).map_err(not_a_history)?;
    if events.len() > MAX_EVENTS {
        return Err(too_large(format!("{} events, of at most {MAX_EVENTS}", events.len())));
    }
    for (place, event) in events.iter().enumerate() {
        event.check().map_err(|error| error.about(format!("event {}", place + 1)))?;
    }
    Ok(events)
}

fn not_a_history(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::HistoryFormat, format!("this is no exported history: {error}"))
}

fn too_large(what: String) -> Error {
    Error::new(ErrorKind::HistoryLimit, format!("the history is too large: it has {what}"))
}

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
            profile.stars.extend(event.rating.map(|stars| (item, stars)));
            let weight = event.weight() * age.factor(event.at_ms);
            if weight != 0.0 {
                profile.items.push(item);
                profile.weights.push(weight);
                profile.likes += usize::from(event.weight() > 0.0);
            }
        }
        profile.known.sort_unstable();
        profile.stars.sort_unstable_by_key(|&(item, _)| item);
        profile
    }

    /// A profile of likes alone, by index; each index at most once.
    pub fn of_likes(items: &[u32]) -> Self {
        let mut known = items.to_vec();
        known.sort_unstable();
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

    #[test]
    fn what_is_exported_is_imported_again() {
        let mut events = vec![event("1", Action::Like), event("ünï,\"id\"", Action::Dislike), event("3", Action::Skip)];
        events.push(Event { rating: Some(4.5), excluded: true, ..event("4", Action::Rate) });
        assert_eq!(import(&export(&events).unwrap()).unwrap(), events);
    }

    #[test]
    fn a_history_of_version_1_is_read() {
        let text = r#"{"format":"penchant-history","version":1,"events":[{"item":"1","action":"like","at_ms":5}]}"#;
        assert_eq!(import(text).unwrap(), [Event { at_ms: 5, ..Event::new("1", Action::Like) }]);
    }

    #[test]
    fn a_file_that_is_no_history_is_refused_with_its_kind() {
        let cases = [
            ("", ErrorKind::HistoryFormat),
            ("not JSON", ErrorKind::HistoryFormat),
            ("[]", ErrorKind::HistoryFormat),
            (r#"{"format":"something-else","version":1,"events":[]}"#, ErrorKind::HistoryFormat),
            (r#"{"format":"penchant-history","version":3,"events":[],"more":1}"#, ErrorKind::HistoryVersion),
            (r#"{"format":"penchant-history","version":1}"#, ErrorKind::HistoryFormat),
            (
                r#"{"format":"penchant-history","version":1,"events":[{"item":"1","action":"adore","at_ms":1}]}"#,
                ErrorKind::HistoryFormat,
            ),
            (
                r#"{"format":"penchant-history","version":1,"events":[{"item":"","action":"like","at_ms":1}]}"#,
                ErrorKind::HistoryFormat,
            ),
            (
                r#"{"format":"penchant-history","version":1,"events":[{"item":"1","action":"like","at_ms":-1}]}"#,
                ErrorKind::HistoryFormat,
            ),
            (
                r#"{"format":"penchant-history","version":2,"events":[{"item":"1","action":"rate","at_ms":1}]}"#,
                ErrorKind::HistoryFormat,
            ),
            (
                r#"{"format":"penchant-history","version":2,"events":[{"item":"1","action":"rate","at_ms":1,"rating":6}]}"#,
                ErrorKind::HistoryFormat,
            ),
        ];
        for (text, kind) in cases {
            assert_eq!(import(text).unwrap_err().kind(), kind, "{text}");
        }
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
    fn stars_weigh_between_a_like_and_a_dislike() {
        let rated = |rating| Event { rating: Some(rating), ..event("a", Action::Rate) }.weight();
        assert_eq!([5.0, 4.0, 3.0, 1.0].map(rated), [1.0, 0.5, 0.0, -0.5]);
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
