//! Tensors made of the numbers of other tensors, whatever their type: an iterator says where each number comes from.

use tract_onnx::tract_core::internal::*;

/// A tensor of this shape whose numbers are those of another at these places.
pub(crate) fn pick(from: &Tensor, shape: &[usize], places: impl Iterator<Item = usize>) -> TractResult<Tensor> {
    if from.datum_type() == String::datum_type() {
        let from = numbers::<String>(from)?;
        return tensor1(&places.map(|place| from[place].clone()).collect::<Vec<_>>()).into_shape(shape);
    }
    let mut to = Tensor::zero_dt(from.datum_type(), shape)?;
    match from.datum_type().size_of() {
        1 => copy::<1>(from.as_bytes(), to.as_bytes_mut(), places),
        2 => copy::<2>(from.as_bytes(), to.as_bytes_mut(), places),
        4 => copy::<4>(from.as_bytes(), to.as_bytes_mut(), places),
        8 => copy::<8>(from.as_bytes(), to.as_bytes_mut(), places),
        size => bail!("numbers of {size} bytes cannot be copied"),
    }
    Ok(to)
}

fn copy<const SIZE: usize>(from: &[u8], to: &mut [u8], places: impl Iterator<Item = usize>) {
    let (from, to) = (from.as_chunks::<SIZE>().0, to.as_chunks_mut::<SIZE>().0);
    to.iter_mut().zip(places).for_each(|(to, place)| *to = from[place]);
}

/// A tensor of this shape made of runs of `length` numbers, which begin at these places of another.
pub(crate) fn pick_runs(
    from: &Tensor,
    shape: &[usize],
    length: usize,
    starts: impl Iterator<Item = usize>,
) -> TractResult<Tensor> {
    if length == 1 {
        return pick(from, shape, starts);
    }
    if from.datum_type() == String::datum_type() {
        return pick(from, shape, starts.flat_map(|start| start..start + length));
    }
    let mut to = Tensor::zero_dt(from.datum_type(), shape)?;
    let size = from.datum_type().size_of();
    let bytes = from.as_bytes();
    if length > 0 {
        let runs = to.as_bytes_mut().chunks_exact_mut(length * size);
        runs.zip(starts).for_each(|(to, start)| to.copy_from_slice(&bytes[start * size..][..length * size]));
    }
    Ok(to)
}

/// The places of the numbers of a tensor of this shape, row by row, when a step along an axis goes `strides` places.
pub(crate) fn steps(strides: &[isize], shape: &[usize]) -> impl Iterator<Item = usize> + use<> {
    let (strides, shape): (Vec<isize>, Vec<usize>) = (strides.into(), shape.into());
    let count = shape.iter().product::<usize>();
    let mut index = vec![0usize; shape.len()];
    let mut place = 0isize;
    (0..count).map(move |_| {
        let now = place as usize;
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            place += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            place -= strides[axis] * shape[axis] as isize;
            index[axis] = 0;
        }
        now
    })
}

/// How far apart in memory the numbers along each axis of a tensor are.
pub(crate) fn strides(shape: &[usize]) -> Vec<isize> {
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis] as isize;
    }
    strides
}

/// The strides of a tensor that is repeated to another shape: none along an axis that is repeated.
pub(crate) fn expanded_strides(from: &[usize], to: &[usize]) -> Vec<isize> {
    let own = strides(from);
    let offset = to.len() - from.len();
    let stride = |axis: usize| if axis < offset || from[axis - offset] == 1 { 0 } else { own[axis - offset] };
    (0..to.len()).map(stride).collect()
}

/// The numbers or strings of a tensor in one type, which it must have.
pub(crate) fn numbers<T: Datum>(tensor: &Tensor) -> TractResult<&[T]> {
    tensor.try_as_plain_ram()?.as_slice::<T>()
}

/// The numbers of a tensor as integers of 64 bits.
pub(crate) fn integers(tensor: &Tensor) -> TractResult<Vec<i64>> {
    Ok(numbers::<i64>(&*tensor.cast_to::<i64>()?)?.to_vec())
}

/// The numbers of a tensor in double precision.
pub(crate) fn doubles(tensor: &Tensor) -> TractResult<Vec<f64>> {
    Ok(numbers::<f64>(&*tensor.cast_to::<f64>()?)?.to_vec())
}

/// The numbers of a tensor in single precision.
pub(crate) fn singles(tensor: &Tensor) -> TractResult<Vec<f32>> {
    Ok(numbers::<f32>(&*tensor.cast_to::<f32>()?)?.to_vec())
}

/// Calls a macro with the Rust type of a tensor of integers.
macro_rules! for_integers {
    ($kind:expr, $do:ident, $otherwise:expr) => {
        match $kind {
            DatumType::I8 => $do!(i8),
            DatumType::I16 => $do!(i16),
            DatumType::I32 => $do!(i32),
            DatumType::I64 => $do!(i64),
            DatumType::U8 => $do!(u8),
            DatumType::U16 => $do!(u16),
            DatumType::U32 => $do!(u32),
            DatumType::U64 => $do!(u64),
            _ => $otherwise,
        }
    };
}
pub(super) use for_integers;
