// The engine on one thread, which runs everywhere.

import init, * as engine from './wasm/infer.js'
import { compileWasm } from './compile.js'

/**
 * @import { OnProgress } from './compile.js'
 * @import { Wasm } from './wasm-files.js'
 */

export { engine }

/**
 * @param {Wasm} wasm
 * @param {number} _ there is one thread
 * @param {OnProgress} onProgress
 */
export async function start(wasm, _, onProgress) {
  const { memory } = await init({ module_or_path: await compileWasm(wasm, onProgress) })
  return { memory, threads: [], join() {} }
}
