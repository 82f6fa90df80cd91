//! Work on an output in parts, by as many threads as there are.
//!
//! A network is some fifty nodes of which each takes a fraction of a millisecond, and to wake a thread may take as long.
//! So rayon's threads, which soon sleep, are kept from it for as long as the next node may be in coming.

/// So many products are made sooner than another thread is told of them.
#[cfg(feature = "threads")]
const LEAST_PRODUCTS: usize = 200_000;
/// Parts are so many units, or a multiple of it, so that they fill the kernels' tiles of four, five or six rows.
#[cfg(feature = "threads")]
const UNITS: usize = 60;
/// Parts for each thread: if one is held up, the others do what is left.
#[cfg(feature = "threads")]
const PARTS: usize = 6;
/// How often a thread looks for work in vain before it sleeps: some hundred microseconds.
#[cfg(feature = "threads")]
const LOOKS: u32 = 5_000;

/// Has `work` write all of `out`, which is made of units of `unit` numbers, each of which takes `products`. It is told
/// which unit its part begins with.
#[cfg(feature = "threads")]
pub fn in_parts<T: Send>(out: &mut [T], unit: usize, products: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, PoisonError};
    let (threads, units) = (rayon::current_num_threads(), out.len().checked_div(unit).unwrap_or(0));
    if threads < 2 || units.saturating_mul(products) < LEAST_PRODUCTS {
        return work(0, out);
    }
    let part = units.div_ceil(threads * PARTS);
    let part = if part < UNITS { part } else { part.next_multiple_of(UNITS) };
    // One job for each thread, which takes part after part: a job for each part would cost more to hand over.
    let parts = Mutex::new(out.chunks_mut(part * unit).enumerate());
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take_part = || {
        while let Some((place, out)) = next() {
            work(place * part, out);
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
        // The scope waits as well, but asleep.
        while helping.load(Ordering::Acquire) > 0 {
            rayon::yield_now();
        }
    });
}

/// Has the other threads look for work until there has been none for a while.
#[cfg(feature = "threads")]
fn keep_awake() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static AWAKE: AtomicUsize = AtomicUsize::new(0);
    let others = rayon::current_num_threads() - 1;
    if AWAKE.compare_exchange(0, others, Ordering::Relaxed, Ordering::Relaxed).is_err() {
        return;
    }
    rayon::spawn_broadcast(|thread| {
        // The first of them is the one that has the work.
        if thread.index() == 0 {
            return;
        }
        let mut vain = 0;
        while vain < LOOKS {
            vain = if rayon::yield_now() == Some(rayon::Yield::Executed) { 0 } else { vain + 1 };
        }
        AWAKE.fetch_sub(1, Ordering::Relaxed);
    });
}

/// Has `work` write all of `out`; there is one thread.
#[cfg(not(feature = "threads"))]
pub fn in_parts<T>(out: &mut [T], _unit: usize, _products: usize, work: impl Fn(usize, &mut [T])) {
    work(0, out);
}
