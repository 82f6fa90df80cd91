// On how many threads the engine computes here, and so which of its builds runs.

import { argumentError } from './options.js'
import { hasRelaxedSimd, threadedWasmUrl, wasmUrl } from './vision-files.js'

/** More of them wait for each other more than they compute. */
const MOST_THREADS = 4

/**
 * On how many threads the engine shall compute: at most so many as are asked for and the processor has, and on one
 * where the page may not share memory with its workers, because it is not cross-origin isolated.
 * @param {number} [asked]
 */
export function threadCount(asked = MOST_THREADS) {
  if (!Number.isInteger(asked) || asked < 1) throw argumentError('threads is a whole number from 1.')
  const possible = globalThis.crossOriginIsolated && hasRelaxedSimd()
  return possible ? Math.min(asked, navigator.hardwareConcurrency) : 1
}

/** The wasm that runs if nobody asks for a number of threads. */
export const engineUrl = () => (threadCount() > 1 ? threadedWasmUrl() : wasmUrl())
