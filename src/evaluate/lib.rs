//! How well models rank what held-out users like. Strong generalisation: a model is trained on some users,
//! and shown part of the likes of others, whose hidden likes it has to find among all items.

mod cold;
mod last;
pub mod metrics;
mod ratings;
mod tune;

pub use ratings::{RatingScore, shuffled_folds};
pub use tune::Search;

use metrics::{DEPTH, LIST_METRICS, ListMetric, Lists, METRICS, Metric, RANKING_METRICS, UserList};
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::{Fold, HeldOut};
use penchant_linear::top;
use penchant_recommend::Catalog;
use penchant_recommend::Interactions;
use penchant_recommend::Profile;
use penchant_recommend::families::Training;
use penchant_recommend::training::{self, Spec};
use penchant_recommend::{Controls, Options, Recommender};
use rayon::prelude::*;
use tune::Tuner;

/// Behind a model's specification: evaluate it as it is read from its pack.
const PACKED: &str = "packed";

/// A model to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// What to train.
    pub spec: Spec,
    /// Whether to write it to a pack and read it back first.
    pub packed: bool,
    /// How its rankings are re-ranked.
    pub controls: Controls,
}

impl Subject {
    /// From specifications separated by commas, each perhaps with `:packed` and controls such as
    /// `:diversity=0.2` behind it.
    pub fn list(text: &str) -> Result<Vec<Self>> {
        training::split_outside(text, ',').map(Self::parse).collect()
    }

    fn parse(text: &str) -> Result<Self> {
        let mut parts = text.trim().split(':');
        let spec = parts.next().unwrap_or_default().parse()?;
        let mut subject = Self { spec, packed: false, controls: Controls::default() };
        for part in parts {
            if part == PACKED {
                subject.packed = true;
                continue;
            }
            let wrong = || {
                let controls = Controls::default().named().map(|(name, _)| name).join(", ");
                let message = format!(
                    "{part:?} behind a model is neither `packed` nor a control such as diversity=0.2: choose from \
                     {controls}"
                );
                Error::new(ErrorKind::Argument, message)
            };
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            let value: f32 = value.parse().map_err(|_| wrong())?;
            let controls = &mut subject.controls;
            *controls.by_name(name).ok_or_else(wrong)? = value;
            controls.check()?;
        }
        Ok(subject)
    }

    /// As it was written.
    pub fn name(&self) -> String {
        let named = self.controls.named();
        let controls = named.iter().filter(|(_, value)| *value != 0.0).map(|(name, value)| format!(":{name}={value}"));
        let packed = if self.packed { format!(":{PACKED}") } else { String::new() };
        [self.spec.text.clone(), packed].into_iter().chain(controls).collect()
    }
}

/// What is measured of rankings.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of each user's ranking.
    pub rankings: Vec<&'static Metric>,
    /// Of all users' lists together.
    pub lists: Vec<&'static ListMetric>,
}

impl Default for Asked {
    fn default() -> Self {
        Self { rankings: METRICS.iter().collect(), lists: Vec::new() }
    }
}

impl Asked {
    /// From names separated by commas, or `all`.
    pub fn named(text: &str) -> Result<Self> {
        if text == "all" {
            return Ok(Self { rankings: RANKING_METRICS.iter().collect(), lists: LIST_METRICS.iter().collect() });
        }
        let mut asked = Self { rankings: Vec::new(), lists: Vec::new() };
        for name in text.split(',').map(str::trim) {
            let list = LIST_METRICS.iter().find(|metric| metric.name == name);
            match (metrics::find(name), list) {
                (Some(metric), _) => asked.rankings.push(metric),
                (_, Some(metric)) => asked.lists.push(metric),
                _ => {
                    let names = RANKING_METRICS.iter().map(|metric| metric.name);
                    let names: Vec<_> = names.chain(LIST_METRICS.iter().map(|metric| metric.name)).collect();
                    let message = format!("there is no metric {name:?}: choose from all, {}", names.join(", "));
                    return Err(Error::new(ErrorKind::Argument, message));
                }
            }
        }
        Ok(asked)
    }

    /// Their names, in the order of [`Score::means`].
    pub fn names(&self) -> Vec<&'static str> {
        let rankings = self.rankings.iter().map(|metric| metric.name);
        rankings.chain(self.lists.iter().map(|metric| metric.name)).collect()
    }

    /// How deep users' rankings are wanted.
    fn depth(&self) -> usize {
        let depths = self.rankings.iter().map(|metric| metric.depth.unwrap_or(usize::MAX));
        depths.chain([DEPTH]).max().unwrap_or(DEPTH)
    }
}

/// How well one model did.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The model's name as it was asked for.
    pub model: String,
    /// What was asked for: of rankings the means over all held-out users, of lists those over the folds.
    pub means: Vec<f64>,
    /// The values of each held-out user for each metric of rankings, for comparing models in pairs.
    pub users: Vec<Vec<f64>>,
    /// What was trained in each fold; with tuning they may differ.
    pub specs: Vec<Spec>,
}

