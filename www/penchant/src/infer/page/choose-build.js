// On how many threads the engine computes here, and so which of its builds runs.

import { argumentError } from '../../runtime/options.js'
import { hasWasm, wasmOf } from '../../runtime/wasm-sources.js'

/** More of them wait for each other more than they compute. */
const MOST_THREADS = 4

/**
 * On how many threads the engine shall compute: at most so many as are asked for and the processor has, and on one
 * where the page may not share memory with its workers, because it is not cross-origin isolated.
 * @param {number} [asked]
 */
export function threadCount(asked = MOST_THREADS) {
  if (!Number.isInteger(asked) || asked < 1) throw argumentError('threads is a whole number from 1.')
  const possible = globalThis.crossOriginIsolated && hasWasm('inferThreads') && hasRelaxedSimd()
  return possible ? Math.min(asked, navigator.hardwareConcurrency) : 1
}

/**
 * The wasm that runs on so many threads.
 * @param {number} threads
 */
export function engineWasm(threads) {
  if (threads > 1) return wasmOf('inferThreads')
  return wasmOf(hasWasm('inferRelaxed') && hasRelaxedSimd() ? 'inferRelaxed' : 'infer')
}

/** Whether the browser compiles a function of one relaxed instruction, `i8x16.relaxed_swizzle`. */
function hasRelaxedSimd() {
  const module = [
    ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
    ...[10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
  ]
  return WebAssembly.validate(Uint8Array.from(module))
}
