// `penchant/vision`: the half that sees, with the wasm beside it.

import './vision-files.js'

export * from './vision-exports.js'
