//! NumPy's .npy files: their bytes in, tensors out, and back. Strings are those of NumPy's type `U`: of equal length, in
//! UTF-32.

use half::f16;
use npyz::{DType, NpyFile, Order, TypeChar, TypeStr, WriteOptions, WriterBuilder};
use penchant_base::{Error, ErrorKind, Result};
use penchant_infer::{ElementType, Tensor};

/// Calls a macro with each element type of numbers and its Rust type.
macro_rules! for_types {
    ($do:ident) => {
        $do! {
            F16 f16, F32 f32, F64 f64, I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64,
        }
    };
}

/// The tensor of a `.npy` file.
pub fn decode(bytes: &[u8]) -> Result<Tensor> {
    let format_error = |fault: &dyn std::fmt::Display| {
        Error::new(ErrorKind::DataFormat, format!("this .npy file cannot be used: {fault}"))
    };
    let file = NpyFile::new(bytes).map_err(|error| format_error(&error))?;
    if file.order() == Order::Fortran && file.shape().len() > 1 {
        return Err(format_error(&"it is stored by columns: save np.ascontiguousarray of the array"));
    }
    let shape: Vec<usize> = file.shape().iter().map(|&length| length as usize).collect();
    let DType::Plain(kind) = file.dtype() else {
        return Err(format_error(&"it is a structured array: save an array of numbers"));
    };
    if kind.type_char() == TypeChar::UnicodeStr {
        return Tensor::of_strings(
            &shape,
            unicode(bytes, &kind, shape.iter().product()).map_err(|fault| format_error(&fault))?,
        );
    }
    macro_rules! read {
        ($($name:ident $number:ident,)*) => {
            match element_type(&kind) {
                $(Some(ElementType::$name) => {
                    let numbers = file.into_vec::<$number>().map_err(|error| format_error(&error))?;
                    let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
                    Tensor::new(ElementType::$name, &shape, bytes)
                })*
                Some(ElementType::Bool) => {
                    let values = file.into_vec::<bool>().map_err(|error| format_error(&error))?;
                    Tensor::new(ElementType::Bool, &shape, values.into_iter().map(u8::from).collect())
                }
                Some(ElementType::String) | None => {
                    Err(format_error(&format!("its type is {kind}: save an array of numbers, booleans or strings")))
                }
            }
        };
    }
    for_types!(read)
}

fn element_type(kind: &TypeStr) -> Option<ElementType> {
    use ElementType::*;
    Some(match (kind.type_char(), kind.num_bytes()?) {
        (TypeChar::Float, 2) => F16,
        (TypeChar::Float, 4) => F32,
        (TypeChar::Float, 8) => F64,
        (TypeChar::Int, 1) => I8,
        (TypeChar::Int, 2) => I16,
        (TypeChar::Int, 4) => I32,
        (TypeChar::Int, 8) => I64,
        (TypeChar::Uint, 1) => U8,
        (TypeChar::Uint, 2) => U16,
        (TypeChar::Uint, 4) => U32,
        (TypeChar::Uint, 8) => U64,
        (TypeChar::Bool, 1) => Bool,
        _ => return None,
    })
}

/// The bytes of a `.npy` file.
pub fn encode(tensor: &Tensor) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    let shape: Vec<u64> = tensor.shape().iter().map(|&length| length as u64).collect();
    macro_rules! write {
        ($($name:ident $number:ident,)*) => {
            match tensor.element_type() {
                $(ElementType::$name => {
                    let options = WriteOptions::<$number>::new().default_dtype().shape(&shape).writer(&mut file);
                    let mut writer = options.begin_nd()?;
                    writer.extend(tensor.values(<$number>::from_le_bytes))?;
                    writer.finish()
                })*
                ElementType::Bool => {
                    let options = WriteOptions::<bool>::new().default_dtype().shape(&shape).writer(&mut file);
                    let mut writer = options.begin_nd()?;
                    writer.extend(tensor.bytes().iter().map(|&byte| byte != 0))?;
                    writer.finish()
                }
                ElementType::String => write_unicode(&mut file, &shape, tensor.strings().unwrap_or_default()),
            }
        };
    }
    let mut written = || -> std::io::Result<()> { for_types!(write) };
    written().map_err(|error| Error::new(ErrorKind::Io, format!("a .npy file cannot be written: {error}")))?;
    Ok(file)
}

