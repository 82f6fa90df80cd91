// The one file that touches IndexedDB: the events of one history, one record per item.
// A write resolves once its transaction is complete, and rejects if any of it failed.

// eslint-disable-next-line no-restricted-imports -- the only file that touches IndexedDB
import { deleteDB, openDB, unwrap } from 'idb'
import { ERROR_CODES, StorageError } from '../runtime/errors.js'
import { EVENTS, migrate, VERSION } from './schema.js'

/**
 * @import { HistoryEvent } from './event.js'
 * @import { Changes } from './memory.js'
 *
 * @typedef {object} Listeners
 * @property {(error: StorageError) => void} onBlocked called while another tab keeps it from being opened
 * @property {(error: StorageError) => void} onLost called when it is gone, and closed, after it was opened
 */

const databaseOf = (/** @type {string} */ name) => `penchant-history-${name}`

/** Of more items than these reading all is quicker. */
const MOST_ASKED = 1000

export class HistoryStore {
  #database

  /** @param {import('idb').IDBPDatabase} database */
  constructor(database) {
    this.#database = database
  }

  /**
   * Rejects with `storage.outdated` or `storage.unavailable`.
   * @param {string} name
   * @param {Listeners} listeners
   */
  static async open(name, { onBlocked, onLost }) {
    try {
      const database = await openDB(databaseOf(name), VERSION, {
        upgrade(database, from, _to, upgrade) {
          // If it fails, so does what opens the database.
          upgrade.done.catch(() => {})
          migrate(database, from, upgrade).catch(() => abort(upgrade))
        },
        blocked: () => onBlocked(blocked()),
        // A page of a newer version must not wait for this one, nor must who deletes it.
        blocking(_current, version, event) {
          const held = /** @type {IDBDatabase} */ (event.target)
          held.close()
          onLost(version === null ? evicted() : outdated())
        },
        terminated: () => onLost(evicted()),
      })
      return new HistoryStore(database)
    } catch (cause) {
      throw cause instanceof DOMException && cause.name === 'VersionError' ? outdated(cause) : unavailable(cause)
    }
  }

  /**
   * Deletes the database of a history, once whoever has it open has let go.
   * @param {string} name
   */
  static async delete(name) {
    // Where nothing can be stored there is nothing to delete.
    await new Promise((resolve) => {
      deleteDB(databaseOf(name), { blocked: () => resolve(undefined) }).then(resolve, resolve)
    })
  }

  /**
   * All events, or at least those of some items: whatever of them there is.
   *
   * Rejects with `storage.unavailable`.
   * @param {readonly string[]} [items]
   * @returns {Promise<HistoryEvent[]>}
   */
  async read(items) {
    try {
      if (!items || items.length > MOST_ASKED) return await this.#database.getAll(EVENTS)
      const { store } = this.#database.transaction(EVENTS)
      const events = await Promise.all(items.map((item) => store.get(item)))
      return events.filter((event) => event !== undefined)
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /**
   * In one transaction.
   *
   * Rejects with `storage.quota` or `storage.write`, or with the signal's reason; then nothing was changed.
   * @param {Changes} changes
   * @param {AbortSignal} [signal]
   */
  async write({ clear = false, remove = [], put = [] }, signal) {
    signal?.throwIfAborted()
    let stop = () => {}
    try {
      const transaction = this.#database.transaction(EVENTS, 'readwrite', { durability: 'strict' })
      // It fails too where something is thrown before it is waited for.
      transaction.done.catch(() => {})
      stop = () => abort(transaction)
      signal?.addEventListener('abort', stop)
      // A promise for each of a hundred thousand requests would take longer than they do: if one fails, so does their
      // transaction, which says why.
      const store = unwrap(transaction.store)
      if (clear) store.clear()
      for (const item of remove) store.delete(item)
      for (const event of put) store.put(event)
      await transaction.done
    } catch (cause) {
      // What was asked for before something was thrown must not be done without the rest.
      stop()
      signal?.throwIfAborted()
      throw writeError(cause)
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  close() {
    this.#database.close()
  }
}

/** @param {{ abort: () => void }} transaction */
function abort(transaction) {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}

/** @param {unknown} cause */
function writeError(cause) {
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
    const message = 'There is no room left to save this: free some space.'
    return new StorageError(ERROR_CODES.storageQuota, message, { cause })
  }
  const message = 'This could not be saved: reload the page and try again.'
  return new StorageError(ERROR_CODES.storageWrite, message, { cause })
}

/** @param {unknown} cause */
export function unavailable(cause) {
  const message =
    'This browser stores nothing for this page: the window is private, or storage is blocked. ' +
    'The history lasts until the page is closed; export it to keep it.'
  return new StorageError(ERROR_CODES.storageUnavailable, message, { cause })
}

function blocked() {
  const message =
    'Another tab shows an older version of this page: close it, or reload it. Until then the history is kept in memory.'
  return new StorageError(ERROR_CODES.storageBlocked, message)
}

/** @param {unknown} [cause] */
function outdated(cause) {
  const message =
    'A newer version of this page has taken over the history: reload the page. Until then what is new is kept in memory.'
  return new StorageError(ERROR_CODES.storageOutdated, message, { cause })
}

function evicted() {
  const message =
    'The browser deleted what this page had stored. The history is still here until the page is closed: ' +
    'store it again, or export it to keep it.'
  return new StorageError(ERROR_CODES.storageEvicted, message)
}
