// `setWasm`, by which callers of `penchant/slim` say where the wasm and the workers are.

import { argumentError, checkOptions } from '../options.js'
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
 * Says where the wasm modules are, before anything needs them. Only those that are used have to be given.
 *
 * Throws `argument` for an unknown name.
 * @param {WasmSources & Workers} engines
 */
export function setWasm({ startWorker, ...sources }) {
  checkOptions(sources, Object.keys(WASM_FILES))
  provideWasm(sources)
  if (startWorker === undefined) return
  if (typeof startWorker !== 'function') {
    throw argumentError('startWorker is a function that starts a worker by its name.')
  }
  startWorkersWith(startWorker)
}
