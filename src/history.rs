//! What the visitor did, and the file it is exported to. Events in, a taste profile or JSON text out.
//! Nothing here reads a clock: the time of an event is an argument.

use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{MAX_EVENTS, MAX_HISTORY_BYTES, MAX_TEXT_BYTES};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;

const FORMAT: &str = "penchant-history";
const VERSION: u32 = 1;

/// What a visitor said of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// More of this: the item counts with weight 1.
    Like,
    /// Less of this: the item counts against its neighbours.
    Dislike,
    /// Known already: the item is not recommended, and says nothing of taste.
    Seen,
}

impl Action {
    /// What the event adds to the fold-in, in units of a like.
    fn weight(self) -> f32 {
        match self {
            Self::Like => 1.0,
            Self::Dislike => -0.5,
            Self::Seen => 0.0,
        }
    }
}

/// One thing a visitor said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The item's id.
    pub item: String,
    /// What was said of it.
    pub action: Action,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

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
    if head.version != Some(VERSION) {
        let version = head.version.map_or("no version".into(), |version| format!("version {version}"));
        let message = format!(
            "this history is of {version}, and this Penchant reads version {VERSION}: reload for the newest one"
        );
        return Err(Error::new(ErrorKind::HistoryVersion, message));
    }
    let File { events, .. } = serde_json::from_str(text).map_err(not_a_history)?;
    if events.len() > MAX_EVENTS {
        return Err(too_large(format!("{} events, of at most {MAX_EVENTS}", events.len())));
    }
    if let Some(place) = events.iter().position(|event| event.item.is_empty() || event.item.len() > MAX_TEXT_BYTES) {
        let message = format!("event {} has an item id that is empty or longer than {MAX_TEXT_BYTES} bytes", place + 1);
        return Err(Error::new(ErrorKind::HistoryFormat, message));
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
    /// Items that say something of taste, in the order they were first met.
    pub items: Vec<u32>,
    /// What each of them says, in units of a like; never 0.
    pub weights: Vec<f32>,
    /// How many of them are liked.
    pub likes: usize,
    /// Every item of the history, for leaving out what is known already; ascending.
    pub known: Vec<u32>,
    /// Events whose item the catalogue does not have: kept in the history, counted for nothing here.
    pub unknown: usize,
}

impl Profile {
    /// Of several events for one item the last one in the list counts.
    pub fn new<'e>(events: impl IntoIterator<Item = (&'e str, Action)>, catalog: &Catalog) -> Self {
        let mut profile = Self::default();
        let mut places: HashMap<u32, usize> = HashMap::new();
        let mut latest: Vec<(u32, Action)> = Vec::new();
        for (id, action) in events {
            let Some(item) = catalog.index_of(id) else {
                profile.unknown += 1;
                continue;
            };
            let place = *places.entry(item).or_insert(latest.len());
            match latest.get_mut(place) {
                Some(entry) => entry.1 = action,
                None => latest.push((item, action)),
            }
        }
        for (item, action) in latest {
            profile.known.push(item);
            if action.weight() != 0.0 {
                profile.items.push(item);
                profile.weights.push(action.weight());
                profile.likes += usize::from(action == Action::Like);
            }
        }
        profile.known.sort_unstable();
        profile
    }

    /// A profile of likes alone, by index; each index at most once.
    pub fn of_likes(items: &[u32]) -> Self {
        let mut known = items.to_vec();
        known.sort_unstable();
        Self { items: items.to_vec(), weights: vec![1.0; items.len()], likes: items.len(), known, unknown: 0 }
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

    /// Whether `item` stands in the history.
    pub fn knows(&self, item: u32) -> bool {
        self.known.binary_search(&item).is_ok()
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
        Event { item: item.into(), action, at_ms: 1_700_000_000_000 }
    }

    #[test]
    fn what_is_exported_is_imported_again() {
        let events = vec![event("1", Action::Like), event("ünï,\"id\"", Action::Dislike), event("3", Action::Seen)];
        assert_eq!(import(&export(&events).unwrap()).unwrap(), events);
    }

    #[test]
    fn a_file_that_is_no_history_is_refused_with_its_kind() {
        let cases = [
            ("", ErrorKind::HistoryFormat),
            ("not JSON", ErrorKind::HistoryFormat),
            ("[]", ErrorKind::HistoryFormat),
            (r#"{"format":"something-else","version":1,"events":[]}"#, ErrorKind::HistoryFormat),
            (r#"{"format":"penchant-history","version":2,"events":[],"more":1}"#, ErrorKind::HistoryVersion),
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
        ];
        for (text, kind) in cases {
            assert_eq!(import(text).unwrap_err().kind(), kind, "{text}");
        }
    }

    #[test]
    fn the_last_word_on_an_item_counts_and_unknown_ids_are_counted() {
        let mut builder = CatalogBuilder::new();
        for id in ["a", "b", "c"] {
            builder.push(id, id, None, []).unwrap();
        }
        let catalog = builder.build().unwrap();
        let events = [
            ("c", Action::Like),
            ("a", Action::Like),
            ("c", Action::Dislike),
            ("b", Action::Seen),
            ("x", Action::Like),
        ];
        let profile = Profile::new(events, &catalog);
        assert_eq!(profile.items, [2, 0]);
        assert_eq!(profile.weights, [-0.5, 1.0]);
        assert_eq!((profile.likes, profile.unknown), (1, 1));
        assert_eq!(profile.known, [0, 1, 2]);
    }
}
