// Makes the page work without a network: registers the service worker, which keeps the page itself, and saves
// the image model beside it. A new version waits until the visitor asks for it.

import { ImageClassifier } from 'penchant/vision'
import { modelCacheName } from './model-cache.js'

/**
 * @import { PageStore, Saving } from './state.js'
 *
 * @typedef {(progress: { loaded: number, total: number | null }) => void} OnProgress
 */

export class Offline {
  #store
  #manifestUrl
  /** @type {Promise<void> | null} */
  #saving = null
  /** @type {OnProgress | null} */
  #onProgress = null
  #consented = false

  /**
   * @param {PageStore} store
   * @param {string} manifestUrl
   */
  constructor(store, manifestUrl) {
    this.#store = store
    this.#manifestUrl = manifestUrl
    const online = () => store.set({ online: navigator.onLine })
    addEventListener('online', online)
    addEventListener('offline', online)
    online()
  }

  /** To be called once the page shows what it is for: from here on the network is used for what comes later. */
  async start() {
    const workers = import.meta.env.PROD ? navigator.serviceWorker : undefined
    if (!workers) return this.#show({ step: 'unsupported' })
    try {
      this.#watchForUpdates(await workers.register('./sw.js'))
      await workers.ready
      // Data is dear where the visitor asked to save it: then the model is only saved on request.
      const connection = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator).connection
      if (connection?.saveData && !(await this.#missing()).complete) return this.#show({ step: 'asking' })
      await this.save()
    } catch {
      this.#show({ step: 'failed' })
    }
  }

  /** Saves the image model, if it is not saved yet. */
  async save() {
    this.#saving ??= this.#saveModel()
    await this.#saving
    this.#saving = null
  }

  /**
   * Resolves once nothing is being saved any more, well or badly.
   * @param {OnProgress} onProgress
   */
  async saved(onProgress) {
    this.#onProgress = onProgress
    await this.#saving
    this.#onProgress = null
  }

  async #saveModel() {
    try {
      const { cache, files, complete, absent } = await this.#missing()
      if (!complete) {
        this.#show({ step: 'saving', loaded: 0, total: 0 })
        const responses = await Promise.all(absent.map((url) => fetch(url)))
        const sizes = responses.map(({ headers }) => Number(headers.get('Content-Length')))
        const total = sizes.reduce((sum, size) => sum + size, 0)
        let loaded = 0
        const onBytes = (/** @type {number} */ count) => {
          loaded += count
          this.#show({ step: 'saving', loaded, total })
          this.#onProgress?.({ loaded, total })
        }
        await Promise.all(responses.map((response, place) => cache.put(absent[place], counted(response, onBytes))))
      }
      // What an earlier version needed, and this one does not.
      for (const { url } of await cache.keys()) if (!files.includes(url)) await cache.delete(url)
      this.#show({ step: 'ready' })
    } catch {
      this.#show({ step: 'failed' })
    }
  }

  async #missing() {
    const files = await ImageClassifier.files(this.#manifestUrl)
    const cache = await caches.open(modelCacheName(new URL('./', location.href).href))
    const matches = await Promise.all(files.map((url) => cache.match(url, { ignoreVary: true })))
    const absent = files.filter((_, place) => !matches[place])
    return { cache, files, absent, complete: absent.length === 0 }
  }

  /** @param {ServiceWorkerRegistration} registration */
  #watchForUpdates(registration) {
    const workers = navigator.serviceWorker
    const offer = (/** @type {ServiceWorker | null} */ worker) => {
      // Without a controller this is the first version, and not a new one.
      if (!worker || !workers.controller) return
      this.#store.set({
        update: () => {
          this.#consented = true
          worker.postMessage('skip waiting')
        },
      })
    }
    offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing
      worker?.addEventListener('statechange', () => worker.state === 'installed' && offer(worker))
    })
    let controlled = workers.controller !== null
    workers.addEventListener('controllerchange', () => {
      if (this.#consented) location.reload()
      // Another tab consented: this one must not lose what it is doing.
      else if (controlled) this.#store.set({ update: () => location.reload() })
      controlled = true
    })
  }

  /** @param {Saving} saving */
  #show(saving) {
    this.#store.set({ saving })
  }
}

/**
 * A good response, whose bytes are counted on their way.
 * @param {Response} response
 * @param {(count: number) => void} onBytes
 */
function counted(response, onBytes) {
  if (!response.ok || !response.body) throw new Error(`${response.url}: ${response.status}`)
  const counter = new TransformStream({
    transform(bytes, controller) {
      onBytes(bytes.length)
      controller.enqueue(bytes)
    },
  })
  return new Response(response.body.pipeThrough(counter), response)
}
