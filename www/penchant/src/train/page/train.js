// Tables of ratings and of items in, a pack out: learned on the visitor's device, in a worker of its own.

import { absolute } from '../../runtime/fetch.js'
import { checkedBytes, checkOptions, checkTimeout, isAddress } from '../../runtime/options.js'
import { UNGUARDED, WorkerClient } from '../../runtime/page/worker-client.js'
import { trainEngine } from './start-worker.js'

/**
 * @import { Word } from '../worker/train-requests.js'
 *
 * @typedef {string | URL | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} Table an address, or the bytes of a file: CSV,
 *   TSV, JSON lines, or one of MovieLens' or RecBole's; each may be compressed, as `.gz`
 *
 * @typedef {object} Columns what columns are called, or their numbers from 1, where it is not to be guessed; an empty
 *   text says that there is none
 * @property {string} [user]
 * @property {string} [item] in either table
 * @property {string} [rating]
 * @property {string} [timestamp]
 *
 * @typedef {object} TrainOptions
 * @property {Table} [items] an id, and whatever there is of title, year, genres, tags and description; without it the
 *   catalogue is of the rated items, whose titles are their ids
 * @property {string} [model] a family or a sum of them, as `penchant train --model` takes it; `blend` if not given
 * @property {string} [predict] what predicts ratings, or `none`; without ratings to learn from, nothing does
 * @property {number} [positiveAbove] a rating above this one is a like; 3.5 if not given
 * @property {string} [name] the catalogue's, under which a visitor's history is kept; what the file of ratings is
 *   called if not given
 * @property {string} [notice] the terms of the data, to be shown wherever the pack is
 * @property {Columns} [columns]
 * @property {number} [maxBadRows] how many rows of a table may be unusable before it is refused; 100 if not given
 * @property {(read: Read) => void} [onRead] called with what was read, before it is learned from
 * @property {(progress: TrainProgress) => void} [onProgress]
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 * @property {number} [timeout] milliseconds that the engine may work without a word; five minutes if not given
 *
 * @typedef {object} Read
 * @property {number} ratings that can be used
 * @property {number} users
 * @property {number} items of the catalogue
 * @property {number} likes
 * @property {number} duplicates ratings that were left out because a later one has the same user and item
 * @property {number} unknown ratings that were left out because the table of items does not have theirs
 * @property {Skipped[]} skipped
 *
 * @typedef {object} Skipped rows that cannot be used
 * @property {'ratings' | 'items'} table
 * @property {number} count
 * @property {[line: number, what: string][]} examples the first of them, and what is wrong there
 *
 * @typedef {object} TrainProgress
 * @property {'loading' | 'reading' | 'training' | 'packing'} stage
 * @property {number} done the part of the whole, from 0 to 1
 */

const OPTIONS = [
  ...['items', 'model', 'predict', 'positiveAbove', 'name', 'notice', 'columns', 'maxBadRows'],
  ...['onRead', 'onProgress', 'signal', 'timeout'],
]

/** Where each stage begins, of the whole: about as long as they take. */
const BEGINS = { loading: 0, reading: 0.05, training: 0.1, packing: 0.75 }
const ENDS = { loading: 0.05, reading: 0.1, training: 0.75, packing: 1 }

/** A large matrix is inverted without a word. */
const TIMEOUT_MS = 300_000

/**
 * Trains a recommender, and gives the bytes of its pack: what `penchant train` makes of the same tables.
 *
 * Rejects with `argument`, `network`, `data.*`, `engine.*`, or the signal's reason.
 * @param {Table} ratings a user and an item in each row, and a rating and a time if there are any
 * @param {TrainOptions} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function train(ratings, options = {}) {
  checkOptions(options, OPTIONS)
  const { items, name = nameOf(ratings), onRead, onProgress, signal, timeout = TIMEOUT_MS, ...wanted } = options
  checkTimeout(timeout)
  signal?.throwIfAborted()
  const files = { ratingsFile: fileOf(ratings), itemsFile: items && fileOf(items) }
  const request = {
    kind: 'train',
    ratings: sendable(ratings),
    items: items && sendable(items),
    options: { ...wanted, ...files, name },
  }
  const client = new WorkerClient({ engine: trainEngine, request, timeout, guard: UNGUARDED })
  try {
    return await client.call(null, { signal, onProgress: (word) => tell(word, onRead, onProgress) })
  } finally {
    client.dispose()
  }
}

/**
 * @param {Word | import('../../runtime/fetch.js').Progress} word from the worker; while it loads, of the engine's file
 * @param {TrainOptions['onRead']} onRead
 * @param {TrainOptions['onProgress']} onProgress
 */
function tell(word, onRead, onProgress) {
  if ('read' in word) return onRead?.(word.read)
  const { stage, part } =
    'stage' in word ? word : { stage: /** @type {const} */ ('loading'), part: word.loaded / (word.total ?? Infinity) }
  onProgress?.({ stage, done: BEGINS[stage] + part * (ENDS[stage] - BEGINS[stage]) })
}

/**
 * The browser may keep a blob out of memory; and nobody changes what is in it.
 * @param {Table} table
 */
function sendable(table) {
  if (isAddress(table)) return absolute(table)
  return table instanceof Blob ? table : new Blob([checkedBytes(table, 'a table')])
}

/**
 * What the file is called, if that is known.
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
