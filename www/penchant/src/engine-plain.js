// The engine on one thread, which runs everywhere.

import init, * as engine from './wasm/infer.js'
import { fetchResponse } from './fetch.js'
import { wasmUrl } from './vision-files.js'

export { engine }

export async function start() {
  const { memory } = await init({ module_or_path: await fetchResponse(wasmUrl()) })
  return { memory, threads: [], join() {} }
}
