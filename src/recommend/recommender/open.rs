//! The bytes of a pack in, a recommender out: each model is read by its family.

use super::rank::Recommender;
use crate::families::{Read, find};
use crate::pack::{self, Incoming, Reader, broken};
use penchant_base::{Error, Result};
use std::sync::Arc;

impl Recommender {
    /// Opens a pack.
    ///
    /// Errors: `pack.format` for bytes that are not a pack or contradict themselves, `pack.version` for one that
    /// a newer Penchant wrote, `pack.checksum` for one that was damaged on its way.
    pub fn open(pack: impl Into<Incoming>) -> Result<Self> {
        Self::parse(pack::verify(pack.into())?)
    }

    /// As [`Recommender::open`], past format, version and checksum: what a fuzzer has to reach.
    #[doc(hidden)]
    pub fn parse(bytes: Arc<Vec<u8>>) -> Result<Self> {
        let reader = Reader::new(&bytes)?;
        let (catalog, manifest) = (reader.catalog()?, reader.manifest());
        let models = manifest
            .models
            .iter()
            .map(|component| {
                component.weight.check().map_err(|error| broken(error.to_string()))?;
                if !component.recency.is_finite() {
                    return Err(broken("a model's recency is not a number"));
                }
                match read(&component.family) {
                    Some(Read::Ranking(read)) => read(&reader),
                    _ => Err(unknown(&component.family)),
                }
            })
            .collect::<Result<_>>()?;
        let rater = manifest.ratings.as_ref().map(|component| match read(&component.family) {
            Some(Read::Ratings(read)) => read(&reader),
            _ => Err(unknown(&component.family)),
        });
        let recommender = Self::new(catalog, models, manifest.clone());
        Ok(match rater.transpose()? {
            Some(rater) => recommender.with_rater(rater),
            None => recommender,
        })
    }
}

fn read(family: &str) -> Option<&'static Read> {
    find(family)?.read.as_ref()
}

fn unknown(family: &str) -> Error {
    broken(format!("it has a model of the unknown family {family:?}: update Penchant"))
}
