//! Threads of a wasm module with shared memory: workers join a pool, and the kernels compute on it. The worker that
//! owns the engine is one of them.

use penchant_base::{Error, ErrorKind, Result};
use rayon::{ThreadBuilder, ThreadPoolBuilder};
use std::sync::{Condvar, Mutex, PoisonError};
use tract_linalg::multithread::{Executor, set_default_executor};

/// Rayon's threads that no worker runs yet. All workers see it, because they share the memory.
static WAITING: Mutex<Vec<ThreadBuilder>> = Mutex::new(Vec::new());
static ADDED: Condvar = Condvar::new();

/// Makes a pool of this worker and `others` more, and waits until they have called [`join_pool`].
///
/// Errors: `engine.crashed` if there is a pool already.
pub fn start_pool(others: usize) -> Result<()> {
    let pool = ThreadPoolBuilder::new().num_threads(others + 1).use_current_thread().spawn_handler(|thread| {
        WAITING.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        ADDED.notify_one();
        Ok(())
    });
    pool.build_global().map_err(|error| {
        Error::new(ErrorKind::EngineCrashed, format!("the pool of threads was not started: {error}")).with_source(error)
    })?;
    set_default_executor(Executor::RayonGlobal);
    Ok(())
}

/// Lends this worker to the pool. It returns when the pool ends, which is when the page does.
pub fn join_pool() {
    let waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut waiting = ADDED.wait_while(waiting, |waiting| waiting.is_empty()).unwrap_or_else(PoisonError::into_inner);
    let thread = waiting.pop();
    drop(waiting);
    if let Some(thread) = thread {
        thread.run();
    }
}
