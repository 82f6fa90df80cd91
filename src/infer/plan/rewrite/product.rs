//! Rows times a matrix as a node of tract's plan: … × rows × depth and … × depth × columns in, … × rows × columns out.
//! In single precision, or in integers of eight bits with sums of 32.

use super::fused_ops::{Sums, numbers, uninitialised};
use crate::kernels::{in_parts, integers, matmul};
use std::sync::Arc;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::einsum::EinSum;

/// A product of matrices, or of as many as there are in a batch.
#[derive(Clone, Debug)]
pub(super) struct Product {
    right: Right,
    layout: Layout,
    /// How many products a number of the output is the sum of.
    depth: usize,
    out: Out,
    sums: Sums,
}

/// What the sums of integers are given out as.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Out {
    /// As they are, in whichever type they are made.
    Sums,
    /// In single precision; times the node's third input, if they are scaled.
    Numbers { scaled: bool },
}

#[derive(Clone)]
enum Right {
    /// Known, for each of the batch.
    Known(Arc<Vec<matmul::Weights>>),
    /// Known integers, for each of the batch, of which zeros are subtracted already. The node's second input is the
    /// zero of the rows.
    Integers(Arc<Vec<integers::Weights>>),
    /// The node's second input.
    Given,
}

/// How the numbers lie.
#[derive(Clone, Debug, PartialEq)]
struct Layout {
    /// How many of the first axes are those of a batch.
    batch: usize,
    /// How many of the axes after them are rows.
    rows: usize,
    /// Whether the matrix is columns × depth.
    transposed: bool,
}

impl Product {
    /// What `einsum` does, if it is such a product, and which of its inputs the node takes.
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
                let packed = layout.packed(numbers(matrix)?, depth, columns);
                (Right::Known(Arc::new(packed)), tvec![0])
            }
            (None, None) => (Right::Given, tvec![0, 1]),
            (Some(_), matrix) => match matrix.as_ref().and_then(|matrix| layout.integers(einsum, inputs, matrix)) {
                Some(packed) => (Right::Integers(Arc::new(packed)), tvec![0, 3]),
                None => return Ok(None),
            },
        };
        let sums = Sums::new(columns, !matches!(right, Right::Integers(_)));
        Ok(Some((Self { right, layout, depth, out: Out::Sums, sums }, slots)))
    }

    /// What is done with its sums, if more can be asked of it.
    pub(super) fn sums(&mut self) -> Option<&mut Sums> {
        (!self.gives_integers()).then_some(&mut self.sums)
    }

    fn gives_integers(&self) -> bool {
        matches!(self.right, Right::Integers(_)) && self.out == Out::Sums
    }

    /// Has integers given out in single precision, if that is what they are.
    pub(super) fn convert(&mut self) -> bool {
        let can = self.gives_integers();
        self.out = Out::Numbers { scaled: false };
        can
    }

    /// Has them multiplied by one more input, one number, if that can be.
    pub(super) fn scale(&mut self) -> bool {
        let can = self.out == Out::Numbers { scaled: false } && self.sums.is_untouched();
        self.out = Out::Numbers { scaled: true };
        can
    }

    fn in_single_precision(&self, inputs: &[TValue]) -> TractResult<Tensor> {
        let rows = numbers(&inputs[0])?;
        let given;
        let matrices = match &self.right {
            Right::Known(matrices) => matrices,
            _ => {
                let (depth, columns) = self.layout.matrix(inputs[1].shape());
                given = self.layout.packed(numbers(&inputs[1])?, depth, columns);
                &given
            }
        };
        let mut out = uninitialised::<f32>(&self.layout.out(inputs[0].shape(), self.sums.columns()))?;
        let added = self.sums.added.then(|| inputs.last()).flatten().map(|added| numbers(added)).transpose()?;
        let finish = self.sums.finish(added);
        let mut view = out.try_as_plain_ram_mut()?;
        self.each(matrices.len(), view.as_slice_mut::<f32>()?, |place, matrix, out| {
            let matrix = &matrices[matrix];
            let first = place / self.sums.columns() * matrix.depth();
            let rows = &rows[first..][..out.len() / self.sums.columns() * matrix.depth()];
            matmul::multiply(rows, matrix, finish.part(place, out.len()), out);
        });
        Ok(out)
    }

    fn in_integers(&self, matrices: &[integers::Weights], inputs: &[TValue]) -> TractResult<Tensor> {
        let zero = inputs[1].cast_to::<i32>()?.try_as_plain_ram()?.as_slice::<i32>()?[0] as i16;
        let depth = self.depth;
        let rows = inputs[0].try_as_plain_ram()?;
        let rows = if inputs[0].datum_type().unquantized() == u8::datum_type() {
            integers::pack_rows(depth, rows.as_slice::<u8>()?, zero)
        } else {
            integers::pack_rows(depth, rows.as_slice::<i8>()?, zero)
        };
        let shape = self.layout.out(inputs[0].shape(), self.sums.columns());
        let Out::Numbers { scaled } = self.out else {
            let mut out = uninitialised::<i32>(&shape)?;
            let mut view = out.try_as_plain_ram_mut()?;
            let finish = |sums: &[i32], out: &mut [i32]| out.copy_from_slice(sums);
            self.each_of_integers(matrices, &rows, finish, view.as_slice_mut()?);
            return Ok(out);
        };
        let scale = if scaled { numbers(&inputs[2])?[0] } else { 1.0 };
        let mut out = uninitialised::<f32>(&shape)?;
        let mut view = out.try_as_plain_ram_mut()?;
        let finish = |sums: &[i32], out: &mut [f32]| self.sums.of_integers(sums, scale, out);
        self.each_of_integers(matrices, &rows, finish, view.as_slice_mut()?);
        Ok(out)
    }

    fn each_of_integers<T: Send>(
        &self,
        matrices: &[integers::Weights],
        rows: &[integers::Pair],
        finish: impl Fn(&[i32], &mut [T]) + Sync,
        out: &mut [T],
    ) {
        let pairs = self.depth.div_ceil(2);
        self.each(matrices.len(), out, |place, matrix, out| {
            let (first, count) = (place / self.sums.columns(), out.len() / self.sums.columns());
            integers::multiply(&rows[first * pairs..][..count * pairs], &matrices[matrix], &finish, out);
        });
    }

    /// Has the output's rows written in parts, each by one of the matrices: `write` is told where its part begins.
    fn each<T: Send>(&self, matrices: usize, out: &mut [T], write: impl Fn(usize, usize, &mut [T]) + Sync) {
        let (columns, depth) = (self.sums.columns(), self.depth);
        if out.is_empty() {
            return;
        }
        if matrices == 1 {
            return in_parts(out, columns, columns * depth, |first, out| write(first * columns, 0, out));
        }
        let size = out.len() / matrices;
        in_parts(out, size, size * depth, |first, out| {
            for (place, out) in out.chunks_exact_mut(size).enumerate() {
                write((first + place) * size, first + place, out);
            }
        });
    }
}

