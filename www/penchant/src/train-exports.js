// What trains: its engine runs in a worker, and is loaded when there is something to learn from.

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
