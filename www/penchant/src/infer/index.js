// Any ONNX model: the engine is large, and runs in a worker when first needed.

export { Session } from './page/session.js'

/**
 * @typedef {import('../runtime/fetch.js').Progress} Progress
 * @typedef {import('../runtime/stored-model.js').CacheUse} CacheUse
 * @typedef {import('./page/session.js').NodeTime} NodeTime
 * @typedef {import('./page/session.js').RunOptions} RunOptions
 * @typedef {import('./page/session.js').SessionOptions} SessionOptions
 * @typedef {import('./page/session.js').Value} Value
 * @typedef {import('./page/tensor.js').ElementType} ElementType
 * @typedef {import('./page/tensor.js').Numbers} Numbers
 * @typedef {import('./page/tensor.js').NumberTensor} NumberTensor
 * @typedef {import('./page/tensor.js').NumberType} NumberType
 * @typedef {import('./page/tensor.js').StringTensor} StringTensor
 * @typedef {import('./page/tensor.js').Tensor} Tensor
 * @typedef {import('./page/tensor.js').TensorInput} TensorInput
 */
