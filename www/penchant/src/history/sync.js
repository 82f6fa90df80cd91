// Synchronises a history's memory with its database, and tabs with each other. Where nothing can be stored, or no longer,
// only memory is left, and `error` says why.

import { StorageError } from '../runtime/errors.js'
import { HistoryStore, unavailable } from './store.js'
import { HistoryTabs } from './tabs.js'

/** @import { Changes, Edit, Memory } from './memory.js' */

export class HistorySync {
  #name
  #memory
  #onStorage
  /** @type {HistoryStore | null} */
  #store = null
  /** @type {HistoryTabs | null} */
  #tabs = null
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
    const write = () => this.#write(changes, signal).finally(settle)
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
        await this.#write(changes, signal)
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
    const turn = this.#writing.then(() => (this.#tabs ? this.#tabs.alone(task, signal) : task()))
    this.#writing = turn.catch(() => {})
    return await turn
  }

  /**
   * @param {Changes} changes
   * @param {AbortSignal} [signal]
   */
  async #write(changes, signal) {
    signal?.throwIfAborted()
    const { clear = false, remove = [], put = [] } = changes
    if (!this.#store || (!clear && remove.length + put.length === 0)) return
    await this.#store.write(changes, signal)
    this.#tabs?.tell(clear ? undefined : [...remove, ...put.map(({ item }) => item)])
    // Other tabs may have written items that this one does not know of yet.
    if (clear) await this.#read()
  }

  /**
   * Updates memory from the database, for some items or for all.
   * @param {string[]} [items]
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
   * Reads the stored events, and stores those that were added before.
   * @param {HistoryStore} store
   */
  async #attach(store) {
    const tabs = new HistoryTabs(this.#name, (items) => void this.#read(items).catch(() => {}))
    try {
      await tabs.alone(async () => {
        const stored = await store.read()
        if (this.#store) {
          // It was opened twice.
          tabs.close()
          store.close()
          return
        }
        this.#store = store
        this.#tabs = tabs
        const at = new Map(stored.map(({ item, atMs }) => [item, atMs]))
        const unstored = this.#memory.all().filter(({ item, atMs }) => atMs > (at.get(item) ?? -1))
        for (const { item } of unstored) at.delete(item)
        this.#memory.update(stored.filter(({ item }) => at.has(item)))
        await this.#write({ put: unstored })
      })
    } catch (error) {
      tabs.close()
      store.close()
      throw error
    }
    if (this.#closed) this.#disconnect()
    this.error = null
    this.#onStorage()
  }

  /** @param {unknown} error */
  #lose(error) {
    this.#disconnect()
    this.error = error instanceof StorageError ? error : unavailable(error)
    this.#onStorage()
  }

  #disconnect() {
    this.#tabs?.close()
    this.#store?.close()
    this.#tabs = null
    this.#store = null
  }
}
