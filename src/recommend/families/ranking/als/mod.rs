//! Implicit ALS (Y. Hu, Y. Koren and C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
//! ICDM 2008): users and items as factors x and y that minimise Σ c·(p − xᵀy)² + λ(|x|² + |y|²) over all
//! pairs, where p is 1 for a like, whose c is α, and 0 for everything else, whose c is 1.
//!
//! A visitor is folded in by solving for x with the items' factors as they are:
//! (YᵀY + λI + Σ(c − 1)·y·yᵀ)·x = Σ c·p·y over the history.

mod model;
#[cfg(feature = "train")]
mod solvers;
#[cfg(feature = "train")]
mod train;

use crate::families::factors;
#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
use crate::families::parameters::{Parameter, RECENCY};
#[cfg(feature = "train")]
pub use train::from_factors;

pub(in crate::families) const FAMILY: Family = Family {
    name: "als",
    about: "implicit matrix factorisation by alternating least squares",
    parameters: &[
        Parameter { name: "factors", default: "64", values: &["32", "64", "128"], about: "numbers per user and item" },
        Parameter { name: "regularization", default: "20", values: &["5", "10", "20", "40"], about: "λ" },
        Parameter { name: "alpha", default: "5", values: &["3", "5", "8"], about: "α, the confidence in a like" },
        Parameter {
            name: "iterations",
            default: "15",
            values: &["10", "15", "20"],
            about: "passes over users and items",
        },
        Parameter {
            name: "solver",
            default: "cholesky",
            values: &["cholesky", "cg"],
            about: "exact, or three steps of conjugate gradient",
        },
        Parameter {
            name: "cold",
            default: "1",
            values: &["0.1", "1", "10"],
            about: "λ of the regression that gives items nobody likes their factors; with 0 they have none",
        },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the first factors" },
        RECENCY,
    ],
    quantisation: factors::QUANTISATION,
    read: Some(Read::Ranking(|reader| Ok(Box::new(model::Als::read(reader)?)))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training, parameters)?))),
};
