// The engine on one thread, which runs everywhere.

import init, * as engine from './wasm/infer.js'
import { fetchResponse, readPieces } from './fetch.js'
import { wasmUrl } from './vision-files.js'

export { engine }

/**
 * @param {number} _ there is one thread
 * @param {(progress: import('./fetch.js').Progress) => void} onProgress
 */
export async function start(_, onProgress) {
  const response = await fetchResponse(wasmUrl())
  // Compiled as it comes, which only a response of the network's own can be; so that a copy is counted.
  const counting = readPieces(wasmUrl(), response.clone(), { onProgress }, () => {})
  counting.catch(() => {}) // What goes wrong is said of the response itself.
  const { memory } = await init({ module_or_path: response })
  return { memory, threads: [], join() {} }
}
