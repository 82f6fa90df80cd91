// The way back, should the service worker ever be at fault: put in the place of sw.js, this takes it away from everybody
// with all that it kept, and the page comes from the network again. What the visitor has stays: history, catalogues and
// models.

import { isShell, keptCacheName } from './caches.js'

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
