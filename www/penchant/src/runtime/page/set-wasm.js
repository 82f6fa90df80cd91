// `setWasm` of `penchant/slim`: callers say where the wasm and the workers are.

import { argumentError, checkOptions, shown } from '../options.js'
import { provideWasm, WASM_FILES } from '../wasm-sources.js'
import { startWorkersWith } from './worker-scripts.js'

/**
 * @import { WorkerName } from './worker-scripts.js'
 * @import { WasmSources } from '../wasm-sources.js'
 *
 * @typedef {object} Workers
 * @property {(name: WorkerName) => Worker} [startWorker] starts a module worker of `penchant/` and this name; if not
 *   given, those beside the package's scripts are started
 */

/**
 * Sets where the wasm modules are, before they are needed. Modules that are not used may be left out.
 *
 * Throws `argument` for an unknown name.
 * @param {WasmSources & Workers} engines
 */
export function setWasm(engines) {
  checkOptions(engines, [...Object.keys(WASM_FILES), 'startWorker'])
  const { startWorker, ...sources } = engines ?? {}
  provideWasm(sources)
  if (startWorker === undefined) return
  if (typeof startWorker !== 'function') {
    throw argumentError(`startWorker is ${shown(startWorker)}; expected a function that starts a worker by its name.`)
  }
  startWorkersWith(startWorker)
}
