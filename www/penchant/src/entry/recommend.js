// `penchant/recommend`: recommendations and histories, with the wasm beside the scripts.

import '../runtime/wasm-urls/recommend.js'

export * from '../runtime/index.js'
export * from '../history/index.js'
export * from '../recommend/index.js'
