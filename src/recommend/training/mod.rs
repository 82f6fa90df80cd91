//! Likes and a catalogue in, a recommender out. [`Spec`] says what is trained, [`Recipe`] everything else that a pack
//! is made by, on the command line and in a browser.

mod learn;
mod recipe;
mod spec;

pub use learn::{train, train_ratings};
pub use recipe::{Recipe, TrainingSet};
#[doc(hidden)]
pub use spec::split_outside;
pub use spec::{BLEND, Spec, Term};
