// The only file that touches IndexedDB: the events of one history, one record per item, spelt as in an exported file.
// A write resolves once its transaction is complete, and rejects if any of it failed.

// eslint-disable-next-line no-restricted-imports -- the only file that touches IndexedDB
import { deleteDB, openDB, unwrap } from 'idb'
import { ERROR_CODES, StorageError } from '../runtime/errors.js'
import { fromFileEvent, toFileEvent } from './event.js'
import { EVENTS, migrate, VERSION } from './schema.js'

/**
 * @import { FileEvent, HistoryEvent } from './event.js'
 * @import { Changes } from './memory.js'
 *
 * @typedef {object} Listeners
 * @property {(error: StorageError) => void} onBlocked called while another tab keeps it from being opened
 * @property {(error: StorageError) => void} onLost called when it is gone, and closed, after it was opened
 */

const databaseOf = (/** @type {string} */ name) => `penchant-history-${name}`

/** For more items than this, reading all events is quicker. */
const MAX_SINGLE_READS = 1000

/**
 * How long connections may keep a database from being deleted: at first those do that are closing, too. And how long it may
 * take to be opened: behind another tab's request that is blocked, nothing is told of what is waited for.
 */
const BLOCKED_MS = 3000

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
    const timer = setTimeout(() => onBlocked(blocked()), BLOCKED_MS)
    try {
      const database = await openDB(databaseOf(name), VERSION, {
        upgrade(database, from, _to, upgrade) {
          // If it fails, so does the opening of the database.
          upgrade.done.catch(() => {})
          migrate(database, from, upgrade).catch(() => abort(upgrade))
        },
        blocked: () => onBlocked(blocked()),
        // A page of a newer version must not wait for this one, nor must a deletion.
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
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Deletes the database of a history, once the tabs that have it open have closed it.
   *
   * Rejects with `storage.delete`, or with `storage.blocked` if a tab does not close it.
   * @param {string} name
   */
  static async delete(name) {
    // Without IndexedDB, as in Node, nothing is stored that could be deleted.
    if (!globalThis.indexedDB) return
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer
    try {
      await new Promise((resolve, reject) => {
        const blocked = () => (timer = setTimeout(() => reject(deleteBlocked()), BLOCKED_MS))
        deleteDB(databaseOf(name), { blocked }).then(resolve, reject)
      })
    } catch (cause) {
      throw cause instanceof StorageError ? cause : deleteFailed(cause)
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * The stored events of some items, or all events.
   *
   * Rejects with `storage.unavailable`.
   * @param {readonly string[]} [items]
   * @returns {Promise<HistoryEvent[]>}
   */
  async read(items) {
    try {
      return (await this.#records(items)).map(fromFileEvent)
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
      // It rejects too, if something is thrown before it is awaited.
      transaction.done.catch(() => {})
      stop = () => abort(transaction)
      signal?.addEventListener('abort', stop)
      // Without the library's promise for each request, which would take longer than the requests themselves: if one fails,
      // so does the transaction.
      const store = unwrap(transaction.store)
      if (clear) store.clear()
      for (const item of remove) store.delete(item)
      for (const event of put) store.put(toFileEvent(event))
      await transaction.done
    } catch (cause) {
      // Requests that were made before the failure must not be committed without the rest.
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

  /**
   * @param {readonly string[]} [items]
   * @returns {Promise<FileEvent[]>}
   */
  async #records(items) {
    const { store, done } = this.#database.transaction(EVENTS)
    // If it is aborted, its requests reject too.
    done.catch(() => {})
    if (!items || items.length > MAX_SINGLE_READS) return await store.getAll()
    const records = await Promise.all(items.map((item) => store.get(item)))
    return records.filter((record) => record !== undefined)
  }
}

/** @param {{ abort: () => void }} transaction */
function abort(transaction) {
  try {
    transaction.abort()
  } catch {
    // It has already ended.
  }
}

/** @param {unknown} cause */
function writeError(cause) {
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
    const message = 'There is no room left to save this change: free some space.'
    return new StorageError(ERROR_CODES.storageQuota, message, { cause })
  }
  const message = 'The change could not be saved: reload the page and try again.'
  return new StorageError(ERROR_CODES.storageWrite, message, { cause })
}

/** @param {unknown} cause */
export function unavailable(cause) {
  const message =
    'This browser stores nothing for this page: the window is private, or storage is blocked. ' +
    'The history is lost when the page is closed; export it to keep it.'
  return new StorageError(ERROR_CODES.storageUnavailable, message, { cause })
}

/** @param {unknown} cause */
function deleteFailed(cause) {
  const message =
    'The history could not be deleted, and may still be stored: reload the page and try again, or delete the data of ' +
    "this site in the browser's settings."
  return new StorageError(ERROR_CODES.storageDelete, message, { cause })
}

function deleteBlocked() {
  const message = 'Another tab has this history open: close it, and the history is deleted.'
  return new StorageError(ERROR_CODES.storageBlocked, message)
}

function blocked() {
  const message =
    'Another tab shows an older version of this page: close or reload it. Until then the history is kept in memory only.'
  return new StorageError(ERROR_CODES.storageBlocked, message)
}

/** @param {unknown} [cause] */
function outdated(cause) {
  const message =
    'A newer version of this page uses the history: reload the page. Until then new events are kept in memory only.'
  return new StorageError(ERROR_CODES.storageOutdated, message, { cause })
}

function evicted() {
  const message =
    'The browser deleted the stored history. This page still has it until it is closed: store it again, or export it to ' +
    'keep it.'
  return new StorageError(ERROR_CODES.storageEvicted, message)
}
