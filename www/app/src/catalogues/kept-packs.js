// The visitor's own catalogues: packs that were learned here or brought, each kept in one piece with what is known of
// it, until it is deleted. What was said of its items is a history of its own.

import { History } from 'penchant/recommend'
import { ownCatalogueCacheName } from './caches.js'

/**
 * @typedef {object} OwnCatalogue
 * @property {string} id of its history, and of what is kept
 * @property {string} name
 * @property {number} items
 * @property {number} bytes of its pack
 * @property {number} at_ms when it was learned
 * @property {boolean} kept whether it outlives this visit
 */

/** What is known of a catalogue stands in a header of its pack, so that there is never one without the other. */
const ABOUT = 'Penchant-Catalogue'

const addressOf = (/** @type {string} */ id) => `own-catalogues/${encodeURIComponent(id)}.pack`

/**
 * The history of what is said of a catalogue: of the visitor's own, or of the page's.
 * @param {Pick<OwnCatalogue, 'id'> | null} own
 */
export const historyNameOf = (own) => (own ? `own ${own.id}` : 'movies')

/**
 * Keeps it, in the place of one with its id.
 * @param {OwnCatalogue} own
 * @param {Blob} pack
 * @returns {Promise<OwnCatalogue>} it, and whether there was room
 */
export async function keepCatalogue(own, pack) {
  const kept = { ...own, kept: true }
  try {
    const cache = await caches.open(ownCatalogueCacheName())
    const headers = { [ABOUT]: encodeURIComponent(JSON.stringify(kept)) }
    await cache.put(addressOf(own.id), new Response(pack, { headers }))
    return kept
  } catch {
    return { ...own, kept: false }
  }
}

/** @returns {Promise<OwnCatalogue[]>} by name */
export async function keptCatalogues() {
  const found = []
  try {
    const cache = await caches.open(ownCatalogueCacheName())
    for (const response of await cache.matchAll()) {
      found.push(JSON.parse(decodeURIComponent(response.headers.get(ABOUT) ?? '')))
    }
  } catch {
    // A browser that keeps nothing.
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * @param {string} id
 * @returns {Promise<Blob | null>}
 */
export async function keptPack(id) {
  try {
    const cache = await caches.open(ownCatalogueCacheName())
    return (await (await cache.match(addressOf(id)))?.blob()) ?? null
  } catch {
    return null
  }
}

/**
 * Deletes it, with what was said of its items.
 * @param {string} id
 */
export async function forgetCatalogue(id) {
  await History.delete(historyNameOf({ id }))
  const cache = await globalThis.caches?.open(ownCatalogueCacheName())
  await cache?.delete(addressOf(id))
}

/**
 * Opens the history of a catalogue that is not in use, for a moment.
 * @template T
 * @param {Pick<OwnCatalogue, 'id'> | null} own
 * @param {(history: History) => T | Promise<T>} use
 */
export async function withHistory(own, use) {
  const history = await History.open(historyNameOf(own))
  try {
    return await use(history)
  } finally {
    history.close()
  }
}
