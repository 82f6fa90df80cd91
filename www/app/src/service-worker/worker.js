// The service worker: keeps the page, its recommender and a small catalogue from the first visit on, and the large
// files from their first use on. A new version waits until it is asked in, and leaves the files of the old one to the
// tabs that still run it.

import { CacheableResponsePlugin } from 'workbox-cacheable-response'
import { cacheNames, registerQuotaErrorCallback, setCacheNameDetails } from 'workbox-core'
import { addRoute, cleanupOutdatedCaches, createHandlerBoundToURL, precache } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'
import { isShell, keptCacheName, SHELL } from '../shell/cache-names.js'

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))
const { scope } = worker.registration

// What a page does not see by itself: its workers' requests, and whatever would send something. Before the routes,
// because nobody hears of a request that has an answer.
worker.addEventListener('fetch', ({ request: { url, method }, clientId }) => {
  void worker.clients.get(clientId).then(async (client) => {
    if (client?.type !== 'window' || method !== 'GET') await tell({ asked: { url, method } })
  })
})

setCacheNameDetails({ prefix: '', precache: SHELL, suffix: `${__VERSION__} ${scope}` })
// @ts-expect-error workbox-build puts the list of files here.
precache(self.__WB_MANIFEST)
cleanupOutdatedCaches()
// The page's route is before the one for all that is kept, because the first that fits answers.
const precachedPage = createHandlerBoundToURL('index.html')
registerRoute(new NavigationRoute(pageAsNeeded, { allowlist: [/\/(index\.html)?(\?.*)?$/] }))
addRoute()

/**
 * The page. Where the complete catalogue is kept, the page does not open the small one, and must not preload it either.
 * @type {import('workbox-core/types.js').RouteHandlerCallback}
 */
async function pageAsNeeded(options) {
  const page = await precachedPage(options)
  if (!(await caches.match(new URL(__PACK_URL__, scope), { ignoreVary: true }))) return page
  const headers = new Headers(page.headers)
  // They describe the body as it was sent.
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name)
  return new Response((await page.text()).replace(__STARTER_PRELOAD__, ''), { headers })
}

/** What is kept when it is first used, and what is told of it. */
const kept = new CacheFirst({
  cacheName: keptCacheName(scope),
  matchOptions: { ignoreVary: true },
  plugins: [
    new CacheableResponsePlugin({ statuses: [200] }),
    { cacheDidUpdate: async ({ request }) => tell({ kept: request.url }) },
  ],
})
const large = new Set(__LARGE_FILES__.map((file) => new URL(file, scope).href))
registerQuotaErrorCallback(() => tell({ full: true }))

registerRoute(
  ({ sameOrigin }) => sameOrigin,
  async (options) => {
    if (large.has(options.url.href)) return kept.handle(options)
    // Of another version, for a tab that runs it; or a model, which the page keeps by itself.
    return (await caches.match(options.request, { ignoreVary: true })) ?? fetch(options.request)
  },
)

// So that the first visit is a whole one: from here on the page works without a network. Requests wait for the activation,
// and that must not wait for the clients: the image engine's threads never return to answer.
worker.addEventListener('activate', () => void worker.clients.claim())
worker.addEventListener('message', (event) => {
  if (event.data === 'skip waiting') void worker.skipWaiting()
  if (event.data === 'tidy') event.waitUntil(tidy())
})

/** Deletes what other versions needed, unless a tab may still run one. */
async function tidy() {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (windows.length > 1) return
  for (const name of await caches.keys()) {
    if (isShell(name, scope) && name !== cacheNames.precache) await caches.delete(name)
  }
  const cache = await caches.open(keptCacheName(scope))
  for (const request of await cache.keys()) if (!large.has(request.url)) await cache.delete(request)
}

/** @param {{ kept: string } | { full: true } | { asked: { url: string, method: string } }} message */
async function tell(message) {
  for (const client of await worker.clients.matchAll()) client.postMessage(message)
}
