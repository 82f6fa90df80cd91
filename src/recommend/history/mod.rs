//! What a visitor said about items and did with them: events, the file they are exported to, and the [`Profile`] that
//! models fold in.
//!
//! Nothing here reads a clock: the time of an event and the present are arguments.

mod event;
mod history_file;
mod profile;

pub use event::{Action, Event, MAX_RATING};
#[doc(hidden)]
pub use history_file::HistoryFile;
pub use history_file::{export, import};
pub use profile::{Profile, TimeDecay, WeightedItems};
