// The file that a history is exported to and taken from: text or a file in, events out, and what they would change.

import { loadEngine } from '../recommend/load-engine.js'
import { unlessAborted } from '../runtime/abort.js'
import { callEngine } from '../runtime/error-mapping.js'
import { ERROR_CODES, HistoryError } from '../runtime/errors.js'
import { argumentError } from '../runtime/options.js'
import { LAST_MS } from './event.js'

/** @import { HistoryEvent } from './event.js' */

/** As many as the engine takes, `MAX_HISTORY_BYTES`: a larger file is not even read. */
const MOST_BYTES = 2 ** 26

/**
 * What an import would do, if it is merged: see `History.preview`.
 * @typedef {object} Difference
 * @property {number} added items of which the history has nothing
 * @property {number} replaced items of which the file has something later
 * @property {number} kept items of which the history has something as late, or later
 */

/**
 * A file that was read and found good, and what taking it in would do: see `History.preview`.
 * @hideconstructor
 */
export class ImportPreview {
  /**
   * @param {readonly HistoryEvent[]} events
   * @param {Difference} difference
   */
  constructor(events, { added, replaced, kept }) {
    /** Of each item the latest, oldest first. */
    this.events = events
    /** How many items the history has nothing of. */
    this.added = added
    /** How many items the file has something later of. */
    this.replaced = replaced
    /** How many items the history has something of that is as late, or later. */
    this.kept = kept
    Object.freeze(events)
    Object.freeze(this)
  }
}

/**
 * The events as a file's text.
 * @param {readonly HistoryEvent[]} events
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
export async function writeFile(events, signal) {
  const engine = await unlessAborted(loadEngine(), signal)
  return callEngine(() => engine.exportHistory(events))
}

/**
 * The events of a file: of each item the latest, oldest first.
 *
 * Rejects with `argument`, `history.format`, `history.version`, `history.limit`, or the signal's reason.
 * @param {string | Blob} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<HistoryEvent[]>}
 */
export async function readFile(source, signal) {
  const [engine, text] = await unlessAborted(Promise.all([loadEngine(), textOf(source)]), signal)
  /** @type {HistoryEvent[]} */
  const events = callEngine(() => engine.importHistory(text))
  /** @type {Map<string, HistoryEvent>} */
  const latest = new Map()
  for (const event of events) {
    event.at_ms = Math.min(event.at_ms, LAST_MS)
    const other = latest.get(event.item)
    if (!other || event.at_ms >= other.at_ms) latest.set(event.item, Object.freeze(event))
  }
  return [...latest.values()].sort((a, b) => a.at_ms - b.at_ms)
}

/** @param {string | Blob} source */
async function textOf(source) {
  if (typeof source === 'string') return source
  if (!(source instanceof Blob)) throw argumentError('Give the text of an exported history, or its file.')
  if (source.size > MOST_BYTES) {
    const message = `This file has ${source.size} bytes, and an exported history at most ${MOST_BYTES}: choose another one.`
    throw new HistoryError(ERROR_CODES.historyLimit, message)
  }
  return await source.text().catch((cause) => {
    // A file on the visitor's disk may have changed, or gone.
    throw argumentError('The file cannot be read any more: choose it again.', cause)
  })
}
