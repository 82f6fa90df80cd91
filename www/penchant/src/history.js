// What the visitor said of items: one event per item, the latest. Kept in memory for reading, in IndexedDB for
// good, and in step with other tabs. Changes show at once; one that cannot be written is taken back.

import { StorageError } from './errors.js'
import { checkedEvent, isSame, LAST_MS } from './history-event.js'
import { ImportPreview, readFile, writeFile } from './history-file.js'
import { HistoryStore, unavailable } from './history-store.js'
import { HistoryTabs } from './history-tabs.js'
import { argumentError, checkNames } from './options.js'

/**
 * @import { HistoryEvent, NewEvent } from './history-event.js'
 * @import { Changes } from './history-store.js'
 *
 * @typedef {object} WaitOptions
 * @property {AbortSignal} [signal] takes the change back if it is not stored yet
 *
 * @typedef {object} ImportOptions
 * @property {'merge' | 'replace'} [mode] whether of two events for one item the later one stays, which is so if nothing
 *   is said, or the file takes the place of everything
 * @property {AbortSignal} [signal] takes the change back if it is not stored yet
 *
 * @typedef {object} Edit what one change made of an item
 * @property {string} item
 * @property {HistoryEvent | undefined} before
 * @property {HistoryEvent | undefined} after
 */

/** So many changes can be taken back. */
const MOST_UNDOES = 50

/**
 * Fires `change` whenever its events did, from this tab or another one; and `storage` whenever `persistent` or `error`
 * did.
 */
export class History extends EventTarget {
  #name
  /** @type {Map<string, HistoryEvent>} */
  #events = new Map()
  /** @type {readonly HistoryEvent[] | null} The events in order, until one changes. */
  #ordered = null
  /** @type {HistoryStore | null} */
  #store = null
  /** @type {HistoryTabs | null} */
  #tabs = null
  /** @type {Promise<unknown>} The last write; the next one waits for it. */
  #writing = Promise.resolve()
  /** @type {Map<string, number>} How many changes of an item wait to be written: until then memory is ahead. */
  #ahead = new Map()
  /** @type {Edit[][]} What can be taken back, the last one last. */
  #edits = []
  #closed = false

  /**
   * Why the history is not kept beyond this page, if it is not.
   * @type {StorageError | null}
   */
  error = null

  /**
   * Use `History.open`.
   * @private
   * @param {string} name
   */
  constructor(name) {
    super()
    this.#name = name
  }

  /**
   * The history of this name. Where nothing can be stored it is kept in memory, and `persistent` and `error` say so.
   *
   * Rejects with `argument`, or with the signal's reason.
   * @param {string} [name]
   * @param {{ signal?: AbortSignal }} [options]
   */
  static async open(name = 'default', options = {}) {
    checkNames(options, ['signal'])
    if (typeof name !== 'string') throw argumentError("A history's name is a text.")
    options.signal?.throwIfAborted()
    const history = new History(name)
    await history.#connect()
    if (options.signal?.aborted) history.close()
    options.signal?.throwIfAborted()
    return history
  }

  /** Whether the history outlives this page. */
  get persistent() {
    return this.#store !== null
  }

