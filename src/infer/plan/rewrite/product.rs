//! Rows times a matrix as a node of tract's plan: … × rows × depth and … × depth × columns in, … × rows × columns out.
//! It computes in single precision, or with integers of 8 bits and sums of 32 bits.

use super::fused_ops::{FusedOps, numbers, uninitialised};
use crate::kernels::{in_parts, integers, matmul};
use std::sync::Arc;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::einsum::EinSum;

/// A product of two matrices, or of a batch of them.
#[derive(Clone, Debug)]
pub(super) struct Product {
    right: Right,
    layout: Layout,
    /// Of how many products each number of the output is the sum.
    depth: usize,
    out: Out,
    fused: FusedOps,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Out {
    /// The sums, in the type in which they are computed.
    Sums,
    /// Sums of integers in single precision; `scaled` by the node's third input.
    Numbers { scaled: bool },
}

/// The matrix on the right.
#[derive(Clone)]
enum Right {
    /// Packed weights, for each product of the batch.
    Packed(Arc<Vec<matmul::Weights>>),
    /// Packed weights that are integers, less their zero point, for each product of the batch. The node's second input
    /// is the zero point of the rows.
    PackedIntegers(Arc<Vec<integers::Weights>>),
    /// The node's second input.
    Input,
}

/// The order of the axes.
#[derive(Clone, Debug, PartialEq)]
struct Layout {
    /// How many axes there are for a batch, which are first.
    batch: usize,
    /// How many axes of rows come after them.
    rows: usize,
    /// Whether the matrix is columns × depth instead of depth × columns.
    transposed: bool,
}

impl Product {
    /// The same product as `einsum`, if it is of a kind that is implemented, and the inputs of `einsum` that it takes.
    pub(super) fn of(einsum: &EinSum, inputs: &[&TypedFact]) -> TractResult<Option<(Self, TVec<usize>)>> {
        if inputs.len() < 2 {
            return Ok(None);
        }
        let Some(layout) = Layout::of(einsum, inputs) else { return Ok(None) };
        let Some(shape) = inputs[1].shape.as_concrete() else { return Ok(None) };
        let (depth, columns) = layout.matrix(shape);
        let (right, slots) = match (einsum.q_params, &inputs[1].konst) {
            (None, _) if inputs[..2].iter().any(|fact| fact.datum_type != f32::datum_type()) => return Ok(None),
            (None, Some(matrix)) => {
                let packed = layout.pack(numbers(matrix)?, depth, columns);
                (Right::Packed(Arc::new(packed)), tvec![0])
            }
            (None, None) => (Right::Input, tvec![0, 1]),
            (Some(_), matrix) => {
                match matrix.as_ref().and_then(|matrix| layout.pack_integers(einsum, inputs, matrix)) {
                    Some(packed) => (Right::PackedIntegers(Arc::new(packed)), tvec![0, 3]),
                    None => return Ok(None),
                }
            }
        };
        let fused = FusedOps::new(columns, !matches!(right, Right::PackedIntegers(_)));
        Ok(Some((Self { right, layout, depth, out: Out::Sums, fused }, slots)))
    }

    /// The operators that it computes too, if it can compute any.
    pub(super) fn fused_ops(&mut self) -> Option<&mut FusedOps> {
        (!self.returns_integers()).then_some(&mut self.fused)
    }

    fn returns_integers(&self) -> bool {
        matches!(self.right, Right::PackedIntegers(_)) && self.out == Out::Sums
    }

    /// Makes the output single precision instead of integers; returns whether that is possible. If not, nothing
    /// changes.
    pub(super) fn convert(&mut self) -> bool {
        let possible = self.returns_integers();
        if possible {
            self.out = Out::Numbers { scaled: false };
        }
        possible
    }

    /// Multiplies a converted output by the one number of a further input; returns whether that is possible. If not,
    /// nothing changes.
    pub(super) fn scale(&mut self) -> bool {
        let possible = self.out == Out::Numbers { scaled: false } && self.fused.is_untouched();
        if possible {
            self.out = Out::Numbers { scaled: true };
        }
        possible
    }

    fn multiply_floats(&self, inputs: &[TValue]) -> TractResult<Tensor> {
        let rows = numbers(&inputs[0])?;
        let packed;
        let matrices = match &self.right {
            Right::Packed(matrices) => matrices,
            _ => {
                let (depth, columns) = self.layout.matrix(inputs[1].shape());
                packed = self.layout.pack(numbers(&inputs[1])?, depth, columns);
                &packed
            }
        };
        let mut out = uninitialised::<f32>(&self.layout.out(inputs[0].shape(), self.fused.columns()))?;
        let added = self.fused.added.then(|| inputs.last()).flatten().map(|added| numbers(added)).transpose()?;
        let epilogue = self.fused.epilogue(added);
        let mut view = out.try_as_plain_ram_mut()?;
        self.each_part(matrices.len(), matmul::ROWS, view.as_slice_mut::<f32>()?, |index, matrix, out| {
            let matrix = &matrices[matrix];
            let first = index / self.fused.columns() * matrix.depth();
            let rows = &rows[first..][..out.len() / self.fused.columns() * matrix.depth()];
            matmul::multiply(rows, matrix, epilogue.part(index, out.len()), out);
        });
        Ok(out)
    }

