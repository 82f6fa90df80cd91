// Synchronises a history's memory with its database, and tabs with each other. Where nothing can be stored, or no longer,
// only memory is left, and `error` says why.

import { StorageError } from '../runtime/errors.js'
import { isSame } from './event.js'
import { HistoryStore, unavailable } from './store.js'
import { HistoryTabs } from './tabs.js'

/**
 * @import { HistoryEvent } from './event.js'
 * @import { Changes, Edit, Memory } from './memory.js'
 * @import { Told } from './tabs.js'
 */

export class HistorySync {
  #name
  #memory
  #onStorage
  /** @type {HistoryStore | null} */
  #store = null
  /** @type {HistoryTabs | null} */
  #tabs = null
  /**
   * What the database had of the items that were changed while nothing could be stored.
   * @type {Map<string, HistoryEvent | undefined>}
   */
  #unstored = new Map()
  /** @type {Promise<unknown>} The last write; the next one waits for it. */
  #writing = Promise.resolve()
  #closed = false

  /** @type {StorageError | null} */
  error = null

  /**
   * @param {string} name
   * @param {Memory} memory
   * @param {() => void} onStorage called whenever `stored` or `error` may have changed
   */
  constructor(name, memory, onStorage) {
    this.#name = name
    this.#memory = memory
    this.#onStorage = onStorage
  }

  get stored() {
    return this.#store !== null
  }

  /** Resolves once it is known whether the history is stored. */
  async connect() {
    if (this.#store || this.#closed) return
    await /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const listeners = {
          // It will be opened once the other tab closes it.
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

  close() {
    this.#closed = true
    this.#disconnect()
    this.#tabs?.close()
  }

  /**
   * Changes memory now and the database in its turn; takes the change back if the database refuses it.
   * @param {Changes} changes
   * @param {AbortSignal} [signal]
   * @returns {{ edits: Edit[], written: Promise<void> }}
   */
  change(changes, signal) {
    const edits = this.#memory.apply(changes)
    const settle = this.#memory.markUnwritten(edits)
    // Settled before another tab has its turn, or its writes would be ignored.
    const write = () => this.#write(changes, edits, signal).finally(settle)
    const written = this.#queue(write, signal).catch((error) => {
      settle()
      this.#memory.revert(edits)
      throw error
    })
    return { edits, written }
  }

  /**
   * Decides on changes when it is this tab's turn, and memory is up to date with the database.
   * @param {string[] | undefined} items that the decision depends on; all, if not given
   * @param {() => Changes} decide
   * @param {AbortSignal} [signal]
   * @returns {Promise<Edit[]>}
   */
  async decide(items, decide, signal) {
    return await this.#queue(async () => {
      await this.#read(items)
      const changes = decide()
      const edits = this.#memory.apply(changes)
      const settle = this.#memory.markUnwritten(edits)
      try {
        await this.#write(changes, edits, signal)
      } catch (error) {
        this.#memory.revert(edits)
        throw error
      } finally {
        settle()
      }
      return edits
    }, signal)
  }

  /**
   * Runs a task when those before it are done, and while no other tab writes.
   * @template T
   * @param {() => Promise<T>} task
   * @param {AbortSignal} [signal]
   * @returns {Promise<T>}
   */
  async #queue(task, signal) {
    const turn = this.#writing.then(() => (this.#store && this.#tabs ? this.#tabs.alone(task, signal) : task()))
    this.#writing = turn.catch(() => {})
    return await turn
  }

  /**
   * @param {Changes} changes
   * @param {Edit[]} edits what they did to memory
   * @param {AbortSignal} [signal]
   */
  async #write(changes, edits, signal) {
    signal?.throwIfAborted()
    if (!this.#store) {
      for (const { item, before } of edits) if (!this.#unstored.has(item)) this.#unstored.set(item, before)
      return
    }
    const { clear = false, remove = [], put = [] } = changes
    if (!clear && remove.length + put.length === 0) return
    const items = clear ? undefined : [...remove, ...put.map(({ item }) => item)]
    // What was never seen here is not erased: another tab may have it, and not be able to store it.
    const edited = new Set(edits.map(({ item }) => item))
    const erased = clear ? 'all' : remove.filter((item) => edited.has(item))
    this.#tabs?.tell({ items, erased, ahead: true })
    await this.#store.write(changes, signal)
    this.#tabs?.tell({ items, ahead: false })
    // Other tabs may have written items that this one does not know of yet.
    if (clear) await this.#read()
  }

  /**
   * Follows what another tab tells: reads it, or forgets what is erased if this tab cannot read what is stored, which
   * would otherwise store it again.
   * @param {Told} told
   */
  #hear(told) {
    const follow = async () => {
      // It may close the database meanwhile, or have closed it.
      if (this.#store) await this.#read(told.items).catch(() => {})
      if (!this.#store) this.#forget(told.erased)
    }
    if (this.#store && this.#tabs) this.#tabs.afterwards(told, follow)
    else void follow()
  }

  /** @param {Told['erased']} erased */
  #forget(erased = []) {
    const items = erased === 'all' ? this.#memory.all().map(({ item }) => item) : erased
    this.#memory.update([], items)
    for (const item of items) this.#unstored.delete(item)
  }

  /**
   * Updates memory from the database, for some items or for all.
   * @param {readonly string[]} [items]
   */
  async #read(items) {
    const events = await this.#store?.read(items)
    if (!events) return
    const found = new Set(events.map(({ item }) => item))
    const asked = items ?? this.#memory.all().map(({ item }) => item)
    const gone = asked.filter((item) => !found.has(item))
    this.#memory.update(events, gone)
  }

  /**
   * Reads the stored events, and stores what was changed before.
   * @param {HistoryStore} store
   */
  async #attach(store) {
    const tabs = (this.#tabs ??= new HistoryTabs(this.#name, (told) => this.#hear(told)))
    try {
      await tabs.alone(async () => {
        const stored = await store.read()
        if (this.#store) {
          // It was opened twice.
          store.close()
          return
        }
        this.#store = store
        const { put, remove } = this.#ownChanges(stored)
        const own = new Set([...remove, ...put.map(({ item }) => item)])
        this.#memory.update(stored.filter(({ item }) => !own.has(item)))
        const edits = remove.map((item) => ({ item, before: this.#unstored.get(item), after: undefined }))
        await this.#write({ put, remove }, edits)
        this.#unstored.clear()
      })
    } catch (error) {
      store.close()
      throw error
    }
    if (this.#closed) this.close()
    this.error = null
    this.#onStorage()
  }

  /**
   * What this page has to write when it can store again: what was changed in it since, unless another tab changed the same
   * item later, and what the browser has deleted.
   * @param {readonly HistoryEvent[]} stored
   */
  #ownChanges(stored) {
    const found = new Map(stored.map((event) => [event.item, event]))
    const isAsBefore = (/** @type {string} */ item) => isSame(found.get(item), this.#unstored.get(item))
    const put = this.#memory.all().filter(({ item, atMs }) => {
      const other = found.get(item)
      if (!other) return true
      return this.#unstored.has(item) && (isAsBefore(item) || atMs > other.atMs)
    })
    const remove = [...this.#unstored.keys()].filter(
      (item) => !this.#memory.get(item) && found.has(item) && isAsBefore(item),
    )
    return { put, remove }
  }

  /** @param {unknown} error */
  #lose(error) {
    this.#disconnect()
    this.error = error instanceof StorageError ? error : unavailable(error)
    this.#onStorage()
  }

  /** Other tabs are listened to nevertheless. */
  #disconnect() {
    this.#store?.close()
    this.#store = null
  }
}
