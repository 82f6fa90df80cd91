/**
 * Training on the visitor's own device, in a worker with an engine of its own.
 * @module penchant/train
 */

import './train-files.js'

export * from './errors.js'
export { train } from './training.js'
export { VERSION } from './wasm/version.js'

/**
 * @typedef {import('./training.js').Columns} Columns
 * @typedef {import('./training.js').Read} Read
 * @typedef {import('./training.js').Skipped} Skipped
 * @typedef {import('./training.js').Table} Table
 * @typedef {import('./training.js').TrainOptions} TrainOptions
 * @typedef {import('./training.js').TrainProgress} TrainProgress
 */
