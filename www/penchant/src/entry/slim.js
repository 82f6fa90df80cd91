/**
 * All parts of the package, training included, without the addresses of the wasm and of the workers: for projects that
 * bundle, serve or compile them in their own way.
 * @module penchant/slim
 */

export * from '../runtime/index.js'
export * from '../history/index.js'
export * from '../infer/index.js'
export * from '../recommend/index.js'
export * from '../train/index.js'
export * from '../vision/index.js'
export { setWasm } from '../runtime/page/set-wasm.js'

/**
 * @typedef {import('../runtime/fetch.js').Progress} Progress
 * @typedef {import('../runtime/page/worker-scripts.js').WorkerName} WorkerName
 * @typedef {import('../runtime/page/set-wasm.js').Workers} Workers
 * @typedef {import('../runtime/stored-model.js').CacheUse} CacheUse
 * @typedef {import('../runtime/wasm-sources.js').WasmSource} WasmSource
 * @typedef {import('../runtime/wasm-sources.js').WasmSources} WasmSources
 */
