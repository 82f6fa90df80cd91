/**
 * Everything that `penchant` and `penchant/train` have, and no word of where the wasm is: for who bundles, serves or
 * compiles it in ways of their own.
 * @module penchant/slim
 */

import { argumentError, checkNames } from './options.js'
import { startTrainingWith } from './train-worker.js'
import { startVisionWith } from './vision-worker.js'
import { provideWasm, WASM_FILES } from './wasm-files.js'

export * from './recommend-exports.js'
export * from './train-exports.js'
export * from './vision-exports.js'

/**
 * @typedef {'worker' | 'worker-threaded' | 'worker-train'} WorkerName an entry point of the package that is a worker:
 *   for models on one thread, for models on several, and for training
 *
 * @typedef {object} Workers
 * @property {(name: WorkerName) => Worker} [startWorker] starts a module worker of `penchant/` and this name; if not
 *   given, those beside the package's scripts are started
 *
 * @typedef {import('./fetch.js').Progress} Progress which both halves have
 * @typedef {import('./wasm-files.js').WasmSource} WasmSource
 * @typedef {import('./wasm-files.js').WasmSources} WasmSources
 */

/**
 * Says where the wasm modules are, before anything needs them. Only those that are used have to be given.
 *
 * Throws `argument` for a name that there is not.
 * @param {WasmSources & Workers} engines
 */
export function setWasm({ startWorker, ...sources }) {
  checkNames(sources, Object.keys(WASM_FILES))
  provideWasm(sources)
  if (startWorker === undefined) return
  if (typeof startWorker !== 'function')
    throw argumentError('startWorker is a function that starts a worker by its name.')
  startVisionWith((threads) => startWorker(threads === 1 ? 'worker' : 'worker-threaded'))
  startTrainingWith(() => startWorker('worker-train'))
}
