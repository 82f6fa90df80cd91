// The events of one history in memory, where they are read: changed at once, taken back if need be, and brought in step
// with the database, which for some items is still behind.

import { isSame } from './event.js'

/**
 * @import { HistoryEvent } from './event.js'
 *
 * @typedef {object} Changes in this order
 * @property {boolean} [clear] take out everything
 * @property {readonly string[]} [remove] take out these items
 * @property {readonly HistoryEvent[]} [put] put these events in the place of those of the same items
 *
 * @typedef {object} Edit what one change made of an item
 * @property {string} item
 * @property {HistoryEvent | undefined} before
 * @property {HistoryEvent | undefined} after
 */

export class Memory {
  /** @type {Map<string, HistoryEvent>} */
  #events = new Map()
  /** @type {readonly HistoryEvent[] | null} The events in order, until one changes. */
  #ordered = null
  /** @type {Map<string, number>} How many changes of an item are not yet in the database. */
  #ahead = new Map()
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
   * @returns {Edit[]} what that came to
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
   * What was said of an item since then stays.
   * @param {Edit[]} edits
   */
  takeBack(edits) {
    const standing = edits.filter(({ item, after }) => this.#events.get(item) === after)
    this.#set(standing.map(({ item, before }) => [item, before]))
  }

  /**
   * What would have to change for edits to be undone. What was said of an item since then stays.
   * @param {Edit[]} edits
   * @returns {Changes}
   */
  undoing(edits) {
    const standing = edits.filter(({ item, after }) => isSame(this.#events.get(item), after))
    return {
      remove: standing.flatMap(({ item, before }) => (before ? [] : [item])),
      put: standing.flatMap(({ before }) => before ?? []),
    }
  }

  /**
   * Says that edits are on their way to the database, and calls off what they were said to be, once it is called.
   * @param {Edit[]} edits
   */
  ahead(edits) {
    for (const { item } of edits) this.#ahead.set(item, (this.#ahead.get(item) ?? 0) + 1)
    let waiting = edits
    return () => {
      for (const { item } of waiting) {
        const count = (this.#ahead.get(item) ?? 0) - 1
        if (count > 0) this.#ahead.set(item, count)
        else this.#ahead.delete(item)
      }
      waiting = []
    }
  }

  /**
   * Takes over what the database has, but of items of which it is behind.
   * @param {readonly HistoryEvent[]} events
   * @param {readonly string[]} [gone] items of which it has nothing
   */
  take(events, gone = []) {
    /** @type {[string, HistoryEvent | undefined][]} */
    const stored = [
      ...events.map((event) => /** @type {[string, HistoryEvent]} */ ([event.item, Object.freeze(event)])),
      ...gone.map((item) => /** @type {[string, undefined]} */ ([item, undefined])),
    ]
    this.#set(stored.filter(([item, event]) => !this.#ahead.has(item) && !isSame(this.#events.get(item), event)))
  }

  /**
   * Whether it is later than what there is of its item.
   * @param {HistoryEvent} event
   */
  isNews(event) {
    return event.atMs > (this.#events.get(event.item)?.atMs ?? -1)
  }

  /** @param {(readonly [string, HistoryEvent | undefined])[]} events by their items; `undefined` takes one out */
  #set(events) {
    if (events.length === 0) return
    for (const [item, event] of events) {
      // Anew, so that of events of the same time the last one said comes last.
      this.#events.delete(item)
      if (event) this.#events.set(item, event)
    }
    this.#ordered = null
    this.#onChange()
  }
}
