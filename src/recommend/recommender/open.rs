//! Opening a pack: each model is read by its family.

use super::rank::Recommender;
use crate::families::{ModelReader, find};
use crate::pack::{self, IncomingPack, Reader, invalid};
use penchant_base::{Error, Result};
use std::sync::Arc;

impl Recommender {
    /// Opens a pack.
    ///
    /// Errors: `pack.format` for bytes that are not a pack or contradict themselves, `pack.version` for a pack that a
    /// newer Penchant wrote, `pack.checksum` for one that was damaged in transit.
    pub fn open(pack: impl Into<IncomingPack>) -> Result<Self> {
        Self::parse(pack::verify(pack.into())?)
    }

    /// As [`Recommender::open`], without checking version and checksum, so that a fuzzer reaches what comes after.
    #[doc(hidden)]
    pub fn parse(bytes: Arc<Vec<u8>>) -> Result<Self> {
        let reader = Reader::new(&bytes)?;
        let (catalog, manifest) = (reader.catalog()?, reader.manifest());
        let models = manifest
            .models
            .iter()
            .map(|entry| {
                entry.weight.check().map_err(|error| invalid(error.to_string()))?;
                if !entry.recency.is_finite() {
                    return Err(invalid("the recency of a model is not a finite number"));
                }
                match reader_of(&entry.family) {
                    Some(ModelReader::Ranking(read)) => read(&reader),
                    _ => Err(unknown_family(&entry.family)),
                }
            })
            .collect::<Result<_>>()?;
        let predictor = manifest.rating_model.as_ref().map(|entry| match reader_of(&entry.family) {
            Some(ModelReader::Ratings(read)) => read(&reader),
            _ => Err(unknown_family(&entry.family)),
        });
        let recommender = Self::new(catalog, models, manifest.clone());
        Ok(match predictor.transpose()? {
            Some(predictor) => recommender.with_rating_predictor(predictor),
            None => recommender,
        })
    }
}

fn reader_of(family: &str) -> Option<&'static ModelReader> {
    find(family)?.read.as_ref()
}

fn unknown_family(family: &str) -> Error {
    invalid(format!("it has a model of the unknown family {family:?}: update Penchant"))
}
