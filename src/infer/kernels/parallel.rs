//! Work on an output in parts, by as many threads as there are.

/// So many products are made sooner than another thread is told of them.
#[cfg(feature = "threads")]
const LEAST_PRODUCTS: usize = 200_000;
/// Parts are so many units, or a multiple of it, so that they fill the kernels' tiles of four, five or six rows.
#[cfg(feature = "threads")]
const UNITS: usize = 60;

/// Has `work` write all of `out`, which is made of units of `unit` numbers, each of which takes `products`. It is told
/// which unit its part begins with.
#[cfg(feature = "threads")]
pub fn in_parts<T: Send>(out: &mut [T], unit: usize, products: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    use rayon::prelude::*;
    let (threads, units) = (rayon::current_num_threads(), out.len().checked_div(unit).unwrap_or(0));
    if threads < 2 || units.saturating_mul(products) < LEAST_PRODUCTS {
        return work(0, out);
    }
    // Some more parts than threads: one that is held up leaves the rest to the others.
    let part = units.div_ceil(threads * 3);
    let part = if part < UNITS { part } else { part.next_multiple_of(UNITS) };
    out.par_chunks_mut(part * unit).enumerate().for_each(|(place, out)| work(place * part, out));
}

/// Has `work` write all of `out`; there is one thread.
#[cfg(not(feature = "threads"))]
pub fn in_parts<T>(out: &mut [T], _unit: usize, _products: usize, work: impl Fn(usize, &mut [T])) {
    work(0, out);
}
