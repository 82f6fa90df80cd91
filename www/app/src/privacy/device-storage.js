// What the page keeps on this device: how large each part is, and how to delete it.

import { isShell, keptCacheName, MODELS, ownCatalogueCacheName, ownModelCacheName } from './caches.js'
import { forgetCatalogue, keptCatalogues, withHistory } from './own-catalogues.js'

/**
 * @import { Films } from './films.js'
 * @import { Offline } from './offline.js'
 * @import { Pictures } from './pictures.js'
 * @import { PageStore, PartName } from './state.js'
 */

const scope = new URL('./', location.href).href

/** @type {Record<Exclude<PartName, 'history'>, (cache: string, url: string) => boolean>} */
const IN_CACHES = {
  ownCatalogues: (cache) => cache === ownCatalogueCacheName(),
  page: (cache) => isShell(cache, scope),
  films: (cache, url) => cache === keptCacheName(scope) && /\.pack(\?|$)/.test(url),
  trainer: (cache, url) => cache === keptCacheName(scope) && /\/train.*\.wasm$/.test(url),
  engine: (cache, url) => cache === keptCacheName(scope) && /\/infer.*\.wasm$/.test(url),
  model: (cache) => cache === MODELS,
  ownModel: (cache) => cache === ownModelCacheName(),
  examples: (cache, url) => cache === keptCacheName(scope) && /\/examples\//.test(url),
}

export class Stored {
  #store
  #offline
  #pictures
  /** @type {Films | null} */
  #films = null

  /**
   * @param {PageStore} store
   * @param {Offline} offline
   * @param {Pictures} pictures
   */
  constructor(store, offline, pictures) {
    this.#store = store
    this.#offline = offline
    this.#pictures = pictures
  }

  /** @param {Films} films */
  has(films) {
    this.#films = films
  }

  /** Looks what there is. */
  async measure() {
    const sizes = /** @type {Record<PartName, number>} */ ({ history: 0 })
    const sizeOf = (/** @type {readonly unknown[]} */ events) =>
      events.length > 0 ? new Blob([JSON.stringify(events)]).size : 0
    sizes.history = sizeOf(this.#store.state.events)
    for (const own of await this.#others()) sizes.history += await withHistory(own, (other) => sizeOf(other.events()))
    for (const name of PARTS) sizes[name] = 0
    await eachEntry(async (cacheName, url, cache) => {
      const part = PARTS.find((name) => IN_CACHES[name](cacheName, url))
      if (part) sizes[part] += (await (await cache.match(url, { ignoreVary: true }))?.blob())?.size ?? 0
    })
    const { usage = null, quota = null } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {}
    const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false
    this.#store.set({ stored: { sizes, usage, quota, persisted } })
  }

  /**
   * Deletes one part. What is not the visitor's own is fetched again when it is needed.
   * @param {PartName} name
   */
  async remove(name) {
    if (name === 'history') {
      await this.#films?.erase()
      for (const own of await this.#others()) await withHistory(own, (other) => other.clear())
    } else if (name === 'ownCatalogues') {
      if (this.#store.state.own) await this.#films?.use(null)
      for (const own of await keptCatalogues()) {
        await this.#films?.forget(own)
        await forgetCatalogue(own.id)
      }
      this.#store.set({ owns: [] })
    } else if (name === 'ownModel') await this.#pictures.forget()
    else {
      // What runs would be kept no longer than the page, and look as if it were.
      if (name === 'engine' || name === 'model') this.#pictures.unload()
      await eachEntry(async (cacheName, url, cache) => {
        if (IN_CACHES[name](cacheName, url)) await cache.delete(url, { ignoreVary: true })
      })
      if (name === 'page' || name === 'films') await this.#offline.letGo()
    }
    await this.measure()
  }

  /** The catalogues, the page's and the visitor's own, whose histories are not the one in use. */
  async #others() {
    const { own } = this.#store.state
    return [null, ...(await keptCatalogues())].filter((other) => other?.id !== own?.id)
  }

  /** Asks the browser to keep all of it even when space is short. */
  async persist() {
    await navigator.storage.persist().catch(() => false)
    await this.measure()
  }
}

const PARTS = /** @type {(keyof typeof IN_CACHES)[]} */ (Object.keys(IN_CACHES))

/** @param {(cacheName: string, url: string, cache: Cache) => Promise<void>} visit */
async function eachEntry(visit) {
  if (!globalThis.caches) return // Only secure pages have it.
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const { url } of await cache.keys()) await visit(name, url, cache)
  }
}
