//! What the visitor said and did. Events in, a taste profile or a file out.
//! Nothing here reads a clock: the time of an event is an argument.

mod event;
mod history_file;
mod profile;

pub use event::{Action, Event, MAX_RATING};
#[cfg(feature = "train")]
pub use history_file::export;
pub use history_file::{File, import};
pub use profile::{Age, Profile, Taste};
