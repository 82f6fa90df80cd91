//! Computes an output in parts, on all threads.
//!
//! A network has some fifty nodes, each of which takes a fraction of a millisecond; to wake a thread may take as long.
//! So rayon's threads, which soon sleep, are kept awake until the next node is likely to have started.

/// With fewer products, one thread is faster than several.
#[cfg(feature = "threads")]
const MIN_PRODUCTS: usize = 200_000;
/// Parts have a multiple of this many units, so that they fill the kernels' tiles of four, five or six rows.
#[cfg(feature = "threads")]
const UNITS: usize = 60;
/// Parts for each thread: if one is interrupted, the others take over the rest.
#[cfg(feature = "threads")]
const PARTS_PER_THREAD: usize = 6;
/// How often a thread finds no work before it sleeps: some hundred microseconds.
#[cfg(feature = "threads")]
const MAX_IDLE_YIELDS: u32 = 5_000;

/// Calls `work` for parts of `out`, which consists of units of `unit` numbers that take `products` products each.
/// `work` gets the index of the first unit of its part, and the part.
#[cfg(feature = "threads")]
pub fn in_parts<T: Send>(out: &mut [T], unit: usize, products: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, PoisonError};
    let (threads, units) = (rayon::current_num_threads(), out.len().checked_div(unit).unwrap_or(0));
    if threads < 2 || units.saturating_mul(products) < MIN_PRODUCTS {
        return work(0, out);
    }
    let part = units.div_ceil(threads * PARTS_PER_THREAD);
    let part = if part < UNITS { part } else { part.next_multiple_of(UNITS) };
    // One job for each thread, which takes one part after the other: a job for each part would cost more.
    let parts = Mutex::new(out.chunks_mut(part * unit).enumerate());
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take_part = || {
        while let Some((index, out)) = next() {
            work(index * part, out);
        }
    };
    let helping = AtomicUsize::new(threads - 1);
    keep_awake();
    rayon::in_place_scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|_| {
                take_part();
                helping.fetch_sub(1, Ordering::Release);
            });
        }
        take_part();
        // The end of the scope would wait too, but asleep.
        while helping.load(Ordering::Acquire) > 0 {
            rayon::yield_now();
        }
    });
}

/// Keeps the other threads from sleeping until they have found no work for a while.
#[cfg(feature = "threads")]
fn keep_awake() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static AWAKE: AtomicUsize = AtomicUsize::new(0);
    let others = rayon::current_num_threads() - 1;
    if AWAKE.compare_exchange(0, others, Ordering::Relaxed, Ordering::Relaxed).is_err() {
        return;
    }
    rayon::spawn_broadcast(|thread| {
        // The thread with index 0 is the caller.
        if thread.index() == 0 {
            return;
        }
        let mut idle = 0;
        while idle < MAX_IDLE_YIELDS {
            idle = if rayon::yield_now() == Some(rayon::Yield::Executed) { 0 } else { idle + 1 };
        }
        AWAKE.fetch_sub(1, Ordering::Relaxed);
    });
}

/// Calls `work` for all of `out`: there is one thread.
#[cfg(not(feature = "threads"))]
pub fn in_parts<T>(out: &mut [T], _unit: usize, _products: usize, work: impl Fn(usize, &mut [T])) {
    work(0, out);
}