/// Gathers what a model reached, fold by fold.
#[derive(Default)]
struct Tally {
    users: Vec<Vec<f64>>,
    folds: Vec<Vec<f64>>,
    specs: Vec<Spec>,
}

impl Tally {
    fn score(self, model: String) -> Result<Score> {
        if self.users.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "nobody is held out: there is nothing to measure"));
        }
        let means = |rows: &[Vec<f64>]| -> Vec<f64> {
            let mean = |place: usize| rows.iter().map(|row| row[place]).sum::<f64>() / rows.len() as f64;
            (0..rows[0].len()).map(mean).collect()
        };
        let means = [means(&self.users), means(&self.folds)].concat();
        Ok(Score { model, means, users: self.users, specs: self.specs })
    }
}

/// How to evaluate: the protocols are its methods.
pub struct Evaluation<'e> {
    /// The items that are ranked.
    pub catalog: &'e Catalog,
    /// What else is said of each of them; empty, or one text for each.
    pub texts: &'e [String],
    /// What is measured.
    pub asked: Asked,
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

impl Evaluation<'_> {
    /// Strong generalisation. The training users of a fold are those held out in the others, with all their
    /// interactions; what is ranked are the items these like, less those folded in.
    pub fn strong(&self, subjects: &[Subject], interactions: &Interactions, folds: &[Fold]) -> Result<Vec<Score>> {
        let score = |subject: &Subject| {
            let mut tally = Tally::default();
            for held_out in 0..folds.len() {
                let others = folds.iter().enumerate().filter(|&(fold, _)| fold != held_out);
                let users: Vec<u32> = others.flat_map(|(_, fold)| &fold.users).map(|user| user.user).collect();
                let training = interactions.of_users(&users);
                let spec = self.tuned(subject, || tune::validation_users(&training), DEPTH)?;
                self.measure(subject, &spec, &training, &training.liked_items(), &folds[held_out].users, &mut tally)?;
                tally.specs.push(spec);
            }
            tally.score(subject.name())
        };
        subjects.iter().map(score).collect()
    }

    /// The specification, or what tuning made of it.
    fn tuned(
        &self,
        subject: &Subject,
        validations: impl FnOnce() -> Result<Vec<tune::Validation>>,
        depth: usize,
    ) -> Result<Spec> {
        let Some(search) = self.search else { return Ok(subject.spec.clone()) };
        Tuner { validations: validations()?, depth, evaluation: self }.tune(&subject.spec, search)
    }

    fn train(&self, spec: &Spec, interactions: &Interactions) -> Result<Recommender> {
        training::train(spec, &Training::new(interactions, self.catalog, self.texts))
    }

    /// Trains a model, and tells when.
    fn trained<M>(&self, train: impl FnOnce() -> Result<M>) -> Result<M> {
        (self.progress)(Step::Training);
        let model = train()?;
        (self.progress)(Step::Trained);
        Ok(model)
    }

    /// Trains a model, ranks `items` for each user, and adds what was asked for to the tally.
    fn measure(
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
                return Ok(rank_candidates(&recommender.scores(&profile), items, &user.foldin, self.asked.depth()));
            }
            // A seed of its own for each user, or chance would be the same for all.
            let controls = Controls { seed: u64::from(user.user), ..subject.controls };
            // As a page asks: for a short list.
            let options = Options { n: LISTED, items: Some(items.to_vec()), controls, ..Options::default() };
            recommender.ranking(&profile, &options)
        };
        let ranked: Vec<Vec<u32>> = users.par_iter().map(rank).collect::<Result<_>>()?;
        let values = |(user, ranked): (&HeldOut, &Vec<u32>)| {
            self.asked.rankings.iter().map(|metric| (metric.of)(ranked, &user.hidden)).collect::<Vec<_>>()
        };
        tally.users.extend(users.iter().zip(&ranked).map(values));
        let lists: Vec<_> =
            users.iter().zip(&ranked).map(|(user, ranked)| UserList { ranked, history: &user.foldin }).collect();
        let by_item = training.likes.transpose();
        let likes: Vec<u32> = (0..by_item.height()).map(|item| by_item.row(item).len() as u32).collect();
        let training_users = (0..training.likes.height()).filter(|&user| !training.likes.row(user).is_empty()).count();
        let lists =
            Lists { lists: &lists, catalog: self.catalog, candidates: items, likes: &likes, users: training_users };
        tally.folds.push(self.asked.lists.iter().map(|metric| (metric.of)(&lists)).collect());
        (self.progress)(Step::Measured);
        Ok(())
    }
}

/// How many items a list has that is re-ranked.
const LISTED: usize = 10;

/// The best `depth` of `items`, less those folded in.
fn rank_candidates(scores: &[f32], items: &[u32], foldin: &[u32], depth: usize) -> Vec<u32> {
    let mut known = foldin.to_vec();
    known.sort_unstable();
    top::best(items.iter().copied().filter(|item| known.binary_search(item).is_err()), scores, depth)
}
