//! The bytes of a pack in, its manifest, catalogue and tensors out. Whatever the bytes are: an error, never a panic.

use super::format::{CHECKSUM_KEY, FORMAT, FORMAT_KEY, MANIFEST_KEY, VERSION, VERSION_KEY, broken};
use super::incoming::Incoming;
use super::pack_manifest::Manifest;
use crate::catalog::{Catalog, Columns, Strings};
use penchant_base::limits::{MAX_GENRES, MAX_ITEMS, MAX_TEXT_BYTES};
use penchant_base::{Bytes, Error, ErrorKind, Result};
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;
use std::sync::Arc;

/// The checked tensors of a pack.
pub struct Reader<'b> {
    tensors: SafeTensors<'b>,
    pack: &'b Arc<Vec<u8>>,
    manifest: Manifest,
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
        let tensors = SafeTensors::deserialize(pack).map_err(|error| broken(format!("{error:?}")))?;
        let (_, header) = SafeTensors::read_metadata(pack).map_err(|error| broken(format!("{error:?}")))?;
        let manifest = header.metadata().as_ref().and_then(|metadata| metadata.get(MANIFEST_KEY));
        let manifest: Manifest = manifest.ok_or_else(|| broken("it does not say what is in it")).and_then(|json| {
            serde_json::from_str(json).map_err(|error| broken(format!("its manifest is not readable: {error}")))
        })?;
        let mut reader = Self { tensors, pack, manifest, items: 0 };
        reader.items = reader.strings(IDS)?.len();
        Ok(reader)
    }

    /// What the pack says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The items.
    pub fn catalog(&self) -> Result<Catalog> {
        let Manifest { genres, .. } = &self.manifest;
        if self.items > MAX_ITEMS || genres.len() > MAX_GENRES {
            return Err(broken(format!("it has {} items of at most {MAX_ITEMS}, or too many genres", self.items)));
        }
        Catalog::new(Columns {
            ids: self.strings(IDS)?,
            titles: self.strings("items.title")?,
            years: self.u16("items.year")?,
            genre_names: genres.clone(),
            genre_offsets: self.u32("items.genres.offsets")?,
            genres: self.u16("items.genres")?,
        })
        .map_err(|error| broken(error.to_string()))
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
        /// A tensor of single-precision numbers, which may be infinite or not numbers: see [`Reader::finite`].
        f32: f32 as F32;
    }

    /// A tensor of bytes, shared.
    pub fn shared_u8(&self, name: &str) -> Result<Bytes> {
        self.shared(name, Dtype::U8)
    }

    /// A tensor of signed bytes, shared.
    pub fn shared_i8(&self, name: &str) -> Result<Bytes> {
        self.shared(name, Dtype::I8)
    }

    fn shared(&self, name: &str, dtype: Dtype) -> Result<Bytes> {
        let bytes = self.bytes(name, dtype)?;
        let start = bytes.as_ptr().addr() - self.pack.as_ptr().addr();
        Ok(Bytes::new(self.pack, start..start + bytes.len()))
    }

    /// A tensor of `length` finite numbers.
    pub fn finite(&self, name: &str, length: usize) -> Result<Vec<f32>> {
        let numbers = self.f32(name)?;
        if numbers.len() != length {
            return Err(broken(format!("its tensor {name:?} has {} numbers instead of {length}", numbers.len())));
        }
        match numbers.iter().position(|number| !number.is_finite()) {
            Some(place) => Err(broken(format!("its tensor {name:?} has {} at place {place}", numbers[place]))),
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
        fits.then_some(offsets).ok_or_else(|| broken(format!("the offsets in its tensor {name:?} are not in order")))
    }

    /// How many items the catalogue has.
    pub fn items(&self) -> usize {
        self.items
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    fn bytes(&self, name: &str, dtype: Dtype) -> Result<&'b [u8]> {
        let tensor = self.tensors.tensor(name).map_err(|_| broken(format!("it has no tensor {name:?}")))?;
        if tensor.dtype() != dtype {
            return Err(broken(format!("its tensor {name:?} is {:?} instead of {dtype:?}", tensor.dtype())));
        }
        Ok(tensor.data())
    }

    fn strings(&self, name: &str) -> Result<Strings> {
        let strings = Strings::from_parts(self.shared_u8(name)?, self.u32(&format!("{name}.offsets"))?)
            .ok_or_else(|| broken(format!("its tensor {name:?} is not UTF-8, or its offsets do not fit it")))?;
        let (_, offsets) = strings.parts();
        let too_long = offsets.windows(2).position(|pair| (pair[1] - pair[0]) as usize > MAX_TEXT_BYTES);
        match too_long {
            Some(place) => {
                Err(broken(format!("string {place} of its tensor {name:?} is longer than {MAX_TEXT_BYTES} bytes")))
            }
            None => Ok(strings),
        }
    }
}

/// Checks format, version and checksum, and gives the bytes.
///
/// Errors: `pack.format` for bytes that are no pack, `pack.version` for one that a newer Penchant wrote,
/// `pack.checksum` for one that was damaged on its way.
pub fn verify(pack: Incoming) -> Result<Arc<Vec<u8>>> {
    let (_, header) = SafeTensors::read_metadata(pack.bytes())
        .map_err(|error| broken(format!("it is cut off or no safetensors file ({error:?})")))?;
    let metadata = header.metadata().as_ref();
    let field = |key| metadata.and_then(|metadata| metadata.get(key)).map(String::as_str);
    if field(FORMAT_KEY) != Some(FORMAT) {
        return Err(broken("it is a safetensors file, but not one that Penchant wrote"));
    }
    match field(VERSION_KEY).and_then(|version| version.parse::<u32>().ok()) {
        Some(1..=VERSION) => {}
        version => {
            let version = version.map_or("an unknown version".into(), |version| format!("version {version}"));
            let message =
                format!("the pack is of {version}, and this Penchant reads up to version {VERSION}: update Penchant");
            return Err(Error::new(ErrorKind::PackVersion, message));
        }
    }
    if field(CHECKSUM_KEY).is_none() || field(CHECKSUM_KEY) != pack.checksum().as_deref() {
        return Err(Error::new(ErrorKind::PackChecksum, "the pack was damaged on its way: fetch it again"));
    }
    Ok(Arc::new(pack.into_bytes()))
}
