// Starts the worker that runs models, in one of its two builds, and its threads.

import { startWorker } from '../../runtime/page/worker-scripts.js'
import { engineWasm } from './choose-build.js'

/** @import { Engine } from '../../runtime/page/worker-client.js' */

/**
 * The engine for a number of threads.
 * @param {number} threads
 * @returns {Engine}
 */
export function inferEngine(threads) {
  const wasm = () => engineWasm(threads)
  return threads === 1
    ? { threads, wasm, start: singleThreaded }
    : { threads, wasm, start: multiThreaded, startThread: poolThread }
}

// The addresses are written out, because bundlers look for these words.
/* eslint-disable no-restricted-globals -- the only file of this part that starts workers */

function singleThreaded() {
  return startWorker(
    'worker',
    () =>
      new Worker(new URL('../../entry/worker/worker.js', import.meta.url), { type: 'module', name: 'penchant-infer' }),
  )
}

function multiThreaded() {
  return startWorker(
    'worker-threaded',
    () =>
      new Worker(new URL('../../entry/worker/worker-threaded.js', import.meta.url), {
        type: 'module',
        name: 'penchant-infer-threaded',
      }),
  )
}

function poolThread() {
  return startWorker(
    'thread',
    () =>
      new Worker(new URL('../../entry/worker/thread.js', import.meta.url), { type: 'module', name: 'penchant-thread' }),
  )
}
