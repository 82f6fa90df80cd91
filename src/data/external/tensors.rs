//! Safetensors in, numbers out: whatever precision they were saved in, checked against their shapes.

use crate::formats::lines::unreadable;
use crate::source::head;
use penchant_base::{Error, ErrorKind, Result};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::io::{Read, Seek};

/// What `numpy.savez` and `numpy.save` begin their files with.
const NUMPY: [&[u8]; 2] = [b"PK\x03\x04", b"\x93NUMPY"];

/// A file's bytes if it is in safetensors; `None`, and nothing read, if it must be a table.
pub(crate) fn read(mut file: impl Read + Seek) -> Result<Option<Vec<u8>>> {
    let head = head(&mut file, 9)?;
    file.rewind().map_err(|error| unreadable(&error))?;
    if NUMPY.iter().any(|magic| head.starts_with(magic)) {
        let message = "NumPy's own files are not read: save the arrays with safetensors.numpy.save_file";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    // The length of a JSON header in eight bytes, and its brace. No text has a zero in its first eight bytes.
    if !matches!(head[..], [.., 0, b'{']) || head.len() < 9 {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    Ok(Some(bytes))
}

/// The tensors of a file.
pub(crate) struct Tensors<'b>(SafeTensors<'b>);

impl<'b> Tensors<'b> {
    pub fn of(bytes: &'b [u8]) -> Result<Self> {
        SafeTensors::deserialize(bytes)
            .map(Self)
            .map_err(|error| wrong(format!("the safetensors file is cut off or contradicts itself ({error:?})")))
    }

    /// The first of these names that there is.
    pub fn named(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.0.tensor(name).is_ok())
    }

    /// The name of the only tensor with so many dimensions.
    pub fn only(&self, dimensions: usize) -> Option<String> {
        let mut fitting = self.0.iter().filter(|(_, tensor)| tensor.shape().len() == dimensions);
        let (name, _) = fitting.next()?;
        fitting.next().is_none().then(|| name.to_owned())
    }

    /// Its names with their shapes, for messages.
    pub fn list(&self) -> String {
        let mut tensors: Vec<_> = self.0.iter().map(|(name, tensor)| format!("{name} {:?}", tensor.shape())).collect();
        tensors.sort();
        format!("it has {}", if tensors.is_empty() { "none".to_owned() } else { tensors.join(", ") })
    }

    fn get(&self, name: &str) -> Result<TensorView<'b>> {
        self.0.tensor(name).map_err(|_| wrong(format!("there is no tensor {name:?}: {}", self.list())))
    }

    /// A tensor of rows: their length, and the numbers in single precision, which need not be finite.
    pub fn rows(&self, name: &str) -> Result<(usize, Vec<f32>)> {
        match *self.get(name)?.shape() {
            [_, width] if width > 0 => Ok((width, self.numbers(name)?)),
            ref shape => Err(wrong(format!("the tensor {name:?} has the shape {shape:?} instead of items × factors"))),
        }
    }

    /// A tensor's numbers, in single precision.
    pub fn numbers(&self, name: &str) -> Result<Vec<f32>> {
        let tensor = self.get(name)?;
        let bytes = tensor.data();
        match tensor.dtype() {
            Dtype::F32 => Ok(each(bytes, f32::from_le_bytes)),
            Dtype::F64 => Ok(each(bytes, |bytes| f64::from_le_bytes(bytes) as f32)),
            Dtype::F16 => Ok(each(bytes, |bytes| half::f16::from_le_bytes(bytes).to_f32())),
            Dtype::BF16 => Ok(each(bytes, |bytes| half::bf16::from_le_bytes(bytes).to_f32())),
            other => Err(wrong(format!("the tensor {name:?} is of {other:?}: save it as F32"))),
        }
    }

    /// A list of whole numbers.
    pub fn whole(&self, name: &str) -> Result<Vec<i64>> {
        let tensor = self.get(name)?;
        if tensor.shape().len() != 1 {
            return Err(wrong(format!("the tensor {name:?} has the shape {:?} and is no list", tensor.shape())));
        }
        let bytes = tensor.data();
        match tensor.dtype() {
            Dtype::I64 => Ok(each(bytes, i64::from_le_bytes)),
            Dtype::I32 => Ok(each(bytes, |bytes| i32::from_le_bytes(bytes).into())),
            Dtype::U32 => Ok(each(bytes, |bytes| u32::from_le_bytes(bytes).into())),
            other => Err(wrong(format!("the tensor {name:?} is of {other:?}: save it as I64"))),
        }
    }
}

fn each<const SIZE: usize, N>(bytes: &[u8], number: impl Fn([u8; SIZE]) -> N) -> Vec<N> {
    bytes.as_chunks().0.iter().map(|&chunk| number(chunk)).collect()
}

pub(crate) fn wrong(message: String) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
