// Exported histories: writes events as text, and reads them from text or a file.

import { unlessAborted } from '../runtime/abort.js'
import { callEngine } from '../runtime/error-mapping.js'
import { ERROR_CODES, HistoryError } from '../runtime/errors.js'
import { argumentError, shown } from '../runtime/options.js'
import { loadRecommendEngine } from '../runtime/recommend-engine.js'
import { fromFileEvent, MAX_AT_MS, toFileEvent } from './event.js'

/** @import { FileEvent, HistoryEvent } from './event.js' */

/** As `MAX_HISTORY_BYTES` of the engine: a larger file is not even read. */
const MAX_BYTES = 2 ** 26

/**
 * What merging a file would do: see `History.preview`.
 * @typedef {object} Difference
 * @property {number} added items that are not in the history
 * @property {number} replaced items whose event in the file is later
 * @property {number} kept items whose event in the history is as late, or later
 */

/**
 * A file that was read and checked, and the effect of importing it: see `History.preview`.
 * @hideconstructor
 */
export class ImportPreview {
  /**
   * @param {readonly HistoryEvent[]} events
   * @param {Difference} difference
   */
  constructor(events, { added, replaced, kept }) {
    /** The latest event of each item, oldest first. */
    this.events = events
    /** The number of items that are not in the history. */
    this.added = added
    /** The number of items whose event in the file is later. */
    this.replaced = replaced
    /** The number of items whose event in the history is as late, or later. */
    this.kept = kept
    Object.freeze(events)
    Object.freeze(this)
  }
}

/**
 * The text of a file with these events.
 * @param {readonly HistoryEvent[]} events
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
export async function writeFile(events, signal) {
  const engine = await unlessAborted(loadRecommendEngine(), signal)
  return callEngine(() => engine.exportHistory(events.map(toFileEvent)))
}

/**
 * The events of a file: the latest of each item, oldest first.
 *
 * Rejects with `argument`, `history.format`, `history.version`, `history.limit`, or the signal's reason.
 * @param {string | Blob} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<HistoryEvent[]>}
 */
export async function readFile(source, signal) {
  const [engine, text] = await unlessAborted(Promise.all([loadRecommendEngine(), textOf(source)]), signal)
  /** @type {FileEvent[]} */
  const events = callEngine(() => engine.importHistory(text))
  /** @type {Map<string, HistoryEvent>} */
  const latest = new Map()
  for (const inFile of events) {
    const event = fromFileEvent({ ...inFile, at_ms: Math.min(inFile.at_ms, MAX_AT_MS) })
    const other = latest.get(event.item)
    if (!other || event.atMs >= other.atMs) latest.set(event.item, Object.freeze(event))
  }
  return [...latest.values()].sort((a, b) => a.atMs - b.atMs)
}

/** @param {string | Blob} source */
async function textOf(source) {
  if (typeof source === 'string') return source
  if (!(source instanceof Blob)) {
    throw argumentError(`The source is ${shown(source)}; expected the text of an exported history, or its file.`)
  }
  if (source.size > MAX_BYTES) {
    const message = `This file has ${source.size} bytes, and an exported history at most ${MAX_BYTES}: choose another one.`
    throw new HistoryError(ERROR_CODES.historyLimit, message)
  }
  return await source.text().catch((cause) => {
    // A file on the visitor's disk may have been changed or deleted.
    throw argumentError('The file can no longer be read: choose it again.', cause)
  })
}
