//! Metrics of made-up data, for comparing them with other libraries: a JSON object on each line of standard input,
//! `{"METRIC": value, …}` on each line of standard output. `tools/training/tests/test_metrics_agree.py` runs it.

use penchant_evaluate::metrics::{
    Interval, LIST_METRICS, Outcome, RANKING_METRICS, RATING_METRICS, RecommendedLists, UserList, confusions,
    expected_calibration_error, paired_bootstrap, reliability, top_k_accuracy,
};
use penchant_recommend::CatalogBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, stdin};

/// The data to measure.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Request {
    /// One user's ranking of everything.
    Ranking {
        ranked: Vec<u32>,
        hidden: Vec<u32>,
    },
    Ratings {
        predicted: Vec<f32>,
        actual: Vec<f32>,
    },
    /// The lists of all users; `genres` and `likes` have an entry for each item.
    Lists {
        lists: Vec<List>,
        genres: Vec<Vec<String>>,
        likes: Vec<u32>,
        users: usize,
        candidates: Vec<u32>,
    },
    /// The probabilities of each image's classes, and the right classes.
    Classes {
        probabilities: Vec<Vec<f32>>,
        labels: Vec<usize>,
        bins: usize,
    },
    /// The values of two models for the same users.
    Models {
        first: Vec<f64>,
        second: Vec<f64>,
        resamples: usize,
        seed: u64,
    },
}

#[derive(Deserialize)]
struct List {
    ranked: Vec<u32>,
    history: Vec<u32>,
}

fn compute(request: &Request) -> penchant_base::Result<Value> {
    Ok(match request {
        Request::Ranking { ranked, hidden } => {
            RANKING_METRICS.iter().map(|metric| (metric.name, (metric.compute)(ranked, hidden))).collect()
        }
        Request::Ratings { predicted, actual } => {
            RATING_METRICS.iter().map(|metric| (metric.name, (metric.compute)(predicted, actual))).collect()
        }
        Request::Lists { lists, genres, likes, users, candidates } => {
            let mut builder = CatalogBuilder::new();
            for (item, genres) in genres.iter().enumerate() {
                builder.push(&item.to_string(), "", None, genres.iter().map(String::as_str))?;
            }
            let catalog = builder.build()?;
            let lists: Vec<_> =
                lists.iter().map(|list| UserList { ranked: &list.ranked, history: &list.history }).collect();
            let lists = RecommendedLists { lists: &lists, catalog: &catalog, candidates, likes, users: *users };
            LIST_METRICS.iter().map(|metric| (metric.name, (metric.compute)(&lists))).collect()
        }
        Request::Classes { probabilities, labels, bins } => {
            let outcomes = probabilities.iter().zip(labels).map(|(of, &label)| Outcome::new(of, label));
            let outcomes: Vec<_> = outcomes.collect();
            let bins = reliability(&outcomes, *bins);
            let share = |Interval { mean, low, high }| json!([mean, low, high]);
            let confusions = confusions(&outcomes).into_iter().map(|of| json!([of.label, of.predicted, of.images]));
            let filled = bins.iter().filter(|bin| bin.images > 0);
            let filled = filled.map(|bin| json!([bin.images, bin.confidence, bin.accuracy.mean]));
            json!({
                "top1": share(top_k_accuracy(&outcomes, 1)),
                "top5": share(top_k_accuracy(&outcomes, 5)),
                "ece": expected_calibration_error(&bins),
                "bins": filled.collect::<Vec<_>>(),
                "confusions": confusions.collect::<Vec<_>>(),
            })
        }
        Request::Models { first, second, resamples, seed } => {
            let interval = paired_bootstrap(first, second, *resamples, *seed)?;
            json!({ "mean": interval.mean, "low": interval.low, "high": interval.high })
        }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in stdin().lock().lines() {
        println!("{}", compute(&serde_json::from_str(&line?)?)?);
    }
    Ok(())
}
