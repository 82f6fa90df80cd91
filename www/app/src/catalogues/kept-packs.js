// The packs of the visitor's own catalogues, which were learned here or brought as files: each is kept as one cache entry
// with its description in a header, so that there is never one without the other.

import { History } from 'penchant/recommend'
import { isKind } from '../items/texts.js'
import { ownCatalogueCacheName } from '../shell/cache-names.js'
import { keepSetting, setting } from '../shell/settings.js'

/**
 * @import { OtherCatalogue } from '../items/slice.js'
 * @import { Kind } from '../items/texts/en.js'
 *
 * @typedef {object} OwnCatalogue
 * @property {string} id of the cache entry and of the history
 * @property {string} name
 * @property {Kind} kind what it is of
 * @property {number} items
 * @property {number} bytes of its pack
 * @property {number} at_ms when it was learned
 * @property {boolean} kept whether it outlives this visit
 * @property {boolean} [damaged] whether its description cannot be read: then only its id is known
 */

const DESCRIPTION_HEADER = 'Penchant-Catalogue'

const FOLDER = 'own-catalogues/'
const EXTENSION = '.pack'

const addressOf = (/** @type {string} */ id) => `${FOLDER}${encodeURIComponent(id)}${EXTENSION}`

/** @param {string} address */
function idOf(address) {
  const name = address.slice(address.lastIndexOf('/') + 1, -EXTENSION.length)
  return decodeURIComponent(name)
}

/**
 * The name of the history of a catalogue: of the visitor's own, of an example, or of the page's films.
 * @param {Pick<OtherCatalogue, 'id' | 'example'> | null} other
 */
export const historyNameOf = (other) => (other ? `${other.example ? 'example' : 'own'} ${other.id}` : 'movies')

/**
 * Keeps a catalogue, in the place of one with the same id.
 * @param {OwnCatalogue} own
 * @param {Blob} pack
 * @returns {Promise<OwnCatalogue>} it, and whether there was room
 */
export async function keepCatalogue(own, pack) {
  const kept = { ...own, kept: true }
  try {
    const cache = await caches.open(ownCatalogueCacheName())
    const headers = { [DESCRIPTION_HEADER]: encodeURIComponent(JSON.stringify(kept)) }
    await cache.put(addressOf(own.id), new Response(pack, { headers }))
    return kept
  } catch {
    return { ...own, kept: false }
  }
}

/**
 * All that are kept, the damaged ones too.
 * @returns {Promise<OwnCatalogue[]>} by name
 */
export async function listCatalogues() {
  /** @type {OwnCatalogue[]} */
  const found = []
  try {
    const cache = await caches.open(ownCatalogueCacheName())
    for (const request of await cache.keys()) found.push(await describe(cache, request))
  } catch {
    // A browser that keeps nothing.
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * @param {Cache} cache
 * @param {Request} request
 * @returns {Promise<OwnCatalogue>}
 */
async function describe(cache, request) {
  const id = idOf(request.url)
  try {
    const response = await cache.match(request)
    const description = JSON.parse(decodeURIComponent(response?.headers.get(DESCRIPTION_HEADER) ?? ''))
    if (description.id === id && isDescription(description)) {
      // Earlier pages did not ask what a catalogue is of.
      return { ...description, kind: isKind(description.kind) ? description.kind : 'items' }
    }
  } catch {
    // One entry that cannot be read must not hide the others.
  }
  return { id, name: id, kind: 'items', items: 0, bytes: 0, at_ms: 0, kept: true, damaged: true }
}

/** @param {Record<string, unknown>} description */
function isDescription({ name, items, bytes, at_ms }) {
  return typeof name === 'string' && [items, bytes, at_ms].every(Number.isFinite)
}

/**
 * @param {string} id
 * @returns {Promise<Blob | null>}
 */
export async function readPack(id) {
  try {
    const cache = await caches.open(ownCatalogueCacheName())
    return (await (await cache.match(addressOf(id)))?.blob()) ?? null
  } catch {
    return null
  }
}

/**
 * Deletes a catalogue and its history.
 * @param {string} id
 */
export async function deleteCatalogue(id) {
  await History.delete(historyNameOf({ id }))
  const cache = await globalThis.caches?.open(ownCatalogueCacheName())
  await cache?.delete(addressOf(id))
  // It may be what an example is left for.
  if (setting('catalogue')?.id === id) keepSetting({ catalogue: null })
}

/**
 * Opens the history of a catalogue that is not in use, for the duration of a call.
 * @template T
 * @param {Pick<OtherCatalogue, 'id' | 'example'> | null} other
 * @param {(history: History) => T | Promise<T>} use
 */
export async function withHistory(other, use) {
  const history = await History.open(historyNameOf(other))
  try {
    return await use(history)
  } finally {
    history.close()
  }
}
