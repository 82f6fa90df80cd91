//! Catalogue, models and manifest in, the bytes of a pack out: the same bytes for the same input, always.

use super::incoming::{Incoming, checksum_place, split_header};
use super::{CHECKSUM_KEY, FORMAT, FORMAT_KEY, MANIFEST_KEY, Manifest, NO_CHECKSUM, VERSION, VERSION_KEY};
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::families::{Model, Progress, Rater};
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

impl Writer<'_> {
    /// Says what part of a model's tensors is there, of one that takes its time to make them small.
    pub fn tell(&self, part: f32) {
        let (done, all) = self.models;
        (self.progress)((done as f32 + part) / all as f32);
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

/// The bytes of a pack; `progress` is told how far it has come.
pub fn write(
    catalog: &Catalog,
    models: &[Box<dyn Model>],
    rater: Option<&dyn Rater>,
    manifest: &Manifest,
    progress: Progress<'_>,
) -> Result<Vec<u8>> {
    let mut writer = Writer { tensors: BTreeMap::new(), progress, models: (0, models.len()) };
    put_catalog(catalog, &mut writer);
    for model in models {
        model.pack(&mut writer)?;
        writer.models.0 += 1;
        writer.tell(0.0);
    }
    if let Some(rater) = rater {
        rater.pack(&mut writer);
    }
    let genres = catalog.columns().genre_names.clone();
    let manifest = serde_json::to_string(&Manifest { genres, ..manifest.clone() }).map_err(cannot_write)?;
    let metadata = BTreeMap::from([
        (FORMAT_KEY, FORMAT.to_owned()),
        (VERSION_KEY, VERSION.to_string()),
        (CHECKSUM_KEY, NO_CHECKSUM.to_owned()),
        (MANIFEST_KEY, manifest),
    ]);
    let whole = Incoming::from(serialize(&writer, &metadata)?);
    let places = checksum_place(whole.bytes()).zip(whole.checksum());
    let (place, checksum) = places.ok_or_else(|| cannot_write("its checksum has no place"))?;
    let mut bytes = whole.into_bytes();
    bytes[place].copy_from_slice(checksum.as_bytes());
    Ok(bytes)
}

fn put_catalog(catalog: &Catalog, writer: &mut Writer) {
    let columns = catalog.columns();
    for (name, strings) in [("items.id", &columns.ids), ("items.title", &columns.titles)] {
        let (text, offsets) = strings.parts();
        writer.u8(name, text);
        writer.u32(&format!("{name}.offsets"), offsets);
    }
    writer.u16("items.year", &columns.years);
    writer.u16("items.genres", &columns.genres);
    writer.u32("items.genres.offsets", &columns.genre_offsets);
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
