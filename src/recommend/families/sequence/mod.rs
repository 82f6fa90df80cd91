//! Families that rank the items that usually follow the last events of a history.

pub(super) mod transitions;
