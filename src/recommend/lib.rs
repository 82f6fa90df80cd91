//! Recommendations that stay on the device: a catalogue, trained models and a visitor's history in; ranked items out,
//! each with the reasons that add up to its score.
//!
//! # Contents
//!
//! - [`Catalog`]: the items that can be recommended. Everywhere else an item is a `u32`, its index in the catalogue.
//! - [`history`]: what a visitor said and did, as [`Event`]s; [export](history::export) and
//!   [import](history::import); the [`Profile`] that models fold in.
//! - [`pack`]: the file with a catalogue and trained models that a page downloads.
//! - [`recommender`]: a [`Recommender`] opens a pack, recommends, explains, and predicts ratings.
//! - [`families`]: the families of models.
//! - `training`, with the feature `train`: trains models and writes packs.
//!
//! Everything is a function of its arguments: there is no clock, no file and no source of randomness. Scores are `f32`
//! without a unit, to be compared within one recommender. Errors are [`penchant_base::Error`] with a kind and a
//! message.
//!
//! # Recommend, with reasons
//!
//! ```
//! # fn main() -> penchant_base::Result<()> {
//! use penchant_recommend::{Action, Cause, Event, Profile, RecommendOptions, Recommender};
//!
//! # let pack = include_bytes!("../wasm/recommend/sample.pack").to_vec();
//! let recommender = Recommender::open(pack)?;
//! let catalog = recommender.catalog();
//! let profile = Profile::new(&[Event::new("b", Action::Like), Event::new("e", Action::Dislike)], catalog);
//!
//! let picks = recommender.recommend(&profile, &RecommendOptions { n: 3, ..RecommendOptions::default() })?;
//! assert_eq!(picks.len(), 3);
//! for pick in &picks {
//!     println!("{} with {:.2}, because of", catalog.item(pick.item).title, pick.score);
//!     for reason in &pick.reasons {
//!         match reason.cause {
//!             Cause::Item(item) => println!("  {}: {:+.2}", catalog.item(item).title, reason.contribution),
//!             Cause::Popularity => println!("  its popularity: {:+.2}", reason.contribution),
//!         }
//!     }
//!     let sum: f32 = pick.reasons.iter().map(|reason| reason.contribution).sum();
//!     assert!((sum - pick.score).abs() < 1e-5);
//! }
//!
//! // The same for one item, whether it is recommended or not.
//! let explained = recommender.explain(&profile, picks[2].item)?;
//! assert_eq!(explained.item, picks[2].item);
//! # Ok(())
//! # }
//! ```
//!
//! # What if the history were different?
//!
//! ```
//! # fn main() -> penchant_base::Result<()> {
//! # use penchant_recommend::{Action, Event, Profile, RecommendOptions, Recommender};
//! # let recommender = Recommender::open(include_bytes!("../wasm/recommend/sample.pack").to_vec())?;
//! # let catalog = recommender.catalog();
//! let events = [Event::new("a", Action::Like), Event::new("f", Action::Like)];
//! let (now, without_f) = (Profile::new(&events, catalog), Profile::new(&events[..1], catalog));
//!
//! let change = recommender.what_if(&now, &without_f, &RecommendOptions::default())?;
//! let f = catalog.require("f")?;
//! // Without its event, f may be recommended again.
//! assert!(change.rise.iter().any(|change| change.item == f && change.before.is_none() && change.after.is_some()));
//! # Ok(())
//! # }
//! ```
//!
//! # A visitor's taste, for people to read
//!
//! ```
//! # fn main() -> penchant_base::Result<()> {
//! # use penchant_recommend::{Action, Event, Profile, Recommender};
//! # let recommender = Recommender::open(include_bytes!("../wasm/recommend/sample.pack").to_vec())?;
//! # let catalog = recommender.catalog();
//! let profile = Profile::new(&[Event::new("a", Action::Like)], catalog);
//! let taste = recommender.taste_profile(&profile, 3);
//! for genre in &taste.genres {
//!     println!("{}: {:.0} % of the likes", catalog.genre_name(genre.genre), 100.0 * genre.history);
//! }
//! assert_eq!(taste.items.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! # Predict ratings
//!
//! ```
//! # fn main() -> penchant_base::Result<()> {
//! # use penchant_linear::Csr;
//! # use penchant_recommend::pack::PackManifest;
//! # use penchant_recommend::training::{ModelSpec, train_ratings};
//! # use penchant_recommend::{Action, Catalog, Event, Profile, Recommender};
//! # let cells = [(0, 0, 5.0), (0, 1, 5.0), (1, 0, 1.0), (1, 1, 1.0), (2, 0, 4.0), (2, 1, 5.0)];
//! # let spec: ModelSpec = "biased-svd(factors=2)".parse()?;
//! # let model = train_ratings(&spec, &Csr::from_triplets(3, 2, cells))?;
//! # let manifest = PackManifest { rating_model: spec.rating_model_entry(), ..PackManifest::default() };
//! # let trained = Recommender::new(Catalog::from_ids(&["a".to_owned(), "b".to_owned()])?, Vec::new(), manifest);
//! # let pack = trained.with_rating_predictor(model.into_predictor()?).to_pack()?;
//! let recommender = Recommender::open(pack)?;
//! let catalog = recommender.catalog();
//! let rating = Event { rating: Some(4.5), ..Event::new("a", Action::Rate) };
//! let predictions = recommender.predict(&Profile::new(&[rating], catalog), &[catalog.require("b")?])?;
//! println!("{:.1} stars, and {:.1} for a visitor without a history", predictions[0].stars, predictions[0].usual);
//! assert!(predictions[0].stars > predictions[0].usual);
//! # Ok(())
//! # }
//! ```
//!
//! # Export and import a history
//!
//! ```
//! # fn main() -> penchant_base::Result<()> {
//! use penchant_recommend::{Action, Event, history};
//!
//! let events = [Event { at_ms: 1_700_000_000_000, ..Event::new("a", Action::Like) }];
//! let text = history::export(&events)?;
//! assert_eq!(history::import(&text)?, events);
//! # Ok(())
//! # }
//! ```

mod catalog;
pub mod families;
pub mod history;
#[cfg(feature = "train")]
mod interactions;
pub mod pack;
pub mod recommender;
#[cfg(feature = "train")]
pub mod training;

pub use catalog::{Catalog, CatalogBuilder, Detail, DetailSize, Details, Item};
#[doc(hidden)]
pub use catalog::{Columns, DetailColumns, Strings, genre_overlap};
pub use history::{Action, Event, Profile, TimeDecay};
#[cfg(feature = "train")]
pub use interactions::Interactions;
pub use recommender::{Cause, Controls, Pick, Prediction, Reason, RecommendOptions, Recommender};