    fn multiply_integers(&self, matrices: &[integers::Weights], inputs: &[TValue]) -> TractResult<Tensor> {
        let zero = inputs[1].cast_to::<i32>()?.try_as_plain_ram()?.as_slice::<i32>()?[0] as i16;
        let depth = self.depth;
        let rows = inputs[0].try_as_plain_ram()?;
        let rows = if inputs[0].datum_type().unquantized() == u8::datum_type() {
            integers::pack_rows(depth, rows.as_slice::<u8>()?, zero)
        } else {
            integers::pack_rows(depth, rows.as_slice::<i8>()?, zero)
        };
        let shape = self.layout.out(inputs[0].shape(), self.fused.columns());
        let Out::Numbers { scaled } = self.out else {
            let mut out = uninitialised::<i32>(&shape)?;
            let mut view = out.try_as_plain_ram_mut()?;
            let finish = |sums: &[i32], out: &mut [i32]| out.copy_from_slice(sums);
            self.each_integer_part(matrices, &rows, finish, view.as_slice_mut()?);
            return Ok(out);
        };
        let scale = if scaled { numbers(&inputs[2])?[0] } else { 1.0 };
        let mut out = uninitialised::<f32>(&shape)?;
        let mut view = out.try_as_plain_ram_mut()?;
        let finish = |sums: &[i32], out: &mut [f32]| self.fused.finish_integers(sums, scale, out);
        self.each_integer_part(matrices, &rows, finish, view.as_slice_mut()?);
        Ok(out)
    }

    fn each_integer_part<T: Send>(
        &self,
        matrices: &[integers::Weights],
        rows: &[integers::Pair],
        finish: impl Fn(&[i32], &mut [T]) + Sync,
        out: &mut [T],
    ) {
        let pairs = self.depth.div_ceil(2);
        self.each_part(matrices.len(), integers::ROWS, out, |index, matrix, out| {
            let (first, count) = (index / self.fused.columns(), out.len() / self.fused.columns());
            integers::multiply(&rows[first * pairs..][..count * pairs], &matrices[matrix], &finish, out);
        });
    }

    /// Calls `write` for parts of the output, each with one of the matrices: it gets the index of the part's first
    /// number, that of the matrix, and the part. A part has a multiple of the rows of a tile.
    fn each_part<T: Send>(
        &self,
        matrices: usize,
        tile: usize,
        out: &mut [T],
        write: impl Fn(usize, usize, &mut [T]) + Sync,
    ) {
        let (columns, depth) = (self.fused.columns(), self.depth);
        if out.is_empty() {
            return;
        }
        if matrices == 1 {
            let unit = tile * columns;
            return in_parts(out, unit, unit * depth, |first, out| write(first * unit, 0, out));
        }
        let size = out.len() / matrices;
        in_parts(out, size, size * depth, |first, out| {
            for (index, out) in out.chunks_exact_mut(size).enumerate() {
                write((first + index) * size, first + index, out);
            }
        });
    }
}

impl Layout {
    fn of(einsum: &EinSum, inputs: &[&TypedFact]) -> Option<Self> {
        let (left, right) = (inputs[0].rank(), inputs[1].rank());
        let mut layout = Self { batch: 0, rows: 0, transposed: false };
        let (mut depth, mut columns) = (None, None);
        // In the order of the output, which has every axis but the depth.
        let mut axes: Vec<_> = einsum.axes.iter_all_axes().collect();
        axes.sort_by_key(|axis| axis.outputs[0].first().copied());
        for axis in axes {
            let only = |axes: &TVec<usize>| if axes.len() > 1 { None } else { Some(axes.first().copied()) };
            let positions = (only(&axis.inputs[0])?, only(&axis.inputs[1])?, only(&axis.outputs[0])?);
            // Zero points and scales are for the whole tensor, not for each row or column.
            if axis.inputs[2..].iter().any(|indices| !indices.is_empty()) {
                return None;
            }
            match positions {
                (Some(one), Some(another), None) if depth.is_none() => depth = Some((one, another)),
                (Some(one), Some(another), Some(out)) if one == another && one == out && one == layout.batch => {
                    let same = inputs[0].shape[one] == inputs[1].shape[another];
                    if !same || layout.rows > 0 {
                        return None;
                    }
                    layout.batch += 1;
                }
                (Some(one), None, Some(out)) if one == out && one == layout.batch + layout.rows => layout.rows += 1,
                (None, Some(another), Some(out)) if columns.is_none() => columns = Some((another, out)),
                _ => return None,
            }
        }
        let ((of_rows, of_matrix), (of_columns, out)) = (depth?, columns?);
        let leading = layout.batch + layout.rows;
        let fits = of_rows == leading && left == leading + 1 && out == leading && right == layout.batch + 2;
        layout.transposed = of_columns == layout.batch && of_matrix == layout.batch + 1;
        let plain = of_matrix == layout.batch && of_columns == layout.batch + 1;
        (fits && (plain || layout.transposed)).then_some(layout)
    }

