// `penchant/infer`: any ONNX model, with the wasm beside the scripts.

import '../runtime/wasm-urls/infer.js'

export * from '../runtime/index.js'
export * from '../infer/index.js'
