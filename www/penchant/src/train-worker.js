// The one file that starts the worker that trains.

import { wasmOf } from './wasm-files.js'

/** @import { Engine } from './worker-client.js' */

// Written out, because bundlers look for these words.
let startWorker = () =>
  new Worker(new URL('./worker-train.js', import.meta.url), { type: 'module', name: 'penchant-train' })

/**
 * Where there is no `Worker`, as in Node, something else has to be one.
 * @param {() => Worker} start
 */
export function startTrainingWith(start) {
  startWorker = start
}

/** @type {Engine} */
export const trainEngine = { threads: 1, wasm: () => wasmOf('train'), start: () => startWorker() }
