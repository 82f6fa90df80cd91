// The requests for training: make a pack of tables, or say what was understood of them.

import { blobBytes } from '../../runtime/blob-bytes.js'
import { callEngine, errorOf } from '../../runtime/error-mapping.js'
import { PenchantError } from '../../runtime/errors.js'
import { fetchBytes } from '../../runtime/fetch.js'
import { engine } from '../../runtime/worker/engine.js'
import { toUtf8 } from './encodings.js'
import { withOptionNames } from './option-names.js'

/**
 * @import { Read } from '../page/tables.js'
 *
 * @typedef {object} TablesRequest
 * @property {Blob | string} ratings a string is an address
 * @property {Blob | string} [items]
 * @property {{ encoding?: string }} options for the engine, which has others too
 *
 * @typedef {'reading' | 'training' | 'packing'} Stage
 *
 * @typedef {{ stage: Stage, part: number } | { read: Read }} TrainReport
 */

/**
 * Rejects with `network`, `argument` or `data.*`.
 * @param {TablesRequest} request
 * @param {(report: TrainReport) => void} onProgress
 * @returns {Promise<Uint8Array>}
 */
export async function train(request, onProgress) {
  const { ratings, items, options, describe } = await tablesOf(request)
  const report = (/** @type {Stage} */ stage, /** @type {number | Read | null} */ detail) =>
    onProgress(typeof detail === 'object' && detail ? { read: describe(detail) } : { stage, part: detail ?? 0 })
  return callTrainer(() => engine.train(ratings, items, options, report))
}

/**
 * Rejects as `train` does.
 * @param {TablesRequest} request
 * @returns {Promise<Read>}
 */
export async function inspect(request) {
  const { ratings, items, options, describe } = await tablesOf(request)
  return describe(await callTrainer(() => engine.inspect(ratings, items, options)))
}

/**
 * As `callEngine`, with the options of the package in errors.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
function callTrainer(call) {
  try {
    return callEngine(call)
  } catch (error) {
    if (!(error instanceof PenchantError)) throw error
    throw errorOf(error.code, withOptionNames(error.message), { cause: error.cause })
  }
}

/**
 * The tables in UTF-8, or as they are where the engine knows better.
 * @param {TablesRequest} request
 */
async function tablesOf({ ratings, items, options }) {
  const [rated, described] = await Promise.all([bytesOf(ratings), items && bytesOf(items)])
  const table = toUtf8(rated, options.encoding)
  const itemsTable = described ? toUtf8(described, options.encoding) : null
  return {
    ratings: table.bytes,
    items: itemsTable?.bytes,
    options: table.encoding ? { ...options, encoding: undefined } : options,
    /** @type {(read: Read) => Read} */
    describe: (read) => {
      const { layout } = read.itemsTable ?? {}
      // The engine was given UTF-8.
      if (layout && itemsTable?.encoding) layout.encoding = itemsTable.encoding
      return table.encoding ? { ...read, ...withEncoding(read, table) } : read
    },
  }
}

/**
 * What was understood of a table, with the encoding that it had.
 * @param {Read} read
 * @param {{ encoding: string | null, isGuess: boolean, replaced: number, line: number }} decoded
 */
function withEncoding({ table, warnings }, { encoding, isGuess, replaced, line }) {
  const layout = {
    ...table.layout,
    ...{
      encoding: String(encoding),
      encodingBy: isGuess ? /** @type {const} */ ('content') : /** @type {const} */ ('option'),
    },
    ...{ replaced, firstReplaced: line },
  }
  const fault = { code: 'replaced-bytes', count: replaced, line, encoding: String(encoding) }
  return { table: { ...table, layout }, warnings: replaced > 0 ? [...warnings, fault] : warnings }
}

/** @param {Blob | string} table */
function bytesOf(table) {
  return typeof table === 'string' ? fetchBytes(table) : blobBytes(table, 'The table')
}
