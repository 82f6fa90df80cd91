//! The file that a history is exported to and imported from.

use super::event::Event;
use penchant_base::limits::{MAX_EVENTS, MAX_HISTORY_BYTES};
use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

const FORMAT: &str = "penchant-history";
/// Version 1 had only the actions like, dislike and seen.
const VERSION: u32 = 2;

/// An exported history, to be serialised as JSON.
#[derive(Serialize, Deserialize)]
pub struct HistoryFile {
    format: String,
    version: u32,
    events: Vec<Event>,
}

/// Format and version. They are read first, so that a newer file is refused for its version and not for an unknown
/// field.
#[derive(Deserialize)]
struct Header {
    format: Option<String>,
    version: Option<u32>,
}

impl HistoryFile {
    /// A file with these events.
    pub fn new(events: Vec<Event>) -> Self {
        Self { format: FORMAT.into(), version: VERSION, events }
    }

    /// The events, each of them checked.
    fn into_events(self) -> Result<Vec<Event>> {
        if self.events.len() > MAX_EVENTS {
            return Err(too_large(format!("{} events, and at most {MAX_EVENTS} are allowed", self.events.len())));
        }
        for (index, event) in self.events.iter().enumerate() {
            event.check().map_err(|error| error.about(format!("event {}", index + 1)))?;
        }
        Ok(self.events)
    }
}

impl Header {
    /// Errors: `history.format` for another format, `history.version` for a newer version.
    fn check(&self) -> Result<()> {
        if self.format.as_deref() != Some(FORMAT) {
            let message = "this JSON is not an exported history: choose a file that Penchant exported";
            return Err(Error::new(ErrorKind::HistoryFormat, message));
        }
        if !self.version.is_some_and(|version| (1..=VERSION).contains(&version)) {
            let version = self.version.map_or("no version".into(), |version| format!("version {version}"));
            let message =
                format!("this history has {version}, and this Penchant reads up to version {VERSION}: update Penchant");
            return Err(Error::new(ErrorKind::HistoryVersion, message));
        }
        Ok(())
    }
}

/// The events as JSON text, to be read by [`import`].
///
/// Errors: `history.format` if the events cannot be written as JSON.
pub fn export(events: &[Event]) -> Result<String> {
    serde_json::to_string_pretty(&HistoryFile::new(events.to_vec()))
        .map_err(|error| Error::new(ErrorKind::HistoryFormat, format!("the history cannot be written: {error}")))
}

/// The events of an exported history. Items are not looked up, because a history may outlive its catalogue.
///
/// Errors: `history.format` for text that is not an exported history or an event that is invalid, `history.version` for
/// a file of a newer Penchant, `history.limit` for one that is too large.
pub fn import(text: &str) -> Result<Vec<Event>> {
    if text.len() > MAX_HISTORY_BYTES {
        return Err(too_large(format!("{} bytes, and at most {MAX_HISTORY_BYTES} are allowed", text.len())));
    }
    // Where the text is no JSON, what the parser says helps nobody.
    let unreadable = |error: serde_json::Error| {
        let text = error.to_string();
        let found = match error.classify() {
            Category::Eof => "it ends too early".to_owned(),
            Category::Data => {
                format!("in line {}, {}", error.line(), text.split(" at line ").next().unwrap_or_default())
            }
            Category::Syntax | Category::Io => format!("in line {} it is not JSON", error.line()),
        };
        let message = format!("this is not an exported history: {found}; choose a file that Penchant exported");
        Error::new(ErrorKind::HistoryFormat, message).with_source(error)
    };
    serde_json::from_str::<Header>(text).map_err(unreadable)?.check()?;
    serde_json::from_str::<HistoryFile>(text).map_err(unreadable)?.into_events()
}

fn too_large(size: String) -> Error {
    Error::new(ErrorKind::HistoryLimit, format!("the history is too large: it has {size}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::event::Action;

    fn event(item: &str, action: Action) -> Event {
        Event { at_ms: 1_700_000_000_000, ..Event::new(item, action) }
    }

    #[test]
    fn importing_reverses_exporting() {
        let mut events = vec![event("1", Action::Like), event("ünï,\"id\"", Action::Dislike), event("3", Action::Skip)];
        events.push(Event { rating: Some(4.5), excluded: true, ..event("4", Action::Rate) });
        assert_eq!(import(&export(&events).unwrap()).unwrap(), events);
    }

    #[test]
    fn version_1_is_read() {
        let text = r#"{"format":"penchant-history","version":1,"events":[{"item":"1","action":"like","at_ms":5}]}"#;
        assert_eq!(import(text).unwrap(), [Event { at_ms: 5, ..Event::new("1", Action::Like) }]);
    }

    #[test]
    fn invalid_files_are_refused_with_their_error_kind() {
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
