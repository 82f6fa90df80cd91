// The engine of recommendations and exported histories, instantiated at its first use.

import init, * as engine from '../wasm/recommend.js'
import { compileWasm } from './compile.js'
import { toPenchantError } from './error-mapping.js'
import { wasmOf } from './wasm-sources.js'

/** @type {Promise<typeof engine> | undefined} */
let loading

/** @returns {Promise<typeof engine>} */
export function loadRecommendEngine() {
  loading ??= instantiate().catch((error) => {
    loading = undefined // The next call tries again.
    throw toPenchantError(error)
  })
  return loading
}

async function instantiate() {
  await init({ module_or_path: await compileWasm(wasmOf('recommend')) })
  warmUp()
  return engine
}

/** Browsers compile a function at its first call. This calls those of a first list during the download of the pack. */
function warmUp() {
  const sample = new engine.Recommender(engine.samplePack())
  sample.recommend([{ item: 'a', action: 'like', at_ms: 0 }], { diversity: 0.2, calibration: 0.2, novelty: 0.1 })
  sample.free()
}
