//! The file that a history is exported to, and taken from.

use super::event::Event;
use penchant_base::limits::{MAX_EVENTS, MAX_HISTORY_BYTES};
use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "penchant-history";
/// Version 1 had likes, dislikes and what was seen.
const VERSION: u32 = 2;

/// What a file holds.
#[derive(Serialize, Deserialize)]
pub struct File {
    format: String,
    version: u32,
    events: Vec<Event>,
}

/// What a file says of itself. It comes first, so that a newer file is refused by name and not for a field it has.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

impl File {
    /// A file of these events.
    pub fn of(events: Vec<Event>) -> Self {
        Self { format: FORMAT.into(), version: VERSION, events }
    }

    /// Its events, each of which is checked.
    fn events(self) -> Result<Vec<Event>> {
        if self.events.len() > MAX_EVENTS {
            return Err(too_large(format!("{} events, of at most {MAX_EVENTS}", self.events.len())));
        }
        for (place, event) in self.events.iter().enumerate() {
            event.check().map_err(|error| error.about(format!("event {}", place + 1)))?;
        }
        Ok(self.events)
    }
}

impl Head {
    /// Refuses other formats and newer versions.
    fn check(&self) -> Result<()> {
        if self.format.as_deref() != Some(FORMAT) {
            let message = "this JSON is no exported history: choose a file that Penchant exported";
            return Err(Error::new(ErrorKind::HistoryFormat, message));
        }
        if !self.version.is_some_and(|version| (1..=VERSION).contains(&version)) {
            let version = self.version.map_or("no version".into(), |version| format!("version {version}"));
            let message = format!(
                "this history is of {version}, and this Penchant reads up to version {VERSION}: reload for the newest one"
            );
            return Err(Error::new(ErrorKind::HistoryVersion, message));
        }
        Ok(())
    }
}

/// The events as the JSON text that [`import`] reads.
#[cfg(feature = "train")]
pub fn export(events: &[Event]) -> Result<String> {
    serde_json::to_string_pretty(&File::of(events.to_vec()))
        .map_err(|error| Error::new(ErrorKind::HistoryFormat, format!("the history cannot be written: {error}")))
}

/// Reads the text of a file. Ids are not looked up: a history outlives its catalogue.
pub fn import(text: &str) -> Result<Vec<Event>> {
    if text.len() > MAX_HISTORY_BYTES {
        return Err(too_large(format!("{} bytes, of at most {MAX_HISTORY_BYTES}", text.len())));
    }
    let unreadable = |error: serde_json::Error| {
        Error::new(ErrorKind::HistoryFormat, format!("this is no exported history: {error}"))
    };
    serde_json::from_str::<Head>(text).map_err(unreadable)?.check()?;
    serde_json::from_str::<File>(text).map_err(unreadable)?.events()
}

fn too_large(what: String) -> Error {
    Error::new(ErrorKind::HistoryLimit, format!("the history is too large: it has {what}"))
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use super::*;
    use crate::history::event::Action;

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
}
