// The one file that starts the worker of the half that sees, in one of its two builds.

import { engineWasm } from './threads.js'

/** @import { Engine } from './worker-client.js' */

// Written out, because bundlers look for these words; and each with a name of its own, which one of them calls files by.
let startWorker = (/** @type {number} */ threads) =>
  threads === 1
    ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'penchant-vision' })
    : new Worker(new URL('./worker-threaded.js', import.meta.url), { type: 'module', name: 'penchant-vision-threaded' })

/**
 * Where there is no `Worker`, as in Node, something else has to be one.
 * @param {(threads: number) => Worker} start
 */
export function startVisionWith(start) {
  startWorker = start
}

/**
 * The engine on so many threads.
 * @param {number} threads
 * @returns {Engine}
 */
export function visionEngine(threads) {
  return { threads, wasm: () => engineWasm(threads), start: () => startWorker(threads) }
}
