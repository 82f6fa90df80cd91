//! A recommender in, the bytes of a pack out: the same bytes for the same input, always.

use super::rank::Recommender;
use crate::pack::{Manifest, Writer};
use penchant_base::{Progress, Result};

impl Recommender {
    /// The bytes of a pack that holds the catalogue and the models, quantised.
    pub fn to_pack(&self) -> Result<Vec<u8>> {
        self.to_pack_with_progress(&|_| {})
    }

    /// As [`Recommender::to_pack`]; `progress` is called as it goes on.
    pub fn to_pack_with_progress(&self, progress: Progress<'_>) -> Result<Vec<u8>> {
        let catalog = self.catalog();
        let mut writer = Writer::new(catalog, self.models.len(), progress);
        for model in &self.models {
            model.pack(&mut writer)?;
            writer.end_model();
        }
        if let Some(rater) = &self.rater {
            rater.pack(&mut writer);
        }
        let genres = (0..catalog.genre_count() as u16).map(|genre| catalog.genre_name(genre).to_owned()).collect();
        writer.finish(&Manifest { genres, ..self.manifest().clone() })
    }
}
