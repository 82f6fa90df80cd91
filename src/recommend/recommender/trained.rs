//! What only a recommender of models that were just trained can do: find similar users, and write a pack.

use super::rank::Recommender;
use crate::history::Profile;
use crate::pack::{PackManifest, Writer};
use penchant_base::{Error, ErrorKind, Progress, Result};

impl Recommender {
    /// The `n` training users with the most similar likes, by their index in the training data, with their
    /// similarities. For models that were just trained only: packs hold no users.
    ///
    /// Errors: `argument` if none of the models holds its users.
    pub fn similar_users(&self, profile: &Profile, n: usize) -> Result<Vec<(u32, f32)>> {
        let similar = self.models.iter().find_map(|model| model.similar_users(&profile.weighted_items(0.0), n));
        similar.ok_or_else(|| {
            let message = "none of the models holds its users: train the family \"users\", and do not pack it";
            Error::new(ErrorKind::Argument, message)
        })
    }

    /// The bytes of a pack with the catalogue and the quantised models. The same recommender always gives the same
    /// bytes.
    ///
    /// Errors: `argument` if one of the models cannot be packed.
    pub fn to_pack(&self) -> Result<Vec<u8>> {
        self.to_pack_with_progress(&|_| {})
    }

    /// As [`Recommender::to_pack`], reporting its progress.
    pub fn to_pack_with_progress(&self, progress: Progress<'_>) -> Result<Vec<u8>> {
        let catalog = self.catalog();
        let mut writer = Writer::new(catalog, self.models.len(), progress);
        for model in &self.models {
            model.pack(&mut writer)?;
            writer.end_model();
        }
        if let Some(predictor) = &self.rating_predictor {
            predictor.pack(&mut writer)?;
        }
        let genres = (0..catalog.genre_count() as u16).map(|genre| catalog.genre_name(genre).to_owned()).collect();
        writer.finish(&PackManifest { genres, ..self.manifest().clone() })
    }
}