  /** Whether there is a change to take back. */
  get undoable() {
    return this.#edits.length > 0
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
   * Says something of an item, in place of what was said of it before. Resolves once it is stored. If no time is given
   * it comes after all others, though the clock may have been set back.
   *
   * Rejects with `argument`, `storage.quota`, `storage.write`, or the signal's reason; then it is taken back.
   * @param {NewEvent} event
   * @param {WaitOptions} [options]
   */
  async add({ at_ms = this.#now(), ...said }, options) {
    const event = checkedEvent({ ...said, at_ms })
    const isFirst = event.action === 'like' && !this.events().some(({ action }) => action === 'like')
    await this.#change({ put: [event] }, options)
    if (isFirst && this.persistent) askToStay()
  }

  /**
   * Says whether what was said of an item counts for the visitor's taste. It stays in the history either way.
   *
   * Rejects as `add` does.
   * @param {string} item
   * @param {boolean} [excluded]
   * @param {WaitOptions} [options]
   */
  async exclude(item, excluded = true, options) {
    const event = this.#events.get(item)
    if (!event) throw argumentError(`The history has nothing on the item ${item}.`)
    await this.#change({ put: [checkedEvent({ ...event, excluded })] }, options)
  }

  /**
   * Forgets what was said of an item.
   *
   * Rejects as `add` does.
   * @param {string} item
   * @param {WaitOptions} [options]
   */
  async remove(item, options) {
    await this.#change({ remove: [item] }, options)
  }

  /**
   * Forgets everything, and what could be taken back.
   *
   * Rejects as `add` does.
   * @param {WaitOptions} [options]
   */
  async clear(options) {
    this.#edits = []
    await this.#change({ clear: true }, options, false)
  }

  /**
   * Takes the last change of this page back. What has been said of an item since then stays.
   *
   * Rejects as `add` does.
   * @param {WaitOptions} [options]
   * @returns {Promise<boolean>} whether there was one
   */
  async undo(options = {}) {
    const edits = this.#edits.pop()
    if (!edits) return false
    try {
      await this.#settled(edits, options, () => {
        const standing = edits.filter(({ item, after }) => isSame(this.#events.get(item), after))
        return {
          remove: standing.flatMap(({ item, before }) => (before ? [] : [item])),
          put: standing.flatMap(({ before }) => before ?? []),
        }
      })
      return true
    } catch (error) {
      this.#edits.push(edits)
      throw error
    }
  }

  /**
   * The whole history as the text of a file.
   *
   * Rejects with `network`, `engine.*`, or the signal's reason.
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string>}
   */
  async export(options = {}) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    const text = await writeFile(this.events())
    options.signal?.throwIfAborted()
    return text
  }

  /**
   * What importing an exported file would do. Nothing is changed.
   *
   * Rejects with `history.*`, `argument` if the file cannot be read, `network`, `engine.*`, or the signal's reason.
   * @param {string | Blob} source the file, or its text
   * @param {{ signal?: AbortSignal }} [options]
   */
  async preview(source, options = {}) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    const events = await readFile(source, options.signal)
    return new ImportPreview(Object.freeze(events), this.#difference(events))
  }

  /**
   * Takes in an exported file, all of it or nothing. `undo` takes it back.
   *
   * Rejects as `preview` and `add` do.
   * @param {string | Blob | ImportPreview} source the file, its text, or what `preview` said of it
   * @param {ImportOptions} [options]
   */
  async import(source, options = {}) {
    const { mode = 'merge', ...wait } = options
    if (mode !== 'merge' && mode !== 'replace') throw argumentError('mode is merge or replace.')
    checkNames(wait, ['signal'])
    wait.signal?.throwIfAborted()
    const { events } = source instanceof ImportPreview ? source : await this.preview(source, wait)
    let done = { added: 0, replaced: 0, removed: 0 }
    const edits = await this.#settled(mode === 'replace' ? undefined : events, wait, () => {
      if (mode === 'replace') {
        const items = new Set(events.map(({ item }) => item))
        const removed = [...this.#events.keys()].filter((item) => !items.has(item))
        const known = events.filter(({ item }) => this.#events.has(item))
        done = { added: events.length - known.length, replaced: known.length, removed: removed.length }
        return { remove: removed, put: events }
      }
      const { added, replaced } = this.#difference(events)
      done = { added, replaced, removed: 0 }
      return { put: events.filter((event) => this.#isLater(event)) }
    })
    this.#remember(edits)
    return done
  }

  /**
   * Tries again to store the history, after `error` said that it is not: what is known here is stored, and what was
   * stored meanwhile is taken in.
   * @returns {Promise<boolean>} whether it is stored now; if not, `error` says why
   */
  async reconnect() {
    if (!this.#store && !this.#closed) await this.#connect()
    return this.persistent
  }

  /** Lets go of the database and of other tabs. */
  close() {
    this.#closed = true
    this.#disconnect()
  }

  // --- changes ---

  /**
   * Changes memory now and the database in its turn; takes the change back if the database refuses it.
   * @param {Changes} changes
   * @param {WaitOptions} [options]
   * @param {boolean} [undoable]
   */
  async #change(changes, options = {}, undoable = true) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    const edits = this.#apply(changes)
    if (undoable) this.#remember(edits)
    try {
      await this.#queue(() => this.#write(changes, options.signal), edits, options.signal)
    } catch (error) {
      this.#edits = this.#edits.filter((other) => other !== edits)
      this.#takeBack(edits)
      throw error
    }
  }

  /**
   * Decides what to change when it is this tab's turn, and memory has what the database has of the items in question.
   * @param {readonly { item: string }[] | undefined} about all, if not given
   * @param {WaitOptions} options
   * @param {() => Changes} decide
   */
  async #settled(about, options, decide) {
    checkNames(options, ['signal'])
    options.signal?.throwIfAborted()
    return await this.#queue(
      async () => {
        await this.#read(about?.map(({ item }) => item))
        const changes = decide()
        const edits = this.#apply(changes)
        this.#count(edits, 1)
        try {
          await this.#write(changes, options.signal)
        } catch (error) {
          this.#takeBack(edits)
          throw error
        } finally {
          this.#count(edits, -1)
        }
        return edits
      },
      [],
      options.signal,
    )
  }

  /**
   * Runs a task when those before it are done, and while no other tab writes.
   * @template T
   * @param {() => Promise<T>} task
   * @param {Edit[]} edits that are in memory already, and not yet in the database
   * @param {AbortSignal} [signal]
   * @returns {Promise<T>}
   */
  async #queue(task, edits, signal) {
    let waiting = edits
    const settle = () => {
      this.#count(waiting, -1)
      waiting = []
    }
    this.#count(edits, 1)
    // Settled before another tab has its turn: what that one writes is not to be passed over.
    const done = () => task().finally(settle)
    const turn = this.#writing.then(() => (this.#tabs ? this.#tabs.alone(done, signal) : done()))
    this.#writing = turn.catch(settle)
    return await turn
  }

