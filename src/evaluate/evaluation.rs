//! What all protocols share: a model is trained, it ranks items for each held-out user, and the rankings are
//! measured.

use crate::evaluated_model::EvaluatedModel;
use crate::metric_set::MetricSet;
use crate::metrics::{RecommendedLists, UserList};
use crate::score::Tally;
use penchant_base::Result;
use penchant_data::HeldOut;
use penchant_linear::top_k;
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::{ModelSpec, train};
use penchant_recommend::{Catalog, Controls, Interactions, Profile, RecommendOptions, Recommender};
use rayon::prelude::*;

/// How to evaluate models. Its methods are the protocols.
pub struct Evaluation<'e> {
    /// The items that are ranked.
    pub catalog: &'e Catalog,
    /// Texts about the items; empty, or one for each.
    pub texts: &'e [String],
    /// The metrics of rankings and lists to compute.
    pub metrics: MetricSet,
    /// What is tuned before, on validation data cut out of the training data.
    pub tuning: Option<Tuning>,
    /// Called at each step; a caller with a clock can tell from it how long models took to train.
    pub progress: &'e (dyn Fn(Step) + Sync),
}

/// A step that [`Evaluation::progress`] is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The training of a model to measure begins.
    Training,
    /// The training has ended.
    Trained,
    /// A model, or one that tuning tries, has been measured.
    Measured,
}

/// What is tuned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tuning {
    /// The weights of a sum.
    Weights,
    /// Each family's hyper-parameters first, and then the weights of their sum.
    All,
}

impl Evaluation<'_> {
    pub(crate) fn train(&self, spec: &ModelSpec, interactions: &Interactions) -> Result<Recommender> {
        train(spec, &TrainingInput::new(interactions, self.catalog, self.texts))
    }

    /// Trains a model, and reports the beginning and the end.
    pub(crate) fn train_reporting<M>(&self, train: impl FnOnce() -> Result<M>) -> Result<M> {
        (self.progress)(Step::Training);
        let model = train()?;
        (self.progress)(Step::Trained);
        Ok(model)
    }

    /// Trains a model, ranks `items` for each user, and adds the values of the metrics to the tally.
    pub(crate) fn measure(
        &self,
        model: &EvaluatedModel,
        spec: &ModelSpec,
        training: &Interactions,
        items: &[u32],
        users: &[HeldOut],
        tally: &mut Tally,
    ) -> Result<()> {
        let mut recommender = self.train_reporting(|| self.train(spec, training))?;
        if model.packed {
            recommender = Recommender::open(recommender.to_pack()?)?;
        }
        let rank = |user: &HeldOut| {
            let profile = Profile::from_likes(&user.foldin);
            if model.controls.are_off() {
                return Ok(rank_candidates(&recommender.scores(&profile), items, &user.foldin, self.metrics.depth()));
            }
            // Each user has a seed, or the random choices would be the same for all.
            let controls = Controls { seed: u64::from(user.user), ..model.controls };
            // A short list, as a page requests it.
            let options = RecommendOptions {
                n: LIST_LENGTH,
                items: Some(items.to_vec()),
                controls,
                ..RecommendOptions::default()
            };
            recommender.ranking(&profile, &options)
        };
        let ranked: Vec<Vec<u32>> = users.par_iter().map(rank).collect::<Result<_>>()?;
        let values = |(user, ranked): (&HeldOut, &Vec<u32>)| {
            self.metrics.rankings.iter().map(|metric| (metric.compute)(ranked, &user.hidden)).collect::<Vec<_>>()
        };
        tally.per_user.extend(users.iter().zip(&ranked).map(values));
        let lists: Vec<_> =
            users.iter().zip(&ranked).map(|(user, ranked)| UserList { ranked, history: &user.foldin }).collect();
        let by_item = training.likes.transpose();
        let likes: Vec<u32> = (0..by_item.height()).map(|item| by_item.row(item).len() as u32).collect();
        let training_users = (0..training.likes.height()).filter(|&user| !training.likes.row(user).is_empty()).count();
        let lists = RecommendedLists {
            lists: &lists,
            catalog: self.catalog,
            candidates: items,
            likes: &likes,
            users: training_users,
        };
        tally.per_fold.push(self.metrics.lists.iter().map(|metric| (metric.compute)(&lists)).collect());
        (self.progress)(Step::Measured);
        Ok(())
    }
}

/// The length of lists that are re-ranked.
const LIST_LENGTH: usize = 10;

/// The best `depth` of `items`, without those folded in.
pub(crate) fn rank_candidates(scores: &[f32], items: &[u32], foldin: &[u32], depth: usize) -> Vec<u32> {
    let mut known = foldin.to_vec();
    known.sort_unstable();
    top_k(items.iter().copied().filter(|item| known.binary_search(item).is_err()), scores, depth)
}
