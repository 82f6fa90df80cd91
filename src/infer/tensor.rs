//! Tensors as callers have them: an element type, a shape, and little-endian numbers or strings, row by row. Conversions
//! to and from tract's.

use penchant_base::limits::{MAX_TENSOR_NUMBERS, MAX_TENSOR_RANK};
use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::prelude::{self as tract, Datum, DatumType, f16};

/// The type of a tensor's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElementType {
    /// Half precision.
    F16,
    /// Single precision.
    F32,
    /// Double precision.
    F64,
    /// Signed 8 bits.
    I8,
    /// Signed 16 bits.
    I16,
    /// Signed 32 bits.
    I32,
    /// Signed 64 bits.
    I64,
    /// Unsigned 8 bits.
    U8,
    /// Unsigned 16 bits.
    U16,
    /// Unsigned 32 bits.
    U32,
    /// Unsigned 64 bits.
    U64,
    /// A byte, 0 for false.
    Bool,
    /// Text, such as the names of classes.
    String,
}

/// Calls a macro with every element type of numbers, its Rust type, and the bytes of one number.
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
    /// The bytes of one number; strings have none.
    pub const fn size(self) -> usize {
        match self {
            Self::String => 0,
            Self::I8 | Self::U8 | Self::Bool => 1,
            Self::F16 | Self::I16 | Self::U16 => 2,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F64 | Self::I64 | Self::U64 => 8,
        }
    }

    /// The type with this number in ONNX; `None` for strings, complex numbers and numbers of less than a byte.
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

    /// The same, and strings.
    pub(super) fn with_strings_from_onnx(number: i32) -> Option<Self> {
        if number == DataType::String as i32 { Some(Self::String) } else { Self::from_onnx(number) }
    }

    pub(super) fn datum_type(self) -> DatumType {
        macro_rules! datum_types {
            ($($name:ident $number:ident $size:literal,)*) => {
                match self {
                    $(Self::$name => <$number>::datum_type(),)*
                    Self::Bool => bool::datum_type(),
                    Self::String => String::datum_type(),
                }
            };
        }
        for_types!(datum_types)
    }
}

/// As Rust writes it, such as `f32`. Written out, because builds may leave Debug texts out.
impl std::fmt::Display for ElementType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::F16 => "f16",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Bool => "bool",
            Self::String => "string",
        })
    }
}

/// Numbers or strings with a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    kind: ElementType,
    shape: Vec<usize>,
    /// Of numbers.
    bytes: Vec<u8>,
    strings: Vec<String>,
}

impl Tensor {
    /// A tensor of little-endian numbers, row by row.
    ///
    /// Errors: `model.shape` if there are not as many bytes as the shape needs, or if the type is that of strings;
    /// `model.limit` if it is too large.
    pub fn new(kind: ElementType, shape: &[usize], bytes: Vec<u8>) -> Result<Self> {
        let numbers = volume(shape)?;
        if kind == ElementType::String {
            let message = "a tensor of strings was given as bytes: give it as strings";
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        if bytes.len() != numbers * kind.size() {
            let message =
                format!("a tensor of {kind} {shape:?} has {} bytes: expected {}", bytes.len(), numbers * kind.size());
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(Self { kind, shape: shape.to_vec(), bytes, strings: Vec::new() })
    }

    /// A tensor of strings, row by row.
    ///
    /// Errors: `model.shape` if there are not as many strings as the shape needs, `model.limit` if it is too large.
    pub fn of_strings(shape: &[usize], strings: Vec<String>) -> Result<Self> {
        let count = volume(shape)?;
        if strings.len() != count {
            let message = format!("a tensor of strings {shape:?} has {} of them: expected {count}", strings.len());
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(Self { kind: ElementType::String, shape: shape.to_vec(), bytes: Vec::new(), strings })
    }

    /// A tensor of single-precision numbers, row by row.
    ///
    /// Errors: as [`Tensor::new`].
    pub fn of_f32(shape: &[usize], numbers: &[f32]) -> Result<Self> {
        Self::new(ElementType::F32, shape, numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
    }

    /// A tensor of zeros, or of empty strings.
    ///
    /// Errors: `model.limit` if it is too large.
    pub fn zeros(kind: ElementType, shape: &[usize]) -> Result<Self> {
        if kind == ElementType::String {
            return Self::of_strings(shape, vec![String::new(); volume(shape)?]);
        }
        let bytes = volume(shape)? * kind.size();
        Self::new(kind, shape, vec![0; bytes])
    }

    /// The type of its elements.
    pub fn element_type(&self) -> ElementType {
        self.kind
    }

    /// Its length along each axis.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its strings, row by row, if it has strings.
    pub fn strings(&self) -> Option<&[String]> {
        (self.kind == ElementType::String).then_some(&self.strings)
    }

    /// Its numbers, little-endian, row by row. Strings have none.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its numbers, little-endian, row by row, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Its numbers, if their type is [`ElementType::F32`].
    pub fn to_f32(&self) -> Option<Vec<f32>> {
        let numbers = || self.bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        (self.kind == ElementType::F32).then(numbers)
    }

    /// Its numbers in double precision; integers past 2^53 are rounded. Strings have none.
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
            ElementType::String => Vec::new(),
        }
    }

    /// What `read` makes of the bytes of each number. `SIZE` is [`ElementType::size`].
    pub fn values<T, const SIZE: usize>(&self, read: impl Fn([u8; SIZE]) -> T) -> impl Iterator<Item = T> {
        self.bytes.as_chunks().0.iter().map(move |&bytes| read(bytes))
    }

    /// A checked tensor of a file, whose numbers are in its raw data and are taken out of it.
    pub(super) fn of_checked(proto: &mut TensorProto) -> Result<Self> {
        let shape: Vec<usize> = proto.dims.iter().map(|&dim| usize::try_from(dim).unwrap_or(0)).collect();
        if proto.data_type == DataType::String as i32 {
            let strings = std::mem::take(&mut proto.string_data).into_iter().map(|bytes| text(&bytes)).collect();
            return Self::of_strings(&shape, strings);
        }
        let kind = ElementType::from_onnx(proto.data_type).unwrap_or(ElementType::U8);
        Self::new(kind, &shape, std::mem::take(&mut proto.raw_data))
    }

    pub(super) fn to_tract(&self) -> tract::TractResult<tract::Tensor> {
        if self.kind == ElementType::Bool {
            let values: Vec<bool> = self.bytes.iter().map(|&byte| byte != 0).collect();
            return tract::Tensor::from_shape(&self.shape, &values);
        }
        if self.kind == ElementType::String {
            return tract::tensor1(&self.strings).into_shape(&self.shape);
        }
        // Any bytes are valid numbers, and there are as many as the shape needs. This copies them once and in one
        // piece.
        #[allow(unsafe_code)]
        unsafe {
            tract::Tensor::from_raw_dt(self.kind.datum_type(), &self.shape, &self.bytes)
        }
    }

    /// `None` for types that callers have no use for, such as complex numbers.
    pub(super) fn from_tract(tensor: &tract::Tensor) -> tract::TractResult<Option<Self>> {
        // Symbolic dimensions are integers; quantised numbers have their parameters in the type.
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
                        // Every machine that this is built for is little-endian. In one piece: large outputs are copied here.
                        let bytes = tensor.as_bytes().to_vec();
                        Some(Self { kind: ElementType::$name, shape, bytes, strings: Vec::new() })
                    })*
                    DatumType::Bool => {
                        let view = tensor.to_plain_array_view::<bool>()?;
                        let bytes = view.iter().map(|&it| it.into()).collect();
                        Some(Self { kind: ElementType::Bool, shape, bytes, strings: Vec::new() })
                    }
                    DatumType::String => {
                        let strings = tensor.to_plain_array_view::<String>()?.iter().cloned().collect();
                        Some(Self { kind: ElementType::String, shape, bytes: Vec::new(), strings })
                    }
                    _ => None,
                }
            };
        }
        Ok(for_types!(read))
    }
}

