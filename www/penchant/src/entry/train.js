/**
 * Training on the visitor's own device, in a worker with an engine of its own.
 * @module penchant/train
 */

import '../runtime/wasm-urls/train.js'

export * from '../runtime/index.js'
export * from '../train/index.js'
