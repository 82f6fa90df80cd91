// Compiles a wasm file, given as an address or as bytes, and refuses one of another version of the package.

import { VERSION } from '../wasm/version.js'
import { errorOf } from './error-mapping.js'
import { ERROR_CODES, PenchantError } from './errors.js'
import { fetchResponse, isWasm, sizeOf } from './fetch.js'
import { WASM_FILES } from './wasm-sources.js'

/**
 * @import { Progress } from './fetch.js'
 * @import { Wasm, WasmName } from './wasm-sources.js'
 *
 * @typedef {(progress: Progress) => void} OnProgress
 */

/** The custom section with the version: see `scripts/stamp.js`. */
const VERSION_SECTION = 'penchant.version'

/**
 * Rejects with `network`, `engine.file`, `engine.version`, `engine.forbidden`, or `engine.memory`.
 * @param {Wasm} wasm
 * @param {OnProgress} [onProgress]
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compileWasm({ name, source }, onProgress) {
  const module = isCompiled(source) ? source : await compile(name, source, onProgress)
  const [section] = WebAssembly.Module.customSections(module, VERSION_SECTION)
  const version = section ? new TextDecoder().decode(section) : 'unknown'
  if (version === VERSION) return module
  const message =
    `${WASM_FILES[name]} is of Penchant's version ${version}, and the scripts are of ${VERSION}: publish both from one ` +
    'package, and reload the page without its cache.'
  throw errorOf(ERROR_CODES.engineVersion, message)
}

/**
 * @param {Wasm['source']} source
 * @returns {source is WebAssembly.Module}
 */
function isCompiled(source) {
  return typeof source !== 'string' && source instanceof WebAssembly.Module
}

/**
 * @param {WasmName} name
 * @param {Exclude<Wasm['source'], WebAssembly.Module>} source
 * @param {OnProgress} [onProgress]
 */
async function compile(name, source, onProgress) {
  const response = typeof source === 'string' ? await fetchResponse(source) : undefined
  try {
    if (!response) return await WebAssembly.compile(/** @type {BufferSource} */ (source))
    // Browsers cache the compiled module of an original response only, so the bytes of a copy are counted.
    if (onProgress) void reportProgress(response.clone(), onProgress)
    // Browsers stream this type only.
    if (isWasm(response)) return await WebAssembly.compileStreaming(response)
    return await WebAssembly.compile(await response.arrayBuffer())
  } catch (cause) {
    throw compileError(name, response, cause)
  }
}

/**
 * @param {Response} copy
 * @param {OnProgress} onProgress
 */
async function reportProgress(copy, onProgress) {
  const total = sizeOf(copy)
  const reader = copy.body?.getReader()
  let loaded = 0
  onProgress({ loaded, total })
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      loaded += read.value.length
      onProgress({ loaded, total })
    }
  } catch {
    // Compiling the original reports the failure.
  }
}

/**
 * @param {WasmName} name
 * @param {Response | undefined} response
 * @param {unknown} cause
 */
function compileError(name, response, cause) {
  if (cause instanceof PenchantError) return cause
  const { message } = Object(cause)
  if (/content security policy|unsafe-eval/i.test(message)) {
    const advice = "The page's Content Security Policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src."
    return errorOf(ERROR_CODES.engineForbidden, advice, { cause })
  }
  if (cause instanceof WebAssembly.CompileError) {
    const type = response?.headers.get('Content-Type')
    const served = type && response && !isWasm(response) ? `; the server sends it as ${type}` : ''
    const advice =
      `${WASM_FILES[name]} is damaged, or another file (${message}${served}). Publish it beside the scripts, or give its ` +
      'address with setWasm of penchant/slim.'
    return errorOf(ERROR_CODES.engineFile, advice, { cause })
  }
  if (cause instanceof RangeError) return cause
  return errorOf(ERROR_CODES.network, `${WASM_FILES[name]} could not be loaded. Check the connection and try again.`, {
    cause,
  })
}
