//! The plans that a session keeps, one for each combination of inputs.

use penchant_base::limits::MAX_PLANS;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tract_onnx::prelude::{DatumType, TVec, Tensor};

/// What a plan depends on in one value that it takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum InputKey {
    /// Its type and shape: its numbers are data.
    Shape(DatumType, TVec<usize>),
    /// All of it: the plan has it as a constant.
    Value(Arc<Tensor>),
}

/// What a plan is for: the node that it begins with, and the values that it takes.
pub(crate) type Key = (usize, Vec<InputKey>);

/// The plans that were used last, some for each node that one begins with. Threads share it: every decision is made
/// under one lock.
pub(crate) struct PlanCache<T> {
    /// In the order of their last use, the oldest first.
    plans: Mutex<Vec<(Key, T)>>,
}

impl<T> Default for PlanCache<T> {
    fn default() -> Self {
        Self { plans: Mutex::default() }
    }
}

impl<T: Clone> PlanCache<T> {
    /// The plan for these inputs.
    pub fn get(&self, inputs: &Key) -> Option<T> {
        let mut plans = self.lock();
        let index = plans.iter().position(|(key, _)| key == inputs)?;
        plans[index..].rotate_left(1);
        plans.last().map(|(_, plan)| plan.clone())
    }

    /// Keeps a plan, in the place of the one that was not used for longest, and returns it. If another thread has made
    /// a plan for these inputs in the meantime, that one is kept and returned.
    pub fn insert(&self, inputs: Key, plan: T) -> T {
        let mut plans = self.lock();
        if let Some((_, kept)) = plans.iter().find(|(key, _)| *key == inputs) {
            return kept.clone();
        }
        let alike = |(key, _): &(Key, T)| key.0 == inputs.0;
        if plans.iter().filter(|plan| alike(plan)).count() == MAX_PLANS
            && let Some(oldest) = plans.iter().position(alike)
        {
            plans.remove(oldest);
        }
        plans.push((inputs, plan.clone()));
        plan
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Key, T)>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
