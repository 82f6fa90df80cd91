// `penchant/vision`: pictures, with the wasm beside the scripts.

import '../runtime/wasm-urls/infer.js'

export * from '../runtime/index.js'
export * from '../vision/index.js'
