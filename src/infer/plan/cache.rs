//! The plans that a session keeps, one for each combination of inputs.

use crate::tensor::Tensor;
use penchant_base::limits::MAX_PLANS;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tract_onnx::prelude::TypedRunnableModel;

/// What a plan depends on in one input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum InputKey {
    /// Its shape: its numbers are data.
    Shape(Vec<usize>),
    /// All of it: the plan has it as a constant.
    Value(Tensor),
}

/// The plans that were used last. Threads share it: every decision is made under one lock.
#[derive(Default)]
pub(crate) struct PlanCache {
    /// In the order of their last use, the oldest first.
    plans: Mutex<Vec<(Vec<InputKey>, Arc<TypedRunnableModel>)>>,
}

impl PlanCache {
    /// The plan for these inputs.
    pub fn get(&self, inputs: &[InputKey]) -> Option<Arc<TypedRunnableModel>> {
        let mut plans = self.lock();
        let index = plans.iter().position(|(key, _)| key == inputs)?;
        plans[index..].rotate_left(1);
        plans.last().map(|(_, plan)| Arc::clone(plan))
    }

    /// Keeps a plan, in the place of the one that was not used for longest, and returns it. If another thread has made
    /// a plan for these inputs in the meantime, that one is kept and returned.
    pub fn insert(&self, inputs: Vec<InputKey>, plan: Arc<TypedRunnableModel>) -> Arc<TypedRunnableModel> {
        let mut plans = self.lock();
        if let Some((_, kept)) = plans.iter().find(|(key, _)| *key == inputs) {
            return Arc::clone(kept);
        }
        if plans.len() == MAX_PLANS {
            plans.remove(0);
        }
        plans.push((inputs, Arc::clone(&plan)));
        plan
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Vec<InputKey>, Arc<TypedRunnableModel>)>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
