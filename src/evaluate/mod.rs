//! How well models rank what held-out users like. Strong generalisation: a model is trained on some users,
//! and shown part of the likes of others, whose hidden likes it has to find among all items.

mod last;
pub mod metrics;
mod ratings;
mod tune;

pub use last::last;
pub use ratings::{RatingScore, ratings};
pub use tune::Search;

use crate::catalog::Catalog;
use crate::data::{Fold, HeldOut};
use crate::error::{Error, ErrorKind, Result};
use crate::families::Training;
use crate::history::Profile;
use crate::interactions::Csr;
use crate::recommend::{Recommender, top};
use crate::train::{self, Spec};
use metrics::{DEPTH, METRICS};
use rayon::prelude::*;
use tune::Tuner;

/// Behind a model's specification: evaluate it as it is read from its pack.
pub const PACKED: &str = ":packed";

/// A model to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// What to train.
    pub spec: Spec,
    /// Whether to write it to a pack and read it back first.
    pub packed: bool,
}

impl Subject {
    /// From specifications separated by commas, each perhaps with [`PACKED`] behind it.
    pub fn list(text: &str) -> Result<Vec<Self>> {
        train::split_outside(text, ',')
            .map(|text| {
                let (spec, packed) = text.trim().strip_suffix(PACKED).map_or((text, false), |spec| (spec, true));
                Ok(Self { spec: spec.parse()?, packed })
            })
            .collect()
    }

    /// As it was written.
    pub fn name(&self) -> String {
        format!("{}{}", self.spec.text, if self.packed { PACKED } else { "" })
    }
}

/// How well one model did.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The model's name as it was asked for.
    pub model: String,
    /// The mean over all held-out users of each metric, in the order asked for.
    pub means: Vec<f64>,
    /// How many users that are.
    pub users: usize,
    /// What was trained in each fold; with tuning they may differ.
    pub specs: Vec<Spec>,
}

impl Score {
    /// The means over `users`, of whom there must be one.
    fn of(model: String, users: &[Vec<f64>], specs: Vec<Spec>) -> Self {
        let mean = |place: usize| users.iter().map(|metrics| metrics[place]).sum::<f64>() / users.len() as f64;
        Self { model, means: (0..users[0].len()).map(mean).collect(), users: users.len(), specs }
    }
}

/// Evaluates models on folds. The training users of a fold are those held out in the others, with all
/// their `interactions`; what is ranked are the items these have, less those folded in.
/// With a `search`, hyper-parameters or weights are first tuned within the training users of each fold.
/// `progress` is told of each model that was trained.
pub fn strong(
    subjects: &[Subject],
    interactions: &Csr,
    catalog: &Catalog,
    folds: &[Fold],
    search: Option<Search>,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<Score>> {
    let score = |subject: &Subject| {
        let mut users: Vec<Vec<f64>> = Vec::new();
        let mut specs = Vec::new();
        for held_out in 0..folds.len() {
            let training = training_users(interactions, folds, held_out);
            let spec = match search {
                Some(search) => {
                    let validations = tune::validation_users(&training)?;
                    Tuner { validations, depth: DEPTH, catalog, progress }.tune(&subject.spec, search)?
                }
                None => subject.spec.clone(),
            };
            let mut recommender = train::train(&spec, &Training::of_likes(&training, catalog))?;
            specs.push(spec);
            if subject.packed {
                recommender = Recommender::open(&recommender.to_pack()?)?;
            }
            let items = seen_items(&training);
            let fold = folds[held_out].users.par_iter().map(|user| rank(&recommender, user, &items));
            users.extend(fold.collect::<Vec<_>>());
            progress();
        }
        if users.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "the folds hold no user out"));
        }
        Ok(Score::of(subject.name(), &users, specs))
    };
    subjects.iter().map(score).collect()
}

/// The metrics of one user.
fn rank(recommender: &Recommender, user: &HeldOut, items: &[u32]) -> Vec<f64> {
    let scores = recommender.scores(&Profile::of_likes(&user.foldin));
    let ranked = rank_candidates(&scores, items, &user.foldin);
    METRICS.iter().map(|metric| (metric.of)(&ranked, &user.hidden)).collect()
}

/// The best of `items`, less those folded in, as deep as any metric looks.
fn rank_candidates(scores: &[f32], items: &[u32], foldin: &[u32]) -> Vec<u32> {
    let mut known = foldin.to_vec();
    known.sort_unstable();
    top::best(items.iter().copied().filter(|item| known.binary_search(item).is_err()), scores, DEPTH)
}

/// The interactions of the users that other folds hold out; the rows of all others are empty.
fn training_users(interactions: &Csr, folds: &[Fold], held_out: usize) -> Csr {
    let users = folds.iter().enumerate().filter(|&(fold, _)| fold != held_out).flat_map(|(_, fold)| &fold.users);
    let rows = users
        .zip(0..)
        .flat_map(|(user, row)| interactions.row(user.user as usize).iter().map(move |&item| (row, item, 1.0)));
    let cells: Vec<_> = rows.collect();
    let height = cells.iter().map(|&(row, _, _)| row as usize + 1).max().unwrap_or(0);
    Csr::from_triplets(height, interactions.width(), cells)
}

fn seen_items(training: &Csr) -> Vec<u32> {
    let mut seen = vec![false; training.width()];
    (0..training.height()).flat_map(|user| training.row(user)).for_each(|&item| seen[item as usize] = true);
    (0..seen.len() as u32).filter(|&item| seen[item as usize]).collect()
}
