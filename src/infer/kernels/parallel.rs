//! Computes an output in parts, on all threads.
//!
//! A network has some fifty nodes, each of which takes a fraction of a millisecond; to wake a thread may take as long.
//! So rayon's threads, which soon sleep, are woken when a run begins, and kept awake until the next node is likely to
//! have started. All threads take parts of what is left of a node, smaller ones towards its end, so that they end
//! together also if one came late.

#[cfg(feature = "threads")]
use std::sync::atomic::{AtomicUsize, Ordering};
#[cfg(feature = "threads")]
use std::sync::{Mutex, PoisonError};

/// With fewer products, one thread is faster than several.
#[cfg(feature = "threads")]
const MIN_PRODUCTS: usize = 200_000;
/// With fewer products, a part costs more than it evens out.
#[cfg(feature = "threads")]
const MIN_PRODUCTS_OF_PART: usize = 60_000;
/// How often a thread looks for work, or for the end of the others' work, before it sleeps: some eight milliseconds. Where
/// the system has woken it on a processor that is busy, it then sees two threads that run, and moves one.
#[cfg(feature = "threads")]
const MAX_IDLE_YIELDS: u32 = 60_000;

/// Calls `work` for parts of `out`, which consists of units of `unit` numbers that take `products` products each; the
/// last unit may have fewer. `work` gets the index of the first unit of its part, and the part.
#[cfg(feature = "threads")]
pub fn in_parts<T: Send>(out: &mut [T], unit: usize, products: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    let (threads, units) = (rayon::current_num_threads(), out.len().div_ceil(unit.max(1)));
    if threads < 2 || units.saturating_mul(products) < MIN_PRODUCTS {
        return work(0, out);
    }
    let least = MIN_PRODUCTS_OF_PART.div_ceil(products.max(1));
    let rest = Mutex::new((0, out));
    let next = || {
        let mut rest = rest.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, out) = (rest.0, std::mem::take(&mut rest.1));
        let count = ((units - first) / (2 * threads)).max(least).min(units - first);
        let (part, left) = out.split_at_mut((count * unit).min(out.len()));
        *rest = (first + count, left);
        (count > 0).then_some((first, part))
    };
    let take_parts = || {
        while let Some((first, part)) = next() {
            work(first, part);
        }
    };
    let helping = AtomicUsize::new(threads - 1);
    wake();
    rayon::in_place_scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|_| {
                take_parts();
                helping.fetch_sub(1, Ordering::Release);
            });
        }
        take_parts();
        // The end of the scope waits too, but soon asleep.
        for _ in 0..MAX_IDLE_YIELDS {
            if helping.load(Ordering::Acquire) == 0 {
                break;
            }
            rayon::yield_now();
        }
    });
}

/// Wakes the other threads, which takes a while, and keeps them from sleeping until they have found no work for a while.
#[cfg(feature = "threads")]
pub fn wake() {
    static AWAKE: AtomicUsize = AtomicUsize::new(0);
    let others = rayon::current_num_threads() - 1;
    // Of a pool whose threads did not come in time, the caller alone is left, who would never take what is spawned here.
    if others == 0 || AWAKE.compare_exchange(0, others, Ordering::Relaxed, Ordering::Relaxed).is_err() {
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

/// There is no other thread.
#[cfg(not(feature = "threads"))]
pub fn wake() {}
