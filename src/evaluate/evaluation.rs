//! What all protocols share: a model is trained, ranks items for each held-out user, and is measured.

use crate::evaluated_model::Subject;
use crate::metric_set::MetricSet;
use crate::metrics::{Lists, UserList};
use crate::score::Tally;
use penchant_base::Result;
use penchant_data::HeldOut;
use penchant_linear::top_k;
use penchant_recommend::families::Training;
use penchant_recommend::training::{Spec, train};
use penchant_recommend::{Catalog, Controls, Interactions, Options, Profile, Recommender};
use rayon::prelude::*;

/// How to evaluate: the protocols are its methods.
pub struct Evaluation<'e> {
    /// The items that are ranked.
    pub catalog: &'e Catalog,
    /// What else is said of each of them; empty, or one text for each.
    pub texts: &'e [String],
    /// What is measured.
    pub metrics: MetricSet,
    /// What is tuned first, on validation data cut out of the training data.
    pub search: Option<Search>,
    /// Told how far it is; who has a clock can tell from it how long models took to train.
    pub progress: &'e (dyn Fn(Step) + Sync),
}

/// What [`Evaluation::progress`] is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The training of a model that is to be measured begins.
    Training,
    /// It has ended.
    Trained,
    /// A model, or one that tuning tries, has been measured.
    Measured,
}

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// The weights of a sum.
    Weights,
    /// Each family's hyper-parameters first, and then the weights of their sum.
    All,
}

impl Evaluation<'_> {
    pub(crate) fn train(&self, spec: &Spec, interactions: &Interactions) -> Result<Recommender> {
        train(spec, &Training::new(interactions, self.catalog, self.texts))
    }

    /// Trains a model, and tells when.
    pub(crate) fn trained<M>(&self, train: impl FnOnce() -> Result<M>) -> Result<M> {
        (self.progress)(Step::Training);
        let model = train()?;
        (self.progress)(Step::Trained);
        Ok(model)
    }

    /// Trains a model, ranks `items` for each user, and adds what was asked for to the tally.
    pub(crate) fn measure(
        &self,
        subject: &Subject,
        spec: &Spec,
        training: &Interactions,
        items: &[u32],
        users: &[HeldOut],
        tally: &mut Tally,
    ) -> Result<()> {
        let mut recommender = self.trained(|| self.train(spec, training))?;
        if subject.packed {
            recommender = Recommender::open(recommender.to_pack()?)?;
        }
        let rank = |user: &HeldOut| {
            let profile = Profile::of_likes(&user.foldin);
            if subject.controls.are_off() {
                return Ok(rank_candidates(&recommender.scores(&profile), items, &user.foldin, self.metrics.depth()));
            }
            // A seed of its own for each user, or chance would be the same for all.
            let controls = Controls { seed: u64::from(user.user), ..subject.controls };
            // As a page asks: for a short list.
            let options = Options { n: LISTED, items: Some(items.to_vec()), controls, ..Options::default() };
            recommender.ranking(&profile, &options)
        };
        let ranked: Vec<Vec<u32>> = users.par_iter().map(rank).collect::<Result<_>>()?;
        let values = |(user, ranked): (&HeldOut, &Vec<u32>)| {
            self.metrics.rankings.iter().map(|metric| (metric.of)(ranked, &user.hidden)).collect::<Vec<_>>()
        };
        tally.users.extend(users.iter().zip(&ranked).map(values));
        let lists: Vec<_> =
            users.iter().zip(&ranked).map(|(user, ranked)| UserList { ranked, history: &user.foldin }).collect();
        let by_item = training.likes.transpose();
        let likes: Vec<u32> = (0..by_item.height()).map(|item| by_item.row(item).len() as u32).collect();
        let training_users = (0..training.likes.height()).filter(|&user| !training.likes.row(user).is_empty()).count();
        let lists =
            Lists { lists: &lists, catalog: self.catalog, candidates: items, likes: &likes, users: training_users };
        tally.folds.push(self.metrics.lists.iter().map(|metric| (metric.of)(&lists)).collect());
        (self.progress)(Step::Measured);
        Ok(())
    }
}

/// How many items a list has that is re-ranked.
const LISTED: usize = 10;

/// The best `depth` of `items`, less those folded in.
pub(crate) fn rank_candidates(scores: &[f32], items: &[u32], foldin: &[u32], depth: usize) -> Vec<u32> {
    let mut known = foldin.to_vec();
    known.sort_unstable();
    top_k(items.iter().copied().filter(|item| known.binary_search(item).is_err()), scores, depth)
}
