// The request for training: makes a pack of tables.

import { blobBytes } from '../../runtime/blob-bytes.js'
import { callEngine } from '../../runtime/error-mapping.js'
import { fetchBytes } from '../../runtime/fetch.js'
import { engine } from '../../runtime/worker/engine.js'

/**
 * @import { Read } from '../page/train.js'
 *
 * @typedef {object} TrainRequest
 * @property {Blob | string} ratings a string is an address
 * @property {Blob | string} [items]
 * @property {object} options for the engine
 *
 * @typedef {'reading' | 'training' | 'packing'} Stage
 *
 * @typedef {{ stage: Stage, part: number } | { read: Read }} TrainReport
 */

/**
 * Rejects with `network`, `argument` or `data.*`.
 * @param {TrainRequest} request
 * @param {(report: TrainReport) => void} onProgress
 * @returns {Promise<Uint8Array>}
 */
export async function train({ ratings, items, options }, onProgress) {
  const tables = await Promise.all([bytesOf(ratings), items && bytesOf(items)])
  const report = (/** @type {Stage} */ stage, /** @type {number | Read | null} */ detail) =>
    onProgress(typeof detail === 'object' && detail ? { read: detail } : { stage, part: detail ?? 0 })
  return callEngine(() => engine.train(tables[0], tables[1] || undefined, options, report))
}

/** @param {Blob | string} table */
function bytesOf(table) {
  return typeof table === 'string' ? fetchBytes(table) : blobBytes(table, 'The table')
}
