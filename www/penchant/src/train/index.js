// Training: the engine runs in a worker, and is loaded with the first table.

export { inspectTable, train } from './page/train.js'

/**
 * @typedef {import('./page/tables.js').Read} Read
 * @typedef {import('./page/tables.js').By} By
 * @typedef {import('./page/tables.js').Skipped} Skipped
 * @typedef {import('./page/tables.js').TableLayout} TableLayout
 * @typedef {import('./page/tables.js').TableWarning} TableWarning
 * @typedef {import('./page/tables.js').UnderstoodTable} UnderstoodTable
 * @typedef {import('./page/train.js').Columns} Columns
 * @typedef {import('./page/train.js').Table} Table
 * @typedef {import('./page/train.js').TrainOptions} TrainOptions
 * @typedef {import('./page/train.js').TrainProgress} TrainProgress
 */