impl Layout {
    fn of(einsum: &EinSum, inputs: &[&TypedFact]) -> Option<Self> {
        let (left, right) = (inputs[0].rank(), inputs[1].rank());
        let mut layout = Self { batch: 0, rows: 0, transposed: false };
        let (mut depth, mut columns) = (None, None);
        // In the order of the output, where every axis but the depth is.
        let mut axes: Vec<_> = einsum.axes.iter_all_axes().collect();
        axes.sort_by_key(|axis| axis.outputs[0].first().copied());
        for axis in axes {
            let at = |places: &TVec<usize>| if places.len() > 1 { None } else { Some(places.first().copied()) };
            let place = (at(&axis.inputs[0])?, at(&axis.inputs[1])?, at(&axis.outputs[0])?);
            // Zeros and scales for all, not for each row or column.
            if axis.inputs[2..].iter().any(|places| !places.is_empty()) {
                return None;
            }
            match place {
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

    fn packed(&self, matrices: &[f32], depth: usize, columns: usize) -> Vec<matmul::Weights> {
        let pack = |matrix: &[f32]| {
            if self.transposed {
                matmul::Weights::pack_columns(depth, columns, matrix)
            } else {
                matmul::Weights::pack(depth, columns, |row, column| matrix[row * columns + column])
            }
        };
        matrices.chunks_exact((depth * columns).max(1)).map(pack).collect()
    }

    /// Those of integers, less their zero, if all is known but the rows and their zero.
    fn integers(&self, einsum: &EinSum, inputs: &[&TypedFact], matrix: &Tensor) -> Option<Vec<integers::Weights>> {
        let byte = |fact: &TypedFact| [u8::datum_type(), i8::datum_type()].contains(&fact.datum_type);
        let constant = |slot: usize| inputs[slot].konst.as_ref();
        let is = |slot: usize, number: f32| {
            let tensor = constant(slot).and_then(|tensor| tensor.cast_to::<f32>().ok());
            tensor.is_some_and(|tensor| numbers(&tensor).is_ok_and(|numbers| numbers == [number]))
        };
        // Sums as they are: nothing is added, no scale but 1, no zero of the output.
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
                let place = if self.transposed { column * depth + row } else { row * columns + column };
                (matrix[place] - zero) as i16
            })
        };
        Some(wide.as_slice::<i32>().ok()?.chunks_exact((depth * columns).max(1)).map(pack).collect())
    }
}

impl std::fmt::Debug for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Known(_) => "known",
            Self::Integers(_) => "known integers",
            Self::Given => "given",
        })
    }
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.right, &other.right) {
            (Right::Known(one), Right::Known(another)) => Arc::ptr_eq(one, another),
            (Right::Integers(one), Right::Integers(another)) => Arc::ptr_eq(one, another),
            (Right::Given, Right::Given) => true,
            _ => false,
        };
        same && self.layout == other.layout && self.out == other.out && self.sums == other.sums
    }
}

impl Eq for Product {}

impl Op for Product {
    fn name(&self) -> StaticName {
        match self.right {
            Right::Integers(_) => "ProductOfIntegers".into(),
            _ => "Product".into(),
        }
    }

    op_as_typed_op!();
}

impl EvalOp for Product {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let out = match &self.right {
            Right::Integers(matrices) => self.in_integers(matrices, &inputs)?,
            _ => self.in_single_precision(&inputs)?,
        };
        Ok(tvec![out.into_tvalue()])
    }
}

impl TypedOp for Product {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        let mut shape = inputs[0].shape.to_tvec();
        shape[self.layout.batch + self.layout.rows] = self.sums.columns().to_dim();
        let kind = if self.gives_integers() { i32::datum_type() } else { f32::datum_type() };
        Ok(tvec![kind.fact(shape)])
    }

    as_op!();
}
