//! Tensors as callers have them: an element type, a shape, and little-endian numbers row by row.
//! To tract's and back.

use penchant_base::limits::{MAX_TENSOR_NUMBERS, MAX_TENSOR_RANK};
use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::prelude::{self as tract, Datum, DatumType, f16};

/// What a tensor is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElementType {
    /// Half precision.
    F16,
    /// Single precision.
    F32,
    /// Double precision.
    F64,
    /// 8 bits with a sign.
    I8,
    /// 16 bits with a sign.
    I16,
    /// 32 bits with a sign.
    I32,
    /// 64 bits with a sign.
    I64,
    /// 8 bits.
    U8,
    /// 16 bits.
    U16,
    /// 32 bits.
    U32,
    /// 64 bits.
    U64,
    /// A byte, 0 for false.
    Bool,
}

/// Calls a macro with every element type, tract's type and the bytes of one.
macro_rules! for_types {
    ($do:ident) => {
        $do! {
            F16 f16 2, F32 f32 4, F64 f64 8,
            I8 i8 1, I16 i16 2, I32 i32 4, I64 i64 8,
            U8 u8 1, U16 u16 2, U32 u32 4, U64 u64 8,
        }
    };
}

impl ElementType {
    /// Bytes of one element.
    pub const fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 | Self::Bool => 1,
            Self::F16 | Self::I16 | Self::U16 => 2,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F64 | Self::I64 | Self::U64 => 8,
        }
    }

    /// As an ONNX file numbers it; of strings, complex numbers and those below a byte there is none.
    pub(super) fn from_onnx(number: i32) -> Option<Self> {
        Some(match DataType::try_from(number).ok()? {
            DataType::Float16 => Self::F16,
            DataType::Float => Self::F32,
            DataType::Double => Self::F64,
            DataType::Int8 => Self::I8,
            DataType::Int16 => Self::I16,
            DataType::Int32 => Self::I32,
            DataType::Int64 => Self::I64,
            DataType::Uint8 => Self::U8,
            DataType::Uint16 => Self::U16,
            DataType::Uint32 => Self::U32,
            DataType::Uint64 => Self::U64,
            DataType::Bool => Self::Bool,
            _ => return None,
        })
    }

    pub(super) fn to_onnx(self) -> i32 {
        let kind = match self {
            Self::F16 => DataType::Float16,
            Self::F32 => DataType::Float,
            Self::F64 => DataType::Double,
            Self::I8 => DataType::Int8,
            Self::I16 => DataType::Int16,
            Self::I32 => DataType::Int32,
            Self::I64 => DataType::Int64,
            Self::U8 => DataType::Uint8,
            Self::U16 => DataType::Uint16,
            Self::U32 => DataType::Uint32,
            Self::U64 => DataType::Uint64,
            Self::Bool => DataType::Bool,
        };
        kind.into()
    }

    pub(super) fn datum_type(self) -> DatumType {
        macro_rules! datum_types {
            ($($name:ident $number:ident $size:literal,)*) => {
                match self {
                    $(Self::$name => <$number>::datum_type(),)*
                    Self::Bool => bool::datum_type(),
                }
            };
        }
        for_types!(datum_types)
    }
}

impl std::fmt::Display for ElementType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