/// The strings of a file. npyz reads its header, and no strings.
fn unicode(bytes: &[u8], kind: &TypeStr, count: usize) -> Result<Vec<String>, &'static str> {
    let length = kind.num_bytes().unwrap_or(0);
    let start = count.checked_mul(length).and_then(|size| bytes.len().checked_sub(size)).ok_or("it is cut off")?;
    if length == 0 {
        return Ok(vec![String::new(); count]);
    }
    let is_little = kind.to_string().contains('<');
    let text = |bytes: &[u8]| {
        let number = |&bytes: &[u8; 4]| if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        let text: Option<String> = bytes.as_chunks().0.iter().map(|bytes| char::from_u32(number(bytes))).collect();
        text.map(|text| text.trim_end_matches('\0').to_owned()).ok_or("it has characters that are not Unicode's")
    };
    bytes[start..].chunks_exact(length).map(text).collect()
}

fn write_unicode(file: &mut Vec<u8>, shape: &[u64], strings: &[String]) -> std::io::Result<()> {
    let length = strings.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let lengths: String = shape.iter().map(|length| format!("{length},")).collect();
    let header = format!("{{'descr': '<U{length}', 'fortran_order': False, 'shape': ({lengths}), }}");
    // The numbers begin at a multiple of 64 bytes, after a line's end.
    let padded = (10 + header.len() + 1).next_multiple_of(64) - 10;
    file.extend(b"\x93NUMPY\x01\0");
    file.extend(u16::try_from(padded).map_err(std::io::Error::other)?.to_le_bytes());
    file.extend(format!("{header:<width$}\n", width = padded - 1).as_bytes());
    for text in strings {
        let characters = text.chars().map(u32::from).chain(std::iter::repeat(0)).take(length);
        file.extend(characters.flat_map(u32::to_le_bytes));
    }
    Ok(())
}

/// A tensor's numbers or strings, as JSON writes them.
pub fn numbers(tensor: &Tensor) -> Vec<serde_json::Value> {
    use ElementType::*;
    match tensor.element_type() {
        String => tensor.strings().unwrap_or_default().iter().map(|text| text.as_str().into()).collect(),
        I64 => tensor.values(i64::from_le_bytes).map(Into::into).collect(),
        U64 => tensor.values(u64::from_le_bytes).map(Into::into).collect(),
        Bool => tensor.numbers().into_iter().map(|number| (number != 0.0).into()).collect(),
        F16 | F32 | F64 => tensor.numbers().into_iter().map(Into::into).collect(),
        I8 | I16 | I32 | U8 | U16 | U32 => tensor.numbers().into_iter().map(|number| (number as i64).into()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_survive_a_file() {
        for kind in [ElementType::F16, ElementType::F32, ElementType::I8, ElementType::U64, ElementType::Bool] {
            let bytes = (0..6 * kind.size()).map(|byte| (byte % 2) as u8).collect();
            let tensor = Tensor::new(kind, &[2, 3], bytes).unwrap();
            assert_eq!(decode(&encode(&tensor).unwrap()).unwrap(), tensor);
        }
        let strings = Tensor::of_strings(&[2, 1], vec!["a cat".into(), "狗".into()]).unwrap();
        let file = encode(&strings).unwrap();
        assert_eq!(decode(&file).unwrap(), strings);
        assert_eq!(numbers(&strings), ["a cat", "狗"]);
        assert_eq!(decode(&file[..file.len() - 1]).unwrap_err().kind(), ErrorKind::DataFormat);
        assert_eq!(numbers(&Tensor::of_f32(&[2], &[0.5, 2.0]).unwrap()), [0.5, 2.0]);
        let large = Tensor::new(ElementType::U64, &[1], u64::MAX.to_le_bytes().to_vec()).unwrap();
        assert_eq!(numbers(&large), [u64::MAX]);
        assert_eq!(decode(b"a letter").unwrap_err().kind(), ErrorKind::DataFormat);
    }
}