    /// The depth and the columns of a matrix of this shape.
    fn matrix(&self, shape: &[usize]) -> (usize, usize) {
        let (one, another) = (shape[self.batch], shape[self.batch + 1]);
        if self.transposed { (another, one) } else { (one, another) }
    }

    fn out(&self, rows: &[usize], columns: usize) -> TVec<usize> {
        let mut shape: TVec<usize> = rows.into();
        shape[self.batch + self.rows] = columns;
        shape
    }

    fn pack(&self, matrices: &[f32], depth: usize, columns: usize) -> Vec<matmul::Weights> {
        let pack = |matrix: &[f32]| {
            if self.transposed {
                matmul::Weights::pack_columns(depth, columns, matrix)
            } else {
                matmul::Weights::pack(depth, columns, |row, column| matrix[row * columns + column])
            }
        };
        matrices.chunks_exact((depth * columns).max(1)).map(pack).collect()
    }

    /// The integers of the matrix, less their zero point, if only the rows and their zero point are unknown.
    fn pack_integers(&self, einsum: &EinSum, inputs: &[&TypedFact], matrix: &Tensor) -> Option<Vec<integers::Weights>> {
        let byte = |fact: &TypedFact| [u8::datum_type(), i8::datum_type()].contains(&fact.datum_type);
        let constant = |slot: usize| inputs[slot].konst.as_ref();
        let is = |slot: usize, number: f32| {
            let tensor = constant(slot).and_then(|tensor| tensor.cast_to::<f32>().ok());
            tensor.is_some_and(|tensor| numbers(&tensor).is_ok_and(|numbers| numbers == [number]))
        };
        // The output is the sums: nothing is added, the scales are 1, and the output has no zero point.
        let plain = einsum.q_params == Some(i32::datum_type())
            && is(2, 0.0)
            && [4, 6, 8].iter().all(|&slot| is(slot, 1.0))
            && is(7, 0.0);
        if !plain || !byte(inputs[0]) || !byte(inputs[1]) || inputs[3].rank() > 0 {
            return None;
        }
        let zero = constant(5)?.cast_to::<i32>().ok()?;
        let &[zero] = zero.try_as_plain_ram().ok()?.as_slice::<i32>().ok()? else { return None };
        let wide = matrix.cast_to::<i32>().ok()?;
        let wide = wide.try_as_plain_ram().ok()?;
        let (depth, columns) = self.matrix(matrix.shape());
        let pack = |matrix: &[i32]| {
            integers::Weights::pack(depth, columns, |row, column| {
                let index = if self.transposed { column * depth + row } else { row * columns + column };
                (matrix[index] - zero) as i16
            })
        };
        Some(wide.as_slice::<i32>().ok()?.chunks_exact((depth * columns).max(1)).map(pack).collect())
    }
}

impl std::fmt::Debug for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Packed(_) => "packed weights",
            Self::PackedIntegers(_) => "packed integers",
            Self::Input => "an input",
        })
    }
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.right, &other.right) {
            (Right::Packed(one), Right::Packed(another)) => Arc::ptr_eq(one, another),
            (Right::PackedIntegers(one), Right::PackedIntegers(another)) => Arc::ptr_eq(one, another),
            (Right::Input, Right::Input) => true,
            _ => false,
        };
        same && self.layout == other.layout && self.out == other.out && self.fused == other.fused
    }
}

impl Eq for Product {}

impl Op for Product {
    fn name(&self) -> StaticName {
        match self.right {
            Right::PackedIntegers(_) => "ProductOfIntegers".into(),
            _ => "Product".into(),
        }
    }

    op_as_typed_op!();
}

impl EvalOp for Product {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let out = match &self.right {
            Right::PackedIntegers(matrices) => self.multiply_integers(matrices, &inputs)?,
            _ => self.multiply_floats(&inputs)?,
        };
        Ok(tvec![out.into_tvalue()])
    }
}

impl TypedOp for Product {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let mut shape = inputs[0].shape.to_tvec();
        shape[self.layout.batch + self.layout.rows] = self.fused.columns().to_dim();
        let kind = if self.returns_integers() { i32::datum_type() } else { f32::datum_type() };
        Ok(tvec![kind.fact(shape)])
    }

    as_op!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(right: Right) -> Product {
        let layout = Layout { batch: 0, rows: 1, transposed: false };
        Product { right, layout, depth: 2, out: Out::Sums, fused: FusedOps::new(2, false) }
    }

    #[test]
    fn a_conversion_that_is_refused_changes_nothing() {
        let mut single_precision = product(Right::Input);
        let before = single_precision.clone();
        assert!(!single_precision.convert());
        assert!(single_precision == before);
    }

    #[test]
    fn a_scale_that_is_refused_changes_nothing() {
        let mut integers = product(Right::PackedIntegers(Arc::default()));
        let before = integers.clone();
        assert!(!integers.scale(), "the sums are still integers");
        assert!(integers == before);
        assert!(integers.convert() && integers.scale());
        let scaled = integers.clone();
        assert!(!integers.scale(), "there is a scale already");
        assert!(integers == scaled);
    }
}
