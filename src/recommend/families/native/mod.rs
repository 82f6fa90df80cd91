//! Families whose models stay on the machine that trained them, because they hold what each user likes or rates.

mod base;
mod baseline;
mod knn;
mod list;
mod nmf;
mod users;

pub(super) use list::FAMILIES;
