//! Writing a pack. The same input always gives the same bytes.

use super::format::{
    CHECKSUM_KEY, CHECKSUM_PLACEHOLDER, DETAIL_TEXTS, FORMAT, FORMAT_KEY, LINK_PREFIX, MANIFEST_KEY, MINUTES, VERSION,
    VERSION_KEY,
};
use super::incoming::{IncomingPack, checksum_position, split_header};
use super::pack_manifest::PackManifest;
use crate::catalog::{Catalog, DetailColumns, Strings};
use penchant_base::{Error, ErrorKind, Progress, Result};
use safetensors::tensor::{Dtype, TensorView};
use std::collections::BTreeMap;

/// Collects the named tensors of a pack.
pub struct Writer<'p> {
    tensors: BTreeMap<String, (Dtype, Vec<u8>)>,
    progress: Progress<'p>,
    /// The number of models that have been added, and of all models.
    models: (usize, usize),
}

macro_rules! put {
    ($(#[$doc:meta] $name:ident: $number:ty as $dtype:ident;)*) => {$(
        #[$doc]
        pub fn $name(&mut self, name: &str, numbers: &[$number]) {
            let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            self.tensors.insert(name.to_owned(), (Dtype::$dtype, bytes));
        }
    )*};
}

impl<'p> Writer<'p> {
    /// A pack with this catalogue, to which `models` models will add their tensors; `progress` is called as they do.
    pub fn new(catalog: &Catalog, models: usize, progress: Progress<'p>) -> Self {
        let mut writer = Self { tensors: BTreeMap::new(), progress, models: (0, models) };
        let columns = catalog.columns();
        writer.strings("items.id", &columns.ids);
        writer.strings("items.title", &columns.titles);
        writer.u16("items.year", &columns.years);
        writer.u16("items.genres", &columns.genres);
        writer.u32("items.genres.offsets", &columns.genre_offsets);
        writer.details(&columns.details);
        writer
    }

    /// Adds the details that some items have.
    fn details(&mut self, details: &DetailColumns) {
        let texts = details.texts.iter().zip(DETAIL_TEXTS);
        for (column, name) in texts.chain([(&details.link_prefix, LINK_PREFIX)]) {
            if let Some(column) = column {
                self.strings(name, column);
            }
        }
        if let Some(minutes) = &details.minutes {
            self.u16(MINUTES, minutes);
        }
    }

    fn strings(&mut self, name: &str, strings: &Strings) {
        let (text, offsets) = strings.parts();
        self.u8(name, text);
        self.u32(&format!("{name}.offsets"), offsets);
    }

    /// Reports the completed fraction of the current model, for a model that takes long to quantise.
    pub fn report(&self, fraction: f32) {
        let (done, all) = self.models;
        (self.progress)((done as f32 + fraction) / all as f32);
    }

    /// Ends the current model: further tensors belong to the next one.
    pub fn end_model(&mut self) {
        self.models.0 += 1;
        self.report(0.0);
    }

    /// The bytes of the pack.
    pub fn finish(self, manifest: &PackManifest) -> Result<Vec<u8>> {
        let manifest = serde_json::to_string(manifest).map_err(cannot_write)?;
        let metadata = BTreeMap::from([
            (FORMAT_KEY, FORMAT.to_owned()),
            (VERSION_KEY, VERSION.to_string()),
            (CHECKSUM_KEY, CHECKSUM_PLACEHOLDER.to_owned()),
            (MANIFEST_KEY, manifest),
        ]);
        let pack = IncomingPack::from(serialize(&self, &metadata)?);
        let checksum = checksum_position(pack.bytes()).zip(pack.checksum());
        let (position, digits) = checksum.ok_or_else(|| cannot_write("its header has no checksum"))?;
        let mut bytes = pack.into_bytes();
        bytes[position].copy_from_slice(digits.as_bytes());
        Ok(bytes)
    }

    put! {
        /// Adds a tensor of bytes.
        u8: u8 as U8;
        /// Adds a tensor of signed bytes.
        i8: i8 as I8;
        /// Adds a tensor of 16-bit numbers.
        u16: u16 as U16;
        /// Adds a tensor of 32-bit numbers.
        u32: u32 as U32;
        /// Adds a tensor of single-precision numbers.
        f32: f32 as F32;
    }
}

/// A safetensors file with sorted metadata. The crate's own writer has them in a hash map, whose order differs from run
/// to run.
fn serialize(writer: &Writer, metadata: &BTreeMap<&str, String>) -> Result<Vec<u8>> {
    let views: Vec<_> = writer
        .tensors
        .iter()
        .map(|(name, (dtype, bytes))| {
            let length = bytes.len() * 8 / dtype.bitsize();
            Ok((name.as_str(), TensorView::new(*dtype, vec![length], bytes).map_err(cannot_write)?))
        })
        .collect::<Result<_>>()?;
    let plain = safetensors::serialize(views, None).map_err(cannot_write)?;
    let (header, data) = split_header(&plain).ok_or_else(|| cannot_write("its header is incomplete"))?;
    let mut header: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header).map_err(cannot_write)?;
    header.insert("__metadata__".into(), serde_json::to_value(metadata).map_err(cannot_write)?);
    let mut header = serde_json::to_vec(&header).map_err(cannot_write)?;
    header.resize(header.len().next_multiple_of(8), b' ');
    let length = header.len() as u64;
    Ok([&length.to_le_bytes()[..], &header, data].concat())
}

fn cannot_write(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::PackFormat, format!("the pack cannot be written: {error}"))
}
