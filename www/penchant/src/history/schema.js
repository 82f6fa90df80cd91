// The versions of the history's database, migrated step by step in one transaction. tests/browser/history-versions.js has
// the data of each version.

import { isTime } from './event.js'

/** @import { IDBPDatabase, IDBPTransaction } from 'idb' */

export const EVENTS = 'events'

/** @typedef {IDBPTransaction<unknown, string[], 'versionchange'>} Upgrade */

/** @type {((database: IDBPDatabase, upgrade: Upgrade) => unknown)[]} The step at 0 makes version 1, and so on. */
const STEPS = [
  // Events, one for each item.
  (database) => database.createObjectStore(EVENTS, { keyPath: 'item' }),

  // Valid times only, as in an exported file: version 1 stored any number.
  async (_, upgrade) => {
    for (let cursor = await upgrade.objectStore(EVENTS).openCursor(); cursor; cursor = await cursor.continue()) {
      if (!isTime(cursor.value.at_ms)) await cursor.update({ ...cursor.value, at_ms: repairedTime(cursor.value.at_ms) })
    }
  },
]

export const VERSION = STEPS.length

/**
 * @param {IDBPDatabase} database
 * @param {number} from the stored version; 0 if there is none
 * @param {Upgrade} upgrade
 */
export async function migrate(database, from, upgrade) {
  for (const step of STEPS.slice(from)) await step(database, upgrade)
}

/** @param {unknown} at_ms */
function repairedTime(at_ms) {
  const whole = Math.round(Number(at_ms))
  return isTime(whole) ? whole : 0
}
