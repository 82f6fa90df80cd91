// The lists of each catalogue as one record of a database. A change is applied to what is stored within one transaction, so
// that tabs do not undo each other's changes; the others are told of it.

import { clear, createStore, del, get, update, values } from 'idb-keyval'
import { readLists } from './list.js'

/** @import { Change, List } from './list.js' */

const NAME = 'penchant-lists'

/** @type {ReturnType<typeof createStore> | undefined} */
let opened

/** Opened when it is first used: it may be forbidden. */
const store = () => (opened ??= createStore(NAME, 'lists'))

/** @type {BroadcastChannel | undefined} */
let channel

/**
 * Calls `listener` with the name of a catalogue's history when another tab has changed the lists of that catalogue, and
 * with `null` when it has deleted all.
 * @param {(name: string | null) => void} listener
 */
export function watchOtherTabs(listener) {
  channel ??= new BroadcastChannel(NAME)
  channel.onmessage = ({ data }) => listener(data)
}

/**
 * Rejects if nothing can be stored.
 * @param {string} name of the catalogue's history
 */
export async function keptLists(name) {
  return readLists(await get(name, store()))
}

/**
 * Rejects if nothing can be stored.
 * @param {string} name
 * @param {Change} change
 * @returns {Promise<readonly List[]>} what is stored now
 */
export async function changeKeptLists(name, change) {
  /** @type {readonly List[]} */
  let changed = []
  await update(name, (stored) => (changed = change(readLists(stored))), store())
  channel?.postMessage(name)
  return changed
}

/**
 * Deletes the lists of a catalogue.
 * @param {string} name
 */
export async function deleteKeptLists(name) {
  await del(name, store())
  channel?.postMessage(name)
}

/** Deletes the lists of all catalogues. */
export async function clearKeptLists() {
  await clear(store())
  channel?.postMessage(null)
}

/** How many bytes the lists of all catalogues take as a text; none where nothing can be stored. */
export async function sizeOfKeptLists() {
  const records = await values(store()).catch(() => [])
  const filled = records.map(readLists).filter((lists) => lists.some(({ name, entries }) => name || entries.length > 0))
  return filled.length > 0 ? new Blob([JSON.stringify(filled)]).size : 0
}
