// Training: the engine runs in a worker, and is loaded with the first table.

export { train } from './page/train.js'

/**
 * @typedef {import('./page/train.js').Columns} Columns
 * @typedef {import('./page/train.js').Read} Read
 * @typedef {import('./page/train.js').Skipped} Skipped
 * @typedef {import('./page/train.js').Table} Table
 * @typedef {import('./page/train.js').TrainOptions} TrainOptions
 * @typedef {import('./page/train.js').TrainProgress} TrainProgress
 */
