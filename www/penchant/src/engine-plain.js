// The engine on one thread, which runs everywhere.

import init, * as engine from './wasm/infer.js'
import { compileWasm } from './compile.js'

/**
 * @import { OnProgress } from './compile.js'
 * @import { WasmFile } from './wasm-files.js'
 */

export { engine }

/**
 * @param {WasmFile | WebAssembly.Module} wasm
 * @param {number} _ there is one thread
 * @param {OnProgress} onProgress
 */
export async function start(wasm, _, onProgress) {
  const { memory } = await init({ module_or_path: await compileWasm('infer', wasm, onProgress) })
  return { memory, threads: [], join() {} }
}
