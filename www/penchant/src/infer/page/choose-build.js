// Chooses the number of the engine's threads, and with it the build.

import { argumentError, shown } from '../../runtime/options.js'
import { hasWasm, wasmOf } from '../../runtime/wasm-sources.js'

/** Beyond this, threads wait for each other more than they compute. */
const MAX_THREADS = 4

/**
 * The number of threads for the engine: at most as many as requested and as the processor has, and one where the page may
 * not share memory with its workers.
 * @param {number} [requested]
 */
export function threadCount(requested = MAX_THREADS) {
  if (!Number.isInteger(requested) || requested < 1) {
    throw argumentError(`threads is ${shown(requested)}; expected a whole number from 1.`)
  }
  const possible = canShareMemory() && hasWasm('inferThreads') && hasRelaxedSimd()
  return possible ? Math.min(requested, navigator.hardwareConcurrency) : 1
}

/**
 * The wasm for a number of threads.
 * @param {number} threads
 */
export function engineWasm(threads) {
  if (threads > 1) return wasmOf('inferThreads')
  return wasmOf(hasWasm('inferRelaxed') && hasRelaxedSimd() ? 'inferRelaxed' : 'infer')
}

/** WebKitGTK isolates a page and has no shared memory all the same; a worker could not be sent it. */
function canShareMemory() {
  return globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'function'
}

/** Whether the browser compiles a function with the relaxed instruction that our builds have, `f32x4.relaxed_madd`. */
function hasRelaxedSimd() {
  const zeros = [65, 0, 253, 15]
  const module = [
    ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
    ...[10, 19, 1, 17, 0, ...zeros, ...zeros, ...zeros, 253, 133, 2, 11],
  ]
  return WebAssembly.validate(Uint8Array.from(module))
}
