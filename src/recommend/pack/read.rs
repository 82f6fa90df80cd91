//! Reading the manifest, the catalogue and the tensors of a pack. Any bytes give a result or an error, never a panic.

use super::format::{
    CHECKSUM_KEY, DETAIL_TEXTS, FORMAT, FORMAT_KEY, LINK_PREFIX, MANIFEST_KEY, MINUTES, VERSION, VERSION_KEY, invalid,
};
use super::incoming::IncomingPack;
use super::pack_manifest::PackManifest;
use crate::catalog::{Catalog, Columns, DetailColumns, Strings};
use penchant_base::limits::{MAX_GENRES, MAX_ITEMS, MAX_TEXT_BYTES};
use penchant_base::{Bytes, Error, ErrorKind, Result};
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;
use std::sync::Arc;

/// The checked tensors of a pack.
pub struct Reader<'b> {
    tensors: SafeTensors<'b>,
    pack: &'b Arc<Vec<u8>>,
    manifest: PackManifest,
    items: usize,
}

const IDS: &str = "items.id";

macro_rules! get {
    ($(#[$doc:meta] $name:ident: $number:ty as $dtype:ident;)*) => {$(
        #[$doc]
        pub fn $name(&self, name: &str) -> Result<Vec<$number>> {
            const SIZE: usize = size_of::<$number>();
            let bytes = self.bytes(name, Dtype::$dtype)?;
            Ok(bytes.as_chunks::<SIZE>().0.iter().map(|&chunk| <$number>::from_le_bytes(chunk)).collect())
        }
    )*};
}

impl<'b> Reader<'b> {
    /// Reads the header of a pack whose format, version and checksum were [verified](verify).
    ///
    /// Errors: `pack.format`.
    pub fn new(pack: &'b Arc<Vec<u8>>) -> Result<Self> {
        let tensors = SafeTensors::deserialize(pack).map_err(|error| invalid(format!("{error:?}")))?;
        let (_, header) = SafeTensors::read_metadata(pack).map_err(|error| invalid(format!("{error:?}")))?;
        let manifest = header.metadata().as_ref().and_then(|metadata| metadata.get(MANIFEST_KEY));
        let manifest: PackManifest = manifest.ok_or_else(|| invalid("it has no manifest")).and_then(|json| {
            serde_json::from_str(json).map_err(|error| invalid("its manifest is damaged").with_source(error))
        })?;
        let mut reader = Self { tensors, pack, manifest, items: 0 };
        // One offset more than ids; `catalog` checks them with the text, which takes long for many items.
        let offsets = reader.bytes(&format!("{IDS}.offsets"), Dtype::U32)?;
        reader.items = (offsets.len() / size_of::<u32>()).saturating_sub(1);
        Ok(reader)
    }

    /// The pack's manifest.
    pub fn manifest(&self) -> &PackManifest {
        &self.manifest
    }

    /// The catalogue.
    ///
    /// Errors: `pack.format`.
    pub fn catalog(&self) -> Result<Catalog> {
        let PackManifest { genres, .. } = &self.manifest;
        if self.items > MAX_ITEMS || genres.len() > MAX_GENRES {
            return Err(invalid(format!(
                "it has {} items and {} genres, and at most {MAX_ITEMS} and {MAX_GENRES} are allowed",
                self.items,
                genres.len()
            )));
        }
        Catalog::new(Columns {
            ids: self.strings(IDS)?,
            titles: self.strings("items.title")?,
            years: self.u16("items.year")?,
            genre_names: genres.clone(),
            genre_offsets: self.u32("items.genres.offsets")?,
            genres: self.u16("items.genres")?,
            details: self.details()?,
        })
        .map_err(|error| invalid(error.to_string()))
    }

    /// The details that the pack has.
    fn details(&self) -> Result<DetailColumns> {
        let mut details =
            DetailColumns { link_prefix: self.optional_strings(LINK_PREFIX)?, ..DetailColumns::default() };
        for (column, name) in details.texts.iter_mut().zip(DETAIL_TEXTS) {
            *column = self.optional_strings(name)?;
        }
        if self.has(MINUTES) {
            details.minutes = Some(self.u16(MINUTES)?);
        }
        Ok(details)
    }

    fn optional_strings(&self, name: &str) -> Result<Option<Strings>> {
        if self.has(name) { self.strings(name).map(Some) } else { Ok(None) }
    }

    get! {
        /// A tensor of bytes.
        u8: u8 as U8;
        /// A tensor of signed bytes.
        i8: i8 as I8;
        /// A tensor of 16-bit numbers.
        u16: u16 as U16;
        /// A tensor of 32-bit numbers.
        u32: u32 as U32;
        /// A tensor of single-precision numbers, which may be infinite or NaN: see [`Reader::finite_f32`].
        f32: f32 as F32;
    }

