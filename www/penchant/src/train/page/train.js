// Trains a recommender on tables of ratings and of items, on the visitor's device and in a worker of its own.

import { absolute } from '../../runtime/fetch.js'
import { checkedBytes, checkOptions, checkTimeout, isAddress } from '../../runtime/options.js'
import { UNGUARDED, WorkerClient } from '../../runtime/page/worker-client.js'
import { trainEngine } from './start-worker.js'

/**
 * @import { TrainReport } from '../worker/train-requests.js'
 * @import { Read } from './tables.js'
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
 * @property {string} [creators] in the table of items, as those that follow: directors, authors, artists, developers
 * @property {string} [cast] actors and other performers
 * @property {string} [synopsis] what an item is about
 * @property {string} [minutes] how long it takes
 * @property {string} [link] the address of a page about it
 *
 * @typedef {object} TrainOptions
 * @property {Table} [items] ids, and optionally title, year, genres, tags and description, and to be shown: creators, cast,
 *   synopsis (or description), minutes and link; without this table the catalogue consists of the rated items, with their
 *   ids as titles
 * @property {string} [model] a family or a sum of families, as for `penchant train --model`; by default the sum that ranks
 *   best for people held out, where the catalogue is small (at most 2,000 items, 100,000 likes, and 700 of both people and
 *   items), and otherwise `blend`. The pack's manifest has what was chosen
 * @property {string} [predict] the model that predicts ratings, or `none`; without ratings to learn from there is none
 * @property {number} [positiveAbove] a rating above this one is a like; by default what fits the ratings' scale, such as
 *   3.5 of 5 or 7 of 10
 * @property {string} [name] the catalogue's, under which a visitor's history is kept; by default the name of the file of
 *   ratings
 * @property {string} [notice] the terms of the data, which must be shown wherever the pack is used
 * @property {Columns} [columns]
 * @property {string} [encoding] of the tables, by a name that `TextDecoder` knows, such as gb18030; of packed tables one of
 *   utf-8, utf-16le, utf-16be and iso-8859-1
 * @property {string} [separator] between its cells: a character, `::`, `tab` or `space`
 * @property {boolean} [header] whether its first row has the names of the columns
 * @property {'"' | "'" | 'none'} [quote] what encloses cells that have the separator in them
 * @property {boolean} [backslash] whether a backslash before a quote makes it part of a cell
 * @property {boolean} [decimalComma] whether 4,5 is four and a half
 * @property {string} [comment] what lines that are not rows begin with; empty if every line is a row
 * @property {string} [genreSeparator] between the genres of an item, and between the names of people
 * @property {string} [link] what the items' addresses on the web are made of, such as `…/title/{imdb}/`: in braces
 *   is `id`, the item's own, or a column of the table of items; values are percent-encoded
 * @property {string} [timeUnit] what its times count, as for `penchant train --time-unit`
 * @property {'explicit' | 'implicit'} [feedback] whether its ratings are ratings, or counts of events such as plays
 * @property {'text' | 'numbers'} [ids] whether 101, 0101 and 101.0 differ
 * @property {number} [maxBadRows] how many rows of a table may be unusable before it is refused; 100 by default
 * @property {(read: Read) => void} [onRead] called with a summary of the tables, before training begins
 * @property {(progress: TrainProgress) => void} [onProgress]
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 * @property {number} [timeout] milliseconds that the engine may work without a message; five minutes by default
 *
 * @typedef {object} TrainProgress
 * @property {'loading' | 'reading' | 'training' | 'packing'} stage
 * @property {number} done the completed part of all stages, from 0 to 1
 */

const OPTIONS = [
  ...['items', 'model', 'predict', 'positiveAbove', 'name', 'notice', 'columns', 'maxBadRows'],
  ...['encoding', 'separator', 'header', 'quote', 'backslash', 'decimalComma', 'comment', 'genreSeparator', 'link'],
  ...['timeUnit', 'feedback', 'ids'],
  ...['onRead', 'onProgress', 'signal', 'timeout'],
]

/** The options about learning, which `inspectTable` does not have. */
const LEARNING = ['model', 'predict', 'name', 'notice', 'onRead']

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
  const { name = nameOf(ratings), onRead, onProgress, ...others } = options
  return ask('train', ratings, { ...others, name }, (report) => notify(report, onRead, onProgress))
}

/**
 * Reads tables as `train` does, and gives what was understood of them, without learning.
 *
 * Rejects as `train` does: with `data.format`, for example, if no column is known to have the users.
 * @param {Table} ratings a user and an item in each row, and optionally a rating and a time
 * @param {Omit<TrainOptions, 'model' | 'predict' | 'name' | 'notice' | 'onRead'>} [options]
 * @returns {Promise<Read>}
 */
export async function inspectTable(ratings, options = {}) {
  checkOptions(
    options,
    OPTIONS.filter((name) => !LEARNING.includes(name)),
  )
  const { onProgress, ...others } = options
  return ask('inspect', ratings, others, (report) => notify(report, undefined, onProgress))
}

/**
 * Asks a worker of its own.
 * @param {'train' | 'inspect'} kind
 * @param {Table} ratings
 * @param {Omit<TrainOptions, 'onRead' | 'onProgress'>} options
 * @param {(report: any) => void} onProgress
 */
async function ask(kind, ratings, { items, signal, timeout = TIMEOUT_MS, ...engineOptions }, onProgress) {
  checkTimeout(timeout)
  signal?.throwIfAborted()
  const files = { ratingsFile: fileOf(ratings), itemsFile: items && fileOf(items) }
  const request = {
    kind,
    ratings: sendable(ratings),
    items: items && sendable(items),
    options: { ...engineOptions, ...files },
  }
  const client = new WorkerClient({ engine: trainEngine, request, timeout, guard: UNGUARDED })
  try {
    return await client.call(null, { signal, onProgress })
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
