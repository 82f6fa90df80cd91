// Makes the page work without a network: registers the service worker, which keeps it. A new version waits until the
// visitor asks for it.

import { isKept, PACK_URL } from './packs.js'

/**
 * @import { Keeping, PageStore } from './state.js'
 */

/** How long the whole catalogue waits for the service worker, so that it is kept as it comes. */
const PATIENCE_MS = 5_000
const BETWEEN_CHECKS_MS = 60 * 60_000

export class Offline {
  #store
  /** @type {Promise<void> | null} */
  #starting = null
  #consented = false
  #kept = false
  #full = false

  /** @param {PageStore} store */
  constructor(store) {
    this.#store = store
    const online = () => store.set({ online: navigator.onLine })
    addEventListener('online', online)
    addEventListener('offline', online)
    online()
  }

  /**
   * To be called once the page shows what it is for: from here on the network is used for what comes later. Resolves
   * once the page is kept and what is fetched will be, or if that takes too long or cannot be.
   */
  start() {
    this.#starting ??= this.#register()
    return Promise.race([this.#starting, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
  }

  /** To be called once the whole catalogue is there: says whether everything is. */
  async finish() {
    await this.start()
    await this.#starting
    if (!this.#kept) return
    // It came before there was somebody to keep it, or in pieces.
    if (this.#store.state.whole && !this.#full && !(await isKept(PACK_URL))) await fetch(PACK_URL).catch(() => {})
    await this.#check()
    navigator.serviceWorker.controller?.postMessage('tidy')
  }

  /** What was kept of the page was deleted: nobody is to answer for it until the next visit. */
  async letGo() {
    this.#kept = false
    await (await navigator.serviceWorker?.getRegistration())?.unregister()
    this.#show('removed')
  }

  async #register() {
    const workers = import.meta.env.PROD ? navigator.serviceWorker : undefined
    if (!workers) return this.#show('unsupported')
    workers.addEventListener('message', ({ data }) => {
      if (data.full) this.#full = true
      void this.#check()
    })
    try {
      const registration = await workers.register('./sw.js', { updateViaCache: 'none' })
      this.#watchForUpdates(registration)
      // One that is there already may not be in charge: the visitor may have asked for the page without it.
      if (!registration.active) await Promise.race([controlled(workers), failed(registration.installing)])
      this.#kept = true
    } catch (error) {
      this.#show(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'failed')
    }
  }

  async #check() {
    if (!this.#kept) return
    if (await isKept(PACK_URL)) this.#show('ready')
    else if (this.#full) this.#show('full')
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
    let wasControlled = workers.controller !== null
    workers.addEventListener('controllerchange', () => {
      if (this.#consented) location.reload()
      // Another tab consented: this one must not lose what it is doing.
      else if (wasControlled) this.#store.set({ update: () => location.reload() })
      wasControlled = true
    })
    // A page that is open for days hears of new versions too.
    let checked = Date.now()
    document.addEventListener('visibilitychange', () => {
      if (document.hidden || Date.now() - checked < BETWEEN_CHECKS_MS) return
      checked = Date.now()
      registration.update().catch(() => {})
    })
  }

  /** @param {Keeping} keeping */
  #show(keeping) {
    this.#store.set({ keeping })
  }
}

/**
 * @param {ServiceWorkerContainer} workers
 * @returns {Promise<void>}
 */
function controlled(workers) {
  if (workers.controller) return Promise.resolve()
  return new Promise((resolve) => workers.addEventListener('controllerchange', () => resolve(), { once: true }))
}

/**
 * Rejects if the first service worker cannot be installed: a file did not come, or there is no room.
 * @param {ServiceWorker | null} worker
 * @returns {Promise<never>}
 */
function failed(worker) {
  return new Promise((_, reject) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'redundant') reject(new Error('the service worker could not be installed'))
    })
  })
}
