//! How far long work has come.

/// Called with the completed fraction of some work, from 0 to 1.
pub type Progress<'p> = &'p dyn Fn(f32);
