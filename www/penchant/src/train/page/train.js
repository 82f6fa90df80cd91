// Trains a recommender on tables of ratings and of items, on the visitor's device and in a worker of its own.

import { absolute } from '../../runtime/fetch.js'
import { checkedBytes, checkOptions, checkTimeout, isAddress } from '../../runtime/options.js'
import { UNGUARDED, WorkerClient } from '../../runtime/page/worker-client.js'
import { trainEngine } from './start-worker.js'

/**
 * @import { TrainReport } from '../worker/train-requests.js'
 *
 * @typedef {string | URL | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} Table an address, or the bytes of a file: CSV,
 *   TSV, JSON lines, or one of MovieLens' or RecBole's; each may be compressed, as `.gz`
 *
 * @typedef {object} Columns the names of columns, or their numbers from 1, instead of guessing; an empty string says that
 *   there is no such column
 * @property {string} [user]
 * @property {string} [item] in either table
 * @property {string} [rating]
 * @property {string} [timestamp]
 *
 * @typedef {object} TrainOptions
 * @property {Table} [items] ids, and optionally title, year, genres, tags and description; without this table the
 *   catalogue consists of the rated items, with their ids as titles
 * @property {string} [model] a family or a sum of families, as for `penchant train --model`; `blend` by default
 * @property {string} [predict] the model that predicts ratings, or `none`; without ratings to learn from there is none
 * @property {number} [positiveAbove] a rating above this one is a like; by default what fits the ratings' scale, such as
 *   3.5 of 5 or 7 of 10
 * @property {string} [name] the catalogue's, under which a visitor's history is kept; by default the name of the file of
 *   ratings
 * @property {string} [notice] the terms of the data, which must be shown wherever the pack is used
 * @property {Columns} [columns]
 * @property {string} [encoding] of the table of ratings: utf-8, utf-16le, utf-16be or iso-8859-1
 * @property {string} [separator] between its cells: a character, `::`, `tab` or `space`
 * @property {boolean} [header] whether its first row has the names of the columns
 * @property {string} [timeUnit] what its times count, as for `penchant train --time-unit`
 * @property {'explicit' | 'implicit'} [feedback] whether its ratings are ratings, or counts of events such as plays
 * @property {'text' | 'numbers'} [ids] whether 101, 0101 and 101.0 differ
 * @property {number} [maxBadRows] how many rows of a table may be unusable before it is refused; 100 by default
 * @property {(read: Read) => void} [onRead] called with a summary of the tables, before training begins
 * @property {(progress: TrainProgress) => void} [onProgress]
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 * @property {number} [timeout] milliseconds that the engine may work without a message; five minutes by default
 *
 * @typedef {object} Read a summary of the tables
 * @property {number} ratings that are usable
 * @property {number} users
 * @property {number} items of the catalogue
 * @property {number} likes
 * @property {number} duplicates ratings that were left out because a later one, in time or else in the table, has the
 *   same user and item
 * @property {number} unknown ratings that were left out because their item is not in the table of items
 * @property {Skipped[]} skipped
 * @property {Record<string, any>} table what was understood of the table of ratings: `layout`, `columns` with their
 *   roles, `times`, `scale`, `positiveAbove`, `likes` and a `preview` of ten rows
 * @property {{ code: string, [name: string]: any }[]} warnings what looks wrong in it
 *
 * @typedef {object} Skipped unusable rows
 * @property {'ratings' | 'items'} table
 * @property {number} count
 * @property {[line: number, fault: string][]} examples the first of them, with their faults
 *
 * @typedef {object} TrainProgress
 * @property {'loading' | 'reading' | 'training' | 'packing'} stage
 * @property {number} done the completed part of all stages, from 0 to 1
 */

const OPTIONS = [
  ...['items', 'model', 'predict', 'positiveAbove', 'name', 'notice', 'columns', 'maxBadRows'],
  ...['encoding', 'separator', 'header', 'timeUnit', 'feedback', 'ids'],
  ...['onRead', 'onProgress', 'signal', 'timeout'],
]

/** Where each stage begins and ends, as parts of the total, in proportion to the time that they take. */
const BEGINS = { loading: 0, reading: 0.05, training: 0.1, packing: 0.75 }
const ENDS = { loading: 0.05, reading: 0.1, training: 0.75, packing: 1 }

/** While a large matrix is inverted, the engine sends no message. */
const TIMEOUT_MS = 300_000

/**
 * Trains a recommender, and gives the bytes of its pack: the pack that `penchant train` makes of the same tables.
 *
 * Rejects with `argument`, `network`, `data.*`, `engine.*`, or the signal's reason.
 * @param {Table} ratings a user and an item in each row, and optionally a rating and a time
 * @param {TrainOptions} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function train(ratings, options = {}) {
  checkOptions(options, OPTIONS)
  const { items, name = nameOf(ratings), onRead, onProgress, signal, timeout = TIMEOUT_MS, ...engineOptions } = options
  checkTimeout(timeout)
  signal?.throwIfAborted()
  const files = { ratingsFile: fileOf(ratings), itemsFile: items && fileOf(items) }
  const request = {
    kind: 'train',
    ratings: sendable(ratings),
    items: items && sendable(items),
    options: { ...engineOptions, ...files, name },
  }
  const client = new WorkerClient({ engine: trainEngine, request, timeout, guard: UNGUARDED })
  try {
    return await client.call(null, { signal, onProgress: (report) => notify(report, onRead, onProgress) })
  } finally {
    client.dispose()
  }
}

/**
 * @param {TrainReport | import('../../runtime/fetch.js').Progress} report from the worker; while it loads, the progress of the engine's file
 * @param {TrainOptions['onRead']} onRead
 * @param {TrainOptions['onProgress']} onProgress
 */
function notify(report, onRead, onProgress) {
  if ('read' in report) return onRead?.(report.read)
  const { stage, part } =
    'stage' in report
      ? report
      : { stage: /** @type {const} */ ('loading'), part: report.loaded / (report.total ?? Infinity) }
  onProgress?.({ stage, done: BEGINS[stage] + part * (ENDS[stage] - BEGINS[stage]) })
}

/**
 * The browser may keep a blob on disk, and its bytes never change.
 * @param {Table} table
 */
function sendable(table) {
  if (isAddress(table)) return absolute(table)
  return table instanceof Blob ? table : new Blob([checkedBytes(table, 'a table')])
}

/**
 * The name of the table's file, if that is known.
 * @param {Table} table
 */
function fileOf(table) {
  if (isAddress(table)) return String(table).split(/[?#]/)[0].split('/').pop()
  return 'name' in Object(table) ? String(Object(table).name) : ''
}

/** @param {Table} ratings */
function nameOf(ratings) {
  return fileOf(ratings)?.split('.')[0] || 'catalogue'
}