/// The text of a string in a file. Bytes that are not UTF-8 become the sign for what cannot be read.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// How many numbers a shape has.
pub(super) fn volume(shape: &[usize]) -> Result<usize> {
    // Also of a tensor without numbers no axis may be longer: strides and counts are computed of all.
    let is_long = shape.iter().any(|&length| length > MAX_TENSOR_NUMBERS);
    let numbers = shape.iter().try_fold(1usize, |product, &length| product.checked_mul(length)).filter(|_| !is_long);
    match numbers.filter(|&numbers| numbers <= MAX_TENSOR_NUMBERS && shape.len() <= MAX_TENSOR_RANK) {
        Some(numbers) => Ok(numbers),
        None => {
            let message = format!(
                "a tensor of the shape {shape:?} is too large: at most {MAX_TENSOR_NUMBERS} numbers \
                 and {MAX_TENSOR_RANK} axes are possible"
            );
            Err(Error::new(ErrorKind::ModelLimit, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_survives_the_conversion_to_tract_and_back() {
        macro_rules! check {
            ($($name:ident $number:ident $size:literal,)*) => {$(
                let bytes: Vec<u8> = (0..6 * $size).collect();
                let tensor = Tensor::new(ElementType::$name, &[2, 3], bytes).unwrap();
                assert_eq!(ElementType::$name.size(), $size);
                assert_eq!(ElementType::$name.to_string(), stringify!($number));
                assert_eq!(Tensor::from_tract(&tensor.to_tract().unwrap()).unwrap(), Some(tensor));
            )*};
        }
        for_types!(check);
        let bools = Tensor::new(ElementType::Bool, &[3], vec![0, 1, 7]).unwrap();
        assert_eq!(Tensor::from_tract(&bools.to_tract().unwrap()).unwrap().unwrap().bytes(), [0, 1, 1]);
        let strings = Tensor::of_strings(&[1, 2], vec!["a cat".into(), "狗".into()]).unwrap();
        assert_eq!(Tensor::from_tract(&strings.to_tract().unwrap()).unwrap(), Some(strings));
    }

    #[test]
    fn bytes_that_do_not_match_the_shape_are_refused() {
        assert_eq!(Tensor::of_f32(&[2, 2], &[0.0; 3]).unwrap_err().kind(), ErrorKind::ModelShape);
        for shape in [&[usize::MAX, 2][..], &[1 << 20, 1 << 20], &[1; 100]] {
            assert_eq!(Tensor::zeros(ElementType::U8, shape).unwrap_err().kind(), ErrorKind::ModelLimit);
        }
        assert_eq!(Tensor::of_strings(&[2], vec![]).unwrap_err().kind(), ErrorKind::ModelShape);
        assert_eq!(Tensor::new(ElementType::String, &[0], vec![]).unwrap_err().kind(), ErrorKind::ModelShape);
        assert_eq!(Tensor::zeros(ElementType::String, &[1]).unwrap().strings().unwrap(), [""]);
        assert!(Tensor::zeros(ElementType::F64, &[0, 9]).unwrap().bytes().is_empty());
        assert_eq!(Tensor::of_f32(&[], &[7.0]).unwrap().to_f32(), Some(vec![7.0]));
    }
}
