// Starts the package's worker scripts, in the part's way or in one that callers or Node have set.

/**
 * @typedef {'worker' | 'worker-threaded' | 'thread' | 'worker-train'} WorkerName an entry point of the package that is a
 *   worker: for models on one thread, for models on several, each of their further threads, and for training
 */

/** @type {((name: WorkerName) => Worker) | undefined} */
let startCustom

/**
 * Sets how all workers are started from now on.
 * @param {(name: WorkerName) => Worker} start
 */
export function startWorkersWith(start) {
  startCustom = start
}

/**
 * @param {WorkerName} name
 * @param {() => Worker} startDefault
 */
export function startWorker(name, startDefault) {
  return startCustom ? startCustom(name) : startDefault()
}
