//! Training: interactions and a catalogue in, a recommender out.
//!
//! A [`ModelSpec`] describes a model in one line of text; [`train`] and [`train_ratings`] train it. A [`Recipe`] trains
//! all models of a pack on a [`TrainingSet`], the same way on the command line and in a browser.
//!
//! # Train a model and write a pack
//!
//! ```
//! # fn main() -> penchant_base::Result<()> {
//! use penchant_linear::Csr;
//! use penchant_recommend::training::{Recipe, TrainingSet};
//! use penchant_recommend::{CatalogBuilder, Interactions, Profile, Recommender};
//!
//! let mut builder = CatalogBuilder::new();
//! builder.push("alien", "Alien", Some(1979), ["Horror", "Sci-Fi"])?;
//! builder.push("brazil", "Brazil", Some(1985), ["Sci-Fi"])?;
//! builder.push("cabaret", "Cabaret", Some(1972), ["Musical"])?;
//! let catalog = builder.build()?;
//!
//! // Ratings of three users, users × items; the likes are those above 3.5 stars.
//! let cells = [(0, 0, 5.0), (0, 1, 4.0), (1, 0, 4.5), (1, 1, 5.0), (1, 2, 1.0), (2, 2, 4.0)];
//! let ratings = Csr::from_triplets(3, 3, cells);
//! let likes = cells.into_iter().filter(|&(_, _, stars)| stars > 3.5).map(|(user, item, _)| (user, item, 1.0));
//! let interactions = Interactions::from_likes(Csr::from_triplets(3, 3, likes));
//!
//! let recipe = Recipe {
//!     model: Some("ease(lambda=1) + 2..0/5*popularity".parse()?),
//!     rating_model: Some("biased-svd(factors=2)".parse()?),
//!     positive_above: 3.5,
//! };
//! let set = TrainingSet { interactions, ratings, catalog, texts: Vec::new() };
//! let mut recommender = recipe.train(&set, &|done| println!("{:.0} %", 100.0 * done))?;
//! recommender.manifest_mut().name = "films".into();
//! let pack = recommender.to_pack()?;
//!
//! // What a page does with it.
//! let recommender = Recommender::open(pack)?;
//! let profile = Profile::from_likes(&[0]);
//! assert_eq!(recommender.recommend(&profile, &Default::default())?[0].item, 1);
//! assert!(recommender.predict(&profile, &[1])?[0].stars > 3.0);
//! # Ok(())
//! # }
//! ```

mod choose;
mod in_stars;
mod learn;
mod memory;
mod recipe;
mod spec;

pub use choose::{SMALL_MODEL, choose_model, is_small};
pub use learn::{train, train_ratings};
pub use memory::{MemoryNeed, memory_need};
pub use recipe::{Recipe, TrainingSet};
#[doc(hidden)]
pub use spec::split_outside_brackets;
pub use spec::{BLEND, ModelSpec, Term};
