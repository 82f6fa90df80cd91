//! Families that rank what comes next after the last events of a history.

pub(super) mod transitions;
