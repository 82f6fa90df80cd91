// Opens a model from the browser's cache or the network. The function that opens it takes the bytes and checks their hash
// (`model.checksum`); only a model that it accepts is kept.

import { toPenchantError } from './error-mapping.js'
import { fetchBytes, responseBytes } from './fetch.js'
import { discardModel, findModel, findParts, keepModel, keepPart } from './model-cache.js'

/**
 * @import { Part, Progress } from './fetch.js'
 *
 * @typedef {'browser' | 'none'} CacheUse whether the browser keeps the model
 */

/**
 * Rejects with `network`, or as `open` throws.
 * @param {URL} url with the model's hash: see `modelUrl`
 * @param {(bytes: Uint8Array<ArrayBuffer>) => void} open
 * @param {{ cache: CacheUse, total?: number, onProgress: (progress: Progress) => void }} options
 * @returns {Promise<boolean>} whether the browser keeps it
 */
export async function openStored(url, open, { cache, ...options }) {
  if (cache === 'none') {
    open(await fetchBytes(url, options))
    return false
  }
  const kept = await findModel(url)
  if (kept) {
    try {
      open(await responseBytes(url, kept, options))
      return true
    } catch (error) {
      if (toPenchantError(error).code !== 'model.checksum') throw error
      await discardModel(url)
    }
  }
  const begun = await findParts(url)
  /** @type {Promise<unknown>} */
  let keeping = Promise.resolve()
  const onPart = (/** @type {Part} */ part) => (keeping = keeping.then(() => keepPart(url, part)))
  const bytes = await fetchBytes(url, { ...options, begun, onPart })
  await keeping
  const copy = new Blob([bytes]) // Blobs are kept outside of this process.
  try {
    open(bytes)
  } catch (error) {
    await discardModel(url) // A wrong part must not be used again.
    throw error
  }
  // Awaited, because the worker may be terminated at any time after this.
  return (await keepModel(url, copy)) ?? false
}
