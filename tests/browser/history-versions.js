// The data of each version of the history's database, as its own code wrote it.

/**
 * @typedef {object} Left
 * @property {number} version
 * @property {Record<string, unknown>[]} events as they were stored
 */

/** @type {Left[]} */
export const LEFT = [
  {
    version: 1,
    events: [
      { item: '1214', action: 'like', at_ms: 1_700_000_000_000 },
      { item: '608', action: 'rate', at_ms: 1_700_000_000_001, rating: 4.5 },
      { item: '1', action: 'dislike', at_ms: 1_700_000_000_002, excluded: true },
      // Times that callers gave, and that a file may not have.
      { item: '2', action: 'seen', at_ms: -5 },
      { item: '3', action: 'skip', at_ms: 1_700_000_000_003.5 },
    ],
  },
  {
    version: 2,
    events: [
      { item: '1214', action: 'like', at_ms: 1_700_000_000_000 },
      { item: '608', action: 'rate', at_ms: 1_700_000_000_001, rating: 4.5 },
      { item: '1', action: 'dislike', at_ms: 1_700_000_000_002, excluded: true },
      { item: '2', action: 'seen', at_ms: 0 },
      { item: '3', action: 'skip', at_ms: 1_700_000_000_004 },
    ],
  },
]

/**
 * Runs in the page: makes the database as that version did.
 * @param {{ name: string } & Left} left
 * @returns {Promise<void>}
 */
export function leave({ name, version, events }) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`penchant-history-${name}`, version)
    request.onupgradeneeded = () => request.result.createObjectStore('events', { keyPath: 'item' })
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const transaction = request.result.transaction('events', 'readwrite')
      for (const event of events) transaction.objectStore('events').put(event)
      transaction.oncomplete = () => {
        request.result.close()
        resolve()
      }
    }
  })
}
