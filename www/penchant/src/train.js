/**
 * Training on the visitor's own device, in a worker with an engine of its own.
 * @module penchant/train
 */

import './train-files.js'

export * from './train-exports.js'
