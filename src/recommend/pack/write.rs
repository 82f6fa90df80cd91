//! Catalogue, models and manifest in, the bytes of a pack out: the same bytes for the same input, always.

use super::format::{CHECKSUM_KEY, FORMAT, FORMAT_KEY, MANIFEST_KEY, NO_CHECKSUM, VERSION, VERSION_KEY};
use super::incoming::{Incoming, checksum_place, split_header};
use super::pack_manifest::Manifest;
use crate::catalog::Catalog;
use penchant_base::{Error, ErrorKind, Progress, Result};
use safetensors::tensor::{Dtype, TensorView};
use std::collections::BTreeMap;

/// Gathers named tensors.
pub struct Writer<'p> {
    tensors: BTreeMap<String, (Dtype, Vec<u8>)>,
    progress: Progress<'p>,
    /// How many models are in it, and how many there will be.
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
    /// A pack of these items, to which so many models will add their tensors; `progress` is called as they do.
    pub fn new(catalog: &Catalog, models: usize, progress: Progress<'p>) -> Self {
        let mut writer = Self { tensors: BTreeMap::new(), progress, models: (0, models) };
        let columns = catalog.columns();
        for (name, strings) in [("items.id", &columns.ids), ("items.title", &columns.titles)] {
            let (text, offsets) = strings.parts();
            writer.u8(name, text);
            writer.u32(&format!("{name}.offsets"), offsets);
        }
        writer.u16("items.year", &columns.years);
        writer.u16("items.genres", &columns.genres);
        writer.u32("items.genres.offsets", &columns.genre_offsets);
        writer
    }

    /// Reports the completed fraction of the current model's tensors, for a model that takes long to quantise.
    pub fn report(&self, fraction: f32) {
        let (done, all) = self.models;
        (self.progress)((done as f32 + fraction) / all as f32);
    }

    /// Ends the current model: what is added from here on is the next one's.
    pub fn end_model(&mut self) {
        self.models.0 += 1;
        self.report(0.0);
    }

    /// The bytes of the pack.
    pub fn finish(self, manifest: &Manifest) -> Result<Vec<u8>> {
        let manifest = serde_json::to_string(manifest).map_err(cannot_write)?;
        let metadata = BTreeMap::from([
            (FORMAT_KEY, FORMAT.to_owned()),
            (VERSION_KEY, VERSION.to_string()),
            (CHECKSUM_KEY, NO_CHECKSUM.to_owned()),
            (MANIFEST_KEY, manifest),
        ]);
        let whole = Incoming::from(serialize(&self, &metadata)?);
        let places = checksum_place(whole.bytes()).zip(whole.checksum());
        let (place, checksum) = places.ok_or_else(|| cannot_write("its checksum has no place"))?;
        let mut bytes = whole.into_bytes();
        bytes[place].copy_from_slice(checksum.as_bytes());
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

/// A safetensors file whose metadata stand in order: the crate's own writer keeps them in a hash map,
/// so two runs would differ.
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
