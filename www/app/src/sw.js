// The service worker: keeps the page, its recommender and its catalogue from the first visit on, and answers
// with the image model from the cache that the page has filled. A new version waits until it is asked in.

import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { modelCacheName } from './model-cache.js'

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))

// @ts-expect-error workbox-build puts the list of files here.
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html')))
registerRoute(
  ({ sameOrigin, url }) => sameOrigin && /\.(onnx|wasm)$/.test(url.pathname),
  async ({ request }) => {
    const cache = await caches.open(modelCacheName(worker.registration.scope))
    return (await cache.match(request, { ignoreVary: true })) ?? fetch(request)
  },
)

// So that the first visit is a whole one: from here on the page works without a network.
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('message', ({ data }) => {
  if (data === 'skip waiting') void worker.skipWaiting()
})