    /// A tensor of bytes, not copied.
    pub fn shared_u8(&self, name: &str) -> Result<Bytes> {
        self.shared(name, Dtype::U8)
    }

    /// A tensor of signed bytes, not copied.
    pub fn shared_i8(&self, name: &str) -> Result<Bytes> {
        self.shared(name, Dtype::I8)
    }

    fn shared(&self, name: &str, dtype: Dtype) -> Result<Bytes> {
        let bytes = self.bytes(name, dtype)?;
        let start = bytes.as_ptr().addr() - self.pack.as_ptr().addr();
        Ok(Bytes::new(self.pack, start..start + bytes.len()))
    }

    /// A tensor of `length` finite numbers.
    pub fn finite_f32(&self, name: &str, length: usize) -> Result<Vec<f32>> {
        let numbers = self.f32(name)?;
        if numbers.len() != length {
            return Err(invalid(format!("its tensor {name:?} has {} numbers instead of {length}", numbers.len())));
        }
        match numbers.iter().position(|number| !number.is_finite()) {
            Some(index) => Err(invalid(format!("its tensor {name:?} has {} at index {index}", numbers[index]))),
            None => Ok(numbers),
        }
    }

    /// A tensor of offsets: `length + 1` ascending numbers from 0 to `end`.
    pub fn offsets(&self, name: &str, length: usize, end: usize) -> Result<Vec<u32>> {
        let offsets = self.u32(name)?;
        let fits = offsets.len() == length + 1
            && offsets.first() == Some(&0)
            && offsets.last().is_some_and(|&last| last as usize == end)
            && offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        fits.then_some(offsets)
            .ok_or_else(|| invalid(format!("the offsets in its tensor {name:?} do not ascend from 0 to {end}")))
    }

    /// The number of items.
    pub fn items(&self) -> usize {
        self.items
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    fn bytes(&self, name: &str, dtype: Dtype) -> Result<&'b [u8]> {
        let tensor = self.tensors.tensor(name).map_err(|_| invalid(format!("it has no tensor {name:?}")))?;
        if tensor.dtype() != dtype {
            return Err(invalid(format!("its tensor {name:?} is {:?} instead of {dtype:?}", tensor.dtype())));
        }
        Ok(tensor.data())
    }

    fn strings(&self, name: &str) -> Result<Strings> {
        let strings = Strings::from_parts(self.shared_u8(name)?, self.u32(&format!("{name}.offsets"))?)
            .ok_or_else(|| invalid(format!("its tensor {name:?} is not UTF-8, or its offsets do not fit it")))?;
        let (_, offsets) = strings.parts();
        let too_long = offsets.windows(2).position(|pair| (pair[1] - pair[0]) as usize > MAX_TEXT_BYTES);
        match too_long {
            Some(index) => {
                Err(invalid(format!("string {index} of its tensor {name:?} is longer than {MAX_TEXT_BYTES} bytes")))
            }
            None => Ok(strings),
        }
    }
}

/// Checks format, version and checksum, and returns the bytes.
///
/// Errors: `pack.format` for bytes that are not a pack, `pack.version` for a pack that a newer Penchant wrote,
/// `pack.checksum` for one that was damaged in transit.
pub fn verify(pack: IncomingPack) -> Result<Arc<Vec<u8>>> {
    let (_, header) = SafeTensors::read_metadata(pack.bytes())
        .map_err(|error| invalid(format!("it is truncated or not a safetensors file ({error:?})")))?;
    let metadata = header.metadata().as_ref();
    let field = |key| metadata.and_then(|metadata| metadata.get(key)).map(String::as_str);
    if field(FORMAT_KEY) != Some(FORMAT) {
        return Err(invalid("it is a safetensors file, but not one that Penchant wrote"));
    }
    match field(VERSION_KEY).and_then(|version| version.parse::<u32>().ok()) {
        Some(1..=VERSION) => {}
        version => {
            let version = version.map_or("an unknown version".into(), |version| format!("version {version}"));
            let message =
                format!("the pack has {version}, and this Penchant reads up to version {VERSION}: update Penchant");
            return Err(Error::new(ErrorKind::PackVersion, message));
        }
    }
    if field(CHECKSUM_KEY).is_none() || field(CHECKSUM_KEY) != pack.checksum().as_deref() {
        return Err(Error::new(ErrorKind::PackChecksum, "the pack was damaged in transit: download it again"));
    }
    Ok(Arc::new(pack.into_bytes()))
}
