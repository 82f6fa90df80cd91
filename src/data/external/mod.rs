//! Models trained elsewhere: item factors and neighbours, in tables or in safetensors.
//!
//! ```
//! use penchant_data::external::{Factors, ModelFiles};
//! use penchant_recommend::Catalog;
//! use std::fs::{self, File};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("factors.csv");
//! fs::write(&path, "id,features\na,0.5|-1\nb,0.25|2\n")?;
//!
//! let files = ModelFiles { parts: vec![(path.clone(), File::open(&path)?)], ..ModelFiles::default() };
//! let factors = Factors::open(files)?;
//! let catalog = Catalog::from_ids(&["b".to_owned(), "c".to_owned(), "a".to_owned()])?;
//! let aligned = factors.align_to(&catalog)?;
//! assert_eq!(aligned.values, [0.25, 2.0, 0.0, 0.0, 0.5, -1.0]);
//! assert_eq!((aligned.items_without, aligned.unknown_ids), (1, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod factors;
mod files;
mod neighbours;
mod tensors;

pub use factors::Factors;
pub use files::{Aligned, ModelFiles, read_ids};
pub use neighbours::{NeighbourRow, Neighbours};