  /**
   * @param {Changes} changes
   * @param {AbortSignal} [signal]
   */
  async #write(changes, signal) {
    const { clear = false, remove = [], put = [] } = changes
    if (!this.#store || (!clear && remove.length + put.length === 0)) return
    await this.#store.write(changes, signal)
    this.#tabs?.tell(clear ? undefined : [...remove, ...put.map(({ item }) => item)])
    // Other tabs may have written what this one had not heard of.
    if (clear) await this.#read()
  }

  /**
   * @param {Changes} changes
   * @returns {Edit[]}
   */
  #apply({ clear = false, remove = [], put = [] }) {
    const after = new Map(put.map((event) => [event.item, event]))
    const items = new Set([...(clear ? this.#events.keys() : []), ...remove, ...after.keys()])
    const edits = [...items]
      .map((item) => ({ item, before: this.#events.get(item), after: after.get(item) }))
      .filter(({ before, after }) => before !== after)
    for (const { item, after } of edits) this.#set(item, after)
    if (edits.length > 0) this.#changed()
    return edits
  }

  /**
   * What was said of an item since then stays.
   * @param {Edit[]} edits
   */
  #takeBack(edits) {
    const standing = edits.filter(({ item, after }) => this.#events.get(item) === after)
    for (const { item, before } of standing) this.#set(item, before)
    if (standing.length > 0) this.#changed()
  }

  /**
   * @param {string} item
   * @param {HistoryEvent | undefined} event
   */
  #set(item, event) {
    // Anew, so that of events of the same time the last one said comes last.
    this.#events.delete(item)
    if (event) this.#events.set(item, event)
  }

  /** @param {Edit[]} edits */
  #remember(edits) {
    if (edits.length > 0) this.#edits = [...this.#edits, edits].slice(-MOST_UNDOES)
  }

  /**
   * @param {Edit[]} edits
   * @param {1 | -1} by
   */
  #count(edits, by) {
    for (const { item } of edits) {
      const count = (this.#ahead.get(item) ?? 0) + by
      if (count > 0) this.#ahead.set(item, count)
      else this.#ahead.delete(item)
    }
  }

  #changed() {
    this.#ordered = null
    this.dispatchEvent(new Event('change'))
  }

  /** The time of what is said now: later than all that was said before. */
  #now() {
    return Math.min(LAST_MS, Math.max(Date.now(), (this.events().at(-1)?.at_ms ?? 0) + 1))
  }

  /** @param {HistoryEvent} event */
  #isLater(event) {
    const known = this.#events.get(event.item)
    return !known || event.at_ms > known.at_ms
  }

