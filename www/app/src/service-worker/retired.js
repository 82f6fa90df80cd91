// The way back if the service worker is ever at fault: deployed as sw.js, this removes it from every browser, with all
// that it kept, and the page comes from the network again. What is the visitor's stays: history, catalogues and models.

import { isShell, keptCacheName } from '../shell/cache-names.js'

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))

worker.addEventListener('install', () => void worker.skipWaiting())
worker.addEventListener('activate', (event) => event.waitUntil(retire()))

async function retire() {
  const { scope } = worker.registration
  for (const name of await caches.keys()) {
    if (isShell(name, scope) || name === keptCacheName(scope)) await caches.delete(name)
  }
  await worker.registration.unregister()
}
