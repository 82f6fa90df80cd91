// What the page keeps on this device: how large each part is, and how to delete it.

import { isShell, keptCacheName, MODELS, ownModelCacheName } from './caches.js'

/**
 * @import { Films } from './films.js'
 * @import { Offline } from './offline.js'
 * @import { Pictures } from './pictures.js'
 * @import { PageStore, PartName } from './state.js'
 */

const scope = new URL('./', location.href).href

/** @type {Record<Exclude<PartName, 'history'>, (cache: string, url: string) => boolean>} */
const IN_CACHES = {
  page: (cache) => isShell(cache, scope),
  films: (cache, url) => cache === keptCacheName(scope) && /\.pack(\?|$)/.test(url),
  engine: (cache, url) => cache === keptCacheName(scope) && /\.wasm$/.test(url),
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
    const { events } = this.#store.state
    const sizes = /** @type {Record<PartName, number>} */ ({ history: 0 })
    if (events.length > 0) sizes.history = new Blob([JSON.stringify(events)]).size
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
    if (name === 'history') await this.#films?.opinions.erase()
    else if (name === 'ownModel') await this.#pictures.forget()
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
