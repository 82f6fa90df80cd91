// Whether recognising pictures works without a network: its engine, its model and the example pictures have to be kept.

import { isCached, keptCacheName, MODELS } from '../shell/cache-names.js'

/** The example pictures by their names. */
export const EXAMPLES = /** @type {const} */ ({
  coffee: 'examples/coffee.png',
  chelsea: 'examples/chelsea.png',
  rocket: 'examples/rocket.jpg',
})

/** Whether all of it is kept. */
export async function isRecognitionKept() {
  try {
    const engine = await urlsIn(keptCacheName(new URL('./', location.href).href))
    if (!engine.some((url) => /\/infer.*\.wasm$/.test(url)) || (await urlsIn(MODELS)).length === 0) return false
    return (await Promise.all(Object.values(EXAMPLES).map(isCached))).every(Boolean)
  } catch {
    return false // A browser that keeps nothing.
  }
}

/** Fetches the examples, which the service worker keeps. Without one, or without a network, nothing happens. */
export async function keepExamples() {
  if (!navigator.serviceWorker?.controller) return
  for (const url of Object.values(EXAMPLES)) if (!(await isCached(url))) await fetch(url).catch(() => {})
}

/** @param {string} cacheName */
async function urlsIn(cacheName) {
  if (!(await caches.has(cacheName))) return []
  return (await (await caches.open(cacheName)).keys()).map(({ url }) => url)
}
