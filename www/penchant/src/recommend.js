// `penchant/recommend`: the half that recommends, with the wasm beside it.

import './recommend-files.js'

export * from './recommend-exports.js'
