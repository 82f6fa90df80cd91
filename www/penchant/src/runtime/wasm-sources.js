// Where the wasm modules are. The entry points say it of the files beside them; `penchant/slim` leaves it to the caller.

import { errorOf } from './error-mapping.js'
import { ERROR_CODES } from './errors.js'
import { absolute } from './fetch.js'

/**
 * @typedef {string | URL | ArrayBuffer | Uint8Array<ArrayBuffer> | WebAssembly.Module} WasmSource an address, the bytes
 *   of the file, or what `WebAssembly.compile` made of it
 *
 * @typedef {object} WasmSources
 * @property {WasmSource} [recommend] `penchant/recommend.wasm`, for recommendations and the history's files
 * @property {WasmSource} [infer] `penchant/infer.wasm`, for pictures and sessions
 * @property {WasmSource} [inferRelaxed] `penchant/infer-relaxed.wasm`, for the same in browsers with relaxed SIMD, where
 *   it is faster; without it `infer` runs there too
 * @property {WasmSource} [inferThreads] `penchant/infer-threads.wasm`, for the same on several threads, where a page is
 *   cross-origin isolated; without it there is one
 * @property {WasmSource} [train] `penchant/train.wasm`, for training
 *
 * @typedef {keyof WasmSources} WasmName
 *
 * @typedef {object} Wasm as a worker can be given it
 * @property {WasmName} name
 * @property {Exclude<WasmSource, URL>} source an address is absolute
 */

/** By their names what they are called in the package. */
export const WASM_FILES = Object.freeze({
  recommend: 'recommend.wasm',
  infer: 'infer.wasm',
  inferRelaxed: 'infer-relaxed.wasm',
  inferThreads: 'infer-threads.wasm',
  train: 'train.wasm',
})

/** @typedef {{ [Name in WasmName]?: WasmSource | (() => URL) }} Provided functions are asked when it is needed */

/** @type {Provided} */
const sources = {}

/** @param {Provided} given */
export function provideWasm(given) {
  Object.assign(sources, given)
}

/** @param {WasmName} name */
export const hasWasm = (name) => sources[name] !== undefined

/**
 * Throws `argument` if nobody has said where it is.
 * @param {WasmName} name
 * @returns {Wasm}
 */
export function wasmOf(name) {
  const given = sources[name]
  const source = typeof given === 'function' ? given() : given
  if (source === undefined) {
    const message = `Nobody has said where ${WASM_FILES[name]} is: call setWasm({ ${name} }) of penchant/slim first.`
    throw errorOf(ERROR_CODES.argument, message)
  }
  return { name, source: typeof source === 'string' || source instanceof URL ? absolute(source) : source }
}
