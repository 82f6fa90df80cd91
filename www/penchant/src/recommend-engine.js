// The recommend module, instantiated once, when it is first needed.

import init, * as engine from './wasm/recommend.js'
import { toPenchantError } from './errors.js'
import { fetchResponse } from './fetch.js'

/** @type {Promise<typeof engine> | undefined} */
let loading

/** @returns {Promise<typeof engine>} */
export function loadEngine() {
  loading ??= instantiate().catch((error) => {
    loading = undefined // A network that is back deserves another try.
    throw toPenchantError(error)
  })
  return loading
}

async function instantiate() {
  await init({ module_or_path: await fetchResponse(new URL('./wasm/recommend_bg.wasm', import.meta.url)) })
  return engine
}