  /** @param {HistoryEvent[] | readonly HistoryEvent[]} events */
  #difference(events) {
    const later = events.filter((event) => this.#isLater(event))
    const added = later.filter(({ item }) => !this.#events.has(item)).length
    return { added, replaced: later.length - added, kept: events.length - later.length }
  }

  // --- the database ---

  /** Resolves once it is known whether the history is stored. */
  #connect() {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const listeners = {
          // It is opened nevertheless, once it can be.
          onBlocked: (/** @type {StorageError} */ error) => {
            this.#lose(error)
            resolve()
          },
          onLost: (/** @type {StorageError} */ error) => this.#lose(error),
        }
        HistoryStore.open(this.#name, listeners)
          .then((store) => this.#attach(store))
          .catch((error) => this.#lose(error))
          .finally(resolve)
      })
    )
  }

  /**
   * Takes in what is stored, and stores what was said before.
   * @param {HistoryStore} store
   */
  async #attach(store) {
    const tabs = new HistoryTabs(this.#name, (items) => void this.#read(items).catch(() => {}))
    try {
      await tabs.alone(async () => {
        const stored = await store.read()
        this.#store = store
        this.#tabs = tabs
        const known = new Map(stored.map((event) => [event.item, event]))
        const said = this.events().filter(({ item, at_ms }) => at_ms > (known.get(item)?.at_ms ?? -1))
        for (const { item } of said) known.delete(item)
        this.#take([...known.values()])
        await this.#write({ put: said })
      })
    } catch (error) {
      tabs.close()
      store.close()
      throw error
    }
    if (this.#closed) this.#disconnect()
    this.#tell(null)
  }

  /**
   * Goes on in memory.
   * @param {unknown} error
   */
  #lose(error) {
    this.#disconnect()
    this.#tell(error instanceof StorageError ? error : unavailable(error))
  }

  #disconnect() {
    this.#tabs?.close()
    this.#store?.close()
    this.#tabs = null
    this.#store = null
  }

  /** @param {StorageError | null} error */
  #tell(error) {
    this.error = error
    this.dispatchEvent(new Event('storage'))
  }

  /**
   * Takes in what the database has of some items, or of all.
   * @param {string[]} [items]
   */
  async #read(items) {
    const events = await this.#store?.read(items)
    if (!events) return
    const found = new Set(events.map(({ item }) => item))
    this.#take(
      events,
      (items ?? [...this.#events.keys()]).filter((item) => !found.has(item)),
    )
  }

  /**
   * @param {HistoryEvent[]} events that were stored
   * @param {string[]} [gone] items of which nothing was
   */
  #take(events, gone = []) {
    const differs = (/** @type {string} */ item, /** @type {HistoryEvent} */ event) =>
      !this.#ahead.has(item) && !isSame(this.#events.get(item), event)
    const fresh = events.filter((event) => differs(event.item, event))
    const lost = gone.filter((item) => !this.#ahead.has(item) && this.#events.has(item))
    for (const event of fresh) this.#set(event.item, Object.freeze(event))
    for (const item of lost) this.#set(item, undefined)
    if (fresh.length + lost.length > 0) this.#changed()
  }
}

/** Asks the browser to keep what is stored, now that there is something to lose. It may refuse, or ask the visitor. */
function askToStay() {
  void navigator.storage?.persist?.().catch(() => {})
}
