// Who starts the package's worker scripts: the parts themselves, unless the caller, or Node, does.

/**
 * @typedef {'worker' | 'worker-threaded' | 'worker-train'} WorkerName an entry point of the package that is a worker:
 *   for models on one thread, for models on several, and for training
 */

/** @type {((name: WorkerName) => Worker) | undefined} */
let startCustom

/**
 * From now on this starts all workers.
 * @param {(name: WorkerName) => Worker} start
 */
export function startWorkersWith(start) {
  startCustom = start
}

/**
 * @param {WorkerName} name
 * @param {() => Worker} start used if nobody has given another way
 */
export function startWorker(name, start) {
  return startCustom ? startCustom(name) : start()
}
