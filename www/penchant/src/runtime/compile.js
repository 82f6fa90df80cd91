// A wasm file in, as an address, as bytes or compiled, and its module out: of this version of the package, or none.

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

/** The custom section that the build writes its version to: see `scripts/stamp.js`. */
const SECTION = 'penchant.version'

/**
 * Rejects with `network`, `engine.file`, `engine.version`, `engine.forbidden`, or `engine.memory`.
 * @param {Wasm} wasm
 * @param {OnProgress} [onProgress]
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compileWasm({ name, source }, onProgress) {
  const module = isCompiled(source) ? source : await compiled(name, source, onProgress)
  const [section] = WebAssembly.Module.customSections(module, SECTION)
  const version = section ? new TextDecoder().decode(section) : 'unknown'
  if (version === VERSION) return module
  const message =
    `${WASM_FILES[name]} is of Penchant's version ${version}, and the scripts are of ${VERSION}: publish both from one ` +
    'package, and reload the page past its cache.'
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
async function compiled(name, source, onProgress) {
  const response = typeof source === 'string' ? await fetchResponse(source) : undefined
  try {
    if (!response) return await WebAssembly.compile(/** @type {BufferSource} */ (source))
    // Only a response of the network's own is compiled as it comes and kept compiled; so that a copy is counted.
    if (onProgress) void count(response.clone(), onProgress)
    // Of other types browsers compile nothing as it comes.
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
async function count(copy, onProgress) {
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
    // What goes wrong is said of the response itself.
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
    const said = type && response && !isWasm(response) ? `; the server calls it ${type}` : ''
    const advice = `${WASM_FILES[name]} is damaged or no WebAssembly (${message}${said}). Publish it beside the scripts, or say where it is with penchant/slim.`
    return errorOf(ERROR_CODES.engineFile, advice, { cause })
  }
  if (cause instanceof RangeError) return cause
  return errorOf(ERROR_CODES.network, `${WASM_FILES[name]} could not be loaded. Check the connection and try again.`, {
    cause,
  })
}
