// Makes the page work without a network: registers the service worker, which keeps it. A new version waits until the
// visitor asks for it.

import { isCached } from './cache-names.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { OfflineStatus } from './slice.js'
 */

/** How long the large file waits for the service worker, so that it is kept as it arrives. */
const MAX_WAIT_MS = 5_000
const CHECK_INTERVAL_MS = 60 * 60_000

export class Offline {
  #store
  #largeFile
  #isRestKept
  /** @type {Promise<void> | null} */
  #starting = null
  #consented = false
  /** Whether a service worker keeps what is fetched. */
  #keeping = false
  #full = false

  /**
   * @param {PageStore} store
   * @param {string} largeFile the address of the file that the page is not complete without
   * @param {() => Promise<boolean>} isRestKept whether what is fetched at its first use is kept too
   */
  constructor(store, largeFile, isRestKept) {
    this.#store = store
    this.#largeFile = largeFile
    this.#isRestKept = isRestKept
    const online = () => store.set('shell', { online: navigator.onLine })
    addEventListener('online', online)
    addEventListener('offline', online)
    online()
  }

  /**
   * Registers the service worker. To be called once the page shows what it is for, because from here on the network is
   * used for later visits. Resolves once the page is kept and what is fetched will be, or if that takes too long or
   * fails.
   */
  start() {
    this.#starting ??= this.#register()
    return Promise.race([this.#starting, new Promise((resolve) => setTimeout(resolve, MAX_WAIT_MS))])
  }

  /**
   * Says whether everything is kept. To be called once the page is complete.
   * @param {boolean} complete whether the large file was fetched
   */
  async finish(complete) {
    await this.start()
    await this.#starting
    if (!this.#keeping) return
    // It arrived before there was a service worker to keep it, or in pieces.
    if (complete && !this.#full && !(await isCached(this.#largeFile))) await fetch(this.#largeFile).catch(() => {})
    await this.check()
    navigator.serviceWorker.controller?.postMessage('tidy')
  }

  /** Says anew what is kept. To be called when more of it may be. */
  async check() {
    if (!this.#keeping) return
    if (await isCached(this.#largeFile)) this.#show((await this.#isRestKept()) ? 'ready' : 'films')
    else if (this.#full) this.#show('full')
  }

  /** Ends the service worker until the next visit: what it kept was deleted. */
  async unregister() {
    this.#keeping = false
    await (await navigator.serviceWorker?.getRegistration())?.unregister()
    this.#show('removed')
  }

  async #register() {
    const workers = import.meta.env.PROD ? navigator.serviceWorker : undefined
    if (!workers) return this.#show('unsupported')
    workers.addEventListener('message', ({ data }) => {
      if (data.full) this.#full = true
      void this.check()
    })
    try {
      const registration = await workers.register('./sw.js', { updateViaCache: 'none' })
      this.#watchForUpdates(registration)
      // One that is active already may not control this page: the visitor may have asked for the page without it.
      if (!registration.active) await Promise.race([controlled(workers), failed(registration.installing)])
      this.#keeping = true
    } catch (error) {
      this.#show(error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'failed')
    }
  }

  /** @param {ServiceWorkerRegistration} registration */
  #watchForUpdates(registration) {
    const workers = navigator.serviceWorker
    const offer = (/** @type {ServiceWorker | null} */ worker) => {
      // Without a controller this is the first version, and not a new one.
      if (!worker || !workers.controller) return
      this.#store.set('shell', {
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
      else if (wasControlled) this.#store.set('shell', { update: () => location.reload() })
      wasControlled = true
    })
    // A page that is open for days learns of new versions too.
    let checked = Date.now()
    document.addEventListener('visibilitychange', () => {
      if (document.hidden || Date.now() - checked < CHECK_INTERVAL_MS) return
      checked = Date.now()
      registration.update().catch(() => {})
    })
  }

  /** @param {OfflineStatus} offline */
  #show(offline) {
    this.#store.set('shell', { offline })
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
 * Rejects if the first service worker cannot be installed: a file could not be fetched, or there is no room.
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
