// The one file of the package that touches the Cache API: models that were fetched are kept there, by their hash.
// A browser that keeps nothing, or has no room, is no error: the model is then fetched again.

const NAME = 'penchant-models'

/**
 * @param {URL} url the model's, with its hash: see `modelUrl`
 * @returns {Promise<Response | undefined>}
 */
export function findModel(url) {
  return attempt((cache) => cache.match(url))
}

/**
 * Keeps a model in the place of its earlier versions.
 * @param {URL} url
 * @param {Uint8Array<ArrayBuffer>} bytes whose hash was checked
 */
export function keepModel(url, bytes) {
  return attempt(async (cache) => {
    for (const { url: kept } of await cache.keys()) {
      if (kept !== url.href && sameFile(new URL(kept), url)) await cache.delete(kept)
    }
    await cache.put(url, new Response(bytes))
  })
}

/** @param {URL} url */
export function discardModel(url) {
  return attempt((cache) => cache.delete(url))
}

/**
 * @template T
 * @param {(cache: Cache) => Promise<T>} use
 * @returns {Promise<T | undefined>}
 */
async function attempt(use) {
  try {
    return await use(await caches.open(NAME))
  } catch {
    return undefined
  }
}

/**
 * @param {URL} one
 * @param {URL} other
 */
function sameFile(one, other) {
  return one.origin === other.origin && one.pathname === other.pathname
}
