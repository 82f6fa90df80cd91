//! Where a pack is written, for every command that writes one.

use crate::files;
use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Recommender;
use std::path::PathBuf;

/// Where a pack is written, and its name and notice.
#[derive(Args)]
pub struct PackOutput {
    /// The pack to write
    #[arg(short = 'o', long = "output", value_name = "PACK")]
    pub path: PathBuf,
    /// The catalogue's name, under which a page keeps the visitor's history [default: the pack's file name]
    #[arg(long)]
    name: Option<String>,
    /// A text file with the terms of the data, which is shown with the pack
    #[arg(long, value_name = "TXT")]
    notice: Option<PathBuf>,
}

impl PackOutput {
    /// Sets name and notice, writes the pack, and returns its size in bytes.
    pub fn write(&self, recommender: &mut Recommender) -> Result<usize> {
        let file_name = || self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let manifest = recommender.manifest_mut();
        manifest.name = self.name.clone().unwrap_or_else(file_name);
        manifest.notice = self.notice.as_deref().map(files::read_text).transpose()?.unwrap_or_default();
        let bytes = recommender.to_pack()?;
        let size = bytes.len();
        // A pack that no page can open is not written, and the one that is there stays.
        Recommender::open(bytes.clone()).map_err(|error| {
            let message = format!(
                "{}: the pack was not written, because it could not be opened again ({error}): look for extreme numbers \
                 among the ratings, or choose another model",
                self.path.display()
            );
            Error::new(ErrorKind::DataFormat, message)
        })?;
        files::write(&self.path, &bytes)?;
        Ok(size)
    }
}
