// A model from where the browser keeps it, or else from the network. What is given its bytes takes them over, checks
// their hash, and throws `model.checksum` if they are others: only what it took is kept.

import { toPenchantError } from './error-mapping.js'
import { fetchBytes, responseBytes } from './fetch.js'
import { begunModel, discardModel, findModel, keepModel, keepPart } from './model-cache.js'

/**
 * @import { Part, Progress } from './fetch.js'
 *
 * @typedef {'browser' | 'none'} CacheUse whether the browser shall keep the model
 */

/**
 * Rejects with `network`, or with what `open` throws.
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
  const begun = await begunModel(url)
  /** @type {Promise<unknown>} */
  let keeping = Promise.resolve()
  const onPart = (/** @type {Part} */ part) => (keeping = keeping.then(() => keepPart(url, part)))
  const bytes = await fetchBytes(url, { ...options, begun, onPart })
  await keeping
  const copy = new Blob([bytes]) // Which the browser has, and not this process.
  try {
    open(bytes)
  } catch (error) {
    await discardModel(url) // Parts that do not fit together must not be taken up again.
    throw error
  }
  // Waited for, because the worker may be ended at any time after this, and the model would be fetched again.
  return (await keepModel(url, copy)) ?? false
}
