// What a history must be after each step: what is stored, and what each tab has, also while it cannot store anything. The
// rules are those of the documentation, written down without the package.

import assert from 'node:assert/strict'

/**
 * @import { HistoryEvent, Request } from './history-tab.js'
 *
 * @typedef {Map<string, HistoryEvent>} Events by item
 * @typedef {{ item: string, before: HistoryEvent | undefined, after: HistoryEvent | undefined }} Edit
 */

const MAX_UNDOS = 50

export class TabModel {
  /** The code of the error that the tab shows; null while it stores. */
  error = /** @type {string | null} */ (null)
  /** @type {Events} What it shows while it cannot store. */
  memory = new Map()
  /** @type {Events} What was stored when it last could. */
  base = new Map()
  /** @type {Edit[][]} What it can undo; the latest last. */
  edits = []
  /** Whether `edits` is known: of two changes at once nobody knows which saw the other. */
  isUndoKnown = true

  get stores() {
    return this.error === null
  }
}

export class Model {
  /** @type {Events} */
  stored = new Map()
  tabs = [new TabModel(), new TabModel()]
  /** Whether a page of an older version keeps the database from being opened. */
  isHeld = false
  /** Whether the database is a newer version's. */
  isNewer = false
  /** @type {string | null} What was exported last. */
  file = null
  /** Dates events whose time must be known before they are stored: later than any other. */
  time = 4_000_000_000_000

  /** @param {number} at */
  viewOf(at) {
    const tab = this.tabs[at]
    return tab.stores ? this.stored : tab.memory
  }

  /**
   * A tab has changed its history to this, and stored it if it can.
   * @param {number} at
   * @param {Events} after
   * @param {{ erasesAll?: boolean }} [how] whether it was all erased, known here or not
   */
  become(at, after, { erasesAll = false } = {}) {
    const tab = this.tabs[at]
    if (!tab.stores) {
      tab.memory = after
      return
    }
    const erased = [...this.stored.keys()].filter((item) => !after.has(item))
    this.stored = after
    // The others hear of it, also those that cannot read what is stored.
    for (const other of this.tabs) {
      if (other.stores) continue
      for (const item of erasesAll ? [...other.memory.keys(), ...other.base.keys()] : erased) {
        other.memory.delete(item)
        other.base.delete(item)
      }
    }
  }

  /** A tab can store nothing any more. @param {number} at @param {string} error */
  lose(at, error) {
    const tab = this.tabs[at]
    if (tab.stores) Object.assign(tab, { memory: new Map(this.stored), base: new Map(this.stored) })
    tab.error = error
  }

  /**
   * A tab stores again: what must be stored then, with all that may be where both have changed the same item.
   * @param {number} at
   * @returns {Map<string, (HistoryEvent | undefined)[]>}
   */
  merged(at) {
    const { memory, base } = this.tabs[at]
    const items = new Set([...memory.keys(), ...base.keys(), ...this.stored.keys()])
    return new Map(
      [...items].map((item) => {
        const [mine, before, stored] = [memory.get(item), base.get(item), this.stored.get(item)]
        if (isSame(mine, before)) return [item, [stored ?? before]]
        // The browser may have deleted it meanwhile; then it is this tab's to store.
        if (isSame(stored, before) || stored === undefined) return [item, [mine]]
        return [item, [mine, stored]]
      }),
    )
  }
}

/**
 * What a call makes of a history, if nothing goes wrong.
 * @param {Events} events
 * @param {Request} request
 * @param {{ edits: Edit[][], file: string | null }} known
 * @returns {Events}
 */
export function effectOf(events, { call, parameters }, { edits, file }) {
  const after = new Map(events)
  const [first, second] = /** @type {any[]} */ (parameters)
  if (call === 'add') after.set(first.item, first)
  if (call === 'remove') after.delete(first)
  if (call === 'clear') after.clear()
  if (call === 'exclude') {
    const event = { .../** @type {HistoryEvent} */ (after.get(first)) }
    delete event.excluded
    after.set(first, second ? { ...event, excluded: true } : event)
  }
  if (call === 'undo') {
    for (const { item, before, after: made } of edits.at(-1) ?? []) {
      if (!isSame(events.get(item), made)) continue
      if (before) after.set(item, before)
      else after.delete(item)
    }
  }
  if (call === 'import') {
    const imported = eventsOfFile(/** @type {string} */ (file))
    const replaces = second?.mode === 'replace'
    if (replaces) after.clear()
    for (const event of imported) {
      if (replaces || event.atMs > (events.get(event.item)?.atMs ?? -1)) after.set(event.item, event)
    }
  }
  return after
}

/**
 * What a tab can undo after a call.
 * @param {Edit[][]} edits
 * @param {string} call
 * @param {Events} before
 * @param {Events} after
 * @returns {Edit[][]}
 */
export function undoableAfter(edits, call, before, after) {
  if (call === 'clear') return []
  if (call === 'undo') return edits.slice(0, -1)
  const made = [...new Set([...before.keys(), ...after.keys()])]
    .map((item) => ({ item, before: before.get(item), after: after.get(item) }))
    .filter((edit) => edit.before !== edit.after)
  return made.length > 0 ? [...edits, made].slice(-MAX_UNDOS) : edits
}

/** @param {string} file */
function eventsOfFile(file) {
  const { events } = JSON.parse(file)
  return /** @type {HistoryEvent[]} */ (events.map((/** @type {any} */ { at_ms: atMs, ...event }) => ({ ...event, atMs })))
}

/**
 * @param {HistoryEvent | undefined} a
 * @param {HistoryEvent | undefined} b
 */
export function isSame(a, b) {
  try {
    assert.deepEqual(a, b)
    return true
  } catch {
    return false
  }
}
