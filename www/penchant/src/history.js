// What the visitor said of items: one event per item, the latest. Kept in memory for reading, in IndexedDB for
// good, and in step with other tabs. Changes show at once; one that cannot be written is taken back.

import { ERROR_CODES, PenchantError } from './errors.js'
import { callEngine } from './faults.js'
import { HistoryStore } from './history-store.js'
import { loadEngine } from './recommend-engine.js'

/**
 * What is said (`like`, `dislike`, `rate`, `not-interested`) counts before what is done (`complete`, `seen`, `skip`).
 * @typedef {'like' | 'dislike' | 'rate' | 'not-interested' | 'complete' | 'seen' | 'skip'} Action
 *
 * @typedef {object} HistoryEvent
 * @property {string} item
 * @property {Action} action
 * @property {number} at_ms when, in milliseconds since 1970
 * @property {number} [rating] stars from 0.5 to 5, with `rate` and nothing else
 * @property {boolean} [excluded] kept in the history, and counted for nothing
 */

const ACTIONS = ['like', 'dislike', 'rate', 'not-interested', 'complete', 'seen', 'skip']

/** Fires `change` whenever its events did, from this tab or another one. */
export class History extends EventTarget {
  /** @type {Map<string, HistoryEvent>} */
  #events = new Map()
  /** @type {readonly HistoryEvent[] | null} The events in order, until one changes. */
  #ordered = null
  /** @type {HistoryStore | null} */
  #store = null
  /** @type {BroadcastChannel | null} */
  #channel = null
  /** @type {Promise<unknown>} The last write; the next one waits for it. */
  #writing = Promise.resolve()
  #changes = 0

  /** @type {PenchantError | null} Why the history is not kept beyond this page, if it is not. */
  error = null

  /** Use `History.open`. */
  constructor() {
    super()
  }

  /**
   * The history of this name. Never rejects: where nothing can be stored it is kept in memory, and `persistent`
   * and `error` say so.
   * @param {string} [name]
   */
  static async open(name = 'default') {
    const history = new History()
    try {
      history.#store = await HistoryStore.open(name)
      history.#load(await history.#store.all())
      history.#channel = new BroadcastChannel(`penchant-history-${name}`)
      history.#channel.onmessage = () => history.#readAgain()
    } catch (error) {
      history.#store = null
      history.error = /** @type {PenchantError} */ (error)
    }
    return history
  }

  /** Whether the history outlives this page. */
  get persistent() {
    return this.#store !== null
  }

  /**
   * The events, oldest first.
   * @returns {readonly HistoryEvent[]}
   */
  events() {
    this.#ordered ??= Object.freeze([...this.#events.values()].sort((a, b) => a.at_ms - b.at_ms))
    return this.#ordered
  }

  /**
   * Says something of an item, in place of what was said of it before. Resolves once it is stored.
   * @param {Omit<HistoryEvent, 'at_ms'> & { at_ms?: number }} event
   */
  async add({ item, action, at_ms = Date.now(), rating, excluded }) {
    if (typeof item !== 'string' || item === '' || !ACTIONS.includes(action)) {
      throw new PenchantError(ERROR_CODES.argument, `An event needs an item and one of ${ACTIONS.join(', ')}.`)
    }
    const isRated = typeof rating === 'number' && rating >= 0.5 && rating <= 5
    if (action === 'rate' ? !isRated : rating !== undefined) {
      throw new PenchantError(
        ERROR_CODES.argument,
        'An event with the action rate, and no other, needs 0.5 to 5 stars.',
      )
    }
    /** @type {HistoryEvent} */
    const event = { item, action, at_ms }
    if (rating !== undefined) event.rating = rating
    if (excluded) event.excluded = true
    await this.#apply({ put: [event] })
  }

  /**
   * Says whether what was said of an item counts for the visitor's taste. It stays in the history either way.
   * @param {string} item
   * @param {boolean} [excluded]
   */
  async exclude(item, excluded = true) {
    const event = this.#events.get(item)
    if (!event) throw new PenchantError(ERROR_CODES.argument, `The history has nothing on the item ${item}.`)
    /** @type {HistoryEvent} */
    const changed = { ...event, excluded }
    if (!excluded) delete changed.excluded
    await this.#apply({ put: [changed] })
  }

  /**
   * Forgets what was said of an item.
   * @param {string} item
   */
  async remove(item) {
    await this.#apply({ remove: [item] })
  }

  /** Forgets everything. */
  async clear() {
    await this.#apply({ clear: true })
  }

  /**
   * The whole history as the text of a file.
   * @returns {Promise<string>}
   */
  async export() {
    const engine = await loadEngine()
    return callEngine(() => engine.exportHistory(this.events()))
  }

  /**
   * Takes in the text of an exported file: of two events for one item the later one stays. All of it or nothing.
   *
   * Rejects with `history.format`, `history.version` or `history.limit`.
   * @param {string} text
   */
  async import(text) {
    const engine = await loadEngine()
    /** @type {HistoryEvent[]} */
    const imported = callEngine(() => engine.importHistory(text))
    /** @type {Map<string, HistoryEvent>} */
    const newer = new Map()
    for (const event of imported) {
      const known = newer.get(event.item) ?? this.#events.get(event.item)
      if (!known || event.at_ms > known.at_ms) newer.set(event.item, event)
    }
    const replaced = [...newer.keys()].filter((item) => this.#events.has(item)).length
    if (newer.size > 0) await this.#apply({ put: [...newer.values()] })
    return { added: newer.size - replaced, replaced }
  }

  /** Lets go of the database and of other tabs. */
  close() {
    this.#channel?.close()
    this.#store?.close()
  }

  /**
   * Changes memory now and the database in its turn; takes the change back if the database refuses it.
   * @param {import('./history-store.js').Changes} changes
   */
  async #apply(changes) {
    const { clear = false, remove = [], put = [] } = changes
    const items = new Set([...(clear ? this.#events.keys() : []), ...remove, ...put.map((event) => event.item)])
    const touched = [...items].map((item) => ({ item, before: this.#events.get(item) }))
    for (const item of items) this.#events.delete(item)
    for (const event of put) this.#events.set(event.item, Object.freeze(event))
    const after = new Map(put.map((event) => [event.item, event]))
    this.#changed()

    const store = this.#store
    if (!store) return
    const write = this.#writing.then(() => store.write(changes))
    this.#writing = write.catch(() => {})
    try {
      await write
    } catch (error) {
      // What was said of an item since then stays.
      const untouched = touched.filter(({ item }) => this.#events.get(item) === after.get(item))
      for (const { item, before } of untouched) {
        if (before) this.#events.set(item, before)
        else this.#events.delete(item)
      }
      this.#changed()
      throw error
    }
    this.#channel?.postMessage('changed')
  }

  /** Another tab wrote: reads everything again, and once more if this tab changed something meanwhile. */
  async #readAgain() {
    let seen
    let events
    do {
      seen = this.#changes
      await this.#writing
      events = await this.#store?.all().catch(() => null)
    } while (seen !== this.#changes)
    if (events) {
      this.#load(events)
      this.#changed()
    }
  }

  /** @param {HistoryEvent[]} events */
  #load(events) {
    this.#events = new Map(events.map((event) => [event.item, Object.freeze(event)]))
  }

  #changed() {
    this.#changes += 1
    this.#ordered = null
    this.dispatchEvent(new Event('change'))
  }
}
