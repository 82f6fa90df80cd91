// The one file of the package that touches the Cache API: models that were fetched are kept there, by their hash, and
// meanwhile what has come of them. A browser that keeps nothing, or has no room, is no error: the model is then
// fetched again.

/** @import { Part } from './fetch.js' */

const NAME = 'penchant-models'
/** The parameter of a part's address that says where it begins. */
const PART = 'from'

/**
 * @param {URL} url the model's, with its hash: see `modelUrl`
 * @returns {Promise<Response | undefined>}
 */
export function findModel(url) {
  return attempt((cache) => cache.match(url))
}

/**
 * What came of a model before its connection broke, from its beginning on.
 * @param {URL} url
 * @returns {Promise<Part[]>}
 */
export async function begunModel(url) {
  const begun = await attempt(async (cache) => {
    const places = (await cache.keys()).flatMap((request) => {
      const place = new URL(request.url).searchParams.get(PART)
      return place !== null && partUrl(url, Number(place)) === request.url ? [Number(place)] : []
    })
    /** @type {Part[]} */
    const parts = []
    let end = 0
    for (const place of places.sort((a, b) => a - b)) {
      const response = place === end && (await cache.match(partUrl(url, place)))
      if (!response) break
      const bytes = new Uint8Array(await response.arrayBuffer())
      parts.push({ place, bytes })
      end += bytes.length
    }
    return parts
  })
  return begun ?? []
}

/**
 * @param {URL} url
 * @param {Part} part
 */
export function keepPart(url, { place, bytes }) {
  return attempt((cache) => cache.put(partUrl(url, place), new Response(bytes)))
}

/**
 * Keeps a model in the place of its earlier versions, and of its parts.
 * @param {URL} url
 * @param {Blob} model whose hash was checked
 * @returns {Promise<true | undefined>} whether it is kept
 */
export function keepModel(url, model) {
  return attempt(async (cache) => {
    for (const { url: kept } of await cache.keys()) {
      if (kept !== url.href && sameFile(new URL(kept), url)) await cache.delete(kept)
    }
    await cache.put(url, new Response(model))
    return /** @type {const} */ (true)
  })
}

/**
 * Lets go of a model and of its parts.
 * @param {URL} url
 */
export function discardModel(url) {
  return attempt(async (cache) => {
    for (const { url: kept } of await cache.keys()) if (sameFile(new URL(kept), url)) await cache.delete(kept)
  })
}

/**
 * @param {URL} url
 * @param {number} place
 */
function partUrl(url, place) {
  const part = new URL(url)
  part.searchParams.set(PART, String(place))
  return part.href
}

/**
 * @template T
 * @param {(cache: Cache) => Promise<T>} use
 * @returns {Promise<T | undefined>}
 */
async function attempt(use) {
  try {
    // eslint-disable-next-line no-restricted-globals -- the only file that touches the Cache API
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
