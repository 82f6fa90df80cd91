// The history's database, version by version. A page finds whatever an older one left, and takes it up step by step, in
// one transaction: all steps or none. tests/browser/history-versions.js has what each version left.

import { isTime } from './event.js'

/** @import { IDBPDatabase, IDBPTransaction } from 'idb' */

export const EVENTS = 'events'

/** @typedef {IDBPTransaction<unknown, string[], 'versionchange'>} Upgrade */

/** @type {((database: IDBPDatabase, upgrade: Upgrade) => unknown)[]} The step at 0 makes version 1, and so on. */
const STEPS = [
  // Events, one of each item.
  (database) => database.createObjectStore(EVENTS, { keyPath: 'item' }),

  // Nothing but what an exported file may hold: version 1 took any number for a time.
  async (_, upgrade) => {
    for (let cursor = await upgrade.objectStore(EVENTS).openCursor(); cursor; cursor = await cursor.continue()) {
      if (!isTime(cursor.value.at_ms)) await cursor.update({ ...cursor.value, at_ms: mended(cursor.value.at_ms) })
    }
  },
]

export const VERSION = STEPS.length

/**
 * @param {IDBPDatabase} database
 * @param {number} from the version there is; 0 is none
 * @param {Upgrade} upgrade
 */
export async function migrate(database, from, upgrade) {
  for (const step of STEPS.slice(from)) await step(database, upgrade)
}

/** @param {unknown} at_ms */
function mended(at_ms) {
  const whole = Math.round(Number(at_ms))
  return isTime(whole) ? whole : 0
}
