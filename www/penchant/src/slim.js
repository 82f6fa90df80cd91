/**
 * Everything that `penchant` has, and no word of where the wasm is: for who bundles, serves or compiles it in ways of
 * their own.
 * @module penchant/slim
 */

import { checkNames } from './options.js'
import { provideWasm } from './wasm-files.js'
import { startVisionWith } from './vision-worker.js'

export * from './recommend-half.js'
export * from './vision-half.js'

/**
 * @typedef {object} Engines
 * @property {(threads: number) => Worker} [startWorker] starts a module worker of `penchant/worker`, or of
 *   `penchant/worker-threaded` for more than one thread; if not given, those beside the package's scripts
 *
 * @typedef {import('./fetch.js').Progress} Progress which both halves have
 * @typedef {import('./wasm-files.js').WasmSource} WasmSource
 * @typedef {import('./wasm-files.js').WasmSources} WasmSources
 */

/**
 * Says where the wasm modules are, before anything needs them. Only those that are used have to be given.
 *
 * Throws `argument` for a name that there is not.
 * @param {WasmSources & Engines} engines
 */
export function setWasm({ startWorker, ...sources }) {
  checkNames(sources, ['recommend', 'infer', 'inferRelaxed', 'inferThreads', 'train'])
  provideWasm(sources)
  if (startWorker) startVisionWith(startWorker)
}
