// Where the wasm modules are: as the files of `wasm-urls/` say, or `setWasm`.

import { errorOf } from './error-mapping.js'
import { ERROR_CODES } from './errors.js'
import { absolute } from './fetch.js'

/**
 * @typedef {string | URL | ArrayBuffer | Uint8Array<ArrayBuffer> | WebAssembly.Module} WasmSource an address, the bytes
 *   of the file, or the module that `WebAssembly.compile` made of it
 *
 * @typedef {object} WasmSources
 * @property {WasmSource} [recommend] `penchant/recommend.wasm`, for recommendations and exported histories
 * @property {WasmSource} [infer] `penchant/infer.wasm`, for pictures and sessions
 * @property {WasmSource} [inferRelaxed] `penchant/infer-relaxed.wasm`, for the same in browsers with relaxed SIMD, where
 *   it is faster; without it `infer` runs there too
 * @property {WasmSource} [inferThreads] `penchant/infer-threads.wasm`, for the same on several threads, where a page is
 *   cross-origin isolated; without it the engine runs on one
 * @property {WasmSource} [train] `penchant/train.wasm`, for training
 *
 * @typedef {keyof WasmSources} WasmName
 *
 * @typedef {object} Wasm a source that can be sent to a worker
 * @property {WasmName} name
 * @property {Exclude<WasmSource, URL>} source an address is absolute
 */

/** The names of the files. */
export const WASM_FILES = Object.freeze({
  recommend: 'recommend.wasm',
  infer: 'infer.wasm',
  inferRelaxed: 'infer-relaxed.wasm',
  inferThreads: 'infer-threads.wasm',
  train: 'train.wasm',
})

/** @typedef {{ [Name in WasmName]?: WasmSource | (() => URL) }} Provided functions are called when the address is needed */

/** @type {Provided} */
const sources = {}

/** @param {Provided} given */
export function provideWasm(given) {
  Object.assign(sources, given)
}

/** @param {WasmName} name */
export const hasWasm = (name) => sources[name] !== undefined

/**
 * Throws `argument` if its address was not given.
 * @param {WasmName} name
 * @returns {Wasm}
 */
export function wasmOf(name) {
  const given = sources[name]
  const source = typeof given === 'function' ? given() : given
  if (source === undefined) {
    const message = `The address of ${WASM_FILES[name]} was not given: call setWasm({ ${name} }) of penchant/slim first.`
    throw errorOf(ERROR_CODES.argument, message)
  }
  return { name, source: typeof source === 'string' || source instanceof URL ? absolute(source) : source }
}
