//! The family: its hyper-parameters, and how its models are read and trained.

use super::model::Als;
use crate::families::factors;
use crate::families::family::{Family, ModelReader};
use crate::families::parameters::{Parameter, RECENCY};

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
            about: "λ of the regression that gives items without likes their factors; 0: they have none",
        },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the initial factors" },
        RECENCY,
    ],
    quantisation: factors::QUANTISATION,
    read: Some(ModelReader::Ranking(|reader| Ok(Box::new(Als::read(reader)?)))),
    #[cfg(feature = "train")]
    train: super::train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};
