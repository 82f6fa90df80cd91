// The events of one history in memory, from where they are read: changed at once, taken back if need be, and updated from
// the database, except items whose change is not written yet.

import { isSame } from './event.js'

/**
 * @import { HistoryEvent } from './event.js'
 *
 * @typedef {object} Changes in this order
 * @property {boolean} [clear] remove all items
 * @property {readonly string[]} [remove] remove these items
 * @property {readonly HistoryEvent[]} [put] add these events, in place of those of the same items
 *
 * @typedef {object} Edit the effect of a change on an item
 * @property {string} item
 * @property {HistoryEvent | undefined} before
 * @property {HistoryEvent | undefined} after
 */

export class Memory {
  /** @type {Map<string, HistoryEvent>} */
  #events = new Map()
  /** @type {readonly HistoryEvent[] | null} The events in order, until one changes. */
  #ordered = null
  /** @type {Map<string, number>} The number of an item's changes that are not in the database yet. */
  #unwritten = new Map()
  #onChange

  /** @param {() => void} onChange called after every change */
  constructor(onChange) {
    this.#onChange = onChange
  }

  /**
   * Oldest first.
   * @returns {readonly HistoryEvent[]}
   */
  all() {
    this.#ordered ??= Object.freeze([...this.#events.values()].sort((a, b) => a.atMs - b.atMs))
    return this.#ordered
  }

  /** @param {string} item */
  get(item) {
    return this.#events.get(item)
  }

  /**
   * @param {Changes} changes
   * @returns {Edit[]}
   */
  apply({ clear = false, remove = [], put = [] }) {
    const after = new Map(put.map((event) => [event.item, event]))
    const items = new Set([...(clear ? this.#events.keys() : []), ...remove, ...after.keys()])
    const edits = [...items]
      .map((item) => ({ item, before: this.#events.get(item), after: after.get(item) }))
      .filter(({ before, after }) => before !== after)
    this.#set(edits.map(({ item, after }) => [item, after]))
    return edits
  }

  /**
   * Reverts edits, except those of items that have changed since.
   * @param {Edit[]} edits
   */
  revert(edits) {
    const unchanged = edits.filter(({ item, after }) => this.#events.get(item) === after)
    this.#set(unchanged.map(({ item, before }) => [item, before]))
  }

  /**
   * The changes that undo edits, except those of items that have changed since.
   * @param {Edit[]} edits
   * @returns {Changes}
   */
  inverse(edits) {
    const unchanged = edits.filter(({ item, after }) => isSame(this.#events.get(item), after))
    return {
      remove: unchanged.flatMap(({ item, before }) => (before ? [] : [item])),
      put: unchanged.flatMap(({ before }) => before ?? []),
    }
  }

  /**
   * Marks edits as not written yet.
   * @param {Edit[]} edits
   * @returns {() => void} removes the mark, once
   */
  markUnwritten(edits) {
    for (const { item } of edits) this.#unwritten.set(item, (this.#unwritten.get(item) ?? 0) + 1)
    let marked = edits
    return () => {
      for (const { item } of marked) {
        const count = (this.#unwritten.get(item) ?? 0) - 1
        if (count > 0) this.#unwritten.set(item, count)
        else this.#unwritten.delete(item)
      }
      marked = []
    }
  }

  /**
   * Takes over the state of the database, except for items with unwritten changes.
   * @param {readonly HistoryEvent[]} events
   * @param {readonly string[]} [gone] items that are not in the database
   */
  update(events, gone = []) {
    /** @type {[string, HistoryEvent | undefined][]} */
    const stored = [
      ...events.map((event) => /** @type {[string, HistoryEvent]} */ ([event.item, Object.freeze(event)])),
      ...gone.map((item) => /** @type {[string, undefined]} */ ([item, undefined])),
    ]
    this.#set(stored.filter(([item, event]) => !this.#unwritten.has(item) && !isSame(this.#events.get(item), event)))
  }

  /**
   * Whether an event is later than that of the same item.
   * @param {HistoryEvent} event
   */
  isLater(event) {
    return event.atMs > (this.#events.get(event.item)?.atMs ?? -1)
  }

  /** @param {(readonly [string, HistoryEvent | undefined])[]} events by their items; `undefined` removes one */
  #set(events) {
    if (events.length === 0) return
    for (const [item, event] of events) {
      // Deleted first, so that among events of the same time the last one set is the last one listed.
      this.#events.delete(item)
      if (event) this.#events.set(item, event)
    }
    this.#ordered = null
    this.#onChange()
  }
}
