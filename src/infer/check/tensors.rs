//! The tensors of a model's file: they have the bytes that their shapes need and types that are supported, and all are
//! brought to one form. A tensor may keep its numbers in any of seven fields, and tract does not read all of them.

use crate::report::{invalid, unsupported};
use crate::tensor::ElementType;
use penchant_base::limits::{MAX_TENSOR_NUMBERS, MAX_TENSOR_RANK};
use penchant_base::{Error, ErrorKind, Result};
use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;

/// Checks a tensor and moves its numbers into its raw data. `part` names it in errors.
pub(super) fn normalize(tensor: &mut TensorProto, part: &str) -> Result<()> {
    if !tensor.external_data.is_empty() || tensor.data_location.is_some_and(|location| location != 0) {
        return Err(unsupported(format!(
            "the model keeps {:?} in another file: export it as a single file",
            tensor.name
        )));
    }
    if tensor.segment.is_some() {
        return Err(unsupported(format!(
            "{part} is a segment of a larger tensor: export the model with whole tensors"
        )));
    }
    let numbers = volume(&tensor.dims, part)?;
    if tensor.data_type == DataType::String as i32 {
        return match tensor.raw_data.is_empty() && tensor.string_data.len() == numbers {
            true => Ok(()),
            false => {
                Err(invalid(part, format!("has {} strings: expected {numbers} by its shape", tensor.string_data.len())))
            }
        };
    }
    if let Some(kind) = four_bits(tensor.data_type) {
        let packed = match tensor.raw_data.is_empty() {
            true => std::mem::take(&mut tensor.int32_data).into_iter().map(|number| number as u8).collect(),
            false => std::mem::take(&mut tensor.raw_data),
        };
        if packed.len() != numbers.div_ceil(2) {
            return Err(invalid(part, format!("has {} bytes: expected {}", packed.len(), numbers.div_ceil(2))));
        }
        tensor.raw_data = widen(&packed, numbers, kind);
        tensor.data_type = if kind == ElementType::I8 { DataType::Int8 } else { DataType::Uint8 } as i32;
    }
    let kind = ElementType::from_onnx(tensor.data_type).ok_or_else(|| unsupported_type(tensor.data_type, part))?;
    if tensor.raw_data.is_empty() {
        tensor.raw_data = take_typed_data(tensor, kind);
    }
    if tensor.raw_data.len() != numbers * kind.size() {
        let message = format!(
            "has {} bytes: expected {} for {kind} {:?}",
            tensor.raw_data.len(),
            numbers * kind.size(),
            tensor.dims
        );
        return Err(invalid(part, message));
    }
    Ok(())
}

/// The bytes of the numbers in the field that this type uses. Small types are stored as wider numbers.
fn take_typed_data(tensor: &mut TensorProto, kind: ElementType) -> Vec<u8> {
    let narrow = |numbers: Vec<i32>, size: usize| -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes().into_iter().take(size)).collect()
    };
    macro_rules! wide {
        ($field:ident) => {
            std::mem::take(&mut tensor.$field).iter().flat_map(|number| number.to_le_bytes()).collect()
        };
    }
    match kind {
        ElementType::F32 => wide!(float_data),
        ElementType::F64 => wide!(double_data),
        ElementType::I64 => wide!(int64_data),
        ElementType::U64 => wide!(uint64_data),
        ElementType::U32 => {
            let numbers = std::mem::take(&mut tensor.uint64_data);
            numbers.iter().flat_map(|&number| (number as u32).to_le_bytes()).collect()
        }
        _ => narrow(std::mem::take(&mut tensor.int32_data), kind.size()),
    }
}

/// How many numbers a tensor of these dimensions has.
pub(super) fn volume(dims: &[i64], part: &str) -> Result<usize> {
    if let Some(negative) = dims.iter().find(|&&dim| dim < 0) {
        return Err(invalid(part, format!("has a dimension of {negative}")));
    }
    let volume = dims.iter().try_fold(1i64, |product, &dim| product.checked_mul(dim));
    match volume.and_then(|volume| usize::try_from(volume).ok()).filter(|&volume| volume <= MAX_TENSOR_NUMBERS) {
        Some(volume) if dims.len() <= MAX_TENSOR_RANK => Ok(volume),
        _ => {
            let message = format!(
                "{part} is too large with the dimensions {dims:?}: at most {MAX_TENSOR_NUMBERS} numbers \
                 and {MAX_TENSOR_RANK} axes are possible"
            );
            Err(Error::new(ErrorKind::ModelLimit, message))
        }
    }
}

/// Whether a tensor has integers of four bits.
pub(super) fn is_four_bits(tensor: &TensorProto) -> bool {
    four_bits(tensor.data_type).is_some()
}

/// The type of eight bits for one of four.
fn four_bits(number: i32) -> Option<ElementType> {
    match number {
        21 => Some(ElementType::U8),
        22 => Some(ElementType::I8),
        _ => None,
    }
}

/// Integers of four bits, of which each byte has two, the lower bits first, as integers of eight bits.
fn widen(bytes: &[u8], count: usize, kind: ElementType) -> Vec<u8> {
    let all = bytes.iter().flat_map(|byte| [byte & 15, byte >> 4]).take(count);
    match kind {
        // The fourth bit is the sign.
        ElementType::I8 => all.map(|nibble| if nibble > 7 { nibble | 0xf0 } else { nibble }).collect(),
        _ => all.collect(),
    }
}

/// The error for a type of numbers that the engine does not have.
pub(crate) fn unsupported_type(number: i32, part: &str) -> Error {
    let name = DataType::try_from(number).map_or_else(|_| format!("number {number}"), |kind| kind.as_str_name().into());
    unsupported(format!("{part} is of the type {name}, which is not supported: export the model with f32 or int8"))
}
