//! What all families whose models are not packed have in common.

use crate::families::family::Family;
use crate::families::training::Trainer;
use penchant_base::{Error, ErrorKind};

/// A family without a reader; the others replace its name, its parameters and its trainer.
pub(super) const NATIVE: Family = Family {
    name: "",
    about: "",
    parameters: &[],
    quantisation: "",
    read: None,
    train: Trainer::Ranking(|_, _| Err(Error::new(ErrorKind::Argument, "this family does not rank"))),
    training_bytes: None,
};
