//! How long work reports its progress.

/// Called with the completed fraction of the work, from 0 to 1.
pub type Progress<'p> = &'p dyn Fn(f32);
