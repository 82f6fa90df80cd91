// The only file that touches the Cache API. It keeps models by their hash, and the parts of an incomplete download. If the
// browser caches nothing, the model is downloaded again.

/** @import { Part } from './fetch.js' */

const CACHE_NAME = 'penchant-models'
/** The parameter of a part's address with its offset. */
const OFFSET = 'from'

/**
 * @param {URL} url the model's, with its hash: see `modelUrl`
 * @returns {Promise<Response | undefined>}
 */
export function findModel(url) {
  return attempt((cache) => cache.match(url))
}

/**
 * The parts of a model that arrived before its connection broke, from its beginning on and without a gap.
 * @param {URL} url
 * @returns {Promise<Part[]>}
 */
export async function findParts(url) {
  const found = await attempt(async (cache) => {
    const offsets = (await cache.keys()).flatMap((request) => {
      const offset = new URL(request.url).searchParams.get(OFFSET)
      return offset !== null && partUrl(url, Number(offset)) === request.url ? [Number(offset)] : []
    })
    /** @type {Part[]} */
    const parts = []
    let end = 0
    for (const offset of offsets.sort((a, b) => a - b)) {
      const response = offset === end && (await cache.match(partUrl(url, offset)))
      if (!response) break
      const bytes = new Uint8Array(await response.arrayBuffer())
      parts.push({ offset, bytes })
      end += bytes.length
    }
    return parts
  })
  return found ?? []
}

/**
 * @param {URL} url
 * @param {Part} part
 */
export function keepPart(url, { offset, bytes }) {
  return attempt((cache) => cache.put(partUrl(url, offset), new Response(bytes)))
}

/**
 * Keeps a model, in place of its earlier versions and of its parts.
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
 * Deletes a model and its parts.
 * @param {URL} url
 */
export function discardModel(url) {
  return attempt(async (cache) => {
    for (const { url: kept } of await cache.keys()) if (sameFile(new URL(kept), url)) await cache.delete(kept)
  })
}

/**
 * @param {URL} url
 * @param {number} offset
 */
function partUrl(url, offset) {
  const part = new URL(url)
  part.searchParams.set(OFFSET, String(offset))
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
    return await use(await caches.open(CACHE_NAME))
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
