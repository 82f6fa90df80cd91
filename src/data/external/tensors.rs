//! Safetensors in, numbers out: of any precision, and checked against their shapes.

use crate::formats::lines::read_error;
use crate::unpack::read_head;
use penchant_base::{Error, ErrorKind, Result};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::io::{Read, Seek};

/// The first bytes of the files of `numpy.savez` and `numpy.save`.
const NUMPY_MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"\x93NUMPY"];

/// The bytes of a file in safetensors; `None`, with the file at its start, if it must be a table.
pub(crate) fn read(mut file: impl Read + Seek) -> Result<Option<Vec<u8>>> {
    let head = read_head(&mut file, 9)?;
    file.rewind().map_err(|error| read_error(&error))?;
    if NUMPY_MAGIC.iter().any(|magic| head.starts_with(magic)) {
        let message = "NumPy's own files are not supported: save the arrays with safetensors.numpy.save_file";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    // The length of a JSON header in eight bytes, and its brace. No text has a zero in its first eight bytes.
    if !matches!(head[..], [.., 0, b'{']) || head.len() < 9 {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| read_error(&error))?;
    Ok(Some(bytes))
}

/// The tensors of a file.
pub(crate) struct Tensors<'b>(SafeTensors<'b>);

impl<'b> Tensors<'b> {
    pub fn parse(bytes: &'b [u8]) -> Result<Self> {
        SafeTensors::deserialize(bytes)
            .map(Self)
            .map_err(|error| format_error(format!("the safetensors file is cut off or contradicts itself ({error:?})")))
    }

    /// The first of these names that a tensor has.
    pub fn first_of(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.0.tensor(name).is_ok())
    }

    /// The name of the only tensor with this number of dimensions.
    pub fn only_of_rank(&self, rank: usize) -> Option<String> {
        let mut fitting = self.0.iter().filter(|(_, tensor)| tensor.shape().len() == rank);
        let (name, _) = fitting.next()?;
        fitting.next().is_none().then(|| name.to_owned())
    }

    /// What the file has, for messages: names with their shapes.
    pub fn describe(&self) -> String {
        let mut tensors: Vec<_> = self.0.iter().map(|(name, tensor)| format!("{name} {:?}", tensor.shape())).collect();
        tensors.sort();
        format!("the file has {}", if tensors.is_empty() { "no tensors".to_owned() } else { tensors.join(", ") })
    }

    fn get(&self, name: &str) -> Result<TensorView<'b>> {
        self.0.tensor(name).map_err(|_| format_error(format!("there is no tensor {name:?}: {}", self.describe())))
    }

    /// The length of a matrix' rows, and its numbers in single precision, which need not be finite.
    pub fn rows(&self, name: &str) -> Result<(usize, Vec<f32>)> {
        match *self.get(name)?.shape() {
            [_, width] if width > 0 => Ok((width, self.numbers(name)?)),
            ref shape => {
                Err(format_error(format!("the tensor {name:?} has the shape {shape:?} instead of items × factors")))
            }
        }
    }

    /// A tensor's numbers, in single precision.
    pub fn numbers(&self, name: &str) -> Result<Vec<f32>> {
        let tensor = self.get(name)?;
        let bytes = tensor.data();
        match tensor.dtype() {
            Dtype::F32 => Ok(map_chunks(bytes, f32::from_le_bytes)),
            Dtype::F64 => Ok(map_chunks(bytes, |bytes| f64::from_le_bytes(bytes) as f32)),
            Dtype::F16 => Ok(map_chunks(bytes, |bytes| half::f16::from_le_bytes(bytes).to_f32())),
            Dtype::BF16 => Ok(map_chunks(bytes, |bytes| half::bf16::from_le_bytes(bytes).to_f32())),
            other => Err(format_error(format!("the tensor {name:?} has the type {other:?}: save it as F32"))),
        }
    }

    /// The whole numbers of a tensor with one dimension.
    pub fn integers(&self, name: &str) -> Result<Vec<i64>> {
        let tensor = self.get(name)?;
        if tensor.shape().len() != 1 {
            return Err(format_error(format!(
                "the tensor {name:?} has the shape {:?} instead of one dimension",
                tensor.shape()
            )));
        }
        let bytes = tensor.data();
        match tensor.dtype() {
            Dtype::I64 => Ok(map_chunks(bytes, i64::from_le_bytes)),
            Dtype::I32 => Ok(map_chunks(bytes, |bytes| i32::from_le_bytes(bytes).into())),
            Dtype::U32 => Ok(map_chunks(bytes, |bytes| u32::from_le_bytes(bytes).into())),
            other => Err(format_error(format!("the tensor {name:?} has the type {other:?}: save it as I64"))),
        }
    }
}

fn map_chunks<const SIZE: usize, N>(bytes: &[u8], number: impl Fn([u8; SIZE]) -> N) -> Vec<N> {
    bytes.as_chunks().0.iter().map(|&chunk| number(chunk)).collect()
}

pub(crate) fn format_error(message: String) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
