//! What a node of ours does with its sums before it stores them, in this order.

use crate::kernels::Finish;
use tract_onnx::tract_core::internal::*;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    /// How many numbers a row has.
    columns: usize,
    /// One for each number of a row is added, or nothing if there are none.
    biases: Vec<f32>,
    /// Whether the kernel can add a tensor of the output's shape.
    can_add: bool,
    /// Whether the node's last input is added.
    pub(super) added: bool,
    low: f32,
    high: f32,
}

impl Sums {
    pub(super) fn new(columns: usize, can_add: bool) -> Self {
        let Finish { low, high, .. } = Finish::NONE;
        Self { columns, biases: Vec::new(), can_add, added: false, low, high }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Whether nothing was asked for yet that comes after adding.
    fn is_open(&self) -> bool {
        self.low == Finish::NONE.low && self.high == Finish::NONE.high
    }

    /// Whether nothing was asked for yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.is_open() && self.biases.is_empty() && !self.added
    }

    /// Whether a tensor of the output's shape can be added.
    pub(super) fn adds(&self) -> bool {
        self.can_add && !self.added && self.is_open()
    }

    /// Adds constants to a row's numbers, if they are that: one for all rows, or for each number of a row.
    pub(super) fn add_biases(&mut self, constant: &Tensor) -> bool {
        let of_rows = constant.len() == 1 || constant.shape().last() == Some(&constant.len());
        let Some(given) = numbers(constant).ok().filter(|_| of_rows && self.is_open()) else { return false };
        if ![1, self.columns].contains(&given.len()) {
            return false;
        }
        self.biases.resize(self.columns, 0.0);
        for (place, bias) in self.biases.iter_mut().enumerate() {
            *bias += given[if given.len() == 1 { 0 } else { place }];
        }
        true
    }

    /// Clamps them on a side, if the clamps that are there already allow it.
    pub(super) fn clamp(&mut self, from_below: bool, bound: f32) -> bool {
        if from_below {
            self.low = self.low.max(bound);
            // What a lower bound makes of a higher one that is there already is more than a clamp.
            return self.high == f32::INFINITY;
        }
        self.high = self.high.min(bound);
        true
    }

    /// What becomes of whole rows of sums of integers, times a scale.
    pub(super) fn of_integers(&self, sums: &[i32], scale: f32, out: &mut [f32]) {
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

    pub(super) fn finish<'n>(&'n self, added: Option<&'n [f32]>) -> Finish<'n> {
        Finish { biases: &self.biases, added, low: self.low, high: self.high }
    }
}

pub(super) fn numbers(tensor: &Tensor) -> TractResult<&[f32]> {
    tensor.try_as_plain_ram()?.as_slice::<f32>()
}

/// A tensor to be written to.
#[allow(unsafe_code)]
pub(super) fn uninitialised<T: Datum>(shape: &[usize]) -> TractResult<Tensor> {
    // Filling millions of numbers with zeros first takes a tenth of the time that a network takes. Every kernel writes
    // all of its output, and any bits are a number.
    unsafe { Tensor::uninitialized::<T>(shape) }
}
