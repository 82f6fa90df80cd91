// Training in the worker: the bytes of tables in, those of a pack out.

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
 * @typedef {{ stage: Stage, part: number } | { read: Read }} Word
 */

/**
 * Rejects with `network`, `argument` or `data.*`.
 * @param {TrainRequest} request
 * @param {(word: Word) => void} onProgress
 * @returns {Promise<Uint8Array>}
 */
export async function train({ ratings, items, options }, onProgress) {
  const [rated, described] = await Promise.all([bytesOf(ratings), items && bytesOf(items)])
  const report = (/** @type {Stage} */ stage, /** @type {number | Read | null} */ what) =>
    onProgress(typeof what === 'object' && what ? { read: what } : { stage, part: what ?? 0 })
  return callEngine(() => engine.train(rated, described || undefined, options, report))
}

/** @param {Blob | string} table */
function bytesOf(table) {
  return typeof table === 'string' ? fetchBytes(table) : blobBytes(table, 'The table')
}