/// Numbers in a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    kind: ElementType,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// Of little-endian numbers, row by row.
    ///
    /// Errors: `model.shape` if there are not as many as the shape asks for, `model.limit` if there are too many.
    pub fn new(kind: ElementType, shape: &[usize], bytes: Vec<u8>) -> Result<Self> {
        let numbers = volume(shape)?;
        if bytes.len() != numbers * kind.size() {
            let message =
                format!("a tensor of {kind} {shape:?} has {} bytes: {} wanted", bytes.len(), { numbers * kind.size() });
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(Self { kind, shape: shape.to_vec(), bytes })
    }

    /// Of single-precision numbers.
    ///
    /// Errors: as [`Tensor::new`].
    pub fn of_f32(shape: &[usize], numbers: &[f32]) -> Result<Self> {
        Self::new(ElementType::F32, shape, numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
    }

    /// Of zeros.
    ///
    /// Errors: `model.limit` if there are too many.
    pub fn zeros(kind: ElementType, shape: &[usize]) -> Result<Self> {
        let bytes = volume(shape)? * kind.size();
        Self::new(kind, shape, vec![0; bytes])
    }

    /// What it is made of.
    pub fn element_type(&self) -> ElementType {
        self.kind
    }

    /// Its length along each axis.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its numbers, little-endian, row by row.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Its numbers, if they are of single precision.
    pub fn to_f32(&self) -> Option<Vec<f32>> {
        let numbers = || self.bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        (self.kind == ElementType::F32).then(numbers)
    }

    /// Its numbers; whole ones past 2^53 are rounded.
    pub fn numbers(&self) -> Vec<f64> {
        macro_rules! wide {
            ($number:ty) => {
                self.values(<$number>::from_le_bytes).map(|number| number as f64).collect()
            };
        }
        match self.kind {
            ElementType::F16 => self.values(f16::from_le_bytes).map(f64::from).collect(),
            ElementType::F32 => wide!(f32),
            ElementType::F64 => wide!(f64),
            ElementType::I8 => wide!(i8),
            ElementType::I16 => wide!(i16),
            ElementType::I32 => wide!(i32),
            ElementType::I64 => wide!(i64),
            ElementType::U8 | ElementType::Bool => wide!(u8),
            ElementType::U16 => wide!(u16),
            ElementType::U32 => wide!(u32),
            ElementType::U64 => wide!(u64),
        }
    }

    /// What is read of each number's bytes.
    pub fn values<T, const SIZE: usize>(&self, read: impl Fn([u8; SIZE]) -> T) -> impl Iterator<Item = T> {
        self.bytes.as_chunks().0.iter().map(move |&bytes| read(bytes))
    }

    pub(super) fn to_tract(&self) -> tract::TractResult<tract::Tensor> {
        if self.kind == ElementType::Bool {
            let values: Vec<bool> = self.bytes.iter().map(|&byte| byte != 0).collect();
            return tract::Tensor::from_shape(&self.shape, &values);
        }
        // Any bytes are numbers, and there are as many as the shape has. Only bytes can be copied once, at once.
        #[allow(unsafe_code)]
        unsafe {
            tract::Tensor::from_raw_dt(self.kind.datum_type(), &self.shape, &self.bytes)
        }
    }

    /// `None` for what callers cannot be given, such as strings.
    pub(super) fn from_tract(tensor: &tract::Tensor) -> tract::TractResult<Option<Self>> {
        // Dimensions are whole numbers; quantised ones are numbers with a note.
        let tensor = match tensor.datum_type() {
            DatumType::TDim => tensor.cast_to::<i64>()?,
            DatumType::QI8(_) | DatumType::QU8(_) | DatumType::QI32(_) => {
                tensor.cast_to_dt(tensor.datum_type().unquantized())?
            }
            _ => std::borrow::Cow::Borrowed(tensor),
        };
        let shape = tensor.shape().to_vec();
        macro_rules! read {
            ($($name:ident $number:ident $size:literal,)*) => {
                match tensor.datum_type() {
                    $(kind if kind == <$number>::datum_type() => {
                        let view = tensor.to_plain_array_view::<$number>()?;
                        let bytes = view.iter().flat_map(|number| number.to_le_bytes()).collect();
                        Some(Self { kind: ElementType::$name, shape, bytes })
                    })*
                    DatumType::Bool => {
                        let view = tensor.to_plain_array_view::<bool>()?;
                        Some(Self { kind: ElementType::Bool, shape, bytes: view.iter().map(|&it| it.into()).collect() })
                    }
                    _ => None,
                }
            };
        }
        Ok(for_types!(read))
    }
}

/// How many numbers a shape holds.
pub(super) fn volume(shape: &[usize]) -> Result<usize> {
    let numbers = shape.iter().try_fold(1usize, |product, &length| product.checked_mul(length));
    match numbers.filter(|&numbers| numbers <= MAX_TENSOR_NUMBERS && shape.len() <= MAX_TENSOR_RANK) {
        Some(numbers) => Ok(numbers),
        None => {
            let message = format!(
                "a tensor of {shape:?} is too large: {MAX_TENSOR_NUMBERS} numbers and {MAX_TENSOR_RANK} axes at most"
            );
            Err(Error::new(ErrorKind::ModelLimit, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_makes_the_way_to_tract_and_back() {
        macro_rules! check {
            ($($name:ident $number:ident $size:literal,)*) => {$(
                let bytes: Vec<u8> = (0..6 * $size).collect();
                let tensor = Tensor::new(ElementType::$name, &[2, 3], bytes).unwrap();
                assert_eq!(ElementType::$name.size(), $size);
                assert_eq!(Tensor::from_tract(&tensor.to_tract().unwrap()).unwrap(), Some(tensor));
            )*};
        }
        for_types!(check);
        let bools = Tensor::new(ElementType::Bool, &[3], vec![0, 1, 7]).unwrap();
        assert_eq!(Tensor::from_tract(&bools.to_tract().unwrap()).unwrap().unwrap().bytes(), [0, 1, 1]);
    }

    #[test]
    fn what_does_not_fit_its_shape_is_refused() {
        assert_eq!(Tensor::of_f32(&[2, 2], &[0.0; 3]).unwrap_err().kind(), ErrorKind::ModelShape);
        for shape in [&[usize::MAX, 2][..], &[1 << 20, 1 << 20], &[1; 100]] {
            assert_eq!(Tensor::zeros(ElementType::U8, shape).unwrap_err().kind(), ErrorKind::ModelLimit);
        }
        assert!(Tensor::zeros(ElementType::F64, &[0, 9]).unwrap().bytes().is_empty());
        assert_eq!(Tensor::of_f32(&[], &[7.0]).unwrap().to_f32(), Some(vec![7.0]));
    }
}
