//! What a node of ours does with its sums before it stores them: it adds biases, adds a tensor, and clamps, in this
//! order. A method that returns whether it can do more decides first: if it returns false, nothing has changed.

use crate::kernels::Epilogue;
use tract_onnx::tract_core::internal::*;

/// The operators that follow a node and are computed with it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FusedOps {
    /// How many numbers a row has.
    columns: usize,
    /// One number for each of a row, or none.
    biases: Vec<f32>,
    /// Whether the kernel can add a tensor of the output's shape.
    can_add: bool,
    /// Whether the node's last input is added.
    pub(super) added: bool,
    low: f32,
    high: f32,
}

impl FusedOps {
    pub(super) fn new(columns: usize, can_add: bool) -> Self {
        let Epilogue { low, high, .. } = Epilogue::NONE;
        Self { columns, biases: Vec::new(), can_add, added: false, low, high }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Whether there are no bounds yet, before which everything is added.
    fn is_open(&self) -> bool {
        self.low == Epilogue::NONE.low && self.high == Epilogue::NONE.high
    }

    /// Whether the sums are stored as they are.
    pub(super) fn is_untouched(&self) -> bool {
        self.is_open() && self.biases.is_empty() && !self.added
    }

    /// Whether a tensor of the output's shape can be added.
    pub(super) fn can_add(&self) -> bool {
        self.can_add && !self.added && self.is_open()
    }

    /// Adds a constant of one number, or of one for each number of a row; returns whether that is possible.
    pub(super) fn add_biases(&mut self, constant: &Tensor) -> bool {
        let along_rows = constant.len() == 1 || constant.shape().last() == Some(&constant.len());
        let Some(addends) = numbers(constant).ok().filter(|_| along_rows && self.is_open()) else { return false };
        if ![1, self.columns].contains(&addends.len()) {
            return false;
        }
        self.biases.resize(self.columns, 0.0);
        for (column, bias) in self.biases.iter_mut().enumerate() {
            *bias += addends[if addends.len() == 1 { 0 } else { column }];
        }
        true
    }

    /// Raises the numbers to a bound; returns whether that is possible. After an upper bound it is not: a lower one
    /// that exceeds it would win, and the kernel applies the upper one last.
    pub(super) fn clamp_below(&mut self, bound: f32) -> bool {
        if self.high < f32::INFINITY {
            return false;
        }
        self.low = self.low.max(bound);
        true
    }

    /// Lowers the numbers to a bound, which is always possible.
    pub(super) fn clamp_above(&mut self, bound: f32) {
        self.high = self.high.min(bound);
    }

    /// Writes whole rows of sums of integers, times a scale, with everything that is done with them.
    pub(super) fn finish_integers(&self, sums: &[i32], scale: f32, out: &mut [f32]) {
        let Self { columns, low, high, .. } = *self;
        let clamp = |number: f32| {
            let raised = if number < low { low } else { number };
            if high < raised { high } else { raised }
        };
        for (sums, out) in sums.chunks_exact(columns).zip(out.chunks_exact_mut(columns)) {
            let numbers = out.iter_mut().zip(sums);
            if self.biases.is_empty() {
                numbers.for_each(|(to, &sum)| *to = clamp(sum as f32 * scale));
            } else {
                numbers.zip(&self.biases).for_each(|((to, &sum), bias)| *to = clamp(sum as f32 * scale + bias));
            }
        }
    }

    /// The same for a kernel, with the tensor that is added.
    pub(super) fn epilogue<'n>(&'n self, added: Option<&'n [f32]>) -> Epilogue<'n> {
        Epilogue { biases: &self.biases, added, low: self.low, high: self.high }
    }
}

/// The single-precision numbers of a tensor.
pub(super) fn numbers(tensor: &Tensor) -> TractResult<&[f32]> {
    tensor.try_as_plain_ram()?.as_slice::<f32>()
}

/// A tensor whose every number the caller writes.
#[allow(unsafe_code)]
pub(super) fn uninitialised<T: Datum>(shape: &[usize]) -> TractResult<Tensor> {
    // Filling millions of numbers with zeros first would take a tenth of a network's time. Every kernel writes its
    // whole output, and any bits are a valid number.
    unsafe { Tensor::uninitialized::<T>(shape) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clamp_that_is_refused_changes_nothing() {
        let mut fused = FusedOps::new(3, true);
        assert!(fused.clamp_below(-1.0));
        fused.clamp_above(6.0);
        let before = fused.clone();
        assert!(!fused.clamp_below(0.0), "the upper bound would be applied after the lower one");
        assert_eq!(fused, before);
    }

    #[test]
    fn biases_that_are_refused_change_nothing() {
        let mut fused = FusedOps::new(3, true);
        assert!(fused.add_biases(&tensor1(&[1.0f32, 2.0, 3.0])));
        let before = fused.clone();
        assert!(!fused.add_biases(&tensor1(&[1.0f32, 2.0])), "there are three columns");
        assert!(!fused.add_biases(&tensor1(&[1i32, 2, 3])), "the numbers are not of single precision");
        assert_eq!(fused, before);
    }
}
