//! Writing a model into a pack. Only a build that trains models writes packs, so without the feature `train` there is
//! nothing to implement.

#[cfg(feature = "train")]
use crate::pack;

/// A model that can be written into a pack.
#[cfg(feature = "train")]
pub trait Packable {
    /// Adds the model's tensors to a pack, quantised.
    ///
    /// Errors: `argument` for a model that must not leave the machine that trained it.
    fn pack(&self, writer: &mut pack::Writer<'_>) -> penchant_base::Result<()>;
}

/// A model that can be written into a pack, by a build with the feature `train`.
#[cfg(not(feature = "train"))]
pub trait Packable {}

#[cfg(not(feature = "train"))]
impl<T> Packable for T {}
