// The one file that touches IndexedDB: the events of one history, one record per item.
// A write resolves once its transaction is complete, and rejects if any of it failed.

import { openDB } from 'idb'
import { ERROR_CODES, PenchantError } from './errors.js'

const VERSION = 1
const STORE = 'events'

/**
 * @import { HistoryEvent } from './history.js'
 *
 * @typedef {object} Changes what one transaction does, in this order
 * @property {boolean} [clear] take out everything
 * @property {string[]} [remove] take out these items
 * @property {HistoryEvent[]} [put] write these events over those of the same items
 */

export class HistoryStore {
  #database

  /** @param {import('idb').IDBPDatabase} database */
  constructor(database) {
    this.#database = database
  }

  /**
   * Rejects with `storage.unavailable`.
   * @param {string} name
   */
  static async open(name) {
    try {
      const database = await openDB(`penchant-history-${name}`, VERSION, {
        upgrade: (fresh) => void fresh.createObjectStore(STORE, { keyPath: 'item' }),
        // A page of a newer version must not wait for this one.
        blocking: (_current, _blocked, event) => /** @type {IDBDatabase} */ (event.target).close(),
      })
      return new HistoryStore(database)
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /**
   * Rejects with `storage.unavailable`.
   * @returns {Promise<HistoryEvent[]>}
   */
  async all() {
    try {
      return await this.#database.getAll(STORE)
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /**
   * Rejects with `storage.quota` or `storage.write`; then nothing was changed.
   * @param {Changes} changes
   */
  async write({ clear = false, remove = [], put = [] }) {
    try {
      const transaction = this.#database.transaction(STORE, 'readwrite', { durability: 'strict' })
      const requests = [
        clear && transaction.store.clear(),
        ...remove.map((item) => transaction.store.delete(item)),
        ...put.map((event) => transaction.store.put(event)),
      ]
      // Why it failed stands in the transaction; of a request it is only known that it was aborted.
      for (const request of requests) if (request) request.catch(() => {})
      await transaction.done
    } catch (cause) {
      throw cause instanceof DOMException && cause.name === 'QuotaExceededError'
        ? new PenchantError(ERROR_CODES.storageQuota, 'There is no room left to save this: free some space.', { cause })
        : new PenchantError(ERROR_CODES.storageWrite, 'This could not be saved: reload the page and try again.', {
            cause,
          })
    }
  }

  close() {
    this.#database.close()
  }
}

/** @param {unknown} cause */
function unavailable(cause) {
  const message =
    'This browser stores nothing for this page: the window is private, or storage is blocked. ' +
    'The history lasts until the page is closed; export it to keep it.'
  return new PenchantError(ERROR_CODES.storageUnavailable, message, { cause })
}
