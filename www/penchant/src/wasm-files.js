// Where the wasm modules are. The entry points say it of the files beside them; `penchant/slim` leaves it to the caller.

import { ERROR_CODES } from './errors.js'
import { errorOf } from './faults.js'
import { absolute } from './fetch.js'

/**
 * @typedef {string | ArrayBuffer | Uint8Array<ArrayBuffer>} WasmFile an address, or the bytes
 *
 * @typedef {WasmFile | URL | WebAssembly.Module} WasmSource an address, the bytes of the file, or what
 *   `WebAssembly.compile` made of it
 *
 * @typedef {object} WasmSources
 * @property {WasmSource} [recommend] `penchant/recommend.wasm`, for recommendations and the history's files
 * @property {WasmSource} [infer] `penchant/infer.wasm`, for pictures and sessions
 * @property {WasmSource} [inferThreads] `penchant/infer-threads.wasm`, for the same on several threads, where a page is
 *   cross-origin isolated; without it there is one
 *
 * @typedef {keyof WasmSources} WasmName
 */

export const WASM_FILES = Object.freeze({
  recommend: 'recommend.wasm',
  infer: 'infer.wasm',
  inferThreads: 'infer-threads.wasm',
})

/** @type {{ [Name in WasmName]?: WasmSource | (() => URL) }} */
const sources = {}

/** @param {{ [Name in WasmName]?: WasmSource | (() => URL) }} given functions are asked when it is needed */
export function provideWasm(given) {
  Object.assign(sources, given)
}

/**
 * As a worker can be given it: addresses as text.
 *
 * Throws `argument` if nobody has said where it is.
 * @param {WasmName} name
 * @returns {WasmFile | WebAssembly.Module}
 */
export function wasmSource(name) {
  const given = sources[name]
  const source = typeof given === 'function' ? given() : given
  if (source === undefined) {
    const message = `Nobody has said where ${WASM_FILES[name]} is: call setWasm({ ${name} }) of penchant/slim first.`
    throw errorOf(ERROR_CODES.argument, message)
  }
  return typeof source === 'string' || source instanceof URL ? absolute(source) : source
}

/** @param {WasmName} name */
export const hasWasm = (name) => sources[name] !== undefined
