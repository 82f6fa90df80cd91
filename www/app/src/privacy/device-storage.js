// What the page keeps on this device: measures each part, and deletes it.

import { EXAMPLES } from '../catalogues/examples.js'
import { deleteCatalogue, historyNameOf, listCatalogues, withHistory } from '../catalogues/kept-packs.js'
import {
  isShell,
  keptCacheName,
  MODELS,
  ownCatalogueCacheName,
  ownModelCacheName,
  unfinishedCacheName,
} from '../shell/cache-names.js'

/**
 * @import { Items } from '../items/controller.js'
 * @import { PageStore } from '../main.js'
 * @import { Pictures } from '../pictures/controller.js'
 * @import { Offline } from '../shell/offline.js'
 * @import { PartName } from './slice.js'
 *
 * @typedef {object} Rooms
 * @property {Offline} offline
 * @property {Promise<Items>} items
 * @property {Pictures} pictures
 */

const scope = new URL('./', location.href).href

/** @type {Record<Exclude<PartName, 'history' | 'lists'>, (cache: string, url: string) => boolean>} */
const IN_CACHES = {
  ownCatalogues: (cache) => cache === ownCatalogueCacheName(),
  unfinished: (cache) => cache === unfinishedCacheName(),
  page: (cache) => isShell(cache, scope),
  films: (cache, url) => cache === keptCacheName(scope) && /\/packs\//.test(url),
  trainer: (cache, url) => cache === keptCacheName(scope) && /\/train.*\.wasm$/.test(url),
  engine: (cache, url) => cache === keptCacheName(scope) && /\/infer.*\.wasm$/.test(url),
  model: (cache) => cache === MODELS,
  ownModel: (cache) => cache === ownModelCacheName(),
  examples: (cache, url) => cache === keptCacheName(scope) && /\/examples\//.test(url),
}

const CACHED_PARTS = /** @type {(keyof typeof IN_CACHES)[]} */ (Object.keys(IN_CACHES))

export class DeviceStorage {
  #store
  #rooms

  /**
   * @param {PageStore} store
   * @param {Rooms} rooms
   */
  constructor(store, rooms) {
    this.#store = store
    this.#rooms = rooms
  }

  async measure() {
    const sizes = /** @type {Record<PartName, number>} */ ({ history: 0 })
    const sizeOf = (/** @type {readonly unknown[]} */ events) =>
      events.length > 0 ? new Blob([JSON.stringify(events)]).size : 0
    sizes.history = sizeOf(this.#store.state.items.events)
    for (const other of await this.#cataloguesNotInUse()) {
      sizes.history += await withHistory(other, (history) => sizeOf(history.events()))
    }
    sizes.lists = await (await this.#rooms.items).lists.size()
    for (const name of CACHED_PARTS) sizes[name] = 0
    await forEachCached(async (cacheName, url, cache) => {
      const part = CACHED_PARTS.find((name) => IN_CACHES[name](cacheName, url))
      if (part) sizes[part] += (await (await cache.match(url, { ignoreVary: true }))?.blob())?.size ?? 0
    })
    const { usage = null, quota = null } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {}
    const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false
    this.#store.set('privacy', { stored: { sizes, usage, quota, persisted } })
  }

  /**
   * Deletes one part. What is not the visitor's own is fetched again when it is needed.
   * @param {PartName} name
   */
  async remove(name) {
    if (name === 'history') await this.#removeHistory()
    else if (name === 'lists') await (await this.#rooms.items).lists.erase()
    else if (name === 'ownCatalogues') await this.#removeOwnCatalogues()
    else if (name === 'ownModel') await this.#rooms.pictures.forgetOwnModel()
    else {
      // Otherwise it would go on running until the page is closed, as if it had not been deleted.
      if (name === 'engine' || name === 'model') this.#rooms.pictures.unload()
      await forEachCached(async (cacheName, url, cache) => {
        if (IN_CACHES[name](cacheName, url)) await cache.delete(url, { ignoreVary: true })
      })
      if (name === 'unfinished') this.#store.set('catalogues', { stopped: [] })
      if (name === 'page' || name === 'films') await this.#rooms.offline.unregister()
      else await this.#rooms.offline.check()
    }
    await this.measure()
  }

  async #removeHistory() {
    await (await this.#rooms.items).erase()
    for (const other of await this.#cataloguesNotInUse()) await withHistory(other, (history) => history.clear())
  }

  async #removeOwnCatalogues() {
    const items = await this.#rooms.items
    const { otherCatalogue } = this.#store.state.items
    if (otherCatalogue && !otherCatalogue.example) await items.use(null)
    for (const own of await listCatalogues()) {
      await items.forget(own)
      await deleteCatalogue(own.id)
    }
    this.#store.set('catalogues', { ownCatalogues: [] })
  }

  /** The catalogues, the page's films (`null`), its examples and the visitor's own, except the one in use. */
  async #cataloguesNotInUse() {
    const used = historyNameOf(this.#store.state.items.otherCatalogue)
    return [null, ...EXAMPLES, ...(await listCatalogues())].filter((other) => historyNameOf(other) !== used)
  }

  /** Asks the browser to keep all of it even when space is short. */
  async requestPersistence() {
    await navigator.storage.persist().catch(() => false)
    await this.measure()
  }
}

/** @param {(cacheName: string, url: string, cache: Cache) => Promise<void>} visit */
async function forEachCached(visit) {
  if (!globalThis.caches) return // Only secure pages have it.
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const { url } of await cache.keys()) await visit(name, url, cache)
  }
}
